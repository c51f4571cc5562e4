"""Inference components and adapters as constructs: what each member amounts to, and classes of the user."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct
from helpers.given import a_bucket, a_model, a_stack, an_alarm, an_endpoint_of_components, an_image
from helpers.messages import Like, message_of
from helpers.templates import (
    ALARM,
    CONFIG,
    SCALABLE_TARGET,
    Json,
    actions_of,
    permissions_of,
    properties_of,
    readable,
    resource_of,
    resources_of,
    text_of,
    warned_of,
    warnings_of,
)

import cdk_sagemaker_hosting as sm

COMPONENT = "AWS::SageMaker::InferenceComponent"
COMPUTE = sm.ComputeRequirements(min_memory=cdk.Size.gibibytes(2))
ARN = "arn:aws:sagemaker:us-east-1:123456789012:inference-component/theirs"


def a_specification(scope: Construct, **options: Any) -> sm.InferenceComponentSpecification:
    return sm.InferenceComponentSpecification.from_image(an_image(scope), **{"compute": COMPUTE, **options})


def a_component(stack: cdk.Stack, id: str = "Llama", **options: Any) -> sm.InferenceComponent:
    """A component of the endpoint of the stack."""
    existing = stack.node.try_find_child("Endpoint")
    endpoint = existing if isinstance(existing, sm.Endpoint) else an_endpoint_of_components(stack)
    return endpoint.add_inference_component(id, **{"specification": a_specification(stack), **options})


def an_archive(stack: cdk.Stack, name: str = "legal") -> sm.ModelData:
    return sm.ModelData.from_bucket(a_bucket(stack), f"adapters/{name}.tar.gz")


def specification_of(stack: cdk.Stack, **options: Any) -> Json:
    """The specification of a component, as in the template."""
    a_component(stack, specification=a_specification(stack, **options))
    specification: Json = properties_of(stack, COMPONENT)["Specification"]
    return specification


def properties_by_id(stack: cdk.Stack) -> dict[str, Json]:
    return {logical_id: readable(resource["Properties"]) for logical_id, resource in resources_of(stack, COMPONENT).items()}


# Components


def test_a_component_has_a_name_of_its_own(stack: cdk.Stack) -> None:
    component = a_component(stack)

    ((logical_id, properties),) = properties_by_id(stack).items()
    name = properties["InferenceComponentName"]
    assert name.startswith("test-endpoint-llama-")
    assert logical_id.endswith(name.rsplit("-", 1)[1].upper())
    assert stack.resolve(component.inference_component_name) == name
    assert stack.resolve(component.inference_component_arn) == {"Ref": logical_id}
    assert (properties["VariantName"], properties["RuntimeConfig"]) == ("main", {"CopyCount": 1})
    assert warnings_of(stack) == []


def test_a_component_is_a_construct_too(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of_components(stack)

    sm.InferenceComponent(
        stack,
        "Mistral",
        endpoint=endpoint,
        inference_component_name="mistral",
        variant_name="main",
        copy_count=2,
        specification=a_specification(stack),
    )

    properties = properties_of(stack, COMPONENT)
    assert (properties["InferenceComponentName"], properties["RuntimeConfig"]) == ("mistral", {"CopyCount": 2})


def test_none_is_as_omitted(stack: cdk.Stack) -> None:
    specification = sm.InferenceComponentSpecification.from_image(
        an_image(stack),
        compute=sm.ComputeRequirements(min_memory=cdk.Size.gibibytes(2), max_memory=None, cpu_cores=None, accelerators=None),
        model_data=None,
        environment=None,
        container_startup_health_check_timeout=None,
        model_data_download_timeout=None,
        data_caching=None,
        placement_strategy=None,
        availability_zone_max_imbalance=None,
        metrics_endpoint=None,
    )
    component = a_component(
        stack,
        specification=specification,
        specifications=None,
        inference_component_name=None,
        variant_name=None,
        copy_count=None,
        deployment_strategy=None,
        auto_rollback_alarms=None,
    )
    component.add_adapter("Legal", artifact=an_archive(stack), inference_component_name=None)
    component.add_log_group(encryption_key=None, retention=None, removal_policy=None)
    sm.InferenceComponent.from_inference_component_attributes(
        stack, "Theirs", inference_component_name="theirs", inference_component_arn=None, endpoint=None
    )

    base, adapter = sorted(properties_by_id(stack).values(), key=len, reverse=True)
    assert set(base) == {"EndpointName", "InferenceComponentName", "RuntimeConfig", "Specification", "VariantName"}
    assert base["Specification"]["ComputeResourceRequirements"] == {"MinMemoryRequiredInMb": 2048}
    assert set(base["Specification"]) == {"ComputeResourceRequirements", "Container"}
    assert set(base["Specification"]["Container"]) == {"Image"}
    assert set(adapter) == {"EndpointName", "InferenceComponentName", "Specification"}


def test_all_that_a_specification_can_have(stack: cdk.Stack) -> None:
    specification = specification_of(
        stack,
        compute=sm.ComputeRequirements(min_memory=cdk.Size.gibibytes(2), max_memory=cdk.Size.gibibytes(4), cpu_cores=0.5, accelerators=1),
        environment={"MODE": "chat"},
        model_data=an_archive(stack),
        container_startup_health_check_timeout=cdk.Duration.minutes(10),
        model_data_download_timeout=cdk.Duration.minutes(20),
        data_caching=True,
        placement_strategy=sm.PlacementStrategy.BINPACK,
        availability_zone_max_imbalance=1,
        metrics_endpoint=sm.MetricsEndpointOptions(path="/stats", publish_frequency=cdk.Duration.seconds(30)),
    )

    container = specification.pop("Container")
    assert specification == {
        "ComputeResourceRequirements": {
            "MaxMemoryRequiredInMb": 4096,
            "MinMemoryRequiredInMb": 2048,
            "NumberOfAcceleratorDevicesRequired": 1,
            "NumberOfCpuCoresRequired": 0.5,
        },
        "DataCacheConfig": {"EnableCaching": True},
        "SchedulingConfig": {
            "AvailabilityZoneBalance": {"EnforcementMode": "PERMISSIVE", "MaxImbalance": 1},
            "PlacementStrategy": "BINPACK",
        },
        "StartupParameters": {"ContainerStartupHealthCheckTimeoutInSeconds": 600, "ModelDataDownloadTimeoutInSeconds": 1200},
    }
    assert container["Environment"] == {"MODE": "chat"}
    assert container["ContainerMetricsConfig"] == {
        "MetricsEndpoints": [{"MetricPublishFrequencyInSeconds": 30, "MetricsEndpointPath": "/stats"}]
    }
    assert text_of(container["ArtifactUrl"]).endswith("/models/adapters/legal.tar.gz")


def test_a_component_runs_a_model(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of_components(stack)
    model = a_model(stack)

    endpoint.add_inference_component(
        "Llama", specification=sm.InferenceComponentSpecification.from_model(model, compute=COMPUTE, image=an_image(stack, "other"))
    )

    specification = properties_of(stack, COMPONENT)["Specification"]
    assert specification["ModelName"] == stack.resolve(model.model_name)
    assert "other" in text_of(specification["Container"]["Image"])


def test_pools_have_a_specification_for_each_type(stack: cdk.Stack) -> None:
    types = [sm.InstanceType.G5_XLARGE, sm.InstanceType.G6_XLARGE]
    pools = [sm.InstancePool(instance_type=type, priority=index + 1) for index, type in enumerate(types)]
    variant = sm.InstanceProductionVariantProps(variant_name="main", instance_pools=pools)
    config = sm.EndpointConfig(stack, "Config", instance_production_variants=[variant])

    sm.Endpoint(stack, "Endpoint", endpoint_config=config).add_inference_component(
        "Llama",
        specifications=[sm.InstanceSpecification(instance_type=type, specification=a_specification(stack)) for type in types],
    )

    properties = properties_of(stack, COMPONENT)
    assert [each["InstanceType"] for each in properties["Specifications"]] == ["ml.g5.xlarge", "ml.g6.xlarge"]
    assert "Specification" not in properties


def test_an_update_goes_copy_by_copy_and_back_by_alarms(stack: cdk.Stack) -> None:
    rolling = sm.DeploymentStrategy.rolling(
        maximum_batch_size=sm.CapacitySize.copies(1),
        bake_time=cdk.Duration.minutes(2),
        rollback_maximum_batch_size=sm.CapacitySize.percent(100),
    )
    component = a_component(stack, copy_count=2, deployment_strategy=rolling, auto_rollback_alarms=[an_alarm(stack)])
    alarms = component.add_recommended_alarms()
    component.add_auto_rollback_alarms(*alarms.critical)

    deployment = properties_of(stack, COMPONENT)["DeploymentConfig"]
    assert deployment["RollingUpdatePolicy"] == {
        "MaximumBatchSize": {"Type": "COPY_COUNT", "Value": 1},
        "RollbackMaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 100},
        "WaitIntervalInSeconds": 120,
    }
    assert len(deployment["AutoRollbackConfiguration"]["Alarms"]) == 1 + len(alarms.critical)
    assert "cloudwatch:DescribeAlarms" in actions_of(stack)


def test_the_log_group_of_a_component(stack: cdk.Stack) -> None:
    component = a_component(stack)
    legal = component.add_adapter("Legal", artifact=an_archive(stack))

    component.add_log_group(retention=logs.RetentionDays.ONE_MONTH)

    name = properties_by_id(stack)[next(iter(resources_of(stack, COMPONENT)))]["InferenceComponentName"]
    assert properties_of(stack, "AWS::Logs::LogGroup") == {
        "LogGroupName": f"/aws/sagemaker/InferenceComponents/{name}",
        "RetentionInDays": 30,
    }
    assert stack.resolve(legal.log_group.log_group_name) == stack.resolve(component.log_group.log_group_name)


# What a component, an adapter and an import have in common


def each_kind(stack: cdk.Stack) -> dict[str, sm.IInferenceComponent]:
    base = a_component(stack)
    legal = base.add_adapter("Legal", artifact=an_archive(stack))
    medical = sm.InferenceComponentAdapter(
        stack, "Medical", base_inference_component=base, artifact=an_archive(stack, "medical"), inference_component_name="medical"
    )
    theirs = sm.InferenceComponent.from_inference_component_attributes(
        stack, "Theirs", inference_component_arn=ARN, endpoint=sm.Endpoint.from_endpoint_name(stack, "Shared", "shared")
    )
    return {"base": base, "legal": legal, "medical": medical, "theirs": theirs}


def test_adapters_are_on_their_base(stack: cdk.Stack) -> None:
    each_kind(stack)

    found = properties_by_id(stack)
    ((base_id, base),) = ((key, item) for key, item in found.items() if "VariantName" in item)
    adapters = {key: item for key, item in found.items() if key != base_id}
    assert {item["Specification"]["BaseInferenceComponentName"] for item in adapters.values()} == {base["InferenceComponentName"]}
    assert sorted(item["InferenceComponentName"].split("-")[-2:][0] for item in adapters.values())[1] == "medical"
    assert all(base_id in resources_of(stack, COMPONENT)[key]["DependsOn"] for key in adapters)


@pytest.mark.parametrize("kind", ["base", "legal", "medical", "theirs"])
def test_each_kind_can_be_invoked_and_watched(stack: cdk.Stack, kind: str) -> None:
    component = each_kind(stack)[kind]
    clients = [iam.Role(stack, f"Client{index}", assumed_by=iam.AccountRootPrincipal()) for index in range(3)]

    component.grant_invoke(clients[0])
    component.grant_invoke_with_response_stream(clients[1])
    component.grant_invoke_open_ai(clients[2])
    task = component.create_invoke_task(stack, "Ask", body="{}")
    sfn.StateMachine(stack, "Machine", definition_body=sfn.DefinitionBody.from_chainable(task))

    name = stack.resolve(component.inference_component_name)
    arn = f":inference-component/{name}"
    granted = [statement for statement in permissions_of(stack, "sagemaker") if "InvokeEndpoint" in str(statement["Action"])]
    assert len(granted) == 4
    assert all(any(resource.endswith(arn) for resource in statement["Resource"]) for statement in granted)
    assert text_of(stack.resolve(component.open_ai_base_url)).endswith(f"/inference-components/{name}/openai/v1")
    metrics = [
        component.metric("AWS/SageMaker", "SomethingNew"),
        component.metric_invocations(),
        component.metric_invocations_per_copy(),
        component.metric_invocation_response_code(sm.InvocationHttpResponseCode.INVOCATION_4XX_ERRORS),
        component.metric_invocation_model_errors(),
        component.metric_concurrent_requests_per_copy(),
        component.metric_no_capacity_invocation_failures(),
        component.metric_model_latency(),
        component.metric_overhead_latency(),
        component.metric_cpu_utilization_normalized(),
        component.metric_memory_utilization_normalized(),
        component.metric_gpu_utilization_normalized(),
        component.metric_gpu_memory_utilization_normalized(),
    ]
    assert len({metric.metric_name for metric in metrics}) == len(metrics)
    assert [stack.resolve(metric.dimensions) for metric in metrics] == [{"InferenceComponentName": name}] * len(metrics)
    assert stack.resolve(component.log_group.log_group_name).startswith("/aws/sagemaker/InferenceComponents/")


def test_a_component_is_imported_by_its_name_or_arn(stack: cdk.Stack) -> None:
    by_name = sm.InferenceComponent.from_inference_component_name(stack, "ByName", "theirs")
    by_arn = sm.InferenceComponent.from_inference_component_arn(stack, "ByArn", ARN)

    assert [item.inference_component_name for item in (by_name, by_arn)] == ["theirs", "theirs"]
    assert by_arn.inference_component_arn == ARN
    by_name.auto_scale_copy_count(max_capacity=2).scale_on_concurrent_requests("Load", target_concurrent_requests=5)
    assert properties_of(stack, SCALABLE_TARGET)["ResourceId"] == "inference-component/theirs"
    message = message_of(lambda: by_name.grant_invoke(iam.AccountRootPrincipal()))
    assert message == Like("Test/ByName: grantInvoke requires the endpoint of the inference component; ...")


def test_the_role_of_an_imported_configuration_reads_adapters(stack: cdk.Stack) -> None:
    config = sm.EndpointConfig.from_endpoint_config_attributes(
        stack,
        "TheirConfig",
        endpoint_config_arn="arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs",
        role=iam.Role.from_role_name(stack, "TheirRole", "theirs"),
    )
    endpoint = sm.Endpoint.from_endpoint_attributes(
        stack, "Theirs", endpoint_arn="arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs", endpoint_config=config
    )
    base = sm.InferenceComponent.from_inference_component_attributes(stack, "Base", inference_component_name="base", endpoint=endpoint)
    base.add_adapter("Legal", artifact=an_archive(stack))

    assert "s3:GetObject" in actions_of(stack)
    assert properties_of(stack, "AWS::IAM::Policy")["Roles"] == ["theirs"]
    assert warnings_of(stack) == []


def test_an_adapter_has_neither_copies_nor_adapters(stack: cdk.Stack) -> None:
    adapter = a_component(stack).add_adapter("Legal", artifact=an_archive(stack))

    assert message_of(lambda: adapter.auto_scale_copy_count(max_capacity=2)) == Like("...an adapter has no copies of its own; ...")
    assert message_of(lambda: adapter.add_adapter("More", artifact=an_archive(stack))) == Like("...an adapter cannot have adapters; ...")


# Scaling


def test_copies_go_to_zero_and_back_also_for_adapters(stack: cdk.Stack) -> None:
    endpoint = an_endpoint_of_components(
        stack, managed_instance_scaling=sm.ManagedInstanceScaling(min_instance_count=0, max_instance_count=2)
    )
    component = endpoint.add_inference_component("Llama", specification=a_specification(stack))
    copies = component.auto_scale_copy_count(min_capacity=0, max_capacity=8)
    copies.scale_on_concurrent_requests("Load", target_concurrent_requests=5)
    component.add_adapter("Legal", artifact=an_archive(stack))

    target_id = next(iter(resources_of(stack, SCALABLE_TARGET)))
    watched = [alarm["Properties"]["Dimensions"][0]["Value"] for alarm in resources_of(stack, ALARM).values()]
    names = [item["InferenceComponentName"] for item in properties_by_id(stack).values()]
    assert sorted(watched) == sorted(names)
    assert set(resources_of(stack, COMPONENT)) & set(resources_of(stack, SCALABLE_TARGET)[target_id]["DependsOn"])
    assert warnings_of(stack) == []


def test_instances_that_keep_running_are_warned_of(stack: cdk.Stack) -> None:
    copies = a_component(stack).auto_scale_copy_count(min_capacity=0, max_capacity=8)
    copies.scale_on_invocations("Load", target_invocations_per_minute=30)

    assert warned_of(stack) == ["Test/Endpoint/Llama: zeroCopiesOnRunningInstances"]


def test_a_target_is_either_by_second_or_by_minute(stack: cdk.Stack) -> None:
    copies = a_component(stack).auto_scale_copy_count(max_capacity=8)

    both = message_of(lambda: copies.scale_on_invocations("Load", target_invocations_per_minute=30, max_requests_per_second=1))
    assert both == Like("...targetInvocationsPerMinute and maxRequestsPerSecond cannot be combined; ...")


# The endpoint


def test_alarms_dashboard_and_grants_of_the_endpoint_include_its_components(stack: cdk.Stack) -> None:
    component = a_component(stack)
    endpoint = stack.node.find_child("Endpoint")
    assert isinstance(endpoint, sm.Endpoint)
    client = iam.Role(stack, "Client", assumed_by=iam.AccountRootPrincipal())

    endpoint.grant_invoke(client)
    endpoint.add_recommended_alarms()
    endpoint.add_dashboard()

    name = stack.resolve(component.inference_component_name)
    dimensions = [alarm["Properties"].get("Dimensions", []) for alarm in resources_of(stack, ALARM).values()]
    assert [{"Name": "InferenceComponentName", "Value": name}] in dimensions
    assert name in text_of(properties_of(stack, "AWS::CloudWatch::Dashboard")["DashboardBody"])
    (granted,) = (item for item in permissions_of(stack, "sagemaker") if item["Action"] == "sagemaker:InvokeEndpoint")
    assert any(resource.endswith(f"/{name}") for resource in granted["Resource"])


# Classes of the user


class TeamImage(sm.ContainerImage):
    """An image in a repository of the team, which asks the model that it is bound to what its role is."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []
        self.roles: list[iam.IRole | None] = []

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ContainerImageConfig:
        self.roles.append(model.role)
        self.messages += [message_of(lambda: model.model_name), message_of(lambda: model.model_arn)]
        return sm.ContainerImageConfig(image_name="123456789012.dkr.ecr.us-east-1.amazonaws.com/team/serving:1")


