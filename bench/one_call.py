"""An endpoint with autoscaling and alarms, in one call. `npm run figures` counts its lines."""

import aws_cdk as cdk

import cdk_sagemaker_hosting as sm

app = cdk.App()
stack = cdk.Stack(app, "Churn")
churn = sm.ModelEndpoint(
    stack,
    "Churn",
    container=sm.ContainerDefinition(
        image=sm.ContainerImage.from_uri("111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1.4.2"),
        model_data=sm.ModelData.from_s3_uri("s3://churn-models/1.4.2/model.tar.gz"),
    ),
    capacity=sm.Capacity.instances(sm.InstanceType.M7_I_LARGE, min_capacity=2, max_capacity=10, max_requests_per_second=30),
)
churn.add_recommended_alarms()
app.synth()
