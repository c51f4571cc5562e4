"""A language model in one call: vLLM on copies that scale to zero, with alarms and the OpenAI-compatible API."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk.aws_cloudwatch_actions import SnsAction
from constructs import Construct

import cdk_sagemaker_hosting as sm


class LanguageModelStack(cdk.Stack):
    """One model, the topic of its alarms, and a role that is allowed to chat with it."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)

        chat = sm.LanguageModelEndpoint(
            self,
            "Chat",
            server=sm.ModelServer.vllm(
                weights=sm.ModelWeights.hugging_face("Qwen/Qwen3-0.6B", revision="c1899de289a04d12100db370d81485cdf75e47ca"),
                served_model_name="qwen3",
                max_model_length=8192,
            ),
            capacity=sm.Capacity.components(sm.InstanceType.G6_XLARGE, min_capacity=0, max_capacity=4, target_concurrent_requests=8),
        )
        oncall = sns.Topic(self, "OnCall")
        chat.add_recommended_alarms(actions=[SnsAction(oncall)])

        client = iam.Role(self, "Client", assumed_by=iam.AccountRootPrincipal())
        chat.grant_invoke_open_ai(client)

        cdk.CfnOutput(self, "EndpointName", value=chat.endpoint_name)
        cdk.CfnOutput(self, "BaseUrl", value=chat.open_ai_base_url)


app = cdk.App()
LanguageModelStack(app, "LanguageModel")
app.synth()
