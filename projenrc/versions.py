"""Versions that more than one file needs. Python's own pins are in requirements-dev.txt and next to what they serve."""

JSII = "~6.0.0"

# What we build and test against: the newest version that both npm and PyPI have.
AWS_CDK_LIB = "2.275.0"

# The lowest version a user may have: the first one with all we use. `npm test -- floor` compiles the library against it.
AWS_CDK_LIB_FLOOR = "2.268.0"

CONSTRUCTS = "10.5.0"

NODE = "20.0.0"

# npm's `latest` (3.0.0) reads older cloud assemblies only, so the newest is not the right one.
AWS_CDK_CLI = "2.1148.1"

# Exact, for `npm ci`: the registry must have each of its optional platform packages in the same version.
SWC = "1.16.22"
