"""The usage metadata of the CDK, which has no effect."""

from __future__ import annotations

from ..cloudformation.provider import Provider, Request, Resource


class NoOperation(Provider):
    """A resource type without effect. AWS only counts it."""

    def create(self, request: Request) -> Resource:
        return Resource(request.generated_name)

    def update(self, resource: Resource, request: Request) -> Resource:
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        """Do nothing, because nothing was created."""


PROVIDERS = {"AWS::CDK::Metadata": NoOperation()}
