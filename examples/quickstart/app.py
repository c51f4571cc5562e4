"""Quickstart: a sentiment endpoint that splits its requests between two models.

    cdk deploy -c candidateWeight=1
"""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from constructs import Construct

import cdk_sagemaker_hosting as sm

HERE = Path(__file__).resolve().parent


class QuickstartStack(cdk.Stack):
    """Two variants on encrypted volumes, the first one with autoscaling and an alarm."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)

        config = sm.EndpointConfig(
            self,
            "Config",
            encryption_key=kms.Key(self, "Key", enable_key_rotation=True, removal_policy=cdk.RemovalPolicy.DESTROY),
            instance_production_variants=[
                sm.InstanceProductionVariantProps(
                    model=self.model("Stable"),
                    variant_name="stable",
                    instance_type=sm.InstanceType.M5_LARGE,
                    initial_variant_weight=1,
                ),
                sm.InstanceProductionVariantProps(
                    model=self.model("Candidate"),
                    variant_name="candidate",
                    instance_type=sm.InstanceType.M5_LARGE,
                    initial_variant_weight=float(self.node.try_get_context("candidateWeight") or 0),
                ),
            ],
        )
        # Deployments retain the instance counts of autoscaling, and apply the weights of the app.
        kept = sm.VariantPropertyRetention.all_except(sm.VariantPropertyType.DESIRED_WEIGHT)
        endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config, variant_property_retention=kept)

        stable = endpoint.find_instance_production_variant("stable")
        stable.auto_scale_instance_count(min_capacity=1, max_capacity=4).scale_on_invocations("Load", max_requests_per_second=30)
        stable.metric_model_latency().create_alarm(self, "SlowModel", threshold=500_000, evaluation_periods=3)

        cdk.CfnOutput(self, "EndpointName", value=endpoint.endpoint_name)

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
QuickstartStack(app, "Quickstart")
app.synth()
