"""llms.txt and the skill for coding agents are up to date, and lead only to what exists."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import agents
import check_snippets

INDEX = (ROOT / agents.INDEX).read_text(encoding="utf-8")


def test_they_are_up_to_date() -> None:
    assert agents.outdated() == []


@pytest.mark.parametrize("file", [agents.SKILL, agents.SIGNATURES, agents.INDEX, "AGENTS.md"])
def test_each_link_leads_to_a_file(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text)]
    links += [link.rstrip(".,") for link in re.findall(rf"(?<!\()({re.escape(agents.REPOSITORY)}/[^\s,)]+)", text)]
    # Without the address of the repository, a link begins at the file.
    places = [ROOT / link.removeprefix(f"{agents.REPOSITORY}/") if agents.REPOSITORY in link else (ROOT / file).parent / link for link in links]
    assert [place for place in places if not place.exists()] == []


def test_the_index_has_the_form_of_llms_txt() -> None:
    title, empty, summary, *_ = INDEX.splitlines()
    assert (title, empty, summary[:2]) == ("# cdk-sagemaker-hosting", "", "> ")
    items = [line for line in INDEX.split("\n## ", 1)[1].splitlines() if line and not line.startswith("## ") and line[0] not in "SDEO"]
    assert [line for line in items if not re.fullmatch(r"- \[[^\]]+\]\(\S+\)(: .+)?", line)] == []


def test_the_index_has_each_page_and_each_example() -> None:
    files = [*(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*/app.py")]
    assert [file.name for file in files if f"/{file.relative_to(ROOT).as_posix()})" not in INDEX] == []


def test_the_index_says_what_a_page_is_about() -> None:
    """And not how names are read, which is on many pages, or the code of an example."""
    described = re.findall(r"/docs/[\w-]+\.md\): (.*)$", INDEX, flags=re.MULTILINE)
    assert len(described) > 35
    assert [sentence for sentence in described if re.match("(The )?[Nn]ames (in|below)", sentence) or " = " in sentence] == []


def test_an_unknown_rule_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents, "TEXTS", tmp_path)
    (tmp_path / "skill.md").write_text("<!-- rules -->", encoding="utf-8")
    (tmp_path / "skill-rules.txt").write_text("models are blue | paint them\n", encoding="utf-8")
    with pytest.raises(ValueError, match="docs/rules.md has no error for 'models are blue'"):
        agents.filled("skill.md")


@pytest.mark.parametrize(("name", "written"), [("memorySizeInMB", "memory_size_in_mb"), ("openAiBaseUrl", "open_ai_base_url"), ("fromS3Uri", "from_s3_uri")])
def test_names_are_those_of_python(name: str, written: str) -> None:
    assert agents.snake(name) == written


def test_the_programs_in_typescript_are_compiled_with_those_of_the_pages() -> None:
    programs = check_snippets.in_skill()
    assert [program.text for program in programs] == re.findall(r"^```ts\n(.*?)^```$", (ROOT / agents.SKILL).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert [program.kind for program in programs] == ["program"]
