"""The schedules of scheduled actions: ``at``, ``rate`` and ``cron`` expressions."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_FORM = re.compile(r"(at|rate|cron)\((.+)\)")
_UNITS = {"minute": 60, "hour": 3600, "day": 86400}
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_DAYS = "SUN MON TUE WED THU FRI SAT".split()


class UnknownSchedule(ValueError):
    """A schedule that the emulator cannot read."""


def is_due(schedule: str, timezone: str | None, created: datetime, now: datetime) -> bool:
    """Return true if a schedule is due in the minute that ends now. Times are in UTC, without a zone."""
    form = _FORM.fullmatch(schedule.strip())
    if form is None:
        raise UnknownSchedule(schedule)
    kind, text = form[1], form[2].strip()
    if kind == "rate":
        number, unit = text.split()
        seconds = int(number) * _UNITS[unit.removesuffix("s")]
        before, after = ((moment - created).total_seconds() // seconds for moment in (now - timedelta(minutes=1), now))
        return after > max(before, 0)
    local = now.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone or "UTC")).replace(tzinfo=None)
    if kind == "at":
        return local - timedelta(minutes=1) < datetime.fromisoformat(text) <= local
    # The whole minute that has begun since the last look.
    minute = local.replace(second=0, microsecond=0)
    return _matches(text, minute)


def _matches(text: str, at: datetime) -> bool:
    fields = text.split()
    if len(fields) != 6:
        raise UnknownSchedule(text)
    minute, hour, day, month, weekday, year = fields
    return (
        _in(minute, at.minute, 0, 59)
        and _in(hour, at.hour, 0, 23)
        and _in(day, at.day, 1, 31)
        and _in(month, at.month, 1, 12, _MONTHS, 1)
        and _in(weekday, at.isoweekday() % 7 + 1, 1, 7, _DAYS, 1)
        and _in(year, at.year, 1970, 2199)
    )


def _in(field: str, value: int, low: int, high: int, names: list[str] | None = None, first: int = 0) -> bool:
    if field in ("*", "?"):
        return True
    for part in field.upper().split(","):
        span, _, step = part.partition("/")
        for index, name in enumerate(names or []):
            span = span.replace(name, str(index + first))
        start, _, end = span.partition("-")
        try:
            begin = low if start == "*" else int(start)
            last = int(end) if end else (high if step or start == "*" else begin)
            if begin <= value <= last and (value - begin) % int(step or 1) == 0:
                return True
        except ValueError as error:
            raise UnknownSchedule(field) from error
    return False
