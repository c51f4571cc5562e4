"""The API operations of inference components, which moto does not have, and their tags."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.sagemaker import models, responses
from moto.sagemaker.exceptions import AWSValidationException

from ..clock import clock
from ..cloudformation.provider import ProvisioningError
from ..components import operations
from ..components.instances import Hosting
from ..components.model import Component, Revision, components_of, find
from .sagemaker import require_valid_name
from .shapes import checked

_PAGE = 10
_ARN_PART = ":inference-component/"


def install() -> None:
    """Add the operations to moto's service, and components to its operations on tags."""
    for operation, handler in _OPERATIONS.items():
        setattr(responses.SageMakerResponse, _method(operation), _operation(operation, handler))
    backend = models.SageMakerModelBackend
    backend.add_tags = _for_components(backend.add_tags, _add_tags)
    backend.list_tags = _for_components(backend.list_tags, _list_tags)
    backend.delete_tags = _for_components(backend.delete_tags, _delete_tags)


def _method(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")


Handler = Callable[[Any, dict[str, Any]], dict[str, Any]]


def _operation(name: str, handler: Handler) -> Callable[[Any], ActionResult]:
    def respond(self: Any) -> ActionResult:
        try:
            parameters = checked("sagemaker", name, _timed(json.loads(self.body or "{}")))
            if "InferenceComponentName" in parameters:
                require_valid_name("InferenceComponentName", parameters["InferenceComponentName"])
        except ProvisioningError as error:
            raise AWSValidationException(str(error)) from error
        with clock.lock:
            clock.catch_up()
            result = handler(self.sagemaker_backend, parameters)
        return ActionResult(result) if result else EmptyResult()

    return respond


def _timed(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body with times for the numbers that stand for them in JSON."""
    times = ("CreationTime", "LastModifiedTime")
    return {
        key: datetime.fromtimestamp(value, UTC).replace(tzinfo=None)
        if key.startswith(times) and isinstance(value, (int, float))
        else value
        for key, value in body.items()
    }


def _create(backend: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    return {"InferenceComponentArn": operations.create(backend, parameters).arn}


def _update(backend: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    name, config = parameters.pop("InferenceComponentName"), parameters.pop("DeploymentConfig", None)
    return {"InferenceComponentArn": operations.update(backend, name, parameters, config).arn}


def _update_runtime_config(backend: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    count = parameters["DesiredRuntimeConfig"]["CopyCount"]
    component = operations.change_copies(backend, parameters["InferenceComponentName"], count)
    return {"InferenceComponentArn": component.arn}


def _delete(backend: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    operations.delete(backend, parameters["InferenceComponentName"])
    return {}


def _describe(backend: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    component = find(backend, parameters["InferenceComponentName"])
    described: dict[str, Any] = {
        **_summary(component),
        "FailureReason": component.failure_reason,
        "LastDeploymentConfig": component.last_deployment_config,
    }
    revision = component.revision
    if revision.plural:
        described["Specifications"] = [_specification(item, None) for item in revision.specifications]
    else:
        described["Specification"] = _specification(revision.specifications[0], revision)
    if component.base is not None:
        base = components_of(backend).get(component.base)
        required = base and base.revision.specification().get("ComputeResourceRequirements")
        for shown in described.get("Specifications", [described.get("Specification")]) if required else []:
            shown["ComputeResourceRequirements"] = required
    else:
        hosting = Hosting.of(component)
        placed = {"InstanceType": hosting and hosting.instance_type, "CurrentCopyCount": component.current}
        described["RuntimeConfig"] = {
            "DesiredCopyCount": component.desired,
            "CurrentCopyCount": component.current,
            "PlacementStatus": [placed] if component.current and hosting else [],
        }
    return {key: value for key, value in described.items() if value is not None}


def _specification(given: Mapping[str, Any], revision: Revision | None) -> dict[str, Any]:
    """Return a specification as it is described: with the resolved image, but not in one for an instance type."""
    shown = dict(given)
    if "Container" in given:
        container = dict(given["Container"])
        image = container.pop("Image", None)
        if image is not None and revision is not None:
            resolved = image if "@sha256:" in image else f"{image.rsplit(':', 1)[0]}@sha256:{'0' * 64}"
            container["DeployedImage"] = {
                "SpecifiedImage": image,
                "ResolvedImage": resolved,
                "ResolutionTime": revision.resolved,
            }
        shown["Container"] = container
    return shown


def _summary(component: Component) -> dict[str, Any]:
    endpoint = f"{component.arn.split(_ARN_PART)[0]}:endpoint/{component.endpoint_name.lower()}"
    return {
        "InferenceComponentName": component.name,
        "InferenceComponentArn": component.arn,
        "EndpointName": component.endpoint_name,
        "EndpointArn": endpoint,
        "VariantName": component.variant_name,
        "CreationTime": component.created,
        "LastModifiedTime": component.modified,
        "InferenceComponentStatus": component.status,
    }


_SORTED_BY = {"Name": "name", "CreationTime": "created", "Status": "status"}


def _list(backend: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    found = [item for item in components_of(backend).values() if _matches(item, parameters)]
    found.sort(
        key=lambda item: (getattr(item, _SORTED_BY[parameters.get("SortBy", "CreationTime")]), item.name),
        reverse=parameters.get("SortOrder", "Descending") == "Descending",
    )
    start, size = int(parameters.get("NextToken", 0)), parameters.get("MaxResults", _PAGE)
    page: dict[str, Any] = {"InferenceComponents": [_summary(item) for item in found[start : start + size]]}
    if start + size < len(found):
        page["NextToken"] = str(start + size)
    return page


def _matches(item: Component, asked: Mapping[str, Any]) -> bool:
    return (
        asked.get("EndpointNameEquals", item.endpoint_name) == item.endpoint_name
        and asked.get("VariantNameEquals", item.variant_name) == item.variant_name
        and asked.get("StatusEquals", item.status) == item.status
        and asked.get("NameContains", "").lower() in item.name.lower()
        and asked.get("CreationTimeAfter", item.created) <= item.created
        and asked.get("CreationTimeBefore", item.created) >= item.created
        and asked.get("LastModifiedTimeAfter", item.modified) <= item.modified
        and asked.get("LastModifiedTimeBefore", item.modified) >= item.modified
    )


_OPERATIONS: dict[str, Handler] = {
    "CreateInferenceComponent": _create,
    "UpdateInferenceComponent": _update,
    "UpdateInferenceComponentRuntimeConfig": _update_runtime_config,
    "DeleteInferenceComponent": _delete,
    "DescribeInferenceComponent": _describe,
    "ListInferenceComponents": _list,
}


def _for_components(others: Any, handler: Any) -> Any:
    """Return the operation on tags, which uses the handler for the ARN of a component."""

    def tagged(self: Any, arn: str, *args: Any, **options: Any) -> Any:
        if _ARN_PART in arn:
            return handler(find(self, arn.split(_ARN_PART, 1)[1]), *args, **options)
        return others(self, arn, *args, **options) if args else others(self, arn=arn, **options)

    return tagged


def _add_tags(component: Component, tags: list[dict[str, str]]) -> list[dict[str, str]]:
    keys = {tag["Key"] for tag in tags}
    component.tags = [tag for tag in component.tags if tag["Key"] not in keys] + list(tags)
    return component.tags


def _list_tags(component: Component, **pages: Any) -> tuple[list[dict[str, str]], None]:
    return component.tags, None


def _delete_tags(component: Component, tag_keys: list[str]) -> None:
    component.tags = [tag for tag in component.tags if tag["Key"] not in tag_keys]
