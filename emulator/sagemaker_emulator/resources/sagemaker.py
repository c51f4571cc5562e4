"""Models, endpoint configurations and model package groups.

Gaps in moto: it ignores explicit names, fails for inference pipelines, has an
outdated list of instance types, rejects instance pools, and drops several
properties.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from botocore import xform_name
from moto.core.responses import ActionResult
from moto.sagemaker import models as sagemaker
from moto.sagemaker import responses
from moto.sagemaker.exceptions import ValidationError

from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource
from ..strict.configs import require_acceptable_config
from ..strict.existing import Place
from ..strict.models import require_acceptable_model
from .shapes import checked

_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_CAPACITY = ("InstanceType", "InstancePools", "ServerlessConfig")

# Members of CreateEndpointConfig that AWS::SageMaker::EndpointConfig does not have.
_ONLY_IN_API = frozenset({"AcceleratorPartitionLayouts", "CrossRegionTrafficConfig"})


def install() -> None:
    """Patch the parts of moto's API operations that the provider uses too."""
    sagemaker.FakeEndpointConfig.validate_production_variants = _require_one_capacity
    responses.SageMakerResponse.create_endpoint_config = _create_config_request


def _require_one_capacity(self: Any, variants: list[dict[str, Any]]) -> None:
    """Raise if a variant does not specify exactly one kind of capacity.

    Accept all instance types, because their list changes every few months and the emulator does not depend on it.
    """
    for variant in variants:
        given = [name for name in _CAPACITY if name in variant]
        if len(given) != 1:
            name, choices = variant["VariantName"], ", ".join(_CAPACITY)
            raise ValidationError(message=f"Variant {name} needs one of {choices}; it has {given or 'none'}.")
        if "ServerlessConfig" in variant:
            self.validate_serverless_config(variant["ServerlessConfig"])


def backend_of(request: Request) -> Any:
    return sagemaker.sagemaker_backends[request.scope.account_id][request.scope.region]


def place_of(backend: Any) -> Place:
    return Place(backend.account_id, backend.region_name)


