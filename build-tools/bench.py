"""Measures the time of a Python app, from the start of `python app.py` to its end, with this library, with the alpha module, and with L1 constructs.

    python3 build-tools/bench.py                     7 rounds, 1 and 20 copies
    python3 build-tools/bench.py --rounds 15 --copies 1,20 --only ours,alpha

The three must synthesize the same template before they are measured. The last line of the output is for programs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from toolchain import ROOT, StepFailed, environment, install_wheel, own_temp_folder, virtual_environment, wheel

BENCH = ROOT / "bench"
MODULES = {"ours": "cdk_sagemaker_hosting", "alpha": "aws_cdk.aws_sagemaker_alpha", "l1": "aws_cdk.aws_sagemaker"}
TITLES = {"ours": "ours", "alpha": "alpha", "l1": "L1"}

# Imports the CDK first, which takes the same time for all three, and measures only the import of the library.
TIME_IMPORT = "import time, aws_cdk; start = time.perf_counter(); import {module}; print(time.perf_counter() - start)"

Times = dict[str, list[float]]


def run_python(python: Path, arguments: Sequence[str | Path], outdir: str) -> str:
    """Runs a new process, as the CDK CLI does, without template validation, whose time doesn't depend on the library. Returns its output."""
    env = environment() | {"CDK_OUTDIR": outdir, "CDK_VALIDATION": "false"}
    result = subprocess.run([python, *arguments], cwd=BENCH, env=env, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise StepFailed(f"{' '.join(map(str, arguments))} exited with {result.returncode}:\n{result.stderr}")
    return result.stdout


def synthesize(python: Path, name: str, copies: int) -> tuple[float, dict[str, Any]]:
    """Returns the duration of the app in seconds, and its template."""
    with tempfile.TemporaryDirectory() as outdir:
        started = time.perf_counter()
        run_python(python, ["app.py", name, str(copies)], outdir)
        seconds = time.perf_counter() - started
        template: dict[str, Any] = json.loads((Path(outdir) / "Bench.template.json").read_text(encoding="utf-8"))
    return seconds, template


def shapes(template: dict[str, Any], *, permissions: bool) -> Counter[str]:
    """Counts the resources of each shape: type and properties, with references by type instead of ID.

    Omits names that each of the three generates differently, and explicit dependencies: a model of this library waits for more, such as the routes
    of its subnets. Without `permissions`, compares only the number of roles and policies.
    """
    resources: dict[str, Any] = template["Resources"]

    def shape(resource: dict[str, Any]) -> str:
        kind: str = resource["Type"]
        if kind.startswith("AWS::IAM::") and not permissions:
            return kind
        properties = {key: value for key, value in resource.get("Properties", {}).items() if key != "PolicyName"}
        text = json.dumps([kind, properties], sort_keys=True)
        return re.sub(r'"(\w+)"', lambda match: resources.get(match[1], {}).get("Type", match[1]), text)

    return Counter(shape(resource) for resource in resources.values())


def check_equal(templates: dict[str, dict[str, Any]]) -> None:
    """Fails if the templates differ. The permissions of the alpha module always differ: its roles have AmazonSageMakerFullAccess, and read
    the whole bucket."""
    first, *others = templates
    for name in others:
        permissions = "alpha" not in (first, name)
        here, there = (shapes(templates[which], permissions=permissions) for which in (first, name))
        if here != there:
            differences = "\n".join(
                f"only {which}: {count} x {text}"
                for which, counts in ((first, here - there), (name, there - here))
                for text, count in counts.items()
            )
            raise StepFailed(f"the templates of {first} and {name} differ, so their times cannot be compared:\n{differences}")


def measure(python: Path, names: Sequence[str], copies: int, rounds: int) -> Times:
    """Measures the apps in turn, so that other load affects all of them alike. The first round warms up caches and compares the templates."""
    check_equal({name: synthesize(python, name, copies)[1] for name in names})
    times: Times = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            times[name].append(synthesize(python, name, copies)[0])
    return times


def measure_imports(python: Path, names: Sequence[str], rounds: int) -> Times:
    """Measures how long Python and jsii take to load the library, which is part of each run."""
    times: Times = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as outdir:
        for _ in range(rounds):
            for name in names:
                times[name].append(float(run_python(python, ["-c", TIME_IMPORT.format(module=MODULES[name])], outdir)))
    return times


def show(title: str, times: Times) -> None:
    for name, seconds in times.items():
        print(f"{title:<12}{TITLES[name]:<8}{statistics.median(seconds):>10.3f}{min(seconds):>10.3f}{max(seconds):>10.3f}", flush=True)


def warn_when_busy() -> None:
    """Warns if the machine is busy: other load can change the times by more than the libraries differ."""
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 0.75 * (os.cpu_count() or 1):
        print(f"The machine is busy (load {os.getloadavg()[0]:.1f}), so these times are unreliable. Run the benchmark again on an idle machine.\n")


def ratios(results: dict[int, Times], other: str) -> str:
    """Returns the ratio of the medians of this library and another one, for each number of copies."""
    parts = []
    for copies, times in results.items():
        ratio = statistics.median(times["ours"]) / statistics.median(times[other])
        parts.append(f"{copies} {'copy' if copies == 1 else 'copies'} {ratio:.2f}")
    return f"ours/{TITLES[other]}: {', '.join(parts)}"


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures the time of a synth with this library, the alpha module, and L1 constructs.")
    parser.add_argument("--rounds", type=int, default=7, help="number of measured runs of each app (default: 7)")
    parser.add_argument("--copies", default="1,20", help="number of copies of everything but the VPC in the app (default: 1,20)")
    parser.add_argument("--only", default=",".join(MODULES), help=f"apps to measure (default: {','.join(MODULES)})")
    options = parser.parse_args(arguments)
    options.copies = [int(part) for part in options.copies.split(",")]
    options.only = options.only.split(",")
    if unknown := set(options.only) - set(MODULES):
        parser.error(f"--only accepts {', '.join(MODULES)}, not {', '.join(sorted(unknown))}")
    if options.rounds < 1 or min(options.copies) < 1:
        parser.error("--rounds and --copies must be 1 or more")
    return options


def benchmark(options: argparse.Namespace) -> None:
    python = virtual_environment("bench", BENCH / "requirements.txt")
    install_wheel(python, wheel())
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} CPUs, {options.rounds} rounds after one to warm up; times in seconds\n")
    warn_when_busy()
    print(f"{'':<20}{'median':>10}{'min':>10}{'max':>10}")
    results: dict[int, Times] = {}
    for copies in options.copies:
        results[copies] = measure(python, options.only, copies, options.rounds)
        show(f"{copies} {'copy' if copies == 1 else 'copies'}", results[copies])
    show("import only", measure_imports(python, options.only, options.rounds))
    print()
    if "ours" in options.only:
        print("; ".join(ratios(results, other) for other in options.only if other != "ours"))


def main() -> int:
    try:
        benchmark(parse(sys.argv[1:]))
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    with own_temp_folder():
        sys.exit(main())
