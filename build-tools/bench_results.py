"""What the benchmark has measured."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Run:
    """The duration of a process in seconds, and the memory of the largest process of it in bytes; 0 where it is not measured."""

    seconds: float
    memory: int = 0


@dataclass(frozen=True)
class Measured:
    """The runs of the apps, in rounds."""

    runs: dict[str, list[Run]]

    def seconds(self, name: str) -> list[float]:
        return [run.seconds for run in self.runs[name]]

    def median(self, name: str) -> float:
        return statistics.median(self.seconds(name))

    def memory(self, name: str) -> int:
        return max(run.memory for run in self.runs[name])


@dataclass
class Results:
    machine: str
    rounds: int
    # By language and number of copies.
    synth: dict[tuple[str, int], Measured] = field(default_factory=dict)
    # By language and number of copies, with the CDK's validation of templates, which apps have by default.
    validated: dict[tuple[str, int], Measured] = field(default_factory=dict)
    # By language.
    imports: dict[str, Measured] = field(default_factory=dict)
    # By number of copies.
    growth: dict[int, Measured] = field(default_factory=dict)

    def to_json(self) -> str:
        """Returns what the picture shows."""
        return json.dumps(
            {
                "synth": [[language, copies, {name: measured.seconds(name) for name in measured.runs}] for (language, copies), measured in self.synth.items()],
                "growth": [[copies, measured.median("ours")] for copies, measured in self.growth.items()],
            }
        )


def ratio(measured: Measured, name: str, other: str) -> float:
    """Returns the median of the ratios of the rounds, whose runs follow each other."""
    return statistics.median(ours / theirs for ours, theirs in zip(measured.seconds(name), measured.seconds(other), strict=True))


def counted(copies: int) -> str:
    return f"{copies} {'copy' if copies == 1 else 'copies'}"
