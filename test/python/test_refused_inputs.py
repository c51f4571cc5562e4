"""What is refused, each with the whole message a Python user reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct
from helpers.given import (
    a_bucket,
    a_config,
    a_model,
    a_serverless_endpoint,
    a_serverless_variant,
    a_stack,
    a_variant,
    a_vpc,
    an_endpoint,
    an_image,
)
from helpers.messages import message_of, problems_at_synth

import cdk_sagemaker_hosting as sm
from cdk_sagemaker_hosting import registry

NAME_RULE = "must be letters, digits and hyphens, with no hyphen at either end (1 to 63 characters)"
NO_CONNECTIONS = (
    "the network connections of this model can't be managed, because it is not in a VPC, or was imported without its security groups; "
    "set vpc, or securityGroups when importing"
)


@dataclass(frozen=True)
class Refused:
    """Something a user may try in the stack `Test`, and the answer."""

    what: str
    attempt: Callable[[cdk.Stack], object]
    message: str


def an_environment(**environment: str) -> Callable[[cdk.Stack], object]:
    return lambda stack: a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), environment=environment)])


def host_names(*names: str) -> Callable[[cdk.Stack], object]:
    return lambda stack: a_model(
        stack, containers=[sm.ContainerDefinition(image=an_image(stack), container_hostname=name) for name in names]
    )


def an_image_of(config: Callable[[cdk.Stack], sm.ContainerImageConfig]) -> Callable[[cdk.Stack], object]:
    """A model with an image of the user, which amounts to this."""

    class Image(sm.ContainerImage):
        def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
            return config(cdk.Stack.of(scope))

    return lambda stack: a_model(stack, containers=[sm.ContainerDefinition(image=Image())])


def a_login(stack: cdk.Stack) -> lambda_.IFunction:
    return lambda_.Function.from_function_arn(stack, "Login", "arn:aws:lambda:us-east-1:123456789012:function:login")


class Somewhere(sm.ModelData):
    """Artifacts of the user at a URL."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ModelDataConfig:
        return sm.ModelDataConfig(uri=self.url)


def an_artifact(data: Callable[[cdk.Stack], sm.ModelData]) -> Callable[[cdk.Stack], object]:
    return lambda stack: a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), model_data=data(stack))])


def model_data(path: str) -> Callable[[cdk.Stack], object]:
    return an_artifact(lambda stack: sm.ModelData.from_asset(path))


def security_groups(stack: cdk.Stack, count: int) -> list[ec2.ISecurityGroup]:
    return [ec2.SecurityGroup.from_security_group_id(stack, f"Group{i}", f"sg-{i}") for i in range(count)]


def containers(stack: cdk.Stack, count: int) -> list[sm.ContainerDefinition]:
    return [sm.ContainerDefinition(image=an_image(stack))] * count


def a_full_config(stack: cdk.Stack) -> sm.EndpointConfig:
    model = a_model(stack)
    return a_config(stack, *(a_variant(stack, f"v{i}", model=model) for i in range(10)))


def a_serverless_config(stack: cdk.Stack) -> sm.EndpointConfig:
    return sm.EndpointConfig(stack, "Config", serverless_production_variant=a_serverless_variant(stack))


def twice(action: Callable[[], object]) -> object:
    action()
    return action()


def scaled(stack: cdk.Stack) -> sm.ScalableInstanceCount:
    return an_endpoint(stack).find_instance_production_variant("main").auto_scale_instance_count(max_capacity=3)


def scaled_serverless(stack: cdk.Stack) -> sm.ScalableProvisionedConcurrency:
    endpoint = a_serverless_endpoint(stack, provisioned_concurrency=1)
    return endpoint.find_serverless_production_variant("main").auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=3)


def elsewhere(stack: cdk.Stack) -> cdk.Stack:
    return a_stack(cdk.App(), "Elsewhere", account="210987654321", region="eu-west-1")


def a_framework_image(framework: sm.Framework, version: str | None = None, **options: Any) -> Callable[[cdk.Stack], object]:
    """A model with an image of AWS."""

    def attempt(stack: cdk.Stack) -> object:
        image = sm.ContainerImage.from_framework(framework, version, **options)
        return a_model(stack, containers=[sm.ContainerDefinition(image=image)])

    return attempt


def an_ecr_image(arn: str, tag: str = "1") -> Callable[[cdk.Stack], object]:
    return lambda stack: a_model(stack, containers=[sm.ContainerDefinition(image=sm.ContainerImage.from_ecr_repository_arn(arn, tag))])


class Described(sm.ModelData):
    """Artifacts of the user as described."""

    def __init__(self, **config: Any) -> None:
        super().__init__()
        self.config = config

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ModelDataConfig:
        return sm.ModelDataConfig(**self.config)


class NamedLikeItsModel(sm.ContainerImage):
    """An image of the user that only a model can use."""

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
        return sm.ContainerImageConfig(image_name=model.model_name)


def many_models(data: Callable[[cdk.Stack], sm.ModelData | None]) -> Callable[[cdk.Stack], object]:
    """A multi-model container with these artifacts."""
    mode = sm.ContainerMode.multi_model()
    return lambda stack: a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), mode=mode, model_data=data(stack))])


def a_copy(path: str, prefix: str = "churn", **options: Any) -> Callable[[cdk.Stack], object]:
    """A model with a directory as its artifacts that is not packed."""
    return an_artifact(
        lambda stack: sm.ModelData.from_uncompressed_directory(
            path, destination=sm.BucketLocation(bucket=a_bucket(stack), prefix=prefix), **options
        )
    )


def a_group(stack: cdk.Stack, **props: Any) -> registry.ModelPackageGroup:
    return registry.ModelPackageGroup(stack, "Group", **props)


def a_package_container(stack: cdk.Stack, **props: Any) -> registry.ModelPackageContainer:
    return registry.ModelPackageContainer(**{"image": an_image(stack), **props})


def a_specification(stack: cdk.Stack, *containers: registry.ModelPackageContainer, **props: Any) -> registry.InferenceSpecification:
    defaults: dict[str, Any] = {
        "containers": list(containers) or [a_package_container(stack)],
        "supported_content_types": ["text/csv"],
        "supported_response_mime_types": ["application/json"],
    }
    return registry.InferenceSpecification(**{**defaults, **props})


def an_additional_specification(stack: cdk.Stack, name: str, **props: Any) -> registry.AdditionalInferenceSpecification:
    return registry.AdditionalInferenceSpecification(**{"name": name, "containers": [a_package_container(stack)], **props})


def a_version(**props: Callable[[cdk.Stack], Any]) -> Callable[[cdk.Stack], object]:
    """A version of a group at `Test/Group/Version`."""
    return lambda stack: a_group(stack).add_model_package("Version", **{name: value(stack) for name, value in props.items()})


def a_version_of(container: Callable[[cdk.Stack], registry.ModelPackageContainer]) -> Callable[[cdk.Stack], object]:
    return a_version(inference_specification=lambda stack: a_specification(stack, container(stack)))


def a_file(stack: cdk.Stack, key: str, **props: Any) -> registry.S3File:
    return registry.S3File(bucket=a_bucket(stack), object_key=key, **props)


def a_validation(stack: cdk.Stack, profile_name: str = "smoke-test", **job: Any) -> registry.ValidationSpecification:
    defaults: dict[str, Any] = {
        "input": registry.TransformInput(data=registry.TransformData.from_prefix(bucket=a_bucket(stack), prefix="in/")),
        "output": registry.TransformOutput(location=sm.BucketLocation(bucket=a_bucket(stack), prefix="out")),
        "resources": registry.TransformResources(instance_type=sm.InstanceType.M5_LARGE),
    }
    definition = registry.TransformJobDefinition(**{**defaults, **job})
    return registry.ValidationSpecification(
        profile=registry.ValidationProfile(profile_name=profile_name, transform_job_definition=definition)
    )


