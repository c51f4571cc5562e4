"""Inference components as CloudFormation and the API create, describe, list, tag and update them."""

from __future__ import annotations

from typing import Any

import pytest
from components import (
    ARN,
    SPEC,
    adapter,
    bare_variant,
    component,
    describe,
    done,
    hosts,
    parameters,
    refused,
    serve,
)
from conftest import Cloud
from hosting import IMAGE, endpoint, model



def test_references_return_the_arn_and_the_state(cloud: Cloud) -> None:
    attributes = [
        "InferenceComponentArn",
        "InferenceComponentStatus",
        "CreationTime",
        "LastModifiedTime",
        "RuntimeConfig.CurrentCopyCount",
        "RuntimeConfig.DesiredCopyCount",
    ]
    outputs: dict[str, Any] = {name.replace(".", ""): {"Value": {"Fn::GetAtt": ["Base", name]}} for name in attributes}
    outputs["Ref"] = {"Value": {"Ref": "Base"}}
    given = component(cloud, Specification=SPEC, RuntimeConfig={"CopyCount": 2})
    done(cloud.create({**hosts(cloud), "Base": given}, Outputs=outputs))
    found = cloud.outputs()
    assert found["Ref"] == found["InferenceComponentArn"] == f"{ARN}{cloud.unique}-base"
    assert found["InferenceComponentStatus"] == "InService"
    assert str(found["RuntimeConfigCurrentCopyCount"]) == str(found["RuntimeConfigDesiredCopyCount"]) == "2"
    assert found["CreationTime"].endswith("Z") and found["LastModifiedTime"].endswith("Z")


@pytest.mark.parametrize("attribute", ["InferenceComponentName", "FailureReason", "EndpointName"])
def test_no_attribute_returns_the_name(cloud: Cloud, attribute: str) -> None:
    outputs = {"Name": {"Value": {"Fn::GetAtt": ["Base", attribute]}}}
    stack = cloud.create({**hosts(cloud), "Base": component(cloud, Specification=SPEC)}, Outputs=outputs)
    assert f"has no attribute {attribute}" in stack["StackStatusReason"]


def test_a_component_without_a_name_gets_one_that_it_keeps(cloud: Cloud) -> None:
    given = component(cloud, Specification=SPEC)
    del given["Properties"]["InferenceComponentName"]
    outputs = {"Ref": {"Value": {"Ref": "Base"}}}
    done(cloud.create({**hosts(cloud), "Base": given}, Outputs=outputs))
    before = cloud.outputs()["Ref"]
    assert before.startswith(f"{ARN}Base-")
    given["Properties"]["RuntimeConfig"] = {"CopyCount": 2}
    done(cloud.update({**hosts(cloud), "Base": given}, Outputs=outputs))
    assert cloud.outputs()["Ref"] == before
    found = cloud.client("sagemaker").describe_inference_component(InferenceComponentName=before.split("/")[1])
    assert found["RuntimeConfig"]["CurrentCopyCount"] == 2


@pytest.mark.parametrize(
    "given, message",
    [
        (
            {"SchedulingConfig": {"PlacementStrategy": "SPREAD"}},
            "#/Specification/SchedulingConfig: required key [AvailabilityZoneBalance] not found",
        ),
        ({"InstanceType": "ml.c5.xlarge"}, "#/Specification: extraneous key [InstanceType] is not permitted"),
        ({"Network": "x"}, "#/Specification: extraneous key [Network] is not permitted"),
        (
            {"ComputeResourceRequirements": {"MinMemoryRequiredInMb": 1024, "AcceleratorPartitionType": "mig-1g.5gb"}},
            "ComputeResourceRequirements: extraneous key [AcceleratorPartitionType] is not permitted",
        ),
        ({"ComputeResourceRequirements": {}}, "MinMemoryRequiredInMb"),
        ({"ComputeResourceRequirements": {"MinMemoryRequiredInMb": 100}}, "MinMemoryRequiredInMb"),
    ],
)
def test_a_property_that_the_type_does_not_have_fails_the_stack(
    cloud: Cloud, given: dict[str, Any], message: str
) -> None:
    stack = cloud.create({**hosts(cloud), "Base": component(cloud, Specification={**SPEC, **given})})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert message in stack["StackStatusReason"]


