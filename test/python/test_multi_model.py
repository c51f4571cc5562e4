"""Many models in one container, and containers that are invoked directly."""

import aws_cdk as cdk
import pytest
from helpers.given import a_bucket, a_config, a_model, a_variant, an_image
from helpers.templates import MODEL, container_of, permissions_of, properties_of, variants_of, warned_of, warnings_of

import cdk_sagemaker_hosting as sm


def a_multi_model_container(stack: cdk.Stack, mode: sm.ContainerMode | None = None) -> sm.ContainerDefinition:
    data = sm.ModelData.from_bucket_prefix(a_bucket(stack), "churn/")
    return sm.ContainerDefinition(image=an_image(stack), mode=mode or sm.ContainerMode.multi_model(), model_data=data)


def named_containers(stack: cdk.Stack, *names: str) -> list[sm.ContainerDefinition]:
    return [sm.ContainerDefinition(image=an_image(stack), container_hostname=name) for name in names]


def test_a_multi_model_container_serves_the_archives_below_a_prefix(stack: cdk.Stack) -> None:
    a_model(stack, containers=[a_multi_model_container(stack)])

    container = container_of(stack)
    assert container["Mode"] == "MultiModel"
    assert container["ModelDataUrl"] == "s3://models/churn/"
    assert "MultiModelConfig" not in container
    assert "ModelDataSource" not in container
    assert warnings_of(stack) == []


@pytest.mark.parametrize(("caching", "setting"), [(True, "Enabled"), (False, "Disabled")])
def test_models_are_kept_in_memory_or_not(stack: cdk.Stack, caching: bool, setting: str) -> None:
    a_model(stack, containers=[a_multi_model_container(stack, sm.ContainerMode.multi_model(model_caching=caching))])

    assert container_of(stack)["MultiModelConfig"] == {"ModelCacheSetting": setting}


def test_the_role_may_list_and_read_the_archives(stack: cdk.Stack) -> None:
    a_model(stack, containers=[a_multi_model_container(stack)])

    assert permissions_of(stack, "s3") == [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:${AWS::Partition}:s3:::models/churn/*"},
        {
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": "arn:${AWS::Partition}:s3:::models",
            "Condition": {"StringLike": {"s3:prefix": "churn/*"}},
        },
    ]


def test_a_pipeline_may_have_one_multi_model_container(stack: cdk.Stack) -> None:
    a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack)), a_multi_model_container(stack)])

    assert [container.get("Mode") for container in properties_of(stack, MODEL)["Containers"]] == [None, "MultiModel"]


def test_a_container_may_tell_that_it_serves_one_model(stack: cdk.Stack) -> None:
    data = sm.ModelData.from_bucket(a_bucket(stack), "model.tar.gz")

    a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), mode=sm.ContainerMode.single_model(), model_data=data)])

    container = container_of(stack)
    assert container["Mode"] == "SingleModel"
    assert container["ModelDataUrl"].endswith("/models/model.tar.gz")


def test_a_multi_model_container_is_hosted_on_instances(stack: cdk.Stack) -> None:
    model = a_model(stack, containers=[a_multi_model_container(stack)])

    a_config(stack, a_variant(stack, model=model))

    assert [variant["VariantName"] for variant in variants_of(stack)] == ["main"]


def test_containers_that_are_invoked_directly(stack: cdk.Stack) -> None:
    containers = named_containers(stack, "ranking", "translation")

    a_model(stack, containers=containers, inference_execution_mode=sm.InferenceExecutionMode.DIRECT)

    properties = properties_of(stack, MODEL)
    assert properties["InferenceExecutionConfig"] == {"Mode": "Direct"}
    assert [container["ContainerHostname"] for container in properties["Containers"]] == ["ranking", "translation"]
    assert warnings_of(stack) == []


def test_containers_that_each_request_passes(stack: cdk.Stack) -> None:
    containers = [sm.ContainerDefinition(image=an_image(stack))] * 2

    a_model(stack, containers=containers, inference_execution_mode=sm.InferenceExecutionMode.SERIAL)

    assert properties_of(stack, MODEL)["InferenceExecutionConfig"] == {"Mode": "Serial"}


def test_a_model_says_nothing_of_how_requests_pass_unless_told(stack: cdk.Stack) -> None:
    a_model(stack)

    assert "InferenceExecutionConfig" not in properties_of(stack, MODEL)


def test_a_multi_model_container_that_is_invoked_directly_is_warned_of(stack: cdk.Stack) -> None:
    data = sm.ModelData.from_bucket_prefix(a_bucket(stack), "churn/")
    many = sm.ContainerDefinition(image=an_image(stack), container_hostname="many", mode=sm.ContainerMode.multi_model(), model_data=data)

    a_model(stack, containers=[*named_containers(stack, "one"), many], inference_execution_mode=sm.InferenceExecutionMode.DIRECT)

    assert warned_of(stack) == ["Test/Model: directMultiModel"]


def test_the_host_name_of_the_only_container_is_warned_of(stack: cdk.Stack) -> None:
    a_model(stack, containers=named_containers(stack, "only"))

    assert warned_of(stack) == ["Test/Model: containerHostnameIgnored"]
