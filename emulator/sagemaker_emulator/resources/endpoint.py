"""Endpoints.

Gaps in moto: the API cannot update an endpoint, an update of a stack creates a new one,
an endpoint is in service at once, several properties are dropped, a variant with weight 0 is described without its weight, and a call that changes only
weights or only instance counts loses the others.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.responses import ActionResult
from moto.sagemaker import models as sagemaker
from moto.sagemaker import responses
from moto.sagemaker.exceptions import ValidationError

from ..clock import clock
from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource
from ..deployment.model import Fleet, ongoing_of
from ..deployment.plan import plan_of
from ..deployment.rollout import Creation, Rollout, instances, key_of
from ..strict.deployments import require_acceptable_deployment, require_acceptable_update
from .sagemaker import backend_of, require_free_name, require_valid_name
from .shapes import checked

_DEFAULT_WEIGHT = 1.0
_change_variants = sagemaker.SageMakerModelBackend.update_endpoint_weights_and_capacities
_delete = sagemaker.SageMakerModelBackend.delete_endpoint


def install() -> None:
    """Patch the parts of moto's API operations that the provider uses too."""
    sagemaker.FakeEndpoint._process_production_variants = _describe_variants
    sagemaker.SageMakerModelBackend.update_endpoint_weights_and_capacities = _change_what_is_given
    sagemaker.SageMakerModelBackend.delete_endpoint = _delete_with_deployment
    responses.SageMakerResponse.create_endpoint = _request("CreateEndpoint", create)
    responses.SageMakerResponse.update_endpoint = _request("UpdateEndpoint", _update_existing)


def _request(operation: str, act: Callable[[Any, dict[str, Any]], Any]) -> Callable[[Any], ActionResult]:
    def respond(self: Any) -> ActionResult:
        try:
            parameters = checked("sagemaker", operation, json.loads(self.body or "{}"))
            require_valid_name("EndpointName", parameters["EndpointName"])
            with clock.lock:
                return ActionResult({"EndpointArn": act(self.sagemaker_backend, parameters).arn})
        except ProvisioningError as error:
            raise ValidationError(message=str(error)) from error

    return respond


def _update_existing(backend: Any, parameters: dict[str, Any]) -> Any:
    endpoint = backend.endpoints.get(parameters["EndpointName"])
    if endpoint is None:
        arn = sagemaker.FakeEndpoint.arn_formatter(parameters["EndpointName"], backend.account_id, backend.region_name)
        raise ProvisioningError(f'Could not find endpoint "{arn}".')
    update(backend, endpoint, parameters)
    return endpoint


def _delete_with_deployment(self: Any, endpoint_name: str) -> None:
    """Delete an endpoint, and end the deployment that runs."""
    endpoint = self.endpoints.get(endpoint_name)
    _delete(self, endpoint_name)
    with clock.lock:
        clock.cancel(key_of(self, endpoint.endpoint_name))
        ongoing_of(self).pop(endpoint.endpoint_name, None)


def _change_what_is_given(self: Any, endpoint_name: str, desired_weights_and_capacities: list[dict[str, Any]]) -> str:
    """Change weights and instance counts, and keep those that the call omits."""
    endpoint = self.endpoints.get(endpoint_name)
    former = [dict(variant) for variant in endpoint.production_variants] if endpoint else []
    arn = str(_change_variants(self, endpoint_name, desired_weights_and_capacities))
    endpoint.production_variants = [
        old | {key: value for key, value in new.items() if value is not None}
        for old, new in zip(former, endpoint.production_variants, strict=True)
    ]
    return arn


