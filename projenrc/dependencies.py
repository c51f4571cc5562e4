"""Development dependencies, and exceptions to how projen handles dependencies."""

from typing import Any

from projen.awscdk import AwsCdkConstructLibrary
from projen.javascript import PeerDependencyOptions

from projenrc.versions import AWS_CDK_CLI, AWS_CDK_LIB, CONSTRUCTS


def options() -> dict[str, Any]:
    # Develops against a newer version than the lowest supported one, because users usually have a newer one, too.
    return {"peer_dependency_options": PeerDependencyOptions(pinned_dev_dependency=False)}


def configure(project: AwsCdkConstructLibrary) -> None:
    project.add_dev_deps(f"aws-cdk-lib@{AWS_CDK_LIB}", f"constructs@{CONSTRUCTS}", f"aws-cdk@{AWS_CDK_CLI}", "esbuild@^0.25")
    # Is bundled into lib/index.js: docs/decisions/07-directory-archive.md.
    project.add_dev_deps("tar@^7")
    # Pins the version, because `npm ci` fails if a registry lacks one of the optional platform packages of a newer version.
    project.package.add_package_resolutions("unrs-resolver@1.12.2")
