"""Builds everything that is generated from the sources: the assembly, the wheel and API.md.

    npm run build
"""

from __future__ import annotations

import sys

import api_reference
import toolchain
from toolchain import ROOT, StepFailed


def main() -> int:
    try:
        built = toolchain.wheel()
        api_reference.write()
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"built {built.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
