"""The patches that make moto's CloudFormation service use this package."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from moto.cloudformation import models, responses, utils

from . import change_sets, requests
from .stack import EmulatedStack

_one_at_a_time = threading.RLock()


def install() -> None:
    """Patch moto. Call it once per process."""
    models.Stack = EmulatedStack
    backend = models.CloudFormationBackend
    backend._resolve_update_parameters = _resolve_update_parameters
    backend.delete_stack = _delete_stack
    change_sets.install()
    requests.install()
    for operation in ("create_stack", "update_stack", "delete_stack", "execute_change_set"):
        setattr(backend, operation, _serialized(getattr(backend, operation)))
    responses.get_stack_from_s3_url = _template_from_url


def _serialized(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Run an operation under a lock: the server handles requests in threads, and the engine is not thread-safe."""

    def locked(*args: Any, **options: Any) -> Any:
        with _one_at_a_time:
            return operation(*args, **options)

    return locked


def _resolve_update_parameters(
    self: Any, instance: EmulatedStack, incoming_params: list[dict[str, Any]]
) -> dict[str, Any]:
    """Resolve ``UsePreviousValue``. Gap in moto: it is a KeyError for a parameter that has its default."""
    previous = instance.stack_parameters
    return {
        parameter["ParameterKey"]: (
            previous[parameter["ParameterKey"]] if parameter.get("UsePreviousValue") else parameter["ParameterValue"]
        )
        for parameter in incoming_params
    }


def _delete_stack(self: Any, name_or_stack_id: str) -> None:
    """Delete a stack. Gap in moto: it removes the stack from the list first, even if the deletion then fails."""
    for stack in list(self.stacks.values()):
        if name_or_stack_id in (stack.name, stack.stack_id):
            stack.delete()
            if stack.status == "DELETE_COMPLETE":
                self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id)
                change_sets.forget(self, stack)


def _template_from_url(template_url: str, account_id: str, partition: str) -> str:
    """Read a template from S3. Gap in moto: it supports path-style URLs only at ``localhost``, not at ``127.0.0.1``."""
    if urlsplit(template_url).hostname == "127.0.0.1":
        template_url = template_url.replace("127.0.0.1", "localhost", 1)
    return str(utils.get_stack_from_s3_url(template_url, account_id=account_id, partition=partition))
