"""KMS keys.

Gaps in moto: it cannot update a key, so that a change would replace the key and
lose the data it encrypted; and it cannot describe a key with a policy from a template.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from moto.kms.models import kms_backends

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, Request


class KeyProvider(MotoProvider):
    """A symmetric key. Only a change of its type replaces it."""

    mutable = frozenset({"KeyPolicy", "Description", "Enabled", "EnableKeyRotation", "PendingWindowInDays", "Tags"})

    def __init__(self) -> None:
        super().__init__("AWS::KMS::Key")

    def create(self, request: Request) -> Any:
        untagged = {key: value for key, value in request.properties.items() if key != "Tags"}
        key = super().create(replace(request, properties={**untagged, "KeyPolicy": _policy(request)}))
        return self.update(key, request)

    def update(self, resource: Any, request: Request) -> Any:
        properties = request.properties
        resource.policy = _policy(request) or resource.policy
        resource.description = properties.get("Description")
        resource.enabled = properties.get("Enabled", True)
        resource.key_rotation_status = properties.get("EnableKeyRotation", False)
        backend = kms_backends[request.scope.account_id][request.scope.region]
        backend.tagger.delete_all_tags_for_resource(resource.id)
        backend.tag_resource(resource.id, {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])})
        return resource


def _policy(request: Request) -> str | None:
    """Return the key policy as a string, or ``None`` for the default policy of the service."""
    policy = request.properties.get("KeyPolicy")
    return policy if policy is None or isinstance(policy, str) else json.dumps(policy)


PROVIDERS: dict[str, Provider] = {"AWS::KMS::Key": KeyProvider()}