MODELS = [
    Refused("a model name", lambda stack: a_model(stack, model_name="churn_3"), f"Test/Model: modelName {NAME_RULE}, got 'churn_3'"),
    Refused(
        "a long model name", lambda stack: a_model(stack, model_name="m" * 64), f"Test/Model: modelName {NAME_RULE}, got '{'m' * 64}'"
    ),
    Refused(
        "network settings without a VPC",
        lambda stack: a_model(stack, vpc_subnets=ec2.SubnetSelection(), security_groups=[], allow_all_outbound=True),
        "Test/Model: vpcSubnets, securityGroups, allowAllOutbound can only be set together with vpc; set vpc too",
    ),
    Refused(
        "no security groups",
        lambda stack: a_model(stack, vpc=a_vpc(stack), security_groups=[]),
        "Test/Model: securityGroups must not be empty; leave it out to have one made",
    ),
    Refused(
        "security groups that are too many and closed at once",
        lambda stack: a_model(stack, vpc=a_vpc(stack), security_groups=security_groups(stack, 6), allow_all_outbound=False),
        "Test/Model: 2 problems:\n"
        "  - securityGroups must have at most 5 entries, got 6\n"
        "  - allowAllOutbound can't be combined with securityGroups; set it on those security groups",
    ),
    Refused(
        "no subnets",
        lambda stack: a_model(stack, vpc=a_vpc(stack), vpc_subnets=ec2.SubnetSelection(subnets=[])),
        "Test/Model: vpcSubnets selects no subnet; select at least 1",
    ),
    Refused(
        "too many subnets",
        lambda stack: a_model(
            stack,
            vpc=a_vpc(stack),
            vpc_subnets=ec2.SubnetSelection(subnets=[ec2.Subnet.from_subnet_id(stack, f"Subnet{i}", f"subnet-{i}") for i in range(17)]),
        ),
        "Test/Model: the selected vpcSubnets must have at most 16 entries, got 17",
    ),
    Refused(
        "too many containers",
        lambda stack: a_model(stack, containers=containers(stack, 16)),
        "Test/Model: a model must have at most 15 containers, got 16",
    ),
    Refused(
        "a container too many",
        lambda stack: a_model(stack, containers=containers(stack, 15)).add_container(image=an_image(stack)),
        "Test/Model: a model must have at most 15 containers, got 16",
    ),
    Refused("a host name", host_names("a.b"), f"Test/Model: containers[0].containerHostname {NAME_RULE}, got 'a.b'"),
    Refused(
        "equal host names",
        host_names("a", "a"),
        "Test/Model: containers[1].containerHostname must differ from those of the other containers, got 'a' again",
    ),
    Refused(
        "names and values of the environment",
        an_environment(**{"A-B": "1", "K" * 1025: "2", "C": "v" * 1025}),
        "Test/Model: 3 problems:\n"
        "  - containers[0].environment has the name 'A-B', which must be letters, digits and '_', and not begin with a digit\n"
        f"  - the name of containers[0].environment['{'K' * 40}...'] must have at most 1024 characters, got 1025\n"
        "  - containers[0].environment['C'] must have at most 1024 characters, got 1025",
    ),
    Refused(
        "too many environment variables",
        an_environment(**{f"K{i}": "v" for i in range(101)}),
        "Test/Model: containers[0].environment must have at most 100 entries, got 101",
    ),
    Refused(
        "an environment that is too big",
        an_environment(**{f"K{i:02}": "v" * 1000 for i in range(40)}),
        "Test/Model: the environment of all containers together must have at most 32768 bytes, got 40120",
    ),
    Refused(
        "an image name with a blank",
        an_image_of(lambda stack: sm.ContainerImageConfig(image_name="churn 3")),
        "Test/Model: containers[0].image must be an image name without blanks (1 to 255 characters), got 'churn 3'",
    ),
    Refused(
        "a private registry without a VPC",
        an_image_of(lambda stack: sm.ContainerImageConfig(image_name="churn", repository_access_mode=sm.RepositoryAccessMode.VPC)),
        "Test/Model: containers[0].image is in a private registry, which can only be reached through a VPC; set vpc",
    ),
    Refused(
        "credentials for Amazon ECR",
        an_image_of(lambda stack: sm.ContainerImageConfig(image_name="churn", repository_credentials_provider=a_login(stack))),
        "Test/Model: containers[0].image has a repositoryCredentialsProvider, which is only used with repositoryAccessMode VPC; "
        "set that too",
    ),
    Refused(
        "the account of a Deep Learning Container",
        lambda stack: a_model(
            stack, containers=[sm.ContainerDefinition(image=sm.ContainerImage.from_dlc("djl-inference", "1", account_id="12"))]
        ),
        "Test/Model: accountId must be 12 digits, got '12'",
    ),
    Refused(
        "a tag with a blank",
        lambda stack: a_model(
            stack,
            containers=[
                sm.ContainerDefinition(
                    image=sm.ContainerImage.from_ecr_repository(ecr.Repository.from_repository_name(stack, "Images", "churn"), "1 4")
                )
            ],
        ),
        "Test/Model: tag must be a tag or digest without blanks (1 to 200 characters), got '1 4'",
    ),
    Refused(
        "a Deep Learning Container without a tag",
        lambda stack: a_model(stack, containers=[sm.ContainerDefinition(image=sm.ContainerImage.from_dlc("djl-inference", ""))]),
        "Test/Model: tag must be a tag or digest without blanks (1 to 200 characters), got ''",
    ),
    Refused(
        "an empty object key",
        an_artifact(lambda stack: sm.ModelData.from_bucket(s3.Bucket.from_bucket_name(stack, "Bucket", "models"), "")),
        "Test/Model: objectKey must be a key such as models/model.tar.gz (1 to 1024 characters), got ''",
    ),
    Refused(
        "artifacts of the user that are nowhere",
        an_artifact(lambda stack: Somewhere("models/churn.tar.gz")),
        "Test/Model: containers[0].modelData must be an s3:// or https:// URL (1 to 1024 characters), got 'models/churn.tar.gz'",
    ),
    Refused(
        "an archive that does not exist",
        model_data("missing/model.tar.gz"),
        "Test/Model: the model data 'missing/model.tar.gz' does not exist; give the path of a .tar.gz file",
    ),
    Refused(
        "a file that is no archive",
        model_data(__file__),
        f"Test/Model: model data must be a file whose name ends in .tar.gz, got '{__file__}'; "
        "pack it with: tar -czf model.tar.gz -C DIRECTORY .",
    ),
    Refused(
        "the connections of a model without a VPC",
        lambda stack: a_model(stack).connections,
        f"Test/Model: {NO_CONNECTIONS}",
    ),
    Refused(
        "the connections of an imported model",
        lambda stack: sm.Model.from_model_name(stack, "Imported", "churn").connections,
        f"Test/Imported: {NO_CONNECTIONS}",
    ),
]

IMPORTS = [
    Refused(
        "the ARN of something else as a model",
        lambda stack: sm.Model.from_model_arn(stack, "Imported", "arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn"),
        "Test: modelArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:model/my-model, "
        "got 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn'",
    ),
    Refused(
        "the name of a model as its ARN",
        lambda stack: sm.Model.from_model_attributes(stack, "Imported", model_arn="churn"),
        "Test: modelArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:model/my-model, got 'churn'",
    ),
    Refused(
        "the ARN of a model as its name",
        lambda stack: sm.Model.from_model_name(stack, "Imported", "arn:aws:sagemaker:us-east-1:123456789012:model/churn"),
        f"Test: modelName {NAME_RULE}, got 'arn:aws:sagemaker:us-east-1:123456789012:model/churn'",
    ),
    Refused(
        "the ARN of a configuration without its name",
        lambda stack: sm.EndpointConfig.from_endpoint_config_arn(
            stack, "Imported", "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/"
        ),
        "Test: endpointConfigArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/my-endpoint-config, "
        "got 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/'",
    ),
    Refused(
        "an empty name of a configuration",
        lambda stack: sm.EndpointConfig.from_endpoint_config_name(stack, "Imported", ""),
        f"Test: endpointConfigName {NAME_RULE}, got ''",
    ),
    Refused(
        "the name of an endpoint as its ARN",
        lambda stack: sm.Endpoint.from_endpoint_arn(stack, "Imported", "recommendations"),
        "Test: endpointArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-endpoint, got 'recommendations'",
    ),
    Refused(
        "the name of an imported endpoint",
        lambda stack: sm.Endpoint.from_endpoint_name(stack, "Imported", "my endpoint"),
        f"Test: endpointName {NAME_RULE}, got 'my endpoint'",
    ),
    Refused(
        "the name of a pipeline as its ARN",
        lambda stack: sm.Pipeline.from_pipeline_arn(stack, "Imported", "nightly-training"),
        "Test: pipelineArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:pipeline/my-pipeline, got 'nightly-training'",
    ),
]

