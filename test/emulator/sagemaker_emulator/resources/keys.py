"""KMS keys: moto cannot change one, which would replace it and lose what it encrypted."""

from __future__ import annotations

from typing import Any

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, Request


class KeyProvider(MotoProvider):
    """A symmetric key; only its kind forces a new one."""

    mutable = frozenset({"KeyPolicy", "Description", "Enabled", "EnableKeyRotation", "PendingWindowInDays", "Tags"})

    def __init__(self) -> None:
        super().__init__("AWS::KMS::Key")
        self.mutable = KeyProvider.mutable

    def update(self, resource: Any, request: Request) -> Any:
        properties = request.properties
        resource.policy = properties["KeyPolicy"]
        resource.description = properties.get("Description")
        resource.enabled = properties.get("Enabled", True)
        resource.key_rotation_status = properties.get("EnableKeyRotation", False)
        return resource


PROVIDERS: dict[str, Provider] = {"AWS::KMS::Key": KeyProvider()}
