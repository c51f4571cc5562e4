"""An endpoint with rolling deployments, notifications of failures, and clients in a VPC without a route to the internet."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

import cdk_sagemaker_hosting as sm

HERE = Path(__file__).resolve().parent


class RollingUpdateStack(cdk.Stack):
    """A model on four instances, of which a quarter is replaced at a time."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)

        config = sm.EndpointConfig(
            self,
            "Config",
            instance_production_variants=[
                sm.InstanceProductionVariantProps(
                    model=self.model(), variant_name="main", instance_type=sm.InstanceType.M5_XLARGE, initial_instance_count=4
                ),
            ],
        )
        endpoint = sm.Endpoint(
            self,
            "Endpoint",
            endpoint_config=config,
            endpoint_name="sentiment",
            deployment_strategy=sm.DeploymentStrategy.rolling(
                maximum_batch_size=sm.CapacitySize.percent(25),
                bake_time=cdk.Duration.minutes(5),
                rollback_maximum_batch_size=sm.CapacitySize.percent(100),
                maximum_execution_timeout=cdk.Duration.hours(1),
            ),
            variant_property_retention=sm.VariantPropertyRetention.all_except(sm.VariantPropertyType.DESIRED_WEIGHT),
        )
        latency = endpoint.find_instance_production_variant("main").metric_model_latency(
            statistic="p90", period=cdk.Duration.minutes(1)
        )
        endpoint.add_auto_rollback_alarms(latency.create_alarm(self, "Slow", threshold=200_000, evaluation_periods=3))

        # Scales on CPU utilization, with at least 8 instances during working hours.
        count = endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=4, max_capacity=16)
        count.scale_on_cpu_utilization("Busy", target_utilization_percent=60)
        count.scale_on_schedule("Morning", schedule=appscaling.Schedule.cron(hour="7", minute="0", week_day="MON-FRI"), min_capacity=8)
        count.scale_on_schedule("Evening", schedule=appscaling.Schedule.cron(hour="19", minute="0", week_day="MON-FRI"), min_capacity=4)

        endpoint.add_log_group(retention=logs.RetentionDays.ONE_MONTH, removal_policy=cdk.RemovalPolicy.DESTROY)
        team = sns.Topic(self, "Team")
        broken = [sm.EndpointStatus.FAILED, sm.EndpointStatus.ROLLING_BACK, sm.EndpointStatus.UPDATE_ROLLBACK_FAILED]
        endpoint.on_state_change("Broken", target=targets.SnsTopic(team), statuses=broken)

        vpc = ec2.Vpc(
            self,
            "Vpc",
            max_azs=2,
            subnet_configuration=[ec2.SubnetConfiguration(name="clients", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)],
        )
        sm.RuntimeVpcEndpoint(
            self, "Runtime", vpc=vpc, subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED), endpoints=[endpoint]
        )
        client = iam.Role(self, "Client", assumed_by=iam.AccountRootPrincipal())
        endpoint.grant_invoke_with_response_stream(client)

        cdk.CfnOutput(self, "EndpointName", value=endpoint.endpoint_name)

    def model(self) -> sm.Model:
        """The model in the folder `model`: its weights and its inference code."""
        return sm.Model(
            self,
            "Model",
            containers=[
                sm.ContainerDefinition(
                    image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6.0", python_version="py312"),
                    model_data=sm.ModelData.from_directory(str(HERE / "model"), exclude=["__pycache__"]),
                    environment={"SAGEMAKER_PROGRAM": "inference.py"},
                )
            ],
        )


app = cdk.App()
RollingUpdateStack(app, "RollingUpdate")
app.synth()
