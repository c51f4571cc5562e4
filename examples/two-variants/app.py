"""Two models behind one endpoint, and an endpoint with a shadow test of the same models."""

from pathlib import Path

import aws_cdk as cdk
from constructs import Construct

import cdk_sagemaker_hosting as sm

HERE = Path(__file__).resolve().parent


class TwoVariantsStack(cdk.Stack):
    """The current model receives 9 of 10 requests. The responses of the shadow variant are discarded."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)
        current, next_one = self.model("Current"), self.model("Next")

        split = sm.EndpointConfig(
            self,
            "Split",
            instance_production_variants=[
                sm.InstanceProductionVariantProps(
                    model=current,
                    variant_name="current",
                    initial_variant_weight=9,
                    instance_type=sm.InstanceType.C5_XLARGE,
                    initial_instance_count=2,
                    volume_size=cdk.Size.gibibytes(64),
                    routing_strategy=sm.RoutingStrategy.LEAST_OUTSTANDING_REQUESTS,
                    model_data_download_timeout=cdk.Duration.minutes(20),
                    container_startup_health_check_timeout=cdk.Duration.minutes(10),
                    variant_instance_provision_timeout=cdk.Duration.minutes(30),
                ),
                sm.InstanceProductionVariantProps(
                    model=next_one,
                    variant_name="next",
                    initial_variant_weight=1,
                    instance_type=sm.InstanceType.M5_LARGE,
                    volume_size=cdk.Size.gibibytes(32),
                    routing_strategy=sm.RoutingStrategy.RANDOM,
                    container_startup_health_check_timeout=cdk.Duration.minutes(5),
                ),
            ],
        )
        shadowed = sm.EndpointConfig(
            self,
            "Shadowed",
            instance_production_variants=[
                sm.InstanceProductionVariantProps(model=current, variant_name="current", instance_type=sm.InstanceType.M5_LARGE),
            ],
            shadow_production_variants=[
                sm.InstanceProductionVariantProps(
                    model=next_one, variant_name="next", instance_type=sm.InstanceType.M5_LARGE, initial_variant_weight=0.5
                ),
            ],
        )
        for name, config in {"SplitEndpoint": split, "ShadowedEndpoint": shadowed}.items():
            endpoint = sm.Endpoint(self, name, endpoint_config=config)
            cdk.CfnOutput(self, f"{name}Name", value=endpoint.endpoint_name)

    def model(self, name: str) -> sm.Model:
        """A model in the folder `models/<name>`: its weights and its inference code."""
        return sm.Model(
            self,
            name,
            containers=[
                sm.ContainerDefinition(
                    image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6.0", python_version="py312"),
                    model_data=sm.ModelData.from_directory(str(HERE / "models" / name.lower()), exclude=["__pycache__"]),
                    environment={"SAGEMAKER_PROGRAM": "inference.py"},
                )
            ],
        )


app = cdk.App()
TwoVariantsStack(app, "TwoVariants")
app.synth()
