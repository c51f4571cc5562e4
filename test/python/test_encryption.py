"""Keys of the storage volumes: who may use them."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from helpers.given import a_model, a_stack, a_variant
from helpers.templates import CONFIG, properties_of, resource_of, resources_of, statement_allowing, statements_of, text_of, warned_of

import cdk_sagemaker_hosting as sm

USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]


def encrypted(stack: cdk.Stack, key: kms.IKey, *variants: sm.InstanceProductionVariantProps) -> sm.EndpointConfig:
    return sm.EndpointConfig(stack, "Config", encryption_key=key, instance_production_variants=list(variants) or [a_variant(stack)])


def test_the_key_encrypts_the_volumes(stack: cdk.Stack) -> None:
    encrypted(stack, kms.Key(stack, "Key"))

    (key_id,) = resources_of(stack, "AWS::KMS::Key")
    assert properties_of(stack, CONFIG)["KmsKeyId"] == {"Fn::GetAtt": [key_id, "Arn"]}


def test_the_role_of_the_model_may_use_the_key(stack: cdk.Stack) -> None:
    encrypted(stack, kms.Key(stack, "Key"))

    (key_id,) = resources_of(stack, "AWS::KMS::Key")
    use = statement_allowing(stack, "kms:Encrypt")
    assert use["Action"] == USE
    assert text_of(use["Resource"]) == f"${{{key_id}.Arn}}"
    assert "Condition" not in use


def test_the_role_of_the_model_may_hand_the_key_on_to_aws_resources_only(stack: cdk.Stack) -> None:
    encrypted(stack, kms.Key(stack, "Key"))

    grant = statement_allowing(stack, "kms:CreateGrant")
    assert grant["Action"] == "kms:CreateGrant"
    assert grant["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_the_configuration_waits_for_the_permissions(stack: cdk.Stack) -> None:
    encrypted(stack, kms.Key(stack, "Key"))

    (policy,) = resources_of(stack, "AWS::IAM::Policy")
    assert policy in resource_of(stack, CONFIG)["DependsOn"]


def test_each_role_may_use_the_key_once(stack: cdk.Stack) -> None:
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    shared = [a_variant(stack, name, model=a_model(stack, name, role=role)) for name in ("A", "B")]

    encrypted(stack, kms.Key(stack, "Key"), *shared, a_variant(stack, "own"))

    assert sum("kms:CreateGrant" in statement["Action"] for statement in statements_of(stack)) == 2


def test_an_imported_key_can_be_used(stack: cdk.Stack) -> None:
    arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

    encrypted(stack, kms.Key.from_key_arn(stack, "Key", arn))

    assert properties_of(stack, CONFIG)["KmsKeyId"] == arn
    assert statement_allowing(stack, "kms:CreateGrant")["Resource"] == arn


def test_a_key_of_another_stack_can_be_used(app: cdk.App, stack: cdk.Stack) -> None:
    keys = a_stack(app, "Keys")

    encrypted(stack, kms.Key(keys, "Key"))

    assert text_of(properties_of(stack, CONFIG)["KmsKeyId"]).startswith('${{"Fn::ImportValue"')
    app.synth()


def test_a_model_of_another_stack_can_be_encrypted(app: cdk.App, stack: cdk.Stack) -> None:
    models = a_stack(app, "Models")

    encrypted(stack, kms.Key(stack, "Key"), a_variant(stack, model=a_model(models)))

    assert statement_allowing(stack, "kms:CreateGrant")["Action"] == "kms:CreateGrant"
    assert [dependency.node.path for dependency in stack.dependencies] == ["Models"]


def test_an_imported_model_without_a_role_is_warned_of(stack: cdk.Stack) -> None:
    imported = sm.Model.from_model_name(stack, "Imported", "churn")

    encrypted(stack, kms.Key(stack, "Key"), a_variant(stack, model=imported))

    assert warned_of(stack) == ["Test/Config: unknownModelRole"]
