"""The first release and those that follow, prepared in a clone: only publishing is left out, and of the tests the long ones."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import shutil
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import CLONE, ROOT, commit, output, run, versions

sys.path.insert(0, str(ROOT / "build-tools"))

import wheel_packaging

NAME = "cdk-sagemaker-hosting"
PUBLISHED = {"version.txt", "releasetag.txt", "changelog.md", "SHA256SUMS", "js", "python", "sbom"}


@dataclass(frozen=True)
class Release:
    """What a release has left in dist/, and what it has printed."""

    printed: str
    dist: Path = CLONE / "dist"

    def text(self, name: str) -> str:
        return (self.dist / name).read_text(encoding="utf-8")

    def wheel(self) -> Path:
        (found,) = (self.dist / "python").iterdir()
        return found

    def tarball(self) -> Path:
        (found,) = (self.dist / "js").iterdir()
        return found


@pytest.fixture(scope="session")
def first(clone: Path) -> Release:
    """The first release: no tag exists. Of the tests, it runs those of the documentation, which build the packages."""
    return Release(output("npx", "projen", "release", TEST_PARTS="docs"))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def in_wheel(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def in_tarball(content: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        files = {member.name: archive.extractfile(member) for member in archive.getmembers() if member.isfile()}
        return {name: file.read() for name, file in files.items() if file is not None}


def test_the_first_version_is_0_1_0(first: Release) -> None:
    assert first.text("version.txt") == "0.1.0"
    assert first.text("releasetag.txt") == "v0.1.0"
    assert first.wheel().name == "cdk_sagemaker_hosting-0.1.0-py3-none-any.whl"
    assert json.loads(in_tarball(first.tarball().read_bytes())["package/package.json"])["version"] == "0.1.0"


def test_it_leaves_what_the_workflow_uploads(first: Release) -> None:
    assert {path.name for path in first.dist.iterdir() if not path.name.startswith(".")} == PUBLISHED


def test_its_notes_are_the_section_of_the_changelog(first: Release) -> None:
    notes = first.text("changelog.md")

    assert notes.startswith("### Added\n\n- ")
    assert "BREAKING CHANGES" not in notes
    assert "\n## " not in notes


def test_no_tracked_file_has_changed_afterwards(first: Release) -> None:
    assert output("git", "status", "--porcelain") == ""
    assert versions(CLONE) == "0.0.0"


def test_the_packages_are_those_that_were_tested(first: Release) -> None:
    tested = json.loads(first.text(".tested.json"))

    assert tested["parts"] == ["docs"]
    assert tested["packages"] == {path.name: sha256(path) for path in (first.tarball(), first.wheel())}


def test_the_checksums_are_those_of_the_packages_and_the_bill_of_materials(first: Release) -> None:
    paths = [first.tarball(), first.wheel(), *(first.dist / "sbom").iterdir()]
    assert first.text("SHA256SUMS").splitlines() == [f"{sha256(path)}  {path.parent.name}/{path.name}" for path in paths]


def test_both_packages_have_the_changes_under_the_version(first: Release) -> None:
    for changelog in (
        in_wheel(first.wheel())["cdk_sagemaker_hosting/CHANGELOG.md"],
        in_tarball(first.tarball().read_bytes())["package/CHANGELOG.md"],
    ):
        assert "\n## 0.1.0\n" in changelog.decode("utf-8")
        assert "Unreleased" not in changelog.decode("utf-8")


def test_the_examples_in_the_wheel_are_python(first: Release) -> None:
    """Without the translations, jsii-pacmak copies the TypeScript of the doc comments and of the README, and only warns."""
    files = in_wheel(first.wheel())
    (metadata,) = (content.decode("utf-8") for name, content in files.items() if name.endswith("/METADATA"))
    docstrings = files["cdk_sagemaker_hosting/__init__.py"].decode("utf-8")

    assert re.findall(r"^```(\w+)", metadata, re.MULTILINE).count("python") == (ROOT / "README.md").read_text(encoding="utf-8").count("```python")
    assert not {"ts", "typescript"} & set(re.findall(r"^```(\w+)", metadata, re.MULTILINE))
    assert docstrings.count("Example::") > 100
    assert re.search(r"^ +# \w+: sm\.Endpoint$", docstrings, re.MULTILINE)
    for text in (metadata, docstrings):
        assert not re.search(r"^ *declare const |example is in TypeScript|automatically generated without compilation", text, re.MULTILINE)


def of_version_0_0_0(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of the released wheel, as if the version of the package had not been changed."""
    found = {}
    for name, content in files.items():
        # The code has such versions of other things, too.
        old = b'version: "0.1.0"' if name.endswith(".js") else b"0.1.0"
        text = content.replace(b"\n## 0.1.0\n", b"\n## Unreleased\n").replace(old, old.replace(b"0.1.0", b"0.0.0"))
        found[name.replace("0.1.0", "0.0.0")] = text
    return found


