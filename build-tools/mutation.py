"""Changes the sources, one small change at a time, and tells which changes no TypeScript test notices.

    npm run mutation                                   300 random changes (mutants), with a random seed, which is printed
    npm run mutation -- --sample 400 --seed 7          these, again
    npm run mutation -- --files 'src/permissions/*'    of some files
    npm run mutation -- --kind actions --all           each IAM action; 'limits' are the numbers in checks
    npm run mutation -- --mutator Regex --all          each part of a regular expression
    npm run mutation -- --all                          everything: about a day
    npm run mutation -- --again --seconds 300          what survived the last time, with more tests or after new ones

The mutants are those of Stryker, and three kinds that it lacks: a number is one more or one less, a call whose result is not used is left out,
a property of an object is left out. A mutant is killed if a test fails, or if it does not compile. Only the test files that call the function of
the mutant run, those of the same name first, then those that mention the texts around it. A survivor that is no gap is in
build-tools/mutation/equivalent.json with its reason.
The figures are written to test-reports/quality/mutation.json, each mutant to test-reports/mutation.json. CONTRIBUTING.md says what a survivor means.
"""

from __future__ import annotations

import argparse
import datetime
import fnmatch
import functools
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import toolchain
from mutation_runs import CACHE, TOOLS, Coverage, Sandbox, command, measure, sources
from toolchain import ROOT, StepFailed

Mutant = dict[str, Any]

DETAILS = ROOT / "test-reports" / "mutation.json"
FIGURES = ROOT / "test-reports" / "quality" / "mutation.json"
EQUIVALENT = TOOLS / "equivalent.json"
GOAL_PERCENT = 97

KILLED, SURVIVED, NO_TEST, TIMED_OUT, INVALID, SAME, GONE = "killed", "survived", "no test calls it", "endless", "no valid program", "equivalent", "removed"
REFUSED = "refused by the compiler"
FOUND = (KILLED, TIMED_OUT, REFUSED)
MISSED = (SURVIVED, NO_TEST)

ACTION = re.compile(r"""['"`][a-z0-9-]+:[A-Z*][A-Za-z*]*['"`]""")
CHECKS = re.compile(r"check|assert|warn|refuse|valid|problem|conflict|require|toomany|toolong|missing|mismatch|unsupported|invalid|between|atmost|oneof|matches", re.IGNORECASE)
GRANTS = re.compile(r"grant|polic|statement|permission|principal|actions", re.IGNORECASE)


def area(mutant: Mutant) -> str:
    """Returns whether a mutant is in a check, in a permission, or in what is rendered."""
    file, where = mutant["file"], mutant["functionName"] or mutant["code"]
    if file.startswith("src/permissions/") or GRANTS.search(where):
        return "permissions"
    if re.search(r"(checks|warnings)\.ts$", file) or CHECKS.search(where) or is_limit_of_a_check(mutant):
        return "checks"
    return "rendering"


def is_limit_of_a_check(mutant: Mutant) -> bool:
    return bool(re.match(r"(export )?const (MAX|MIN)_|.*\b(pattern|maxLength|minLength):", mutant["code"]))


def is_action(mutant: Mutant) -> bool:
    return mutant["mutator"] == "StringLiteral" and bool(ACTION.fullmatch(mutant["original"]))


def is_limit(mutant: Mutant) -> bool:
    return mutant["mutator"] == "NumberLiteral" and area(mutant) == "checks"


KINDS = {"any": lambda _: True, "actions": is_action, "limits": is_limit}


def identity(mutant: Mutant) -> tuple[str, ...]:
    """What stays the same when lines move."""
    return tuple(mutant[name] for name in ("file", "code", "original", "replacement"))


def all_mutants(pattern: str) -> list[Mutant]:
    files = [file for file in sources() if fnmatch.fnmatch(file, pattern)]
    if not files:
        raise StepFailed(f"no source matches {pattern}")
    found: list[Mutant] = json.loads(command("mutants", *files))
    seen: Counter[tuple[str, ...]] = Counter()
    for each in found:
        # Tells two equal ones in a line from each other.
        each["nth"] = seen[identity(each)]
        seen[identity(each)] += 1
    return found


def key(mutant: Mutant) -> tuple[Any, ...]:
    return (*identity(mutant), mutant["nth"])


