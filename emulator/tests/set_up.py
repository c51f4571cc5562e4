"""What models of tests name, which must exist: a role, an image, an archive, and a network."""

from __future__ import annotations

import json
from typing import Any

from archives import archive
from hosting import IMAGE, ROLE_ARN

from sagemaker_emulator import Emulator

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def set_up(emulator: Emulator) -> None:
    """Create the role, the image and the archive of the templates in hosting.py, if they are not there."""
    client = emulator.client
    client("iam").create_role(RoleName=ROLE_ARN.split("/")[1], AssumeRolePolicyDocument=json.dumps(TRUST))
    emulator.add_image(IMAGE)
    client("s3").create_bucket(Bucket="bucket")
    for key in ("model.tar.gz", "adapter.tar.gz"):
        client("s3").put_object(Bucket="bucket", Key=key, Body=archive({"README": "no code"}))


def network(emulator: Emulator) -> dict[str, Any]:
    """Two subnets and the security group of the default VPC, as a VpcConfig."""
    ec2 = emulator.client("ec2")
    subnets = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"][:2]
    groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [subnets[0]["VpcId"]]}])["SecurityGroups"]
    return {"SecurityGroupIds": [groups[0]["GroupId"]], "Subnets": [subnet["SubnetId"] for subnet in subnets]}
