"""Application Auto Scaling of the copies of components, once in each minute of the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil, inf
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.sagemaker.exceptions import ValidationError
from moto.sagemaker.models import sagemaker_backends

from ..clock import clock
from . import alarms, operations
from .metrics import history
from .model import Component, all_components, components_of

DIMENSION = "sagemaker:inference-component:DesiredCopyCount"
_PREFIX = "inference-component/"
_MINUTE = timedelta(minutes=1)
_COOLDOWN_SECONDS = 300
_LOW_MINUTES, _LOW_SHARE = 15, 0.9
# The metric and statistic of each predefined metric, and for how many minutes it is above the target before a scale-out.
_PREDEFINED = {
    "SageMakerInferenceComponentInvocationsPerCopy": ("InvocationsPerCopy", "Sum", 3),
    "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution": ("ConcurrentRequestsPerCopy", "Maximum", 1),
}


class Memory:
    """Since when a policy has values, which copies must exist for, and when it last scaled out or at all."""

    def __init__(self) -> None:
        self.since = clock.now()
        self.out: datetime | None = None
        self.last: datetime | None = None


_memories: dict[str, Memory] = {}


def component_of(account_id: str, region: str, resource_id: str) -> Component | None:
    """Return the component with this resource ID of Application Auto Scaling."""
    name = resource_id.removeprefix(_PREFIX)
    return components_of(sagemaker_backends[account_id][region]).get(name) if name != resource_id else None


def each_minute() -> None:
    """Evaluate alarms, and scale the components that are scalable targets."""
    alarms.evaluate()
    for account_id, region in {(item.account_id, item.region) for item in all_components()}:
        backend = applicationautoscaling_backends[account_id][region]
        for resource_id, target in list(backend.targets.get(DIMENSION, {}).items()):
            component = component_of(account_id, region, resource_id)
            if component is None:
                continue
            policies = [
                item
                for item in list(backend.policies.values())
                if (item.resource_id, item.scalable_dimension) == (resource_id, DIMENSION)
            ]
            _scale(component, target, policies)


def _scale(component: Component, target: Any, policies: list[Any]) -> None:
    """Set the number of copies to what the bounds and most of the policies want; the largest number wins."""
    suspended: Mapping[str, Any] = target.suspended_state or {}
    for policy in policies:
        memory = _memories.setdefault(policy.policy_arn, Memory())
        memory.since = memory.since if component.current else clock.now()
    if component.operation is not None or component.status != "InService":
        return
    low, high, current = int(target.min_capacity), int(target.max_capacity), component.desired
    wanted = {policy.policy_arn: _wanted(component, policy) for policy in policies}
    asked = [count for count in wanted.values() if count is not None]
    count = max(min(max(asked, default=current), high), low)
    if count > current and suspended.get("DynamicScalingOutSuspended"):
        return
    if count < current and suspended.get("DynamicScalingInSuspended"):
        return
    if count == current:
        return
    for arn, policy_count in wanted.items():
        if policy_count is not None:
            _memories[arn].last = clock.now()
            _memories[arn].out = clock.now() if count > current else _memories[arn].out
    try:
        operations.change_copies(component.backend, component.name, count)
    except ValidationError:
        # The service tries again, for example after a deployment.
        return


def _wanted(component: Component, policy: Any) -> int | None:
    """Return the number of copies that a policy wants, or ``None`` if it has no opinion now."""
    if policy.policy_type == "StepScaling":
        return _stepped(component, policy)
    return _tracked(component, policy)


def cool(seconds: float, since: datetime | None) -> bool:
    return since is None or clock.now() - since >= timedelta(seconds=seconds)


def _stepped(component: Component, policy: Any) -> int | None:
    """Apply the step for the metric of an alarm that is in alarm and has the policy as an action."""
    config: Mapping[str, Any] = policy.step_scaling_policy_configuration
    if not cool(config.get("Cooldown", _COOLDOWN_SECONDS), _memories[policy.policy_arn].last):
        return None
    for alarm in list(cloudwatch_backends[component.account_id][component.region].alarms.values()):
        if alarm.state_value != "ALARM" or not alarm.actions_enabled or policy.policy_arn not in alarm.alarm_actions:
            continue
        watched = alarms.component_of(component.account_id, component.region, alarm)
        value = alarms.datapoint(watched, alarm) if watched is not None else None
        excess = 0.0 if value is None else value - float(alarm.threshold)
        for step in config.get("StepAdjustments", []):
            if step.get("MetricIntervalLowerBound", -inf) <= excess < step.get("MetricIntervalUpperBound", inf):
                return adjusted(component.desired, config, int(step["ScalingAdjustment"]))
    return None


def adjusted(current: int, config: Mapping[str, Any], adjustment: int) -> int:
    match config.get("AdjustmentType"):
        case "ExactCapacity":
            return adjustment
        case "PercentChangeInCapacity":
            change = ceil(abs(current * adjustment / 100))
            change = max(change, int(config.get("MinAdjustmentMagnitude", 1)))
            return max(0, current + change if adjustment > 0 else current - change)
    return max(0, current + adjustment)


def _tracked(component: Component, policy: Any) -> int | None:
    """Return the number of copies that brings the metric to its target. It cannot leave zero copies."""
    config: Mapping[str, Any] = policy.target_tracking_scaling_policy_configuration
    metric = _metric(component, config)
    if metric is None or not component.current:
        return None
    name, stat, minutes = metric
    target, memory, now = float(config["TargetValue"]), _memories[policy.policy_arn], clock.now()
    values = [
        alarms.statistic(stat, history.between(component, name, now - (index + 1) * _MINUTE, now - index * _MINUTE))
        or 0.0
        for index in range(_LOW_MINUTES)
    ]
    if min(values[:minutes]) > target and cool(config.get("ScaleOutCooldown", _COOLDOWN_SECONDS), memory.out):
        return max(component.desired + 1, ceil(component.current * values[0] / target))
    quiet = now - memory.since >= _LOW_MINUTES * _MINUTE and max(values) < _LOW_SHARE * target
    cooled = cool(config.get("ScaleInCooldown", _COOLDOWN_SECONDS), memory.last)
    if quiet and cooled and not config.get("DisableScaleIn"):
        return min(component.desired, ceil(component.current * max(values) / target))
    return None


def _metric(component: Component, config: Mapping[str, Any]) -> tuple[str, str, int] | None:
    """Return the name and statistic of the metric that a policy tracks, if it is one of the component."""
    predefined: Mapping[str, Any] = config.get("PredefinedMetricSpecification") or {}
    if predefined:
        return _PREDEFINED.get(predefined["PredefinedMetricType"])
    custom: Mapping[str, Any] = config.get("CustomizedMetricSpecification") or {}
    dimensions = {item["Name"]: item["Value"] for item in custom.get("Dimensions", [])}
    if dimensions != {"InferenceComponentName": component.name} or "MetricName" not in custom:
        return None
    return custom["MetricName"], custom.get("Statistic", "Average"), 3