INSTANCE_TYPES = [
    Refused(
        "an instance type of EC2",
        lambda stack: sm.InstanceType.of("m5.large"),
        "instance type must start with 'ml.', got 'm5.large'; use for example 'ml.m5.large'",
    ),
    Refused(
        "an instance type of EC2, constructed",
        lambda stack: sm.InstanceType("m5.large"),
        "instance type must start with 'ml.', got 'm5.large'; use for example 'ml.m5.large'",
    ),
    Refused(
        "an accelerator type",
        lambda stack: sm.AcceleratorType.of("eia2.medium"),
        "accelerator type must start with 'ml.', got 'eia2.medium'; use for example 'ml.eia2.medium'",
    ),
]

CONFIGS = [
    Refused(
        "the name of a configuration",
        lambda stack: sm.EndpointConfig(stack, "Config", endpoint_config_name="-churn"),
        f"Test/Config: endpointConfigName {NAME_RULE}, got '-churn'",
    ),
    Refused(
        "both kinds of variants",
        lambda stack: sm.EndpointConfig(
            stack,
            "Config",
            instance_production_variants=[a_variant(stack, "A")],
            serverless_production_variant=a_serverless_variant(stack, "B"),
        ),
        "Test/Config: instanceProductionVariants and serverlessProductionVariant can't be combined; set one of them",
    ),
    Refused(
        "too many variants",
        lambda stack: a_config(stack, *(a_variant(stack, f"v{i}") for i in range(11))),
        "Test/Config: an endpoint configuration must have at most 10 production variants, got 11",
    ),
    Refused(
        "a variant too many",
        lambda stack: a_full_config(stack).add_instance_production_variant(model=a_model(stack, "More"), variant_name="more"),
        "Test/Config: an endpoint configuration must have at most 10 production variants, got 11",
    ),
    Refused(
        "equal variant names",
        lambda stack: a_config(stack).add_instance_production_variant(model=a_model(stack, "More"), variant_name="main"),
        "Test/Config: variant 'main': variantName must differ from those of the other variants, got 'main' again",
    ),
    Refused(
        "all that is wrong with a variant",
        lambda stack: a_config(stack).add_instance_production_variant(
            model=a_model(stack, "More"),
            variant_name="no blanks",
            initial_instance_count=0,
            initial_variant_weight=-0.5,
            container_startup_health_check_timeout=cdk.Duration.seconds(30),
        ),
        "Test/Config: 4 problems:\n"
        f"  - variant 'no blanks': variantName {NAME_RULE}, got 'no blanks'\n"
        "  - variant 'no blanks': initialVariantWeight must be at least 0, got -0.5\n"
        "  - variant 'no blanks': initialInstanceCount must be at least 1, got 0\n"
        "  - variant 'no blanks': containerStartupHealthCheckTimeout must be a whole number of seconds between 60 and 3600, "
        "got 30 seconds",
    ),
    Refused(
        "half an instance",
        lambda stack: a_config(stack).add_instance_production_variant(
            model=a_model(stack, "More"), variant_name="more", initial_instance_count=1.5
        ),
        "Test/Config: variant 'more': initialInstanceCount must be a whole number, got 1.5",
    ),
    Refused(
        "a timeout that is too long",
        lambda stack: a_config(stack, a_variant(stack, container_startup_health_check_timeout=cdk.Duration.seconds(3601))),
        "Test/Config: variant 'main': containerStartupHealthCheckTimeout must be a whole number of seconds between 60 and 3600, "
        "got 3601 seconds",
    ),
    Refused(
        "half a second",
        lambda stack: a_config(stack, a_variant(stack, container_startup_health_check_timeout=cdk.Duration.millis(60_500))),
        "Test/Config: variant 'main': containerStartupHealthCheckTimeout must be a whole number of seconds between 60 and 3600, "
        "got 60.5 seconds",
    ),
    Refused(
        "a model of another account and region",
        lambda stack: a_config(stack, a_variant(stack, model=a_model(elsewhere(stack)))),
        "Test/Config: 2 problems:\n"
        "  - variant 'main': the model must be in the same account (123456789012), got 210987654321\n"
        "  - variant 'main': the model must be in the same region (us-east-1), got eu-west-1",
    ),
    Refused(
        "an imported model of another region",
        lambda stack: a_config(
            stack,
            a_variant(stack, model=sm.Model.from_model_arn(stack, "Imported", "arn:aws:sagemaker:eu-west-1:123456789012:model/churn")),
        ),
        "Test/Config: variant 'main': the model must be in the same region (us-east-1), got eu-west-1",
    ),
    Refused(
        "a variant that is not there",
        lambda stack: a_config(stack, a_variant(stack, "A"), a_variant(stack, "B")).find_instance_production_variant("C"),
        "Test/Config: there is no instance variant 'C'; there is 'A', 'B'",
    ),
    Refused(
        "a serverless variant that is not there",
        lambda stack: a_config(stack).find_serverless_production_variant("main"),
        "Test/Config: there is no serverless variant 'main'; there are no serverless variants",
    ),
]

SERVERLESS = [
    Refused(
        "all that is wrong with a serverless variant",
        lambda stack: a_serverless_endpoint(stack, max_concurrency=201, memory_size_in_mb=1000, provisioned_concurrency=0),
        "Test/Config: 3 problems:\n"
        "  - variant 'main': maxConcurrency must be between 1 and 200, got 201\n"
        "  - variant 'main': memorySizeInMB must be one of 1024, 2048, 3072, 4096, 5120, 6144, got 1000\n"
        "  - variant 'main': provisionedConcurrency must be between 1 and 200, got 0",
    ),
    Refused(
        "fractions of a container",
        lambda stack: a_serverless_endpoint(stack, max_concurrency=1.5, provisioned_concurrency=0.5),
        "Test/Config: 2 problems:\n"
        "  - variant 'main': maxConcurrency must be a whole number, got 1.5\n"
        "  - variant 'main': provisionedConcurrency must be a whole number, got 0.5",
    ),
    Refused(
        "more warm containers than containers",
        lambda stack: a_serverless_endpoint(stack, max_concurrency=2, provisioned_concurrency=3),
        "Test/Config: variant 'main': provisionedConcurrency must be at most maxConcurrency (2), got 3",
    ),
    Refused(
        "a negative weight of a serverless variant",
        lambda stack: a_serverless_endpoint(stack, initial_variant_weight=-1),
        "Test/Config: variant 'main': initialVariantWeight must be at least 0, got -1",
    ),
    Refused(
        "a second serverless variant",
        lambda stack: a_serverless_config(stack).add_serverless_production_variant(
            model=a_model(stack, "More"), variant_name="more", max_concurrency=1, memory_size_in_mb=1024
        ),
        "Test/Config: only 1 serverless variant is possible, got 'more' beside 'main'",
    ),
    Refused(
        "a variant on instances beside a serverless one",
        lambda stack: a_serverless_config(stack).add_instance_production_variant(model=a_model(stack, "More"), variant_name="more"),
        "Test/Config: instance variant 'more' can't be added next to serverless variant 'main'; use one kind only",
    ),
    Refused(
        "a serverless variant beside one on instances",
        lambda stack: a_config(stack).add_serverless_production_variant(
            model=a_model(stack, "More"), variant_name="more", max_concurrency=1, memory_size_in_mb=1024
        ),
        "Test/Config: serverless variant 'more' can't be added next to instance variants; use one kind only",
    ),
    Refused(
        "another name of the serverless variant",
        lambda stack: a_serverless_endpoint(stack).find_serverless_production_variant("other"),
        "Test/Endpoint: there is no serverless variant 'other'; there is 'main'",
    ),
]

