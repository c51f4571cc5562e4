"""Nested stacks. They are created, updated, rolled back and deleted with the stack that they belong to.

Gap in moto: it creates a nested stack with its own engine, and does not delete it with its parent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.cloudformation.models import cloudformation_backends

from ..cloudformation.provider import Provider, ProvisioningError, Request
from ..runtime.archive import Bucket, ModelDataError, S3Location
from ..strict.templates import parameters_problem, parsed, template_problem, text_of

_OUTPUTS = "Outputs."


class NestedStack:
    """The handle of a nested stack in its parent."""

    def __init__(self, stack: Any) -> None:
        self.stack = stack
        self.physical_resource_id = str(stack.stack_id)

    def get_cfn_attribute(self, attribute: str) -> Any:
        outputs = {output.key: output.value for output in self.stack.output_map.values() if output}
        name = attribute.removeprefix(_OUTPUTS)
        if not attribute.startswith(_OUTPUTS) or name not in outputs:
            raise ProvisioningError(
                f"Template error: resource {self.stack.name} has no attribute {attribute}; its outputs are {sorted(outputs)}"
            )
        return outputs[name]


class NestedStackProvider(Provider):
    """A stack whose template is in a bucket. Every property can change in place."""

    def create(self, request: Request) -> NestedStack:
        backend, text = _backend(request), _template(request)
        stack = backend.create_stack(
            name=request.generated_name,
            template=text,
            parameters=_parameters(request, text),
            notification_arns=request.properties.get("NotificationARNs"),
            tags=_tags(request),
            timeout_in_mins=request.properties.get("TimeoutInMinutes"),
        )
        stack.parent_id = request.scope.stack_id
        if stack.status != "CREATE_COMPLETE":
            reason = stack.stack_status_reason
            backend.delete_stack(stack.stack_id)
            raise ProvisioningError(f"Embedded stack {stack.stack_id} was not successfully created: {reason}")
        return NestedStack(stack)

    def stale(self, resource: NestedStack, request: Request) -> bool:
        """Return true if the template in the bucket has changed."""
        return not resource.stack.has_template(_template(request))

    def update(self, resource: NestedStack, request: Request) -> NestedStack:
        """Update the stack. What it no longer needs is deleted when its parent has been updated, too."""
        stack, text, tags = resource.stack, _template(request), _tags(request)
        parameters = _parameters(request, text)
        if stack.is_current(text, parameters, tags):
            return resource
        stack.begin_update(text, None, parameters, tags)
        if stack.status == "UPDATE_ROLLBACK_COMPLETE":
            raise ProvisioningError(
                f"Embedded stack {stack.stack_id} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS "
                f"with reason: {stack.stack_status_reason}"
            )
        return resource

    def settle(self, resource: NestedStack) -> None:
        resource.stack.finish_update()

    def restore(self, resource: NestedStack, request: Request) -> NestedStack:
        resource.stack.revert_update()
        return resource

    def delete(self, resource: NestedStack, request: Request) -> None:
        stack = resource.stack
        _backend(request).delete_stack(stack.stack_id)
        if stack.status != "DELETE_COMPLETE":
            raise ProvisioningError(
                f"Embedded stack {stack.stack_id} was not successfully deleted: {stack.stack_status_reason}"
            )


def _backend(request: Request) -> Any:
    return cloudformation_backends[request.scope.account_id][request.scope.region]


def _template(request: Request) -> str:
    url = str(request.properties["TemplateURL"])
    try:
        return Bucket(request.scope.account_id, request.scope.region).read(S3Location.parse(url)).decode()
    except ModelDataError as error:
        raise ProvisioningError(f"TemplateURL must be the URL of a template in Amazon S3: {error}") from error


def _parameters(request: Request, text: str) -> dict[str, str]:
    """Return the parameters as text. Raise if CloudFormation would refuse the template or them."""
    given = {name: text_of(value) for name, value in request.properties.get("Parameters", {}).items()}
    template, problem = parsed(text)
    problem = problem or template_problem(template) or parameters_problem(template, given)
    if problem is not None:
        raise ProvisioningError(problem)
    return given


def _tags(request: Request) -> dict[str, str]:
    """Return the tags of the parent, and those of the nested stack."""
    parent: Mapping[str, str] = _backend(request).get_stack(request.scope.stack_id).tags
    own = {tag["Key"]: tag["Value"] for tag in request.properties.get("Tags", [])}
    inherited = {key: value for key, value in parent.items() if not key.startswith("aws:")}
    return {**inherited, **own}


PROVIDERS: dict[str, Provider] = {"AWS::CloudFormation::Stack": NestedStackProvider()}
