"""Which metrics an endpoint publishes, and how often."""

import aws_cdk as cdk
import pytest
from helpers.given import a_variant
from helpers.templates import CONFIG, properties_of

import cdk_sagemaker_hosting as sm


def an_observed_config(stack: cdk.Stack, metrics: sm.MetricsConfigOptions | None) -> sm.EndpointConfig:
    return sm.EndpointConfig(stack, "Config", instance_production_variants=[a_variant(stack)], metrics=metrics)


def test_metrics_are_left_to_sagemaker_unless_set(stack: cdk.Stack) -> None:
    an_observed_config(stack, None)

    assert "MetricsConfig" not in properties_of(stack, CONFIG)


def test_all_options_reach_the_template(stack: cdk.Stack) -> None:
    an_observed_config(
        stack, sm.MetricsConfigOptions(enhanced_metrics=True, detailed_observability=False, publish_frequency=cdk.Duration.minutes(1))
    )

    assert properties_of(stack, CONFIG)["MetricsConfig"] == {
        "EnableDetailedObservability": False,
        "EnableEnhancedMetrics": True,
        "MetricPublishFrequencyInSeconds": 60,
    }


def test_an_option_that_is_left_out_is_left_to_sagemaker(stack: cdk.Stack) -> None:
    an_observed_config(stack, sm.MetricsConfigOptions(detailed_observability=True))

    assert properties_of(stack, CONFIG)["MetricsConfig"] == {"EnableDetailedObservability": True}


@pytest.mark.parametrize("seconds", [10, 30, 60, 120, 180, 240, 300])
def test_each_frequency_is_possible(stack: cdk.Stack, seconds: int) -> None:
    an_observed_config(stack, sm.MetricsConfigOptions(publish_frequency=cdk.Duration.seconds(seconds)))

    assert properties_of(stack, CONFIG)["MetricsConfig"] == {"MetricPublishFrequencyInSeconds": seconds}
