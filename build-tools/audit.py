"""Asks the registries for advisories on each package that the project is developed with, or contains.

    npm run audit                   fail if there is an advisory that build-tools/advisories.json does not justify
    npm run audit -- --strict       fail also if a registry does not answer, or if a justification has expired or is no longer needed

A justification has the id of the advisory, the package, the reason why the project is not affected, and a day on which it expires. Writes the figures
to test-reports/quality/supply.json.
"""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_packages
import supply
import toolchain
from toolchain import ROOT, StepFailed, environment

JUSTIFIED = ROOT / "build-tools" / "advisories.json"


@dataclass(frozen=True)
class Advisory:
    """What a registry says of a package."""

    id: str
    package: str
    title: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Justification:
    """Why an advisory does not affect the project, until a day."""

    id: str
    package: str
    reason: str
    expires: datetime.date

    def covers(self, advisory: Advisory) -> bool:
        return self.package == advisory.package and self.id in (advisory.id, *advisory.aliases)


@dataclass(frozen=True)
class Answer:
    """The answer of a registry. `missing` is why there is none, or an incomplete one."""

    registry: str
    packages: int
    advisories: tuple[Advisory, ...] = ()
    missing: str | None = None


@dataclass
class Verdict:
    open: list[Advisory] = field(default_factory=list[Advisory])
    justified: list[Advisory] = field(default_factory=list[Advisory])
    expired: list[Justification] = field(default_factory=list[Justification])
    needless: list[Justification] = field(default_factory=list[Justification])


def ask_npm() -> Answer:
    """Asks npm's registry for all packages in package-lock.json."""
    count = len(supply.locked())
    command = ["npm", "audit", "--json", "--package-lock-only"]
    print(f"- asking npm about {count} packages", flush=True)
    # The environment of the other commands turns audits off.
    env = environment() | {"NPM_CONFIG_AUDIT": "true"}
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    try:
        return of_npm(json.loads(result.stdout), count)
    except ValueError:
        return Answer("npm", count, missing=result.stderr.strip() or "npm audit printed nothing")


def of_npm(report: dict[str, Any], count: int) -> Answer:
    if "vulnerabilities" not in report:
        return Answer("npm", count, missing=without_host(str(report.get("message") or report.get("error") or "an answer in another form")))
    found = {
        Advisory(str(via["url"]).rsplit("/", 1)[-1], str(via["name"]), str(via["title"]))
        for entry in report["vulnerabilities"].values()
        for via in entry["via"]
        # A text is the name of a package that has the advisory.
        if isinstance(via, dict)
    }
    return Answer("npm", count, tuple(sorted(found, key=lambda advisory: (advisory.package, advisory.id))))


