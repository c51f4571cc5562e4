"""The packed package, installed in an empty project as its users do, with the versions of Node.js that they use."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Kept between runs, because the installation takes a minute.
PROJECT = ROOT / ".venv" / "package"
MANIFEST = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
NODES = ("node22", "node24")
RESOURCES = ["AWS::IAM::Policy", "AWS::IAM::Role", "AWS::SageMaker::Model", "AWS::SageMaker::ModelPackageGroup"]
# The compilers of the project.
JSII = ROOT / "node_modules" / "jsii" / "bin" / "jsii"
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"


def run(*command: str | Path, cwd: Path = PROJECT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    # Without the validation of templates, which aws-cdk-lib runs in each synthesis.
    temp = ROOT / ".venv" / "package-temp"
    temp.mkdir(parents=True, exist_ok=True)
    # tsx keeps its cache in the folder for temporary files.
    variables = {**os.environ, "CDK_VALIDATION": "false", "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1", "TMPDIR": str(temp), **(env or {})}
    return subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False)


def output(*command: str | Path, cwd: Path = PROJECT, env: dict[str, str] | None = None) -> str:
    result = run(*command, cwd=cwd, env=env)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout.strip()


@pytest.fixture(scope="session")
def packed() -> Path:
    """The file that a release publishes."""
    (found,) = (ROOT / "dist" / "js").glob("*.tgz")
    return found


@pytest.fixture(scope="session")
def files(packed: Path) -> list[str]:
    """The names of the packed files."""
    with tarfile.open(packed) as archive:
        return [name.removeprefix("package/") for name in archive.getnames()]


@pytest.fixture(scope="session")
def project(packed: Path) -> Path:
    """An empty project in which the package is installed, with the peers that the registry has."""
    peers = {name: MANIFEST["devDependencies"][name] for name in MANIFEST["peerDependencies"]}
    tools = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    wanted = {"private": True, "dependencies": {**tools["dependencies"], **peers}}
    manifest, stamp = PROJECT / "package.json", PROJECT / ".installed"
    text = json.dumps(wanted, indent=2)
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != text:
        shutil.rmtree(PROJECT, ignore_errors=True)
        PROJECT.mkdir(parents=True)
        manifest.write_text(text, encoding="utf-8")
        output("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
        stamp.write_text(text, encoding="utf-8")
    # npm keeps an installed package of the same version, so the one of the last run is removed.
    shutil.rmtree(PROJECT / "node_modules" / MANIFEST["name"], ignore_errors=True)
    output("npm", "install", "--no-save", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error", packed)
    for program in (HERE / "programs").iterdir():
        shutil.copy(program, PROJECT)
    return PROJECT


@pytest.fixture(scope="session", params=NODES)
def node(request: pytest.FixtureRequest, project: Path) -> Path:
    name = str(request.param)
    interpreter = project / "node_modules" / name / "bin" / ("node.exe" if sys.platform == "win32" else "node")
    assert output(interpreter, "--version").startswith(f"v{name.removeprefix('node')}.")
    return interpreter


def test_the_package_has_the_bundle_the_types_and_the_assembly_and_nothing_else(files: list[str]) -> None:
    others = {name for name in files if not (name.startswith("lib/") and name.endswith(".d.ts"))}
    skill = {f"skills/cdk-sagemaker-hosting/{name}" for name in ("SKILL.md", "references/signatures.md")}
    assert others == {"package.json", "README.md", "LICENSE", "THIRD-PARTY-NOTICES", "CHANGELOG.md", ".jsii", "lib/index.js", "llms.txt", *skill}


def test_the_package_has_the_types_that_the_index_leads_to_and_no_others(files: list[str], project: Path) -> None:
    package = project / "node_modules" / MANIFEST["name"]
    reached = ["lib/index.d.ts"]
    for name in reached:
        for path in re.findall(r"""(?:from|import\() ?['"](\.[^'"]+)['"]""", (package / name).read_text(encoding="utf-8")):
            target = os.path.normpath(Path(name).parent / path).replace(os.sep, "/")
            found = f"{target}.d.ts" if f"{target}.d.ts" in files else f"{target}/index.d.ts"
            reached += [found] if found not in reached else []
    assert set(reached) == {name for name in files if name.endswith(".d.ts")}


@pytest.mark.skipif(int(output("node", "-p", "process.versions.node.split('.')[0]", cwd=ROOT)) >= 22, reason="this machine has a supported Node.js")
def test_npm_says_that_an_older_node_is_not_supported(project: Path, packed: Path) -> None:
    result = run("npm", "install", "--dry-run", "--loglevel=warn", "--no-audit", "--no-fund", "--no-package-lock", packed)

    said = " ".join(line.removeprefix("npm warn EBADENGINE").strip() for line in result.stderr.splitlines())
    assert result.returncode == 0
    assert f"package: '{MANIFEST['name']}@{MANIFEST['version']}', required: {{ node: '>= 22.0.0' }}" in said


@pytest.mark.parametrize("program", ["common.cjs", "module.mjs"])
def test_the_package_can_be_imported(node: Path, project: Path, program: str) -> None:
    assert json.loads(output(node, program)) == RESOURCES


@pytest.mark.parametrize(("program", "command"), [("app.mjs", ()), ("app.ts", ("--import", "tsx"))])
def test_the_program_of_the_readme_runs_as_its_steps_say(node: Path, project: Path, program: str, command: tuple[str, ...]) -> None:
    """In a project as `npm init -y` makes it, whose modules are CommonJS."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```js\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert f"`{program}`" in readme
    folder = project / "readme"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "model" / "code").mkdir(parents=True)
    (folder / "model" / "code" / "inference.py").write_text("def model_fn(folder): ...", encoding="utf-8")
    (folder / "package.json").write_text('{ "type": "commonjs" }', encoding="utf-8")
    (folder / program).write_text(text, encoding="utf-8")
    # The CLI of the CDK sets the folder, with which an app synthesizes at its end.
    output(node, *command, program, cwd=folder, env={"CDK_OUTDIR": str(folder / "cdk.out")})
    assert "AWS::SageMaker::Endpoint" in (folder / "cdk.out" / "Churn.template.json").read_text(encoding="utf-8")


