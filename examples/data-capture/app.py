"""An endpoint that captures a fifth of its requests and responses, encrypted, in a bucket."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

import cdk_sagemaker_hosting as sm

HERE = Path(__file__).resolve().parent


class DataCaptureStack(cdk.Stack):
    """An endpoint, and the bucket for captured requests and responses."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)

        key = kms.Key(self, "Key", enable_key_rotation=True, removal_policy=cdk.RemovalPolicy.DESTROY)
        bucket = s3.Bucket(
            self,
            "Captured",
            encryption_key=key,
            enforce_ssl=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            lifecycle_rules=[s3.LifecycleRule(expiration=cdk.Duration.days(90))],
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )

        config = sm.EndpointConfig(
            self,
            "Config",
            instance_production_variants=[
                sm.InstanceProductionVariantProps(model=self.model(), variant_name="main", instance_type=sm.InstanceType.M5_LARGE),
            ],
            data_capture=sm.DataCaptureOptions(
                destination=sm.BucketLocation(bucket=bucket, prefix="sentiment"),
                encryption_key=key,
                sampling_percentage=20,
                capture_modes=[sm.CaptureMode.INPUT, sm.CaptureMode.OUTPUT],
                json_content_types=["application/json"],
                csv_content_types=["text/csv"],
            ),
        )
        endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config)

        cdk.CfnOutput(self, "EndpointName", value=endpoint.endpoint_name)
        cdk.CfnOutput(self, "BucketName", value=bucket.bucket_name)

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
DataCaptureStack(app, "DataCapture")
app.synth()
