"""What SageMaker refuses of an endpoint configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cloudformation.provider import ProvisioningError
from .existing import Place
from .models import containers_of, is_multi_model


def require_acceptable_config(parameters: Mapping[str, Any], models: Mapping[str, Any], place: Place) -> None:
    """Raise if SageMaker would refuse the configuration of these models."""
    production, shadows = parameters["ProductionVariants"], parameters.get("ShadowProductionVariants", [])
    variants = [*production, *shadows]
    for variant in variants:
        _require_acceptable_variant(variant)
    used = [model for variant in variants if (model := _model_of(variant, models)) is not None]
    if any("ServerlessConfig" in variant for variant in variants):
        _require_serverless(parameters, variants, used)
    if "AsyncInferenceConfig" in parameters:
        _require_asynchronous(production, shadows, used)
    if shadows:
        _require_shadow(production, shadows, used)
    _require_network(parameters, variants, place)
    if "ExecutionRoleArn" in parameters:
        place.require_role(parameters["ExecutionRoleArn"])


def _model_of(variant: Mapping[str, Any], models: Mapping[str, Any]) -> Any:
    return models.get(variant.get("ModelName", ""))


def _given(model: Any) -> Mapping[str, Any]:
    """Return what a model was created with."""
    members = {
        "PrimaryContainer": model.primary_container,
        "Containers": model.containers,
        "VpcConfig": model.vpc_config,
        "EnableNetworkIsolation": getattr(model, "enable_network_isolation", False),
        "InferenceExecutionConfig": getattr(model, "inference_execution_config", None),
    }
    return {key: value for key, value in members.items() if value}


def _is_direct(model: Mapping[str, Any]) -> bool:
    return bool(model.get("InferenceExecutionConfig", {}).get("Mode") == "Direct")


def _require_acceptable_variant(variant: Mapping[str, Any]) -> None:
    name = variant["VariantName"]
    if "ServerlessConfig" in variant:
        serverless = variant["ServerlessConfig"]
        if serverless.get("ProvisionedConcurrency", 0) > serverless["MaxConcurrency"]:
            raise ProvisioningError(f"ProvisionedConcurrency of variant {name} must not be greater than MaxConcurrency.")
        return
    if "InitialInstanceCount" not in variant:
        raise ProvisioningError(f"InitialInstanceCount is required for variant {name}.")
    scaling = variant.get("ManagedInstanceScaling", {})
    if scaling.get("MinInstanceCount", 0) > scaling.get("MaxInstanceCount", scaling.get("MinInstanceCount", 0)):
        raise ProvisioningError(f"MinInstanceCount of variant {name} must not be greater than MaxInstanceCount.")


def _require_serverless(parameters: Mapping[str, Any], variants: list[Mapping[str, Any]], used: list[Any]) -> None:
    """Raise for what serverless inference excludes. A key is not among it."""
    if len(variants) > 1:
        raise ProvisioningError("A serverless endpoint has exactly one variant, and no shadow variant.")
    for member in ("AsyncInferenceConfig", "DataCaptureConfig"):
        if member in parameters:
            raise ProvisioningError(f"{member} is not supported for serverless endpoints.")
    for model in map(_given, used):
        if "VpcConfig" in model:
            raise ProvisioningError("A model with a VpcConfig is not supported for serverless endpoints.")
        if model.get("EnableNetworkIsolation"):
            raise ProvisioningError("Network isolation is not supported for serverless endpoints.")
        containers = containers_of(model)
        if len(containers) > 1:
            raise ProvisioningError("A model with several containers is not supported for serverless endpoints.")
        for container in containers:
            if is_multi_model(container):
                raise ProvisioningError("The mode MultiModel is not supported for serverless endpoints.")
            if "ModelDataSource" in container:
                raise ProvisioningError("ModelDataSource is not supported for serverless endpoints.")
            if container.get("ImageConfig", {}).get("RepositoryAccessMode") == "Vpc":
                raise ProvisioningError("Images of private registries are not supported for serverless endpoints.")


def _require_asynchronous(
    production: list[Mapping[str, Any]], shadows: list[Mapping[str, Any]], used: list[Any]
) -> None:
    if len(production) > 1:
        raise ProvisioningError("An asynchronous endpoint has exactly one variant.")
    if shadows:
        raise ProvisioningError("Shadow variants are not supported for asynchronous endpoints.")
    for model in map(_given, used):
        if any(map(is_multi_model, containers_of(model))):
            raise ProvisioningError("The mode MultiModel is not supported for asynchronous endpoints.")
        if _is_direct(model):
            raise ProvisioningError("The inference execution mode Direct is not supported for asynchronous endpoints.")


def _require_shadow(
    production: list[Mapping[str, Any]], shadows: list[Mapping[str, Any]], used: list[Any]
) -> None:
    if len(shadows) > 1:
        raise ProvisioningError("A configuration has at most one shadow variant.")
    if len(production) > 1:
        raise ProvisioningError("A configuration with a shadow variant has exactly one production variant.")
    for variant in (*production, *shadows):
        if str(variant.get("InstanceType", "")).startswith("ml.inf1."):
            raise ProvisioningError(f"Shadow tests do not support the instance type {variant['InstanceType']}.")
    for model in map(_given, used):
        containers = containers_of(model)
        if len(containers) > 1 or any(map(is_multi_model, containers)):
            raise ProvisioningError("Shadow tests support models with one container in the mode SingleModel only.")


def _require_network(parameters: Mapping[str, Any], variants: list[Mapping[str, Any]], place: Place) -> None:
    with_model = [variant["VariantName"] for variant in variants if "ModelName" in variant]
    for member in ("VpcConfig", "EnableNetworkIsolation"):
        if parameters.get(member) and with_model:
            raise ProvisioningError(
                f"{member} of a configuration is only supported for variants without a ModelName, but "
                f"{', '.join(with_model)} {'has' if len(with_model) == 1 else 'have'} one."
            )
    if "VpcConfig" in parameters:
        place.require_network(parameters["VpcConfig"])
