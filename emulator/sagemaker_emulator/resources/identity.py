"""IAM roles and managed policies.

Gaps in moto: an update of a role drops its trust policy and its inline policies, its
managed policies and changed tags are ignored, inline policies of a template are described
as malformed text, and managed policies can be neither updated nor deleted.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, ProvisioningError, Request


def _backend(request: Request) -> Any:
    return iam_backends[request.scope.account_id][get_partition(request.scope.region)]


def _document(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


class RoleProvider(MotoProvider):
    """A role with the policies of the template."""

    mutable = frozenset(
        {
            "AssumeRolePolicyDocument",
            "Description",
            "ManagedPolicyArns",
            "MaxSessionDuration",
            "PermissionsBoundary",
            "Policies",
            "Tags",
        }
    )

    def __init__(self) -> None:
        super().__init__("AWS::IAM::Role", _delete_role)

    def create(self, request: Request) -> Any:
        without_policies = {key: value for key, value in request.properties.items() if key != "Policies"}
        role = super().create(replace(request, properties=without_policies))
        for name, document in _inline_policies(request).items():
            role.put_policy(name, document)
        _attach_managed_policies(role, request)
        return role

    def update(self, resource: Any, request: Request) -> Any:
        properties, backend = request.properties, _backend(request)
        backend.update_assume_role_policy(resource.name, _document(properties["AssumeRolePolicyDocument"]))
        resource.description = properties.get("Description", "")
        resource.max_session_duration = properties.get("MaxSessionDuration", 3600)
        resource.permissions_boundary_arn = properties.get("PermissionsBoundary")
        own = _inline_policies(request)
        attached = {
            policy.policy_name for policy in backend.inline_policies.values() if resource.name in policy.role_names
        }
        for name in set(resource.policies) - set(own) - attached:
            resource.delete_policy(name)
        for name, document in own.items():
            resource.put_policy(name, document)
        resource.tags = list(properties.get("Tags", []))
        _attach_managed_policies(resource, request)
        return resource


def _delete_role(role: Any, request: Request) -> None:
    """Delete a role, and detach its managed policies before."""
    for policy in list(role.managed_policies.values()):
        policy.detach_from(role)
    role.delete_from_cloudformation_json(
        role.physical_resource_id, {"Properties": {}}, request.scope.account_id, request.scope.region
    )


def _attach_managed_policies(role: Any, request: Request) -> None:
    """Attach the managed policies of the template, and detach its former ones. Those of AWS are not known here."""
    backend = _backend(request)
    known = {policy.arn: policy for policy in backend.managed_policies.values()}
    wanted: list[str] = list(request.properties.get("ManagedPolicyArns", []))
    for arn in getattr(role, "managed_by_template", []):
        if arn not in wanted and arn in role.managed_policies:
            known[arn].detach_from(role)
    for arn in wanted:
        if arn in known and arn not in role.managed_policies:
            known[arn].attach_to(role)
        elif arn not in known and ":iam::aws:" not in arn:
            raise ProvisioningError(f"Policy {arn} does not exist or is not attachable.")
    role.managed_by_template = wanted


def _inline_policies(request: Request) -> dict[str, str]:
    policies = request.properties.get("Policies", [])
    return {policy["PolicyName"]: _document(policy["PolicyDocument"]) for policy in policies}


def _delete_managed_policy(policy: Any, request: Request) -> None:
    backend = _backend(request)
    for holders in (backend.roles, backend.users, backend.groups):
        for holder in holders.values():
            if policy.arn in holder.managed_policies:
                policy.detach_from(holder)
    backend.delete_policy(policy.arn)


PROVIDERS: dict[str, Provider] = {
    "AWS::IAM::Role": RoleProvider(),
    "AWS::IAM::ManagedPolicy": MotoProvider("AWS::IAM::ManagedPolicy", _delete_managed_policy),
}
