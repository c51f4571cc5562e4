"""Models, endpoint configurations and endpoints.

Gaps in moto: explicit names are ignored, pipelines of containers fail, the list
of instance types is old, several properties are dropped, an endpoint update
makes a new endpoint, and a variant of weight 0 is shown without a weight.
"""

from __future__ import annotations

import re
from typing import Any, Mapping

from botocore import xform_name
from moto.core.utils import utcnow
from moto.sagemaker import models as sagemaker

from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource
from .shapes import checked

_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_DEFAULT_WEIGHT = 1.0


def install() -> None:
    """Patch what moto's own API calls share with these providers."""
    sagemaker.FakeEndpointConfig.validate_instance_type = _accept_any_instance_type
    sagemaker.FakeEndpoint._process_production_variants = _describe_variants


def _accept_any_instance_type(self: Any, instance_type: str) -> None:
    """Which types exist changes every few months, and nothing here depends on it."""


def _describe_variants(self: Any, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What an endpoint reports of its configuration's variants; a weight of 0 included."""
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


def _backend(request: Request) -> Any:
    return sagemaker.sagemaker_backends[request.scope.account_id][request.scope.region]


def _parameters(request: Request, operation: str, name_property: str) -> dict[str, Any]:
    """Checked API parameters with the resource's name in them."""
    name = request.name(name_property)
    if not _NAME.fullmatch(name):
        raise ProvisioningError(f"{name_property} {name!r} must satisfy {_NAME.pattern}")
    return checked("sagemaker", operation, {**request.properties, name_property: name})


def _absent(existing: Mapping[str, Any], kind: str, name: str) -> None:
    """moto overwrites what has the same name; the service refuses."""
    if name in existing:
        raise ProvisioningError(f"Cannot create already existing {kind} {name!r}.")


def _show(target: Any, parameters: Mapping[str, Any], *members: str) -> None:
    """Set members so that moto's describe call, which prints the object's attributes, shows them."""
    for member in members:
        setattr(target, xform_name(member), parameters.get(member))


class ModelProvider(Provider):
    """A model: one container, or a pipeline of them."""

    name_property = "ModelName"
    mutable = frozenset({"Tags"})

    def create(self, request: Request) -> Resource:
        parameters = _parameters(request, "CreateModel", "ModelName")
        name, backend = parameters["ModelName"], _backend(request)
        _absent(backend._models, "model", name)
        if ("PrimaryContainer" in parameters) == bool(parameters.get("Containers")):
            raise ProvisioningError("a model needs either PrimaryContainer or Containers")
        model = backend.create_model(
            model_name=name,
            execution_role_arn=parameters.get("ExecutionRoleArn"),
            primary_container=parameters.get("PrimaryContainer"),
            vpc_config=parameters.get("VpcConfig"),
            containers=parameters.get("Containers"),
            tags=parameters.get("Tags"),
        )
        _show(
            model,
            parameters,
            "PrimaryContainer",
            "Containers",
            "VpcConfig",
            "EnableNetworkIsolation",
            "InferenceExecutionConfig",
            "ExecutionRoleArn",
        )
        model.enable_network_isolation = parameters.get("EnableNetworkIsolation", False)
        return Resource(model.arn, {"ModelName": name})

    def update(self, resource: Resource, request: Request) -> Resource:
        _backend(request)._models[resource.attributes["ModelName"]].tags = request.properties.get("Tags", [])
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        _backend(request).delete_model(resource.attributes["ModelName"])


class EndpointConfigProvider(Provider):
    """An endpoint configuration: production and shadow variants and how they are served."""

    name_property = "EndpointConfigName"
    mutable = frozenset({"Tags"})

    def create(self, request: Request) -> Resource:
        parameters = _parameters(request, "CreateEndpointConfig", "EndpointConfigName")
        name, backend = parameters["EndpointConfigName"], _backend(request)
        _absent(backend.endpoint_configs, "endpoint configuration", name)
        variants = parameters["ProductionVariants"] + parameters.get("ShadowProductionVariants", [])
        names = [variant["VariantName"] for variant in variants]
        if len(names) != len(set(names)):
            raise ProvisioningError(f"variant names must be unique, but are {names}")
        backend.validate_production_variants([variant for variant in variants if "ModelName" in variant])
        config = sagemaker.FakeEndpointConfig(
            account_id=request.scope.account_id,
            region_name=request.scope.region,
            endpoint_config_name=name,
            production_variants=parameters["ProductionVariants"],
            async_inference_config=parameters.get("AsyncInferenceConfig"),
            data_capture_config=parameters.get("DataCaptureConfig"),
            tags=parameters.get("Tags", []),
            kms_key_id=parameters.get("KmsKeyId"),
        )
        backend.endpoint_configs[name] = config
        _show(
            config,
            parameters,
            "ShadowProductionVariants",
            "ExplainerConfig",
            "VpcConfig",
            "EnableNetworkIsolation",
            "ExecutionRoleArn",
        )
        return Resource(config.endpoint_config_arn, {"EndpointConfigName": name})

    def update(self, resource: Resource, request: Request) -> Resource:
        config = _backend(request).endpoint_configs[resource.attributes["EndpointConfigName"]]
        config.tags = request.properties.get("Tags", [])
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        _backend(request).delete_endpoint_config(resource.attributes["EndpointConfigName"])


class EndpointProvider(Provider):
    """An endpoint; a new configuration changes it in place, so its name and ARN stay."""

    name_property = "EndpointName"

    _only_in_templates = ("DeploymentConfig", "RetainAllVariantProperties", "ExcludeRetainedVariantProperties")

    def create(self, request: Request) -> Resource:
        parameters = self._checked(request, request.name("EndpointName"))
        name, backend = parameters["EndpointName"], _backend(request)
        _absent(backend.endpoints, "endpoint", name)
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
        endpoint = _backend(request).endpoints[name]
        former = {variant["VariantName"]: variant for variant in endpoint.production_variants}
        self._apply(endpoint, self._config(request, parameters), parameters)
        if parameters.get("RetainAllVariantProperties"):
            self._retain(endpoint, former, parameters.get("ExcludeRetainedVariantProperties", []))
        endpoint.tags = parameters.get("Tags", [])
        endpoint.last_modified_time = utcnow()
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        _backend(request).delete_endpoint(resource.attributes["EndpointName"])

    def _checked(self, request: Request, name: str) -> dict[str, Any]:
        """Check against the two operations that together take an endpoint's properties."""
        if not _NAME.fullmatch(name):
            raise ProvisioningError(f"EndpointName {name!r} must satisfy {_NAME.pattern}")
        properties = dict(request.properties, EndpointName=name)
        tags = properties.pop("Tags", [])
        properties.pop("RetainDeploymentConfig", None)
        creation = {key: value for key, value in properties.items() if key not in self._only_in_templates}
        return {
            **checked("sagemaker", "UpdateEndpoint", properties),
            **checked("sagemaker", "CreateEndpoint", {**creation, "Tags": tags}),
        }

    @staticmethod
    def _config(request: Request, parameters: Mapping[str, Any]) -> Any:
        name = parameters["EndpointConfigName"]
        try:
            return _backend(request).endpoint_configs[name]
        except KeyError:
            raise ProvisioningError(f"Could not find endpoint configuration {name!r}.") from None

    @staticmethod
    def _apply(endpoint: Any, config: Any, parameters: Mapping[str, Any]) -> None:
        """Make the endpoint show and serve what the configuration says."""
        endpoint.endpoint_config_name = config.endpoint_config_name
        endpoint.production_variants = [_running_variant(variant) for variant in config.production_variants]
        shadows = getattr(config, "shadow_production_variants", None)
        endpoint.shadow_production_variants = shadows and [_running_variant(variant) for variant in shadows]
        capture = config.data_capture_config
        endpoint.data_capture_config = capture and {
            "EnableCapture": capture.get("EnableCapture", False),
            "CaptureStatus": "Started" if capture.get("EnableCapture") else "Stopped",
            "CurrentSamplingPercentage": capture["InitialSamplingPercentage"],
            "DestinationS3Uri": capture["DestinationS3Uri"],
            "KmsKeyId": capture.get("KmsKeyId", ""),
        } or None
        endpoint.async_inference_config = config.async_inference_config
        endpoint.explainer_config = getattr(config, "explainer_config", None)
        endpoint.last_deployment_config = parameters.get("DeploymentConfig")

    @staticmethod
    def _retain(endpoint: Any, former: Mapping[str, Any], excluded: list[dict[str, str]]) -> None:
        """Keep weights and counts that were changed since the deployment, as the template asks."""
        kept = {"DesiredWeight": "Weight", "DesiredInstanceCount": "InstanceCount"}
        for item in excluded:
            kept.pop(item["VariantPropertyType"], None)
        for variant in endpoint.production_variants:
            old = former.get(variant["VariantName"], {})
            for desired, what in kept.items():
                if desired in old and desired in variant:
                    variant[desired] = variant[f"Current{what}"] = old[desired]


PROVIDERS: dict[str, Provider] = {
    "AWS::SageMaker::Model": ModelProvider(),
    "AWS::SageMaker::EndpointConfig": EndpointConfigProvider(),
    "AWS::SageMaker::Endpoint": EndpointProvider(),
}
