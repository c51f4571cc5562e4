"""The check of resources of templates against the schemas of CloudFormation's resource types.

The schemas are those that cfn-lint ships: the ones that AWS publishes for each region.
CloudFormation accepts ``"2"`` for a number and ``"true"`` for a boolean; so does this check.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import regex

from ..cloudformation.provider import ProvisioningError

# Does not import cfn-lint, which takes a second.
_SCHEMAS = Path(str(distribution("cfn-lint").locate_file("cfnlint"))) / "data" / "schemas"
# The schemas of a region lag behind its services: what is missing in one is looked up here.
_REFERENCE = "us-east-1"


@cache
def _types_of(region: str) -> Mapping[str, str]:
    file = _SCHEMAS / "providers" / f"{region}.json"
    if not file.is_file():
        return {}
    types: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return types


@cache
def schema_of(type_name: str, region: str) -> Mapping[str, Any] | None:
    """Return the schema of a resource type, or ``None`` if AWS publishes none."""
    name = _types_of(region).get(type_name) or _types_of(_REFERENCE).get(type_name)
    if name is None:
        return None
    schema: dict[str, Any] = json.loads((_SCHEMAS / "resources" / f"{name}.json").read_text(encoding="utf-8"))
    return schema


def require_valid_properties(type_name: str, region: str, properties: Mapping[str, Any]) -> None:
    """Raise if CloudFormation would refuse the resolved properties of a resource."""
    schema = schema_of(type_name, region)
    if schema is None:
        return
    problems = [*_read_only(schema, properties), *_problems(properties, schema, schema, "#")]
    if problems:
        raise ProvisioningError(f"Properties validation failed for resource of type {type_name}: {'; '.join(problems)}")


def _read_only(schema: Mapping[str, Any], properties: Mapping[str, Any]) -> Iterator[str]:
    for path in schema.get("readOnlyProperties", []):
        name = path.removeprefix("/properties/")
        if "/" not in name and name in properties and path not in schema.get("createOnlyProperties", []):
            yield f"#: extraneous key [{name}] is not permitted, because it is read-only"


def _problems(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], path: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from _problems(value, _referenced(root, schema["$ref"]), root, path)
        return
    types = schema.get("type")
    if types is not None:
        wanted = [types] if isinstance(types, str) else types
        value = _coerced(value, wanted)
        if not any(_is(value, name) for name in wanted):
            yield f"{path}: expected type: {' or '.join(wanted)}, found: {_name(value)}"
            return
    if isinstance(value, dict):
        yield from _object_problems(value, schema, root, path)
    elif isinstance(value, list):
        yield from _array_problems(value, schema, root, path)
    elif isinstance(value, str):
        yield from _string_problems(value, schema, path)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _number_problems(value, schema, path)
    if "enum" in schema and value not in [_coerced(item, [types] if isinstance(types, str) else []) for item in schema["enum"]]:
        yield f"{path}: {value!r} is not a valid enum value; the values are {', '.join(map(str, schema['enum']))}"
    if "enumCaseInsensitive" in schema and str(value).lower() not in map(str.lower, schema["enumCaseInsensitive"]):
        yield f"{path}: {value!r} is not a valid enum value"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value!r} is not {schema['const']!r}"
    yield from _alternatives(value, schema, root, path)


def _alternatives(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], path: str) -> Iterator[str]:
    for part in schema.get("allOf", []):
        yield from _problems(value, part, root, path)
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            failures = [list(_problems(value, part, root, path)) for part in schema[keyword]]
            valid = sum(not found for found in failures)
            if valid == 0 or (keyword == "oneOf" and valid > 1):
                yield f"{path}: {valid} subschemas matched instead of {'one' if keyword == 'oneOf' else 'at least one'}"


def _referenced(root: Mapping[str, Any], reference: str) -> Mapping[str, Any]:
    found: Any = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def _object_problems(
    value: dict[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[str]:
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield f"{path}: required key [{name}] not found"
    for key, item in value.items():
        matching = [part for pattern, part in patterns.items() if regex.search(pattern, key)]
        if key in known:
            yield from _problems(item, known[key], root, f"{path}/{key}")
        elif matching:
            yield from _problems(item, matching[0], root, f"{path}/{key}")
        elif schema.get("additionalProperties") is False:
            yield f"{path}: extraneous key [{key}] is not permitted"
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from _problems(item, schema["additionalProperties"], root, f"{path}/{key}")
    yield from _size(len(value), schema, "Properties", path)
    yield from _relations(value, schema, path)


def _relations(value: Mapping[str, Any], schema: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield what is wrong between the members of an object."""
    if "requiredXor" in schema and sum(name in value for name in schema["requiredXor"]) != 1:
        yield f"{path}: exactly one of {', '.join(schema['requiredXor'])} is required"
    if "requiredOr" in schema and not any(name in value for name in schema["requiredOr"]):
        yield f"{path}: at least one of {', '.join(schema['requiredOr'])} is required"
    for name, others in schema.get("dependentRequired", {}).items():
        for other in others if name in value else []:
            if other not in value:
                yield f"{path}: {name} requires {other}"
    for name, others in schema.get("dependentExcluded", {}).items():
        for other in others if name in value else []:
            if other in value:
                yield f"{path}: {name} excludes {other}"


