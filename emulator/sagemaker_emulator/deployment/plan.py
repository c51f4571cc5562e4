"""What a deployment configuration says: the share of the traffic after each step, and the waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any


@dataclass(frozen=True)
class Plan:
    """The steps of a deployment. In a rolling one, the instances of each step start before it.

    ``shares`` are those of the new instances after each step; ``back`` those during a rollback, from 1 to 0.
    """

    shares: tuple[float, ...]
    back: tuple[float, ...]
    wait: float
    termination: float
    limit: float | None
    rolling: bool
    alarms: tuple[str, ...]


def plan_of(config: Mapping[str, Any] | None, instances: int) -> Plan:
    """Return the plan for this many instances. Without a configuration, all traffic moves at once."""
    given: Mapping[str, Any] = config or {}
    alarms = tuple(item["AlarmName"] for item in (given.get("AutoRollbackConfiguration") or {}).get("Alarms", []))
    rolling: Mapping[str, Any] = given.get("RollingUpdatePolicy") or {}
    if rolling:
        return Plan(
            shares=_steps(_share(rolling["MaximumBatchSize"], instances)),
            back=_down(_share(rolling.get("RollbackMaximumBatchSize"), instances)),
            wait=float(rolling.get("WaitIntervalInSeconds", 0)),
            termination=0,
            limit=rolling.get("MaximumExecutionTimeoutInSeconds"),
            rolling=True,
            alarms=alarms,
        )
    policy: Mapping[str, Any] = given.get("BlueGreenUpdatePolicy") or {}
    routing: Mapping[str, Any] = policy.get("TrafficRoutingConfiguration") or {}
    shares: tuple[float, ...] = (1.0,)
    if routing.get("Type") == "CANARY":
        shares = (min(1.0, _share(routing["CanarySize"], instances)), 1.0)
    elif routing.get("Type") == "LINEAR":
        shares = _steps(_share(routing["LinearStepSize"], instances))
    return Plan(
        shares=shares,
        back=(0.0,),
        wait=float(routing.get("WaitIntervalInSeconds", 0)),
        termination=float(policy.get("TerminationWaitInSeconds", 0)),
        limit=policy.get("MaximumExecutionTimeoutInSeconds"),
        rolling=False,
        alarms=alarms,
    )


def _share(size: Mapping[str, Any] | None, instances: int) -> float:
    """Return the share of the instances: at least one of them, and all without a size."""
    if size is None or instances < 1:
        return 1.0
    count = size["Value"] if size["Type"] == "INSTANCE_COUNT" else ceil(instances * size["Value"] / 100)
    share = size["Value"] / 100 if size["Type"] == "CAPACITY_PERCENT" else count / instances
    return min(1.0, max(float(share), 0.01))


def _steps(share: float) -> tuple[float, ...]:
    # Rounds, because a tenth is not exact in binary and would add a step.
    whole = floor(round(1 / share, 6))
    steps = [round(share * number, 6) for number in range(1, whole + 1)]
    return tuple(steps if steps and steps[-1] >= 0.999 else [*steps, 1.0])


def _down(share: float) -> tuple[float, ...]:
    return tuple(round(1 - step, 6) for step in _steps(share))
