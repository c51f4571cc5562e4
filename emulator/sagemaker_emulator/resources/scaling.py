"""Application Auto Scaling: scalable targets and scaling policies, which moto's CloudFormation skips.

Another gap in moto: it supports only the instance count of the scalable dimensions of SageMaker, and ignores policies.
"""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

from moto.applicationautoscaling import models, responses
from moto.applicationautoscaling.exceptions import AWSValidationException
from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.sagemaker.models import sagemaker_backends

from ..cloudformation.provider import Provider, ProvisioningError, Request, Resource
from ..components import scaling as components
from ..strict.scaling import require_acceptable_policy, require_acceptable_target
from .shapes import checked

_SERVICE = "application-autoscaling"
_TARGET_KEYS = ("ServiceNamespace", "ResourceId", "ScalableDimension")

_DIMENSIONS = (
    ("SAGEMAKER_PROVISIONED_CONCURRENCY", "sagemaker:variant:DesiredProvisionedConcurrency"),
    ("SAGEMAKER_COPIES", components.DIMENSION),
)
_describe = responses.ApplicationAutoScalingResponse.describe_scaling_policies
_register = models.ApplicationAutoscalingBackend.register_scalable_target


def install() -> None:
    """Patch the parts of moto's API operations that the providers use too."""
    known = [(dimension.name, dimension.value) for dimension in models.ScalableDimensionValueSet]
    dimensions = Enum("ScalableDimensionValueSet", [*known, *_DIMENSIONS])  # type: ignore[misc]
    models.ScalableDimensionValueSet = responses.ScalableDimensionValueSet = dimensions
    models.ApplicationAutoscalingBackend.register_scalable_target = _register_existing
    responses.ApplicationAutoScalingResponse.describe_scaling_policies = _describe_named


def _describe_named(self: Any) -> str:
    """Describe scaling policies. Gap in moto: it returns all of them, whatever the names in the request."""
    answer, names = json.loads(_describe(self)), self._get_param("PolicyNames")
    if names:
        answer["ScalingPolicies"] = [item for item in answer["ScalingPolicies"] if item["PolicyName"] in names]
    return json.dumps(answer)


def _register_existing(self: Any, namespace: str, r_id: str, dimension: str, *args: Any, **options: Any) -> Any:
    """Register a scalable target. Gap in moto: the resource need not exist."""
    if dimension == components.DIMENSION and components.component_of(self.account_id, self.region_name, r_id) is None:
        raise AWSValidationException(f"Inference component does not exist: {r_id}")
    return _register(self, namespace, r_id, dimension, *args, **options)


def _backend(request: Request) -> Any:
    return applicationautoscaling_backends[request.scope.account_id][request.scope.region]


class ScalableTargetProvider(Provider):
    """A scalable target, with its minimum and maximum capacity."""

    mutable = frozenset({"MinCapacity", "MaxCapacity", "RoleARN", "SuspendedState", "ScheduledActions"})

    def create(self, request: Request) -> Resource:
        properties = dict(request.properties)
        actions = properties.pop("ScheduledActions", [])
        target = checked(_SERVICE, "RegisterScalableTarget", properties)
        require_acceptable_target(target)
        namespace, resource_id, dimension = (target[key] for key in _TARGET_KEYS)
        minimum, maximum = target["MinCapacity"], target["MaxCapacity"]
        if minimum > maximum:
            raise ProvisioningError(f"MinCapacity {minimum} is greater than MaxCapacity {maximum}")
        if namespace == "sagemaker" and dimension != components.DIMENSION:
            _require_variant(request, resource_id)
        _backend(request).register_scalable_target(
            namespace, resource_id, dimension, minimum, maximum, target.get("RoleARN"), target.get("SuspendedState")
        )
        self._schedule(request, actions)
        identity = f"{resource_id}|{dimension}|{namespace}"
        return Resource(identity, {"Id": identity})

    def update(self, resource: Resource, request: Request) -> Resource:
        self._unschedule(request)
        return self.create(request)

    def delete(self, resource: Resource, request: Request) -> None:
        backend = _backend(request)
        resource_id, dimension, namespace = resource.physical_resource_id.split("|")
        self._unschedule(request)
        backend.deregister_scalable_target(namespace, resource_id, dimension)

    @staticmethod
    def _schedule(request: Request, actions: list[dict[str, Any]]) -> None:
        identity = {key: request.properties[key] for key in _TARGET_KEYS}
        for action in actions:
            parameters = checked(_SERVICE, "PutScheduledAction", {**identity, **action})
            _backend(request).put_scheduled_action(
                parameters["ServiceNamespace"],
                parameters["Schedule"],
                parameters.get("Timezone"),
                parameters["ScheduledActionName"],
                parameters["ResourceId"],
                parameters["ScalableDimension"],
                parameters.get("StartTime"),
                parameters.get("EndTime"),
                parameters.get("ScalableTargetAction"),
            )

    @staticmethod
    def _unschedule(request: Request) -> None:
        """Remove all scheduled actions of the target, because the template defines them."""
        backend = _backend(request)
        resource_id, dimension = request.properties["ResourceId"], request.properties["ScalableDimension"]
        backend.scheduled_actions = [
            action
            for action in backend.scheduled_actions
            if (action.resource_id, action.scalable_dimension) != (resource_id, dimension)
        ]