def _describe_variants(self: Any, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the variants of a configuration as an endpoint describes them, including a weight of 0."""
    return [_running_variant(variant) for variant in variants]


def _running_variant(variant: Mapping[str, Any]) -> dict[str, Any]:
    weight = float(variant.get("InitialVariantWeight", _DEFAULT_WEIGHT))
    running = {"VariantName": variant["VariantName"], "CurrentWeight": weight, "DesiredWeight": weight}
    for current, desired, source in (
        ("CurrentInstanceCount", "DesiredInstanceCount", "InitialInstanceCount"),
        ("CurrentServerlessConfig", "DesiredServerlessConfig", "ServerlessConfig"),
    ):
        if source in variant:
            running[current] = running[desired] = variant[source]
    for kept in ("ManagedInstanceScaling", "RoutingConfig"):
        if kept in variant:
            running[kept] = variant[kept]
    return running


def create(backend: Any, parameters: Mapping[str, Any]) -> Any:
    """Create an endpoint, which is in service, or has failed, when the clock has passed the start of its instances."""
    name = parameters["EndpointName"]
    require_free_name(backend.endpoints, "endpoint", name)
    _require_alarms(backend, parameters)
    config = _config(backend, parameters)
    require_acceptable_deployment(parameters, config)
    endpoint = sagemaker.FakeEndpoint(
        account_id=backend.account_id,
        region_name=backend.region_name,
        endpoint_name=name,
        endpoint_config_name=config.endpoint_config_name,
        production_variants=config.production_variants,
        data_capture_config={},
        tags=parameters.get("Tags", []),
    )
    _apply(endpoint, config, parameters)
    backend.endpoints[name] = endpoint
    Creation(backend, endpoint, config).start()
    return endpoint


def update(backend: Any, endpoint: Any, parameters: Mapping[str, Any]) -> Rollout:
    """Begin to deploy another configuration to an endpoint."""
    if endpoint.endpoint_status != "InService":
        raise ProvisioningError(f'Cannot update in-progress endpoint "{endpoint.arn}".')
    if parameters.get("RetainDeploymentConfig") and "DeploymentConfig" not in parameters:
        last = getattr(endpoint, "last_deployment_config", None)
        parameters = {**parameters, **({"DeploymentConfig": last} if last else {})}
    _require_alarms(backend, parameters)
    config = _config(backend, parameters)
    require_acceptable_deployment(parameters, config)
    require_acceptable_update(backend, endpoint, config)
    _require_same_instances(backend, endpoint, config)
    former = {variant["VariantName"]: variant for variant in endpoint.production_variants}
    future = copy.copy(endpoint)
    _apply(future, config, parameters)
    _keep_managed_instances(future, former)
    if parameters.get("RetainAllVariantProperties"):
        _retain(future, former, parameters.get("ExcludeRetainedVariantProperties", []))
    changed = {name: value for name, value in vars(future).items() if value is not vars(endpoint).get(name)}
    fleet = Fleet(config, future.production_variants, future.shadow_production_variants)
    plan = plan_of(parameters.get("DeploymentConfig"), instances(endpoint))
    rollout = Rollout(backend, endpoint, fleet, plan, lambda: vars(endpoint).update(changed))
    rollout.start()
    return rollout


def wait_for(backend: Any, endpoint: Any) -> None:
    """Wait as CloudFormation does: without a change of the time, or, if stacks are held, for the clock."""
    key = key_of(backend, endpoint.endpoint_name)
    if clock.stacks_held:
        clock.wait_until(
            lambda: endpoint.endpoint_status in ("InService", "Failed")
            or backend.endpoints.get(endpoint.endpoint_name) is not endpoint
        )
    else:
        clock.finish(key)


def _require_alarms(backend: Any, parameters: Mapping[str, Any]) -> None:
    """Raise if an alarm of the automatic rollback does not exist before the deployment."""
    rollback = parameters.get("DeploymentConfig", {}).get("AutoRollbackConfiguration", {})
    names = [alarm["AlarmName"] for alarm in rollback.get("Alarms", [])]
    existing = cloudwatch_backends[backend.account_id][backend.region_name].alarms
    if missing := [name for name in names if name not in existing]:
        raise ProvisioningError(f"Could not find the alarms {', '.join(missing)} of AutoRollbackConfiguration.")


def _require_same_instances(backend: Any, endpoint: Any, config: Any) -> None:
    """Raise if a variant that is a scalable target is removed or gets another instance type."""
    former = backend.endpoint_configs.get(endpoint.endpoint_config_name)
    targets = applicationautoscaling_backends[backend.account_id][backend.region_name].targets.values()
    scaled = {resource_id for of_dimension in targets for resource_id in of_dimension}
    kept = {(variant["VariantName"], variant.get("InstanceType")) for variant in config.production_variants}
    for variant in former.production_variants if former else []:
        name, instance = variant["VariantName"], variant.get("InstanceType")
        if f"endpoint/{endpoint.endpoint_name}/variant/{name}" in scaled and (name, instance) not in kept:
            raise ProvisioningError(
                f"Variant {name} is a scalable target: it cannot be removed, and its instance type "
                f"cannot change from {instance}. Deregister it first."
            )


def _config(backend: Any, parameters: Mapping[str, Any]) -> Any:
    name = parameters["EndpointConfigName"]
    try:
        return backend.endpoint_configs[name]
    except KeyError:
        raise ProvisioningError(f"Could not find endpoint configuration {name!r}.") from None


def _apply(endpoint: Any, config: Any, parameters: Mapping[str, Any]) -> None:
    """Apply a configuration to the endpoint."""
    endpoint.endpoint_config_name = config.endpoint_config_name
    endpoint.production_variants = [_running_variant(variant) for variant in config.production_variants]
    shadows = getattr(config, "shadow_production_variants", None)
    endpoint.shadow_production_variants = shadows and [_running_variant(variant) for variant in shadows]
    capture = endpoint.capture_settings = config.data_capture_config
    endpoint.data_capture_config = (
        capture
        and {
            "EnableCapture": capture.get("EnableCapture", True),
            "CaptureStatus": "Started" if capture.get("EnableCapture", True) else "Stopped",
            "CurrentSamplingPercentage": capture["InitialSamplingPercentage"],
            "DestinationS3Uri": capture["DestinationS3Uri"],
            "KmsKeyId": capture.get("KmsKeyId", ""),
        }
        or None
    )
    endpoint.async_inference_config = config.async_inference_config
    endpoint.explainer_config = getattr(config, "explainer_config", None)
    endpoint.metrics_config = getattr(config, "metrics_config", None)
    endpoint.last_deployment_config = parameters.get("DeploymentConfig")


def _keep_managed_instances(endpoint: Any, former: Mapping[str, Any]) -> None:
    """Keep the instances that the copies of components run on, within the bounds of the new configuration."""
    for variant in endpoint.production_variants:
        scaling, old = variant.get("ManagedInstanceScaling") or {}, former.get(variant["VariantName"], {})
        if scaling.get("Status") == "ENABLED" and "CurrentInstanceCount" in old:
            low, high = scaling.get("MinInstanceCount", 1), scaling.get("MaxInstanceCount")
            for count in ("CurrentInstanceCount", "DesiredInstanceCount"):
                variant[count] = max(low, old[count] if high is None else min(old[count], high))


def _retain(endpoint: Any, former: Mapping[str, Any], excluded: list[dict[str, str]]) -> None:
    """Keep what was changed since the last deployment, unless it is excluded: weights and instance counts."""
    kept = {"DesiredWeight": "Weight", "DesiredInstanceCount": "InstanceCount"}
    for item in excluded:
        kept.pop(item["VariantPropertyType"], None)
    for variant in endpoint.production_variants:
        old = former.get(variant["VariantName"], {})
        for desired, what in kept.items():
            if desired in old and desired in variant:
                variant[desired] = variant[f"Current{what}"] = old[desired]


class EndpointProvider(Provider):
    """An endpoint. A new configuration updates it in place, so that its name and ARN are kept."""

    name_property = "EndpointName"

    _only_in_updates = ("RetainDeploymentConfig", "RetainAllVariantProperties", "ExcludeRetainedVariantProperties")

    def create(self, request: Request) -> Resource:
        name, backend = request.name("EndpointName"), backend_of(request)
        with clock.lock:
            endpoint = create(backend, self._checked(request, name))
        wait_for(backend, endpoint)
        if endpoint.endpoint_status == "Failed":
            # The rollback of CloudFormation deletes what it created.
            backend.delete_endpoint(name)
            raise ProvisioningError(f"{endpoint.arn} failed: {endpoint.failure_reason}")
        return Resource(endpoint.arn, {"EndpointName": name})

    def update(self, resource: Resource, request: Request) -> Resource:
        name, backend = resource.attributes["EndpointName"], backend_of(request)
        parameters = self._checked(request, name)
        endpoint = backend.endpoints[name]
        endpoint.tags = parameters.get("Tags", [])
        if parameters["EndpointConfigName"] == endpoint.endpoint_config_name:
            # There is nothing to deploy: only tags, or what the next deployment does, have changed.
            _require_alarms(backend, parameters)
            require_acceptable_deployment(parameters, _config(backend, parameters))
            endpoint.last_deployment_config = parameters.get("DeploymentConfig")
            return resource
        with clock.lock:
            rollout = update(backend, endpoint, parameters)
        wait_for(backend, endpoint)
        if rollout.failed:
            raise ProvisioningError(f"{endpoint.arn} failed to update: {endpoint.failure_reason}")
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        name, backend = resource.attributes["EndpointName"], backend_of(request)
        backend.delete_endpoint(name)

    def _checked(self, request: Request, name: str) -> dict[str, Any]:
        """Check the properties against the two API operations that together define them."""
        require_valid_name("EndpointName", name)
        properties = dict(request.properties, EndpointName=name)
        tags = properties.pop("Tags", [])
        creation = {key: value for key, value in properties.items() if key not in self._only_in_updates}
        return {
            **checked("sagemaker", "UpdateEndpoint", properties),
            **checked("sagemaker", "CreateEndpoint", {**creation, "Tags": tags}),
        }


PROVIDERS: dict[str, Provider] = {"AWS::SageMaker::Endpoint": EndpointProvider()}
