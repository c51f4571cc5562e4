"""The skill for coding agents: its programs run as they stand, and its signatures are those of the wheel."""

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from helpers.processes import ROOT, said_of_themselves, synthesize

import cdk_sagemaker_hosting as sm

NAME = "skills/cdk-sagemaker-hosting/SKILL.md"
SKILL = (ROOT / NAME).read_text(encoding="utf-8")
TITLES = re.findall(r"^### (.*)$", SKILL, flags=re.MULTILINE)
PROGRAMS = dict(zip(TITLES, re.findall(r"^```python\n(.*?)^```$", SKILL, flags=re.DOTALL | re.MULTILINE), strict=True))
REFERENCE = Path(NAME).parent / "references" / "signatures.md"
(SIGNATURES,) = re.findall(r"^```text\n(.*?)^```$", (ROOT / REFERENCE).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def signatures() -> list[tuple[str, str]]:
    """The names with the classes they belong to, and the parameters."""
    found, owner = [], ""
    for line in SIGNATURES.splitlines():
        indent, name, parameters = re.fullmatch(r"( *)([\w.]+)(?:\((.*)\))?", line).groups()  # type: ignore[union-attr]
        owner = owner if indent else re.sub(r"\.[a-z]\w*$", "", name)
        if parameters is not None:
            found.append((f"{owner}{name}" if indent else name, parameters))
    return found


def resolved(name: str) -> Any:
    found: Any = sm
    for part in name.split("."):
        found = getattr(found, part)
    return found


@pytest.mark.parametrize("title", PROGRAMS)
def test_each_program_runs_without_findings(title: str, tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(PROGRAMS[title], encoding="utf-8")
    (tmp_path / "model" / "code").mkdir(parents=True)
    (tmp_path / "model" / "code" / "inference.py").write_text("def model_fn(model_dir): ...", encoding="utf-8")

    synthesized = synthesize(app)

    assert said_of_themselves(synthesized) == []
    if "app.synth()" in PROGRAMS[title]:
        assert synthesized.findings() == []


def test_the_signatures_are_many() -> None:
    assert len(signatures()) > 60


@pytest.mark.parametrize(("name", "parameters"), signatures(), ids=[name for name, _ in signatures()])
def test_each_signature_is_that_of_the_wheel(name: str, parameters: str) -> None:
    called = resolved(name)
    # The metaclass of jsii hides the signature of a construct.
    known = inspect.signature(called.__init__ if inspect.isclass(called) else called).parameters
    named = [re.sub(r"[?:].*|^\*", "", each) for each in parameters.split(", ") if each and each != "*" and not each.startswith("**")]
    assert [each for each in named if each not in known] == []
    # Python has no default for a required keyword.
    required = {key for key, each in known.items() if each.kind is each.KEYWORD_ONLY and each.default is each.empty}
    shown = {each.split(":")[0] for each in parameters.split(", ") if ":" in each}
    assert "**" in parameters or shown == required


def test_it_has_what_agents_read_first() -> None:
    head, description = re.match(r"---\nname: (.*)\ndescription: (.*)\n---\n", SKILL).groups()  # type: ignore[union-attr]
    assert head == Path(NAME).parent.name
    assert len(description) <= 1024
    # Agents read all of it. What they need only for some programs is beside it.
    assert len(SKILL.splitlines()) < 400
    assert len(SKILL) < 22_000
    assert f"]({REFERENCE.relative_to(Path(NAME).parent).as_posix()})" in SKILL


def test_each_constant_that_it_names_exists() -> None:
    code = "".join(PROGRAMS.values())
    names = set(re.findall(r"\bsm\.(\w+\.[A-Z]\w+)", code))
    assert len(names) > 5
    assert [name for name in sorted(names) if resolved(name) is None] == []


def test_the_wheel_contains_it() -> None:
    package = Path(str(sm.__file__)).parent
    for name in (NAME, REFERENCE, "llms.txt"):
        assert (package / name).read_text(encoding="utf-8") == (ROOT / name).read_text(encoding="utf-8")
