"""The acceptance tests of inference components in the Terraform provider, as templates.

They are those of https://github.com/hashicorp/terraform-provider-aws/pull/48894, under their names
(``TestAccSageMakerInferenceComponent_...``). There they run against AWS, so that what they assert is how the service
behaves. Each one also imports the component, whose state must be that of its creation: here, a description before
and after a stack update without changes.
"""

from __future__ import annotations

from typing import Any

from components import component, describe, done, hosts, refused
from conftest import Cloud
from hosting import model
from test_operated_endpoints import alarm

# The image of TensorFlow Serving that the tests use.
IMAGE = "763104351884.dkr.ecr.us-east-1.amazonaws.com/tensorflow-serving:1.12-cpu"
MANAGED = {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 1}
TIMEOUTS = {"ModelDataDownloadTimeoutInSeconds": 300, "ContainerStartupHealthCheckTimeoutInSeconds": 300}
ARN = "arn:aws:sagemaker:us-east-1:123456789012"


def base(cloud: Cloud, instance_type: str = "ml.c5.xlarge") -> dict[str, Any]:
    """The endpoint of all tests: a role, and one variant without a model, whose scaling is managed between 1 and 1."""
    variant = {
        "VariantName": "main",
        "InstanceType": instance_type,
        "InitialInstanceCount": 1,
        "ManagedInstanceScaling": MANAGED,
    }
    return hosts(cloud, variant)


def requirements(memory: int = 1024, **properties: Any) -> dict[str, Any]:
    return {"MinMemoryRequiredInMb": memory, "NumberOfCpuCoresRequired": 1, **properties}


def spec(cloud: Cloud, **properties: Any) -> dict[str, Any]:
    """Image and artifact without a model, 1,024 MB and one core."""
    container = {"Image": IMAGE, "ArtifactUrl": cloud.upload("def model_fn(d): return lambda x: x")}
    given = {"Container": container, "ComputeResourceRequirements": requirements(), **properties}
    return {key: value for key, value in given.items() if value is not None}


def deploy(cloud: Cloud, resource: dict[str, Any], **resources: Any) -> Any:
    """Create the stack of a test, and return the description of its component."""
    done(cloud.create({**base(cloud), "Base": resource, **resources}))
    found = describe(cloud)
    assert found["InferenceComponentStatus"] == "InService"
    return found


def change(cloud: Cloud, resource: dict[str, Any], **resources: Any) -> Any:
    """Update the component, which must be in place, and return its description."""
    before = describe(cloud)
    done(cloud.update({**base(cloud), "Base": resource, **resources}))
    after = describe(cloud)
    kept = ("InferenceComponentArn", "CreationTime", "EndpointName", "VariantName", "InferenceComponentStatus")
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    return after


def imported(cloud: Cloud, resource: dict[str, Any], **resources: Any) -> None:
    """The component is the same after an update of the stack that does not change it."""
    before = describe(cloud)
    done(cloud.update({**base(cloud), "Base": resource, **resources, "Other": {"Type": "AWS::SNS::Topic"}}))
    after = describe(cloud)
    assert {**after, "ResponseMetadata": None} == {**before, "ResponseMetadata": None}


def test_basic(cloud: Cloud) -> None:
    given = spec(cloud, StartupParameters=TIMEOUTS)
    resource = component(cloud, Specification=given)
    found = deploy(cloud, resource)
    assert found["InferenceComponentArn"] == f"{ARN}:inference-component/{cloud.unique}-base"
    assert found["EndpointArn"] == f"{ARN}:endpoint/{cloud.unique}-e"
    assert (found["EndpointName"], found["VariantName"]) == (f"{cloud.unique}-e", "main")
    counts = found["RuntimeConfig"]
    assert (counts["DesiredCopyCount"], counts["CurrentCopyCount"]) == (1, 1)
    assert found["Specification"]["ComputeResourceRequirements"] == requirements()
    assert found["Specification"]["StartupParameters"] == TIMEOUTS
    assert "ModelName" not in found["Specification"]
    image = found["Specification"]["Container"]["DeployedImage"]
    assert image["SpecifiedImage"] == IMAGE
    assert "@sha256:" in image["ResolvedImage"] and image["ResolutionTime"]
    assert found["Specification"]["Container"]["ArtifactUrl"] == given["Container"]["ArtifactUrl"]
    assert found["CreationTime"] <= found["LastModifiedTime"]
    imported(cloud, resource)


def test_disappears(cloud: Cloud) -> None:
    resource = component(cloud, Specification=spec(cloud))
    deploy(cloud, resource)
    sagemaker, name = cloud.client("sagemaker"), f"{cloud.unique}-base"
    sagemaker.delete_inference_component(InferenceComponentName=name)
    cloud.emulator.advance(minutes=2)
    assert "Could not find" in refused(sagemaker.describe_inference_component, InferenceComponentName=name)
    # CloudFormation has no refresh: the stack forgets the component, and creates it again.
    done(cloud.update(base(cloud)))
    done(cloud.update({**base(cloud), "Base": resource}))
    assert describe(cloud)["InferenceComponentStatus"] == "InService"


