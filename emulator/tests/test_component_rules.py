"""What the service refuses about inference components, through its API and in stacks."""

from __future__ import annotations

from typing import Any

import pytest
from components import (
    ARN,
    SPEC,
    adapter,
    adapter_parameters,
    bare_config,
    bare_variant,
    component,
    describe,
    done,
    hosts,
    parameters,
    refused,
    serve,
    specification,
)
from conftest import Cloud
from hosting import IMAGE, ROLE_ARN, hosting, model, variant

NO_ROOM = (
    "There is not enough hardware resources on the instances for this endpoint to create a copy of the "
    "inference component."
)


def sized(memory: int = 1024, **required: float) -> dict[str, Any]:
    requirements = {"MinMemoryRequiredInMb": memory, **required}
    return {"Container": {"Image": IMAGE}, "ComputeResourceRequirements": requirements}


def test_a_configuration_without_models_needs_a_role(cloud: Cloud) -> None:
    stack = cloud.create({"Config": bare_config(ExecutionRoleArn={"Ref": "AWS::NoValue"})})
    reason = "ExecutionRoleArn is required, because variants have no ModelName: main."
    assert reason in stack["StackStatusReason"]
    create = cloud.client("sagemaker").create_endpoint_config
    given = {"EndpointConfigName": f"{cloud.unique}-c", "ProductionVariants": [bare_variant()]}
    assert refused(create, **given) == reason
    create(**given, ExecutionRoleArn=ROLE_ARN)
    described = cloud.client("sagemaker").describe_endpoint_config(EndpointConfigName=f"{cloud.unique}-c")
    assert described["ExecutionRoleArn"] == ROLE_ARN


@pytest.mark.parametrize("status, accepted", [("ENABLED", False), ("DISABLED", True)])
def test_the_instances_of_a_variant_with_a_model_are_not_managed(cloud: Cloud, status: str, accepted: bool) -> None:
    managed = {"Status": status, "MinInstanceCount": 1, "MaxInstanceCount": 2}
    stack = cloud.create(hosting(variant(ManagedInstanceScaling=managed)))
    if accepted:
        done(stack)
        return
    assert (
        "ManagedInstanceScaling is only supported for inference component endpoints, but variant main has a ModelName."
    ) in stack["StackStatusReason"]


def test_an_endpoint_of_the_api_hosts_components(cloud: Cloud) -> None:
    sagemaker = cloud.client("sagemaker")
    sagemaker.create_endpoint_config(
        EndpointConfigName=f"{cloud.unique}-c", ExecutionRoleArn=ROLE_ARN, ProductionVariants=[bare_variant()]
    )
    sagemaker.create_endpoint(EndpointName=f"{cloud.unique}-e", EndpointConfigName=f"{cloud.unique}-c")
    serve(cloud, Specification=SPEC)


def test_a_variant_with_a_model_hosts_no_components(cloud: Cloud) -> None:
    resources = hosting(Model=model())
    resources["Endpoint"]["Properties"]["EndpointName"] = f"{cloud.unique}-e"
    done(cloud.create(resources))
    given = parameters(cloud, Specification=SPEC)
    assert refused(cloud.client("sagemaker").create_inference_component, **given) == (
        "Inference Components are not supported in this Endpoint. Please make sure this endpoint can deploy "
        "inference components."
    )


@pytest.mark.parametrize("isolated, other", [("true", "false"), ("false", "true")])
def test_the_network_isolation_of_model_and_configuration_must_be_the_same(
    cloud: Cloud, isolated: str, other: str
) -> None:
    name = f"{cloud.unique}-m"
    models = {
        "Same": model(ModelName=f"{name}-same", EnableNetworkIsolation=isolated),
        "Other": model(ModelName=f"{name}-other", EnableNetworkIsolation=other),
    }
    done(cloud.create({**hosts(cloud, EnableNetworkIsolation=isolated), **models}))
    create = cloud.client("sagemaker").create_inference_component
    required = {"ComputeResourceRequirements": {"MinMemoryRequiredInMb": 1024}}
    message = refused(create, **parameters(cloud, Specification={"ModelName": f"{name}-other", **required}))
    assert message == (
        f"EnableNetworkIsolation of model {name}-other is {other}, but that of the endpoint configuration is "
        f"{isolated}; they must be the same."
    )
    create(**parameters(cloud, Specification={"ModelName": f"{name}-same", **required}))