ENDPOINTS = [
    Refused(
        "the name of an endpoint",
        lambda stack: sm.Endpoint(stack, "Endpoint", endpoint_config=a_config(stack), endpoint_name="recommendations-"),
        f"Test/Endpoint: endpointName {NAME_RULE}, got 'recommendations-'",
    ),
    Refused(
        "a configuration of another region",
        lambda stack: sm.Endpoint(
            stack,
            "Endpoint",
            endpoint_config=sm.EndpointConfig.from_endpoint_config_arn(
                stack, "Imported", "arn:aws:sagemaker:eu-west-1:123456789012:endpoint-config/churn"
            ),
        ),
        "Test/Endpoint: the endpoint configuration must be in the same region (us-east-1), got eu-west-1",
    ),
    Refused(
        "a variant of an endpoint that is not there",
        lambda stack: an_endpoint(stack).find_instance_production_variant("other"),
        "Test/Endpoint: there is no instance variant 'other'; there is 'main'",
    ),
    Refused(
        "the list of variants of an imported configuration",
        lambda stack: (
            sm.Endpoint(
                stack, "Endpoint", endpoint_config=sm.EndpointConfig.from_endpoint_config_name(stack, "Imported", "churn")
            ).instance_production_variants
        ),
        "Test/Endpoint: the variants of an endpoint configuration that is imported can't be listed; "
        "use findInstanceProductionVariant or findServerlessProductionVariant with the name of the variant",
    ),
]

SCALING = [
    Refused(
        "limits in the wrong order",
        lambda stack: (
            an_endpoint(stack).find_instance_production_variant("main").auto_scale_instance_count(min_capacity=3, max_capacity=2)
        ),
        "Test/Endpoint: minCapacity must be at most maxCapacity (2), got 3",
    ),
    Refused(
        "limits that are too low",
        lambda stack: (
            an_endpoint(stack).find_instance_production_variant("main").auto_scale_instance_count(min_capacity=-1, max_capacity=0)
        ),
        "Test/Endpoint: 2 problems:\n  - minCapacity must be at least 0, got -1\n  - maxCapacity must be at least 1, got 0",
    ),
    Refused(
        "fractions of an instance",
        lambda stack: (
            an_endpoint(stack).find_instance_production_variant("main").auto_scale_instance_count(min_capacity=1.5, max_capacity=2.5)
        ),
        "Test/Endpoint: 2 problems:\n  - minCapacity must be a whole number, got 1.5\n  - maxCapacity must be a whole number, got 2.5",
    ),
    Refused(
        "burstable instances",
        lambda stack: (
            an_endpoint(stack, a_variant(stack, instance_type=sm.InstanceType.T2_LARGE))
            .find_instance_production_variant("main")
            .auto_scale_instance_count(max_capacity=2)
        ),
        "Test/Endpoint: variant 'main' can't be autoscaled on burstable instances, got ml.t2.large; "
        "choose another instanceType, such as ml.m5.large",
    ),
    Refused(
        "scaling a variant twice",
        lambda stack: (
            lambda endpoint: twice(
                lambda: endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=1, max_capacity=2)
            )
        )(an_endpoint(stack)),
        "Test/Endpoint: the instance count of variant 'main' is autoscaled already; "
        "add rules to what the first autoScaleInstanceCount returned",
    ),
    Refused(
        "scaling a serverless variant twice",
        lambda stack: (
            lambda endpoint: twice(
                lambda: endpoint.find_serverless_production_variant("main").auto_scale_provisioned_concurrency(
                    min_capacity=1, max_capacity=2
                )
            )
        )(a_serverless_endpoint(stack, provisioned_concurrency=1)),
        "Test/Endpoint: the provisioned concurrency of variant 'main' is autoscaled already; "
        "add rules to what the first autoScaleProvisionedConcurrency returned",
    ),
    Refused(
        "no requests and too much safety",
        lambda stack: scaled(stack).scale_on_invocations("Load", max_requests_per_second=0, safety_factor=1.5),
        "Test/Endpoint/InstanceCount: 2 problems:\n"
        "  - maxRequestsPerSecond must be above 0, got 0\n"
        "  - safetyFactor must be at most 1, got 1.5",
    ),
    Refused(
        "a safety factor of zero",
        lambda stack: scaled(stack).scale_on_invocations("Load", max_requests_per_second=30, safety_factor=0),
        "Test/Endpoint/InstanceCount: safetyFactor must be above 0, got 0",
    ),
    Refused(
        "a number that CloudFormation would have to calculate with",
        lambda stack: scaled(stack).scale_on_invocations(
            "Load", max_requests_per_second=cdk.CfnParameter(stack, "Requests", type="Number").value_as_number
        ),
        "Test/Endpoint/InstanceCount: maxRequestsPerSecond must be a number that is known at synth, got a token; "
        "CloudFormation can't calculate with it",
    ),
    Refused(
        "no use of the provisioned concurrency",
        lambda stack: scaled_serverless(stack).scale_on_utilization("Use", target_utilization_percent=0),
        "Test/Endpoint/ProvisionedConcurrency: targetUtilizationPercent must be above 0, got 0",
    ),
    Refused(
        "more than the whole provisioned concurrency",
        lambda stack: scaled_serverless(stack).scale_on_utilization("Use", target_utilization_percent=101),
        "Test/Endpoint/ProvisionedConcurrency: targetUtilizationPercent must be at most 100, got 101",
    ),
]

PIPELINES = [
    Refused(
        "defining a pipeline",
        lambda stack: sm.Pipeline(stack, "Training"),
        "Test/Training: a Pipeline can't be defined, only imported; use Pipeline.fromPipelineArn or Pipeline.fromPipelineName",
    ),
    Refused(
        "a pipeline of which nothing is known",
        lambda stack: sm.Pipeline.from_pipeline_attributes(stack, "Training", account="111122223333"),
        "Test: neither pipelineArn nor pipelineName is given for the pipeline 'Training'; give one of them",
    ),
    Refused(
        "the name of a pipeline",
        lambda stack: sm.Pipeline.from_pipeline_name(stack, "Training", "nightly_training"),
        "Test: pipelineName must be letters, digits and hyphens, with no hyphen at either end (1 to 256 characters), "
        "got 'nightly_training'",
    ),
]

BAD = "no_underscores"
NAME_REFUSED = f"{NAME_RULE}, got '{BAD}'"
HUB_CONTENT_RULE = (
    "must be the ARN of a content of a hub, such as arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/name/1.0.0 "
    "(1 to 255 characters)"
)

