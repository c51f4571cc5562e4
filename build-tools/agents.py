"""Writes llms.txt and the skill for coding agents, which both packages contain, from the pages in docs/, the examples and the assembly.

    python3 build-tools/agents.py            writes them; `npm run build` does, too
    python3 build-tools/agents.py --check    exits with 1 if one is out of date

The skill is short, because agents read all of it: the signatures are a file beside it, which they read when they need it. The texts of both are
build-tools/texts/skill.md and signatures.md, and the rules that the skill names are in build-tools/texts/skill-rules.txt, each as in docs/rules.md. Requires the
compiled library.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolchain import ROOT

Json = dict[str, Any]

TEXTS = ROOT / "build-tools" / "texts"
SKILL, SIGNATURES, INDEX = "skills/cdk-sagemaker-hosting/SKILL.md", "skills/cdk-sagemaker-hosting/references/signatures.md", "llms.txt"
PACKAGE = "cdk-sagemaker-hosting."
REPOSITORY = "https://github.com/cdk-sagemaker-hosting/cdk-sagemaker-hosting/blob/main"

# The types whose signatures are beside the skill: those of a first program.
TYPES = (
    "ModelEndpoint", "LanguageModelEndpoint", "Model", "EndpointConfig", "Endpoint", "InferenceComponent", "Capacity", "ModelServer", "ModelWeights",
    "ContainerImage", "ModelData", "ContainerDefinition", "BucketLocation", "ComputeRequirements", "LoraOptions", "InstanceProductionVariantProps", "ServerlessProductionVariantProps",
    "InferenceComponentSpecification", "DeploymentStrategy", "TrafficRouting", "CapacitySize", "VariantPropertyRetention", "AsyncInferenceOptions",
    "DataCaptureOptions", "ManagedInstanceScaling", "ScalableInstanceCount", "ScalableCopyCount", "HostingVpcEndpoints", "RuntimeVpcEndpoint",
    "registry.ModelPackageGroup", "registry.ModelPackage",
)  # fmt: skip
# The methods of an endpoint and of a variant that a first program calls, besides static ones.
METHODS = {
    "Model": ("addContainer", "addToRolePolicy"),
    "EndpointConfig": ("addInstanceProductionVariant", "addServerlessProductionVariant", "addShadowProductionVariant"),
    "Endpoint": (
        "addAutoRollbackAlarms", "addDashboard", "addInferenceComponent", "addLogGroup", "addRecommendedAlarms", "autoScaleInstanceCount", "createInvokeTask",
        "findInstanceProductionVariant", "grantInvoke", "grantInvokeAsync", "grantInvokeOpenAi", "inferenceComponent", "onStateChange",
    ),
    "InferenceComponent": ("addAdapter", "autoScaleCopyCount", "grantInvoke"),
    "ScalableInstanceCount": ("scaleOnInvocations", "scaleOnConcurrentRequests", "scaleOnCpuUtilization", "scaleOnBacklog", "scaleInWhenIdle", "scaleOnSchedule"),
    "ScalableCopyCount": ("scaleOnConcurrentRequests", "scaleInWhenIdle"),
    "registry.ModelPackageGroup": ("addModelPackage", "grantRegister", "grantApprove", "onApproved", "shareWith"),
}  # fmt: skip
# Structs of the CDK with few members.
CDK = {"EnableScalingProps": "*, max_capacity: float, min_capacity?", "ScalingSchedule": "*, schedule: Schedule, max_capacity?, min_capacity?"}
PLACEHOLDER = re.compile(r"<!-- (\w+) -->")
PYTHON = re.compile(r"^```python\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)


def written() -> dict[str, str]:
    """Returns the files, by their path in the project."""
    return {SKILL: filled("skill.md"), SIGNATURES: filled("signatures.md"), INDEX: index()}


def write() -> None:
    for path, text in written().items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def outdated() -> list[str]:
    """Returns the files that are not what they would be now."""
    return [path for path, text in written().items() if not (ROOT / path).exists() or (ROOT / path).read_text(encoding="utf-8") != text]


def write_programs(folder: Path) -> int:
    """Writes each program of the skill as a file that a type checker can read, and returns their number."""
    programs = PYTHON.findall((ROOT / SKILL).read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    for number, program in enumerate(programs):
        (folder / f"skill_{number}.py").write_text(program, encoding="utf-8")
    return len(programs)


# the skill


def filled(text: str) -> str:
    """Returns a text with what is generated in it."""
    parts: dict[str, Callable[[], str]] = {"rules": _rules, "signatures": _signatures, "reference": _reference, "repository": lambda: REPOSITORY}
    return PLACEHOLDER.sub(lambda found: parts[found.group(1)](), (TEXTS / text).read_text(encoding="utf-8"))


def _reference() -> str:
    """Returns the link from the skill to the signatures."""
    path = Path(SIGNATURES).relative_to(Path(SKILL).parent).as_posix()
    return f"[{path}]({path})"


def _rules() -> str:
    """Returns a table of rules, each of which docs/rules.md must have, with the ways out."""
    lines = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").splitlines()
    known = {cells[2]: cells for cells in (re.split(r" *\| *", line) for line in lines) if len(cells) > 5}
    rows = []
    for line in (TEXTS / "skill-rules.txt").read_text(encoding="utf-8").splitlines():
        rule, way_out = line.split(" | ", 1)
        if rule not in known or not known[rule][3].startswith("error"):
            raise ValueError(f"docs/rules.md has no error for '{rule}'; correct build-tools/texts/skill-rules.txt")
        rows.append(f"| {known[rule][1]} | {rule} | {way_out} |")
    return "\n".join(["| Property | Rule | What to do |", "|---|---|---|", *rows])


def _signatures() -> str:
    types: dict[str, Json] = json.loads((ROOT / ".jsii").read_text(encoding="utf-8"))["types"]
    return "\n".join(["```text", *(line for name in TYPES for line in _signature(name, types[PACKAGE + name], types)), "```"])


def _signature(name: str, declared: Json, types: dict[str, Json]) -> list[str]:
    if declared.get("datatype"):
        return [f"{name}({_keywords(PACKAGE + name, types)})"]
    methods = {each["name"]: each for each in _methods(declared, types)}
    called = [each for each in declared.get("methods", []) if each.get("static") and not each["name"].endswith("Arn")]
    static = [f"{name}.{snake(each['name'])}({_parameters(each, types)})" for each in called]
    own = [f"    .{snake(method)}({_parameters(methods[method], types)})" for method in METHODS.get(name, ())]
    initializer = declared.get("initializer", {})
    made = [f"{name}({_parameters(initializer, types)})"] if initializer.get("parameters") and not name.startswith("Scalable") else []
    return [*made, *static, *([name] if own and not made else []), *own]


def _methods(declared: Json, types: dict[str, Json]) -> list[Json]:
    """Returns the methods of a class, with those of its ancestors and interfaces in this package."""
    above = [types[fqn] for fqn in [declared.get("base"), *declared.get("interfaces", [])] if fqn in types]
    return [*declared.get("methods", []), *(each for ancestor in above for each in _methods(ancestor, types))]


def _parameters(called: Json, types: dict[str, Json]) -> str:
    """Returns the parameters as Python has them: the members of a struct at the end are keywords."""
    *positional, last = called.get("parameters", []) or [None]
    if last is None:
        return ""
    fqn = last["type"].get("fqn", "")
    lifted = types.get(fqn, {}).get("datatype") or (fqn not in types and last["name"].lower().endswith(("options", "props")))
    names = [f"{snake(each['name'])}{'?' if each.get('optional') else ''}" for each in (positional if lifted else [*positional, last])]
    if not lifted:
        return ", ".join([*names[:-1], f"*{names[-1]}" if called.get("variadic") else names[-1]])
    # Those of a struct that has its own line are there.
    keywords = f"**{_short(fqn)}" if fqn.removeprefix(PACKAGE) in TYPES else _keywords(fqn, types)
    return ", ".join(part for part in [*names, keywords] if part)


def _keywords(fqn: str, types: dict[str, Json]) -> str:
    if fqn not in types:
        return CDK.get(_short(fqn), f"**{_short(fqn)}")
    members = {each["name"]: each for each in _properties(fqn, types)}
    required = [f"{snake(name)}: {_type(each['type'])}" for name, each in members.items() if not each.get("optional")]
    optional = [f"{snake(name)}?" for name, each in sorted(members.items()) if each.get("optional")]
    return ", ".join(["*", *required, *optional])


def _properties(fqn: str, types: dict[str, Json]) -> list[Json]:
    declared = types.get(fqn, {})
    return [*declared.get("properties", []), *(each for base in declared.get("interfaces", []) for each in _properties(base, types))]


def _type(reference: Json) -> str:
    if "collection" in reference:
        element = _type(reference["collection"]["elementtype"])
        return f"list[{element}]" if reference["collection"]["kind"] == "array" else f"dict[str, {element}]"
    primitives = {"string": "str", "number": "float", "boolean": "bool"}
    return primitives[reference["primitive"]] if "primitive" in reference else _short(reference["fqn"])


def _short(fqn: str) -> str:
    return fqn.rsplit(".", 1)[-1]


def snake(name: str) -> str:
    """Returns a name as jsii writes it in Python."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


