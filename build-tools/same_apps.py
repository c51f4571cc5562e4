"""The apps that are compared: the examples, the snippets of README and docs, the benchmark, and the features; and what a tree makes of them."""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import doc_snippets
import toolchain
from doc_snippets import Snippet
from same_trees import CACHE, PROCESSORS, Tree, attempt, build, check_out, hashed, made_once, node_modules, step
from toolchain import ROOT

RESULTS = CACHE / "results"
FEATURES = "test/same"
SNIPPETS = ".snippets"
REQUIREMENTS = "bench/requirements.txt"
# As the CDK's command line sets it.
CONTEXT = {"aws:cdk:enable-path-metadata": True, "aws:cdk:enable-asset-metadata": True}
# Validation takes a second for each template, and finds what the tests of the wheel find.
ENVIRONMENT = {"CDK_VALIDATION": "false"}

# What decides on the results of a build.
INPUTS = ("examples", "bench", "README.md", "docs", "rosetta", FEATURES)

# What the environment of the apps does not have.
FOREIGN = "from cdk_nag import"
# Images and artifacts that a snippet takes from the folder it runs in.
LOCAL = re.compile(r"""['"]((?:images|artifacts)/[\w./-]+)['"]""")


@dataclass(frozen=True)
class Results:
    """What a tree makes of the apps. `outcomes` has each app, with what went wrong."""

    tree: Tree
    library: Path
    folder: Path
    outcomes: dict[str, str | None]

    @property
    def root(self) -> Path:
        """Where the apps ran."""
        return self.folder / "tree"

    def assembly(self, app: str) -> Path:
        return self.folder / "out" / app


def typescript_app(snippet: Snippet, fixture: str) -> str:
    """A part in the class of a stack. What it only declares is made, by test/same/declared.ts. A part without imports has those of the fixture."""
    if doc_snippets.IMPORT.search(snippet.text):
        return doc_snippets.typescript_module(snippet, made=True)
    made = doc_snippets.DECLARED["ts"].sub(r"const \1: any = declared(this, '\1', '\2');", snippet.text)
    return "import { declared } from '../test/same/declared';\n" + fixture.replace("/// here", made) + "\nexport { Fixture };\n"


def synthesize(tree: Tree) -> Results:
    """Runs all apps of a tree with its library, if this has not been done before."""
    library = build(tree)
    own_features = tree.has(FEATURES)
    features = tree.fingerprint(FEATURES) if own_features else toolchain.digest([ROOT / FEATURES])
    tools = toolchain.digest([Path(__file__), Path(__file__).with_name("same_trees.py")])
    folder = RESULTS / hashed(library.name.encode(), tree.fingerprint(*INPUTS).encode(), features.encode(), tools.encode())
    results = Results(tree, library, folder, {})
    with made_once(folder) as missing:
        if missing:
            check_out(tree, results.root)
            if not own_features:
                shutil.copytree(ROOT / FEATURES, results.root / FEATURES)
            _run_all(results)
    results.outcomes.update(json.loads((folder / "outcomes.json").read_text(encoding="utf-8")))
    return results


def _run_all(results: Results) -> None:
    # Each part in Python has the template of the same part in TypeScript, which test/python/test_snippets.py compares.
    snippets = doc_snippets.all_snippets(results.root)
    apps = _python_apps(results, [snippet for snippet in snippets if snippet.language == "python" and snippet.kind == "program" and FOREIGN not in snippet.text])
    python = _python(results.tree)
    with ThreadPoolExecutor() as pool:
        compiled = pool.submit(_run_typescript, results, [snippet for snippet in snippets if snippet.language == "ts" and snippet.kind == "part"])
        failures = pool.map(lambda app: _run_python(results, python, app), apps)
        outcomes = {app.name: failure for app, failure in zip(apps, failures, strict=True)} | compiled.result()
    (results.folder / "outcomes.json").write_text(json.dumps(outcomes, indent=1), encoding="utf-8")
    print(f"- {results.tree.name}: {len(outcomes)} apps synthesized", flush=True)


@dataclass(frozen=True)
class PythonApp:
    """A file to run, and where."""

    name: str
    file: Path
    arguments: tuple[str, ...] = ()


def _python_apps(results: Results, snippets: list[Snippet]) -> list[PythonApp]:
    root = results.root
    apps = [PythonApp(f"examples/{file.parent.name}", file) for file in sorted((root / "examples").glob("*/app.py"))]
    if (root / "bench" / "app.py").exists():
        # The same app with the alpha and with plain resources does not use this library.
        apps.append(PythonApp("bench", root / "bench" / "app.py", ("ours", "2")))
    for snippet in snippets:
        folder = root / SNIPPETS / snippet.file_name
        (folder / "model" / "code").mkdir(parents=True)
        (folder / "model" / "code" / "inference.py").write_text("def model_fn(model_dir): ...\n", encoding="utf-8")
        (folder / "app.py").write_text(snippet.text, encoding="utf-8")
        apps.append(PythonApp(f"docs/{snippet.file_name}", folder / "app.py"))
    return apps


