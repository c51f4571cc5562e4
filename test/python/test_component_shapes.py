"""Shapes of public apps that host inference components, without an L1 construct."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from helpers.given import a_bucket, a_vpc, an_image
from helpers.templates import (
    ALARM,
    CONFIG,
    ENDPOINT,
    SCALABLE_TARGET,
    SCALING_POLICY,
    Json,
    permissions_of,
    properties_of,
    readable,
    resource_of,
    resources_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm

COMPONENT = "AWS::SageMaker::InferenceComponent"
TO_ZERO = sm.ManagedInstanceScaling(min_instance_count=0, max_instance_count=2)


def an_endpoint(stack: cdk.Stack, *variants: sm.InstanceProductionVariantProps, **config: object) -> sm.Endpoint:
    endpoint_config = sm.EndpointConfig(stack, "Config", instance_production_variants=list(variants), **config)  # type: ignore[arg-type]
    return sm.Endpoint(stack, "Endpoint", endpoint_config=endpoint_config)


def components_of(stack: cdk.Stack) -> dict[str, Json]:
    """The properties of the components, by the part of their names that the app determines."""
    components = {}
    for resource in resources_of(stack, COMPONENT).values():
        properties = readable(resource["Properties"])
        name = properties.pop("InferenceComponentName")
        # Two hashes follow it.
        components[name.removeprefix("test-endpoint-").rsplit("-", 2)[0]] = {"name": name, **properties}
    return components


def test_a_large_model_that_scales_from_zero_to_two_copies(stack: cdk.Stack) -> None:
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    variant = sm.InstanceProductionVariantProps(
        variant_name="AllTraffic",
        instance_type=sm.InstanceType.G5_12_XLARGE,
        managed_instance_scaling=TO_ZERO,
        routing_strategy=sm.RoutingStrategy.LEAST_OUTSTANDING_REQUESTS,
    )
    model = sm.Model(stack, "Model", role=role, containers=[sm.ContainerDefinition(image=an_image(stack))])
    llama = an_endpoint(stack, variant, role=role).add_inference_component(
        "Llama",
        specification=sm.InferenceComponentSpecification.from_model(
            model,
            compute=sm.ComputeRequirements(accelerators=4, min_memory=cdk.Size.mebibytes(104_096)),
            container_startup_health_check_timeout=cdk.Duration.hours(1),
            model_data_download_timeout=cdk.Duration.hours(1),
        ),
    )
    llama.auto_scale_copy_count(min_capacity=0, max_capacity=2).scale_on_invocations(
        "Load", target_invocations_per_minute=1, scale_in_cooldown=cdk.Duration.minutes(5), scale_out_cooldown=cdk.Duration.minutes(5)
    )

    (component,) = components_of(stack).values()
    (model_id,), (endpoint_id,) = resources_of(stack, "AWS::SageMaker::Model"), resources_of(stack, ENDPOINT)
    assert component == {
        "name": component["name"],
        "EndpointName": f"${{{endpoint_id}.EndpointName}}",
        "VariantName": "AllTraffic",
        "RuntimeConfig": {"CopyCount": 1},
        "Specification": {
            "ModelName": f"${{{model_id}.ModelName}}",
            "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 104_096, "NumberOfAcceleratorDevicesRequired": 4},
            "StartupParameters": {"ContainerStartupHealthCheckTimeoutInSeconds": 3600, "ModelDataDownloadTimeoutInSeconds": 3600},
        },
    }
    target = properties_of(stack, SCALABLE_TARGET)
    assert (target["MinCapacity"], target["MaxCapacity"], target["ResourceId"]) == (0, 2, f"inference-component/{component['name']}")
    policies = {policy["Properties"]["PolicyType"]: policy["Properties"] for policy in resources_of(stack, SCALING_POLICY).values()}
    assert set(policies) == {"TargetTrackingScaling", "StepScaling"}
    assert policies["TargetTrackingScaling"]["TargetTrackingScalingPolicyConfiguration"] == {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"},
        "ScaleInCooldown": 300,
        "ScaleOutCooldown": 300,
        "TargetValue": 1,
    }
    alarm = properties_of(stack, ALARM)
    assert (alarm["MetricName"], alarm["Dimensions"]) == (
        "NoCapacityInvocationFailures",
        [{"Name": "InferenceComponentName", "Value": component["name"]}],
    )
    assert warnings_of(stack) == []


def test_an_image_with_artifacts_and_two_adapters_from_a_prefix(stack: cdk.Stack) -> None:
    bucket = a_bucket(stack)
    variant = sm.InstanceProductionVariantProps(variant_name="main", instance_type=sm.InstanceType.G5_XLARGE)
    base = an_endpoint(stack, variant).add_inference_component(
        "Base",
        specification=sm.InferenceComponentSpecification.from_image(
            an_image(stack),
            model_data=sm.ModelData.from_bucket(bucket, "base/model.tar.gz"),
            compute=sm.ComputeRequirements(accelerators=1, min_memory=cdk.Size.mebibytes(1024), cpu_cores=2),
            environment={"OPTION_ENABLE_LORA": "true"},
        ),
    )
    for name in ("legal", "medical"):
        base.add_adapter(name.capitalize(), artifact=sm.ModelData.from_bucket(bucket, f"adapters/{name}.tar.gz"))

    components = components_of(stack)
    assert set(components) == {"base", "base-legal", "base-medical"}
    assert resources_of(stack, "AWS::SageMaker::Model") == {}
    container = components["base"]["Specification"]["Container"]
    assert container["ArtifactUrl"].endswith("/models/base/model.tar.gz")
    assert (container["Environment"], set(container)) == ({"OPTION_ENABLE_LORA": "true"}, {"ArtifactUrl", "Environment", "Image"})
    for name in ("legal", "medical"):
        adapter = components[f"base-{name}"]
        assert set(adapter) == {"name", "EndpointName", "Specification"}
        assert adapter["Specification"]["BaseInferenceComponentName"] == components["base"]["name"]
        assert adapter["Specification"]["Container"]["ArtifactUrl"].endswith(f"/models/adapters/{name}.tar.gz")
    (base_id,) = (key for key, value in resources_of(stack, COMPONENT).items() if "VariantName" in value["Properties"])
    adapters = [resource for key, resource in resources_of(stack, COMPONENT).items() if key != base_id]
    assert [base_id in adapter["DependsOn"] for adapter in adapters] == [True, True]
    # The role of the configuration reads all of them.
    read = str([statement["Resource"] for statement in permissions_of(stack, "s3")])
    for key in ("base/model.tar.gz", "adapters/legal.tar.gz", "adapters/medical.tar.gz"):
        assert f"arn:${{AWS::Partition}}:s3:::models/{key}'" in read
    assert warnings_of(stack) == []


def test_components_in_a_vpc_that_scale_in_after_an_hour_without_requests(stack: cdk.Stack) -> None:
    variant = sm.InstanceProductionVariantProps(
        variant_name="main", instance_type=sm.InstanceType.G5_XLARGE, managed_instance_scaling=TO_ZERO
    )
    endpoint = an_endpoint(stack, variant, vpc=a_vpc(stack))
    component = endpoint.add_inference_component(
        "Model",
        specification=sm.InferenceComponentSpecification.from_image(
            an_image(stack), compute=sm.ComputeRequirements(accelerators=1, min_memory=cdk.Size.gibibytes(8))
        ),
    )
    copies = component.auto_scale_copy_count(min_capacity=0, max_capacity=1)
    copies.scale_on_invocations("Load", target_invocations_per_minute=10, disable_scale_in=True)
    copies.scale_in_when_idle("Idle", idle_time=cdk.Duration.minutes(60))

    assert set(properties_of(stack, CONFIG)["VpcConfig"]) == {"SecurityGroupIds", "Subnets"}
    assert "VpcConfig" not in resource_of(stack, COMPONENT)["Properties"]["Specification"]
    (idle,) = (alarm["Properties"] for alarm in resources_of(stack, ALARM).values() if "Metrics" in alarm["Properties"])
    assert (idle["EvaluationPeriods"], idle["Threshold"], idle["TreatMissingData"]) == (60, 0, "breaching")
    steps = [
        policy["Properties"]["StepScalingPolicyConfiguration"]
        for policy in resources_of(stack, SCALING_POLICY).values()
        if "StepScalingPolicyConfiguration" in policy["Properties"]
    ]
    assert sorted(step["AdjustmentType"] for step in steps) == ["ChangeInCapacity", "ExactCapacity"]
    assert warnings_of(stack) == []


def test_a_component_on_each_of_two_variants(stack: cdk.Stack) -> None:
    gpu = sm.InstanceProductionVariantProps(variant_name="gpu", instance_type=sm.InstanceType.G5_XLARGE)
    cpu = sm.InstanceProductionVariantProps(variant_name="cpu", instance_type=sm.InstanceType.M5_2_XLARGE)
    endpoint = an_endpoint(stack, gpu, cpu)
    generator = sm.InferenceComponentSpecification.from_image(
        an_image(stack), compute=sm.ComputeRequirements(accelerators=1, min_memory=cdk.Size.gibibytes(8))
    )
    ranker = sm.InferenceComponentSpecification.from_image(
        an_image(stack), compute=sm.ComputeRequirements(cpu_cores=2, min_memory=cdk.Size.gibibytes(4))
    )
    endpoint.add_inference_component("Generator", variant_name="gpu", specification=generator)
    endpoint.add_inference_component("Ranker", variant_name="cpu", specification=ranker, copy_count=2)

    components = components_of(stack)
    assert {name: (item["VariantName"], item["RuntimeConfig"]["CopyCount"]) for name, item in components.items()} == {
        "generator": ("gpu", 1),
        "ranker": ("cpu", 2),
    }
    assert components["ranker"]["Specification"]["ComputeResourceRequirements"] == {
        "MinMemoryRequiredInMb": 4096,
        "NumberOfCpuCoresRequired": 2,
    }
    assert warnings_of(stack) == []
