"""SNS topics and subscriptions.

Gaps in moto: it skips subscriptions and policies, and deletes and recreates an
updated topic without its subscriptions and tags.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from moto.sns.models import sns_backends

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, Request, Resource

_ATTRIBUTES = ("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy")


def _backend(request: Request) -> Any:
    return sns_backends[request.scope.account_id][request.scope.region]


class TopicProvider(MotoProvider):
    """A topic. Its display name, KMS key and tags are updated in place."""

    mutable = frozenset({"DisplayName", "KmsMasterKeyId", "Tags"})

    def __init__(self) -> None:
        super().__init__("AWS::SNS::Topic")

    def create(self, request: Request) -> Any:
        return self.update(super().create(request), request)

    def update(self, resource: Any, request: Request) -> Any:
        resource.display_name = request.properties.get("DisplayName", "")
        resource.kms_master_key_id = request.properties.get("KmsMasterKeyId", "")
        resource._tags = {tag["Key"]: tag["Value"] for tag in request.properties.get("Tags", [])}
        return resource


class SubscriptionProvider(Provider):
    """A subscription to the messages of a topic, such as those of an alarm."""

    mutable = frozenset((*_ATTRIBUTES, "SubscriptionRoleArn"))

    def create(self, request: Request) -> Resource:
        properties = request.properties
        subscription = _backend(request).subscribe(
            properties["TopicArn"], properties.get("Endpoint", ""), properties["Protocol"]
        )
        resource = Resource(subscription.arn, {"Arn": subscription.arn})
        return self.update(resource, request)

    def update(self, resource: Resource, request: Request) -> Resource:
        for name in _ATTRIBUTES:
            if name in request.properties:
                value = request.properties[name]
                text = value if isinstance(value, str) else json.dumps(value)
                _backend(request).set_subscription_attributes(resource.physical_resource_id, name, text)
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        _backend(request).unsubscribe(resource.physical_resource_id)


@dataclass
class PolicyOfTopics(Resource):
    """A topic policy, with the topics it applies to."""

    topic_arns: list[str] = field(default_factory=list)


class TopicPolicyProvider(Provider):
    """The access policy of topics. It is stored in each topic, but not enforced."""

    mutable = frozenset({"PolicyDocument", "Topics"})

    def create(self, request: Request) -> PolicyOfTopics:
        return self.update(PolicyOfTopics(request.generated_name, {"Id": request.generated_name}), request)

    def update(self, resource: PolicyOfTopics, request: Request) -> PolicyOfTopics:
        wanted = list(request.properties["Topics"])
        self._reset(request, [arn for arn in resource.topic_arns if arn not in wanted])
        for arn in wanted:
            _backend(request).get_topic(arn).policy = json.dumps(request.properties["PolicyDocument"])
        resource.topic_arns = wanted
        return resource

    def delete(self, resource: PolicyOfTopics, request: Request) -> None:
        self._reset(request, resource.topic_arns)

    @staticmethod
    def _reset(request: Request, topic_arns: list[str]) -> None:
        """Reset the topics that still exist to their default policy."""
        region, account_id, topics = request.scope.region, request.scope.account_id, _backend(request).topics
        for topic in [topics[arn] for arn in topic_arns if arn in topics]:
            topic.policy = json.dumps(topic._create_default_topic_policy(region, account_id, topic.name))


PROVIDERS: dict[str, Provider] = {
    "AWS::SNS::Topic": TopicProvider(),
    "AWS::SNS::Subscription": SubscriptionProvider(),
    "AWS::SNS::TopicPolicy": TopicPolicyProvider(),
}
