"""The lives of all resource types that the library makes."""

from __future__ import annotations

import json

from life import TAGS, Life, of, policy, ref
from lifecycles_hosting import LIVES as HOSTING
from lifecycles_network import LIVES as NETWORK
from set_up import TRUST

_ROLE = {"Role": of("IAM::Role", AssumeRolePolicyDocument=TRUST)}
_ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
_DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
_TOPICS = {"Topic": of("SNS::Topic"), "OtherTopic": of("SNS::Topic")}
_BUCKETS = {"Bucket": of("S3::Bucket"), "OtherBucket": of("S3::Bucket")}
_CODE = {"S3Bucket": "UNIQUE-data", "S3Key": "code.zip"}


def _definition(state: str) -> str:
    return json.dumps({"StartAt": state, "States": {state: {"Type": "Pass", "End": True}}}, separators=(",", ":"))


LIVES: dict[str, Life] = {
    **HOSTING,
    **NETWORK,
    "AWS::Events::Rule": Life(
        {"Name": "UNIQUE-a", "EventPattern": {"source": ["a"]}, "Description": "one"},
        {"Description": "two"},
        ("events describe_rule", {"Name": "{id}"}, "Description"),
        ("one", "two"),
        {"Name": "UNIQUE-b"},
    ),
    "AWS::IAM::Policy": Life(
        {"PolicyName": "UNIQUE-a", "PolicyDocument": _ALLOW, "Roles": [ref("Role")]},
        {"PolicyDocument": _DENY},
        (
            "iam get_role_policy",
            {"RoleName": "{r_Role}", "PolicyName": "{p_PolicyName}"},
            "PolicyDocument.Statement[0].Effect",
        ),
        ("Allow", "Deny"),
        None,
        _ROLE,
    ),
    "AWS::IAM::Role": Life(
        {"RoleName": "UNIQUE-a", "AssumeRolePolicyDocument": TRUST, "Tags": TAGS[0], "ManagedPolicyArns": [ref("Managed")]},
        {"Tags": TAGS[1]},
        ("iam get_role", {"RoleName": "{id}"}, "Role.Tags"),
        TAGS,
        {"RoleName": "UNIQUE-b"},
        {"Managed": of("IAM::ManagedPolicy", PolicyDocument=_ALLOW)},
    ),
    "AWS::KMS::Key": Life(
        {"Description": "one", "Tags": TAGS[0]},
        {"Description": "two"},
        ("kms describe_key", {"KeyId": "{id}"}, "[KeyMetadata][?KeyState=='Enabled'] | [0].Description"),
        ("one", "two"),
    ),
    "AWS::Lambda::Function": Life(
        {
            "FunctionName": "UNIQUE-a",
            "Runtime": "python3.12",
            "Handler": "index.handler",
            "Role": ref("Role", "Arn"),
            "Code": _CODE,
            "MemorySize": 128,
        },
        {"MemorySize": 256},
        ("lambda get_function_configuration", {"FunctionName": "{id}"}, "MemorySize"),
        (128, 256),
        {"FunctionName": "UNIQUE-b"},
        _ROLE,
    ),
    "AWS::Lambda::LayerVersion": Life(
        {"LayerName": "UNIQUE-a", "Content": _CODE, "Description": "one"},
        {},
        (
            "lambda list_layer_versions",
            {"LayerName": "{p_LayerName}"},
            "LayerVersions[?LayerVersionArn=='{id}'] | [0].Description",
        ),
        ("one", "two"),
        {"Description": "two"},
    ),
    "AWS::Logs::LogGroup": Life(
        {"LogGroupName": "UNIQUE-a", "RetentionInDays": 7},
        {"RetentionInDays": 14},
        ("logs describe_log_groups", {"logGroupNamePrefix": "{id}"}, "logGroups[0].retentionInDays"),
        (7, 14),
        {"LogGroupName": "UNIQUE-b"},
    ),
    "AWS::S3::Bucket": Life(
        {"BucketName": "UNIQUE-a", "VersioningConfiguration": {"Status": "Enabled"}},
        {"VersioningConfiguration": {"Status": "Suspended"}},
        ("s3 get_bucket_versioning", {"Bucket": "{id}"}, "Status"),
        ("Enabled", "Suspended"),
        {"BucketName": "UNIQUE-b"},
    ),
    "AWS::S3::BucketPolicy": Life(
        {"Bucket": ref("Bucket"), "PolicyDocument": policy("s3:Get*")},
        {"PolicyDocument": policy("s3:Put*")},
        ("s3 get_bucket_policy", {"Bucket": "{id}"}, "Policy"),
        (json.dumps(policy("s3:Get*")), json.dumps(policy("s3:Put*"))),
        {"Bucket": ref("OtherBucket")},
        _BUCKETS,
    ),
    "AWS::SNS::Subscription": Life(
        {"TopicArn": ref("Topic"), "Protocol": "email", "Endpoint": "a@example.com", "FilterPolicy": {"a": ["1"]}},
        {"FilterPolicy": {"a": ["2"]}},
        ("sns get_subscription_attributes", {"SubscriptionArn": "{id}"}, "Attributes.FilterPolicy"),
        ('{"a": ["1"]}', '{"a": ["2"]}'),
        {"Endpoint": "b@example.com"},
        _TOPICS,
    ),
    "AWS::SNS::Topic": Life(
        {"TopicName": "UNIQUE-a", "Tags": TAGS[0]},
        {"Tags": TAGS[1]},
        ("sns list_tags_for_resource", {"ResourceArn": "{id}"}, "Tags"),
        TAGS,
        {"TopicName": "UNIQUE-b"},
    ),
    "AWS::SNS::TopicPolicy": Life(
        {"Topics": [ref("Topic")], "PolicyDocument": policy("sns:Publish")},
        {"PolicyDocument": policy("sns:Subscribe")},
        # The default policy has another version.
        ("sns get_topic_attributes", {"TopicArn": "{r_Topic}"}, "Attributes.[Policy][?contains(@, '2012-10-17')] | [0]"),
        (json.dumps(policy("sns:Publish")), json.dumps(policy("sns:Subscribe"))),
        None,
        _TOPICS,
    ),
    "AWS::StepFunctions::StateMachine": Life(
        {"StateMachineName": "UNIQUE-a", "RoleArn": ref("Role", "Arn"), "DefinitionString": _definition("A")},
        {"DefinitionString": _definition("B")},
        ("stepfunctions describe_state_machine", {"stateMachineArn": "{id}"}, "definition"),
        (_definition("A"), _definition("B")),
        {"StateMachineName": "UNIQUE-b"},
        _ROLE,
    ),
    "Custom::CDKBucketDeployment": Life(
        {
            "ServiceToken": "arn:aws:lambda:us-east-1:123456789012:function:f",
            "SourceBucketNames": ["UNIQUE-data"],
            "SourceObjectKeys": ["code.zip"],
            "DestinationBucketName": "UNIQUE-files",
            "DestinationBucketKeyPrefix": "here",
            "RetainOnDelete": "false",
        },
        {"SourceObjectKeys": ["other.zip"]},
        ("s3 list_objects_v2", {"Bucket": "UNIQUE-files", "Prefix": "here/"}, "Contents[*].Key"),
        (["here/one.py"], ["here/two.py"]),
        None,
    ),
}
