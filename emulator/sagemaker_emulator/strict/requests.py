"""The check of requests against the API models of their services, which botocore ships.

botocore itself checks the required members, the types and the minima. The services
also check enumerations, patterns and maxima; the texts are theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import regex
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.sagemaker.responses import SageMakerResponse

from ..cloudformation.provider import ProvisioningError
from .existing import Place
from .operations import RULES

# Java's way to write the characters beyond U+FFFF, which are one character here.
_SURROGATES = (r"\uD800\uDC00-\uDBFF\uDFFF", "\U00010000-\U0010ffff")
_STRICT = (("sagemaker", SageMakerResponse), ("application-autoscaling", ApplicationAutoScalingResponse))


# The types of JSON that members of a kind have, and what the services call those that they cannot convert.
_READABLE: dict[str, tuple[type, ...]] = {
    "structure": (dict,), "map": (dict,), "list": (list,), "string": (str,), "blob": (str,), "boolean": (bool,),
    "integer": (int, float), "long": (int, float), "float": (int, float), "double": (int, float), "timestamp": (int, float, str),
}
_JSON_NAMES = {bool: "BOOLEAN_VALUE", int: "NUMBER_VALUE", float: "NUMBER_VALUE", str: "STRING_VALUE", list: "LIST_VALUE", dict: "STRUCTURE_VALUE"}


class _Refused(ServiceException):  # type: ignore[misc]
    code = "ValidationException"


class _Unreadable(ServiceException):  # type: ignore[misc]
    code = "SerializationException"


@cache
def service_model(service: str) -> Any:
    """Return botocore's model of a service."""
    return botocore.session.get_session().get_service_model(service)


def install() -> None:
    """Check the requests to these services before moto handles them."""
    for service, responses in _STRICT:
        responses.call_action = _checked_first(service, responses.call_action)


def _checked_first(service: str, call_action: Any) -> Any:
    def respond(self: Any) -> Any:
        operation, problem = self._get_action(), None
        if operation in service_model(service).operation_names:
            problem = _problem(service, operation, self.body, Place(self.current_account, self.region))
        if problem is None:
            return call_action(self)
        status, headers, body = self.serialized(ActionResult(problem))
        return status, {**headers, "status": str(status)}, body

    return respond


def _problem(service: str, operation: str, body: Any, place: Place) -> ServiceException | None:
    shape = service_model(service).operation_model(operation).input_shape
    try:
        parameters = json.loads(body or "{}") or {}
    except (ValueError, RecursionError):
        return _Unreadable("The body of the request is not valid JSON.")
    unreadable = next(_unreadable(parameters, shape, ""), None) if shape is not None else None
    if unreadable is not None:
        return _Unreadable(unreadable)
    problem = refusal(parameters, shape) if shape is not None else None
    problem = problem or _against_rule(operation, parameters, place)
    return None if problem is None else _Refused(problem)


def _unreadable(value: Any, shape: Any, path: str) -> Iterator[str]:
    """Yield what the service cannot read, because JSON has another type there. The SDKs do not send it."""
    kind = shape.type_name
    if value is None:
        return
    if not _is_readable(value, kind):
        yield f"{_JSON_NAMES[type(value)]} cannot be converted to a {kind}{f' at {path}' if path else ''}"
    elif kind == "structure":
        for name in value.keys() & shape.members.keys():
            yield from _unreadable(value[name], shape.members[name], _member(path, name))
    elif kind == "list":
        for index, item in enumerate(value, start=1):
            yield from _unreadable(item, shape.member, f"{path}.{index}.member")
    elif kind == "map":
        for name, item in value.items():
            yield from _unreadable(item, shape.value, f"{path}.{name}.member")


def _against_rule(operation: str, parameters: Any, place: Place) -> str | None:
    try:
        if operation in RULES:
            RULES[operation](parameters, place)
    except ProvisioningError as error:
        return str(error)
    return None


def _is_readable(value: Any, kind: str) -> bool:
    return isinstance(value, _READABLE.get(kind, (object,))) and (kind == "boolean" or not isinstance(value, bool))


def refusal(parameters: Any, shape: Any) -> str | None:
    """Return the text with which a service refuses the parameters of an operation, or ``None``."""
    found = list(_violations(parameters, shape, ""))
    if not found:
        return None
    count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected"
    return f"{count}: {'; '.join(found)}"


def _violations(value: Any, shape: Any, path: str) -> Iterator[str]:
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        for name in shape.required_members:
            if value.get(name) is None:
                yield f"Value null at '{_member(path, name)}' failed to satisfy constraint: Member must not be null"
        for name, item in value.items():
            if name in shape.members and item is not None:
                yield from _violations(item, shape.members[name], _member(path, name))
        return
    yield from (
        f"Value '{_shown(value)}' at '{path}' failed to satisfy constraint: Member must {constraint}"
        for constraint in _constraints(value, shape)
    )
    if kind == "list" and isinstance(value, list):
        for index, item in enumerate(value, start=1):
            yield from _violations(item, shape.member, f"{path}.{index}.member")
    elif kind == "map" and isinstance(value, dict):
        for name, item in value.items():
            yield from _violations(name, shape.key, f"{path}.key")
            yield from _violations(item, shape.value, f"{path}.{name}.member")


def _constraints(value: Any, shape: Any) -> Iterator[str]:
    """Yield the constraints that a value does not satisfy."""
    kind, facts = shape.type_name, shape.metadata
    if kind == "string" and isinstance(value, str):
        if facts.get("enum") and value not in facts["enum"]:
            yield f"satisfy enum value set: [{', '.join(facts['enum'])}]"
        if "pattern" in facts and not _pattern(facts["pattern"]).fullmatch(value):
            yield f"satisfy regular expression pattern: {facts['pattern']}"
    if kind in ("string", "list", "map") and isinstance(value, (str, list, dict)):
        if len(value) < facts.get("min", 0):
            yield f"have length greater than or equal to {facts['min']}"
        if len(value) > facts.get("max", len(value)):
            yield f"have length less than or equal to {facts['max']}"
    elif kind in ("integer", "long", "float", "double") and isinstance(value, (int, float)):
        if value < facts.get("min", value):
            yield f"have value greater than or equal to {facts['min']}"
        if value > facts.get("max", value):
            yield f"have value less than or equal to {facts['max']}"


@cache
def _pattern(text: str) -> Any:
    return regex.compile(text.replace(*_SURROGATES))


def _member(path: str, name: str) -> str:
    own = name[:1].lower() + name[1:]
    return f"{path}.{own}" if path else own


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
