"""Two language models, one with two adapters, that share the GPUs of one endpoint and scale to zero."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

import cdk_sagemaker_hosting as sm


class LlmComponentsStack(cdk.Stack):
    """One endpoint with two inference components, and a role that is allowed to invoke them."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)

        gpu = sm.InstanceProductionVariantProps(
            variant_name="gpu",
            instance_type=sm.InstanceType.G6_E_12_XLARGE,
            # While no component has copies, there are no instances either.
            managed_instance_scaling=sm.ManagedInstanceScaling(min_instance_count=0, max_instance_count=2),
        )
        config = sm.EndpointConfig(self, "Config", instance_production_variants=[gpu])
        endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config)

        assistant = self.component(endpoint, "Assistant", VLLM_ALLOW_RUNTIME_LORA_UPDATING="true", SM_VLLM_ENABLE_LORA="true")
        legal = assistant.add_adapter("Legal", artifact=sm.ModelData.from_directory("adapters/legal"))
        assistant.add_adapter("Medical", artifact=sm.ModelData.from_directory("adapters/medical"))
        coder = self.component(endpoint, "Coder")

        client = iam.Role(self, "Client", assumed_by=iam.AccountRootPrincipal())
        endpoint.grant_invoke_open_ai(client)
        endpoint.add_recommended_alarms()
        endpoint.add_dashboard()

        cdk.CfnOutput(self, "EndpointName", value=endpoint.endpoint_name)
        cdk.CfnOutput(self, "AssistantName", value=assistant.inference_component_name)
        cdk.CfnOutput(self, "LegalName", value=legal.inference_component_name)
        cdk.CfnOutput(self, "CoderUrl", value=coder.open_ai_base_url)

    def component(self, endpoint: sm.Endpoint, name: str, **environment: str) -> sm.InferenceComponent:
        """One model on one GPU, with as many copies as its requests require, which are replaced in two batches."""
        specification = sm.InferenceComponentSpecification.from_image(
            sm.ContainerImage.from_framework(sm.Framework.VLLM, "0.30.0"),
            model_data=sm.ModelData.from_directory(f"models/{name.lower()}"),
            compute=sm.ComputeRequirements(accelerators=1, min_memory=cdk.Size.gibibytes(24)),
            container_startup_health_check_timeout=cdk.Duration.minutes(15),
            environment={"SM_VLLM_SERVED_MODEL_NAME": name.lower(), **environment},
        )
        rolling = sm.DeploymentStrategy.rolling(maximum_batch_size=sm.CapacitySize.percent(50), bake_time=cdk.Duration.minutes(1))
        component = endpoint.add_inference_component(name, specification=specification, deployment_strategy=rolling)
        component.auto_scale_copy_count(min_capacity=0, max_capacity=4).scale_on_concurrent_requests("Load", target_concurrent_requests=5)
        return component


app = cdk.App()
LlmComponentsStack(app, "LlmComponents")
app.synth()
