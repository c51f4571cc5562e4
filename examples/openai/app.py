"""A language model behind the OpenAI-compatible API of SageMaker endpoints."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

import cdk_sagemaker_hosting as sm


class OpenAiStack(cdk.Stack):
    """A model that vLLM downloads and serves on one GPU, and a role that is allowed to chat with it."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)

        config = sm.EndpointConfig(
            self,
            "Config",
            instance_production_variants=[
                sm.InstanceProductionVariantProps(
                    model=self.model(),
                    variant_name="main",
                    instance_type=sm.InstanceType.G6_XLARGE,
                    # The image is built for CUDA 13.0, which requires newer drivers than the default ones.
                    inference_ami_version=sm.InferenceAmiVersion.AL2023_GPU_4_1,
                    # vLLM downloads the model and compiles its kernels before it serves requests.
                    container_startup_health_check_timeout=cdk.Duration.minutes(15),
                )
            ],
        )
        endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config)

        client = iam.Role(self, "Client", assumed_by=iam.AccountRootPrincipal())
        endpoint.grant_invoke_open_ai(client)

        cdk.CfnOutput(self, "EndpointName", value=endpoint.endpoint_name)
        cdk.CfnOutput(self, "BaseUrl", value=endpoint.open_ai_base_url)
        cdk.CfnOutput(self, "ClientRole", value=client.role_arn)

    def model(self) -> sm.Model:
        """The image of vLLM, and the model that it downloads from Hugging Face."""
        return sm.Model(
            self,
            "Model",
            containers=[
                sm.ContainerDefinition(
                    image=sm.ContainerImage.from_dlc("vllm", "0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker"),
                    environment={
                        "SM_VLLM_MODEL": "Qwen/Qwen3-0.6B",
                        "SM_VLLM_SERVED_MODEL_NAME": "qwen3",
                        "SM_VLLM_MAX_MODEL_LEN": "8192",
                        "HF_HOME": "/tmp",
                    },
                )
            ],
        )


app = cdk.App()
OpenAiStack(app, "OpenAi")
app.synth()
