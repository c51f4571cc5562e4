"""Renders API.md: each type with its members, from the JSON output of jsii-docgen.

The Markdown output of jsii-docgen contains each property four times: in a table, as a heading, as code, and as text. Here, it contains each
member once: properties, constants and members of enums as rows of a table, methods in sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from api_inheritance import Inheritance

Json = dict[str, Any]

PACKAGE = "cdk-sagemaker-hosting"

HEAD = f"""\
<!-- Generated from the doc comments in src/ by build-tools/api_reference.py. Do not edit; run: npm run build -->

# API reference

`{PACKAGE}` exports all of these types; `registry.X` is `X` of its submodule `registry`. Names and types are those of TypeScript;
[Construct Hub](https://constructs.dev/packages/{PACKAGE}) shows other languages too. The
[reference of the AWS CDK](https://docs.aws.amazon.com/cdk/api/v2/docs/aws-construct-library.html) describes what is inherited from it."""

# The groups of types in the output of jsii-docgen, with the titles that it uses. Only constructs have their example on the page, because GitHub cuts off a
# longer page; editors and Construct Hub show that of each type.
GROUPS = {"constructs": "Constructs", "structs": "Structs", "classes": "Classes", "interfaces": "Protocols", "enums": "Enums"}

KINDS = ("instanceMethods", "staticMethods", "properties", "constants", "members")


def render(api: Json, inheritance: Inheritance) -> str:
    groups: dict[str, list[Json]] = {title: api["apiReference"][group] for group, title in GROUPS.items() if api["apiReference"][group]}
    contents = [f"**{title}:** {', '.join(_named(each['fqn']) for each in types)}" for title, types in groups.items()]
    for title, types in groups.items():
        if title != GROUPS["constructs"]:
            groups[title] = [{**each, "docs": {**each["docs"], "example": None}} for each in types]
    sections = [part for title, types in groups.items() for part in (f"## {title}", *(_type(each, inheritance) for each in types))]
    return "\n\n".join([HEAD, *contents, *sections]) + "\n"


def broken_links(page: str) -> list[str]:
    """Returns the targets of links within the page that don't exist."""
    anchors = re.findall(r'<a id="([^"]+)"></a>', page)
    return sorted(set(re.findall(r"\]\(#([^)]+)\)", page)) - set(anchors))


def _type(described: Json, inheritance: Inheritance) -> str:
    fqn = described["fqn"]
    name = _short(fqn)
    own: dict[str, list[Json]] = {kind: [] for kind in KINDS}
    inherited: list[Json] = []
    for kind in KINDS:
        for member in described.get(kind, []):
            (inherited if inheritance.source(fqn, member["displayName"]) else own[kind]).append(member)
    parts = [
        f"### {_anchor(name)}{_struck(name, described)}",
        _relations(described, inheritance),
        *_docs(described),
        *_initializer(described.get("initializer")),
        *_methods("Methods", name, own["instanceMethods"]),
        *_methods("Static functions", name, own["staticMethods"]),
        *_properties("Properties", name, own["properties"]),
        *_properties("Constants", name, own["constants"]),
        _values("Member", own["members"]) if own["members"] else "",
        *_inherited(fqn, inherited, inheritance),
    ]
    return "\n\n".join(part for part in parts if part)


def _relations(described: Json, inheritance: Inheritance) -> str:
    base = inheritance.outside(described["fqn"])
    interfaces = [_named(each["fqn"]) for each in described.get("interfaces", [])]
    is_interface = "implementations" in described
    told = [
        ("Extends", [f"`{base}`"] if base else interfaces if is_interface else []),
        ("Implements", [] if is_interface else interfaces),
        ("Implemented by", [_named(each["fqn"]) for each in described.get("implementations", [])]),
    ]
    return "\n".join(f"- *{title}:* {', '.join(types)}" for title, types in told if types)


def _initializer(initializer: Json | None) -> list[str]:
    return ["#### Initializer", *_call(initializer)] if initializer else []


def _methods(title: str, owner: str, methods: list[Json]) -> list[str]:
    if not methods:
        return []
    index = ", ".join(f"[`{each['displayName']}`](#{owner}.{each['displayName']})" for each in methods) if len(methods) > 2 else ""
    return [f"#### {title}", index, *(part for method in methods for part in _method(owner, method))]


def _method(owner: str, method: Json) -> list[str]:
    name = method["displayName"]
    usage, *parameters = _call(method)
    return [f"##### {_anchor(f'{owner}.{name}')}{_struck(f'`{name}`', method)}", usage, *_docs(method), *parameters]


def _call(callable_: Json) -> list[str]:
    """Renders the signature without its import, and the descriptions of the parameters."""
    signature = callable_["usage"].split("\n\n")[-1].removeprefix("public ")
    told = [_parameter(each) for each in callable_["parameters"] if _line(each) or "](#" in _typed(each["type"])]
    return [f"```ts\n{signature}\n```", *(["\n".join(told)] if told else [])]


def _parameter(described: Json) -> str:
    said = _line(described)
    return f"- `{described['displayName']}` ({_typed(described['type'])}){f': {said}' if said else ''}"


def _properties(title: str, owner: str, properties: list[Json]) -> list[str]:
    """Renders a table, without a column of types if all properties have the type of their class, as in enum-like classes."""
    if not properties:
        return []
    if all(_typed(each["type"]) == f"[`{owner}`](#{owner})" for each in properties):
        return [f"#### {title}", _values("Name", properties)]
    rows = ((_property(owner, each), _typed(each["type"]), _line(each)) for each in properties)
    return [f"#### {title}", _table(("Name", "Type", "Description"), rows)]


def _property(owner: str, described: Json) -> str:
    name = described["displayName"]
    written = f"`{name}?`" if described.get("optional") else f"`{name}`"
    return f"{_anchor(f'{owner}.{name}')}{_struck(written, described)}"


def _values(title: str, values: list[Json]) -> str:
    """Renders a table of names and descriptions."""
    return _table((title, "Description"), ((_struck(f"`{each['displayName']}`", each), _line(each)) for each in values))


def _inherited(fqn: str, members: list[Json], inheritance: Inheritance) -> list[str]:
    """Lists inherited members by the type that declares them, with links to the types on this page."""

    def source(member: Json) -> tuple[str, ...]:
        return inheritance.source(fqn, member["displayName"])

    return [
        f"*{'Inherited from' if inheritance.extends(fqn, bases[0]) else 'As in'} {', '.join(_named(base) for base in bases)}:* "
        f"{', '.join(_reference(bases[0], each['displayName']) for each in group)}"
        for bases, group in groupby(sorted(members, key=source), key=source)
    ]


def _reference(base: str, member: str) -> str:
    return f"[`{member}`](#{_short(base)}.{member})" if _is_own(base) else f"`{member}`"


def _docs(described: Json) -> list[str]:
    """Renders the documentation as paragraphs."""
    docs = described["docs"]
    remarks = _text(docs.get("remarks", ""))
    deprecated = f"*Deprecated:* {_text(docs['deprecationReason'])}" if docs.get("deprecated") else ""
    example = f"```ts\n{docs['example']}\n```" if docs.get("example") else ""
    # Markdown requires an empty line before a list.
    separator = "\n\n" if remarks.startswith(("- ", "* ", "```")) else " "
    said = separator.join(part for part in (_text(docs.get("summary", "")), remarks) if part)
    return [deprecated, f"{said}{_links(docs)}".strip(), example]


def _line(described: Json) -> str:
    """Renders the documentation and the default on one line, for a table or a list."""
    docs = described["docs"]
    deprecated = f"*Deprecated:* {_text(docs['deprecationReason'])}" if docs.get("deprecated") else ""
    default = _text(described.get("default", "")).removeprefix("-").strip()
    told = [_text(docs.get("summary", "")), _text(docs.get("remarks", "")), _links(docs).strip(), f"*Default:* {default}" if default else "", deprecated]
    joined = " ".join(part for part in told if part)
    return re.sub(r"\s*\n\s*", " ", re.sub(r"\n(\n|(?=- ))", "<br>", joined)).strip()


def _links(docs: Json) -> str:
    links = docs.get("links", [])
    return f" ({', '.join(f'[docs]({link})' for link in links)})" if links else ""


def _text(text: str) -> str:
    return re.sub(r"\{@link\s+([^\s}]+)\s*\}", r"`\1`", text).strip()


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    written = [heads, ("---",) * len(heads), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in written)


def _typed(type_: Json) -> str:
    """Renders the name of a type, with a link if the type is on this page."""
    names = _names_in(type_)
    written = _pattern(type_)
    for fqn in names:
        written = written.replace("%", _short(fqn), 1)
    inside = [fqn for fqn in names if _is_own(fqn)]
    return f"[`{written}`](#{_short(inside[0])})" if inside else f"`{written}`"


def _pattern(type_: Json) -> str:
    """Returns the pattern of a type, in which jsii-docgen has a `%` for each nested type; nested patterns are resolved."""
    pattern: str = type_["formattingPattern"]
    for each in type_.get("types", []):
        pattern = pattern if "fqn" in each else pattern.replace("%", _pattern(each), 1)
    return pattern


def _names_in(type_: Json) -> list[str]:
    return [name for each in type_.get("types", []) for name in ([each["fqn"]] if "fqn" in each else _names_in(each))]


def _named(fqn: str) -> str:
    return f"[`{_short(fqn)}`](#{_short(fqn)})" if _is_own(fqn) else f"`{fqn}`"


def _short(fqn: str) -> str:
    return fqn.removeprefix(f"{PACKAGE}.")


def _is_own(fqn: str) -> bool:
    return fqn.startswith(f"{PACKAGE}.")


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>'


def _struck(text: str, described: Json) -> str:
    return f"~~{text}~~" if described["docs"].get("deprecated") else text
