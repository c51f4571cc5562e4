"""Change sets, as the CDK CLI uses them by default."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import OUTPUTS, hosting, variant

NAME = "cdk-deploy-change-set"


def propose(cloud: Cloud, kind: str, resources: dict[str, Any], stack: str = "stack", **sections: Any) -> Any:
    """Create a change set and return its description."""
    client = cloud.client("cloudformation")
    client.create_change_set(
        StackName=f"{cloud.unique}-{stack}",
        ChangeSetName=NAME,
        ChangeSetType=kind,
        TemplateBody=json.dumps({"Resources": resources, **sections}),
    )
    return client.describe_change_set(StackName=f"{cloud.unique}-{stack}", ChangeSetName=NAME)


def execute(cloud: Cloud, stack: str = "stack") -> Any:
    cloud.client("cloudformation").execute_change_set(StackName=f"{cloud.unique}-{stack}", ChangeSetName=NAME)
    description = cloud.describe(stack)
    discard(cloud, stack)
    return description


def discard(cloud: Cloud, stack: str = "stack") -> None:
    cloud.client("cloudformation").delete_change_set(StackName=f"{cloud.unique}-{stack}", ChangeSetName=NAME)


def test_nothing_exists_before_a_change_set_is_executed(cloud: Cloud) -> None:
    proposed = propose(cloud, "CREATE", hosting(), **OUTPUTS)
    assert [change["ResourceChange"]["Action"] for change in proposed["Changes"]] == ["Add"] * 3
    assert cloud.describe()["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert "Outputs" not in cloud.describe()


def test_a_stack_is_created_and_updated_by_change_sets(cloud: Cloud) -> None:
    propose(cloud, "CREATE", hosting(), **OUTPUTS)
    assert execute(cloud)["StackStatus"] == "CREATE_COMPLETE"
    proposed = propose(cloud, "UPDATE", hosting(variant(weight=4)), **OUTPUTS)
    assert [c["ResourceChange"]["LogicalResourceId"] for c in proposed["Changes"]] == ["Config"]
    assert execute(cloud)["StackStatus"] == "UPDATE_COMPLETE"
    described = cloud.client("sagemaker").describe_endpoint(EndpointName=cloud.outputs()["Endpoint"])
    assert described["ProductionVariants"][0]["CurrentWeight"] == 4


def test_a_change_set_without_changes_says_so(cloud: Cloud) -> None:
    propose(cloud, "CREATE", hosting())
    execute(cloud)
    proposed = propose(cloud, "UPDATE", hosting())
    assert proposed["Status"] == "FAILED"
    assert "didn't contain changes" in proposed["StatusReason"]


def test_an_unknown_resource_type_fails_the_execution(cloud: Cloud) -> None:
    propose(cloud, "CREATE", {"Odd": {"Type": "AWS::No::Such"}})
    stack = execute(cloud)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert "AWS::No::Such" in stack["StackStatusReason"]


def test_change_sets_of_the_same_name_belong_to_their_stacks(cloud: Cloud) -> None:
    propose(cloud, "CREATE", hosting(), stack="one")
    propose(cloud, "CREATE", {"Topic": {"Type": "AWS::SNS::Topic"}}, stack="two")
    assert execute(cloud, "two")["StackStatus"] == "CREATE_COMPLETE"
    assert cloud.describe("one")["StackStatus"] == "REVIEW_IN_PROGRESS"


def test_a_second_proposal_takes_over_the_stack_in_review(cloud: Cloud) -> None:
    propose(cloud, "CREATE", {"Odd": {"Type": "AWS::No::Such"}})
    discard(cloud)
    propose(cloud, "CREATE", hosting())
    assert execute(cloud)["StackStatus"] == "CREATE_COMPLETE"


def test_deleting_a_change_set_that_does_not_exist_succeeds(cloud: Cloud) -> None:
    cloud.create(hosting())
    discard(cloud)
    with pytest.raises(ClientError) as caught:
        cloud.client("cloudformation").describe_change_set(StackName=f"{cloud.unique}-stack", ChangeSetName=NAME)
    assert caught.value.response["Error"]["Code"] == "ChangeSetNotFound"


def test_a_parameter_keeps_its_previous_value(cloud: Cloud) -> None:
    ssm, client = cloud.client("ssm"), cloud.client("cloudformation")
    ssm.put_parameter(Name=f"/{cloud.unique}/version", Value="7", Type="String")
    parameters = {"Version": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": f"/{cloud.unique}/version"}}
    outputs = {"Version": {"Value": {"Ref": "Version"}}}
    cloud.create(hosting(), Parameters=parameters, Outputs=outputs)
    client.create_change_set(
        StackName=f"{cloud.unique}-stack",
        ChangeSetName=NAME,
        ChangeSetType="UPDATE",
        TemplateBody=json.dumps(
            {"Resources": hosting(variant(weight=2)), "Parameters": parameters, "Outputs": outputs}
        ),
        Parameters=[{"ParameterKey": "Version", "UsePreviousValue": True}],
    )
    assert execute(cloud)["StackStatus"] == "UPDATE_COMPLETE"
    assert cloud.outputs()["Version"] == "7"
