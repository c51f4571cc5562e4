"""Roles have the permissions that the resources need which they are for, and none by a pattern that allows more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase

from .assembly import Assembly, Json, Template
from .order import actions_of, identity

# What a role must be allowed, by what a resource has.
# https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
OF_EVERY_MODEL = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams", "cloudwatch:PutMetricData")
OF_IMAGES = ("ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage")
OF_NETWORKS = (
    "ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface", "ec2:DeleteNetworkInterfacePermission",
    "ec2:DescribeNetworkInterfaces", "ec2:DescribeVpcs", "ec2:DescribeDhcpOptions", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups",
)
# The patterns of the CDK's own grants, such as Bucket.grantRead.
PATTERNS = {
    "kms:GenerateDataKey*", "kms:ReEncrypt*", "s3:Abort*", "s3:DeleteObject*", "s3:GetBucket*", "s3:GetObject*", "s3:List*",
}


def judge(assembly: Assembly) -> list[str]:
    return [*_patterns(assembly), *_missing(assembly)]


def _patterns(assembly: Assembly) -> Iterator[str]:
    """Each pattern in the policies of roles that the app defines."""
    for template in assembly.templates:
        for name, policy in (*template.of_type("AWS::IAM::Policy"), *template.of_type("AWS::IAM::ManagedPolicy")):
            for action in sorted(actions_of(policy["PolicyDocument"])):
                if "*" in action and action not in PATTERNS:
                    yield f"{template.name}: {name} allows {action}"


def _missing(assembly: Assembly) -> Iterator[str]:
    allowed = _allowed(assembly)
    roles: dict[str, str] = {}
    for template in assembly.templates:
        for name, model in template.of_type("AWS::SageMaker::Model"):
            role = roles[f"{template.name}#{name}"] = identity(assembly.meaning(template, model["ExecutionRoleArn"]))
            yield from _without(f"{template.name}: {name}", allowed.get(role), _needs_of_model(model))
    for template in assembly.templates:
        for name, config in template.of_type("AWS::SageMaker::EndpointConfig"):
            models = [assembly.meaning(template, variant.get("ModelName")) for variant in config["ProductionVariants"]]
            own = assembly.meaning(template, config["ExecutionRoleArn"]) if "ExecutionRoleArn" in config else None
            used = {roles.get(identity(model), "") for model in models} | ({identity(own)} if own else set())
            for owner in sorted(used):
                yield from _without(f"{template.name}: {name}", allowed.get(owner), _needs_of_config(config))


def _without(place: str, allowed: set[str] | None, needed: Iterator[str]) -> Iterator[str]:
    """What a role of the app is not allowed. Roles that the app does not define, or does not change, are not known."""
    if allowed:
        for action in needed:
            if not any(fnmatchcase(action, pattern) for pattern in allowed):
                yield f"{place}: the role is not allowed {action}"


def _allowed(assembly: Assembly) -> dict[str, set[str]]:
    """The actions that each role is allowed by the policies of the app, if the app defines the role and names no managed policy of AWS."""
    found: dict[str, set[str]] = {}
    for template in assembly.templates:
        for name, role in template.of_type("AWS::IAM::Role"):
            if not role.get("ManagedPolicyArns"):
                documents = [own["PolicyDocument"] for own in role.get("Policies", [])]
                found[f"{template.name}#{name}"] = {action for document in documents for action in actions_of(document)}
    for template in assembly.templates:
        for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
            for _, policy in template.of_type(kind):
                for role in policy.get("Roles", []):
                    actions = found.get(identity(assembly.meaning(template, role)))
                    if actions is not None:
                        actions |= actions_of(policy["PolicyDocument"])
    return found


def _needs_of_model(model: Json) -> Iterator[str]:
    yield from OF_EVERY_MODEL
    containers = [model["PrimaryContainer"]] if "PrimaryContainer" in model else model.get("Containers", [])
    if any(".dkr.ecr" in json.dumps(container.get("Image", "")) for container in containers):
        yield from OF_IMAGES
    if any("ModelDataUrl" in container or "S3DataSource" in container.get("ModelDataSource", {}) for container in containers):
        yield "s3:GetObject"
    if "VpcConfig" in model:
        yield from OF_NETWORKS


def _needs_of_config(config: Json) -> Iterator[str]:
    """What SageMaker does for an endpoint, with the role of each model."""
    if "DataCaptureConfig" in config or "AsyncInferenceConfig" in config:
        yield "s3:PutObject"
    topics = config.get("AsyncInferenceConfig", {}).get("OutputConfig", {}).get("NotificationConfig", {})
    if topics.get("SuccessTopic") or topics.get("ErrorTopic"):
        yield "sns:Publish"
