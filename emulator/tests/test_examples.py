"""The examples, deployed by the real CDK CLI: what their apps set is what SageMaker says, and they work."""

from __future__ import annotations

import importlib.util
import io
import json
import tarfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from arrivals import subscribed, told, written
from botocore.exceptions import ClientError
from dashboards import Dashboard
from deploying import ANSWER, REQUEST, Account, Example, deployed, dimensions
from tokens import token

# The one thing here that is not the emulator's own: the library under test.
pytest.importorskip("cdk_sagemaker_hosting", reason="the wheel is not installed")


# They end in the reverse order, so that each one finds the account as it was.
@pytest.fixture(scope="module")
def asynchronous(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "async", "Async")


@pytest.fixture(scope="module")
def serverless(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "serverless", "Serverless")


@pytest.fixture(scope="module")
def data_capture(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "data-capture", "DataCapture")


@pytest.fixture(scope="module")
def chatting(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "openai", "OpenAi")


@pytest.fixture(scope="module")
def two_variants(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "two-variants", "TwoVariants")


def test_the_model_of_an_example_has_an_archive_and_a_role(serverless: Example) -> None:
    account, (name,) = serverless.account, serverless.models().values()
    model = account.client("sagemaker").describe_model(ModelName=name)
    container = model["PrimaryContainer"]
    assert container["Environment"] == {"SAGEMAKER_PROGRAM": "inference.py"}
    assert "/pytorch-inference:2.6.0-" in container["Image"]
    assert model["ExecutionRoleArn"].rsplit("/", 1)[1] in account.resources(serverless.stack, "AWS::IAM::Role")
    bucket, key = container["ModelDataUrl"].removeprefix("https://s3.us-east-1.amazonaws.com/").split("/", 1)
    archive = account.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as files:
        assert {"weights.json", "code/inference.py"} <= {member.name.removeprefix("./") for member in files}


def test_the_asynchronous_endpoint_is_what_the_app_says(asynchronous: Example) -> None:
    bucket, key = asynchronous.output("BucketName"), asynchronous.key_arn()
    settings = {
        "OutputConfig": {
            "S3OutputPath": f"s3://{bucket}/answers",
            "S3FailurePath": f"s3://{bucket}/failures",
            "KmsKeyId": key,
            "NotificationConfig": {
                "SuccessTopic": asynchronous.topic("Done"),
                "ErrorTopic": asynchronous.topic("Failed"),
                "IncludeInferenceResponseIn": ["SUCCESS_NOTIFICATION_TOPIC"],
            },
        },
        "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 4},
    }
    assert asynchronous.config() == {
        "ProductionVariants": [
            {
                "VariantName": "main",
                "ModelName": asynchronous.models()["Model"],
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
                "InitialVariantWeight": 1,
            }
        ],
        "AsyncInferenceConfig": settings,
    }
    assert asynchronous.endpoint()["AsyncInferenceConfig"] == settings


def test_the_asynchronous_endpoint_answers_to_the_bucket_and_the_topic(asynchronous: Example) -> None:
    emulator, bucket = asynchronous.account.emulator, asynchronous.output("BucketName")
    told_of_answers = subscribed(emulator, asynchronous.topic("Done"))
    told_of_failures = subscribed(emulator, asynchronous.topic("Failed"))

    def send(name: str, body: str) -> Any:
        emulator.client("s3").put_object(Bucket=bucket, Key=f"requests/{name}", Body=body.encode())
        return emulator.client("sagemaker-runtime").invoke_endpoint_async(
            EndpointName=asynchronous.output("EndpointName"),
            ContentType="application/json",
            InputLocation=f"s3://{bucket}/requests/{name}",
        )

    good, bad = send("good.json", json.dumps(REQUEST)), send("bad.json", "{}")
    answer = written(emulator, good["OutputLocation"])
    assert json.loads(answer["Body"].read()) == ANSWER
    assert answer["SSEKMSKeyId"] == asynchronous.key_arn()
    assert told(emulator, told_of_answers)["responseParameters"]["outputLocation"] == good["OutputLocation"]
    assert told(emulator, told_of_failures)["inferenceId"] == bad["InferenceId"]
    assert bad["FailureLocation"].startswith(f"s3://{bucket}/failures/")
    assert b"KeyError" in written(emulator, bad["FailureLocation"])["Body"].read()


