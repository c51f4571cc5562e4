"""The things a test needs but is not about."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_s3 as s3
from constructs import Construct

import cdk_sagemaker_hosting as sm

ACCOUNT = "123456789012"
REGION = "us-east-1"


def a_stack(app: cdk.App | None = None, id: str = "Test", *, account: str = ACCOUNT, region: str = REGION) -> cdk.Stack:
    """A stack whose account and region are known."""
    return cdk.Stack(app or cdk.App(), id, env=cdk.Environment(account=account, region=region))


def an_image(scope: Construct, name: str = "repository") -> sm.ContainerImage:
    """An image that needs nothing but a name."""
    id = f"Repository-{name}"
    existing = scope.node.try_find_child(id)
    repository = existing if isinstance(existing, ecr.RepositoryBase) else ecr.Repository.from_repository_name(scope, id, name)
    return sm.ContainerImage.from_ecr_repository(repository, "1.0")


def a_model(scope: Construct, id: str = "Model", **props: Any) -> sm.Model:
    """A model with one container."""
    return sm.Model(scope, id, **{"containers": [sm.ContainerDefinition(image=an_image(scope))], **props})


def a_variant(scope: Construct, name: str = "main", **props: Any) -> sm.InstanceProductionVariantProps:
    """A variant on instances that may be autoscaled, with a model of its own."""
    model = props.pop("model", None) or a_model(scope, f"ModelOf{name}")
    return sm.InstanceProductionVariantProps(**{"model": model, "variant_name": name, "instance_type": sm.InstanceType.M5_LARGE, **props})


def a_serverless_variant(scope: Construct, name: str = "main", **props: Any) -> sm.ServerlessProductionVariantProps:
    """A serverless variant, with a model of its own."""
    model = props.pop("model", None) or a_model(scope, f"ModelOf{name}")
    defaults = {"model": model, "variant_name": name, "max_concurrency": 20, "memory_size_in_mb": 2048}
    return sm.ServerlessProductionVariantProps(**{**defaults, **props})


def a_config(scope: Construct, *variants: sm.InstanceProductionVariantProps, id: str = "Config") -> sm.EndpointConfig:
    """An endpoint configuration of these variants, or of one called `main`."""
    return sm.EndpointConfig(scope, id, instance_production_variants=list(variants) or [a_variant(scope)])


def an_endpoint(scope: Construct, *variants: sm.InstanceProductionVariantProps, **props: Any) -> sm.Endpoint:
    """An endpoint with these variants, or with one called `main`."""
    return sm.Endpoint(scope, "Endpoint", endpoint_config=a_config(scope, *variants), **props)


def a_serverless_endpoint(scope: Construct, **props: Any) -> sm.Endpoint:
    """An endpoint with one serverless variant called `main`."""
    config = sm.EndpointConfig(scope, "Config", serverless_production_variant=a_serverless_variant(scope, **props))
    return sm.Endpoint(scope, "Endpoint", endpoint_config=config)


def an_async_endpoint(scope: Construct, *variants: sm.InstanceProductionVariantProps, **props: Any) -> sm.Endpoint:
    """An endpoint with a queue, and these variants, or one called `main`."""
    config = sm.EndpointConfig(
        scope,
        "Config",
        instance_production_variants=list(variants) or [a_variant(scope)],
        async_inference=sm.AsyncInferenceOptions(
            input=sm.BucketLocation(bucket=a_bucket(scope)), output=sm.BucketLocation(bucket=a_bucket(scope))
        ),
    )
    return sm.Endpoint(scope, "Endpoint", endpoint_config=config, **props)


def an_endpoint_of_components(scope: Construct, **variant: Any) -> sm.Endpoint:
    """An endpoint that hosts inference components, on a variant called `main`."""
    defaults = {"variant_name": "main", "instance_type": sm.InstanceType.G5_XLARGE}
    config = sm.EndpointConfig(
        scope, "Config", instance_production_variants=[sm.InstanceProductionVariantProps(**{**defaults, **variant})]
    )
    return sm.Endpoint(scope, "Endpoint", endpoint_config=config)


def a_shadow_test(scope: Construct) -> sm.Endpoint:
    """An endpoint with the variant `live`, and its shadow `next`."""
    config = sm.EndpointConfig(
        scope,
        "Config",
        instance_production_variants=[a_variant(scope, "live")],
        shadow_production_variants=[a_variant(scope, "next")],
    )
    return sm.Endpoint(scope, "Endpoint", endpoint_config=config)


def an_alarm(scope: Construct, id: str = "Alarm") -> cloudwatch.Alarm:
    """An alarm on something else than the endpoint."""
    return cloudwatch.Alarm(
        scope, id, metric=cloudwatch.Metric(namespace="Shop", metric_name="LostOrders"), threshold=1, evaluation_periods=1
    )


def a_vpc(scope: Construct) -> ec2.Vpc:
    return ec2.Vpc(scope, "Vpc", max_azs=2)


def a_bucket(scope: Construct, name: str = "models") -> s3.IBucket:
    """A bucket that needs nothing but a name."""
    existing = scope.node.try_find_child(f"Bucket-{name}")
    return existing if isinstance(existing, s3.BucketBase) else s3.Bucket.from_bucket_name(scope, f"Bucket-{name}", name)