@pytest.mark.parametrize(
    "given, message",
    [
        ({"VariantName": None}, "VariantName is required for a base inference component."),
        ({"RuntimeConfig": {"CopyCount": 0}}, "Inference components copy count an integer larger than 0"),
        ({"Specification": None}, "Exactly one of Specification and Specifications must be specified."),
        ({"Specifications": [SPEC]}, "Exactly one of Specification and Specifications must be specified."),
        (
            {"Specification": None, "Specifications": [{"InstanceType": "ml.c5.xlarge", **SPEC}]},
            "Specifications must have 2 to 5 entries, each with its own InstanceType; they are ['ml.c5.xlarge'].",
        ),
        (
            {"Specification": {key: SPEC[key] for key in SPEC if key != "Container"}},
            "A base inference component needs ModelName or Container.Image in its specification.",
        ),
        (
            {"Specification": {"Container": SPEC["Container"]}},
            "ComputeResourceRequirements is required for a base inference component.",
        ),
        ({"Specification": {**SPEC, "ModelName": "nobody"}}, 'Could not find model "nobody".'),
        ({"EndpointName": "nobody"}, 'Could not find endpoint "nobody".'),
    ],
)
def test_a_base_component_is_refused(cloud: Cloud, given: dict[str, Any], message: str) -> None:
    done(cloud.create(hosts(cloud)))
    create = cloud.client("sagemaker").create_inference_component
    assert refused(create, **parameters(cloud, **{"Specification": SPEC, **given})) == message


def test_a_variant_that_does_not_exist_is_refused(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud)))
    create = cloud.client("sagemaker").create_inference_component
    message = refused(create, **parameters(cloud, Specification=SPEC, VariantName="other"))
    assert message == f'Could not find variant "other" of endpoint "{cloud.unique}-e".'


def test_a_component_without_a_number_of_copies_has_one(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud)))
    serve(cloud, Specification=SPEC, RuntimeConfig=None)
    assert describe(cloud)["RuntimeConfig"]["DesiredCopyCount"] == 1


def test_an_adapter_is_refused(cloud: Cloud) -> None:
    url = cloud.upload("", "adapter.tar.gz")
    done(cloud.create(hosts(cloud)))
    create, name = cloud.client("sagemaker").create_inference_component, f"{cloud.unique}-base"
    assert refused(create, **adapter_parameters(cloud, url)) == f'Could not find inference component "{ARN}{name}".'
    create(**parameters(cloud, Specification=SPEC))
    assert refused(create, **adapter_parameters(cloud, url)) == (
        f"The base inference component {name} is Creating; it must be InService."
    )
    cloud.emulator.advance(minutes=10)
    with_variant = adapter_parameters(cloud, url, VariantName="main")
    assert refused(create, **with_variant) == (
        "VariantName is not allowed for an adapter: it is that of its base inference component."
    )
    required = {"ComputeResourceRequirements": {"MinMemoryRequiredInMb": 1024}}
    base = {"BaseInferenceComponentName": name}
    for wrong, message in (
        (base, "An adapter needs Container.ArtifactUrl in its specification."),
        (
            {**base, "Container": {"ArtifactUrl": url}, **required},
            "ComputeResourceRequirements is not allowed for an adapter: it shares those of its base.",
        ),
    ):
        assert refused(create, **adapter_parameters(cloud, Specification=wrong)) == message
    create(**adapter_parameters(cloud, url))
    cloud.emulator.advance(minutes=2)
    nested = {"BaseInferenceComponentName": f"{cloud.unique}-adapter", "Container": {"ArtifactUrl": url}}
    message = refused(
        create, **adapter_parameters(cloud, Specification=nested, InferenceComponentName=f"{cloud.unique}-next")
    )
    assert message == f"{cloud.unique}-adapter is an adapter, which cannot be the base of another one."


