"""The states of alarms on one metric, and of composite alarms."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.core import DEFAULT_ACCOUNT_ID

from ..clock import clock
from ..components.alarms import COMPARISONS, component_of, statistic
from .metrics import Key, Recent

_FUNCTION = re.compile(r"\b(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*[\"']?([^\"')]+)[\"']?\s*\)")
_WORDS = {"AND": "and", "OR": "or", "NOT": "not", "TRUE": "True", "FALSE": "False"}
_ALLOWED = (ast.Expression, ast.BoolOp, ast.UnaryOp, ast.And, ast.Or, ast.Not, ast.Constant, ast.Load)


def each_minute() -> None:
    """Evaluate the alarms of all regions. One whose metric has no data yet keeps the state that it was set to."""
    for region, backend in list(cloudwatch_backends[DEFAULT_ACCOUNT_ID].items()):
        alarms: list[Any] = list(backend.alarms.values())
        if not alarms:
            continue
        recent = Recent(DEFAULT_ACCOUNT_ID, region)
        for alarm in alarms:
            if alarm.metric_name and component_of(DEFAULT_ACCOUNT_ID, region, alarm) is None:
                _set(alarm, state_of(alarm, recent))
        for alarm in alarms:
            if alarm.rule:
                _set(alarm, composite_state(alarm.rule, {item.name: item.state_value for item in alarms}))


def _set(alarm: Any, state: str | None) -> None:
    if state is not None and state != alarm.state_value:
        alarm.update_state(f"Evaluated at {clock.now().isoformat()}", "{}", state)


def key_of(alarm: Any) -> Key:
    return alarm.namespace, alarm.metric_name, frozenset((item.name, item.value) for item in alarm.dimensions)


def datapoint(alarm: Any, recent: Recent, periods_ago: int = 0) -> float | None:
    """Return the value of the metric of an alarm in one of its last periods."""
    period = timedelta(seconds=int(alarm.period))
    end = clock.now() - periods_ago * period
    values = recent.between(key_of(alarm), end - period, end)
    return statistic(alarm.statistic or alarm.extended_statistic or "", values)


def state_of(alarm: Any, recent: Recent) -> str | None:
    """Return the state of an alarm on one metric, or ``None`` to keep it. A missing value counts as the alarm says."""
    if alarm.comparison_operator not in COMPARISONS or not recent.known(key_of(alarm)):
        return None
    compare, count = COMPARISONS[alarm.comparison_operator], int(alarm.evaluation_periods)
    values = [datapoint(alarm, recent, index) for index in range(count)]
    treated = alarm.treat_missing_data or "missing"
    if all(value is None for value in values):
        return {"breaching": "ALARM", "notBreaching": "OK", "ignore": None}.get(treated, "INSUFFICIENT_DATA")
    breaching = [
        compare(value, float(alarm.threshold)) if value is not None else treated == "breaching" for value in values
    ]
    return "ALARM" if sum(breaching) >= int(alarm.datapoints_to_alarm or count) else "OK"


def composite_state(rule: str, states: dict[str, str]) -> str | None:
    """Return the state of a rule on the states of alarms by name or ARN, or ``None`` for one that cannot be read."""

    def holds(found: re.Match[str]) -> str:
        name = found[2].strip().rsplit(":alarm:", 1)[-1]
        return str(states.get(name) == found[1])

    text = _FUNCTION.sub(holds, rule)
    text = re.sub(r"\b(AND|OR|NOT|TRUE|FALSE)\b", lambda found: _WORDS[found[1]], text)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return None
    if not all(isinstance(node, _ALLOWED) for node in ast.walk(tree)):
        return None
    return "ALARM" if eval(compile(tree, "rule", "eval"), {"__builtins__": {}}) else "OK"  # noqa: S307
