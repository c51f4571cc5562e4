"""The role of a model, as an app with the alpha module can write it for the permissions that this library gives."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct
from permissions import LOG_ACTIONS, NETWORK_ACTIONS


def hosting_role(scope: Construct, name: str) -> iam.Role:
    role = iam.Role(scope, f"{name}Role", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    log_groups = cdk.Stack.of(scope).format_arn(
        service="logs", resource="log-group", resource_name="/aws/sagemaker/*", arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME
    )
    role.add_to_policy(iam.PolicyStatement(actions=LOG_ACTIONS, resources=[log_groups]))
    role.add_to_policy(iam.PolicyStatement(actions=["cloudwatch:PutMetricData"], resources=["*"]))
    role.add_to_policy(iam.PolicyStatement(actions=NETWORK_ACTIONS, resources=["*"]))
    return role
