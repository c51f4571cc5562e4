"""The model registry: groups of model packages, and what a package consists of."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from helpers.given import a_bucket, a_stack, an_image
from helpers.templates import (
    MODEL_PACKAGE,
    MODEL_PACKAGE_GROUP,
    Json,
    permissions_of,
    properties_of,
    readable,
    resource_of,
    resources_of,
    statements_of,
    warned_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm
from cdk_sagemaker_hosting import registry

SAGEMAKER = "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012"
GROUP = f"{SAGEMAKER}:model-package-group/churn"
VERSIONS = f"{SAGEMAKER}:model-package/churn/*"
KEY = "arn:aws:kms:us-east-1:123456789012:key/registry"
DIGEST = f"sha256:{'0' * 64}"
STATE_CHANGE = {"source": ["aws.sagemaker"], "detail-type": ["SageMaker Model Package State Change"]}


def a_group(stack: cdk.Stack, **props: Any) -> registry.ModelPackageGroup:
    return registry.ModelPackageGroup(stack, "Group", **{"model_package_group_name": "churn", **props})


def a_version(stack: cdk.Stack, **props: Any) -> registry.ModelPackage:
    return a_group(stack).add_model_package("Version", **props)


def a_specification(stack: cdk.Stack, *containers: registry.ModelPackageContainer, **props: Any) -> registry.InferenceSpecification:
    defaults: dict[str, Any] = {
        "containers": list(containers) or [registry.ModelPackageContainer(image=an_image(stack))],
        "supported_content_types": ["text/csv"],
        "supported_response_mime_types": ["application/json"],
    }
    return registry.InferenceSpecification(**{**defaults, **props})


def an_additional_specification(stack: cdk.Stack, name: str, **props: Any) -> registry.AdditionalInferenceSpecification:
    containers = [registry.ModelPackageContainer(image=an_image(stack, name))]
    return registry.AdditionalInferenceSpecification(name=name, containers=containers, **props)


def a_file(stack: cdk.Stack, key: str, **props: Any) -> registry.S3File:
    return registry.S3File(bucket=a_bucket(stack, "reports"), object_key=key, **props)


def a_role(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Training", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))


def a_key(stack: cdk.Stack, id: str = "registry") -> kms.IKey:
    return kms.Key.from_key_arn(stack, f"Key-{id}", f"arn:aws:kms:us-east-1:123456789012:key/{id}")


def a_job(stack: cdk.Stack, **props: Any) -> registry.TransformJobDefinition:
    defaults: dict[str, Any] = {
        "input": registry.TransformInput(
            data=registry.TransformData.from_prefix(bucket=a_bucket(stack), prefix="in/"),
        ),
        "output": registry.TransformOutput(location=sm.BucketLocation(bucket=a_bucket(stack), prefix="out")),
        "resources": registry.TransformResources(instance_type=sm.InstanceType.M5_LARGE),
    }
    return registry.TransformJobDefinition(**{**defaults, **props})


def a_validation(job: registry.TransformJobDefinition, role: iam.IRole | None = None) -> registry.ValidationSpecification:
    profile = registry.ValidationProfile(profile_name="smoke-test", transform_job_definition=job)
    return registry.ValidationSpecification(profile=profile, validation_role=role)


def package_in(stack: cdk.Stack) -> Json:
    """The properties of the only package, with its values as texts."""
    package: Json = readable(properties_of(stack, MODEL_PACKAGE))
    return package


def policy_of(stack: cdk.Stack) -> list[Json]:
    """The statements of the resource policy of the only group."""
    statements: list[Json] = readable(properties_of(stack, MODEL_PACKAGE_GROUP)["ModelPackageGroupPolicy"]["Statement"])
    return statements


def allow(actions: str | list[str], resource: str | list[str]) -> Json:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def test_a_group_has_a_name_and_a_description(stack: cdk.Stack) -> None:
    group = a_group(stack, model_package_group_name="Churn", description="tells who leaves")

    assert properties_of(stack, MODEL_PACKAGE_GROUP) == {
        "ModelPackageGroupName": "Churn",
        "ModelPackageGroupDescription": "tells who leaves",
    }
    assert group.model_package_group_name == "Churn"
    assert list(stack.resolve(group.model_package_group_arn)) == ["Fn::GetAtt"]
    assert warnings_of(stack) == []


def test_a_group_without_a_name_has_a_unique_one_in_lower_case(stack: cdk.Stack) -> None:
    groups = [registry.ModelPackageGroup(stack, id) for id in ("First", "Second")]

    names = [group.model_package_group_name for group in groups]
    assert names[0] != names[1]
    assert [name.lower() for name in names] == names
    assert sorted(group["Properties"]["ModelPackageGroupName"] for group in resources_of(stack, MODEL_PACKAGE_GROUP).values()) == sorted(
        names
    )


def test_a_group_outlives_the_stack(stack: cdk.Stack) -> None:
    a_group(stack)

    assert resource_of(stack, MODEL_PACKAGE_GROUP)["DeletionPolicy"] == "RetainExceptOnCreate"


def test_a_group_may_be_deleted_with_the_stack(stack: cdk.Stack) -> None:
    a_group(stack, removal_policy=cdk.RemovalPolicy.DESTROY)

    assert resource_of(stack, MODEL_PACKAGE_GROUP)["DeletionPolicy"] == "Delete"


def share_by_property(stack: cdk.Stack) -> None:
    a_group(stack, shared_with=["111122223333", "444455556666"])


def share_by_method(stack: cdk.Stack) -> None:
    a_group(stack).share_with("111122223333", "444455556666")


def share_with_approvers(stack: cdk.Stack) -> None:
    a_group(stack).share_with_approvers("111122223333", "444455556666")


def share_with_approvers_by_property(stack: cdk.Stack) -> None:
    a_group(stack, shared_with_approvers=["111122223333", "444455556666"])


@pytest.mark.parametrize(
    ("share", "approvals"),
    [
        (share_by_property, []),
        (share_by_method, []),
        (share_with_approvers, ["UpdateModelPackage"]),
        (share_with_approvers_by_property, ["UpdateModelPackage"]),
    ],
)
def test_a_group_is_shared_with_other_accounts(stack: cdk.Stack, share: Callable[[cdk.Stack], None], approvals: list[str]) -> None:
    share(stack)

    principal = {"AWS": [f"arn:${{AWS::Partition}}:iam::{account}:root" for account in ("111122223333", "444455556666")]}
    actions = ["CreateModel", "DescribeModelPackage", "ListModelPackages", *approvals]
    assert policy_of(stack) == [
        {**allow("sagemaker:DescribeModelPackageGroup", GROUP), "Principal": principal},
        {**allow([f"sagemaker:{action}" for action in actions], VERSIONS), "Principal": principal},
    ]


def test_a_group_has_the_policy_that_is_given_and_what_is_added(stack: cdk.Stack) -> None:
    def a_statement(action: str) -> iam.PolicyStatement:
        return iam.PolicyStatement(principals=[iam.AccountPrincipal("111122223333")], actions=[action], resources=["*"])

    group = a_group(stack, policy=iam.PolicyDocument(statements=[a_statement("sagemaker:ListModelPackages")]))
    added = group.add_to_resource_policy(a_statement("sagemaker:DescribeModelPackage"))

    assert added.statement_added
    assert [statement["Action"] for statement in policy_of(stack)] == ["sagemaker:ListModelPackages", "sagemaker:DescribeModelPackage"]


GroupGrant = Callable[[registry.IModelPackageGroup, iam.IGrantable], iam.Grant]
GROUP_GRANTS: list[tuple[GroupGrant, list[Json]]] = [
    (lambda group, grantee: group.grant(grantee, "sagemaker:AddTags"), [allow("sagemaker:AddTags", [GROUP, VERSIONS])]),
    (
        lambda group, grantee: group.grant_read(grantee),
        [
            allow("sagemaker:DescribeModelPackageGroup", GROUP),
            allow(["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"], VERSIONS),
        ],
    ),
    (
        lambda group, grantee: group.grant_register(grantee),
        [allow("sagemaker:CreateModelPackage", [GROUP, VERSIONS]), allow("sagemaker:DescribeModelPackage", VERSIONS)],
    ),
    (lambda group, grantee: group.grant_approve(grantee), [allow("sagemaker:UpdateModelPackage", VERSIONS)]),
    (
        lambda group, grantee: group.grant_access(grantee),
        [allow(["sagemaker:AccessModelPackage", "sagemaker:DescribeModelPackage"], VERSIONS)],
    ),
]
GROUP_GRANT_NAMES = ["grant", "read", "register", "approve", "access"]


@pytest.mark.parametrize(("grant", "statements"), GROUP_GRANTS, ids=GROUP_GRANT_NAMES)
def test_a_role_is_granted_something_on_a_group(stack: cdk.Stack, grant: GroupGrant, statements: list[Json]) -> None:
    assert grant(a_group(stack), a_role(stack)).success

    assert readable(statements_of(stack)) == statements
    assert "ModelPackageGroupPolicy" not in properties_of(stack, MODEL_PACKAGE_GROUP)


@pytest.mark.parametrize(("grant", "statements"), GROUP_GRANTS, ids=GROUP_GRANT_NAMES)
def test_another_account_is_granted_something_by_the_policy_of_the_group(
    stack: cdk.Stack, grant: GroupGrant, statements: list[Json]
) -> None:
    grant(a_group(stack), iam.AccountPrincipal("111122223333"))

    principal = {"AWS": "arn:${AWS::Partition}:iam::111122223333:root"}
    assert policy_of(stack) == [{**statement, "Principal": principal} for statement in statements]


@pytest.mark.parametrize(("grant", "statements"), GROUP_GRANTS, ids=GROUP_GRANT_NAMES)
def test_a_role_is_granted_something_on_an_imported_group(stack: cdk.Stack, grant: GroupGrant, statements: list[Json]) -> None:
    grant(registry.ModelPackageGroup.from_model_package_group_name(stack, "Theirs", "churn"), a_role(stack))

    assert readable(statements_of(stack)) == statements


def test_grants_name_a_group_as_it_is_called_and_as_sagemaker_writes_it(stack: cdk.Stack) -> None:
    a_group(stack, model_package_group_name="Churn").grant_approve(a_role(stack))

    names = [f"{SAGEMAKER}:model-package/{name}/*" for name in ("Churn", "churn")]
    assert readable(statements_of(stack)) == [allow("sagemaker:UpdateModelPackage", names)]


def test_a_group_that_is_defined_elsewhere(stack: cdk.Stack) -> None:
    arn = "arn:aws:sagemaker:eu-west-1:111122223333:model-package-group/churn"

    by_arn = registry.ModelPackageGroup.from_model_package_group_arn(stack, "ByArn", arn)
    by_name = registry.ModelPackageGroup.from_model_package_group_name(stack, "ByName", "Churn")

    assert (by_arn.model_package_group_arn, by_arn.model_package_group_name) == (arn, "churn")
    assert by_name.model_package_group_name == "Churn"
    assert readable(stack.resolve(by_name.model_package_group_arn)) == GROUP


def test_a_version_is_registered_in_a_group(stack: cdk.Stack) -> None:
    version = a_version(stack, inference_specification=a_specification(stack))

    (group_id,) = resources_of(stack, MODEL_PACKAGE_GROUP)
    assert package_in(stack) == {
        "ModelPackageGroupName": "churn",
        "InferenceSpecification": {
            "Containers": [{"Image": "123456789012.dkr.ecr.us-east-1.${AWS::URLSuffix}/repository:1.0"}],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["application/json"],
        },
    }
    assert resource_of(stack, MODEL_PACKAGE)["DependsOn"] == [group_id]
    assert version.node.path == "Test/Group/Version"


def test_a_version_is_registered_in_a_group_of_another_account(stack: cdk.Stack) -> None:
    arn = "arn:aws:sagemaker:us-east-1:111122223333:model-package-group/churn"

    registry.ModelPackage(
        stack, "Version", model_package_group=registry.ModelPackageGroup.from_model_package_group_arn(stack, "Theirs", arn)
    )

    assert package_in(stack) == {"ModelPackageGroupName": arn}


def test_a_package_outside_of_a_group_has_a_name(stack: cdk.Stack) -> None:
    specification = a_specification(
        stack,
        supported_realtime_inference_instance_types=[sm.InstanceType.M5_LARGE],
        supported_transform_instance_types=[sm.InstanceType.of("ml.m5.xlarge")],
    )

    registry.ModelPackage(stack, "Package", model_package_name="churn", inference_specification=specification)

    package = package_in(stack)
    assert package["ModelPackageName"] == "churn"
    assert package["InferenceSpecification"]["SupportedRealtimeInferenceInstanceTypes"] == ["ml.m5.large"]
    assert package["InferenceSpecification"]["SupportedTransformInstanceTypes"] == ["ml.m5.xlarge"]


def test_a_container_of_a_package_has_all_that_it_can_have(stack: cdk.Stack) -> None:
    container = registry.ModelPackageContainer(
        image=an_image(stack),
        model_data=sm.ModelData.from_bucket(a_bucket(stack), "churn.tar.gz"),
        container_hostname="predictor",
        environment={"LEVEL": "debug"},
        framework="PYTORCH",
        framework_version="2.6",
        image_digest=DIGEST,
        data_input_config=json.dumps({"input": [1, 3]}),
        nearest_model_name="resnet50",
    )

    a_version(stack, inference_specification=a_specification(stack, container))

    assert package_in(stack)["InferenceSpecification"]["Containers"] == [
        {
            "Image": "123456789012.dkr.ecr.us-east-1.${AWS::URLSuffix}/repository:1.0",
            "ModelDataUrl": "https://s3.us-east-1.${AWS::URLSuffix}/models/churn.tar.gz",
            "ContainerHostname": "predictor",
            "Environment": {"LEVEL": "debug"},
            "Framework": "PYTORCH",
            "FrameworkVersion": "2.6",
            "ImageDigest": DIGEST,
            "ModelInput": {"DataInputConfig": '{"input": [1, 3]}'},
            "NearestModelName": "resnet50",
        }
    ]


def test_a_container_of_a_package_may_have_uncompressed_artifacts(stack: cdk.Stack) -> None:
    data = sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama/", accept_eula=True)

    a_version(
        stack, inference_specification=a_specification(stack, registry.ModelPackageContainer(image=an_image(stack), model_data=data))
    )

    (container,) = package_in(stack)["InferenceSpecification"]["Containers"]
    assert container["ModelDataSource"]["S3DataSource"] == {
        "S3Uri": "s3://models/llama/",
        "S3DataType": "S3Prefix",
        "CompressionType": "None",
        "ModelAccessConfig": {"AcceptEula": True},
    }


def test_the_image_of_a_framework_follows_the_instances_that_the_package_is_for(stack: cdk.Stack) -> None:
    container = registry.ModelPackageContainer(image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6"))

    a_version(
        stack,
        inference_specification=a_specification(
            stack, container, supported_realtime_inference_instance_types=[sm.InstanceType.G5_XLARGE]
        ),
    )

    (rendered,) = package_in(stack)["InferenceSpecification"]["Containers"]
    assert rendered["Image"].endswith("/pytorch-inference:2.6-gpu-py312")


@pytest.mark.parametrize(
    ("option", "rendered"),
    [
        ("additional_inference_specifications", "AdditionalInferenceSpecifications"),
        ("additional_inference_specifications_to_add", "AdditionalInferenceSpecificationsToAdd"),
    ],
)
def test_a_package_may_have_other_ways_to_do_inference(stack: cdk.Stack, option: str, rendered: str) -> None:
    specification = an_additional_specification(
        stack,
        "int8",
        description="quantized",
        supported_content_types=["text/csv"],
        supported_response_mime_types=["text/csv"],
        supported_realtime_inference_instance_types=[sm.InstanceType.M5_LARGE],
        supported_transform_instance_types=[sm.InstanceType.M5_XLARGE],
    )

    a_version(stack, **{option: [specification]})

    assert package_in(stack)[rendered] == [
        {
            "Name": "int8",
            "Description": "quantized",
            "Containers": [{"Image": "123456789012.dkr.ecr.us-east-1.${AWS::URLSuffix}/int8:1.0"}],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["text/csv"],
            "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"],
            "SupportedTransformInstanceTypes": ["ml.m5.xlarge"],
        }
    ]


OPTIONS: list[tuple[str, Callable[[cdk.Stack], object], str, object]] = [
    ("description", lambda stack: "tells who leaves", "ModelPackageDescription", "tells who leaves"),
    ("model_approval_status", lambda stack: registry.ModelApprovalStatus.APPROVED, "ModelApprovalStatus", "Approved"),
    ("approval_description", lambda stack: "as good as the last", "ApprovalDescription", "as good as the last"),
    ("customer_metadata_properties", lambda stack: {"team": "ranking"}, "CustomerMetadataProperties", {"team": "ranking"}),
    ("domain", lambda stack: registry.ModelPackageDomain.NATURAL_LANGUAGE_PROCESSING, "Domain", "NATURAL_LANGUAGE_PROCESSING"),
    ("domain", lambda stack: registry.ModelPackageDomain.of("AUDIO"), "Domain", "AUDIO"),
    ("task", lambda stack: registry.ModelPackageTask.TEXT_GENERATION, "Task", "TEXT_GENERATION"),
    ("task", lambda stack: registry.ModelPackageTask.of("TRANSCRIPTION"), "Task", "TRANSCRIPTION"),
    ("sample_payload", lambda stack: a_file(stack, "payload.tar.gz"), "SamplePayloadUrl", "s3://reports/payload.tar.gz"),
    ("source_uri", lambda stack: "https://example.com/churn", "SourceUri", "https://example.com/churn"),
    ("skip_model_validation", lambda stack: True, "SkipModelValidation", "All"),
    ("skip_model_validation", lambda stack: False, "SkipModelValidation", "None"),
    ("certify_for_marketplace", lambda stack: True, "CertifyForMarketplace", True),
    ("encryption_key", lambda stack: a_key(stack), "SecurityConfig", {"KmsKeyId": KEY}),
    (
        "model_card",
        lambda stack: registry.ModelPackageCard(content=json.dumps({"a": 1}), status=registry.ModelCardStatus.PENDING_REVIEW),
        "ModelCard",
        {"ModelCardContent": '{"a": 1}', "ModelCardStatus": "PendingReview"},
    ),
    (
        "metadata_properties",
        lambda stack: registry.MetadataProperties(commit_id="3f2a", generated_by="ci", project_id="churn", repository="git"),
        "MetadataProperties",
        {"CommitId": "3f2a", "GeneratedBy": "ci", "ProjectId": "churn", "Repository": "git"},
    ),
    (
        "source_algorithm",
        lambda stack: registry.SourceAlgorithm(
            algorithm_name="xgboost", model_data=sm.ModelData.from_bucket(a_bucket(stack), "churn.tar.gz")
        ),
        "SourceAlgorithmSpecification",
        {
            "SourceAlgorithms": [
                {"AlgorithmName": "xgboost", "ModelDataUrl": "https://s3.us-east-1.${AWS::URLSuffix}/models/churn.tar.gz"}
            ]
        },
    ),
]


@pytest.mark.parametrize(
    ("option", "value", "rendered", "expected"), OPTIONS, ids=[f"{option[0]}-{option[3]}"[:50] for option in OPTIONS]
)
def test_a_package_has_what_it_is_given(
    stack: cdk.Stack, option: str, value: Callable[[cdk.Stack], object], rendered: str, expected: object
) -> None:
    a_version(stack, **{option: value(stack)})

    assert package_in(stack) == {"ModelPackageGroupName": "churn", rendered: expected}


def test_reports_are_json_unless_told_otherwise(stack: cdk.Stack) -> None:
    quality = registry.QualityMetrics(constraints=a_file(stack, "constraints.json"), statistics=a_file(stack, "statistics.json"))

    a_version(
        stack,
        model_metrics=registry.ModelMetrics(
            bias=registry.BiasMetrics(
                report=a_file(stack, "bias.csv", content_type="text/csv", content_digest=DIGEST),
                pre_training_report=a_file(stack, "before.json"),
                post_training_report=a_file(stack, "after.json"),
            ),
            explainability=registry.ExplainabilityMetrics(report=a_file(stack, "shap.json")),
            model_data_quality=quality,
            model_quality=quality,
        ),
    )

    def json_at(key: str) -> Json:
        return {"S3Uri": f"s3://reports/{key}", "ContentType": "application/json"}

    rendered_quality = {"Constraints": json_at("constraints.json"), "Statistics": json_at("statistics.json")}
    assert package_in(stack)["ModelMetrics"] == {
        "Bias": {
            "Report": {"S3Uri": "s3://reports/bias.csv", "ContentType": "text/csv", "ContentDigest": DIGEST},
            "PreTrainingReport": json_at("before.json"),
            "PostTrainingReport": json_at("after.json"),
        },
        "Explainability": {"Report": json_at("shap.json")},
        "ModelDataQuality": rendered_quality,
        "ModelQuality": rendered_quality,
    }


def test_baselines_tell_what_drift_is_compared_with(stack: cdk.Stack) -> None:
    quality = registry.QualityMetrics(statistics=a_file(stack, "statistics.json"))

    a_version(
        stack,
        drift_check_baselines=registry.DriftCheckBaselines(
            bias=registry.BiasBaselines(
                config_file=a_file(stack, "bias.json"),
                pre_training_constraints=a_file(stack, "before.json"),
                post_training_constraints=a_file(stack, "after.json"),
            ),
            explainability=registry.ExplainabilityBaselines(
                config_file=a_file(stack, "shap.json", content_type="text/json"), constraints=a_file(stack, "constraints.json")
            ),
            model_data_quality=quality,
            model_quality=quality,
        ),
    )

    baselines = package_in(stack)["DriftCheckBaselines"]
    assert baselines["Bias"]["ConfigFile"] == {"S3Uri": "s3://reports/bias.json"}
    assert set(baselines["Bias"]) == {"ConfigFile", "PreTrainingConstraints", "PostTrainingConstraints"}
    assert baselines["Explainability"] == {
        "ConfigFile": {"S3Uri": "s3://reports/shap.json", "ContentType": "text/json"},
        "Constraints": {"S3Uri": "s3://reports/constraints.json", "ContentType": "application/json"},
    }
    assert (
        baselines["ModelDataQuality"]
        == baselines["ModelQuality"]
        == {"Statistics": {"S3Uri": "s3://reports/statistics.json", "ContentType": "application/json"}}
    )


def profile_in(stack: cdk.Stack) -> Json:
    (profile,) = package_in(stack)["ValidationSpecification"]["ValidationProfiles"]
    rendered: Json = profile
    return rendered


def test_a_package_is_tried_out_by_a_transform_job(stack: cdk.Stack) -> None:
    a_version(stack, validation_specification=a_validation(a_job(stack)))

    assert profile_in(stack) == {
        "ProfileName": "smoke-test",
        "TransformJobDefinition": {
            "TransformInput": {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://models/in/"}}},
            "TransformOutput": {"S3OutputPath": "s3://models/out/"},
            "TransformResources": {"InstanceCount": 1, "InstanceType": "ml.m5.large"},
        },
    }


def test_a_transform_job_has_all_that_it_can_have(stack: cdk.Stack) -> None:
    job = a_job(
        stack,
        input=registry.TransformInput(
            data=registry.TransformData.from_manifest(a_bucket(stack), "manifest.json"),
            compression_type=registry.TransformCompressionType.GZIP,
            content_type="text/csv",
            split_type=registry.TransformSplitType.LINE,
        ),
        output=registry.TransformOutput(
            location=sm.BucketLocation(bucket=a_bucket(stack)),
            accept="text/csv",
            assemble_with=registry.TransformAssembleWith.LINE,
            encryption_key=a_key(stack, "output"),
        ),
        resources=registry.TransformResources(
            instance_type=sm.InstanceType.M5_LARGE, instance_count=2, volume_encryption_key=a_key(stack, "volume")
        ),
        batch_strategy=registry.TransformBatchStrategy.MULTI_RECORD,
        environment={"LEVEL": "debug"},
        max_concurrent_transforms=4,
        max_payload=cdk.Size.mebibytes(6),
    )

    a_version(stack, validation_specification=a_validation(job))

    assert profile_in(stack)["TransformJobDefinition"] == {
        "BatchStrategy": "MultiRecord",
        "Environment": {"LEVEL": "debug"},
        "MaxConcurrentTransforms": 4,
        "MaxPayloadInMB": 6,
        "TransformInput": {
            "CompressionType": "Gzip",
            "ContentType": "text/csv",
            "DataSource": {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://models/manifest.json"}},
            "SplitType": "Line",
        },
        "TransformOutput": {
            "Accept": "text/csv",
            "AssembleWith": "Line",
            "KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/output",
            "S3OutputPath": "s3://models/",
        },
        "TransformResources": {
            "InstanceCount": 2,
            "InstanceType": "ml.m5.large",
            "VolumeKmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/volume",
        },
    }


def test_the_role_of_the_validation_may_do_what_the_job_needs(stack: cdk.Stack) -> None:
    a_version(stack, inference_specification=a_specification(stack), validation_specification=a_validation(a_job(stack)))

    assert permissions_of(stack, "s3") == [
        allow("s3:GetObject", "arn:${AWS::Partition}:s3:::models/in/*"),
        {
            **allow("s3:ListBucket", "arn:${AWS::Partition}:s3:::models"),
            "Condition": {"StringLike": {"s3:prefix": "in/*"}},
        },
        allow(["s3:AbortMultipartUpload", "s3:PutObject"], "arn:${AWS::Partition}:s3:::models/out/*"),
    ]
    assert permissions_of(stack, "ecr")[0]["Resource"] == "arn:${AWS::Partition}:ecr:us-east-1:123456789012:repository/repository"
    made = [*resources_of(stack, "AWS::IAM::Role"), *resources_of(stack, "AWS::IAM::Policy")]
    assert set(made) <= set(resource_of(stack, MODEL_PACKAGE)["DependsOn"])


def test_the_role_of_the_validation_may_use_the_keys(stack: cdk.Stack) -> None:
    job = a_job(
        stack,
        output=registry.TransformOutput(location=sm.BucketLocation(bucket=a_bucket(stack)), encryption_key=a_key(stack, "output")),
        resources=registry.TransformResources(instance_type=sm.InstanceType.M5_LARGE, volume_encryption_key=a_key(stack, "volume")),
    )

    a_version(stack, validation_specification=a_validation(job))

    output, volume = (f"arn:aws:kms:us-east-1:123456789012:key/{id}" for id in ("output", "volume"))
    assert permissions_of(stack, "kms") == [
        allow(["kms:Decrypt", "kms:GenerateDataKey"], output),
        allow(["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"], volume),
        {**allow("kms:CreateGrant", volume), "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}},
    ]


def test_the_validation_may_have_a_role_of_yours(stack: cdk.Stack) -> None:
    role = a_role(stack)

    a_version(stack, validation_specification=a_validation(a_job(stack), role))

    assert properties_of(stack, MODEL_PACKAGE)["ValidationSpecification"]["ValidationRole"] == stack.resolve(role.role_arn)
    assert len(resources_of(stack, "AWS::IAM::Role")) == 1


ENCRYPT = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
CREATE_GRANT = {**allow("kms:CreateGrant", KEY), "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}}

PackageGrant = Callable[[sm.IModelPackage, iam.IGrantable], iam.Grant]
PACKAGE_GRANTS: list[tuple[PackageGrant, str, list[Json]]] = [
    (lambda package, grantee: package.grant(grantee, "sagemaker:AddTags"), "sagemaker:AddTags", []),
    (lambda package, grantee: package.grant_access(grantee), "sagemaker:AccessModelPackage", [allow("kms:Decrypt", KEY)]),
    (lambda package, grantee: package.grant_read(grantee), "sagemaker:DescribeModelPackage", [allow("kms:Decrypt", KEY)]),
    (lambda package, grantee: package.grant_update(grantee), "sagemaker:UpdateModelPackage", [allow(ENCRYPT, KEY), CREATE_GRANT]),
]
PACKAGE_GRANT_NAMES = ["grant", "access", "read", "update"]


@pytest.mark.parametrize(("grant", "action", "of_key"), PACKAGE_GRANTS, ids=PACKAGE_GRANT_NAMES)
def test_a_role_is_granted_something_on_a_package_and_its_key(
    stack: cdk.Stack, grant: PackageGrant, action: str, of_key: list[Json]
) -> None:
    assert grant(a_version(stack, encryption_key=a_key(stack)), a_role(stack)).success

    (package,) = resources_of(stack, MODEL_PACKAGE)
    assert readable(statements_of(stack)) == [allow(action, f"${{{package}.ModelPackageArn}}"), *of_key]


@pytest.mark.parametrize(("grant", "action", "of_key"), PACKAGE_GRANTS, ids=PACKAGE_GRANT_NAMES)
def test_a_role_is_granted_something_on_an_imported_package(
    stack: cdk.Stack, grant: PackageGrant, action: str, of_key: list[Json]
) -> None:
    arn = "arn:aws:sagemaker:us-east-1:111122223333:model-package/churn/3"

    grant(registry.ModelPackage.from_model_package_arn(stack, "Theirs", arn), a_role(stack))

    assert readable(statements_of(stack)) == [allow(action, arn)]


def test_what_is_known_of_a_package_when_deployed(stack: cdk.Stack) -> None:
    version = a_version(stack)

    (package,) = resources_of(stack, MODEL_PACKAGE)
    assert stack.resolve(version.model_package_arn) == {"Fn::GetAtt": [package, "ModelPackageArn"]}
    assert stack.resolve(version.model_package_status) == {"Fn::GetAtt": [package, "ModelPackageStatus"]}


def test_a_rule_for_the_versions_of_a_group(stack: cdk.Stack) -> None:
    approved = events.EventPattern(detail={"ModelApprovalStatus": ["Approved"]})

    a_group(stack).on_model_package_state_change(
        "Approved", target=targets.SqsQueue(sqs.Queue(stack, "Queue")), description="deploys", event_pattern=approved
    )

    rule = properties_of(stack, "AWS::Events::Rule")
    assert rule["EventPattern"] == {
        **STATE_CHANGE,
        "detail": {"ModelPackageGroupName": ["churn"], "ModelApprovalStatus": ["Approved"]},
    }
    assert rule["Description"] == "deploys"
    assert len(rule["Targets"]) == 1


def test_a_rule_for_an_imported_group(stack: cdk.Stack) -> None:
    registry.ModelPackageGroup.from_model_package_group_name(stack, "Theirs", "Churn").on_model_package_state_change("Changed")

    assert properties_of(stack, "AWS::Events::Rule")["EventPattern"] == {**STATE_CHANGE, "detail": {"ModelPackageGroupName": ["Churn"]}}


def test_a_rule_for_one_package(stack: cdk.Stack) -> None:
    a_version(stack).on_state_change("Changed", target=targets.SqsQueue(sqs.Queue(stack, "Queue")))

    (package,) = resources_of(stack, MODEL_PACKAGE)
    assert properties_of(stack, "AWS::Events::Rule")["EventPattern"] == {
        **STATE_CHANGE,
        "detail": {"ModelPackageArn": [{"Fn::GetAtt": [package, "ModelPackageArn"]}]},
    }


def a_tagging_stack() -> cdk.Stack:
    """A stack whose tags are those of its resources, not those of CloudFormation's."""
    return a_stack(cdk.App(context={"@aws-cdk/core:explicitStackTags": True}))


