"""What a run has found: a table in Markdown, and figures in test-reports/quality/integ.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

from cloud import ROOT
from runs import STEPS, Result

REPORT = ROOT / "test-reports" / "quality" / "integ.json"


def table(results: Sequence[Result], where: str) -> str:
    """The table for docs/quality.md."""
    lines = [f"Run in {where} on {datetime.now(timezone.utc):%Y-%m-%d}.", "", "| Program | Question | Answer | Minutes |", "|---|---|---|---|"]
    for result in results:
        question, answer = (text.replace("|", "\\|") for text in (result.question, result.answer))
        lines.append(f"| `{result.name}` | {question} | {answer} | {result.seconds / 60:.0f} |")
    return "\n".join(lines)


def figures(results: Sequence[Result], where: str, versions: Mapping[str, str]) -> dict[str, object]:
    examples = [result for result in results if result.kind == "example"]
    facts = [result for result in results if result.kind == "fact"]
    return {
        "date": f"{datetime.now(timezone.utc):%Y-%m-%d}",
        "where": where,
        "versions": dict(versions),
        "examples": len(examples),
        "examples with all steps": sum(result.steps == [*STEPS] for result in examples),
        "facts": len(facts),
        "facts deployed": sum("refused" not in result.steps and not result.failed for result in facts),
        "facts refused": sum("refused" in result.steps and not result.failed for result in facts),
        "failed": [result.name for result in results if result.failed],
        "seconds": round(sum(result.seconds for result in results)),
        "programs": [
            {"name": result.name, "kind": result.kind, "question": result.question, "answer": result.answer, "steps": result.steps, "failed": result.failed, "seconds": round(result.seconds, 1)}
            for result in results
        ],
    }


def write(content: Mapping[str, object], path: Path = REPORT) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
