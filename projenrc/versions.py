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

# The lowest supported version, and those that the tests and workflows run on. docs/versions.md says when they change.
NODE = "22.0.0"
NODES = ("22", "24")

# The versions that jsii supports; the wheel says so in its metadata.
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")

# Publishes the packages. Pinned, because it handles the identity that npm and PyPI trust.
PUBLIB = "0.2.1061"

# Not the `latest` version in npm (3.0.0), which reads older cloud assemblies only.
AWS_CDK_CLI = "2.1148.1"

# Pinned exactly for `npm ci`, which requires each of its optional platform packages in the same version.
SWC = "1.16.22"

# The newest version that runs on Node.js 20.
STRYKER = "9.6.1"

PYRIGHT = "1.1.414"
