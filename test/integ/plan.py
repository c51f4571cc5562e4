"""What a run is going to do, and what of it costs money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cases import Fact
from deployed import Example
from facts import FACTS, NOT_ASKED
from options import Unknown
from programs import EXAMPLES

Program = Example | Fact
PROGRAMS: tuple[Program, ...] = (*EXAMPLES, *FACTS)


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
