"""How endpoints are updated and scaled."""

from __future__ import annotations

from typing import Any

from cases import M5, Fact, Parts
from deployed import Deployed, Instances

ONE = (Instances(M5),)
HALF = {"Type": "CAPACITY_PERCENT", "Value": 50}
CANARY = {"Type": "CANARY", "WaitIntervalInSeconds": 60, "CanarySize": HALF}


def blue_green(**routing: Any) -> dict[str, Any]:
    return {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {**CANARY, **routing}}}


def updated(weight: float = 1, **endpoint: Any) -> Any:
    """An endpoint of two instances; another weight of its variant makes another configuration."""
    return lambda it: it.endpoint(it.variant(InitialInstanceCount=2, InitialVariantWeight=weight), **endpoint)


def unused_size(weight: float) -> Any:
    return updated(weight, DeploymentConfig=blue_green(LinearStepSize=HALF))


def retained(it: Parts) -> None:
    updated(1, DeploymentConfig=blue_green())(it)


def retained_and_own(it: Parts) -> None:
    updated(2, DeploymentConfig=blue_green(), RetainDeploymentConfig=True)(it)


def alarms_only(it: Parts) -> None:
    alarm = it.resource(
        "Alarm", "AWS::CloudWatch::Alarm", Namespace="AWS/SageMaker", MetricName="Invocation5XXErrors", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1000, ComparisonOperator="GreaterThanThreshold", TreatMissingData="notBreaching"
    )
    updated(1, DeploymentConfig={"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": alarm.ref}]}})(it)


def retaining(it: Parts) -> None:
    updated(1, RetainAllVariantProperties=True)(it)


def excluded(it: Parts) -> None:
    updated(1, RetainAllVariantProperties=True, ExcludeRetainedVariantProperties=[{"VariantPropertyType": "DesiredWeight"}])(it)


def state(deployed: Deployed) -> str:
    """Reads the endpoint; the first time, changes its weight, as an operator does."""
    endpoint = deployed.endpoint()
    (variant,) = endpoint["ProductionVariants"]
    if deployed.step == 0:
        desired = [{"VariantName": "main", "DesiredWeight": 7}]
        deployed.client("sagemaker").update_endpoint_weights_and_capacities(EndpointName=endpoint["EndpointName"], DesiredWeightsAndCapacities=desired)
        deployed.cloud.wait("the weight", lambda: deployed.endpoint()["EndpointStatus"] == "InService" or None, 30)
        return f"weight {variant['CurrentWeight']:g}, then set to 7 by the API"
    return f"weight {variant['CurrentWeight']:g}, {endpoint['EndpointStatus']}"


def concurrency(minimum: int, maximum: int) -> Any:
    def build(it: Parts) -> None:
        variant = it.variant(InstanceType=None, InitialInstanceCount=None, ServerlessConfig={"MemorySizeInMB": 2048, "MaxConcurrency": 5, "ProvisionedConcurrency": 1})
        name = it.endpoint(variant)
        dimension = "sagemaker:variant:DesiredProvisionedConcurrency"
        it.resource("Scaled", "AWS::ApplicationAutoScaling::ScalableTarget", ServiceNamespace="sagemaker", ResourceId=f"endpoint/{name}/variant/main", ScalableDimension=dimension, MinCapacity=minimum, MaxCapacity=maximum)
        it.after("Scaled", "Endpoint")

    return build


def serverless_canary(weight: float) -> Any:
    return lambda it: it.endpoint(it.serverless(InitialVariantWeight=weight), DeploymentConfig=blue_green())


SERVERLESS = ("serverless inference: 2 GiB",)
FACTS = (
    Fact("unused-step-size", "Does a canary deployment accept a LinearStepSize, which it does not use?", (unused_size(1), unused_size(2)), instances=(Instances(M5, 4),), minutes=90),
    Fact("retained-and-own-strategy", "Is RetainDeploymentConfig accepted together with a DeploymentConfig?", (retained, retained_and_own), instances=(Instances(M5, 4),), minutes=90),
    Fact("alarms-without-strategy", "Are rollback alarms accepted without a policy?", (alarms_only,), instances=(Instances(M5, 2),)),
    Fact("retention-alone", "What does a stack update do that only turns the retention of variant properties on?", (updated(1), retaining), answers="deployed with which weight, or refused with this message", instances=(Instances(M5, 2),), look=state),
    Fact("exclusion-alone", "What does a stack update do that only excludes a property from the retention?", (retaining, excluded), answers="deployed with which weight, or refused with this message", instances=(Instances(M5, 2),), look=state),
    Fact("scaling-above-concurrency", "Is a scaling maximum above the maximum concurrency of a serverless variant accepted?", (concurrency(1, 10),), others=SERVERLESS),
    Fact("serverless-minimum-zero", "Is a scaling minimum of 0 accepted for provisioned concurrency?", (concurrency(0, 2),), others=SERVERLESS),
    Fact("serverless-canary", "Is a serverless endpoint with a canary deployment created and updated?", (serverless_canary(1), serverless_canary(2)), others=SERVERLESS),
)
