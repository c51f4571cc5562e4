"""The update of a component to another revision, copy by copy, and the return to the old one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from math import ceil
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from ..clock import clock
from .model import Component, Revision

COPY_SECONDS = 300
ADAPTER_SECONDS = 60
_LOOK_SECONDS = 60

# Returns why a copy of a revision of a component does not become healthy, or ``None``.
Probe = Callable[[Component, Revision], "str | None"]


def batch_size(size: Mapping[str, Any] | None, total: int) -> int:
    """Return the number of copies of a batch: a number, a share, or all of them."""
    if size is None:
        return max(total, 1)
    if size["Type"] == "COPY_COUNT":
        return int(size["Value"])
    return max(1, ceil(total * int(size["Value"]) / 100))


def alarms_of(config: Mapping[str, Any] | None) -> list[str]:
    """Return the names of the alarms that roll an update back."""
    rollback: Mapping[str, Any] = (config or {}).get("AutoRollbackConfiguration") or {}
    return [alarm["AlarmName"] for alarm in rollback.get("Alarms", [])]


class Rollout:
    """A rolling update: starts the copies of a batch, removes as many old ones, and waits."""

    def __init__(
        self, component: Component, new: Revision, copies: int, config: Mapping[str, Any] | None, probe: Probe
    ) -> None:
        self._component, self._old, self._new = component, component.revision, new
        self._copies, self._copies_before = copies, component.desired
        self._config, self._probe = config, probe
        self._policy: Mapping[str, Any] = (config or {}).get("RollingUpdatePolicy") or {}
        self._rollback_reason = ""
        limit = self._policy.get("MaximumExecutionTimeoutInSeconds")
        self._end = None if limit is None else clock.now() + timedelta(seconds=limit)

    def start(self, delay: float, done: Callable[[], None]) -> None:
        """Start the first batch after the delay. ``done`` is called at the end, also after a rollback."""
        self._done = done
        # An update that also lowers the count stops old copies first.
        surplus = self._count(self._old) - self._copies
        if surplus > 0:
            self._component.run(self._old, self._copies)
        self._next(delay)

    def _count(self, revision: Revision) -> int:
        return self._component.copies.get(revision.number, 0)

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        clock.after(seconds, self._component.key, action)

    def _next(self, delay: float = 0) -> None:
        if self._stopped():
            return
        if self._count(self._new) >= self._copies and not self._count(self._old):
            self._component.settle("InService", clock.now())
            self._done()
            return
        seconds = ADAPTER_SECONDS if self._component.base is not None else COPY_SECONDS
        self._after(delay + seconds, self._have_batch)

    def _have_batch(self) -> None:
        reason = self._probe(self._component, self._new)
        if reason is not None:
            self._roll_back(reason)
            return
        batch = min(
            batch_size(self._policy.get("MaximumBatchSize"), self._copies), self._copies - self._count(self._new)
        )
        self._component.run(self._new, self._count(self._new) + batch)
        self._component.run(self._old, min(self._count(self._old), self._copies - self._count(self._new)))
        self._wait(float(self._policy.get("WaitIntervalInSeconds", 0)))

    def _wait(self, seconds: float) -> None:
        """Look at the alarms while the interval lasts, and then begin the next batch."""
        if self._stopped():
            return
        if seconds <= 0:
            self._next()
        else:
            self._after(min(seconds, _LOOK_SECONDS), lambda: self._wait(seconds - _LOOK_SECONDS))

    def _stopped(self) -> bool:
        """Return true if the update has to be rolled back, which begins."""
        region = cloudwatch_backends[self._component.account_id][self._component.region]
        alarms = [name for name in alarms_of(self._config) if name in region.alarms]
        alarmed = [name for name in alarms if region.alarms[name].state_value == "ALARM"]
        if alarmed:
            self._roll_back(f"The update was rolled back: {', '.join(alarmed)} went into alarm.")
        elif self._end is not None and clock.now() > self._end:
            self._roll_back("The update was rolled back: it exceeded MaximumExecutionTimeoutInSeconds.")
        else:
            return False
        return True

    def _roll_back(self, reason: str) -> None:
        self._rollback_reason = reason
        self._component.revision, self._component.desired = self._old, self._copies_before
        if self._count(self._old) >= self._copies_before:
            self._component.run(self._new, 0)
        self._back()

    def _back(self) -> None:
        if not self._count(self._new) and self._count(self._old) >= self._copies_before:
            self._component.settle("InService", clock.now(), self._rollback_reason)
            self._done()
            return
        self._after(COPY_SECONDS, self._have_old_batch)

    def _have_old_batch(self) -> None:
        component, before = self._component, self._copies_before
        batch = batch_size(self._policy.get("RollbackMaximumBatchSize"), before)
        component.run(self._old, min(before, self._count(self._old) + batch))
        component.run(self._new, min(self._count(self._new), before - self._count(self._old)))
        self._back()
