"""What the deployment engine expects of a resource type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class ProvisioningError(Exception):
    """A resource could not be created, changed or deleted; the text becomes the event's reason."""


@dataclass(frozen=True)
class Scope:
    """Where a resource lives."""

    account_id: str
    region: str
    stack_id: str
    stack_name: str


@dataclass(frozen=True)
class Request:
    """One resource of a template with every intrinsic function resolved."""

    scope: Scope
    logical_id: str
    type: str
    properties: Mapping[str, Any]
    generated_name: str

    def name(self, name_property: str) -> str:
        """The name of the template, or a generated one if the template leaves it open."""
        return str(self.properties.get(name_property) or self.generated_name)


@dataclass
class Resource:
    """A created resource, in the form in which ``Ref`` and ``Fn::GetAtt`` read it."""

    physical_resource_id: str
    attributes: dict[str, str] = field(default_factory=dict)

    def get_cfn_attribute(self, attribute: str) -> str:
        try:
            return self.attributes[attribute]
        except KeyError:
            raise ProvisioningError(
                f"{self.physical_resource_id} has no attribute {attribute} (known: {sorted(self.attributes)})"
            ) from None


class Provider:
    """Creates, changes and deletes the resources of one type.

    ``name_property`` is the property that fixes the resource's name;
    ``mutable`` names the properties that CloudFormation changes in place. A
    change of any other property replaces the resource; ``mutable = None``
    means that all of them can be changed except the name.
    """

    name_property: str | None = None
    mutable: frozenset[str] | None = None

    def create(self, request: Request) -> Any:
        raise NotImplementedError

    def update(self, resource: Any, request: Request) -> Any:
        raise NotImplementedError

    def delete(self, resource: Any, request: Request) -> None:
        raise NotImplementedError

    def replaces(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        """Whether this change needs a new resource; refuses one that the fixed name makes impossible."""
        changed = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        if self.mutable is None:
            return self.name_property in changed
        if changed <= self.mutable:
            return False
        name = new.get(self.name_property) if self.name_property else None
        if name and self.name_property not in changed:
            raise ProvisioningError(
                "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                f"Rename {name} and update the stack again."
            )
        return True
