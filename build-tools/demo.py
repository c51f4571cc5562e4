"""Deploys the quickstart without an AWS account, invokes it, updates it, and destroys it.

    npm run demo

In a fresh clone, this first builds the wheel and installs it in a separate environment. Later runs reuse both.
"""

from __future__ import annotations

import os
import subprocess
import sys

import toolchain
from toolchain import ROOT, StepFailed

EMULATOR = ROOT / "emulator"
QUICKSTART = ROOT / "examples" / "quickstart"


def main(arguments: list[str]) -> int:
    printed = toolchain.usage(__doc__, arguments, not arguments)
    if printed is not None:
        return printed
    print("Preparing (takes one or two minutes in a fresh clone)", flush=True)
    try:
        python = toolchain.virtual_environment("demo", ROOT / "build-tools" / "demo-requirements.txt", EMULATOR / "requirements.txt")
        toolchain.install_wheel(python, toolchain.wheel(with_examples=False))
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    scenario = [str(python), str(ROOT / "build-tools" / "demo_scenario.py"), str(QUICKSTART)]
    search_path = os.pathsep.join([str(EMULATOR), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.run(scenario, cwd=ROOT, env=toolchain.environment() | {"PYTHONPATH": search_path}, check=False).returncode


if __name__ == "__main__":
    with toolchain.own_temp_folder():
        sys.exit(main(sys.argv[1:]))