def test_every_property_is_described(cloud: Cloud) -> None:
    container = {
        "Image": IMAGE,
        "ArtifactUrl": cloud.upload("def model_fn(d): return None"),
        "Environment": {"AB": "1"},
        "ContainerMetricsConfig": {
            "MetricsEndpoints": [{"MetricsEndpointPath": "/metrics", "MetricPublishFrequencyInSeconds": 30}]
        },
    }
    full = {
        "ModelName": f"{cloud.unique}-m",
        "Container": container,
        "ComputeResourceRequirements": {
            "NumberOfCpuCoresRequired": 1,
            "MinMemoryRequiredInMb": 1024,
            "MaxMemoryRequiredInMb": 2048,
        },
        "StartupParameters": {
            "ModelDataDownloadTimeoutInSeconds": 120,
            "ContainerStartupHealthCheckTimeoutInSeconds": 180,
        },
        "DataCacheConfig": {"EnableCaching": True},
        "SchedulingConfig": {
            "PlacementStrategy": "BINPACK",
            "AvailabilityZoneBalance": {"EnforcementMode": "PERMISSIVE", "MaxImbalance": 0},
        },
    }
    base = {**component(cloud, Specification=full), "DependsOn": "Model"}
    tags = [{"Key": "team", "Value": "a"}]
    base["Properties"]["Tags"] = tags
    done(cloud.create({**hosts(cloud), "Model": model(ModelName=f"{cloud.unique}-m"), "Base": base}))
    found = describe(cloud)
    image = found["Specification"]["Container"].pop("DeployedImage")
    assert image["SpecifiedImage"] == IMAGE
    assert image["ResolvedImage"].startswith(f"{IMAGE.rsplit(':', 1)[0]}@sha256:")
    shown = {**full, "Container": {key: container[key] for key in container if key != "Image"}}
    assert found["Specification"] == shown
    assert found["RuntimeConfig"] == {
        "DesiredCopyCount": 1,
        "CurrentCopyCount": 1,
        "PlacementStatus": [{"InstanceType": "ml.c5.xlarge", "CurrentCopyCount": 1}],
    }
    assert (found["EndpointName"], found["VariantName"]) == (f"{cloud.unique}-e", "main")
    assert found["EndpointArn"].endswith(f":endpoint/{cloud.unique}-e")
    assert "LastDeploymentConfig" not in found and "FailureReason" not in found
    arn = found["InferenceComponentArn"]
    assert cloud.client("sagemaker").list_tags(ResourceArn=arn)["Tags"] == tags


def test_an_adapter_shows_the_variant_and_the_requirements_of_its_base(cloud: Cloud) -> None:
    url = cloud.upload("", "adapter.tar.gz")
    resources = {**hosts(cloud), "Base": component(cloud, Specification=SPEC), "Adapter": adapter(cloud, url)}
    done(cloud.create(resources))
    found = describe(cloud, "adapter")
    assert found["VariantName"] == "main"
    assert found["Specification"] == {
        "BaseInferenceComponentName": f"{cloud.unique}-base",
        "Container": {"ArtifactUrl": url},
        "ComputeResourceRequirements": SPEC["ComputeResourceRequirements"],
    }
    assert "RuntimeConfig" not in found


@pytest.mark.parametrize("member", ["InferenceComponentName", "EndpointName", "VariantName"])
def test_what_the_api_cannot_change_fails_the_update(cloud: Cloud, member: str) -> None:
    other = hosts(cloud)
    other["Endpoint"]["Properties"]["EndpointName"] = f"{cloud.unique}-other"
    done(cloud.create(other, stack="other"))
    resources = hosts(cloud, bare_variant(), bare_variant("other"))
    done(cloud.create({**resources, "Base": component(cloud, Specification=SPEC)}))
    value = "other" if member == "VariantName" else f"{cloud.unique}-other"
    stack = cloud.update({**resources, "Base": component(cloud, Specification=SPEC, **{member: value})})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert f"{member} of {ARN}{cloud.unique}-base cannot be changed from " in stack["StackStatusReason"]
    assert "UpdateInferenceComponent has no such member" in stack["StackStatusReason"]
    assert describe(cloud)["InferenceComponentStatus"] == "InService"


