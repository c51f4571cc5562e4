"""Multi-model endpoints: each request names the archive that answers it; and direct invocation of one of several containers."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import IMAGE, OUTPUTS, hosting, model
from strict import of

CITY = """
import os
def model_fn(model_dir): return lambda data: {"city": CITY, "data": data, "name": os.environ.get("NAME"), "pid": os.getpid()}
CITY = %r
"""
PREFIX = "models/"


def put(cloud: Cloud, key: str, inference: str) -> None:
    cloud.upload(inference, PREFIX + key)


def container(cloud: Cloud, **properties: Any) -> dict[str, Any]:
    prefix = f"s3://{cloud.unique}-data/{PREFIX}"
    return {"Image": IMAGE, "ModelDataUrl": prefix, "Mode": "MultiModel", "Environment": {"NAME": "shared"}, **properties}


def deploy(cloud: Cloud, *containers: dict[str, Any], **properties: Any) -> str:
    """An endpoint with these containers, or with a multi-model container; returns the endpoint's name."""
    cloud.client("s3").create_bucket(Bucket=f"{cloud.unique}-data")
    stack = cloud.create(hosting(Model=of(*(containers or [container(cloud)]), **properties)), **OUTPUTS)
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatusReason"]
    return cloud.outputs()["Endpoint"]


def invoke(cloud: Cloud, name: str, **options: Any) -> Any:
    body = {"Body": b"[1]", "ContentType": "application/json", **options}
    response = cloud.client("sagemaker-runtime").invoke_endpoint(EndpointName=name, **body)
    assert response["InvokedProductionVariant"] == "main"
    return json.loads(response["Body"].read())


def refusal(cloud: Cloud, name: str, **options: Any) -> Any:
    with pytest.raises(ClientError) as caught:
        invoke(cloud, name, **options)
    return caught.value.response


def values(cloud: Cloud, name: str, metric: str, namespace: str = "AWS/SageMaker") -> list[float]:
    """The number of data of a metric of the variant, and their sum."""
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": "EndpointName", "Value": name}, {"Name": "VariantName", "Value": "main"}],
        StartTime=0,
        EndTime=4_000_000_000,
        Period=86_400,
        Statistics=["SampleCount", "Sum"],
    )["Datapoints"]
    return [sum(point[statistic] for point in found) for statistic in ("SampleCount", "Sum")]


def test_the_archive_that_the_request_names_answers(cloud: Cloud) -> None:
    put(cloud, "paris.tar.gz", CITY % "Paris")
    put(cloud, "it/rome.tar.gz", CITY % "Rome")
    name = deploy(cloud)
    paris, rome = (invoke(cloud, name, TargetModel=target) for target in ("paris.tar.gz", "it/rome.tar.gz"))
    assert (paris["city"], rome["city"]) == ("Paris", "Rome")
    assert (paris["data"], paris["name"]) == ([1], "shared")
    assert paris["pid"] != rome["pid"]


def test_an_archive_is_loaded_once_and_counts_in_the_metrics(cloud: Cloud) -> None:
    put(cloud, "paris.tar.gz", CITY % "Paris")
    name = deploy(cloud)
    first, second = (invoke(cloud, name, TargetModel="paris.tar.gz") for _ in range(2))
    assert first["pid"] == second["pid"]
    assert values(cloud, name, "ModelCacheHit") == [2, 1]
    assert values(cloud, name, "ModelLoadingTime")[0] == 1
    assert values(cloud, name, "ModelDownloadingTime")[0] == 1
    assert values(cloud, name, "ModelLoadingWaitTime")[0] == 2
    assert values(cloud, name, "LoadedModelCount", "/aws/sagemaker/Endpoints") == [2, 2]


def test_an_archive_is_loaded_for_each_request_without_the_cache(cloud: Cloud) -> None:
    put(cloud, "paris.tar.gz", CITY % "Paris")
    name = deploy(cloud, container(cloud, MultiModelConfig={"ModelCacheSetting": "Disabled"}))
    first, second = (invoke(cloud, name, TargetModel="paris.tar.gz") for _ in range(2))
    assert first["pid"] != second["pid"]
    assert values(cloud, name, "ModelCacheHit") == [2, 0]


