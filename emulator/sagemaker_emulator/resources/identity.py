"""IAM roles and managed policies.

Gaps in moto: an update of a role drops its trust policy and its inline policies,
inline policies of a template are described as malformed text, and managed policies
can be neither updated nor deleted.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, Request


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
        super().__init__("AWS::IAM::Role")

    def create(self, request: Request) -> Any:
        without_policies = {key: value for key, value in request.properties.items() if key != "Policies"}
        role = super().create(replace(request, properties=without_policies))
        for name, document in _inline_policies(request).items():
            role.put_policy(name, document)
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
        return resource


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
