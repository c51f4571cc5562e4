"""The command that builds the packages: which tools it needs, and the sizes it prints."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build-tools"))

import java_cdk
import packages


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The tools that there are, with what they print."""
    found: dict[str, str] = {}
    monkeypatch.setattr(packages.shutil, "which", lambda name: f"/bin/{name}" if name in found else None)

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, stdout=found[command[0]], stderr="")

    monkeypatch.setattr(packages.subprocess, "run", run)
    return found


def test_java_needs_javac_jar_and_maven(tools: dict[str, str]) -> None:
    assert packages.missing_java() == "there is no javac"
    tools |= {"javac": "javac 17.0.15\n", "jar": ""}
    assert packages.missing_java() == "there is no mvn"
    tools["mvn"] = ""
    assert packages.missing_java() is None


@pytest.mark.parametrize(("printed", "reason"), [("javac 1.8.0_402", "Java is 8; 11 or newer is required"), ("javac 11.0.2", None), ("javac 21", None)])
def test_java_is_11_or_newer(tools: dict[str, str], printed: str, reason: str | None) -> None:
    tools |= {"javac": printed, "jar": "", "mvn": ""}
    assert packages.missing_java() == reason


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("go version go1.25.9 linux/amd64", "Go is 1.25; 1.26 or newer is required"),
        ("go version go1.26.8 linux/amd64", None),
        ("go version go2.0 linux/amd64", None),
        ("go version devel", "go version printed no version"),
    ],
)
def test_go_is_what_the_module_of_the_examples_says(tools: dict[str, str], printed: str, reason: str | None) -> None:
    assert packages.missing_go() == "there is no go"
    tools["go"] = printed
    assert packages.missing_go() == reason
    declared = (packages.ROOT / "examples" / "go" / "go.mod").read_text(encoding="utf-8")
    assert f"\ngo {'.'.join(map(str, packages.GO))}\n" in declared


def test_dotnet_needs_an_sdk(tools: dict[str, str]) -> None:
    assert packages.missing_dotnet() == "there is no .NET SDK"
    tools["dotnet"] = ""
    assert packages.missing_dotnet() == "there is no .NET SDK, only a runtime"
    tools["dotnet"] = "8.0.100 [/usr/share/dotnet/sdk]\n"
    assert packages.missing_dotnet() is None


def test_a_package_without_its_tools_is_an_error(tools: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert packages.main(["java"]) == 1
    assert packages.main(["go"]) == 1
    assert capsys.readouterr().err == "the package for java can't be built: there is no javac\nthe package for go can't be built: there is no go\n"


def test_an_unknown_package_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert packages.main(["java", "ruby"]) == 2
    assert capsys.readouterr().err == "unknown package ruby; the packages are js, python, java, go, dotnet\n"


def test_the_sizes_are_those_of_the_published_files_or_of_the_code(tmp_path: Path) -> None:
    java, go = tmp_path / "java" / "deep", tmp_path / "go" / "module"
    for folder in (java, go):
        folder.mkdir(parents=True)
    (java / "library-1.jar").write_bytes(bytes(3 * 1024**2))
    (java / "library-1.jar.md5").write_bytes(bytes(32))
    (go / "go.mod").write_bytes(bytes(1024**2))
    (go / "library.tgz").write_bytes(bytes(512 * 1024))
    assert packages.table({"java": tmp_path / "java", "go": tmp_path / "go"}).splitlines() == [
        "java  library-1.jar  3.00 MiB",
        "go    go/ (code)     1.50 MiB",
    ]


@pytest.fixture
def cdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that are taken to get the CDK for Java, in a project that has none."""
    taken: list[str] = []
    for name in ("FOLDER", "REPOSITORY", "EXAMPLES"):
        monkeypatch.setattr(java_cdk, name, tmp_path / name.lower())
    monkeypatch.setattr(java_cdk.toolchain, "ROOT", tmp_path)
    monkeypatch.setattr(java_cdk, "_generate", lambda _: taken.append("generate"))
    monkeypatch.setattr(java_cdk, "_compile", lambda *_: taken.append("compile"))
    for folder in ("sources", "examples/src"):
        (tmp_path / folder).mkdir(parents=True)
    return taken


@pytest.fixture
def maven(cdk: list[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets Maven exit with a number."""

    def exits(with_code: int) -> None:
        def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
            cdk.append("ask")
            return subprocess.CompletedProcess(command, with_code)

        monkeypatch.setattr(java_cdk.subprocess, "run", run)

    return exits


def test_the_cdk_is_from_maven_central(cdk: list[str], maven: Callable[[int], None], tmp_path: Path) -> None:
    maven(0)
    for _ in range(2):
        assert java_cdk.provide(tmp_path / "sources") == f"{java_cdk.version()} from Maven Central"
    assert cdk == ["ask"]


def test_the_cdk_is_built_where_maven_central_does_not_have_it(cdk: list[str], maven: Callable[[int], None], tmp_path: Path) -> None:
    maven(1)
    for _ in range(2):
        assert java_cdk.provide(tmp_path / "sources") == f"{java_cdk.version()} from npm"
    assert cdk == ["ask", "generate", "compile"]
    (tmp_path / "sources" / "Other.java").write_text("class Other {}", encoding="utf-8")
    java_cdk.provide(tmp_path / "sources")
    assert cdk == ["ask", "generate", "compile", "generate", "compile"]


def test_a_missing_tool_is_found_before_a_package_is_built(tools: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    built: list[str] = []
    monkeypatch.setattr(packages, "BUILDERS", {name: lambda name=name: built.append(name) for name in packages.BUILDERS})
    assert packages.main(["go", "js"]) == 1
    assert capsys.readouterr().err == "the package for go can't be built: there is no go\n"
    assert built == []


def test_the_tools_of_a_package_that_is_not_asked_for_are_not_required(tools: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_bytes(b"1")
    monkeypatch.setattr(packages, "BUILDERS", {name: lambda: tmp_path for name in packages.BUILDERS})
    assert packages.main(["js", "dotnet"]) == 0
