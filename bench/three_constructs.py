"""The endpoint of `one_call.py`, as a model, an endpoint configuration and an endpoint."""

import aws_cdk as cdk

import cdk_sagemaker_hosting as sm

app = cdk.App()
stack = cdk.Stack(app, "Churn")
model = sm.Model(
    stack,
    "Model",
    containers=[
        sm.ContainerDefinition(
            image=sm.ContainerImage.from_uri("111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1.4.2"),
            model_data=sm.ModelData.from_s3_uri("s3://churn-models/1.4.2/model.tar.gz"),
        )
    ],
)
config = sm.EndpointConfig(
    stack,
    "Config",
    instance_production_variants=[
        sm.InstanceProductionVariantProps(
            variant_name="AllTraffic",
            model=model,
            instance_type=sm.InstanceType.M7_I_LARGE,
            initial_instance_count=2,
        )
    ],
)
churn = sm.Endpoint(stack, "Churn", endpoint_config=config)
count = churn.find_instance_production_variant("AllTraffic").auto_scale_instance_count(min_capacity=2, max_capacity=10)
count.scale_on_invocations("Invocations", max_requests_per_second=30)
churn.add_recommended_alarms()
app.synth()
