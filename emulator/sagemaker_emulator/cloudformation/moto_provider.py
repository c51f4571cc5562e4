"""The provider of the resource types that moto implements."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from moto.cloudformation.parsing import get_model_map
from moto.ec2.models import ec2_backends
from moto.ec2.models.core import TaggedEC2Resource

from .provider import Provider, ProvisioningError, Request

Deleter = Callable[[Any, Request], None]


class MotoProvider(Provider):
    """An adapter of one of moto's CloudFormation models.

    ``deleter`` adds the deletion that many of moto's models lack.
    """

    def __init__(self, type_name: str, deleter: Deleter | None = None) -> None:
        self._model = get_model_map()[type_name]
        self._deleter = deleter
        self.name_property = self._model.cloudformation_name_type() or None
        self._changeable = _implements(self._model, "update_from_cloudformation_json")
        if not self._changeable and self.mutable is None:
            self.mutable = frozenset({"Tags"})

    @property
    def can_delete(self) -> bool:
        """Return true if moto can delete the type; a type that it can only create would leave resources behind."""
        return (
            self._deleter is not None
            or hasattr(self._model, "delete")
            or _implements(self._model, "delete_from_cloudformation_json")
        )

    def create(self, request: Request) -> Any:
        name = request.name(self.name_property or "")
        resource = self._model.create_from_cloudformation_json(
            name,
            self._named_document(request, name),
            request.scope.account_id,
            request.scope.region,
            LogicalId=request.logical_id,
            StackId=request.scope.stack_id,
            ResourceType=request.type,
        )
        if isinstance(resource, TaggedEC2Resource):
            _tag(resource, request)
        return resource

    def update(self, resource: Any, request: Request) -> Any:
        """Update a resource, and keep a generated name, because many of moto's models replace a renamed resource."""
        if isinstance(resource, TaggedEC2Resource):
            _tag(resource, request)
        if not self._changeable:
            if not isinstance(resource, TaggedEC2Resource):
                raise ProvisioningError(f"moto cannot change the tags of {request.type}")
            return resource
        given = request.properties.get(self.name_property or "")
        name = str(given or getattr(resource, "name", None) or request.generated_name)
        updated = self._model.update_from_cloudformation_json(
            original_resource=resource,
            new_resource_name=name,
            cloudformation_json=self._named_document(request, name),
            account_id=request.scope.account_id,
            region_name=request.scope.region,
        )
        return resource if updated is None else updated

    def delete(self, resource: Any, request: Request) -> None:
        account_id, region = request.scope.account_id, request.scope.region
        if self._deleter is not None:
            self._deleter(resource, request)
        elif _implements(self._model, "delete_from_cloudformation_json"):
            self._model.delete_from_cloudformation_json(
                resource.physical_resource_id, _document(request), account_id, region
            )
        elif hasattr(self._model, "delete"):
            resource.delete(account_id, region)
        else:
            raise ProvisioningError(f"moto cannot delete {request.type}")

    def _named_document(self, request: Request, name: str) -> dict[str, Any]:
        """Return the document with the name in its properties, where some models read a generated name."""
        document = _document(request)
        if self.name_property is not None:
            document["Properties"].setdefault(self.name_property, name)
        return document


def _implements(model: Any, method: str) -> bool:
    return hasattr(model, method) and not getattr(getattr(model, method), "__isabstractmethod__", False)


def _ec2_backend(request: Request) -> Any:
    return ec2_backends[request.scope.account_id][request.scope.region]


def _tag(resource: Any, request: Request) -> None:
    """Give an EC2 resource exactly the tags of its template, which most of moto's models ignore."""
    wanted = {tag["Key"]: tag["Value"] for tag in request.properties.get("Tags", [])}
    obsolete = {tag["key"]: None for tag in resource.get_tags() if tag["key"] not in wanted}
    _ec2_backend(request).delete_tags([resource.id], obsolete)
    resource.add_tags(wanted)


def _document(request: Request) -> dict[str, Any]:
    """Return a copy of the properties, because moto's models modify their arguments."""
    properties: Mapping[str, Any] = request.properties
    return {"Type": request.type, "Properties": copy.deepcopy(dict(properties))}
