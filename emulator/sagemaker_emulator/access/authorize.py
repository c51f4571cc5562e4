"""The refusal of invocations that the policies of the caller do not allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from moto.sagemaker.models import sagemaker_backends
from moto.sagemaker.utils import arn_formatter

from ..clock import clock
from ..components.model import components_of
from ..runtime.errors import AccessDenied, NotEmulated
from .conditions import Context, UnknownOperator
from .policies import Verdict, verdict
from .principals import Principal, principal_of

_TARGETS = {"Target-Model": "sagemaker:targetmodel", "Target-Container-Hostname": "sagemaker:targetcontainerhostname"}
_REFUSALS = {
    "identity": "because no identity-based policy allows the {} action",
    "boundary": "because no permissions boundary allows the {} action",
    "session": "because no session policy allows the {} action",
    "denied": "with an explicit deny in an identity-based policy",
}


class Caller:
    """Who invokes, and from where. The administrator, who has no principal here, may do everything."""

    def __init__(self, access_key: str, region: str, token: str | None, address: str | None) -> None:
        self._region = region
        self._address = address or "127.0.0.1"
        self._principal = principal_of(access_key, region, token)

    def require(
        self,
        actions: Sequence[str],
        account_id: str,
        endpoint_name: str,
        component: str | None = None,
        targets: Mapping[str, str | None] | None = None,
    ) -> None:
        """Raise unless each action is allowed on the endpoint and on the component, if one is invoked.

        ``targets`` are the values of the headers for the targets of the request.
        """
        if self._principal is None:
            return
        backend = sagemaker_backends[account_id][self._region]
        keys = {_TARGETS[name]: [value] for name, value in (targets or {}).items() if value is not None}
        resources = [("endpoint", endpoint_name, getattr(backend.endpoints.get(endpoint_name), "tags", None))]
        if component is not None:
            found = components_of(backend).get(component)
            resources.append(("inference-component", component, found.tags if found else None))
        for kind, name, tags in resources:
            arn = str(arn_formatter(kind, name.lower(), account_id, self._region))
            for action in actions:
                self._require(self._principal, action, arn, {**keys, **_tags(tags)})

    def require_on_all(self, action: str) -> None:
        """Raise unless an action without resource types is allowed."""
        if self._principal is not None:
            self._require(self._principal, action, "*", {})

    def _require(self, principal: Principal, action: str, resource: str, keys: Context) -> None:
        now = clock.now().replace(tzinfo=UTC)
        context: dict[str, Sequence[str]] = {
            "aws:requestedregion": [self._region],
            "aws:sourceip": [self._address],
            # Clients of the service use TLS; those of the emulator can't.
            "aws:securetransport": ["true"],
            "aws:currenttime": [now.isoformat()],
            "aws:epochtime": [str(int(now.timestamp()))],
            **principal.context,
            **keys,
        }
        layers: list[tuple[str, Sequence[Any] | None]] = [
            ("identity", principal.identity),
            ("boundary", principal.boundary),
            ("session", principal.session),
        ]
        try:
            said = {
                name: verdict(policies, action, resource, context) for name, policies in layers if policies is not None
            }
        except UnknownOperator as error:
            raise NotEmulated(f"the emulator does not evaluate the condition operator {error}") from error
        refusal = "denied" if Verdict.DENIED in said.values() else None
        refusal = refusal or next((name for name, outcome in said.items() if outcome is not Verdict.ALLOWED), None)
        if refusal is not None:
            raise AccessDenied(
                f"User: {principal.arn} is not authorized to perform: {action} on resource: {resource} "
                + _REFUSALS[refusal].format(action)
            )


def _tags(tags: Any) -> dict[str, list[str]]:
    return {f"aws:resourcetag/{item['Key']}".lower(): [item["Value"]] for item in tags or []}
