"""The log groups of components. An adapter writes to that of its base."""

from __future__ import annotations

from moto.core.utils import unix_time_millis, utcnow
from moto.logs.models import logs_backends

from .model import Component, components_of

_INSTANCE = "i-0123456789abcdef0"


def group_of(component: Component) -> str:
    return f"/aws/sagemaker/InferenceComponents/{component.base or component.name}"


def require_group(component: Component) -> None:
    """Create the log group and stream when the first copy starts, unless they exist."""
    backend = logs_backends[component.account_id][component.region]
    group = group_of(component)
    if group not in backend.groups:
        backend.create_log_group(group, {})
    stream = f"{component.variant_name}/{_INSTANCE}"
    if stream not in backend.groups[group].streams:
        backend.create_log_stream(group, stream)


def write(component: Component, line: str) -> None:
    """Write a line of a container, unless the component has been deleted, and its log group perhaps too."""
    if components_of(component.backend).get(component.name) is not component:
        return
    require_group(component)
    backend = logs_backends[component.account_id][component.region]
    stream = f"{component.variant_name}/{_INSTANCE}"
    event = {"timestamp": int(unix_time_millis(utcnow())), "message": line}
    backend.put_log_events(group_of(component), stream, [event])
