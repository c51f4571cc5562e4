"""What SageMaker refuses of the deployment of an endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.sagemaker.utils import arn_formatter

from ..cloudformation.provider import ProvisioningError

# The percentages of a fleet that a step can have.
_PERCENT = {"CanarySize": (1, 50), "LinearStepSize": (10, 50), "MaximumBatchSize": (5, 50), "RollbackMaximumBatchSize": (1, 100)}


def require_acceptable_deployment(parameters: Mapping[str, Any], config: Any) -> None:
    """Raise if SageMaker would refuse to deploy the configuration in this way."""
    excluded = parameters.get("ExcludeRetainedVariantProperties")
    if excluded and not parameters.get("RetainAllVariantProperties"):
        raise ProvisioningError("ExcludeRetainedVariantProperties requires RetainAllVariantProperties.")
    for item in excluded or []:
        if item["VariantPropertyType"] == "DataCaptureConfig":
            raise ProvisioningError("ExcludeRetainedVariantProperties does not support DataCaptureConfig.")
    deployment = parameters.get("DeploymentConfig", {})
    blue_green, rolling = deployment.get("BlueGreenUpdatePolicy"), deployment.get("RollingUpdatePolicy")
    if blue_green and rolling:
        raise ProvisioningError("DeploymentConfig has either a BlueGreenUpdatePolicy or a RollingUpdatePolicy.")
    if blue_green:
        _require_routing(blue_green)
    if rolling:
        _require_rolling(rolling, config)


def _require_routing(policy: Mapping[str, Any]) -> None:
    routing = policy["TrafficRoutingConfiguration"]
    kind = routing["Type"]
    wanted = {"CANARY": "CanarySize", "LINEAR": "LinearStepSize"}.get(kind)
    if wanted is not None and wanted not in routing:
        raise ProvisioningError(f"{wanted} is required for the traffic routing type {kind}.")
    for member in ("CanarySize", "LinearStepSize"):
        if member in routing and member != wanted:
            raise ProvisioningError(f"{member} is not supported for the traffic routing type {kind}.")
        _require_percent(routing, member)
    waits = policy.get("TerminationWaitInSeconds", 0) + routing["WaitIntervalInSeconds"]
    _require_time(policy, waits)


def _require_rolling(policy: Mapping[str, Any], config: Any) -> None:
    for member in ("MaximumBatchSize", "RollbackMaximumBatchSize"):
        _require_percent(policy, member)
    _require_time(policy, policy["WaitIntervalInSeconds"])
    variants = config.production_variants
    if len(variants) > 1:
        raise ProvisioningError("Rolling deployments do not support endpoints with several variants.")
    if any("ServerlessConfig" in variant for variant in variants):
        raise ProvisioningError("Rolling deployments do not support serverless endpoints.")


def _require_percent(holder: Mapping[str, Any], member: str) -> None:
    size, (least, most) = holder.get(member), _PERCENT[member]
    if size and size["Type"] == "CAPACITY_PERCENT" and not least <= size["Value"] <= most:
        raise ProvisioningError(f"{member} must be {least} to {most} percent of the capacity, but is {size['Value']}.")


def _require_time(policy: Mapping[str, Any], waits: int) -> None:
    timeout = policy.get("MaximumExecutionTimeoutInSeconds")
    if timeout is not None and timeout <= waits:
        raise ProvisioningError(f"MaximumExecutionTimeoutInSeconds must be greater than the waits, which are {waits} seconds.")


def require_acceptable_update(backend: Any, endpoint: Any, config: Any) -> None:
    """Raise if the current configuration was deleted, or if an endpoint on instances would become serverless."""
    former = backend.endpoint_configs.get(endpoint.endpoint_config_name)
    if former is None:
        arn = arn_formatter("endpoint-config", endpoint.endpoint_config_name.lower(), backend.account_id, backend.region_name)
        raise ProvisioningError(f'Could not find endpoint configuration "{arn}".')
    was, becomes = (any("ServerlessConfig" in variant for variant in item.production_variants) for item in (former, config))
    if becomes and not was:
        raise ProvisioningError("An endpoint on instances cannot become serverless.")
