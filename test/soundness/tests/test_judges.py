"""Each judge is given a template with a mistake, and finds it; and it finds nothing in the same template without the mistake."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from judges import api, cdk_report, iam, lint, metrics, names, order, permissions, references
from judges.assembly import Assembly, Template

Json = Any

ROLE = "arn:aws:iam::123456789012:role/r"
STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}


def policy(name: str, *statements: Json) -> Json:
    document = {"Version": "2012-10-17", "Statement": copy.deepcopy(list(statements or (STATEMENT,)))}
    return {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": name, "PolicyDocument": document, "Roles": [{"Ref": "Role"}]}}


def alarm(**properties: Json) -> Json:
    defaults = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "MetricName": "m", "Namespace": "n", "Period": 60, "Statistic": "Sum", "Threshold": 1}
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": {**defaults, **properties}}


def sound() -> Json:
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "sagemaker.amazonaws.com"}}]}
    container = {"Image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/serving:1", "Environment": {"MODE": "x"}}
    variant = {"VariantName": "main", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1, "InitialVariantWeight": 1, "ModelName": {"Fn::GetAtt": ["Model", "ModelName"]}}
    target = {"ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/main", "ScalableDimension": "sagemaker:variant:DesiredInstanceCount", "MinCapacity": 1, "MaxCapacity": 2}
    tracking = {"TargetValue": 70, "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}
    return {"Resources": {
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}},
        "Policy": policy("one"),
        "Needed": policy("needed", {"Effect": "Allow", "Action": [*permissions.OF_EVERY_MODEL, *permissions.OF_IMAGES, *permissions.OF_NETWORKS], "Resource": "*"}),
        # Refers to the endpoint of the model, which therefore cannot wait for it.
        "Other": policy("other", {"Effect": "Allow", "Action": ["s3:GetBucket*", "sagemaker:InvokeEndpoint"], "Resource": {"Ref": "Endpoint"}}),
        "Later": policy("later", {"Effect": "Allow", "Action": ["cloudwatch:DescribeAlarms", "sagemaker:InvokeEndpointAsync"], "Resource": "*"}),
        "Model": {"Type": "AWS::SageMaker::Model", "Properties": {"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "PrimaryContainer": container}, "DependsOn": ["Policy", "Needed"]},
        "Config": {"Type": "AWS::SageMaker::EndpointConfig", "Properties": {"ProductionVariants": [variant]}},
        "Endpoint": {"Type": "AWS::SageMaker::Endpoint", "Properties": {"EndpointName": "e", "EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]}}},
        "Target": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": target},
        "Scaling": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": {
            "PolicyName": "p", "PolicyType": "TargetTrackingScaling", "ScalingTargetId": {"Ref": "Target"}, "TargetTrackingScalingPolicyConfiguration": tracking,
        }},
        "Alarm": alarm(AlarmName="a"),
        "Board": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": {"Fn::Join": ["", ['{"widgets":[],"start":"', {"Ref": "AWS::Region"}, '"}']]}}},
    }, "Outputs": {"Name": {"Value": {"Fn::GetAtt": ["Endpoint", "EndpointName"]}, "Export": {"Name": "S:Name"}}}}


JUDGES: dict[str, Callable[[Assembly], list[str]]] = {
    "references": references.judge, "names": names.judge, "iam": iam.judge, "permissions": permissions.judge, "order": order.judge, "api": api.judge,
    "metrics": metrics.judge, "cfn-lint": lint.judge,
}


def assembly_of(*bodies: Json) -> Assembly:
    return Assembly([Template("S" if index == 0 else f"S{index}", body, "aws://123456789012/us-east-1") for index, body in enumerate(bodies)])


@pytest.mark.parametrize("judge", JUDGES)
def test_nothing_is_found_in_a_sound_template(judge: str) -> None:
    assert JUDGES[judge](assembly_of(sound())) == []


def put(path: str, value: Json) -> Callable[[Json], None]:
    """A mistake: another value at a path."""

    def change(body: Json) -> None:
        *way, last = (int(part) if part.isdigit() else part for part in path.split("/"))
        for part in way:
            body = body[part]
        body[last] = value

    return change


def both(body: Json, action: str, change: Callable[[Json], None]) -> None:
    """Removes an action from the policies, and makes another change."""
    without(body, action)
    change(body)


def without(body: Json, action: str) -> None:
    """A mistake: the role is not allowed an action."""
    for resource in body["Resources"].values():
        for statement in resource["Properties"].get("PolicyDocument", {}).get("Statement", []):
            actions = statement["Action"]
            statement["Action"] = [each for each in ([actions] if isinstance(actions, str) else actions) if each != action]


MODEL, CONFIG = "Resources/Model/Properties", "Resources/Config/Properties/ProductionVariants/0"
MISTAKES: dict[str, tuple[str, Callable[[Json], None], str]] = {
    "a Ref of nothing": ("references", put(f"{MODEL}/ExecutionRoleArn", {"Ref": "Gone"}), "Model refers to Gone, which does not exist"),
    "an attribute of nothing": ("references", put("Outputs/Name/Value", {"Fn::GetAtt": ["Gone", "Arn"]}), "Name refers to Gone.Arn, which does not exist"),
    "a Sub of nothing": ("references", put(f"{MODEL}/PrimaryContainer/Image", {"Fn::Sub": "${Gone}:${!literal}"}), "Model refers to Gone, which does not exist"),
    "a dependency on nothing": ("references", put("Resources/Model/DependsOn", ["Gone"]), "Model depends on Gone, which does not exist"),
    "a condition that is missing": ("references", put("Resources/Model/Condition", "Gone"), "Model has the condition Gone, which does not exist"),
    "a circle of dependencies": ("references", put("Resources/Policy/DependsOn", "Model"), "circle Model -> Policy -> Model"),
    "a circle through a Ref": ("references", put("Resources/Role/Properties/Description", {"Fn::GetAtt": ["Model", "ModelName"]}), "circle Model -> Needed -> Role -> Model"),
    "an import of nothing": ("references", put(f"{MODEL}/ExecutionRoleArn", {"Fn::ImportValue": "S:Gone"}), "imports S:Gone, which no stack exports"),
    "two alarms of one name": ("names", put("Resources/Second", alarm(AlarmName="a")), "2 times: AWS::CloudWatch::Alarm"),
    "two policies of one name": ("names", put("Resources/Other/Properties/PolicyName", "one"), '2 times: policy one of Roles {"Ref": "S#Role"}'),
    "two targets of one variant": ("names", lambda body: body["Resources"].update(Second=copy.deepcopy(body["Resources"]["Target"])), "2 times: AWS::ApplicationAutoScaling::ScalableTarget"),
    "two scaling policies of one name": ("names", lambda body: body["Resources"].update(Second=copy.deepcopy(body["Resources"]["Scaling"])), "2 times: scaling policy p"),
    "a statement twice": ("iam", put("Resources/Policy", policy("one", STATEMENT, {**STATEMENT, "Sid": "Again"})), "twice: "),
    "an action twice": ("iam", put("Resources/Policy", policy("one", {**STATEMENT, "Action": ["s3:GetObject", "s3:GetObject"]})), "Action has an item twice"),
    "no action": ("iam", put("Resources/Policy", policy("one", {**STATEMENT, "Action": []})), "Action is empty"),
    "no statement": ("iam", put("Resources/Policy/Properties/PolicyDocument/Statement", []), "there are no statements"),
    "an action that does not exist": ("iam", put("Resources/Policy", policy("one", {**STATEMENT, "Action": "sagemaker:InvokeEndpoints"})), "action sagemaker:InvokeEndpoints does not exist"),
    "a service that does not exist": ("iam", put("Resources/Policy", policy("one", {**STATEMENT, "Action": "sagemakers:*"})), "action sagemakers:* does not exist"),
    "too large inline policies": ("iam", put("Resources/Policy", policy("one", {**STATEMENT, "Resource": [f"arn:aws:s3:::bucket-{n:04}/*" for n in range(400)]})), "characters, more than 10240"),
    "too large a managed policy": ("iam", put("Resources/Managed", {"Type": "AWS::IAM::ManagedPolicy", "Properties": {
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [{**STATEMENT, "Resource": [f"arn:aws:s3:::bucket-{n:04}/*" for n in range(240)]}]},
    }}), "characters, more than 6144"),
    "a pattern of actions": ("permissions", put("Resources/Policy", policy("one", {**STATEMENT, "Action": "s3:*"})), "S: Policy allows s3:*"),
    "no permission to pull": ("permissions", lambda body: without(body, "ecr:BatchGetImage"), "S: Model: the role is not allowed ecr:BatchGetImage"),
    "no permission to log": ("permissions", lambda body: without(body, "logs:PutLogEvents"), "S: Model: the role is not allowed logs:PutLogEvents"),
    "no permission to read artifacts": (
        "permissions", lambda body: both(body, "s3:GetObject", put(f"{MODEL}/PrimaryContainer/ModelDataUrl", "s3://b/m.tar.gz")), "S: Model: the role is not allowed s3:GetObject",
    ),
    "no permission for a network": (
        "permissions", lambda body: both(body, "ec2:DescribeVpcs", put(f"{MODEL}/VpcConfig", {"Subnets": ["s"], "SecurityGroupIds": ["g"]})),
        "S: Model: the role is not allowed ec2:DescribeVpcs",
    ),
    "no permission to capture": (
        "permissions", put("Resources/Config/Properties/DataCaptureConfig", {"DestinationS3Uri": "s3://b"}), "S: Config: the role is not allowed s3:PutObject",
    ),
    "no permission to notify": ("permissions", put("Resources/Config/Properties/AsyncInferenceConfig", {"OutputConfig": {
        "NotificationConfig": {"SuccessTopic": "arn:aws:sns:us-east-1:123456789012:t"},
    }}), "S: Config: the role is not allowed sns:Publish"),
    "a model that does not wait to be allowed to pull": ("order", put("Resources/Model/DependsOn", ["Policy"]), "S: Model does not wait for Needed"),
    "a policy that nothing waits for": (
        "order", put("Resources/Model/DependsOn", ["Needed"]), "S: nothing waits for Policy, which has permissions of the role of Config, Endpoint, Model",
    ),
    "an endpoint that does not wait to be allowed to see its alarms": ("order", put("Resources/Endpoint/Properties/DeploymentConfig", {
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "a"}]},
    }), "S: Endpoint does not wait for Later"),
    "a property that does not exist": ("api", put(f"{MODEL}/PrimaryContainer/Images", "x"), "CreateModel: .PrimaryContainer.Images is no parameter"),
    "an unknown value": ("api", put(f"{CONFIG}/InstanceType", "ml.m5.huge"), "'ml.m5.huge' is not one of ml.t2.medium"),
    "too small a number": ("api", put(f"{CONFIG}/InitialVariantWeight", -1), "is below 0"),
    "too large a number": ("api", put(f"{CONFIG}/VolumeSizeInGB", 4096), "CreateEndpointConfig: .ProductionVariants[0].VolumeSizeInGB = 4096 is above"),
    "a fraction": ("api", put(f"{CONFIG}/InitialInstanceCount", 1.5), "InitialInstanceCount = 1.5 is not an integer"),
    "a name with a space": ("api", put("Resources/Endpoint/Properties/EndpointName", "my endpoint"), "'my endpoint' does not match"),
    "too long a name": ("api", put("Resources/Endpoint/Properties/EndpointName", "e" * 64), "has 64 characters, more than 63"),
    "too many items": ("api", put(f"{MODEL}/Containers", [{"Image": "i"}] * 16), "has 16 items, more than 15"),
    "a missing parameter": ("api", put("Resources/Endpoint/Properties", {"EndpointName": "e"}), 'Missing required parameter in input: "EndpointConfigName"'),
    "another type": ("api", put(f"{CONFIG}/EnableSSMAccess", "yes"), "EnableSSMAccess = 'yes' is no boolean"),
    "limits in the wrong order": ("api", put("Resources/Target/Properties/MinCapacity", 3), "MinCapacity 3 is above MaxCapacity 2"),
    "an unknown predefined metric": (
        "api", put("Resources/Scaling/Properties/TargetTrackingScalingPolicyConfiguration/PredefinedMetricSpecification/PredefinedMetricType", "SageMaker"), "'SageMaker' is not one of",
    ),
    "an unknown comparison": ("api", put("Resources/Alarm/Properties/ComparisonOperator", "Above"), "'Above' is not one of"),
    "no JSON": ("api", put("Resources/Board/Properties/DashboardBody", {"Fn::Join": ["", ["{", {"Ref": "AWS::Region"}]]}), "DashboardBody: "),
    "an unknown metric": ("metrics", put("Resources/Alarm", alarm(Namespace="AWS/SageMaker", MetricName="Invocation5XXError")), "S: Alarm: AWS/SageMaker has no metric Invocation5XXError"),
    "an unknown namespace": ("metrics", put("Resources/Alarm", alarm(Namespace="AWS/Sagemaker", MetricName="Invocations")), "S: Alarm: the namespace AWS/Sagemaker does not exist"),
    "a metric without its dimensions": (
        "metrics", put("Resources/Alarm", alarm(Namespace="AWS/SageMaker", MetricName="ModelLatency", Dimensions=[{"Name": "EndpointName", "Value": "e"}])),
        "S: Alarm: AWS/SageMaker has no metric ModelLatency with the dimensions EndpointName",
    ),
    "a metric with another dimension": (
        "metrics", put("Resources/Scaling/Properties/TargetTrackingScalingPolicyConfiguration/CustomizedMetricSpecification", {
            "Namespace": "AWS/SageMaker", "MetricName": "ApproximateBacklogSize", "Dimensions": [{"Name": "EndpointName", "Value": "e"}, {"Name": "Variant", "Value": "v"}],
        }), "S: Scaling: AWS/SageMaker has no metric ApproximateBacklogSize with the dimensions EndpointName, Variant",
    ),
    "a graph of an unknown metric": (
        "metrics", put("Resources/Board/Properties/DashboardBody", {"Fn::Join": ["", [
            '{"widgets":[{"type":"metric","properties":{"metrics":[["AWS/SageMaker","Latency","EndpointName","', {"Ref": "Endpoint"}, '",{"label":"a"}],[{"expression":"m"}]]}}]}',
        ]]}), "S: Board: AWS/SageMaker has no metric Latency",
    ),
    "an attribute that does not exist": ("cfn-lint", put("Outputs/Name/Value", {"Fn::GetAtt": ["Endpoint", "Color"]}), "E"),
    "a type that does not exist": ("cfn-lint", put("Resources/Alarm/Type", "AWS::CloudWatch::Bell"), "E3006"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_judge_finds(mistake: str) -> None:
    judge, change, message = MISTAKES[mistake]
    body = sound()
    change(body)
    found = JUDGES[judge](assembly_of(body))
    assert any(message in finding for finding in found), found


@pytest.mark.parametrize(("region", "rules"), [("us-iso-east-1", set()), ("us-east-1", {"E3512"})])
def test_arns_of_an_isolated_partition_are_found_in_other_partitions_only(region: str, rules: set[str]) -> None:
    partition = "arn:aws-iso:iam::123456789012:root"
    statement = {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": partition}}
    key = {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Version": "2012-10-17", "Statement": [statement]}}}
    found = lint.judge_template(Template("S", {"Resources": {"Key": key}}, f"aws://123456789012/{region}"))
    assert {finding.split(" ")[0] for finding in found} == rules


def test_two_stacks_that_import_from_each_other_are_a_circle() -> None:
    one = {"Resources": {}, "Outputs": {"A": {"Value": {"Fn::ImportValue": "S1:B"}, "Export": {"Name": "S:A"}}}}
    other = {"Resources": {}, "Outputs": {"B": {"Value": {"Fn::ImportValue": "S:A"}, "Export": {"Name": "S1:B"}}}}
    assert "circle of stacks S -> S1 -> S" in references.judge(assembly_of(one, other))
    del one["Outputs"]["A"]["Value"]["Fn::ImportValue"]
    assert references.judge(assembly_of(one, other)) == []


def output_of(stack: str, output: str) -> Json:
    return {"Fn::GetStackOutput": {"StackName": stack, "Region": "us-east-1", "OutputName": output}}


def test_outputs_that_stacks_read_of_each_other_are_references() -> None:
    one: Json = {"Resources": {}, "Outputs": {"A": {"Value": output_of("S1", "B")}}}
    other: Json = {"Resources": {}, "Outputs": {"B": {"Value": output_of("S", "A")}}}
    assert "circle of stacks S -> S1 -> S" in references.judge(assembly_of(one, other))
    one["Outputs"]["A"]["Value"] = "a"
    assert references.judge(assembly_of(one, other)) == []
    other["Outputs"]["B"]["Value"] = output_of("S", "Gone")
    assert references.judge(assembly_of(one, other)) == ["S1: reads Gone of S, which has no such output"]


def test_a_role_that_another_stack_reads_is_the_same_role() -> None:
    body = sound()
    body["Outputs"]["Role"] = {"Value": {"Ref": "Role"}}
    other = {"Resources": {"Policy": policy("one")}}
    other["Resources"]["Policy"]["Properties"]["Roles"] = [output_of("S", "Role")]
    assert names.judge(assembly_of(body, other)) == ['2 times: policy one of Roles {"Ref": "S#Role"}']


def test_a_function_that_cfn_lint_does_not_know_is_no_finding() -> None:
    output = output_of("S", "Role")
    body = {"Resources": {"Alarm": alarm(AlarmName={"Fn::Join": ["", [{"Fn::Select": [1, {"Fn::Split": [":", output]}]}, "a"]]})}}
    assert lint.judge(assembly_of(body)) == []


def test_policies_of_one_name_in_two_stacks_overwrite_each_other_on_a_role_that_one_of_them_exports() -> None:
    body = sound()
    body["Outputs"]["Role"] = {"Value": {"Ref": "Role"}, "Export": {"Name": "S:Role"}}
    other = {"Resources": {"Policy": policy("one")}}
    other["Resources"]["Policy"]["Properties"]["Roles"] = [{"Fn::ImportValue": "S:Role"}]
    assert names.judge(assembly_of(body, other)) == ['2 times: policy one of Roles {"Ref": "S#Role"}']
    other["Resources"]["Policy"]["Properties"]["PolicyName"] = "two"
    assert names.judge(assembly_of(body, other)) == []


def nested(tmp_path: Path, parameters: Json, body: Json) -> Assembly:
    """A stack with a role and a nested stack, as files."""
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"Parameters": parameters}, "Metadata": {"aws:asset:path": "inner.json"}}
    outer = {"Resources": {**sound()["Resources"], "Inner": stack}, "Outputs": {"O": {"Value": {"Fn::GetAtt": ["Inner", "Outputs.Name"]}}}}
    properties = {"templateFile": "outer.json", "stackName": "Outer"}
    manifest = {"artifacts": {"Outer": {"type": "aws:cloudformation:stack", "environment": "aws://1/us-east-1", "properties": properties}}}
    for name, content in {"manifest.json": manifest, "outer.json": outer, "inner.json": body}.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    return Assembly.read(tmp_path)


def inner() -> Json:
    body: Json = {"Parameters": {"RoleRef": {"Type": "String"}}, "Resources": {"Policy": policy("one")}, "Outputs": {"Name": {"Value": "x"}}}
    body["Resources"]["Policy"]["Properties"]["Roles"] = [{"Ref": "RoleRef"}]
    return body


def test_a_nested_stack_has_the_parameters_and_the_outputs_that_its_parent_uses(tmp_path: Path) -> None:
    assert references.judge(nested(tmp_path, {"RoleRef": {"Ref": "Role"}}, inner())) == []
    assert "Outer: Inner is not given RoleRef" in references.judge(nested(tmp_path, {}, inner()))
    assert "Outer: Inner is given Gone, which it does not have" in references.judge(nested(tmp_path, {"RoleRef": "r", "Gone": "g"}, inner()))
    assert "Outer: Inner has no Outputs.Name" in references.judge(nested(tmp_path, {"RoleRef": "r"}, {**inner(), "Outputs": {}}))


def test_a_role_that_is_passed_to_a_nested_stack_is_the_same_role(tmp_path: Path) -> None:
    assert names.judge(nested(tmp_path, {"RoleRef": {"Ref": "Role"}}, inner())) == ['2 times: policy one of Roles {"Ref": "Outer#Role"}']
    assert names.judge(nested(tmp_path, {"RoleRef": "another"}, inner())) == []


def test_the_errors_in_the_report_of_the_cdk_are_found(tmp_path: Path) -> None:
    assert cdk_report.judge(tmp_path) == ["the CDK has not validated the app"]
    violation = {"ruleName": "E1", "description": "wrong", "severity": "error", "violatingConstructs": [{"constructPath": "S/Model"}]}
    for severity, found in {"error": ["E1: wrong: S/Model"], "fatal": ["E1: wrong: S/Model"], "warning": []}.items():
        report = {"pluginReports": [{"violations": [{**violation, "severity": severity}]}]}
        (tmp_path / "validation-report.json").write_text(json.dumps(report), encoding="utf-8")
        assert cdk_report.judge(tmp_path) == found
