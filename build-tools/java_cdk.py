"""The Java package of the AWS CDK, in the Maven repository of the project (.venv/maven).

Takes it from Maven Central. Where that does not have the version that the project is built with, builds it as the AWS CDK is built: generates the Java
code from the npm package, and compiles the classes that this library and the Java examples use.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import toolchain
from toolchain import ROOT, run

FOLDER = ROOT / ".venv" / "maven"
REPOSITORY = FOLDER / "repository"
EXAMPLES = ROOT / "examples" / "java"
# Batch mode, without the user's settings of what to print, and with a repository of its own: the packages that the project builds have version 0.0.0.
MAVEN = ("mvn", "--batch-mode", "--quiet", f"-Dmaven.repo.local={REPOSITORY}")
# Pins the plugins that no pom of ours names.
DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
INSTALL_PLUGIN = "org.apache.maven.plugins:maven-install-plugin:3.1.3"

NAMESPACE = "http://maven.apache.org/POM/4.0.0"
# The packages whose Java code the CDK consists of.
SOURCES = ("aws-cdk-lib", "@aws-cdk/cloud-assembly-schema", "@aws-cdk/asset-awscli-v1", "@aws-cdk/asset-node-proxy-agent-v6")
# What the generated code is compiled with.
LIBRARIES = (
    ("software.constructs", "constructs", "[10.5.0,11.0.0)", "compile"),
    ("software.amazon.jsii", "jsii-runtime", "[1.140.0,2.0.0)", "compile"),
    ("org.jetbrains", "annotations", "[16.0.3,20.0.0)", "provided"),
    ("javax.annotation", "javax.annotation-api", "[1.3.2,1.4.0)", "provided"),
)


def version() -> str:
    """Returns the version of the CDK that the project is built with."""
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return str(manifest["devDependencies"]["aws-cdk-lib"])


def provide(sources: Path) -> str:
    """Makes the CDK resolvable for the generated sources of this library and the examples. Returns where it is from."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    origin = FOLDER / ".origin"
    if not toolchain.stamped(origin, central := f"{version()} from Maven Central"):
        if toolchain.stamped(FOLDER / ".refused", version()) or not _is_in_maven_central():
            (FOLDER / ".refused").write_text(version(), encoding="utf-8")
            return _build(sources)
        origin.write_text(central, encoding="utf-8")
    return central


def _is_in_maven_central() -> bool:
    """Asks Maven for the package, and says so if there is none, without the report of Maven: it is no failure."""
    artifact = f"software.amazon.awscdk:aws-cdk-lib:{version()}"
    command = [*MAVEN, f"{DEPENDENCY_PLUGIN}:get", f"-Dartifact={artifact}"]
    if subprocess.run(command, cwd=FOLDER, env=toolchain.environment(), capture_output=True, check=False).returncode == 0:
        return True
    print(f"- Maven has no {artifact}: building it from the npm package", flush=True)
    return False


def _build(sources: Path) -> str:
    generated = FOLDER / "cdk" / version()
    origin = f"{version()} from npm {toolchain.digest([sources, EXAMPLES / 'src'])}"
    if not toolchain.stamped(FOLDER / ".origin", origin):
        _generate(generated)
        _compile(generated, [sources, EXAMPLES / "src"])
        (FOLDER / ".origin").write_text(origin, encoding="utf-8")
    return f"{version()} from npm"


def _generate(generated: Path) -> None:
    """Generates the Java code of the CDK, once for each version."""
    if (generated / ".complete").exists():
        return
    shutil.rmtree(FOLDER / "cdk", ignore_errors=True)
    for name in SOURCES:
        command = ["npx", "jsii-pacmak", "--code-only", "--targets", "java", "--no-npmignore", "--force-subdirectory=false"]
        run(f"generating the Java code of {name}", [*command, "--outdir", generated / name, ROOT / "node_modules" / name])
    (generated / ".complete").touch()


def _compile(generated: Path, roots: list[Path]) -> None:
    """Compiles the classes of the CDK that the roots use, and installs them with the assemblies, as one artifact."""
    pom, classes, jar = generated / "pom.xml", generated / "classes", generated / "aws-cdk-lib.jar"
    pom.write_text(_pom(), encoding="utf-8")
    path = generated / "class-path"
    run("getting the libraries of the CDK", [*MAVEN, "-f", pom, f"{DEPENDENCY_PLUGIN}:build-classpath", f"-Dmdep.outputFile={path}"])
    shutil.rmtree(classes, ignore_errors=True)
    classes.mkdir()
    files = generated / "files"
    files.write_text("\n".join(f'"{file.as_posix()}"' for root in roots for file in sorted(root.rglob("*.java"))), encoding="utf-8")
    lookup = ":".join(str(generated / name / "src" / "main" / "java") for name in SOURCES)
    # Compiles the sources that javac finds in the source path because others refer to them.
    command: list[str | Path] = ["javac", "-J-Xmx3g", "-proc:none", "-nowarn", "-Xlint:none", "-g:none", "-encoding", "UTF-8", "-d", classes, "-sourcepath", lookup]
    run("compiling the Java code of the CDK", [*command, "-classpath", path.read_text(encoding="utf-8").strip(), f"@{files}"])
    for name in SOURCES:
        shutil.copytree(generated / name / "src" / "main" / "resources", classes, dirs_exist_ok=True)
    run("packing the Java package of the CDK", ["jar", "--create", "--file", jar, "-C", classes, "software"])
    install(jar, pom)


def install(jar: Path, pom: Path) -> None:
    """Installs a package in the repository of the project."""
    run(f"installing {jar.name}", [*MAVEN, f"{INSTALL_PLUGIN}:install-file", f"-Dfile={jar}", f"-DpomFile={pom}"])


def _pom() -> str:
    dependencies = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{range}</version><scope>{scope}</scope></dependency>"
        for group, name, range, scope in LIBRARIES
    )
    return (
        f'<project xmlns="{NAMESPACE}"><modelVersion>4.0.0</modelVersion><groupId>software.amazon.awscdk</groupId>'
        f"<artifactId>aws-cdk-lib</artifactId><version>{version()}</version><dependencies>{dependencies}</dependencies></project>\n"
    )
