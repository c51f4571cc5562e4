"""Builds everything that is generated from the sources: the assembly, the wheel, the table of the structs, which is compiled again, and API.md.

    npm run build
"""

from __future__ import annotations

import sys

import api_reference
import struct_table
import toolchain
from toolchain import ROOT, StepFailed


def main() -> int:
    try:
        built = toolchain.wheel()
        if struct_table.write():
            built = toolchain.wheel()
        api_reference.write()
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"built {built.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