def nearness(test: str, file: str) -> tuple[int, ...]:
    """Sorts the tests that are about a source before the others."""
    place = file.removeprefix("src/").removesuffix(".ts").split("/")
    where = test.removeprefix("test/").removesuffix(".test.ts").split("/")
    where[-1] = where[-1].split(".")[0]
    common = next((index for index, (one, other) in enumerate(zip(place, where, strict=False)) if one != other), min(len(place), len(where)))
    return (0 if place == where else 1, -common)


def words(*names: str) -> set[str]:
    return {word.lower() for name in names for word in re.findall(r"[A-Z]?[a-z]{3,}|[A-Z]{4,}", name)} - {"test"}


def resemblance(test: str, mutant: Mutant) -> int:
    """Counts the words that the name of a test has in common with the place of a mutant, such as a limit ENVIRONMENT with model-checks.environment.test.ts."""
    place = (mutant.get("constant") or "", mutant["functionName"], Path(mutant["file"]).stem)
    return len(words(Path(test).stem) & words(*place))


@functools.cache
def text_of(test: str) -> str:
    path = ROOT / test
    return path.read_text(encoding="utf-8") if path.exists() else ""


def mentions(test: str, mutant: Mutant) -> tuple[int, int]:
    """Counts the texts of a mutant, and of what is around it, that a test contains, such as the message of a check. Negative, to sort those with the most first."""
    inside, around = (sum(text in text_of(test) for text in mutant.get(which) or ()) for which in ("texts", "textsAround"))
    return -inside, -around


def tests_of(mutant: Mutant, coverage: Coverage, seconds: float) -> list[list[str]]:
    """Returns the nearest test files that reach a mutant and take so many seconds, in the groups in which they run."""
    function: str = mutant.get("function") or ""
    at_load = not function or (function in coverage.at_load and mutant["file"] not in coverage.changed)
    reaching = set(coverage.users(mutant["file"]) if at_load else coverage.callers(mutant["file"], function))

    def by_name(test: str) -> tuple[Any, ...]:
        return (nearness(test, mutant["file"])[0], *mentions(test, mutant), -resemblance(test, mutant), nearness(test, mutant["file"]), coverage.seconds[test])

    ordered = sorted(reaching, key=by_name)
    if at_load:
        # A constant matters first to the tests that call a function which uses it; what runs when a source is loaded may matter to each test.
        using = coverage.functions_with(mutant["constant"]) if mutant.get("constant") else set()
        files = {each.rsplit(":", 1)[0] for each in using} or {mutant["file"]}
        calling = {test for each in using for test in coverage.callers(each.rsplit(":", 1)[0], each)}

        def by_use(test: str) -> tuple[Any, ...]:
            inside, around = mentions(test, mutant)
            far = min(nearness(test, file) for file in files)
            return (nearness(test, mutant["file"])[0], inside, test not in calling, around, -resemblance(test, mutant), far, coverage.seconds[test])

        ordered = sorted(coverage.calls, key=by_use)
    near: list[str] = []
    total = 0.0
    for test in ordered:
        if not near or total + coverage.seconds[test] <= seconds:
            near.append(test)
            total += coverage.seconds[test]
    # Most mutants are killed by the tests of their source.
    own = sum(nearness(test, mutant["file"])[0] == 0 for test in near) or 2
    return [group for group in (near[:own], near[own:]) if group]


def try_out(mutant: Mutant, coverage: Coverage, sandbox: Sandbox, seconds: float) -> Mutant:
    """Returns the mutant with what the tests say of it."""
    text = sandbox.texts[mutant["file"]]
    # JavaScript counts in units of UTF-16.
    units = text.encode("utf-16-le")
    before, after = (part.decode("utf-16-le") for part in (units[: 2 * mutant["start"]], units[2 * mutant["end"] :]))
    sandbox.put(mutant["file"], before + mutant["replacement"] + after)
    groups = tests_of(mutant, coverage, seconds)
    status, killer = (SURVIVED if groups else NO_TEST), None
    try:
        for group in groups:
            outcome = sandbox.run(group, seconds=sum(coverage.seconds[test] for test in group), mutant=True)
            if outcome.timed_out:
                status = TIMED_OUT
                break
            if outcome.failures:
                file, failures = next(iter(outcome.failures.items()))
                killer = {"file": file, **failures[0]}
                status = INVALID if "Syntax Error" in killer["message"] or "SyntaxError" in killer["message"] else KILLED
                break
            if outcome.passed == 0:
                raise StepFailed(f"no test ran for {mutant['file']}:{mutant['line']}")
    finally:
        sandbox.restore(mutant["file"])
    return {**mutant, "status": status, "killer": killer}