def _parameters(
    request: Request, operation: str, name_property: str, only_in_api: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return the checked API parameters, including the name of the resource."""
    name = request.name(name_property)
    require_valid_name(name_property, name)
    return checked("sagemaker", operation, {**request.properties, name_property: name}, only_in_api)


def require_valid_name(name_property: str, name: str) -> None:
    """Raise if a name is not valid, because botocore does not check patterns."""
    if not _NAME.fullmatch(name):
        raise ProvisioningError(f"{name_property} {name!r} must satisfy {_NAME.pattern}")


def require_free_name(existing: Mapping[str, Any], kind: str, name: str) -> None:
    """Raise if the name is in use, as the service does. moto would overwrite the resource."""
    if name in existing:
        raise ProvisioningError(f"Cannot create already existing {kind} {name!r}.")


def _show(target: Any, parameters: Mapping[str, Any], *members: str) -> None:
    """Set members as attributes of the object, which moto's describe operation returns."""
    for member in members:
        setattr(target, xform_name(member), parameters.get(member))


class ModelProvider(Provider):
    """A model with one container or several."""

    name_property = "ModelName"
    mutable = frozenset({"Tags"})

    def create(self, request: Request) -> Resource:
        parameters = _parameters(request, "CreateModel", "ModelName")
        name, backend = parameters["ModelName"], backend_of(request)
        require_free_name(backend._models, "model", name)
        require_acceptable_model(parameters, place_of(backend))
        model = backend.create_model(
            model_name=name,
            execution_role_arn=parameters.get("ExecutionRoleArn"),
            primary_container=parameters.get("PrimaryContainer"),
            vpc_config=parameters.get("VpcConfig"),
            containers=parameters.get("Containers"),
            tags=parameters.get("Tags"),
        )
        _show(
            model,
            parameters,
            "PrimaryContainer",
            "Containers",
            "VpcConfig",
            "EnableNetworkIsolation",
            "InferenceExecutionConfig",
            "ExecutionRoleArn",
        )
        model.enable_network_isolation = parameters.get("EnableNetworkIsolation", False)
        return Resource(model.arn, {"ModelName": name})

    def update(self, resource: Resource, request: Request) -> Resource:
        backend_of(request)._models[resource.attributes["ModelName"]].tags = request.properties.get("Tags", [])
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        backend_of(request).delete_model(resource.attributes["ModelName"])


class EndpointConfigProvider(Provider):
    """An endpoint configuration with production and shadow variants."""

    name_property = "EndpointConfigName"
    mutable = frozenset({"Tags"})

    def create(self, request: Request) -> Resource:
        parameters = _parameters(request, "CreateEndpointConfig", "EndpointConfigName", _ONLY_IN_API)
        config = _create_config(backend_of(request), parameters)
        return Resource(config.endpoint_config_arn, {"EndpointConfigName": config.endpoint_config_name})

    def update(self, resource: Resource, request: Request) -> Resource:
        config = backend_of(request).endpoint_configs[resource.attributes["EndpointConfigName"]]
        config.tags = request.properties.get("Tags", [])
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        backend_of(request).delete_endpoint_config(resource.attributes["EndpointConfigName"])


def _create_config(backend: Any, parameters: Mapping[str, Any]) -> Any:
    """Create an endpoint configuration from the parameters of the API."""
    name = parameters["EndpointConfigName"]
    require_free_name(backend.endpoint_configs, "endpoint configuration", name)
    variants = parameters["ProductionVariants"] + parameters.get("ShadowProductionVariants", [])
    names = [variant["VariantName"] for variant in variants]
    if len(names) != len(set(names)):
        raise ProvisioningError(f"variant names must be unique, but are {names}")
    without_model = [variant["VariantName"] for variant in variants if "ModelName" not in variant]
    if without_model and "ExecutionRoleArn" not in parameters:
        raise ProvisioningError(
            f"ExecutionRoleArn is required, because variants have no ModelName: {', '.join(without_model)}."
        )
    for variant in variants:
        if "ModelName" in variant and variant.get("ManagedInstanceScaling", {}).get("Status") == "ENABLED":
            raise ProvisioningError(
                "ManagedInstanceScaling is only supported for inference component endpoints, but variant "
                f"{variant['VariantName']} has a ModelName."
            )
    backend.validate_production_variants([{"ModelName": name} for name in _models_of(variants)])
    config = sagemaker.FakeEndpointConfig(
        account_id=backend.account_id,
        region_name=backend.region_name,
        endpoint_config_name=name,
        production_variants=parameters["ProductionVariants"],
        async_inference_config=parameters.get("AsyncInferenceConfig"),
        data_capture_config=parameters.get("DataCaptureConfig"),
        tags=parameters.get("Tags", []),
        kms_key_id=parameters.get("KmsKeyId"),
    )
    config.validate_production_variants(parameters.get("ShadowProductionVariants", []))
    require_acceptable_config(parameters, backend._models, place_of(backend))
    backend.endpoint_configs[name] = config
    _show(config, parameters, *parameters.keys() - {"Tags"})
    return config


def _create_config_request(self: Any) -> ActionResult:
    """Create a configuration through the API. Gap in moto: each variant needs a model, and most members are lost."""
    try:
        parameters = checked("sagemaker", "CreateEndpointConfig", json.loads(self.body))
        require_valid_name("EndpointConfigName", parameters["EndpointConfigName"])
        config = _create_config(self.sagemaker_backend, parameters)
    except ProvisioningError as error:
        raise ValidationError(message=str(error)) from error
    return ActionResult({"EndpointConfigArn": config.endpoint_config_arn})


def _models_of(variants: list[dict[str, Any]]) -> list[str]:
    """Return the names of the models of variants and of their instance pools."""
    named = [(variant, "ModelName") for variant in variants]
    named += [(pool, "ModelNameOverride") for variant in variants for pool in variant.get("InstancePools", [])]
    return [holder[name] for holder, name in named if name in holder]


class ModelPackageGroupProvider(Provider):
    """A model package group, without a resource policy."""

    name_property = "ModelPackageGroupName"
    mutable = frozenset({"Tags"})

    def create(self, request: Request) -> Resource:
        parameters = _parameters(request, "CreateModelPackageGroup", "ModelPackageGroupName")
        name, backend = parameters["ModelPackageGroupName"], backend_of(request)
        require_free_name(backend.model_package_groups, "model package group", name)
        arn = backend.create_model_package_group(name, parameters.get("ModelPackageGroupDescription", ""), parameters.get("Tags"))
        return Resource(arn, {"ModelPackageGroupArn": arn, "ModelPackageGroupStatus": "Completed"})

    def update(self, resource: Resource, request: Request) -> Resource:
        backend_of(request).model_package_groups[request.properties["ModelPackageGroupName"]].tags = request.properties.get("Tags", [])
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        # The service refuses to delete a group with versions, but moto cannot delete versions.
        del backend_of(request).model_package_groups[request.properties["ModelPackageGroupName"]]


PROVIDERS: dict[str, Provider] = {
    "AWS::SageMaker::Model": ModelProvider(),
    "AWS::SageMaker::EndpointConfig": EndpointConfigProvider(),
    "AWS::SageMaker::ModelPackageGroup": ModelPackageGroupProvider(),
}
