"""Deploys, invokes and destroys the examples in an account, and asks it what no source settles.

    npm run integ                                    show what would be deployed to the account of the environment, and what of it costs money
    npm run integ -- --yes                           do it
    npm run integ -- --only quickstart --yes         some programs; also: --only examples, --only facts
    npm run integ -- --emulator                      on the emulator, without an account
    npm run integ -- --synth                         synthesize only
    npm run integ -- --list                          list the programs and their questions

The programs are in test/integ; docs/integration-tests.md explains them. Prints a table for docs/quality.md, and writes test-reports/quality/integ.json.
"""

from __future__ import annotations

import os
import subprocess
import sys

import toolchain
from toolchain import ROOT, StepFailed

EMULATOR = ROOT / "emulator"
PROGRAMS = ROOT / "test" / "integ"


def main(arguments: list[str]) -> int:
    # Before the installation, which takes minutes in a fresh clone.
    checked = subprocess.run([sys.executable, str(PROGRAMS / "options.py"), *arguments], check=False).returncode
    if checked or {"-h", "--help"} & set(arguments):
        return checked
    try:
        # The demo needs the same packages.
        python = toolchain.virtual_environment("demo", ROOT / "build-tools" / "demo-requirements.txt", EMULATOR / "requirements.txt")
        toolchain.install_wheel(python, toolchain.wheel(with_examples=False))
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    search_path = os.pathsep.join([str(EMULATOR), *filter(None, [os.environ.get("PYTHONPATH")])])
    env = toolchain.environment() | {"PYTHONPATH": search_path}
    # Waits for the program also when it is interrupted: it still destroys what it has deployed.
    process = subprocess.Popen([str(python), str(PROGRAMS / "run.py"), *arguments], cwd=ROOT, env=env)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            print("destroying what is deployed; this takes minutes", file=sys.stderr)


if __name__ == "__main__":
    with toolchain.own_temp_folder():
        sys.exit(main(sys.argv[1:]))