def test_the_tags_of_a_stack_reach_the_group_but_no_version() -> None:
    stack = a_tagging_stack()
    a_version(stack)

    cdk.Tags.of(stack).add("team", "ranking")

    assert properties_of(stack, MODEL_PACKAGE_GROUP)["Tags"] == [{"Key": "team", "Value": "ranking"}]
    assert package_in(stack) == {"ModelPackageGroupName": "churn"}
    assert warned_of(stack) == ["Test/Group/Version: emptyModelPackage"]


def test_the_tags_of_a_version_are_left_out_and_warned_of() -> None:
    stack = a_tagging_stack()

    cdk.Tags.of(a_version(stack)).add("team", "ranking")

    assert package_in(stack) == {"ModelPackageGroupName": "churn"}
    assert warned_of(stack) == ["Test/Group/Version: emptyModelPackage", "Test/Group/Version: modelPackageTags"]


def test_tags_that_cloudformation_passes_on_are_warned_of(stack: cdk.Stack) -> None:
    a_version(stack)

    cdk.Tags.of(stack).add("team", "ranking")

    assert warned_of(stack) == ["Test/Group/Version: emptyModelPackage", "Test/Group/Version: modelPackageStackTags"]


def test_the_tags_of_a_package_outside_of_a_group_are_kept(stack: cdk.Stack) -> None:
    cdk.Tags.of(registry.ModelPackage(stack, "Package", model_package_name="churn")).add("team", "ranking")

    assert package_in(stack)["Tags"] == [{"Key": "team", "Value": "ranking"}]


def test_structs_may_be_dictionaries(stack: cdk.Stack) -> None:
    a_version(
        stack,
        inference_specification={
            "containers": [{"image": an_image(stack)}],
            "supported_content_types": ["text/csv"],
            "supported_response_mime_types": ["application/json"],
        },
        model_card={"content": "{}", "status": registry.ModelCardStatus.DRAFT},
    )

    assert package_in(stack)["InferenceSpecification"]["SupportedContentTypes"] == ["text/csv"]
    assert package_in(stack)["ModelCard"]["ModelCardStatus"] == "Draft"
