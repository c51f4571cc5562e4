"""`npm run same`: the trees it compares, the snippets of README and docs, and what it reports."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from assemblies import assembly, resource, write_assembly

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import doc_snippets
import same
import same_apps
import same_trees
from doc_snippets import Snippet
from same_apps import Results
from same_trees import Tree
from toolchain import StepFailed


# The trees


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit."""
    monkeypatch.setattr(same_trees, "ROOT", tmp_path)
    monkeypatch.setattr(same_trees, "CACHE", tmp_path / ".same")
    for key, value in {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}.items():
        monkeypatch.setenv(key, value)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "index.ts").write_text("old", encoding="utf-8")
    (tmp_path / ".gitignore").write_text(".same/\nlib/\n", encoding="utf-8")
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "one"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_a_clean_working_tree_is_its_commit(repository: Path) -> None:
    (repository / "lib").mkdir()
    (repository / "lib" / "ignored.js").write_text("", encoding="utf-8")
    assert same_trees.working_tree().id == same_trees.revision("HEAD").id


def test_the_working_tree_has_what_is_not_committed_and_the_index_stays(repository: Path) -> None:
    (repository / "src" / "index.ts").write_text("new", encoding="utf-8")
    (repository / "src" / "untracked.ts").write_text("", encoding="utf-8")
    tree, head = same_trees.working_tree(), same_trees.revision("HEAD")
    assert (tree.text("src/index.ts"), head.text("src/index.ts")) == ("new", "old")
    assert (tree.has("src/untracked.ts"), head.has("src/untracked.ts")) == (True, False)
    assert tree.fingerprint("src") != head.fingerprint("src")
    assert tree.fingerprint(".gitignore") == head.fingerprint(".gitignore")
    assert same_trees.git("diff", "--cached", "--name-only") == ""
    same_trees.check_out(tree, repository / "there")
    assert (repository / "there" / "src" / "index.ts").read_text(encoding="utf-8") == "new"


def test_a_revision_that_does_not_exist_is_refused(repository: Path) -> None:
    with pytest.raises(StepFailed):
        same_trees.revision("nonsense")


def test_what_was_not_finished_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    with pytest.raises(ValueError, match="broken"), same_trees.made_once(folder) as missing:
        assert missing
        (folder / "half").touch()
        raise ValueError("broken")
    with same_trees.made_once(folder) as missing:
        assert missing
        assert list(folder.iterdir()) == []
    with same_trees.made_once(folder) as missing:
        assert not missing


# The snippets of README and docs


def test_snippets_are_named_by_their_headings() -> None:
    page = "```python\na = 1\n```\n## The *first* one\n```ts\nlet b;\n```\n```console\n$ c\n```\n```js\n// # no heading\nlet d;\n```\n"
    assert doc_snippets.snippets_of(page, "docs/page") == [
        Snippet("docs/page/top-1", "python", "a = 1\n", "python"),
        Snippet("docs/page/the-first-one-1", "ts", "let b;\n", "ts"),
        Snippet("docs/page/the-first-one-2", "ts", "// # no heading\nlet d;\n", "js"),
    ]


def test_each_block_is_a_snippet() -> None:
    snippets = doc_snippets.all_snippets()
    texts = [page.read_text(encoding="utf-8") for page in doc_snippets.pages()]
    assert len(snippets) == sum(text.count(f"\n```{fence}\n") for text in texts for fence in ("python", "ts", "js")) > 100
    assert len({snippet.file_name for snippet in snippets}) == len(snippets)


def test_what_a_snippet_only_declares_is_made() -> None:
    snippet = Snippet("docs/page/top-1", "ts", "import * as sm from 'cdk-sagemaker-hosting';\n\ndeclare const bucket: s3.IBucket;\nuse(bucket);\n")
    app = same_apps.typescript_app(snippet, "")
    assert "const bucket: any = declared(this, 'bucket', 's3.IBucket');\nuse(bucket);" in app
    assert "import { declared } from '../test/same/declared';" in app
    assert "export class Fixture" in app


def test_a_snippet_of_an_older_tree_has_the_imports_of_its_fixture() -> None:
    app = same_apps.typescript_app(Snippet("readme/top-1", "ts", "declare const bucket: s3.IBucket;\nuse(bucket);\n"), "class Fixture {\n  /// here\n}\n")
    assert "const bucket: any = declared(this, 'bucket', 's3.IBucket');\nuse(bucket);" in app
    assert app.endswith("export { Fixture };\n")


def test_each_type_that_a_snippet_declares_can_be_made() -> None:
    made = (ROOT / "test" / "same" / "declared.ts").read_text(encoding="utf-8")
    declared = {type_ for snippet in doc_snippets.all_snippets() if snippet.language == "ts" for _, type_ in snippet.declared}
    assert len(declared) > 15
    assert {type_ for type_ in declared if f"'{type_}':" not in made} == set()


def test_an_example_is_paired_with_the_same_below_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    details = "<details><summary>TypeScript</summary>"
    (tmp_path / "README.md").write_text(f"```python\na\n```\n\n{details}\n\n```ts\nb\n```\n\n</details>\n\n```python\nc\n```\n\nOther text.\n\n```ts\nd\n```\n", encoding="utf-8")
    assert [(python.text, same.text) for python, same in doc_snippets.pairs(tmp_path)] == [("a\n", "b\n")]


def test_a_part_becomes_a_module_for_type_checkers() -> None:
    python = Snippet("docs/page/top-1", "python", "import cdk_sagemaker_hosting as sm\n\n# image: sm.ContainerImage\n\nuse(self, image)\n")
    assert "def part(self: cdk.Stack, image: sm.ContainerImage) -> None:\n" in doc_snippets.python_module(python)
    assert "\n    use(self, image)\n" in doc_snippets.python_module(python)


