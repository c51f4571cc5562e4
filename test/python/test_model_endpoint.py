"""One model on one endpoint in one call: whole programs as users write them, in 3 to 5 lines, and what comes of them."""

import inspect
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import Duration, Size
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from helpers.given import a_bucket, a_model, a_vpc, an_image
from helpers.messages import Like, message_of
from helpers.templates import (
    ALARM,
    CONFIG,
    DASHBOARD,
    ENDPOINT,
    MODEL,
    SCALABLE_TARGET,
    SCALING_POLICY,
    Json,
    actions_of,
    properties_of,
    resources_of,
    variants_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm

COMPONENT = "AWS::SageMaker::InferenceComponent"
URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:3"


def on_instances(self: cdk.Stack, app_role: iam.IRole) -> sm.ModelEndpoint:
    churn = sm.ModelEndpoint(self, "Churn",
        container=sm.ContainerDefinition(image=sm.ContainerImage.from_uri(URI), model_data=sm.ModelData.from_s3_uri("s3://models/churn/model.tar.gz")),
        capacity=sm.Capacity.instances(sm.InstanceType.M7_I_LARGE, min_capacity=2, max_capacity=10, max_requests_per_second=30))
    churn.grant_invoke(app_role)
    return churn


def serverless(self: cdk.Stack, app_role: iam.IRole) -> sm.ModelEndpoint:
    churn = sm.ModelEndpoint(self, "Churn", container=sm.ContainerDefinition(image=sm.ContainerImage.from_uri(URI)),
        capacity=sm.Capacity.serverless(memory_size=Size.gibibytes(4), max_concurrency=20))
    churn.grant_invoke(app_role)
    return churn


def asynchronous(self: cdk.Stack, app_role: iam.IRole) -> sm.ModelEndpoint:
    bucket = a_bucket(self)
    churn = sm.ModelEndpoint(self, "Churn", container=sm.ContainerDefinition(image=sm.ContainerImage.from_uri(URI)),
        capacity=sm.Capacity.asynchronous(sm.InstanceType.M7_I_LARGE, max_capacity=5,
            input=sm.BucketLocation(bucket=bucket, prefix="in/"), output=sm.BucketLocation(bucket=bucket, prefix="out/")))
    churn.grant_invoke_async(app_role)
    return churn


def on_components(self: cdk.Stack, app_role: iam.IRole) -> sm.ModelEndpoint:
    churn = sm.ModelEndpoint(self, "Churn", container=sm.ContainerDefinition(image=sm.ContainerImage.from_uri(URI)),
        capacity=sm.Capacity.components(sm.InstanceType.G5_XLARGE, min_capacity=0, max_capacity=4, target_concurrent_requests=5,
            compute=sm.ComputeRequirements(accelerators=1, min_memory=Size.gibibytes(8))))
    churn.grant_invoke(app_role)
    return churn


PROGRAMS = (on_instances, serverless, asynchronous, on_components)


@pytest.fixture
def app_role(stack: cdk.Stack) -> iam.IRole:
    return iam.Role(stack, "App", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com"))


def scaling_of(stack: cdk.Stack) -> list[tuple[str, int, int]]:
    """What scales, between which limits."""
    targets = [target["Properties"] for target in resources_of(stack, SCALABLE_TARGET).values()]
    return [(target["ScalableDimension"].rpartition(":")[2], target["MinCapacity"], target["MaxCapacity"]) for target in targets]


def policies_of(stack: cdk.Stack) -> list[Json]:
    return [policy["Properties"] for policy in resources_of(stack, SCALING_POLICY).values()]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_has_3_to_5_lines(program: Callable[..., sm.ModelEndpoint]) -> None:
    # Without the function, what it returns, and the bucket.
    lines = [line for line in inspect.getsource(program).splitlines()[1:-1] if "a_bucket" not in line]

    assert 3 <= len(lines) <= 5


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_has_one_endpoint_of_one_model_and_no_warnings(
    stack: cdk.Stack, app_role: iam.IRole, program: Callable[..., sm.ModelEndpoint]
) -> None:
    churn = program(stack, app_role)

    (model,) = resources_of(stack, MODEL)
    (config,) = resources_of(stack, CONFIG)
    (endpoint,) = resources_of(stack, ENDPOINT)
    assert stack.resolve(churn.model.model_name) == {"Fn::GetAtt": [model, "ModelName"]}
    assert stack.resolve(churn.endpoint_config.endpoint_config_name) == {"Fn::GetAtt": [config, "EndpointConfigName"]}
    assert stack.resolve(churn.endpoint_name) == {"Fn::GetAtt": [endpoint, "EndpointName"]}
    assert properties_of(stack, ENDPOINT)["EndpointConfigName"] == {"Fn::GetAtt": [config, "EndpointConfigName"]}
    assert [variant["VariantName"] for variant in variants_of(stack)] == ["AllTraffic"]
    assert warnings_of(stack) == []


def test_on_instances(stack: cdk.Stack, app_role: iam.IRole) -> None:
    churn = on_instances(stack, app_role)

    container = properties_of(stack, MODEL)["PrimaryContainer"]
    assert (container["Image"], container["ModelDataUrl"]) == (URI, "s3://models/churn/model.tar.gz")
    (variant,) = variants_of(stack)
    assert (variant["InstanceType"], variant["InitialInstanceCount"]) == ("ml.m7i.large", 2)
    assert scaling_of(stack) == [("DesiredInstanceCount", 2, 10)]
    (policy,) = policies_of(stack)
    # Half of the requests that an instance can process, per minute.
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 900
    assert "sagemaker:InvokeEndpoint" in actions_of(stack)
    assert isinstance(churn.scalable_instance_count, sm.ScalableInstanceCount)
    assert (churn.component, churn.scalable_copy_count, churn.scalable_provisioned_concurrency) == (None, None, None)


def test_serverless(stack: cdk.Stack, app_role: iam.IRole) -> None:
    serverless(stack, app_role)

    assert variants_of(stack)[0]["ServerlessConfig"] == {"MaxConcurrency": 20, "MemorySizeInMB": 4096}
    assert scaling_of(stack) == []


def test_serverless_with_provisioned_concurrency(stack: cdk.Stack) -> None:
    churn = sm.ModelEndpoint(stack, "Churn", container=sm.ContainerDefinition(image=an_image(stack)),
        capacity=sm.Capacity.serverless(memory_size=Size.gibibytes(4), max_concurrency=20, min_capacity=2, max_capacity=10))

    assert variants_of(stack)[0]["ServerlessConfig"]["ProvisionedConcurrency"] == 2
    assert scaling_of(stack) == [("DesiredProvisionedConcurrency", 2, 10)]
    assert [policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] for policy in policies_of(stack)] == [0.7]
    assert churn.scalable_provisioned_concurrency is not None


def test_asynchronous_to_and_from_zero(stack: cdk.Stack, app_role: iam.IRole) -> None:
    asynchronous(stack, app_role)

    assert properties_of(stack, CONFIG)["AsyncInferenceConfig"]["OutputConfig"] == {"S3OutputPath": "s3://models/out"}
    assert scaling_of(stack) == [("DesiredInstanceCount", 0, 5)]
    assert [policy["PolicyType"] for policy in policies_of(stack)] == ["TargetTrackingScaling", "StepScaling"]
    assert properties_of(stack, ALARM)["MetricName"] == "HasBacklogWithoutCapacity"
    assert "sagemaker:InvokeEndpointAsync" in actions_of(stack)


def test_on_components(stack: cdk.Stack, app_role: iam.IRole) -> None:
    churn = on_components(stack, app_role)

    (variant,) = variants_of(stack)
    assert variant["ManagedInstanceScaling"] == {"MinInstanceCount": 0, "MaxInstanceCount": 4, "Status": "ENABLED"}
    component = properties_of(stack, COMPONENT)
    assert component["VariantName"] == "AllTraffic"
    assert component["Specification"]["ComputeResourceRequirements"] == {"MinMemoryRequiredInMb": 8192, "NumberOfAcceleratorDevicesRequired": 1}
    assert scaling_of(stack) == [("DesiredCopyCount", 0, 4)]
    # The alarm that starts the first copy again.
    assert properties_of(stack, ALARM)["MetricName"] == "NoCapacityInvocationFailures"
    assert churn.component is not None
    assert stack.resolve(churn.component.inference_component_name) == component["InferenceComponentName"]
    assert churn.scalable_copy_count is not None


def test_it_is_an_endpoint(stack: cdk.Stack) -> None:
    churn = sm.ModelEndpoint(stack, "Churn", container=sm.ContainerDefinition(image=an_image(stack)), vpc=a_vpc(stack),
        capacity=sm.Capacity.instances(sm.InstanceType.M7_I_LARGE, max_capacity=4),
        deployment_strategy=sm.DeploymentStrategy.rolling(maximum_batch_size=sm.CapacitySize.instances(1), bake_time=Duration.minutes(5)),
        data_capture=sm.DataCaptureOptions(destination=sm.BucketLocation(bucket=a_bucket(stack)), sampling_percentage=10),
        encryption_key=kms.Key(stack, "Key"))
    churn.add_auto_rollback_alarms(*churn.add_recommended_alarms().critical)
    churn.add_dashboard()
    assert churn.scalable_instance_count is not None
    churn.scalable_instance_count.scale_on_schedule("Night", schedule=appscaling.Schedule.cron(hour="22", minute="0"), min_capacity=1)

    deployment = properties_of(stack, ENDPOINT)["DeploymentConfig"]
    assert deployment["RollingUpdatePolicy"]["MaximumBatchSize"] == {"Type": "INSTANCE_COUNT", "Value": 1}
    assert len(deployment["AutoRollbackConfiguration"]["Alarms"]) == 2
    assert len(resources_of(stack, DASHBOARD)) == 1
    assert {"DataCaptureConfig", "KmsKeyId"} < properties_of(stack, CONFIG).keys()
    assert len(properties_of(stack, MODEL)["VpcConfig"]["Subnets"]) == 2
    assert len(properties_of(stack, SCALABLE_TARGET)["ScheduledActions"]) == 1


def test_a_model_of_the_user_and_the_endpoint_of_the_three_constructs(stack: cdk.Stack, app: cdk.App) -> None:
    model = a_model(stack)
    sm.ModelEndpoint(stack, "Churn", model=model, capacity=sm.Capacity.instances(sm.InstanceType.M5_LARGE))
    other = cdk.Stack(app, "Three")
    variant = sm.InstanceProductionVariantProps(model=a_model(other), instance_type=sm.InstanceType.M5_LARGE)
    config = sm.EndpointConfig(other, "Config", instance_production_variants=[variant])
    sm.Endpoint(other, "Churn", endpoint_config=config)

    (of_user,) = resources_of(stack, MODEL)
    assert variants_of(stack)[0]["ModelName"] == {"Fn::GetAtt": [of_user, "ModelName"]}
    assert resources_of(stack, ENDPOINT).keys() == resources_of(other, ENDPOINT).keys()
    same = [{key: value for key, value in variants_of(each)[0].items() if key != "ModelName"} for each in (stack, other)]
    assert same[0] == same[1]


REFUSED: dict[str, tuple[Callable[[cdk.Stack], Json], str]] = {
    "no model": (lambda _: {}, "Test/Churn: container is required; ..."),
    "two models": (
        lambda stack: {"model": a_model(stack), "container": sm.ContainerDefinition(image=an_image(stack))},
        "Test/Churn: container and model cannot be combined; set one of them",
    ),
    "a scaling without its limit": (
        lambda stack: {"model": a_model(stack), "capacity": sm.Capacity.instances(sm.InstanceType.M5_LARGE, max_requests_per_second=5)},
        "Test/Churn: maxRequestsPerSecond of the capacity requires maxCapacity; set it",
    ),
    "copies without their size": (
        lambda stack: {"model": a_model(stack), "capacity": sm.Capacity.components(sm.InstanceType.G5_XLARGE)},
        "Test/Churn: compute of the capacity is required; ...",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused(stack: cdk.Stack, case: str) -> None:
    given, message = REFUSED[case]
    props: dict[str, Any] = {"capacity": sm.Capacity.instances(sm.InstanceType.M5_LARGE), **given(stack)}

    assert message_of(lambda: sm.ModelEndpoint(stack, "Churn", **props)) == Like(message)