def ask_pypi() -> Answer:
    """Asks PyPI for all packages of all Python environments."""
    print(f"- finding out what pip installs in {len(python_packages.ENVIRONMENTS)} environments, which takes minutes", flush=True)
    packages = {(package.name, package.version) for name in python_packages.ENVIRONMENTS for package in python_packages.resolve(name)}
    python = python_packages.tools()
    print(f"- asking PyPI about {len(packages)} packages", flush=True)
    found: list[Any] = []
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        # A file has one version of a package.
        for number, versions in enumerate(layers(packages)):
            listed = Path(folder) / f"{number}.txt"
            listed.write_text("".join(f"{name}=={version}\n" for name, version in versions), encoding="utf-8")
            command = [python, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json", "-r", listed]
            result = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
            try:
                found += json.loads(result.stdout)["dependencies"]
            except ValueError:
                return Answer("PyPI", len(packages), missing=without_host((result.stderr.strip().splitlines() or ["pip-audit printed nothing"])[-1]))
    return of_pypi(found, len(packages))


def layers(packages: Iterable[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Splits packages into lists that have each name once."""
    result: list[list[tuple[str, str]]] = []
    for name, version in sorted(packages):
        for layer in result:
            if layer[-1][0] != name:
                layer.append((name, version))
                break
        else:
            result.append([(name, version)])
    return result


def of_pypi(dependencies: Sequence[dict[str, Any]], count: int) -> Answer:
    found = tuple(
        Advisory(str(each["id"]), str(entry["name"]), str(each.get("description", "")).split("\n", 1)[0][:120], tuple(each.get("aliases", [])))
        for entry in dependencies
        for each in entry.get("vulns", [])
    )
    # pip-audit calls a package that it could not ask for skipped, and finds nothing.
    skipped = [entry for entry in dependencies if "skip_reason" in entry]
    missing = f"{len(skipped)} of {count} packages were not audited: {without_host(skipped[0]['skip_reason'])}" if skipped else None
    return Answer("PyPI", count, found, missing)


def without_host(message: str) -> str:
    """Returns a message without the address of a registry, which differs from machine to machine."""
    return " ".join(word for word in message.split() if "://" not in word)


def justifications(path: Path = JUSTIFIED) -> list[Justification]:
    entries: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    for entry in entries:
        if set(entry) != {"id", "package", "reason", "expires"} or not all(entry.values()):
            raise StepFailed(f"{path.name}: an entry has id, package, reason and expires; found {entry}")
    return [Justification(entry["id"], entry["package"], entry["reason"], datetime.date.fromisoformat(entry["expires"])) for entry in entries]


def judge(advisories: Sequence[Advisory], known: Sequence[Justification], today: datetime.date) -> Verdict:
    verdict = Verdict(expired=[each for each in known if each.expires < today])
    valid = [each for each in known if each not in verdict.expired]
    for advisory in advisories:
        justified = any(each.covers(advisory) for each in valid)
        (verdict.justified if justified else verdict.open).append(advisory)
    verdict.needless = [each for each in valid if not any(each.covers(advisory) for advisory in advisories)]
    return verdict


def said(answer: Answer) -> str:
    """Returns a line about an answer. Without an answer, that nothing is known, instead of 0 advisories."""
    count = len(answer.advisories)
    found = f"{count} {'advisory' if count == 1 else 'advisories'}" if count or not answer.missing else "advisories unknown"
    return f"{answer.registry}: {answer.packages} packages, {found}" + (f"; not available: {answer.missing}" if answer.missing else "")


def main(arguments: Sequence[str], ask: Sequence[Callable[[], Answer]] = (ask_npm, ask_pypi), today: datetime.date | None = None, path: Path = JUSTIFIED, report: Path = supply.REPORT) -> int:
    printed = toolchain.usage(__doc__, arguments, not set(arguments) - {"--strict"})
    if printed is not None:
        return printed
    try:
        answers = [each() for each in ask]
        verdict = judge([advisory for answer in answers for advisory in answer.advisories], justifications(path), today or datetime.datetime.now(datetime.timezone.utc).date())
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    for answer in answers:
        print(said(answer))
    for advisory in verdict.open:
        print(f"  open: {advisory.id} {advisory.package}: {advisory.title}")
    for advisory in verdict.justified:
        print(f"  justified: {advisory.id} {advisory.package}")
    complete = not any(answer.missing for answer in answers)
    for each in verdict.expired:
        print(f"  expired on {each.expires}: {each.id} {each.package}")
    for each in verdict.needless if complete else []:
        print(f"  no longer needed: {each.id} {each.package}")
    supply.record("audit", {**{answer.registry: figures(answer) for answer in answers}, "open": len(verdict.open), "justified": len(verdict.justified)}, report)
    strict = "--strict" in arguments and (not complete or verdict.expired or verdict.needless)
    return 1 if verdict.open or strict else 0


def figures(answer: Answer) -> dict[str, object]:
    return {"packages": answer.packages, "advisories": len(answer.advisories), "available": answer.missing is None, **({"reason": answer.missing} if answer.missing else {})}


if __name__ == "__main__":
    with toolchain.own_temp_folder():
        sys.exit(main(sys.argv[1:]))
