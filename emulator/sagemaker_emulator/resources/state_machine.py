"""State machines. They are stored, and not run.

Gap in moto: a new name deletes the state machine before the new one exists, and a removed tag stays.
"""

from __future__ import annotations

from typing import Any

from moto.stepfunctions.models import stepfunctions_backends

from ..cloudformation.moto_provider import MotoProvider
from ..cloudformation.provider import Provider, Request


class StateMachineProvider(MotoProvider):
    """A state machine. Only a new name or type replaces it."""

    mutable = frozenset(
        {
            "Definition",
            "DefinitionS3Location",
            "DefinitionString",
            "DefinitionSubstitutions",
            "EncryptionConfiguration",
            "LoggingConfiguration",
            "RoleArn",
            "Tags",
            "TracingConfiguration",
        }
    )

    def __init__(self) -> None:
        super().__init__("AWS::StepFunctions::StateMachine")
        self.name_property = "StateMachineName"

    def update(self, resource: Any, request: Request) -> Any:
        tagger = stepfunctions_backends[request.scope.account_id][request.scope.region].tagger
        tagger.delete_all_tags_for_resource(resource.arn)
        return super().update(resource, request)


PROVIDERS: dict[str, Provider] = {"AWS::StepFunctions::StateMachine": StateMachineProvider()}
