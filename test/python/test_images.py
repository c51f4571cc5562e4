"""Where the image of a container comes from, and what the role may do because of it."""

from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from helpers.given import a_config, a_model, a_serverless_endpoint, a_stack, a_variant, a_vpc
from helpers.templates import (
    MODEL,
    actions_of,
    container_of,
    permissions_of,
    properties_of,
    statement_allowing,
    text_of,
    warned_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm

DIGEST = "sha256:94afd1f2e64d908bc90dbca0035a5b567b5ad9fcba9a9d5ac4d6d1d9e8e2f0aa"
DLC_TAG = "2.6.0-cpu-py312-ubuntu22.04-sagemaker"
PULL = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]


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
    assert warned_of(stack) == ["Test/Model: mutableImageTag"]


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
    assert registry == "${DlcRepositoryAccountMap[${AWS::Region}].value}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}"
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


def test_an_image_by_the_arn_of_a_repository_of_another_account(stack: cdk.Stack) -> None:
    image = image_in(
        stack, sm.ContainerImage.from_ecr_repository_arn("arn:aws:ecr:us-east-1:111122223333:repository/team/serving", "1.4.2")
    )

    assert image == "111122223333.dkr.ecr.us-east-1.${AWS::URLSuffix}/team/serving:1.4.2"
    assert permissions_of(stack, "ecr") == [
        {"Effect": "Allow", "Action": PULL, "Resource": "arn:aws:ecr:us-east-1:111122223333:repository/team/serving"},
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
    ]
    assert warnings_of(stack) == []


def test_an_image_by_the_arn_of_a_repository_and_a_digest(stack: cdk.Stack) -> None:
    image = image_in(stack, sm.ContainerImage.from_ecr_repository_arn("arn:aws:ecr:us-east-1:111122223333:repository/serving", DIGEST))

    assert image == f"111122223333.dkr.ecr.us-east-1.${{AWS::URLSuffix}}/serving@{DIGEST}"


def test_the_arn_of_a_repository_may_be_known_when_deployed(stack: cdk.Stack) -> None:
    arn = cdk.CfnParameter(stack, "RepositoryArn").value_as_string

    sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=sm.ContainerImage.from_ecr_repository_arn(arn, "1.4.2"))])

    image = properties_of(stack, MODEL)["PrimaryContainer"]["Image"]
    parts = image["Fn::Join"][1]
    assert parts[0] == {"Fn::Select": [4, {"Fn::Split": [":", {"Ref": "RepositoryArn"}]}]}
    assert {"Fn::Select": [1, {"Fn::Split": [":repository/", {"Ref": "RepositoryArn"}]}]} in parts
    assert permissions_of(stack, "ecr")[0] == {"Effect": "Allow", "Action": PULL, "Resource": "${RepositoryArn}"}
    assert warnings_of(stack) == []


@pytest.mark.parametrize("by_arn", [True, False], ids=["by ARN", "by repository"])
def test_an_image_of_another_region_is_warned_of(stack: cdk.Stack, by_arn: bool) -> None:
    arn = "arn:aws:ecr:eu-west-1:123456789012:repository/serving"
    repository = ecr.Repository.from_repository_arn(stack, "Repository", arn)

    image_in(
        stack, sm.ContainerImage.from_ecr_repository_arn(arn, "1") if by_arn else sm.ContainerImage.from_ecr_repository(repository, "1")
    )

    assert warned_of(stack) == ["Test/Model: otherRegion"]


def test_an_image_by_its_uri(stack: cdk.Stack) -> None:
    uri = "999999999999.dkr.ecr.us-east-1.amazonaws.com/team/churn:1.4.2"

    assert image_in(stack, sm.ContainerImage.from_uri(uri)) == uri
    statement = statement_allowing(stack, "ecr:BatchGetImage")
    assert text_of(statement["Resource"]) == "arn:${AWS::Partition}:ecr:us-east-1:999999999999:repository/team/churn"
    assert warnings_of(stack) == []


def test_an_image_by_a_uri_that_is_a_parameter(stack: cdk.Stack) -> None:
    uri = cdk.CfnParameter(stack, "Uri").value_as_string

    assert image_in(stack, sm.ContainerImage.from_uri(uri)) == "${Uri}"
    assert "ecr:BatchGetImage" in actions_of(stack)


