"""Two models behind one endpoint, with the same calls for this library and for the alpha module.

The alpha module lets each model use SageMaker's whole API unless the app gives it a role. With `with_roles`, it gives each model of the alpha module the permissions,
and the dependencies on the network, that this library gives by itself.
"""

from __future__ import annotations

from typing import Any

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_s3 as s3
from constructs import Construct


def headline(scope: Construct, vpc: ec2.IVpc, lib: Any, with_roles: bool = False) -> None:
    """Defines the endpoint. `lib` is either module: their types have the same names, but no common base for a type checker."""
    repository = ecr.Repository.from_repository_name(scope, "Repository", "inference")
    bucket = s3.Bucket.from_bucket_name(scope, "Bucket", "artifacts")

    def role_of(name: str) -> Any:
        from hosting_role import hosting_role

        return hosting_role(scope, name)

    def model(name: str) -> Any:
        defined = lib.Model(
            scope,
            name,
            vpc=vpc,
            role=role_of(name) if with_roles else None,
            containers=[
                lib.ContainerDefinition(
                    image=lib.ContainerImage.from_ecr_repository(repository, "1.0.0"),
                    model_data=lib.ModelData.from_bucket(bucket, f"{name}/model.tar.gz"),
                    environment={"LOG_LEVEL": "info"},
                )
            ],
        )
        if with_roles:
            defined.node.add_dependency(vpc.select_subnets(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS).internet_connectivity_established)
        return defined

    def variant(name: str, weight: float) -> Any:
        return lib.InstanceProductionVariantProps(
            variant_name=name,
            model=model(name),
            instance_type=lib.InstanceType.M5_LARGE,
            initial_instance_count=1,
            initial_variant_weight=weight,
        )

    config = lib.EndpointConfig(scope, "Config", instance_production_variants=[variant("current", 2), variant("candidate", 1)])
    endpoint = lib.Endpoint(scope, "Endpoint", endpoint_config=config)
    current = endpoint.find_instance_production_variant("current")
    scaling = current.auto_scale_instance_count(min_capacity=1, max_capacity=4)
    scaling.scale_on_invocations("Invocations", max_requests_per_second=30)
    current.metric_model_latency().create_alarm(scope, "Latency", threshold=100_000, evaluation_periods=3)
