"""One model on two endpoints, each in one call: on instances for clients that wait, and asynchronous for requests in bulk."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk.aws_cloudwatch_actions import SnsAction
from constructs import Construct

import cdk_sagemaker_hosting as sm

HERE = Path(__file__).resolve().parent


class OneCallStack(cdk.Stack):
    """Instances that scale with the requests, a queue whose instances scale to zero, and alarms on both."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)

        live = sm.ModelEndpoint(
            self,
            "Live",
            container=sm.ContainerDefinition(
                image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6.0", python_version="py312"),
                model_data=sm.ModelData.from_directory(str(HERE / "model"), exclude=["__pycache__"]),
                environment={"SAGEMAKER_PROGRAM": "inference.py"},
            ),
            capacity=sm.Capacity.instances(sm.InstanceType.M5_LARGE, min_capacity=1, max_capacity=4, max_requests_per_second=30),
        )

        bucket = s3.Bucket(self, "Bucket", enforce_ssl=True, removal_policy=cdk.RemovalPolicy.DESTROY)
        bulk = sm.ModelEndpoint(
            self,
            "Bulk",
            model=live.model,
            capacity=sm.Capacity.asynchronous(
                sm.InstanceType.M5_LARGE,
                input=sm.BucketLocation(bucket=bucket, prefix="requests"),
                output=sm.BucketLocation(bucket=bucket, prefix="answers"),
                max_capacity=3,
            ),
        )

        oncall = sns.Topic(self, "OnCall")
        client = iam.Role(self, "Client", assumed_by=iam.AccountRootPrincipal())
        for endpoint in (live, bulk):
            endpoint.add_recommended_alarms(actions=[SnsAction(oncall)])
        live.grant_invoke(client)
        bulk.grant_invoke_async(client)

        cdk.CfnOutput(self, "LiveName", value=live.endpoint_name)
        cdk.CfnOutput(self, "BulkName", value=bulk.endpoint_name)
        cdk.CfnOutput(self, "BucketName", value=bucket.bucket_name)


app = cdk.App()
OneCallStack(app, "OneCall")
app.synth()
