"""The mutants of the sources, which tests run on them, and how they are counted."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import mutation
import mutation_runs
from mutation_runs import Coverage, command

SOURCE = """const MAX_NAMES = 3;
export function check(names: string[]): string[] {
  report('all');
  return names.length > MAX_NAMES ? ['too many'] : [];
}
export const render = (names: string[]) => ({ names, action: 'sagemaker:InvokeEndpoint' });
"""


@pytest.fixture(scope="module")
def mutants(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    file = tmp_path_factory.mktemp("source") / "names.ts"
    file.write_text(SOURCE, encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(command("mutants", file))
    return found


def changes(mutants: list[dict[str, Any]], mutator: str) -> list[tuple[str, str]]:
    return [(each["original"], each["replacement"]) for each in mutants if each["mutator"] == mutator]


def test_a_number_is_one_more_and_one_less(mutants: list[dict[str, Any]]) -> None:
    assert changes(mutants, "NumberLiteral") == [("3", "(2)"), ("3", "(4)")]


def test_a_call_and_a_property_are_left_out(mutants: list[dict[str, Any]]) -> None:
    assert changes(mutants, "StatementRemoval") == [("report('all');", ";")]
    assert changes(mutants, "PropertyRemoval") == [("names, ", ""), ("action: 'sagemaker:InvokeEndpoint'", "")]


def test_the_mutants_of_stryker_are_there(mutants: list[dict[str, Any]]) -> None:
    assert changes(mutants, "EqualityOperator") == [("names.length > MAX_NAMES", "names.length <= MAX_NAMES"), ("names.length > MAX_NAMES", "names.length >= MAX_NAMES")]
    assert ("'sagemaker:InvokeEndpoint'", '""') in changes(mutants, "StringLiteral")


def test_a_mutant_knows_the_function_around_it(mutants: list[dict[str, Any]]) -> None:
    assert {each["functionName"] for each in mutants if each["line"] == 1} == {""}
    assert {each["functionName"] for each in mutants if each["line"] in (3, 4)} == {"check"}


def test_a_mutant_knows_the_texts_by_which_tests_mention_it(mutants: list[dict[str, Any]]) -> None:
    message = next(each for each in mutants if each["original"] == "'too many'")
    assert (message["texts"], message["textsAround"]) == (["too many"], ["too many"])
    limit = next(each for each in mutants if each["original"] == "names.length > MAX_NAMES")
    assert (limit["texts"], limit["textsAround"]) == ([], ["too many"])


def test_actions_and_limits_are_told_from_the_others(mutants: list[dict[str, Any]]) -> None:
    assert [each["original"] for each in mutants if mutation.is_action(each)] == ["'sagemaker:InvokeEndpoint'"]
    assert {each["line"] for each in mutants if mutation.is_limit(each)} == {1}
    assert {mutation.area(each) for each in mutants if each["line"] in (3, 4)} == {"checks"}


def mutant(**more: Any) -> dict[str, Any]:
    return {"file": "src/model/network.ts", "function": "src/model/network.ts:9", "functionName": "render", "code": "", "status": "killed", **more}


COVERAGE = Coverage(
    calls={
        "test/endpoint/endpoint.test.ts": ["src/model/network.ts:9"],
        "test/model/network.test.ts": ["src/model/network.ts:9"],
        "test/model/model.test.ts": ["src/model/network.ts:9"],
        "test/dlc/cuda.test.ts": [],
    },
    seconds={"test/endpoint/endpoint.test.ts": 1, "test/model/network.test.ts": 9, "test/model/model.test.ts": 2, "test/dlc/cuda.test.ts": 1},
    at_load=[],
    unusable={},
)


def test_the_tests_of_the_source_run_first_and_those_that_do_not_reach_it_not_at_all() -> None:
    assert mutation.tests_of(mutant(), COVERAGE, 60) == [["test/model/network.test.ts"], ["test/model/model.test.ts", "test/endpoint/endpoint.test.ts"]]
    assert mutation.tests_of(mutant(), COVERAGE, 11) == [["test/model/network.test.ts"], ["test/model/model.test.ts"]]


def test_tests_with_words_of_the_place_run_before_others() -> None:
    tests = ("test/model/vpc.test.ts", "test/model/model-checks.environment.test.ts", "test/model/container.test.ts")
    coverage = dataclasses.replace(COVERAGE, calls=dict.fromkeys(tests, ["src/model/container.ts:9"]), seconds={test: 1 + 5 * ("environment" in test) for test in tests})
    limit = mutant(file="src/model/container.ts", function=None, functionName="", constant="ENVIRONMENT")

    assert sum(mutation.tests_of(limit, coverage, 60), []) == ["test/model/container.test.ts", "test/model/model-checks.environment.test.ts", "test/model/vpc.test.ts"]


def test_tests_that_mention_the_texts_of_the_place_run_before_others(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"test/endpoint/endpoint.test.ts": "toBe('too many names')", "test/model/network.test.ts": "", "test/model/model.test.ts": ""}
    monkeypatch.setattr(mutation, "text_of", texts.__getitem__)
    groups = mutation.tests_of(mutant(texts=[], textsAround=["too many"]), COVERAGE, 60)
    assert groups == [["test/model/network.test.ts"], ["test/endpoint/endpoint.test.ts", "test/model/model.test.ts"]]


def test_what_runs_at_load_may_matter_to_all_tests() -> None:
    (_, rest) = mutation.tests_of(mutant(function=None), COVERAGE, 60)

    assert rest == ["test/model/model.test.ts", "test/endpoint/endpoint.test.ts", "test/dlc/cuda.test.ts"]


def test_all_tests_of_a_source_run_that_has_changed_since_they_were_measured() -> None:
    changed = dataclasses.replace(COVERAGE, changed=frozenset({"src/model/network.ts"}))
    groups = mutation.tests_of(mutant(function="src/model/network.ts:11"), changed, 60)

    assert sorted(sum(groups, [])) == ["test/endpoint/endpoint.test.ts", "test/model/model.test.ts", "test/model/network.test.ts"]
    assert mutation.tests_of(mutant(function="src/model/network.ts:11"), COVERAGE, 60) == []


TESTS_OF_ONE = """
const { one } = require('./source');
test('one', () => expect(one()).toBe(1));
test('two', () => expect(one()).toBeLessThan(2));
"""


def test_one_process_tries_changes_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutation_runs, "CACHE", tmp_path)
    monkeypatch.setattr(mutation_runs, "PATIENCE_SECONDS", 20)
    monkeypatch.setattr(mutation_runs, "sources", lambda: [])
    sandbox = mutation_runs.Sandbox("sandbox")
    (sandbox.folder / "test" / "one.test.js").write_text(TESTS_OF_ONE, encoding="utf-8")

    def outcome(source: str) -> mutation_runs.Outcome:
        sandbox.put("test/source.js", source)
        return sandbox.run(["test/one.test.js"], seconds=0, mutant=True)

    assert outcome("exports.one = () => 1;").passed == 2
    process = sandbox.process
    assert [each["test"] for each in outcome("exports.one = () => 2;").failures["test/one.test.js"]] == ["one"]
    assert outcome("exports.one = () => 1;").passed == 2
    assert outcome("exports.one = ;").failures["test/one.test.js"][0]["test"] == "the file"
    assert sandbox.process is process
    monkeypatch.setattr(mutation_runs, "MEBIBYTES_OF_A_PROCESS", process.mebibytes)
    assert outcome("exports.one = () => 1;").passed == 2
    assert sandbox.process is not process
    monkeypatch.setattr(mutation_runs, "MEBIBYTES_OF_A_PROCESS", 2000)
    monkeypatch.setattr(mutation_runs, "PATIENCE_SECONDS", 2)
    assert outcome("for (;;) {}").timed_out
    monkeypatch.setattr(mutation_runs, "PATIENCE_SECONDS", 20)
    assert outcome("exports.one = () => 1;").passed == 2
    sandbox.end()


def test_equivalent_and_invalid_mutants_are_not_part_of_the_share() -> None:
    statuses = ["killed", "endless", "survived", "no test calls it", "equivalent", "no valid program", "removed"]
    counted = mutation.share([mutant(status=status) for status in statuses])

    assert (counted["mutants"], counted["killed"], counted["survived"], counted["percent killed"]) == (7, 2, 2, 50.0)


def test_a_survivor_that_does_not_compile_is_killed_by_the_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutation, "CACHE", tmp_path)
    bodies = [each for each in mutation.all_mutants("src/private/marks.ts") if each["mutator"] == "BlockStatement"]
    results = mutation.with_types([{**each, "status": "survived"} for each in bodies], ROOT)

    # A function without a result needs no body.
    assert [(each["functionName"], each["status"]) for each in results] == [
        ("mark", "survived"), ("isMarked", "refused by the compiler"), ("symbolOf", "refused by the compiler"),
    ]  # fmt: skip
    counted = mutation.share(results)
    assert (counted["killed"], counted["killed only by the compiler"], counted["survived"]) == (2, 2, 1)
    assert mutation.with_types([{**each, "status": "killed"} for each in bodies], ROOT) == [{**each, "status": "killed"} for each in bodies]


def test_each_equivalent_mutant_is_one_of_a_source_and_has_a_reason() -> None:
    listed = mutation.equivalents()
    found = {mutation.identity(each) for file in {key[0] for key in listed} for each in mutation.all_mutants(file)}

    assert [key for key in listed if key not in found] == []
    assert [key for key, why in listed.items() if len(why) < 20] == []
