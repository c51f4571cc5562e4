"""Versions that several files use. Python packages are pinned in requirements files."""

JSII = "~6.0.0"

# The version to build and test against: the newest one in both npm and PyPI.
AWS_CDK_LIB = "2.275.0"

# The lowest supported version: the first one with everything that the library uses. `npm test -- floor` compiles against it.
AWS_CDK_LIB_FLOOR = "2.268.0"

# The lowest version that cdk-nag supports.
CONSTRUCTS = "10.5.1"

# The lowest supported version. `npm test -- floor` compiles against it.
CONSTRUCTS_FLOOR = "10.5.0"

NODE = "20.0.0"

# Not the `latest` version in npm (3.0.0), which reads older cloud assemblies only.
AWS_CDK_CLI = "2.1148.1"

# Pinned exactly for `npm ci`, which requires each of its optional platform packages in the same version.
SWC = "1.16.22"

PYRIGHT = "1.1.414"