def test_the_uri_of_an_image_in_a_private_registry_is_refused(stack: cdk.Stack) -> None:
    with pytest.raises(RuntimeError, match="for an image in a private registry use ContainerImage.fromRegistry"):
        image_in(stack, sm.ContainerImage.from_uri("registry.corp.example/churn:3"))


def test_an_image_in_a_private_registry(stack: cdk.Stack) -> None:
    a_model(
        stack,
        vpc=a_vpc(stack),
        containers=[sm.ContainerDefinition(image=sm.ContainerImage.from_registry("registry.corp.example/churn:3"))],
    )

    assert container_of(stack) == {"Image": "registry.corp.example/churn:3", "ImageConfig": {"RepositoryAccessMode": "Vpc"}}
    assert permissions_of(stack, "lambda") == permissions_of(stack, "ecr") == []


def test_an_image_in_amazon_ecr_is_not_in_a_private_registry(stack: cdk.Stack) -> None:
    image = sm.ContainerImage.from_registry("763104351884.dkr.ecr.us-east-1.amazonaws.com/tensorflow-inference:2.8-cpu")

    with pytest.raises(RuntimeError, match="is in Amazon ECR, not in a private registry; use ContainerImage.fromUri"):
        a_model(a_stack(), containers=[sm.ContainerDefinition(image=image)])

    container = sm.ContainerDefinition(image=image, model_data=sm.ModelData.from_s3_uri("s3://models/churn.tar.gz"))
    a_model(stack, vpc=a_vpc(stack), containers=[container])
    assert warned_of(stack) == ["Test/Model: ecrImageInRegistry"]


def test_a_private_registry_may_ask_for_credentials(stack: cdk.Stack) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:login"
    login = lambda_.Function.from_function_attributes(stack, "Login", function_arn=arn, same_environment=True)
    image = sm.ContainerImage.from_registry("registry.corp.example/churn:3", credentials_provider=login)

    a_model(stack, vpc=a_vpc(stack), containers=[sm.ContainerDefinition(image=image)])

    assert container_of(stack)["ImageConfig"] == {
        "RepositoryAccessMode": "Vpc",
        "RepositoryAuthConfig": {"RepositoryCredentialsProviderArn": arn},
    }
    assert permissions_of(stack, "lambda") == [{"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": [arn, f"{arn}:*"]}]


class ImageFor(sm.ContainerImage):
    """An image of the user for one kind of processor, or for nobody knows which."""

    def __init__(self, processor: sm.Processor | None) -> None:
        super().__init__()
        self.processor = processor

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
        return sm.ContainerImageConfig(image_name="registry.example/churn:3", processor=self.processor)


def warned_on(stack: cdk.Stack, image: sm.ContainerImage, instance_type: sm.InstanceType) -> list[str]:
    """The warnings of a configuration that runs an image on such instances."""
    model = a_model(stack, containers=[sm.ContainerDefinition(image=image)])
    a_config(stack, a_variant(stack, model=model, instance_type=instance_type))
    return warned_of(stack)


def test_an_image_of_the_user_for_another_processor_is_warned_of(stack: cdk.Stack) -> None:
    assert warned_on(stack, ImageFor(sm.Processor.NEURON), sm.InstanceType.M5_LARGE) == ["Test/Config: imageProcessor"]


@pytest.mark.parametrize("processor", [sm.Processor.GPU, None], ids=["the right one", "not told"])
def test_an_image_of_the_user_for_the_processor_of_the_instances_is_not_warned_of(
    stack: cdk.Stack, processor: sm.Processor | None
) -> None:
    assert warned_on(stack, ImageFor(processor), sm.InstanceType.G5_XLARGE) == []


def test_the_name_of_a_deep_learning_container_tells_its_processor(stack: cdk.Stack) -> None:
    image = sm.ContainerImage.from_dlc("pytorch-inference", "2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker")

    assert sorted(warned_on(stack, image, sm.InstanceType.M5_LARGE)) == ["Test/Config: imageProcessor", "Test/Model: imageWithoutModel"]


def test_an_image_for_another_processor_on_serverless_inference_is_warned_of(stack: cdk.Stack) -> None:
    model = a_model(stack, containers=[sm.ContainerDefinition(image=ImageFor(sm.Processor.GPU))])

    a_serverless_endpoint(stack, model=model)

    assert warned_of(stack) == ["Test/Config: imageProcessor"]
