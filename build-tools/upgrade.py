"""Upgrades the npm packages that the project is developed with, within the ranges of package.json.

    npm run upgrade

Pins, which are in projenrc/versions.py and in the requirements files, are raised by hand: each has a reason beside it. The versions that users need
(peerDependencies) are not touched.
"""

from __future__ import annotations

import sys

import toolchain
from toolchain import StepFailed, run


def main(arguments: list[str]) -> int:
    printed = toolchain.usage(__doc__, arguments, not arguments)
    if printed is not None:
        return printed
    try:
        # Changes package-lock.json alone, and writes no address of a registry into it.
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run("upgrading package-lock.json", ["npm", "update", "--package-lock-only", "--omit-lockfile-registry-resolved", *quiet])
        toolchain.node_modules()
        toolchain.projen()
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
