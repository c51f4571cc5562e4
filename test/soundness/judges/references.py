"""No reference dangles, and none leads in a circle: CloudFormation refuses such templates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .assembly import PSEUDO, Assembly, Json, Template

SUBSTITUTED = re.compile(r"\$\{([^!}][^}]*)\}")


def judge(assembly: Assembly) -> list[str]:
    findings: list[str] = []
    edges: dict[str, set[str]] = {}
    for template in assembly.templates:
        findings += _dangling(template)
        findings += [f"{template.name}: circle {' -> '.join(circle)}" for circle in circles(edges_of(template))]
        findings += _imports(assembly, template)
        findings += _nested(template)
        for name in _imported_names(template.body):
            edges.setdefault(template.root.name, set()).update(exporter.root.name for exporter, _ in assembly.exports.get(name, []))
        for argument in _read_outputs(template.body):
            if (found := assembly.read_output(argument)) is not None:
                edges.setdefault(template.root.name, set()).add(found[0].name)
    findings += [f"two exports have the name {name}" for name, exporters in sorted(assembly.exports.items()) if len(exporters) > 1]
    return findings + [f"circle of stacks {' -> '.join(circle)}" for circle in circles(edges)]


def references_in(value: Json) -> Iterator[tuple[str, str]]:
    """The logical ids that a value refers to, each with the attribute, if any."""
    if isinstance(value, list):
        for item in value:
            yield from references_in(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref" and isinstance(item, str):
                yield item, ""
            elif key == "Fn::GetAtt":
                logical_id, attribute = item if isinstance(item, list) else item.split(".", 1)
                yield logical_id, attribute if isinstance(attribute, str) else "?"
            elif key == "Fn::Sub":
                text, given = item if isinstance(item, list) else (item, {})
                for name in SUBSTITUTED.findall(text):
                    logical_id, _, attribute = name.strip().partition(".")
                    if name not in given:
                        yield logical_id, attribute
                yield from references_in(given)
            else:
                yield from references_in(item)


def _dangling(template: Template) -> Iterator[str]:
    known = template.resources.keys() | template.body.get("Parameters", {}).keys() | PSEUDO
    conditions = template.body.get("Conditions", {}).keys()
    for section in ("Resources", "Outputs", "Conditions"):
        for name, part in template.body.get(section, {}).items():
            for logical_id, attribute in references_in(part):
                if logical_id not in known:
                    yield f"{template.name}: {name} refers to {logical_id}{'.' + attribute if attribute else ''}, which does not exist"
            if section == "Conditions":
                continue
            if "Condition" in part and part["Condition"] not in conditions:
                yield f"{template.name}: {name} has the condition {part['Condition']}, which does not exist"
            for logical_id in _listed(part.get("DependsOn", [])):
                if logical_id not in template.resources:
                    yield f"{template.name}: {name} depends on {logical_id}, which does not exist"


def _listed(value: Json) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def edges_of(template: Template) -> dict[str, set[str]]:
    """The resources that each resource refers to, or depends on."""
    resources = template.resources
    return {
        name: {other for other, _ in references_in(resource)} & resources.keys() | set(_listed(resource.get("DependsOn", [])))
        for name, resource in resources.items()
    }


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """The circles of a graph."""
    found: list[list[str]] = []
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> None:
        if name in way:
            found.append([*way[way.index(name) :], name])
        elif name not in done:
            for other in sorted(edges.get(name, ())):
                walk(other, [*way, name])
            done.add(name)

    for name in sorted(edges):
        walk(name, [])
    return found


def _imported_names(value: Json) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _imported_names(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Fn::ImportValue" and isinstance(item, str):
                yield item
            else:
                yield from _imported_names(item)


def _read_outputs(value: Json) -> Iterator[Json]:
    """What Fn::GetStackOutput reads: the stack, and the output."""
    if isinstance(value, list):
        for item in value:
            yield from _read_outputs(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Fn::GetStackOutput":
                yield item
            else:
                yield from _read_outputs(item)


def _imports(assembly: Assembly, template: Template) -> Iterator[str]:
    stacks = {each.name for each in assembly.templates if each.parent is None}
    for name in sorted(set(_imported_names(template.body))):
        if name not in assembly.exports and name.split(":")[0] in stacks:
            yield f"{template.name}: imports {name}, which no stack exports"
    for argument in _read_outputs(template.body):
        if argument.get("StackName") in stacks and assembly.read_output(argument) is None:
            yield f"{template.name}: reads {argument['OutputName']} of {argument['StackName']}, which has no such output"


def _nested(template: Template) -> Iterator[str]:
    """A nested stack has the parameters that it is given, is given those that it has, and has the outputs that are read."""
    for logical_id, child in template.children.items():
        given = template.resources[logical_id].get("Properties", {}).get("Parameters", {})
        parameters = child.body.get("Parameters", {})
        for name in sorted(given.keys() - parameters.keys()):
            yield f"{template.name}: {logical_id} is given {name}, which it does not have"
        for name in sorted({name for name, parameter in parameters.items() if "Default" not in parameter} - given.keys()):
            yield f"{template.name}: {logical_id} is not given {name}"
        read = {attribute for other, attribute in references_in(template.body) if other == logical_id and attribute.startswith("Outputs.")}
        for name in sorted(read - {f"Outputs.{output}" for output in child.body.get("Outputs", {})}):
            yield f"{template.name}: {logical_id} has no {name}"
