"""The principals of requests: users and assumed roles of the emulated IAM. All other credentials are the administrator's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

from ..runtime.errors import ExpiredToken, InvalidToken

Policy = str | Mapping[str, Any]


@dataclass(frozen=True)
class Principal:
    """Who asks, with the policies that give and limit permissions. ``None`` is no limit."""

    arn: str
    identity: Sequence[Policy]
    boundary: Sequence[Policy] | None = None
    session: Sequence[Policy] | None = None
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)


def principal_of(access_key: str, region: str, token: str | None) -> Principal | None:
    """Return the user or assumed role that credentials belong to, or ``None`` for the administrator."""
    partition = get_partition(region)
    iam: Any = iam_backends[DEFAULT_ACCOUNT_ID][partition]
    for user in list(iam.users.values()):
        if any(key.access_key_id == access_key and key.status == "Active" for key in user.access_keys):
            return _user(iam, user, partition)
    role = sts_backends[DEFAULT_ACCOUNT_ID][partition].get_assumed_role_from_access_key(access_key)
    if role is None:
        return None
    if token != role.session_token:
        raise InvalidToken
    if role.expiration <= utcnow():
        raise ExpiredToken
    return _assumed(iam, role, partition)


def _user(iam: Any, user: Any, partition: str) -> Principal:
    holders = [user, *iam.get_groups_for_user(user.name)]
    return Principal(
        user.arn,
        [policy for holder in holders for policy in _policies(holder)],
        _boundary(iam, user),
        context=_context(user, user.arn, {"aws:username": [user.name], "aws:principaltype": ["User"]}),
    )


def _assumed(iam: Any, session: Any, partition: str) -> Principal:
    """Return a session, whose role may have been deleted; then it has no permissions."""
    name = session.role_arn.split("/")[-1]
    arn = f"arn:{partition}:sts::{DEFAULT_ACCOUNT_ID}:assumed-role/{name}/{session.session_name}"
    role = next((item for item in list(iam.roles.values()) if item.name == name), None)
    kind = {"aws:principaltype": ["AssumedRole"]}
    if role is None:
        return Principal(arn, [], context=_context(None, session.role_arn, kind))
    limits = [session.policy] if session.policy else None
    return Principal(arn, _policies(role), _boundary(iam, role), limits, _context(role, role.arn, kind))


def _context(holder: Any, arn: str, kind: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    tags: Any = getattr(holder, "tags", None) or {}
    pairs = tags.items() if isinstance(tags, dict) else ((item["Key"], item["Value"]) for item in tags)
    values: dict[str, Sequence[str]] = {"aws:principalarn": [arn], "aws:principalaccount": [DEFAULT_ACCOUNT_ID], **kind}
    for key, value in pairs:
        values[f"aws:principaltag/{key}".lower()] = [value["Value"] if isinstance(value, dict) else str(value)]
    return values


def _policies(holder: Any) -> list[Policy]:
    """Return the inline and the managed policies of a user, group or role."""
    return [*holder.policies.values(), *(_document(policy) for policy in holder.managed_policies.values())]


def _document(policy: Any) -> Policy:
    return str(next(version.document for version in policy.versions if version.is_default))


def _boundary(iam: Any, holder: Any) -> Sequence[Policy] | None:
    arn = getattr(holder, "permissions_boundary_arn", None)
    if not arn:
        return None
    policy = iam.managed_policies.get(arn)
    return [] if policy is None else [_document(policy)]