def packed(files: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return archive.getvalue()


@pytest.mark.skipif(versions(ROOT) != "0.0.0", reason="the release in which this test runs has built the wheel of another version")
def test_two_builds_give_the_same_bytes_but_for_the_version(first: Release, tmp_path: Path) -> None:
    """In two folders, at two times, each compiled from its sources: the wheel that the other tests use, and the released one with the version of the other."""
    (tested,) = (ROOT / "dist" / "python").glob("*.whl")
    other = in_wheel(tested)
    (engine,) = (name for name in other if name.endswith(".tgz"))
    released = in_wheel(first.wheel())
    npm = released.pop(engine.replace("0.0.0", "0.1.0"))
    again = of_version_0_0_0(released) | {engine: packed(of_version_0_0_0(in_tarball(npm)))}
    wheel_packaging.slim_engine_package(again, ROOT)
    wheel_packaging.write(built := tmp_path / tested.name, again)

    assert [name for name, content in in_wheel(built).items() if content != other.get(name)] == []
    assert sha256(built) == sha256(tested)


def bump() -> tuple[str, str]:
    """Returns the version that comes next, and whether it is released."""
    output("npx", "projen", "bump")
    found = (CLONE / "dist" / "version.txt").read_text(encoding="utf-8")
    return found, output("python3", "build-tools/release.py", "exists").strip()


@pytest.fixture
def second(first: Release) -> Release:
    """The repository after the first release, with the changelog as docs/releasing.md says."""
    output("git", "checkout", "--quiet", "--force", "-B", "second", "refs/first")
    path = CLONE / "CHANGELOG.md"
    path.write_text(path.read_text(encoding="utf-8").replace("## Unreleased\n", "## Unreleased\n\n- a change\n\n## 0.1.0\n"), encoding="utf-8")
    output("git", "tag", "--force", "v0.1.0")
    commit("docs: the changes of 0.1.0")
    return first


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("fix: a role has one policy", ("0.1.1", "exists=false")),
        ("feat: a metric", ("0.1.1", "exists=false")),
        ("feat!: another name", ("0.2.0", "exists=false")),
        ("docs: a word", ("0.1.0", "exists=true")),
    ],
)
def test_features_and_fixes_release_and_other_commits_do_not(second: Release, message: str, expected: tuple[str, str]) -> None:
    commit(message)

    assert bump() == expected


def test_without_a_feature_or_fix_there_is_nothing_to_release(second: Release) -> None:
    output("npx", "projen", "bump")
    result = run(["python3", "build-tools/release.py", "begin"])

    assert result.returncode == 1
    assert result.stderr.strip() == "there is nothing to release: version 0.1.0 has a tag, and no feature or fix was committed since"


def test_the_changes_of_a_release_need_their_version_before_the_next(second: Release) -> None:
    path = CLONE / "CHANGELOG.md"
    path.write_text(path.read_text(encoding="utf-8").replace("## 0.1.0\n", ""), encoding="utf-8")
    commit("fix: another")
    output("npx", "projen", "bump")
    result = run(["python3", "build-tools/release.py", "begin"])

    assert result.returncode == 1
    assert result.stderr.strip() == "CHANGELOG.md has no section for 0.1.0; rename its section 'Unreleased', and begin a new one"


