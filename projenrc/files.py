"""What git and npm leave out, and what the package manager must be told."""

from projen.awscdk import AwsCdkConstructLibrary

from projenrc.versions import AWS_CDK_CLI

# Build outputs and local state: neither tracked nor published.
LOCAL = [".venv/", "cdk.out/", ".demo/", ".bench/", "__pycache__/", ".pytest_cache/", ".mypy_cache/", "*.egg-info/", "cdk.context.json"]

# Tracked, but no part of the published library.
NOT_PUBLISHED = [
    "/.projenrc.py",
    "/projenrc/",
    "/requirements-dev.txt",
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
    project.add_dev_deps(f"aws-cdk@{AWS_CDK_CLI}")
    # A registry without one optional platform package of a newer version breaks `npm ci` after a good `npm install`.
    project.package.add_package_resolutions("unrs-resolver@1.12.2")
