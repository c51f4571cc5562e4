"""Variants that get copies of the requests, and whose answers nobody sees."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from helpers.given import a_bucket, a_config, a_model, a_variant
from helpers.templates import CONFIG, permissions_of, properties_of, statements_of, variants_of, warnings_of

import cdk_sagemaker_hosting as sm


def a_shadow_test(stack: cdk.Stack) -> sm.EndpointConfig:
    """A configuration with the variant `live`, and its shadow `next`."""
    return sm.EndpointConfig(
        stack,
        "Config",
        instance_production_variants=[a_variant(stack, "live")],
        shadow_production_variants=[a_variant(stack, "next", initial_variant_weight=0.5)],
    )


def test_there_is_no_shadow_variant_unless_asked_for(stack: cdk.Stack) -> None:
    config = a_config(stack)

    assert "ShadowProductionVariants" not in properties_of(stack, CONFIG)
    assert config.shadow_production_variants == []


def test_a_shadow_variant_is_apart_from_the_one_that_answers(stack: cdk.Stack) -> None:
    model = a_model(stack)

    sm.EndpointConfig(
        stack,
        "Config",
        instance_production_variants=[a_variant(stack, "live")],
        shadow_production_variants=[
            sm.InstanceProductionVariantProps(
                model=model, variant_name="next", instance_type=sm.InstanceType.C5_LARGE, initial_variant_weight=0.5
            )
        ],
    )

    assert properties_of(stack, CONFIG)["ShadowProductionVariants"] == [
        {
            "InitialInstanceCount": 1,
            "InitialVariantWeight": 0.5,
            "InstanceType": "ml.c5.large",
            "ModelName": stack.resolve(model.model_name),
            "VariantName": "next",
        }
    ]
    assert [variant["VariantName"] for variant in variants_of(stack)] == ["live"]
    assert warnings_of(stack) == []


def test_a_shadow_variant_can_be_added_later(stack: cdk.Stack) -> None:
    config = a_config(stack)

    config.add_shadow_production_variant(
        model=a_model(stack, "Next"), variant_name="next", instance_type=sm.InstanceType.M5_LARGE, initial_instance_count=2
    )

    (shadow,) = properties_of(stack, CONFIG)["ShadowProductionVariants"]
    assert (shadow["VariantName"], shadow["InitialInstanceCount"]) == ("next", 2)


def test_a_shadow_variant_can_be_read(stack: cdk.Stack) -> None:
    config = a_shadow_test(stack)

    (shadow,) = config.shadow_production_variants
    assert (shadow.variant_name, shadow.initial_variant_weight, shadow.initial_instance_count) == ("next", 0.5, 1)
    assert shadow.instance_type.to_string() == "ml.m5.large"
    assert [variant.variant_name for variant in config.instance_production_variants] == ["live"]


def test_an_endpoint_lists_no_shadow_variant(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint(stack, "Endpoint", endpoint_config=a_shadow_test(stack))

    assert len(endpoint.instance_production_variants) == 1


def test_the_role_of_a_shadow_may_do_what_that_of_the_other_variant_may(stack: cdk.Stack) -> None:
    sm.EndpointConfig(
        stack,
        "Config",
        instance_production_variants=[a_variant(stack, "live")],
        shadow_production_variants=[a_variant(stack, "next")],
        data_capture=sm.DataCaptureOptions(destination=sm.BucketLocation(bucket=a_bucket(stack, "captured"), prefix="churn")),
    )

    write = {"Action": "s3:PutObject", "Effect": "Allow", "Resource": "arn:${AWS::Partition}:s3:::captured/churn/*"}
    assert permissions_of(stack, "s3") == [write, write]


def test_the_role_of_a_shadow_may_use_the_key_of_the_volumes(stack: cdk.Stack) -> None:
    sm.EndpointConfig(
        stack,
        "Config",
        encryption_key=kms.Key(stack, "Key"),
        instance_production_variants=[a_variant(stack, "live")],
        shadow_production_variants=[a_variant(stack, "next")],
    )

    assert sum("kms:CreateGrant" in statement["Action"] for statement in statements_of(stack)) == 2
