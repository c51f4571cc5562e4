"""The examples in the docstrings of the wheel: finds them, and writes them as a module that a type checker can read.

    python3 build-tools/docstring_examples.py PACKAGE FILE      writes the examples of a package, such as .venv/test/lib/python3.11/site-packages/cdk_sagemaker_hosting

The module has a function for each example. What the fixture of jsii-rosetta imports is imported, and what an example declares is a parameter.
"""

from __future__ import annotations

import ast
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIXTURE = ROOT / "rosetta" / "default.ts-fixture"
CDK, OWN = "aws-cdk-lib", "cdk-sagemaker-hosting"

# An example shows calls whose results it does not use, and jsii-rosetta omits the types of parameters.
SETTINGS = ("reportMissingParameterType", "reportUnusedVariable", "reportUnusedExpression", "reportUnusedImport", "reportUnusedClass", "reportMissingSuperCall")

EXAMPLE = re.compile(r"^( *)Example::\n((?:\n|\1 +.*\n?)+)", flags=re.MULTILINE)
DECLARED = re.compile(r"^# (\w+): ([\w.]+)\n", flags=re.MULTILINE)
NAMED_IMPORT = re.compile(r"^import \{ (.*) \} from '([\w-]+)';$")
MODULE_IMPORT = re.compile(r"^import \* as (\w+) from '([\w/-]+)';$")


def examples_of(package: Path) -> dict[str, str | None]:
    """Returns the example of each public class, by its name in the package, such as `registry.ModelPackage`; None for a class without one."""
    found = {}
    for module in sorted(package.rglob("__init__.py")):
        prefix = "".join(f"{part}." for part in module.parent.relative_to(package).parts)
        for each in ast.parse(module.read_text(encoding="utf-8")).body:
            if isinstance(each, ast.ClassDef) and not each.name.startswith("_"):
                found[f"{prefix}{each.name}"] = next(filter(None, map(_example, _docstrings(each))), None)
    return found


def module_of(examples: dict[str, str | None], fixture: str) -> str:
    """Returns a module with the examples."""
    functions = [_function(name, example) for name, example in examples.items() if example]
    settings = ", ".join(["strict", *(f"{each}=false" for each in SETTINGS)])
    return "\n\n\n".join([f"# pyright: {settings}\n" + "\n".join(_imports(fixture)), *functions]) + "\n"


def write(package: Path, target: Path) -> int:
    """Writes the module with the examples of a package, and returns their number."""
    examples = examples_of(package)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(module_of(examples, FIXTURE.read_text(encoding="utf-8")), encoding="utf-8")
    return sum(example is not None for example in examples.values())


def _docstrings(declared: ast.ClassDef) -> Iterator[str]:
    """Yields the docstrings of a class and of its constructor: jsii writes that of a struct to the constructor."""
    constructors = [each for each in declared.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
    documented: list[ast.ClassDef | ast.FunctionDef] = [declared, *constructors]
    for each in documented:
        if docstring := ast.get_docstring(each):
            yield docstring


def _example(docstring: str) -> str | None:
    found = EXAMPLE.search(f"{docstring}\n")
    # jsii doubles backslashes and escapes quotes; the parser has undone both.
    return textwrap.dedent(found.group(2)).strip("\n") + "\n" if found else None


def _function(name: str, example: str) -> str:
    # jsii-rosetta names the type as it does the variable of the fixture, but `lambda` is a keyword.
    parameters = ["self: Stack", *(f"{declared}: {type_.replace('lambda.', 'lambda_.')}" for declared, type_ in DECLARED.findall(example))]
    body = textwrap.indent(DECLARED.sub("", example).strip("\n"), "    ")
    return f"def {name.replace('.', '_')}({', '.join(parameters)}) -> None:\n{body}"


def _imports(fixture: str) -> Iterator[str]:
    """Translates the imports of the fixture."""
    for line in fixture.splitlines():
        if named := NAMED_IMPORT.match(line):
            yield f"from {_python(named.group(2))} import {named.group(1)}"
        elif module := MODULE_IMPORT.match(line):
            name = f"{module.group(1)}_" if module.group(1) == "lambda" else module.group(1)
            package, _, inner = module.group(2).partition("/")
            yield f"from {_python(package)} import {_python(inner)} as {name}" if inner else f"import {_python(package)} as {name}"


def _python(name: str) -> str:
    return "aws_cdk" if name == CDK else name.replace("-", "_")


def main(arguments: list[str]) -> int:
    package, target = map(Path, arguments)
    print(f"{write(package, target)} examples")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
