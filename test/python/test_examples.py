"""The examples beside the quickstart, as `cdk synth` would run them, with all that the CDK and cfn-lint check."""

import functools
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.processes import ROOT, Synthesized, run, said_of_themselves, synthesize
from helpers.templates import ALARM, CONFIG, DASHBOARD, ENDPOINT, MODEL, RULE, SCALABLE_TARGET, SCALING_POLICY, Json, readable

EXAMPLES = ROOT / "examples"
QUICKSTART = EXAMPLES / "quickstart"
STACKS = {
    "approved-deployment": "ApprovedDeployment",
    "async": "Async",
    "data-capture": "DataCapture",
    "language-model": "LanguageModel",
    "llm-components": "LlmComponents",
    "one-call": "OneCall",
    "openai": "OpenAi",
    "production": "Production",
    "rolling-update": "RollingUpdate",
    "serverless": "Serverless",
    "two-variants": "TwoVariants",
}
MADE_BY_RUNNING_IT = shutil.ignore_patterns("cdk.out", "__pycache__", ".mypy_cache")


@pytest.fixture(scope="module", params=STACKS)
def name(request: pytest.FixtureRequest) -> str:
    example: str = request.param
    return example


@pytest.fixture(scope="module")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Synthesized]:
    """Synthesizes an example, once."""

    @functools.cache
    def synthesized(name: str) -> Synthesized:
        copy = tmp_path_factory.mktemp("examples") / name
        shutil.copytree(EXAMPLES / name, copy, ignore=MADE_BY_RUNNING_IT)
        return synthesize(copy / "app.py", context=json.loads((copy / "cdk.json").read_text(encoding="utf-8"))["context"])

    return synthesized


@pytest.fixture(scope="module")
def example(name: str, synthesized: Callable[[str], Synthesized]) -> Synthesized:
    return synthesized(name)


@pytest.fixture(scope="module")
def production(synthesized: Callable[[str], Synthesized]) -> Synthesized:
    return synthesized("production")


@pytest.fixture(scope="module")
def rolling_update(synthesized: Callable[[str], Synthesized]) -> Synthesized:
    return synthesized("rolling-update")


def all_of(example: Synthesized, stack: str, type: str) -> list[Json]:
    """The properties of the resources of a type, with what CloudFormation fills in as `${...}`."""
    return [readable(resource["Properties"]) for resource in example.resources(stack, type).values()]


def only(example: Synthesized, stack: str, type: str) -> Json:
    (properties,) = all_of(example, stack, type)
    return properties


def test_each_example_is_tested() -> None:
    assert {app.parent.name for app in EXAMPLES.glob("*/app.py")} == {QUICKSTART.name, *STACKS}


def test_the_validation_of_the_cdk_finds_nothing(name: str, example: Synthesized) -> None:
    assert example.template_file(STACKS[name]).exists()
    assert example.findings() == []
    assert said_of_themselves(example) == []