class Experiment(sm.ModelData):
    """Artifacts of an experiment, in a bucket of the user."""

    def __init__(self, bucket: s3.IBucket, uri: Callable[[s3.IBucket], str]) -> None:
        super().__init__()
        self.bucket = bucket
        self.uri = uri

    def bind(self, scope: Construct, model: sm.IModel) -> sm.ModelDataConfig:
        self.bucket.grant_read(model, "churn-7/*")
        return sm.ModelDataConfig(uri=self.uri(self.bucket))


def test_an_image_and_artifacts_of_the_user(stack: cdk.Stack) -> None:
    bucket = s3.Bucket(stack, "Bucket", encryption_key=kms.Key(stack, "Key"))
    image = TeamImage()
    data = Experiment(bucket, lambda bucket: bucket.s3_url_for_object("churn-7/model.tar.gz"))

    component = a_component(
        stack, specification=sm.InferenceComponentSpecification.from_image(image, compute=COMPUTE, model_data=data)
    )
    component.add_adapter("Legal", artifact=data)

    base = properties_by_id(stack)[next(iter(resources_of(stack, COMPONENT)))]
    assert base["Specification"]["Container"]["Image"] == "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/serving:1"
    assert base["Specification"]["Container"]["ArtifactUrl"].endswith("/churn-7/model.tar.gz")
    (role,) = image.roles
    assert role is not None
    assert stack.resolve(role.role_arn) == properties_of(stack, CONFIG)["ExecutionRoleArn"]
    assert image.messages == [
        Like(f"...{name} is not available, because the inference component has an image or artifacts instead of a model; ...")
        for name in ("modelName", "modelArn")
    ]
    assert {"s3:GetObject*", "kms:Decrypt", "ecr:BatchGetImage"} <= actions_of(stack)
    (policy,) = (key for key, item in resources_of(stack, "AWS::IAM::Policy").items() if "ecr:BatchGetImage" in str(item))
    assert all(policy in item["DependsOn"] for item in resources_of(stack, COMPONENT).values() if "VariantName" in item["Properties"])