IMAGES = [
    Refused(
        "a version of a framework",
        a_framework_image(sm.Framework.PYTORCH, "1.99"),
        "Test/Model: framework 'pytorch' has no version '1.99' in the catalogue; the nearest are 2.0.1, 2.0.0, 1.13.1, 1.12.1, 1.12.0",
    ),
    Refused(
        "a framework that AWS does not know",
        a_framework_image(sm.Framework.of("pytroch")),
        "Test/Model: framework 'pytroch' is not in the catalogue; the nearest are pytorch, pca, neo-pytorch, ntm, xgboost",
    ),
    Refused(
        "a token as framework",
        lambda stack: sm.Framework.of(cdk.CfnParameter(stack, "Framework").value_as_string),
        "framework must be known at synth, got a token; its images are looked up then",
    ),
    Refused(
        "a token as version of a framework",
        lambda stack: a_framework_image(sm.Framework.PYTORCH, cdk.CfnParameter(stack, "Version").value_as_string)(stack),
        "Test/Model: version must be known at synth, got a token; images are looked up then",
    ),
    Refused(
        "all that is wrong with an image of a framework",
        a_framework_image(sm.Framework.PYTORCH, "1.4.0", python_version="py2", base_framework_version="x", account_id="1"),
        "Test/Model: 3 problems:\n"
        "  - accountId must be 12 digits, got '1'\n"
        "  - framework 'pytorch' version '1.4.0' has no base framework version to choose, got 'x'; leave it out\n"
        "  - framework 'pytorch' version '1.4.0' has no Python version 'py2'; it has py36, py3",
    ),
    Refused(
        "a processor that a framework has no image for",
        a_framework_image(sm.Framework.PYTORCH, "2.6", processor=sm.Processor.NEURON),
        "Test/Model: framework 'pytorch' version '2.6' has no image for neuron; there is one for cpu, gpu",
    ),
    Refused(
        "Hugging Face without what it builds on",
        a_framework_image(sm.Framework.HUGGINGFACE, "4.17.0"),
        "Test/Model: framework 'huggingface' version '4.17.0' needs a base framework version, one of pytorch1.10.2, tensorflow2.6.3",
    ),
    Refused(
        "another base of Hugging Face",
        a_framework_image(sm.Framework.HUGGINGFACE, "4.49.0", base_framework_version="jax1", processor=sm.Processor.GPU),
        "Test/Model: framework 'huggingface' version '4.49.0' for gpu has no base framework version 'jax1'; it has pytorch2.6.0",
    ),
    Refused(
        "the repository of a Deep Learning Container with its registry",
        lambda stack: a_model(
            stack, containers=[sm.ContainerDefinition(image=sm.ContainerImage.from_dlc("763104351884.dkr.ecr.us-east-1/djl:1", "1"))]
        ),
        "Test/Model: repositoryName must be the name of a repository such as 'pytorch-inference', without its registry (2 to "
        "256 characters), got '763104351884.dkr.ecr.us-east-1/djl:1'",
    ),
    Refused(
        "the name of a repository as its ARN",
        an_ecr_image("serving"),
        "Test/Model: repositoryArn must be an ARN such as arn:aws:ecr:us-east-1:123456789012:repository/my-images, got 'serving'",
    ),
    Refused(
        "a tag with a blank beside an ARN",
        an_ecr_image("arn:aws:ecr:us-east-1:123456789012:repository/serving", "1 4"),
        "Test/Model: tagOrDigest must be a tag or digest without blanks (1 to 200 characters), got '1 4'",
    ),
    Refused(
        "an image in a private registry without a VPC",
        lambda stack: a_model(
            stack, containers=[sm.ContainerDefinition(image=sm.ContainerImage.from_registry("registry.corp.example/churn:3"))]
        ),
        "Test/Model: containers[0].image is in a private registry, which can only be reached through a VPC; set vpc",
    ),
    Refused(
        "an image in a private registry with a blank",
        lambda stack: a_model(
            stack, vpc=a_vpc(stack), containers=[sm.ContainerDefinition(image=sm.ContainerImage.from_registry("churn 3"))]
        ),
        "Test/Model: containers[0].image must be an image name without blanks (1 to 255 characters), got 'churn 3'",
    ),
    Refused(
        "a container with neither image nor model package",
        lambda stack: a_model(stack, containers=[sm.ContainerDefinition()]),
        "Test/Model: containers[0].image is required; use a method of ContainerImage, or set modelPackage",
    ),
    Refused(
        "the name of an inference specification",
        lambda stack: a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), inference_specification_name=BAD)]),
        f"Test/Model: containers[0].inferenceSpecificationName {NAME_REFUSED}",
    ),
    Refused(
        "no security groups of VPC endpoints",
        lambda stack: sm.HostingVpcEndpoints(stack, "Endpoints", vpc=a_vpc(stack), security_groups=[]),
        "Test/Endpoints: securityGroups must not be empty; leave it out to have one made",
    ),
]

