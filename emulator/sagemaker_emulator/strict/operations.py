"""The rules of operations of the API that no shape tells, applied before moto handles the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.sagemaker.models import sagemaker_backends

from ..cloudformation.provider import ProvisioningError
from .deployments import require_acceptable_deployment, require_acceptable_update
from .existing import Place
from .models import require_acceptable_model
from .scaling import require_acceptable_policy, require_acceptable_target

Rule = Callable[[Mapping[str, Any], Place], None]


def _backend(place: Place) -> Any:
    return sagemaker_backends[place.account_id][place.region]


def _model(parameters: Mapping[str, Any], place: Place) -> None:
    name = parameters["ModelName"]
    if name in _backend(place)._models:
        raise ProvisioningError(f"Cannot create already existing model {name!r}.")
    require_acceptable_model(parameters, place)


def _endpoint(parameters: Mapping[str, Any], place: Place) -> None:
    name, backend = parameters["EndpointName"], _backend(place)
    if name in backend.endpoints:
        raise ProvisioningError(f"Cannot create already existing endpoint {name!r}.")
    _deployment(parameters, place)


def _deployment(parameters: Mapping[str, Any], place: Place) -> None:
    backend = _backend(place)
    config = backend.endpoint_configs.get(parameters["EndpointConfigName"])
    if config is None:
        raise ProvisioningError(f"Could not find endpoint configuration {parameters['EndpointConfigName']!r}.")
    require_acceptable_deployment(parameters, config)
    endpoint = backend.endpoints.get(parameters["EndpointName"])
    if endpoint is not None:
        require_acceptable_update(backend, endpoint, config)


def _finished(parameters: Mapping[str, Any], place: Place) -> None:
    """Raise if the endpoint is being created or updated: SageMaker then neither deletes nor scales it."""
    endpoint = _backend(place).endpoints.get(parameters["EndpointName"])
    if endpoint is not None and endpoint.endpoint_status in ("Creating", "Updating"):
        raise ProvisioningError(f'Cannot update in-progress endpoint "{endpoint.arn}".')


def _package_group(parameters: Mapping[str, Any], place: Place) -> None:
    name = parameters["ModelPackageGroupName"]
    if name in _backend(place).model_package_groups:
        raise ProvisioningError(f"Cannot create already existing model package group {name!r}.")


RULES: dict[str, Rule] = {
    "CreateModel": _model,
    "CreateModelPackageGroup": _package_group,
    "CreateEndpoint": _endpoint,
    "UpdateEndpoint": _deployment,
    "UpdateEndpointWeightsAndCapacities": _finished,
    "DeleteEndpoint": _finished,
    "RegisterScalableTarget": lambda parameters, place: require_acceptable_target(parameters),
    "PutScalingPolicy": lambda parameters, place: require_acceptable_policy(parameters),
}
