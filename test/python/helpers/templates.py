"""What a stack amounts to."""

import json
import re
from typing import Any

import aws_cdk as cdk
from aws_cdk.assertions import Annotations, Match, Template

MODEL = "AWS::SageMaker::Model"
MODEL_PACKAGE = "AWS::SageMaker::ModelPackage"
MODEL_PACKAGE_GROUP = "AWS::SageMaker::ModelPackageGroup"
CONFIG = "AWS::SageMaker::EndpointConfig"
ENDPOINT = "AWS::SageMaker::Endpoint"
SCALABLE_TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
SCALING_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
ALARM = "AWS::CloudWatch::Alarm"
DASHBOARD = "AWS::CloudWatch::Dashboard"
POLICY = "AWS::IAM::Policy"
RULE = "AWS::Events::Rule"

# What a role is granted for the network interfaces of containers in a VPC.
NETWORK_ACTIONS = {
    "ec2:CreateNetworkInterface",
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
}

WARNINGS_PAGE = " (see https://github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting/blob/main/docs/warnings.md)"

Json = dict[str, Any]


def resources_of(stack: cdk.Stack, type: str) -> dict[str, Json]:
    """The resources of a type, by logical id."""
    return {logical_id: dict(resource) for logical_id, resource in Template.from_stack(stack).find_resources(type).items()}


def resource_of(stack: cdk.Stack, type: str) -> Json:
    """The only resource of a type."""
    (resource,) = resources_of(stack, type).values()
    return resource


def container_of(stack: cdk.Stack) -> Json:
    """The only container of the only model, with its values as texts."""
    container: Json = readable(properties_of(stack, MODEL)["PrimaryContainer"])
    return container


def properties_of(stack: cdk.Stack, type: str) -> Json:
    """The properties of the only resource of a type."""
    properties: Json = resource_of(stack, type)["Properties"]
    return properties


def variants_of(stack: cdk.Stack) -> list[Json]:
    """The production variants of the only endpoint configuration."""
    variants: list[Json] = properties_of(stack, CONFIG)["ProductionVariants"]
    return variants


def statements_of(stack: cdk.Stack) -> list[Json]:
    """All statements of the policies, in the order of the template."""
    policies = resources_of(stack, POLICY).values()
    return [statement for policy in policies for statement in policy["Properties"]["PolicyDocument"]["Statement"]]


def actions_of(stack: cdk.Stack) -> set[str]:
    """All that the policies allow."""
    actions: set[str] = set()
    for statement in statements_of(stack):
        allowed = statement["Action"]
        actions.update([allowed] if isinstance(allowed, str) else allowed)
    return actions


def statement_allowing(stack: cdk.Stack, action: str) -> Json:
    """The only statement with this action."""
    (statement,) = [statement for statement in statements_of(stack) if action in statement["Action"]]
    return statement


def permissions_of(stack: cdk.Stack, service: str) -> list[Json]:
    """The statements about a service, such as `s3`, with their resources as texts."""
    return [readable(statement) for statement in statements_of(stack) if f"{service}:" in str(statement["Action"])]


def warnings_of(stack: cdk.Stack) -> list[str]:
    """The warnings of this library, each as `path: text [ack: rule]`, without the reference to the page of warnings that each has."""
    found = Annotations.from_stack(stack).find_warning("*", Match.any_value())
    return [f"{warning.id.removeprefix('/')}: {str(warning.entry.data).replace(WARNINGS_PAGE, '')}" for warning in found]


def warned_of(stack: cdk.Stack) -> list[str]:
    """The warnings of this library, each as `path: rule`; the tests of the TypeScript assert the texts."""
    found = (re.fullmatch(r"(.+?): .+ \[ack: cdk-sagemaker-hosting:(\w+)\]", warning) for warning in warnings_of(stack))
    return [f"{warning[1]}: {warning[2]}" for warning in found if warning]


def text_of(value: Any) -> str:
    """A value of a template as one text, with what CloudFormation fills in as `${...}`."""
    match value:
        case str():
            return value
        case {"Ref": str(name)}:
            return f"${{{name}}}"
        case {"Fn::GetAtt": [str(logical_id), str(attribute)]}:
            return f"${{{logical_id}.{attribute}}}"
        case {"Fn::Sub": str(text)}:
            return text
        case {"Fn::Join": [str(separator), list(parts)]}:
            return separator.join(text_of(part) for part in parts)
        case {"Fn::FindInMap": [str(mapping), key, str(attribute)]}:
            return f"${{{mapping}[{text_of(key)}].{attribute}}}"
    return f"${{{json.dumps(value)}}}"


def readable(value: Any) -> Any:
    """The same with a text for each value that CloudFormation fills in."""
    match value:
        case list():
            return [readable(item) for item in value]
        case dict():
            filled_in = len(value) == 1 and all(key == "Ref" or key.startswith("Fn::") for key in value)
            return text_of(value) if filled_in else {key: readable(item) for key, item in value.items()}
    return value