def test_an_adapter_is_on_the_endpoint_of_its_base(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud)))
    serve(cloud, Specification=SPEC)
    other = hosts(cloud)
    other["Endpoint"]["Properties"]["EndpointName"] = f"{cloud.unique}-other"
    done(cloud.create(other, stack="other"))
    given = adapter_parameters(cloud, EndpointName=f"{cloud.unique}-other")
    assert refused(cloud.client("sagemaker").create_inference_component, **given) == (
        f"The base inference component {cloud.unique}-base is on the endpoint {cloud.unique}-e."
    )


def test_a_stack_that_creates_the_adapter_first_fails(cloud: Cloud) -> None:
    first = adapter(cloud, cloud.upload("", "adapter.tar.gz"))
    del first["DependsOn"]
    base = component(cloud, Specification=SPEC)
    stack = cloud.create({**hosts(cloud), "Adapter": first, "Base": base})
    assert f'Could not find inference component "{ARN}{cloud.unique}-base".' in stack["StackStatusReason"]
    done(cloud.create({**hosts(cloud), "Adapter": {**first, "DependsOn": "Base"}, "Base": base}, stack="ordered"))


def test_a_name_is_unique(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud)))
    create = cloud.client("sagemaker").create_inference_component
    create(**parameters(cloud, Specification=SPEC))
    message = refused(create, **parameters(cloud, Specification=SPEC))
    assert message == f'Cannot create already existing inference component "{ARN}{cloud.unique}-base".'


@pytest.mark.parametrize("operation", ["describe", "delete", "update", "update_runtime_config"])
def test_an_unknown_component_is_refused(cloud: Cloud, operation: str) -> None:
    verb, _, rest = operation.partition("_")
    call = getattr(cloud.client("sagemaker"), "_".join(filter(None, [verb, "inference_component", rest])))
    more: dict[str, Any] = {
        "update": {"RuntimeConfig": {"CopyCount": 1}},
        "update_runtime_config": {"DesiredRuntimeConfig": {"CopyCount": 1}},
    }.get(operation, {})
    message = refused(call, InferenceComponentName="nobody", **more)
    assert message == f'Could not find inference component "{ARN}nobody".'


@pytest.mark.parametrize(
    "instance, wanted, copies",
    [
        ("ml.g5.xlarge", sized(4096, NumberOfAcceleratorDevicesRequired=1), 1),
        ("ml.c5.xlarge", sized(8192), 1),
        ("ml.c5.xlarge", sized(1024, NumberOfCpuCoresRequired=5), 1),
        ("ml.c5.xlarge", sized(1024, NumberOfCpuCoresRequired=1), 5),
        ("ml.c5.xlarge", sized(1024, NumberOfAcceleratorDevicesRequired=1), 1),
        ("ml.g5.12xlarge", sized(1024, NumberOfAcceleratorDevicesRequired=4), 2),
    ],
)
def test_a_reservation_that_is_too_large_fails_at_once(
    cloud: Cloud, instance: str, wanted: dict[str, Any], copies: int
) -> None:
    done(cloud.create(hosts(cloud, bare_variant(InstanceType=instance))))
    given = parameters(cloud, Specification=wanted, RuntimeConfig={"CopyCount": copies})
    cloud.client("sagemaker").create_inference_component(**given)
    found = describe(cloud)
    assert (found["InferenceComponentStatus"], found["FailureReason"]) == ("Failed", NO_ROOM)


