"""Images of AWS by framework and version, for the processor of the instances."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template
from helpers.given import a_config, a_model, a_stack, a_variant
from helpers.messages import Like, message_of
from helpers.templates import MODEL, container_of, permissions_of, properties_of, readable, warned_of, warnings_of

import cdk_sagemaker_hosting as sm

REGISTRY = "763104351884.dkr.ecr.us-east-1.${AWS::URLSuffix}"
FRAMEWORKS = sorted(name for name in dir(sm.Framework) if name.isupper())


def a_model_of(stack: cdk.Stack, image: sm.ContainerImage, id: str = "Model") -> sm.Model:
    environment = {"SAGEMAKER_SUBMIT_DIRECTORY": "/opt/code"}
    return a_model(stack, id, containers=[sm.ContainerDefinition(image=image, environment=environment)])


def pytorch(version: str = "2.6", **options: Any) -> sm.ContainerImage:
    return sm.ContainerImage.from_framework(sm.Framework.PYTORCH, version, **options)


def hosted_on(stack: cdk.Stack, image: sm.ContainerImage, *instance_types: str) -> sm.Model:
    """A model with this image, and a variant on instances of each type."""
    model = a_model_of(stack, image)
    variants = [
        a_variant(stack, f"on-{index}", model=model, instance_type=sm.InstanceType.of(type)) for index, type in enumerate(instance_types)
    ]
    a_config(stack, *variants)
    return model


def image_of(stack: cdk.Stack) -> str:
    """What the only container of the only model runs."""
    image: str = container_of(stack)["Image"]
    return image


def test_an_image_by_framework_and_version(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6", python_version="py312", processor=sm.Processor.CPU))

    assert image_of(stack) == f"{REGISTRY}/pytorch-inference:2.6-cpu-py312"
    assert warnings_of(stack) == []


def test_the_role_may_pull_this_image(stack: cdk.Stack) -> None:
    a_model_of(stack, pytorch())

    assert permissions_of(stack, "ecr") == [
        {
            "Effect": "Allow",
            "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Resource": "arn:${AWS::Partition}:ecr:us-east-1:763104351884:repository/pytorch-inference",
        },
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
    ]


@pytest.mark.parametrize(
    ("framework", "version", "image"),
    [
        (sm.Framework.XGBOOST, "1.7-1", "683313688378.dkr.ecr.us-east-1.${AWS::URLSuffix}/sagemaker-xgboost:1.7-1"),
        (sm.Framework.SKLEARN, "1.2-1", "683313688378.dkr.ecr.us-east-1.${AWS::URLSuffix}/sagemaker-scikit-learn:1.2-1-cpu-py3"),
        (sm.Framework.TENSORFLOW, "2.14", f"{REGISTRY}/tensorflow-inference:2.14-cpu"),
    ],
    ids=str,
)
def test_each_framework_has_a_registry_of_its_own(stack: cdk.Stack, framework: sm.Framework, version: str, image: str) -> None:
    a_model_of(stack, sm.ContainerImage.from_framework(framework, version))

    assert image_of(stack) == image


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_each_framework_is_in_the_catalog(stack: cdk.Stack, name: str) -> None:
    framework: sm.Framework = getattr(sm.Framework, name)

    message = message_of(lambda: a_model_of(stack, sm.ContainerImage.from_framework(framework, "0.0.1-none")))

    assert message == Like(f"Test/Model: framework '{framework.to_string()}' has no version '0.0.1-none' ...; ...")


@pytest.mark.parametrize("framework", [sm.Framework.of("pytorch"), sm.Framework("pytorch")], ids=["of", "constructor"])
def test_a_framework_by_the_name_in_the_sagemaker_sdk(stack: cdk.Stack, framework: sm.Framework) -> None:
    a_model_of(stack, sm.ContainerImage.from_framework(framework, "2.6"))

    assert framework.to_string() == sm.Framework.PYTORCH.to_string() == "pytorch"
    assert image_of(stack) == f"{REGISTRY}/pytorch-inference:2.6-cpu-py312"


def test_the_newest_version_if_none_is_told(stack: cdk.Stack) -> None:
    known = message_of(lambda: a_model_of(stack, sm.ContainerImage.from_framework(sm.Framework.XGBOOST, "newest"), "Wrong"))
    newest = known.partition("the nearest are ")[2].partition(",")[0]
    stack.node.try_remove_child("Wrong")

    a_model_of(stack, sm.ContainerImage.from_framework(sm.Framework.XGBOOST))

    assert image_of(stack).partition(":${")[0].endswith(f"/sagemaker-xgboost:{newest}")


def test_a_python_version_of_several(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "1.4.0", python_version="py3", processor=sm.Processor.CPU))

    assert image_of(stack) == f"{REGISTRY}/pytorch-inference:1.4.0-cpu-py3"


def test_the_newest_python_version_if_none_is_told(stack: cdk.Stack) -> None:
    a_model_of(stack, sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "1.4.0", processor=sm.Processor.CPU))

    assert image_of(stack) == f"{REGISTRY}/pytorch-inference:1.4.0-cpu-py36"


def test_an_image_of_hugging_face_on_its_base_framework(stack: cdk.Stack) -> None:
    image = sm.ContainerImage.from_framework(
        sm.Framework.HUGGINGFACE, "4.49.0", base_framework_version="pytorch2.6.0", processor=sm.Processor.GPU
    )

    a_model_of(stack, image)

    assert image_of(stack) == f"{REGISTRY}/huggingface-pytorch-inference:2.6.0-transformers4.49.0-gpu-py312-cu124-ubuntu22.04"


@pytest.mark.parametrize(
    ("version", "instance_types", "name"),
    [
        ("2.6", ["ml.m5.large"], "pytorch-inference:2.6-cpu-py312"),
        ("2.6", ["ml.g5.xlarge"], "pytorch-inference:2.6-gpu-py312"),
        ("2.6", ["ml.g5.xlarge", "ml.p4d.24xlarge"], "pytorch-inference:2.6-gpu-py312"),
        ("2.0.0", ["ml.c7g.large"], "pytorch-inference-graviton:2.0.0-cpu-py310-ubuntu20.04-sagemaker"),
    ],
)
def test_the_image_is_for_the_processor_of_the_instances(stack: cdk.Stack, version: str, instance_types: list[str], name: str) -> None:
    hosted_on(stack, pytorch(version), *instance_types)

    assert image_of(stack) == f"{REGISTRY}/{name}"
    assert warnings_of(stack) == []


def test_the_image_follows_a_variant_that_is_added_later(stack: cdk.Stack) -> None:
    model = a_model_of(stack, pytorch("2.0.0"))
    config = sm.EndpointConfig(stack, "Config")

    config.add_instance_production_variant(model=model, variant_name="main", instance_type=sm.InstanceType.of("ml.c7g.large"))

    assert image_of(stack) == f"{REGISTRY}/pytorch-inference-graviton:2.0.0-cpu-py310-ubuntu20.04-sagemaker"
    assert permissions_of(stack, "ecr")[0]["Resource"] == (
        "arn:${AWS::Partition}:ecr:us-east-1:763104351884:repository/pytorch-inference-graviton"
    )


def test_the_image_is_for_the_cpu_on_serverless_inference(stack: cdk.Stack) -> None:
    model = a_model_of(stack, pytorch())

    variant = sm.ServerlessProductionVariantProps(model=model, variant_name="main", max_concurrency=1, memory_size_in_mb=1024)
    sm.EndpointConfig(stack, "Config", serverless_production_variant=variant)

    assert image_of(stack) == f"{REGISTRY}/pytorch-inference:2.6-cpu-py312"
    assert warnings_of(stack) == []


def test_the_image_is_for_the_processor_that_is_told(stack: cdk.Stack) -> None:
    a_model_of(stack, pytorch(processor=sm.Processor.GPU))

    assert image_of(stack) == f"{REGISTRY}/pytorch-inference:2.6-gpu-py312"


def test_a_model_on_instances_with_different_processors_is_warned_of(stack: cdk.Stack) -> None:
    hosted_on(stack, pytorch(), "ml.g5.xlarge", "ml.m5.large")

    assert image_of(stack) == f"{REGISTRY}/pytorch-inference:2.6-cpu-py312"
    assert "Test/Model: mixedProcessors" in warned_of(stack)


def test_an_image_for_another_processor_than_that_of_the_instances_is_warned_of(stack: cdk.Stack) -> None:
    hosted_on(stack, pytorch(processor=sm.Processor.GPU), "ml.m5.large")

    assert warned_of(stack) == ["Test/Config: imageProcessor"]


def test_instances_whose_accelerators_are_not_used_are_warned_of(stack: cdk.Stack) -> None:
    hosted_on(stack, sm.ContainerImage.from_framework(sm.Framework.SKLEARN, "1.2-1"), "ml.g5.xlarge")

    assert sorted(warned_of(stack)) == ["Test/Config: imageProcessor", "Test/Model: scriptNotNamed"]


@pytest.mark.parametrize(
    ("region", "account"), [("eu-west-1", "763104351884"), ("il-central-1", "780543022126"), ("cn-north-1", "727897471807")]
)
def test_the_image_comes_from_the_registry_of_the_region(region: str, account: str) -> None:
    stack = a_stack(region=region)

    a_model_of(stack, pytorch())

    assert image_of(stack) == f"{account}.dkr.ecr.{region}.${{AWS::URLSuffix}}/pytorch-inference:2.6-cpu-py312"


def test_a_stack_without_a_region_looks_the_registry_up_when_deployed() -> None:
    stack = cdk.Stack(cdk.App(), "Anywhere")

    a_model_of(stack, pytorch())

    ((table, accounts),) = Template.from_stack(stack).to_json()["Mappings"].items()
    assert accounts["il-central-1"] == {"value": "780543022126"}
    registry, _, name = image_of(stack).partition("/")
    assert registry == f"${{{table}[${{AWS::Region}}].value}}.dkr.ecr.${{AWS::Region}}.${{AWS::URLSuffix}}"
    assert name == "pytorch-inference:2.6-cpu-py312"


def test_all_images_of_a_registry_are_looked_up_in_one_table() -> None:
    stack = cdk.Stack(cdk.App(), "Anywhere")
    xgboost = sm.ContainerImage.from_framework(sm.Framework.XGBOOST, "1.7-1")

    a_model(stack, containers=[sm.ContainerDefinition(image=image) for image in (pytorch(), pytorch(), xgboost)])

    tables = [readable(container["Image"]).partition("[")[0] for container in properties_of(stack, MODEL)["Containers"]]
    assert tables[0] == tables[1] != tables[2]
    assert len(Template.from_stack(stack).to_json()["Mappings"]) == 2


def test_a_registry_of_a_named_account() -> None:
    stack = a_stack(region="mars-north-1")

    a_model_of(stack, pytorch(account_id="111122223333"))

    assert image_of(stack) == "111122223333.dkr.ecr.mars-north-1.${AWS::URLSuffix}/pytorch-inference:2.6-cpu-py312"
    assert permissions_of(stack, "ecr")[0]["Resource"] == (
        "arn:${AWS::Partition}:ecr:mars-north-1:111122223333:repository/pytorch-inference"
    )


def test_fails_in_a_region_without_a_registry() -> None:
    stack = a_stack(region="mars-north-1")

    assert message_of(lambda: a_model_of(stack, pytorch())) == Like(
        "Test/Model: ... 'pytorch' ... 'mars-north-1'; ... af-south-1, ..., us-west-2; ... 'accountId'"
    )


def test_a_processor_that_has_not_got_the_newest_version_is_warned_of(stack: cdk.Stack) -> None:
    hosted_on(stack, sm.ContainerImage.from_framework(sm.Framework.XGBOOST), "ml.c7g.large")

    assert warned_of(stack) == ["Test/Model: olderVersionForProcessor"]


@pytest.mark.parametrize(
    ("alias", "framework"),
    [
        (sm.Framework.VLLM, "vllm"),
        (sm.Framework.SGLANG, "sglang"),
        (sm.Framework.LMI, "djl-lmi"),
        (sm.Framework.TGI, "huggingface-llm"),
        (sm.Framework.TEI, "huggingface-tei"),
        (sm.Framework.TRITON, "sagemaker-tritonserver"),
    ],
)
def test_the_names_that_users_look_for_are_members(alias: sm.Framework, framework: str) -> None:
    assert alias.to_string() == framework


def test_an_unknown_framework_is_told_similar_names_and_the_way_out(stack: cdk.Stack) -> None:
    message = message_of(lambda: a_model_of(stack, sm.ContainerImage.from_framework(sm.Framework.of("sglan"))))

    assert message == Like("Test/Model: framework 'sglan' is not in the catalog; similar names: sglang, ...; ... ContainerImage.fromDlc ... fromRegistry ...")


def test_the_uri_of_an_image_for_another_resource(stack: cdk.Stack) -> None:
    uri = sm.Framework.CLARIFY.image_uri(stack)

    assert readable(stack.resolve(uri)) == "205585389593.dkr.ecr.us-east-1.${AWS::URLSuffix}/sagemaker-clarify-processing:1.0"


def test_a_token_as_instance_type_takes_the_image_for_the_cpu_with_a_warning(stack: cdk.Stack) -> None:
    hosted_on(stack, pytorch(), cdk.Aws.STACK_NAME)

    assert image_of(stack) == f"{REGISTRY}/pytorch-inference:2.6-cpu-py312"
    assert warned_of(stack) == ["Test/Model: unknownProcessor"]
