"""An app of a user of the emulator: an endpoint with one model, and autoscaling."""

from pathlib import Path

import aws_cdk as cdk
from constructs import Construct

import cdk_sagemaker_hosting as sm

HERE = Path(__file__).resolve().parent


class MultiplierStack(cdk.Stack):
    """An endpoint that multiplies numbers."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)
        container = sm.ContainerDefinition(
            image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6.0", python_version="py312"),
            model_data=sm.ModelData.from_directory(str(HERE / "model"), exclude=["__pycache__"]),
            environment={"SAGEMAKER_PROGRAM": "inference.py"},
        )
        variant = sm.InstanceProductionVariantProps(
            model=sm.Model(self, "Model", containers=[container]), instance_type=sm.InstanceType.M5_LARGE
        )
        config = sm.EndpointConfig(self, "Config", instance_production_variants=[variant])
        endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config)
        count = endpoint.auto_scale_instance_count(min_capacity=1, max_capacity=3)
        count.scale_on_invocations("Load", max_requests_per_second=30)
        cdk.CfnOutput(self, "EndpointName", value=endpoint.endpoint_name)


app = cdk.App()
MultiplierStack(app, "Multiplier")
app.synth()
