"""What is added to the wheel and left out of it after jsii-pacmak has built it, and that the same contents give the same bytes. test/python/test_wheel.py looks at the result."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import wheel_packaging
from wheel_packaging import Files, slim_engine_package, without_descriptions

NAME = "library/_jsii/library@1.2.3.jsii.tgz"
ASSEMBLY = {
    "name": "library",
    "readme": {"markdown": "# Library"},
    "docs": {"stability": "experimental"},
    "types": {
        "library.Docs": {
            "name": "Docs",
            "docs": {"summary": "A type."},
            "locationInModule": {"line": 1},
            "properties": [{"name": "docs", "docs": {"summary": "Not one of these."}, "optional": True}],
            "methods": [{"name": "readme", "parameters": [{"name": "docs", "docs": {"summary": "A parameter."}}]}],
        }
    },
}
USE = """
import aws_cdk as cdk
import cdk_sagemaker_hosting as sm
app = cdk.App()
stack = cdk.Stack(app, "Test")
sm.Model(stack, "Model", containers=[sm.ContainerDefinition(image=sm.ContainerImage.from_dlc("pytorch-inference", "2.6.0-cpu-py312"))])
print(sorted(each["Type"] for each in app.synth().get_stack_by_name("Test").template["Resources"].values()))
"""


def packed(files: Files, *, mtime: int = 0, order: int = 1) -> bytes:
    """A npm package, as npm packs it at a time and in an order."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, content in list(files.items())[::order]:
            info = tarfile.TarInfo(f"package/{name}")
            info.size, info.mtime, info.uname = len(content), mtime, f"user{mtime}"
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(tar.getvalue(), mtime=mtime)


def unpacked(content: bytes) -> Files:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {member.name: file.read() for member in archive if (file := archive.extractfile(member)) is not None}


@pytest.fixture
def npm() -> Files:
    return {
        "package.json": b'{"name": "library"}',
        ".jsii": json.dumps(ASSEMBLY, indent=2).encode(),
        "README.md": b"# Library",
        "CHANGELOG.md": b"# Changelog",
        "LICENSE": b"Apache-2.0",
        "llms.txt": b"# library",
        "lib/index.js": b"exports.a = 1;",
        "lib/index.d.ts": b"export declare const a: number;",
        "lib/deep/other.js": b"exports.b = 2;",
    }


def slim(content: bytes) -> bytes:
    files: Files = {NAME: content, "library/__init__.py": b"# code"}
    slim_engine_package(files, ROOT)
    assert files.pop("library/__init__.py") == b"# code"
    assert list(files) == [NAME]
    return files[NAME]


def test_the_engine_gets_the_code_the_manifest_and_the_assembly(npm: Files) -> None:
    found = unpacked(slim(packed(npm)))

    assert list(found) == ["package/.jsii", "package/lib/deep/other.js", "package/lib/index.js", "package/package.json"]
    assert {name: content for name, content in found.items() if name != "package/.jsii"} == {
        f"package/{name}": npm[name] for name in ("lib/deep/other.js", "lib/index.js", "package.json")
    }


def test_the_assembly_has_no_texts_and_everything_else(npm: Files) -> None:
    assert json.loads(unpacked(slim(packed(npm)))["package/.jsii"]) == {
        "name": "library",
        "types": {
            "library.Docs": {
                "name": "Docs",
                "properties": [{"name": "docs", "optional": True}],
                "methods": [{"name": "readme", "parameters": [{"name": "docs"}]}],
            }
        },
    }


@pytest.mark.parametrize("value", ["docs", 1, None, True, [], {}, ["docs", "readme"], {"name": "docs"}])
def test_other_values_of_an_assembly_stay_as_they_are(value: Any) -> None:
    assert without_descriptions(value) == value


def test_what_is_read_is_not_changed() -> None:
    before = json.dumps(ASSEMBLY)
    without_descriptions(ASSEMBLY)
    assert json.dumps(ASSEMBLY) == before


def test_the_bytes_do_not_depend_on_when_and_in_which_order_npm_packed(npm: Files) -> None:
    first, second = (packed(npm, mtime=mtime, order=order) for mtime, order in ((1, 1), (int(time.time()), -1)))
    assert first != second
    assert slim(first) == slim(second)
    assert slim(slim(first)) == slim(first)


def test_the_whole_wheel_has_the_same_bytes_again(tmp_path: Path) -> None:
    (built,) = (ROOT / "dist" / "python").glob("*.whl")
    again = tmp_path / built.name
    again.write_bytes(built.read_bytes())
    wheel_packaging.finish(again, ROOT)
    assert again.read_bytes() == built.read_bytes()


def test_the_whole_assembly_has_the_same_members_for_the_engine() -> None:
    """A member that has the name of a description would be lost."""

    def names(value: Any) -> list[str]:
        return [str(value["name"])] * ("name" in value) + [name for inner in value.values() for name in names(inner)] if isinstance(value, dict) else (
            [name for inner in value for name in names(inner)] if isinstance(value, list) else []
        )

    assembly = json.loads((ROOT / ".jsii").read_text(encoding="utf-8"))
    whole = {key: value for key, value in assembly.items() if key not in ("docs", "readme")}
    assert names(without_descriptions(assembly)) == names(whole)
    assert len(names(whole)) > 1000


def test_an_app_is_synthesized_with_the_package_in_the_wheel(tmp_path: Path) -> None:
    """By the engine of jsii, which unpacks it: the wheel is read from its file."""
    (built,) = (ROOT / "dist" / "python").glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(tmp_path / "installed")
    (package,) = (tmp_path / "installed").rglob("*.jsii.tgz")
    assert list(unpacked(package.read_bytes())) == ["package/.jsii", "package/lib/index.js", "package/package.json"]

    program = f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r})\n{USE}"
    result = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.strip()) == (0, "['AWS::CDK::Metadata', 'AWS::IAM::Role', 'AWS::SageMaker::Model']"), result.stderr
