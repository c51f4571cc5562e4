"""The properties of resources are what the equal calls of the AWS API accept, according to the models in botocore.

botocore itself checks types, required members and minimums; unknown members, patterns, enumerations and maximums are checked here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import botocore.session
from botocore.validate import ParamValidator

from .assembly import Assembly, Json, Template
from .shapes import Unknown, plausible, problems_of, resolved


@dataclass(frozen=True)
class Call:
    """The call that is equal to the creation or the update of a resource of a type."""

    service: str
    operation: str
    # Properties that only CloudFormation has, or that belong to another call.
    without: tuple[str, ...] = ()
    # Parameters that CloudFormation makes up, or that come from elsewhere.
    filled: Mapping[str, Any] = field(default_factory=dict)
    # The properties of the call, if these are few.
    only: tuple[str, ...] | None = None


OF_TARGET = {"ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v", "ScalableDimension": "sagemaker:variant:DesiredInstanceCount"}

CALLS: dict[str, list[Call]] = {
    "AWS::SageMaker::Model": [Call("sagemaker", "CreateModel", filled={"ModelName": "name"})],
    "AWS::SageMaker::EndpointConfig": [Call("sagemaker", "CreateEndpointConfig", filled={"EndpointConfigName": "name"})],
    "AWS::SageMaker::Endpoint": [
        Call("sagemaker", "CreateEndpoint", ("RetainAllVariantProperties", "ExcludeRetainedVariantProperties", "RetainDeploymentConfig"), {"EndpointName": "name"}),
        Call("sagemaker", "UpdateEndpoint", ("Tags",), {"EndpointName": "name"}),
    ],
    "AWS::SageMaker::InferenceComponent": [
        Call("sagemaker", "CreateInferenceComponent", ("DeploymentConfig", "EndpointArn"), {"InferenceComponentName": "name"}),
        Call("sagemaker", "UpdateInferenceComponent", ("EndpointName", "EndpointArn", "VariantName", "Tags"), {"InferenceComponentName": "name"}),
    ],
    "AWS::SageMaker::ModelPackageGroup": [Call("sagemaker", "CreateModelPackageGroup", ("ModelPackageGroupPolicy",))],
    "AWS::SageMaker::ModelPackage": [
        Call("sagemaker", "CreateModelPackage", ("AdditionalInferenceSpecificationsToAdd", "ApprovalDescription")),
        Call(
            "sagemaker", "UpdateModelPackage",
            filled={"ModelPackageArn": "arn:aws:sagemaker:us-east-1:123456789012:model-package/a/1"},
            only=("AdditionalInferenceSpecificationsToAdd", "ApprovalDescription", "ModelApprovalStatus", "SourceUri"),
        ),
    ],
    "AWS::ApplicationAutoScaling::ScalableTarget": [Call("application-autoscaling", "RegisterScalableTarget", ("ScheduledActions", "Tags"))],
    "AWS::ApplicationAutoScaling::ScalingPolicy": [Call("application-autoscaling", "PutScalingPolicy", ("ScalingTargetId",), OF_TARGET)],
    "AWS::CloudWatch::Alarm": [Call("cloudwatch", "PutMetricAlarm", filled={"AlarmName": "name"})],
    "AWS::CloudWatch::Dashboard": [Call("cloudwatch", "PutDashboard", filled={"DashboardName": "name"})],
    "AWS::Events::Rule": [Call("events", "PutRule", ("Targets", "EventPattern"), {"Name": "name", "EventPattern": "{}"})],
}
SCHEDULED = Call("application-autoscaling", "PutScheduledAction", ("StartTime", "EndTime"), OF_TARGET)


def judge(assembly: Assembly) -> list[str]:
    return [f"{template.name}: {finding}" for template in assembly.templates for finding in judge_template(template)]


def judge_template(template: Template) -> Iterator[str]:
    for type_, calls in CALLS.items():
        for logical_id, properties in template.of_type(type_):
            for call in calls:
                yield from (f"{logical_id} ({type_}): {call.operation}: {problem}" for problem in judge_call(call, properties))
    for logical_id, target in template.of_type("AWS::ApplicationAutoScaling::ScalableTarget"):
        for limits in (target, *(action.get("ScalableTargetAction", {}) for action in target.get("ScheduledActions", []))):
            low, high = limits.get("MinCapacity"), limits.get("MaxCapacity")
            if isinstance(low, int) and isinstance(high, int) and low > high:
                yield f"{logical_id}: MinCapacity {low} is above MaxCapacity {high}"
        for action in target.get("ScheduledActions", []):
            yield from (f"{logical_id}: {SCHEDULED.operation}: {problem}" for problem in judge_call(SCHEDULED, action))
    for type_, name in (("AWS::StepFunctions::StateMachine", "DefinitionString"), ("AWS::CloudWatch::Dashboard", "DashboardBody")):
        for logical_id, properties in template.of_type(type_):
            yield from (f"{logical_id}: {name}: {problem}" for problem in _json_problems(properties.get(name, "{}")))


def judge_call(call: Call, properties: Json) -> list[str]:
    given = {key: value for key, value in resolved(properties).items() if (key not in call.without if call.only is None else key in call.only)}
    parameters = {**call.filled, **given}
    shape = _model(call.service).operation_model(call.operation).input_shape
    problems = list(problems_of(parameters, shape, ""))
    report = ParamValidator().validate(plausible(parameters, shape), shape)
    return [*problems, report.generate_report()] if report.has_errors() else problems


@cache
def _model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def _json_problems(value: Json) -> Iterator[str]:
    """A text must be JSON. What is known only at deployment stands within its strings, or for a number."""
    text = value
    if isinstance(value, dict) and isinstance(value.get("Fn::Join", [None, None])[1], list):
        text = "".join(part if isinstance(part, str) else "0" for part in value["Fn::Join"][1])
    if isinstance(text, str) and not isinstance(text, Unknown):
        try:
            json.loads(text)
        except ValueError as error:
            yield f"{error}: {text[:200]}"
