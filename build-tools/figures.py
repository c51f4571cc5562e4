"""What the README shows of the production example: how many lines it saves, and its dashboard.

    npm run figures

The size is printed; the picture is written to docs/images/dashboard.svg. Both are made of the template that the example makes.
"""

from __future__ import annotations

import os
import subprocess
import sys

import toolchain
from toolchain import ROOT, StepFailed

EXAMPLE = ROOT / "examples" / "production"
PICTURE = ROOT / "docs" / "images" / "dashboard.svg"


def main() -> int:
    try:
        python = toolchain.virtual_environment("figures", ROOT / "build-tools" / "figures-requirements.txt")
        toolchain.install_wheel(python, toolchain.wheel())
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    command = [str(python), str(ROOT / "build-tools" / "draw_figures.py"), str(EXAMPLE), str(PICTURE)]
    return subprocess.run(command, cwd=ROOT, env=toolchain.environment() | {"PATH": os.environ["PATH"]}, check=False).returncode


if __name__ == "__main__":
    with toolchain.own_temp_folder():
        sys.exit(main())
