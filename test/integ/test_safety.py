"""What protects an account: nothing is deployed without consent, nothing of others is touched, and everything is destroyed after a failure, too."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import accounts
import plan
import pytest
import report
import run
from cases import Fact, Parts, Sources
from cloud import Cloud, NotOwned
from programs.simple import SERVERLESS
from remains import what_there_is
from runs import STEPS, Result, apply, run_example, run_fact

ONE_MODEL = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}


def of_others(cloud: Cloud, name: str) -> Any:
    """A stack without the tag of the run."""
    cloud.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(ONE_MODEL))
    return cloud.stack(name)


def test_a_stack_of_others_is_neither_updated_nor_destroyed(cloud: Cloud) -> None:
    there = of_others(cloud, "theirs")

    with pytest.raises(NotOwned, match="there is a stack theirs that this run has not made; it is not touched"):
        cloud.destroy("theirs")
    with pytest.raises(NotOwned):
        apply(cloud, "theirs", json.dumps(ONE_MODEL), 1)
    assert cloud.stack("theirs") == there
    cloud.client("cloudformation").delete_stack(StackName="theirs")


def test_an_example_is_not_deployed_over_a_stack_of_its_name(cloud: Cloud) -> None:
    there = of_others(cloud, "Serverless")

    result = run_example(cloud, SERVERLESS)

    assert (result.answer, result.steps) == ("failed: there is a stack Serverless already; it is not touched", [])
    assert cloud.stack("Serverless") == there
    cloud.client("cloudformation").delete_stack(StackName="Serverless")


def test_an_example_is_not_deployed_beside_a_model_of_a_name_that_it_uses(cloud: Cloud, sources: Sources, tmp_path: Path) -> None:
    def build(it: Parts) -> None:
        it.model(ModelName="sentiment-3")

    kept = dataclasses.replace(cloud, run="names")
    run_fact(kept, Fact("names", "?", (build,)), sources, tmp_path, keep=True)
    example = dataclasses.replace(SERVERLESS, names=("sentiment",))

    result = run_example(cloud, example)

    assert (result.answer, result.steps) == ("failed: there is a Model sentiment-3 already; it is not touched", [])
    assert cloud.client("sagemaker").describe_model(ModelName="sentiment-3")
    kept.destroy("integ-names-names")


def test_an_example_is_destroyed_when_it_is_not_what_is_expected(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    before = what_there_is(cloud)

    result = run_example(cloud, dataclasses.replace(SERVERLESS, before={"limits": {}}))

    assert result.failed
    assert result.answer.startswith("failed: after the deployment: expected {'limits': {}}, found {'settings': ")
    assert result.steps == ["deployed", "destroyed"]
    assert what_there_is(cloud) == before


def test_an_example_that_takes_too_long_is_ended_and_destroyed(cloud: Cloud) -> None:
    before = what_there_is(cloud)
    short = dataclasses.replace(cloud, cdk_minutes=0.01)

    result = run_example(short, SERVERLESS)

    assert (result.answer, result.steps) == ("failed: cdk deploy: not within 0.01 minutes", ["destroyed"])
    assert what_there_is(cloud) == before


def test_a_case_that_fails_is_destroyed(cloud: Cloud, sources: Sources, tmp_path: Path) -> None:
    before = what_there_is(cloud)

    def created(it: Parts) -> None:
        it.endpoint(it.variant())

    def broken(it: Parts) -> None:
        raise ValueError("broken")

    result = run_fact(cloud, Fact("broken-update", "?", (created, broken)), sources, tmp_path)

    assert (result.failed, result.answer, result.steps) == (True, "failed: broken", ["deployed", "destroyed"])
    assert what_there_is(cloud) == before


def test_a_refusal_is_an_answer(cloud: Cloud, sources: Sources, tmp_path: Path) -> None:
    def build(it: Parts) -> None:
        it.resource("Endpoint", "AWS::SageMaker::Endpoint", EndpointConfigName="none")

    missing = Fact("missing-config", "?", (build,))

    result = run_fact(cloud, missing, sources, tmp_path)

    assert result.answer.startswith("refused: AWS::SageMaker::Endpoint: Could not find endpoint configuration")
    assert (result.failed, result.steps) == (False, ["refused", "destroyed"])


def test_nothing_is_deployed_without_consent(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    before = what_there_is(cloud)

    assert run.in_account(cloud, plan.chosen(["quickstart", "driver-of-g6e"]), confirmed=False, keep=False) == 2
    printed = capsys.readouterr().out
    assert f"Account {cloud.account_id}, region {cloud.region}, run {cloud.run}, 2 programs: quickstart, driver-of-g6e" in printed
    assert "  ml.g6e.xlarge        about 0.3 instance hours\n  ml.m5.large          about 1.3 instance hours\n  1 KMS key\n" in printed
    assert "Nothing is deployed without --yes." in printed
    assert what_there_is(cloud) == before


def test_what_is_kept_is_destroyed_by_its_run_and_nothing_else(cloud: Cloud, sources: Sources, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = what_there_is(cloud)
    kept, other = (dataclasses.replace(cloud, run=name) for name in ("kept", "other"))

    def build(it: Parts) -> None:
        it.resource("Topic", "AWS::SNS::Topic")

    case = Fact("kept", "?", (build,))
    for each in (kept, other):
        run_fact(each, case, sources, tmp_path, keep=True)

    assert run.destroy(kept, confirmed=False) == 2
    assert accounts.stacks_of(kept) == ["integ-kept-kept"]
    assert run.destroy(kept, confirmed=True) == 0
    assert (accounts.stacks_of(kept), accounts.stacks_of(other)) == ([], ["integ-kept-other"])
    assert run.destroy(other, confirmed=True) == 0
    assert what_there_is(cloud) == before


def test_the_credentials_must_be_those_of_the_account_that_the_environment_names(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**cloud.environment, "CDK_DEFAULT_ACCOUNT": "999999999999"}.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(accounts.NoAccount, match="CDK_DEFAULT_ACCOUNT is 999999999999, and the credentials are those of 123456789012"):
        accounts.of_environment("run")
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", cloud.account_id)
    found = accounts.of_environment("run")
    assert (found.account_id, found.region, found.real) == (cloud.account_id, cloud.region, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "quickstarts"], "there is no program quickstarts; --list shows them"),
        (["--synth", "--yes"], "--list, --synth, --emulator and --yes exclude each other"),
    ],
)
def test_options_that_are_not_possible_are_refused(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(arguments) == 2
    assert capsys.readouterr().err == f"{message}\n"


def test_the_list_has_each_program_and_what_is_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--list"]) == 0
    printed = capsys.readouterr().out
    assert [program.name for program in plan.PROGRAMS if f"  {program.name} " not in printed] == []
    assert "(requires a training plan, which is bought for days)" in printed


def test_a_kind_or_names_choose_programs_once() -> None:
    assert [program.name for program in plan.chosen(["quickstart", "gz-key", "quickstart"])] == ["quickstart", "gz-key"]
    assert plan.chosen([]) == [*plan.PROGRAMS]
    assert {type(program).__name__ for program in plan.chosen(["facts"])} == {"Fact"}


def test_a_case_is_synthesized_without_an_account(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--synth", "--only", "component-rename"]) == 0
    assert capsys.readouterr().out == "component-rename: 2 templates\n"


def test_the_report_counts_what_was_deployed_refused_and_failed(tmp_path: Path) -> None:
    results = [
        Result("a", "example", "Is a|b?", "deployed, answers, updated in place", steps=[*STEPS], seconds=90),
        Result("b", "fact", "Is b?", "refused: no | yes", steps=["refused", "destroyed"], seconds=10),
        Result("c", "fact", "Is c?", "deployed", steps=["deployed", "destroyed"], seconds=10),
        Result("d", "fact", "Is d?", "failed: x", failed=True, steps=["destroyed"], seconds=10),
    ]
    found = report.figures(results, "the emulator", {"aws-cdk-lib": "2.0.0"})
    counts = ("examples", "examples with all steps", "facts", "facts deployed", "facts refused", "failed", "seconds")

    assert [found[name] for name in counts] == [1, 1, 3, 1, 1, ["d"], 120]
    lines = report.table(results, "the emulator").splitlines()
    assert lines[2:6] == [
        "| Program | Question | Answer | Minutes |",
        "|---|---|---|---|",
        "| `a` | Is a\\|b? | deployed, answers, updated in place | 2 |",
        "| `b` | Is b? | refused: no \\| yes | 0 |",
    ]
    report.write(found, tmp_path / "quality" / "integ.json")
    assert json.loads((tmp_path / "quality" / "integ.json").read_text(encoding="utf-8")) == found
