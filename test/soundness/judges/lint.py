"""cfn-lint finds no error."""

from __future__ import annotations

import json
from functools import cache

from cfnlint.config import ConfigMixIn
from cfnlint.decode.decode import decode_str
from cfnlint.helpers import REGIONS
from cfnlint.runner import Runner

from .assembly import Assembly, Template

# Findings that are wrong: the rule, a part of its message, and what shows it.
NOT_EVERYWHERE = (
    "The schemas of CloudFormation lag behind the regions, and the types of a region change without a release of this library, which therefore "
    "refuses none by its region: docs/availability.md"
)
LITERAL = "An environment variable of a container may have a literal ${...}, which a shell in the image expands."
ALLOWED: list[tuple[str, str, str]] = [
    ("E3006", "Resource type 'AWS::SageMaker::", NOT_EVERYWHERE),
    ("E1029", "/Environment/", LITERAL),
    (
        "E1020",
        "{'Ref': 'referenceto",
        "The CDK passes a list that a resource of another stack has to a nested stack as a parameter of the type String: createNestedStackParameter in "
        "core/lib/private/refs.ts. L1 constructs have the same template.",
    ),
]

# A function that the CDK renders for a reference to another stack, with the flags of a new project. cfn-lint does not know it within other functions.
NOT_KNOWN = "Fn::GetStackOutput"

# Rules that know no ARN of an isolated partition, such as arn:aws-iso, which botocore's partitions.json has.
NOT_IN_ISOLATED_PARTITIONS = ("E3512",)


@cache
def _runner(region: str) -> Runner:
    """What has the rules. `cfnlint.api.lint` reads them anew for each template, which takes longer than to use them."""
    return Runner(ConfigMixIn([], regions=[region if region in REGIONS else "us-east-1"]))


def judge(assembly: Assembly) -> list[str]:
    return [f"{template.name}: {finding}" for template in assembly.templates for finding in judge_template(template)]


def judge_template(template: Template) -> list[str]:
    region = template.environment.rsplit("/", 1)[-1]
    body, errors = decode_str(json.dumps(template.body))
    matches = errors or _runner(region).validate_template(body or {})
    found = {f"{match.rule.id} {'/'.join(map(str, match.path or []))}: {match.message}" for match in matches if match.rule.id.startswith("E")}
    if region.startswith("us-iso"):
        found = {finding for finding in found if not finding.startswith(NOT_IN_ISOLATED_PARTITIONS)}
    return sorted(finding for finding in found if NOT_KNOWN not in finding and not any(finding.startswith(rule) and part in finding for rule, part, _ in ALLOWED))