def _array_problems(
    value: list[Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[str]:
    yield from _size(len(value), schema, "Items", path)
    if "maxUniqueItems" in schema and len({json.dumps(item) for item in value}) > schema["maxUniqueItems"]:
        yield f"{path}: expected maximum item count: {schema['maxUniqueItems']}, found: {len(value)}"
    if schema.get("uniqueItems") and len({json.dumps(item, sort_keys=True) for item in value}) < len(value):
        yield f"{path}: array items are not unique"
    if isinstance(schema.get("items"), dict):
        for index, item in enumerate(value):
            yield from _problems(item, schema["items"], root, f"{path}/{index}")


def _string_problems(value: str, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    yield from _size(len(value), schema, "Length", path)
    pattern = schema.get("pattern")
    if pattern is not None and not regex.search(pattern, value):
        yield f"{path}: failed validation constraint for keyword [pattern]: {value!r} does not match {pattern}"


def _number_problems(value: float, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{path}: {value} is not greater or equal to {schema['minimum']}"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"{path}: {value} is not less or equal to {schema['maximum']}"


def _size(size: int, schema: Mapping[str, Any], what: str, path: str) -> Iterator[str]:
    least, most = schema.get(f"min{what}"), schema.get(f"max{what}")
    if least is not None and size < least:
        yield f"{path}: expected minimum {what}: {least}, found: {size}"
    if most is not None and size > most:
        yield f"{path}: expected maximum {what}: {most}, found: {size}"


def _coerced(value: Any, types: list[str]) -> Any:
    """Return the value as one of the types, if CloudFormation converts it."""
    if any(_is(value, name) for name in types):
        return value
    if "string" in types and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if "boolean" in types and value in ("true", "false", "True", "False"):
        return value.lower() == "true"
    if isinstance(value, str):
        for name, convert in (("integer", int), ("number", float)):
            if name in types:
                try:
                    return convert(value)
                except ValueError:
                    pass
        # A policy, for example, can be the text of its JSON.
        if "object" in types and value.lstrip().startswith("{"):
            try:
                return json.loads(value)
            except ValueError:
                pass
    if isinstance(value, float) and value.is_integer() and "integer" in types:
        return int(value)
    return value


_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def _is(value: Any, name: str) -> bool:
    return isinstance(value, _TYPES[name]) and (name == "boolean") == isinstance(value, bool)


def _name(value: Any) -> str:
    return next((name for name in _TYPES if _is(value, name)), type(value).__name__)
