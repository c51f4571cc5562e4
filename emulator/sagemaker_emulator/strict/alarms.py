"""What CloudWatch refuses of an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cloudformation.provider import ProvisioningError

_SHORT_PERIODS = (10, 20, 30)
_HOUR, _DAY, _WEEK = 3600, 86400, 7 * 86400


def require_acceptable_alarm(alarm: Mapping[str, Any]) -> None:
    """Raise if CloudWatch would refuse the parameters of PutMetricAlarm."""
    metrics = alarm.get("Metrics")
    if metrics:
        _require_queries(metrics)
    elif "MetricName" in alarm:
        _require_metric(alarm)
    else:
        raise ProvisioningError("An alarm needs a MetricName or Metrics.")
    if ("Threshold" in alarm) == ("ThresholdMetricId" in alarm):
        raise ProvisioningError("An alarm needs either a Threshold or a ThresholdMetricId.")
    periods = alarm.get("EvaluationPeriods", 1)
    if alarm.get("DatapointsToAlarm", 1) > periods:
        raise ProvisioningError("DatapointsToAlarm must not be greater than EvaluationPeriods.")
    length = alarm.get("Period", _HOUR)
    if length * periods > (_WEEK if length >= _HOUR else _DAY):
        raise ProvisioningError(
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400), "
            "or 7 days if the period is at least an hour."
        )


def _require_metric(alarm: Mapping[str, Any]) -> None:
    if missing := [member for member in ("Namespace", "Period") if member not in alarm]:
        raise ProvisioningError(f"An alarm on a metric needs {' and '.join(missing)}.")
    if ("Statistic" in alarm) == ("ExtendedStatistic" in alarm):
        raise ProvisioningError("An alarm on a metric needs either a Statistic or an ExtendedStatistic.")
    _require_period(alarm["Period"])


def _require_period(seconds: int) -> None:
    if seconds not in _SHORT_PERIODS and (seconds < 60 or seconds % 60):
        raise ProvisioningError(f"Valid periods are 10, 20, 30 and multiples of 60 seconds, but not {seconds}.")


def _require_queries(queries: list[Mapping[str, Any]]) -> None:
    ids = [query["Id"] for query in queries]
    if len(ids) != len(set(ids)):
        raise ProvisioningError(f"The ids of Metrics must be unique, but are {', '.join(ids)}.")
    for query in queries:
        name = query["Id"]
        if not (name[:1].isalpha() and name[:1].islower()):
            raise ProvisioningError(f"The id of a metric must start with a lowercase letter: {name}")
        if ("MetricStat" in query) == ("Expression" in query):
            raise ProvisioningError(f"The metric {name} needs either a MetricStat or an Expression.")
        if "MetricStat" in query:
            _require_period(query["MetricStat"]["Period"])
    shown = [query["Id"] for query in queries if query.get("ReturnData", True)]
    if len(shown) != 1:
        raise ProvisioningError(f"Exactly one of the Metrics must return data, but {len(shown)} do.")