# the index


def index() -> str:
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    examples = []
    for app in sorted((ROOT / "examples").glob("*/app.py")):
        said = (ast.get_docstring(ast.parse(app.read_text(encoding="utf-8"))) or "").split("\n")[0]
        examples.append(f"- [{app.parent.name}]({REPOSITORY}/examples/{app.parent.name}/app.py): {said}")
    return "\n".join(
        [
            f"# {manifest['name']}",
            "",
            f"> {manifest['description']}",
            "",
            "An L2 construct library of the AWS CDK for Python, TypeScript and JavaScript, and a superset of @aws-cdk/aws-sagemaker-alpha. In Python:",
            "`pip install cdk-sagemaker-hosting`, `import cdk_sagemaker_hosting as sm`. Begin with `sm.ModelEndpoint`, or `sm.LanguageModelEndpoint` for language models. The",
            "skill has complete programs and traps, with signatures beside it; check a program with `cdk synth`, whose errors name the properties to change.",
            "",
            "## Start",
            "",
            f"- [README]({REPOSITORY}/README.md): installation, first app, overview",
            f"- [Skill for coding agents]({REPOSITORY}/{SKILL}): which construct for which need, complete programs, traps, and what is refused",
            f"- [Signatures]({REPOSITORY}/{SIGNATURES}): the parameters of the classes and methods of a first program",
            f"- [API reference]({REPOSITORY}/API.md): each type and member",
            "",
            "## Docs",
            "",
            *_pages("docs"),
            "",
            "## Examples",
            "",
            *examples,
            "",
            "## Optional",
            "",
            *_pages("docs/decisions"),
            f"- [CONTRIBUTING]({REPOSITORY}/CONTRIBUTING.md): how to work on the library itself",
            "",
        ]
    )


def _pages(folder: str) -> list[str]:
    """Returns a line for each page of a folder: its title, and its first sentence."""
    lines = []
    for page in sorted((ROOT / folder).glob("*.md")):
        prose = re.sub(r"<!--.*?-->|^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        title, *paragraphs = re.split(r"\n{2,}", prose.strip())
        # How to read the names is on many pages, and says nothing about one.
        first = next((each for each in paragraphs if re.match("[A-Za-z`]", each) and not each.startswith("Names in the text ")), "")
        sentence = re.split(r"(?<=[.:])\s", " ".join(re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?", r"\1", first).split()))[0].rstrip(".:")
        lines.append(f"- [{title.lstrip('# ')}]({REPOSITORY}/{folder}/{page.name}){f': {sentence}' if sentence else ''}")
    return lines


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        for path in outdated():
            print(f"{path} is out of date; run: npm run build")
        return 1 if outdated() else 0
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