def test_tags(cloud: Cloud) -> None:
    def tagged(**tags: str) -> dict[str, Any]:
        given = [{"Key": key, "Value": value} for key, value in tags.items()]
        return component(cloud, Specification=spec(cloud), Tags=given)

    def tags() -> dict[str, str]:
        arn = describe(cloud)["InferenceComponentArn"]
        return {tag["Key"]: tag["Value"] for tag in cloud.client("sagemaker").list_tags(ResourceArn=arn)["Tags"]}

    deploy(cloud, tagged(key1="value1"))
    assert tags() == {"key1": "value1"}
    imported(cloud, tagged(key1="value1"))
    change(cloud, tagged(key1="value1updated", key2="value2"))
    assert tags() == {"key1": "value1updated", "key2": "value2"}
    change(cloud, tagged(key2="value2"))
    assert tags() == {"key2": "value2"}


def test_runtimeConfigUpdate(cloud: Cloud) -> None:
    def copies(count: int) -> dict[str, Any]:
        return component(cloud, Specification=spec(cloud), RuntimeConfig={"CopyCount": count})

    assert deploy(cloud, copies(1))["RuntimeConfig"]["CurrentCopyCount"] == 1
    counts = change(cloud, copies(2))["RuntimeConfig"]
    assert (counts["DesiredCopyCount"], counts["CurrentCopyCount"]) == (2, 2)
    imported(cloud, copies(2))


def test_specificationUpdate(cloud: Cloud) -> None:
    def memory(size: int) -> dict[str, Any]:
        return component(cloud, Specification=spec(cloud, ComputeResourceRequirements=requirements(size)))

    def shown(found: Any) -> int:
        return int(found["Specification"]["ComputeResourceRequirements"]["MinMemoryRequiredInMb"])

    assert shown(deploy(cloud, memory(1024))) == 1024
    assert shown(change(cloud, memory(2048))) == 2048
    imported(cloud, memory(2048))


def test_container(cloud: Cloud) -> None:
    given = spec(cloud)
    given["Container"]["Environment"] = {"KEY1": "value1"}
    found = deploy(cloud, component(cloud, Specification=given))
    container = found["Specification"]["Container"]
    assert container["Environment"] == {"KEY1": "value1"}
    assert container["ArtifactUrl"] == given["Container"]["ArtifactUrl"]
    assert container["DeployedImage"]["SpecifiedImage"] == IMAGE
    imported(cloud, component(cloud, Specification=given))


def test_containerImage(cloud: Cloud) -> None:
    given = spec(cloud)
    found = deploy(cloud, component(cloud, Specification=given))
    container = found["Specification"]["Container"]
    assert (container["DeployedImage"]["SpecifiedImage"], "Environment" in container) == (IMAGE, False)
    imported(cloud, component(cloud, Specification=given))


def test_modelName(cloud: Cloud) -> None:
    name = f"{cloud.unique}-m"
    resource = component(cloud, Specification=spec(cloud, Container=None, ModelName=name))
    resource["DependsOn"] = "Model"
    hosted = {"Model": model(cloud.upload("def model_fn(d): return lambda x: x"), ModelName=name)}
    found = deploy(cloud, resource, **hosted)
    assert (found["Specification"]["ModelName"], "Container" in found["Specification"]) == (name, False)
    imported(cloud, resource, **hosted)


def test_startupParameters(cloud: Cloud) -> None:
    parameters = {"ModelDataDownloadTimeoutInSeconds": 120, "ContainerStartupHealthCheckTimeoutInSeconds": 120}
    resource = component(cloud, Specification=spec(cloud, StartupParameters=parameters))
    assert deploy(cloud, resource)["Specification"]["StartupParameters"] == parameters
    imported(cloud, resource)


def test_dataCacheConfig(cloud: Cloud) -> None:
    resource = component(cloud, Specification=spec(cloud, DataCacheConfig={"EnableCaching": True}))
    assert deploy(cloud, resource)["Specification"]["DataCacheConfig"] == {"EnableCaching": True}
    imported(cloud, resource)


def test_schedulingConfig(cloud: Cloud) -> None:
    scheduling = {
        "PlacementStrategy": "SPREAD",
        "AvailabilityZoneBalance": {"EnforcementMode": "PERMISSIVE", "MaxImbalance": 1},
    }
    resource = component(cloud, Specification=spec(cloud, SchedulingConfig=scheduling))
    assert deploy(cloud, resource)["Specification"]["SchedulingConfig"] == scheduling
    imported(cloud, resource)


