"""Creates the figures of the README: lines of Python and of CloudFormation, and the pictures of the constructs and of the dashboard of the production example.

    npm run figures

Prints the lines of the same endpoint in three forms, and those of the production example. Writes the pictures to docs/images/.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import toolchain
from toolchain import ROOT, StepFailed

EXAMPLE = ROOT / "examples" / "production"
PICTURES = ROOT / "docs" / "images"


def main(arguments: list[str]) -> int:
    printed = toolchain.usage(__doc__, arguments, not arguments)
    if printed is not None:
        return printed
    try:
        python = toolchain.virtual_environment("figures", ROOT / "build-tools" / "figures-requirements.txt")
        toolchain.install_wheel(python, toolchain.wheel())
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    programs: list[list[str | Path]] = [["compare_forms.py"], ["draw_figures.py", EXAMPLE, PICTURES / "dashboard.png"], ["draw_architecture.py", PICTURES / "architecture.png"]]
    env = toolchain.environment() | {"PATH": os.environ["PATH"]}
    results = [subprocess.run([python, ROOT / "build-tools" / name, *rest], cwd=ROOT, env=env, check=False) for name, *rest in programs]
    return max(result.returncode for result in results)


if __name__ == "__main__":
    with toolchain.own_temp_folder():
        sys.exit(main(sys.argv[1:]))