def test_the_apps_import_the_compiled_library_of_their_tree(tmp_path: Path) -> None:
    """Node.js resolves the name of the checked-out package by its "exports" first, whose files are not there."""
    root, library = tmp_path / "tree", tmp_path / "library"
    for folder in (root, library / "lib"):
        folder.mkdir(parents=True)
    package = (ROOT / "package.json").read_text(encoding="utf-8")
    assert '"exports"' in package
    (root / "package.json").write_text(package, encoding="utf-8")
    (library / "lib" / "index.js").write_text("module.exports = { of: 'this tree' };\n", encoding="utf-8")
    same_apps.link_library(root, library)
    for folder, name in ((root / ".snippets", "cdk-sagemaker-hosting"), (root / "test", "../src")):
        folder.mkdir(exist_ok=True)
        (folder / "app.js").write_text(f"console.log(require('{name}').of);\n", encoding="utf-8")
        assert subprocess.run(["node", "app.js"], cwd=folder, capture_output=True, text=True, check=True).stdout == "this tree\n"


@pytest.mark.parametrize(("code", "failure"), [("print('made')", None), ("print('one\\nwrong')\nexit(1)", "wrong"), ("exit(3)", "exited with 3")])
def test_the_failure_of_an_app_is_the_last_line_it_prints(tmp_path: Path, code: str, failure: str | None) -> None:
    (tmp_path / "app.py").write_text(code, encoding="utf-8")
    one = Results(Tree("one", ""), tmp_path, tmp_path, {})
    assert same_apps._run_python(one, Path(sys.executable), same_apps.PythonApp("app", tmp_path / "app.py")) == failure


# The report


def results(folder: Path, name: str, api: dict[str, Any], **outcomes: str | None) -> Results:
    library = folder / "library"
    library.mkdir(parents=True)
    (library / ".jsii").write_text(json.dumps(api), encoding="utf-8")
    for app, failure in outcomes.items():
        if failure is None:
            write_assembly(folder / "out" / app, {"Endpoint": resource(Name=name)})
    return Results(Tree(name, ""), library, folder, dict(outcomes))


def reported(capsys: pytest.CaptureFixture[str], before: Results, after: Results) -> tuple[int, list[str]]:
    code = same.report(before, after, texts=True)
    return code, capsys.readouterr().out.splitlines()


def test_no_difference_is_said_last_and_exits_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = results(tmp_path, "one", assembly(), app=None)
    code, lines = reported(capsys, one, one)
    assert code == 0
    assert lines == ["no difference: 1 apps of one and of one, and the public API"]


def test_a_difference_of_an_app_or_of_the_api_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = results(tmp_path / "1", "one", assembly(), app=None), results(tmp_path / "2", "other", assembly(), app=None)
    code, lines = reported(capsys, one, other)
    assert code == 1
    assert '      ~ Properties.Name: "one" -> "other"' in lines
    assert lines[-1] == "1 apps differ, and 0 members of the public API: 1 apps of one and of other"
    code, lines = reported(capsys, results(tmp_path / "3", "one", assembly()), results(tmp_path / "4", "other", assembly(name="look")))
    assert code == 1
    assert lines[-1].startswith("0 apps differ, and 2 members of the public API")


def test_an_app_that_is_in_one_tree_only_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = reported(capsys, results(tmp_path / "1", "one", assembly(), app=None), results(tmp_path / "2", "other", assembly()))
    assert code == 1
    assert "  only in one" in lines


def test_an_app_that_fails_in_both_trees_is_no_equal_app(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = results(tmp_path, "one", assembly(), app="broken", works=None, **{"readme/alarms-1": "Cannot find module"})
    code, lines = reported(capsys, one, one)
    assert code == 2
    assert lines == [
        "",
        "app",
        "  fails in both trees: broken",
        "",
        "readme/alarms-1",
        "  fails in both trees: Cannot find module",
        "",
        "0 apps differ, and 0 members of the public API: 1 apps of one and of one",
        "FAILED: 2 apps can't be synthesized, so they were not compared: app, readme/alarms-1",
    ]


def test_an_app_that_fails_in_one_tree_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = results(tmp_path / "1", "one", assembly(), worked=None, fails="refused", **{"is-new": "broken"})
    other = results(tmp_path / "2", "other", assembly(), worked="refused", fails="refused otherwise")
    code, lines = reported(capsys, one, other)
    assert code == 2
    assert [lines[lines.index(app) + 1 :][:2] for app in ("worked", "fails", "is-new")] == [
        ["  one: is synthesized", "  other: refused"],
        ["  one: refused", "  other: refused otherwise"],
        ["  one: broken", ""],
    ]
    assert lines[-1] == "FAILED: 3 apps can't be synthesized, so they were not compared: fails, is-new, worked"


@pytest.mark.parametrize(("failures", "code"), [(("no bucket: b1", "no bucket: b2"), 0), (("no bucket: b1", None), 2), (("no bucket: b1", "other"), 2)])
def test_an_expected_failure_is_named_and_no_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, failures: tuple[str | None, str | None], code: int
) -> None:
    monkeypatch.setattr(same, "EXPECTED_FAILURES", {"app": "no bucket"})
    one = results(tmp_path, "one", assembly(), works=None)
    before, after = (dataclasses.replace(one, outcomes={"app": failure, "works": None}) for failure in failures)
    found, lines = reported(capsys, before, after)
    assert found == code
    named = lines[0] == "1 apps can't be synthesized, as expected: app"
    assert named == (code == 0)
    assert lines[-1].startswith("no difference: 1 apps" if named else "FAILED: 1 apps")
