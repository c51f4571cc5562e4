"""Policies are within the limits of IAM, say nothing twice, and name actions that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from .assembly import Assembly, Json, Template

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
INLINE = {"Roles": 10_240, "Users": 2_048, "Groups": 5_120}
MANAGED = 6_144
TRUST = 2_048

ACTIONS = Path(__file__).resolve().parents[3] / "node_modules" / "@cloud-copilot" / "iam-data" / "data" / "actions"

# Actions that the list does not have.
NOT_LISTED = {
    # https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-test-endpoints.html
    "sagemaker:invokeendpointwithbidirectionalstream",
}


def judge(assembly: Assembly) -> list[str]:
    findings: list[str] = []
    inline: dict[tuple[str, str], int] = {}
    for template in assembly.templates:
        for logical_id, resource in template.resources.items():
            for place, document in _documents(logical_id, resource.get("Properties", {})):
                findings += [f"{template.name}: {place}: {problem}" for problem in _problems(document)]
        for logical_id, policy in template.of_type("AWS::IAM::ManagedPolicy"):
            findings += _too_long(f"{template.name}: {logical_id}", least_size(policy["PolicyDocument"]), MANAGED)
        for logical_id, role in template.of_type("AWS::IAM::Role"):
            findings += _too_long(f"{template.name}: the trust policy of {logical_id}", least_size(role["AssumeRolePolicyDocument"]), TRUST)
        for attached_to, document in _inline(assembly, template):
            inline[attached_to] = inline.get(attached_to, 0) + least_size(document)
    for (kind, owner), size in inline.items():
        findings += _too_long(f"the inline policies of {owner}", size, INLINE[kind])
    return findings


def _too_long(what: str, size: int, limit: int) -> list[str]:
    return [f"{what} has at least {size} characters, more than {limit}"] if size > limit else []


def _inline(assembly: Assembly, template: Template) -> Iterator[tuple[tuple[str, str], Json]]:
    """Each inline policy, with the kind and the identity of its owner."""
    for logical_id, role in template.of_type("AWS::IAM::Role"):
        for own in role.get("Policies", []):
            yield ("Roles", json.dumps(assembly.meaning(template, {"Ref": logical_id}))), own["PolicyDocument"]
    for _, policy in template.of_type("AWS::IAM::Policy"):
        for kind in INLINE:
            for owner in policy.get(kind, []):
                yield (kind, json.dumps(assembly.meaning(template, owner))), policy["PolicyDocument"]


def least_size(document: Json) -> int:
    """The characters of a document without whitespace. What is known only at deployment counts as nothing."""
    return len(re.sub(r"\s", "", json.dumps(_known(document))))


def _known(value: Json) -> Json:
    if isinstance(value, list):
        return [_known(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((function, argument),) = value.items()
        if function == "Fn::Join" and isinstance(argument[1], list):
            return str(argument[0]).join(part for part in map(_known, argument[1]) if isinstance(part, str))
        if function == "Ref" or function.startswith("Fn::"):
            return "123456789012" if argument == "AWS::AccountId" else ""
    return {key: _known(item) for key, item in value.items()}


def _documents(place: str, value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        if isinstance(value.get("Statement"), list) and "Version" in value:
            yield place, value
        else:
            for key, item in value.items():
                yield from _documents(f"{place}.{key}", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _documents(f"{place}[{index}]", item)


def _problems(document: Json) -> Iterator[str]:
    seen: set[str] = set()
    if not document["Statement"]:
        yield "there are no statements"
    for statement in document["Statement"]:
        text = json.dumps({key: value for key, value in statement.items() if key != "Sid"}, sort_keys=True)
        if text in seen:
            yield f"twice: {text}"
        seen.add(text)
        for key in ("Action", "Resource"):
            items = statement.get(key, "one")
            texts = [json.dumps(item, sort_keys=True) for item in items] if isinstance(items, list) else ["one"]
            if len(texts) > len(set(texts)):
                yield f"{key} has an item twice: {text}"
            if not texts:
                yield f"{key} is empty: {text}"
        actions = statement.get("Action", [])
        for action in [actions] if isinstance(actions, str) else actions:
            if isinstance(action, str) and not exists(action):
                yield f"action {action} does not exist"


@cache
def exists(action: str) -> bool:
    """Returns whether an action, or one that a pattern matches, is in the list of IAM."""
    if action == "*":
        return True
    service, _, name = action.lower().partition(":")
    return f"{service}:{name}" in NOT_LISTED or any(fnmatchcase(each, name) for each in _actions(service))


@cache
def _actions(service: str) -> frozenset[str]:
    file = ACTIONS / f"{service}.json"
    return frozenset(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else frozenset()
