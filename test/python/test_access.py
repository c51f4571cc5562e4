"""Who may invoke an endpoint, how clients in a VPC reach it, and what the CDK's own constructs make of it."""

import json
from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as sfn
from helpers.given import a_stack, a_vpc, an_async_endpoint, an_endpoint, an_endpoint_of_components
from helpers.messages import problems_at_synth
from helpers.templates import Json, properties_of, readable, resources_of, statements_of, text_of, warned_of

import cdk_sagemaker_hosting as sm

SHARED = "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:endpoint/recommendations"
COMPONENT = "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:inference-component/llama"
VPC_ENDPOINT = "AWS::EC2::VPCEndpoint"
ANY_INVOCATION = [
    "sagemaker:InvokeEndpoint",
    "sagemaker:InvokeEndpointAsync",
    "sagemaker:InvokeEndpointWithBidirectionalStream",
    "sagemaker:InvokeEndpointWithResponseStream",
]

Grants = list[tuple[str, Callable[[sm.IEndpoint, iam.IGrantable], iam.Grant], str | list[str]]]
GRANTS: Grants = [
    ("invoke", lambda endpoint, grantee: endpoint.grant_invoke(grantee), "sagemaker:InvokeEndpoint"),
    ("invoke later", lambda endpoint, grantee: endpoint.grant_invoke_async(grantee), "sagemaker:InvokeEndpointAsync"),
    (
        "have the response streamed",
        lambda endpoint, grantee: endpoint.grant_invoke_with_response_stream(grantee),
        ["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream"],
    ),
    (
        "exchange streams",
        lambda endpoint, grantee: endpoint.grant_invoke_with_bidirectional_stream(grantee),
        "sagemaker:InvokeEndpointWithBidirectionalStream",
    ),
]
each_grant = pytest.mark.parametrize(("grant", "action"), [case[1:] for case in GRANTS], ids=[case[0] for case in GRANTS])


TOKENS = {"Action": "sagemaker:CallWithBearerToken", "Effect": "Allow", "Resource": "*"}


