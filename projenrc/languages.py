"""The packages for other languages than TypeScript: their names, and where they are published."""

from typing import Any

from projen.cdk import JsiiDotNetTarget, JsiiGoTarget, JsiiJavaTarget, JsiiPythonTarget


def options() -> dict[str, Any]:
    return {
        "publish_to_pypi": JsiiPythonTarget(dist_name="cdk-sagemaker-hosting", module="cdk_sagemaker_hosting", trusted_publishing=True),
        # The group is the one that Maven Central assigns to a GitHub organization. A Java package cannot have its hyphens.
        "publish_to_maven": JsiiJavaTarget(
            java_package="io.github.cdksagemakerhosting",
            maven_group_id="io.github.cdk-sagemaker-hosting",
            maven_artifact_id="cdk-sagemaker-hosting",
            maven_server_id="central-ossrh",
        ),
        "publish_to_nuget": JsiiDotNetTarget(dot_net_namespace="CdkSageMakerHosting", package_id="CdkSageMakerHosting", trusted_publishing=True),
        # Go modules are published as a repository. The package in it is named cdksagemakerhosting.
        "publish_to_go": JsiiGoTarget(module_name="github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting-go"),
    }
