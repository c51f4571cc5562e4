"""The audit: what fails, what is justified, and what a registry without an answer means. The answers of the registries are recorded ones."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import audit
import python_packages
from audit import Advisory, Answer
from toolchain import StepFailed

TODAY = datetime.date(2026, 11, 29)
ONE = Advisory("GHSA-aaaa-bbbb-cccc", "left-pad", "pads too much", ("CVE-2026-1",))
ENTRY = {"id": "GHSA-aaaa-bbbb-cccc", "package": "left-pad", "reason": "used in a test only", "expires": "2027-01-31"}
# Two packages: one has the advisory, the other depends on it.
NPM: dict[str, Any] = {
    "vulnerabilities": {
        "left-pad": {"via": [{"name": "left-pad", "url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc", "title": "pads too much"}]},
        "pads": {"via": ["left-pad"]},
    }
}


def run(tmp_path: Path, answers: list[Answer], entries: list[dict[str, str]], *arguments: str) -> int:
    path = tmp_path / "advisories.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    return audit.main(arguments, [lambda answer=answer: answer for answer in answers], TODAY, path, tmp_path / "supply.json")  # type: ignore[misc]


def test_an_advisory_of_npm_is_counted_once() -> None:
    assert audit.of_npm(NPM, 7) == Answer("npm", 7, (Advisory("GHSA-aaaa-bbbb-cccc", "left-pad", "pads too much"),))


def test_an_error_of_npm_is_no_answer_and_names_no_host() -> None:
    message = "405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk"
    assert audit.of_npm({"message": message}, 7) == Answer("npm", 7, missing="405 Method Not Allowed - POST")


def test_a_package_that_pypi_was_not_asked_for_is_no_answer() -> None:
    found = [
        {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-2026-1"], "description": "first line\nmore"}]},
        {"name": "b", "skip_reason": "Dependency not found on PyPI and could not be audited: b (1)"},
    ]
    assert audit.of_pypi(found, 2) == Answer(
        "PyPI", 2, (Advisory("PYSEC-1", "a", "first line", ("CVE-2026-1",)),), "1 of 2 packages were not audited: Dependency not found on PyPI and could not be audited: b (1)"
    )


def test_versions_of_one_package_are_asked_for_in_different_files() -> None:
    assert audit.layers([("a", "2"), ("b", "1"), ("a", "1")]) == [[("a", "1"), ("b", "1")], [("a", "2")]]


@pytest.mark.parametrize(
    ("advisories", "entries", "missing", "plain", "strict"),
    [
        pytest.param((), [], None, 0, 0, id="nothing"),
        pytest.param((ONE,), [], None, 1, 1, id="open"),
        pytest.param((ONE,), [ENTRY], None, 0, 0, id="justified"),
        pytest.param((ONE,), [{**ENTRY, "id": "CVE-2026-1"}], None, 0, 0, id="justified by another name of it"),
        pytest.param((ONE,), [{**ENTRY, "package": "right-pad"}], None, 1, 1, id="justified for another package"),
        pytest.param((ONE,), [{**ENTRY, "expires": "2026-11-28"}], None, 1, 1, id="expired"),
        pytest.param((ONE,), [{**ENTRY, "expires": "2026-11-29"}], None, 0, 0, id="expires today"),
        pytest.param((), [ENTRY], None, 0, 1, id="no longer needed"),
        pytest.param((), [ENTRY], "405", 0, 1, id="not available"),
        pytest.param((), [], "405", 0, 1, id="not available without justifications"),
    ],
)
def test_the_audit_fails_only_for_a_reason(tmp_path: Path, advisories: tuple[Advisory, ...], entries: list[dict[str, str]], missing: str | None, plain: int, strict: int) -> None:
    answers = [Answer("npm", 7, advisories, missing), Answer("PyPI", 2)]

    assert run(tmp_path, answers, entries) == plain
    assert run(tmp_path, answers, entries, "--strict") == strict


def test_the_audit_says_what_it_found_and_what_it_could_not_find_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, [Answer("npm", 7, (ONE,)), Answer("PyPI", 2, missing="no route")], [{**ENTRY, "expires": "2026-11-01"}])

    assert capsys.readouterr().out.splitlines() == [
        "npm: 7 packages, 1 advisory",
        "PyPI: 2 packages, advisories unknown; not available: no route",
        "  open: GHSA-aaaa-bbbb-cccc left-pad: pads too much",
        "  expired on 2026-11-01: GHSA-aaaa-bbbb-cccc left-pad",
    ]
    figures = json.loads((tmp_path / "supply.json").read_text(encoding="utf-8"))["audit"]
    assert figures["npm"] == {"packages": 7, "advisories": 1, "available": True}
    assert figures["PyPI"] == {"packages": 2, "advisories": 0, "available": False, "reason": "no route"}
    assert (figures["open"], figures["justified"]) == (1, 0)


@pytest.mark.parametrize("entry", [{**ENTRY, "reason": ""}, {key: value for key, value in ENTRY.items() if key != "expires"}], ids=["no reason", "no day"])
def test_a_justification_has_a_reason_and_a_day(tmp_path: Path, entry: dict[str, str]) -> None:
    path = tmp_path / "advisories.json"
    path.write_text(json.dumps([entry]), encoding="utf-8")

    with pytest.raises(StepFailed, match="an entry has id, package, reason and expires"):
        audit.justifications(path)


def test_the_justifications_of_the_project_can_be_read() -> None:
    assert [each for each in audit.justifications() if not each.reason] == []


def test_each_file_with_requirements_is_audited() -> None:
    """Except those of the examples, which users install: what they name is in the environments, too, or is the library."""
    folders = ("build-tools", "build-tools/data", "bench", "emulator", "test/*", ".")
    found = {path.relative_to(ROOT).as_posix() for folder in folders for path in ROOT.glob(f"{folder}/*requirements*.txt")}

    assert found == python_packages.files()
