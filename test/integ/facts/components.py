"""What CloudFormation and SageMaker do with inference components."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import Any

from cases import C5, G6, VLLM_TAG, Fact, Parts
from deployed import Deployed, Instances
from facts.models import DIRECT, SERIAL, many, pipeline

ONE = (Instances(C5),)
COMPUTE = {"NumberOfCpuCoresRequired": 1, "MinMemoryRequiredInMb": 1024}


def renamed(name: str) -> Any:
    return lambda it: it.component(name, it.endpoint(it.bare()))


def on_variant(variant: str) -> Any:
    return lambda it: it.component("one", it.endpoint(it.bare("a"), it.bare("b")), variant=variant)


def on_endpoint(number: int) -> Any:
    def build(it: Parts) -> None:
        endpoints = [it.endpoint(it.bare(), id=id) for id in ("First", "Second")]
        it.component("one", endpoints[number])

    return build


def where(deployed: Deployed) -> str:
    """What there is after a template: the component of the output, by its endpoint and variant."""
    name = deployed.output("ComponentArn").rsplit("/", 1)[-1]
    found = deployed.component(name)
    return f"{name} is {found['InferenceComponentStatus']} on {found['EndpointName']}, variant {found.get('VariantName')}"


def copies(number: int | None, *, memory: int = 1024, limits: tuple[int, int] | None = None, **more: Any) -> Any:
    def build(it: Parts) -> None:
        compute = {"NumberOfCpuCoresRequired": 1, "MinMemoryRequiredInMb": memory}
        specification = {"ModelName": it.model(), "ComputeResourceRequirements": compute}
        name = it.component("one", it.endpoint(it.bare()), specification=specification, copies=number, **more)
        if limits is not None:
            dimension = "sagemaker:inference-component:DesiredCopyCount"
            it.resource(
                "Scaled", "AWS::ApplicationAutoScaling::ScalableTarget", ServiceNamespace="sagemaker", ResourceId=f"inference-component/{name}", ScalableDimension=dimension, MinCapacity=limits[0], MaxCapacity=limits[1]
            )
            it.after("Scaled", "Component")

    return build


def counted(deployed: Deployed) -> str:
    """Reads the number of copies; the first time, sets it to 2, as scaling does."""
    name = deployed.output("ComponentArn").rsplit("/", 1)[-1]
    wanted = deployed.component(name)["RuntimeConfig"]["DesiredCopyCount"]
    if deployed.step == 0:
        deployed.client("sagemaker").update_inference_component_runtime_config(InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": 2})
        deployed.cloud.wait("2 copies", lambda: deployed.component(name)["InferenceComponentStatus"] == "InService" or None, 20)
        return f"{wanted} copy, then set to 2 by the API"
    return f"{wanted} copies"


def number_of_copies(deployed: Deployed) -> str:
    name = deployed.output("ComponentArn").rsplit("/", 1)[-1]
    return f"{deployed.component(name)['RuntimeConfig']['DesiredCopyCount']} copies"


def of_pipeline(it: Parts) -> None:
    specification = {"ModelName": pipeline(it, SERIAL), "ComputeResourceRequirements": COMPUTE}
    it.component("one", it.endpoint(it.bare()), specification=specification)


def of_direct(it: Parts) -> None:
    specification = {"ModelName": pipeline(it, DIRECT), "ComputeResourceRequirements": COMPUTE}
    it.component("one", it.endpoint(it.bare()), specification=specification)


def of_many(it: Parts) -> None:
    specification = {"ModelName": it.model(container=many(it)), "ComputeResourceRequirements": COMPUTE}
    it.component("one", it.endpoint(it.bare()), specification=specification)


def of_image(it: Parts, key: str, **environment: str) -> None:
    container = {"Image": it.image(), "ArtifactUrl": it.sources.uri(key), "Environment": {"SAGEMAKER_PROGRAM": "inference.py", **environment}}
    it.component("one", it.endpoint(it.bare()), specification={"Container": container, "ComputeResourceRequirements": COMPUTE})


def many_variables(it: Parts) -> None:
    of_image(it, "model.tar.gz", **{f"VARIABLE_{number}": "x" for number in range(16)})


def short_key(it: Parts) -> None:
    of_image(it, "model.gz")


def upper_case(it: Parts) -> None:
    it.component("UPPER-case", it.endpoint(it.bare()))


def arn(deployed: Deployed) -> str:
    return deployed.output("ComponentArn").rsplit(":", 1)[-1]


def endpoint_strategy(it: Parts, count: int) -> None:
    canary = {"Type": "CANARY", "WaitIntervalInSeconds": 60, "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 50}}
    strategy = {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": canary}}
    it.component("one", it.endpoint(it.bare(InitialInstanceCount=count), DeploymentConfig=strategy))


def strategy_before(it: Parts) -> None:
    endpoint_strategy(it, 1)


def strategy_after(it: Parts) -> None:
    endpoint_strategy(it, 2)


def minimum_zero(it: Parts) -> None:
    it.endpoint(it.bare(ManagedInstanceScaling={"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 1}))


def both_scalings(it: Parts) -> None:
    name = it.endpoint(it.bare(ManagedInstanceScaling={"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 2}))
    it.resource(
        "Scaled", "AWS::ApplicationAutoScaling::ScalableTarget", ServiceNamespace="sagemaker", ResourceId=f"endpoint/{name}/variant/main", ScalableDimension="sagemaker:variant:DesiredInstanceCount", MinCapacity=1, MaxCapacity=2
    )
    it.after("Scaled", "Endpoint")


def adapters(key: str) -> Any:
    def build(it: Parts) -> None:
        environment = {"SM_VLLM_MODEL": "Qwen/Qwen3-0.6B", "SM_VLLM_MAX_MODEL_LEN": "4096", "SM_VLLM_ENABLE_LORA": "true", "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "true", "HF_HOME": "/tmp"}
        specification = {
            "Container": {"Image": it.image(VLLM_TAG), "Environment": environment},
            "ComputeResourceRequirements": {"NumberOfAcceleratorDevicesRequired": 1, "MinMemoryRequiredInMb": 4096},
            "StartupParameters": {"ContainerStartupHealthCheckTimeoutInSeconds": 900},
        }
        variant = it.bare(InstanceType=G6, InferenceAmiVersion="al2023-ami-sagemaker-inference-gpu-4-1")
        endpoint = it.endpoint(variant)
        base = it.component("base", endpoint, id="Base", specification=specification)
        adapter = {"BaseInferenceComponentName": base, "Container": {"ArtifactUrl": it.sources.uri(key)}}
        it.component("adapter", endpoint, id="Adapter", variant=None, copies=None, specification=adapter)
        it.after("Adapter", "Base")

    return build


def adapter_requests(deployed: Deployed) -> str:
    """Chats with the adapter, and counts the requests in the metrics of both."""
    endpoint = deployed.output("EndpointName")
    names = {id: deployed.output(f"{id}Arn").rsplit("/", 1)[-1] for id in ("Base", "Adapter")}
    suffix = "amazonaws.com.cn" if deployed.cloud.region.startswith("cn-") else "amazonaws.com"
    url = f"https://runtime.sagemaker.{deployed.cloud.region}.{suffix}/endpoints/{endpoint}/inference-components/{names['Adapter']}/openai/v1"
    begin = datetime.now(timezone.utc) - timedelta(minutes=5)
    deployed.chat(url, minutes=15)
    if deployed.cloud.real:
        time.sleep(300)
    counts = {}
    for id, name in names.items():
        found = deployed.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/SageMaker", MetricName="Invocations", Dimensions=[{"Name": "InferenceComponentName", "Value": name}], StartTime=begin, EndTime=begin + timedelta(hours=2), Period=3600, Statistics=["Sum"]
        )
        counts[id.lower()] = sum(point["Sum"] for point in found["Datapoints"])
    return f"1 request to the adapter; Invocations: {counts}"


FACTS = (
    Fact("component-rename", "What does a stack update do that changes only the name of a component?", (renamed("one"), renamed("two")), instances=ONE, look=where),
    Fact("component-other-variant", "What does a stack update do that moves a component to another variant?", (on_variant("a"), on_variant("b")), instances=(Instances(C5, 2),), look=where),
    Fact("component-other-endpoint", "What does a stack update do that moves a component to another endpoint?", (on_endpoint(0), on_endpoint(1)), instances=(Instances(C5, 2),), look=where),
    Fact("copies-zero-at-creation", "Can a component be created with 0 copies?", (copies(0),), instances=ONE, look=number_of_copies),
    Fact("copies-at-update", "Does a stack update of a component set CopyCount again, after the copies were scaled?", (copies(1), copies(1, memory=1100)), answers="the number of copies after the update", instances=ONE, look=counted),
    Fact(
        "copies-at-tag-update", "Does a stack update that changes only tags of a component set CopyCount again?",
        (copies(1), copies(1, Tags=[{"Key": "team", "Value": "integ"}])), answers="the number of copies after the update", instances=ONE, look=counted,
    ),
    Fact("copies-below-scaling", "Is CopyCount 1 accepted with a scaling minimum of 2, and how many copies are there?", (copies(1, limits=(2, 3)),), instances=ONE, look=number_of_copies),
    Fact("component-of-pipeline", "Can a component host a model with several containers in series?", (of_pipeline,), instances=ONE),
    Fact("component-of-direct", "Can a component host a model whose containers are invoked directly?", (of_direct,), instances=ONE),
    Fact("component-of-multi-model", "Can a component host a multi-model container?", (of_many,), instances=ONE),
    Fact("component-variables", "Does the container of a component accept 17 environment variables (the API says 16 in its text, 100 in its model)?", (many_variables,), instances=ONE),
    Fact("component-gz-key", "Does a component load an artifact whose key ends in .gz, not in .tar.gz?", (short_key,), instances=ONE),
    Fact("component-upper-case", "Does the ARN of a component keep upper-case letters of its name?", (upper_case,), answers="the end of the ARN", instances=ONE, look=arn),
    Fact("component-endpoint-strategy", "Is an endpoint of components updated with a canary deployment?", (strategy_before, strategy_after), instances=(Instances(C5, 3),), minutes=90),
    Fact("managed-minimum-zero", "Does this region accept managed instance scaling with a minimum of 0 instances?", (minimum_zero,), instances=ONE),
    Fact("component-memory", "Can a component reserve 90 % of the memory of an instance (7,372 of 8,192 MB of ml.c5.xlarge)?", (copies(1, memory=7372),), instances=ONE),
    Fact("both-scalings", "Can a variant with managed instance scaling be a scalable target, too?", (both_scalings,), instances=(Instances(C5, 2),)),
    Fact("adapter-metrics", "Do requests to an adapter count in the metrics of its base?", (adapters("adapter.tar.gz"),), answers="the counts of both", instances=(Instances(G6, 1, 45),), minutes=90, look=adapter_requests),
    Fact("adapter-gz-key", "Does an adapter load an archive whose key ends in .gz, not in .tar.gz?", (adapters("adapter.gz"),), answers="deployed and answers, or refused with this message", instances=(Instances(G6, 1, 45),), minutes=90, look=adapter_requests),
)
