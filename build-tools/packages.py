"""Builds the packages of the library for each language, and prints their sizes.

    npm run packages                    all of them
    npm run packages -- java go         some: js, python, java, go, dotnet

The packages are in dist/. Without a .NET SDK, the package for .NET is the generated code, which is not compiled. Other languages without their tools are
an error here; `npm test` skips them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import java_cdk
import toolchain
from toolchain import ROOT, StepFailed, run

DIST = ROOT / "dist"
GO_PACKAGE = DIST / "go" / "cdksagemakerhosting"
# What the programs in examples/ need.
GO, JAVA = (1, 26), (11,)


def js() -> Path:
    toolchain.wheel()
    return _pack("js")


def python() -> Path:
    return toolchain.wheel().parent


def java() -> Path:
    """Builds the jar, and installs it in the Maven repository of the project."""
    _require("java")
    toolchain.wheel()
    with toolchain.one_at_a_time("java"):
        if _is_current("java", java_cdk.REPOSITORY):
            return DIST / "java"
        print(f"- the CDK for Java: {java_cdk.provide(generated_code('java') / 'src')}", flush=True)
        _pack("java", {"JSII_PACMAK_MAVEN_LOCAL_REPOSITORY": os.path.relpath(java_cdk.REPOSITORY, ROOT)})
        java_cdk.install(jar(), jar().with_suffix(".pom"))
        _remember("java")
    return DIST / "java"


def jar() -> Path:
    """Returns the jar with the classes."""
    (found,) = (file for file in (DIST / "java").rglob("*.jar") if not file.stem.endswith(("-sources", "-javadoc")))
    return found


def go() -> Path:
    """Generates the Go module, and compiles it."""
    _require("go")
    toolchain.wheel()
    with toolchain.one_at_a_time("go"):
        if not _is_current("go", GO_PACKAGE):
            _pack("go", {"GOFLAGS": f"{os.environ.get('GOFLAGS', '')} -p=2".strip()})
            _remember("go")
    return DIST / "go"


def dotnet() -> Path:
    """Builds the NuGet package, or generates the code of it if there is no .NET SDK."""
    toolchain.wheel()
    with toolchain.one_at_a_time("dotnet"):
        if not missing_dotnet():
            return _pack("dotnet")
        print(f"- the package for .NET is generated, and not compiled: {missing_dotnet()}", flush=True)
        shutil.rmtree(DIST / "dotnet", ignore_errors=True)
        shutil.copytree(generated_code("dotnet"), DIST / "dotnet")
    return DIST / "dotnet"


def generated_code(language: str) -> Path:
    """Generates the code of a package, without compiling it."""
    folder = ROOT / ".venv" / "generated"
    shutil.rmtree(folder / language, ignore_errors=True)
    run(f"generating the code for {language}", ["npx", "jsii-pacmak", "--code-only", "--targets", language, "--no-npmignore", "--outdir", folder])
    return folder / language


def _pack(language: str, env: dict[str, str] | None = None) -> Path:
    shutil.rmtree(DIST / language, ignore_errors=True)
    run(f"building the package for {language}", ["npx", "projen", f"package:{language}"], env=env)
    return DIST / language


def _stamp(language: str) -> Path:
    return DIST / f".{language}-digest"


def _is_current(language: str, needed: Path) -> bool:
    kept = needed.exists() and (DIST / language).exists()
    return kept and toolchain.stamped(_stamp(language), _made_from(language))


def _remember(language: str) -> None:
    _stamp(language).write_text(_made_from(language), encoding="utf-8")


def _made_from(language: str) -> str:
    """Returns a hash of what the package consists of: everything the wheel has. The Java package also depends on the CDK that the examples use."""
    examples = [java_cdk.EXAMPLES / "src"] if language == "java" else []
    return toolchain.digest([*(ROOT / source for source in toolchain.WHEEL_SOURCES), *examples])


# The tools of each language


def missing_java() -> str | None:
    """Returns why the Java package can't be built here."""
    for tool in ("javac", "jar", "mvn"):
        if shutil.which(tool) is None:
            return f"there is no {tool}"
    return _too_old("Java", ["javac", "-version"], r"javac (?:1\.)?(\d+)", JAVA)


def missing_go() -> str | None:
    """Returns why the Go module can't be compiled here."""
    if shutil.which("go") is None:
        return "there is no go"
    return _too_old("Go", ["go", "version"], r"go(\d+)\.(\d+)", GO)


def missing_dotnet() -> str | None:
    """Returns why the package for .NET can't be compiled here."""
    if shutil.which("dotnet") is None:
        return "there is no .NET SDK"
    sdks = subprocess.run(["dotnet", "--list-sdks"], capture_output=True, text=True, check=False).stdout
    return None if sdks.strip() else "there is no .NET SDK, only a runtime"


def _too_old(name: str, command: list[str], pattern: str, wanted: tuple[int, ...]) -> str | None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(pattern, result.stdout + result.stderr)
    if found is None:
        return f"{' '.join(command)} printed no version"
    if tuple(int(part) for part in found.groups()) >= wanted:
        return None
    return f"{name} is {'.'.join(found.groups())}; {'.'.join(map(str, wanted))} or newer is required"


def _require(name: str) -> None:
    missing = {"java": missing_java, "go": missing_go}.get(name, lambda: None)()
    if missing is not None:
        raise StepFailed(f"the package for {name} can't be built: {missing}")


# Sizes

BUILDERS: dict[str, Callable[[], Path]] = {"js": js, "python": python, "java": java, "go": go, "dotnet": dotnet}


def sizes(folder: Path) -> list[tuple[str, int]]:
    """Returns the published files in a folder with their sizes, or the folder itself if it consists of code."""
    suffixes = (".tgz", ".whl", ".jar", ".nupkg", ".tar.gz")
    # The code of Go and of .NET contains the npm package.
    code = any(folder.rglob("go.mod")) or any(folder.rglob("*.csproj"))
    files = [] if code else sorted(file for file in folder.rglob("*") if file.name.endswith(suffixes))
    if files:
        return [(file.name, file.stat().st_size) for file in files]
    return [(f"{folder.name}/ (code)", sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()))]


def table(built: dict[str, Path]) -> str:
    """Renders the files of each language with their sizes."""
    rows = [(language, name, f"{size / 1024**2:.2f} MiB") for language, folder in built.items() for name, size in sizes(folder)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(f"{language:<{widths[0]}}  {name:<{widths[1]}}  {size:>{widths[2]}}" for language, name, size in rows)


def main(arguments: list[str]) -> int:
    printed = toolchain.usage(__doc__, arguments, True)
    if printed is not None:
        return printed
    unknown = [name for name in arguments if name not in BUILDERS]
    if unknown:
        print(f"unknown package {', '.join(unknown)}; the packages are {', '.join(BUILDERS)}", file=sys.stderr)
        return 2
    names = [name for name in BUILDERS if name in (arguments or BUILDERS)]
    try:
        # Before the first package: the build of another can take many minutes.
        for name in names:
            _require(name)
        built = {name: BUILDERS[name]() for name in names}
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(table(built))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