def test_artifacts_of_the_user_must_be_an_archive(stack: cdk.Stack) -> None:
    class Folder(sm.ModelData):
        def bind(self, scope: Construct, model: sm.IModel) -> sm.ModelDataConfig:
            return sm.ModelDataConfig(uri="s3://models/churn/", format=sm.ModelDataFormat.PREFIX)

    message = message_of(lambda: a_component(stack, specification=a_specification(stack, model_data=Folder())))

    assert message == Like("...specification.modelData must be a gzip-compressed tar archive without acceptEula and hubContentArn; ...")


def test_an_image_in_a_private_registry_requires_a_model(stack: cdk.Stack) -> None:
    login = lambda_.Function.from_function_attributes(
        stack, "Login", function_arn="arn:aws:lambda:us-east-1:123456789012:function:login", same_environment=True
    )
    image = sm.ContainerImage.from_registry("registry.corp.example/serving:1", credentials_provider=login)

    message = message_of(
        lambda: a_component(stack, specification=sm.InferenceComponentSpecification.from_image(image, compute=COMPUTE))
    )

    assert message == Like("...the image of specification is in a private registry, which inference components support only with a model; ...")


# What is refused


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"specification": None}, "...specification is required; ..."),
        ({"variant_name": "cpu"}, "...variantName must be a variant of the endpoint, got 'cpu'; the variants are 'main'"),
        ({"copy_count": -1}, "...copyCount must be at least 0, got -1"),
        ({"inference_component_name": "under_score"}, "...inferenceComponentName must be ..., got 'under_score'"),
        ({"deployment_strategy": sm.DeploymentStrategy.blue_green()}, "...deploymentStrategy of an inference component must be a rolling one; ..."),
    ],
)
def test_what_sagemaker_refuses_is_refused(stack: cdk.Stack, options: dict[str, Any], problem: str) -> None:
    assert message_of(lambda: a_component(stack, **options)) == Like(problem)


