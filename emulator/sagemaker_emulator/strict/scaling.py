"""What Application Auto Scaling refuses of the policies of SageMaker's variants and components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cloudformation.provider import ProvisioningError

# The predefined metrics of each dimension.
_PREDEFINED = {
    "sagemaker:variant:DesiredInstanceCount": (
        "SageMakerVariantInvocationsPerInstance",
        "SageMakerVariantConcurrentRequestsPerModelHighResolution",
    ),
    "sagemaker:variant:DesiredProvisionedConcurrency": ("SageMakerVariantProvisionedConcurrencyUtilization",),
    "sagemaker:inference-component:DesiredCopyCount": (
        "SageMakerInferenceComponentInvocationsPerCopy",
        "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution",
    ),
}
_FORMS = {
    "sagemaker:variant:DesiredInstanceCount": "endpoint/{}/variant/{}",
    "sagemaker:variant:DesiredProvisionedConcurrency": "endpoint/{}/variant/{}",
    "sagemaker:inference-component:DesiredCopyCount": "inference-component/{}",
}
_BODIES = {
    "TargetTrackingScaling": "TargetTrackingScalingPolicyConfiguration",
    "StepScaling": "StepScalingPolicyConfiguration",
    "PredictiveScaling": "PredictiveScalingPolicyConfiguration",
}


def require_acceptable_target(target: Mapping[str, Any]) -> None:
    """Raise if Application Auto Scaling would refuse the parameters of RegisterScalableTarget."""
    namespace, dimension, resource = (target[key] for key in ("ServiceNamespace", "ScalableDimension", "ResourceId"))
    if dimension.split(":")[0] != namespace:
        raise ProvisioningError(f"Unsupported service namespace, resource type or scalable dimension: {namespace}, {dimension}")
    form = _FORMS.get(dimension)
    if form is not None:
        wanted, given = form.split("/"), resource.split("/")
        if len(wanted) != len(given) or any(a not in ("{}", b) or not b for a, b in zip(wanted, given, strict=True)):
            raise ProvisioningError(f"The ResourceId {resource} of {dimension} must have the form {form.format('NAME', 'NAME')}.")


def require_acceptable_policy(policy: Mapping[str, Any]) -> None:
    """Raise if Application Auto Scaling would refuse the parameters of PutScalingPolicy."""
    kind = policy.get("PolicyType", "StepScaling")
    given = [body for body in _BODIES.values() if body in policy]
    if given != [_BODIES[kind]]:
        raise ProvisioningError(f"The policy type {kind} needs {_BODIES[kind]}, but has {', '.join(given) or 'none'}.")
    if kind == "TargetTrackingScaling":
        _require_tracking(policy[given[0]], policy["ScalableDimension"])
    elif kind == "StepScaling":
        _require_steps(policy[given[0]])


def _require_tracking(body: Mapping[str, Any], dimension: str) -> None:
    predefined, customized = body.get("PredefinedMetricSpecification"), body.get("CustomizedMetricSpecification")
    if (predefined is None) == (customized is None):
        raise ProvisioningError("Target tracking needs either a PredefinedMetricSpecification or a CustomizedMetricSpecification.")
    if predefined is not None:
        metric, known = predefined["PredefinedMetricType"], _PREDEFINED.get(dimension)
        if known is not None and metric not in known:
            raise ProvisioningError(
                f"The metric {metric} is not supported for {dimension}; the metrics are {', '.join(known)}."
            )
    elif ("Metrics" in customized) == ("MetricName" in customized):
        raise ProvisioningError("CustomizedMetricSpecification needs either a MetricName or Metrics.")
    elif "MetricName" in customized and not {"Namespace", "Statistic"} <= customized.keys():
        raise ProvisioningError("CustomizedMetricSpecification with a MetricName needs a Namespace and a Statistic.")


def _require_steps(body: Mapping[str, Any]) -> None:
    if "AdjustmentType" not in body:
        raise ProvisioningError("StepScalingPolicyConfiguration needs an AdjustmentType.")
    steps = body.get("StepAdjustments")
    if not steps:
        raise ProvisioningError("StepScalingPolicyConfiguration needs StepAdjustments.")
    infinite = float("inf")
    bounds = sorted(
        (step.get("MetricIntervalLowerBound", -infinite), step.get("MetricIntervalUpperBound", infinite)) for step in steps
    )
    for lower, upper in bounds:
        if lower >= upper:
            raise ProvisioningError(f"The lower bound {lower} of a step must be less than its upper bound {upper}.")
    for (_, upper), (lower, _) in zip(bounds, bounds[1:], strict=False):
        if upper != lower:
            raise ProvisioningError(
                f"The intervals of steps must neither overlap nor leave a gap, but one ends at {upper} and the next starts at {lower}."
            )
