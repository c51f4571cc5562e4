"""What the execution role of a model may do."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from helpers.given import a_model
from helpers.messages import Like, message_of
from helpers.templates import MODEL, actions_of, properties_of, resource_of, resources_of, statement_allowing, text_of

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
