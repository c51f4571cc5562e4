"""What can be set for a variant on instances with a model, and for a serverless one."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from helpers.given import a_bucket, a_config, a_model, a_serverless_endpoint, a_serverless_variant, a_variant, an_endpoint
from helpers.templates import (
    CONFIG,
    Json,
    permissions_of,
    readable,
    resource_of,
    resources_of,
    statements_of,
    variants_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
PLAN = "arn:aws:sagemaker:us-east-1:123456789012:training-plan/inference-plan"
SESSION = {
    "Action": [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ],
    "Effect": "Allow",
    "Resource": "*",
}


def variant_with(stack: cdk.Stack, **props: Any) -> Json:
    """What a variant with these properties amounts to."""
    a_config(stack, a_variant(stack, **props))
    (variant,) = variants_of(stack)
    values: Json = readable(variant)
    return values


def serverless_config(stack: cdk.Stack, **props: Any) -> Json:
    """What a serverless variant with these properties amounts to."""
    variant = sm.ServerlessProductionVariantProps(**{"model": a_model(stack), "variant_name": "main", "max_concurrency": 5, **props})
    sm.EndpointConfig(stack, "Config", serverless_production_variant=variant)
    config: Json = variants_of(stack)[0]["ServerlessConfig"]
    return config


def dumps(stack: cdk.Stack, **options: Any) -> sm.CoreDumpOptions:
    return sm.CoreDumpOptions(destination=sm.BucketLocation(bucket=a_bucket(stack, "dumps"), prefix="churn"), **options)


def test_what_is_not_set_is_left_to_sagemaker(stack: cdk.Stack) -> None:
    assert set(variant_with(stack)) == {"InitialInstanceCount", "InitialVariantWeight", "InstanceType", "ModelName", "VariantName"}


# Sizes and timeouts


@pytest.mark.parametrize("gibibytes", [1, 512])
def test_the_limits_of_the_volume_are_possible(stack: cdk.Stack, gibibytes: int) -> None:
    assert variant_with(stack, volume_size=cdk.Size.gibibytes(gibibytes))["VolumeSizeInGB"] == gibibytes


def test_the_volume_may_be_given_in_another_unit(stack: cdk.Stack) -> None:
    assert variant_with(stack, volume_size=cdk.Size.mebibytes(2048))["VolumeSizeInGB"] == 2


@pytest.mark.parametrize(
    ("option", "property", "limits"),
    [
        ("container_startup_health_check_timeout", "ContainerStartupHealthCheckTimeoutInSeconds", (60, 3600)),
        ("model_data_download_timeout", "ModelDataDownloadTimeoutInSeconds", (60, 3600)),
        ("variant_instance_provision_timeout", "VariantInstanceProvisionTimeoutInSeconds", (300, 3600)),
    ],
)
def test_the_limits_of_each_timeout_are_possible(stack: cdk.Stack, option: str, property: str, limits: tuple[int, int]) -> None:
    a_config(stack, *(a_variant(stack, f"v{seconds}", **{option: cdk.Duration.seconds(seconds)}) for seconds in limits))

    assert tuple(variant[property] for variant in variants_of(stack)) == limits


# Routing


@pytest.mark.parametrize(
    ("strategy", "name"),
    [(sm.RoutingStrategy.LEAST_OUTSTANDING_REQUESTS, "LEAST_OUTSTANDING_REQUESTS"), (sm.RoutingStrategy.RANDOM, "RANDOM")],
    ids=["least outstanding requests", "random"],
)
def test_a_routing_strategy(stack: cdk.Stack, strategy: sm.RoutingStrategy, name: str) -> None:
    assert variant_with(stack, routing_strategy=strategy)["RoutingConfig"] == {"RoutingStrategy": name}


@pytest.mark.parametrize(("length", "threshold"), [(1024, 1), (65536, 1024)])
def test_requests_go_where_their_beginning_is_known(stack: cdk.Stack, length: int, threshold: int) -> None:
    strategy = sm.RoutingStrategy.prefix_aware(prefix_length=length, concurrency_threshold=threshold)

    assert variant_with(stack, initial_instance_count=2, routing_strategy=strategy)["RoutingConfig"] == {
        "PrefixAwareRoutingConfig": {"ConcurrencyThreshold": threshold, "PrefixLength": length},
        "RoutingStrategy": "PREFIX_AWARE",
    }
    assert warnings_of(stack) == []


def test_prefixes_are_compared_on_a_variant_that_is_scaled_out(stack: cdk.Stack) -> None:
    strategy = sm.RoutingStrategy.prefix_aware(prefix_length=1024, concurrency_threshold=4)
    variant = a_variant(stack, routing_strategy=strategy)
    endpoint = an_endpoint(stack, variant, variant_property_retention=sm.VariantPropertyRetention.all())

    scaled = endpoint.find_instance_production_variant("main").auto_scale_instance_count(min_capacity=1, max_capacity=3)
    scaled.scale_on_invocations("Load", target_invocations_per_minute=1200)

    assert warnings_of(stack) == []


# Instance pools


def pools(*types: sm.InstanceType, model: sm.IModel | None = None) -> list[sm.InstancePool]:
    """These types, tried in this order; the last one with a model of its own, if one is given."""
    last = len(types)
    return [
        sm.InstancePool(instance_type=type, priority=priority, model=model if priority == last else None)
        for priority, type in enumerate(types, 1)
    ]


def pooled(stack: cdk.Stack, *types: sm.InstanceType, model: sm.IModel | None = None) -> sm.EndpointConfig:
    return a_config(stack, a_variant(stack, instance_type=None, instance_pools=pools(*types, model=model)))


def test_several_types_of_instances_take_the_place_of_one(stack: cdk.Stack) -> None:
    pooled(stack, sm.InstanceType.G6_E_12_XLARGE, sm.InstanceType.G5_12_XLARGE)

    (variant,) = variants_of(stack)
    assert variant["InstancePools"] == [
        {"InstanceType": "ml.g6e.12xlarge", "Priority": 1},
        {"InstanceType": "ml.g5.12xlarge", "Priority": 2},
    ]
    assert "InstanceType" not in variant
    assert warnings_of(stack) == []


def test_a_pool_may_have_a_model_of_its_own(stack: cdk.Stack) -> None:
    neuron = a_model(stack, "Neuron")

    pooled(stack, sm.InstanceType.G6_E_12_XLARGE, sm.InstanceType.INF2_24_XLARGE, model=neuron)

    first, second = variants_of(stack)[0]["InstancePools"]
    assert "ModelNameOverride" not in first
    assert second["ModelNameOverride"] == stack.resolve(neuron.model_name)


def test_five_pools_are_possible(stack: cdk.Stack) -> None:
    types = (
        sm.InstanceType.M5_LARGE,
        sm.InstanceType.M5_XLARGE,
        sm.InstanceType.C5_LARGE,
        sm.InstanceType.C5_XLARGE,
        sm.InstanceType.R5_LARGE,
    )

    pooled(stack, *types)

    assert [pool["Priority"] for pool in variants_of(stack)[0]["InstancePools"]] == [1, 2, 3, 4, 5]


def test_the_type_of_a_variant_with_pools_is_the_one_that_is_tried_first(stack: cdk.Stack) -> None:
    config = a_config(
        stack,
        a_variant(
            stack,
            instance_type=None,
            instance_pools=[
                sm.InstancePool(instance_type=sm.InstanceType.C5_LARGE, priority=2),
                sm.InstancePool(instance_type=sm.InstanceType.M5_LARGE, priority=1),
            ],
        ),
    )

    assert config.find_instance_production_variant("main").instance_type.to_string() == "ml.m5.large"
    assert [pool["InstanceType"] for pool in variants_of(stack)[0]["InstancePools"]] == ["ml.c5.large", "ml.m5.large"]


def test_the_role_of_the_model_of_a_pool_may_use_the_key_of_the_volumes(stack: cdk.Stack) -> None:
    variant = a_variant(
        stack,
        instance_type=None,
        instance_pools=pools(sm.InstanceType.M5_LARGE, sm.InstanceType.C5_LARGE, model=a_model(stack, "OfPool")),
    )

    sm.EndpointConfig(stack, "Config", encryption_key=kms.Key(stack, "Key"), instance_production_variants=[variant])

    assert sum("kms:CreateGrant" in statement["Action"] for statement in statements_of(stack)) == 2


def test_a_variant_with_pools_can_be_autoscaled(stack: cdk.Stack) -> None:
    variant = a_variant(stack, instance_type=None, instance_pools=pools(sm.InstanceType.M5_LARGE, sm.InstanceType.C5_LARGE))

    an_endpoint(stack, variant).find_instance_production_variant("main").auto_scale_instance_count(max_capacity=3)

    assert "InstanceType" not in variants_of(stack)[0]


# Reserved instances, and what they boot


def test_instances_may_be_reserved(stack: cdk.Stack) -> None:
    reservation = sm.CapacityReservation(ml_reservation_arn=PLAN)

    variant = variant_with(stack, instance_type=sm.InstanceType.P5_48_XLARGE, capacity_reservation=reservation)

    assert variant["CapacityReservationConfig"] == {
        "CapacityReservationPreference": "capacity-reservations-only",
        "MlReservationArn": PLAN,
    }


def test_variants_may_share_a_reservation(stack: cdk.Stack) -> None:
    reservation = sm.CapacityReservation(ml_reservation_arn=PLAN)

    a_config(stack, *(a_variant(stack, name, capacity_reservation=reservation) for name in ("A", "B")))

    assert [variant["CapacityReservationConfig"]["MlReservationArn"] for variant in variants_of(stack)] == [PLAN, PLAN]


@pytest.mark.parametrize(
    ("version", "type", "name"),
    [
        (sm.InferenceAmiVersion.AL2_GPU_2, sm.InstanceType.G5_XLARGE, "al2-ami-sagemaker-inference-gpu-2"),
        (sm.InferenceAmiVersion.AL2_GPU_2_1, sm.InstanceType.G5_XLARGE, "al2-ami-sagemaker-inference-gpu-2-1"),
        (sm.InferenceAmiVersion.AL2_GPU_3_1, sm.InstanceType.G5_XLARGE, "al2-ami-sagemaker-inference-gpu-3-1"),
        (sm.InferenceAmiVersion.AL2023_GPU_4_1, sm.InstanceType.G5_XLARGE, "al2023-ami-sagemaker-inference-gpu-4-1"),
        (sm.InferenceAmiVersion.AL2_NEURON_2, sm.InstanceType.INF2_XLARGE, "al2-ami-sagemaker-inference-neuron-2"),
        (sm.InferenceAmiVersion.of("al2027-newer"), sm.InstanceType.G5_XLARGE, "al2027-newer"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_instances_boot_a_machine_image(stack: cdk.Stack, version: sm.InferenceAmiVersion, type: sm.InstanceType, name: str) -> None:
    assert variant_with(stack, instance_type=type, inference_ami_version=version)["InferenceAmiVersion"] == name
    assert version.to_string() == name
    assert warnings_of(stack) == []


# Access by Systems Manager


def test_systems_manager_lets_into_the_containers(stack: cdk.Stack) -> None:
    assert variant_with(stack, ssm_access=True)["EnableSSMAccess"] is True
    assert permissions_of(stack, "ssmmessages") == [SESSION]


def test_nobody_is_let_into_the_containers_unless_asked_for(stack: cdk.Stack) -> None:
    assert variant_with(stack, ssm_access=False)["EnableSSMAccess"] is False
    assert permissions_of(stack, "ssmmessages") == []


def test_only_the_role_of_a_variant_with_access_may_open_channels(stack: cdk.Stack) -> None:
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))

    a_config(stack, a_variant(stack, "open", model=a_model(stack, role=role), ssm_access=True), a_variant(stack, "closed"))

    (policy,) = [policy for policy in resources_of(stack, "AWS::IAM::Policy").values() if "ssmmessages" in str(policy)]
    assert policy["Properties"]["Roles"] == [stack.resolve(role.role_name)]


# Core dumps


def test_core_dumps_are_kept(stack: cdk.Stack) -> None:
    assert variant_with(stack, core_dump=dumps(stack))["CoreDumpConfig"] == {"DestinationS3Uri": "s3://dumps/churn"}
    assert permissions_of(stack, "s3") == [
        {"Action": "s3:PutObject", "Effect": "Allow", "Resource": "arn:${AWS::Partition}:s3:::dumps/churn/*"}
    ]
    assert permissions_of(stack, "kms") == []


def test_core_dumps_may_be_encrypted(stack: cdk.Stack) -> None:
    options = dumps(stack, encryption_key=kms.Key.from_key_arn(stack, "Key", KEY))

    assert variant_with(stack, core_dump=options)["CoreDumpConfig"] == {"DestinationS3Uri": "s3://dumps/churn", "KmsKeyId": KEY}
    assert permissions_of(stack, "kms") == [
        {"Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], "Effect": "Allow", "Resource": KEY}
    ]


def test_the_configuration_waits_until_core_dumps_may_be_written(stack: cdk.Stack) -> None:
    a_config(stack, a_variant(stack, core_dump=dumps(stack)))

    (policy,) = resources_of(stack, "AWS::IAM::Policy")
    assert policy in resource_of(stack, CONFIG)["DependsOn"]


# Serverless variants


@pytest.mark.parametrize("gibibytes", [1, 2, 3, 4, 5, 6])
def test_the_memory_of_a_serverless_variant_may_be_a_size(stack: cdk.Stack, gibibytes: int) -> None:
    config = serverless_config(stack, memory_size=cdk.Size.gibibytes(gibibytes))

    assert config == {"MaxConcurrency": 5, "MemorySizeInMB": 1024 * gibibytes}


def test_a_size_and_a_number_of_megabytes_are_the_same(stack: cdk.Stack) -> None:
    assert serverless_config(stack, memory_size=cdk.Size.mebibytes(3072))["MemorySizeInMB"] == 3072


def test_the_memory_of_a_serverless_variant_can_be_read_in_megabytes(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig(stack, "Config")

    config.add_serverless_production_variant(
        model=a_model(stack), variant_name="main", max_concurrency=5, memory_size=cdk.Size.gibibytes(4)
    )

    assert config.find_serverless_production_variant("main").memory_size_in_mb == 4096


def test_an_endpoint_has_its_serverless_variant(stack: cdk.Stack) -> None:
    variant = a_serverless_endpoint(stack, provisioned_concurrency=1).serverless_production_variant

    assert variant is not None
    assert stack.resolve(variant.metric_model_setup_time().dimensions)["VariantName"] == "main"
    variant.auto_scale_provisioned_concurrency(min_capacity=1, max_capacity=3)
    assert len(resources_of(stack, "AWS::ApplicationAutoScaling::ScalableTarget")) == 1


def test_an_endpoint_on_instances_has_no_serverless_variant(stack: cdk.Stack) -> None:
    assert an_endpoint(stack).serverless_production_variant is None


def test_a_serverless_variant_that_is_added_after_the_endpoint_is_there_too(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig(stack, "Config")
    endpoint = sm.Endpoint(stack, "Endpoint", endpoint_config=config)
    assert endpoint.serverless_production_variant is None

    config.add_serverless_production_variant(model=a_model(stack), variant_name="main", max_concurrency=5, memory_size_in_mb=1024)

    assert endpoint.serverless_production_variant is not None


def test_the_metrics_of_a_serverless_endpoint_can_be_set(stack: cdk.Stack) -> None:
    sm.EndpointConfig(
        stack,
        "Config",
        serverless_production_variant=a_serverless_variant(stack),
        metrics=sm.MetricsConfigOptions(enhanced_metrics=True),
    )

    assert warnings_of(stack) == []
