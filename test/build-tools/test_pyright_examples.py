"""What `npm test -- types` makes of the report of pyright."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build-tools"))

from pyright_examples import KNOWN, problems_of


def diagnostic(message: str, rule: str = "reportArgumentType") -> dict[str, Any]:
    return {"file": "app.py", "range": {"start": {"line": 6}}, "message": message, "rule": rule}


def incompatible(name: str, interface: str) -> str:
    return f'Argument of type "{name}" cannot be assigned\n  "{name}" is incompatible with protocol "{interface}"\n    ...'


EVERY = [diagnostic(incompatible(*pair)) for pair in sorted(KNOWN)]


def test_what_the_cdk_causes_is_no_problem() -> None:
    assert problems_of({"generalDiagnostics": EVERY}) == []


def test_a_class_of_this_library_that_is_not_its_interface_is_a_problem() -> None:
    own = incompatible("Endpoint", "IEndpoint")
    assert problems_of({"generalDiagnostics": [*EVERY, diagnostic(own)]}) == [f"app.py:7: {own} (reportArgumentType)"]


def test_an_argument_of_another_kind_is_a_problem() -> None:
    message = 'Argument of type "str" cannot be assigned to parameter "timeout" of type "Duration"'
    assert problems_of({"generalDiagnostics": [*EVERY, diagnostic(message)]}) == [f"app.py:7: {message} (reportArgumentType)"]


def test_another_rule_about_a_known_pair_is_a_problem() -> None:
    message = incompatible("Key", "IKey")
    assert problems_of({"generalDiagnostics": [*EVERY, diagnostic(message, "reportReturnType")]}) == [f"app.py:7: {message} (reportReturnType)"]


def test_a_pair_that_the_cdk_has_mended_is_a_problem() -> None:
    assert problems_of({"generalDiagnostics": EVERY[1:]}) == [
        "remove ('AccountRootPrincipal', 'IPrincipal') from KNOWN: pyright does not report it"
    ]
