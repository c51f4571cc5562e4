"""What a synth can see of failures at run time: machine images, environments, roles, and resources that can't be replaced."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from helpers.given import a_bucket, a_config, a_model, a_variant, an_endpoint
from helpers.messages import Like, problems_at_synth
from helpers.templates import properties_of, variants_of, warned_of, warnings_of

import cdk_sagemaker_hosting as sm

GPU_4_1 = "al2023-ami-sagemaker-inference-gpu-4-1"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"


def a_model_of(stack: cdk.Stack, image: sm.ContainerImage, **environment: str) -> sm.Model:
    return a_model(stack, containers=[sm.ContainerDefinition(image=image, environment=environment)])


def an_image(stack: cdk.Stack) -> sm.ContainerImage:
    return sm.ContainerImage.from_dlc("vllm", "0.19.1-gpu-py312-cu129-ubuntu22.04-sagemaker")


def rules_of(stack: cdk.Stack) -> list[str]:
    """The IDs of the library's warnings."""
    return sorted(warned.rpartition(": ")[2] for warned in warned_of(stack))


def test_two_stacks_that_import_one_role_replace_the_policies_of_each_other() -> None:
    app = cdk.App()

    def importing(name: str, default_policy_name: str | None = None) -> cdk.Stack:
        stack = cdk.Stack(app, name)
        a_model(stack, role=iam.Role.from_role_name(stack, "Role", "serving", default_policy_name=default_policy_name))
        return stack

    one, two, three = importing("One"), importing("Two"), importing("Three", default_policy_name="OfThree")
    assert [rules_of(stack) for stack in (one, two, three)] == [["sharedPolicyName"], ["sharedPolicyName"], []]


def test_an_image_with_cuda_13_chooses_the_machine_image(stack: cdk.Stack) -> None:
    model = a_model_of(stack, sm.ContainerImage.from_framework(sm.Framework.DJL_LMI, "0.36.0"))
    a_config(stack, a_variant(stack, model=model, instance_type=sm.InstanceType.G5_XLARGE))

    assert variants_of(stack)[0]["InferenceAmiVersion"] == GPU_4_1
    assert warned_of(stack) == []


def test_an_image_of_the_alpha_only_warns(stack: cdk.Stack) -> None:
    model = a_model_of(stack, sm.ContainerImage.from_dlc("vllm", "server-sagemaker-cuda-v2.6"))
    a_config(stack, a_variant(stack, model=model, instance_type=sm.InstanceType.G5_XLARGE))

    assert "InferenceAmiVersion" not in variants_of(stack)[0]
    assert rules_of(stack) == ["inferenceAmiTooOld"]


def test_an_image_with_cuda_12_on_that_machine_image_warns(stack: cdk.Stack) -> None:
    version = sm.InferenceAmiVersion.AL2023_GPU_4_1
    model = a_model_of(stack, an_image(stack))
    a_config(stack, a_variant(stack, model=model, instance_type=sm.InstanceType.G5_XLARGE, inference_ami_version=version))

    assert rules_of(stack) == ["inferenceAmiTooNew"]


def test_what_an_environment_says_is_looked_at(stack: cdk.Stack) -> None:
    model = a_model_of(stack, an_image(stack), HF_TOKEN="hf_secret", HF_MODEL_ID="s3://weights/llama/", SM_VLLM_TENSOR_PARALLEL_SIZE="4")
    a_config(stack, a_variant(stack, model=model, instance_type=sm.InstanceType.G5_XLARGE))

    assert rules_of(stack) == ["moreGpusThanInstance", "s3UriInEnvironment", "secretInEnvironment"]
    assert "hf_secret" not in str(warnings_of(stack))


def test_settings_with_which_a_server_does_not_start_warn(stack: cdk.Stack) -> None:
    model = a_model_of(stack, sm.ContainerImage.from_framework(sm.Framework.VLLM), SM_VLLM_MODEL="/opt/ml/model")
    a_config(stack, a_variant(stack, model=model, instance_type=sm.InstanceType.G5_XLARGE))

    assert rules_of(stack) == ["modelPathWithoutData"]