def test_the_asynchronous_endpoint_does_not_answer_at_once(asynchronous: Example) -> None:
    with pytest.raises(ClientError, match="does not support this inference type"):
        asynchronous.ask()


def test_the_client_of_the_asynchronous_endpoint_may_invoke_it(asynchronous: Example) -> None:
    role, arn = asynchronous.only("AWS::IAM::Role", "-Client"), asynchronous.endpoint()["EndpointArn"]
    expected = {"Action": "sagemaker:InvokeEndpointAsync", "Effect": "Allow", "Resource": arn}
    assert asynchronous.statements(role, "sagemaker") == [expected]


def test_the_asynchronous_endpoint_scales_to_zero_by_its_backlog(asynchronous: Example) -> None:
    assert asynchronous.scalable_targets() == {"main": ("DesiredInstanceCount", 0, 5)}
    (policy,) = asynchronous.scaling_policies("main")
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {
        "TargetValue": 5,
        "CustomizedMetricSpecification": {
            "Namespace": "AWS/SageMaker",
            "MetricName": "ApproximateBacklogSizePerInstance",
            "Dimensions": [{"Name": "EndpointName", "Value": asynchronous.endpoint()["EndpointName"]}],
            "Statistic": "Average",
        },
    }


def test_a_request_wakes_the_asynchronous_endpoint(asynchronous: Example) -> None:
    (policy,) = asynchronous.scaling_policies("main", "StepScaling")
    assert policy["StepScalingPolicyConfiguration"] == {
        "AdjustmentType": "ChangeInCapacity",
        "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
        "MetricAggregationType": "Average",
        "Cooldown": 300,
    }
    (alarm,) = (item for item in asynchronous.alarms() if item["AlarmActions"] == [policy["PolicyARN"]])
    expected = {
        "Namespace": "AWS/SageMaker",
        "MetricName": "HasBacklogWithoutCapacity",
        "Dimensions": [{"Name": "EndpointName", "Value": asynchronous.endpoint()["EndpointName"]}],
        "Statistic": "Average",
        "Period": 60,
        "EvaluationPeriods": 2,
        "DatapointsToAlarm": 2,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 1,
        "TreatMissingData": "missing",
        "ActionsEnabled": True,
    }
    assert {key: alarm.get(key) for key in expected} == expected


def test_somebody_is_told_when_the_asynchronous_endpoint_is_in_trouble(asynchronous: Example) -> None:
    telling = [item for item in asynchronous.alarms() if item["AlarmActions"] == [asynchronous.topic("OnCall")]]
    assert len(telling) == len(asynchronous.alarms()) - 1
    assert {dimensions(item)["EndpointName"] for item in telling} == {asynchronous.endpoint()["EndpointName"]}
    # The variant, or nothing where all of the endpoint is meant; and when there is an alarm.
    assert {
        item["MetricName"]: (dimensions(item).get("VariantName"), item["Statistic"], item["Threshold"])
        for item in telling
    } == {
        "InvocationFailures": ("main", "Sum", 10),
        "CPUUtilization": ("main", "Average", 2 * 90),
        "MemoryUtilization": ("main", "Average", 90),
        "DiskUtilization": ("main", "Average", 75),
        "ApproximateAgeOfOldestRequest": (None, "Maximum", 3600),
        "HasBacklogWithoutCapacity": (None, "Average", 1),
    }