def test_nothing_is_warned_of(name: str, example: Synthesized) -> None:
    artifact = json.loads((example.folder / "manifest.json").read_text(encoding="utf-8"))["artifacts"][STACKS[name]]
    metadata = json.loads((example.folder / artifact["additionalMetadataFile"]).read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = [entry for path in metadata.values() for entry in path]
    assert "aws:cdk:logicalId" in {entry["type"] for entry in entries}
    assert [entry["data"] for entry in entries if entry["type"] in ("aws:cdk:warning", "aws:cdk:error")] == []


def test_cfn_lint_finds_no_error(name: str, example: Synthesized) -> None:
    cfn_lint = shutil.which("cfn-lint", path=str(Path(sys.executable).parent))
    assert cfn_lint is not None
    run([cfn_lint, "--non-zero-exit-code", "error", str(example.template_file(STACKS[name]))])


def test_it_is_set_up_as_the_quickstart(name: str) -> None:
    for file in ("cdk.json", "requirements.txt"):
        assert (EXAMPLES / name / file).read_bytes() == (QUICKSTART / file).read_bytes()
    assert (EXAMPLES / name / "README.md").read_text(encoding="utf-8").startswith("# ")


def test_each_model_has_an_archive_of_its_own(name: str, example: Synthesized) -> None:
    folders = {weights.parent for weights in (EXAMPLES / name).glob("**/weights.json")}
    containers = [model["Properties"]["PrimaryContainer"] for model in example.resources(STACKS[name], MODEL).values()]
    urls = [json.dumps(container["ModelDataUrl"]) for container in containers if "ModelDataUrl" in container]
    assert len(set(urls)) == len(urls) == len(folders)
    # Only the containers of these examples download their models.
    assert (len(containers) > len(urls)) == (name in ("language-model", "openai"))


def test_each_configuration_has_an_endpoint_whose_name_is_an_output(name: str, example: Synthesized) -> None:
    endpoints = example.resources(STACKS[name], ENDPOINT)
    used = {endpoint["Properties"]["EndpointConfigName"]["Fn::GetAtt"][0] for endpoint in endpoints.values()}
    assert used == set(example.resources(STACKS[name], CONFIG))
    outputs = [output["Value"] for output in example.template(STACKS[name])["Outputs"].values()]
    assert all({"Fn::GetAtt": [endpoint, "EndpointName"]} in outputs for endpoint in endpoints)


# examples/production


def test_the_readme_tells_the_lengths_of_the_production_example(production: Synthesized) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    (told,) = re.findall(r"(\d+) lines of Python make ([\d,]+) lines of CloudFormation", readme)

    app = (EXAMPLES / "production" / "app.py").read_text(encoding="utf-8")
    template = production.template_file("Production").read_text(encoding="utf-8")
    assert [int(count.replace(",", "")) for count in told] == [len(app.splitlines()), len(template.splitlines())]


def test_production_goes_over_by_a_canary_and_back_by_alarms(production: Synthesized) -> None:
    endpoint = only(production, "Production", ENDPOINT)

    assert endpoint["DeploymentConfig"]["BlueGreenUpdatePolicy"] == {
        "TerminationWaitInSeconds": 300,
        "TrafficRoutingConfiguration": {
            "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 10},
            "Type": "CANARY",
            "WaitIntervalInSeconds": 600,
        },
    }
    alarms = {f"${{{logical_id}}}": alarm["Properties"] for logical_id, alarm in production.resources("Production", ALARM).items()}
    watched = [alarms[alarm["AlarmName"]] for alarm in endpoint["DeploymentConfig"]["AutoRollbackConfiguration"]["Alarms"]]
    assert [alarm["MetricName"] for alarm in watched] == ["Invocation5XXErrors", "ModelLatency"] * 2
    # No alarm waits for the endpoint, which waits for them.
    for alarm in alarms.values():
        assert {"Name": "EndpointName", "Value": endpoint["EndpointName"]} in alarm["Dimensions"]


def test_both_variants_of_production_scale_and_keep_their_instances(production: Synthesized) -> None:
    targets = all_of(production, "Production", SCALABLE_TARGET)
    assert [(target["MinCapacity"], target["MaxCapacity"]) for target in targets] == [(2, 20), (2, 20)]
    assert [target["ResourceId"].rpartition("/")[2] for target in targets] == ["stable", "next"]
    policies = all_of(production, "Production", SCALING_POLICY)
    assert [policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] for policy in policies] == [900, 900]
    endpoint = only(production, "Production", ENDPOINT)
    assert endpoint["RetainAllVariantProperties"] is True
    # Another weight in app.py has an effect.
    assert endpoint["ExcludeRetainedVariantProperties"] == [{"VariantPropertyType": "DesiredWeight"}]


def test_the_alarms_of_production_tell_somebody(production: Synthesized) -> None:
    ((topic, _),) = production.resources("Production", "AWS::SNS::Topic").items()
    alarms = all_of(production, "Production", ALARM)
    assert [alarm["AlarmActions"] for alarm in alarms] == [[f"${{{topic}}}"]] * 12
    assert {alarm["Threshold"] for alarm in alarms if alarm["MetricName"] == "ModelLatency"} == {500_000}


