"""Stacks as a whole: order, failure, rollback, deletion."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import hosting, model, name_of

TOPIC = {"Type": "AWS::SNS::Topic", "Properties": {}}


def unknown(type_name: str, **body: object) -> dict[str, object]:
    return {"Type": type_name, "Properties": {}, **body}


@pytest.mark.parametrize(
    "type_name",
    [
        "AWS::SageMaker::InferenceExperiment",
        "AWS::CloudFormation::CustomResource",
        "AWS::CloudFormation::WaitCondition",
        "AWS::Lambda::Permission",
        "Custom::Anything",
    ],
)
def test_an_unknown_resource_type_fails_the_stack(cloud: Cloud, type_name: str) -> None:
    stack = cloud.create({"Topic": TOPIC, "Odd": unknown(type_name, DependsOn="Topic")})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert type_name in stack["StackStatusReason"] and "Odd" in stack["StackStatusReason"]
    assert ("Odd", "CREATE_FAILED") in cloud.events()


def test_a_failed_create_deletes_what_it_had_created(cloud: Cloud) -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": f"{cloud.unique}-made"}}
    cloud.create({"Bucket": bucket, "Odd": unknown("AWS::No::Such", DependsOn="Bucket")})
    assert cloud.events()[-2:] == [("Bucket", "DELETE_COMPLETE"), (f"{cloud.unique}-stack", "ROLLBACK_COMPLETE")]
    assert f"{cloud.unique}-made" not in [b["Name"] for b in cloud.client("s3").list_buckets()["Buckets"]]


def test_a_resource_that_the_service_refuses_fails_the_stack(cloud: Cloud) -> None:
    stack = cloud.create({"Model": model(ModelName="no_underscores")})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "no_underscores" in stack["StackStatusReason"]


@pytest.mark.parametrize("properties", [{"Colour": "red"}, {"PrimaryContainer": {"Imege": "x"}}, {"Tags": "none"}])
def test_a_property_that_the_service_does_not_have_fails_the_stack(cloud: Cloud, properties: dict[str, Any]) -> None:
    stack = cloud.create({"Model": model(**properties)})
    assert "Properties validation failed" in stack["StackStatusReason"]


def test_a_false_condition_leaves_a_resource_out(cloud: Cloud) -> None:
    stack = cloud.create(
        {"Topic": TOPIC, "Odd": unknown("AWS::No::Such", Condition="Never")},
        Conditions={"Never": {"Fn::Equals": ["a", "b"]}},
    )
    assert stack["StackStatus"] == "CREATE_COMPLETE"


def test_resources_are_created_after_what_they_refer_to(cloud: Cloud) -> None:
    resources = hosting()
    cloud.create(dict(reversed(resources.items())))
    created = [name for name, status in cloud.events() if status == "CREATE_COMPLETE"]
    assert created == ["Model", "Config", "Endpoint", f"{cloud.unique}-stack"]


def test_a_circular_reference_fails_the_stack(cloud: Cloud) -> None:
    a = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Ref": "B"}}}
    b = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Fn::Sub": "x ${A}"}}}
    assert "Circular dependency" in cloud.create({"A": a, "B": b})["StackStatusReason"]


def test_a_reference_to_nothing_fails_the_stack(cloud: Cloud) -> None:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Ref": "Nothing"}}}
    assert "[Nothing]" in cloud.create({"Topic": topic})["StackStatusReason"]


def test_an_attribute_that_does_not_exist_fails_the_stack(cloud: Cloud) -> None:
    stack = cloud.create({"Model": model()}, Outputs={"Bad": {"Value": {"Fn::GetAtt": ["Model", "Size"]}}})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "Size" in stack["StackStatusReason"]


def test_a_stack_is_deleted_in_reverse_order_and_completely(cloud: Cloud) -> None:
    stack = cloud.create(hosting())
    cloud.delete()
    events = cloud.client("cloudformation").describe_stack_events(StackName=stack["StackId"])["StackEvents"]
    deleted = [e["LogicalResourceId"] for e in reversed(events) if e["ResourceStatus"] == "DELETE_COMPLETE"]
    assert deleted == ["Endpoint", "Config", "Model", f"{cloud.unique}-stack"]
    with pytest.raises(ClientError, match="does not exist"):
        cloud.describe()


def test_a_failed_deletion_keeps_the_stack(cloud: Cloud) -> None:
    name = f"{cloud.unique}-full"
    cloud.create({"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}}})
    s3 = cloud.client("s3")
    s3.put_object(Bucket=name, Key="x", Body=b"x")
    cloud.delete()
    assert cloud.describe()["StackStatus"] == "DELETE_FAILED"
    s3.delete_object(Bucket=name, Key="x")
    cloud.delete()
    assert name not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]


def test_a_retained_resource_survives_its_stack(cloud: Cloud) -> None:
    name = f"{cloud.unique}-kept"
    bucket = {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "Properties": {"BucketName": name}}
    cloud.create({"Bucket": bucket})
    cloud.delete()
    assert name in [item["Name"] for item in cloud.client("s3").list_buckets()["Buckets"]]


def test_cdk_metadata_is_accepted_and_does_nothing(cloud: Cloud) -> None:
    metadata = {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:deflate64:xyz"}}
    assert cloud.create({"Topic": TOPIC, "CDKMetadata": metadata})["StackStatus"] == "CREATE_COMPLETE"


def test_an_export_reaches_another_stack(cloud: Cloud) -> None:
    export = {"Value": name_of("Model"), "Export": {"Name": f"{cloud.unique}-model"}}
    cloud.create({"Model": model()}, stack="one", Outputs={"Model": export})
    imported = {"Fn::ImportValue": f"{cloud.unique}-model"}
    parameter = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": imported}}
    cloud.create({"Parameter": parameter}, stack="two", Outputs={"Name": {"Value": {"Ref": "Parameter"}}})
    value = cloud.client("ssm").get_parameter(Name=cloud.outputs("two")["Name"])["Parameter"]["Value"]
    assert value == cloud.outputs("one")["Model"]


def test_availability_zones_are_those_of_the_stacks_region(cloud: Cloud) -> None:
    zone = {"Fn::Select": [1, {"Fn::GetAZs": {"Ref": "AWS::Region"}}]}
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": zone}}
    cloud.create({"Topic": topic}, Outputs={"Zone": {"Value": {"Fn::Select": [0, {"Fn::GetAZs": "us-east-1"}]}}})
    assert cloud.outputs()["Zone"] == "us-east-1a"


def test_a_template_can_be_fetched_from_the_emulated_bucket_by_address(cloud: Cloud) -> None:
    s3, bucket = cloud.client("s3"), f"{cloud.unique}-templates"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="a/b.json", Body=json.dumps({"Resources": {"Topic": TOPIC}}))
    assert "127.0.0.1" in cloud.emulator.endpoint_url
    cloud.client("cloudformation").create_stack(
        StackName=f"{cloud.unique}-stack", TemplateURL=f"{cloud.emulator.endpoint_url}/{bucket}/a/b.json"
    )
    assert cloud.describe()["StackStatus"] == "CREATE_COMPLETE"


def test_a_call_that_moto_does_not_implement_fails_at_once(cloud: Cloud) -> None:
    with pytest.raises(ClientError, match="lookup_events") as caught:
        cloud.client("cloudtrail").lookup_events()
    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 0