@pytest.mark.parametrize(
    "instance, wanted, copies",
    [
        ("ml.g5.xlarge", sized(1024, NumberOfAcceleratorDevicesRequired=1), 1),
        ("ml.g6.2xlarge", sized(8192, NumberOfAcceleratorDevicesRequired=1), 1),
        ("ml.c5.xlarge", sized(2048, NumberOfCpuCoresRequired=1), 3),
        ("ml.g5.24xlarge", sized(104096, NumberOfAcceleratorDevicesRequired=4), 1),
        ("ml.inf2.xlarge", sized(4096, NumberOfAcceleratorDevicesRequired=2), 1),
    ],
)
def test_a_reservation_that_fits_is_accepted(cloud: Cloud, instance: str, wanted: dict[str, Any], copies: int) -> None:
    done(cloud.create(hosts(cloud, bare_variant(InstanceType=instance))))
    serve(cloud, Specification=wanted, RuntimeConfig={"CopyCount": copies})
    assert describe(cloud)["RuntimeConfig"]["CurrentCopyCount"] == copies


def test_managed_scaling_makes_room_up_to_its_maximum(cloud: Cloud) -> None:
    managed = {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 2}
    done(cloud.create(hosts(cloud, bare_variant(ManagedInstanceScaling=managed))))
    serve(cloud, "one", Specification=sized(6000))
    serve(cloud, "two", Specification=sized(6000))
    (running,) = cloud.client("sagemaker").describe_endpoint(EndpointName=f"{cloud.unique}-e")["ProductionVariants"]
    assert (running["CurrentInstanceCount"], running["DesiredInstanceCount"]) == (2, 2)
    cloud.client("sagemaker").create_inference_component(**parameters(cloud, "three", Specification=sized(6000)))
    assert describe(cloud, "three")["FailureReason"] == NO_ROOM


def test_a_failed_component_keeps_its_reservation_until_it_is_deleted(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud)))
    sagemaker = cloud.client("sagemaker")
    missing = sized(6000)
    missing["Container"]["ArtifactUrl"] = f"s3://{cloud.unique}-nowhere/model.tar.gz"
    sagemaker.create_inference_component(**parameters(cloud, "failed", Specification=missing))
    cloud.emulator.advance(minutes=10)
    failed = describe(cloud, "failed")
    assert failed["InferenceComponentStatus"] == "Failed"
    assert f"could not read s3://{cloud.unique}-nowhere/model.tar.gz" in failed["FailureReason"]
    sagemaker.create_inference_component(**parameters(cloud, "next", Specification=sized(4096)))
    assert describe(cloud, "next")["FailureReason"] == NO_ROOM
    for name in ("failed", "next"):
        sagemaker.delete_inference_component(InferenceComponentName=f"{cloud.unique}-{name}")
    cloud.emulator.advance(minutes=2)
    serve(cloud, "next", Specification=sized(4096))


def test_a_component_that_fails_is_deleted_by_the_rollback(cloud: Cloud) -> None:
    stack = cloud.create({**hosts(cloud), "Base": component(cloud, Specification=sized(8192))})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert f"{cloud.unique}-base failed: {NO_ROOM}" in stack["StackStatusReason"]
    call = cloud.client("sagemaker").describe_inference_component
    assert "Could not find" in refused(call, InferenceComponentName=f"{cloud.unique}-base")
    done(cloud.create(hosts(cloud), stack="again"))
    serve(cloud, Specification=sized(6000))


def test_a_component_whose_container_does_not_start_fails(cloud: Cloud) -> None:
    url = cloud.upload("def model_fn(d): raise RuntimeError('no weights')")
    stack = cloud.create({**hosts(cloud), "Base": component(cloud, Specification=specification(url))})
    assert "Failed to start a copy of the inference component" in stack["StackStatusReason"]
    assert "no weights" in stack["StackStatusReason"]