def test_a_replaced_endpoint_fails_the_update_of_its_components(cloud: Cloud) -> None:
    resources = {**hosts(cloud), "Base": component(cloud, Specification=SPEC)}
    done(cloud.create(resources))
    stack = cloud.update({**resources, "Endpoint": endpoint(EndpointName=f"{cloud.unique}-new")})
    assert f"cannot be changed from {cloud.unique}-e to {cloud.unique}-new" in stack["StackStatusReason"]
    assert describe(cloud)["EndpointName"] == f"{cloud.unique}-e"


def test_a_changed_base_fails_the_update(cloud: Cloud) -> None:
    url = cloud.upload("", "adapter.tar.gz")
    resources = {
        **hosts(cloud),
        "Base": component(cloud, Specification=SPEC),
        "Next": {**component(cloud, "next", Specification=SPEC), "DependsOn": "Base"},
    }
    done(cloud.create({**resources, "Adapter": adapter(cloud, url)}))
    stack = cloud.update({**resources, "Adapter": {**adapter(cloud, url, base="next"), "DependsOn": "Next"}})
    assert "BaseInferenceComponentName cannot be changed." in stack["StackStatusReason"]


def test_an_adapter_gets_no_variant_of_its_own(cloud: Cloud) -> None:
    url = cloud.upload("", "adapter.tar.gz")
    resources = {**hosts(cloud, bare_variant(), bare_variant("other")), "Base": component(cloud, Specification=SPEC)}
    stack = cloud.create({**resources, "Adapter": adapter(cloud, url, VariantName="main")}, stack="with")
    assert "VariantName is not allowed for an adapter" in stack["StackStatusReason"]
    done(cloud.create({**resources, "Adapter": adapter(cloud, url)}))
    stack = cloud.update({**resources, "Adapter": adapter(cloud, url, VariantName="other")})
    assert "VariantName of" in stack["StackStatusReason"] and "from main to other" in stack["StackStatusReason"]


def test_an_adapter_may_have_specifications_only_in_the_api(cloud: Cloud) -> None:
    given = {"BaseInferenceComponentName": f"{cloud.unique}-base", "Container": {"ArtifactUrl": cloud.upload("")}}
    several = [{"InstanceType": kind, **given} for kind in ("ml.c5.xlarge", "ml.c5.2xlarge")]
    resource = adapter(cloud, "")
    resource["Properties"]["Specifications"] = several
    del resource["Properties"]["Specification"]
    deployed = {**hosts(cloud), "Base": component(cloud, Specification=SPEC)}
    refused = cloud.create({**deployed, "Adapter": resource})["StackStatusReason"]
    assert "#/Specifications/0: extraneous key [BaseInferenceComponentName] is not permitted" in refused
    cloud.delete()
    done(cloud.create(deployed))
    cloud.client("sagemaker").create_inference_component(
        InferenceComponentName=f"{cloud.unique}-adapter", EndpointName=f"{cloud.unique}-e", Specifications=several
    )
    shown = describe(cloud, "adapter")["Specifications"]
    assert [item["InstanceType"] for item in shown] == ["ml.c5.xlarge", "ml.c5.2xlarge"]
    assert {item["ComputeResourceRequirements"]["MinMemoryRequiredInMb"] for item in shown} == {1024}


