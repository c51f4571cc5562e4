"""The deployment engine: it deploys a template, and rolls back if that fails.

Gaps in moto: updates ignore dependencies, a failed creation stays in
``CREATE_IN_PROGRESS``, a failed update is neither reported nor rolled back, and
an update compares only the text of the template, so that references to a replaced
resource still point to the deleted one. Here a resource is updated if its
*resolved* properties differ. Replacements are created first, then the resources
that refer to them are updated, and the replaced resources are deleted last.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..strict.schemas import require_valid_properties
from .deployed import Deployed, generated_name, labelled
from .provider import Provider, ProvisioningError, Request, Scope
from .registry import provider_of
from .resource_map import EmulatedResourceMap
from .template import creation_order

log = logging.getLogger(__name__)


class EventLog(Protocol):
    def __call__(self, logical_id: str, physical_id: str, type_name: str, status: str, reason: str | None) -> None: ...


class ResourceFailure(Exception):
    """A resource failed. Its event is already recorded; the message is the status reason of the stack."""


@dataclass(frozen=True)
class Transition:
    """An update whose resources are in place. ``finish`` deletes what is not needed any more, ``revert`` undoes the update."""

    finish: Callable[[], None]
    revert: Callable[[], None]


class Deployment:
    """The resources of a stack, in the order of their creation."""

    def __init__(self, scope: Scope, record: EventLog) -> None:
        self._scope = scope
        self._record = record
        self.deployed: dict[str, Deployed] = {}

    def create(self, template: Mapping[str, Any], resources: EmulatedResourceMap) -> None:
        """Create all resources. After a failure, :meth:`delete` deletes those that were created."""
        self._apply(template, resources, [], [])

    def update(
        self,
        template: Mapping[str, Any],
        resources: EmulatedResourceMap,
        confirm: Callable[[], None],
        announce_rollback: Callable[[str], None],
    ) -> Transition:
        """Create and update the resources of the template. To finish, delete those that it no longer contains.

        ``confirm`` checks the result while a rollback is still possible. After a
        failure, calls ``announce_rollback``, restores the previous state, and
        raises the failure.
        """
        before = dict(self.deployed)
        for logical_id, existing in before.items():
            resources.put(logical_id, existing.resource)
        undo: list[Callable[[], None]] = []
        obsolete: list[Deployed] = []
        try:
            wanted = self._apply(template, resources, undo, obsolete)
            confirm()
        except Exception as error:
            failure = error if isinstance(error, ResourceFailure) else ResourceFailure(_text(error))
            announce_rollback(str(failure))
            self._revert(before, undo)
            raise failure from error
        removed = [existing for key, existing in before.items() if key not in wanted]
        return Transition(
            finish=lambda: self._finish(resources, removed, obsolete), revert=lambda: self._revert(before, undo)
        )

    def _revert(self, before: dict[str, Deployed], undo: list[Callable[[], None]]) -> None:
        self._roll_back(undo)
        self.deployed = before | self.deployed

    def _finish(self, resources: EmulatedResourceMap, removed: list[Deployed], obsolete: list[Deployed]) -> None:
        for existing in self.deployed.values():
            existing.provider.settle(existing.resource)
        for existing in reversed(removed):
            resources.drop(existing.request.logical_id)
            self.deployed.pop(existing.request.logical_id, None)
            self._try_to_delete(existing, "DeletionPolicy")
        for existing in reversed(obsolete):
            self._try_to_delete(existing, "UpdateReplacePolicy")

    def delete(self) -> None:
        """Delete all resources, dependents first. Raise if a resource could not be deleted."""
        failed: list[str] = []
        for logical_id in reversed(list(self.deployed)):
            if self._try_to_delete(self.deployed[logical_id], "DeletionPolicy"):
                self.deployed.pop(logical_id)
            else:
                failed.append(logical_id)
        if failed:
            raise ResourceFailure(f"The following resource(s) failed to delete: [{', '.join(failed)}].")

    def _apply(
        self,
        template: Mapping[str, Any],
        resources: EmulatedResourceMap,
        undo: list[Callable[[], None]],
        obsolete: list[Deployed],
    ) -> set[str]:
        """Deploy a template and return its logical IDs. Add entries to ``undo`` and ``obsolete``."""
        in_order: dict[str, Deployed] = {}
        try:
            order = creation_order(template)
        except ProvisioningError as error:
            raise ResourceFailure(str(error)) from error
        for logical_id in order:
            body = template["Resources"][logical_id]
            if not resources.includes(body):
                resources.drop(logical_id)
                continue
            existing = self.deployed.get(logical_id)
            try:
                current = self._reconcile(logical_id, body, existing, resources, undo, obsolete)
            except Exception as error:
                self._fail(logical_id, body["Type"], existing, error)
            resources.put(logical_id, current.resource)
            self.deployed[logical_id] = in_order[logical_id] = current
        gone = {key: value for key, value in self.deployed.items() if key not in in_order}
        self.deployed = gone | in_order
        return set(in_order)

    def _reconcile(
        self,
        logical_id: str,
        body: Mapping[str, Any],
        existing: Deployed | None,
        resources: EmulatedResourceMap,
        undo: list[Callable[[], None]],
        obsolete: list[Deployed],
    ) -> Deployed:
        """Create, replace, update or keep a resource."""
        type_name = body["Type"]
        provider = provider_of(type_name)
        properties = resources.resolve(body.get("Properties", {}))
        require_valid_properties(type_name, self._scope.region, properties)
        request = Request(
            self._scope, logical_id, type_name, properties, generated_name(self._scope, type_name, logical_id)
        )
        if existing is None:
            return self._create(request, provider, body, undo)
        if existing.request.type != type_name:
            raise ProvisioningError(
                f"Update of resource type is not permitted: {existing.request.type} to {type_name}. "
                "The new template modifies resource type of the following resources: [" + logical_id + "]"
            )
        if properties == existing.request.properties and not provider.stale(existing.resource, request):
            return Deployed(existing.resource, existing.request, provider, body)
        if provider.replaces(existing.request.properties, properties):
            replacement = self._create(request, provider, body, undo)
            if replacement.physical_id != existing.physical_id:
                obsolete.append(existing)
            return replacement
        return self._change(existing, request, body, undo)

    def _create(
        self, request: Request, provider: Provider, body: Mapping[str, Any], undo: list[Callable[[], None]]
    ) -> Deployed:
        self._record(request.logical_id, "", request.type, "CREATE_IN_PROGRESS", None)
        resource = provider.create(request)
        created = Deployed(labelled(resource, request), request, provider, body)
        undo.append(lambda: self._undo_create(created))
        self._record(request.logical_id, created.physical_id, request.type, "CREATE_COMPLETE", None)
        return created

    def _change(
        self, existing: Deployed, request: Request, body: Mapping[str, Any], undo: list[Callable[[], None]]
    ) -> Deployed:
        logical_id = request.logical_id
        self._record(logical_id, existing.physical_id, request.type, "UPDATE_IN_PROGRESS", None)
        resource = existing.provider.update(existing.resource, request)
        changed = Deployed(labelled(resource, request), request, existing.provider, body)

        def undo_change() -> None:
            restored = existing.provider.restore(changed.resource, existing.request)
            self.deployed[logical_id] = Deployed(
                labelled(restored, existing.request), existing.request, existing.provider, existing.template
            )

        undo.append(undo_change)
        self._record(logical_id, changed.physical_id, request.type, "UPDATE_COMPLETE", None)
        return changed

    def _undo_create(self, created: Deployed) -> None:
        created.provider.delete(created.resource, created.request)
        self.deployed.pop(created.request.logical_id, None)
        self._record(created.request.logical_id, created.physical_id, created.request.type, "DELETE_COMPLETE", None)

    def _roll_back(self, undo: list[Callable[[], None]]) -> None:
        """Run the steps of the rollback. Log a step that fails, and continue with the others."""
        for step in reversed(undo):
            try:
                step()
            except Exception:
                log.exception("a step of the rollback of %s failed", self._scope.stack_name)

    def _try_to_delete(self, existing: Deployed, policy: str) -> bool:
        logical_id, type_name = existing.request.logical_id, existing.request.type
        if existing.retained(policy):
            self._record(logical_id, existing.physical_id, type_name, "DELETE_SKIPPED", None)
            return True
        self._record(logical_id, existing.physical_id, type_name, "DELETE_IN_PROGRESS", None)
        try:
            existing.provider.delete(existing.resource, existing.request)
        except Exception as error:
            log.warning("could not delete %s", logical_id, exc_info=True)
            self._record(logical_id, existing.physical_id, type_name, "DELETE_FAILED", _text(error))
            return False
        self._record(logical_id, existing.physical_id, type_name, "DELETE_COMPLETE", None)
        return True

    def _fail(self, logical_id: str, type_name: str, existing: Deployed | None, error: Exception) -> None:
        if not isinstance(error, ProvisioningError):
            log.warning("%s failed", logical_id, exc_info=error)
        status = "UPDATE_FAILED" if existing else "CREATE_FAILED"
        self._record(logical_id, existing.physical_id if existing else "", type_name, status, _text(error))
        verb = "update" if existing else "create"
        raise ResourceFailure(
            f"The following resource(s) failed to {verb}: [{logical_id}]. {logical_id} ({type_name}): {_text(error)}"
        ) from error


def _text(error: Exception) -> str:
    """Return the text of an error. Errors of moto have it in ``message``; a KeyError has only the key."""
    if isinstance(error, KeyError):
        return f"missing {error}"
    return str(getattr(error, "message", None) or error) or type(error).__name__