def test_the_dashboard_of_the_asynchronous_endpoint_shows_its_queue(asynchronous: Example) -> None:
    dashboard, name = Dashboard.of(asynchronous), asynchronous.endpoint()["EndpointName"]
    assert dashboard.texts() == [
        f"# {name}\nAsynchronous. **main**, ml.m5.large, 0 to 5 instances",
        "## Queue",
        "## Latency",
        "## Scaling",
        "## Utilization",
    ]
    assert list(dashboard.graphs()) == [
        "Approximate backlog size",
        "Approximate age of oldest request",
        "Has backlog without capacity",
        "Processing time (average)",
        "Failures",
        "Model latency",
        "Approximate backlog size per instance",
        "Instances of main (estimated from the backlog)",
        "CPU utilization",
        "Memory utilization",
        "Disk utilization",
    ]
    assert dashboard.lines() == {
        "Approximate backlog size per instance": {"target": 5},
        "Instances of main (estimated from the backlog)": {"min": 0, "max": 5},
        "CPU utilization": {"100 %": 100},
        "Memory utilization": {"100 %": 100},
        "Disk utilization": {"100 %": 100},
    }
    assert (dashboard.endpoints(), dashboard.unknown_ids()) == ({name}, [])
    oncall = asynchronous.topic("OnCall")
    telling = {alarm["AlarmArn"] for alarm in asynchronous.alarms() if oncall in alarm["AlarmActions"]}
    assert set(dashboard.alarms()) == telling


def test_the_serverless_endpoint_is_what_the_app_says(serverless: Example) -> None:
    settings = {"MemorySizeInMB": 4096, "MaxConcurrency": 20, "ProvisionedConcurrency": 2}
    assert serverless.config() == {
        "ProductionVariants": [
            {
                "VariantName": "main",
                "ModelName": serverless.models()["Model"],
                "InitialVariantWeight": 1,
                "ServerlessConfig": settings,
            }
        ]
    }
    (variant,) = serverless.endpoint()["ProductionVariants"]
    assert variant["CurrentServerlessConfig"] == variant["DesiredServerlessConfig"] == settings
    assert serverless.ask() == ANSWER


def test_the_warm_containers_of_the_serverless_endpoint_are_scaled(serverless: Example) -> None:
    assert serverless.scalable_targets() == {"main": ("DesiredProvisionedConcurrency", 1, 10)}
    (policy,) = serverless.scaling_policies("main")
    metric = {"PredefinedMetricType": "SageMakerVariantProvisionedConcurrencyUtilization"}
    tracking = {"PredefinedMetricSpecification": metric, "TargetValue": 0.7}
    assert policy["TargetTrackingScalingPolicyConfiguration"] == tracking


def test_the_chat_of_the_openai_example_is_answered(chatting: Example) -> None:
    spec = importlib.util.spec_from_file_location("chat", chatting.app / "chat.py")
    assert spec is not None and spec.loader is not None
    chat = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(chat)
    url = urlsplit(chatting.output("BaseUrl"))
    assert (url.scheme, url.netloc) == ("https", "runtime.sagemaker.us-east-1.amazonaws.com")
    # The emulator is at another host.
    parts = list(chat.answer(chatting.account.emulator.endpoint_url + url.path, token(), "a great model"))
    assert (len(parts) > 3, "".join(parts)) == (True, "a great model")


def test_the_client_of_the_openai_example_may_chat(chatting: Example) -> None:
    role, arn = chatting.only("AWS::IAM::Role", "-Client"), chatting.endpoint()["EndpointArn"]
    assert chatting.statements(role, "sagemaker") == [
        {"Action": "sagemaker:InvokeEndpoint", "Effect": "Allow", "Resource": arn},
        {"Action": "sagemaker:CallWithBearerToken", "Effect": "Allow", "Resource": "*"},
    ]


def test_the_openai_example_is_what_the_app_says(chatting: Example) -> None:
    (variant,) = chatting.config()["ProductionVariants"]
    assert variant["InferenceAmiVersion"] == "al2023-ami-sagemaker-inference-gpu-4-1"
    assert variant["ContainerStartupHealthCheckTimeoutInSeconds"] == 900
    model = chatting.client("sagemaker").describe_model(ModelName=chatting.models()["Model"])["PrimaryContainer"]
    image = "763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker"
    assert model["Image"] == image


