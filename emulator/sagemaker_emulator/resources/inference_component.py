"""Inference components, which moto does not have: their CloudFormation resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..clock import clock
from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource
from ..components import operations
from ..components.instances import Hosting
from ..components.model import Component, components_of, find
from .sagemaker import backend_of, require_valid_name
from .shapes import checked

# Members of the API that AWS::SageMaker::InferenceComponent does not have.
_ONLY_IN_API = frozenset({"AcceleratorPartitionType"})
# What the API cannot change, although the schema of the resource type lists no property that requires replacement.
_FIXED = {"EndpointName": "endpoint_name", "VariantName": "variant_name", "InferenceComponentName": "name"}


@dataclass
class ComponentResource(Resource):
    """A component as CloudFormation knows it: ``Ref`` returns its ARN, and no attribute returns its name."""

    backend: Any = None
    name: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)

    def get_cfn_attribute(self, attribute: str) -> Any:
        component = find(self.backend, self.name)
        values: dict[str, Any] = {
            "InferenceComponentArn": component.arn,
            "InferenceComponentStatus": component.status,
            "CreationTime": _text(component.created),
            "LastModifiedTime": _text(component.modified),
        }
        if component.failure_reason is not None:
            values["FailureReason"] = component.failure_reason
        if component.base is None:
            values["RuntimeConfig.CurrentCopyCount"] = component.current
            values["RuntimeConfig.DesiredCopyCount"] = component.desired
        if attribute not in values:
            raise ProvisioningError(f"{component.arn} has no attribute {attribute}; it has {sorted(values)}")
        return values[attribute]


def _without_tags(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in parameters.items() if key != "Tags"}


def _text(time: Any) -> str:
    return f"{time.isoformat(timespec='milliseconds')}Z"


class InferenceComponentProvider(Provider):
    """A component. Everything is updated in place; what the API cannot change fails the update."""

    def create(self, request: Request) -> ComponentResource:
        backend = backend_of(request)
        parameters = self._checked(request, request.name("InferenceComponentName"))
        # CreateInferenceComponent has no DeploymentConfig: it is for updates.
        creation = {key: value for key, value in parameters.items() if key != "DeploymentConfig"}
        with clock.lock:
            component = operations.create(backend, creation)
            _stabilize(component)
            if component.status == "Failed":
                # The rollback of CloudFormation deletes what it created, which frees the reservation.
                operations.delete(backend, component.name)
                _stabilize(component)
                raise ProvisioningError(f"{component.arn} failed: {component.failure_reason}")
        return ComponentResource(component.arn, backend=backend, name=component.name, given=_without_tags(parameters))

    def update(self, resource: ComponentResource, request: Request) -> ComponentResource:
        parameters = self._checked(request, request.name("InferenceComponentName"))
        if "InferenceComponentName" not in request.properties:
            parameters["InferenceComponentName"] = resource.name
        with clock.lock:
            clock.catch_up()
            component = find(resource.backend, resource.name)
            for member, attribute in _FIXED.items():
                former, wanted = getattr(component, attribute), parameters.get(member)
                # The variant of an adapter is that of its base, and is not in the template.
                if wanted != former and not (component.base is not None and member == "VariantName" and wanted is None):
                    raise ProvisioningError(
                        f"{member} of {component.arn} cannot be changed from {former} to {wanted}: "
                        "UpdateInferenceComponent has no such member. Create another component with another name."
                    )
            given = ("Specification", "Specifications", "RuntimeConfig")
            changes = {key: parameters[key] for key in given if key in parameters}
            if component.base is not None:
                changes.pop("RuntimeConfig", None)
            # A change of tags only is not an update of the component, which would set the copies again.
            if _without_tags(parameters) != resource.given:
                reason, component.failure_reason = component.failure_reason, None
                operations.update(resource.backend, resource.name, changes, parameters.get("DeploymentConfig"))
                _stabilize(component)
                if component.failure_reason is not None:
                    raise ProvisioningError(f"{component.arn} was not updated: {component.failure_reason}")
                component.failure_reason, resource.given = reason, _without_tags(parameters)
            component.tags = list(parameters.get("Tags", []))
        return resource

    def delete(self, resource: ComponentResource, request: Request) -> None:
        with clock.lock:
            clock.catch_up()
            component = components_of(resource.backend).get(resource.name)
            if component is not None:
                # A deletion during another operation is refused, so that CloudFormation tries again after it.
                _stabilize(component)
                operations.delete(resource.backend, resource.name)
                _stabilize(component)

    @staticmethod
    def _checked(request: Request, name: str) -> dict[str, Any]:
        """Check the properties against the two API operations that together define them, and the schema."""
        require_valid_name("InferenceComponentName", name)
        properties = dict(request.properties, InferenceComponentName=name)
        properties.pop("EndpointArn", None)
        deployment = {"DeploymentConfig": properties.pop("DeploymentConfig", None)}
        for path, specification in _specifications(properties):
            scheduling = specification.get("SchedulingConfig")
            if isinstance(scheduling, Mapping) and "AvailabilityZoneBalance" not in scheduling:
                raise ProvisioningError(
                    "Properties validation failed: required key [AvailabilityZoneBalance] not found at "
                    f"#{path}/SchedulingConfig"
                )
            if path == "/Specification" and "InstanceType" in specification:
                raise ProvisioningError(
                    "Properties validation failed: extraneous key ['InstanceType'] is not permitted at #/Specification"
                )
        if deployment["DeploymentConfig"] is None:
            deployment = {}
        update = {"InferenceComponentName": name, **deployment}
        return {
            **checked("sagemaker", "CreateInferenceComponent", properties, _ONLY_IN_API),
            **checked("sagemaker", "UpdateInferenceComponent", update),
        }


def _specifications(properties: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    found: list[tuple[str, Any]] = [("/Specification", properties.get("Specification"))]
    several = properties.get("Specifications")
    if isinstance(several, list):
        found += [(f"/Specifications/{index}", item) for index, item in enumerate(several)]
    return [(path, item) for path, item in found if isinstance(item, Mapping)]


def _stabilize(component: Component) -> None:
    """Finish the operation, as CloudFormation waits for it. This takes no time on the clock."""
    hosting = Hosting.of(component)
    clock.finish(component.key)
    if hosting is not None:
        clock.finish(hosting.key)


PROVIDERS: dict[str, Provider] = {"AWS::SageMaker::InferenceComponent": InferenceComponentProvider()}