def test_each_name_can_be_imported_in_an_es_module(node: Path, project: Path) -> None:
    assert json.loads(output(node, "names.mjs")) == []


def test_tsx_runs_typescript_that_imports_the_package(node: Path, project: Path) -> None:
    assert json.loads(output(node, "--import", "tsx", "typed.mts")) == RESOURCES


@pytest.mark.parametrize("mode", [("nodenext", "nodenext"), ("es2022", "bundler")])
def test_typescript_finds_the_types(project: Path, mode: tuple[str, str]) -> None:
    assert output("node", TSC, *strict(mode), "typed.mts") == ""


def test_a_module_inside_the_package_cannot_be_imported(node: Path, project: Path) -> None:
    result = run(node, "deep.mjs")
    assert result.returncode == 1
    assert "ERR_PACKAGE_PATH_NOT_EXPORTED" in result.stderr


def test_typescript_finds_no_module_inside_the_package(project: Path) -> None:
    result = run("node", TSC, *strict(("nodenext", "nodenext")), "deep.mts")
    assert result.returncode != 0
    assert "error TS2307: Cannot find module 'cdk-sagemaker-hosting/lib/registry'" in result.stdout


@pytest.mark.parametrize("path", ["package.json", ".jsii"])
def test_tools_of_jsii_find_the_files_they_read(node: Path, project: Path, path: str) -> None:
    found = output(node, "-p", f"require.resolve('{MANIFEST['name']}/{path}')")
    assert Path(found).is_file()


@pytest.fixture(scope="session")
def library(project: Path) -> Path:
    """A jsii library that depends on the package, compiled."""
    folder = project / "node_modules" / "image-library"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "src").mkdir(parents=True)
    shutil.copy(HERE / "library" / "package.json", folder)
    # Has another extension in the project, whose compiler and linter would look for the package that it imports.
    shutil.copy(HERE / "library" / "index.mts", folder / "src" / "index.ts")
    output(project / "node_modules" / "node24" / "bin" / "node", JSII, cwd=folder)
    return folder


def test_a_jsii_library_compiles_against_the_package(library: Path) -> None:
    assembly = json.loads((library / ".jsii").read_text(encoding="utf-8"))
    assert assembly["types"]["image-library.MirroredImage"]["base"] == f"{MANIFEST['name']}.ContainerImage"


def test_a_library_can_extend_an_image(node: Path, library: Path) -> None:
    assert output(node, "library-user.mjs") == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/mirror:1"


def strict(mode: tuple[str, str]) -> list[str]:
    module, resolution = mode
    return ["--ignoreConfig", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", module, "--moduleResolution", resolution]
