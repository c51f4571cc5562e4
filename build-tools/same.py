"""Compares what two versions of the library make of the same apps: the working tree, and a revision (HEAD, if none is given).

    npm run same                        what the working tree changes
    npm run same -- main                compared with another revision
    npm run same -- main --no-texts     without what is only read: documentation, descriptions, titles, the wording of warnings

The apps are the examples, the snippets of the README, the benchmark, and test/same/features, which use everything public. Each tree has its
own; those of the features are the working tree's for a revision that has none. Templates, manifests, annotations, constructs and assets are
compared, and the public API. Exits with 0 if there is no difference, with 1 if there is one, and with 2 if that can't be told, such as of an app
that can't be synthesized. What has been made is kept in .same/; delete it to start afresh.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

import same_api
import same_assembly
import toolchain
from same_apps import FEATURES, INPUTS, REQUIREMENTS, RESULTS, Results, synthesize
from same_trees import BUILDS, CACHE, KEPT, MODULES, MODULES_KEPT, OBJECTS, Tree, forget_old, revision, working_tree
from toolchain import ROOT, StepFailed

# Apps that can't be synthesized in any tree, each with a part of its error, which is the reason. Today, each app can: a snippet that needs
# what is around it in the README gets it from test/same/declared.ts.
EXPECTED_FAILURES: dict[str, str] = {}


def failures_of(app: str, before: Results, after: Results) -> list[str]:
    """The lines that tell in which tree an app can't be synthesized, and why; none if it is synthesized in each tree that has it."""
    present = [results for results in (before, after) if app in results.outcomes]
    failures = [results.outcomes[app] for results in present]
    if not any(failures):
        return []
    if len(present) == 2 and failures[0] == failures[1]:
        return [f"  fails in both trees: {failures[0]}"]
    return [f"  {results.tree.name}: {failure or 'is synthesized'}" for results, failure in zip(present, failures, strict=True)]


def is_expected(app: str, before: Results, after: Results) -> bool:
    """Whether an app fails in each tree that has it, as it is known to."""
    failures = [results.outcomes[app] or "" for results in (before, after) if app in results.outcomes]
    return app in EXPECTED_FAILURES and all(EXPECTED_FAILURES[app] in failure for failure in failures)


def compare_app(app: str, before: Results, after: Results, *, texts: bool) -> list[str]:
    """The lines that tell what differs in an app that can be synthesized; none if nothing does."""
    for here, there in ((before, after), (after, before)):
        if app not in here.outcomes:
            return [f"  only in {there.tree.name}"]
    old, new = (same_assembly.read_assembly(results.assembly(app), root=results.root, texts=texts) for results in (before, after))
    found = same_assembly.compare_assemblies(old, new, texts=texts)
    return [line for file, changes in found.items() for line in same_assembly.lines(file, changes, old, new)]


def report(before: Results, after: Results, *, texts: bool) -> int:
    """Prints all differences, and at the end what could not be compared. Returns the exit code."""
    apps = sorted({*before.outcomes, *after.outcomes})
    expected = [app for app in apps if is_expected(app, before, after)]
    if expected:
        print(f"{len(expected)} apps can't be synthesized, as expected: {', '.join(expected)}")
    failing: list[str] = []
    differing: list[str] = []
    for app in (app for app in apps if app not in expected):
        failures = failures_of(app, before, after)
        lines = failures or compare_app(app, before, after, texts=texts)
        if lines:
            (failing if failures else differing).append(app)
            print("\n".join([f"\n{app}", *lines]))
    apis = [same_api.api_of(same_api.read_assembly(results.library)) for results in (before, after)]
    api = same_api.compare_apis(*apis, texts=texts)
    if len(api):
        print("\n".join(["\nthe public API", *api.lines()]))
    compared = f"{len(apps) - len(expected) - len(failing)} apps of {before.tree.name} and of {after.tree.name}"
    if failing or differing or len(api):
        print(f"\n{len(differing)} apps differ, and {len(api)} members of the public API: {compared}")
    else:
        print(f"no difference{'' if texts else ', texts left out'}: {compared}, and the public API")
    if failing:
        print(f"FAILED: {len(failing)} apps can't be synthesized, so they were not compared: {', '.join(failing)}")
        return 2
    return 1 if differing or len(api) else 0


def _tell_of_inputs(before: Tree, after: Tree) -> None:
    """A difference may come from the apps themselves."""
    for path in INPUTS:
        if path == FEATURES and not before.has(path):
            print(f"- {before.name} has no {path}: it gets that of the working tree", flush=True)
        elif before.fingerprint(path) != after.fingerprint(path):
            print(f"- {path} is not the same in both trees: differences may come from there", flush=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run same --", description="Compares what two versions of the library make of the same apps.")
    parser.add_argument("revision", nargs="?", default="HEAD", help="what to compare the working tree with (default: HEAD)")
    parser.add_argument("--no-texts", dest="texts", action="store_false", help="leave out what is only read, such as documentation and titles")
    return parser.parse_args(arguments)


def main() -> int:
    options = parse(sys.argv[1:])
    try:
        CACHE.mkdir(exist_ok=True)
        with toolchain.one_at_a_time("same", CACHE):
            shutil.rmtree(CACHE / OBJECTS, ignore_errors=True)
            trees = revision(options.revision), working_tree()
            toolchain.node_modules()
            toolchain.virtual_environment("bench", ROOT / REQUIREMENTS)
            _tell_of_inputs(*trees)
            with ThreadPoolExecutor() as pool:
                before, after = pool.map(synthesize, trees)
            for folder, kept in ((RESULTS, KEPT), (BUILDS, KEPT), (MODULES, MODULES_KEPT)):
                forget_old(folder, kept)
            return report(before, after, texts=options.texts)
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
