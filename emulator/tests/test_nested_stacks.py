"""Nested stacks: created, updated, rolled back and deleted with the stack that they belong to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Cloud
from hosting import OUTPUTS, config, endpoint, model, name_of, variant

STACK = "AWS::CloudFormation::Stack"
BROKEN = {"Type": "AWS::SNS::Topic", "Properties": {"Colour": "red"}, "DependsOn": "Nested"}


def topic(name: Any, **properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name, **properties}}


def template(name: Any = None, **sections: Any) -> dict[str, Any]:
    """A template with a topic, whose name is a parameter, and its ARN as an output."""
    return {
        "Parameters": {"Name": {"Type": "String"}, "Label": {"Type": "String", "Default": "none"}},
        "Resources": {"Topic": topic(name or {"Ref": "Name"}, DisplayName={"Ref": "Label"})},
        "Outputs": {"Arn": {"Value": {"Ref": "Topic"}}, "Title": {"Value": {"Fn::GetAtt": ["Topic", "TopicName"]}}},
        **sections,
    }


def upload(cloud: Cloud, body: dict[str, Any], key: str = "nested.json") -> str:
    """Put a template into a bucket, and return its URL, as the CDK writes it."""
    s3, bucket = cloud.client("s3"), f"{cloud.unique}-templates"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(body).encode())
    return f"https://s3.us-east-1.amazonaws.com/{bucket}/{key}"


def nested(url: str, **properties: Any) -> dict[str, Any]:
    return {"Type": STACK, "Properties": {"TemplateURL": url, **properties}}


def named(cloud: Cloud, **others: Any) -> dict[str, Any]:
    return {"Parameters": {"Name": f"{cloud.unique}-topic", **others}}


def topics(cloud: Cloud) -> list[str]:
    """The names of the topics of the test."""
    arns = [item["TopicArn"] for item in cloud.client("sns").list_topics()["Topics"]]
    return [arn.rsplit(":", 1)[1] for arn in arns if cloud.unique in arn]


def child(cloud: Cloud, logical_id: str = "Nested") -> Any:
    """The description of a nested stack."""
    formation = cloud.client("cloudformation")
    resource = formation.describe_stack_resource(StackName=f"{cloud.unique}-stack", LogicalResourceId=logical_id)
    arn = resource["StackResourceDetail"]["PhysicalResourceId"]
    return formation.describe_stacks(StackName=arn)["Stacks"][0]


def created(stack: Any) -> None:
    assert stack["StackStatus"].removeprefix("UPDATE").removeprefix("CREATE") == "_COMPLETE", stack["StackStatusReason"]


def test_a_nested_stack_has_parameters_and_outputs_of_its_own(cloud: Cloud) -> None:
    resources = {
        "Nested": nested(upload(cloud, template()), **named(cloud)),
        "Reader": topic({"Fn::Join": ["-", [{"Fn::GetAtt": ["Nested", "Outputs.Title"]}, "reader"]]}),
    }
    outputs = {
        "Arn": {"Value": {"Fn::GetAtt": ["Nested", "Outputs.Arn"]}},
        "Text": {"Value": {"Fn::Sub": "<${Nested.Outputs.Title}>"}},
        "Id": {"Value": {"Ref": "Nested"}},
    }
    created(cloud.create(resources, Outputs=outputs))
    assert sorted(topics(cloud)) == [f"{cloud.unique}-topic", f"{cloud.unique}-topic-reader"]
    found, stack, parent = cloud.outputs(), child(cloud), cloud.describe()
    assert found["Arn"].endswith(f":{cloud.unique}-topic")
    assert (found["Text"], found["Id"]) == (f"<{cloud.unique}-topic>", stack["StackId"])
    assert stack["StackName"].startswith(f"{cloud.unique}-stack-Nested-")
    assert (stack["StackStatus"], stack["ParentId"], stack["RootId"]) == (
        "CREATE_COMPLETE",
        parent["StackId"],
        parent["StackId"],
    )
    assert "ParentId" not in parent


def test_a_parameter_of_a_nested_stack_changes_in_place(cloud: Cloud) -> None:
    url = upload(cloud, template())
    created(cloud.create({"Nested": nested(url, **named(cloud))}))
    before = child(cloud)["StackId"]
    created(cloud.update({"Nested": nested(url, **named(cloud, Label="new"))}))
    (arn,) = (item["OutputValue"] for item in child(cloud)["Outputs"] if item["OutputKey"] == "Arn")
    assert cloud.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["DisplayName"] == "new"
    assert (child(cloud)["StackId"], child(cloud)["StackStatus"]) == (before, "UPDATE_COMPLETE")


def test_another_template_updates_the_nested_stack_and_what_reads_its_outputs(cloud: Cloud) -> None:
    reader = topic({"Fn::Join": ["-", [{"Fn::GetAtt": ["Nested", "Outputs.Title"]}, "reader"]]})
    created(cloud.create({"Nested": nested(upload(cloud, template()), **named(cloud)), "Reader": reader}))
    other = upload(cloud, template(f"{cloud.unique}-other"), "other.json")
    created(cloud.update({"Nested": nested(other, **named(cloud)), "Reader": reader}))
    assert sorted(topics(cloud)) == [f"{cloud.unique}-other", f"{cloud.unique}-other-reader"]


def test_another_template_at_the_same_address_updates_the_nested_stack(cloud: Cloud) -> None:
    url = upload(cloud, template())
    created(cloud.create({"Nested": nested(url, **named(cloud))}))
    upload(cloud, template(f"{cloud.unique}-other"))
    created(cloud.update({"Nested": nested(url, **named(cloud)), "More": topic(f"{cloud.unique}-more")}))
    assert sorted(topics(cloud)) == [f"{cloud.unique}-more", f"{cloud.unique}-other"]


def test_a_nested_stack_is_deleted_with_its_parent_and_from_its_template(cloud: Cloud) -> None:
    url, kept = upload(cloud, template()), topic(f"{cloud.unique}-kept")
    created(cloud.create({"Nested": nested(url, **named(cloud)), "Kept": kept}))
    arn = child(cloud)["StackId"]
    created(cloud.update({"Kept": kept}))
    assert topics(cloud) == [f"{cloud.unique}-kept"]
    assert cloud.client("cloudformation").describe_stacks(StackName=arn)["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"
    created(cloud.update({"Nested": nested(url, **named(cloud)), "Kept": kept}))
    cloud.delete()
    assert topics(cloud) == []


def test_a_nested_stack_that_fails_fails_the_parent_and_leaves_nothing(cloud: Cloud) -> None:
    body = template()
    body["Resources"]["Odd"] = {"Type": "AWS::No::Such", "DependsOn": "Topic"}
    stack = cloud.create({"Nested": nested(upload(cloud, body), **named(cloud))})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "was not successfully created: The following resource(s) failed to create: [Odd]" in stack["StackStatusReason"]
    assert topics(cloud) == []
    names = [item["StackName"] for item in cloud.client("cloudformation").describe_stacks()["Stacks"]]
    assert not [name for name in names if name.startswith(f"{cloud.unique}-stack-")]


def test_a_nested_stack_is_rolled_back_with_a_parent_that_fails_later(cloud: Cloud) -> None:
    url = upload(cloud, template())
    assert cloud.create({"Nested": nested(url, **named(cloud)), "Odd": BROKEN})["StackStatus"] == "ROLLBACK_COMPLETE"
    assert topics(cloud) == []


def test_an_update_of_a_nested_stack_is_rolled_back_with_its_parent(cloud: Cloud) -> None:
    body = template()
    body["Resources"]["Old"] = topic(f"{cloud.unique}-old")
    created(cloud.create({"Nested": nested(upload(cloud, body), **named(cloud))}))
    arn = child(cloud)["Outputs"][0]["OutputValue"]
    # The update makes one topic, replaces another, and deletes a third.
    other = template(f"{cloud.unique}-other")
    other["Resources"]["New"] = topic(f"{cloud.unique}-new")
    changed = upload(cloud, other, "other.json")
    stack = cloud.update({"Nested": nested(changed, **named(cloud)), "Odd": BROKEN})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert sorted(topics(cloud)) == [f"{cloud.unique}-old", f"{cloud.unique}-topic"]
    assert child(cloud)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert child(cloud)["Outputs"][0]["OutputValue"] == arn
    created(cloud.update({"Nested": nested(changed, **named(cloud))}))
    assert sorted(topics(cloud)) == [f"{cloud.unique}-new", f"{cloud.unique}-other"]


def test_a_nested_stack_whose_update_fails_fails_the_parent(cloud: Cloud) -> None:
    created(cloud.create({"Nested": nested(upload(cloud, template()), **named(cloud))}))
    body = template(f"{cloud.unique}-other")
    body["Resources"]["Odd"] = {"Type": "AWS::No::Such", "DependsOn": "Topic"}
    stack = cloud.update({"Nested": nested(upload(cloud, body, "other.json"), **named(cloud))})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "was not successfully updated" in stack["StackStatusReason"]
    assert topics(cloud) == [f"{cloud.unique}-topic"]


def test_stacks_nest_in_nested_stacks(cloud: Cloud) -> None:
    inner = upload(cloud, template(), "inner.json")
    middle = {"Resources": {"Inner": nested(inner, **named(cloud))}}
    created(cloud.create({"Nested": nested(upload(cloud, middle))}))
    formation = cloud.client("cloudformation")
    stacks = [item for page in formation.get_paginator("describe_stacks").paginate() for item in page["Stacks"]]
    (lowest,) = (item for item in stacks if cloud.unique in item["StackName"] and "-Inner-" in item["StackName"])
    assert (lowest["ParentId"], lowest["RootId"]) == (child(cloud)["StackId"], cloud.describe()["StackId"])
    other = upload(cloud, template(f"{cloud.unique}-other"), "other.json")
    middle = {"Resources": {"Inner": nested(other, **named(cloud))}}
    failed = {"Nested": nested(upload(cloud, middle, "middle.json")), "Odd": BROKEN}
    assert cloud.update(failed)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert topics(cloud) == [f"{cloud.unique}-topic"]
    created(cloud.update({"Nested": failed["Nested"]}))
    assert topics(cloud) == [f"{cloud.unique}-other"]
    cloud.delete()
    assert topics(cloud) == []


@pytest.mark.parametrize(
    "properties, message",
    [
        ({}, "Parameters: [Name] must have values"),
        ({"Parameters": {"Name": "n", "Colour": "red"}}, "Parameters: [Colour] do not exist in the template"),
        ({"Parameters": {"Name": "n"}, "TemplateURL": "https://s3.amazonaws.com/no/such.json"}, "could not read s3://no/such"),
        ({"Parameters": {"Name": "n"}, "TemplateURL": "here"}, "'here' is not the URL of an object in S3"),
        ({"Parameters": {"Name": "n"}, "Colour": "red"}, "extraneous key [Colour]"),
    ],
)
def test_a_nested_stack_that_is_not_valid_fails_the_parent(cloud: Cloud, properties: dict[str, Any], message: str) -> None:
    stack = cloud.create({"Nested": {"Type": STACK, "Properties": {"TemplateURL": upload(cloud, template()), **properties}}})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert message in stack["StackStatusReason"]


def test_an_endpoint_in_a_nested_stack_answers(cloud: Cloud) -> None:
    address = cloud.upload("def model_fn(model_dir): return sum")
    body = {
        "Parameters": {"Model": {"Type": "String"}},
        "Resources": {
            "Config": config({**variant(), "ModelName": {"Ref": "Model"}}),
            "Endpoint": endpoint(),
        },
        **OUTPUTS,
    }
    resources = {"Model": model(address), "Nested": nested(upload(cloud, body), Parameters={"Model": name_of("Model")})}
    created(cloud.create(resources, Outputs={"Endpoint": {"Value": {"Fn::GetAtt": ["Nested", "Outputs.Endpoint"]}}}))
    response = cloud.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=cloud.outputs()["Endpoint"], Body=b"[1, 2]", ContentType="application/json"
    )
    assert response["Body"].read() == b"3"

