"""The commands people type. They start with Python's standard library alone, so that a fresh clone needs no install step."""

from projen.awscdk import AwsCdkConstructLibrary

COMMANDS = {
    "test": "python3 build-tools/test.py",
    "demo": "python3 build-tools/demo.py",
    "bench": "python3 build-tools/bench.py",
    "same": "python3 build-tools/same.py",
    "figures": "python3 build-tools/figures.py",
    "build": "python3 build-tools/build.py",
    "projen": "python3 build-tools/toolchain.py projen",
}


def configure(project: AwsCdkConstructLibrary) -> None:
    for name, command in COMMANDS.items():
        project.package.set_script(name, command)
    # One file loads faster than sixty: docs/decisions/06-one-file.md.
    project.compile_task.exec(
        "esbuild lib/index.js --bundle --platform=node --target=node20 --keep-names --external:aws-cdk-lib --external:constructs"
        " --log-level=warning --allow-overwrite --outfile=lib/index.js"
    )
    # The examples of the README, compiled and translated: users of the wheel read them in Python.
    project.add_task("examples", description="Compile and translate the examples of the README", exec="python3 build-tools/toolchain.py examples")
    project.post_compile_task.spawn(project.tasks.try_find("examples"))
    # The same step as `npm run build`: jsii-docgen's Markdown alone would be three times as long.
    docgen = project.tasks.try_find("docgen")
    if docgen is None:
        raise ValueError("the project has no task docgen")
    docgen.reset("python3 build-tools/api_reference.py")
    # projen's own test task updates snapshots and fixes findings; what CI changes, nobody has reviewed.
    project.test_task.reset(COMMANDS["test"])
