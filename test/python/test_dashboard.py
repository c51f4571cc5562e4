"""The dashboard of an endpoint: what it shows of each kind of endpoint."""

import json
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from helpers.given import (
    a_bucket,
    a_model,
    a_serverless_endpoint,
    a_shadow_test,
    a_variant,
    an_alarm,
    an_async_endpoint,
    an_endpoint,
    an_endpoint_of_components,
    an_image,
)
from helpers.templates import DASHBOARD, Json, properties_of, resources_of, text_of

import cdk_sagemaker_hosting as sm


@dataclass(frozen=True)
class Shown:
    """The widgets of a dashboard, in order."""

    widgets: list[Json]

    @property
    def texts(self) -> list[str]:
        return [widget["properties"]["markdown"] for widget in self.widgets if widget["type"] == "text"]

    @property
    def sections(self) -> list[str]:
        return [text.removeprefix("## ") for text in self.texts if text.startswith("## ")]

    @property
    def graphs(self) -> dict[str, Json]:
        """The graphs by their titles."""
        return {widget["properties"]["title"]: widget["properties"] for widget in self.widgets if widget["type"] == "metric"}

    @property
    def alarms(self) -> list[str]:
        """The alarms whose states are shown."""
        return [alarm for widget in self.widgets if widget["type"] == "alarm" for alarm in widget["properties"]["alarms"]]

    def lines(self, title: str) -> list[str]:
        """What the lines of a graph are called."""
        return [options["label"] for *_, options in self.graphs[title]["metrics"] if "label" in options]

    def metrics(self, title: str) -> list[str]:
        """The metrics behind a graph."""
        return [path[1] for path in self.graphs[title]["metrics"] if len(path) > 1]

    def expressions(self, title: str) -> list[str]:
        return [options["expression"] for *_, options in self.graphs[title]["metrics"] if "expression" in options]

    def marks(self, title: str) -> dict[str, float]:
        """The horizontal lines of a graph."""
        return {mark["label"]: mark["value"] for mark in self.graphs[title]["annotations"]["horizontal"]}


def body_of(stack: cdk.Stack) -> Json:
    """What the only dashboard shows, with what CloudFormation fills in as `${...}`."""
    body: Json = json.loads(text_of(properties_of(stack, DASHBOARD)["DashboardBody"]))
    return body


def shown_of(stack: cdk.Stack) -> Shown:
    return Shown(body_of(stack)["widgets"])


def named(stack: cdk.Stack, *alarms: cloudwatch.IAlarm) -> list[str]:
    return [text_of(stack.resolve(alarm.alarm_arn)) for alarm in alarms]


# By the kind of the endpoint


