"""The model registry: groups with resource policies, and model packages.

Gaps in moto: its CloudFormation has neither, nothing can be deleted, and the operations on policies are missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.sagemaker import responses
from moto.sagemaker.exceptions import ValidationError
from moto.sagemaker.models import ModelPackage

from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource
from .sagemaker import backend_of, require_free_name, require_valid_name
from .shapes import checked

# Members of the resource type that CreateModelPackage does not have.
_ONLY_IN_TEMPLATES = (
    "AdditionalInferenceSpecificationsToAdd",
    "ApprovalDescription",
    "LastModifiedTime",
    "ModelPackageStatusDetails",
    "ModelPackageVersion",
)
_ARGUMENTS = (
    ("inference_specification", "InferenceSpecification"),
    ("source_algorithm_specification", "SourceAlgorithmSpecification"),
    ("validation_specification", "ValidationSpecification"),
    ("metadata_properties", "MetadataProperties"),
    ("model_metrics", "ModelMetrics"),
    ("drift_check_baselines", "DriftCheckBaselines"),
    ("domain", "Domain"),
    ("task", "Task"),
    ("sample_payload_url", "SamplePayloadUrl"),
    ("additional_inference_specifications", "AdditionalInferenceSpecifications"),
    ("client_token", "ClientToken"),
    ("model_package_description", "ModelPackageDescription"),
)


def install() -> None:
    """Add the operations on the policies of groups, and the deletions."""
    for name, handle in (
        ("get_model_package_group_policy", _get_policy),
        ("put_model_package_group_policy", _put_policy),
        ("delete_model_package_group_policy", _delete_policy),
        ("delete_model_package_group", _delete_group),
        ("delete_model_package", _delete_package),
    ):
        setattr(responses.SageMakerResponse, name, _operation(handle))


def _operation(handle: Callable[[Any, dict[str, Any]], dict[str, Any] | None]) -> Callable[[Any], ActionResult]:
    def respond(self: Any) -> ActionResult:
        try:
            result = handle(self.sagemaker_backend, json.loads(self.body or "{}"))
        except ProvisioningError as error:
            raise ValidationError(message=str(error)) from error
        return ActionResult(result) if result else EmptyResult()

    return respond


def _policies(backend: Any) -> dict[str, str]:
    """Return the policies by the names of the groups."""
    found: dict[str, str] = backend.__dict__.setdefault("model_package_group_policies", {})
    return found


def _group(backend: Any, name: str) -> Any:
    name = name.rsplit("/", 1)[-1]
    if name not in backend.model_package_groups:
        raise ProvisioningError(f"Model Package Group {name} does not exist.")
    return backend.model_package_groups[name]


def _get_policy(backend: Any, given: dict[str, Any]) -> dict[str, Any]:
    name = _group(backend, given["ModelPackageGroupName"]).model_package_group_name
    if name not in _policies(backend):
        raise ProvisioningError(f"Cannot find resource policy for: {name}")
    return {"ResourcePolicy": _policies(backend)[name]}


def _put_policy(backend: Any, given: dict[str, Any]) -> dict[str, Any]:
    group = _group(backend, given["ModelPackageGroupName"])
    _policies(backend)[group.model_package_group_name] = given["ResourcePolicy"]
    return {"ModelPackageGroupArn": group.arn}


def _delete_policy(backend: Any, given: dict[str, Any]) -> None:
    name = _group(backend, given["ModelPackageGroupName"]).model_package_group_name
    if _policies(backend).pop(name, None) is None:
        raise ProvisioningError(f"Cannot find resource policy for: {name}")


def _delete_group(backend: Any, given: dict[str, Any]) -> None:
    name = _group(backend, given["ModelPackageGroupName"]).model_package_group_name
    if any(package.model_package_group_name == name for package in backend.model_packages.values()):
        raise ProvisioningError(f"Model Package Group {name} cannot be deleted, because it has model packages.")
    _policies(backend).pop(name, None)
    del backend.model_package_groups[name]


def _delete_package(backend: Any, given: dict[str, Any]) -> None:
    arn = backend.model_package_name_mapping.get(given["ModelPackageName"], given["ModelPackageName"])
    if arn not in backend.model_packages:
        raise ProvisioningError(f"Model Package {arn} does not exist.")
    del backend.model_packages[arn]
    for key in [key for key, value in backend.model_package_name_mapping.items() if value == arn]:
        del backend.model_package_name_mapping[key]


class ModelPackageGroupProvider(Provider):
    """A group of model packages, with its resource policy."""

    name_property = "ModelPackageGroupName"
    mutable = frozenset({"Tags", "ModelPackageGroupPolicy"})

    def create(self, request: Request) -> Resource:
        name, backend = request.name("ModelPackageGroupName"), backend_of(request)
        require_valid_name("ModelPackageGroupName", name)
        properties = {key: value for key, value in request.properties.items() if key != "ModelPackageGroupPolicy"}
        parameters = checked("sagemaker", "CreateModelPackageGroup", {**properties, "ModelPackageGroupName": name})
        require_free_name(backend.model_package_groups, "model package group", name)
        description = parameters.get("ModelPackageGroupDescription", "")
        arn = backend.create_model_package_group(name, description, parameters.get("Tags"))
        self._set_policy(backend, name, request)
        return Resource(arn, {"ModelPackageGroupArn": arn, "ModelPackageGroupStatus": "Completed"})

    def update(self, resource: Resource, request: Request) -> Resource:
        backend, name = backend_of(request), resource.physical_resource_id.rsplit("/", 1)[-1]
        _group(backend, name).tags = request.properties.get("Tags", [])
        self._set_policy(backend, name, request)
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        _delete_group(backend_of(request), {"ModelPackageGroupName": resource.physical_resource_id})

    @staticmethod
    def _set_policy(backend: Any, name: str, request: Request) -> None:
        policy = request.properties.get("ModelPackageGroupPolicy")
        if policy is None:
            _policies(backend).pop(name, None)
        else:
            _policies(backend)[name] = policy if isinstance(policy, str) else json.dumps(policy)


class ModelPackageProvider(Provider):
    """A version of a group, or a package with a name of its own."""

    name_property = "ModelPackageName"
    mutable = frozenset({"ApprovalDescription", "CustomerMetadataProperties", "ModelApprovalStatus", "Tags"})

    def create(self, request: Request) -> Resource:
        backend = backend_of(request)
        given = {key: value for key, value in request.properties.items() if key not in _ONLY_IN_TEMPLATES}
        if "SkipModelValidation" in given:
            given["SkipModelValidation"] = str(given["SkipModelValidation"])
        parameters = checked("sagemaker", "CreateModelPackage", given)
        group = parameters.get("ModelPackageGroupName")
        group_name = None if group is None else _group(backend, group).model_package_group_name
        arn = backend.create_model_package(
            model_package_name=parameters.get("ModelPackageName", None if group else request.generated_name),
            model_package_group_name=group_name,
            certify_for_marketplace=parameters.get("CertifyForMarketplace", False),
            tags=parameters.get("Tags"),
            model_approval_status=parameters.get("ModelApprovalStatus", "PendingManualApproval" if group else None),
            customer_metadata_properties=parameters.get("CustomerMetadataProperties", {}),
            **{argument: parameters.get(member) for argument, member in _ARGUMENTS},
        )
        package = backend.model_packages[arn]
        package.approval_description = request.properties.get("ApprovalDescription")
        return self._resource(package)

    def update(self, resource: Resource, request: Request) -> Resource:
        package: ModelPackage = backend_of(request).model_packages[resource.physical_resource_id]
        properties = request.properties
        if "ModelApprovalStatus" in properties:
            package.set_model_approval_status(properties["ModelApprovalStatus"])
        package.approval_description = properties.get("ApprovalDescription")
        package.customer_metadata_properties = properties.get("CustomerMetadataProperties", {})
        package.tags = properties.get("Tags", [])
        package.modifications_done()
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        _delete_package(backend_of(request), {"ModelPackageName": resource.physical_resource_id})

    @staticmethod
    def _resource(package: Any) -> Resource:
        created = package.creation_time.isoformat(timespec="milliseconds")
        attributes = {
            "ModelPackageArn": package.arn,
            "ModelPackageStatus": package.model_package_status,
            "CreationTime": f"{created}Z",
        }
        if package.model_package_version:
            attributes["ModelPackageVersion"] = package.model_package_version
        return Resource(package.arn, attributes)


PROVIDERS: dict[str, Provider] = {
    "AWS::SageMaker::ModelPackage": ModelPackageProvider(),
    "AWS::SageMaker::ModelPackageGroup": ModelPackageGroupProvider(),
}
