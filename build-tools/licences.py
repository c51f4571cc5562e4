"""Lists the licences of everything that the packages contain, that users install with them, and that the project is developed with.

    npm run licences                write docs/licences.md
    npm run licences -- --check     fail if a licence of what users get is not allowed

Reads npm packages from package-lock.json, and Python packages from what pip would install. Writes figures to test-reports/quality/supply.json.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import bill_of_materials
import python_packages
import supply
import toolchain
from python_packages import Package
from toolchain import ROOT, StepFailed

PAGE = ROOT / "docs" / "licences.md"
# What users of a package under Apache-2.0 can get with it.
ALLOWED = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT"}
# Of packages without a licence in what the commands read: the data that src/**/*.generated.ts contains, and what users install.
KNOWN = {
    "sagemaker-core": "Apache-2.0",
    "sagemaker": "Apache-2.0",
    "cdklabs.generative-ai-cdk-constructs": "Apache-2.0",
    "botocore": "Apache-2.0",
    "aws-cdk-lib": "Apache-2.0",
    "constructs": "Apache-2.0",
    "jsii": "Apache-2.0",
    "publication": "MIT",
}
# What the wheel requires beside the peers: the runtime of jsii.
WHEEL = ("jsii", "publication")


def shipped() -> dict[str, dict[str, str]]:
    """Returns the licences of what users get, by how they get it."""
    components = bill_of_materials.document("0.0.0")["components"]
    contained = {each["name"]: stated(each) for each in components if each.get("scope") == "required"}
    data = {each["name"]: KNOWN.get(each["name"], "not stated") for each in components if each["type"] == "data"}
    installed = {name: KNOWN.get(name, "not stated") for name in (*supply.manifest()["peerDependencies"], *WHEEL)}
    return {"contained": contained, "data": data, "installed": installed}


def stated(component: Mapping[str, object]) -> str:
    licences = component.get("licenses")
    entries = licences if isinstance(licences, list) else []
    found = [str(entry.get("expression") or entry.get("license", {}).get("id") or entry.get("license", {}).get("name")) for entry in entries]
    return " AND ".join(found) or "not stated"


def refused(licences: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Returns what of it is under a licence that is not allowed."""
    return [f"{name} ({kind}): {licence}" for kind, group in licences.items() for name, licence in group.items() if not is_allowed(licence)]


def is_allowed(expression: str) -> bool:
    """Returns whether all parts of an expression are allowed, or one of its alternatives."""
    alternatives = re.split(r"\s+OR\s+", expression.strip("()"))
    return any(all(part.strip("() ") in ALLOWED for part in re.split(r"\s+AND\s+", alternative)) for alternative in alternatives)


def page(licences: Mapping[str, Mapping[str, str]], npm: Mapping[tuple[str, str], str], python: Iterable[Package]) -> str:
    """Renders docs/licences.md."""
    packages = sorted(set(python))
    return "\n".join(
        [
            "# Licences",
            "",
            "The library is under the Apache License 2.0. `npm run licences` writes this page; don't edit it.",
            "",
            "## What the packages contain",
            "",
            "`lib/index.js` contains parts of npm packages, whose licences are in `THIRD-PARTY-NOTICES`, and data of Python packages.",
            "",
            *_table({**licences["contained"], **licences["data"]}),
            "",
            "## What users install",
            "",
            "The library has no dependencies of its own. It requires the CDK, and in Python the runtime of jsii, which the CDK requires, too.",
            "",
            *_table(licences["installed"]),
            "",
            "## What the project is developed with",
            "",
            "None of this is in the packages.",
            "",
            f"### npm: {len(npm)} packages",
            "",
            *_groups([(licence, name) for (name, _), licence in npm.items()]),
            "",
            f"### Python: {len(packages)} packages",
            "",
            *_groups([(package.licence, package.name) for package in packages]),
            "",
        ]
    )


def _table(rows: Mapping[str, str]) -> list[str]:
    return ["| Package | Licence |", "|---|---|", *(f"| `{name}` | {licence} |" for name, licence in sorted(rows.items()))]


def _groups(packages: Iterable[tuple[str, str]]) -> list[str]:
    """Renders the packages of each licence; the most frequent licence is last, because it has most of them."""
    groups: dict[str, set[str]] = defaultdict(set)
    for licence, name in packages:
        groups[licence].add(name)
    order = sorted(groups, key=lambda licence: (len(groups[licence]), licence))
    return ["| Licence | Packages |", "|---|---|", *(f"| {licence} | {', '.join(f'`{name}`' for name in sorted(groups[licence]))} |" for licence in order)]


def figures(licences: Mapping[str, Mapping[str, str]], npm: Mapping[tuple[str, str], str], python: Iterable[Package]) -> dict[str, object]:
    counts: dict[str, int] = defaultdict(int)
    for licence in (*npm.values(), *(package.licence for package in set(python))):
        counts[licence] += 1
    return {
        "runtime dependencies": len(supply.manifest().get("dependencies", {})),
        "peers": sorted(supply.manifest()["peerDependencies"]),
        "contained": dict(licences["contained"]),
        "data": dict(licences["data"]),
        "installed": dict(licences["installed"]),
        "not allowed": refused(licences),
        "npm packages for development": len(npm),
        "Python packages for development": len(set(python)),
        "licences for development": dict(sorted(counts.items())),
    }


def main(arguments: Sequence[str]) -> int:
    printed = toolchain.usage(__doc__, arguments, not set(arguments) - {"--check"})
    if printed is not None:
        return printed
    try:
        licences = shipped()
        if not arguments:
            python = {package for name in python_packages.ENVIRONMENTS for package in python_packages.resolve(name)}
            PAGE.write_text(page(licences, supply.locked(), python), encoding="utf-8")
            supply.record("licences", figures(licences, supply.locked(), python))
            print(f"{PAGE.relative_to(ROOT)}: {len(supply.locked())} npm packages, {len(python)} Python packages")
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    problems = refused(licences)
    print("\n".join(problems) if problems else f"the licences of what users get: {', '.join(sorted({each for group in licences.values() for each in group.values()}))}")
    return 1 if problems else 0


if __name__ == "__main__":
    with toolchain.own_temp_folder():
        sys.exit(main(sys.argv[1:]))
