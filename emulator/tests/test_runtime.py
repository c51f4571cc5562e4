"""InvokeEndpoint: the deployed archive answers, or the service's error says why not."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from arrivals import arrived
from botocore.exceptions import ClientError
from conftest import Cloud
from hosting import IMAGE, OUTPUTS, ROLE_ARN, hosting, model, variant

DOUBLE = """
import os
def model_fn(model_dir):
    return lambda data: {"name": os.environ.get("NAME"), "pid": os.getpid(), "doubled": [2 * x for x in data]}
"""

SLOW = """
import time
from pathlib import Path
def model_fn(model_dir):
    def predict(data):
        Path(data).touch()
        time.sleep(1)
        return "done"
    return predict
"""


def deploy(cloud: Cloud, inference: str, *variants: dict[str, Any], **models: dict[str, Any]) -> str:
    """Upload and deploy a model, or several that share the archive; returns the endpoint's name."""
    address = cloud.upload(inference)
    for resource in models.values():
        resource["Properties"]["PrimaryContainer"]["ModelDataUrl"] = address
    cloud.create(hosting(*variants, **(models or {"Model": model(address)})), **OUTPUTS)
    return cloud.outputs()["Endpoint"]


def invoke(cloud: Cloud, name: str, data: Any = (1, 2), **options: Any) -> Any:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    options.setdefault("ContentType", "application/json")
    return cloud.client("sagemaker-runtime").invoke_endpoint(EndpointName=name, Body=body, **options)


def answer(cloud: Cloud, name: str, data: Any = (1, 2), **options: Any) -> Any:
    return json.loads(invoke(cloud, name, data, **options)["Body"].read())


def refusal(cloud: Cloud, name: str, **options: Any) -> Any:
    with pytest.raises(ClientError) as caught:
        invoke(cloud, name, **options)
    return caught.value.response


def alive(pid: int) -> bool:
    return os.path.exists(f"/proc/{pid}")


def test_the_deployed_archive_computes_the_answer(cloud: Cloud) -> None:
    name = deploy(cloud, DOUBLE, Model=model(Environment={"NAME": "first"}))
    response = invoke(cloud, name, [3, 4])
    assert response["InvokedProductionVariant"] == "main"
    assert response["ContentType"] == "application/json"
    computed = json.loads(response["Body"].read())
    assert (computed["name"], computed["doubled"]) == ("first", [6, 8])


def test_an_endpoint_that_does_not_exist_is_the_services_error(cloud: Cloud) -> None:
    response = refusal(cloud, "nobody")
    assert response["Error"] == {
        "Code": "ValidationError",
        "Message": "Endpoint nobody of account 123456789012 not found.",
    }
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_deleted_endpoint_does_not_answer(cloud: Cloud) -> None:
    name = deploy(cloud, DOUBLE)
    answer(cloud, name)
    cloud.delete()
    assert "not found" in refusal(cloud, name)["Error"]["Message"]


def test_a_variant_of_weight_zero_gets_no_traffic_until_it_is_targeted(cloud: Cloud) -> None:
    variants = variant("a", "A"), variant("b", "B", weight=0)
    name = deploy(cloud, DOUBLE, *variants, A=model(Environment={"NAME": "a"}), B=model(Environment={"NAME": "b"}))
    assert {answer(cloud, name)["name"] for _ in range(20)} == {"a"}
    response = invoke(cloud, name, TargetVariant="b")
    assert response["InvokedProductionVariant"] == "b"
    assert json.loads(response["Body"].read())["name"] == "b"


def test_traffic_follows_changed_weights(cloud: Cloud) -> None:
    models = {"A": model(Environment={"NAME": "a"}), "B": model(Environment={"NAME": "b"})}
    name = deploy(cloud, DOUBLE, variant("a", "A"), variant("b", "B", weight=0), **models)
    assert answer(cloud, name)["name"] == "a"
    cloud.update(hosting(variant("a", "A", weight=0), variant("b", "B", weight=1), **models), **OUTPUTS)
    assert answer(cloud, name)["name"] == "b"
    cloud.client("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName=name,
        DesiredWeightsAndCapacities=[
            {"VariantName": "a", "DesiredWeight": 1},
            {"VariantName": "b", "DesiredWeight": 0},
        ],
    )
    assert answer(cloud, name)["name"] == "a"


