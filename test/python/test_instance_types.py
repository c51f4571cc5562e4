"""Instance types, and the accelerator types that no longer exist."""

import aws_cdk as cdk
import pytest
from helpers.given import a_config, a_variant
from helpers.templates import variants_of

import cdk_sagemaker_hosting as sm


@pytest.mark.parametrize(
    ("instance_type", "name"),
    [
        (sm.InstanceType.M5_LARGE, "ml.m5.large"),
        (sm.InstanceType.C5_D_18_XLARGE, "ml.c5d.18xlarge"),
        (sm.InstanceType.G6_XLARGE, "ml.g6.xlarge"),
        (sm.InstanceType.INF2_48_XLARGE, "ml.inf2.48xlarge"),
        (sm.InstanceType.TRN2_48_XLARGE, "ml.trn2.48xlarge"),
        (sm.InstanceType.of("ml.g9.xlarge"), "ml.g9.xlarge"),
        (sm.InstanceType("ml.x1.tiny"), "ml.x1.tiny"),
    ],
)
def test_the_name_of_an_instance_type(stack: cdk.Stack, instance_type: sm.InstanceType, name: str) -> None:
    a_config(stack, a_variant(stack, instance_type=instance_type))

    assert instance_type.to_string() == name
    assert variants_of(stack)[0]["InstanceType"] == name


def test_there_are_hundreds_of_instance_types() -> None:
    names = {name for name in vars(sm.InstanceType) if name.isupper()}

    assert len(names) > 250
    assert {"M5_LARGE", "M7_I_LARGE", "C6_GD_16_XLARGE", "P6_B200_48_XLARGE"} <= names


@pytest.mark.parametrize(
    ("accelerator_type", "name"),
    [
        (sm.AcceleratorType.EIA1_MEDIUM, "ml.eia1.medium"),
        (sm.AcceleratorType.EIA2_XLARGE, "ml.eia2.xlarge"),
        (sm.AcceleratorType.of("ml.eia2.large"), "ml.eia2.large"),
        (sm.AcceleratorType("ml.eia3.large"), "ml.eia3.large"),
    ],
)
def test_accelerator_types_are_still_there_for_code_that_names_them(accelerator_type: sm.AcceleratorType, name: str) -> None:
    assert accelerator_type.to_string() == name


def test_the_default_accelerator_type_of_a_variant_is_none(stack: cdk.Stack) -> None:
    config = a_config(stack, a_variant(stack, "A"), a_variant(stack, "B", accelerator_type=sm.AcceleratorType.EIA1_LARGE))

    assert config.find_instance_production_variant("A").accelerator_type is None
    accelerator_type = config.find_instance_production_variant("B").accelerator_type
    assert accelerator_type is not None
    assert accelerator_type.to_string() == "ml.eia1.large"


@pytest.mark.parametrize(
    ("instance_type", "vcpus", "gpus", "gibibytes"),
    [
        (sm.InstanceType.M5_LARGE, 2, 0, 8),
        (sm.InstanceType.G5_12_XLARGE, 48, 4, 192),
        (sm.InstanceType.of("ml.p3.2xlarge"), None, 1, None),
        (sm.InstanceType.of("ml.m99.large"), None, None, None),
    ],
)
def test_what_an_instance_has(instance_type: sm.InstanceType, vcpus: int | None, gpus: int | None, gibibytes: int | None) -> None:
    memory = instance_type.memory

    assert (instance_type.vcpus, instance_type.gpus) == (vcpus, gpus)
    assert (memory.to_gibibytes() if memory else None) == gibibytes
