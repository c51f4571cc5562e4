"""Models that are defined elsewhere."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from helpers.given import a_variant, a_vpc
from helpers.templates import actions_of, resources_of, text_of, variants_of

import cdk_sagemaker_hosting as sm

ARN = "arn:aws:sagemaker:eu-west-1:111122223333:model/churn"


def test_a_model_by_its_name_is_in_the_account_and_region_of_the_stack(stack: cdk.Stack) -> None:
    model = sm.Model.from_model_name(stack, "Imported", "churn")

    assert model.model_name == "churn"
    assert text_of(stack.resolve(model.model_arn)) == "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:model/churn"
    assert model.role is None


def test_a_model_by_its_arn_is_where_the_arn_says(stack: cdk.Stack) -> None:
    model = sm.Model.from_model_arn(stack, "Imported", ARN)

    assert (model.model_name, model.model_arn) == ("churn", ARN)
    assert (model.env.account, model.env.region) == ("111122223333", "eu-west-1")


def test_a_model_with_its_role_can_be_granted_something(stack: cdk.Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::123456789012:role/hosting")
    model = sm.Model.from_model_attributes(stack, "Imported", model_arn=ARN, role=role)

    s3.Bucket(stack, "Lookup").grant_read(model)
    model.add_to_role_policy(iam.PolicyStatement(actions=["translate:TranslateText"], resources=["*"]))

    assert {"s3:GetObject*", "translate:TranslateText"} <= actions_of(stack)


def test_a_model_without_its_role_ignores_statements(stack: cdk.Stack) -> None:
    model = sm.Model.from_model_name(stack, "Imported", "churn")

    model.add_to_role_policy(iam.PolicyStatement(actions=["translate:TranslateText"], resources=["*"]))

    assert resources_of(stack, "AWS::IAM::Policy") == {}


def test_a_model_with_its_security_groups_can_be_connected(stack: cdk.Stack) -> None:
    group = ec2.SecurityGroup(stack, "Group", vpc=a_vpc(stack), allow_all_outbound=False)
    model = sm.Model.from_model_attributes(stack, "Imported", model_arn=ARN, security_groups=[group])

    model.connections.allow_to_any_ipv4(ec2.Port.tcp(443))

    (made,) = resources_of(stack, "AWS::EC2::SecurityGroup").values()
    assert [rule["FromPort"] for rule in made["Properties"]["SecurityGroupEgress"]] == [443]


def test_an_imported_model_can_be_hosted(stack: cdk.Stack) -> None:
    model = sm.Model.from_model_name(stack, "Imported", "churn")

    sm.EndpointConfig(stack, "Config", instance_production_variants=[a_variant(stack, model=model)])

    assert variants_of(stack)[0]["ModelName"] == "churn"
