"""Runs one program: each of its steps, and always its end, in which everything that it has made is deleted."""

from __future__ import annotations

import shutil
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cases import Fact, Sources, templates
from cloud import ROOT, TAG, Cloud, Failed, NotOwned
from deployed import Deployed, Example

IGNORED = shutil.ignore_patterns("cdk.out", "__pycache__", ".mypy_cache")
# What an example goes through.
STEPS = ("deployed", "read back", "answered", "updated", "answered again", "destroyed")


@dataclass
class Result:
    """What became of a program."""

    name: str
    kind: str
    question: str
    answer: str = ""
    failed: bool = False
    steps: list[str] = field(default_factory=list[str])
    seconds: float = 0


def run_example(cloud: Cloud, example: Example, *, keep: bool = False) -> Result:
    """Deploys, reads back, invokes, updates, invokes again, and destroys."""
    result = Result(example.name, "example", f"Is the example {example.name} deployed, does it answer, and is it updated in place?")
    started = time.monotonic()
    mine = False

    def left() -> float:
        return max(1, example.minutes - (time.monotonic() - started) / 60)

    with tempfile.TemporaryDirectory(prefix="integ-") as scratch:
        folder = Path(scratch) / example.name
        shutil.copytree(ROOT / "examples" / example.name, folder, ignore=IGNORED)
        it = Deployed(cloud, example.stack, folder)
        try:
            free(cloud, example.stack, example.names)
            mine = True
            if example.prepare is not None:
                example.prepare(folder, cloud.real)
            deploy(cloud, folder, left())
            result.steps.append("deployed")
            expect("after the deployment", example.read(it), example.before)
            before = identities(it, example)
            result.steps.append("read back")
            answered(example, it)
            result.steps.append("answered")
            for old, new in example.edits:
                edit(folder / "app.py", old, new)
            deploy(cloud, folder, left())
            expect("after the update", example.read(it), example.after)
            expect("endpoints after the update", identities(it, example), before)
            result.steps.append("updated")
            answered(example, it)
            result.steps.append("answered again")
            result.answer = "deployed, answers, updated in place"
        except BaseException as problem:
            fail(result, problem)
            if not isinstance(problem, Exception):
                raise
        finally:
            if mine and not keep:
                ended(result, lambda: example.clean(it), lambda: cloud.destroy(example.stack))
            result.seconds = time.monotonic() - started
    return result


def run_fact(cloud: Cloud, fact: Fact, sources: Sources, scratch: Path, *, keep: bool = False) -> Result:
    """Deploys each template of a case, one after the other, until one is refused. What AWS refuses is an answer, not a failure."""
    result = Result(fact.name, "fact", fact.question)
    started = time.monotonic()
    name = f"integ-{fact.name}-{cloud.run}"
    answers: list[str] = []
    try:
        for step, template in enumerate(templates(fact, sources, scratch, name)):
            refused = apply(cloud, name, template, fact.minutes)
            answers.append(f"refused: {refused}" if refused else "deployed")
            result.steps.append("refused" if refused else "deployed")
            if refused:
                break
            if fact.look is not None:
                answers.append(looked(fact.look, Deployed(cloud, name, step=step), result))
        if not fact.stacks and fact.look is not None:
            answers.append(looked(fact.look, Deployed(cloud, name), result))
        result.answer = "; ".join(answers)
    except BaseException as problem:
        fail(result, problem)
        if not isinstance(problem, Exception):
            raise
    finally:
        if not keep:
            ended(result, lambda: cloud.destroy(name))
        result.seconds = time.monotonic() - started
    return result


def looked(look: Callable[[Deployed], str], it: Deployed, result: Result) -> str:
    """Returns what a case reads from the account, or why it can't."""
    try:
        found = look(it)
        result.steps.append("read back")
    except Exception as problem:
        # The emulator does not have everything; in AWS, the case has to be mended.
        result.failed = it.cloud.real
        return f"could not be read: {one_line(problem)}"
    return found


def apply(cloud: Cloud, name: str, template: str, minutes: float) -> str:
    """Creates or updates a stack. Returns why it is refused, or an empty string."""
    client = cloud.client("cloudformation")
    arguments: dict[str, Any] = {
        "StackName": name,
        "TemplateBody": template,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        "Tags": [{"Key": TAG, "Value": cloud.run}],
    }
    exists, since = cloud.owned(name) is not None, 0
    try:
        if exists:
            since = cloud.number_of_events(name)
            client.update_stack(**arguments)
        else:
            client.create_stack(**arguments)
    except client.exceptions.ClientError as error:
        return one_line(error)
    found = cloud.settled(name, minutes)
    if found is not None and found["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        return ""
    return one_line(cloud.reason(name, since)) if found is not None else "the stack is gone"


def deploy(cloud: Cloud, folder: Path, minutes: float) -> None:
    cloud.cdk(folder, "deploy", "--method=direct", "--require-approval=never", "--tags", f"{TAG}={cloud.run}", minutes=minutes)


def free(cloud: Cloud, stack: str, names: tuple[str, ...]) -> None:
    """Refuses to begin if there is something with a name that the program uses."""
    if cloud.stack(stack) is not None:
        raise NotOwned(f"there is a stack {stack} already; it is not touched")
    sagemaker = cloud.client("sagemaker")
    for kind, name in (("Endpoint", "EndpointName"), ("EndpointConfig", "EndpointConfigName"), ("Model", "ModelName")):
        listed = getattr(sagemaker, f"list_{'endpoint_config' if kind == 'EndpointConfig' else kind.lower()}s")
        for wanted in names:
            for found in listed(NameContains=wanted)[f"{kind}s"]:
                if found[name] == wanted or found[name].startswith(f"{wanted}-"):
                    raise NotOwned(f"there is a {kind} {found[name]} already; it is not touched")


def identities(it: Deployed, example: Example) -> dict[str, Any]:
    found = {output: it.endpoint(output) for output in example.endpoints}
    return {output: (endpoint["EndpointName"], endpoint["EndpointArn"], endpoint["CreationTime"]) for output, endpoint in found.items()}


def answered(example: Example, it: Deployed) -> None:
    if wrong := example.answer(it):
        raise Failed(wrong)


def expect(what: str, found: Any, expected: Any) -> None:
    if found != expected:
        raise Failed(f"{what}: expected {expected}, found {found}")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise Failed(f"{old!r} is in {file.name} {text.count(old)} times, not once")
    file.write_text(text.replace(old, new), encoding="utf-8")


def ended(result: Result, *ends: Callable[[], None]) -> None:
    """Runs each end, also if one before it fails."""
    good = True
    for end in ends:
        try:
            end()
        except Exception as problem:
            good = False
            fail(result, problem)
    if good:
        result.steps.append("destroyed")


def fail(result: Result, problem: BaseException) -> None:
    result.failed = True
    message = f"failed: {one_line(problem)}"
    result.answer = f"{result.answer}; {message}" if result.answer else message
    if not isinstance(problem, (Failed, NotOwned)):
        traceback.print_exception(problem)


def one_line(problem: object) -> str:
    return " ".join(str(problem).split())[:600]


__all__ = ["STEPS", "Result", "apply", "run_example", "run_fact"]
