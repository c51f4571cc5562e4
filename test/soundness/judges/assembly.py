"""A cloud assembly as the judges read it: templates, their nested templates, and what their references mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = Any

PSEUDO = frozenset(f"AWS::{name}" for name in ("AccountId", "NoValue", "NotificationARNs", "Partition", "Region", "StackId", "StackName", "URLSuffix"))


@dataclass(eq=False)
class Template:
    """A template, with the stack that nests it."""

    name: str
    body: Json
    environment: str = "unknown"
    parent: Template | None = None
    # The logical id of the nested stack in its parent.
    nested_as: str = ""
    children: dict[str, Template] = field(default_factory=dict)

    @property
    def resources(self) -> dict[str, Json]:
        return dict(self.body.get("Resources", {}))

    def of_type(self, *types: str) -> Iterator[tuple[str, Json]]:
        for logical_id, resource in self.resources.items():
            if resource["Type"] in types:
                yield logical_id, resource.get("Properties", {})

    @property
    def root(self) -> Template:
        return self if self.parent is None else self.parent.root


class Assembly:
    """All templates of an app."""

    def __init__(self, templates: list[Template]) -> None:
        self.templates = templates
        # Where each export is, by its name: the template, and the exported value.
        self.exports: dict[str, list[tuple[Template, Json]]] = {}
        for template in templates:
            for output in template.body.get("Outputs", {}).values():
                name = output.get("Export", {}).get("Name")
                if isinstance(name, str):
                    self.exports.setdefault(name, []).append((template, output["Value"]))

    def read_output(self, argument: Json) -> tuple[Template, Json] | None:
        """The output that Fn::GetStackOutput reads, and its template, if both are in the app."""
        for template in self.templates:
            outputs = template.body.get("Outputs", {})
            if template.parent is None and template.name == argument.get("StackName") and argument.get("OutputName") in outputs:
                return template, outputs[argument["OutputName"]]["Value"]
        return None

    @classmethod
    def read(cls, folder: Path) -> Assembly:
        return cls(list(_templates(folder)))

    def meaning(self, template: Template, value: Json) -> Json:
        """A value in which each reference says which resource of the app it means, so that values of different templates can be compared."""
        if isinstance(value, list):
            return [self.meaning(template, item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((function, argument),) = value.items()
            if function == "Ref" and isinstance(argument, str) and argument not in PSEUDO:
                passed = _passed_to(template, argument)
                if passed is not None and template.parent is not None:
                    return self.meaning(template.parent, passed)
                return {"Ref": f"{template.name}#{argument}"}
            if function == "Fn::GetAtt":
                return self._meaning_of_attribute(template, argument)
            if function == "Fn::ImportValue" and isinstance(argument, str) and argument in self.exports:
                exporter, exported = self.exports[argument][0]
                return self.meaning(exporter, exported)
            if function == "Fn::GetStackOutput" and (found := self.read_output(argument)) is not None:
                return self.meaning(*found)
        return {key: self.meaning(template, item) for key, item in value.items()}

    def _meaning_of_attribute(self, template: Template, argument: Json) -> Json:
        logical_id, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
        child = template.children.get(logical_id)
        if child is not None and isinstance(attribute, str) and attribute.startswith("Outputs."):
            output = child.body.get("Outputs", {}).get(attribute.removeprefix("Outputs."))
            if output is not None:
                return self.meaning(child, output["Value"])
        return {"Fn::GetAtt": [f"{template.name}#{logical_id}", self.meaning(template, attribute)]}


def _passed_to(template: Template, parameter: str) -> Json | None:
    """What the parent passes as a parameter of a nested stack."""
    if template.parent is None or parameter not in template.body.get("Parameters", {}):
        return None
    return template.parent.resources[template.nested_as].get("Properties", {}).get("Parameters", {}).get(parameter)


def _templates(folder: Path) -> Iterator[Template]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, artifact in manifest.get("artifacts", {}).items():
        if artifact["type"] == "cdk:cloud-assembly":
            yield from _templates(folder / artifact["properties"]["directoryName"])
        elif artifact["type"] == "aws:cloudformation:stack":
            properties = artifact["properties"]
            body = json.loads((folder / properties["templateFile"]).read_text(encoding="utf-8"))
            template = Template(properties.get("stackName", name), body, artifact.get("environment", "unknown"))
            yield template
            yield from _nested(folder, template)


def _nested(folder: Path, parent: Template) -> Iterator[Template]:
    for logical_id, resource in parent.resources.items():
        file = resource.get("Metadata", {}).get("aws:asset:path", "")
        if resource["Type"] == "AWS::CloudFormation::Stack" and file:
            body = json.loads((folder / file).read_text(encoding="utf-8"))
            child = Template(f"{parent.name}/{logical_id}", body, parent.environment, parent, logical_id)
            parent.children[logical_id] = child
            yield child
            yield from _nested(folder, child)
