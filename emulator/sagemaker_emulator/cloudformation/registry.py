"""The registry of the providers of resource types.

Gap in moto: it skips an unsupported type with a line in the log, and the stack
"succeeds" without the resource. Here such a type is an error.
"""

from __future__ import annotations

from functools import cache

from moto.cloudformation.parsing import get_model_map

from ..resources import PROVIDERS
from .moto_provider import MotoProvider
from .provider import Provider, ProvisioningError

_NEEDS_CONTAINERS = "it runs a Lambda function, and there is no container engine to run it"
_REFUSED = {
    "AWS::CloudFormation::CustomResource": _NEEDS_CONTAINERS,
}


@cache
def provider_of(type_name: str) -> Provider:
    """Return the provider of a type. Raise with the name of the type if there is none."""
    if type_name in PROVIDERS:
        return PROVIDERS[type_name]
    reason = _NEEDS_CONTAINERS if type_name.startswith("Custom::") else _REFUSED.get(type_name)
    if reason is None and type_name not in get_model_map():
        reason = "no emulation exists"
    if reason is None:
        provider = MotoProvider(type_name)
        if provider.can_delete:
            return provider
        reason = "moto can create it but not delete it"
    raise ProvisioningError(f"resource type {type_name} is not emulated: {reason}")
