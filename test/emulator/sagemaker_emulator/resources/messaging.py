"""SNS topics and subscriptions.

Gaps in moto: subscriptions are skipped, and a changed topic is deleted and made
again, without the subscriptions it had.
"""

from __future__ import annotations

import json
from typing import Any

from moto.sns.models import sns_backends

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, Request, Resource

_ATTRIBUTES = ("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy")


class TopicProvider(MotoProvider):
    """A topic; what only describes it changes in place."""

    mutable = frozenset({"DisplayName", "KmsMasterKeyId"})

    def __init__(self) -> None:
        super().__init__("AWS::SNS::Topic")

    def update(self, resource: Any, request: Request) -> Any:
        resource.display_name = request.properties.get("DisplayName", "")
        resource.kms_master_key_id = request.properties.get("KmsMasterKeyId", "")
        return resource


class SubscriptionProvider(Provider):
    """Who is told when a topic gets a message, such as an alarm's."""

    mutable = frozenset((*_ATTRIBUTES, "SubscriptionRoleArn"))

    def create(self, request: Request) -> Resource:
        properties = request.properties
        subscription = self._backend(request).subscribe(
            properties["TopicArn"], properties.get("Endpoint", ""), properties["Protocol"]
        )
        resource = Resource(subscription.arn, {"Arn": subscription.arn})
        return self.update(resource, request)

    def update(self, resource: Resource, request: Request) -> Resource:
        for name in _ATTRIBUTES:
            if name in request.properties:
                value = request.properties[name]
                text = value if isinstance(value, str) else json.dumps(value)
                self._backend(request).set_subscription_attributes(resource.physical_resource_id, name, text)
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        self._backend(request).unsubscribe(resource.physical_resource_id)

    @staticmethod
    def _backend(request: Request) -> Any:
        return sns_backends[request.scope.account_id][request.scope.region]


PROVIDERS: dict[str, Provider] = {
    "AWS::SNS::Topic": TopicProvider(),
    "AWS::SNS::Subscription": SubscriptionProvider(),
}