def test_the_dashboard_of_production_compares_the_variants(production: Synthesized) -> None:
    body = json.loads(only(production, "Production", DASHBOARD)["DashboardBody"])
    titles = [widget["properties"].get("title") for widget in body["widgets"]]
    assert {"Alarms", "Error rate", "Share of invocations", "Model latency (p99)"} <= set(titles)


def test_production_captures_data_and_is_encrypted(production: Synthesized) -> None:
    ((key, _),) = production.resources("Production", "AWS::KMS::Key").items()
    config = only(production, "Production", CONFIG)
    assert config["KmsKeyId"] == f"${{{key}.Arn}}"
    assert config["DataCaptureConfig"]["InitialSamplingPercentage"] == 20
    assert config["DataCaptureConfig"]["DestinationS3Uri"].endswith("/raw")
    (rule,) = only(production, "Production", "AWS::S3::Bucket")["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == f"${{{key}.Arn}}"


def test_the_models_of_production_are_in_a_vpc(production: Synthesized) -> None:
    assert len(production.resources("Production", "AWS::EC2::VPC")) == 1
    assert [len(model["VpcConfig"]["Subnets"]) for model in all_of(production, "Production", MODEL)] == [2, 2]
    weights = [variant["InitialVariantWeight"] for variant in only(production, "Production", CONFIG)["ProductionVariants"]]
    assert weights == [9, 1]


# examples/rolling-update


def test_a_quarter_at_a_time_is_replaced(rolling_update: Synthesized) -> None:
    endpoint = only(rolling_update, "RollingUpdate", ENDPOINT)
    assert endpoint["DeploymentConfig"]["RollingUpdatePolicy"] == {
        "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 25},
        "MaximumExecutionTimeoutInSeconds": 3600,
        "RollbackMaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 100},
        "WaitIntervalInSeconds": 300,
    }
    ((alarm, properties),) = rolling_update.resources("RollingUpdate", ALARM).items()
    assert endpoint["DeploymentConfig"]["AutoRollbackConfiguration"]["Alarms"] == [{"AlarmName": f"${{{alarm}}}"}]
    assert {"Name": "EndpointName", "Value": endpoint["EndpointName"]} in properties["Properties"]["Dimensions"]
    assert endpoint["ExcludeRetainedVariantProperties"] == [{"VariantPropertyType": "DesiredWeight"}]


def test_instances_follow_the_processors_and_the_clock(rolling_update: Synthesized) -> None:
    policy = only(rolling_update, "RollingUpdate", SCALING_POLICY)["TargetTrackingScalingPolicyConfiguration"]
    assert (policy["CustomizedMetricSpecification"]["MetricName"], policy["TargetValue"]) == ("CPUUtilization", 4 * 60)
    actions = only(rolling_update, "RollingUpdate", SCALABLE_TARGET)["ScheduledActions"]
    assert [action["ScalableTargetAction"]["MinCapacity"] for action in actions] == [8, 4]


def test_logs_are_kept_for_a_month_and_failures_are_told(rolling_update: Synthesized) -> None:
    endpoint = only(rolling_update, "RollingUpdate", ENDPOINT)
    group = only(rolling_update, "RollingUpdate", "AWS::Logs::LogGroup")
    assert group == {"LogGroupName": f"/aws/sagemaker/Endpoints/{endpoint['EndpointName']}", "RetentionInDays": 30}
    rule = only(rolling_update, "RollingUpdate", RULE)
    assert rule["EventPattern"]["detail"]["EndpointStatus"] == ["FAILED", "ROLLING_BACK", "UPDATE_ROLLBACK_FAILED"]
    assert len(rule["Targets"]) == 1


def test_clients_reach_the_endpoint_and_no_other_without_internet(rolling_update: Synthesized) -> None:
    ((endpoint, _),) = rolling_update.resources("RollingUpdate", ENDPOINT).items()
    vpc_endpoint = only(rolling_update, "RollingUpdate", "AWS::EC2::VPCEndpoint")
    tokens, statement = vpc_endpoint["PolicyDocument"]["Statement"]
    assert (tokens["Action"], tokens["Resource"]) == ("sagemaker:CallWithBearerToken", "*")
    assert statement["Resource"][0] == f"${{{endpoint}}}"
    assert rolling_update.resources("RollingUpdate", "AWS::EC2::InternetGateway") == {}
    (granted,) = [
        statement
        for policy in all_of(rolling_update, "RollingUpdate", "AWS::IAM::Policy")
        for statement in policy["PolicyDocument"]["Statement"]
        if "sagemaker:InvokeEndpointWithResponseStream" in statement["Action"]
    ]
    assert granted["Resource"] == f"${{{endpoint}}}"


# examples/async and examples/serverless


def test_the_queue_scales_to_zero_and_is_watched(synthesized: Callable[[str], Synthesized]) -> None:
    example = synthesized("async")

    assert only(example, "Async", SCALABLE_TARGET)["MinCapacity"] == 0
    policies = {policy["PolicyType"] for policy in all_of(example, "Async", SCALING_POLICY)}
    assert policies == {"TargetTrackingScaling", "StepScaling"}
    alarms = {alarm["MetricName"]: alarm for alarm in all_of(example, "Async", ALARM)}
    assert alarms["ApproximateAgeOfOldestRequest"]["Threshold"] == 3600
    assert all(alarm["AlarmActions"] for alarm in alarms.values())
    assert len(example.resources("Async", DASHBOARD)) == 1


def test_the_warm_containers_follow_their_use(synthesized: Callable[[str], Synthesized]) -> None:
    example = synthesized("serverless")

    target = only(example, "Serverless", SCALABLE_TARGET)
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 10)
    policy = only(example, "Serverless", SCALING_POLICY)
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 0.7