def test_all_problems_are_in_one_message(stack: cdk.Stack) -> None:
    message = message_of(lambda: a_component(stack, copy_count=-1, inference_component_name="under_score"))

    assert len(message.splitlines()) == 3


@pytest.mark.parametrize("name", ["specification", "endpoint", "artifact"])
def test_wrong_objects_are_refused_by_name(stack: cdk.Stack, name: str) -> None:
    endpoint = an_endpoint_of_components(stack)
    wrong: Any = a_bucket(stack)
    actions: dict[str, Callable[[], object]] = {
        "specification": lambda: endpoint.add_inference_component("Wrong", specification=wrong),
        "endpoint": lambda: sm.InferenceComponent(stack, "Wrong", endpoint=wrong, specification=a_specification(stack)),
        "artifact": lambda: sm.InferenceComponentAdapter(
            stack, "Wrong", base_inference_component=a_component(stack), artifact=wrong
        ),
    }

    with pytest.raises((TypeError, RuntimeError), match=name):
        actions[name]()


def test_a_component_is_where_its_endpoint_is(app: cdk.App, stack: cdk.Stack) -> None:
    elsewhere = a_stack(app, "Elsewhere", region="eu-west-1")
    endpoint = an_endpoint_of_components(stack)

    message = message_of(
        lambda: sm.InferenceComponent(elsewhere, "Llama", endpoint=endpoint, specification=a_specification(elsewhere))
    )

    assert message == Like("...endpoint must be in the same region ...")


def test_a_component_is_created_after_its_endpoint(stack: cdk.Stack) -> None:
    a_component(stack)

    (endpoint,) = resources_of(stack, "AWS::SageMaker::Endpoint")
    assert endpoint in resource_of(stack, COMPONENT)["DependsOn"]


def test_the_logical_ids_of_l1_constructs_can_be_kept(stack: cdk.Stack) -> None:
    component = a_component(stack, inference_component_name="llama")
    adapter = component.add_adapter("Legal", artifact=an_archive(stack), inference_component_name="llama-legal")
    copies = component.auto_scale_copy_count(max_capacity=8)
    for construct, logical_id in ((component, "LlamaComponent"), (adapter, "LegalComponent"), (copies, "LlamaTarget")):
        resource = construct.node.default_child
        assert isinstance(resource, cdk.CfnElement)
        resource.override_logical_id(logical_id)

    assert set(resources_of(stack, COMPONENT)) == {"LlamaComponent", "LegalComponent"}
    assert "LlamaComponent" in resources_of(stack, COMPONENT)["LegalComponent"]["DependsOn"]
    assert "LlamaComponent" in resources_of(stack, SCALABLE_TARGET)["LlamaTarget"]["DependsOn"]
