"""What networks and policies must allow, how invocations are refused, and what events say. Uses the library where it makes the policies."""

from __future__ import annotations

import json
import time
import urllib.error
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3

import cdk_sagemaker_hosting as sm
from cases import M5, Fact, Parts
from deployed import Deployed, Instances

ONE = (Instances(M5),)
ISOLATED = ec2.SubnetConfiguration(name="isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
# Invokes the endpoint in its event by both APIs, from where it runs.
INVOKES = """import json, os, boto3
def handler(event, context):
    client = boto3.client("sagemaker-runtime")
    answers = []
    for name in event["names"]:
        try:
            client.invoke_endpoint(EndpointName=name, ContentType="application/json", Body=json.dumps({"text": "great"}))
            answers.append(name + ": answers")
        except Exception as error:
            answers.append(name + ": " + str(error))
    return answers
"""


def network(it: Parts) -> ec2.Vpc:
    vpc = ec2.Vpc(it.stack, "Vpc", max_azs=2, nat_gateways=0, subnet_configuration=[ISOLATED])
    vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
    return vpc


def hosted(it: Parts, vpc: ec2.Vpc | None, subnets: int = 2, restrictions: sm.ExecutionRoleRestrictions | None = None) -> sm.Endpoint:
    """An endpoint of the library, whose role has what the library grants."""
    bucket = s3.Bucket.from_bucket_name(it.stack, "Data", it.sources.bucket)
    container = sm.ContainerDefinition(
        image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6.0", python_version="py312"),
        model_data=sm.ModelData.from_bucket(bucket, "model.tar.gz"),
        environment={"SAGEMAKER_PROGRAM": "inference.py"},
    )
    selected = ec2.SubnetSelection(subnets=vpc.isolated_subnets[:subnets]) if vpc is not None else None
    model = sm.Model(it.stack, "Hosted", containers=[container], vpc=vpc, vpc_subnets=selected, role_restrictions=restrictions)
    variant = sm.InstanceProductionVariantProps(model=model, variant_name="main", instance_type=sm.InstanceType.M5_LARGE)
    config = sm.EndpointConfig(it.stack, "HostedConfig", instance_production_variants=[variant])
    endpoint = sm.Endpoint(it.stack, "Endpoint", endpoint_config=config)
    it.output("EndpointName", endpoint.endpoint_name)
    return endpoint


def answers(deployed: Deployed) -> str:
    deployed.ask()
    return "answers"


def without_ecr(it: Parts) -> None:
    hosted(it, network(it))


def logged(deployed: Deployed) -> str:
    """Invokes, and looks for logs of the container in the network without an endpoint for them."""
    deployed.ask()
    name = f"/aws/sagemaker/Endpoints/{deployed.output('EndpointName')}"
    groups = deployed.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return f"answers, {'with' if groups else 'without'} a log group"


def one_subnet(it: Parts) -> None:
    hosted(it, network(it), subnets=1)


def narrow_interfaces(it: Parts) -> None:
    hosted(it, network(it), restrictions=sm.ExecutionRoleRestrictions(network_interfaces_of_vpc_only=True))


def narrow_metrics(it: Parts) -> None:
    hosted(it, None, restrictions=sm.ExecutionRoleRestrictions(metric_namespaces=["/aws/sagemaker/*"]))


def measured(deployed: Deployed) -> str:
    deployed.ask()
    dimensions = [{"Name": "EndpointName", "Value": deployed.output("EndpointName")}, {"Name": "VariantName", "Value": "main"}]

    def look() -> list[Any] | None:
        found: list[Any] = deployed.client("cloudwatch").list_metrics(Namespace="/aws/sagemaker/Endpoints", Dimensions=dimensions)["Metrics"]
        return found or None

    names = sorted({metric["MetricName"] for metric in deployed.cloud.wait("utilization metrics", look, 20)})
    return f"answers, and publishes {', '.join(names)}"


def from_network(it: Parts) -> None:
    vpc = network(it)
    endpoint = hosted(it, None)
    sm.RuntimeVpcEndpoint(it.stack, "Runtime", vpc=vpc, subnets=ec2.SubnetSelection(subnets=vpc.isolated_subnets), endpoints=[endpoint])
    caller = lambda_.Function(
        it.stack, "Caller", runtime=lambda_.Runtime.PYTHON_3_12, handler="index.handler", code=lambda_.Code.from_inline(INVOKES), vpc=vpc, vpc_subnets=ec2.SubnetSelection(subnets=vpc.isolated_subnets), timeout=cdk.Duration.minutes(1)
    )
    # More than the policy of the interface endpoint allows.
    caller.add_to_role_policy(iam.PolicyStatement(actions=["sagemaker:InvokeEndpoint"], resources=["*"]))
    it.output("CallerName", caller.function_name)


def called(deployed: Deployed) -> str:
    event = json.dumps({"names": [deployed.output("EndpointName"), "another-endpoint"]}).encode()
    found = deployed.client("lambda").invoke(FunctionName=deployed.output("CallerName"), Payload=event)
    return "; ".join(json.loads(found["Payload"].read()))


# Invocations


def by_host(it: Parts) -> None:
    """Two containers that are addressed by their host names, and a role that may address the first one only."""
    containers = [it.container(ContainerHostname=name) for name in ("first", "second")]
    model = it.model(containers=containers, InferenceExecutionConfig={"Mode": "Direct"})
    it.endpoint(it.variant(ModelName=model))
    condition = {"StringEquals": {"sagemaker:TargetContainerHostname": "first"}}
    user = it.user("User", iam.PolicyStatement(actions=["sagemaker:InvokeEndpoint"], resources=["*"], conditions=condition))
    it.output("UserArn", user.role_arn)


def host_called(deployed: Deployed) -> str:
    import boto3

    keys = deployed.client("sts").assume_role(RoleArn=deployed.output("UserArn"), RoleSessionName="integ")["Credentials"]
    given = {"aws_access_key_id": keys["AccessKeyId"], "aws_secret_access_key": keys["SecretAccessKey"], "aws_session_token": keys["SessionToken"]}
    client: Any = boto3.client("sagemaker-runtime", region_name=deployed.cloud.region, endpoint_url=deployed.cloud.endpoint_url, **given)
    found = []
    for host in ("first", "second"):
        try:
            client.invoke_endpoint(EndpointName=deployed.output("EndpointName"), ContentType="application/json", Body=b'{"text": "great"}', TargetContainerHostname=host)
            found.append(f"{host}: answers")
        except client.exceptions.ClientError as error:
            found.append(f"{host}: {error.response['Error']['Code']}")
    return "; ".join(found)


def invalid_token(deployed: Deployed) -> str:
    url = f"https://runtime.sagemaker.{deployed.cloud.region}.amazonaws.com/endpoints/none/openai/v1"
    status, body = deployed.cloud.chat(url, "hello", token="sagemaker-api-key-none")
    return f"status {status}: {body}"


def plain(it: Parts) -> None:
    it.endpoint(it.variant())


def other_hosts(deployed: Deployed) -> str:
    """Sends a chat by each host name of the runtime. A model of the examples has no such route, which is an answer of its container."""
    region, found = deployed.cloud.region, []
    for host in (f"runtime.sagemaker.{region}.amazonaws.com", f"runtime-fips.sagemaker.{region}.amazonaws.com", f"runtime.sagemaker.{region}.api.aws", f"runtime-fips.sagemaker.{region}.api.aws"):
        try:
            status, body = deployed.cloud.chat(f"https://{host}/endpoints/{deployed.output('EndpointName')}/openai/v1", "hello")
            found.append(f"{host}: {status} {body}"[:300])
        except urllib.error.URLError as error:
            found.append(f"{host}: {error.reason}")
    return "; ".join(found)


# Events


def registered(it: Parts) -> None:
    group = it.resource("Group", "AWS::SageMaker::ModelPackageGroup", ModelPackageGroupName=it.stack.stack_name)
    queue = it.resource("Queue", "AWS::SQS::Queue")
    pattern = {"source": ["aws.sagemaker"], "detail-type": ["SageMaker Model Package State Change"], "detail": {"ModelPackageGroupName": [it.stack.stack_name]}}
    target = {"Id": "Queue", "Arn": cdk.Token.as_string(queue.get_att("Arn"))}
    it.resource("Rule", "AWS::Events::Rule", EventPattern=pattern, Targets=[target])
    allowed = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": target["Arn"]}
    it.resource("Allowed", "AWS::SQS::QueuePolicy", Queues=[queue.ref], PolicyDocument={"Version": "2012-10-17", "Statement": [allowed]})
    it.output("QueueUrl", queue.ref)
    it.output("GroupName", group.ref.rsplit("/", 1)[-1])
    it.output("Image", it.image())
    it.output("Data", it.sources.uri("model.tar.gz"))


def told(deployed: Deployed) -> str:
    """Registers a version that is approved from the beginning, and reads its event."""
    container = {"Image": deployed.output("Image"), "ModelDataUrl": deployed.output("Data")}
    types = {"SupportedContentTypes": ["application/json"], "SupportedResponseMIMETypes": ["application/json"]}
    sagemaker, sqs = deployed.client("sagemaker"), deployed.client("sqs")
    version = sagemaker.create_model_package(ModelPackageGroupName=deployed.stack, InferenceSpecification={"Containers": [container], **types}, ModelApprovalStatus="Approved")["ModelPackageArn"]
    try:
        if not deployed.cloud.real:
            return "the emulator sends no such events"
        deadline, details = time.monotonic() + 300, []
        while time.monotonic() < deadline:
            for message in sqs.receive_message(QueueUrl=deployed.output("QueueUrl"), WaitTimeSeconds=20).get("Messages", []):
                detail = json.loads(message["Body"])["detail"]
                details.append(f"UpdatedModelPackageFields {detail.get('UpdatedModelPackageFields', 'absent')}, status {detail.get('ModelApprovalStatus')}")
            if details:
                break
        return "; ".join(details) or "no event within 5 minutes"
    finally:
        sagemaker.delete_model_package(ModelPackageName=version)


FACTS = (
    Fact("network-without-ecr", "Does a model in subnets with only an S3 endpoint start, and does it write logs?", (without_ecr,), instances=ONE, look=logged),
    Fact("one-subnet", "Does a model in one subnet start (the guide asks for two)?", (one_subnet,), instances=ONE, look=answers),
    Fact("narrow-interfaces", "Does a model in a VPC start if its role can manage only the network interfaces of this VPC?", (narrow_interfaces,), instances=ONE, look=answers),
    Fact("narrow-metrics", "Does an endpoint publish its utilization if its role can publish only to the namespaces /aws/sagemaker/*?", (narrow_metrics,), instances=ONE, minutes=90, look=measured),
    Fact(
        "narrow-interface-endpoint", "Does the policy of an interface endpoint that names one endpoint allow this endpoint, and no other?",
        (from_network,), answers="what a function in the VPC is answered for both", instances=ONE, others=("an interface VPC endpoint in 2 zones",), look=called,
    ),
    Fact("condition-on-hostname", "Does IAM evaluate the condition key sagemaker:TargetContainerHostname?", (by_host,), answers="the first answers, the second is AccessDeniedException", instances=ONE, look=host_called),
    Fact("invalid-token", "What is the status of a chat with an invalid bearer token?", (), answers="the status and the body", look=invalid_token),
    Fact("other-hosts", "Do the FIPS and dual-stack hosts have the OpenAI-compatible route?", (plain,), answers="the status by host", instances=ONE, look=other_hosts),
    Fact("event-of-approved-version", "Does the event of a version that is registered as approved have UpdatedModelPackageFields?", (registered,), answers="what the event has", look=told),
)
