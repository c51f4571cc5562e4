"""Buckets, keys and roles: what deployments of models lean on."""

from __future__ import annotations

import json
from typing import Any

from conftest import Cloud

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def permission(action: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}


def test_a_bucket_keeps_versioning_and_a_policy(cloud: Cloud) -> None:
    name = f"{cloud.unique}-bucket"
    deny = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Action": "s3:*",
                "Principal": {"AWS": "*"},
                "Resource": f"arn:aws:s3:::{name}/*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }
    cloud.create(
        {
            "Bucket": {
                "Type": "AWS::S3::Bucket",
                "Properties": {"BucketName": name, "VersioningConfiguration": {"Status": "Enabled"}},
            },
            "Policy": {
                "Type": "AWS::S3::BucketPolicy",
                "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": deny},
            },
        }
    )
    s3 = cloud.client("s3")
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    assert json.loads(s3.get_bucket_policy(Bucket=name)["Policy"]) == deny
    s3.put_object(Bucket=name, Key="x", Body=b"the policy is kept, not enforced")


def test_a_role_follows_its_changed_policies(cloud: Cloud) -> None:
    def role(policy_name: str, action: str) -> dict[str, Any]:
        policies = [{"PolicyName": policy_name, "PolicyDocument": permission(action)}]
        return {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": TRUST, "Policies": policies},
        }

    def resources(policy_name: str, action: str) -> dict[str, Any]:
        attached = {"PolicyName": "attached", "PolicyDocument": permission(action), "Roles": [{"Ref": "Role"}]}
        return {
            "Role": role(policy_name, action),
            "Attached": {"Type": "AWS::IAM::Policy", "Properties": attached},
        }

    outputs: dict[str, Any] = {"Outputs": {"Role": {"Value": {"Ref": "Role"}}}}
    cloud.create(resources("first", "s3:GetObject"), **outputs)
    name = cloud.outputs()["Role"]
    cloud.update(resources("second", "s3:PutObject"), **outputs)
    iam = cloud.client("iam")
    assert cloud.outputs()["Role"] == name
    assert sorted(iam.list_role_policies(RoleName=name)["PolicyNames"]) == ["attached", "second"]
    for policy in ("attached", "second"):
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        assert document == permission("s3:PutObject")


def test_a_managed_policy_can_be_deleted(cloud: Cloud) -> None:
    policy = {"PolicyDocument": permission("s3:GetObject"), "Roles": [{"Ref": "Role"}]}
    stack = cloud.create(
        {
            "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": TRUST}},
            "Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": policy},
        },
        Outputs={"Arn": {"Value": {"Ref": "Policy"}}},
    )
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    arn = cloud.outputs()["Arn"]
    cloud.delete()
    policies = cloud.client("iam").list_policies(Scope="Local")["Policies"]
    assert arn not in [item["Arn"] for item in policies]


def test_a_key_changes_in_place(cloud: Cloud) -> None:
    def key(description: str) -> dict[str, Any]:
        properties = {"KeyPolicy": permission("kms:*"), "Description": description}
        return {"Key": {"Type": "AWS::KMS::Key", "Properties": properties}}

    outputs: dict[str, Any] = {"Outputs": {"Key": {"Value": {"Ref": "Key"}}}}
    cloud.create(key("old"), **outputs)
    key_id = cloud.outputs()["Key"]
    cloud.update(key("new"), **outputs)
    assert cloud.outputs()["Key"] == key_id
    assert cloud.client("kms").describe_key(KeyId=key_id)["KeyMetadata"]["Description"] == "new"


def test_a_generated_name_survives_an_update(cloud: Cloud) -> None:
    def parameter(value: str) -> dict[str, Any]:
        return {"Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}}}

    outputs: dict[str, Any] = {"Outputs": {"Name": {"Value": {"Ref": "Parameter"}}}}
    cloud.create(parameter("old"), **outputs)
    name = cloud.outputs()["Name"]
    cloud.update(parameter("new"), **outputs)
    assert cloud.outputs()["Name"] == name
    assert cloud.client("ssm").get_parameter(Name=name)["Parameter"]["Value"] == "new"


def test_a_topic_keeps_its_subscriptions_when_it_changes(cloud: Cloud) -> None:
    def resources(display_name: str) -> dict[str, Any]:
        subscription = {"TopicArn": {"Ref": "Topic"}, "Protocol": "email", "Endpoint": "a@example.com"}
        return {
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": display_name}},
            "Me": {"Type": "AWS::SNS::Subscription", "Properties": subscription},
        }

    outputs: dict[str, Any] = {"Outputs": {"Topic": {"Value": {"Ref": "Topic"}}}}
    cloud.create(resources("old"), **outputs)
    topic = cloud.outputs()["Topic"]
    cloud.update(resources("new"), **outputs)
    sns = cloud.client("sns")
    assert cloud.outputs()["Topic"] == topic
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"] == "new"
    assert len(sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]) == 1


def test_a_log_group_changes_in_place(cloud: Cloud) -> None:
    def group(days: int) -> dict[str, Any]:
        properties = {"LogGroupName": f"/{cloud.unique}/group", "RetentionInDays": days, "KmsKeyId": f"arn:aws:kms:us-east-1:123456789012:key/{days}"}
        return {"Group": {"Type": "AWS::Logs::LogGroup", "Properties": properties}}

    def described() -> list[tuple[int, str]]:
        found = cloud.client("logs").describe_log_groups(logGroupNamePrefix=f"/{cloud.unique}/")["logGroups"]
        return [(item["retentionInDays"], item["kmsKeyId"]) for item in found]

    cloud.create(group(7))
    assert described() == [(7, "arn:aws:kms:us-east-1:123456789012:key/7")]
    assert cloud.update(group(30))["StackStatus"] == "UPDATE_COMPLETE"
    assert described() == [(30, "arn:aws:kms:us-east-1:123456789012:key/30")]
