"""Log groups.

Gaps in moto: it cannot update a log group, so that a new retention period would
replace the group and its logs; and it drops the KMS key of a template and changed tags.
"""

from __future__ import annotations

from typing import Any

from moto.logs.models import logs_backends

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, Request


class LogGroupProvider(MotoProvider):
    """A log group. Retention and encryption are updated in place."""

    mutable = frozenset({"RetentionInDays", "KmsKeyId", "Tags"})

    def __init__(self) -> None:
        super().__init__("AWS::Logs::LogGroup")

    def create(self, request: Request) -> Any:
        return self.update(super().create(request), request)

    def update(self, resource: Any, request: Request) -> Any:
        resource.retention_in_days = request.properties.get("RetentionInDays")
        resource.kms_key_id = request.properties.get("KmsKeyId")
        backend = logs_backends[request.scope.account_id][request.scope.region]
        backend.tagger.delete_all_tags_for_resource(resource.arn)
        backend.tag_resource(resource.arn, {tag["Key"]: tag["Value"] for tag in request.properties.get("Tags", [])})
        return resource


PROVIDERS: dict[str, Provider] = {"AWS::Logs::LogGroup": LogGroupProvider()}