def test_an_endpoint_on_instances(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    endpoint.add_dashboard()

    shown = shown_of(stack)
    assert shown.texts[0] == f"# {text_of(stack.resolve(endpoint.endpoint_name))}\n**main**, ml.m5.large"
    assert shown.sections == ["Traffic and errors", "Latency", "Scaling", "Utilization"]
    assert list(shown.graphs) == [
        "Invocations per minute",
        "Error rate",
        "Model latency",
        "Overhead latency (average)",
        "Invocations per instance of main (per minute)",
        "Instances of main (estimated from invocations)",
        "CPU utilization",
        "Memory utilization",
        "Disk utilization",
    ]
    assert shown.alarms == []


def test_what_the_graphs_show(stack: cdk.Stack) -> None:
    an_endpoint(stack).add_dashboard()

    shown = shown_of(stack)
    assert shown.metrics("Invocations per minute") == ["Invocations"]
    assert shown.metrics("Error rate") == ["Invocation5XXErrors", "Invocation4XXErrors"]
    assert shown.lines("Error rate") == ["main 5XX", "main 4XX"]
    assert shown.lines("Model latency") == ["main p50", "main p90", "main p99"]
    assert shown.expressions("Model latency") == ["m_0 / 1000", "m_1 / 1000", "m_2 / 1000"]
    assert shown.expressions("CPU utilization") == ["m_0 / 2"]
    assert shown.marks("CPU utilization") == {"100 %": 100}


def test_the_metrics_are_those_of_the_variant(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    endpoint.add_dashboard()

    (path,) = shown_of(stack).graphs["Invocations per minute"]["metrics"]
    name = text_of(stack.resolve(endpoint.endpoint_name))
    assert path[:-1] == ["AWS/SageMaker", "Invocations", "EndpointName", name, "VariantName", "main"]
    assert (path[-1]["period"], path[-1]["stat"]) == (60, "Sum")


def test_gpus_are_shown_where_there_are(stack: cdk.Stack) -> None:
    an_endpoint(stack, a_variant(stack, instance_type=sm.InstanceType.G5_12_XLARGE)).add_dashboard()

    shown = shown_of(stack)
    assert shown.metrics("GPU utilization") == ["GPUUtilization"]
    assert shown.metrics("GPU memory utilization") == ["GPUMemoryUtilization"]
    assert shown.expressions("GPU utilization") == ["m_0 / 4"]
    assert shown.expressions("CPU utilization") == ["m_0 / 48"]


def test_variants_are_compared(stack: cdk.Stack) -> None:
    an_endpoint(stack, a_variant(stack, "stable"), a_variant(stack, "next")).add_dashboard()

    shown = shown_of(stack)
    assert "Comparison of variants" in shown.sections
    assert shown.lines("Share of invocations") == ["stable", "next"]
    assert shown.expressions("Share of invocations") == [
        "100 * FILL(m_0, 0) / (FILL(v0_0, 0) + FILL(v1_0, 0))",
        "100 * FILL(m_1, 0) / (FILL(v0_1, 0) + FILL(v1_1, 0))",
    ]
    assert shown.lines("Model latency (p99)") == ["stable", "next"]
    assert shown.lines("Error rate (5XX)") == ["stable", "next"]
    assert {"Instances of stable (estimated from invocations)", "Instances of next (estimated from invocations)"} < set(shown.graphs)


def test_a_shadow_is_compared_with_the_variant_that_answers(stack: cdk.Stack) -> None:
    a_shadow_test(stack).add_dashboard()

    shown = shown_of(stack)
    assert shown.lines("Model latency (p99)") == ["live", "next"]
    assert "Share of invocations" not in shown.graphs
    assert shown.texts[0].endswith("**live**, ml.m5.large | **next**, shadow")


def test_a_serverless_endpoint(stack: cdk.Stack) -> None:
    a_serverless_endpoint(stack).add_dashboard()

    shown = shown_of(stack)
    assert shown.sections == ["Traffic and errors", "Latency", "Serverless", "Utilization"]
    assert shown.metrics("Concurrency utilization") == ["ServerlessConcurrentExecutionsUtilization"]
    assert shown.metrics("Model setup time") == ["ModelSetupTime", "ModelSetupTime"]
    assert "CPU utilization" not in shown.graphs


def test_provisioned_concurrency_is_shown_where_it_is(stack: cdk.Stack) -> None:
    a_serverless_endpoint(stack, provisioned_concurrency=2).add_dashboard()

    shown = shown_of(stack)
    assert shown.lines("Concurrency utilization") == ["maximum concurrency", "provisioned concurrency"]
    assert shown.metrics("Provisioned concurrency invocations") == [
        "ServerlessProvisionedConcurrencyInvocations",
        "ServerlessProvisionedConcurrencySpilloverInvocations",
    ]


def test_an_asynchronous_endpoint(stack: cdk.Stack) -> None:
    an_async_endpoint(stack).add_dashboard()

    shown = shown_of(stack)
    assert shown.texts[0].endswith("\nAsynchronous. **main**, ml.m5.large")
    assert shown.sections == ["Queue", "Latency", "Utilization"]
    assert shown.metrics("Approximate backlog size") == ["ApproximateBacklogSize"]
    assert shown.metrics("Approximate age of oldest request") == ["ApproximateAgeOfOldestRequest"]
    assert shown.metrics("Has backlog without capacity") == ["HasBacklogWithoutCapacity"]
    assert shown.metrics("Processing time (average)") == ["TimeInBacklog", "TotalProcessingTime"]
    assert len(shown.metrics("Failures")) == 5


def test_many_models(stack: cdk.Stack) -> None:
    data = sm.ModelData.from_bucket_prefix(a_bucket(stack), "churn/")
    container = sm.ContainerDefinition(image=an_image(stack), mode=sm.ContainerMode.multi_model(), model_data=data)

    an_endpoint(stack, a_variant(stack, model=a_model(stack, containers=[container]))).add_dashboard()

    shown = shown_of(stack)
    assert "Multi-model" in shown.sections
    assert shown.metrics("Loaded models of main") == ["LoadedModelCount"]
    assert shown.metrics("Model cache hits") == ["ModelCacheHit"]
    assert shown.metrics("Model loading time (average)") == ["ModelLoadingWaitTime", "ModelDownloadingTime", "ModelLoadingTime"]


def test_inference_components(stack: cdk.Stack) -> None:
    an_endpoint_of_components(stack).add_dashboard()

    shown = shown_of(stack)
    assert shown.metrics("CPU utilization") == ["CPUUtilizationNormalized"]
    assert shown.metrics("GPU utilization") == ["GPUUtilizationNormalized"]
    assert shown.expressions("GPU utilization") == []


def test_instances_of_which_nothing_is_known(stack: cdk.Stack) -> None:
    an_endpoint(stack, a_variant(stack, instance_type=sm.InstanceType.of("ml.m99.large"))).add_dashboard()

    shown = shown_of(stack)
    assert shown.graphs["CPU utilization"]["yAxis"]["left"]["label"] == "% of one core"
    assert "GPU utilization" not in shown.graphs


def test_each_kind_of_endpoint_fills_the_rows(stack: cdk.Stack) -> None:
    an_endpoint(stack, a_variant(stack, "A", instance_type=sm.InstanceType.G5_XLARGE), a_variant(stack, "B")).add_dashboard()

    rows: dict[int, list[tuple[int, int]]] = {}
    for widget in shown_of(stack).widgets:
        rows.setdefault(widget["y"], []).append((widget["x"], widget["width"]))
    for row in rows.values():
        assert [x for x, _ in row] == [sum(width for _, width in row[:i]) for i in range(len(row))]
        assert sum(width for _, width in row) == 24


# What has been done to the endpoint


def test_how_the_instances_scale_is_shown(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    count = endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=2, max_capacity=20)
    count.scale_on_invocations("Load", max_requests_per_second=30)

    endpoint.add_dashboard()

    shown = shown_of(stack)
    assert shown.marks("Invocations per instance of main (per minute)") == {"target": 900}
    assert shown.marks("Instances of main (estimated from invocations)") == {"min": 2, "max": 20}
    assert shown.texts[0].endswith("**main**, ml.m5.large, 2 to 20 instances")


def test_how_the_instances_of_a_queue_scale_is_shown(stack: cdk.Stack) -> None:
    endpoint = an_async_endpoint(stack)
    count = endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=0, max_capacity=5)
    count.scale_on_backlog("Backlog", target_backlog_per_instance=5)

    endpoint.add_dashboard()

    shown = shown_of(stack)
    assert shown.marks("Approximate backlog size per instance") == {"target": 5}
    assert shown.marks("Instances of main (estimated from the backlog)") == {"min": 0, "max": 5}


def test_the_alarms_are_shown(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    alarms = endpoint.add_recommended_alarms()
    other = an_alarm(stack)
    endpoint.add_auto_rollback_alarms(*alarms.critical, other)

    endpoint.add_dashboard()

    assert shown_of(stack).alarms == named(stack, *alarms.all, other)


def test_what_is_done_later_is_shown_too(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    endpoint.add_dashboard()

    alarms = endpoint.add_recommended_alarms()
    endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=2, max_capacity=20)

    shown = shown_of(stack)
    assert shown.alarms == named(stack, *alarms.all)
    assert shown.marks("Instances of main (estimated from invocations)") == {"min": 2, "max": 20}


# How it looks


def test_the_name_title_time_and_alarms_can_be_chosen(stack: cdk.Stack) -> None:
    alarm = an_alarm(stack)

    an_endpoint(stack).add_dashboard(
        title="Churn",
        dashboard_name="churn",
        period=cdk.Duration.minutes(5),
        default_interval=cdk.Duration.days(1),
        alarms=[alarm],
    )

    assert properties_of(stack, DASHBOARD)["DashboardName"] == "churn"
    assert body_of(stack)["start"] == "-P1D"
    shown = shown_of(stack)
    assert shown.texts[0].startswith("# Churn\n")
    assert shown.alarms == named(stack, alarm)
    assert shown.graphs["Invocations per 5 minutes"]["period"] == 300


def test_the_last_three_hours_are_shown(stack: cdk.Stack) -> None:
    an_endpoint(stack).add_dashboard()

    assert body_of(stack)["start"] == "-PT3H"
    assert "DashboardName" not in properties_of(stack, DASHBOARD)


def test_widgets_of_your_own_can_be_added(stack: cdk.Stack) -> None:
    dashboard = an_endpoint(stack).add_dashboard()

    dashboard.dashboard.add_widgets(cloudwatch.TextWidget(markdown="Call 555"))

    assert shown_of(stack).texts[-1] == "Call 555"


def test_the_dashboard_can_be_a_construct_of_your_own(stack: cdk.Stack) -> None:
    dashboard = sm.EndpointDashboard(stack, "Ours", endpoint=an_endpoint(stack), title="Ours")

    assert dashboard.node.path == "Test/Ours"
    assert shown_of(stack).texts[0].startswith("# Ours\n")


def test_an_endpoint_can_have_two_dashboards(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    endpoint.add_dashboard(title="Short")
    endpoint.add_dashboard(title="Long", default_interval=cdk.Duration.days(7))

    assert len(resources_of(stack, DASHBOARD)) == 2


def test_the_widgets_can_be_part_of_a_dashboard_of_your_own(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    dashboard = cloudwatch.Dashboard(stack, "All")

    rows: list[Any] = endpoint.dashboard_widgets(title="Churn", period=cdk.Duration.minutes(5))
    for row in rows:
        dashboard.add_widgets(*row)

    shown = shown_of(stack)
    assert shown.texts[0].startswith("# Churn\n")
    assert shown.sections == ["Traffic and errors", "Latency", "Scaling", "Utilization"]
    assert shown.graphs["Invocations per 5 minutes"]["period"] == 300


def test_an_endpoint_that_is_defined_elsewhere(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig.from_endpoint_config_attributes(
        stack,
        "TheirConfig",
        endpoint_config_arn="arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/churn",
        serverless_production_variant=sm.ServerlessProductionVariantAttributes(variant_name="main", max_concurrency=5),
    )
    endpoint = sm.Endpoint.from_endpoint_attributes(
        stack, "Theirs", endpoint_arn="arn:aws:sagemaker:eu-west-1:111122223333:endpoint/churn", endpoint_config=config
    )

    endpoint.add_dashboard()

    shown = shown_of(stack)
    assert shown.texts[0] == "# churn\n**main**, serverless"
    (path,) = shown.graphs["Invocations per minute"]["metrics"]
    assert (path[-1]["accountId"], path[-1]["region"]) == ("111122223333", "eu-west-1")
