"""What CloudFormation refuses before it creates or updates a stack, and what other stacks use."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import Cloud

TOPIC: dict[str, Any] = {"Type": "AWS::SNS::Topic"}
T: dict[str, Any] = {"T": TOPIC}


def named(name: Any) -> dict[str, Any]:
    return {"T": {**TOPIC, "Properties": {"DisplayName": name}}}


def refusal(cloud: Cloud, template: Any, **request: Any) -> str:
    """Return the text with which a stack and a change set of the template are refused."""
    body = template if isinstance(template, str) else json.dumps(template)
    cloudformation, texts = cloud.client("cloudformation"), set()
    given = {"StackName": f"{cloud.unique}-stack", "TemplateBody": body, **request}
    requests: list[tuple[Any, dict[str, Any]]] = [
        (cloudformation.create_stack, given),
        (cloudformation.create_change_set, {**given, "ChangeSetName": "set", "ChangeSetType": "CREATE"}),
    ]
    for create, options in requests:
        with pytest.raises(ClientError) as caught:
            create(**options)
        assert caught.value.response["Error"]["Code"] == "ValidationError"
        texts.add(caught.value.response["Error"]["Message"])
    (text,) = texts
    return str(text)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ('{"Resources":', "Template format error: JSON not well-formed. ("),
        ("Resources: {T: [}", "Template format error: YAML not well-formed. ("),
        ("[]", "Template format error: unsupported structure."),
        ({}, "Template format error: At least one Resources member must be defined."),
        ({"Resources": {}}, "Template format error: At least one Resources member must be defined."),
        ({"Resources": T, "Resorces": {}}, "Invalid template property or properties [Resorces]"),
        ({"Resources": T, "AWSTemplateFormatVersion": "2011-01-01"}, "Template format error: unsupported value for AWSTemplateFormatVersion."),
        ({"Resources": T, "Description": "x" * 1025}, "Template format error: 'Description' length is greater than 1024."),
        (
            {"Resources": {f"T{n}": TOPIC for n in range(501)}},
            "Template format error: Number of resources, 501, is greater than maximum allowed, 500",
        ),
        ({"Resources": {"a-b": TOPIC}}, "Template format error: Resource name a-b is non alphanumeric."),
        ({"Resources": {"T": "topic"}}, "Template format error: [/Resources/T] definition is malformed"),
        ({"Resources": {"T": {}}}, "Template format error: [/Resources/T] Every Resources object must contain a Type member."),
        ({"Resources": {"T": {**TOPIC, "Depends": "U"}}}, "Invalid template resource property 'Depends' of resource T"),
        ({"Resources": {"T": {**TOPIC, "DeletionPolicy": "Keep"}}}, "Template format error: Unrecognized DeletionPolicy Keep for resource T"),
        (
            {"Resources": {"T": {**TOPIC, "Condition": "C"}}},
            "Template format error: Unresolved condition dependency C in the Resources block of the template",
        ),
        (
            {"Resources": named({"Fn::If": ["C", "a", "b"]})},
            "Template format error: Unresolved condition dependency C in the Resources block of the template",
        ),
        ({"Resources": named(None)}, "[/Resources/T/Properties/DisplayName] 'null' values are not allowed in templates"),
        ({"Resources": T, "Outputs": {"O": {}}}, "Template format error: [/Outputs/O] Every Outputs member must contain a Value object"),
        (
            {"Resources": T, "Outputs": {"O": {"Value": {"Ref": "U"}}}},
            "Template format error: Unresolved resource dependencies [U] in the Outputs block of the template",
        ),
        ({"Resources": T, "Parameters": {"P": {}}}, "Template format error: [/Parameters/P] Every Parameters object must contain a Type member."),
        ({"Resources": T, "Parameters": {"P": {"Type": "Strng"}}}, "Template format error: Unrecognized parameter type: Strng"),
        (
            {"Resources": T, "Parameters": {"P": {"Type": "String", "AllowedValues": ["a"], "Default": "b"}}},
            "Parameter 'P' must be one of AllowedValues: [a], got b",
        ),
    ],
)
def test_a_template_that_cloudformation_cannot_use_is_refused(cloud: Cloud, template: Any, text: str) -> None:
    assert refusal(cloud, template).startswith(text)


@pytest.mark.parametrize(
    ("slot", "value", "text"),
    [
        ({"Type": "String"}, None, "Parameters: [P] must have values"),
        (None, "v", "Parameters: [P] do not exist in the template"),
        ({"Type": "String", "AllowedValues": ["a", "b"]}, "c", "Parameter 'P' must be one of AllowedValues: [a, b], got c"),
        ({"Type": "String", "AllowedPattern": "a+"}, "aab", "Parameter 'P' must match pattern a+"),
        ({"Type": "String", "AllowedPattern": "a+", "ConstraintDescription": "only a"}, "b", "Parameter 'P' failed to satisfy constraint: only a"),
        ({"Type": "String", "MinLength": 2}, "a", "Parameter 'P' must contain at least 2 characters"),
        ({"Type": "String", "MaxLength": "2"}, "aaa", "Parameter 'P' must contain at most 2 characters"),
        ({"Type": "Number"}, "many", "Parameter 'P' must be a number, got 'many'"),
        ({"Type": "Number", "MinValue": 2}, "1", "Parameter 'P' must be a number not less than 2"),
        ({"Type": "Number", "MaxValue": 2}, "3", "Parameter 'P' must be a number not greater than 2"),
        ({"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]}, "a,c", "Parameter 'P' must be one of AllowedValues: [a, b], got c"),
    ],
)
def test_a_parameter_must_satisfy_its_constraints(cloud: Cloud, slot: Any, value: str | None, text: str) -> None:
    template = {"Resources": T, **({"Parameters": {"P": slot}} if slot else {})}
    assert refusal(cloud, template, Parameters=[] if value is None else [{"ParameterKey": "P", "ParameterValue": value}]) == text


def test_parameters_within_their_constraints_are_accepted(cloud: Cloud) -> None:
    slots = {
        "Text": {"Type": "String", "AllowedValues": ["a", "bc"], "AllowedPattern": "[a-c]+", "MinLength": 2, "MaxLength": 2},
        "Number": {"Type": "Number", "MinValue": 2, "MaxValue": 3},
        "List": {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]},
        "Default": {"Type": "CommaDelimitedList", "Default": "c,d"},
        "Known": {"Type": "Number", "Default": 5},
    }
    values = {"Text": "bc", "Number": "3", "List": "a, b"}
    shown = {"Fn::Join": ["-", [{"Ref": "Text"}, {"Ref": "Number"}, {"Fn::Select": [1, {"Ref": "Default"}]}, {"Ref": "Known"}]]}
    cloud.client("cloudformation").create_stack(
        StackName=f"{cloud.unique}-stack",
        TemplateBody=json.dumps({"Resources": T, "Parameters": slots, "Outputs": {"Shown": {"Value": shown}}}),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()],
    )
    assert cloud.outputs() == {"Shown": "bc-3-d-5"}


def test_a_template_in_yaml_with_every_section_is_accepted(cloud: Cloud) -> None:
    body = """
        AWSTemplateFormatVersion: 2010-09-09
        Description: all
        Metadata: {Nothing: null}
        Mappings: {Map: {us-east-1: {Name: mapped}}}
        Conditions: {Here: !Equals [!Ref AWS::Region, us-east-1]}
        Resources:
          T:
            Type: AWS::SNS::Topic
            Condition: Here
            DeletionPolicy: RetainExceptOnCreate
            UpdateReplacePolicy: Delete
            Metadata: {Shown: true}
            Properties: {DisplayName: !If [Here, !FindInMap [Map, !Ref AWS::Region, Name], other]}
        Outputs: {Name: {Condition: Here, Value: !GetAtt T.TopicName}}
    """
    cloud.client("cloudformation").create_stack(StackName=f"{cloud.unique}-stack", TemplateBody=body)
    assert cloud.describe()["StackStatus"] == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        ({"StackName": "1st_stack"}, "Value '1st_stack' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression"),
        ({"StackName": "s" * 129}, "at 'stackName' failed to satisfy constraint: Member must have length less than or equal to 128"),
        ({"TemplateBody": json.dumps({"Metadata": {"a": "x" * 51_200}})}, "Member must have length less than or equal to 51200"),
    ],
)
def test_a_request_with_another_name_or_template_is_refused(cloud: Cloud, request_: dict[str, str], text: str) -> None:
    assert text in refusal(cloud, {"Resources": T}, **request_)


def test_a_request_without_a_template_is_refused(cloud: Cloud) -> None:
    with pytest.raises(ClientError) as caught:
        cloud.client("cloudformation").create_stack(StackName=f"{cloud.unique}-stack")
    assert caught.value.response["Error"] == {"Type": "Sender", "Code": "ValidationError", "Message": "Either Template URL or Template Body must be specified."}


def test_a_template_that_an_update_cannot_use_changes_nothing(cloud: Cloud) -> None:
    cloud.create(T)
    with pytest.raises(ClientError, match="Invalid template property or properties"):
        cloud.update(T, Resorces={})
    assert cloud.describe()["StackStatus"] == "CREATE_COMPLETE"


def exporter(cloud: Cloud, value: str) -> dict[str, Any]:
    return {"Outputs": {"O": {"Value": value, "Export": {"Name": f"{cloud.unique}-exported"}}}}


def test_an_export_that_another_stack_imports_can_neither_change_nor_disappear(cloud: Cloud) -> None:
    cloud.create(T, **exporter(cloud, "first"))
    cloud.create(named({"Fn::ImportValue": {"Fn::Join": ["-", [cloud.unique, "exported"]]}}), "importer")
    name = f"{cloud.unique}-importer"

    for sections, verb in ((exporter(cloud, "second"), "updated"), ({}, "deleted")):
        stack = cloud.update(T, **sections)
        assert (stack["StackStatus"], stack["Outputs"][0]["OutputValue"]) == ("UPDATE_ROLLBACK_COMPLETE", "first")
        events = cloud.client("cloudformation").describe_stack_events(StackName=stack["StackName"])["StackEvents"]
        assert f"Export {cloud.unique}-exported cannot be {verb} as it is in use by {name}" in [event.get("ResourceStatusReason") for event in events]
    cloud.delete()
    stack = cloud.describe()
    reason = f"Export {cloud.unique}-exported cannot be deleted as it is in use by {name}"
    assert (stack["StackStatus"], stack["StackStatusReason"]) == ("DELETE_FAILED", reason)


def test_an_export_can_change_as_soon_as_no_stack_imports_it(cloud: Cloud) -> None:
    cloud.create(T, **exporter(cloud, "first"))
    cloud.create(named({"Fn::ImportValue": f"{cloud.unique}-exported"}), "importer")
    assert cloud.update({**T, "Other": TOPIC}, **exporter(cloud, "first"))["StackStatus"] == "UPDATE_COMPLETE"
    cloud.update(named("no import"), "importer")
    assert cloud.update(T, **exporter(cloud, "second"))["StackStatus"] == "UPDATE_COMPLETE"
    cloud.delete()
    with pytest.raises(ClientError, match="does not exist"):
        cloud.describe()


def test_a_protected_stack_can_be_deleted_when_it_is_not_protected_any_more(cloud: Cloud) -> None:
    cloudformation, name = cloud.client("cloudformation"), f"{cloud.unique}-stack"
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": T}), EnableTerminationProtection=True)
    with pytest.raises(ClientError) as caught:
        cloud.delete()
    assert caught.value.response["Error"]["Message"] == f"Stack [{name}] cannot be deleted while TerminationProtection is enabled"
    assert cloud.describe()["EnableTerminationProtection"] is True

    cloudformation.update_termination_protection(StackName=name, EnableTerminationProtection=False)
    cloud.delete()
    with pytest.raises(ClientError, match="does not exist"):
        cloud.describe()
