"""The check of the properties of a resource against the API model of its service.

The CloudFormation properties of the emulated services have the names and shapes
of the API parameters, which botocore defines. An unknown property, a missing one
and one of the wrong type are therefore errors, as they are in AWS, and ``"2"``
becomes ``2`` where the service requires a number. So are values that the service refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.validate import ParamValidator

from ..cloudformation.provider import ProvisioningError
from ..strict.requests import refusal, service_model


def checked(
    service: str, operation: str, properties: Mapping[str, Any], only_in_api: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return the properties as parameters of the operation. Raise if the service would reject them.

    ``only_in_api`` lists the members, at any depth, that CloudFormation does not support.
    """
    shape = service_model(service).operation_model(operation).input_shape
    parameters = _coerced(dict(properties), shape, only_in_api, "")
    report = ParamValidator().validate(parameters, shape)
    if report.has_errors():
        raise ProvisioningError(f"Properties validation failed: {report.generate_report()}")
    if problem := refusal(parameters, shape):
        raise ProvisioningError(problem)
    return dict(parameters)


def _coerced(value: Any, shape: Any, only_in_api: frozenset[str], path: str) -> Any:
    if shape.type_name == "structure" and isinstance(value, dict):
        unknown = sorted(value.keys() - (shape.members.keys() - only_in_api))
        if unknown:
            raise ProvisioningError(
                f"Properties validation failed: extraneous key {unknown} is not permitted at #{path or '/'}"
            )
        return {key: _coerced(item, shape.members[key], only_in_api, f"{path}/{key}") for key, item in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [_coerced(item, shape.member, only_in_api, f"{path}/{index}") for index, item in enumerate(value)]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: _coerced(item, shape.value, only_in_api, f"{path}/{key}") for key, item in value.items()}
    return _scalar(value, shape.type_name, path)


def _scalar(value: Any, type_name: str, path: str) -> Any:
    """Convert a value to its type. CloudFormation accepts numbers and booleans as strings, and the reverse."""
    try:
        if type_name in ("integer", "long") and isinstance(value, (str, float)):
            return int(value)
        if type_name in ("float", "double") and isinstance(value, (str, int)):
            return float(value)
    except ValueError:
        raise ProvisioningError(
            f"Properties validation failed: {value!r} is not of type {type_name} at #{path}"
        ) from None
    if type_name == "boolean" and value in ("true", "false"):
        return value == "true"
    if type_name == "string" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value