def test_packages_that_were_not_tested_are_not_released(first: Release, tmp_path: Path) -> None:
    wheel = first.wheel()
    content, manifest = wheel.read_bytes(), CLONE / "package.json"
    before = manifest.read_text(encoding="utf-8")
    manifest.write_text(before.replace('"version": "0.0.0"', '"version": "0.1.0"'), encoding="utf-8")
    try:
        wheel.write_bytes(content + b"\0")
        result = run(["python3", "build-tools/release.py", "finish"])
        (first.dist / ".tested.json").rename(tmp_path / "tested.json")
        without = run(["python3", "build-tools/release.py", "finish"])
        shutil.move(tmp_path / "tested.json", first.dist / ".tested.json")
    finally:
        wheel.write_bytes(content)
        manifest.write_text(before, encoding="utf-8")

    assert (result.returncode, without.returncode) == (1, 1)
    assert result.stderr.startswith("the packages are not the tested ones: tested {'cdk-sagemaker-hosting@0.1.0.jsii.tgz':")
    assert without.stderr.strip() == "the tests have not run to their end; there is nothing to release"


def test_the_bill_of_materials_names_what_the_package_contains_and_needs(first: Release) -> None:
    (path,) = (first.dist / "sbom").iterdir()
    bill = json.loads(path.read_text(encoding="utf-8"))
    bundle = in_tarball(first.tarball().read_bytes())["package/lib/index.js"].decode("utf-8")
    components = {component["name"]: component for component in bill["components"]}

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert bill["metadata"]["component"]["purl"] == f"pkg:npm/{NAME}@0.1.0"
    bundled = {name.removeprefix("@types/") for name in re.findall(r"^// node_modules/(?:[\w.-]+/node_modules/)?((?:@[\w.-]+/)?[\w.-]+)/", bundle, re.MULTILINE)}
    required = {name for name, component in components.items() if component.get("scope") == "required"}
    # A package that no code of is left after bundling is in the bill, too.
    assert "tar" in required
    assert bundled <= required
    assert all(components[name]["hashes"] and components[name]["licenses"] for name in required)
    assert {name for name, component in components.items() if component.get("scope") == "optional"} == {"aws-cdk-lib", "constructs"}
    assert {name for name, component in components.items() if component["type"] == "data"} == {
        "sagemaker-core",
        "sagemaker",
        "cdklabs.generative-ai-cdk-constructs",
        "botocore",
    }
    # Each reference leads somewhere.
    known = {component["bom-ref"] for component in [bill["metadata"]["component"], *bill["components"]]}
    assert {ref for entry in bill["dependencies"] for ref in [entry["ref"], *entry["dependsOn"]]} <= known


def test_a_published_version_with_other_contents_stops_the_release(first: Release, tmp_path: Path) -> None:
    """With an npm and a pip that say what the registries would say."""
    other = "sha512-b3RoZXI="
    digest = hashlib.sha512(first.tarball().read_bytes())
    same = "sha512-" + base64.b64encode(digest.digest()).decode()
    said = {
        "missing": ("echo 'npm error code E404' >&2; exit 1", 0, "npm does not have version 0.1.0"),
        "another version exists": ("exit 0", 0, "npm does not have version 0.1.0"),
        "same": (f"echo '\"{same}\"'", 0, "npm has version 0.1.0 with the same contents"),
        "other": (
            f"echo '\"{other}\"'",
            1,
            f"npm has version 0.1.0 with other contents than {first.tarball().name}; release the next version: docs/releasing.md",
        ),
        "no answer": ("echo 'npm error code ETIMEDOUT' >&2; exit 1", 1, "npm does not say whether it has version 0.1.0: npm error code ETIMEDOUT"),
    }
    (CLONE / "dist" / "version.txt").write_text("0.1.0", encoding="utf-8")
    npm = tmp_path / "npm"
    for answer, code, message in said.values():
        npm.write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8")
        npm.chmod(0o755)
        result = run(["python3", "build-tools/release.py", "compare", "npm"], PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        assert (result.returncode, (result.stdout + result.stderr).strip()) == (code, message)