def a_client(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Client", assumed_by=iam.AccountRootPrincipal())


def shared(stack: cdk.Stack, name: str = "recommendations") -> sm.IEndpoint:
    """An endpoint that is defined elsewhere."""
    return sm.Endpoint.from_endpoint_name(stack, "Shared", name)


def granted_to_client(stack: cdk.Stack) -> list[Json]:
    """What the client may, with resources as texts."""
    return [readable(statement) for statement in statements_of(stack) if "sagemaker:Invoke" in str(statement["Action"])]


def of_sagemaker(stack: cdk.Stack) -> list[Json]:
    """All that the client may do with SageMaker, with resources as texts."""
    return [readable(statement) for statement in statements_of(stack) if "sagemaker:" in str(statement["Action"])]


def arn_of(stack: cdk.Stack, endpoint: sm.IEndpoint) -> str:
    return text_of(stack.resolve(endpoint.endpoint_arn))


def allowed(action: str | list[str], resource: str | list[str]) -> Json:
    return {"Action": action, "Effect": "Allow", "Resource": resource}


# Grants


@each_grant
def test_a_grant_is_for_this_endpoint_only(
    stack: cdk.Stack, grant: Callable[[sm.IEndpoint, iam.IGrantable], iam.Grant], action: str | list[str]
) -> None:
    endpoint = an_async_endpoint(stack)

    given = grant(endpoint, a_client(stack))

    assert given.success
    assert granted_to_client(stack) == [allowed(action, arn_of(stack, endpoint))]


@each_grant
def test_a_grant_of_an_imported_endpoint(
    stack: cdk.Stack, grant: Callable[[sm.IEndpoint, iam.IGrantable], iam.Grant], action: str | list[str]
) -> None:
    grant(shared(stack), a_client(stack))

    assert granted_to_client(stack) == [allowed(action, SHARED)]


@each_grant
def test_a_grant_holds_for_the_name_in_capitals_and_in_lower_case(
    stack: cdk.Stack, grant: Callable[[sm.IEndpoint, iam.IGrantable], iam.Grant], action: str | list[str]
) -> None:
    grant(shared(stack, "Recommendations"), a_client(stack))

    assert granted_to_client(stack) == [allowed(action, [SHARED.replace("/rec", "/Rec"), SHARED])]


@each_grant
def test_a_client_of_another_stack(
    app: cdk.App, stack: cdk.Stack, grant: Callable[[sm.IEndpoint, iam.IGrantable], iam.Grant], action: str | list[str]
) -> None:
    clients = a_stack(app, "Clients")
    endpoint = an_async_endpoint(stack)

    grant(endpoint, a_client(clients))

    (statement,) = granted_to_client(clients)
    assert statement["Action"] == action
    assert "Fn::ImportValue" in statement["Resource"]


def test_some_models_and_no_others(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    endpoint.grant_invoke_targets(a_client(stack), target_models=["churn.tar.gz", "team-a/*"])

    assert granted_to_client(stack) == [
        {
            **allowed("sagemaker:InvokeEndpoint", arn_of(stack, endpoint)),
            "Condition": {"StringLike": {"sagemaker:TargetModel": ["churn.tar.gz", "team-a/*"]}},
        }
    ]


def test_some_containers_and_no_others(stack: cdk.Stack) -> None:
    shared(stack).grant_invoke_targets(a_client(stack), target_containers=["ranking"])

    assert granted_to_client(stack) == [
        {
            **allowed("sagemaker:InvokeEndpoint", SHARED),
            "Condition": {"StringLike": {"sagemaker:TargetContainerHostname": ["ranking"]}},
        }
    ]


def test_some_models_of_some_containers(stack: cdk.Stack) -> None:
    shared(stack).grant_invoke_targets(a_client(stack), target_models=["a.tar.gz"], target_containers=["ranking"])

    assert granted_to_client(stack)[0]["Condition"] == {
        "StringLike": {"sagemaker:TargetContainerHostname": ["ranking"], "sagemaker:TargetModel": ["a.tar.gz"]}
    }


def test_the_openai_api_takes_a_token_too(stack: cdk.Stack) -> None:
    endpoint, client = an_endpoint(stack), a_client(stack)

    assert endpoint.grant_invoke_open_ai(client).success

    assert of_sagemaker(stack) == [allowed("sagemaker:InvokeEndpoint", arn_of(stack, endpoint)), TOKENS]
    name = text_of(stack.resolve(endpoint.endpoint_name))
    url = f"https://runtime.sagemaker.us-east-1.${{AWS::URLSuffix}}/endpoints/{name}/openai/v1"
    assert text_of(stack.resolve(endpoint.open_ai_base_url)) == url


def test_the_openai_api_of_an_inference_component(stack: cdk.Stack) -> None:
    component = shared(stack).inference_component("llama")

    component.grant_invoke_open_ai(a_client(stack))

    assert of_sagemaker(stack) == [allowed("sagemaker:InvokeEndpoint", [SHARED, COMPONENT]), TOKENS]
    assert text_of(stack.resolve(component.open_ai_base_url)).endswith("/endpoints/recommendations/inference-components/llama/openai/v1")


def test_a_grant_of_the_whole_endpoint_has_the_components_that_are_named(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of_components(stack)

    endpoint.grant_invoke(a_client(stack))
    endpoint.inference_component("llama")

    assert granted_to_client(stack) == [allowed("sagemaker:InvokeEndpoint", [arn_of(stack, endpoint), COMPONENT])]
    assert warned_of(stack) == []


def test_grants_of_no_use_are_warned_of(stack: cdk.Stack) -> None:
    an_endpoint_of_components(stack).grant_invoke(a_client(stack))

    assert warned_of(stack) == ["Test/Endpoint: grantInvokeWithoutComponent"]


def test_an_inference_component_takes_its_endpoint_too(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of_components(stack)

    endpoint.inference_component("llama").grant_invoke(a_client(stack))

    assert granted_to_client(stack) == [allowed("sagemaker:InvokeEndpoint", [arn_of(stack, endpoint), COMPONENT])]


def test_the_streamed_response_of_an_inference_component(stack: cdk.Stack) -> None:
    component = shared(stack).inference_component("llama")

    component.grant_invoke_with_response_stream(a_client(stack))

    actions = ["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream"]
    assert granted_to_client(stack) == [allowed(actions, [SHARED, COMPONENT])]


def test_an_inference_component_is_where_its_endpoint_is(stack: cdk.Stack) -> None:
    endpoint = sm.Endpoint.from_endpoint_arn(stack, "Shared", "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/chat")

    component = endpoint.inference_component("llama")

    assert component.inference_component_name == "llama"
    arn = text_of(stack.resolve(component.inference_component_arn))
    assert arn == "arn:${AWS::Partition}:sagemaker:eu-west-1:111122223333:inference-component/llama"


# Clients in a VPC


def test_clients_in_a_vpc_reach_all_endpoints(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)

    sm.RuntimeVpcEndpoint(stack, "Runtime", vpc=vpc)

    properties = readable(properties_of(stack, VPC_ENDPOINT))
    assert properties["ServiceName"].endswith(".sagemaker.runtime")
    assert (properties["VpcEndpointType"], properties["PrivateDnsEnabled"]) == ("Interface", True)
    assert properties["SubnetIds"] == [text_of(stack.resolve(subnet.subnet_id)) for subnet in vpc.private_subnets]
    assert "PolicyDocument" not in properties
    (group,) = [group["Properties"] for group in resources_of(stack, "AWS::EC2::SecurityGroup").values()]
    cidr = stack.resolve(vpc.vpc_cidr_block)
    opened = [(rule["CidrIp"], rule["FromPort"], rule["ToPort"]) for rule in group["SecurityGroupIngress"]]
    assert opened == [(cidr, 443, 443), (cidr, 8443, 8443)]


def test_clients_in_a_vpc_reach_some_endpoints_only(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    sm.RuntimeVpcEndpoint(stack, "Runtime", vpc=a_vpc(stack), endpoints=[endpoint]).allow_invoke(shared(stack))

    components = "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:inference-component/*"
    by_anybody = {"Principal": {"AWS": "*"}}
    assert readable(properties_of(stack, VPC_ENDPOINT)["PolicyDocument"]["Statement"]) == [
        {**TOKENS, **by_anybody},
        # The variants of this endpoint have models, so it hosts no components.
        {**allowed(ANY_INVOCATION, [arn_of(stack, endpoint)]), **by_anybody},
        {**allowed(ANY_INVOCATION, [SHARED, components]), **by_anybody},
    ]


def test_two_ways_to_the_runtime_with_one_name_are_refused(app: cdk.App, stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)
    for name in ("One", "Two"):
        sm.RuntimeVpcEndpoint(stack, name, vpc=vpc)

    (problem,) = problems_at_synth(app)
    assert problem.startswith("[Test/Two] the VPC has another VPC endpoint with private DNS for the same service, which AWS refuses: 'Test/One'; ")


def test_one_of_two_ways_to_the_runtime_can_have_no_name(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)
    for name, private in (("One", True), ("Two", False)):
        sm.RuntimeVpcEndpoint(stack, name, vpc=vpc, private_dns_enabled=private)

    assert len(resources_of(stack, VPC_ENDPOINT)) == 2


def test_the_subnets_groups_and_names_can_be_chosen(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)
    group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1", mutable=False)

    runtime = sm.RuntimeVpcEndpoint(
        stack,
        "Runtime",
        vpc=vpc,
        subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
        security_groups=[group],
        private_dns_enabled=False,
    )

    properties = properties_of(stack, VPC_ENDPOINT)
    assert properties["PrivateDnsEnabled"] is False
    assert properties["SecurityGroupIds"] == ["sg-1"]
    assert properties["SubnetIds"] == [stack.resolve(subnet.subnet_id) for subnet in vpc.public_subnets]
    assert runtime.vpc_endpoint.node.path == "Test/Runtime/Resource"


def test_a_client_that_is_closed_can_be_let_to_it(stack: cdk.Stack) -> None:
    vpc = a_vpc(stack)
    client = ec2.SecurityGroup(stack, "ClientGroup", vpc=vpc, allow_all_outbound=False)
    runtime = sm.RuntimeVpcEndpoint(stack, "Runtime", vpc=vpc)

    client.connections.allow_to_default_port(runtime)

    (rule,) = [egress["Properties"] for egress in resources_of(stack, "AWS::EC2::SecurityGroupEgress").values()]
    assert (rule["FromPort"], rule["ToPort"]) == (443, 443)


# State machines and APIs


def state_of(stack: cdk.Stack, task: sfn.TaskStateBase) -> Json:
    """What a task amounts to in a state machine, which it makes."""
    sfn.StateMachine(stack, "Machine", definition_body=sfn.DefinitionBody.from_chainable(task))
    definition: Json = json.loads(text_of(properties_of(stack, "AWS::StepFunctions::StateMachine")["DefinitionString"]))
    state: Json = definition["States"][task.state_id]
    return state


def test_a_state_machine_sends_its_input(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)

    state = state_of(stack, endpoint.create_invoke_task(stack, "Ask"))

    assert state == {
        "End": True,
        "Parameters": {
            "Body.$": "States.JsonToString($)",
            "ContentType": "application/json",
            "EndpointName": text_of(stack.resolve(endpoint.endpoint_name)),
        },
        "Resource": "arn:${AWS::Partition}:states:::aws-sdk:sagemakerruntime:invokeEndpoint",
        "Type": "Task",
    }
    assert granted_to_client(stack) == [allowed("sagemaker:InvokeEndpoint", arn_of(stack, endpoint))]


def test_all_of_a_request_can_be_told(stack: cdk.Stack) -> None:
    task = shared(stack).create_invoke_task(
        stack,
        "Ask",
        body=sfn.JsonPath.string_at("$.question"),
        content_type="text/csv",
        accept="application/json",
        target_variant="stable",
        target_model=sfn.JsonPath.string_at("$.model"),
        target_container_hostname="ranking",
        inference_component_name="llama",
        custom_attributes="trace=1",
        result_path="$.answer",
    )

    state = state_of(stack, task)

    assert state["ResultPath"] == "$.answer"
    assert state["Parameters"] == {
        "Accept": "application/json",
        "Body.$": "$.question",
        "ContentType": "text/csv",
        "CustomAttributes": "trace=1",
        "EndpointName": "recommendations",
        "InferenceComponentName": "llama",
        "TargetContainerHostname": "ranking",
        "TargetModel.$": "$.model",
        "TargetVariant": "stable",
    }
    condition = {"StringLike": {"sagemaker:TargetContainerHostname": "ranking"}}
    assert granted_to_client(stack) == [{**allowed("sagemaker:InvokeEndpoint", [SHARED, COMPONENT]), "Condition": condition}]


def test_a_task_is_allowed_only_the_model_that_it_names(stack: cdk.Stack) -> None:
    task = shared(stack).create_invoke_task(stack, "Ask", target_model="churn.tar.gz")

    state_of(stack, task)

    (statement,) = granted_to_client(stack)
    assert statement["Condition"] == {"StringLike": {"sagemaker:TargetModel": "churn.tar.gz"}}


def test_a_component_that_only_the_state_knows_may_be_any(stack: cdk.Stack) -> None:
    task = shared(stack).create_invoke_task(stack, "Ask", inference_component_name=sfn.JsonPath.string_at("$.component"))

    assert state_of(stack, task)["Parameters"]["InferenceComponentName.$"] == "$.component"
    assert granted_to_client(stack)[0]["Resource"] == [SHARED, COMPONENT.replace("llama", "*")]


def test_a_state_machine_of_the_other_language(stack: cdk.Stack) -> None:
    task = shared(stack).create_invoke_task(stack, "Ask", query_language=sfn.QueryLanguage.JSONATA)

    state = state_of(stack, task)

    assert state["QueryLanguage"] == "JSONata"
    assert state["Arguments"] == {
        "Body": "{% $string($states.input) %}",
        "ContentType": "application/json",
        "EndpointName": "recommendations",
    }


def test_a_task_has_the_language_of_its_state_machine(stack: cdk.Stack) -> None:
    task = shared(stack).create_invoke_task(stack, "Ask")
    body = sfn.DefinitionBody.from_chainable(task)
    sfn.StateMachine(stack, "Machine", definition_body=body, query_language=sfn.QueryLanguage.JSONATA)

    definition = json.loads(text_of(properties_of(stack, "AWS::StepFunctions::StateMachine")["DefinitionString"]))

    assert definition["States"]["Ask"]["Arguments"]["Body"] == "{% $string($states.input) %}"


def test_a_task_that_an_asynchronous_endpoint_refuses(stack: cdk.Stack) -> None:
    with pytest.raises(RuntimeError, match="synchronous request, which an asynchronous endpoint refuses"):
        an_async_endpoint(stack).create_invoke_task(stack, "Ask")


def test_a_task_that_targets_a_variant_that_is_not_there(app: cdk.App, stack: cdk.Stack) -> None:
    task = an_endpoint(stack).create_invoke_task(stack, "Ask", target_variant="nobody")
    sfn.StateMachine(stack, "Machine", definition_body=sfn.DefinitionBody.from_chainable(task))

    problem = "[Test/Ask] targetVariant must be a variant of the endpoint, got 'nobody'; the variants are 'main'"
    assert problems_at_synth(app) == [problem]


def test_the_task_is_one_of_the_cdk(stack: cdk.Stack) -> None:
    task = shared(stack).create_invoke_task(stack, "Ask", comment="asks the model")

    task.add_retry(max_attempts=2)
    task.next(sfn.Succeed(stack, "Done"))

    state = state_of(stack, task)
    assert (state["Next"], state["Comment"], state["Retry"][0]["MaxAttempts"]) == ("Done", "asks the model", 2)


def test_an_api_of_the_cdk_invokes_the_endpoint(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    api = apigateway.RestApi(stack, "Api")

    api.root.add_method("POST", apigateway.SagemakerIntegration(endpoint))

    name = text_of(stack.resolve(endpoint.endpoint_name))
    uri = text_of(properties_of(stack, "AWS::ApiGateway::Method")["Integration"]["Uri"])
    assert uri == f"arn:${{AWS::Partition}}:apigateway:us-east-1:runtime.sagemaker:path/endpoints/{name}/invocations"
    assert granted_to_client(stack) == [allowed("sagemaker:InvokeEndpoint", arn_of(stack, endpoint))]


def test_an_api_of_the_cdk_invokes_an_imported_endpoint(stack: cdk.Stack) -> None:
    endpoint = shared(stack)
    api = apigateway.RestApi(stack, "Api")

    api.root.add_method("POST", apigateway.SagemakerIntegration(endpoint))

    uri = text_of(properties_of(stack, "AWS::ApiGateway::Method")["Integration"]["Uri"])
    assert uri.endswith("/endpoints/recommendations/invocations")
    assert granted_to_client(stack) == [allowed("sagemaker:InvokeEndpoint", SHARED)]


def test_requests_without_a_component_are_for_the_only_one(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of_components(stack)
    task = endpoint.create_invoke_task(stack, "Invoke")
    sfn.StateMachine(stack, "Machine", definition_body=sfn.DefinitionBody.from_chainable(task))
    url = endpoint.open_ai_base_url

    component = endpoint.inference_component("llama")

    assert stack.resolve(url) == stack.resolve(component.open_ai_base_url)
    definition = json.loads(text_of(properties_of(stack, "AWS::StepFunctions::StateMachine")["DefinitionString"]))
    assert definition["States"]["Invoke"]["Parameters"]["InferenceComponentName"] == "llama"
    assert warned_of(stack) == []


def test_a_component_has_tasks_of_its_own(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of_components(stack)
    task = endpoint.inference_component("llama").create_invoke_task(stack, "Invoke", body="text")
    sfn.StateMachine(stack, "Machine", definition_body=sfn.DefinitionBody.from_chainable(task))

    definition = json.loads(text_of(properties_of(stack, "AWS::StepFunctions::StateMachine")["DefinitionString"]))
    assert definition["States"]["Invoke"]["Parameters"]["InferenceComponentName"] == "llama"
