"""The CDK's usage record: accepted, and known to do nothing."""

from __future__ import annotations

from ..cloudformation.provider import Provider, Request, Resource


class NoOperation(Provider):
    """A type that does nothing in AWS either, apart from being counted."""

    def create(self, request: Request) -> Resource:
        return Resource(request.generated_name)

    def update(self, resource: Resource, request: Request) -> Resource:
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        """Nothing was made."""


PROVIDERS = {"AWS::CDK::Metadata": NoOperation()}
