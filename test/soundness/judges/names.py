"""No two resources have the same name, and no two policies of a role."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from .assembly import Assembly, Json, Template

# The properties that name a resource of a type, which are unique in a region of an account.
NAMES = {
    "AWS::ApplicationAutoScaling::ScalableTarget": ("ResourceId", "ScalableDimension"),
    "AWS::CloudWatch::Alarm": ("AlarmName",),
    "AWS::CloudWatch::Dashboard": ("DashboardName",),
    "AWS::Events::Rule": ("Name",),
    "AWS::IAM::Role": ("RoleName",),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::SageMaker::Endpoint": ("EndpointName",),
    "AWS::SageMaker::EndpointConfig": ("EndpointConfigName",),
    "AWS::SageMaker::InferenceComponent": ("InferenceComponentName",),
    "AWS::SageMaker::Model": ("ModelName",),
    "AWS::SageMaker::ModelPackage": ("ModelPackageName",),
    "AWS::SageMaker::ModelPackageGroup": ("ModelPackageGroupName",),
    "AWS::SNS::Topic": ("TopicName",),
}


def judge(assembly: Assembly) -> list[str]:
    counted = Counter(each for template in assembly.templates for each in _unique(assembly, template))
    return [f"{count} times: {what}" for what, count in sorted(counted.items()) if count > 1]


def _unique(assembly: Assembly, template: Template) -> Iterator[str]:
    for type_, properties in NAMES.items():
        for _, resource in template.of_type(type_):
            values = [resource.get(name) for name in properties]
            # One without a name is named after its logical id.
            if None not in values:
                yield f"{type_} {_text(assembly.meaning(template, values))} in {template.environment}"
    # Policies of the same name overwrite each other in silence.
    for _, policy in template.of_type("AWS::IAM::Policy"):
        for kind in ("Roles", "Users", "Groups"):
            for owner in policy.get(kind, []):
                yield f"policy {_text(policy['PolicyName'])} of {kind} {_text(assembly.meaning(template, owner))}"
    for _, policy in template.of_type("AWS::ApplicationAutoScaling::ScalingPolicy"):
        target = policy.get("ScalingTargetId", policy.get("ResourceId"))
        yield f"scaling policy {_text(policy['PolicyName'])} of {_text(assembly.meaning(template, target))}"


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
