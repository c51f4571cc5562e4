"""EventBridge rules.

Gaps in moto: its CloudFormation cannot delete a rule that has targets, and moves
a rule to another event bus without replacing it.
"""

from __future__ import annotations

from typing import Any

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, Request


class RuleProvider(MotoProvider):
    """A rule. Only a new name or a new event bus replaces it."""

    mutable = frozenset({"Description", "EventPattern", "RoleArn", "ScheduleExpression", "State", "Tags", "Targets"})

    def __init__(self) -> None:
        super().__init__("AWS::Events::Rule", _delete_with_targets)


def _delete_with_targets(rule: Any, request: Request) -> None:
    rule.delete(request.scope.account_id, request.scope.region)


PROVIDERS: dict[str, Provider] = {"AWS::Events::Rule": RuleProvider()}
