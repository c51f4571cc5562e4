"""The files that git ignores, and those that are published."""

from projen.awscdk import AwsCdkConstructLibrary

# Build outputs and local state, not tracked.
LOCAL = [".venv/", "cdk.out/", ".demo/", ".bench/", ".same/", ".mutation/", "examples/java/target/", "__pycache__/", ".pytest_cache/", ".mypy_cache/", "*.egg-info/", "cdk.context.json", ".jsii.tabl.json"]

# The files that are published, beside package.json, README.md and LICENSE. lib/index.js contains the code of the other compiled files.
PUBLISHED = ["lib/index.js", "lib/**/*.d.ts", ".jsii", "CHANGELOG.md", "THIRD-PARTY-NOTICES", "llms.txt", "skills"]

# What other packages can import. jsii reads the assembly of a package.
EXPORTS = {
    ".": {"types": "./lib/index.d.ts", "default": "./lib/index.js"},
    "./package.json": "./package.json",
    "./.jsii": "./.jsii",
}


def configure(project: AwsCdkConstructLibrary) -> None:
    for pattern in LOCAL:
        project.gitignore.exclude(pattern)
    # Lists what is published, instead of what is not: a file that happens to be in the folder is then not published.
    project.package.add_field("files", PUBLISHED)
    project.package.add_field("exports", EXPORTS)
    # Omits source maps: as comments in the compiled files, they would be most of what users download and load.
    if project.tsconfig is not None:
        project.tsconfig.file.add_override("compilerOptions.inlineSourceMap", False)
        project.tsconfig.file.add_override("compilerOptions.inlineSources", False)
