"""What cdk-nag and checkov find in the examples, on resources that constructs of this library make.

findings.json lists the findings of each example, exactly; each has its reason here. docs/decisions/02-least-privilege.md explains the permissions.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXAMPLES = sorted(app.parent for app in (ROOT / "examples").glob("*/app.py"))
OWN = "cdk-sagemaker-hosting."
# By example and scanner.
FINDINGS: dict[str, dict[str, list[str]]] = json.loads((HERE / "findings.json").read_text(encoding="utf-8"))

ON_ALL = (
    "cloudwatch:PutMetricData and ecr:GetAuthorizationToken have no resource, nor have the ec2:Describe actions; "
    "AWS documents those that create network interfaces without one"
)
CIDR = "cdk-nag cannot read the address range of a VPC that the app creates; the security group allows access from this VPC only"
# By rule. The packs HIPAA, NIST and PCI DSS share names; what AwsSolutions has in brackets is the part of the policy.
NAG = {
    "AwsSolutions-EC23": CIDR,
    "AwsSolutions-IAM5[Resource::*]": ON_ALL,
    "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/aws/sagemaker/*]": (
        "SageMaker names log groups after endpoints, which the model does not know"
    ),
    "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*.gz]": (
        "instances of the old model read the old archive while a new one is deployed"
    ),
    "AwsSolutions-IAM5[Resource::<Bucket.Arn>/*]": "requests, responses and captured data are objects whose names are not known",
    "AwsSolutions-IAM5[Action::kms:GenerateDataKey*]": "the actions on a volume key are those that an AWS hosting solution grants",
    "AwsSolutions-IAM5[Action::kms:ReEncrypt*]": "the actions on a volume key are those that an AWS hosting solution grants",
    "CloudWatchAlarmAction": "actions are the user's choice: actions of addRecommendedAlarms",
    "CloudWatchLogGroupEncrypted": "a key is the user's choice: encryptionKey of createLogGroup; CloudWatch Logs encrypts without one, too",
    "EC2RestrictedCommonPorts": CIDR,
    "EC2RestrictedSSH": CIDR,
    "IAMNoInlinePolicy": "grants are written to the policy of a role, as grants of the CDK are",
    "SageMakerEndpointConfigurationKMSKeyConfigured": "a key is the user's choice: encryptionKey of the configuration",
}
CHECKOV = {
    "CKV_AWS_109": "network interfaces of a model in a VPC: " + ON_ALL,
    "CKV_AWS_111": "metrics and network interfaces: " + ON_ALL,
    "CKV_AWS_158": "a key of a log group is the user's choice: encryptionKey of createLogGroup",
    "CKV_AWS_370": "network isolation is the user's choice: networkIsolation",
}


@dataclass(frozen=True)
class Synthesized:
    """The cloud assembly of an example."""

    folder: Path

    def json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def own_paths(self) -> list[str]:
        """The paths of the constructs of this library."""

        def walk(node: dict[str, Any]) -> Iterator[str]:
            if str(node.get("constructInfo", {}).get("fqn", "")).startswith(OWN):
                yield node["path"]
            for child in node.get("children", {}).values():
                yield from walk(child)

        return list(walk(self.json("tree.json")["tree"]))

    def makes(self, path: str) -> bool:
        return any(path.startswith(f"{own}/") for own in self.own_paths())


def synthesize(example: Path, folder: Path) -> Synthesized:
    context = {"aws:cdk:enable-path-metadata": True, "aws:cdk:analytics-reporting": False}
    # The CDK's own validation, which takes most of the time, is that of test/python; it does not affect the plugins.
    env = {**os.environ, "CDK_OUTDIR": str(folder), "CDK_CONTEXT_JSON": json.dumps(context), "CDK_VALIDATION": "false"}
    result = subprocess.run([sys.executable, HERE / "with_nag.py", "."], cwd=example, env=env, capture_output=True, text=True, check=False)
    assert (folder / "validation-report.json").exists(), result.stderr
    return Synthesized(folder)


@pytest.fixture(scope="module")
def assemblies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    return {example.name: synthesize(example, tmp_path_factory.mktemp(example.name)) for example in EXAMPLES}


def nag_findings(assembly: Synthesized) -> set[str]:
    """The rules that find something on a resource of this library."""
    reports = assembly.json("validation-report.json")["pluginReports"]
    packs = [report for report in reports if report["pluginName"] in ("AwsSolutions", "HIPAA.Security", "NIST.800.53.R5", "PCI.DSS.321")]
    assert len(packs) == 4
    return {
        without_names(violation["ruleName"])
        for report in packs
        for violation in report["violations"]
        for found in violation.get("violatingConstructs", violation.get("violatingResources", []))
        if assembly.makes(found["constructPath"])
    }


def without_names(rule: str) -> str:
    """A rule without the pack that shares it with others, and without the logical ID of a bucket and the prefix in it."""
    if not rule.startswith("AwsSolutions-"):
        return rule.partition("-")[2]
    before, arn, after = rule.partition(".Arn>/")
    return f"{before.partition('<')[0]}<Bucket.Arn>/*]" if arn and after.endswith("*]") else rule


@pytest.fixture(scope="module")
def checkov_findings(assemblies: dict[str, Synthesized], tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The checks of checkov that fail on a resource of this library, by example, in one run, because it takes seconds to start."""
    templates = tmp_path_factory.mktemp("templates")
    own: dict[tuple[str, str], str] = {}
    for name, assembly in assemblies.items():
        for template in assembly.folder.glob("*.template.json"):
            shutil.copy(template, templates / f"{name}-{template.name}")
            for logical_id, resource in json.loads(template.read_text(encoding="utf-8"))["Resources"].items():
                if assembly.makes(resource.get("Metadata", {}).get("aws:cdk:path", "")):
                    own[f"/{name}-{template.name}", f"{resource['Type']}.{logical_id}"] = name
    command = [os.environ["CHECKOV_PYTHON"], "-m", "checkov.main", "--framework", "cloudformation", "-d", str(templates)]
    result = subprocess.run(
        [*command, "--output", "json", "--quiet", "--compact", "--skip-download"],
        # A parser that checkov uses leaves its cache in the folder for temporary files.
        env={**os.environ, "TMPDIR": str(tmp_path_factory.mktemp("checkov"))},
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(result.stdout)
    assert report["summary"]["resource_count"] >= len(own) > 0
    assert report["summary"]["parsing_errors"] == 0
    found: dict[str, set[str]] = {name: set() for name in assemblies}
    for check in report["results"]["failed_checks"]:
        of_example = own.get((check["file_path"], check["resource"]))
        if of_example is not None:
            found[of_example].add(str(check["check_id"]))
    # The example without a construct of this library would have no finding, and say nothing.
    assert set(own.values()) == set(assemblies)
    return found


def test_each_example_is_scanned() -> None:
    """Those in Go and Java have the templates of Python examples, which test/languages compares."""
    folders = {path.name for path in (ROOT / "examples").iterdir() if path.is_dir()}

    assert folders - {example.name for example in EXAMPLES} == {"go", "java"}
    assert FINDINGS.keys() == {example.name for example in EXAMPLES}


@pytest.mark.parametrize("example", [example.name for example in EXAMPLES])
def test_cdk_nag_finds_what_is_listed(assemblies: dict[str, Synthesized], example: str) -> None:
    assert sorted(nag_findings(assemblies[example])) == FINDINGS[example]["cdk-nag"]


@pytest.mark.parametrize("example", [example.name for example in EXAMPLES])
def test_checkov_finds_what_is_listed(checkov_findings: dict[str, set[str]], example: str) -> None:
    assert sorted(checkov_findings[example]) == FINDINGS[example]["checkov"]


def test_each_finding_has_a_reason_and_each_reason_a_finding() -> None:
    assert {rule for found in FINDINGS.values() for rule in found["cdk-nag"]} == NAG.keys()
    assert {check for found in FINDINGS.values() for check in found["checkov"]} == CHECKOV.keys()
