"""A serverless endpoint: no instances to manage, and provisioned concurrency that scales with the requests."""

from pathlib import Path

import aws_cdk as cdk
from constructs import Construct

import cdk_sagemaker_hosting as sm

HERE = Path(__file__).resolve().parent


class ServerlessStack(cdk.Stack):
    """A model with 4 GiB of memory that processes at most 20 requests concurrently."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)

        config = sm.EndpointConfig(
            self,
            "Config",
            serverless_production_variant=sm.ServerlessProductionVariantProps(
                model=self.model(),
                variant_name="main",
                memory_size=cdk.Size.gibibytes(4),
                max_concurrency=20,
                provisioned_concurrency=2,
            ),
        )
        endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config)
        concurrency = endpoint.find_serverless_production_variant("main").auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=10)
        concurrency.scale_on_utilization("Use", target_utilization_percent=70)

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
ServerlessStack(app, "Serverless")
app.synth()
