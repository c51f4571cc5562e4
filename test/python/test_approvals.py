"""The rules for approvals of model package versions, tried on events with the implementation of EventBridge's matching in moto."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sqs as sqs
from helpers.templates import properties_of
from moto.events.models import EventPattern

from cdk_sagemaker_hosting import registry


def matches(stack: cdk.Stack, detail: dict[str, Any], group: str = "churn") -> bool:
    """Returns whether the only rule of a stack matches an event of a version."""
    pattern = properties_of(stack, "AWS::Events::Rule")["EventPattern"]
    event: Any = {
        "source": "aws.sagemaker",
        "detail-type": "SageMaker Model Package State Change",
        "resources": [f"arn:aws:sagemaker:us-east-1:123456789012:model-package/{group}/3"],
        "detail": {
            "ModelPackageGroupName": group,
            "ModelPackageVersion": 3,
            "ModelPackageStatus": "Completed",
            "InferenceSpecification": {"Containers": [{"Image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1"}]},
            "ModelLifeCycle": {"Stage": "Production", "StageStatus": "Approved"},
            **detail,
        },
    }
    return EventPattern(None, pattern).matches_event(event)


def groups(stack: cdk.Stack) -> list[registry.IModelPackageGroup]:
    """Returns a group that is defined, and one that is imported."""
    return [
        registry.ModelPackageGroup(cdk.Stack(stack, "Own"), "Group", model_package_group_name="churn"),
        registry.ModelPackageGroup.from_model_package_group_name(cdk.Stack(stack, "Other"), "Group", "churn"),
    ]


APPROVALS: dict[str, dict[str, Any]] = {
    "the status changed": {"ModelApprovalStatus": "Approved", "UpdatedModelPackageFields": ["ModelApprovalStatus"]},
    "the status and the description changed": {
        "ModelApprovalStatus": "Approved",
        "UpdatedModelPackageFields": ["ApprovalDescription", "ModelApprovalStatus"],
    },
    "registered as approved": {"ModelApprovalStatus": "Approved"},
    # An approval in Studio names the previous status, and one with the API does not.
    "the previous status is named": {
        "ModelApprovalStatus": "Approved",
        "previousModelApprovalStatus": "PendingManualApproval",
        "UpdatedModelPackageFields": ["ModelApprovalStatus"],
    },
}

OTHERS: dict[str, dict[str, Any]] = {
    "metadata of an approved version changed": {
        "ModelApprovalStatus": "Approved",
        "UpdatedModelPackageFields": ["CustomerMetadataProperties"],
    },
    "life cycle of an approved version changed": {"ModelApprovalStatus": "Approved", "UpdatedModelPackageFields": ["ModelLifeCycle"]},
    "rejected": {"ModelApprovalStatus": "Rejected", "UpdatedModelPackageFields": ["ModelApprovalStatus"]},
    "registered as pending": {"ModelApprovalStatus": "PendingManualApproval"},
    "registered without a status": {},
}


@pytest.mark.parametrize("detail", APPROVALS.values(), ids=APPROVALS.keys())
@pytest.mark.parametrize("index", [0, 1], ids=["defined", "imported"])
def test_a_rule_for_approvals_matches(stack: cdk.Stack, index: int, detail: dict[str, Any]) -> None:
    group = groups(stack)[index]
    group.on_approved("Deploy", target=targets.SqsQueue(sqs.Queue(group.stack, "Queue")))

    assert matches(group.stack, detail)
    assert not matches(group.stack, detail, group="other")


@pytest.mark.parametrize("detail", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("index", [0, 1], ids=["defined", "imported"])
def test_a_rule_for_approvals_does_not_match(stack: cdk.Stack, index: int, detail: dict[str, Any]) -> None:
    group = groups(stack)[index]
    group.on_approved("Deploy")

    assert not matches(group.stack, detail)


def test_a_rule_for_some_approval_statuses_matches_each_change_of_their_versions(stack: cdk.Stack) -> None:
    (group, _) = groups(stack)
    statuses = registry.ModelApprovalStatus
    group.on_model_package_state_change("Changed", approval_statuses=[statuses.APPROVED, statuses.REJECTED])

    assert [name for name, detail in APPROVALS.items() if not matches(group.stack, detail)] == []
    assert [name for name, detail in OTHERS.items() if matches(group.stack, detail)] == [
        "metadata of an approved version changed",
        "life cycle of an approved version changed",
        "rejected",
    ]
