"""Endpoints: their names, who may invoke them, and those that are defined elsewhere."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from helpers.given import a_config, a_model, a_variant, an_endpoint
from helpers.templates import ENDPOINT, properties_of, resource_of, statement_allowing, text_of, warnings_of

import cdk_sagemaker_hosting as sm

ARN = "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/recommendations"


def a_function(stack: cdk.Stack) -> lambda_.Function:
    code = lambda_.Code.from_inline("def handler(event, context): pass")
    return lambda_.Function(stack, "Web", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code)


def test_an_endpoint_needs_only_a_configuration(stack: cdk.Stack) -> None:
    config = a_config(stack)

    endpoint = sm.Endpoint(stack, "Endpoint", endpoint_config=config)

    assert properties_of(stack, ENDPOINT) == {"EndpointConfigName": stack.resolve(config.endpoint_config_name)}
    logical_id = stack.get_logical_id(endpoint.node.default_child)  # type: ignore[arg-type]
    assert stack.resolve(endpoint.endpoint_name) == {"Fn::GetAtt": [logical_id, "EndpointName"]}
    assert stack.resolve(endpoint.endpoint_arn) == {"Ref": logical_id}


def test_a_fixed_name_is_kept_without_a_warning(stack: cdk.Stack) -> None:
    sm.Endpoint(stack, "Endpoint", endpoint_config=a_config(stack), endpoint_name="recommendations")

    assert properties_of(stack, ENDPOINT)["EndpointName"] == "recommendations"
    assert warnings_of(stack) == []


def test_the_name_can_be_an_output(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    output = cdk.CfnOutput(stack, "Name", value=endpoint.endpoint_name)

    assert text_of(stack.resolve(output.value)).endswith(".EndpointName}")


def test_tags_reach_the_endpoint(stack: cdk.Stack) -> None:
    cdk.Tags.of(an_endpoint(stack)).add("team", "ranking")

    assert properties_of(stack, ENDPOINT)["Tags"] == [{"Key": "team", "Value": "ranking"}]


def test_grant_invoke_allows_this_endpoint_only(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    grant = endpoint.grant_invoke(a_function(stack))

    assert grant.success
    statement = statement_allowing(stack, "sagemaker:InvokeEndpoint")
    assert statement["Action"] == "sagemaker:InvokeEndpoint"
    assert statement["Resource"] == stack.resolve(endpoint.endpoint_arn)


def test_the_name_can_be_an_environment_variable_of_a_function(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    function = a_function(stack)

    function.add_environment("ENDPOINT", endpoint.endpoint_name)

    variables = properties_of(stack, "AWS::Lambda::Function")["Environment"]["Variables"]
    assert variables == {"ENDPOINT": stack.resolve(endpoint.endpoint_name)}


def test_the_variants_of_an_endpoint_can_be_listed(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack, a_variant(stack, "A"), a_variant(stack, "B"))

    assert [variant.variant_name for variant in endpoint.instance_production_variants] == ["A", "B"]


def test_a_variant_that_is_added_later_can_be_found(stack: cdk.Stack) -> None:
    config = a_config(stack)
    endpoint = sm.Endpoint(stack, "Endpoint", endpoint_config=config)

    config.add_instance_production_variant(model=a_model(stack, "Later"), variant_name="later")

    assert endpoint.find_instance_production_variant("later").variant_name == "later"


def test_an_endpoint_by_its_name(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations")

    assert endpoint.endpoint_name == "recommendations"
    arn = text_of(stack.resolve(endpoint.endpoint_arn))
    assert arn == "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:endpoint/recommendations"


def test_an_endpoint_by_its_arn(stack: cdk.Stack) -> None:
    for number, endpoint in enumerate(
        [
            sm.Endpoint.from_endpoint_arn(stack, "ByArn", ARN),
            sm.Endpoint.from_endpoint_attributes(stack, "ByAttributes", endpoint_arn=ARN),
        ]
    ):
        assert (endpoint.endpoint_name, endpoint.endpoint_arn) == ("recommendations", ARN), number
        assert (endpoint.env.account, endpoint.env.region) == ("111122223333", "eu-west-1"), number


def test_an_imported_endpoint_can_be_invoked(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations")

    endpoint.grant_invoke(iam.Role(stack, "Role", assumed_by=iam.AccountRootPrincipal()))

    resource = text_of(statement_allowing(stack, "sagemaker:InvokeEndpoint")["Resource"])
    assert resource == "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:endpoint/recommendations"


def test_any_variant_of_an_imported_endpoint_can_be_found(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations")

    assert endpoint.find_instance_production_variant("A").variant_name == "A"
    assert endpoint.find_serverless_production_variant("B").variant_name == "B"


def test_an_endpoint_with_an_imported_configuration_has_variants_by_name(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig.from_endpoint_config_name(stack, "Imported", "churn")

    endpoint = sm.Endpoint(stack, "Endpoint", endpoint_config=config)

    assert endpoint.find_instance_production_variant("A").variant_name == "A"


def test_an_endpoint_can_be_kept_when_the_stack_is_deleted(stack: cdk.Stack) -> None:
    an_endpoint(stack).apply_removal_policy(cdk.RemovalPolicy.RETAIN)

    assert resource_of(stack, ENDPOINT)["DeletionPolicy"] == "Retain"


def test_an_endpoint_is_what_other_constructs_of_the_cdk_refer_to(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    assert stack.resolve(endpoint.endpoint_ref.endpoint_arn) == stack.resolve(endpoint.endpoint_arn)
