"""What a Python user reads when something is refused."""

import re
from collections.abc import Callable

import aws_cdk as cdk
import pytest

# jsii puts the class of the error in front of the message of a method, but not in front of that of a constructor.
ERROR_CLASS = "ValidationError: "


class Like:
    """A message with any wording where `...` stands: the tests of the TypeScript assert the text, those of the wheel that it arrives."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __eq__(self, message: object) -> bool:
        wording = ".+".join(re.escape(part) for part in self.pattern.split("..."))
        return isinstance(message, str) and re.fullmatch(wording, message) is not None

    def __repr__(self) -> str:
        return f"Like({self.pattern!r})"


def message_of(action: Callable[[], object]) -> str:
    """The whole message of what is refused."""
    with pytest.raises(RuntimeError) as refused:
        action()
    return str(refused.value).removeprefix(ERROR_CLASS)


def problems_at_synth(app: cdk.App) -> list[str]:
    """What is wrong with the finished app: each problem as `[path] message`."""
    with pytest.raises(RuntimeError) as refused:
        app.synth()
    headline, *problems = str(refused.value).splitlines()
    assert headline == "ValidationFailedWithErrors: Validation failed with the following errors:"
    return [problem.strip() for problem in problems]
