"""What a run is going to do, and what of it costs money."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

from cases import Fact
from deployed import Example
from facts import FACTS, NOT_ASKED
from programs import EXAMPLES

Program = Example | Fact
PROGRAMS: tuple[Program, ...] = (*EXAMPLES, *FACTS)


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


def chosen(names: Sequence[str]) -> list[Program]:
    """Returns the programs of these names, or all of them."""
    kinds: dict[str, Sequence[Program]] = {"examples": EXAMPLES, "facts": FACTS}
    known = {program.name: program for program in PROGRAMS}
    found: dict[str, Program] = {}
    for name in names or kinds:
        if name not in kinds and name not in known:
            raise Unknown(f"there is no program {name}; --list shows them")
        for program in kinds.get(name) or [known[name]]:
            found[program.name] = program
    return [*found.values()]


def listing() -> str:
    lines = ["Examples"]
    lines += [f"  {example.name:<32} {example.artifacts}" for example in EXAMPLES]
    lines += ["", "Facts"]
    lines += [f"  {fact.name:<32} {fact.question} ({fact.answers})" for fact in FACTS]
    lines += ["", "Not asked"]
    lines += [f"  {question} ({reason})" for question, reason in NOT_ASKED.items()]
    return "\n".join(lines)


def costs(programs: Sequence[Program]) -> str:
    """Lists what costs money: instance types with their minutes, and the rest."""
    minutes: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for program in programs:
        for instances in program.instances:
            minutes[instances.type] += instances.count * instances.minutes
        others.update(program.others)
    lines = [f"  {name:<20} about {total / 60:.1f} instance hours" for name, total in sorted(minutes.items())]
    lines += [f"  {name}" + (f" (in {count} programs)" if count > 1 else "") for name, count in sorted(others.items())]
    return "\n".join([*lines, "  requests, storage, logs, metrics, alarms, dashboards and data transfer"])
