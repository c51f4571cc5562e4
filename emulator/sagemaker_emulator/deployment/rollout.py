"""The deployment of an endpoint: its steps on the simulated clock, and its end or rollback."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from ..clock import clock
from .model import Fleet, Ongoing, instances_of, ongoing_of, pending_summary
from .plan import Plan

START_SECONDS = 300
_SHIFT_BACK_SECONDS = 60
_LOOK_SECONDS = 60

# Returns why the containers of a configuration do not become healthy, or ``None``.
Probe = Callable[[Any, Any], "str | None"]


class Hooks:
    """What the runtime adds: the start of the containers."""

    probe: Probe = staticmethod(lambda backend, config: None)


hooks = Hooks()


def key_of(backend: Any, name: str) -> tuple[str, str, str, str]:
    """The key of the events of an endpoint on the clock."""
    return ("endpoint", backend.account_id, backend.region_name, name)


class Creation:
    """The first deployment of an endpoint, which is in service or has failed afterwards."""

    def __init__(self, backend: Any, endpoint: Any, config: Any) -> None:
        self._backend, self._endpoint, self._config = backend, endpoint, config

    def start(self) -> None:
        self._endpoint.endpoint_status = "Creating"
        clock.after(START_SECONDS, key_of(self._backend, self._endpoint.endpoint_name), self._finish)

    def _finish(self) -> None:
        reason = hooks.probe(self._backend, self._config)
        self._endpoint.failure_reason = reason
        self._endpoint.endpoint_status = "InService" if reason is None else "Failed"
        self._endpoint.last_modified_time = clock.now()


class Rollout:
    """An update: starts new instances, moves the traffic in steps, and waits after each."""

    def __init__(self, backend: Any, endpoint: Any, fleet: Fleet, plan: Plan, apply: Callable[[], None]) -> None:
        self._backend, self._endpoint, self._plan, self._apply = backend, endpoint, plan, apply
        self._ongoing = Ongoing(endpoint, fleet, 0.0, Event())
        self._step = 0
        self._elapsed = 0.0
        self.failed = False

    def start(self) -> None:
        """Begin. The endpoint keeps its configuration until all traffic has moved."""
        endpoint = self._endpoint
        endpoint.endpoint_status, endpoint.last_modified_time = "Updating", clock.now()
        endpoint.pending_deployment_summary = pending_summary(self._ongoing.fleet, clock.now())
        ongoing_of(self._backend)[endpoint.endpoint_name] = self._ongoing
        if not self._stopped():
            self._after(START_SECONDS, self._shift)

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        """Go on later. Counts the time itself, because CloudFormation lets everything happen at once."""

        def later() -> None:
            self._elapsed += seconds
            action()

        clock.after(seconds, key_of(self._backend, self._endpoint.endpoint_name), later)

    def _shift(self) -> None:
        """Move traffic to the instances that have started."""
        if self._step == 0:
            reason = hooks.probe(self._backend, self._ongoing.fleet.config)
            if reason is not None:
                self._roll_back(reason)
                return
        if self._stopped():
            return
        self._ongoing.share = self._plan.shares[self._step]
        self._step += 1
        self._wait(self._plan.wait)

    def _wait(self, seconds: float) -> None:
        """Look at the alarms while the interval lasts, and then begin the next step."""
        if self._stopped():
            return
        if seconds > 0:
            part = min(seconds, _LOOK_SECONDS)
            self._after(part, lambda: self._wait(seconds - part))
        elif self._step == len(self._plan.shares):
            self._after(self._plan.termination, self._finish)
        elif self._plan.rolling:
            self._after(START_SECONDS, self._shift)
        else:
            self._shift()

    def _finish(self) -> None:
        if self._too_late():
            return
        self._apply()
        self._endpoint.failure_reason = None
        self._settle()

    def _stopped(self) -> bool:
        """Return true if the update has to be rolled back, which begins."""
        alarms: Any = cloudwatch_backends[self._backend.account_id][self._backend.region_name].alarms
        alarmed = [name for name in self._plan.alarms if name in alarms and alarms[name].state_value == "ALARM"]
        if alarmed:
            self._roll_back(
                "The deployment was rolled back, because alarms of AutoRollbackConfiguration are in ALARM: "
                f"{', '.join(alarmed)}."
            )
            return True
        return self._too_late()

    def _too_late(self) -> bool:
        if self._plan.limit is None or self._elapsed <= self._plan.limit:
            return False
        self._roll_back(
            f"The deployment was rolled back, because it exceeded MaximumExecutionTimeoutInSeconds, {self._plan.limit}."
        )
        return True

    def _roll_back(self, reason: str) -> None:
        self.failed = True
        self._endpoint.endpoint_status = "RollingBack"
        self._endpoint.failure_reason = reason
        self._back([share for share in self._plan.back if share < self._ongoing.share] or [0.0])

    def _back(self, shares: list[float]) -> None:
        # The old instances of a blue/green deployment still run, so that the traffic returns at once.
        if not self._plan.rolling:
            self._ongoing.share = 0.0
        clock.after(
            START_SECONDS if self._plan.rolling and self._ongoing.share else _SHIFT_BACK_SECONDS,
            key_of(self._backend, self._endpoint.endpoint_name),
            lambda: self._went_back(shares),
        )

    def _went_back(self, shares: list[float]) -> None:
        self._ongoing.share = shares[0]
        if shares[1:]:
            self._back(shares[1:])
        else:
            self._settle()

    def _settle(self) -> None:
        endpoint = self._endpoint
        endpoint.endpoint_status, endpoint.last_modified_time = "InService", clock.now()
        endpoint.pending_deployment_summary = None
        ongoing_of(self._backend).pop(endpoint.endpoint_name, None)
        self._ongoing.settled.set()


def instances(endpoint: Any) -> int:
    return instances_of(endpoint.production_variants)
