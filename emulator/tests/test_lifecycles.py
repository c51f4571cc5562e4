"""Each resource type is created, read back, changed in place, replaced and deleted by stacks."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from typing import Any

import jmespath
import pytest
from botocore.exceptions import ClientError
from conftest import Cloud
from life import Life
from lifecycles import LIVES
from test_resource_types import TYPES


def filled(node: Any, values: dict[str, str]) -> Any:
    """The node with its placeholders replaced."""
    if isinstance(node, dict):
        return {key: filled(value, values) for key, value in node.items() if value is not None}
    if isinstance(node, (list, tuple)):
        return [filled(item, values) for item in node]
    if isinstance(node, str):
        for name, value in values.items():
            node = node.replace(name, value)
    return node


def plain(value: Any) -> Any:
    """The value, which may be JSON with or without spaces."""
    return json.loads(value) if isinstance(value, str) and value.startswith("{") else value


class Lived:
    """A resource of a type in a stack."""

    def __init__(self, cloud: Cloud, type_name: str, life: Life) -> None:
        self.cloud, self.type_name, self.life = cloud, type_name, life
        self.properties: dict[str, Any] = {}
        self.ids: dict[str, str] = {}

    def stack(self, properties: dict[str, Any] | None) -> None:
        """Create or update the stack, with the properties of the resource, or without the resource."""
        resources = filled(self.life.around, {"UNIQUE": self.cloud.unique})
        if properties is not None:
            self.properties = filled({**self.properties, **properties}, {"UNIQUE": self.cloud.unique})
            depends = {"DependsOn": self.life.after} if self.life.after else {}
            resources["Life"] = {"Type": self.type_name, "Properties": self.properties, **depends}
        stack = (self.cloud.update if self.ids else self.cloud.create)(resources)
        assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), stack["StackStatusReason"]
        found = self.cloud.client("cloudformation").describe_stack_resources(StackName=stack["StackName"])
        self.ids |= {item["LogicalResourceId"]: item["PhysicalResourceId"] for item in found["StackResources"]}

    def values(self) -> dict[str, str]:
        """What the placeholders stand for now."""
        named = {f"{{p_{name}}}": value for name, value in self.properties.items() if isinstance(value, str)}
        others = {f"{{r_{name}}}": value for name, value in self.ids.items()}
        return {"{id}": self.ids["Life"], "UNIQUE": self.cloud.unique, **named, **others}

    def shown(self, values: dict[str, str]) -> Any:
        """What is read back, or ``None`` if the resource does not exist."""
        operation, parameters, expression = self.life.read
        service, name = operation.split()
        with suppress(ClientError):
            answer = getattr(self.cloud.client(service), name)(**filled(parameters, values))
            return plain(jmespath.search(filled(expression, values), answer))
        return None


def upload(cloud: Cloud) -> None:
    """Put the code and the files of the templates into buckets."""
    s3 = cloud.client("s3")
    for name in ("data", "files"):
        s3.create_bucket(Bucket=f"{cloud.unique}-{name}")
    for key, file in (("code.zip", "one.py"), ("other.zip", "two.py")):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(file, "pass")
        s3.put_object(Bucket=f"{cloud.unique}-data", Key=key, Body=buffer.getvalue())


@pytest.mark.parametrize("type_name", TYPES)
def test_a_type_is_created_read_changed_replaced_and_deleted(cloud: Cloud, type_name: str) -> None:
    life = LIVES[type_name]
    if type_name.startswith(("AWS::Lambda::", "Custom::")):
        upload(cloud)
    lived = Lived(cloud, type_name, life)
    lived.stack(life.first)
    first = lived.values()
    assert lived.shown(first) == plain(filled(life.shown[0], first))
    if life.changed:
        lived.stack(life.changed)
        changed = lived.values()
        assert changed["{id}"] == first["{id}"]
        assert lived.shown(changed) == plain(filled(life.shown[1], changed))
    if life.replaced:
        former = lived.values()
        lived.stack(life.replaced)
        assert lived.values()["{id}"] != former["{id}"]
        assert lived.shown(lived.values()) == plain(filled(life.shown[1], lived.values()))
        assert lived.shown(former) is None
    last = lived.values()
    if life.around:
        lived.stack(None)
        assert lived.shown(last) is None
    cloud.delete()
    assert lived.shown(last) is None


def test_no_type_of_the_table_is_unknown() -> None:
    assert sorted(LIVES) == sorted(TYPES)
