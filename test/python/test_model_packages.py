"""Containers that are model packages of the registry."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from helpers.given import a_bucket, a_model, an_image
from helpers.messages import Like
from helpers.templates import (
    MODEL,
    MODEL_PACKAGE,
    container_of,
    permissions_of,
    readable,
    resource_of,
    resources_of,
    warned_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm
from cdk_sagemaker_hosting import registry

ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package"
PRODUCT = "arn:aws:sagemaker:us-east-1:985815980388:model-package/detector-1234"


def by_arn(stack: cdk.Stack, arn: str = f"{ARN}/churn/3") -> sm.IModelPackage:
    return registry.ModelPackage.from_model_package_arn(stack, "Package", arn)


def by_name(stack: cdk.Stack) -> sm.IModelPackage:
    return registry.ModelPackage.from_model_package_name(stack, "Package", "churn")


def by_version(stack: cdk.Stack) -> sm.IModelPackage:
    group = registry.ModelPackageGroup.from_model_package_group_name(stack, "Group", "Churn")
    return registry.ModelPackage.from_model_package_version(stack, "Package", group, 3)


def by_version_elsewhere(stack: cdk.Stack) -> sm.IModelPackage:
    arn = "arn:aws:sagemaker:us-east-1:111122223333:model-package-group/churn"
    group = registry.ModelPackageGroup.from_model_package_group_arn(stack, "Group", arn)
    return registry.ModelPackage.from_model_package_version(stack, "Package", group, 3)


def other_warnings_of(stack: cdk.Stack) -> list[str]:
    """The rules that warn, but for the one of a package that is imported without its containers."""
    return [warning for warning in warned_of(stack) if not warning.endswith(": unknownModelPackageContents")]


def using(stack: cdk.Stack, model_package: sm.IModelPackage, id: str = "Model", **props: bool) -> sm.Model:
    """A model whose container is a package."""
    return a_model(stack, id, containers=[sm.ContainerDefinition(model_package=model_package)], **props)


def defined(stack: cdk.Stack, status: registry.ModelApprovalStatus | None = None) -> registry.ModelPackage:
    """A version that this app defines, with an image and artifacts."""
    group = registry.ModelPackageGroup(stack, "Group", model_package_group_name="churn")
    specification = registry.InferenceSpecification(
        containers=[
            registry.ModelPackageContainer(
                image=an_image(stack), model_data=sm.ModelData.from_bucket(a_bucket(stack), "churn/model.tar.gz")
            )
        ],
        supported_content_types=["text/csv"],
        supported_response_mime_types=["application/json"],
    )
    return group.add_model_package("Version", inference_specification=specification, model_approval_status=status)


@pytest.mark.parametrize(
    ("imported", "arn"),
    [
        (by_arn, f"{ARN}/churn/3"),
        (by_name, "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:model-package/churn"),
        (by_version, "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:model-package/churn/3"),
        (by_version_elsewhere, "arn:${AWS::Partition}:sagemaker:us-east-1:111122223333:model-package/churn/3"),
    ],
    ids=["by ARN", "by name", "by version", "by version of a group elsewhere"],
)
def test_a_package_is_used_and_may_be_used(stack: cdk.Stack, imported: Callable[[cdk.Stack], sm.IModelPackage], arn: str) -> None:
    using(stack, imported(stack))

    assert container_of(stack) == {"ModelPackageName": arn}
    assert permissions_of(stack, "sagemaker") == [{"Effect": "Allow", "Action": "sagemaker:AccessModelPackage", "Resource": arn}]
    assert warned_of(stack) == ["Test/Model: unknownModelPackageContents"]


def test_the_model_waits_for_the_permission(stack: cdk.Stack) -> None:
    using(stack, by_arn(stack))

    (policy,) = resources_of(stack, "AWS::IAM::Policy")
    assert policy in resource_of(stack, MODEL)["DependsOn"]


def test_the_arn_of_a_package_may_be_known_when_deployed(stack: cdk.Stack) -> None:
    using(stack, by_arn(stack, cdk.CfnParameter(stack, "Approved").value_as_string))

    assert container_of(stack) == {"ModelPackageName": "${Approved}"}
    assert warnings_of(stack) == []


def test_an_inference_specification_of_the_package(stack: cdk.Stack) -> None:
    a_model(stack, containers=[sm.ContainerDefinition(model_package=by_arn(stack), inference_specification_name="int8")])

    assert container_of(stack)["InferenceSpecificationName"] == "int8"
    assert other_warnings_of(stack) == []


def test_a_pipeline_may_have_images_and_packages(stack: cdk.Stack) -> None:
    model = a_model(stack)

    model.add_container(model_package=by_arn(stack))

    containers = readable(resource_of(stack, MODEL)["Properties"]["Containers"])
    assert [set(container) for container in containers] == [{"Image"}, {"ModelPackageName"}]


def test_an_inference_specification_without_a_package_is_warned_of(stack: cdk.Stack) -> None:
    a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), inference_specification_name="int8")])

    assert warned_of(stack) == ["Test/Model: inferenceSpecificationWithoutModelPackage"]


def test_an_image_beside_a_package_is_warned_of(stack: cdk.Stack) -> None:
    a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), model_package=by_arn(stack))])

    assert other_warnings_of(stack) == ["Test/Model: imageAndModelPackage"]


def test_an_environment_beside_a_package_is_warned_of(stack: cdk.Stack) -> None:
    a_model(stack, containers=[sm.ContainerDefinition(model_package=by_arn(stack), environment={"LEVEL": "debug"})])

    assert container_of(stack)["Environment"] == {"LEVEL": "debug"}
    assert other_warnings_of(stack) == ["Test/Model: environmentWithModelPackage"]


def test_a_product_of_aws_marketplace_with_a_network_is_warned_of(stack: cdk.Stack) -> None:
    using(stack, by_arn(stack, PRODUCT))

    assert warned_of(stack) == ["Test/Model: marketplaceNetworkIsolation"]


def test_a_product_of_aws_marketplace_without_a_network_is_not(stack: cdk.Stack) -> None:
    using(stack, by_arn(stack, PRODUCT), network_isolation=True)

    assert container_of(stack) == {"ModelPackageName": PRODUCT}
    assert warnings_of(stack) == []


def test_a_model_may_read_what_a_package_of_the_app_consists_of(stack: cdk.Stack) -> None:
    using(stack, defined(stack))

    assert permissions_of(stack, "ecr") == [
        {
            "Effect": "Allow",
            "Action": ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
            "Resource": "arn:${AWS::Partition}:ecr:us-east-1:123456789012:repository/repository",
        },
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
    ]
    assert permissions_of(stack, "s3") == [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:${AWS::Partition}:s3:::models/churn/model.tar.gz"}
    ]
    (package,) = resources_of(stack, MODEL_PACKAGE)
    assert permissions_of(stack, "sagemaker") == [
        {"Effect": "Allow", "Action": "sagemaker:AccessModelPackage", "Resource": f"${{{package}.ModelPackageArn}}"}
    ]
    assert container_of(stack) == {"ModelPackageName": f"${{{package}.ModelPackageArn}}"}
    assert warned_of(stack) == ["Test/Model: unapprovedModelPackage"]


def test_each_model_of_a_package_of_the_app_may_read_what_it_consists_of(stack: cdk.Stack) -> None:
    package = defined(stack)

    for id in ("First", "Second"):
        using(stack, package, id)

    assert len(permissions_of(stack, "s3")) == 2


def test_an_approved_version_is_not_warned_of(stack: cdk.Stack) -> None:
    using(stack, defined(stack, registry.ModelApprovalStatus.APPROVED))

    assert warnings_of(stack) == []


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (registry.ModelApprovalStatus.REJECTED, "Rejected"),
        (registry.ModelApprovalStatus.PENDING_MANUAL_APPROVAL, "PendingManualApproval"),
    ],
)
def test_a_version_that_is_not_approved_is_warned_of(stack: cdk.Stack, status: registry.ModelApprovalStatus, name: str) -> None:
    using(stack, defined(stack, status))

    assert warnings_of(stack) == [
        Like(f"Test/Model: ... 'Test/Group/Version' ... {name}, ... [ack: cdk-sagemaker-hosting:unapprovedModelPackage]")
    ]


def test_a_package_of_another_region_is_warned_of(stack: cdk.Stack) -> None:
    using(stack, by_arn(stack, "arn:aws:sagemaker:eu-west-1:123456789012:model-package/churn/3"))

    assert other_warnings_of(stack) == ["Test/Model: otherRegion"]
