"""The files that git and npm ignore."""

from projen.awscdk import AwsCdkConstructLibrary

# Build outputs and local state, neither tracked nor published.
LOCAL = [".venv/", "cdk.out/", ".demo/", ".bench/", ".same/", "__pycache__/", ".pytest_cache/", ".mypy_cache/", "*.egg-info/", "cdk.context.json", ".jsii.tabl.json"]

# Tracked, but not part of the published library.
NOT_PUBLISHED = [
    "/.projenrc.py",
    "/projenrc/",
    "/requirements-dev.txt",
    "/API.md",
    "/.ci/",
    "/bench/",
    "/build-tools/",
    "/data/",
    "/docs/",
    "/examples/",
    "/rosetta/",
    "/CONTRIBUTING.md",
    "/CHANGELOG.md",
]


def configure(project: AwsCdkConstructLibrary) -> None:
    for pattern in LOCAL:
        project.gitignore.exclude(pattern)
        project.add_package_ignore(pattern)
    for pattern in NOT_PUBLISHED:
        project.add_package_ignore(pattern)
    # Publishes lib/index.js only, which contains the code of the other files.
    project.add_package_ignore("/lib/**/*.js")
    project.add_package_ignore("!/lib/index.js")
    # Omits source maps: as comments in the compiled files, they would be most of what users download and load.
    if project.tsconfig is not None:
        project.tsconfig.file.add_override("compilerOptions.inlineSourceMap", False)
        project.tsconfig.file.add_override("compilerOptions.inlineSources", False)