def test_data_capture_is_what_the_app_says(data_capture: Example) -> None:
    bucket, key = data_capture.output("BucketName"), data_capture.key_arn()
    where = {"DestinationS3Uri": f"s3://{bucket}/sentiment", "KmsKeyId": key}
    assert data_capture.config() == {
        "ProductionVariants": [
            {
                "VariantName": "main",
                "ModelName": data_capture.models()["Model"],
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
                "InitialVariantWeight": 1,
            }
        ],
        "DataCaptureConfig": {
            **where,
            "EnableCapture": True,
            "InitialSamplingPercentage": 20,
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
            "CaptureContentTypeHeader": {"JsonContentTypes": ["application/json"], "CsvContentTypes": ["text/csv"]},
        },
    }
    assert data_capture.endpoint()["DataCaptureConfig"] == {
        **where,
        "EnableCapture": True,
        "CaptureStatus": "Started",
        "CurrentSamplingPercentage": 20,
    }
    assert data_capture.ask() == ANSWER


def test_both_variants_are_what_the_app_says(two_variants: Example) -> None:
    models = two_variants.models()
    assert two_variants.config("SplitEndpointName") == {
        "ProductionVariants": [
            {
                "VariantName": "current",
                "ModelName": models["Current"],
                "InstanceType": "ml.c5.xlarge",
                "InitialInstanceCount": 2,
                "InitialVariantWeight": 9,
                "VolumeSizeInGB": 64,
                "RoutingConfig": {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
                "ModelDataDownloadTimeoutInSeconds": 1200,
                "ContainerStartupHealthCheckTimeoutInSeconds": 600,
                "VariantInstanceProvisionTimeoutInSeconds": 1800,
            },
            {
                "VariantName": "next",
                "ModelName": models["Next"],
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
                "InitialVariantWeight": 1,
                "VolumeSizeInGB": 32,
                "RoutingConfig": {"RoutingStrategy": "RANDOM"},
                "ContainerStartupHealthCheckTimeoutInSeconds": 300,
            },
        ]
    }
    running = {
        variant["VariantName"]: (variant["CurrentWeight"], variant["CurrentInstanceCount"], variant["RoutingConfig"])
        for variant in two_variants.endpoint("SplitEndpointName")["ProductionVariants"]
    }
    assert running == {
        "current": (9, 2, {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"}),
        "next": (1, 1, {"RoutingStrategy": "RANDOM"}),
    }


def test_both_variants_answer_with_models_of_their_own(two_variants: Example) -> None:
    assert two_variants.ask("SplitEndpointName", TargetVariant="current") == ANSWER
    assert two_variants.ask("SplitEndpointName", TargetVariant="next") == {"score": 1.0}


def test_the_shadow_is_what_the_app_says(two_variants: Example) -> None:
    models = two_variants.models()
    common = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    assert two_variants.config("ShadowedEndpointName") == {
        "ProductionVariants": [
            {"VariantName": "current", "ModelName": models["Current"], "InitialVariantWeight": 1, **common}
        ],
        "ShadowProductionVariants": [
            {"VariantName": "next", "ModelName": models["Next"], "InitialVariantWeight": 0.5, **common}
        ],
    }
    endpoint = two_variants.endpoint("ShadowedEndpointName")
    assert [variant["VariantName"] for variant in endpoint["ProductionVariants"]] == ["current"]
    (shadow,) = endpoint["ShadowProductionVariants"]
    assert (shadow["VariantName"], shadow["CurrentWeight"]) == ("next", 0.5)


def test_nobody_sees_the_answers_of_the_shadow(two_variants: Example) -> None:
    assert {two_variants.ask("ShadowedEndpointName")["score"] for _ in range(10)} == {ANSWER["score"]}
    with pytest.raises(ClientError, match="Variant next of endpoint is not found"):
        two_variants.ask("ShadowedEndpointName", TargetVariant="next")
