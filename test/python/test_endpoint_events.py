"""What happens of an endpoint, and what its containers print."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from helpers.given import a_stack, an_endpoint
from helpers.templates import ENDPOINT, RULE, Json, properties_of, readable, resource_of, resources_of, text_of

import cdk_sagemaker_hosting as sm

LOG_GROUP = "AWS::Logs::LogGroup"
STATE = "SageMaker Endpoint State Change"
DEPLOYMENT = "SageMaker Endpoint Deployment State Change"


def pattern_of(stack: cdk.Stack) -> Json:
    """The events that the only rule is for."""
    pattern: Json = readable(properties_of(stack, RULE)["EventPattern"])
    return pattern


# Events


def test_an_endpoint_changes_its_state(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    rule = endpoint.on_state_change("Changed")

    assert pattern_of(stack) == {
        "detail": {"EndpointName": [text_of(stack.resolve(endpoint.endpoint_name))]},
        "detail-type": [STATE],
        "source": ["aws.sagemaker"],
    }
    assert rule.node.path == "Test/Endpoint/Changed"


def test_an_endpoint_fails(stack: cdk.Stack) -> None:
    team = sns.Topic(stack, "Team")
    broken = [sm.EndpointStatus.FAILED, sm.EndpointStatus.ROLLING_BACK, sm.EndpointStatus.UPDATE_ROLLBACK_FAILED]

    an_endpoint(stack).on_state_change("Broken", target=targets.SnsTopic(team), statuses=broken)

    assert pattern_of(stack)["detail"]["EndpointStatus"] == ["FAILED", "ROLLING_BACK", "UPDATE_ROLLBACK_FAILED"]
    (target,) = properties_of(stack, RULE)["Targets"]
    assert target["Arn"] == stack.resolve(team.topic_arn)


def test_a_deployment_makes_progress(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    endpoint.on_deployment_state_change("Progress")

    pattern = pattern_of(stack)
    assert pattern["detail-type"] == [DEPLOYMENT]
    assert pattern["detail"] == {"EndpointName": [text_of(stack.resolve(endpoint.endpoint_name))]}


@pytest.mark.parametrize("status", list(sm.EndpointStatus))
def test_each_state_can_be_chosen(stack: cdk.Stack, status: sm.EndpointStatus) -> None:
    an_endpoint(stack).on_state_change("Changed", statuses=[status])

    assert pattern_of(stack)["detail"]["EndpointStatus"] == [status.name]


def test_the_events_of_an_imported_endpoint(stack: cdk.Stack) -> None:
    sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations").on_state_change("Changed")

    assert pattern_of(stack)["detail"] == {"EndpointName": ["recommendations"]}


def test_a_rule_has_the_options_of_the_cdk(stack: cdk.Stack) -> None:
    rule = an_endpoint(stack).on_state_change(
        "Changed",
        rule_name="churn-changed",
        description="The endpoint changed",
        event_pattern=events.EventPattern(account=["123456789012"]),
    )
    rule.add_target(targets.SnsTopic(sns.Topic(stack, "Topic")))

    properties = properties_of(stack, RULE)
    assert (properties["Name"], properties["Description"]) == ("churn-changed", "The endpoint changed")
    assert pattern_of(stack)["account"] == ["123456789012"]
    assert len(properties["Targets"]) == 1


def test_an_endpoint_can_have_several_rules(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    endpoint.on_state_change("Failed", statuses=[sm.EndpointStatus.FAILED])
    endpoint.on_state_change("Ready", statuses=[sm.EndpointStatus.IN_SERVICE])
    endpoint.on_deployment_state_change("Progress")

    assert len(resources_of(stack, RULE)) == 3


# Logs


def test_sagemaker_makes_the_log_group_unless_asked_for(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    assert text_of(stack.resolve(endpoint.log_group.log_group_name)) == (
        f"/aws/sagemaker/Endpoints/{text_of(stack.resolve(endpoint.endpoint_name))}"
    )
    assert resources_of(stack, LOG_GROUP) == {}


def test_the_log_group_of_an_imported_endpoint(stack: cdk.Stack) -> None:
    group = sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations").log_group

    assert group.log_group_name == "/aws/sagemaker/Endpoints/recommendations"


def test_how_logs_are_kept(stack: cdk.Stack) -> None:
    key = kms.Key(stack, "Key")

    an_endpoint(stack, endpoint_name="churn").add_log_group(
        retention=logs.RetentionDays.ONE_MONTH, encryption_key=key, removal_policy=cdk.RemovalPolicy.DESTROY
    )

    assert properties_of(stack, LOG_GROUP) == {
        "KmsKeyId": stack.resolve(key.key_arn),
        "LogGroupName": "/aws/sagemaker/Endpoints/churn",
        "RetentionInDays": 30,
    }
    assert resource_of(stack, LOG_GROUP)["DeletionPolicy"] == "Delete"


def test_the_log_group_knows_the_name_beforehand(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    group = endpoint.add_log_group()

    (logical_id,) = resources_of(stack, LOG_GROUP)
    properties = properties_of(stack, LOG_GROUP)
    name = properties_of(stack, ENDPOINT)["EndpointName"]
    assert properties == {"LogGroupName": f"/aws/sagemaker/Endpoints/{name}", "RetentionInDays": 731}
    assert resource_of(stack, LOG_GROUP)["DeletionPolicy"] == "RetainExceptOnCreate"
    assert logical_id in resource_of(stack, ENDPOINT)["DependsOn"]
    assert endpoint.log_group.node.path == group.node.path


def test_metrics_of_what_is_printed(stack: cdk.Stack) -> None:
    group = an_endpoint(stack).add_log_group()
    group.add_metric_filter(
        "OutOfMemory",
        filter_pattern=logs.FilterPattern.literal("OutOfMemory"),
        metric_name="OutOfMemory",
        metric_namespace="Shop",
    )

    assert properties_of(stack, "AWS::Logs::MetricFilter")["FilterPattern"] == "OutOfMemory"


def test_two_endpoints_have_logs_of_their_own(app: cdk.App) -> None:
    stacks = [a_stack(app, id) for id in ("One", "Two")]

    for stack in stacks:
        an_endpoint(stack).add_log_group()

    assert len({properties_of(stack, LOG_GROUP)["LogGroupName"] for stack in stacks}) == 2
