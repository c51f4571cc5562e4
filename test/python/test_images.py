"""Where the image of a container comes from, and what the role may do because of it."""

from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ecr as ecr
from helpers.given import a_stack
from helpers.templates import MODEL, actions_of, properties_of, statement_allowing, text_of, warnings_of

import cdk_sagemaker_hosting as sm

DIGEST = "sha256:94afd1f2e64d908bc90dbca0035a5b567b5ad9fcba9a9d5ac4d6d1d9e8e2f0aa"
DLC_TAG = "2.6.0-cpu-py312-ubuntu22.04-sagemaker"


def image_in(stack: cdk.Stack, *images: sm.ContainerImage) -> str:
    """What the first container of a model with these images runs."""
    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=image) for image in images])
    properties = properties_of(stack, MODEL)
    return text_of((properties.get("Containers") or [properties.get("PrimaryContainer")])[0]["Image"])


def test_an_image_in_ecr_by_tag(stack: cdk.Stack) -> None:
    repository = ecr.Repository.from_repository_name(stack, "Repository", "churn")

    image = image_in(stack, sm.ContainerImage.from_ecr_repository(repository, "1.4.2"))

    assert image == "123456789012.dkr.ecr.us-east-1.${AWS::URLSuffix}/churn:1.4.2"
    assert warnings_of(stack) == []


def test_an_image_in_ecr_by_digest(stack: cdk.Stack) -> None:
    repository = ecr.Repository.from_repository_name(stack, "Repository", "churn")

    image = image_in(stack, sm.ContainerImage.from_ecr_repository(repository, DIGEST))

    assert image == f"123456789012.dkr.ecr.us-east-1.${{AWS::URLSuffix}}/churn@{DIGEST}"


def test_an_image_without_a_tag_is_the_latest_and_warned_of(stack: cdk.Stack) -> None:
    repository = ecr.Repository.from_repository_name(stack, "Repository", "churn")

    assert image_in(stack, sm.ContainerImage.from_ecr_repository(repository)).endswith("/churn:latest")
    assert warnings_of(stack) == [
        "Test/Model: the image has no tag, so 'latest' is used: an image pushed later does not reach the endpoint; "
        "name a tag that is never pushed twice, or a digest [ack: cdk-sagemaker-hosting:mutableImageTag]"
    ]


def test_the_role_may_pull_from_the_repository(stack: cdk.Stack) -> None:
    image_in(stack, sm.ContainerImage.from_ecr_repository(ecr.Repository(stack, "Repository"), "1"))

    statement = statement_allowing(stack, "ecr:BatchGetImage")
    assert set(statement["Action"]) == {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
    assert text_of(statement["Resource"]).startswith("${Repository")


def test_an_image_built_from_a_dockerfile(stack: cdk.Stack, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")

    image = image_in(stack, sm.ContainerImage.from_asset(str(tmp_path), build_args={"VERSION": "3"}))

    assert image.startswith("123456789012.dkr.ecr.us-east-1.${AWS::URLSuffix}/cdk-hnb659fds-container-assets-123456789012-us-east-1:")
    assert "ecr:BatchGetImage" in actions_of(stack)


@pytest.mark.parametrize(
    ("region", "account"),
    [
        ("us-east-1", "763104351884"),
        ("eu-west-1", "763104351884"),
        ("il-central-1", "780543022126"),
        ("ap-southeast-7", "590183813437"),
        ("cn-north-1", "727897471807"),
        ("us-gov-west-1", "442386744353"),
        ("eusc-de-east-1", "204133271717"),
    ],
)
def test_a_deep_learning_container_comes_from_the_registry_of_the_region(region: str, account: str) -> None:
    stack = a_stack(region=region)

    image = image_in(stack, sm.ContainerImage.from_dlc("pytorch-inference", DLC_TAG))

    assert image == f"{account}.dkr.ecr.{region}.${{AWS::URLSuffix}}/pytorch-inference:{DLC_TAG}"
    resource = text_of(statement_allowing(stack, "ecr:BatchGetImage")["Resource"])
    assert resource == f"arn:${{AWS::Partition}}:ecr:{region}:{account}:repository/pytorch-inference"


def test_a_deep_learning_container_by_digest(stack: cdk.Stack) -> None:
    assert image_in(stack, sm.ContainerImage.from_dlc("djl-inference", DIGEST)).endswith(f"/djl-inference@{DIGEST}")


def test_a_deep_learning_container_of_a_named_account(stack: cdk.Stack) -> None:
    image = image_in(stack, sm.ContainerImage.from_dlc("pytorch-inference", DLC_TAG, account_id="111122223333"))

    assert image.startswith("111122223333.dkr.ecr.us-east-1.")


def test_a_stack_without_a_region_looks_the_account_up_when_deployed() -> None:
    stack = cdk.Stack(cdk.App(), "Anywhere")

    image = image_in(stack, sm.ContainerImage.from_dlc("pytorch-inference", DLC_TAG))

    registry, _, name = image.partition("/")
    assert registry == "${cdksagemakerhostingDlcAccounts[${AWS::Region}].account}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}"
    assert name == f"pytorch-inference:{DLC_TAG}"


def test_a_model_may_have_several_deep_learning_containers(stack: cdk.Stack) -> None:
    image_in(stack, sm.ContainerImage.from_dlc("pytorch-inference", DLC_TAG), sm.ContainerImage.from_dlc("djl-inference", "1"))

    assert len(properties_of(stack, MODEL)["Containers"]) == 2


def test_one_image_serves_several_models(stack: cdk.Stack, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    image = sm.ContainerImage.from_asset(str(tmp_path))

    first, second = (sm.Model(stack, id, containers=[sm.ContainerDefinition(image=image)]) for id in ("First", "Second"))

    assert first.node.path == "Test/First"
    assert second.node.path == "Test/Second"
