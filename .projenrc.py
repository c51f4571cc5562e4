"""The definition of the project, from which projen generates files. Run it with `npm run projen`."""

from projen.awscdk import AwsCdkConstructLibrary
from projen.javascript import NodePackageManager
from projen.python import Projenrc

from projenrc import dependencies, files, languages, lint, metadata, release, tasks, testing, workflows
from projenrc.versions import AWS_CDK_LIB_FLOOR, CONSTRUCTS_FLOOR, JSII, NODE

project = AwsCdkConstructLibrary(
    name="cdk-sagemaker-hosting",
    description="Host machine learning models on Amazon SageMaker with the AWS CDK: models, endpoint configurations, endpoints, scaling and metrics, validated at synthesis.",
    author="The cdk-sagemaker-hosting authors",
    author_address="cdk-sagemaker-hosting@users.noreply.github.com",
    author_organization=True,
    repository_url="https://github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting.git",
    license="Apache-2.0",
    copyright_owner="The cdk-sagemaker-hosting authors",
    copyright_period="2026",
    stability="experimental",
    default_release_branch="main",
    projenrc_js=False,
    npmignore_enabled=False,
    package_manager=NodePackageManager.NPM,
    jsii_version=JSII,
    cdk_version=AWS_CDK_LIB_FLOOR,
    constructs_version=CONSTRUCTS_FLOOR,
    min_node_version=NODE,
    # The workflows are in projenrc/workflows.py: those of projen pack the packages again after the tests.
    github=False,
    **metadata.options(),
    **dependencies.options(),
    **languages.options(),
    **testing.options(),
    **lint.options(),
    **release.options(),
)

Projenrc(project, python_exec=".venv/tools/bin/python")
dependencies.configure(project)
files.configure(project)
lint.configure(project)
testing.configure(project)
tasks.configure(project)
metadata.configure(project)
release.configure(project)
workflows.configure(project)

project.synth()
