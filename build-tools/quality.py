"""Prints docs/quality.md from the figures that the last runs of the commands left in test-reports/quality/, one file for each command.

    npm run quality                 prints the page
    npm run quality -- --write      writes it; the sections of commands that have not been run here stay as they are
    npm run quality -- --run        first runs the commands that take minutes, not hours
    npm run quality -- --missing    exits with 1 if the page lacks the figures of a command
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolchain import ROOT, StepFailed, run

PAGE = ROOT / "docs" / "quality.md"
FIGURES = ROOT / "test-reports" / "quality"


@dataclass(frozen=True)
class Section:
    """The figures of a command."""

    name: str
    """The name of the file with the figures, without `.json`."""
    command: str
    is_long: bool = False
    """True for a command that takes hours, or that needs an account."""
    omitted: tuple[str, ...] = ()
    """The names of figures that are too many for the page."""
    compared: str = ""
    """The name of figures that stand side by side."""

    @property
    def begin(self) -> str:
        return f"<!-- {self.command} -->"


SECTIONS = (
    Section("tests", "npm test"),
    Section("soundness", "npm run soundness"),
    Section("mistakes", "npm run mistakes"),
    Section("mutation", "npm run mutation", is_long=True, omitted=("by mutator",), compared="areas"),
    # docs/licences.md has the rest.
    Section("supply", "npm run licences", omitted=("contained", "data", "installed", "licences for development")),
    Section("integ", "npm run integ", is_long=True),
)
END = "<!-- end -->"
NOT_RUN = "Not run yet."


def page(text: str, figures: dict[str, dict[str, Any]]) -> str:
    """Returns the page with the figures in place of those before."""
    for section in SECTIONS:
        if text.count(section.begin) != 1:
            raise StepFailed(f"docs/quality.md has no place for the figures of {section.command}: {section.begin}, and {END} after them")
        if section.name in figures:
            of_command = without(figures[section.name], section.omitted)
            others = {name: each for name, each in of_command.items() if name != section.compared}
            table = "\n".join(rows({**others, **of_command.get(section.compared, {})}))
            text = re.sub(f"{re.escape(section.begin)}.*?{END}", lambda _: f"{section.begin}\n\n{table}\n\n{END}", text, count=1, flags=re.DOTALL)
    return text


def without(figures: dict[str, Any], omitted: Sequence[str]) -> dict[str, Any]:
    """Returns the figures without some, which can stand inside others."""
    return {name: without(each, omitted) if isinstance(each, dict) else each for name, each in figures.items() if name not in omitted}


def rows(figures: dict[str, Any]) -> list[str]:
    """Returns a table of two columns, and after it one in which figures of the same names stand side by side."""
    compared = side_by_side(figures)
    single = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in flat({name: each for name, each in figures.items() if name not in compared}))]
    if not compared:
        return single
    names = list(compared.values())[0]
    header = [f"| | {' | '.join(compared)} |", f"|---{'|---' * len(compared)}|"]
    return [*single, "", *header, *(f"| {name} | {' | '.join(shown(each[name]) for each in compared.values())} |" for name in names)]


def side_by_side(figures: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Returns the figures that have the same names inside, if there are several."""
    inner = {name: each for name, each in figures.items() if isinstance(each, dict) and each and not any(isinstance(value, (dict, list)) for value in each.values())}
    alike = {name: each for name, each in inner.items() if sum(list(other) == list(each) for other in inner.values()) > 1}
    return {name: each for name, each in alike.items() if list(each) == list(next(iter(alike.values())))}


def flat(figures: Any, before: str = "") -> list[tuple[str, str]]:
    """Returns the figures, each with the names that lead to it. Leaves out what is unknown, and lists of single results."""
    if isinstance(figures, dict):
        return [each for name, inner in figures.items() for each in flat(inner, f"{before}, {name}" if before else str(name))]
    if isinstance(figures, list):
        texts = [shown(each) for each in figures if not isinstance(each, (dict, list))]
        return [(before, ", ".join(texts) or "none")] if len(texts) == len(figures) else []
    return [] if figures is None else [(before, str(figures) if before == "seed" else shown(figures))]


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace("|", "\\|")


def missing(text: str) -> list[str]:
    """Returns the commands without figures."""
    return [section.command for section in SECTIONS if re.search(f"{re.escape(section.begin)}\\s*{re.escape(NOT_RUN)}", text)]


def read(folder: Path = FIGURES) -> dict[str, dict[str, Any]]:
    paths = {section.name: folder / f"{section.name}.json" for section in SECTIONS}
    return {name: json.loads(path.read_text(encoding="utf-8")) for name, path in paths.items() if path.exists()}


def remember_tests(results: dict[str, str], parts: Sequence[str], folder: Path = FIGURES) -> None:
    """Keeps the results of a run of all tests. A later run of some parts replaces theirs."""
    before = read(folder).get("tests", {})
    known = {part: result for part in parts if (result := results.get(part, before.get(part)))}
    if len(known) < len(parts):
        return
    packages = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    folder.mkdir(parents=True, exist_ok=True)
    figures = {
        "date": str(datetime.datetime.now(datetime.UTC).date()),
        "versions": f"aws-cdk-lib {packages['aws-cdk-lib']}, Node.js {node.removeprefix('v')}, Python {platform.python_version()}",
        **known,
    }
    (folder / "tests.json").write_text(json.dumps(figures, indent=2), encoding="utf-8")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="npm run quality --", description="Prints the figures of all tests.")
    parser.add_argument("--write", action="store_true", help="write docs/quality.md")
    parser.add_argument("--run", action="store_true", help="run the commands first that take minutes")
    parser.add_argument("--missing", action="store_true", help="fail if figures are missing")
    options = parser.parse_args(arguments)
    if options.run:
        for section in SECTIONS:
            if not section.is_long:
                run(section.command, section.command.split())
    text = page(PAGE.read_text(encoding="utf-8"), read())
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
    else:
        print(text)
    lacking = missing(text)
    if options.missing and lacking:
        print(f"docs/quality.md lacks the figures of {', '.join(lacking)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StepFailed as failed:
        sys.exit(str(failed))
