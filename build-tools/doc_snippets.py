"""The examples of README.md and of the pages in docs/: finds them, pairs Python with TypeScript, and writes each as a file that a compiler can check.

An example is a program if it has an app, other code, such as a client, if it doesn't use this library, and otherwise a part of a stack. A part imports what it uses, and a comment such as
`# bucket: s3.IBucket`, or `declare const bucket: s3.IBucket;`, names what the app around it defines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = "README.md"
LANGUAGES = {"python": "python", "ts": "ts", "typescript": "ts", "js": "ts"}

FENCED = re.compile(r"^(#+ [^\n]*)$|^```(\w+)[^\n]*\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
IMPORT = re.compile(r"^import [^;]*;\n", flags=re.MULTILINE)
DECLARED = {
    "python": re.compile(r"^# (\w+): ([\w.]+)$", flags=re.MULTILINE),
    "ts": re.compile(r"^declare const (\w+): ([\w.]+);$", flags=re.MULTILINE),
}
# What stands between an example in Python and the same in TypeScript.
BETWEEN = re.compile(r"\n*(?:<details><summary>(?:Java|Type)Script</summary>|The same app in JavaScript or TypeScript:)\n+")
OURS = re.compile(r"\bcdk_sagemaker_hosting\b|'cdk-sagemaker-hosting'|\bcdk\.App\(|\bnew App\(")


@dataclass(frozen=True)
class Snippet:
    """An example: its name, such as `docs/scaling/autoscaling-1`, its language, and its text."""

    name: str
    language: str
    text: str
    fence: str = ""

    @property
    def page(self) -> str:
        return self.name.rsplit("/", 1)[0]

    @property
    def kind(self) -> str:
        if not OURS.search(self.text):
            return "other"
        return "program" if re.search(r"\bnew App\(|\bcdk\.App\(", self.text) else "part"

    @property
    def declared(self) -> list[tuple[str, str]]:
        """The objects that the app around a part defines: their names and types."""
        return DECLARED[self.language].findall(self.text)

    @property
    def file_name(self) -> str:
        return re.sub(r"\W+", "_", self.name)


def pages(root: Path = ROOT) -> list[Path]:
    return [root / README, *sorted((root / "docs").rglob("*.md"))]


def snippets_of(text: str, page: str) -> list[Snippet]:
    """The blocks in Python and TypeScript, named by the heading above them and counted from there."""
    found: list[Snippet] = []
    heading, count = "top", 0
    for title, fence, block in FENCED.findall(text):
        if title:
            heading, count = re.sub(r"\W+", "-", title.strip("# ").lower()).strip("-"), 0
        elif fence in LANGUAGES:
            count += 1
            found.append(Snippet(f"{page}/{heading}-{count}", LANGUAGES[fence], block, fence))
    return found


def all_snippets(root: Path = ROOT) -> list[Snippet]:
    return [snippet for page in pages(root) for snippet in snippets_of(page.read_text(encoding="utf-8"), page_name(page, root))]


def page_name(page: Path, root: Path = ROOT) -> str:
    return page.relative_to(root).with_suffix("").as_posix().lower()


def pairs(root: Path = ROOT) -> Iterator[tuple[Snippet, Snippet]]:
    """Each example in Python that is followed by the same in TypeScript."""
    for page in pages(root):
        text = page.read_text(encoding="utf-8")
        snippets = snippets_of(text, page_name(page, root))
        for python, typescript in zip(snippets, snippets[1:], strict=False):
            if (python.language, typescript.language) == ("python", "ts"):
                end = text.index(f"```python\n{python.text}```") + len(f"```python\n{python.text}```")
                start = text.index(f"```{typescript.fence}\n{typescript.text}```", end)
                if BETWEEN.fullmatch(text[end:start]):
                    yield python, typescript


def typescript_module(snippet: Snippet, *, made: bool = False) -> str:
    """A module of an example: a part in the constructor of a stack. `made` makes what it only declares, by test/same/declared.ts."""
    if snippet.kind == "program":
        return snippet.text + "\nexport {};\n"
    imports, body = "".join(IMPORT.findall(snippet.text)), IMPORT.sub("", snippet.text)
    if made:
        imports += "import { declared } from '../test/same/declared';\n"
        body = DECLARED["ts"].sub(r"const \1: any = declared(this, '\1', '\2');", body)
    else:
        # A declaration is not allowed in a function.
        imports += "".join(f"declare const {name}: {type_};\n" for name, type_ in snippet.declared)
        body = DECLARED["ts"].sub("", body)
    given = [name for name, module in (("Construct", "constructs"), ("Stack", "aws-cdk-lib")) if not re.search(rf"\b{name}\b[^;]*from '{module}'", imports)]
    imports += "".join(f"import {{ {name} }} from '{module}';\n" for name, module in (("Construct", "constructs"), ("Stack", "aws-cdk-lib")) if name in given)
    return f"{imports}\nexport class Fixture extends Stack {{\n  constructor(scope: Construct, id: string) {{\n    super(scope, id);\n\n{body}  }}\n}}\n"


def python_module(snippet: Snippet) -> str:
    """A module of an example that a type checker can check: a part in a function whose parameters are what the app around it defines."""
    # A part shows expressions, such as a metric; a program of a page has no annotations.
    header = "# pyright: standard, reportUnusedExpression=false\n"
    if snippet.kind != "part":
        return header + snippet.text
    lines = snippet.text.splitlines()
    imports = [line for line in lines if re.match(r"(import|from) ", line)]
    body = [line for line in lines if line not in imports]
    arguments = "".join(f", {name}: {type_}" for name, type_ in snippet.declared)
    indented = "".join(f"    {line}\n" if line else "\n" for line in body)
    stack = "import aws_cdk as cdk\n" if "import aws_cdk as cdk" not in imports else ""
    return header + "\n".join(imports) + f"\n{stack}\n\ndef part(self: cdk.Stack{arguments}) -> None:\n{indented}    ...\n"


def write_modules(folder: Path, language: str) -> list[Path]:
    """Writes each example as a module into a folder."""
    extension, module = {"python": (".py", python_module), "ts": (".ts", typescript_module)}[language]
    written: list[Path] = []
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"*{extension}"):
        old.unlink()
    for snippet in all_snippets():
        if snippet.language == language:
            file = folder / f"{snippet.file_name}{extension}"
            file.write_text(module(snippet), encoding="utf-8")
            written.append(file)
    return written
