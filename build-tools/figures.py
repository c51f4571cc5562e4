"""Creates the figures of the production example in the README: its number of lines, and the picture of its dashboard.

    npm run figures

Prints the number of lines, and writes the picture to docs/images/dashboard.png. Both are based on the template of the example.
"""

from __future__ import annotations

import os
import subprocess
import sys

import toolchain
from toolchain import ROOT, StepFailed

EXAMPLE = ROOT / "examples" / "production"
PICTURE = ROOT / "docs" / "images" / "dashboard.png"


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
