"""Endpoints.

Gaps in moto: an update creates a new endpoint, several properties are dropped, a
variant with weight 0 is described without its weight, and a call that changes only
weights or only instance counts loses the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.utils import utcnow
from moto.sagemaker import models as sagemaker

from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource
from .sagemaker import backend_of, require_free_name, require_valid_name
from .shapes import checked

_DEFAULT_WEIGHT = 1.0
_change_variants = sagemaker.SageMakerModelBackend.update_endpoint_weights_and_capacities


def install() -> None:
    """Patch the parts of moto's API operations that the provider uses too."""
    sagemaker.FakeEndpoint._process_production_variants = _describe_variants
    sagemaker.SageMakerModelBackend.update_endpoint_weights_and_capacities = _change_what_is_given


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


class EndpointProvider(Provider):
    """An endpoint. A new configuration updates it in place, so that its name and ARN are kept."""

    name_property = "EndpointName"

    _only_in_templates = ("DeploymentConfig", "RetainAllVariantProperties", "ExcludeRetainedVariantProperties")

    def create(self, request: Request) -> Resource:
        parameters = self._checked(request, request.name("EndpointName"))
        name, backend = parameters["EndpointName"], backend_of(request)
        require_free_name(backend.endpoints, "endpoint", name)
        self._require_alarms(request, parameters)
        config = self._config(request, parameters)
        endpoint = sagemaker.FakeEndpoint(
            account_id=request.scope.account_id,
            region_name=request.scope.region,
            endpoint_name=name,
            endpoint_config_name=config.endpoint_config_name,
            production_variants=config.production_variants,
            data_capture_config={},
            tags=parameters.get("Tags", []),
        )
        self._apply(endpoint, config, parameters)
        backend.endpoints[name] = endpoint
        return Resource(endpoint.arn, {"EndpointName": name})

    def update(self, resource: Resource, request: Request) -> Resource:
        name = resource.attributes["EndpointName"]
        parameters = self._checked(request, name)
        self._require_alarms(request, parameters)
        endpoint = backend_of(request).endpoints[name]
        config = self._config(request, parameters)
        self._require_same_instances(request, endpoint, config)
        former = {variant["VariantName"]: variant for variant in endpoint.production_variants}
        self._apply(endpoint, config, parameters)
        self._keep_managed_instances(endpoint, former)
        if parameters.get("RetainAllVariantProperties"):
            self._retain(endpoint, former, parameters.get("ExcludeRetainedVariantProperties", []))
        endpoint.tags = parameters.get("Tags", [])
        endpoint.last_modified_time = utcnow()
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        backend_of(request).delete_endpoint(resource.attributes["EndpointName"])

    def _checked(self, request: Request, name: str) -> dict[str, Any]:
        """Check the properties against the two API operations that together define them."""
        require_valid_name("EndpointName", name)
        properties = dict(request.properties, EndpointName=name)
        tags = properties.pop("Tags", [])
        properties.pop("RetainDeploymentConfig", None)
        creation = {key: value for key, value in properties.items() if key not in self._only_in_templates}
        return {
            **checked("sagemaker", "UpdateEndpoint", properties),
            **checked("sagemaker", "CreateEndpoint", {**creation, "Tags": tags}),
        }

    @staticmethod
    def _require_alarms(request: Request, parameters: Mapping[str, Any]) -> None:
        """Raise if an alarm of the automatic rollback does not exist before the deployment."""
        rollback = parameters.get("DeploymentConfig", {}).get("AutoRollbackConfiguration", {})
        names = [alarm["AlarmName"] for alarm in rollback.get("Alarms", [])]
        existing = cloudwatch_backends[request.scope.account_id][request.scope.region].alarms
        if missing := [name for name in names if name not in existing]:
            raise ProvisioningError(f"Could not find the alarms {', '.join(missing)} of AutoRollbackConfiguration.")

    @staticmethod
    def _require_same_instances(request: Request, endpoint: Any, config: Any) -> None:
        """Raise if a variant that is a scalable target is removed or gets another instance type."""
        scope, former = request.scope, backend_of(request).endpoint_configs.get(endpoint.endpoint_config_name)
        targets = applicationautoscaling_backends[scope.account_id][scope.region].targets.values()
        scaled = {resource_id for of_dimension in targets for resource_id in of_dimension}
        kept = {(variant["VariantName"], variant.get("InstanceType")) for variant in config.production_variants}
        for variant in former.production_variants if former else []:
            name, instance = variant["VariantName"], variant.get("InstanceType")
            if f"endpoint/{endpoint.endpoint_name}/variant/{name}" in scaled and (name, instance) not in kept:
                raise ProvisioningError(
                    f"Variant {name} is a scalable target: it cannot be removed, and its instance type "
                    f"cannot change from {instance}. Deregister it first."
                )

    @staticmethod
    def _config(request: Request, parameters: Mapping[str, Any]) -> Any:
        name = parameters["EndpointConfigName"]
        try:
            return backend_of(request).endpoint_configs[name]
        except KeyError:
            raise ProvisioningError(f"Could not find endpoint configuration {name!r}.") from None

    @staticmethod
    def _apply(endpoint: Any, config: Any, parameters: Mapping[str, Any]) -> None:
        """Apply a configuration to the endpoint."""
        endpoint.endpoint_config_name = config.endpoint_config_name
        endpoint.production_variants = [_running_variant(variant) for variant in config.production_variants]
        shadows = getattr(config, "shadow_production_variants", None)
        endpoint.shadow_production_variants = shadows and [_running_variant(variant) for variant in shadows]
        capture = config.data_capture_config
        endpoint.data_capture_config = (
            capture
            and {
                "EnableCapture": capture.get("EnableCapture", False),
                "CaptureStatus": "Started" if capture.get("EnableCapture") else "Stopped",
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

    @staticmethod
    def _keep_managed_instances(endpoint: Any, former: Mapping[str, Any]) -> None:
        """Keep the instances that the copies of components run on, within the bounds of the new configuration."""
        for variant in endpoint.production_variants:
            scaling, old = variant.get("ManagedInstanceScaling") or {}, former.get(variant["VariantName"], {})
            if scaling.get("Status") == "ENABLED" and "CurrentInstanceCount" in old:
                low, high = scaling.get("MinInstanceCount", 1), scaling.get("MaxInstanceCount")
                for count in ("CurrentInstanceCount", "DesiredInstanceCount"):
                    variant[count] = max(low, old[count] if high is None else min(old[count], high))

    @staticmethod
    def _retain(endpoint: Any, former: Mapping[str, Any], excluded: list[dict[str, str]]) -> None:
        """Keep weights and instance counts that were changed since the last deployment, as the template specifies."""
        kept = {"DesiredWeight": "Weight", "DesiredInstanceCount": "InstanceCount"}
        for item in excluded:
            kept.pop(item["VariantPropertyType"], None)
        for variant in endpoint.production_variants:
            old = former.get(variant["VariantName"], {})
            for desired, what in kept.items():
                if desired in old and desired in variant:
                    variant[desired] = variant[f"Current{what}"] = old[desired]


PROVIDERS: dict[str, Provider] = {"AWS::SageMaker::Endpoint": EndpointProvider()}
