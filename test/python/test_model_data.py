"""Where the artifacts of a container come from, and what the role may do because of it."""

from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct
from helpers.given import a_bucket, a_stack, an_image
from helpers.messages import Like
from helpers.templates import (
    MODEL,
    actions_of,
    container_of,
    permissions_of,
    properties_of,
    readable,
    resource_of,
    resources_of,
    statement_allowing,
    text_of,
    warned_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm

HUB_CONTENT = "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama-3-8b/2.0.0"


def a_model_of(stack: cdk.Stack, data: sm.ModelData, role: iam.IRole | None = None) -> sm.Model:
    return sm.Model(stack, "Model", role=role, containers=[sm.ContainerDefinition(image=an_image(stack), model_data=data)])


def data_url(stack: cdk.Stack) -> str:
    return text_of(properties_of(stack, MODEL)["PrimaryContainer"]["ModelDataUrl"])


def an_archive(folder: Path, content: bytes = b"weights", name: str = "model.tar.gz") -> str:
    archive = folder / name
    archive.write_bytes(content)
    return str(archive)


def test_an_archive_in_a_bucket(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "my-models")

    a_model_of(stack, sm.ModelData.from_bucket(bucket, "churn/3/model.tar.gz"))

    assert data_url(stack) == "https://s3.us-east-1.${AWS::URLSuffix}/my-models/churn/3/model.tar.gz"


def test_the_role_may_read_this_object_and_no_other(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "my-models")

    a_model_of(stack, sm.ModelData.from_bucket(bucket, "churn/3/model.tar.gz"))

    statement = statement_allowing(stack, "s3:GetObject")
    assert statement["Action"] == "s3:GetObject"
    assert text_of(statement["Resource"]) == "arn:${AWS::Partition}:s3:::my-models/churn/3/model.tar.gz"
    assert not any(action.startswith("s3:List") for action in actions_of(stack))


def test_artifacts_by_their_uri(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_s3_uri("s3://my-models/churn/3/model.tar.gz"))

    assert data_url(stack) == "s3://my-models/churn/3/model.tar.gz"
    assert text_of(statement_allowing(stack, "s3:GetObject")["Resource"]) == "arn:${AWS::Partition}:s3:::my-models/churn/3/model.tar.gz"
    assert not any(action.startswith("s3:List") for action in actions_of(stack))


def test_artifacts_by_a_uri_that_is_imported(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_s3_uri(cdk.Fn.import_value("ModelUri")))

    assert "ModelUri" in data_url(stack)
    assert "s3:GetObject" in actions_of(stack)


def test_a_star_in_a_key_is_just_a_star(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "my-models")

    a_model_of(stack, sm.ModelData.from_bucket(bucket, "churn*/model.tar.gz"))

    assert data_url(stack).endswith("/my-models/churn*/model.tar.gz")
    assert text_of(statement_allowing(stack, "s3:GetObject")["Resource"]) == "arn:${AWS::Partition}:s3:::my-models/churn${*}/model.tar.gz"


def test_the_role_may_decrypt_with_the_key_of_the_bucket(stack: cdk.Stack) -> None:
    bucket = s3.Bucket(stack, "Bucket", encryption_key=kms.Key(stack, "Key"))

    a_model_of(stack, sm.ModelData.from_bucket(bucket, "model.tar.gz"))

    assert text_of(statement_allowing(stack, "kms:Decrypt")["Resource"]).startswith("${Key")


def test_a_local_archive_is_uploaded(stack: cdk.Stack, tmp_path: Path) -> None:
    a_model_of(stack, sm.ModelData.from_asset(an_archive(tmp_path)))

    url = data_url(stack)
    assert url.startswith("https://s3.us-east-1.${AWS::URLSuffix}/cdk-hnb659fds-assets-123456789012-us-east-1/")
    assert url.endswith(".gz")
    assert text_of(statement_allowing(stack, "s3:GetObject")["Resource"]).endswith("cdk-hnb659fds-assets-123456789012-us-east-1/*.gz")


def test_a_changed_archive_has_another_address(tmp_path: Path) -> None:
    urls = []
    for content in (b"first", b"second"):
        stack = cdk.Stack(cdk.App(), "Test")
        a_model_of(stack, sm.ModelData.from_asset(an_archive(tmp_path, content)))
        urls.append(data_url(stack))

    assert urls[0] != urls[1]


def test_the_ending_of_an_archive_may_be_in_capitals(stack: cdk.Stack, tmp_path: Path) -> None:
    a_model_of(stack, sm.ModelData.from_asset(an_archive(tmp_path, name="MODEL.TAR.GZ")))

    assert data_url(stack).lower().endswith(".gz")


def test_each_container_of_a_pipeline_may_have_an_archive(stack: cdk.Stack, tmp_path: Path) -> None:
    archives = [an_archive(tmp_path, name.encode(), f"{name}.tar.gz") for name in ("first", "second")]

    sm.Model(
        stack,
        "Model",
        containers=[sm.ContainerDefinition(image=an_image(stack), model_data=sm.ModelData.from_asset(archive)) for archive in archives],
    )

    first, second = (text_of(container["ModelDataUrl"]) for container in properties_of(stack, MODEL)["Containers"])
    assert first != second


def test_the_model_waits_for_the_policy_of_the_role(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket(s3.Bucket(stack, "Bucket"), "model.tar.gz"))

    (policy,) = resources_of(stack, "AWS::IAM::Policy")
    assert policy in resource_of(stack, MODEL)["DependsOn"]


def test_the_policy_of_a_bucket_in_another_account_names_the_role(app: cdk.App, stack: cdk.Stack) -> None:
    data = a_stack(app, "Data", account="210987654321")
    bucket = s3.Bucket(data, "Bucket", bucket_name="central-models")

    a_model_of(stack, sm.ModelData.from_bucket(bucket, "model.tar.gz"))
    app.synth()

    name = properties_of(stack, "AWS::IAM::Role")["RoleName"]
    (statement,) = readable(properties_of(data, "AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"])
    assert statement["Action"] == "s3:GetObject"
    assert statement["Principal"] == {"AWS": f"arn:${{AWS::Partition}}:iam::123456789012:role/{name}"}
    assert stack.dependencies == []


def test_the_policy_of_a_bucket_in_another_account_lets_the_role_list_the_prefix_only(app: cdk.App, stack: cdk.Stack) -> None:
    data = a_stack(app, "Data", account="210987654321")
    bucket = s3.Bucket(data, "Bucket", bucket_name="central-models")

    a_model_of(stack, sm.ModelData.from_bucket_prefix(bucket, "llama/"))

    read, listing = properties_of(data, "AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"]
    assert (read["Action"], listing["Action"]) == ("s3:GetObject", "s3:ListBucket")
    assert listing["Condition"] == {"StringLike": {"s3:prefix": "llama/*"}}


def source_of(stack: cdk.Stack) -> dict[str, object]:
    """The artifacts of the only container, by what names them since there is more than archives."""
    container = container_of(stack)
    assert "ModelDataUrl" not in container
    source: dict[str, object] = container["ModelDataSource"]["S3DataSource"]
    return source


def test_an_object_that_is_no_archive(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket(a_bucket(stack), "whisper/model.gguf", compressed=False))

    assert source_of(stack) == {
        "S3Uri": "https://s3.us-east-1.${AWS::URLSuffix}/models/whisper/model.gguf",
        "S3DataType": "S3Object",
        "CompressionType": "None",
    }
    assert permissions_of(stack, "s3") == [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:${AWS::Partition}:s3:::models/whisper/model.gguf"}
    ]
    assert warnings_of(stack) == []


def test_an_object_that_is_told_to_be_an_archive(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket(a_bucket(stack), "model.tar.gz", compressed=True))

    assert data_url(stack).endswith("/models/model.tar.gz")


def test_an_object_that_is_hardly_an_archive_is_warned_of(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket(a_bucket(stack), "model.gguf"))

    assert warned_of(stack) == ["Test/Model: modelDataNotArchive"]


@pytest.mark.parametrize("accepted", [True, False])
def test_an_archive_with_a_license_agreement(stack: cdk.Stack, accepted: bool) -> None:
    a_model_of(stack, sm.ModelData.from_bucket(a_bucket(stack), "llama.tar.gz", accept_eula=accepted))

    assert source_of(stack) == {
        "S3Uri": "https://s3.us-east-1.${AWS::URLSuffix}/models/llama.tar.gz",
        "S3DataType": "S3Object",
        "CompressionType": "Gzip",
        "ModelAccessConfig": {"AcceptEula": accepted},
    }


def test_an_archive_that_is_read_through_a_hub(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket(a_bucket(stack), "llama.tar.gz", hub_content_arn=HUB_CONTENT))

    assert source_of(stack)["HubAccessConfig"] == {"HubContentArn": HUB_CONTENT}


def test_the_role_may_deploy_the_content_of_a_hub(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama/", hub_content_arn=HUB_CONTENT))

    assert permissions_of(stack, "sagemaker") == [
        {
            "Effect": "Allow",
            "Action": "sagemaker:DescribeHub",
            "Resource": "arn:aws:sagemaker:us-east-1:aws:hub/SageMakerPublicHub",
        },
        {
            "Effect": "Allow",
            "Action": ["sagemaker:DeployHubModel", "sagemaker:DescribeHubContent"],
            "Resource": [
                "arn:aws:sagemaker:us-east-1:aws:hub/SageMakerPublicHub",
                "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama-3-8b",
                "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama-3-8b/*",
            ],
        },
    ]


def test_all_objects_below_a_prefix(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama/"))

    assert source_of(stack) == {"S3Uri": "s3://models/llama/", "S3DataType": "S3Prefix", "CompressionType": "None"}
    assert warnings_of(stack) == []


def test_the_role_may_list_and_read_below_this_prefix_and_no_other(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama/"))

    assert permissions_of(stack, "s3") == [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:${AWS::Partition}:s3:::models/llama/*"},
        {
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": "arn:${AWS::Partition}:s3:::models",
            "Condition": {"StringLike": {"s3:prefix": "llama/*"}},
        },
    ]


def test_the_role_may_decrypt_below_a_prefix_with_the_key_of_the_bucket(stack: cdk.Stack) -> None:
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:us-east-1:123456789012:key/models")
    bucket = s3.Bucket.from_bucket_attributes(stack, "Bucket", bucket_name="models", encryption_key=key)

    a_model_of(stack, sm.ModelData.from_bucket_prefix(bucket, "llama/"))

    assert permissions_of(stack, "kms") == [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key.key_arn}]


def test_all_objects_of_a_bucket(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket_prefix(a_bucket(stack), ""))

    assert source_of(stack)["S3Uri"] == "s3://models/"
    assert [statement["Resource"] for statement in permissions_of(stack, "s3")] == [
        "arn:${AWS::Partition}:s3:::models/*",
        "arn:${AWS::Partition}:s3:::models",
    ]


def test_a_prefix_with_a_license_agreement_of_a_hub(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama/", accept_eula=True, hub_content_arn=HUB_CONTENT))

    source = source_of(stack)
    assert source["ModelAccessConfig"] == {"AcceptEula": True}
    assert source["HubAccessConfig"] == {"HubContentArn": HUB_CONTENT}


def test_a_prefix_may_be_known_when_deployed(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ModelData.from_bucket_prefix(a_bucket(stack), cdk.CfnParameter(stack, "Prefix").value_as_string))

    assert source_of(stack)["S3Uri"] == "s3://models/${Prefix}"
    assert permissions_of(stack, "s3")[1]["Condition"] == {"StringLike": {"s3:prefix": "${Prefix}*"}}


@pytest.mark.parametrize("prefix", [True, False], ids=["prefix", "object"])
def test_artifacts_of_another_region_are_warned_of(stack: cdk.Stack, prefix: bool) -> None:
    bucket = s3.Bucket.from_bucket_attributes(stack, "Bucket", bucket_name="models", region="eu-west-1")

    a_model_of(stack, sm.ModelData.from_bucket_prefix(bucket, "a/") if prefix else sm.ModelData.from_bucket(bucket, "a.tar.gz"))

    assert warned_of(stack) == ["Test/Model: otherRegion"]


class Elsewhere(sm.ModelData):
    """Artifacts of the user."""

    def __init__(self, config: sm.ModelDataConfig) -> None:
        super().__init__()
        self.config = config

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ModelDataConfig:
        return self.config


@pytest.mark.parametrize(
    ("format", "uri", "rendered"),
    [
        (sm.ModelDataFormat.PREFIX, "s3://theirs/llama/", {"S3DataType": "S3Prefix", "CompressionType": "None"}),
        (sm.ModelDataFormat.OBJECT, "s3://theirs/llama.gguf", {"S3DataType": "S3Object", "CompressionType": "None"}),
    ],
)
def test_artifacts_of_the_user_in_a_format(stack: cdk.Stack, format: sm.ModelDataFormat, uri: str, rendered: dict[str, str]) -> None:
    a_model_of(stack, Elsewhere(sm.ModelDataConfig(uri=uri, format=format)))

    assert source_of(stack) == {"S3Uri": uri, **rendered}


@pytest.mark.parametrize("format", [sm.ModelDataFormat.ARCHIVE, None], ids=["told", "not told"])
def test_artifacts_of_the_user_that_are_an_archive(stack: cdk.Stack, format: sm.ModelDataFormat | None) -> None:
    a_model_of(stack, Elsewhere(sm.ModelDataConfig(uri="s3://theirs/llama.tar.gz", format=format)))

    assert data_url(stack) == "s3://theirs/llama.tar.gz"


def test_artifacts_of_the_user_with_a_license_agreement_of_a_hub(stack: cdk.Stack) -> None:
    config = sm.ModelDataConfig(uri="s3://theirs/llama/", format=sm.ModelDataFormat.PREFIX, accept_eula=True, hub_content_arn=HUB_CONTENT)

    a_model_of(stack, Elsewhere(config))

    assert source_of(stack) == {
        "S3Uri": "s3://theirs/llama/",
        "S3DataType": "S3Prefix",
        "CompressionType": "None",
        "ModelAccessConfig": {"AcceptEula": True},
        "HubAccessConfig": {"HubContentArn": HUB_CONTENT},
    }


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("objectKey", lambda bucket: sm.ModelData.from_bucket(bucket, "s3://models/churn/")),
        ("prefix", lambda bucket: sm.ModelData.from_bucket_prefix(bucket, "s3://models/churn/")),
    ],
    ids=["key", "prefix"],
)
def test_a_url_where_a_key_is_expected_is_warned_of(stack: cdk.Stack, name: str, data: Callable[[s3.IBucket], sm.ModelData]) -> None:
    a_model_of(stack, data(a_bucket(stack)))

    assert Like(f"Test/Model: {name} ... 's3://models/churn/'; ... [ack: cdk-sagemaker-hosting:urlAsKey]") in warnings_of(stack)
