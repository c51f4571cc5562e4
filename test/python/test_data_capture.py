"""Which requests and responses an endpoint keeps, and where."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from helpers.given import a_bucket, a_variant
from helpers.templates import CONFIG, Json, permissions_of, properties_of, readable, resource_of, resources_of, warnings_of

import cdk_sagemaker_hosting as sm

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def a_key(stack: cdk.Stack) -> kms.IKey:
    return kms.Key.from_key_arn(stack, "Key", KEY)


def a_capturing_config(stack: cdk.Stack, **options: Any) -> sm.EndpointConfig:
    """A configuration that captures into the bucket `captured`, unless told otherwise."""
    destination = sm.BucketLocation(bucket=a_bucket(stack, "captured"), prefix="churn")
    return sm.EndpointConfig(
        stack,
        "Config",
        instance_production_variants=[a_variant(stack)],
        data_capture=sm.DataCaptureOptions(**{"destination": destination, **options}),
    )


def data_capture_of(stack: cdk.Stack) -> Json:
    capture: Json = readable(properties_of(stack, CONFIG)["DataCaptureConfig"])
    return capture


def test_nothing_is_captured_unless_asked_for(stack: cdk.Stack) -> None:
    sm.EndpointConfig(stack, "Config", instance_production_variants=[a_variant(stack)])

    assert "DataCaptureConfig" not in properties_of(stack, CONFIG)


def test_all_requests_and_responses_are_captured_by_default(stack: cdk.Stack) -> None:
    a_capturing_config(stack)

    assert data_capture_of(stack) == {
        "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
        "DestinationS3Uri": "s3://captured/churn",
        "EnableCapture": True,
        "InitialSamplingPercentage": 100,
    }
    assert warnings_of(stack) == []


def test_all_options_reach_the_template(stack: cdk.Stack) -> None:
    a_capturing_config(
        stack,
        sampling_percentage=20,
        capture_modes=[sm.CaptureMode.OUTPUT],
        encryption_key=a_key(stack),
        csv_content_types=["text/csv"],
        json_content_types=["application/json", "application/jsonlines"],
        enabled=False,
    )

    assert data_capture_of(stack) == {
        "CaptureContentTypeHeader": {"CsvContentTypes": ["text/csv"], "JsonContentTypes": ["application/json", "application/jsonlines"]},
        "CaptureOptions": [{"CaptureMode": "Output"}],
        "DestinationS3Uri": "s3://captured/churn",
        "EnableCapture": False,
        "InitialSamplingPercentage": 20,
        "KmsKeyId": KEY,
    }


@pytest.mark.parametrize("percentage", [0, 100])
def test_the_limits_of_the_sampling_are_possible(stack: cdk.Stack, percentage: int) -> None:
    a_capturing_config(stack, sampling_percentage=percentage)

    assert data_capture_of(stack)["InitialSamplingPercentage"] == percentage


@pytest.mark.parametrize(
    ("mode", "name"),
    [(sm.CaptureMode.INPUT, "Input"), (sm.CaptureMode.OUTPUT, "Output"), (sm.CaptureMode.INPUT_AND_OUTPUT, "InputAndOutput")],
)
def test_each_mode_is_possible(stack: cdk.Stack, mode: sm.CaptureMode, name: str) -> None:
    a_capturing_config(stack, capture_modes=[mode])

    assert data_capture_of(stack)["CaptureOptions"] == [{"CaptureMode": name}]


def test_content_types_of_one_kind_are_enough(stack: cdk.Stack) -> None:
    a_capturing_config(stack, json_content_types=["application/json"])

    assert data_capture_of(stack)["CaptureContentTypeHeader"] == {"JsonContentTypes": ["application/json"]}


def test_ten_content_types_are_possible(stack: cdk.Stack) -> None:
    types = [f"application/x-{i}" for i in range(10)]

    a_capturing_config(stack, csv_content_types=types)

    assert data_capture_of(stack)["CaptureContentTypeHeader"] == {"CsvContentTypes": types}


def test_the_role_may_write_captured_data(stack: cdk.Stack) -> None:
    a_capturing_config(stack)

    assert permissions_of(stack, "s3") == [
        {"Action": "s3:PutObject", "Effect": "Allow", "Resource": "arn:${AWS::Partition}:s3:::captured/churn/*"}
    ]
    assert permissions_of(stack, "kms") == []


def test_the_role_may_encrypt_with_the_key(stack: cdk.Stack) -> None:
    a_capturing_config(stack, encryption_key=a_key(stack))

    assert permissions_of(stack, "kms") == [
        {"Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], "Effect": "Allow", "Resource": KEY}
    ]


def test_the_role_may_encrypt_with_the_key_of_the_bucket_if_no_other_is_given(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_attributes(stack, "Captured", bucket_name="captured", encryption_key=a_key(stack))

    a_capturing_config(stack, destination=sm.BucketLocation(bucket=bucket))

    assert permissions_of(stack, "kms") == [
        {"Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], "Effect": "Allow", "Resource": KEY}
    ]
    assert "KmsKeyId" not in data_capture_of(stack)


def test_the_configuration_waits_until_the_role_may_write(stack: cdk.Stack) -> None:
    a_capturing_config(stack)

    (policy,) = resources_of(stack, "AWS::IAM::Policy")
    assert policy in resource_of(stack, CONFIG)["DependsOn"]


def test_the_role_of_each_variant_may_write(stack: cdk.Stack) -> None:
    sm.EndpointConfig(
        stack,
        "Config",
        instance_production_variants=[a_variant(stack, "A"), a_variant(stack, "B")],
        data_capture=sm.DataCaptureOptions(destination=sm.BucketLocation(bucket=a_bucket(stack, "captured"))),
    )

    assert [statement["Action"] for statement in permissions_of(stack, "s3")] == ["s3:PutObject"] * 2
