"""The validation of templates that `cdk synth` ends with, by one engine for all apps: to start it takes longer than to synthesize."""

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii


@jsii.implements(cdk.IPolicyValidationContext)
class Context:
    """What the CDK gives to a plugin that validates templates."""

    def __init__(self, stacks: list[cdk.PolicyValidationStack]) -> None:
        self._stacks = stacks

    @property
    def stack_templates(self) -> list[cdk.PolicyValidationStack]:
        return self._stacks

    @property
    def template_paths(self) -> list[str]:
        return [stack.template_path for stack in self._stacks]

    @property
    def app_construct(self) -> cdk.App:
        return cdk.App()


def stacks_of(assembly: Path) -> Iterator[cdk.PolicyValidationStack]:
    """The stacks of a cloud assembly and of the stages in it."""
    for file in sorted(assembly.rglob("manifest.json")):
        for artifact in json.loads(file.read_text(encoding="utf-8"))["artifacts"].values():
            if artifact["type"] == "aws:cloudformation:stack":
                account, region = artifact["environment"].removeprefix("aws://").split("/")
                yield cdk.PolicyValidationStack(
                    stack_construct_path=artifact["displayName"],
                    template_path=str(file.parent / artifact["properties"]["templateFile"]),
                    account_id=None if account == "unknown-account" else account,
                    region=None if region == "unknown-region" else region,
                )


def rules_that_find_something(assembly: Path) -> list[str]:
    """The rules of the CDK's validation that the templates of an assembly break."""
    stacks = list(stacks_of(assembly))
    assert stacks, f"no stack is in {assembly}"
    return [violation.rule_name for violation in _plugin().validate(Context(stacks)).violations]


@functools.cache
def _plugin() -> Any:
    return cdk.CloudFormationValidatePlugin()
