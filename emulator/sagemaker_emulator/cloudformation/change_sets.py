"""Change sets that belong to one stack and end in a final status.

Gaps in moto: it looks up a change set only by its name, although the CDK uses the
same name in every stack; to describe or delete a change set that does not exist is
an internal error; to execute one neither keeps its outputs nor rolls back.
"""

from __future__ import annotations

from typing import Any

from moto.cloudformation import models, responses
from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError
from moto.core.responses import ActionResult, EmptyResult

from .stack import EmulatedStack


class ChangeSetNotFound(CloudFormationError):  # type: ignore[misc]
    code = "ChangeSetNotFound"


class InvalidChangeSetStatus(CloudFormationError):  # type: ignore[misc]
    code = "InvalidChangeSetStatus"


def install() -> None:
    """Patch the three operations that look up a change set by name, and its creation and execution."""
    models.CloudFormationBackend.execute_change_set = _execute
    models.CloudFormationBackend.create_change_set = _create
    response = responses.CloudFormationResponse
    response.describe_change_set = _describe_request
    response.delete_change_set = _delete_request
    response.execute_change_set = _execute_request


def forget(backend: Any, stack: EmulatedStack) -> None:
    """Remove the change sets of a deleted stack."""
    for change_set_id, change_set in list(backend.change_sets.items()):
        if change_set.stack_id == stack.stack_id:
            del backend.change_sets[change_set_id]


def _find(backend: Any, change_set_name: str, stack_name: str | None) -> Any:
    """Return a change set by its ARN, or by its name within a stack, or ``None`` if it does not exist."""
    if change_set_name in backend.change_sets:
        return backend.change_sets[change_set_name]
    for change_set in backend.change_sets.values():
        if change_set.change_set_name == change_set_name and stack_name in (
            None,
            change_set.stack_name,
            change_set.stack_id,
        ):
            return change_set
    return None


def _existing(backend: Any, change_set_name: str, stack_name: str | None) -> Any:
    change_set = _find(backend, change_set_name, stack_name)
    if change_set is None:
        raise ChangeSetNotFound(f"ChangeSet [{change_set_name}] does not exist")
    return change_set


_moto_create = models.CloudFormationBackend.create_change_set


def _create(self: Any, stack_name: str, change_set_name: str, *args: Any, **options: Any) -> tuple[str, str]:
    """Create a change set. Another CREATE change set reuses the stack in review; moto would create a second stack."""
    if _find(self, change_set_name, stack_name) is not None:
        raise AlreadyExistsException(f"ChangeSet {change_set_name} cannot be created due to a mismatch: it exists")
    if options.get("change_set_type") == "CREATE":
        for stack in list(self.stacks.values()):
            if stack.name == stack_name and stack.status != "REVIEW_IN_PROGRESS":
                raise AlreadyExistsException(f"Stack {stack_name} already exists and cannot be created again")
            if stack.name == stack_name:
                del self.stacks[stack.stack_id]
                forget(self, stack)
    created: tuple[str, str] = _moto_create(
        self, *args, stack_name=stack_name, change_set_name=change_set_name, **options
    )
    return created


def _execute(self: Any, change_set_name: str, stack_name: str | None = None) -> None:
    change_set = _existing(self, change_set_name, stack_name)
    if change_set.execution_status != "AVAILABLE":
        raise InvalidChangeSetStatus(
            f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current status of "
            f"[{change_set.execution_status}]"
        )
    stack: EmulatedStack = self.stacks[change_set.stack_id]
    change_set.execution_status = "EXECUTE_COMPLETE"
    if change_set.change_set_type == "CREATE":
        stack.adopt(change_set.template, change_set.parameters)
        stack.create_resources()
    else:
        stack.update(change_set.template, change_set.role_arn, change_set.parameters, change_set.tags)


def _describe_request(self: Any) -> ActionResult:
    return ActionResult(
        _existing(self.cloudformation_backend, self._get_param("ChangeSetName"), self._get_param("StackName"))
    )


def _delete_request(self: Any) -> EmptyResult:
    """Delete a change set. Succeed if it does not exist, as the service does."""
    backend = self.cloudformation_backend
    change_set = _find(backend, self._get_param("ChangeSetName"), self._get_param("StackName"))
    if change_set is not None:
        del backend.change_sets[change_set.change_set_id]
    return EmptyResult()


def _execute_request(self: Any) -> EmptyResult:
    self.cloudformation_backend.execute_change_set(
        change_set_name=self._get_param("ChangeSetName"), stack_name=self._get_param("StackName")
    )
    return EmptyResult()
