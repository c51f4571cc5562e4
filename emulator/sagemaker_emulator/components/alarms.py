"""The states of the alarms on metrics of components, which moto stores but does not evaluate."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import timedelta
from math import ceil
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.sagemaker.models import sagemaker_backends

from ..clock import clock
from .metrics import INVOCATIONS, history
from .model import Component, all_components, components_of

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
_STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "Sum": sum,
    "Average": lambda values: sum(values) / len(values),
    "Minimum": min,
    "Maximum": max,
    "SampleCount": len,
}


def statistic(name: str, values: Sequence[float]) -> float | None:
    """Return a statistic of the values, ``None`` without values, and for statistics other than these and percentiles."""
    if not values:
        return None
    if name in _STATISTICS:
        return float(_STATISTICS[name](values))
    if name.startswith("p") and name[1:].replace(".", "", 1).isdigit():
        return sorted(values)[max(0, ceil(len(values) * float(name[1:]) / 100) - 1)]
    return None


def evaluate() -> None:
    """Evaluate the alarms on one metric with the dimension ``InferenceComponentName`` only."""
    for account_id, region in {(item.account_id, item.region) for item in all_components()}:
        for alarm in list(cloudwatch_backends[account_id][region].alarms.values()):
            component = component_of(account_id, region, alarm)
            if component is not None and alarm.comparison_operator in COMPARISONS:
                state = _state(component, alarm)
                if state != alarm.state_value:
                    alarm.update_state(f"Evaluated at {clock.now().isoformat()}", "{}", state)


def component_of(account_id: str, region: str, alarm: Any) -> Component | None:
    """Return the component whose metric an alarm watches."""
    names = {item.name: item.value for item in alarm.dimensions}
    if alarm.namespace != INVOCATIONS or names.keys() != {"InferenceComponentName"}:
        return None
    return components_of(sagemaker_backends[account_id][region]).get(names["InferenceComponentName"])


def datapoint(component: Component, alarm: Any, periods_ago: int = 0) -> float | None:
    """Return the value of the metric of an alarm in one of its last periods."""
    period = timedelta(seconds=int(alarm.period))
    end = clock.now() - periods_ago * period
    values = history.between(component, alarm.metric_name, end - period, end)
    return statistic(alarm.statistic or alarm.extended_statistic or "", values)


def _state(component: Component, alarm: Any) -> str:
    """Return the state of an alarm. A missing value counts as the alarm says."""
    compare, count = COMPARISONS[alarm.comparison_operator], int(alarm.evaluation_periods)
    values = [datapoint(component, alarm, index) for index in range(count)]
    treated = alarm.treat_missing_data or "missing"
    if all(value is None for value in values):
        missing = {"breaching": "ALARM", "notBreaching": "OK", "ignore": alarm.state_value}
        return str(missing.get(treated, "INSUFFICIENT_DATA"))
    breaching = [
        compare(value, float(alarm.threshold)) if value is not None else treated == "breaching" for value in values
    ]
    return "ALARM" if sum(breaching) >= int(alarm.datapoints_to_alarm or count) else "OK"
