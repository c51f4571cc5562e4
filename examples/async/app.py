"""An asynchronous endpoint: requests and responses are objects in a bucket, and no instance runs while there are no requests."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from constructs import Construct

import cdk_sagemaker_hosting as sm

HERE = Path(__file__).resolve().parent


class AsyncStack(cdk.Stack):
    """An endpoint that queues its requests, the bucket for requests and responses, and the role of a client."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)

        key = kms.Key(self, "Key", enable_key_rotation=True, removal_policy=cdk.RemovalPolicy.DESTROY)
        bucket = s3.Bucket(
            self,
            "Data",
            encryption_key=key,
            enforce_ssl=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            lifecycle_rules=[s3.LifecycleRule(expiration=cdk.Duration.days(30))],
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        done = sns.Topic(self, "Done", master_key=key)
        failed = sns.Topic(self, "Failed", master_key=key)
        oncall = sns.Topic(self, "OnCall")

        config = sm.EndpointConfig(
            self,
            "Config",
            instance_production_variants=[
                sm.InstanceProductionVariantProps(model=self.model(), variant_name="main", instance_type=sm.InstanceType.M5_LARGE),
            ],
            async_inference=sm.AsyncInferenceOptions(
                input=sm.BucketLocation(bucket=bucket, prefix="requests"),
                output=sm.BucketLocation(bucket=bucket, prefix="answers"),
                failure=sm.BucketLocation(bucket=bucket, prefix="failures"),
                encryption_key=key,
                success_topic=done,
                error_topic=failed,
                include_inference_response_in=[sm.AsyncNotificationTopic.SUCCESS],
                max_concurrent_invocations_per_instance=4,
            ),
        )
        endpoint = sm.Endpoint(
            self, "Endpoint", endpoint_config=config, variant_property_retention=sm.VariantPropertyRetention.all()
        )

        # Scales in to zero instances when the backlog is empty, and out when a request arrives.
        count = endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=0, max_capacity=5)
        count.scale_on_backlog("Backlog", target_backlog_per_instance=5)
        endpoint.add_recommended_alarms(actions=[actions.SnsAction(oncall)], max_backlog_age=cdk.Duration.hours(1))
        endpoint.add_dashboard()

        client = iam.Role(self, "Client", assumed_by=iam.AccountRootPrincipal())
        endpoint.grant_invoke_async(client)
        bucket.grant_put(client, "requests/*")
        bucket.grant_read(client, "answers/*")

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
AsyncStack(app, "Async")
app.synth()
