"""Models and endpoint configurations.

Gaps in moto: explicit names are ignored, pipelines of containers fail, the list
of instance types is old, and several properties are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from botocore import xform_name
from moto.sagemaker import models as sagemaker

from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource
from .shapes import checked

_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")


def install() -> None:
    """Patch what moto's own API call shares with the provider."""
    sagemaker.FakeEndpointConfig.validate_instance_type = _accept_any_instance_type


def _accept_any_instance_type(self: Any, instance_type: str) -> None:
    """Which types exist changes every few months, and nothing here depends on it."""


def backend_of(request: Request) -> Any:
    return sagemaker.sagemaker_backends[request.scope.account_id][request.scope.region]


def _parameters(request: Request, operation: str, name_property: str) -> dict[str, Any]:
    """Checked API parameters with the resource's name in them."""
    name = request.name(name_property)
    require_valid_name(name_property, name)
    return checked("sagemaker", operation, {**request.properties, name_property: name})


def require_valid_name(name_property: str, name: str) -> None:
    """botocore does not check patterns, and the service's is stricter than most."""
    if not _NAME.fullmatch(name):
        raise ProvisioningError(f"{name_property} {name!r} must satisfy {_NAME.pattern}")


def require_free_name(existing: Mapping[str, Any], kind: str, name: str) -> None:
    """moto overwrites what has the same name; the service refuses."""
    if name in existing:
        raise ProvisioningError(f"Cannot create already existing {kind} {name!r}.")


def _show(target: Any, parameters: Mapping[str, Any], *members: str) -> None:
    """Set members so that moto's describe call, which prints the object's attributes, shows them."""
    for member in members:
        setattr(target, xform_name(member), parameters.get(member))


class ModelProvider(Provider):
    """A model: one container, or a pipeline of them."""

    name_property = "ModelName"
    mutable = frozenset({"Tags"})

    def create(self, request: Request) -> Resource:
        parameters = _parameters(request, "CreateModel", "ModelName")
        name, backend = parameters["ModelName"], backend_of(request)
        require_free_name(backend._models, "model", name)
        if ("PrimaryContainer" in parameters) == bool(parameters.get("Containers")):
            raise ProvisioningError("a model needs either PrimaryContainer or Containers")
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
    """An endpoint configuration: production and shadow variants and how they are served."""

    name_property = "EndpointConfigName"
    mutable = frozenset({"Tags"})

    def create(self, request: Request) -> Resource:
        parameters = _parameters(request, "CreateEndpointConfig", "EndpointConfigName")
        name, backend = parameters["EndpointConfigName"], backend_of(request)
        require_free_name(backend.endpoint_configs, "endpoint configuration", name)
        variants = parameters["ProductionVariants"] + parameters.get("ShadowProductionVariants", [])
        names = [variant["VariantName"] for variant in variants]
        if len(names) != len(set(names)):
            raise ProvisioningError(f"variant names must be unique, but are {names}")
        backend.validate_production_variants([variant for variant in variants if "ModelName" in variant])
        config = sagemaker.FakeEndpointConfig(
            account_id=request.scope.account_id,
            region_name=request.scope.region,
            endpoint_config_name=name,
            production_variants=parameters["ProductionVariants"],
            async_inference_config=parameters.get("AsyncInferenceConfig"),
            data_capture_config=parameters.get("DataCaptureConfig"),
            tags=parameters.get("Tags", []),
            kms_key_id=parameters.get("KmsKeyId"),
        )
        backend.endpoint_configs[name] = config
        _show(
            config,
            parameters,
            "ShadowProductionVariants",
            "ExplainerConfig",
            "VpcConfig",
            "EnableNetworkIsolation",
            "ExecutionRoleArn",
        )
        return Resource(config.endpoint_config_arn, {"EndpointConfigName": name})

    def update(self, resource: Resource, request: Request) -> Resource:
        config = backend_of(request).endpoint_configs[resource.attributes["EndpointConfigName"]]
        config.tags = request.properties.get("Tags", [])
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        backend_of(request).delete_endpoint_config(resource.attributes["EndpointConfigName"])


PROVIDERS: dict[str, Provider] = {
    "AWS::SageMaker::Model": ModelProvider(),
    "AWS::SageMaker::EndpointConfig": EndpointConfigProvider(),
}