def test_a_granted_uri_and_a_stored_secret_are_fine(stack: cdk.Stack) -> None:
    bucket = s3.Bucket(stack, "Weights")
    token = cdk.SecretValue.secrets_manager("hub").unsafe_unwrap()
    model = a_model_of(stack, an_image(stack), HF_TOKEN=token, HF_MODEL_ID=bucket.s3_url_for_object("llama/"), SM_VLLM_TENSOR_PARALLEL_SIZE="1")
    bucket.grant_read(model, "llama/*")
    a_config(stack, a_variant(stack, model=model, instance_type=sm.InstanceType.G5_XLARGE))

    assert warned_of(stack) == []


def test_a_role_that_sagemaker_can_not_assume_warns(stack: cdk.Stack) -> None:
    a_model(stack, role=iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")))

    assert rules_of(stack) == ["roleNotAssumable"]


def test_a_role_that_others_can_assume_too_is_fine(stack: cdk.Stack) -> None:
    services = [iam.ServicePrincipal(f"{name}.amazonaws.com") for name in ("lambda", "sagemaker")]
    a_model(stack, role=iam.Role(stack, "Mine", assumed_by=iam.CompositePrincipal(*services)))

    assert warned_of(stack) == []


def test_a_model_of_another_stack_can_not_be_replaced(stack: cdk.Stack) -> None:
    there = cdk.Stack(stack, "There", env=cdk.Environment(account=stack.account, region=stack.region))
    a_config(stack, a_variant(stack, model=a_model(there)))

    assert rules_of(stack) == ["replacedInOtherStack"]


def test_responses_by_an_override_warn(stack: cdk.Stack) -> None:
    config = a_config(stack, a_variant(stack))
    resource = config.node.default_child
    assert isinstance(resource, cdk.CfnResource)
    resource.add_property_override("AsyncInferenceConfig.OutputConfig.S3OutputPath", "s3://bucket/responses")

    assert rules_of(stack) == ["overriddenDestination"]


def test_requests_of_an_unknown_place_warn(stack: cdk.Stack) -> None:
    output = sm.BucketLocation(bucket=a_bucket(stack))
    sm.EndpointConfig(
        stack, "Config", instance_production_variants=[a_variant(stack)], async_inference=sm.AsyncInferenceOptions(output=output)
    )

    assert rules_of(stack) == ["asyncInputUnknown"]


def test_a_shadow_test_on_inferentia_1_is_refused(app: cdk.App, stack: cdk.Stack) -> None:
    shadow = a_variant(stack, "next", instance_type=sm.InstanceType.of("ml.inf1.xlarge"))
    sm.EndpointConfig(stack, "Config", instance_production_variants=[a_variant(stack)], shadow_production_variants=[shadow])

    assert problems_at_synth(app) == [Like("[Test/Config] variant 'next' ... shadow ... ml.inf1.xlarge; ... instanceType")]


def test_a_percentile_and_a_math_expression_can_be_tracked(stack: cdk.Stack) -> None:
    busy = cloudwatch.Metric(namespace="Mine", metric_name="Busy", statistic="p99")
    scaled = an_endpoint(stack).find_instance_production_variant("main").auto_scale_instance_count(max_capacity=3)
    metric = cloudwatch.MathExpression(expression="m / 2", using_metrics={"m": busy})
    scaled.scale_to_track_custom_metric("Busy", metric=metric, target_value=5)

    specification = properties_of(stack, POLICY)["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"]
    assert specification == {
        "Metrics": [
            {"Id": "result", "Expression": "m / 2", "ReturnData": True},
            {"Id": "m", "MetricStat": {"Metric": {"MetricName": "Busy", "Namespace": "Mine"}, "Stat": "p99"}, "ReturnData": False},
        ]
    }