def _python(tree: Tree) -> Path:
    """An environment with the CDK that the tree is measured with."""
    wanted = tree.text(REQUIREMENTS) if tree.has(REQUIREMENTS) else None
    if wanted in (None, (ROOT / REQUIREMENTS).read_text(encoding="utf-8")):
        return toolchain.virtual_environment("bench", ROOT / REQUIREMENTS)
    requirements = CACHE / f"requirements-{hashed((wanted or '').encode())}.txt"
    requirements.write_text(wanted or "", encoding="utf-8")
    return toolchain.virtual_environment(f"same-{requirements.stem}", requirements)


def _run_python(results: Results, python: Path, app: PythonApp) -> str | None:
    """Runs an app as the CDK's command line does. Returns what went wrong."""
    settings = app.file.with_name("cdk.json")
    context = json.loads(settings.read_text(encoding="utf-8"))["context"] if settings.exists() else {}
    env = {
        "PYTHONPATH": str(results.library / "dist" / "python" / "src"),
        "CDK_OUTDIR": str(results.assembly(app.name)),
        "CDK_CONTEXT_JSON": json.dumps(context | CONTEXT),
    }
    with PROCESSORS:
        done = attempt([python, app.file.name, *app.arguments], cwd=app.file.parent, env=ENVIRONMENT | env)
    last = (done.stdout.strip().splitlines() or [f"exited with {done.returncode}"])[-1]
    return last.replace(str(results.root), ".") if done.returncode else None


def _run_typescript(results: Results, snippets: list[Snippet]) -> dict[str, str | None]:
    """Runs the features and the snippets in one process, beside the compiled library of the tree."""
    root = results.root
    folder = root / SNIPPETS
    link_library(root, results.library)
    (root / "node_modules").symlink_to(node_modules(results.tree), target_is_directory=True)
    fixture = (root / "rosetta" / "default.ts-fixture").read_text(encoding="utf-8")
    for snippet in snippets:
        (folder / f"{snippet.file_name}.ts").write_text(typescript_app(snippet, fixture), encoding="utf-8")
    _make_local_files(folder, {path for snippet in snippets for path in LOCAL.findall(snippet.text)})
    sources = [path for path in sorted([*(root / FEATURES).rglob("*.ts"), *folder.glob("*.ts")]) if not path.name.endswith(".test.ts")]
    options = ["--format=cjs", "--platform=node", "--log-level=warning", f"--outbase={root}", f"--outdir={root}"]
    esbuild: list[str | Path] = ["npx", "esbuild", *sources, *options]
    step(f"{results.tree.name}: compiling the features and snippets", esbuild, cwd=ROOT)
    out = results.folder / "out"
    out.mkdir(exist_ok=True)
    command: list[str | Path] = ["node", root / FEATURES / "synthesize.js", out, folder]
    step(f"{results.tree.name}: synthesizing the features and snippets", command, cwd=folder, env=ENVIRONMENT)
    outcomes: dict[str, str | None] = json.loads((out / "outcomes.json").read_text(encoding="utf-8"))
    return {app: failure and failure.replace(str(root), ".") for app, failure in outcomes.items()}


def link_library(root: Path, library: Path) -> None:
    """Puts the compiled library of a tree where the features import it, as `src`, and where the snippets do, by the name of the package."""
    folder = root / SNIPPETS
    name = json.loads((root / "package.json").read_text(encoding="utf-8"))["name"]
    for place in (root / "src", folder / "node_modules" / name):
        place.mkdir(parents=True, exist_ok=True)
        (place / "index.js").write_text(f"module.exports = require({json.dumps(str(library / 'lib' / 'index.js'))});\n", encoding="utf-8")
    # Makes the snippets a package of their own. As a part of the tree's package, Node.js would resolve the package's name by "exports" in its
    # package.json, before node_modules; but what this lists is compiled in the folder of the library, not here.
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")


def _make_local_files(folder: Path, paths: set[str]) -> None:
    """What the snippets name: an archive, the folder of an image, or a folder of artifacts."""
    for path in sorted(paths):
        place = folder / path
        if path.endswith(".tar.gz"):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("weights\n", encoding="utf-8")
        else:
            place.mkdir(parents=True, exist_ok=True)
            (place / ("Dockerfile" if path.startswith("images/") else "weights.json")).write_text("FROM scratch\n", encoding="utf-8")
