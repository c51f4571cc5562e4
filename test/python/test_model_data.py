"""Where the artifacts of a container come from, and what the role may do because of it."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from helpers.given import a_stack, an_image
from helpers.templates import MODEL, actions_of, properties_of, resource_of, resources_of, statement_allowing, text_of

import cdk_sagemaker_hosting as sm


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


def test_the_model_waits_for_the_policy_of_a_bucket_in_another_account(app: cdk.App, stack: cdk.Stack) -> None:
    data = a_stack(app, "Data", account="210987654321")
    bucket = s3.Bucket(data, "Bucket", bucket_name="central-models")
    role = iam.Role(stack, "Role", role_name="hosting", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))

    a_model_of(stack, sm.ModelData.from_bucket(bucket, "model.tar.gz"), role)

    (statement,) = properties_of(data, "AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"]
    assert statement["Action"] == "s3:GetObject"
    assert [dependency.node.path for dependency in stack.dependencies] == ["Data"]
