"""Builds everything that is generated from the sources: the assembly, the wheel, the table of the structs, which is compiled again, API.md, llms.txt and the skill for coding agents.

    npm run build
"""

from __future__ import annotations

import sys

import agents
import api_reference
import struct_table
import toolchain
from toolchain import ROOT, StepFailed


def main(arguments: list[str]) -> int:
    printed = toolchain.usage(__doc__, arguments, not arguments)
    if printed is not None:
        return printed
    try:
        built = toolchain.wheel()
        if struct_table.write():
            built = toolchain.wheel()
        if agents.outdated():
            agents.write()
            # The wheel contains them.
            built = toolchain.wheel()
        api_reference.write()
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"built {built.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