def test_a_component_that_is_changing_is_neither_updated_nor_deleted(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud)))
    sagemaker, name = cloud.client("sagemaker"), f"{cloud.unique}-base"
    sagemaker.create_inference_component(**parameters(cloud, Specification=SPEC))

    def refusals(state: str) -> None:
        calls: list[tuple[str, Any, dict[str, Any]]] = [
            ("delete", sagemaker.delete_inference_component, {}),
            ("update", sagemaker.update_inference_component, {"RuntimeConfig": {"CopyCount": 3}}),
            ("update", sagemaker.update_inference_component_runtime_config, {"DesiredRuntimeConfig": {"CopyCount": 3}}),
        ]
        for verb, call, more in calls:
            message = refused(call, InferenceComponentName=name, **more)
            assert message == f'Cannot {verb} inference component "{ARN}{name}" while it is in state {state}.'

    refusals("CREATE_IN_PROGRESS")
    cloud.emulator.advance(minutes=10)
    sagemaker.update_inference_component_runtime_config(
        InferenceComponentName=name, DesiredRuntimeConfig={"CopyCount": 2}
    )
    assert describe(cloud)["InferenceComponentStatus"] == "Updating"
    refusals("UPDATE_RC_IN_PROGRESS")
    cloud.emulator.advance(minutes=10)
    sagemaker.update_inference_component(InferenceComponentName=name, Specification=sized(1500))
    refusals("UPDATE_IN_PROGRESS")
    cloud.emulator.advance(minutes=10)
    sagemaker.delete_inference_component(InferenceComponentName=name)
    refusals("DELETE_IN_PROGRESS")


def test_a_base_with_adapters_is_not_deleted(cloud: Cloud) -> None:
    url = cloud.upload("", "adapter.tar.gz")
    resources = {**hosts(cloud), "Base": component(cloud, Specification=SPEC)}
    done(cloud.create({**resources, "Adapter": adapter(cloud, url)}))
    sagemaker, name = cloud.client("sagemaker"), f"{cloud.unique}-base"
    assert refused(sagemaker.delete_inference_component, InferenceComponentName=name) == (
        f'Cannot delete inference component "{ARN}{name}": it is a base inference component for one or more '
        f"associated inference components: {cloud.unique}-adapter."
    )
    cloud.delete()
    assert cloud.client("sagemaker").list_inference_components(NameContains=cloud.unique)["InferenceComponents"] == []


def test_a_stack_that_deletes_the_base_first_does_not_succeed(cloud: Cloud) -> None:
    url = cloud.upload("", "adapter.tar.gz")
    done(cloud.create({**hosts(cloud), "Base": component(cloud, Specification=SPEC)}))
    other = adapter(cloud, url)
    del other["DependsOn"]
    other["Properties"]["EndpointName"] = f"{cloud.unique}-e"
    done(cloud.create({"Adapter": other}, stack="adapter"))
    cloud.delete()
    stack = cloud.describe()
    assert stack["StackStatus"] == "DELETE_FAILED"
    assert "The following resource(s) failed to delete: [Base]." in stack["StackStatusReason"]
    cloud.delete("adapter")
    cloud.delete()
    assert cloud.client("sagemaker").list_inference_components(NameContains=cloud.unique)["InferenceComponents"] == []


def test_components_outlive_their_endpoint_and_keep_their_names(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud)))
    serve(cloud, Specification=SPEC)
    cloud.delete()
    sagemaker = cloud.client("sagemaker")
    assert describe(cloud)["InferenceComponentStatus"] == "InService"
    done(cloud.create(hosts(cloud), stack="again"))
    create, name = sagemaker.create_inference_component, f"{cloud.unique}-base"
    assert "Cannot create already existing" in refused(create, **parameters(cloud, Specification=SPEC))
    sagemaker.delete_inference_component(InferenceComponentName=name)
    assert describe(cloud)["InferenceComponentStatus"] == "Deleting"
    cloud.emulator.advance(minutes=2)
    serve(cloud, Specification=SPEC)
