"""The interface between the deployment engine and the providers of resource types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class ProvisioningError(Exception):
    """A resource could not be created, updated or deleted. The message becomes the status reason of the event."""


@dataclass(frozen=True)
class Scope:
    """The account, region and stack of a resource."""

    account_id: str
    region: str
    stack_id: str
    stack_name: str


@dataclass(frozen=True)
class Request:
    """A resource of a template, with all intrinsic functions resolved."""

    scope: Scope
    logical_id: str
    type: str
    properties: Mapping[str, Any]
    generated_name: str

    def name(self, name_property: str) -> str:
        """Return the name in the template, or a generated name if the template does not specify one."""
        return str(self.properties.get(name_property) or self.generated_name)


@dataclass
class Resource:
    """A created resource, with the values that ``Ref`` and ``Fn::GetAtt`` return."""

    physical_resource_id: str
    attributes: dict[str, str] = field(default_factory=dict)

    def get_cfn_attribute(self, attribute: str) -> str:
        try:
            return self.attributes[attribute]
        except KeyError:
            raise ProvisioningError(
                f"{self.physical_resource_id} has no attribute {attribute}; it has {sorted(self.attributes)}"
            ) from None


class Provider:
    """A provider that creates, updates and deletes the resources of one type.

    ``name_property`` is the property with the name of the resource. ``mutable``
    lists the properties that CloudFormation updates in place. A change of any
    other property replaces the resource. With ``mutable = None``, all properties
    except the name are updated in place.
    """

    name_property: str | None = None
    mutable: frozenset[str] | None = None

    def create(self, request: Request) -> Any:
        raise NotImplementedError

    def update(self, resource: Any, request: Request) -> Any:
        raise NotImplementedError

    def delete(self, resource: Any, request: Request) -> None:
        raise NotImplementedError

    def stale(self, resource: Any, request: Request) -> bool:
        """Return true if a resource must be updated, although its properties have not changed."""
        return False

    def settle(self, resource: Any) -> None:
        """Complete the update of a resource, because its stack has been updated."""

    def restore(self, resource: Any, request: Request) -> Any:
        """Undo the update of a resource, whose former request is given."""
        return self.update(resource, request)

    def replaces(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        """Return true if the change requires replacement. Raise if the resource has a custom name."""
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
