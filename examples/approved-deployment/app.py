"""The approval of a model package version starts its deployment, which tries the version before it takes traffic."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

import cdk_sagemaker_hosting as sm
from cdk_sagemaker_hosting import registry

LIVE = "sentiment"
TRIAL = "sentiment-trial"
# A request that each version must be able to answer.
SAMPLE = '{"text": "What a wonderful day"}'
# The resources of a version are named after the event, because a version can be approved again.
NAME = sfn.JsonPath.format(f"{LIVE}-{{}}", sfn.JsonPath.string_at("$.id"))


class ApprovedDeploymentStack(cdk.Stack):
    """The model package group, the artifacts of its versions, and the state machine that deploys approved versions."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)

        artifacts = s3.Bucket(
            self,
            "Artifacts",
            enforce_ssl=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        # For this example only: without a removal policy, a group and its versions are retained when the stack is deleted.
        group = registry.ModelPackageGroup(
            self, "Group", model_package_group_name=LIVE, removal_policy=cdk.RemovalPolicy.DESTROY
        )
        machine = sfn.StateMachine(
            self,
            "Deployment",
            definition_body=sfn.DefinitionBody.from_chainable(self.deployment(self.hosting_role(group, artifacts))),
            timeout=cdk.Duration.hours(2),
            tracing_enabled=True,
            logs=sfn.LogOptions(
                destination=logs.LogGroup(self, "Log", retention=logs.RetentionDays.ONE_MONTH, removal_policy=cdk.RemovalPolicy.DESTROY),
                level=sfn.LogLevel.ALL,
            ),
        )
        group.on_approved("Approved", target=targets.SfnStateMachine(machine))

        # The training pipeline registers versions, and a person approves them.
        trainer = iam.Role(self, "Trainer", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
        group.grant_register(trainer)
        artifacts.grant_put(trainer)
        approver = iam.Role(self, "Approver", assumed_by=iam.AccountRootPrincipal())
        group.grant_read(approver)
        group.grant_approve(approver)
        client = iam.Role(self, "Client", assumed_by=iam.AccountRootPrincipal())
        sm.Endpoint.from_endpoint_name(self, "Live", LIVE).grant_invoke(client)

        cdk.CfnOutput(self, "GroupName", value=group.model_package_group_name)
        cdk.CfnOutput(self, "ArtifactBucket", value=artifacts.bucket_name)

    def hosting_role(self, group: registry.ModelPackageGroup, artifacts: s3.IBucket) -> iam.Role:
        """The role of the models. It reads the versions of the group and their artifacts, and runs AWS images."""
        role = iam.Role(self, "Hosting", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
        group.grant_access(role)
        artifacts.grant_read(role)
        images = self.format_arn(service="ecr", account="763104351884", resource="repository", resource_name="*")
        log_groups = self.format_arn(
            service="logs", resource="log-group", resource_name="/aws/sagemaker/Endpoints/*", arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME
        )
        pulls = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        writes = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        role.add_to_policy(iam.PolicyStatement(actions=pulls, resources=[images]))
        role.add_to_policy(iam.PolicyStatement(actions=["ecr:GetAuthorizationToken"], resources=["*"]))
        role.add_to_policy(iam.PolicyStatement(actions=writes, resources=[log_groups]))
        return role

    def deployment(self, role: iam.Role) -> sfn.IChainable:
        """Model and configuration, then the trial, and only then the live endpoint."""
        pass_role = iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[role.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        )
        version = sfn.JsonPath.string_at("$.detail.ModelPackageArn")
        model = self.call(
            "CreateModel",
            [f"model/{LIVE}-*"],
            {"ModelName": NAME, "Containers": [{"ModelPackageName": version}], "ExecutionRoleArn": role.role_arn},
            statements=[pass_role],
        )
        variant = {"VariantName": "AllTraffic", "ModelName": NAME, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        config = self.call(
            "CreateEndpointConfig",
            [f"endpoint-config/{LIVE}-*", f"model/{LIVE}-*"],
            {"EndpointConfigName": NAME, "ProductionVariants": [variant]},
        )
        # Fails if there is a trial already, so that two versions are not deployed at the same time.
        trial = self.call(
            "CreateEndpoint",
            [f"endpoint/{TRIAL}", f"endpoint-config/{LIVE}-*"],
            {"EndpointName": TRIAL, "EndpointConfigName": NAME},
        )
        return model.next(config).next(trial).next(self.trial())

    def trial(self) -> sfn.IChainable:
        """Waits for the trial endpoint, invokes it once, and deletes it. A version that fails does not go live."""
        fail = sfn.Fail(self, "Failed", cause="The version did not answer the sample request.")
        failed = self.delete_trial("DeleteFailedTrial").next(fail)
        invoke = sm.Endpoint.from_endpoint_name(self, "Trial", TRIAL).create_invoke_task(
            self, "InvokeTrial", body=SAMPLE, result_path=sfn.JsonPath.DISCARD
        )
        invoke.add_catch(failed, result_path="$.error")
        invoke.next(self.delete_trial("DeleteTrial")).next(self.go_live())

        wait = sfn.Wait(self, "WaitForTrial", time=sfn.WaitTime.duration(cdk.Duration.minutes(1)))
        status = self.call(
            "DescribeEndpoint",
            [f"endpoint/{TRIAL}"],
            {"EndpointName": TRIAL},
            result_path="$.trial",
            result_selector={"status": sfn.JsonPath.string_at("$.EndpointStatus")},
        )
        ready = (
            sfn.Choice(self, "IsTrialReady")
            .when(sfn.Condition.string_equals("$.trial.status", "InService"), invoke)
            .when(sfn.Condition.string_equals("$.trial.status", "Creating"), wait)
            .otherwise(failed)
        )
        return wait.next(status).next(ready)

    def go_live(self) -> sfn.IChainable:
        """Updates the live endpoint, or creates it for the first version."""
        endpoint = {"EndpointName": LIVE, "EndpointConfigName": NAME}
        resources = [f"endpoint/{LIVE}", f"endpoint-config/{LIVE}-*"]
        update = self.call("UpdateEndpoint", resources, endpoint)
        create = self.call("CreateEndpoint", resources, endpoint, id="CreateLiveEndpoint")
        # SageMaker has no error of its own for an endpoint that does not exist.
        update.add_catch(create, errors=["SageMaker.SageMakerException"], result_path="$.error")
        return update

    def delete_trial(self, id: str) -> tasks.CallAwsService:
        return self.call("DeleteEndpoint", [f"endpoint/{TRIAL}"], {"EndpointName": TRIAL}, id=id)

    def call(
        self,
        action: str,
        resources: list[str],
        parameters: Mapping[str, object],
        *,
        id: str | None = None,
        statements: list[iam.PolicyStatement] | None = None,
        result_path: str = sfn.JsonPath.DISCARD,
        result_selector: dict[str, str] | None = None,
    ) -> tasks.CallAwsService:
        """A call of the SageMaker API, and the permission for it."""
        named = [resource.split("/") for resource in resources]
        arns = [self.format_arn(service="sagemaker", resource=kind, resource_name=name) for kind, name in named]
        return tasks.CallAwsService(
            self,
            id or action,
            service="sagemaker",
            action=action[0].lower() + action[1:],
            iam_action=f"sagemaker:{action}",
            iam_resources=arns,
            parameters=parameters,
            additional_iam_statements=statements,
            result_path=result_path,
            result_selector=result_selector,
        )


app = cdk.App()
ApprovedDeploymentStack(app, "ApprovedDeployment")
app.synth()
