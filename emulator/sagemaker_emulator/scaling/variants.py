"""Application Auto Scaling of variants: instance counts and provisioned concurrency, once in each minute of the clock."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil, inf
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sagemaker.models import sagemaker_backends

from ..clock import clock
from ..components.alarms import statistic
from ..components.scaling import Memory, adjusted, cool
from . import alarms
from .metrics import NAMESPACE, Key, Recent
from .schedule import UnknownSchedule, is_due

log = logging.getLogger(__name__)
INSTANCES = "sagemaker:variant:DesiredInstanceCount"
CONCURRENCY = "sagemaker:variant:DesiredProvisionedConcurrency"
_MINUTE = timedelta(minutes=1)
_COOLDOWN_SECONDS = 300
_START_SECONDS = 300
_LOW_MINUTES, _LOW_SHARE = 15, 0.9
# The metric and statistic of each predefined metric, and for how many minutes it is above the target before a scale-out.
_PREDEFINED = {
    "SageMakerVariantInvocationsPerInstance": ("InvocationsPerInstance", "Sum", 3),
    "SageMakerVariantProvisionedConcurrencyUtilization": ("ServerlessProvisionedConcurrencyUtilization", "Maximum", 3),
    "SageMakerVariantConcurrentRequestsPerModelHighResolution": ("ConcurrentRequestsPerModel", "Maximum", 1),
}
_memories: dict[str, Memory] = {}


class Capacity:
    """The capacity of a variant in one dimension."""

    def __init__(self, backend: Any, endpoint: Any, variant: dict[str, Any], dimension: str) -> None:
        self.backend, self.endpoint, self.variant, self.dimension = backend, endpoint, variant, dimension

    @classmethod
    def of(cls, backend: Any, resource_id: str, dimension: str) -> Capacity | None:
        """Return the capacity of a variant in service, or ``None``."""
        _, endpoint_name, _, variant_name = (resource_id.split("/") + [""] * 4)[:4]
        endpoint = backend.endpoints.get(endpoint_name)
        if endpoint is None or endpoint.endpoint_status != "InService":
            return None
        for variant in endpoint.production_variants:
            if variant["VariantName"] == variant_name:
                source = "CurrentInstanceCount" if dimension == INSTANCES else "CurrentServerlessConfig"
                return cls(backend, endpoint, variant, dimension) if source in variant else None
        return None

    def _get(self, prefix: str) -> int:
        if self.dimension == INSTANCES:
            return int(self.variant[f"{prefix}InstanceCount"])
        return int(self.variant[f"{prefix}ServerlessConfig"].get("ProvisionedConcurrency", 0))

    def _set(self, prefix: str, count: int) -> None:
        if self.dimension == INSTANCES:
            self.variant[f"{prefix}InstanceCount"] = count
        else:
            former = self.variant[f"{prefix}ServerlessConfig"]
            self.variant[f"{prefix}ServerlessConfig"] = {**former, "ProvisionedConcurrency": count}

    @property
    def current(self) -> int:
        return self._get("Current")

    @property
    def desired(self) -> int:
        return self._get("Desired")

    def change(self, count: int) -> None:
        """Set the capacity that is wanted. More of it takes minutes to start."""
        self._set("Desired", count)
        if count < self.current:
            self._set("Current", count)
        else:
            key = ("scaling", self.backend.account_id, self.backend.region_name, self.endpoint.endpoint_name)
            clock.after(_START_SECONDS, key, lambda: self._set("Current", self.desired))

    def metric(self, name: str) -> Key:
        dimensions = {"EndpointName": self.endpoint.endpoint_name, "VariantName": self.variant["VariantName"]}
        return NAMESPACE, name, frozenset(dimensions.items())


def each_minute() -> None:
    """Apply scheduled actions, and scale the variants that are scalable targets."""
    for region, backend in list(applicationautoscaling_backends[DEFAULT_ACCOUNT_ID].items()):
        _apply_schedules(backend)
        recent: Recent | None = None
        for dimension in (INSTANCES, CONCURRENCY):
            for resource_id, target in list(backend.targets.get(dimension, {}).items()):
                capacity = Capacity.of(sagemaker_backends[DEFAULT_ACCOUNT_ID][region], resource_id, dimension)
                if capacity is None:
                    continue
                recent = recent or Recent(DEFAULT_ACCOUNT_ID, region)
                policies = [
                    item
                    for item in list(backend.policies.values())
                    if (item.resource_id, item.scalable_dimension) == (resource_id, dimension)
                ]
                _scale(capacity, target, policies, recent)


def _apply_schedules(backend: Any) -> None:
    """Set the bounds of the targets whose scheduled actions are due, also those of inference components."""
    now = clock.now()
    for action in list(backend.scheduled_actions):
        target = backend.targets.get(action.scalable_dimension, {}).get(action.resource_id)
        suspended: Mapping[str, Any] = (target.suspended_state or {}) if target else {}
        if target is None or suspended.get("ScheduledScalingSuspended"):
            continue
        start, end = _time(action.start_time), _time(action.end_time)
        created = start or datetime.fromtimestamp(action.creation_time, UTC).replace(tzinfo=None)
        if (start and now < start) or (end and now > end):
            continue
        try:
            due = is_due(action.schedule, action.timezone, created, now)
        except UnknownSchedule as error:
            log.warning("scheduled action %s: cannot read %s", action.scheduled_action_name, error)
            continue
        if due:
            bounds: Mapping[str, Any] = action.scalable_target_action or {}
            target.min_capacity = int(bounds.get("MinCapacity", target.min_capacity))
            target.max_capacity = int(bounds.get("MaxCapacity", target.max_capacity))


def _time(value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC).replace(tzinfo=None)
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _scale(capacity: Capacity, target: Any, policies: list[Any], recent: Recent) -> None:
    """Set the capacity to what the bounds and most of the policies want; the largest number wins."""
    suspended: Mapping[str, Any] = target.suspended_state or {}
    low, high, current = int(target.min_capacity), int(target.max_capacity), capacity.desired
    wanted = {policy.policy_arn: _wanted(capacity, policy, recent) for policy in policies}
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
    capacity.change(count)


def _wanted(capacity: Capacity, policy: Any, recent: Recent) -> int | None:
    """Return the capacity that a policy wants, or ``None`` if it has no opinion now."""
    memory = _memories.setdefault(policy.policy_arn, Memory())
    if policy.policy_type == "StepScaling":
        return _stepped(capacity, policy, memory, recent)
    return _tracked(capacity, policy, memory, recent)


def _stepped(capacity: Capacity, policy: Any, memory: Memory, recent: Recent) -> int | None:
    """Apply the step for the metric of an alarm that is in alarm and has the policy as an action."""
    config: Mapping[str, Any] = policy.step_scaling_policy_configuration
    if not cool(config.get("Cooldown", _COOLDOWN_SECONDS), memory.last):
        return None
    region = capacity.backend.region_name
    for alarm in list(cloudwatch_backends[capacity.backend.account_id][region].alarms.values()):
        if alarm.state_value != "ALARM" or not alarm.actions_enabled or policy.policy_arn not in alarm.alarm_actions:
            continue
        value = alarms.datapoint(alarm, recent) if alarm.metric_name else None
        excess = 0.0 if value is None else value - float(alarm.threshold)
        for step in config.get("StepAdjustments", []):
            if step.get("MetricIntervalLowerBound", -inf) <= excess < step.get("MetricIntervalUpperBound", inf):
                return adjusted(capacity.desired, config, int(step["ScalingAdjustment"]))
    return None


def _tracked(capacity: Capacity, policy: Any, memory: Memory, recent: Recent) -> int | None:
    """Return the capacity that brings the metric to its target. Without traffic, a predefined metric is zero."""
    config: Mapping[str, Any] = policy.target_tracking_scaling_policy_configuration
    found = _metric(capacity, config)
    if found is None or not capacity.current:
        return None
    key, stat, minutes, predefined = found
    if not predefined and not recent.known(key):
        return None
    target, now = float(config["TargetValue"]), clock.now()
    values = [
        statistic(stat, recent.between(key, now - (index + 1) * _MINUTE, now - index * _MINUTE)) or 0.0
        for index in range(_LOW_MINUTES)
    ]
    if min(values[:minutes]) > target and cool(config.get("ScaleOutCooldown", _COOLDOWN_SECONDS), memory.out):
        return max(capacity.desired + 1, ceil(capacity.current * values[0] / target))
    quiet = now - memory.since >= _LOW_MINUTES * _MINUTE and max(values) < _LOW_SHARE * target
    if quiet and cool(config.get("ScaleInCooldown", _COOLDOWN_SECONDS), memory.last) and not config.get("DisableScaleIn"):
        return min(capacity.desired, ceil(capacity.current * max(values) / target))
    return None


def _metric(capacity: Capacity, config: Mapping[str, Any]) -> tuple[Key, str, int, bool] | None:
    """Return the metric that a policy tracks, its statistic, and whether it is predefined."""
    predefined: Mapping[str, Any] = config.get("PredefinedMetricSpecification") or {}
    if predefined:
        found = _PREDEFINED.get(predefined["PredefinedMetricType"])
        return None if found is None else (capacity.metric(found[0]), found[1], found[2], True)
    custom: Mapping[str, Any] = config.get("CustomizedMetricSpecification") or {}
    if "MetricName" not in custom:
        return None
    dimensions = frozenset((item["Name"], item["Value"]) for item in custom.get("Dimensions", []))
    return (custom["Namespace"], custom["MetricName"], dimensions), custom.get("Statistic", "Average"), 3, False
