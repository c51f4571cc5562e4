"""`npm run same` tells each difference of values, cloud assemblies and APIs, and no other."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from assemblies import assembly, dashboard, resource, write_assembly

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import same_api
import same_assembly
from same_diff import changes


# Any two values


def told(before: Any, after: Any) -> list[str]:
    return [str(change) for change in changes(before, after)]


@pytest.mark.parametrize("value", [None, 1, "text", [], {}, {"a": [1, {"b": None}]}, '{"a": 1}'])
def test_equal_values_do_not_differ(value: Any) -> None:
    assert told(value, json.loads(json.dumps(value))) == []


def test_the_order_of_keys_does_not_count() -> None:
    assert told({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"d": 3, "c": 2}, "a": 1}) == []
    assert told([{"a": 1, "b": 2}], [{"b": 2, "a": 1}]) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 2}, ["~ a: 1 -> 2"]),
        ({"a": 1}, {"a": True}, ["~ a: 1 -> true"]),
        ({"a": {"b": 1}}, {"a": {"b": True}}, ["~ a.b: 1 -> true"]),
        ({"a": "1"}, {"a": 1}, ['~ a: "1" -> 1']),
        ({}, {"a": None}, ["+ a: null"]),
        ({"a": None}, {}, ["- a: null"]),
        ({"a": [1]}, {"a": {"0": 1}}, ['~ a: [1] -> {"0": 1}']),
        ({"a": {"b": {"c": "x"}}}, {"a": {"b": {"c": "y", "d": 1}}}, ['~ a.b.c: "x" -> "y"', "+ a.b.d: 1"]),
    ],
)
def test_a_difference_is_told_where_it_is(before: Any, after: Any, expected: list[str]) -> None:
    assert told(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["a", "b", "c"], ["a", "c"], ['- [1]: "b"']),
        (["a", "c"], ["a", "b", "c"], ['+ [1]: "b"']),
        (["a", "b"], ["b", "a"], ['+ [0]: "b"', '- [1]: "b"']),
        ([{"id": 1}, {"id": 2}], [{"id": 1}, {"id": 3}], ["~ [1].id: 2 -> 3"]),
        ([{"id": 1}, {"id": 2}], [{"id": 0}, {"id": 1}, {"id": 2}], ['+ [0]: {"id": 0}']),
    ],
)
def test_what_moves_on_in_a_list_is_no_difference(before: Any, after: Any, expected: list[str]) -> None:
    assert told(before, after) == expected


def test_a_text_that_is_json_is_looked_into() -> None:
    assert told('{"a": [1, 2]}', '{"a": [1, 3]}') == ["~ a[1]: 2 -> 3"]
    assert told({"Body": dashboard("Errors")}, {"Body": dashboard("Latency")}) == ['~ Body.widgets[0].title: "Errors" -> "Latency"']
    assert told(dashboard("Errors"), dashboard("Errors", "Other")) == ['~ widgets[0].of: "${Endpoint}" -> "${Other}"']
    assert told('{"title": "Errors"}', {"Fn::Join": ["", ['{"title": "', {"Ref": "Title"}, '"}']]}) == ['~ title: "Errors" -> "${Title}"']


def test_a_joined_text_is_told_as_a_text() -> None:
    def arn(name: str) -> dict[str, Any]:
        return {"Fn::Join": [":", ["arn", {"Ref": "AWS::Partition"}, "sagemaker", {"Fn::GetAtt": [name, "Name"]}]]}

    expected = '~ Resource: "arn:${AWS::Partition}:sagemaker:${A.Name}" -> "arn:${AWS::Partition}:sagemaker:${B.Name}"'
    assert told({"Resource": arn("A")}, {"Resource": arn("B")}) == [expected]
    assert told({"Resource": "arn"}, {"Resource": {"Fn::Join": [":", ["arn", "b"]]}}) == ['~ Resource: "arn" -> "arn:b"']


def test_what_only_looks_the_same_when_it_is_joined_is_a_difference() -> None:
    assert told('{"a": 1}', '{"a":  1}') == ['~ : "{\\"a\\": 1}" -> "{\\"a\\":  1}"']
    parts = {"Fn::Join": ["", ['{"a": "', "${Endpoint}", '"}']]}
    assert len(told({"Body": parts}, {"Body": {"Fn::Join": ["", ['{"a": "', {"Ref": "Endpoint"}, '"}']]}})) == 1


def test_long_values_are_cut_to_where_they_differ() -> None:
    same_start, same_end = "x" * 1000, "y" * 1000
    (line,) = told(f"{same_start}old{same_end}", f"{same_start}new{same_end}")
    assert "old" in line and "new" in line
    assert len(line) < 300
    (line,) = told({}, {"a": "z" * 1000})
    assert line.endswith("... (1002 characters)")


# Cloud assemblies


def differences(one: Path, other: Path, *, texts: bool = True) -> list[str]:
    before, after = (same_assembly.read_assembly(folder, root=folder, texts=texts) for folder in (one, other))
    found = same_assembly.compare_assemblies(before, after, texts=texts)
    return [line for file, changed in found.items() for line in same_assembly.lines(file, changed, before, after)]


def test_stack_traces_logical_ids_in_metadata_folders_and_hashes_of_templates_do_not_count(tmp_path: Path) -> None:
    resources = {"Endpoint": resource(Name="a")}
    one = write_assembly(tmp_path / "one", resources)
    assert differences(one, write_assembly(tmp_path / "other", resources, hash_="1" * 64)) == []


def test_a_resource_is_told_by_its_logical_id_and_type(tmp_path: Path) -> None:
    one = write_assembly(tmp_path / "one", {"Endpoint": resource(Name="a", Old=1), "Gone": resource()})
    other = write_assembly(tmp_path / "other", {"Endpoint": resource(Name="b", New=[1]), "Here": resource()})
    assert differences(one, other) == [
        "  App.template.json",
        "    Endpoint (AWS::SageMaker::Endpoint)",
        '      ~ Properties.Name: "a" -> "b"',
        "      - Properties.Old: 1",
        "      + Properties.New: [1]",
        '    - Resources.Gone: {"Type": "AWS::SageMaker::Endpoint", "Properties": {}}',
        '    + Resources.Here: {"Type": "AWS::SageMaker::Endpoint", "Properties": {}}',
    ]


def test_warnings_constructs_and_the_contents_of_assets_count(tmp_path: Path) -> None:
    one = write_assembly(tmp_path / "one", {})
    other = write_assembly(tmp_path / "other", {}, warning="beware", asset="other weights")
    tree = other / "tree.json"
    tree.write_text(tree.read_text(encoding="utf-8").replace("lib.Model", "lib.Other"), encoding="utf-8")
    (other / "asset.2").write_text("", encoding="utf-8")
    lines = differences(one, other)
    assert [line for line in lines if "[ack:" in line] == ['      ~ [0].data: "careful [ack: lib:id]" -> "beware [ack: lib:id]"']
    assert '      ~ fqn: "lib.Model" -> "lib.Other"' in lines
    assert "  asset.1/manifest.json" in lines
    assert "  + asset.2" in lines


def test_texts_are_left_out_if_asked_for(tmp_path: Path) -> None:
    def resources(text: str, threshold: int) -> dict[str, Any]:
        alarm = {"AlarmDescription": text, "Threshold": threshold}
        return {"Alarm": resource(**alarm), "Dashboard": resource(DashboardBody=dashboard(text))}

    one = write_assembly(tmp_path / "one", resources("old", 1), warning="old")
    other = write_assembly(tmp_path / "other", resources("new", 2), warning="new")
    assert len([line for line in differences(one, other) if "new" in line]) == 3
    assert differences(one, other, texts=False) == [
        "  App.template.json",
        "    Alarm (AWS::SageMaker::Endpoint)",
        "      ~ Properties.Threshold: 1 -> 2",
    ]


def test_another_id_of_a_warning_is_no_text(tmp_path: Path) -> None:
    one = write_assembly(tmp_path / "one", {})
    other = write_assembly(tmp_path / "other", {})
    metadata = other / "App.metadata.json"
    metadata.write_text(metadata.read_text(encoding="utf-8").replace("lib:id", "lib:other"), encoding="utf-8")
    assert len(differences(one, other, texts=False)) == 3


# The public API


def api_lines(before: dict[str, Any], after: dict[str, Any], *, texts: bool = True) -> list[str]:
    return list(same_api.compare_apis(same_api.api_of(before), same_api.api_of(after), texts=texts).lines())


def test_where_the_sources_are_is_no_part_of_the_api() -> None:
    moved = assembly(locationInModule={"filename": "src/b.ts", "line": 7}) | {"readme": {"markdown": "other"}, "fingerprint": "2"}
    moved["types"]["lib.Endpoint"]["symbolId"] = "src/b:Endpoint"
    assert api_lines(assembly(), moved) == []


def test_types_and_documentation_of_a_member_are_told_apart() -> None:
    changed = assembly(docs={"summary": "Looks for it."}, parameters=[{"name": "id", "optional": True, "type": {"primitive": "number"}}])
    assert api_lines(assembly(), changed) == [
        "  changed types",
        "    Endpoint.find",
        '      ~ parameters[0].type.primitive: "string" -> "number"',
        "      + parameters[0].optional: true",
        "  changed docs",
        "    Endpoint.find",
        '      ~ docs.summary: "Finds it." -> "Looks for it."',
    ]


def test_new_and_removed_members_are_told_once() -> None:
    after = assembly(name="look")
    after["types"]["lib.Props"] = {"fqn": "lib.Props", "properties": [{"name": "inner"}]}
    del after["types"]["lib.Endpoint"]["initializer"]
    assert api_lines(assembly(), after) == [
        "  added",
        "    Endpoint.look",
        "    Props",
        "  removed",
        "    Endpoint.constructor",
        "    Endpoint.find",
    ]


def test_documentation_is_left_out_if_asked_for_but_not_what_compilers_tell() -> None:
    reworded = assembly(docs={"summary": "Looks for it.", "remarks": "Long."})
    assert api_lines(assembly(), reworded, texts=False) == []
    deprecated = assembly(docs={"summary": "Finds it.", "deprecated": "use look"})
    assert api_lines(assembly(), deprecated, texts=False) == ["  changed docs", "    Endpoint.find", '      + docs.deprecated: "use look"']
    assert api_lines(assembly(docs={}), assembly(docs={"deprecated": "use look"}), texts=False) != []


def test_the_package_itself_is_compared() -> None:
    assert api_lines(assembly(), assembly() | {"jsiiVersion": "7"}) == ["  changed types", "    package", '      ~ jsiiVersion: "6" -> "7"']
