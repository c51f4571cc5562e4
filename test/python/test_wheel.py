"""The wheel itself: what is in it, what it says about itself, what it needs."""

import base64
import hashlib
import io
import json
import re
import sys
import tarfile
import venv
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest
from packaging.metadata import Metadata
from helpers.processes import ROOT, run

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
        "cdk_sagemaker_hosting/CHANGELOG.md",
        "cdk_sagemaker_hosting/__init__.py",
        "cdk_sagemaker_hosting/_jsii/__init__.py",
        f"cdk_sagemaker_hosting/_jsii/cdk-sagemaker-hosting@{metadata['Version']}.jsii.tgz",
        "cdk_sagemaker_hosting/llms.txt",
        "cdk_sagemaker_hosting/py.typed",
        "cdk_sagemaker_hosting/registry/__init__.py",
        "cdk_sagemaker_hosting/skills/cdk-sagemaker-hosting/SKILL.md",
        "cdk_sagemaker_hosting/skills/cdk-sagemaker-hosting/references/signatures.md",
        f"{about}/METADATA",
        f"{about}/RECORD",
        f"{about}/WHEEL",
        f"{about}/licenses/LICENSE",
        f"{about}/licenses/THIRD-PARTY-NOTICES",
        f"{about}/top_level.txt",
    }


def test_the_node_package_in_it_holds_what_the_engine_reads(node_files: dict[str, bytes]) -> None:
    """All sources are in one file, and neither types nor texts are there: test/package looks at the package that npm has."""
    assert list(node_files) == ["package/.jsii", "package/lib/index.js", "package/package.json"]


def test_the_assembly_in_it_has_all_types_and_no_descriptions(node_files: dict[str, bytes]) -> None:
    whole, engine = json.loads((ROOT / ".jsii").read_text(encoding="utf-8")), json.loads(node_files["package/.jsii"])

    assert list(engine["types"]) == list(whole["types"])
    assert sum(len(kind.get("methods", [])) for kind in engine["types"].values()) == sum(len(kind.get("methods", [])) for kind in whole["types"].values())
    assert [key for key in ("docs", "locationInModule", "readme") if f'"{key}":'.encode() in node_files["package/.jsii"]] == []


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


def test_links_of_its_description_are_absolute(metadata: Message) -> None:
    """PyPI resolves no relative links. The description is the README, with examples that jsii translates."""
    links = re.findall(r"\]\(([^)\s]+)\)", str(metadata.get_payload()))

    assert len(links) > 50
    assert [link for link in links if not re.match(r"https://|#", link)] == []


def test_its_licence_is_apache(files: dict[str, bytes], metadata: Message) -> None:
    (licence,) = (content.decode("utf-8") for name, content in files.items() if name.endswith("/LICENSE"))

    assert metadata["License-Expression"] == "Apache-2.0"
    assert "Apache License" in licence


def test_its_metadata_is_valid(files: dict[str, bytes]) -> None:
    """PyPI refuses a wheel with other metadata; pacmak's own check comes before build-tools/wheel_packaging.py."""
    (content,) = (content for name, content in files.items() if name.endswith(".dist-info/METADATA"))
    valid = Metadata.from_email(content, validate=True)

    assert (valid.name, valid.metadata_version, valid.license_expression) == ("cdk-sagemaker-hosting", "2.4", "Apache-2.0")
    assert valid.license_files == ["LICENSE", "THIRD-PARTY-NOTICES"]
    assert str(valid.requires_python) == ">=3.10"


def test_pypi_lists_it_with_the_frameworks_it_is_for(metadata: Message) -> None:
    assert {
        "Development Status :: 4 - Beta",
        "Framework :: AWS CDK",
        "Framework :: AWS CDK :: 2",
        "Intended Audience :: Developers",
        "Intended Audience :: Science/Research",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
        "Typing :: Typed",
        *(f"Programming Language :: Python :: 3.{minor}" for minor in range(10, 15)),
    } <= set(metadata.get_all("Classifier", []))


def test_pypi_shows_links(metadata: Message) -> None:
    links = dict(link.split(", ", 1) for link in metadata.get_all("Project-URL", []))
    repository = "https://github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting"

    assert links == {
        "Source": f"{repository}.git",
        "Documentation": f"{repository}#readme",
        "API Reference": f"{repository}/blob/main/API.md",
        "Changelog": f"{repository}/blob/main/CHANGELOG.md",
        "Issues": f"{repository}/issues",
        "Security": f"{repository}/security/policy",
    }
    # The pages are in the repository.
    assert all((ROOT / link.removeprefix(f"{repository}/blob/main/")).exists() for link in links.values() if "/blob/" in link)


def test_npm_lists_it_with_keywords_and_links(node_files: dict[str, bytes]) -> None:
    manifest = json.loads(node_files["package/package.json"])

    assert {
        *("aws-cdk", "awscdk", "sagemaker", "llm", "vllm", "sglang", "huggingface", "lora", "inference-component", "openai"),
        *("autoscaling", "serverless", "async", "mlops", "endpoint"),
    } <= set(manifest["keywords"])
    assert manifest["homepage"] == "https://github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting#readme"
    assert manifest["bugs"] == {"url": "https://github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting/issues"}
    assert manifest["engines"] == {"node": ">= 22.0.0"}


def test_it_has_the_changes_and_the_licenses(files: dict[str, bytes], metadata: Message) -> None:
    about = f"cdk_sagemaker_hosting-{metadata['Version']}.dist-info"
    places = {
        "CHANGELOG.md": "cdk_sagemaker_hosting/CHANGELOG.md",
        "LICENSE": f"{about}/licenses/LICENSE",
        "THIRD-PARTY-NOTICES": f"{about}/licenses/THIRD-PARTY-NOTICES",
    }

    assert [name for name, place in places.items() if files[place] != (ROOT / name).read_bytes()] == []


def test_its_list_of_files_has_the_hash_of_each(files: dict[str, bytes], metadata: Message) -> None:
    record = f"cdk_sagemaker_hosting-{metadata['Version']}.dist-info/RECORD"
    rows = dict(line.split(",", 1) for line in files[record].decode("utf-8").splitlines())

    def row(content: bytes) -> str:
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        return f"sha256={digest},{len(content)}"

    assert rows == {name: "," if name == record else row(content) for name, content in files.items()}


def test_its_bytes_depend_on_its_contents_only(wheel: Path) -> None:
    """No date, owner or order of the machine that built it; test/release builds it twice."""
    with zipfile.ZipFile(wheel) as archive:
        entries = archive.infolist()

    assert {(entry.date_time, entry.create_system, entry.external_attr) for entry in entries} == {((1980, 1, 1, 0, 0, 0), 3, 0o100644 << 16)}
    names = [entry.filename for entry in entries]
    assert names == [*sorted(name for name in names if "dist-info/" not in name), *sorted(name for name in names if "/licenses/" in name or name.endswith(("METADATA", "WHEEL", "top_level.txt"))), names[-1]]
    assert names[-1].endswith("/RECORD")


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
