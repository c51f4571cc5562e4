"""The simulated clock: the time of the day plus what was skipped, and the events that are due on it.

What takes minutes in the service, such as the start of a copy of a model, is an event here. It happens
when its time comes: in real time, or at once when the clock is advanced (``POST /emulator/clock``).
"""

from __future__ import annotations

import heapq
import itertools
import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Condition, RLock
from typing import Any

from moto.core.utils import utcnow
from werkzeug import Request, Response

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
PATH = "/emulator/clock"
_MINUTE = timedelta(minutes=1)
_LARGEST = 366 * 86400
_POLL_SECONDS = 1.0


@dataclass(order=True)
class _Event:
    due: datetime
    number: int
    key: Hashable = field(compare=False)
    action: Callable[[], None] = field(compare=False)


class Clock:
    """A clock that only moves forward. Hold ``lock`` to change what its events change too."""

    def __init__(self) -> None:
        self.lock = RLock()
        # True if CloudFormation waits for this clock, so that something can happen while a stack is updated.
        self.stacks_held = False
        self._happened = Condition(self.lock)
        self._skipped = timedelta()
        self._at: datetime | None = None
        self._events: list[_Event] = []
        self._numbers = itertools.count()
        self._each_minute: list[Callable[[], None]] = []
        self._next_minute = utcnow() + _MINUTE

    def now(self) -> datetime:
        """Return the simulated time in UTC; during an event, the time when it is due."""
        return self._at or utcnow() + self._skipped

    def after(self, seconds: float, key: Hashable, action: Callable[[], None]) -> None:
        """Schedule an event. ``key`` names what it belongs to."""
        with self.lock:
            due = self.now() + timedelta(seconds=seconds)
            heapq.heappush(self._events, _Event(due, next(self._numbers), key, action))

    def each_minute(self, action: Callable[[], None]) -> None:
        """Call the action once in each simulated minute."""
        self._each_minute.append(action)

    def cancel(self, key: Hashable) -> None:
        """Remove the events of a key."""
        with self.lock:
            self._events = [event for event in self._events if event.key != key]
            heapq.heapify(self._events)

    def advance(self, seconds: float) -> datetime:
        """Skip time. Everything that is due until then happens, in order."""
        with self.lock:
            end = self.now() + timedelta(seconds=seconds)
            self._run_until(end)
            self._skipped = max(self._skipped, end - utcnow())
            return self.now()

    def catch_up(self) -> None:
        """Let everything happen that is due by now. An event that is happening has already caught up."""
        with self.lock:
            if self._at is None:
                self._run_until(self.now())

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait until events have made this true. The caller must not hold the lock."""
        with self._happened:
            while not holds():
                self._happened.wait(_POLL_SECONDS)
                self.catch_up()

    def finish(self, key: Hashable) -> None:
        """Let the events of a key happen now, also those that they schedule, without a change of the time."""
        with self.lock:
            while mine := [event for event in self._events if event.key == key]:
                event = min(mine)
                self._events.remove(event)
                heapq.heapify(self._events)
                event.action()

    def _run_until(self, end: datetime) -> None:
        try:
            while (due := min([self._next_minute, *(event.due for event in self._events[:1])])) <= end:
                self._at = max(due, self._at or due)
                if due == self._next_minute:
                    self._next_minute += _MINUTE
                    for action in self._each_minute:
                        action()
                else:
                    heapq.heappop(self._events).action()
        finally:
            self._at = None
            self._happened.notify_all()


clock = Clock()


def with_clock(application: Application) -> Application:
    """Serve ``POST /emulator/clock``, with ``{"AdvanceSeconds": 60}`` to skip time, or ``{"HoldStacks": true}``."""

    def routed(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH:
            clock.catch_up()
            return application(environ, start_response)
        return _serve(Request(environ))(environ, start_response)

    return routed


def _serve(request: Request) -> Response:
    try:
        given = json.loads(request.get_data() or b"{}")
        seconds, held = float(given.get("AdvanceSeconds", 0)), given.get("HoldStacks", clock.stacks_held)
    except (ValueError, TypeError, AttributeError):
        seconds, held = -1.0, None
    if request.method != "POST" or not 0 <= seconds <= _LARGEST or not isinstance(held, bool):
        return Response('{"message": "POST {\\"AdvanceSeconds\\": seconds}, from 0 to a year"}\n', 400)
    clock.stacks_held = held
    now = clock.advance(seconds)
    return Response(json.dumps({"Now": f"{now.isoformat(timespec='milliseconds')}Z"}), content_type="application/json")
