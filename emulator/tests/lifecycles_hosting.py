"""The lives of the resource types of SageMaker, of its scaling, and of Amazon CloudWatch."""

from __future__ import annotations

from typing import Any

from components import SPEC, bare_config
from hosting import IMAGE, config, endpoint, hosting, model, name_of, variant
from life import TAGS, Life, of, ref

_VARIANTS = {**hosting(variant("main"), variant("other")), "Endpoint": endpoint(EndpointName="UNIQUE-e")}
_SCALED = {"Fn::Sub": "endpoint/${Endpoint.EndpointName}/variant/main"}
_TARGET = {
    "ServiceNamespace": "sagemaker",
    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    "ResourceId": _SCALED,
    "MinCapacity": 1,
    "MaxCapacity": 2,
}
_SCALABLE = {**_VARIANTS, "Target": of("ApplicationAutoScaling::ScalableTarget", **_TARGET)}


def _tracking(value: float) -> dict[str, Any]:
    metric = {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}
    return {"TargetTrackingScalingPolicyConfiguration": {"PredefinedMetricSpecification": metric, "TargetValue": value}}


_ALARM = {
    "Namespace": "N",
    "MetricName": "m",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Statistic": "Sum",
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 1,
}
_ALARMS = {name: of("CloudWatch::Alarm", **_ALARM, AlarmName=f"UNIQUE-{name}") for name in ("One", "Two")}
_BODY = ('{"widgets": []}', '{"widgets": [], "start": "-PT1H"}')
_GROUP = {"Group": of("SageMaker::ModelPackageGroup", ModelPackageGroupName="UNIQUE-group")}
_SPECIFICATION = {
    "Containers": [{"Image": IMAGE, "ModelDataUrl": "s3://bucket/model.tar.gz"}],
    "SupportedContentTypes": ["text/csv"],
    "SupportedResponseMIMETypes": ["text/csv"],
}
_HOST = {"Config": bare_config(), "Endpoint": endpoint(EndpointName="UNIQUE-e")}

LIVES: dict[str, Life] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": Life(
        _TARGET,
        {"MaxCapacity": 5},
        (
            "application-autoscaling describe_scalable_targets",
            {"ServiceNamespace": "sagemaker"},
            "ScalableTargets[?starts_with('{id}', ResourceId)] | [0].MaxCapacity",
        ),
        (2, 5),
        {"ResourceId": {"Fn::Sub": "endpoint/${Endpoint.EndpointName}/variant/other"}},
        _VARIANTS,
    ),
    "AWS::ApplicationAutoScaling::ScalingPolicy": Life(
        {"PolicyName": "UNIQUE-p", "PolicyType": "TargetTrackingScaling", "ScalingTargetId": ref("Target"), **_tracking(70)},
        _tracking(50),
        (
            "application-autoscaling describe_scaling_policies",
            {"ServiceNamespace": "sagemaker", "PolicyNames": ["{p_PolicyName}"]},
            "ScalingPolicies[0].TargetTrackingScalingPolicyConfiguration.TargetValue",
        ),
        (70.0, 50.0),
        {"PolicyName": "UNIQUE-q"},
        _SCALABLE,
    ),
    "AWS::CloudWatch::Alarm": Life(
        {**_ALARM, "AlarmName": "UNIQUE-a"},
        {"Threshold": 2},
        ("cloudwatch describe_alarms", {"AlarmNames": ["{id}"]}, "MetricAlarms[0].Threshold"),
        (1.0, 2.0),
        {"AlarmName": "UNIQUE-b"},
    ),
    "AWS::CloudWatch::CompositeAlarm": Life(
        {"AlarmName": "UNIQUE-a", "AlarmRule": {"Fn::Sub": "ALARM(${One})"}},
        {"AlarmRule": {"Fn::Sub": "ALARM(${Two})"}},
        ("cloudwatch describe_alarms", {"AlarmNames": ["{id}"], "AlarmTypes": ["CompositeAlarm"]}, "CompositeAlarms[0].AlarmRule"),
        ("ALARM(UNIQUE-One)", "ALARM(UNIQUE-Two)"),
        {"AlarmName": "UNIQUE-b"},
        _ALARMS,
    ),
    "AWS::CloudWatch::Dashboard": Life(
        {"DashboardName": "UNIQUE-a", "DashboardBody": _BODY[0]},
        {"DashboardBody": _BODY[1]},
        ("cloudwatch get_dashboard", {"DashboardName": "{id}"}, "DashboardBody"),
        _BODY,
        {"DashboardName": "UNIQUE-b"},
    ),
    "AWS::SageMaker::Endpoint": Life(
        {"EndpointName": "UNIQUE-a", "EndpointConfigName": name_of("Config")},
        {"EndpointConfigName": ref("OtherConfig", "EndpointConfigName")},
        ("sagemaker describe_endpoint", {"EndpointName": "{p_EndpointName}"}, "ProductionVariants[0].VariantName"),
        ("main", "other"),
        {"EndpointName": "UNIQUE-b"},
        {"Model": model(), "Config": config(), "OtherConfig": config(variant("other"))},
    ),
    "AWS::SageMaker::EndpointConfig": Life(
        {"ProductionVariants": [variant()], "Tags": TAGS[0]},
        {"Tags": TAGS[1]},
        ("sagemaker list_tags", {"ResourceArn": "{id}"}, "Tags"),
        TAGS,
        {"ProductionVariants": [variant("other")]},
        {"Model": model()},
    ),
    "AWS::SageMaker::InferenceComponent": Life(
        {
            "InferenceComponentName": "UNIQUE-a",
            "EndpointName": name_of("Endpoint"),
            "VariantName": "main",
            "Specification": SPEC,
            "RuntimeConfig": {"CopyCount": 1},
        },
        {"RuntimeConfig": {"CopyCount": 2}},
        (
            "sagemaker describe_inference_component",
            {"InferenceComponentName": "{p_InferenceComponentName}"},
            "RuntimeConfig.CurrentCopyCount",
        ),
        (1, 2),
        None,
        _HOST,
    ),
    "AWS::SageMaker::Model": Life(
        {**model()["Properties"], "Tags": TAGS[0]},
        {"Tags": TAGS[1]},
        ("sagemaker list_tags", {"ResourceArn": "{id}"}, "Tags"),
        TAGS,
        {"EnableNetworkIsolation": True},
    ),
    "AWS::SageMaker::ModelPackage": Life(
        {
            "ModelPackageGroupName": ref("Group"),
            "InferenceSpecification": _SPECIFICATION,
            "ModelApprovalStatus": "PendingManualApproval",
        },
        {"ModelApprovalStatus": "Approved"},
        ("sagemaker describe_model_package", {"ModelPackageName": "{id}"}, "ModelApprovalStatus"),
        ("PendingManualApproval", "Approved"),
        {"ModelPackageDescription": "another"},
        _GROUP,
    ),
    "AWS::SageMaker::ModelPackageGroup": Life(
        {"ModelPackageGroupName": "UNIQUE-a", "Tags": TAGS[0]},
        {"Tags": TAGS[1]},
        ("sagemaker list_tags", {"ResourceArn": "{id}"}, "Tags"),
        TAGS,
        {"ModelPackageGroupName": "UNIQUE-b"},
    ),
}
