"""The options of a run. Uses only the standard library: build-tools/integ.py runs this file before it installs what the programs need."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


class Unknown(Exception):
    """An option that is not possible."""


def options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run integ --", description="Deploys, invokes and destroys the examples, and asks an account what no source settles.")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="runs this program; examples and facts run all of a kind; can be repeated")
    parser.add_argument("--list", action="store_true", help="lists the programs")
    parser.add_argument("--synth", action="store_true", help="synthesizes the programs, without an account")
    parser.add_argument("--emulator", action="store_true", help="deploys to the emulator, without an account")
    parser.add_argument("--yes", action="store_true", help="deploys to the account of the environment, which costs money")
    parser.add_argument("--keep", action="store_true", help="does not destroy what is deployed")
    parser.add_argument("--destroy", metavar="RUN", help="destroys what a run has left or kept, by the name of the run")
    found = parser.parse_args(arguments)
    if sum([found.list, found.synth, found.emulator, found.yes]) > 1:
        raise Unknown("--list, --synth, --emulator and --yes exclude each other")
    return found


if __name__ == "__main__":
    try:
        options(sys.argv[1:])
    except Unknown as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