def test_an_unknown_target_variant_is_refused(cloud: Cloud) -> None:
    response = refusal(cloud, deploy(cloud, DOUBLE), TargetVariant="c")
    assert response["Error"]["Code"] == "ValidationError"
    assert "c" in response["Error"]["Message"]


def test_an_updated_endpoint_serves_the_new_model(cloud: Cloud) -> None:
    name = deploy(cloud, DOUBLE, Model=model(Environment={"NAME": "old"}))
    before = answer(cloud, name)
    address = f"s3://{cloud.unique}-data/model.tar.gz"
    cloud.update(hosting(Model=model(address, Environment={"NAME": "new"})), **OUTPUTS)
    after = answer(cloud, name)
    assert (before["name"], after["name"]) == ("old", "new")
    assert not alive(before["pid"]) and alive(after["pid"])


def test_one_process_serves_all_requests_of_a_model(cloud: Cloud) -> None:
    name = deploy(cloud, DOUBLE)
    assert len({answer(cloud, name)["pid"] for _ in range(3)}) == 1


@pytest.mark.parametrize(
    "form", ["https://s3.us-east-1.amazonaws.com/{bucket}/{key}", "https://{bucket}.s3.us-east-1.amazonaws.com/{key}"]
)
def test_https_addresses_of_the_archive_work(cloud: Cloud, form: str) -> None:
    cloud.upload(DOUBLE)
    address = form.format(bucket=f"{cloud.unique}-data", key="model.tar.gz")
    cloud.create(hosting(Model=model(address)), **OUTPUTS)
    assert answer(cloud, cloud.outputs()["Endpoint"])["doubled"] == [2, 4]


def test_uncompressed_model_data_works(cloud: Cloud) -> None:
    s3, bucket = cloud.client("s3"), f"{cloud.unique}-data"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="m/code/inference.py", Body=DOUBLE.encode())
    source = {"S3Uri": f"s3://{bucket}/m/", "S3DataType": "S3Prefix", "CompressionType": "None"}
    resource = model()
    resource["Properties"]["PrimaryContainer"] = {"Image": IMAGE, "ModelDataSource": {"S3DataSource": source}}
    cloud.create(hosting(Model=resource), **OUTPUTS)
    assert answer(cloud, cloud.outputs()["Endpoint"])["doubled"] == [2, 4]


def test_a_pipeline_feeds_each_container_with_the_answer_before(cloud: Cloud) -> None:
    add = "import os\ndef model_fn(d): return lambda x: x + int(os.environ['ADD'])"
    double = "def model_fn(d): return lambda x: x * 2"
    containers = [
        {"Image": IMAGE, "ModelDataUrl": cloud.upload(add, "add.tar.gz"), "Environment": {"ADD": "5"}},
        {"Image": IMAGE, "ModelDataUrl": cloud.upload(double, "double.tar.gz")},
    ]
    pipeline = {"Type": "AWS::SageMaker::Model", "Properties": {"ExecutionRoleArn": ROLE_ARN, "Containers": containers}}
    cloud.create(hosting(Model=pipeline), **OUTPUTS)
    assert answer(cloud, cloud.outputs()["Endpoint"], 10) == 30


def test_direct_mode_reaches_one_container(cloud: Cloud) -> None:
    constant = "import os\ndef model_fn(d): return lambda x: os.environ['ME']"
    address = cloud.upload(constant)
    containers = [
        {"Image": IMAGE, "ModelDataUrl": address, "ContainerHostname": me, "Environment": {"ME": me}}
        for me in ("one", "two")
    ]
    direct = {"Mode": "Direct"}
    properties = {"ExecutionRoleArn": ROLE_ARN, "Containers": containers, "InferenceExecutionConfig": direct}
    cloud.create(hosting(Model={"Type": "AWS::SageMaker::Model", "Properties": properties}), **OUTPUTS)
    name = cloud.outputs()["Endpoint"]
    assert answer(cloud, name, TargetContainerHostname="two") == "two"
    assert "TargetContainerHostname" in refusal(cloud, name)["Error"]["Message"]