def test_tags_change_in_place(cloud: Cloud) -> None:
    resources = hosts(cloud)
    tagged = component(cloud, Specification=SPEC, Tags=[{"Key": "a", "Value": "1"}])
    done(cloud.create({**resources, "Base": tagged}))
    created = describe(cloud)["CreationTime"]
    tags = [{"Key": "a", "Value": "2"}, {"Key": "b", "Value": "1"}]
    done(cloud.update({**resources, "Base": component(cloud, Specification=SPEC, Tags=tags)}))
    found, sagemaker = describe(cloud), cloud.client("sagemaker")
    arn = found["InferenceComponentArn"]
    assert found["CreationTime"] == created
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == tags
    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "b", "Value": "2"}, {"Key": "c", "Value": "3"}])
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["a"])
    left = {tag["Key"]: tag["Value"] for tag in sagemaker.list_tags(ResourceArn=arn)["Tags"]}
    assert left == {"b": "2", "c": "3"}
    assert "Could not find" in refused(sagemaker.list_tags, ResourceArn=f"{ARN}nobody")


def test_tags_of_other_resources_are_as_before(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud)))
    sagemaker = cloud.client("sagemaker")
    arn = sagemaker.describe_endpoint(EndpointName=f"{cloud.unique}-e")["EndpointArn"]
    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["a"])
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "b", "Value": "2"}]


def test_components_are_listed_by_what_they_have(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud, bare_variant(), bare_variant("other"))))
    for name in ("one", "two"):
        serve(cloud, name, Specification=SPEC)
    sagemaker = cloud.client("sagemaker")
    sagemaker.create_inference_component(**parameters(cloud, "three", Specification=SPEC, VariantName="other"))

    def names(**asked: Any) -> list[str]:
        given: dict[str, Any] = {"EndpointNameEquals": f"{cloud.unique}-e", **asked}
        found = sagemaker.list_inference_components(**given)["InferenceComponents"]
        return [item["InferenceComponentName"].removeprefix(f"{cloud.unique}-") for item in found]

    assert names() == ["three", "two", "one"]
    assert names(SortBy="Name", SortOrder="Ascending") == ["one", "three", "two"]
    assert names(VariantNameEquals="other") == ["three"]
    assert names(StatusEquals="Creating") == ["three"]
    assert names(StatusEquals="InService", SortOrder="Ascending") == ["one", "two"]
    assert names(NameContains="TW") == ["two"]
    assert names(EndpointNameEquals="nobody") == []
    assert names(CreationTimeAfter=describe(cloud, "two")["CreationTime"]) == ["three", "two"]
    pages = sagemaker.get_paginator("list_inference_components").paginate(
        NameContains=cloud.unique, PaginationConfig={"PageSize": 2}
    )
    assert [len(page["InferenceComponents"]) for page in pages] == [2, 1]
    (found,) = sagemaker.list_inference_components(NameContains=f"{cloud.unique}-one")["InferenceComponents"]
    assert found["InferenceComponentArn"] == f"{ARN}{cloud.unique}-one"
    assert (found["VariantName"], found["InferenceComponentStatus"]) == ("main", "InService")
    assert found["LastModifiedTime"] > found["CreationTime"]


def test_the_api_returns_before_the_copies_run(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud)))
    sagemaker = cloud.client("sagemaker")
    created = sagemaker.create_inference_component(**parameters(cloud, Specification=SPEC))
    assert created["InferenceComponentArn"] == f"{ARN}{cloud.unique}-base"
    cloud.emulator.advance(minutes=4)
    found = describe(cloud)
    assert (found["InferenceComponentStatus"], found["RuntimeConfig"]["CurrentCopyCount"]) == ("Creating", 0)
    cloud.emulator.advance(minutes=2)
    found = describe(cloud)
    assert (found["InferenceComponentStatus"], found["RuntimeConfig"]["CurrentCopyCount"]) == ("InService", 1)


def test_the_clock_moves_forward_only(cloud: Cloud) -> None:
    with pytest.raises(ValueError, match="AdvanceSeconds"):
        cloud.emulator.advance(minutes=-1)


def test_a_shape_of_the_api_is_checked(cloud: Cloud) -> None:
    done(cloud.create(hosts(cloud)))
    create = cloud.client("sagemaker").create_inference_component
    message = refused(create, **parameters(cloud, Specification=SPEC, InferenceComponentName="a_b"))
    assert message.startswith("1 validation error detected: Value 'a_b' at 'inferenceComponentName' failed to satisfy")
