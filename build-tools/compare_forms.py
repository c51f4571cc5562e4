"""Counts the lines of the same endpoint in three forms: in one call, as three constructs, and with L1 constructs. Started by figures.py.

A line of Python is one that is not blank, a comment or a docstring. A line of CloudFormation is a line of the template as the CDK writes it, which is
JSON with an indentation of 1.
"""

from __future__ import annotations

import ast
import io
import os
import subprocess
import sys
import tempfile
import tokenize
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1] / "bench"
FORMS = {"one call": BENCH / "one_call.py", "three constructs": BENCH / "three_constructs.py", "L1 constructs": BENCH / "plain_l1.py"}

NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def main() -> int:
    print(f"{'the same endpoint':<20}{'lines of Python':>18}{'of CloudFormation':>20}")
    for form, program in FORMS.items():
        print(f"{form:<20}{lines_of_python(program.read_text(encoding='utf-8')):>18}{lines_of_cloudformation(synthesize(program)):>20}")
    return 0


def lines_of_python(source: str) -> int:
    """Counts the lines with code. A line inside of a string that is not a docstring is code, too."""
    docstrings = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    code = {line for token in tokens if token.type not in NO_CODE for line in range(token.start[0], token.end[0] + 1)}
    return len(code - docstrings)


def lines_of_cloudformation(template: str) -> int:
    return len(template.splitlines())


def synthesize(program: Path) -> str:
    """Returns the template of the only stack, as the CDK writes it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"CDK_OUTDIR": folder, "CDK_VALIDATION": "false"}
        subprocess.run([sys.executable, program.name], cwd=program.parent, env=environment, stdout=subprocess.DEVNULL, check=True)
        (template,) = Path(folder).glob("*.template.json")
        return template.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
