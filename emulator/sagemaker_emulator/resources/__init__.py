"""Resource types that moto lacks or implements only in part."""

from __future__ import annotations

from ..cloudformation.provider import Provider
from . import (
    alarm,
    bucket_deployment,
    dashboard,
    endpoint,
    events,
    identity,
    inference_component,
    keys,
    logs,
    messaging,
    metadata,
    nested_stack,
    network,
    registry,
    sagemaker,
    scaling,
    state_machine,
    storage,
)

_MODULES = (
    alarm,
    bucket_deployment,
    dashboard,
    endpoint,
    events,
    identity,
    inference_component,
    keys,
    logs,
    messaging,
    metadata,
    nested_stack,
    network,
    registry,
    sagemaker,
    scaling,
    state_machine,
    storage,
)

PROVIDERS: dict[str, Provider] = {
    type_name: provider for module in _MODULES for type_name, provider in module.PROVIDERS.items()
}
