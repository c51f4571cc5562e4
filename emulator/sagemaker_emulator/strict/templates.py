"""What CloudFormation refuses of a template and of its parameters before it creates or updates a stack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import regex
import yaml
from moto.cloudformation import models

from ..cloudformation.template import PSEUDO_PARAMETERS, references

_parse = models.Stack.parse_template
_SECTIONS = {
    "AWSTemplateFormatVersion", "Conditions", "Description", "Hooks", "Mappings", "Metadata",
    "Outputs", "Parameters", "Resources", "Rules", "Transform",
}
_ATTRIBUTES = {
    "Condition", "CreationPolicy", "DeletionPolicy", "DependsOn", "Description", "Metadata",
    "Properties", "Type", "UpdatePolicy", "UpdateReplacePolicy", "Version",
}
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
_LIMITS = {"Resources": 500, "Parameters": 200, "Outputs": 200, "Mappings": 200}
_LARGEST_TEXT = 1_000_000
_LONGEST_DESCRIPTION = 1024
_POLICIES = {
    "DeletionPolicy": ("Delete", "Retain", "RetainExceptOnCreate", "Snapshot"),
    "UpdateReplacePolicy": ("Delete", "Retain", "Snapshot"),
}
_NAME = re.compile(r"[A-Za-z0-9]{1,255}")
_PARAMETER_TYPE = re.compile(r"String|Number|CommaDelimitedList|List<(Number|String|AWS::.+)>|AWS::.+")


def parsed(text: str) -> tuple[Any, str | None]:
    """Return a template, or the reason why CloudFormation cannot read it."""
    if len(text.encode()) > _LARGEST_TEXT:
        return None, f"Template may not exceed {_LARGEST_TEXT} bytes in size."
    try:
        return _parse(text), None
    except RecursionError:
        return None, "Template format error: the template is nested too deeply."
    except (ValueError, yaml.YAMLError) as error:
        kind = "JSON" if text.lstrip().startswith("{") else "YAML"
        return None, f"Template format error: {kind} not well-formed. ({error})".replace("\n", " ")


def template_problem(template: Any) -> str | None:
    """Return the text with which CloudFormation refuses a template, or ``None``."""
    if not isinstance(template, dict):
        return "Template format error: unsupported structure."
    checks = (_sections, _resources, _parameters, _outputs, _conditions, _nulls)
    return next((problem for check in checks for problem in check(template)), None)


def _sections(template: Mapping[str, Any]) -> Iterator[str]:
    if unknown := [str(name) for name in template if name not in _SECTIONS]:
        yield f"Invalid template property or properties [{', '.join(unknown)}]"
    if str(template.get("AWSTemplateFormatVersion", "2010-09-09")) != "2010-09-09":
        yield "Template format error: unsupported value for AWSTemplateFormatVersion."
    description = template.get("Description", "")
    if not isinstance(description, str):
        yield "Template format error: Description must be a string."
    elif len(description) > _LONGEST_DESCRIPTION:
        yield f"Template format error: 'Description' length is greater than {_LONGEST_DESCRIPTION}."
    if not template.get("Resources"):
        yield "Template format error: At least one Resources member must be defined."
    for section, limit in _LIMITS.items():
        members = template.get(section, {})
        if not isinstance(members, dict):
            yield f"Template format error: {section} must be an object."
        elif len(members) > limit:
            yield f"Template format error: Number of {section.lower()}, {len(members)}, is greater than maximum allowed, {limit}"
        for name in () if section == "Mappings" else members:
            if not _NAME.fullmatch(str(name)):
                yield f"Template format error: {section[:-1]} name {name} is non alphanumeric."
            elif not isinstance(members[name], dict):
                yield f"Template format error: [/{section}/{name}] definition is malformed"


def _resources(template: Mapping[str, Any]) -> Iterator[str]:
    for name, resource in template["Resources"].items():
        if not isinstance(resource.get("Type"), str):
            yield f"Template format error: [/Resources/{name}] Every Resources object must contain a Type member."
        for attribute in resource:
            if attribute not in _ATTRIBUTES:
                yield f"Invalid template resource property '{attribute}' of resource {name}"
        for attribute, allowed in _POLICIES.items():
            value = resource.get(attribute)
            if isinstance(value, str) and value not in allowed:
                yield f"Template format error: Unrecognized {attribute} {value} for resource {name}"


def _parameters(template: Mapping[str, Any]) -> Iterator[str]:
    for name, slot in template.get("Parameters", {}).items():
        if "Type" not in slot:
            yield f"Template format error: [/Parameters/{name}] Every Parameters object must contain a Type member."
        elif not _PARAMETER_TYPE.fullmatch(str(slot["Type"])):
            yield f"Template format error: Unrecognized parameter type: {slot['Type']}"
        elif "Default" in slot:
            yield from _value_problems(name, slot, slot["Default"])


def _outputs(template: Mapping[str, Any]) -> Iterator[str]:
    known = template["Resources"].keys() | template.get("Parameters", {}).keys()
    for name, output in template.get("Outputs", {}).items():
        if "Value" not in output:
            yield f"Template format error: [/Outputs/{name}] Every Outputs member must contain a Value object"
        missing = [each for each in references(output) if each not in known and not each.startswith(PSEUDO_PARAMETERS)]
        if missing:
            yield f"Template format error: Unresolved resource dependencies [{', '.join(missing)}] in the Outputs block of the template"


def _conditions(template: Mapping[str, Any]) -> Iterator[str]:
    known = template.get("Conditions") or {}
    for section in ("Resources", "Outputs"):
        for part in template.get(section, {}).values():
            for name in (part.get("Condition"), *_used_conditions(part)):
                if name is not None and name not in known:
                    yield f"Template format error: Unresolved condition dependency {name} in the {section} block of the template"


def _used_conditions(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "Fn::If" and isinstance(value, list) and value and isinstance(value[0], str):
                yield value[0]
            yield from _used_conditions(value)
    elif isinstance(node, list):
        for item in node:
            yield from _used_conditions(item)


def _nulls(template: Mapping[str, Any]) -> Iterator[str]:
    for name, resource in template["Resources"].items():
        yield from (f"[/Resources/{name}{place}] 'null' values are not allowed in templates" for place in _null_places(resource, ""))


def _null_places(node: Any, place: str) -> Iterator[str]:
    if node is None:
        yield place
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _null_places(value, f"{place}/{key}")
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _null_places(item, f"{place}/{index}")


def parameters_problem(template: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    """Return the text with which CloudFormation refuses the values of parameters, or ``None``."""
    declared: Mapping[str, Any] = template.get("Parameters") or {}
    if unknown := [name for name in given if name not in declared]:
        return f"Parameters: [{', '.join(unknown)}] do not exist in the template"
    if missing := [name for name, slot in declared.items() if name not in given and "Default" not in slot]:
        return f"Parameters: [{', '.join(missing)}] must have values"
    return next((problem for name, value in given.items() for problem in _value_problems(name, declared[name], value)), None)


def _value_problems(name: str, slot: Mapping[str, Any], value: Any) -> Iterator[str]:
    """Yield how a value violates the constraints of its parameter. Those of a list are the constraints of its items."""
    kind, text = str(slot["Type"]), text_of(value)
    items = [item.strip() for item in text.split(",")] if kind == "CommaDelimitedList" or kind.startswith("List<") else [text]
    constraint = slot.get("ConstraintDescription")
    for problem in (each for item in items for each in _item_problems(slot, "Number" in kind, item)):
        yield f"Parameter '{name}' {f'failed to satisfy constraint: {constraint}' if constraint else problem}"


def _item_problems(slot: Mapping[str, Any], is_number: bool, item: str) -> Iterator[str]:
    allowed = slot.get("AllowedValues")
    if allowed is not None and item not in [text_of(each) for each in allowed]:
        yield f"must be one of AllowedValues: [{', '.join(map(text_of, allowed))}], got {item}"
    pattern = slot.get("AllowedPattern")
    if pattern is not None and regex.fullmatch(str(pattern), item) is None:
        yield f"must match pattern {pattern}"
    if is_number:
        number = _number(item)
        if number is None:
            yield f"must be a number, got {item!r}"
            return
        yield from _bounds(slot, "MinValue", "MaxValue", number, "be a number not {} than {}", ("less", "greater"))
    else:
        yield from _bounds(slot, "MinLength", "MaxLength", len(item), "contain at {} {} characters", ("least", "most"))


def _bounds(slot: Mapping[str, Any], low: str, high: str, value: float, text: str, words: tuple[str, str]) -> Iterator[str]:
    rules: tuple[tuple[str, str, Callable[[float, float], bool]], ...] = (
        (low, words[0], lambda mine, limit: mine < limit), (high, words[1], lambda mine, limit: mine > limit),
    )
    for member, word, is_beyond in rules:
        limit = _number(slot.get(member))
        if limit is not None and is_beyond(value, limit):
            yield f"must {text.format(word, slot[member])}"


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def text_of(value: Any) -> str:
    """Return a value of a parameter as CloudFormation passes it."""
    if isinstance(value, list):
        return ",".join(map(text_of, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
