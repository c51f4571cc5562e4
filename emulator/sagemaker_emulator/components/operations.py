"""The operations on components, with the rules by which the service refuses them.

Parameters are those of the API, and were checked against its shapes. The caller holds the lock of the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.sagemaker.exceptions import ValidationError

from ..clock import clock
from ..cloudformation.provider import ProvisioningError
from ..strict.existing import Place, images_of
from . import logs
from .instances import NO_ROOM, Hosting
from .model import Component, Revision, adapters_of, components_of, find
from .rollout import ADAPTER_SECONDS, COPY_SECONDS, Rollout, alarms_of

_STOP_SECONDS = 60
_DELETE_SECONDS = 60


def _healthy(component: Component, revision: Revision) -> str | None:
    return None


class Hooks:
    """What the runtime adds: the start of a copy, and the end of what a component ran."""

    probe = staticmethod(_healthy)
    release = staticmethod(lambda component: None)


hooks = Hooks()


def refuse(message: str) -> ValidationError:
    return ValidationError(message=message)


def create(backend: Any, parameters: Mapping[str, Any]) -> Component:
    """Create a component. It is in service, or has failed, when the clock has passed the start of its copies."""
    name, components = parameters["InferenceComponentName"], components_of(backend)
    if name in components:
        raise refuse(f'Cannot create already existing inference component "{components[name].arn}".')
    specifications, plural = _specifications(parameters, None)
    base = specifications[0].get("BaseInferenceComponentName")
    count = parameters.get("RuntimeConfig", {}).get("CopyCount", 1)
    if base is not None:
        variant_name = _require_adapter(backend, parameters, specifications, base)
    else:
        variant_name = _require_base(backend, parameters, specifications, count)
    now = clock.now()
    component = Component(
        account_id=backend.account_id,
        region=backend.region_name,
        name=name,
        endpoint_name=parameters["EndpointName"],
        variant_name=variant_name,
        base=base,
        revision=Revision(1, tuple(specifications), plural, now),
        desired=1 if base is not None else count,
        tags=list(parameters.get("Tags", [])),
        created=now,
        modified=now,
    )
    hosting = Hosting(backend, component.endpoint_name, variant_name)
    specification = component.revision.specification(hosting.instance_type)
    fits = base is not None or hosting.has_room(component, specification, count)
    components[name] = component
    if not fits:
        component.settle("Failed", now, NO_ROOM)
    elif base is not None:
        clock.after(ADAPTER_SECONDS, component.key, lambda: _have_first_copies(component))
    else:
        clock.after(hosting.follow() + COPY_SECONDS, component.key, lambda: _have_first_copies(component))
    return component


def _have_first_copies(component: Component) -> None:
    logs.require_group(component)
    reason = hooks.probe(component, component.revision)
    if reason is not None:
        component.settle("Failed", clock.now(), reason)
        return
    component.run(component.revision, component.desired)
    component.settle("InService", clock.now())


def update(
    backend: Any, name: str, parameters: Mapping[str, Any], config: Mapping[str, Any] | None = None
) -> Component:
    """Update the specification, the number of copies, or both."""
    component = find(backend, name)
    if not parameters.keys() & {"Specification", "Specifications", "RuntimeConfig"}:
        raise refuse("At least one of Specification, Specifications and RuntimeConfig must be specified.")
    _require_steady(component, "update")
    missing = [alarm for alarm in alarms_of(config) if alarm not in _alarms(component)]
    if missing:
        raise refuse(f"Could not find the alarms {', '.join(missing)} of AutoRollbackConfiguration.")
    new = _changed(component, parameters)
    count = parameters.get("RuntimeConfig", {}).get("CopyCount", component.desired)
    if component.base is not None:
        if "RuntimeConfig" in parameters:
            raise refuse(f"{name} is an adapter: it has no copies of its own, so that RuntimeConfig is not allowed.")
        count = 1
    _require_batches(config, count)
    component.last_deployment_config = config or component.last_deployment_config
    component.modified = clock.now()
    if new == component.revision:
        return _change_copies(component, count)
    hosting = Hosting.of(component)
    if hosting is None:
        raise refuse(f'Could not find endpoint "{component.endpoint_name}".')
    if component.base is None and not hosting.has_room(
        component, new.specification(hosting.instance_type), max(count, 1)
    ):
        component.settle("InService", clock.now(), NO_ROOM)
        return component
    if count == 0 and component.current == 0:
        component.revision, component.desired = new, 0
        component.settle("InService", clock.now())
        return component
    component.status, component.operation = "Updating", "UPDATE_IN_PROGRESS"
    rollout = Rollout(component, new, count, config, hooks.probe)
    component.revision, component.desired = new, count
    delay = 0 if component.base is not None else hosting.follow()
    rollout.start(delay, lambda: _updated(component))
    return component


def _updated(component: Component) -> None:
    hooks.release(component)
    _follow(component)


def change_copies(backend: Any, name: str, count: int) -> Component:
    """Set the number of copies, as UpdateInferenceComponentRuntimeConfig and Application Auto Scaling do."""
    component = find(backend, name)
    _require_steady(component, "update")
    if component.base is not None:
        raise refuse(f"{name} is an adapter: it has no copies of its own.")
    return _change_copies(component, count)


def _change_copies(component: Component, count: int) -> Component:
    if component.base is not None or count == component.desired == component.current:
        return component
    hosting = Hosting.of(component)
    if hosting is None:
        raise refuse(f'Could not find endpoint "{component.endpoint_name}".')
    if count > component.desired and not hosting.has_room(
        component, component.revision.specification(hosting.instance_type), count
    ):
        component.settle("InService", clock.now(), NO_ROOM)
        return component
    component.status, component.operation, component.desired = "Updating", "UPDATE_RC_IN_PROGRESS", count
    component.modified = clock.now()
    fewer = count < component.current
    if fewer:
        component.run(component.revision, count)
        if count == 0:
            hooks.release(component)
    seconds = hosting.follow() + (_STOP_SECONDS if fewer else COPY_SECONDS)
    clock.after(seconds, component.key, lambda: _have_copies(component))
    return component


def _have_copies(component: Component) -> None:
    reason = hooks.probe(component, component.revision) if component.desired else None
    if reason is None:
        component.run(component.revision, component.desired)
    else:
        component.desired = component.current
    component.settle("InService", clock.now(), reason)
    _follow(component)


def delete(backend: Any, name: str) -> None:
    """Delete a component, which takes a while. Its name is free afterwards."""
    component = find(backend, name)
    if component.operation is not None:
        raise refuse(f'Cannot delete inference component "{component.arn}" while it is in state {component.operation}.')
    if adapters := adapters_of(component):
        raise refuse(
            f'Cannot delete inference component "{component.arn}": it is a base inference component for one or '
            f"more associated inference components: {', '.join(sorted(item.name for item in adapters))}."
        )
    component.status, component.operation, component.modified = "Deleting", "DELETE_IN_PROGRESS", clock.now()
    component.copies.clear()
    hooks.release(component)
    clock.after(_DELETE_SECONDS, component.key, lambda: _deleted(component))


def _deleted(component: Component) -> None:
    components_of(component.backend).pop(component.name, None)
    _follow(component)


def _follow(component: Component) -> None:
    hosting = Hosting.of(component)
    if hosting is not None and component.base is None:
        hosting.follow()


def _alarms(component: Component) -> Any:
    return cloudwatch_backends[component.account_id][component.region].alarms


def _require_steady(component: Component, verb: str) -> None:
    if component.operation is not None or component.status == "Failed":
        state = component.operation or "FAILED"
        raise refuse(f'Cannot {verb} inference component "{component.arn}" while it is in state {state}.')


def _require_batches(config: Mapping[str, Any] | None, count: int) -> None:
    """Raise for a batch with more copies than the component has, or a share that is not 5 to 50 percent."""
    policy: Mapping[str, Any] = (config or {}).get("RollingUpdatePolicy") or {}
    for member, largest in (("MaximumBatchSize", 50), ("RollbackMaximumBatchSize", 100)):
        size = policy.get(member)
        if size is None:
            continue
        value, percent = size["Value"], size["Type"] == "CAPACITY_PERCENT"
        if percent and not 5 <= value <= largest:
            raise refuse(f"{member} must be between 5 and {largest} percent, but is {value}.")
        if not percent and value > max(count, 1):
            raise refuse(f"{member} is {value} copies, but the inference component has {count}.")


def _specifications(
    parameters: Mapping[str, Any], default: tuple[list[Mapping[str, Any]], bool] | None
) -> tuple[list[Mapping[str, Any]], bool]:
    """Return the specifications of a request, and true if they are given per instance type."""
    single, several = parameters.get("Specification"), parameters.get("Specifications")
    if single is None and several is None and default is not None:
        return default
    if (single is None) == (several is None):
        raise refuse("Exactly one of Specification and Specifications must be specified.")
    if single is not None:
        return [single], False
    types = [item.get("InstanceType") for item in several or []]
    if None in types or len(types) != len(set(types)) or not 2 <= len(types) <= 5:
        raise refuse(f"Specifications must have 2 to 5 entries, each with its own InstanceType; they are {types}.")
    return list(several or []), True


def _changed(component: Component, parameters: Mapping[str, Any]) -> Revision:
    """Return the revision after an update: the current one if nothing changes."""
    current = component.revision
    specifications, plural = _specifications(parameters, (list(current.specifications), current.plural))
    # An update of an adapter may leave out its base, which cannot change.
    if component.base is not None:
        specifications = [{"BaseInferenceComponentName": component.base, **item} for item in specifications]
    bases = {item.get("BaseInferenceComponentName") for item in specifications}
    if bases != {component.base}:
        raise refuse("BaseInferenceComponentName cannot be changed.")
    if component.base is not None:
        _require_artifact_only(specifications)
    else:
        _require_model(component.backend, component.endpoint_name, specifications)
    if (tuple(specifications), plural) == (current.specifications, current.plural):
        return current
    number = max([current.number, *component.revisions]) + 1
    return Revision(number, tuple(specifications), plural, clock.now())


def _require_base(
    backend: Any, parameters: Mapping[str, Any], specifications: list[Mapping[str, Any]], count: int
) -> str:
    if "VariantName" not in parameters:
        raise refuse("VariantName is required for a base inference component.")
    if count < 1:
        raise refuse("Inference components copy count an integer larger than 0")
    hosting = Hosting(backend, parameters["EndpointName"], parameters["VariantName"])
    if "ModelName" in hosting.variant:
        raise refuse(
            "Inference Components are not supported in this Endpoint. Please make sure this endpoint can deploy "
            "inference components."
        )
    _require_model(backend, parameters["EndpointName"], specifications)
    return str(parameters["VariantName"])


def _require_model(backend: Any, endpoint_name: str, specifications: list[Mapping[str, Any]]) -> None:
    """Raise unless each specification has a model or an image, and its requirements."""
    endpoint = backend.endpoints.get(endpoint_name)
    config = backend.endpoint_configs.get(endpoint.endpoint_config_name) if endpoint is not None else None
    isolated = bool(getattr(config, "enable_network_isolation", False))
    for item in specifications:
        name = item.get("ModelName")
        if name is None and "Image" not in item.get("Container", {}):
            raise refuse("A base inference component needs ModelName or Container.Image in its specification.")
        if "ComputeResourceRequirements" not in item:
            raise refuse("ComputeResourceRequirements is required for a base inference component.")
        _require_image(backend, item, bool(getattr(config, "vpc_config", None)))
        if name is None:
            continue
        if name not in backend._models:
            raise refuse(f'Could not find model "{name}".')
        if bool(getattr(backend._models[name], "enable_network_isolation", False)) != isolated:
            raise refuse(
                f"EnableNetworkIsolation of model {name} is {str(not isolated).lower()}, but that of the endpoint "
                f"configuration is {str(isolated).lower()}; they must be the same."
            )


def _require_image(backend: Any, specification: Mapping[str, Any], has_network: bool) -> None:
    place = Place(backend.account_id, backend.region_name)
    try:
        for image, config in images_of([specification.get("Container", {})]):
            place.require_image(image, config, has_network)
    except ProvisioningError as error:
        raise refuse(str(error)) from error


def _require_adapter(
    backend: Any, parameters: Mapping[str, Any], specifications: list[Mapping[str, Any]], base_name: str
) -> str:
    if "VariantName" in parameters:
        raise refuse("VariantName is not allowed for an adapter: it is that of its base inference component.")
    _require_artifact_only(specifications)
    base = find(backend, base_name)
    if base.base is not None:
        raise refuse(f"{base_name} is an adapter, which cannot be the base of another one.")
    if base.endpoint_name != parameters["EndpointName"]:
        raise refuse(f"The base inference component {base_name} is on the endpoint {base.endpoint_name}.")
    if base.status != "InService":
        raise refuse(f"The base inference component {base_name} is {base.status}; it must be InService.")
    return base.variant_name


def _require_artifact_only(specifications: list[Mapping[str, Any]]) -> None:
    for item in specifications:
        if "ArtifactUrl" not in item.get("Container", {}):
            raise refuse("An adapter needs Container.ArtifactUrl in its specification.")
        if "ComputeResourceRequirements" in item:
            raise refuse("ComputeResourceRequirements is not allowed for an adapter: it shares those of its base.")
