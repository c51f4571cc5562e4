"""What the package manager must be told beside the versions."""

from typing import Any

from projen.awscdk import AwsCdkConstructLibrary
from projen.javascript import PeerDependencyOptions

from projenrc.versions import AWS_CDK_CLI, AWS_CDK_LIB, CONSTRUCTS


def options() -> dict[str, Any]:
    # projen would develop against the lowest version that users may have; a user's is usually newer.
    return {"peer_dependency_options": PeerDependencyOptions(pinned_dev_dependency=False)}


def configure(project: AwsCdkConstructLibrary) -> None:
    project.add_dev_deps(f"aws-cdk-lib@{AWS_CDK_LIB}", f"constructs@{CONSTRUCTS}", f"aws-cdk@{AWS_CDK_CLI}", "esbuild@^0.25")
    # Bundled into lib/index.js: docs/decisions/07-directory-archive.md.
    project.add_dev_deps("tar@^7")
    # A registry without one optional platform package of a newer version breaks `npm ci` after a good `npm install`.
    project.package.add_package_resolutions("unrs-resolver@1.12.2")
