"""CloudWatch metric alarms and composite alarms, which moto's CloudFormation skips."""

from __future__ import annotations

from typing import Any

from moto.cloudwatch.models import (
    Dimension,
    Metric,
    MetricDataQuery,
    MetricStat,
    cloudwatch_backends,
)

from ..cloudformation.provider import Provider, Request, Resource
from ..strict.alarms import require_acceptable_alarm
from .shapes import checked


def _backend(request: Request) -> Any:
    return cloudwatch_backends[request.scope.account_id][request.scope.region]


class AlarmProvider(Provider):
    """A metric alarm, on a metric or on a metric math expression."""

    name_property = "AlarmName"

    def create(self, request: Request) -> Resource:
        return self._put(request, request.name("AlarmName"))

    def update(self, resource: Resource, request: Request) -> Resource:
        return self._put(request, resource.physical_resource_id)

    def delete(self, resource: Resource, request: Request) -> None:
        _backend(request).delete_alarms([resource.physical_resource_id])

    def _put(self, request: Request, name: str) -> Resource:
        alarm = checked("cloudwatch", "PutMetricAlarm", {**request.properties, "AlarmName": name})
        require_acceptable_alarm(alarm)
        queries = [_query(item) for item in alarm.get("Metrics", [])]
        made = _backend(request).put_metric_alarm(
            name=name,
            namespace=alarm.get("Namespace"),
            metric_name=alarm.get("MetricName"),
            metric_data_queries=queries or None,
            comparison_operator=alarm["ComparisonOperator"],
            evaluation_periods=alarm["EvaluationPeriods"],
            datapoints_to_alarm=alarm.get("DatapointsToAlarm"),
            period=alarm.get("Period"),
            threshold=alarm.get("Threshold"),
            statistic=alarm.get("Statistic"),
            description=alarm.get("AlarmDescription"),
            dimensions=alarm.get("Dimensions", []),
            alarm_actions=alarm.get("AlarmActions", []),
            ok_actions=alarm.get("OKActions", []),
            insufficient_data_actions=alarm.get("InsufficientDataActions", []),
            unit=alarm.get("Unit"),
            actions_enabled=alarm.get("ActionsEnabled", True),
            treat_missing_data=alarm.get("TreatMissingData"),
            evaluate_low_sample_count_percentile=alarm.get("EvaluateLowSampleCountPercentile"),
            threshold_metric_id=alarm.get("ThresholdMetricId"),
            tags=alarm.get("Tags"),
        )
        # Sets the statistic afterwards, because moto rejects those that are not percentiles, such as trimmed means.
        made.extended_statistic = alarm.get("ExtendedStatistic")
        return Resource(name, {"Arn": made.alarm_arn})


def _query(item: dict[str, Any]) -> MetricDataQuery:
    stat = item.get("MetricStat")
    query = MetricDataQuery(
        query_id=item["Id"],
        label=item.get("Label"),
        period=item.get("Period"),
        return_data=item.get("ReturnData"),
        expression=item.get("Expression"),
        metric_stat=_metric_stat(stat) if stat else None,
    )
    query.account_id = item.get("AccountId")
    return query


def _metric_stat(stat: dict[str, Any]) -> MetricStat:
    metric = stat["Metric"]
    return MetricStat(
        metric=Metric(
            metric_name=metric.get("MetricName"),
            namespace=metric.get("Namespace"),
            dimensions=[Dimension(item["Name"], item["Value"]) for item in metric.get("Dimensions", [])],
        ),
        period=stat["Period"],
        stat=stat["Stat"],
        unit=stat.get("Unit"),
    )


class CompositeAlarmProvider(AlarmProvider):
    """A composite alarm, on the states of other alarms."""

    def _put(self, request: Request, name: str) -> Resource:
        alarm = checked("cloudwatch", "PutCompositeAlarm", {**request.properties, "AlarmName": name})
        made = _backend(request).put_metric_alarm(
            name=name,
            namespace=None,
            metric_name=None,
            comparison_operator=None,
            evaluation_periods=None,
            period=None,
            threshold=None,
            statistic=None,
            description=alarm.get("AlarmDescription"),
            dimensions=[],
            alarm_actions=alarm.get("AlarmActions", []),
            ok_actions=alarm.get("OKActions", []),
            insufficient_data_actions=alarm.get("InsufficientDataActions", []),
            actions_enabled=alarm.get("ActionsEnabled", True),
            rule=alarm["AlarmRule"],
            tags=alarm.get("Tags"),
        )
        for member in ("actions_suppressor", "actions_suppressor_wait_period", "actions_suppressor_extension_period"):
            setattr(made, member, alarm.get("".join(word.title() for word in member.split("_"))))
        return Resource(name, {"Arn": made.alarm_arn})


PROVIDERS: dict[str, Provider] = {
    "AWS::CloudWatch::Alarm": AlarmProvider(),
    "AWS::CloudWatch::CompositeAlarm": CompositeAlarmProvider(),
}
