"""Whole programs, as users write them: each as it stands, but for what is around it, and with what comes of it."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import Duration, Size
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk.aws_cloudwatch_actions import SnsAction
from helpers.given import a_model, an_image
from helpers.templates import (
    ALARM,
    CONFIG,
    DASHBOARD,
    ENDPOINT,
    MODEL,
    RULE,
    SCALABLE_TARGET,
    SCALING_POLICY,
    Json,
    actions_of,
    properties_of,
    resources_of,
    variants_of,
    warned_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm
from cdk_sagemaker_hosting import registry

GPU = sm.InstanceType.G5_XLARGE


def targets_of(stack: cdk.Stack) -> list[tuple[float, float]]:
    """The limits between which something scales."""
    targets = [target["Properties"] for target in resources_of(stack, SCALABLE_TARGET).values()]
    return [(target["MinCapacity"], target["MaxCapacity"]) for target in targets]


def trackings_of(stack: cdk.Stack) -> list[Json]:
    """What policies keep near a target."""
    policies = [policy["Properties"] for policy in resources_of(stack, SCALING_POLICY).values()]
    return [policy["TargetTrackingScalingPolicyConfiguration"] for policy in policies if policy["PolicyType"] == "TargetTrackingScaling"]


def test_a_first_endpoint(stack: cdk.Stack, tmp_path: Path) -> None:
    self = stack
    code = lambda_.Code.from_inline("def handler(event, context): pass")
    web_function = lambda_.Function(self, "Web", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code)
    (tmp_path / "model" / "code").mkdir(parents=True)
    (tmp_path / "model" / "code" / "inference.py").write_text("def model_fn(model_dir): ...", encoding="utf-8")
    model_folder = str(tmp_path / "model")

    model = sm.Model(self, "Model", containers=[sm.ContainerDefinition(
        image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6", python_version="py312"),
        model_data=sm.ModelData.from_directory(model_folder))])
    config = sm.EndpointConfig(self, "Config", instance_production_variants=[
        sm.InstanceProductionVariantProps(model=model, variant_name="main", instance_type=sm.InstanceType.M7_I_LARGE)])
    endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config)
    endpoint.grant_invoke(web_function)

    assert len(resources_of(stack, ENDPOINT)) == 1
    assert "ModelDataUrl" in properties_of(stack, MODEL)["PrimaryContainer"]
    assert "sagemaker:InvokeEndpoint" in actions_of(stack)
    assert warnings_of(stack) == []


def test_serverless(stack: cdk.Stack) -> None:
    self, model = stack, a_model(stack)

    config = sm.EndpointConfig(self, "Config", serverless_production_variant=sm.ServerlessProductionVariantProps(
        model=model, variant_name="main", memory_size=Size.gibibytes(4), max_concurrency=20, provisioned_concurrency=2))
    endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config)
    variant = endpoint.find_serverless_production_variant("main")
    variant.auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=10).scale_on_utilization("Use", target_utilization_percent=70)

    assert variants_of(stack)[0]["ServerlessConfig"] == {"MaxConcurrency": 20, "MemorySizeInMB": 4096, "ProvisionedConcurrency": 2}
    assert targets_of(stack) == [(1, 10)]
    assert [tracking["TargetValue"] for tracking in trackings_of(stack)] == [0.7]
    assert warnings_of(stack) == []


def test_asynchronous_to_and_from_zero(stack: cdk.Stack) -> None:
    self, model = stack, a_model(stack)
    results = s3.Bucket(self, "Results")
    done, failed = sns.Topic(self, "Done"), sns.Topic(self, "Failed")
    producer = iam.Role(self, "Producer", assumed_by=iam.AccountRootPrincipal())

    config = sm.EndpointConfig(self, "Config",
        instance_production_variants=[
            sm.InstanceProductionVariantProps(model=model, variant_name="main", instance_type=sm.InstanceType.G5_XLARGE)],
        async_inference=sm.AsyncInferenceOptions(
            output=sm.BucketLocation(bucket=results, prefix="out/"), failure=sm.BucketLocation(bucket=results, prefix="failed/"),
            success_topic=done, error_topic=failed, max_concurrent_invocations_per_instance=4))
    endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config)
    endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=0, max_capacity=5) \
        .scale_on_backlog("Backlog", target_backlog_per_instance=5)
    endpoint.grant_invoke_async(producer)

    assert targets_of(stack) == [(0, 5)]
    assert [policy["Properties"]["PolicyType"] for policy in resources_of(stack, SCALING_POLICY).values()] == [
        "TargetTrackingScaling",
        "StepScaling",
    ]
    assert properties_of(stack, ALARM)["MetricName"] == "HasBacklogWithoutCapacity"
    assert "sagemaker:InvokeEndpointAsync" in actions_of(stack)
    assert warned_of(stack) == ["Test/Config: asyncInputUnknown"]


def test_many_models_direct_invocation_a_private_registry_and_packages(stack: cdk.Stack) -> None:
    self, bucket, image = stack, s3.Bucket(stack, "Bucket"), an_image(stack)
    a, b = an_image(self, "a"), an_image(self, "b")
    login_function = lambda_.Function.from_function_name(self, "Login", "login")
    arn = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/1"

    many = sm.ContainerDefinition(image=image, mode=sm.ContainerMode.multi_model(model_caching=False),
                                  model_data=sm.ModelData.from_bucket_prefix(bucket, "models/"))
    sm.Model(self, "Direct", inference_execution_mode=sm.InferenceExecutionMode.DIRECT, containers=[
        sm.ContainerDefinition(image=a, container_hostname="a"), sm.ContainerDefinition(image=b, container_hostname="b")])
    private = sm.ContainerImage.from_registry("registry.corp.example/team/model:1.2", credentials_provider=login_function)
    package = sm.ContainerDefinition(model_package=registry.ModelPackage.from_model_package_arn(self, "Pkg", arn))
    large = sm.ModelData.from_bucket_prefix(bucket, "llama/", accept_eula=True)

    sm.Model(self, "Many", containers=[many])
    sm.Model(self, "Package", containers=[package])
    sm.Model(self, "Large", containers=[sm.ContainerDefinition(image=image, model_data=large)])
    assert len(resources_of(stack, MODEL)) == 4
    assert warned_of(stack) == ["Test/Package: unknownModelPackageContents"]
    assert isinstance(private, sm.ContainerImage)


def test_production(stack: cdk.Stack) -> None:
    self, stable, next_ = stack, a_model(stack, "Stable"), a_model(stack, "Next")
    key, capture, oncall = kms.Key(self, "Key"), s3.Bucket(self, "Capture"), sns.Topic(self, "OnCall")

    config = sm.EndpointConfig(self, "Config", encryption_key=key,
        data_capture=sm.DataCaptureOptions(destination=sm.BucketLocation(bucket=capture, prefix="raw/"), sampling_percentage=20),
        instance_production_variants=[
            sm.InstanceProductionVariantProps(model=stable, variant_name="stable", instance_type=GPU, initial_instance_count=4,
                initial_variant_weight=9, volume_size=Size.gibibytes(256), container_startup_health_check_timeout=Duration.minutes(15),
                routing_strategy=sm.RoutingStrategy.LEAST_OUTSTANDING_REQUESTS),
            sm.InstanceProductionVariantProps(model=next_, variant_name="next", instance_type=GPU, initial_variant_weight=1)])
    endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config,
        deployment_strategy=sm.DeploymentStrategy.blue_green(
            traffic_routing=sm.TrafficRouting.canary(size=sm.CapacitySize.percent(10), bake_time=Duration.minutes(10)),
            termination_wait=Duration.minutes(5)),
        variant_property_retention=sm.VariantPropertyRetention.all())
    for variant in endpoint.instance_production_variants:
        variant.auto_scale_instance_count(min_capacity=2, max_capacity=20).scale_on_invocations("Load", max_requests_per_second=30)
    alarms = endpoint.add_recommended_alarms(actions=[SnsAction(oncall)])
    endpoint.add_auto_rollback_alarms(*alarms.critical)
    endpoint.add_dashboard()

    # Instances with a disk of their own have no volume that could be sized and encrypted.
    assert sorted(warning.rpartition(" ")[2] for warning in warned_of(stack)) == ["encryptionKeyOfLocalDisk", "volumeSizeOfLocalDisk"]
    deployment = properties_of(stack, ENDPOINT)["DeploymentConfig"]
    assert deployment["BlueGreenUpdatePolicy"] == {
        "TerminationWaitInSeconds": 300,
        "TrafficRoutingConfiguration": {
            "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 10},
            "Type": "CANARY",
            "WaitIntervalInSeconds": 600,
        },
    }
    assert len(deployment["AutoRollbackConfiguration"]["Alarms"]) == 4
    assert targets_of(stack) == [(2, 20), (2, 20)]
    assert [tracking["TargetValue"] for tracking in trackings_of(stack)] == [900, 900]
    actions = [alarm["Properties"]["AlarmActions"] for alarm in resources_of(stack, ALARM).values()]
    assert actions == [[stack.resolve(oncall.topic_arn)]] * 14
    assert len(resources_of(stack, DASHBOARD)) == 1
    assert properties_of(stack, CONFIG)["DataCaptureConfig"]["InitialSamplingPercentage"] == 20


def test_many_models_on_one_endpoint_scale_to_zero(stack: cdk.Stack) -> None:
    self = stack
    role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))

    config = sm.EndpointConfig(self, "Config", role=role, instance_production_variants=[
        sm.InstanceProductionVariantProps(variant_name="gpu", instance_type=sm.InstanceType.G6_E_12_XLARGE,
            managed_instance_scaling=sm.ManagedInstanceScaling(min_instance_count=0, max_instance_count=4))])
    endpoint = sm.Endpoint(self, "Endpoint", endpoint_config=config)
    llama = endpoint.inference_component("Llama")
    llama.auto_scale_copy_count(min_capacity=0, max_capacity=8).scale_on_concurrent_requests("Load", target_concurrent_requests=5)

    assert targets_of(stack) == [(0, 8)]
    assert properties_of(stack, ALARM)["MetricName"] == "NoCapacityInvocationFailures"
    assert [warning for warning in warnings_of(stack) if "scalingWithoutComponent" not in warning] == []


def test_an_approval_starts_a_pipeline(stack: cdk.Stack) -> None:
    self = stack
    pipeline = codepipeline.Pipeline.from_pipeline_arn(self, "Pipeline", "arn:aws:codepipeline:us-east-1:123456789012:churn")

    group = registry.ModelPackageGroup(self, "Churn", model_package_group_name="churn")
    group.on_approved("Deploy", target=targets.CodePipeline(pipeline))

    rule = properties_of(stack, RULE)
    assert rule["EventPattern"]["detail"]["ModelApprovalStatus"] == ["Approved"]
    assert rule["Targets"][0]["Arn"] == "arn:aws:codepipeline:us-east-1:123456789012:churn"
    assert warnings_of(stack) == []