CSV = """
import helper
def model_fn(model_dir): return helper.FACTOR
def input_fn(body, content_type): return [float(x) for x in body.split(",")] if content_type == "text/csv" else None
def predict_fn(data, model): return sum(data) * model
def output_fn(prediction, accept): return f"<{prediction}>", accept
"""


def test_the_handlers_functions_and_modules_next_to_it_are_used(cloud: Cloud) -> None:
    address = cloud.upload(CSV, **{"code/helper.py": "FACTOR = 10"})
    cloud.create(hosting(Model=model(address)), **OUTPUTS)
    shown = invoke(cloud, cloud.outputs()["Endpoint"], b"1,2", ContentType="text/csv", Accept="text/html")
    assert (shown["Body"].read(), shown["ContentType"]) == (b"<30.0>", "text/html")


def failing(cloud: Cloud, inference: str) -> Any:
    response = refusal(cloud, deploy(cloud, inference))
    assert response["Error"]["Code"] == "ModelError"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 424
    assert response["OriginalStatusCode"] == 500
    return response["OriginalMessage"]


@pytest.mark.parametrize(
    "inference, message",
    [
        ("def model_fn(d): return lambda x: 1 / 0", "ZeroDivisionError"),
        ("def model_fn(d): return 1", "not callable"),
        ("import os\ndef model_fn(d): return lambda x: os._exit(3)", "crashed"),
    ],
)
def test_a_failing_handler_is_a_model_error(cloud: Cloud, inference: str, message: str) -> None:
    assert message in failing(cloud, inference)


@pytest.mark.parametrize(
    "inference, message",
    [
        ("def model_fn(d): raise RuntimeError('no weights')", "no weights"),
        ("def predict_fn(d, m): return 1", "no model_fn"),
        ("import no_such_module", "no_such_module"),
    ],
)
def test_a_handler_that_cannot_be_loaded_fails_the_endpoint(cloud: Cloud, inference: str, message: str) -> None:
    stack = cloud.create(hosting(Model=model(cloud.upload(inference))))
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert message in stack["StackStatusReason"]


def test_a_crashed_container_is_started_again(cloud: Cloud) -> None:
    name = deploy(cloud, "import os\ndef model_fn(d): return lambda x: os._exit(3) if x == 'die' else 'alive'")
    with pytest.raises(ClientError):
        invoke(cloud, name, "die")
    assert answer(cloud, name, "live") == "alive"


def test_an_archive_that_is_deleted_before_the_endpoint_is_made_fails_it(cloud: Cloud) -> None:
    address = cloud.upload(DOUBLE)
    resources = hosting(Model=model(address))
    cloud.create({"Model": resources["Model"]})
    cloud.client("s3").delete_object(Bucket=f"{cloud.unique}-data", Key="model.tar.gz")
    stack = cloud.update(resources)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert f"Failed to download model data: could not read {address}" in stack["StackStatusReason"]


def test_a_model_without_data_is_a_model_error_that_says_so(cloud: Cloud) -> None:
    resource = model()
    del resource["Properties"]["PrimaryContainer"]["ModelDataUrl"]
    cloud.create(hosting(Model=resource), **OUTPUTS)
    assert "cannot run the code of an image" in refusal(cloud, cloud.outputs()["Endpoint"])["OriginalMessage"]


def test_what_is_not_emulated_is_refused(cloud: Cloud) -> None:
    name = deploy(cloud, DOUBLE)
    assert refusal(cloud, name, SessionId="NEW_SESSION")["Error"]["Code"] == "NotImplemented"
    with pytest.raises(urllib.error.HTTPError) as caught:
        url = f"{cloud.emulator.endpoint_url}/endpoints/{name}/invocations-bidirectional-stream"
        signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/sagemaker/aws4_request"}
        urllib.request.urlopen(urllib.request.Request(url, b"1", signed))
    assert caught.value.status == 501
    assert b"does not support invocations-bidirectional-stream" in caught.value.read()


def test_a_request_in_progress_is_answered_although_its_model_is_deleted(cloud: Cloud, tmp_path: Path) -> None:
    name, begun = deploy(cloud, SLOW), tmp_path / "begun"
    with ThreadPoolExecutor(1) as client:
        answered = client.submit(answer, cloud, name, str(begun))
        arrived(begun.exists)
        cloud.delete()
        assert answered.result() == "done"