# examples/approved-deployment


def states_of(example: Synthesized) -> dict[str, Json]:
    """The states of the state machine of the example, by name."""
    definition = readable(only(example, "ApprovedDeployment", "AWS::StepFunctions::StateMachine"))["DefinitionString"]
    states: dict[str, Json] = json.loads(definition)["States"]
    return states


def test_only_an_approval_starts_the_deployment(synthesized: Callable[[str], Synthesized]) -> None:
    example = synthesized("approved-deployment")

    (machine,) = example.resources("ApprovedDeployment", "AWS::StepFunctions::StateMachine")
    rule = only(example, "ApprovedDeployment", RULE)
    assert rule["EventPattern"]["detail"] == {
        "ModelPackageGroupName": ["sentiment"],
        "ModelApprovalStatus": ["Approved"],
        "UpdatedModelPackageFields": ["ModelApprovalStatus", {"exists": False}],
    }
    assert rule["Targets"][0]["Arn"] == {"Ref": machine} or machine in json.dumps(rule["Targets"][0]["Arn"])


def test_a_version_answers_the_trial_before_it_goes_live(synthesized: Callable[[str], Synthesized]) -> None:
    states = states_of(synthesized("approved-deployment"))

    path: list[str] = []
    name = "CreateModel"
    while name:
        path.append(name)
        state = states[name]
        ready = [choice["Next"] for choice in state.get("Choices", []) if choice["StringEquals"] == "InService"]
        name = ready[0] if ready else state.get("Next", "")
    assert path == [
        "CreateModel",
        "CreateEndpointConfig",
        "CreateEndpoint",
        "WaitForTrial",
        "DescribeEndpoint",
        "IsTrialReady",
        "InvokeTrial",
        "DeleteTrial",
        "UpdateEndpoint",
    ]
    assert states["CreateModel"]["Parameters"]["Containers"] == [{"ModelPackageName.$": "$.detail.ModelPackageArn"}]
    assert states["InvokeTrial"]["Parameters"]["EndpointName"] == "sentiment-trial"
    assert [catch["Next"] for catch in states["InvokeTrial"]["Catch"]] == ["DeleteFailedTrial"]
    assert states["DeleteFailedTrial"]["Next"] == "Failed"
    assert [catch["Next"] for catch in states["UpdateEndpoint"]["Catch"]] == ["CreateLiveEndpoint"]
    assert {states[name]["Parameters"]["EndpointName"] for name in ("UpdateEndpoint", "CreateLiveEndpoint")} == {"sentiment"}
