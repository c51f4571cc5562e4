"""What SageMaker refuses of a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cloudformation.provider import ProvisioningError
from .existing import Place, images_of


def containers_of(parameters: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the containers of a model, whichever member has them."""
    primary = parameters.get("PrimaryContainer")
    return [primary] if primary else list(parameters.get("Containers") or [])


def is_multi_model(container: Mapping[str, Any]) -> bool:
    return container.get("Mode") == "MultiModel"


def require_acceptable_model(parameters: Mapping[str, Any], place: Place) -> None:
    """Raise if SageMaker would refuse the model."""
    if bool(parameters.get("PrimaryContainer")) == bool(parameters.get("Containers")):
        raise ProvisioningError("a model needs either PrimaryContainer or Containers")
    containers = containers_of(parameters)
    for container in containers:
        _require_acceptable_container(container)
    _require_host_names(parameters, containers)
    if sum(map(is_multi_model, containers)) > 1:
        raise ProvisioningError("Only one container of a model can have the mode MultiModel.")
    if "ExecutionRoleArn" not in parameters:
        raise ProvisioningError("ExecutionRoleArn is required.")
    place.require_role(parameters["ExecutionRoleArn"])
    network = parameters.get("VpcConfig")
    if network:
        place.require_network(network)
    for image, config in images_of(containers):
        place.require_image(image, config, bool(network))
    for container in containers:
        _require_artifacts(container, place)


def _require_acceptable_container(container: Mapping[str, Any]) -> None:
    if "Image" not in container and "ModelPackageName" not in container:
        raise ProvisioningError("A container needs an Image or a ModelPackageName.")
    if not is_multi_model(container):
        return
    if "ModelDataSource" in container:
        raise ProvisioningError("ModelDataSource is not supported for containers with the mode MultiModel.")
    if str(container.get("ModelDataUrl", "")).endswith(".tar.gz"):
        raise ProvisioningError(
            "ModelDataUrl of a container with the mode MultiModel must be the prefix of the models, not one archive: "
            f"{container['ModelDataUrl']}"
        )


def _require_host_names(parameters: Mapping[str, Any], containers: list[Mapping[str, Any]]) -> None:
    names = [container["ContainerHostname"] for container in containers if "ContainerHostname" in container]
    if len(names) != len(set(names)):
        raise ProvisioningError(f"The host names of containers must be unique, but are {', '.join(names)}.")
    if parameters.get("InferenceExecutionConfig", {}).get("Mode") != "Direct":
        return
    if len(containers) < 2:
        raise ProvisioningError("The inference execution mode Direct requires at least two containers.")
    if len(names) < len(containers):
        raise ProvisioningError("The inference execution mode Direct requires a ContainerHostname for each container.")


def _require_artifacts(container: Mapping[str, Any], place: Place) -> None:
    url, source = container.get("ModelDataUrl"), container.get("ModelDataSource", {}).get("S3DataSource")
    if url:
        several = is_multi_model(container)
        place.require_artifacts(url, prefix=several, may_be_empty=several)
    if source:
        prefix = source["S3DataType"] == "S3Prefix"
        if prefix and not source["S3Uri"].endswith("/"):
            raise ProvisioningError(f"S3Uri of a ModelDataSource with the type S3Prefix must end with '/': {source['S3Uri']}")
        place.require_artifacts(source["S3Uri"], prefix=prefix)