def with_types(results: Sequence[Mutant], folder: Path) -> list[Mutant]:
    """
    Returns the mutants, after the compiler has looked at those that no test notices: the tests run without a type check, and `npm test -- typescript` fails.
    The folder has the sources without a mutant.
    """
    missed = [each for each in results if each["status"] in MISSED]
    if not missed:
        return list(results)
    asked = CACHE / "survivors.json"
    asked.write_text(json.dumps(missed), encoding="utf-8")
    errors = {key(each): error for each, error in zip(missed, json.loads(command("types", folder, asked)), strict=True) if error}
    return [{**each, "status": REFUSED, "killer": {"file": "typescript", "message": errors[key(each)]}} if key(each) in errors else each for each in results]


def equivalents() -> dict[tuple[str, ...], str]:
    listed: list[Mutant] = json.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return {identity({**each, "replacement": replacement}): each["why"] for each in listed for replacement in each["replacements"]}


def try_all(mutants: Sequence[Mutant], coverage: Coverage, sandboxes: Sequence[Sandbox], options: argparse.Namespace) -> list[Mutant]:
    known = equivalents()
    until = time.monotonic() + 60 * options.minutes
    part = DETAILS.with_suffix(".part.jsonl")
    if not options.resume:
        part.unlink(missing_ok=True)
    before = [json.loads(line) for line in part.read_text(encoding="utf-8").splitlines()] if part.exists() else []
    resumed: dict[tuple[Any, ...], Mutant] = {key(each): each for each in before}
    free: SimpleQueue[Sandbox] = SimpleQueue()
    for sandbox in sandboxes:
        free.put(sandbox)
    done = 0

    def one(mutant: Mutant) -> Mutant | None:
        nonlocal done
        if key(mutant) in resumed:
            return resumed[key(mutant)]
        if time.monotonic() > until:
            return None
        if why := known.get(identity(mutant)):
            tried = {**mutant, "status": SAME, "why": why}
        else:
            sandbox = free.get()
            try:
                tried = try_out(mutant, coverage, sandbox, options.seconds)
            finally:
                free.put(sandbox)
        done += 1
        if tried["status"] in MISSED:
            print(describe(tried), flush=True)
        elif done % 25 == 0:
            print(f"- {done} of {len(mutants)}", flush=True)
        write(part, json.dumps(tried) + "\n", append=True)
        return tried

    with ThreadPoolExecutor(len(sandboxes)) as pool:
        return [tried for tried in pool.map(one, mutants) if tried]


def write(path: Path, text: str, *, append: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a" if append else "w", encoding="utf-8") as file:
        file.write(text)


def describe(mutant: Mutant) -> str:
    def short(text: str) -> str:
        line = " ".join(text.split())
        return line if len(line) <= 100 else f"{line[:97]}..."

    return (
        f"\n{mutant['file']}:{mutant['line']} {mutant['status']} ({area(mutant)}, {mutant['mutator']})\n"
        f"    {short(mutant['code'])}\n  - {short(mutant['original'])}\n  + {short(mutant['replacement'])}"
    )


def share(mutants: Sequence[Mutant]) -> dict[str, Any]:
    """Counts mutants. Those that are equivalent, no valid program, or no longer in the sources are not part of the share."""
    counts = Counter(each["status"] for each in mutants)
    found, missed = (sum(counts[status] for status in group) for group in (FOUND, MISSED))
    return {
        "mutants": len(mutants),
        "killed": found,
        "killed by an endless loop": counts[TIMED_OUT],
        "killed only by the compiler": counts[REFUSED],
        "survived": missed,
        "equivalent": counts[SAME],
        "no valid program": counts[INVALID],
        "removed from the sources since": counts[GONE],
        "percent killed": round(100 * found / (found + missed), 1) if found + missed else None,
    }


def figures(results: Sequence[Mutant], about: dict[str, Any]) -> dict[str, Any]:
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "versions": {name: manifest[name] for name in ("@stryker-mutator/instrumenter", "typescript", "jest", "aws-cdk-lib")},
        **about,
        "goal percent": GOAL_PERCENT,
        "all": share(results),
        "areas": {name: share([each for each in results if area(each) == name]) for name in ("checks", "permissions", "rendering")},
        "IAM actions": share([each for each in results if is_action(each)]),
        "limits of checks": share([each for each in results if is_limit(each)]),
        "by mutator": {name: share([each for each in results if each["mutator"] == name]) for name in sorted({each["mutator"] for each in results})},
        "survivors": [f"{each['file']}:{each['line']} {each['mutator']}: {each['original'][:80]} -> {each['replacement'][:80]}" for each in results if each["status"] in MISSED],
    }


