"""CloudWatch dashboards.

Gaps in moto: a dashboard without a name gets a random name that does not include
its stack, and a new one with each update; and moto accepts any string as its body.
"""

from __future__ import annotations

import json
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource
from .shapes import checked


class DashboardProvider(Provider):
    """A dashboard. Everything except its name is updated in place."""

    name_property = "DashboardName"

    def create(self, request: Request) -> Resource:
        return self._put(request, request.name("DashboardName"))

    def update(self, resource: Resource, request: Request) -> Resource:
        return self._put(request, resource.physical_resource_id)

    def delete(self, resource: Resource, request: Request) -> None:
        self._backend(request).delete_dashboards([resource.physical_resource_id])

    def _put(self, request: Request, name: str) -> Resource:
        dashboard = checked("cloudwatch", "PutDashboard", {**request.properties, "DashboardName": name})
        try:
            json.loads(dashboard["DashboardBody"])
        except ValueError as error:
            raise ProvisioningError(f"The body of dashboard {name} is not JSON: {error}") from None
        self._backend(request).put_dashboard(name, dashboard["DashboardBody"])
        return Resource(name)

    @staticmethod
    def _backend(request: Request) -> Any:
        return cloudwatch_backends[request.scope.account_id][request.scope.region]


PROVIDERS: dict[str, Provider] = {"AWS::CloudWatch::Dashboard": DashboardProvider()}
