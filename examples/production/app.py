"""An endpoint as a team runs it: canary deployments that roll back by themselves, scaling, alarms, a dashboard, captured data, a VPC, a key."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from constructs import Construct

import cdk_sagemaker_hosting as sm

HERE = Path(__file__).resolve().parent


class ProductionStack(cdk.Stack):
    """Two variants of a model behind one endpoint. The new one receives a tenth of the requests."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)
        self.vpc = ec2.Vpc(self, "Vpc", max_azs=2)
        self.key = kms.Key(self, "Key", enable_key_rotation=True, removal_policy=cdk.RemovalPolicy.DESTROY)
        captured = self.bucket("Captured")
        oncall = sns.Topic(self, "OnCall")

        config = self.configuration(captured)
        endpoint = self.endpoint(config)
        self.scale(endpoint)
        self.watch(endpoint, oncall)

        cdk.CfnOutput(self, "EndpointName", value=endpoint.endpoint_name)

    # What the endpoint hosts

    def configuration(self, captured: s3.Bucket) -> sm.EndpointConfig:
        """Both variants on encrypted volumes. A fifth of the requests and responses is captured."""
        return sm.EndpointConfig(
            self,
            "Config",
            encryption_key=self.key,
            instance_production_variants=[
                self.variant("stable", weight=9),
                self.variant("next", weight=1),
            ],
            data_capture=sm.DataCaptureOptions(
                destination=sm.BucketLocation(bucket=captured, prefix="raw"),
                sampling_percentage=20,
            ),
        )

    def variant(self, name: str, *, weight: int) -> sm.InstanceProductionVariantProps:
        """The model of the folder `models/<name>`, on instances of its own."""
        return sm.InstanceProductionVariantProps(
            variant_name=name,
            model=self.model(name),
            initial_variant_weight=weight,
            instance_type=sm.InstanceType.C5_XLARGE,
            initial_instance_count=2,
            routing_strategy=sm.RoutingStrategy.LEAST_OUTSTANDING_REQUESTS,
            container_startup_health_check_timeout=cdk.Duration.minutes(10),
        )

    def model(self, name: str) -> sm.Model:
        """The weights in `models/<name>`, and the code that uses them, in a container in the VPC."""
        return sm.Model(
            self,
            name.title(),
            vpc=self.vpc,
            containers=[
                sm.ContainerDefinition(
                    image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6.0", python_version="py312"),
                    model_data=sm.ModelData.from_directory(str(HERE / "models" / name), exclude=["__pycache__"]),
                    environment={"SAGEMAKER_PROGRAM": "inference.py"},
                )
            ],
        )

    # How it is deployed

    def endpoint(self, config: sm.EndpointConfig) -> sm.Endpoint:
        """A tenth of the new fleet takes requests for ten minutes, then all of it. The old fleet stays five minutes longer."""
        return sm.Endpoint(
            self,
            "Endpoint",
            endpoint_config=config,
            deployment_strategy=sm.DeploymentStrategy.blue_green(
                traffic_routing=sm.TrafficRouting.canary(
                    size=sm.CapacitySize.percent(10),
                    bake_time=cdk.Duration.minutes(10),
                ),
                termination_wait=cdk.Duration.minutes(5),
            ),
            # A deployment keeps the instances that scaling has started, and takes the weights of this app.
            variant_property_retention=sm.VariantPropertyRetention.all_except(sm.VariantPropertyType.DESIRED_WEIGHT),
        )

    # How it is operated

    def scale(self, endpoint: sm.Endpoint) -> None:
        """Each variant has 2 to 20 instances, as many as its requests need."""
        for variant in endpoint.instance_production_variants:
            count = variant.auto_scale_instance_count(min_capacity=2, max_capacity=20)
            count.scale_on_invocations("Load", max_requests_per_second=30)

    def watch(self, endpoint: sm.Endpoint, oncall: sns.Topic) -> None:
        """Alarms notify those on call; the critical ones roll a deployment back. The dashboard shows all of it."""
        alarms = endpoint.add_recommended_alarms(
            model_latency=cdk.Duration.millis(500),
            actions=[actions.SnsAction(oncall)],
        )
        endpoint.add_auto_rollback_alarms(*alarms.critical)
        endpoint.add_dashboard()

    # What it writes to

    def bucket(self, construct_id: str) -> s3.Bucket:
        """A private bucket, encrypted with the key of this stack."""
        return s3.Bucket(
            self,
            construct_id,
            encryption_key=self.key,
            enforce_ssl=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )


app = cdk.App()
ProductionStack(app, "Production")
app.synth()