ARTIFACTS = [
    Refused(
        "a prefix without a slash",
        an_artifact(lambda stack: sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama")),
        "Test/Model: prefix must end with '/', got 'llama'; append it",
    ),
    Refused(
        "an archive as prefix",
        an_artifact(lambda stack: sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama.tar.gz")),
        "Test/Model: prefix must end with '/', got 'llama.tar.gz'; for one archive use ModelData.fromBucket",
    ),
    Refused(
        "a long prefix",
        an_artifact(lambda stack: sm.ModelData.from_bucket_prefix(a_bucket(stack), f"{'p' * 1024}/")),
        f"Test/Model: prefix must be the beginning of keys, such as 'models/' (0 to 1024 characters), got '{'p' * 1024}/'",
    ),
    Refused(
        "the content of a hub of a prefix",
        an_artifact(lambda stack: sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama/", hub_content_arn="llama")),
        f"Test/Model: hubContentArn {HUB_CONTENT_RULE}, got 'llama'",
    ),
    Refused(
        "the content of a hub of an object",
        an_artifact(lambda stack: sm.ModelData.from_bucket(a_bucket(stack), "llama.tar.gz", hub_content_arn="")),
        f"Test/Model: hubContentArn {HUB_CONTENT_RULE}, got ''",
    ),
    Refused(
        "all that is wrong with artifacts of the user",
        an_artifact(lambda stack: Described(uri="s3://models/llama", format=sm.ModelDataFormat.PREFIX, hub_content_arn="llama")),
        "Test/Model: 2 problems:\n"
        f"  - containers[0].modelData.hubContentArn {HUB_CONTENT_RULE}, got 'llama'\n"
        "  - containers[0].modelData is a prefix, which must end with '/', got 's3://models/llama'; append it",
    ),
    Refused(
        "a multi-model container without artifacts",
        many_models(lambda stack: None),
        "Test/Model: containers[0].modelData is required; a multi-model container needs the prefix of its archives; "
        "use ModelData.fromBucketPrefix",
    ),
    Refused(
        "an archive in a multi-model container",
        many_models(lambda stack: sm.ModelData.from_bucket(a_bucket(stack), "model.tar.gz")),
        "Test/Model: containers[0].modelData is one object, but a multi-model container needs the prefix that its archives are below; "
        "use ModelData.fromBucketPrefix",
    ),
    Refused(
        "an object of the user in a multi-model container",
        many_models(lambda stack: Described(uri="s3://models/llama.gguf", format=sm.ModelDataFormat.OBJECT)),
        "Test/Model: containers[0].modelData is one object, but a multi-model container needs the prefix that its archives are below; "
        "use ModelData.fromBucketPrefix",
    ),
    Refused(
        "a license agreement in a multi-model container",
        many_models(lambda stack: sm.ModelData.from_bucket_prefix(a_bucket(stack), "models/", accept_eula=True)),
        "Test/Model: containers[0].modelData has acceptEula or hubContentArn, which a multi-model container can't have; leave them out",
    ),
    Refused(
        "two multi-model containers",
        lambda stack: a_model(
            stack,
            containers=[
                sm.ContainerDefinition(
                    image=an_image(stack),
                    mode=sm.ContainerMode.multi_model(),
                    model_data=sm.ModelData.from_bucket_prefix(a_bucket(stack), prefix),
                )
                for prefix in ("a/", "b/")
            ],
        ),
        "Test/Model: at most 1 container of a model can be a multi-model container, got 2",
    ),
    Refused(
        "a directory to copy that does not exist",
        a_copy("missing"),
        "Test/Model: model data must be a directory, got 'missing'; give the path of one",
    ),
    Refused(
        "a file to copy",
        a_copy(__file__),
        f"Test/Model: model data must be a directory, got '{__file__}'; give the path of one",
    ),
    Refused(
        "all that is wrong with a copy",
        a_copy(".", "p" * 85, memory_limit=cdk.Size.mebibytes(127), ephemeral_storage_size=cdk.Size.gibibytes(11)),
        "Test/Model: 3 problems:\n"
        f"  - the prefix of the destination must have at most 85 characters, got 86: '{'p' * 85}/'\n"
        "  - memoryLimit must be a whole number of mebibytes between 128 and 10240, got 127 mebibytes\n"
        "  - ephemeralStorageSize must be a whole number of mebibytes between 512 and 10240, got 11264 mebibytes",
    ),
    Refused(
        "tokens as sizes of a copy",
        lambda stack: a_copy(
            ".",
            memory_limit=cdk.Size.mebibytes(cdk.CfnParameter(stack, "Memory", type="Number").value_as_number),
            ephemeral_storage_size=cdk.Size.mebibytes(cdk.CfnParameter(stack, "Disk", type="Number").value_as_number),
        )(stack),
        "Test/Model: 2 problems:\n"
        "  - memoryLimit must be a size that is known at synth, got a token\n"
        "  - ephemeralStorageSize must be a size that is known at synth, got a token",
    ),
]

GROUPS = [
    Refused(
        "all that is wrong with a group",
        lambda stack: a_group(
            stack, model_package_group_name=BAD, model_package_group_description="a\nb", shared_with=["111122223333", "1"]
        ),
        "Test/Group: 3 problems:\n"
        f"  - modelPackageGroupName {NAME_REFUSED}\n"
        "  - modelPackageGroupDescription must be text without line breaks and other control characters (0 to 1024 characters), "
        "got 'a\nb'\n"
        "  - sharedWith[1] must be 12 digits, got '1'",
    ),
    Refused(
        "a name as an account to share with",
        lambda stack: a_group(stack).share_with("root"),
        "Test/Group: accounts[0] must be 12 digits, got 'root'",
    ),
    Refused(
        "nobody to share with",
        lambda stack: a_group(stack).share_with(),
        "Test/Group: accounts must have at least 1 entry, got 0",
    ),
    Refused(
        "the name of a group as its ARN",
        lambda stack: registry.ModelPackageGroup.from_model_package_group_arn(stack, "Imported", "churn"),
        "Test: modelPackageGroupArn must be an ARN such as "
        "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/my-model-package-group, got 'churn'",
    ),
    Refused(
        "the name of an imported group",
        lambda stack: registry.ModelPackageGroup.from_model_package_group_name(stack, "Imported", BAD),
        f"Test: modelPackageGroupName {NAME_REFUSED}",
    ),
    Refused(
        "the name of a package as its ARN",
        lambda stack: registry.ModelPackage.from_model_package_arn(stack, "Imported", "churn"),
        "Test: modelPackageArn must be an ARN such as arn:aws:sagemaker:us-east-1:123456789012:model-package/my-model-package, got 'churn'",
    ),
    Refused(
        "the name of an imported package",
        lambda stack: registry.ModelPackage.from_model_package_name(stack, "Imported", BAD),
        f"Test: modelPackageName {NAME_REFUSED}",
    ),
    Refused(
        "version 0",
        lambda stack: registry.ModelPackage.from_model_package_version(stack, "Imported", a_group(stack), 0),
        "Test: version must be at least 1, got 0",
    ),
    Refused(
        "half a version",
        lambda stack: registry.ModelPackage.from_model_package_version(stack, "Imported", a_group(stack), 1.5),
        "Test: version must be a whole number, got 1.5",
    ),
]

PACKAGES = [
    Refused(
        "a version with a name",
        lambda stack: registry.ModelPackage(stack, "Package", model_package_group=a_group(stack), model_package_name="churn"),
        "Test/Package: a model package either is a version of a group or has a name, got modelPackageGroup 'Test/Group' and "
        "modelPackageName 'churn'; leave one of them out",
    ),
    Refused(
        "a package with neither group nor name",
        lambda stack: registry.ModelPackage(stack, "Package"),
        "Test/Package: a model package either is a version of a group or has a name, got neither; "
        "set modelPackageGroup or modelPackageName",
    ),
    Refused(
        "all that is wrong with a package of its own",
        lambda stack: registry.ModelPackage(
            stack,
            "Package",
            model_package_name=BAD,
            model_package_description="a\nb",
            inference_specification=a_specification(stack, supported_transform_instance_types=[]),
            approval_description="a\nb",
            customer_metadata_properties={},
            sample_payload=a_file(stack, "payload.json"),
            source_uri="a\nb",
            model_card=registry.ModelPackageCard(content="{'a': 1}", status=registry.ModelCardStatus.DRAFT),
            metadata_properties=registry.MetadataProperties(commit_id="a\nb"),
            source_algorithm=registry.SourceAlgorithm(algorithm_name="no blanks"),
        ),
        "Test/Package: 11 problems:\n"
        f"  - modelPackageName {NAME_REFUSED}\n"
        "  - modelPackageDescription must be text without line breaks and other control characters (0 to 1024 characters), got "
        "'a\nb'\n"
        "  - inferenceSpecification.supportedRealtimeInferenceInstanceTypes is required; a package outside of a group has to "
        "tell them\n"
        "  - inferenceSpecification.supportedTransformInstanceTypes must have at least 1 entry, got 0; add one\n"
        "  - approvalDescription must be text without line breaks (0 to 1024 characters), got 'a\nb'\n"
        "  - customerMetadataProperties must have 1 to 50 entries, got 0\n"
        "  - samplePayload must be a gzip-compressed tar archive whose key ends in .tar.gz, got 'payload.json'\n"
        "  - sourceUri must be letters, digits, blanks and punctuation (0 to 1024 characters), got 'a\nb'\n"
        "  - modelCard.content must be JSON, got '{'a': 1}'; in Python use json.dumps\n"
        "  - metadataProperties.commitId must be text without line breaks (0 to 1024 characters), got 'a\nb'\n"
        "  - sourceAlgorithm.algorithmName must be the name or the ARN of an algorithm (1 to 170 characters), got 'no blanks'",
    ),
    Refused(
        "metadata of a package",
        a_version(customer_metadata_properties=lambda stack: {"a;b": "c;d", "k" * 129: "v" * 257}),
        "Test/Group/Version: 4 problems:\n"
        "  - a name in customerMetadataProperties must be letters, digits, blanks and any of '_.:/=+-@' (1 to 128 characters), "
        "got 'a;b'\n"
        "  - customerMetadataProperties['a;b'] must be letters, digits, blanks and any of '_.:/=+-@' (1 to 256 characters), "
        "got 'c;d'\n"
        "  - a name in customerMetadataProperties must be letters, digits, blanks and any of '_.:/=+-@' (1 to 128 characters), "
        f"got '{'k' * 129}'\n"
        f"  - customerMetadataProperties['{'k' * 129}'] must be letters, digits, blanks and any of '_.:/=+-@' (1 to 256 "
        f"characters), got '{'v' * 257}'",
    ),
    Refused(
        "too much metadata of a package",
        a_version(customer_metadata_properties=lambda stack: {f"k{i}": "v" for i in range(51)}),
        "Test/Group/Version: customerMetadataProperties must have 1 to 50 entries, got 51",
    ),
    Refused(
        "a model card that is too long",
        a_version(model_card=lambda stack: registry.ModelPackageCard(content=f'"{"x" * 100000}"', status=registry.ModelCardStatus.DRAFT)),
        "Test/Group/Version: modelCard.content must have at most 100000 characters, got 100002",
    ),
    Refused(
        "all that is wrong with a container of a package",
        a_version_of(
            lambda stack: a_package_container(
                stack,
                container_hostname=BAD,
                framework_version="12",
                image_digest="sha256:0",
                data_input_config="",
                environment={"1": "x"},
            )
        ),
        "Test/Group/Version: 5 problems:\n"
        f"  - inferenceSpecification.containers[0].containerHostname {NAME_REFUSED}\n"
        "  - inferenceSpecification.containers[0].frameworkVersion must be a version such as '2.6', with one digit before the "
        "first dot (3 to 10 characters), got '12'\n"
        "  - inferenceSpecification.containers[0].imageDigest must be 'sha256:' and 64 hexadecimal digits, got 'sha256:0'\n"
        "  - inferenceSpecification.containers[0].dataInputConfig must be text (1 to 16384 characters), got ''\n"
        "  - inferenceSpecification.containers[0].environment has the name '1', which must be letters, digits and '_', and not "
        "begin with a digit",
    ),
    Refused(
        "a package without a container",
        a_version(inference_specification=lambda stack: a_specification(stack, containers=[])),
        "Test/Group/Version: inferenceSpecification.containers must have 1 to 15 entries, got 0",
    ),
    Refused(
        "types of requests and responses",
        a_version(
            inference_specification=lambda stack: a_specification(
                stack, supported_content_types=["c" * 257], supported_response_mime_types=["json"]
            )
        ),
        "Test/Group/Version: 2 problems:\n"
        f"  - inferenceSpecification.supportedContentTypes[0] must be a MIME type (0 to 256 characters), got '{'c' * 257}'\n"
        "  - inferenceSpecification.supportedResponseMimeTypes[0] must be a MIME type such as application/json (0 to 1024 "
        "characters), got 'json'",
    ),
    Refused(
        "names of additional specifications",
        a_version(
            additional_inference_specifications=lambda stack: [an_additional_specification(stack, BAD)],
            additional_inference_specifications_to_add=lambda stack: [
                an_additional_specification(stack, "int8"),
                an_additional_specification(stack, "int8", description="a\nb"),
            ],
        ),
        "Test/Group/Version: 3 problems:\n"
        f"  - additionalInferenceSpecifications[0].name {NAME_REFUSED}\n"
        "  - additionalInferenceSpecificationsToAdd[1].description must be text without line breaks and other control "
        "characters (0 to 1024 characters), got 'a\nb'\n"
        "  - additionalInferenceSpecificationsToAdd[1].name must differ from those of the other specifications, got 'int8' "
        "again",
    ),
    Refused(
        "no additional specifications",
        a_version(additional_inference_specifications=lambda stack: [], additional_inference_specifications_to_add=lambda stack: []),
        "Test/Group/Version: 2 problems:\n"
        "  - additionalInferenceSpecifications must have at least 1 entry, got 0; add one\n"
        "  - additionalInferenceSpecificationsToAdd must have at least 1 entry, got 0; add one",
    ),
    Refused(
        "too many additional specifications",
        a_version(
            additional_inference_specifications=lambda stack: [an_additional_specification(stack, f"s{i}") for i in range(16)],
        ),
        "Test/Group/Version: additionalInferenceSpecifications and additionalInferenceSpecificationsToAdd together must have "
        "at most 15 entries, got 16",
    ),
    Refused(
        "an image of a package in a private registry",
        a_version_of(lambda stack: a_package_container(stack, image=sm.ContainerImage.from_registry("registry.corp.example/churn:3"))),
        "Test/Group/Version: inferenceSpecification.containers[0].image is in a private registry, but a model package takes images of "
        "Amazon ECR only; copy it there",
    ),
    Refused(
        "artifacts of a package through a hub",
        a_version_of(lambda stack: a_package_container(stack, model_data=Described(uri="s3://models/llama.tar.gz", hub_content_arn="x"))),
        "Test/Group/Version: inferenceSpecification.containers[0].modelData has a hubContentArn, which a model package can't have; "
        "leave it out",
    ),
    Refused(
        "artifacts of a package that are nowhere",
        a_version_of(lambda stack: a_package_container(stack, model_data=Described(uri="models/churn.tar.gz"))),
        "Test/Group/Version: inferenceSpecification.containers[0].modelData must be an s3:// or https:// URL (1 to 1024 characters), "
        "got 'models/churn.tar.gz'",
    ),
    Refused(
        "a product of AWS Marketplace with uncompressed artifacts",
        a_version(
            certify_for_marketplace=lambda stack: True,
            inference_specification=lambda stack: a_specification(
                stack, a_package_container(stack, model_data=sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama/"))
            ),
        ),
        "Test/Group/Version: inferenceSpecification.containers[0].modelData must be a single archive without acceptEula for a package for "
        "AWS Marketplace; pack it into a .tar.gz file",
    ),
    Refused(
        "a transform job with uncompressed artifacts",
        a_version(
            validation_specification=a_validation,
            inference_specification=lambda stack: a_specification(
                stack, a_package_container(stack, model_data=sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama/"))
            ),
        ),
        "Test/Group/Version: inferenceSpecification.containers[0].modelData must be a single archive without acceptEula for the batch "
        "transform job of validationSpecification; pack it into a .tar.gz file",
    ),
    Refused(
        "uncompressed artifacts of an algorithm",
        a_version(
            source_algorithm=lambda stack: registry.SourceAlgorithm(
                algorithm_name="xgboost", model_data=sm.ModelData.from_bucket_prefix(a_bucket(stack), "churn/")
            )
        ),
        "Test/Group/Version: sourceAlgorithm.modelData must be a single archive without acceptEula and hubContentArn; "
        "pack it into a .tar.gz file",
    ),
    Refused(
        "files of metrics and baselines",
        a_version(
            model_metrics=lambda stack: registry.ModelMetrics(bias=registry.BiasMetrics(report=a_file(stack, ""))),
            drift_check_baselines=lambda stack: registry.DriftCheckBaselines(
                model_quality=registry.QualityMetrics(statistics=a_file(stack, "s.json", content_type="t" * 257, content_digest="md5:0"))
            ),
        ),
        "Test/Group/Version: 3 problems:\n"
        "  - modelMetrics.bias.report.objectKey must be the key of an object (1 to 1024 characters), got ''\n"
        "  - driftCheckBaselines.modelQuality.statistics.contentType must be a MIME type (0 to 256 characters), "
        f"got '{'t' * 257}'\n"
        "  - driftCheckBaselines.modelQuality.statistics.contentDigest must be 'sha256:' and 64 hexadecimal digits, got 'md5:0'",
    ),
    Refused(
        "all that is wrong with a validation",
        a_version(
            validation_specification=lambda stack: a_validation(
                stack,
                BAD,
                input=registry.TransformInput(data=registry.TransformData.from_manifest(a_bucket(stack), ""), content_type="t" * 257),
                resources=registry.TransformResources(instance_type=sm.InstanceType.M5_LARGE, instance_count=101),
                max_concurrent_transforms=-1,
                max_payload=cdk.Size.kibibytes(1),
                environment={f"K{i}": "v" for i in range(17)},
            )
        ),
        "Test/Group/Version: 7 problems:\n"
        f"  - validationSpecification.profile.profileName {NAME_REFUSED}\n"
        "  - validationSpecification.profile.transformJobDefinition.input.data: the key of the manifest must be the key of an "
        "object (1 to 1024 characters), got ''\n"
        "  - validationSpecification.profile.transformJobDefinition.input.contentType must be a MIME type (0 to 256 "
        f"characters), got '{'t' * 257}'\n"
        "  - validationSpecification.profile.transformJobDefinition.resources.instanceCount must be between 1 and 100, got 101\n"
        "  - validationSpecification.profile.transformJobDefinition.maxConcurrentTransforms must be at least 0, got -1\n"
        "  - validationSpecification.profile.transformJobDefinition.maxPayload in mebibytes must be a whole number, got "
        "0.0009765625\n"
        "  - validationSpecification.profile.transformJobDefinition.environment must have at most 16 entries, got 17",
    ),
    Refused(
        "an image of a package that asks for the name of its model",
        a_version_of(lambda stack: a_package_container(stack, image=NamedLikeItsModel())),
        "Test/Group/Version: modelName is not known for a model package, which any number of models may use; "
        "an image or artifacts that ask for it can only be used by a Model",
    ),
    Refused(
        "where a transform job reads and writes",
        a_version(
            validation_specification=lambda stack: a_validation(
                stack,
                input=registry.TransformInput(data=registry.TransformData.from_prefix(bucket=a_bucket(stack), prefix="p" * 1025)),
                output=registry.TransformOutput(
                    location=sm.BucketLocation(bucket=a_bucket(stack), prefix="q" * 1025), accept="text/csv\n"
                ),
            )
        ),
        "Test/Group/Version: 3 problems:\n"
        "  - validationSpecification.profile.transformJobDefinition.input.data: the prefix must be the beginning of keys, such as "
        f"'models/' (0 to 1024 characters), got '{'p' * 1025}'\n"
        "  - validationSpecification.profile.transformJobDefinition.output.accept must be a MIME type (0 to 256 characters), "
        "got 'text/csv\n'\n"
        "  - validationSpecification.profile.transformJobDefinition.output.location.prefix must be the beginning of keys, such as "
        f"'models/' (0 to 1024 characters), got '{'q' * 1025}'",
    ),
    Refused(
        "a request size of a transform job in another unit when it is a token",
        a_version(
            validation_specification=lambda stack: a_validation(
                stack, max_payload=cdk.Size.kibibytes(cdk.CfnParameter(stack, "Payload", type="Number").value_as_number)
            )
        ),
        "Test/Group/Version: validationSpecification.profile.transformJobDefinition.maxPayload must be given in mebibytes when it is a "
        "token; CloudFormation can't convert it",
    ),
    Refused(
        "a key for instances with local storage",
        a_version(
            validation_specification=lambda stack: a_validation(
                stack,
                resources=registry.TransformResources(
                    instance_type=sm.InstanceType.G5_XLARGE,
                    volume_encryption_key=kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:us-east-1:123456789012:key/volume"),
                ),
            )
        ),
        "Test/Group/Version: validationSpecification.profile.transformJobDefinition.resources.volumeEncryptionKey can't be used with "
        "ml.g5.xlarge, which has local storage that is encrypted anyway; leave it out",
    ),
]

AT_THE_CALL = [
    *MODELS,
    *IMAGES,
    *ARTIFACTS,
    *GROUPS,
    *PACKAGES,
    *IMPORTS,
    *INSTANCE_TYPES,
    *CONFIGS,
    *SERVERLESS,
    *ENDPOINTS,
    *SCALING,
    *PIPELINES,
]

AT_SYNTH = [
    Refused(
        "a model without a container",
        lambda stack: sm.Model(stack, "Model"),
        "[Test/Model] a model must have at least 1 container, got 0; set containers or call addContainer",
    ),
    Refused(
        "host names of only some containers",
        lambda stack: a_model(
            stack, containers=[*containers(stack, 2), sm.ContainerDefinition(image=an_image(stack), container_hostname="third")]
        ),
        "[Test/Model] either each container must have a containerHostname or none, got 1 of 3",
    ),
    Refused(
        "one container that is invoked directly",
        lambda stack: a_model(
            stack,
            inference_execution_mode=sm.InferenceExecutionMode.DIRECT,
            containers=[sm.ContainerDefinition(image=an_image(stack), container_hostname="only")],
        ),
        "[Test/Model] a model with inferenceExecutionMode DIRECT must have at least 2 containers, got 1; "
        "add another, or leave the mode out",
    ),
    Refused(
        "containers that are invoked directly without names",
        lambda stack: a_model(stack, inference_execution_mode=sm.InferenceExecutionMode.DIRECT, containers=containers(stack, 2)),
        "[Test/Model] each container of a model with inferenceExecutionMode DIRECT must have a containerHostname, got 0 of 2",
    ),
    Refused(
        "a serverless variant with many models",
        lambda stack: a_serverless_endpoint(
            stack, model=many_models(lambda stack: sm.ModelData.from_bucket_prefix(a_bucket(stack), "models/"))(stack)
        ),
        "[Test/Config] serverless variant 'main' can't host the model 'Test/Model', which has a multi-model container; "
        "make it a single-model container or use an instance variant",
    ),
    Refused(
        "a serverless variant with uncompressed artifacts",
        lambda stack: a_serverless_endpoint(
            stack, model=an_artifact(lambda stack: sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama/"))(stack)
        ),
        "[Test/Config] serverless variant 'main' can't host the model 'Test/Model', which has artifacts that are uncompressed, licensed "
        "or of a hub; give it one archive or use an instance variant",
    ),
    Refused(
        "a serverless variant with an image of another account",
        lambda stack: a_serverless_endpoint(stack, model=an_ecr_image("arn:aws:ecr:us-east-1:111122223333:repository/serving")(stack)),
        "[Test/Config] serverless variant 'main' can't host the model 'Test/Model', which has an image in a repository of account "
        "111122223333; copy the image to the account of the endpoint or use an instance variant",
    ),
    Refused(
        "a statement for nobody in the policy of a group",
        lambda stack: a_group(stack).add_to_resource_policy(
            iam.PolicyStatement(actions=["sagemaker:ListModelPackages"], resources=["*"])
        ),
        "[Test/Group] A PolicyStatement used in a resource-based policy must specify at least one IAM principal.",
    ),
    Refused(
        "a policy of a group that is too long",
        lambda stack: a_group(stack).add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.AnyPrincipal()], actions=["sagemaker:ListModelPackages"], resources=["arn:" + "x" * 20480]
            )
        ),
        "[Test/Group] the resource policy must have at most 20480 characters, got at least 20618; combine statements",
    ),
    Refused(
        "security groups that become too many",
        lambda stack: a_model(stack, vpc=a_vpc(stack), security_groups=security_groups(stack, 5)).connections.add_security_group(
            ec2.SecurityGroup.from_security_group_id(stack, "Sixth", "sg-6")
        ),
        "[Test/Model] a model must have at most 5 security groups, got 6",
    ),
    Refused(
        "a configuration without a variant",
        lambda stack: sm.EndpointConfig(stack, "Config"),
        "[Test/Config] an endpoint configuration must have at least 1 production variant, got 0; "
        "set instanceProductionVariants or serverlessProductionVariant",
    ),
    Refused(
        "a serverless variant in a VPC",
        lambda stack: a_serverless_endpoint(stack, model=a_model(stack, vpc=a_vpc(stack))),
        "[Test/Config] serverless variant 'main' can't host the model 'Test/Model', which has a VPC; "
        "leave its vpc out or use an instance variant",
    ),
    Refused(
        "a serverless variant that is isolated",
        lambda stack: a_serverless_endpoint(stack, model=a_model(stack, network_isolation=True)),
        "[Test/Config] serverless variant 'main' can't host the model 'Test/Model', which has network isolation; "
        "leave its networkIsolation out or use an instance variant",
    ),
    Refused(
        "a serverless pipeline of containers",
        lambda stack: a_serverless_endpoint(stack, model=a_model(stack, containers=containers(stack, 2))),
        "[Test/Config] serverless variant 'main' can't host the model 'Test/Model', which has 2 containers; "
        "give it 1 container or use an instance variant",
    ),
]


def by_name(cases: list[Refused]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("refused", cases, ids=[case.what for case in cases])


@by_name(AT_THE_CALL)
def test_fails_at_the_call(stack: cdk.Stack, refused: Refused) -> None:
    assert message_of(lambda: refused.attempt(stack)) == refused.message


@by_name(AT_SYNTH)
def test_fails_at_synth(app: cdk.App, stack: cdk.Stack, refused: Refused) -> None:
    refused.attempt(stack)

    assert problems_at_synth(app) == [refused.message]


def test_fails_in_a_region_without_deep_learning_containers() -> None:
    stack = a_stack(region="mars-1")
    image = sm.ContainerImage.from_dlc("djl-inference", "1")

    message = message_of(lambda: sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=image)]))

    assert message.startswith(
        "Test/Model: no account is known for AWS Deep Learning Containers in region 'mars-1', known are af-south-1, "
    )
    assert message.endswith(", us-west-1, us-west-2; name the account with 'accountId'")


def test_fails_with_a_vpc_endpoint_twice(stack: cdk.Stack) -> None:
    services = [ec2.InterfaceVpcEndpointAwsService.ECR] * 2

    message = message_of(lambda: sm.HostingVpcEndpoints(stack, "Endpoints", vpc=a_vpc(stack), interface_services=services))

    assert message == "Test/Endpoints: interfaceServices must not have a service twice, got ecr.api again"


def test_fails_with_the_problems_of_each_container_of_a_call(stack: cdk.Stack) -> None:
    bad = [
        sm.ContainerDefinition(image=an_image(stack), container_hostname="a.b"),
        sm.ContainerDefinition(image=an_image(stack), environment={"1": "x"}),
    ]

    assert message_of(lambda: sm.Model(stack, "Model", model_name="_", containers=bad)) == (
        "Test/Model: 3 problems:\n"
        f"  - modelName {NAME_RULE}, got '_'\n"
        f"  - containers[0].containerHostname {NAME_RULE}, got 'a.b'\n"
        "  - containers[1].environment has the name '1', which must be letters, digits and '_', and not begin with a digit"
    )


def test_fails_with_the_problems_of_each_variant_of_a_call(stack: cdk.Stack) -> None:
    variants = [a_variant(stack, "A"), a_variant(stack, "B", initial_instance_count=0), a_variant(stack, "C", initial_variant_weight=-1)]

    assert message_of(lambda: a_config(stack, *variants)) == (
        "Test/Config: 2 problems:\n"
        "  - variant 'B': initialInstanceCount must be at least 1, got 0\n"
        "  - variant 'C': initialVariantWeight must be at least 0, got -1"
    )


@pytest.mark.parametrize(
    "attempt",
    [
        lambda stack: sm.InstanceProductionVariantProps(model=a_model(stack)),  # type: ignore[call-arg]
        lambda stack: sm.Endpoint(stack, "Endpoint"),  # type: ignore[call-arg]
        lambda stack: a_variant(stack, instance_type="ml.m5.large"),
        lambda stack: a_model(stack, model_name=3),
        lambda stack: a_model(stack, no_such_property=True),
    ],
    ids=["no variant name", "no configuration", "a text as instance type", "a number as name", "unknown"],
)
def test_fails_in_python_already(stack: cdk.Stack, attempt: Callable[[cdk.Stack], object]) -> None:
    with pytest.raises(TypeError):
        attempt(stack)
