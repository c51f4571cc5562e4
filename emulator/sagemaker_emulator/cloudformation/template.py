"""Functions that read a template: the dependencies of resources, and their creation order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .provider import ProvisioningError

PSEUDO_PARAMETERS = "AWS::"
_PLACEHOLDER = re.compile(r"\$\{([^!}][^}]*)\}")


def references(node: Any) -> Iterator[str]:
    """Yield the names that ``Ref``, ``Fn::GetAtt`` and ``Fn::Sub`` refer to, anywhere in a node."""
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "Ref" and isinstance(value, str):
                yield value
            elif key == "Fn::GetAtt":
                yield (value if isinstance(value, str) else value[0]).split(".")[0]
            elif key == "Fn::Sub":
                yield from _substituted(value)
            else:
                yield from references(value)


def imported_names(node: Any) -> Iterator[Any]:
    """Yield the arguments of ``Fn::ImportValue``, anywhere in a node."""
    for item in node if isinstance(node, list) else node.values() if isinstance(node, dict) else ():
        yield from imported_names(item)
    if isinstance(node, dict) and "Fn::ImportValue" in node:
        yield node["Fn::ImportValue"]


def _substituted(value: Any) -> Iterator[str]:
    text, variables = value if isinstance(value, list) else (value, {})
    yield from references(variables)
    for placeholder in _PLACEHOLDER.findall(text):
        name = placeholder.split(".")[0].strip()
        if name not in variables:
            yield name


def dependencies(resource: Mapping[str, Any]) -> list[str]:
    """Return the dependencies of a resource: its ``DependsOn`` and all references in its properties."""
    explicit = resource.get("DependsOn", [])
    explicit = [explicit] if isinstance(explicit, str) else explicit
    return list(dict.fromkeys([*explicit, *references(resource.get("Properties", {}))]))


def creation_order(template: Mapping[str, Any]) -> list[str]:
    """Return the logical IDs, each after its dependencies, and otherwise in the order of the template."""
    resources: Mapping[str, Any] = template.get("Resources", {})
    parameters = template.get("Parameters") or {}
    order: list[str] = []
    done: set[str] = set()

    def visit(logical_id: str, path: tuple[str, ...]) -> None:
        if logical_id in path:
            raise ProvisioningError(f"Circular dependency between resources: {' -> '.join((*path, logical_id))}")
        if logical_id in done:
            return
        for name in dependencies(resources[logical_id]):
            if name in resources:
                visit(name, (*path, logical_id))
            elif name not in parameters and not name.startswith(PSEUDO_PARAMETERS):
                raise ProvisioningError(
                    f"Template format error: Unresolved resource dependencies [{name}] of {logical_id}"
                )
        done.add(logical_id)
        order.append(logical_id)

    for logical_id in resources:
        visit(logical_id, ())
    return order


def normalized(node: Any) -> Any:
    """Return a template in which each ``Fn::GetAtt`` is a list of two, also for attributes with a dot.

    Gap in moto: it cannot resolve ``Nested.Outputs.Name``, neither as a text nor in ``Fn::Sub``.
    """
    if isinstance(node, list):
        return [normalized(item) for item in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Fn::GetAtt"}:
        value = node["Fn::GetAtt"]
        logical_id, *rest = value.split(".") if isinstance(value, str) else value
        return {"Fn::GetAtt": [logical_id, ".".join(rest) if all(isinstance(item, str) for item in rest) else rest[0]]}
    if set(node) == {"Fn::Sub"}:
        return {"Fn::Sub": _with_variables(node["Fn::Sub"])}
    return {key: normalized(value) for key, value in node.items()}


def _with_variables(value: Any) -> Any:
    """Return the argument of ``Fn::Sub`` with a variable for each attribute that has a dot."""
    text, variables = value if isinstance(value, list) else (value, {})
    dotted = [name for name in dict.fromkeys(_PLACEHOLDER.findall(text)) if name.count(".") > 1 and name not in variables]
    added = {f"Attribute{number}": name for number, name in enumerate(dotted)}
    for variable, name in added.items():
        text = text.replace("${" + name + "}", "${" + variable + "}")
    known = {name: normalized(item) for name, item in variables.items()}
    own = {variable: normalized({"Fn::GetAtt": name.strip()}) for variable, name in added.items()}
    return [text, {**known, **own}] if known or own else text
