"""Who may invoke: the policies of users and of assumed roles are evaluated as IAM evaluates them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from components import component, done, hosts, specification
from conftest import Cloud
from hosting import IMAGE, OUTPUTS, ROLE_ARN, hosting, model

from sagemaker_emulator.access.conditions import UnknownOperator, met
from sagemaker_emulator.access.policies import Verdict, verdict

SUM = "def model_fn(model_dir): return sum"
INVOKE = "sagemaker:InvokeEndpoint"
ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/"
TRUST = {
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]
}


def statement(action: str | list[str] = INVOKE, resource: str | list[str] = "*", effect: str = "Allow", **more: Any) -> Any:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@dataclass
class Endpoint:
    cloud: Cloud
    name: str

    def role(self, *statements: Any, name: str = "caller", session_policy: str | None = None, **options: Any) -> Any:
        """A runtime client with the credentials of a role that has these permissions."""
        iam, role = self.cloud.client("iam"), f"{self.cloud.unique}-{name}"
        arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(TRUST), **options)["Role"]["Arn"]
        if statements:
            iam.put_role_policy(RoleName=role, PolicyName="own", PolicyDocument=document(*statements))
        limits = {"Policy": session_policy} if session_policy else {}
        given = self.cloud.client("sts").assume_role(RoleArn=arn, RoleSessionName="test", **limits)["Credentials"]
        return self.runtime(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])

    def runtime(self, key: str, secret: str, token: str | None = None) -> Any:
        return boto3.Session().client(
            "sagemaker-runtime",
            endpoint_url=self.cloud.emulator.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
        )

    def ask(self, runtime: Any, operation: str = "invoke_endpoint", **options: Any) -> Any:
        given = {"EndpointName": self.name, "ContentType": "application/json", "Body": b"[1, 2]", **options}
        return getattr(runtime, operation)(**given)

    def refusal(self, runtime: Any, operation: str = "invoke_endpoint", **options: Any) -> str:
        with pytest.raises(ClientError) as caught:
            self.ask(runtime, operation, **options)
        error, response = caught.value.response["Error"], caught.value.response["ResponseMetadata"]
        assert (error["Code"], response["HTTPStatusCode"]) == ("AccessDeniedException", 403)
        return str(error["Message"])


@pytest.fixture
def endpoint(cloud: Cloud) -> Iterator[Endpoint]:
    cloud.create(hosting(Model=model(cloud.upload(SUM))), **OUTPUTS)
    yield Endpoint(cloud, cloud.outputs()["Endpoint"])


def test_a_role_without_permission_is_refused(endpoint: Endpoint) -> None:
    assert endpoint.refusal(endpoint.role(statement("sagemaker:DescribeEndpoint"))) == (
        f"User: arn:aws:sts::123456789012:assumed-role/{endpoint.cloud.unique}-caller/test is not authorized to perform: "
        f"{INVOKE} on resource: {ARN}{endpoint.name.lower()} because no identity-based policy allows the {INVOKE} action"
    )


@pytest.mark.parametrize("action", [INVOKE, "sagemaker:Invoke*", "SageMaker:invokeendpoint", "*", ["s3:GetObject", INVOKE]])
def test_a_role_with_permission_is_answered(endpoint: Endpoint, action: Any) -> None:
    role = endpoint.role(statement(action, f"{ARN}{endpoint.name.lower()}"))
    assert endpoint.ask(role)["Body"].read() == b"3"


def test_permission_for_another_endpoint_is_not_enough(endpoint: Endpoint) -> None:
    assert "no identity-based policy" in endpoint.refusal(endpoint.role(statement(INVOKE, f"{ARN}another")))


def test_an_arn_with_capitals_does_not_match(endpoint: Endpoint) -> None:
    assert endpoint.name != endpoint.name.lower()
    assert "no identity-based policy" in endpoint.refusal(endpoint.role(statement(INVOKE, f"{ARN}{endpoint.name}")))


def test_an_explicit_denial_wins(endpoint: Endpoint) -> None:
    role = endpoint.role(statement(), statement("*", effect="Deny"))
    assert endpoint.refusal(role).endswith("with an explicit deny in an identity-based policy")


def test_other_credentials_are_the_administrators(endpoint: Endpoint) -> None:
    assert endpoint.ask(endpoint.cloud.client("sagemaker-runtime"))["Body"].read() == b"3"


def test_a_user_has_the_permissions_of_its_groups_and_managed_policies(endpoint: Endpoint) -> None:
    iam, unique = endpoint.cloud.client("iam"), endpoint.cloud.unique
    iam.create_user(UserName=unique)
    key = iam.create_access_key(UserName=unique)["AccessKey"]
    runtime = endpoint.runtime(key["AccessKeyId"], key["SecretAccessKey"])
    assert f"User: arn:aws:iam::123456789012:user/{unique} is not" in endpoint.refusal(runtime)
    iam.create_group(GroupName=unique)
    iam.put_group_policy(GroupName=unique, PolicyName="own", PolicyDocument=document(statement()))
    iam.add_user_to_group(GroupName=unique, UserName=unique)
    assert endpoint.ask(runtime)["Body"].read() == b"3"
    policy = iam.create_policy(PolicyName=unique, PolicyDocument=document(statement(effect="Deny")))["Policy"]["Arn"]
    iam.attach_user_policy(UserName=unique, PolicyArn=policy)
    assert "explicit deny" in endpoint.refusal(runtime)


def test_a_permissions_boundary_limits(endpoint: Endpoint) -> None:
    given = document(statement("s3:*"))
    arn = endpoint.cloud.client("iam").create_policy(PolicyName=endpoint.cloud.unique, PolicyDocument=given)["Policy"]["Arn"]
    role = endpoint.role(statement(), PermissionsBoundary=arn)
    assert endpoint.refusal(role).endswith(f"because no permissions boundary allows the {INVOKE} action")


def test_a_session_policy_limits(endpoint: Endpoint) -> None:
    role = endpoint.role(statement(), session_policy=document(statement("s3:*")))
    assert endpoint.refusal(role).endswith(f"because no session policy allows the {INVOKE} action")


def test_a_response_stream_takes_both_permissions(endpoint: Endpoint) -> None:
    streaming = "sagemaker:InvokeEndpointWithResponseStream"
    only = endpoint.role(statement(streaming))
    operation = "invoke_endpoint_with_response_stream"
    assert f"perform: {INVOKE} on" in endpoint.refusal(only, operation)
    assert f"perform: {streaming} on" in endpoint.refusal(endpoint.role(statement(), name="second"), operation)
    both = endpoint.role(statement([INVOKE, streaming]), name="third")
    parts = [event["PayloadPart"]["Bytes"] for event in endpoint.ask(both, operation)["Body"]]
    assert b"".join(parts) == b"3"


def test_asynchronous_requests_have_a_permission_of_their_own(endpoint: Endpoint) -> None:
    role = endpoint.role(statement())
    with pytest.raises(ClientError, match="perform: sagemaker:InvokeEndpointAsync on"):
        role.invoke_endpoint_async(EndpointName=endpoint.name, InputLocation="s3://bucket/key")


def test_the_target_container_is_a_condition_key(cloud: Cloud) -> None:
    url = cloud.upload(SUM)
    containers = [{"Image": IMAGE, "ModelDataUrl": url, "ContainerHostname": name} for name in ("first", "second")]
    direct = {"ExecutionRoleArn": ROLE_ARN, "Containers": containers, "InferenceExecutionConfig": {"Mode": "Direct"}}
    cloud.create(hosting(Model={"Type": "AWS::SageMaker::Model", "Properties": direct}), **OUTPUTS)
    endpoint = Endpoint(cloud, cloud.outputs()["Endpoint"])
    only_first = {"StringEquals": {"sagemaker:TargetContainerHostname": "first"}}
    role = endpoint.role(statement(Condition=only_first))
    assert endpoint.ask(role, TargetContainerHostname="first")["Body"].read() == b"3"
    assert "no identity-based policy" in endpoint.refusal(role, TargetContainerHostname="second")
    assert "no identity-based policy" in endpoint.refusal(role)


def test_the_target_model_is_a_condition_key(endpoint: Endpoint) -> None:
    role = endpoint.role(statement(Condition={"StringLike": {"sagemaker:TargetModel": ["a/*", "b.tar.gz"]}}))
    assert "no identity-based policy" in endpoint.refusal(role, TargetModel="c.tar.gz")
    assert "no identity-based policy" in endpoint.refusal(role)


def test_tags_of_the_endpoint_are_condition_keys(endpoint: Endpoint) -> None:
    role = endpoint.role(statement(Condition={"StringEquals": {"aws:ResourceTag/team": "ml"}}))
    assert "no identity-based policy" in endpoint.refusal(role)
    sagemaker = endpoint.cloud.client("sagemaker")
    arn = sagemaker.describe_endpoint(EndpointName=endpoint.name)["EndpointArn"]
    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "team", "Value": "ml"}])
    assert endpoint.ask(role)["Body"].read() == b"3"


def test_a_component_takes_permission_on_the_endpoint_and_on_itself(cloud: Cloud) -> None:
    name = f"{cloud.unique}-base"
    url = cloud.upload(SUM)
    done(cloud.create({**hosts(cloud), "Base": component(cloud, Specification=specification(url))}))
    endpoint = Endpoint(cloud, f"{cloud.unique}-e")
    arns = [f"{ARN}{cloud.unique}-e", f"arn:aws:sagemaker:us-east-1:123456789012:inference-component/{name}"]
    given = {"InferenceComponentName": name}
    for index, arn in enumerate(arns):
        refused = endpoint.refusal(endpoint.role(statement(INVOKE, arn), name=f"only{index}"), **given)
        assert f"on resource: {arns[1 - index]}" in refused
    assert endpoint.ask(endpoint.role(statement(INVOKE, arns), name="both"), **given)["Body"].read() == b"3"


def test_a_session_token_of_others_is_refused(endpoint: Endpoint) -> None:
    role = endpoint.role(statement())
    key = role._request_signer._credentials.access_key
    with pytest.raises(ClientError, match="UnrecognizedClientException.*security token included in the request is invalid"):
        endpoint.ask(endpoint.runtime(key, "secret", "another"))


CONTEXT = {
    "aws:username": ["ann"],
    "sagemaker:targetmodel": ["team-a/m.tar.gz"],
    "many": ["a", "b"],
    "aws:sourceip": ["10.0.0.7"],
    "arn": ["arn:aws:iam::123456789012:role/x"],
    "now": ["2026-11-29T08:00:00+00:00"],
    "n": ["7"],
    "yes": ["true"],
}


@pytest.mark.parametrize(
    "name, key, wanted, holds",
    [
        ("StringEquals", "sagemaker:TargetModel", "team-a/m.tar.gz", True),
        ("StringEquals", "sagemaker:TargetModel", "team-a/*", False),
        ("StringEquals", "missing", "x", False),
        ("StringEqualsIfExists", "missing", "x", True),
        ("StringNotEquals", "missing", "x", True),
        ("StringNotEquals", "n", ["6", "7"], False),
        ("StringEqualsIgnoreCase", "aws:username", "ANN", True),
        ("StringNotEqualsIgnoreCase", "aws:username", "ANN", False),
        ("StringLike", "sagemaker:TargetModel", "team-?/*", True),
        ("StringLike", "sagemaker:TargetModel", "${aws:username}/*", False),
        ("StringLike", "aws:username", "${aws:username}", True),
        ("StringEquals", "aws:username", "${missing}", False),
        ("StringEquals", "aws:username", "${missing, 'ann'}", True),
        ("StringNotLike", "sagemaker:TargetModel", "team-b/*", True),
        ("ForAllValues:StringEquals", "many", ["a", "b", "c"], True),
        ("ForAllValues:StringEquals", "many", ["a"], False),
        ("ForAllValues:StringEquals", "missing", ["a"], True),
        ("ForAnyValue:StringEquals", "many", ["b"], True),
        ("ForAnyValue:StringEquals", "missing", ["b"], False),
        ("ForAnyValue:StringNotEquals", "missing", ["b"], False),
        ("Null", "missing", "true", True),
        ("Null", "n", True, False),
        ("Bool", "yes", True, True),
        ("Bool", "yes", "false", False),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/8", True),
        ("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", False),
        ("IpAddress", "aws:username", "10.0.0.0/8", False),
        ("ArnLike", "arn", "arn:aws:iam::*:role/*", True),
        ("ArnEquals", "arn", "arn:aws:iam::999999999999:role/x", False),
        ("ArnNotLike", "arn", "arn:aws:iam::*:user/*", True),
        ("NumericLessThan", "n", "8", True),
        ("NumericLessThanEquals", "n", 7, True),
        ("NumericGreaterThan", "n", "7", False),
        ("NumericEquals", "n", "7.0", True),
        ("NumericNotEquals", "n", "7", False),
        ("NumericGreaterThanEquals", "aws:username", "7", False),
        ("DateGreaterThan", "now", "2026-11-28T00:00:00Z", True),
        ("DateLessThan", "now", "2026-11-28", False),
    ],
)
def test_operators(name: str, key: str, wanted: Any, holds: bool) -> None:
    assert met({name: {key: wanted}}, CONTEXT) is holds


def test_all_operators_and_keys_of_a_condition_must_hold() -> None:
    both = {"StringEquals": {"n": "7", "aws:username": "ann"}, "Bool": {"yes": "true"}}
    assert met(both, CONTEXT)
    assert not met({**both, "Bool": {"yes": "false"}}, CONTEXT)
    assert not met({**both, "StringEquals": {"n": "7", "aws:username": "bob"}}, CONTEXT)


def test_an_unknown_operator_is_named() -> None:
    with pytest.raises(UnknownOperator, match="BinaryEquals"):
        met({"BinaryEquals": {"n": "x"}}, CONTEXT)


@pytest.mark.parametrize(
    "given, expected",
    [
        ({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}, Verdict.ALLOWED),
        ({"Effect": "Allow", "NotAction": "sagemaker:*", "Resource": "*"}, Verdict.SILENT),
        ({"Effect": "Deny", "Action": "*", "NotResource": "b"}, Verdict.DENIED),
        ({"Effect": "Deny", "Action": "*", "NotResource": "a*"}, Verdict.SILENT),
        ({"Effect": "Allow", "Action": "*", "Resource": "${aws:username}"}, Verdict.SILENT),
    ],
)
def test_exclusions(given: Any, expected: Verdict) -> None:
    assert verdict([{"Statement": given}], INVOKE, "abc", CONTEXT) is expected
