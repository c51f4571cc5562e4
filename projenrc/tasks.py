"""The commands of the project. They use only the standard library of Python, so a fresh clone needs no installation."""

from projen.awscdk import AwsCdkConstructLibrary

COMMANDS = {
    "test": "python3 build-tools/test.py",
    "demo": "python3 build-tools/demo.py",
    "bench": "python3 build-tools/bench.py",
    "same": "python3 build-tools/same.py",
    "mistakes": "python3 build-tools/mistakes.py",
    "figures": "python3 build-tools/figures.py",
    "catalog": "python3 build-tools/catalog.py",
    "baseline": "python3 build-tools/api_baseline.py",
    "soundness": "python3 build-tools/soundness.py",
    "matrix": "python3 build-tools/matrix.py",
    "quality": "python3 build-tools/quality.py",
    "mutation": "python3 build-tools/mutation.py",
    "upgrade": "python3 build-tools/upgrade.py",
    "build": "python3 build-tools/build.py",
    "packages": "python3 build-tools/packages.py",
    "test:java": "python3 build-tools/test.py java",
    "test:go": "python3 build-tools/test.py go",
    "test:dotnet": "python3 build-tools/test.py dotnet",
    "projen": "python3 build-tools/toolchain.py projen",
}


def configure(project: AwsCdkConstructLibrary) -> None:
    for name, command in COMMANDS.items():
        project.package.set_script(name, command)
    # Bundles the compiled files, because one file loads faster than two hundred: docs/decisions/06-one-file.md.
    project.compile_task.exec("node build-tools/bundle.mjs")
    # Compiles and translates the examples of README, docs and doc comments, which users of the wheel read in Python.
    project.add_task("examples", description="Compile and translate the examples of README, docs and doc comments", exec="python3 build-tools/toolchain.py examples")
    project.post_compile_task.spawn(project.tasks.try_find("examples"))
    # Runs the same step as `npm run build`, because the Markdown of jsii-docgen is three times as long.
    docgen = project.tasks.try_find("docgen")
    if docgen is None:
        raise ValueError("the project has no task docgen")
    docgen.reset("python3 build-tools/api_reference.py")
    # Replaces the test task of projen, which updates snapshots and fixes lint findings: changes made in CI are not reviewed.
    project.test_task.reset(COMMANDS["test"])
    # Keeps jsii-pacmak from writing a .npmignore: package.json lists what is published.
    for language in ("js", "python", "java", "go", "dotnet"):
        packaging = project.tasks.try_find(f"package:{language}")
        if packaging is None:
            raise ValueError(f"the project has no task package:{language}")
        packaging.env("JSII_PACMAK_NPMIGNORE", "false")
