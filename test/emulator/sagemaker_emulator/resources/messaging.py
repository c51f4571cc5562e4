"""SNS subscriptions, which moto's CloudFormation skips."""

from __future__ import annotations

import json
from typing import Any

from moto.sns.models import sns_backends

from ..cloudformation.provider import Provider, Request, Resource

_ATTRIBUTES = ("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy")


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


PROVIDERS: dict[str, Provider] = {"AWS::SNS::Subscription": SubscriptionProvider()}
