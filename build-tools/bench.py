"""Measures the time of an app, from the start of `python app.py` or `node app.js` to its end, with this library, with the alpha module, and with L1 constructs.

    npm run bench                                    15 rounds, 1 and 20 copies, and whether the time grows linearly
    npm run bench -- --rounds 7 --copies 1,20 --only ours,alpha --languages python
    npm run bench -- --write                         also writes the results to docs/performance.md, and draws docs/images/performance.png

The apps must synthesize the same template before they are measured. They run in turn, so that other load affects all of them alike; a ratio is the median of the
ratios of the rounds. The last line of the output is for programs.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import performance_page
from bench_apps import LANGUAGES, TITLES, Apps, Language, check_equal, prepare
from bench_results import Measured, Results, counted, ratio
from toolchain import ROOT, StepFailed, own_temp_folder, virtual_environment

# The copies whose times show whether the time grows linearly.
GROWTH = (100, 250, 500)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run bench --", description="Measures the time of a synth with this library, the alpha module, and L1 constructs.")
    parser.add_argument("--rounds", type=int, default=15, help="number of measured runs of each app (default: 15)")
    parser.add_argument("--copies", default="1,20", help="number of copies of everything but the VPC in the app (default: 1,20)")
    parser.add_argument("--only", default=",".join(TITLES), help=f"apps to measure (default: {','.join(TITLES)}); there is no app with L1 constructs in Node.js")
    parser.add_argument("--languages", default=",".join(LANGUAGES), help=f"languages of the apps (default: {','.join(LANGUAGES)})")
    parser.add_argument("--no-growth", dest="growth", action="store_false", help=f"do not measure {', '.join(map(str, GROWTH))} copies")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its picture")
    options = parser.parse_args(arguments)
    options.copies = [int(part) for part in options.copies.split(",")]
    options.only = options.only.split(",")
    options.languages = options.languages.split(",")
    for name, known in (("only", list(TITLES)), ("languages", list(LANGUAGES))):
        if unknown := set(getattr(options, name)) - set(known):
            parser.error(f"--{name} accepts {', '.join(known)}, not {', '.join(sorted(unknown))}")
    if options.rounds < 1 or min(options.copies) < 1:
        parser.error("--rounds and --copies must be 1 or more")
    if options.write and not ({"ours", "alpha"} <= set(options.only) and options.growth and set(options.languages) == set(LANGUAGES)):
        parser.error("--write needs all languages, ours, alpha and the growth")
    return options


def measure(apps: Apps, names: Sequence[str], copies: int, rounds: int, validated: bool = False) -> Measured:
    """Measures the apps in turn. The first round warms up caches and compares the templates."""
    check_equal({name: apps.template(name, copies) for name in names})
    measured = Measured({name: [] for name in names})
    for _ in range(rounds):
        for name in names:
            measured.runs[name].append(apps.run(name, copies, validated))
    return measured


def measure_imports(apps: Apps, names: Sequence[str], rounds: int) -> Measured:
    """Measures how long it takes to load the library after the CDK, which is part of each run."""
    measured = Measured({name: [] for name in names})
    for index in range(rounds + 1):
        for name in names:
            run = apps.load(name)
            # The first one warms up.
            if index > 0:
                measured.runs[name].append(run)
    return measured


def show(title: str, measured: Measured) -> None:
    for name in measured.runs:
        seconds = measured.seconds(name)
        memory = measured.memory(name)
        print(
            f"{title:<20}{TITLES[name]:<8}{measured.median(name):>8.3f}{min(seconds):>8.3f}{max(seconds):>8.3f}"
            f"{f'{memory / 2**20:.0f} MiB' if memory else '':>10}{ratio_to_alpha(measured, name):>8}",
            flush=True,
        )


def ratio_to_alpha(measured: Measured, name: str) -> str:
    return f"{ratio(measured, name, 'alpha'):.2f}" if name != "alpha" and "alpha" in measured.runs else ""


def warn_when_busy() -> None:
    """Warns if the machine is busy: other load can change the times by more than the libraries differ."""
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 0.75 * (os.cpu_count() or 1):
        print(f"The machine is busy (load {os.getloadavg()[0]:.1f}), so these times are unreliable. Run the benchmark again on an idle machine.\n")


def machine() -> str:
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return f"Python {platform.python_version()}, Node.js {node.removeprefix('v')}, {os.cpu_count()} CPUs"


def benchmark(options: argparse.Namespace) -> Results:
    results = Results(machine(), options.rounds)
    print(f"{results.machine}, {options.rounds} rounds after one to warm up; times in seconds, memory of the largest process\n")
    warn_when_busy()
    print(f"{'':<28}{'median':>8}{'min':>8}{'max':>8}{'memory':>10}{'/alpha':>8}")
    for name in options.languages:
        language: Language = LANGUAGES[name]
        apps = prepare(language)
        names = [app for app in options.only if app in language.apps]
        for copies in options.copies:
            measured = results.synth[name, copies] = measure(apps, names, copies, options.rounds)
            show(f"{language.title}, {counted(copies)}", measured)
        if {"ours", "alpha"} <= set(names):
            copies = max(options.copies)
            results.validated[name, copies] = measure(apps, ["ours", "alpha"], copies, options.rounds, validated=True)
            show(f"{language.title}, {copies}, validated ", results.validated[name, copies])
        names = [app for app in names if app != "granted"]
        results.imports[name] = measure_imports(apps, names, options.rounds)
        show(f"{language.title}, import", results.imports[name])
    if options.growth and "ours" in options.only:
        apps = prepare(LANGUAGES["python"])
        for copies in GROWTH:
            results.growth[copies] = measure(apps, ["ours"], copies, 1)
            show(f"Python, {copies} copies", results.growth[copies])
    print()
    print(summary(results))
    return results


def summary(results: Results) -> str:
    """Returns one line with the ratios."""
    parts = [f"{language} {counted(copies)} {ratio(measured, 'ours', 'alpha'):.2f}"
             for (language, copies), measured in results.synth.items() if {"ours", "alpha"} <= set(measured.runs)]  # fmt: skip
    parts += [f"{language} {counted(copies)}, validated {ratio(measured, 'ours', 'alpha'):.2f}"
              for (language, copies), measured in results.validated.items()]  # fmt: skip
    parts += [f"{language} import {ratio(measured, 'ours', 'alpha'):.2f}" for language, measured in results.imports.items() if {"ours", "alpha"} <= set(measured.runs)]
    return f"ours/alpha: {', '.join(parts)}"


def main() -> int:
    try:
        options = parse(sys.argv[1:])
        results = benchmark(options)
        if options.write:
            performance_page.write(results)
            python = virtual_environment("figures", ROOT / "build-tools" / "figures-requirements.txt")
            picture: list[str | Path] = [python, ROOT / "build-tools" / "draw_performance.py", ROOT / "docs" / "images" / "performance.png"]
            subprocess.run(picture, input=results.to_json(), text=True, check=True)
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    with own_temp_folder():
        sys.exit(main())
