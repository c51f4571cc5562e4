"""An endpoint for production: canary deployments with automatic rollback, autoscaling, alarms, a dashboard, data capture, a VPC and a key."""

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
    """Two variants behind one endpoint. The next model receives a tenth of the requests."""

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

    # Hosting

    def configuration(self, captured: s3.Bucket) -> sm.EndpointConfig:
        """Both variants, on encrypted volumes. A fifth of the requests and responses is captured."""
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
        """The model in the folder `models/<name>`, on its own instances."""
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
        """The weights and the inference code in `models/<name>`, in a container in the VPC."""
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

    # Deployment

    def endpoint(self, config: sm.EndpointConfig) -> sm.Endpoint:
        """A tenth of the new fleet receives traffic for ten minutes, then all of it. The old fleet is kept five minutes longer."""
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
            # Deployments retain the instance counts of autoscaling, and apply the weights of this app.
            variant_property_retention=sm.VariantPropertyRetention.all_except(sm.VariantPropertyType.DESIRED_WEIGHT),
        )

    # Operation

    def scale(self, endpoint: sm.Endpoint) -> None:
        """Each variant scales between 2 and 20 instances on its requests."""
        for variant in endpoint.instance_production_variants:
            count = variant.auto_scale_instance_count(min_capacity=2, max_capacity=20)
            count.scale_on_invocations("Load", max_requests_per_second=30)

    def watch(self, endpoint: sm.Endpoint, oncall: sns.Topic) -> None:
        """Alarms notify the on-call topic; critical alarms also roll back deployments. A dashboard shows the endpoint."""
        alarms = endpoint.add_recommended_alarms(
            max_model_latency=cdk.Duration.millis(500),
            actions=[actions.SnsAction(oncall)],
        )
        endpoint.add_auto_rollback_alarms(*alarms.critical)
        endpoint.add_dashboard()

    # Storage

    def bucket(self, construct_id: str) -> s3.Bucket:
        """A private bucket that is encrypted with the key of this stack."""
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