def report(results: Sequence[Mutant], about: dict[str, Any]) -> int:
    counted = figures(results, about)
    write(DETAILS, json.dumps({"about": about, "results": list(results)}, indent=1))
    write(FIGURES, json.dumps(counted, indent=2) + "\n")
    rows = {"all": counted["all"], **counted["areas"], "IAM actions": counted["IAM actions"], "limits of checks": counted["limits of checks"]}
    print()
    for name, row in rows.items():
        percent = "-" if row["percent killed"] is None else f"{row['percent killed']} %"
        print(f"{name:18}{row['mutants']:6} mutants {row['killed']:6} killed {row['survived']:4} survived {row['equivalent']:4} equivalent {percent:>8}")
    reached = counted["all"]["percent killed"]
    if reached is not None and reached < GOAL_PERCENT:
        print(f"FAILED: less than {GOAL_PERCENT} % are killed")
        return 1
    return 0


def chosen(options: argparse.Namespace) -> tuple[list[Mutant], dict[str, Any]]:
    """Returns the mutants to try, and what to say of them."""
    mutants = all_mutants(options.files)
    if options.again:
        before = json.loads(DETAILS.read_text(encoding="utf-8"))
        missed = {key(each) for each in before["results"] if each["status"] in MISSED}
        return [each for each in mutants if key(each) in missed], {"percent killed as found": share(before["results"])["percent killed"], **before["about"], "survivors tried again": True}
    of_kind = [each for each in mutants if KINDS[options.kind](each) and options.mutator in (each["mutator"], None)]
    about = {"kind": options.kind, "mutator": options.mutator, "files": options.files, "seed": None if options.all else options.seed, "all mutants": len(of_kind)}
    if options.all or len(of_kind) <= options.sample:
        return of_kind, about
    return random.Random(options.seed).sample(of_kind, options.sample), about


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run mutation --", description="Changes the sources, and tells which changes no test notices.")
    parser.add_argument("--sample", type=toolchain.at_least(1), default=300, help="how many mutants to try (default: 300)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="which ones (default: random)")
    parser.add_argument("--files", default="src/*", metavar="GLOB", help="the sources, such as 'src/permissions/*' (default: all that are not generated)")
    parser.add_argument("--kind", choices=KINDS, default="any", help="actions: IAM actions; limits: the numbers in checks")
    parser.add_argument("--mutator", help="those of a mutator, such as Regex or OptionalChaining")
    parser.add_argument("--all", action="store_true", help="try all mutants")
    parser.add_argument("--again", action="store_true", help="try those again that survived the last time")
    parser.add_argument("--seconds", type=float, default=20, help="how long the test files that a mutant survives may take; the nearest run (default: 20)")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after this time, with figures of what was tried until then (default: no limit)")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was stopped, of the same sample and seed")
    parser.add_argument("--workers", type=toolchain.at_least(1), default=1, help="how many to try at once (default: 1)")
    return parser.parse_args(arguments)


def main() -> int:
    options = parse(sys.argv[1:])
    try:
        toolchain.node_modules()
        # Some tests read the compiled API.
        toolchain.wheel(with_examples=False)
        CACHE.mkdir(exist_ok=True)
        with toolchain.one_at_a_time("mutation", CACHE):
            sandboxes = [Sandbox(f"sandbox-{number}") for number in range(options.workers)]
            mutants, about = chosen(options)
            coverage = measure(sandboxes[0])
            for test, reason in coverage.unusable.items():
                print(f"- left out, because it fails without a mutant: {test}: {reason[:200]}", flush=True)
            print(f"- {len(mutants)} mutants{'' if about['seed'] is None else ' of seed ' + str(about['seed'])} of {about['all mutants']}", flush=True)
            started = time.monotonic()
            tried = {key(each): each for each in try_all(mutants, coverage, sandboxes, options)}
            for sandbox in sandboxes:
                sandbox.end()
            results = with_types(list(tried.values()), sandboxes[0].folder)
            tried = {key(each): each for each in results}
            if options.again:
                before = json.loads(DETAILS.read_text(encoding="utf-8"))["results"]
                # A mutant of code that has been removed can no longer survive.
                present = {key(each) for each in mutants}
                results = [tried.get(key(each), {**each, "status": GONE} if each["status"] in MISSED and key(each) not in present else each) for each in before]
            print(f"- {time.monotonic() - started:.0f} s", flush=True)
            return report(results, about)
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
