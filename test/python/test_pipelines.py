"""Pipelines that are defined elsewhere, and who may start them."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from helpers.templates import properties_of, statement_allowing, text_of

import cdk_sagemaker_hosting as sm

ARN = "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/nightly-training"


def test_a_pipeline_by_its_name(stack: cdk.Stack) -> None:
    pipeline = sm.Pipeline.from_pipeline_name(stack, "Training", "nightly-training")

    assert pipeline.pipeline_name == "nightly-training"
    arn = text_of(stack.resolve(pipeline.pipeline_arn))
    assert arn == "arn:${AWS::Partition}:sagemaker:us-east-1:123456789012:pipeline/nightly-training"


def test_a_pipeline_by_its_arn(stack: cdk.Stack) -> None:
    pipeline = sm.Pipeline.from_pipeline_arn(stack, "Training", ARN)

    assert (pipeline.pipeline_name, pipeline.pipeline_arn) == ("nightly-training", ARN)
    assert (pipeline.env.account, pipeline.env.region) == ("111122223333", "eu-west-1")


def test_a_pipeline_of_another_account_and_region_by_its_name(stack: cdk.Stack) -> None:
    pipeline = sm.Pipeline.from_pipeline_attributes(
        stack, "Training", pipeline_name="nightly-training", account="111122223333", region="eu-west-1"
    )

    arn = text_of(stack.resolve(pipeline.pipeline_arn))
    assert arn == "arn:${AWS::Partition}:sagemaker:eu-west-1:111122223333:pipeline/nightly-training"


def test_starting_a_pipeline_can_be_granted(stack: cdk.Stack) -> None:
    scheduler = iam.Role(stack, "Scheduler", assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"))

    sm.Pipeline.from_pipeline_arn(stack, "Training", ARN).grant_start_pipeline_execution(scheduler)

    statement = statement_allowing(stack, "sagemaker:StartPipelineExecution")
    assert (statement["Action"], statement["Resource"]) == ("sagemaker:StartPipelineExecution", ARN)


def test_a_schedule_starts_a_pipeline(stack: cdk.Stack) -> None:
    pipeline = sm.Pipeline.from_pipeline_arn(stack, "Training", ARN)
    parameter = targets.SageMakerPipelineParameter(name="Epochs", value="10")

    scheduler.Schedule(
        stack,
        "Nightly",
        schedule=scheduler.ScheduleExpression.cron(hour="2", minute="0"),
        target=targets.SageMakerStartPipelineExecution(pipeline, pipeline_parameter_list=[parameter]),
    )

    target = properties_of(stack, "AWS::Scheduler::Schedule")["Target"]
    assert target["Arn"] == ARN
    assert target["SageMakerPipelineParameters"] == {"PipelineParameterList": [{"Name": "Epochs", "Value": "10"}]}
    assert statement_allowing(stack, "sagemaker:StartPipelineExecution")["Resource"] == ARN
