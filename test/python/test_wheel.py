"""The wheel itself: what is in it, what it says about itself, what it needs."""

import io
import re
import sys
import tarfile
import venv
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest
from helpers.processes import ROOT, run

LIBRARY = re.compile(r"package/lib/[\w./-]+\.(js|d\.ts)")
BESIDE_THE_LIBRARY = {f"package/{name}" for name in (".jsii", "CHANGELOG.md", "LICENSE", "README.md", "THIRD-PARTY-NOTICES", "llms.txt", "package.json", "skills/cdk-sagemaker-hosting/SKILL.md")}
MACHINE_PATH = re.compile(rb"/(root|work|tmp|home|Users)/")
NEEDED = {"aws-cdk-lib", "constructs", "jsii", "publication"}
NEEDED_BY_OLDER_JSII = {"typeguard"}

USE = """
import aws_cdk as cdk
import cdk_sagemaker_hosting as sm
stack = cdk.Stack(cdk.App(), "Test")
print(sm.Endpoint.from_endpoint_name(stack, "Shared", "recommendations").endpoint_name)
"""


@pytest.fixture(scope="module")
def wheel() -> Path:
    (built,) = (ROOT / "dist" / "python").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def files(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def node_files(files: dict[str, bytes]) -> dict[str, bytes]:
    """What is in the node package inside the wheel."""
    (bundle,) = (content for name, content in files.items() if name.endswith(".jsii.tgz"))
    with tarfile.open(fileobj=io.BytesIO(bundle)) as archive:
        members = {member.name: archive.extractfile(member) for member in archive.getmembers() if member.isfile()}
        return {name: content.read() for name, content in members.items() if content is not None}


@pytest.fixture(scope="module")
def metadata(files: dict[str, bytes]) -> Message:
    (content,) = (content for name, content in files.items() if name.endswith(".dist-info/METADATA"))
    return message_from_string(content.decode("utf-8"))


def test_it_is_pure_python(wheel: Path) -> None:
    assert wheel.name.startswith("cdk_sagemaker_hosting-")
    assert wheel.name.endswith("-py3-none-any.whl")


def test_it_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 1024 * 1024


def test_it_holds_nothing_but_the_library(files: dict[str, bytes], metadata: Message) -> None:
    about = f"cdk_sagemaker_hosting-{metadata['Version']}.dist-info"
    assert set(files) == {
        "cdk_sagemaker_hosting/__init__.py",
        "cdk_sagemaker_hosting/_jsii/__init__.py",
        f"cdk_sagemaker_hosting/_jsii/cdk-sagemaker-hosting@{metadata['Version']}.jsii.tgz",
        "cdk_sagemaker_hosting/llms.txt",
        "cdk_sagemaker_hosting/py.typed",
        "cdk_sagemaker_hosting/registry/__init__.py",
        "cdk_sagemaker_hosting/skills/cdk-sagemaker-hosting/SKILL.md",
        f"{about}/LICENSE",
        f"{about}/METADATA",
        f"{about}/RECORD",
        f"{about}/WHEEL",
        f"{about}/top_level.txt",
    }


def test_the_node_package_in_it_holds_nothing_but_the_library(node_files: dict[str, bytes]) -> None:
    others = {name for name in node_files if not LIBRARY.fullmatch(name)}
    assert others == BESIDE_THE_LIBRARY
    assert "package/lib/index.js" in node_files


def test_all_sources_are_in_one_file(node_files: dict[str, bytes]) -> None:
    sources = {path.relative_to(ROOT / "src").with_suffix("").as_posix() for path in (ROOT / "src").rglob("*.ts")}

    assert [name for name in node_files if name.endswith(".js")] == ["package/lib/index.js"]
    # With the types that the index leads to: test/package compares them.
    declared = {name.removeprefix("package/lib/").removesuffix(".d.ts") for name in node_files if name.endswith(".d.ts")}
    assert {"index", "endpoint/endpoint", "registry/model-package"} < declared < sources


def test_the_file_has_no_comments_but_the_names_of_the_sources(node_files: dict[str, bytes]) -> None:
    lines = [line.strip() for line in node_files["package/lib/index.js"].decode().splitlines()]

    comments = [line for line in lines if re.match(r"//|/\*|\*(?!\[)", line)]
    assert [line for line in comments if not re.match(r"// (lib|node_modules)/", line)] == []
    assert "// lib/endpoint/endpoint.js" in comments


def test_no_path_of_the_machine_that_built_it_is_in_it(files: dict[str, bytes], node_files: dict[str, bytes]) -> None:
    texts = {name: content for name, content in {**files, **node_files}.items() if not name.endswith(".tgz")}

    assert [name for name, content in texts.items() if MACHINE_PATH.search(content) or str(ROOT).encode() in content] == []


def test_it_is_described_by_the_readme(metadata: Message) -> None:
    title, _, first_paragraph, *_ = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert title.startswith("# ")
    assert metadata["Description-Content-Type"].startswith("text/markdown")
    assert str(metadata.get_payload()).startswith(f"{title}\n\n{first_paragraph}\n")


def test_its_licence_is_apache(files: dict[str, bytes], metadata: Message) -> None:
    (licence,) = (content.decode("utf-8") for name, content in files.items() if name.endswith("/LICENSE"))

    assert metadata["License"] == "Apache-2.0"
    assert "Apache License" in licence


def test_it_needs_nothing_but_the_cdk_and_jsii(metadata: Message) -> None:
    needed = {re.split(r"[ <>=!~;\[(]", requirement, maxsplit=1)[0] for requirement in metadata.get_all("Requires-Dist", [])}

    assert needed - NEEDED_BY_OLDER_JSII == NEEDED


def test_it_installs_into_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    folder = tmp_path / "environment"
    venv.create(folder, with_pip=True)
    python = str(folder / ("Scripts" if sys.platform == "win32" else "bin") / "python")

    run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)])

    assert run([python, "-m", "pip", "check"]).strip() == "No broken requirements found."
    assert run([python, "-c", USE], cwd=tmp_path).strip() == "recommendations"


def test_its_types_satisfy_mypy_in_strict_mode() -> None:
    assert run([sys.executable, "-m", "mypy", "--strict", "app.py"], cwd=ROOT / "examples" / "quickstart")
