"""Endpoints that queue their requests: where the responses go, who is told, and who may send requests."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from helpers.given import a_bucket, a_model, a_variant
from helpers.templates import (
    CONFIG,
    Json,
    permissions_of,
    properties_of,
    readable,
    resource_of,
    resources_of,
    statement_allowing,
    text_of,
)

import cdk_sagemaker_hosting as sm

BUCKET = "arn:${AWS::Partition}:s3:::churn"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TOPICS = "arn:aws:sns:us-east-1:123456789012"
ENDPOINTS = "arn:aws:sagemaker:us-east-1:123456789012:endpoint"


def at(stack: cdk.Stack, prefix: str | None = None) -> sm.BucketLocation:
    return sm.BucketLocation(bucket=a_bucket(stack, "churn"), prefix=prefix)


def a_key(stack: cdk.Stack) -> kms.IKey:
    return kms.Key.from_key_arn(stack, "Key", KEY)


def a_topic(stack: cdk.Stack, name: str) -> sns.ITopic:
    return sns.Topic.from_topic_arn(stack, name, f"{TOPICS}:{name}")


def an_async_config(stack: cdk.Stack, **options: Any) -> sm.EndpointConfig:
    """A configuration that writes its responses to the bucket `churn`, unless told otherwise."""
    return sm.EndpointConfig(
        stack,
        "Config",
        instance_production_variants=[a_variant(stack)],
        async_inference=sm.AsyncInferenceOptions(**{"output": at(stack, "responses"), **options}),
    )


def an_async_endpoint(stack: cdk.Stack) -> sm.Endpoint:
    return sm.Endpoint(stack, "Endpoint", endpoint_config=an_async_config(stack))


def a_client(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Client", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))


def async_inference_of(stack: cdk.Stack) -> Json:
    inference: Json = readable(properties_of(stack, CONFIG)["AsyncInferenceConfig"])
    return inference


def allowed(action: str | list[str], resource: str) -> Json:
    return {"Action": action, "Effect": "Allow", "Resource": resource}


def test_an_endpoint_answers_at_once_unless_told_otherwise(stack: cdk.Stack) -> None:
    sm.EndpointConfig(stack, "Config", instance_production_variants=[a_variant(stack)])

    assert "AsyncInferenceConfig" not in properties_of(stack, CONFIG)


def test_an_asynchronous_endpoint_needs_only_a_place_for_its_responses(stack: cdk.Stack) -> None:
    an_async_config(stack)

    assert async_inference_of(stack) == {"OutputConfig": {"S3OutputPath": "s3://churn/responses"}}


@pytest.mark.parametrize(
    ("prefix", "uri", "keys"),
    [
        (None, "s3://churn", "*"),
        ("", "s3://churn", "*"),
        ("responses", "s3://churn/responses", "responses/*"),
        ("/responses/today/", "s3://churn/responses/today", "responses/today/*"),
    ],
)
def test_slashes_around_a_prefix_make_no_difference(stack: cdk.Stack, prefix: str | None, uri: str, keys: str) -> None:
    an_async_config(stack, output=at(stack, prefix))

    assert async_inference_of(stack)["OutputConfig"]["S3OutputPath"] == uri
    assert permissions_of(stack, "s3")[0]["Resource"] == f"{BUCKET}/{keys}"


def test_all_options_reach_the_template(stack: cdk.Stack) -> None:
    an_async_config(
        stack,
        failure=at(stack, "failures"),
        input=at(stack, "requests"),
        encryption_key=a_key(stack),
        success_topic=a_topic(stack, "done"),
        error_topic=a_topic(stack, "failed"),
        include_inference_response_in=[sm.AsyncNotificationTopic.SUCCESS, sm.AsyncNotificationTopic.ERROR],
        max_concurrent_invocations_per_instance=4,
    )

    assert async_inference_of(stack) == {
        "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 4},
        "OutputConfig": {
            "KmsKeyId": KEY,
            "NotificationConfig": {
                "ErrorTopic": f"{TOPICS}:failed",
                "IncludeInferenceResponseIn": ["SUCCESS_NOTIFICATION_TOPIC", "ERROR_NOTIFICATION_TOPIC"],
                "SuccessTopic": f"{TOPICS}:done",
            },
            "S3FailurePath": "s3://churn/failures",
            "S3OutputPath": "s3://churn/responses",
        },
    }


@pytest.mark.parametrize("invocations", [1, 1000])
def test_the_limits_of_concurrent_invocations_are_possible(stack: cdk.Stack, invocations: int) -> None:
    an_async_config(stack, max_concurrent_invocations_per_instance=invocations)

    assert async_inference_of(stack)["ClientConfig"] == {"MaxConcurrentInvocationsPerInstance": invocations}


def test_the_number_of_concurrent_invocations_may_be_a_parameter(stack: cdk.Stack) -> None:
    an_async_config(stack, max_concurrent_invocations_per_instance=cdk.CfnParameter(stack, "Limit", type="Number").value_as_number)

    assert async_inference_of(stack)["ClientConfig"] == {"MaxConcurrentInvocationsPerInstance": "${Limit}"}


def test_the_role_may_write_responses_and_see_what_is_there(stack: cdk.Stack) -> None:
    an_async_config(stack)

    assert permissions_of(stack, "s3") == [
        allowed(["s3:AbortMultipartUpload", "s3:PutObject"], f"{BUCKET}/responses/*"),
        allowed("s3:ListBucket", BUCKET),
    ]
    assert permissions_of(stack, "kms") == []


def test_the_role_may_write_messages_of_failures(stack: cdk.Stack) -> None:
    an_async_config(stack, failure=sm.BucketLocation(bucket=a_bucket(stack, "failed"), prefix="churn"))

    assert permissions_of(stack, "s3")[2:] == [
        allowed(["s3:AbortMultipartUpload", "s3:PutObject"], "arn:${AWS::Partition}:s3:::failed/churn/*"),
        allowed("s3:ListBucket", "arn:${AWS::Partition}:s3:::failed"),
    ]


def test_the_role_may_read_where_the_requests_are(stack: cdk.Stack) -> None:
    an_async_config(stack, input=at(stack, "requests"))

    assert permissions_of(stack, "s3")[2:] == [allowed("s3:GetObject", f"{BUCKET}/requests/*")]
    assert "requests" not in str(async_inference_of(stack))


def test_the_role_may_decrypt_requests(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_attributes(stack, "Requests", bucket_name="requests", encryption_key=a_key(stack))

    an_async_config(stack, input=sm.BucketLocation(bucket=bucket))

    assert permissions_of(stack, "kms") == [allowed("kms:Decrypt", KEY)]


def test_the_role_may_encrypt_with_the_key(stack: cdk.Stack) -> None:
    an_async_config(stack, encryption_key=a_key(stack))

    assert permissions_of(stack, "kms") == [allowed(["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], KEY)]


def test_the_role_may_encrypt_with_the_key_of_the_bucket_if_no_other_is_given(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_attributes(stack, "Responses", bucket_name="responses", encryption_key=a_key(stack))

    an_async_config(stack, output=sm.BucketLocation(bucket=bucket))

    assert permissions_of(stack, "kms") == [allowed(["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], KEY)]
    assert "KmsKeyId" not in async_inference_of(stack)["OutputConfig"]


def test_the_role_may_publish_to_the_topics(stack: cdk.Stack) -> None:
    an_async_config(stack, success_topic=a_topic(stack, "done"), error_topic=a_topic(stack, "failed"))

    assert permissions_of(stack, "sns") == [
        allowed("sns:Publish", f"{TOPICS}:done"),
        allowed("sns:Publish", f"{TOPICS}:failed"),
    ]


def test_the_role_may_use_the_key_of_an_encrypted_topic(stack: cdk.Stack) -> None:
    an_async_config(stack, success_topic=sns.Topic(stack, "Done", master_key=a_key(stack)))

    (topic,) = resources_of(stack, "AWS::SNS::Topic")
    assert permissions_of(stack, "sns") == [allowed("sns:Publish", f"${{{topic}}}")]
    assert permissions_of(stack, "kms") == [allowed(["kms:Decrypt", "kms:GenerateDataKey"], KEY)]


def test_one_topic_alone_is_enough(stack: cdk.Stack) -> None:
    an_async_config(stack, error_topic=a_topic(stack, "failed"))

    assert async_inference_of(stack)["OutputConfig"]["NotificationConfig"] == {"ErrorTopic": f"{TOPICS}:failed"}
    assert permissions_of(stack, "sns") == [allowed("sns:Publish", f"{TOPICS}:failed")]


def test_the_role_of_a_variant_that_is_added_later_may_write_too(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig(stack, "Config", async_inference=sm.AsyncInferenceOptions(output=at(stack, "responses")))

    config.add_instance_production_variant(model=a_model(stack), variant_name="later", instance_type=sm.InstanceType.M5_LARGE)

    assert statement_allowing(stack, "s3:PutObject")["Action"] == ["s3:AbortMultipartUpload", "s3:PutObject"]


def test_the_configuration_waits_until_the_role_may_write(stack: cdk.Stack) -> None:
    an_async_config(stack)

    (policy,) = resources_of(stack, "AWS::IAM::Policy")
    assert policy in resource_of(stack, CONFIG)["DependsOn"]


def test_a_client_may_be_allowed_to_queue_requests(stack: cdk.Stack) -> None:
    endpoint = an_async_endpoint(stack)

    endpoint.grant_invoke_async(a_client(stack))

    assert statement_allowing(stack, "sagemaker:InvokeEndpointAsync") == {
        "Action": "sagemaker:InvokeEndpointAsync",
        "Effect": "Allow",
        "Resource": stack.resolve(endpoint.endpoint_arn),
    }


def test_queueing_requests_does_not_allow_sending_them_directly(stack: cdk.Stack) -> None:
    an_async_endpoint(stack).grant_invoke_async(a_client(stack))

    assert permissions_of(stack, "sagemaker:InvokeEndpoint") == []


def test_a_client_may_queue_requests_of_an_imported_endpoint(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_arn(stack, "Imported", f"{ENDPOINTS}/churn")

    endpoint.grant_invoke_async(a_client(stack))

    assert statement_allowing(stack, "sagemaker:InvokeEndpointAsync") == allowed("sagemaker:InvokeEndpointAsync", f"{ENDPOINTS}/churn")


def test_a_client_may_queue_requests_of_an_imported_endpoint_with_capitals(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Imported", "Churn")

    endpoint.grant_invoke_async(a_client(stack))

    arn = "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:endpoint"
    resources = statement_allowing(stack, "sagemaker:InvokeEndpointAsync")["Resource"]
    assert [text_of(resource) for resource in resources] == [f"{arn}/Churn", f"{arn}/churn"]


def test_an_asynchronous_variant_may_scale_in_to_zero(stack: cdk.Stack) -> None:
    variant = an_async_endpoint(stack).find_instance_production_variant("main")

    variant.auto_scale_instance_count(min_capacity=0, max_capacity=2)

    assert properties_of(stack, "AWS::ApplicationAutoScaling::ScalableTarget")["MinCapacity"] == 0
