"""What is refused, once for each kind of call: path, name, value and wording arrive in Python.

The tests of the TypeScript assert the texts; `...` stands for the wording.
"""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from constructs import Construct
from helpers.given import (
    a_bucket,
    a_config,
    a_model,
    a_serverless_endpoint,
    a_variant,
    a_vpc,
    an_endpoint,
    an_endpoint_of_components,
    an_image,
)
from helpers.messages import Like, message_of, problems_at_synth

import cdk_sagemaker_hosting as sm
from cdk_sagemaker_hosting import registry

Attempt = Callable[[cdk.Stack], object]

MODEL_ARN = "arn:aws:sagemaker:eu-west-1:111122223333:model/churn"
ENDPOINT_ARN = "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/churn"


class NamedImage(sm.ContainerImage):
    """An image of the user."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
        return sm.ContainerImageConfig(image_name=self.name)


class Described(sm.ModelData):
    """Artifacts of the user as described."""

    def __init__(self, **config: Any) -> None:
        super().__init__()
        self.config = config

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ModelDataConfig:
        return sm.ModelDataConfig(**self.config)


def container(stack: cdk.Stack, **props: Any) -> sm.ContainerDefinition:
    return sm.ContainerDefinition(**{"image": an_image(stack), **props})


def model_of(**props: Any) -> Attempt:
    """A model with a container that has these properties."""
    return lambda stack: a_model(stack, containers=[container(stack, **props)])


def config_with(**props: Any) -> Attempt:
    return lambda stack: sm.EndpointConfig(stack, "Config", **{"instance_production_variants": [a_variant(stack)], **props})


def variant_with(**props: Any) -> Attempt:
    return lambda stack: a_config(stack, a_variant(stack, **props))


def main_of(endpoint: sm.IEndpoint) -> sm.IEndpointInstanceProductionVariant:
    return endpoint.find_instance_production_variant("main")


def a_group(stack: cdk.Stack, **props: Any) -> registry.ModelPackageGroup:
    return registry.ModelPackageGroup(stack, "Group", **props)


def a_validation(stack: cdk.Stack) -> registry.ValidationSpecification:
    """With a wrong number deep inside."""
    job = registry.TransformJobDefinition(
        input=registry.TransformInput(data=registry.TransformData.from_prefix(bucket=a_bucket(stack), prefix="in/")),
        output=registry.TransformOutput(location=sm.BucketLocation(bucket=a_bucket(stack), prefix="out")),
        resources=registry.TransformResources(instance_type=sm.InstanceType.M5_LARGE, instance_count=101),
    )
    return registry.ValidationSpecification(profile=registry.ValidationProfile(profile_name="smoke_test", transform_job_definition=job))


def unknown(stack: cdk.Stack) -> float:
    """A number that is known at deployment only."""
    return cdk.CfnParameter(stack, "Number", type="Number").value_as_number


def twice(action: Callable[[], object]) -> object:
    action()
    return action()


def rolled_back_by_attribute(stack: cdk.Stack) -> None:
    endpoint = an_endpoint(stack)
    metric = cloudwatch.Metric(namespace="Shop", metric_name="Lost", dimensions_map={"Endpoint": endpoint.endpoint_name})
    endpoint.add_auto_rollback_alarms(cloudwatch.Alarm(stack, "Lost", metric=metric, threshold=1, evaluation_periods=1))


AT_THE_CALL: dict[str, tuple[Attempt, str]] = {
    "a property of a construct": (
        lambda stack: a_model(stack, model_name="churn_3"),
        "Test/Model: modelName must be ..., got 'churn_3'",
    ),
    "problems of a construct, and of structs in a list": (
        lambda stack: a_model(
            stack, model_name="_", containers=[container(stack, container_hostname="a.b"), container(stack, environment={"1": "x" * 1025})]
        ),
        "Test/Model: 4 problems:\n"
        "  - modelName must be ..., got '_'\n"
        "  - containers[0].containerHostname must be ..., got 'a.b'\n"
        "  - containers[1].environment must have names of ..., got '1'\n"
        "  - containers[1].environment['1'] must have ... 1024 ..., got 1025",
    ),
    "an add method with keywords": (
        lambda stack: a_config(stack).add_instance_production_variant(
            model=a_model(stack, "More"),
            variant_name="no blanks",
            initial_instance_count=0,
            initial_variant_weight=-0.5,
            container_startup_health_check_timeout=cdk.Duration.seconds(30),
        ),
        "Test/Config: 4 problems:\n"
        "  - variant 'no blanks': variantName must be ..., got 'no blanks'\n"
        "  - variant 'no blanks': initialVariantWeight must be ... 0, got -0.5\n"
        "  - variant 'no blanks': initialInstanceCount must be ... 1, got 0\n"
        "  - variant 'no blanks': containerStartupHealthCheckTimeout must be ... 60 and 3600, got 30 seconds",
    ),
    "a find method": (
        lambda stack: a_config(stack, a_variant(stack, "A"), a_variant(stack, "B")).find_instance_production_variant("C"),
        "Test/Config: ... 'C'; ... 'A', 'B'",
    ),
    "an import by ARN, in the scope": (
        lambda stack: sm.Model.from_model_arn(stack, "Imported", ENDPOINT_ARN),
        f"Test: modelArn must be ..., got '{ENDPOINT_ARN}'",
    ),
    "an import by attributes": (
        lambda stack: sm.Pipeline.from_pipeline_attributes(stack, "Training", account="111122223333"),
        "Test: ... 'Training' ... pipelineArn ... pipelineName; ...",
    ),
    "a class that can only be imported": (lambda stack: sm.Pipeline(stack, "Training"), "Test/Training: ... Pipeline..."),
    "a property that is read": (
        lambda stack: sm.Model.from_model_name(stack, "Imported", "churn").connections,
        "Test/Imported: ... connections ...",
    ),
    "a list that is read of a proxy": (
        lambda stack: sm.Endpoint.from_endpoint_name(stack, "Imported", "churn").dashboard_widgets(),
        "Test/Imported: ... imported ... fromEndpointAttributes ...",
    ),
    "a constructor of a class that is like an enumeration": (
        lambda stack: sm.InstanceType("m5.large"),
        "instance type must ..., got 'm5.large'; ... 'ml.m5.large'",
    ),
    "a member of a class that is like an enumeration": (
        model_of(image=sm.ContainerImage.from_framework(sm.Framework.PYTORCH, "2.6", processor=sm.Processor.NEURON)),
        "Test/Model: framework 'pytorch' version '2.6' ... neuron; ... cpu, gpu, graviton",
    ),
    "a token where a value has to be known": (
        lambda stack: sm.Framework.of(cdk.CfnParameter(stack, "Framework").value_as_string),
        "framework must ..., got a token; ...",
    ),
    "a factory without a path": (lambda stack: sm.CapacitySize.instances(1.5), "CapacitySize.instances: count must ..., got 1.5"),
    "several problems of a factory without a path": (
        lambda stack: sm.RoutingStrategy.prefix_aware(prefix_length=1023, concurrency_threshold=0),
        "RoutingStrategy.prefixAware: prefixLength must ... 1024 and 65536, got 1023; concurrencyThreshold must ... 1 and 1024, got 0",
    ),
    "a factory without any of its arguments": (
        lambda stack: sm.VariantPropertyRetention.all_except(),
        "VariantPropertyRetention.allExcept: properties must ..., got 0; ...",
    ),
    "an image of a factory": (
        model_of(image=sm.ContainerImage.from_dlc("djl-inference", "1 4", account_id="12")),
        "Test/Model: 2 problems:\n  - tag must be ..., got '1 4'\n  - accountId must be ..., got '12'",
    ),
    "artifacts of a factory that takes a construct of the CDK": (
        lambda stack: model_of(model_data=sm.ModelData.from_bucket_prefix(a_bucket(stack), "llama"))(stack),
        "Test/Model: prefix must ..., got 'llama'; ...",
    ),
    "artifacts that are a file": (
        model_of(model_data=sm.ModelData.from_asset(__file__)),
        f"Test/Model: model data must be ..., got '{__file__}'; ...",
    ),
    "artifacts that are copied, with sizes of the CDK": (
        lambda stack: model_of(
            model_data=sm.ModelData.from_uncompressed_directory(
                ".", destination=sm.BucketLocation(bucket=a_bucket(stack)), memory_limit=cdk.Size.mebibytes(127)
            )
        )(stack),
        "Test/Model: memoryLimit must be ... mebibytes ... 128 and 10240, got 127 mebibytes",
    ),
    "what an image of the user returns": (
        model_of(image=NamedImage("churn 3")),
        "Test/Model: containers[0].image must be ..., got 'churn 3'",
    ),
    "what artifacts of the user return": (
        model_of(model_data=Described(uri="s3://models/llama", format=sm.ModelDataFormat.PREFIX, hub_content_arn="llama")),
        "Test/Model: 2 problems:\n"
        "  - containers[0].modelData.hubContentArn must be ..., got 'llama'\n"
        "  - containers[0].modelData ..., got 's3://models/llama'; ...",
    ),
    "a model of another account and region": (
        lambda stack: variant_with(model=sm.Model.from_model_arn(stack, "Theirs", MODEL_ARN))(stack),
        "Test/Config: 2 problems:\n"
        "  - variant 'main': the model must be ... account (123456789012), got 111122223333\n"
        "  - variant 'main': the model must be ... region (us-east-1), got eu-west-1",
    ),
    "a property with an abbreviation in its name, and a size of the CDK": (
        lambda stack: a_serverless_endpoint(stack, memory_size_in_mb=1000, memory_size=cdk.Size.gibibytes(7)),
        "Test/Config: 3 problems:\n"
        "  - variant 'main': memorySize and memorySizeInMB cannot ...\n"
        "  - variant 'main': memorySizeInMB must be ... 1024, 2048, ..., got 1000\n"
        "  - variant 'main': memorySize must be ... 1024, 2048, ..., got 7168 mebibytes",
    ),
    "a struct without what has to be given": (
        lambda stack: config_with(
            instance_production_variants=None,
            serverless_production_variant=sm.ServerlessProductionVariantProps(model=None, variant_name="main", max_concurrency=5),
        )(stack),
        "Test/Config: 2 problems:\n  - variant 'main': model ...\n  - variant 'main': memorySize or memorySizeInMB ... 1024, 2048, ...",
    ),
    "structs in structs": (
        lambda stack: a_config(
            stack,
            sm.InstanceProductionVariantProps(
                variant_name="main",
                managed_instance_scaling=sm.ManagedInstanceScaling(
                    min_instance_count=0.5,
                    scale_in_policy=sm.ScaleInPolicy.consolidation(cooldown=cdk.Duration.seconds(330), maximum_step_size=101),
                ),
                instance_pools=[sm.InstancePool(instance_type=sm.InstanceType.M5_LARGE, priority=6)],
            ),
        ),
        "Test/Config: 4 problems:\n"
        "  - variant 'main': instancePools[0].priority must be ... 1 and 5, got 6\n"
        "  - variant 'main': managedInstanceScaling.minInstanceCount must be ..., got 0.5\n"
        "  - variant 'main': managedInstanceScaling.scaleInPolicy.cooldown must be ... 5 and 1440, got 5.5 minutes\n"
        "  - variant 'main': managedInstanceScaling.scaleInPolicy.maximumStepSize must be ... 1 and 100, got 101",
    ),
    "a factory that is given a factory": (
        config_with(
            explainer=sm.Explainer.clarify(
                baseline=sm.ShapBaseline.inline(""),
                text=sm.ClarifyTextOptions(granularity=sm.ClarifyTextGranularity.TOKEN, language="english"),
                inference=sm.ClarifyInferenceOptions(feature_headers=["age", ""]),
            )
        ),
        "Test/Config: 3 problems:\n"
        "  - explainer.baseline must be ..., got ''; ...\n"
        "  - explainer.text.language must be ... en, ..., got english\n"
        "  - explainer.inference.featureHeaders[1] must be ..., got ''",
    ),
    "a time in a unit that CloudFormation can't convert": (
        lambda stack: variant_with(model_data_download_timeout=cdk.Duration.minutes(unknown(stack)))(stack),
        "Test/Config: variant 'main': modelDataDownloadTimeout must ... seconds ..., got minutes; ...",
    ),
    "a strategy of factories": (
        lambda stack: an_endpoint(
            stack,
            deployment_strategy=sm.DeploymentStrategy.blue_green(
                traffic_routing=sm.TrafficRouting.canary(size=sm.CapacitySize.percent(51), bake_time=cdk.Duration.seconds(3601))
            ),
        ),
        "Test/Endpoint: 2 problems:\n"
        "  - deploymentStrategy: size must be ... 1 and 50 percent, got 51 percent\n"
        "  - deploymentStrategy: bakeTime must be ... 0 and 3600, got 3601 seconds",
    ),
    "a method with any number of arguments, without one": (
        lambda stack: an_endpoint(stack).add_auto_rollback_alarms(),
        "Test/Endpoint: alarms must ..., got 0; ...",
    ),
    "a method of an interface": (
        lambda stack: main_of(sm.Endpoint.from_endpoint_arn(stack, "Shared", ENDPOINT_ARN)).auto_scale_instance_count(max_capacity=0),
        "Test/Shared: 3 problems:\n"
        "  - the endpoint must be ... account (123456789012), got 111122223333\n"
        "  - the endpoint must be ... region (us-east-1), got eu-west-1\n"
        "  - maxCapacity must be ... 1, got 0",
    ),
    "a method of a class of the CDK that is extended": (
        lambda stack: main_of(an_endpoint(stack)).auto_scale_instance_count(max_capacity=3).scale_on_schedule(
            "Night", schedule=appscaling.Schedule.rate(cdk.Duration.days(1))
        ),
        "Test/Endpoint/InstanceCount: minCapacity or maxCapacity ...",
    ),
    "a method of what a method has returned": (
        lambda stack: main_of(an_endpoint(stack)).auto_scale_instance_count(max_capacity=3).scale_on_invocations(
            "Load", max_requests_per_second=0, safety_factor=1.5
        ),
        "Test/Endpoint/InstanceCount: 2 problems:\n  - maxRequestsPerSecond must be ... 0, got 0\n  - safetyFactor must be ... 1, got 1.5",
    ),
    "a method that can be called once": (
        lambda stack: (lambda component: twice(lambda: component.auto_scale_copy_count(max_capacity=2)))(
            an_endpoint_of_components(stack).inference_component("llama")
        ),
        "Test/Endpoint: ... 'llama' ... autoScaleCopyCount ...",
    ),
    "a metric of the CDK": (
        lambda stack: main_of(an_endpoint(stack)).auto_scale_instance_count(max_capacity=3).scale_to_track_custom_metric(
            "Slow", metric=cloudwatch.SearchExpression(expression="SEARCH('Time', 'Average')"), target_value=1
        ),
        "Test/Endpoint/InstanceCount: metric must be a metric ... math expression, ... search, ...",
    ),
    "keywords of a method, a path of the construct it makes": (
        lambda stack: an_endpoint(stack).add_recommended_alarms(
            evaluation_periods=2.5, max_model_latency=cdk.Duration.seconds(0), no_capacity_duration=cdk.Duration.seconds(90)
        ),
        "Test/Endpoint/RecommendedAlarms: 3 problems:\n"
        "  - evaluationPeriods must be ..., got 2.5\n"
        "  - maxModelLatency must be ... 0 seconds, got 0 seconds\n"
        "  - noCapacityDuration must be ... 1 and 1440, got 1.5 minutes",
    ),
    "an enumeration": (
        lambda stack: an_endpoint(stack).add_recommended_alarms(exclude=list(sm.RecommendedAlarm)).find(sm.RecommendedAlarm.NO_CAPACITY),
        "Test/Endpoint/RecommendedAlarms: ... NoCapacity; ...",
    ),
    "a construct of another kind": (
        lambda stack: sm.EndpointAlarms(stack, "Alarms", endpoint=a_vpc(stack)),  # type: ignore[arg-type]
        "Test/Alarms: endpoint ... Vpc 'Test/Vpc'; ... Endpoint.fromEndpointName",
    ),
    "a grant": (
        lambda stack: an_endpoint(stack).grant_invoke_targets(
            iam.Role(stack, "Client", assumed_by=iam.AccountRootPrincipal()), target_models=[], target_containers=[]
        ),
        "Test/Endpoint: 2 problems:\n  - targetModels must not ...\n  - targetContainers must not ...",
    ),
    "a task of Step Functions": (
        lambda stack: sm.Endpoint.from_endpoint_arn(stack, "Shared", ENDPOINT_ARN.replace("eu-west-1", "us-east-1")).create_invoke_task(
            stack, "Ask"
        ),
        "Test: the endpoint must be ... account (123456789012), got 111122223333",
    ),
    "a construct of the submodule": (
        lambda stack: a_group(stack, description="a\nb", shared_with=["111122223333", "1"]),
        "Test/Group: 2 problems:\n  - description must be ..., got 'a\nb'\n  - sharedWith[1] must be ..., got '1'",
    ),
    "a method of the submodule with any number of arguments": (
        lambda stack: a_group(stack).share_with("root"),
        "Test/Group: accounts[0] must be ..., got 'root'",
    ),
    "an import of the submodule by a number": (
        lambda stack: registry.ModelPackage.from_model_package_version(stack, "Imported", a_group(stack), 1.5),
        "Test: version must be ..., got 1.5",
    ),
    "structs of the submodule, deep in each other": (
        lambda stack: a_group(stack).add_model_package(
            "Version",
            customer_metadata_properties={"a;b": "c"},
            metadata_properties=registry.MetadataProperties(commit_id="a\nb"),
            model_card=registry.ModelPackageCard(content="{'a': 1}", status=registry.ModelCardStatus.DRAFT),
            validation_specification=a_validation(stack),
        ),
        "Test/Group/Version: 5 problems:\n"
        "  - a key of customerMetadataProperties must be ..., got 'a;b'\n"
        "  - modelCard.content must be ..., got '{'a': 1}'; ... json.dumps\n"
        "  - metadataProperties.commitId must be ..., got 'a\nb'\n"
        "  - validationSpecification.profile.profileName must be ..., got 'smoke_test'\n"
        "  - validationSpecification.profile.transformJobDefinition.resources.instanceCount must be ... 1 and 100, got 101",
    ),
}

AT_SYNTH: dict[str, tuple[Attempt, list[str]]] = {
    "a construct that is not finished": (lambda stack: sm.Model(stack, "Model"), ["[Test/Model] ... got 0; ... addContainer"]),
    "several problems of a configuration and its model": (
        lambda stack: a_serverless_endpoint(stack, model=a_model(stack, vpc=a_vpc(stack), network_isolation=True)),
        ["[Test/Config] ... 'main' ... 'Test/Model', ... VPC; ...", "[Test/Config] ... 'main' ... 'Test/Model', ... isolation; ..."],
    ),
    "references among constructs": (rolled_back_by_attribute, ["[Test/Endpoint] the alarm 'Test/Lost' ... endpoint.metric..."]),
    "a method of the CDK's": (
        lambda stack: a_group(stack).add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.AnyPrincipal()], actions=["sagemaker:ListModelPackages"], resources=["arn:" + "x" * 20480]
            )
        ),
        ["[Test/Group] ... 20480 ..., got at least 20618; ..."],
    ),
}


@pytest.mark.parametrize(("attempt", "message"), AT_THE_CALL.values(), ids=AT_THE_CALL)
def test_fails_at_the_call(stack: cdk.Stack, attempt: Attempt, message: str) -> None:
    assert message_of(lambda: attempt(stack)) == Like(message)


@pytest.mark.parametrize(("attempt", "problems"), AT_SYNTH.values(), ids=AT_SYNTH)
def test_fails_at_synth(app: cdk.App, stack: cdk.Stack, attempt: Attempt, problems: list[str]) -> None:
    attempt(stack)

    assert problems_at_synth(app) == [Like(problem) for problem in problems]
