"""Each link in README, docs and the other pages leads to a file of the repository, and to a heading of it, also those with the address of the repository."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY = "https://github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting"
RAW = "https://raw.githubusercontent.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting/main/"
LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", flags=re.MULTILINE)
ABSOLUTE = re.compile(rf"{re.escape(REPOSITORY)}/(?:blob|tree)/main/[^\s)'\"`>\]]*|{re.escape(RAW)}[^\s)'\"`>\]]*")
FENCE = re.compile(r"^```.*?^```$", flags=re.DOTALL | re.MULTILINE)


def tracked(*patterns: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


PAGES = [name for name in tracked("*.md") if name != "API.md"]
# Files that print or contain the address of a page.
TEXTS = [*PAGES, *tracked("src/*.ts", "examples/*.py", "bench/*.py", "package.json")]


def slugs_of(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    slugs: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+?)\s*$", FENCE.sub("", page.read_text(encoding="utf-8")), flags=re.MULTILINE):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        number, unique = 0, slug
        while unique in slugs:
            number += 1
            unique = f"{slug}-{number}"
        slugs.add(unique)
    return slugs


def problem_of(target: str, page: Path) -> str | None:
    """What is wrong with a link, or None."""
    target = target.removeprefix(f"{REPOSITORY}/blob/main/").removeprefix(f"{REPOSITORY}/tree/main/").removeprefix(RAW)
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return f"there is no {path}"
    if anchor and file.suffix == ".md" and anchor not in slugs_of(file):
        return f"{path or page.name} has no heading {anchor}"
    return None


@pytest.mark.parametrize("name", PAGES)
def test_relative_links_lead_to_a_file_and_a_heading(name: str) -> None:
    page = ROOT / name
    links = {first or second for first, second in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))}
    relative = sorted(link for link in links if not re.match(r"[a-z]+:", link))
    problems = {link: problem for link in relative if (problem := problem_of(link, page))}
    assert problems == {}


@pytest.mark.parametrize("name", TEXTS)
def test_addresses_of_the_repository_lead_to_a_file_and_a_heading(name: str) -> None:
    links = sorted(set(ABSOLUTE.findall((ROOT / name).read_text(encoding="utf-8"))))
    problems = {link: problem for link in links if (problem := problem_of(link.rstrip(".,"), ROOT / "README.md"))}
    assert problems == {}


def test_each_page_of_the_documentation_is_in_its_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [name.removeprefix("docs/") for name in PAGES if re.fullmatch(r"docs/[\w-]+\.md", name) and name != "docs/README.md"]
    assert len(pages) > 30
    assert [page for page in pages if f"]({page})" not in index] == []


def test_examples_of_json_are_json() -> None:
    blocks = [block for name in PAGES for block in re.findall(r"^```json\n(.*?)^```$", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)]
    assert len(blocks) > 3
    for block in blocks:
        json.loads(block)


def test_a_broken_link_is_found() -> None:
    page = ROOT / "README.md"
    assert problem_of("docs/absent.md", page) == "there is no docs/absent.md"
    assert problem_of("docs/cost.md#absent", page) == "docs/cost.md has no heading absent"
    assert problem_of(f"{REPOSITORY}/blob/main/docs/cost.md#levers", page) is None
    assert problem_of("#get-started", page) is None


def test_each_page_with_a_part_of_a_stack_leads_to_how_to_read_it() -> None:
    """Its examples have names, such as `self`, that they don't define."""
    without = []
    for page in (ROOT / "docs").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        parts = [program for program in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) if re.search(r"\bself\b|^# \w+: ", program, re.MULTILINE)]
        if parts and page.name != "README.md" and "(README.md#how-to-read-the-examples)" not in text:
            without.append(page.name)
    assert without == []
