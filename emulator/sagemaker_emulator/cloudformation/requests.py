"""The check of requests that create, update and delete stacks.

Gaps in moto: it checks neither names, templates nor the constraints of parameters, and termination protection has no effect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from moto.cloudformation import responses
from moto.cloudformation.exceptions import ValidationError
from moto.core.responses import ActionResult

from ..strict.templates import parameters_problem, parsed, template_problem

_STACK_NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]*")
_LONGEST_NAME = 128
_LARGEST_BODY = 51_200


def install() -> None:
    """Check the requests before moto handles them."""
    response = responses.CloudFormationResponse
    for operation in ("create_stack", "update_stack", "create_change_set"):
        setattr(response, operation, _checked_first(getattr(response, operation)))
    response.delete_stack = _unless_protected(response.delete_stack)
    response.update_termination_protection = _protect


def _checked_first(operation: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def respond(self: Any) -> Any:
        problem = _problem(self)
        if problem is not None:
            raise ValidationError(message=problem)
        return operation(self)

    return respond


def _problem(self: Any) -> str | None:
    name, body, url = (self._get_param(member) for member in ("StackName", "TemplateBody", "TemplateURL"))
    if not name.startswith("arn:") and (problem := _name_problem(name)):
        return problem
    stack = _stack_of(self)
    if self._get_bool_param("UsePreviousTemplate", False):
        text = None if stack is None or body or url else stack.template
    elif not body and not url:
        return "Either Template URL or Template Body must be specified."
    elif body and len(body.encode()) > _LARGEST_BODY:
        return _constraint("templateBody", body[:100], f"have length less than or equal to {_LARGEST_BODY}")
    else:
        text = body or self._get_stack_from_s3_url(url)
    # What moto refuses itself, such as a stack that does not exist, is left to it.
    return None if text is None else _content_problem(text, self._get_param("Parameters", []), stack)


def _content_problem(text: str, parameters: list[dict[str, Any]], stack: Any) -> str | None:
    template, problem = parsed(text)
    problem = problem or template_problem(template)
    previous: Mapping[str, Any] = stack.stack_parameters if stack is not None and stack.template else {}
    given = {
        each["ParameterKey"]: previous.get(each["ParameterKey"]) if each.get("UsePreviousValue") else each.get("ParameterValue", "")
        for each in parameters
    }
    return problem or parameters_problem(template, {name: value for name, value in given.items() if value is not None})


def _name_problem(name: str) -> str | None:
    if not _STACK_NAME.fullmatch(name):
        return _constraint("stackName", name, f"satisfy regular expression pattern: {_STACK_NAME.pattern}")
    return _constraint("stackName", name, f"have length less than or equal to {_LONGEST_NAME}") if len(name) > _LONGEST_NAME else None


def _constraint(member: str, value: str, text: str) -> str:
    return f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must {text}"


def _stack_of(self: Any) -> Any:
    name = self._get_param("StackName")
    return next((each for each in list(self.cloudformation_backend.stacks.values()) if name in (each.name, each.stack_id)), None)


def _unless_protected(operation: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def respond(self: Any) -> Any:
        stack = _stack_of(self)
        if stack is not None and stack.enable_termination_protection in (True, "true"):
            raise ValidationError(message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
        return operation(self)

    return respond


def _protect(self: Any) -> ActionResult:
    """Enable or disable termination protection, as the CDK CLI does after each deployment that changes it."""
    stack = _stack_of(self)
    if stack is None:
        raise ValidationError(self._get_param("StackName"))
    stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection", False)
    return ActionResult({"StackId": stack.stack_id})
