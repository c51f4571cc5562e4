"""An endpoint as a team runs it: canary deployments that go back by themselves, scaling, alarms, a dashboard, captured data, VPC, own key."""

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
    """Two variants of a model behind one endpoint: one of ten requests goes to the next one."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)
        self.vpc = ec2.Vpc(self, "Vpc", max_azs=2)
        key = kms.Key(self, "Key", enable_key_rotation=True, removal_policy=cdk.RemovalPolicy.DESTROY)
        bucket = s3.Bucket(self, "Captured", encryption_key=key, enforce_ssl=True, block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
                           removal_policy=cdk.RemovalPolicy.DESTROY)
        oncall = sns.Topic(self, "OnCall")
        config = sm.EndpointConfig(
            self, "Config", encryption_key=key, instance_production_variants=[self.variant("stable", weight=9), self.variant("next", weight=1)],
            data_capture=sm.DataCaptureOptions(destination=sm.BucketLocation(bucket=bucket, prefix="raw"), sampling_percentage=20))
        endpoint = sm.Endpoint(
            self, "Endpoint", endpoint_config=config,
            variant_property_retention=sm.VariantPropertyRetention.all_except(sm.VariantPropertyType.DESIRED_WEIGHT),
            deployment_strategy=sm.DeploymentStrategy.blue_green(
                traffic_routing=sm.TrafficRouting.canary(size=sm.CapacitySize.percent(10), bake_time=cdk.Duration.minutes(10)),
                termination_wait=cdk.Duration.minutes(5)))
        for variant in endpoint.instance_production_variants:
            count = variant.auto_scale_instance_count(min_capacity=2, max_capacity=20)
            count.scale_on_invocations("Load", max_requests_per_second=30)
        alarms = endpoint.add_recommended_alarms(actions=[actions.SnsAction(oncall)], model_latency=cdk.Duration.millis(500))
        endpoint.add_auto_rollback_alarms(*alarms.critical)
        endpoint.add_dashboard()
        cdk.CfnOutput(self, "EndpointName", value=endpoint.endpoint_name)

    def variant(self, name: str, *, weight: int) -> sm.InstanceProductionVariantProps:
        """The model of the folder `models/<name>`, on instances of its own."""
        model = sm.Model(self, name.title(), vpc=self.vpc, containers=[sm.ContainerDefinition(
            image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6.0", python_version="py312"),
            model_data=sm.ModelData.from_directory(str(HERE / "models" / name), exclude=["__pycache__"]),
            environment={"SAGEMAKER_PROGRAM": "inference.py"})])
        return sm.InstanceProductionVariantProps(
            model=model, variant_name=name, instance_type=sm.InstanceType.C5_XLARGE, initial_instance_count=2, initial_variant_weight=weight,
            container_startup_health_check_timeout=cdk.Duration.minutes(10), routing_strategy=sm.RoutingStrategy.LEAST_OUTSTANDING_REQUESTS)


app = cdk.App()
ProductionStack(app, "Production")
app.synth()