def test_acceleratorDevices(cloud: Cloud) -> None:
    required = {"MinMemoryRequiredInMb": 1024, "NumberOfAcceleratorDevicesRequired": 1}
    scheduling = {"PlacementStrategy": "BINPACK", "AvailabilityZoneBalance": {"EnforcementMode": "PERMISSIVE"}}
    given = spec(cloud, ComputeResourceRequirements=required, SchedulingConfig=scheduling)
    done(cloud.create({**base(cloud, "ml.g5.xlarge"), "Base": component(cloud, Specification=given)}))
    found = describe(cloud)
    assert found["InferenceComponentStatus"] == "InService"
    assert found["Specification"]["ComputeResourceRequirements"] == required
    assert found["Specification"]["SchedulingConfig"] == scheduling
    assert found["RuntimeConfig"]["PlacementStatus"] == [{"InstanceType": "ml.g5.xlarge", "CurrentCopyCount": 1}]


def test_computeResourceRequirements(cloud: Cloud) -> None:
    required = requirements(MaxMemoryRequiredInMb=2048)
    resource = component(cloud, Specification=spec(cloud, ComputeResourceRequirements=required))
    assert deploy(cloud, resource)["Specification"]["ComputeResourceRequirements"] == required
    imported(cloud, resource)


def test_containerMetricsConfig(cloud: Cloud) -> None:
    given = spec(cloud)
    endpoints = [{"MetricsEndpointPath": "/metrics", "MetricPublishFrequencyInSeconds": 30}]
    given["Container"]["ContainerMetricsConfig"] = {"MetricsEndpoints": endpoints}
    found = deploy(cloud, component(cloud, Specification=given))
    assert found["Specification"]["Container"]["ContainerMetricsConfig"] == {"MetricsEndpoints": endpoints}
    imported(cloud, component(cloud, Specification=given))


def test_specifications(cloud: Cloud) -> None:
    name = f"{cloud.unique}-m"
    several = [
        {"InstanceType": kind, "ModelName": name, "ComputeResourceRequirements": requirements()}
        for kind in ("ml.c5.xlarge", "ml.c5.2xlarge")
    ]
    resource = {**component(cloud, Specifications=several), "DependsOn": "Model"}
    hosted = {"Model": model(cloud.upload("def model_fn(d): return lambda x: x"), ModelName=name)}
    found = deploy(cloud, resource, **hosted)
    assert (found["Specifications"], "Specification" in found) == (several, False)
    imported(cloud, resource, **hosted)


def test_adapter(cloud: Cloud) -> None:
    url = cloud.upload("", "adapter.tar.gz")
    given = {"BaseInferenceComponentName": f"{cloud.unique}-base", "Container": {"ArtifactUrl": url}}
    properties = {
        "InferenceComponentName": f"{cloud.unique}-adapter",
        "EndpointName": {"Fn::GetAtt": ["Endpoint", "EndpointName"]},
        "Specification": given,
    }
    adapter = {"Type": "AWS::SageMaker::InferenceComponent", "DependsOn": "Base", "Properties": properties}
    resource = component(cloud, Specification=spec(cloud))
    deploy(cloud, resource, Adapter=adapter)
    found = describe(cloud, "adapter")
    assert found["InferenceComponentStatus"] == "InService"
    shown = found["Specification"]
    assert {key: shown[key] for key in given} == given
    assert "DeployedImage" not in shown["Container"] and "RuntimeConfig" not in found
    # What it shows besides is that of its base.
    assert found["VariantName"] == describe(cloud)["VariantName"]
    assert shown["ComputeResourceRequirements"] == describe(cloud)["Specification"]["ComputeResourceRequirements"]
    imported(cloud, resource, Adapter=adapter)


def test_deploymentConfig(cloud: Cloud) -> None:
    name = f"{cloud.unique}-alarm"
    watch = {"Alarm": alarm(name)}
    deployment = {
        "RollingUpdatePolicy": {
            "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 50},
            "WaitIntervalInSeconds": 60,
            "MaximumExecutionTimeoutInSeconds": 1800,
            "RollbackMaximumBatchSize": {"Type": "COPY_COUNT", "Value": 1},
        },
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": name}]},
    }
    found = deploy(cloud, component(cloud, Specification=spec(cloud), RuntimeConfig={"CopyCount": 2}), **watch)
    assert ("LastDeploymentConfig" in found, found["RuntimeConfig"]["CurrentCopyCount"]) == (False, 2)
    resource = component(cloud, Specification=spec(cloud), RuntimeConfig={"CopyCount": 3}, DeploymentConfig=deployment)
    resource["DependsOn"] = "Alarm"
    found = change(cloud, resource, **watch)
    assert found["LastDeploymentConfig"] == deployment
    assert found["RuntimeConfig"]["CurrentCopyCount"] == 3
    imported(cloud, resource, **watch)
