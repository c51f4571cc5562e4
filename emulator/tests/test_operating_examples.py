"""The examples of operated endpoints, deployed by the real CDK CLI: guardrails, scaling, alarms, dashboards, access."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from dashboards import Dashboard
from deploying import ANSWER, SCALED, Account, Example, deployed, dimensions

pytest.importorskip("cdk_sagemaker_hosting", reason="the wheel is not installed")

VARIANTS = ("stable", "next")
# Those of the alarms of a variant that take a deployment back.
CRITICAL = ("Invocation5XXErrors", "ModelLatency")


# They end in the reverse order, so that each one finds the account as it was.
@pytest.fixture(scope="module")
def production(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "production", "Production")


@pytest.fixture(scope="module")
def rolling(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    yield from deployed(account, tmp_path_factory.mktemp("app"), "rolling-update", "RollingUpdate")


def alarms_of(example: Example) -> dict[tuple[str, str], Any]:
    """The alarms by metric and variant."""
    return {(item["MetricName"], dimensions(item)["VariantName"]): item for item in example.alarms()}


def critical(example: Example, member: str) -> list[str]:
    """The names, or the ARNs, of the alarms that take a deployment of the production endpoint back."""
    found = alarms_of(example)
    return [found[metric, variant][member] for variant in VARIANTS for metric in CRITICAL]


def test_the_production_endpoint_is_deployed_by_canary(production: Example) -> None:
    assert production.endpoint()["LastDeploymentConfig"] == {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {
                "Type": "CANARY",
                "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 10},
                "WaitIntervalInSeconds": 600,
            },
            "TerminationWaitInSeconds": 300,
        },
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": name} for name in critical(production, "AlarmName")]},
    }


def test_the_production_configuration_is_what_the_app_says(production: Example) -> None:
    models = production.models()
    common = {
        "InstanceType": "ml.c5.xlarge",
        "InitialInstanceCount": 2,
        "ContainerStartupHealthCheckTimeoutInSeconds": 600,
        "RoutingConfig": {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
    }
    assert production.config() == {
        "ProductionVariants": [
            {"VariantName": "stable", "ModelName": models["Stable"], "InitialVariantWeight": 9, **common},
            {"VariantName": "next", "ModelName": models["Next"], "InitialVariantWeight": 1, **common},
        ],
        "DataCaptureConfig": {
            "EnableCapture": True,
            "InitialSamplingPercentage": 20,
            "DestinationS3Uri": f"s3://{production.only('AWS::S3::Bucket')}/raw",
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
        },
        "KmsKeyId": production.key_arn(),
    }


def test_the_captured_data_of_production_is_encrypted_by_its_bucket(production: Example) -> None:
    bucket = production.only("AWS::S3::Bucket")
    rules = production.client("s3").get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    by_default = [rule["ApplyServerSideEncryptionByDefault"] for rule in rules]
    assert by_default == [{"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": production.key_arn()}]
    assert production.endpoint()["DataCaptureConfig"]["CaptureStatus"] == "Started"


def test_both_models_of_production_are_in_private_subnets(production: Example) -> None:
    vpc = [{"Name": "vpc-id", "Values": [production.only("AWS::EC2::VPC")]}]
    subnets = production.client("ec2").describe_subnets(Filters=vpc)["Subnets"]
    private = {subnet["SubnetId"] for subnet in subnets if not subnet["MapPublicIpOnLaunch"]}
    groups: list[str] = []
    for name in production.models().values():
        where = production.client("sagemaker").describe_model(ModelName=name)["VpcConfig"]
        assert set(where["Subnets"]) == private
        groups += where["SecurityGroupIds"]
    assert len(private) == 2
    assert sorted(groups) == sorted(production.account.resources("Production", "AWS::EC2::SecurityGroup"))


def test_both_variants_of_production_answer(production: Example) -> None:
    assert production.ask(TargetVariant="stable") == ANSWER
    assert production.ask(TargetVariant="next") == {"score": 1.0}


def test_alarms_watch_both_variants_of_production(production: Example) -> None:
    expected = {
        "Invocation5XXErrors": ("Average", 0.05),
        "Invocation4XXErrors": ("Average", 0.25),
        "ModelLatency": ("p99", 500_000),
        "CPUUtilization": ("Average", 4 * 90),
        "MemoryUtilization": ("Average", 90),
        "DiskUtilization": ("Average", 75),
    }
    found = alarms_of(production)
    assert {
        key: (alarm.get("Statistic") or alarm["ExtendedStatistic"], alarm["Threshold"]) for key, alarm in found.items()
    } == {(metric, variant): limit for metric, limit in expected.items() for variant in VARIANTS}
    assert {alarm["ComparisonOperator"] for alarm in found.values()} == {"GreaterThanThreshold"}


def test_alarms_of_production_watch_the_endpoint_that_there_is_and_tell_a_topic(production: Example) -> None:
    alarms = production.alarms()
    assert len(alarms) == 12
    assert {dimensions(alarm)["EndpointName"] for alarm in alarms} == {production.endpoint()["EndpointName"]}
    assert [alarm["AlarmActions"] for alarm in alarms] == [[production.topic("OnCall")]] * 12
    assert all(alarm["ActionsEnabled"] and alarm["AlarmDescription"] for alarm in alarms)


def test_the_roles_of_production_may_look_at_the_alarms_of_rollbacks_only(production: Example) -> None:
    looking = {
        "Action": "cloudwatch:DescribeAlarms",
        "Effect": "Allow",
        "Resource": critical(production, "AlarmArn"),
    }
    publishing = {"Action": "cloudwatch:PutMetricData", "Effect": "Allow", "Resource": "*"}
    for part in ("-StableRole", "-NextRole"):
        role = production.only("AWS::IAM::Role", part)
        assert sorted(production.statements(role, "cloudwatch"), key=json.dumps) == [looking, publishing]


def test_both_variants_of_production_are_scaled(production: Example) -> None:
    assert production.scalable_targets() == dict.fromkeys(VARIANTS, ("DesiredInstanceCount", 2, 20))
    for variant in VARIANTS:
        (policy,) = production.scaling_policies(variant)
        assert policy["TargetTrackingScalingPolicyConfiguration"] == {
            "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"},
            # Half of what an instance takes: 30 a second.
            "TargetValue": 30 * 60 * 0.5,
        }


def test_the_dashboard_of_production_shows_all_of_it(production: Example) -> None:
    dashboard, name = Dashboard.of(production), production.endpoint()["EndpointName"]
    assert dashboard.texts() == [
        f"# {name}\n**stable**, ml.c5.xlarge, 2 to 20 instances | **next**, ml.c5.xlarge, 2 to 20 instances",
        "## Traffic and errors",
        "## Latency",
        "## Comparison of variants",
        "## Scaling",
        "## Utilization",
    ]
    assert list(dashboard.graphs()) == [
        "Invocations per minute",
        "Error rate",
        "Model latency",
        "Overhead latency (average)",
        "Share of invocations",
        "Model latency (p99)",
        "Error rate (5XX)",
        "Invocations per instance of stable (per minute)",
        "Instances of stable (estimated from invocations)",
        "Invocations per instance of next (per minute)",
        "Instances of next (estimated from invocations)",
        "CPU utilization",
        "Memory utilization",
        "Disk utilization",
    ]
    scaling = {
        graph.format(variant): lines
        for variant in VARIANTS
        for graph, lines in (
            ("Invocations per instance of {} (per minute)", {"target": 900}),
            ("Instances of {} (estimated from invocations)", {"min": 2, "max": 20}),
        )
    }
    assert dashboard.lines() == {**scaling, **dict.fromkeys(("CPU utilization", "Memory utilization", "Disk utilization"), {"100 %": 100})}
    assert (dashboard.endpoints(), dashboard.unknown_ids()) == ({name}, [])
    assert sorted(dashboard.alarms()) == sorted(alarm["AlarmArn"] for alarm in production.alarms())


def test_the_rolling_update_is_what_the_app_says(rolling: Example) -> None:
    (alarm,) = rolling.alarms()
    assert rolling.endpoint()["LastDeploymentConfig"] == {
        "RollingUpdatePolicy": {
            "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 25},
            "RollbackMaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 100},
            "WaitIntervalInSeconds": 300,
            "MaximumExecutionTimeoutInSeconds": 3600,
        },
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": alarm["AlarmName"]}]},
    }
    assert rolling.config() == {
        "ProductionVariants": [
            {
                "VariantName": "main",
                "ModelName": rolling.models()["Model"],
                "InstanceType": "ml.m5.xlarge",
                "InitialInstanceCount": 4,
                "InitialVariantWeight": 1,
            }
        ]
    }
    assert rolling.ask() == ANSWER


def test_the_rolling_update_is_taken_back_when_the_model_is_slow(rolling: Example) -> None:
    (alarm,) = rolling.alarms()
    expected = {
        "Namespace": "AWS/SageMaker",
        "MetricName": "ModelLatency",
        "ExtendedStatistic": "p90",
        "Period": 60,
        "EvaluationPeriods": 3,
        "Threshold": 200_000,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    }
    assert {key: alarm.get(key) for key in expected} == expected
    assert dimensions(alarm) == {"EndpointName": "sentiment", "VariantName": "main"}
    role = rolling.only("AWS::IAM::Role", "-ModelRole")
    looking = {"Action": "cloudwatch:DescribeAlarms", "Effect": "Allow", "Resource": alarm["AlarmArn"]}
    assert looking in rolling.statements(role, "cloudwatch")


def test_the_log_group_is_there_before_the_endpoint_writes_to_it(rolling: Example) -> None:
    (group,) = rolling.client("logs").describe_log_groups()["logGroups"]
    assert (group["logGroupName"], group["retentionInDays"]) == ("/aws/sagemaker/Endpoints/sentiment", 30)
    events = rolling.client("cloudformation").describe_stack_events(StackName="RollingUpdate")["StackEvents"]
    made = [item["ResourceType"] for item in reversed(events) if item["ResourceStatus"] == "CREATE_COMPLETE"]
    assert made.index("AWS::Logs::LogGroup") < made.index("AWS::SageMaker::Endpoint")


def test_the_rolling_endpoint_scales_by_its_processors_and_the_clock(rolling: Example) -> None:
    assert rolling.scalable_targets() == {"main": ("DesiredInstanceCount", 4, 16)}
    (policy,) = rolling.scaling_policies("main")
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {
        # 60 % of four processors, each of which counts as 100 %.
        "TargetValue": 240,
        "CustomizedMetricSpecification": {
            "Namespace": "/aws/sagemaker/Endpoints",
            "MetricName": "CPUUtilization",
            "Dimensions": [
                {"Name": "EndpointName", "Value": "sentiment"},
                {"Name": "VariantName", "Value": "main"},
            ],
            "Statistic": "Average",
        },
    }
    actions = rolling.client("application-autoscaling").describe_scheduled_actions(**SCALED)["ScheduledActions"]
    assert {item["ScheduledActionName"]: (item["Schedule"], item["ScalableTargetAction"]) for item in actions} == {
        "Morning": ("cron(0 7 ? * MON-FRI *)", {"MinCapacity": 8}),
        "Evening": ("cron(0 19 ? * MON-FRI *)", {"MinCapacity": 4}),
    }
    assert {action["ResourceId"] for action in actions} == {"endpoint/sentiment/variant/main"}


def test_the_team_hears_of_each_failure(rolling: Example) -> None:
    events, topic = rolling.client("events"), rolling.topic("Team")
    (rule,) = events.list_rules()["Rules"]
    assert json.loads(rule["EventPattern"]) == {
        "source": ["aws.sagemaker"],
        "detail-type": ["SageMaker Endpoint State Change"],
        "detail": {
            "EndpointName": ["sentiment"],
            "EndpointStatus": ["FAILED", "ROLLING_BACK", "UPDATE_ROLLBACK_FAILED"],
        },
    }
    assert rule["State"] == "ENABLED"
    assert [target["Arn"] for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]] == [topic]
    attributes = rolling.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    (statement,) = json.loads(attributes["Policy"])["Statement"]
    statement.pop("Sid")
    assert statement == {
        "Action": "sns:Publish",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Resource": topic,
    }


def test_clients_reach_the_endpoint_from_a_vpc_without_internet(rolling: Example) -> None:
    vpc = rolling.only("AWS::EC2::VPC")
    ec2, of_vpc = rolling.client("ec2"), [{"Name": "vpc-id", "Values": [vpc]}]
    (way,) = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    expected = {
        "VpcId": vpc,
        "VpcEndpointType": "Interface",
        "ServiceName": "com.amazonaws.us-east-1.sagemaker.runtime",
        "PrivateDnsEnabled": True,
    }
    assert {key: way.get(key) for key in expected} == expected
    subnets = ec2.describe_subnets(Filters=of_vpc)["Subnets"]
    assert sorted(way["SubnetIds"]) == sorted(subnet["SubnetId"] for subnet in subnets)
    assert rolling.account.resources("RollingUpdate", "AWS::EC2::InternetGateway") == []
    assert json.loads(way["PolicyDocument"]) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sagemaker:CallWithBearerToken", "Resource": "*"},
            {
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": [
                    "sagemaker:InvokeEndpoint",
                    "sagemaker:InvokeEndpointAsync",
                    "sagemaker:InvokeEndpointWithBidirectionalStream",
                    "sagemaker:InvokeEndpointWithResponseStream",
                ],
                # Without inference components, which a variant with a model does not host.
                "Resource": [rolling.endpoint()["EndpointArn"]],
            }
        ],
    }


def test_the_client_may_have_answers_as_streams(rolling: Example) -> None:
    assert rolling.statements(rolling.only("AWS::IAM::Role", "-Client"), "sagemaker") == [
        {
            "Action": ["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream"],
            "Effect": "Allow",
            "Resource": rolling.endpoint()["EndpointArn"],
        }
    ]
