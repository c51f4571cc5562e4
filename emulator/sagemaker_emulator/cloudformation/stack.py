"""moto's stack with the deployment engine of this package."""

from __future__ import annotations

from typing import Any

from moto.cloudformation import models
from moto.cloudformation.exceptions import ValidationError

from ..strict.templates import text_of
from .deployment import Deployment, ResourceFailure, Transition
from .provider import Scope
from .resource_map import EmulatedResourceMap
from .template import imported_names, normalized

_parse = models.Stack.parse_template
_OUTPUTS_VISIBLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")


class EmulatedStack(models.Stack):  # type: ignore[misc]
    """A stack whose operations always end in a final status."""

    status = "CREATE_PENDING"
    tags: dict[str, str]
    role_arn: str | None
    # The ID of the stack that a nested stack belongs to.
    parent_id: str | None = None

    def __init__(self, stack_id: str, name: str, *args: Any, **options: Any) -> None:
        super().__init__(stack_id, name, *args, **options)
        self.stack_status_reason: str | None = None
        scope = Scope(self.account_id, self.region_name, stack_id, name)
        self.deployment = Deployment(scope, self._add_resource_event)
        self._unfinished: Transition | None = None

    def _create_resource_map(self) -> EmulatedResourceMap:
        self.cross_stack_resources = models.cloudformation_backends[self.account_id][self.region_name].exports
        resource_map = EmulatedResourceMap(
            self.stack_id,
            self.name,
            # Gap in moto: it does not split a default that is a list.
            self.stack_parameters,
            self.tags,
            account_id=self.account_id,
            region_name=self.region_name,
            template=self.template_dict,
            cross_stack_resources=self.cross_stack_resources,
        )
        resource_map.load()
        return resource_map

    @staticmethod
    def parse_template(template: str) -> dict[str, Any]:
        """Return a template, whose references to the outputs of nested stacks moto can resolve."""
        parsed: dict[str, Any] = normalized(_parse(template))
        return parsed

    def adopt(self, template: str, parameters: dict[str, Any]) -> None:
        """Use another template, without deploying it."""
        self.template, self.parameters = template, parameters
        self._parse_template()
        self.description = self.template_dict.get("Description")
        self.resource_map = self._create_resource_map()
        self.output_map = self._create_output_map()

    def _return_to(self, template: str, parameters: dict[str, Any], resource_map: EmulatedResourceMap) -> None:
        """Return to the previous template, with the resources as they are after the rollback."""
        self.template, self.parameters, self.resource_map = template, parameters, resource_map
        self._parse_template()
        for logical_id, existing in self.deployment.deployed.items():
            resource_map.put(logical_id, existing.resource)
        self.output_map = self._create_output_map()

    def create_resources(self) -> None:
        self._enter("CREATE_IN_PROGRESS")
        try:
            self.deployment.create(self.template_dict, self.resource_map)
            self._publish_exports()
        except Exception as failure:
            self._enter("ROLLBACK_IN_PROGRESS", str(failure))
            self._delete_resources("ROLLBACK", str(failure))
        else:
            self._enter("CREATE_COMPLETE")

    def update(
        self,
        template: str,
        role_arn: str | None = None,
        parameters: dict[str, Any] | None = None,
        tags: dict[str, str] | None = None,
    ) -> None:
        parameters = parameters or {}
        if self.is_current(template, parameters, tags):
            raise ValidationError(message="No updates are to be performed.")
        self.begin_update(template, role_arn, parameters, tags)
        self.finish_update()

    def is_current(self, template: str, parameters: dict[str, Any], tags: dict[str, str] | None) -> bool:
        """Return true if an update would change nothing."""
        return self.has_template(template) and self.has_parameters(parameters) and (tags is None or tags == self.tags)

    def begin_update(
        self, template: str, role_arn: str | None, parameters: dict[str, Any], tags: dict[str, str] | None
    ) -> None:
        """Create and update resources. After a failure, the stack has been rolled back; otherwise, finish or revert the update."""
        before = (self.template, self.parameters, self.resource_map)
        try:
            self.adopt(template, parameters)
        except Exception:
            self._return_to(*before)
            raise
        self._enter("UPDATE_IN_PROGRESS", "User Initiated")
        try:
            transition = self.deployment.update(
                self.template_dict,
                self.resource_map,
                confirm=self._publish_exports,
                announce_rollback=lambda reason: self._enter("UPDATE_ROLLBACK_IN_PROGRESS", reason),
            )
        except ResourceFailure as failure:
            self._return_to(*before)
            self._enter("UPDATE_ROLLBACK_COMPLETE", str(failure))
            return
        former = (self.role_arn, self.tags)
        self.role_arn = role_arn or self.role_arn
        self.tags = self.tags if tags is None else tags

        def revert() -> None:
            transition.revert()
            self.role_arn, self.tags = former
            self._return_to(*before)

        self._unfinished = Transition(transition.finish, revert)

    def finish_update(self) -> None:
        """Delete what the stack does not need any more, if there is an update to finish."""
        if self._unfinished is not None:
            self._unfinished.finish()
            self._unfinished = None
            self._enter("UPDATE_COMPLETE")

    def revert_update(self) -> None:
        """Roll back an update that is not finished, because that of the parent has failed."""
        if self._unfinished is not None:
            self._enter("UPDATE_ROLLBACK_IN_PROGRESS", "The update of the parent stack has failed.")
            self._unfinished.revert()
            self._unfinished = None
            self._publish_exports()
            self._enter("UPDATE_ROLLBACK_COMPLETE")

    @property
    def root_id(self) -> str | None:
        """Return the ID of the top-level stack, or ``None`` if this is one."""
        if self.parent_id is None:
            return None
        parent: Any = models.cloudformation_backends[self.account_id][self.region_name].get_stack(self.parent_id)
        return str(parent.root_id or parent.stack_id)

    def delete(self) -> None:
        self._enter("DELETE_IN_PROGRESS", "User Initiated")
        problem = self._use_of_exports("deleted", {})
        if problem is None:
            self._delete_resources("DELETE", None)
        else:
            self._enter("DELETE_FAILED", problem)

    def _delete_resources(self, operation: str, reason: str | None) -> None:
        try:
            self.deployment.delete()
        except ResourceFailure as failure:
            self._enter(f"{operation}_FAILED", str(failure))
        else:
            self._withdraw_exports()
            self._enter(f"{operation}_COMPLETE", reason)

    def _publish_exports(self) -> None:
        """Resolve all outputs, so that an invalid output fails the deployment, and register the exports."""
        for output_id in self.output_map.outputs:
            output = self.output_map[output_id]
            self.resource_map.resolve(output.value if output else None)
        exports = {export.name: export for export in self.output_map.exports}
        for name in exports:
            owner = self.cross_stack_resources.get(name)
            if owner is not None and owner.exporting_stack_id != self.stack_id:
                raise ResourceFailure(f"Export with name {name} is already exported by another stack")
        problem = self._use_of_exports("updated", exports)
        if problem is not None:
            raise ResourceFailure(problem)
        self._withdraw_exports()
        self.cross_stack_resources.update(exports)

    def _use_of_exports(self, verb: str, kept: dict[str, Any]) -> str | None:
        """Return why exports of this stack cannot change: they are not kept with their value, and other stacks import them."""
        stacks = models.cloudformation_backends[self.account_id][self.region_name].stacks
        others = [stack for stack in list(stacks.values()) if stack is not self]
        for name, export in list(self.cross_stack_resources.items()):
            is_kept = name in kept and kept[name].value == export.value
            users = [] if is_kept or export.exporting_stack_id != self.stack_id else [stack.name for stack in others if stack.imports(name)]
            if users:
                word = verb if name in kept else "deleted"
                return f"Export {name} cannot be {word} as it is in use by {' and '.join(users)}"
        return None

    def imports(self, export: str) -> bool:
        """Return true if a resource or an output of this stack that exists has the value of an export."""
        resources = [self.template_dict["Resources"].get(logical_id) for logical_id in self.deployment.deployed]
        parts = [part for part in (*resources, *(self.template_dict.get("Outputs") or {}).values()) if part is not None]
        return bool(self.deployment.deployed) and any(self._resolved(name) == export for name in imported_names(parts))

    def _resolved(self, name: Any) -> Any:
        try:
            return self.resource_map.resolve(name)
        except Exception:  # It names what does not exist, so nothing was imported.
            return None

    def _withdraw_exports(self) -> None:
        for name, export in list(self.cross_stack_resources.items()):
            if export.exporting_stack_id == self.stack_id:
                del self.cross_stack_resources[name]

    def has_parameters(self, other_parameters: dict[str, Any]) -> bool:
        """Return true if the parameters have the same values. A default counts as a value."""
        return bool(self.stack_parameters == {**self._defaults(), **other_parameters})

    @property
    def stack_parameters(self) -> dict[str, Any]:
        """Return the unresolved parameter values. moto returns resolved values, which cannot be resolved again."""
        return {**self._defaults(), **self.parameters}

    def _defaults(self) -> dict[str, Any]:
        declared = self.template_dict.get("Parameters") or {}
        return {name: text_of(slot["Default"]) for name, slot in declared.items() if "Default" in slot}

    @property
    def stack_resources(self) -> list[Any]:
        return [existing.resource for existing in self.deployment.deployed.values()]

    @property
    def outputs(self) -> Any:
        return super().outputs if self.status in _OUTPUTS_VISIBLE else None

    @property
    def exports(self) -> Any:
        return super().exports if self.status in _OUTPUTS_VISIBLE else []

    def _enter(self, status: str, reason: str | None = None) -> None:
        self.status, self.stack_status_reason = status, reason
        self._add_stack_event(status, resource_status_reason=reason)

    def _add_resource_event(
        self, logical_id: str, physical_id: str, type_name: str, status: str, reason: str | None
    ) -> None:
        self.events.append(
            models.Event(
                stack_id=self.stack_id,
                stack_name=self.name,
                logical_resource_id=logical_id,
                physical_resource_id=physical_id,
                resource_type=type_name,
                resource_status=status,
                resource_status_reason=reason,
                resource_properties=None,
            )
        )
