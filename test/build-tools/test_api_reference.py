"""API.md has each member once, and each of its links leads somewhere."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

from api_inheritance import Inheritance
from api_markdown import broken_links, render

Json = dict[str, Any]

PAGE = (ROOT / "API.md").read_text(encoding="utf-8")
PACKAGE = "cdk-sagemaker-hosting"


def fqn(name: str) -> str:
    return f"{PACKAGE}.{name}"


def type_of(name: str, pattern: str = "%") -> Json:
    return {"formattingPattern": pattern, "types": [{"fqn": name, "id": name, "displayName": name.split(".")[-1]}]}


def member(name: str, type_: Json | None = None, **more: Any) -> Json:
    return {"displayName": name, "docs": {"summary": f"The {name}."}, "type": type_ or {"formattingPattern": "string"}, **more}


def method(name: str, usage: str, *parameters: Json) -> Json:
    return {"displayName": name, "usage": usage, "parameters": list(parameters), "docs": {"summary": f"Does {name}."}}


def described(name: str, **members: Any) -> Json:
    return {"fqn": fqn(name), "docs": {"summary": f"A {name}."}, **members}


def page(assembly: Json, **groups: list[Json]) -> str:
    every: Json = {"constructs": [], "structs": [], "classes": [], "interfaces": [], "enums": []}
    types = {fqn(name): declared for name, declared in assembly.items()}
    return render({"apiReference": every | groups}, Inheritance({"types": types}))


# the committed page


def test_the_page_says_first_that_it_is_generated_and_how() -> None:
    first = PAGE.splitlines()[0]
    assert first.startswith("<!-- Generated ")
    assert "npm run build" in first
    assert "/API.md linguist-generated" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()


def test_each_link_of_the_page_leads_somewhere() -> None:
    assert len(re.findall(r"\]\(#", PAGE)) > 500
    assert broken_links(PAGE) == []


def test_each_anchor_of_the_page_is_there_once() -> None:
    anchors = re.findall(r'<a id="([^"]+)"></a>', PAGE)
    assert len(anchors) == len(set(anchors))


def test_the_page_is_small_enough_to_be_shown() -> None:
    # GitHub cuts off a page that is longer than 500 KiB.
    assert len(PAGE.encode()) < 500_000


def test_members_of_an_internal_base_are_described_once() -> None:
    place = {"locationInModule": {"filename": "src/base.ts", "line": 7}}
    assembly: Json = {name: {"methods": [{"name": "grant", **place}, {"name": "own"}]} for name in ("Endpoint", "ModelEndpoint")}
    methods = [method("grant", "grant()"), method("own", "own()")]
    text = page(assembly, classes=[described(name, instanceMethods=methods) for name in assembly])
    assert text.count("Does grant.") == 1
    assert text.count("Does own.") == 2
    assert "*As in [`Endpoint`](#Endpoint):* [`grant`](#Endpoint.grant)" in text


def test_the_page_has_each_type_and_each_member_that_the_library_declares() -> None:
    assembly: Json = json.loads((ROOT / ".jsii").read_text(encoding="utf-8"))
    sections = {part.splitlines()[0].split("</a>")[1].strip("~"): part for part in re.split(r"(?m)^### ", PAGE)[1:]}
    assert sorted(sections) == sorted(name.removeprefix(f"{PACKAGE}.") for name in assembly["types"])
    for name, declared in assembly["types"].items():
        section = sections[name.removeprefix(f"{PACKAGE}.")]
        members = [each["name"] for kind in ("methods", "properties", "members") for each in declared.get(kind, []) if not each.get("protected")]
        assert [each for each in members if f"`{each}" not in section] == []


@pytest.mark.parametrize("name", ["InstanceType", "Framework"])
def test_the_values_of_a_class_are_one_table(name: str) -> None:
    (section,) = (part for part in re.split(r"(?m)^### ", PAGE) if part.startswith(f'<a id="{name}">'))
    (table,) = re.findall(r"(?m)^\| Name \| Description \|\n(?:\|.*\n?)+", section)
    assert len(table.splitlines()) > 40
    assert "\n#####" not in section.split(table)[1]


# how it is written


def test_a_property_is_a_row_with_all_that_is_said_about_it() -> None:
    docs = {"summary": "The key.", "remarks": "See {@link Key }.\n\nOr a | b.", "links": ["https://example.com/key"]}
    struct = described("Options", properties=[member("key", optional=True, docs=docs, default="- none\nat all")])

    written = page({"Options": {"properties": [{"name": "key"}]}}, structs=[struct])

    row = r'| <a id="Options.key"></a>`key?` | `string` | The key. See `Key`.<br>Or a \| b. ([docs](https://example.com/key)) *Default:* none at all |'
    assert row in written.splitlines()
    assert written.count("The key.") == 1


def test_the_type_of_a_property_is_linked_if_the_page_has_it() -> None:
    nested = {"formattingPattern": "{[ key: string ]: %}", "types": [type_of(fqn("Key"), "%[]")]}
    own = [member("key", nested), member("bucket", type_of("aws-cdk-lib.aws_s3.IBucket"))]
    assembly = {"Options": {"properties": [{"name": "key"}, {"name": "bucket"}]}, "Key": {}}

    written = page(assembly, structs=[described("Options", properties=own), described("Key")])

    assert "| [`{[ key: string ]: Key[]}`](#Key) |" in written
    assert "| `aws-cdk-lib.aws_s3.IBucket` |" in written


def test_values_of_the_class_itself_need_no_column_of_types() -> None:
    values = [member(name, type_of(fqn("Size"))) for name in ("SMALL", "LARGE")]

    written = page({"Size": {"properties": [{"name": "SMALL"}, {"name": "LARGE"}]}}, classes=[described("Size", interfaces=[], constants=values)])

    assert "#### Constants\n\n| Name | Description |\n| --- | --- |\n| `SMALL` | The SMALL. |\n| `LARGE` | The LARGE. |\n" in written


def test_a_method_is_its_signature_and_what_that_does_not_say() -> None:
    usage = f"import {{ Key }} from '{PACKAGE}'\n\nKey.of(name: string, options?: Options)"
    undocumented = member("name", docs={})
    of = method("of", usage, undocumented, member("options", type_of(fqn("Options")), docs={"summary": "more", "remarks": "of it"}))

    written = page({"Key": {"methods": [{"name": "of"}]}, "Options": {}}, classes=[described("Key", interfaces=[], staticMethods=[of])], structs=[described("Options")])

    section = '##### <a id="Key.of"></a>`of`\n\n```ts\nKey.of(name: string, options?: Options)\n```\n\nDoes of.\n\n- `options` ([`Options`](#Options)): more of it\n'
    assert written.endswith(section)


def test_what_is_inherited_is_named_by_where_it_comes_from() -> None:
    assembly = {
        "Props": {"interfaces": [fqn("Options"), "aws-cdk-lib.Props"], "properties": [{"name": "own"}]},
        "Options": {"properties": [{"name": "shared"}]},
    }
    props = described("Props", properties=[member("own"), member("shared"), member("env")])

    written = page(assembly, structs=[described("Options", properties=[member("shared")]), props])

    assert written.count("The shared.") == 1
    assert "The env." not in written
    assert written.endswith("*Inherited from `aws-cdk-lib.Props`:* `env`\n\n*Inherited from [`Options`](#Options):* [`shared`](#Options.shared)\n")
    assert broken_links(written) == []


def test_what_is_deprecated_is_struck_and_says_why() -> None:
    docs = {"summary": "Old.", "deprecated": True, "deprecationReason": "use {@link New}"}

    written = page({"Old": {"members": [{"name": "A"}]}}, enums=[described("Old", docs=docs, members=[member("A", docs=docs)])])

    assert '### <a id="Old"></a>~~Old~~\n\n*Deprecated:* use `New`\n\nOld.\n' in written
    assert "| ~~`A`~~ | Old. *Deprecated:* use `New` |" in written


def test_a_link_to_what_is_not_there_is_found() -> None:
    assert broken_links('<a id="A"></a> [a](#A) [b](#B.c) [d](https://example.com/#D)') == ["B.c"]
