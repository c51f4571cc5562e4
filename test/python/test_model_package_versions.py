"""Versions and packages over time: their order, their replacement, and their use in other stacks and accounts."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from helpers.given import a_bucket, a_model, an_image
from helpers.messages import Like, message_of
from helpers.templates import (
    MODEL_PACKAGE,
    MODEL_PACKAGE_GROUP,
    permissions_of,
    properties_of,
    readable,
    resources_of,
    statements_of,
    warned_of,
)

import cdk_sagemaker_hosting as sm
from cdk_sagemaker_hosting import registry

VERSIONS = "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:model-package/churn/*"
UNKNOWN_TYPE = sm.InstanceType.of("ml.m99.large")
APPROVED = registry.ModelApprovalStatus.APPROVED


def a_group(stack: cdk.Stack) -> registry.ModelPackageGroup:
    return registry.ModelPackageGroup(stack, "Group", model_package_group_name="churn")


def a_specification(stack: cdk.Stack, **props: Any) -> registry.InferenceSpecification:
    return registry.InferenceSpecification(
        containers=[registry.ModelPackageContainer(image=an_image(stack))],
        supported_content_types=["text/csv"],
        supported_response_mime_types=["text/csv"],
        **props,
    )


def a_version(stack: cdk.Stack, **props: Any) -> registry.ModelPackage:
    defaults = {"model_approval_status": APPROVED, "inference_specification": a_specification(stack)}
    return a_group(stack).add_model_package("Version", **{**defaults, **props})


def using(stack: cdk.Stack, model_package: sm.IModelPackage, **container: Any) -> sm.Model:
    return a_model(stack, containers=[sm.ContainerDefinition(model_package=model_package, **container)])


def a_validation(stack: cdk.Stack, instance_type: str = "ml.m5.large", **job: Any) -> registry.ValidationSpecification:
    bucket = a_bucket(stack)
    return registry.ValidationSpecification(
        profile=registry.ValidationProfile(
            profile_name="smoke-test",
            transform_job_definition=registry.TransformJobDefinition(
                input=registry.TransformInput(data=registry.TransformData.from_prefix(bucket=bucket, prefix="in/")),
                output=registry.TransformOutput(location=sm.BucketLocation(bucket=bucket, prefix="out")),
                resources=registry.TransformResources(instance_type=sm.InstanceType.of(instance_type)),
                **job,
            ),
        )
    )


def test_versions_are_created_in_their_order(stack: cdk.Stack) -> None:
    group = a_group(stack)

    for id in ("B", "A"):
        group.add_model_package(id, description=id)

    versions = resources_of(stack, MODEL_PACKAGE)
    ids = {version["Properties"]["ModelPackageDescription"]: id for id, version in versions.items()}
    assert ids["B"] in versions[ids["A"]]["DependsOn"]
    assert ids["A"] not in versions[ids["B"]]["DependsOn"]


def test_a_version_is_kept_when_it_is_replaced(stack: cdk.Stack) -> None:
    a_version(stack).apply_removal_policy(cdk.RemovalPolicy.RETAIN)

    (version,) = resources_of(stack, MODEL_PACKAGE).values()
    assert version["UpdateReplacePolicy"] == "Retain"


def test_a_package_with_a_name_is_warned_of(stack: cdk.Stack) -> None:
    registry.ModelPackage(stack, "Package", model_package_name="churn", source_uri="https://example.com/churn")

    assert warned_of(stack) == ["Test/Package: fixedModelPackageName"]


def test_another_account_is_granted_something_on_a_version_by_the_policy_of_the_group(stack: cdk.Stack) -> None:
    version = a_version(stack, encryption_key=kms.Key(stack, "Key"))

    assert version.grant_access(iam.AccountPrincipal("222222222222")).success

    principal = {"AWS": "arn:${AWS::Partition}:iam::222222222222:root"}
    (statement,) = readable(properties_of(stack, MODEL_PACKAGE_GROUP)["ModelPackageGroupPolicy"]["Statement"])
    assert statement == {"Effect": "Allow", "Action": "sagemaker:AccessModelPackage", "Resource": VERSIONS, "Principal": principal}
    of_key = readable(properties_of(stack, "AWS::KMS::Key")["KeyPolicy"]["Statement"])
    assert [statement["Action"] for statement in of_key if statement["Principal"] == principal] == ["kms:Decrypt"]


def test_a_package_outside_of_a_group_grants_nothing_to_another_account(stack: cdk.Stack) -> None:
    package = registry.ModelPackage(stack, "Package", model_package_name="churn", encryption_key=kms.Key(stack, "Key"))

    assert not package.grant_access(iam.AccountPrincipal("222222222222")).success

    assert len(properties_of(stack, "AWS::KMS::Key")["KeyPolicy"]["Statement"]) == 1


@pytest.mark.parametrize(
    ("grant", "actions"),
    [
        (lambda group, role: group.grant_read(role), ["kms:Decrypt"]),
        (lambda group, role: group.grant_access(role), ["kms:Decrypt"]),
        (
            lambda group, role: group.grant_approve(role),
            [["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"], "kms:CreateGrant"],
        ),
    ],
    ids=["read", "access", "approve"],
)
def test_a_grant_on_a_group_includes_the_keys_of_its_versions(
    stack: cdk.Stack, grant: Callable[[registry.ModelPackageGroup, iam.IGrantable], iam.Grant], actions: list[Any]
) -> None:
    group = a_group(stack)
    grant(group, iam.Role(stack, "Reviewer", assumed_by=iam.AccountRootPrincipal()))

    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:us-east-1:123456789012:key/registry")
    group.add_model_package("Version", encryption_key=key)

    assert [statement["Action"] for statement in statements_of(stack) if statement["Resource"] == key.key_arn] == actions


def test_a_version_of_another_stack_is_warned_of(app: cdk.App) -> None:
    env = cdk.Environment(account="123456789012", region="us-east-1")
    versions, models = (cdk.Stack(app, id, env=env) for id in ("Versions", "Models"))

    using(models, a_version(versions))

    assert "Models/Model: replacedInOtherStack" in warned_of(models)


def test_a_version_of_another_account_is_refused_with_the_way_out(app: cdk.App) -> None:
    versions, models = (
        cdk.Stack(app, id, env=cdk.Environment(account=account, region="us-east-1"))
        for id, account in (("Versions", "123456789012"), ("Models", "222222222222"))
    )

    version = a_version(versions)

    message = message_of(lambda: using(models, version))
    assert message == Like("Models/Model: ... 'Versions/Group/Version' ...; ... ModelPackage.fromModelPackageVersion ...")


def test_the_version_can_be_imported_in_the_other_account(app: cdk.App) -> None:
    versions, models = (
        cdk.Stack(app, id, env=cdk.Environment(account=account, region="us-east-1"))
        for id, account in (("Versions", "123456789012"), ("Models", "222222222222"))
    )

    using(models, registry.ModelPackage.from_model_package_version(models, "Version", a_group(versions), 3))

    assert app.synth().get_stack_by_name("Models") is not None


def test_an_inference_specification_that_the_package_does_not_have_is_warned_of(stack: cdk.Stack) -> None:
    using(stack, a_version(stack), inference_specification_name="int8")

    assert warned_of(stack) == ["Test/Model: unknownInferenceSpecification"]


WARNED: list[tuple[Callable[[cdk.Stack], dict[str, Any]], str]] = [
    (lambda stack: {"inference_specification": None}, "emptyModelPackage"),
    (lambda stack: {"source_algorithm": registry.SourceAlgorithm(algorithm_name="xgboost")}, "severalModelPackageSources"),
    (lambda stack: {"validation_specification": a_validation(stack), "skip_model_validation": True}, "skippedValidation"),
    (lambda stack: {"validation_specification": a_validation(stack, "ml.t2.medium")}, "transformInstanceType"),
    (
        lambda stack: {
            "inference_specification": a_specification(stack, supported_transform_instance_types=[sm.InstanceType.C6_G_LARGE]),
        },
        "transformInstanceType",
    ),
    (
        lambda stack: {
            "inference_specification": a_specification(stack, supported_realtime_inference_instance_types=[UNKNOWN_TYPE]),
        },
        "unknownInstanceType",
    ),
]


@pytest.mark.parametrize(("props", "rule"), WARNED, ids=[f"{index}-{rule}" for index, (_, rule) in enumerate(WARNED)])
def test_what_sagemaker_may_not_take_is_warned_of(stack: cdk.Stack, props: Callable[[cdk.Stack], dict[str, Any]], rule: str) -> None:
    a_version(stack, **props(stack))

    assert warned_of(stack) == [f"Test/Group/Version: {rule}"]


def test_what_sagemaker_takes_is_not_warned_of(stack: cdk.Stack) -> None:
    a_version(stack, validation_specification=a_validation(stack), skip_model_validation=False)

    assert warned_of(stack) == []


def test_a_group_of_another_region_is_warned_of(stack: cdk.Stack) -> None:
    arn = "arn:aws:sagemaker:eu-west-1:123456789012:model-package-group/churn"
    group = registry.ModelPackageGroup.from_model_package_group_arn(stack, "Group", arn)

    registry.ModelPackage(stack, "Version", model_package_group=group, inference_specification=a_specification(stack))

    assert warned_of(stack) == ["Test/Version: modelPackageGroupOfOtherRegion"]


@pytest.mark.parametrize(
    ("mebibytes", "concurrent", "problem"),
    [
        (101, None, "... must be ... between 0 and 100, got 101 mebibytes"),
        (34, 3, "... multiplied by maxConcurrentTransforms must be at most 100 mebibytes, got 34 * 3 = 102; ..."),
    ],
)
def test_a_payload_that_is_too_large_is_refused(stack: cdk.Stack, mebibytes: int, concurrent: int | None, problem: str) -> None:
    job = a_validation(stack, max_payload=cdk.Size.mebibytes(mebibytes), max_concurrent_transforms=concurrent)

    message = message_of(lambda: a_version(stack, validation_specification=job))
    assert message == Like(f"Test/Group/Version: {problem}")


def test_an_imported_package_says_what_it_consists_of(stack: cdk.Stack) -> None:
    arn = "arn:aws:sagemaker:us-east-1:111122223333:model-package/churn/3"
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:us-east-1:111122223333:key/registry")
    data = sm.ModelData.from_bucket(a_bucket(stack), "churn/model.tar.gz")
    containers = [registry.ModelPackageContainerAttributes(image=an_image(stack), model_data=data)]

    using(
        stack,
        registry.ModelPackage.from_model_package_attributes(
            stack, "Package", model_package_arn=arn, containers=containers, encryption_key=key
        ),
    )

    def resources(service: str) -> list[Any]:
        return [statement["Resource"] for statement in permissions_of(stack, service)]

    assert resources("sagemaker") == [arn]
    assert resources("kms") == [key.key_arn]
    assert resources("s3") == ["arn:${AWS::Partition}:s3:::models/churn/model.tar.gz"]
    assert resources("ecr")[0].endswith(":repository/repository")
    assert warned_of(stack) == []


def test_an_imported_version_that_does_not_say_it_is_warned_of(stack: cdk.Stack) -> None:
    arn = "arn:aws:sagemaker:us-east-1:111122223333:model-package/churn/3"

    using(stack, registry.ModelPackage.from_model_package_arn(stack, "Package", arn))

    assert warned_of(stack) == ["Test/Model: unknownModelPackageContents"]