def _require_variant(request: Request, resource_id: str) -> None:
    """Raise if the variant does not exist, as the service does, so that a missing ``DependsOn`` is detected."""
    _, endpoint_name, _, variant_name = (resource_id.split("/") + [""] * 4)[:4]
    endpoint = sagemaker_backends[request.scope.account_id][request.scope.region].endpoints.get(endpoint_name)
    if endpoint is None or variant_name not in {v["VariantName"] for v in endpoint.production_variants}:
        raise ProvisioningError(f"Endpoint variant does not exist: {resource_id}")


class ScalingPolicyProvider(Provider):
    """A target tracking or step scaling policy of a scalable target."""

    name_property = "PolicyName"
    mutable = frozenset({"PolicyType", "StepScalingPolicyConfiguration", "TargetTrackingScalingPolicyConfiguration"})

    def create(self, request: Request) -> Resource:
        policy = self._put(request)
        return Resource(policy.policy_arn, {"Arn": policy.policy_arn})

    def update(self, resource: Resource, request: Request) -> Resource:
        """Update the policy, and keep its ARN, because alarms refer to it. moto would create a new one."""
        policy = self._put(request)
        policy.policy_arn = resource.physical_resource_id
        return resource

    def delete(self, resource: Resource, request: Request) -> None:
        parameters = self._checked(request)
        _backend(request).delete_scaling_policy(parameters["PolicyName"], *(parameters[key] for key in _TARGET_KEYS))

    def _put(self, request: Request) -> Any:
        parameters = self._checked(request)
        namespace, resource_id, dimension = (parameters[key] for key in _TARGET_KEYS)
        backend = _backend(request)
        if not backend._scalable_target_exists(resource_id, dimension):
            raise ProvisioningError(f"No scalable target registered for {namespace}, {resource_id}, {dimension}")
        body = parameters.get("TargetTrackingScalingPolicyConfiguration") or parameters.get(
            "StepScalingPolicyConfiguration"
        )
        return backend.put_scaling_policy(
            parameters["PolicyName"], namespace, resource_id, dimension, body, parameters.get("PolicyType")
        )

    @staticmethod
    def _checked(request: Request) -> dict[str, Any]:
        """Return the parameters of a policy, which refers to its target either by properties or by the target's ID."""
        properties = dict(request.properties)
        if "ScalingTargetId" in properties:
            resource_id, dimension, namespace = properties.pop("ScalingTargetId").split("|")
            properties.update(ServiceNamespace=namespace, ResourceId=resource_id, ScalableDimension=dimension)
        policy = checked(_SERVICE, "PutScalingPolicy", properties)
        require_acceptable_policy(policy)
        return policy


PROVIDERS: dict[str, Provider] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": ScalableTargetProvider(),
    "AWS::ApplicationAutoScaling::ScalingPolicy": ScalingPolicyProvider(),
}