def test_an_archive_that_is_added_later_answers(cloud: Cloud) -> None:
    name = deploy(cloud)
    response = refusal(cloud, name, TargetModel="oslo.tar.gz")
    assert response["Error"]["Code"] == "ModelError"
    assert (response["OriginalStatusCode"], response["ResponseMetadata"]["HTTPStatusCode"]) == (404, 424)
    assert f"s3://{cloud.unique}-data/models/oslo.tar.gz" in response["OriginalMessage"]
    put(cloud, "oslo.tar.gz", CITY % "Oslo")
    assert invoke(cloud, name, TargetModel="oslo.tar.gz")["city"] == "Oslo"
    assert values(cloud, name, "Invocation4XXErrors") == [2, 1]


def test_an_archive_that_cannot_be_loaded_is_a_model_error_and_the_others_still_answer(cloud: Cloud) -> None:
    put(cloud, "broken.tar.gz", "def model_fn(d): raise RuntimeError('no weights')")
    put(cloud, "paris.tar.gz", CITY % "Paris")
    name = deploy(cloud)
    response = refusal(cloud, name, TargetModel="broken.tar.gz")
    assert (response["Error"]["Code"], response["OriginalStatusCode"]) == ("ModelError", 500)
    assert "no weights" in response["OriginalMessage"]
    assert invoke(cloud, name, TargetModel="paris.tar.gz")["city"] == "Paris"


def test_a_request_to_a_multi_model_endpoint_must_name_the_archive(cloud: Cloud) -> None:
    name = deploy(cloud)
    response = refusal(cloud, name)
    assert response["Error"]["Code"] == "ValidationError"
    assert "is missing a target model header" in response["Error"]["Message"]
    with pytest.raises(ClientError, match="is missing a target model header"):
        runtime = cloud.client("sagemaker-runtime")
        runtime.invoke_endpoint_with_response_stream(EndpointName=name, Body=b"[1]", ContentType="application/json")
    assert values(cloud, name, "Invocations") == [0, 0]


def test_another_endpoint_refuses_the_name_of_an_archive(cloud: Cloud) -> None:
    cloud.create(hosting(Model=model()), **OUTPUTS)
    name = cloud.outputs()["Endpoint"]
    response = refusal(cloud, name, TargetModel="paris.tar.gz")
    assert response["Error"] == {
        "Code": "ValidationError",
        "Message": f"Endpoint {name} is not a multi-model endpoint and does not support target model header.",
    }


def test_a_pipeline_can_have_a_multi_model_container(cloud: Cloud) -> None:
    put(cloud, "paris.tar.gz", "def model_fn(d): return lambda data: data + ['Paris']")
    first = {"Image": IMAGE, "ModelDataUrl": cloud.upload("def model_fn(d): return lambda data: data + ['first']")}
    name = deploy(cloud, first, container(cloud))
    assert invoke(cloud, name, TargetModel="paris.tar.gz") == [1, "first", "Paris"]


def test_the_archives_end_with_their_model(cloud: Cloud) -> None:
    put(cloud, "paris.tar.gz", CITY % "Paris")
    name = deploy(cloud)
    pid = invoke(cloud, name, TargetModel="paris.tar.gz")["pid"]
    cloud.delete()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_direct_invocation_streams_from_the_container_that_the_request_names(cloud: Cloud) -> None:
    containers = [
        {
            "Image": IMAGE,
            "ContainerHostname": host,
            "ModelDataUrl": cloud.upload(f"def model_fn(d): return lambda data: {host!r}", f"{host}.tar.gz"),
        }
        for host in ("one", "two")
    ]
    name = deploy(cloud, *containers, InferenceExecutionConfig={"Mode": "Direct"})
    assert invoke(cloud, name, TargetContainerHostname="one") == "one"
    stream = cloud.client("sagemaker-runtime").invoke_endpoint_with_response_stream(
        EndpointName=name, Body=b"[1]", ContentType="application/json", TargetContainerHostname="two"
    )
    assert b"".join(event["PayloadPart"]["Bytes"] for event in stream["Body"]) == b'"two"'
    assert stream["InvokedProductionVariant"] == "main"
    assert "no container with the hostname three" in refusal(cloud, name, TargetContainerHostname="three")["Error"]["Message"]
    assert "TargetContainerHostname is required" in refusal(cloud, name)["Error"]["Message"]
