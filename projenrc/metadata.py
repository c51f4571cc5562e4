"""What npm and PyPI show about the packages."""

from typing import Any

from projen.awscdk import AwsCdkConstructLibrary

REPOSITORY = "https://github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting"

KEYWORDS = [
    "aws-cdk",
    "awscdk",
    "cdk",
    "sagemaker",
    "machine-learning",
    "inference",
    "model-hosting",
    "endpoint",
    "mlops",
    "llm",
    "vllm",
    "sglang",
    "huggingface",
    "lora",
    "inference-component",
    "openai",
    "autoscaling",
    "serverless",
    "async",
]

# In addition to those that jsii-pacmak sets: license, status, audience, versions of Python, types.
CLASSIFIERS = [
    "Framework :: AWS CDK",
    "Framework :: AWS CDK :: 2",
    "Intended Audience :: Science/Research",
    "Intended Audience :: System Administrators",
    "Topic :: Scientific/Engineering :: Artificial Intelligence",
    "Topic :: Software Development :: Libraries :: Python Modules",
    "Topic :: System :: Installation/Setup",
]

# The links in the side bar of PyPI. build-tools/wheel_packaging.py writes them into the wheel, because jsii-pacmak writes the source only.
PROJECT_URLS = {
    "Documentation": f"{REPOSITORY}#readme",
    "API Reference": f"{REPOSITORY}/blob/main/API.md",
    "Changelog": f"{REPOSITORY}/blob/main/CHANGELOG.md",
    "Issues": f"{REPOSITORY}/issues",
    "Security": f"{REPOSITORY}/security/policy",
}


def options() -> dict[str, Any]:
    return {"keywords": KEYWORDS, "homepage": f"{REPOSITORY}#readme", "bugs_url": f"{REPOSITORY}/issues"}


def configure(project: AwsCdkConstructLibrary) -> None:
    manifest = project.try_find_object_file("package.json")
    if manifest is None:
        raise ValueError("the project has no package.json")
    manifest.add_override("jsii.targets.python.classifiers", sorted(CLASSIFIERS))
    manifest.add_override("jsii.metadata.projectUrls", PROJECT_URLS)
