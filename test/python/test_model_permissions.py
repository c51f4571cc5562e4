"""What the execution role of a model may do."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from helpers.given import a_model, a_stack, a_variant, a_vpc, an_endpoint
from helpers.messages import Like, message_of, problems_at_synth
from helpers.templates import (
    MODEL,
    POLICY,
    actions_of,
    properties_of,
    resource_of,
    resources_of,
    statement_allowing,
    statements_of,
    text_of,
    warned_of,
)

import cdk_sagemaker_hosting as sm

ALWAYS = {
    "cloudwatch:PutMetricData",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
}
PULL = {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer"}


def test_the_role_may_do_what_the_model_needs_and_no_more(stack: cdk.Stack) -> None:
    a_model(stack)

    assert actions_of(stack) == ALWAYS | PULL
    role = properties_of(stack, "AWS::IAM::Role")
    assert "ManagedPolicyArns" not in role
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "sagemaker.amazonaws.com"}


def test_logs_are_those_of_sagemaker(stack: cdk.Stack) -> None:
    a_model(stack)

    resource = text_of(statement_allowing(stack, "logs:PutLogEvents")["Resource"])
    assert resource == "arn:${AWS::Partition}:logs:us-east-1:123456789012:log-group:/aws/sagemaker/*"


def test_a_role_of_your_own_gets_the_same(stack: cdk.Stack) -> None:
    role = iam.Role(stack, "Mine", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))

    model = a_model(stack, role=role)

    assert model.role is role
    assert actions_of(stack) == ALWAYS | PULL
    (role_id,) = resources_of(stack, "AWS::IAM::Role")
    assert properties_of(stack, MODEL)["ExecutionRoleArn"] == {"Fn::GetAtt": [role_id, "Arn"]}


def test_an_imported_role_gets_the_same(stack: cdk.Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Theirs", "arn:aws:iam::123456789012:role/hosting")

    a_model(stack, role=role)

    assert actions_of(stack) == ALWAYS | PULL
    ((policy_id, policy),) = resources_of(stack, "AWS::IAM::Policy").items()
    assert policy["Properties"]["Roles"] == ["hosting"]
    assert policy_id in resource_of(stack, MODEL)["DependsOn"]


def test_a_role_that_cannot_be_changed_gets_nothing(stack: cdk.Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Theirs", "arn:aws:iam::123456789012:role/hosting", mutable=False)

    a_model(stack, role=role)

    assert resources_of(stack, "AWS::IAM::Policy") == {}
    assert properties_of(stack, MODEL)["ExecutionRoleArn"] == "arn:aws:iam::123456789012:role/hosting"


def test_stacks_that_share_a_role_have_policies_with_different_names(app: cdk.App) -> None:
    role = iam.Role(a_stack(app, "Home"), "Mine", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    stacks = [a_stack(app, id) for id in ("One", "Two")]
    for stack in stacks:
        for id in ("First", "Second"):
            a_model(stack, id, role=role)

    names = [properties_of(stack, POLICY)["PolicyName"] for stack in stacks]

    assert [name.rsplit("-", 1)[0] for name in names] == ["One-Hosting", "Two-Hosting"]
    assert actions_of(role.stack) == ALWAYS | {"ecr:GetAuthorizationToken"}


def test_a_role_with_policies_that_are_too_large_is_refused(app: cdk.App) -> None:
    role = iam.Role(a_stack(app, "Home"), "Mine", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    statement = iam.PolicyStatement(actions=["s3:GetObject"], resources=["x" * 10_240])
    a_model(a_stack(app), role=role).add_to_role_policy(statement)

    with pytest.raises(RuntimeError, match="the inline policies of role 'Home/Mine' must have at most 10240 characters in total"):
        app.synth()


def test_a_model_with_a_role_of_another_stack_can_invoke_its_own_endpoint(app: cdk.App) -> None:
    role = iam.Role(a_stack(app, "Home"), "Mine", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    stack = a_stack(app)
    model = a_model(stack, role=role)
    endpoint = an_endpoint(stack, a_variant(stack, model=model))

    endpoint.grant_invoke(model)
    endpoint.inference_component("adapter").grant_invoke(model)

    assert any("sagemaker:InvokeEndpoint" in str(statement["Action"]) for statement in statements_of(stack))
    assert all("Invocation" not in dependency for dependency in resource_of(stack, MODEL)["DependsOn"])


def test_a_statement_can_be_added_to_the_role(stack: cdk.Stack) -> None:
    a_model(stack).add_to_role_policy(iam.PolicyStatement(actions=["translate:TranslateText"], resources=["*"]))

    assert statement_allowing(stack, "translate:TranslateText")["Resource"] == "*"


def test_a_model_is_a_grantee(stack: cdk.Stack) -> None:
    table = dynamodb.TableV2(stack, "Features", partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING))
    model = a_model(stack)

    s3.Bucket(stack, "Lookup").grant_read(model)
    table.grant_read_data(model)

    assert {"s3:GetObject*", "s3:List*", "dynamodb:GetItem"} <= actions_of(stack)


def test_the_grant_principal_is_the_role(stack: cdk.Stack) -> None:
    model = a_model(stack)

    assert isinstance(model.grant_principal, iam.Role)
    assert model.grant_principal.node.path == "Test/Model/Role"


def test_a_role_of_another_account_is_refused(stack: cdk.Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Theirs", "arn:aws:iam::210987654321:role/hosting")

    message = message_of(lambda: a_model(stack, role=role))

    assert message == Like("Test/Model: role must be in account ..., got a role in account 210987654321; ...")


def test_a_model_waits_for_a_policy_that_is_attached_to_its_role(stack: cdk.Stack) -> None:
    model = a_model(stack)
    assert model.role is not None
    read = iam.PolicyStatement(actions=["s3:GetObject"], resources=["*"])
    outside = iam.ManagedPolicy(stack, "Outside", statements=[read], roles=[model.role])
    assert outside.node.default_child is not None

    (policy_id,) = resources_of(stack, "AWS::IAM::ManagedPolicy")
    assert policy_id in resource_of(stack, MODEL)["DependsOn"]


def test_a_model_does_not_wait_for_a_policy_that_names_its_endpoint(stack: cdk.Stack) -> None:
    model = a_model(stack)
    assert model.role is not None
    endpoint = an_endpoint(stack, a_variant(stack, model=model))
    invoke = iam.PolicyStatement(actions=["sagemaker:InvokeEndpoint"], resources=[endpoint.endpoint_arn])
    iam.ManagedPolicy(stack, "Outside", statements=[invoke], roles=[model.role])

    (policy_id,) = resources_of(stack, "AWS::IAM::ManagedPolicy")
    assert policy_id not in resource_of(stack, MODEL)["DependsOn"]


def test_a_model_whose_role_names_its_endpoint_is_refused(app: cdk.App, stack: cdk.Stack) -> None:
    model = a_model(stack)
    endpoint = an_endpoint(stack, a_variant(stack, model=model))
    model.add_to_role_policy(iam.PolicyStatement(actions=["sagemaker:InvokeEndpoint"], resources=[endpoint.endpoint_arn]))

    path = "'Test/Endpoint/Endpoint' -> 'Test/Config/EndpointConfig' -> 'Test/Model/Model' -> 'Test/Model/Role/DefaultPolicy/Resource' -> "
    (problem,) = problems_at_synth(app)
    assert problem == Like(f"[Test/Endpoint] the endpoint depends on itself...: {path}'Test/Endpoint/Endpoint'; ...")


def test_metrics_and_network_interfaces_can_be_restricted(stack: cdk.Stack) -> None:
    restrictions = sm.ExecutionRoleRestrictions(metric_namespaces=["churn"], network_interfaces_of_vpc_only=True)
    a_model(stack, vpc=a_vpc(stack), role_restrictions=restrictions)

    assert statement_allowing(stack, "cloudwatch:PutMetricData")["Condition"] == {"StringLike": {"cloudwatch:namespace": ["churn"]}}
    assert statement_allowing(stack, "ec2:CreateNetworkInterfacePermission")["Resource"] != "*"
