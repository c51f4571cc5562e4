"""The resolution of references between resources.

Gap in moto: its map *creates* a resource when it is first referenced, so that
outputs, exports and change sets have side effects outside of deployments. Here
only the engine creates resources; a look-up of a missing resource fails.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from moto.cloudformation.parsing import ResourceMap, clean_json

from .provider import ProvisioningError


class EmulatedResourceMap(ResourceMap):  # type: ignore[misc]
    """moto's resolver of intrinsic functions, without the creation of resources."""

    def __getitem__(self, key: str) -> Any:
        if key in self._parsed_resources:
            return self._parsed_resources[key]
        if key in self._resource_json_map:
            raise ProvisioningError(f"Unresolved resource dependencies [{key}]: it does not exist at this point")
        raise KeyError(key)

    def validate_outputs(self) -> None:
        """Do nothing. Outputs are validated when they are resolved, after the resources exist."""

    def put(self, logical_id: str, resource: Any) -> None:
        self._parsed_resources[logical_id] = resource

    def drop(self, logical_id: str) -> None:
        self._parsed_resources.pop(logical_id, None)

    def includes(self, resource: Mapping[str, Any]) -> bool:
        """Return true if the condition of the resource is met."""
        condition = resource.get("Condition")
        return condition is None or bool(self.lazy_condition_map[condition])

    def resolve(self, node: Any) -> Any:
        """Return the node with its intrinsic functions resolved. Raise for a function that moto cannot resolve."""
        resolved = _without_nothing(clean_json(self._with_zones(copy.deepcopy(node)), self))
        for path, function in _leftovers(resolved, ()):
            raise ProvisioningError(f"the emulator cannot resolve {function} at {'/'.join(path) or 'the top level'}")
        return resolved

    def _with_zones(self, node: Any) -> Any:
        """Resolve the region of ``Fn::GetAZs``; moto uses us-east-1 for an empty one and cannot resolve a ``Ref``."""
        if isinstance(node, list):
            return [self._with_zones(item) for item in node]
        if not isinstance(node, dict):
            return node
        if set(node) == {"Fn::GetAZs"}:
            return {"Fn::GetAZs": clean_json(node["Fn::GetAZs"], self) or self._region_name}
        return {key: self._with_zones(value) for key, value in node.items()}


def _without_nothing(node: Any) -> Any:
    """Remove ``AWS::NoValue`` from lists too. moto removes it only from objects."""
    if isinstance(node, list):
        return [_without_nothing(item) for item in node if item is not None]
    if isinstance(node, dict):
        return {key: _without_nothing(value) for key, value in node.items()}
    return node


def _leftovers(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _leftovers(item, (*path, str(index)))
    elif isinstance(node, dict):
        for key, value in node.items():
            if key.startswith("Fn::") and len(node) == 1:
                yield path, key
            yield from _leftovers(value, (*path, key))
