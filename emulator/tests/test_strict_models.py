"""What SageMaker refuses of models, and what is next to it and accepted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Cloud
from hosting import IMAGE
from set_up import TRUST, network
from strict import DATA, accepted, container, of, refused, several, source

DLC = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"
MODELS: dict[str, tuple[dict[str, Any], str]] = {
    "a role that does not exist": (
        of(container(), ExecutionRoleArn="arn:aws:iam::123456789012:role/nobody"),
        "Could not assume role arn:aws:iam::123456789012:role/nobody. Please ensure that the role exists",
    ),
    "a role of another account": (
        of(container(), ExecutionRoleArn="arn:aws:iam::210987654321:role/sagemaker"),
        "Could not assume role arn:aws:iam::210987654321:role/sagemaker.",
    ),
    "no role": (of(container(), ExecutionRoleArn={"Ref": "AWS::NoValue"}), "ExecutionRoleArn is required."),
    "a repository that does not exist": (
        of(container(Image="123456789012.dkr.ecr.us-east-1.amazonaws.com/none:1")),
        "Requested image 123456789012.dkr.ecr.us-east-1.amazonaws.com/none:1 not found.",
    ),
    "a tag that does not exist": (of(container(Image=IMAGE.replace(":1", ":2"))), "Requested image"),
    "an image without the tag latest": (of(container(Image=IMAGE.removesuffix(":1"))), "Requested image"),
    "a digest that does not exist": (
        of(container(Image=IMAGE.replace(":1", f"@sha256:{'0' * 64}"))),
        "Requested image",
    ),
    "an image that is not in ECR": (of(container(Image="docker.io/library/python:3")), "Unsupported image docker.io"),
    "a private registry without a network": (
        of(container(Image="registry.example.com/a:1", ImageConfig={"RepositoryAccessMode": "Vpc"})),
        "so VpcConfig is required",
    ),
    "an image with a space": (of(container(Image="a b")), "does not match"),
    "neither image nor package": (of({"ModelDataUrl": DATA}), "A container needs an Image or a ModelPackageName."),
    "an archive that does not exist": (
        of(container(ModelDataUrl="s3://bucket/none.tar.gz")),
        "Could not find model data at s3://bucket/none.tar.gz.",
    ),
    "a bucket that does not exist": (of(container(ModelDataUrl="s3://no-such-bucket/m.tar.gz")), "Could not find"),
    "artifacts that are no URL": (of(container(ModelDataUrl="model.tar.gz")), "does not match ^(https|s3)://"),
    "a prefix without objects": (of(source("s3://bucket/none/", "S3Prefix", "None")), "Could not find model data"),
    "a prefix without a slash": (of(source("s3://bucket/model", "S3Prefix", "None")), "must end with '/'"),
    "sixteen containers with one host name": (
        of(*[container(ContainerHostname="one")] * 16),
        "expected maximum Items: 15, found: 16",
    ),
    "sixteen containers": (of(*several(16)), "expected maximum Items: 15, found: 16"),
    "two containers with one host name": (
        of(container(ContainerHostname="one"), container(ContainerHostname="one")),
        "The host names of containers must be unique, but are one, one.",
    ),
    "direct invocation of one container": (
        of(container(ContainerHostname="a"), InferenceExecutionConfig={"Mode": "Direct"}),
        "requires at least two containers",
    ),
    "direct invocation without host names": (
        of(container(ContainerHostname="a"), container(), InferenceExecutionConfig={"Mode": "Direct"}),
        "requires a ContainerHostname for each container",
    ),
    "two multi-model containers": (
        of(*[{**item, "Mode": "MultiModel", "ModelDataUrl": "s3://bucket/models/"} for item in several(2)]),
        "Only one container of a model can have the mode MultiModel.",
    ),
    "a multi-model container with one archive": (of(container(Mode="MultiModel")), "must be the prefix of the models"),
    "a multi-model container with a data source": (
        of({**source("s3://bucket/", "S3Prefix", "None"), "Mode": "MultiModel"}),
        "ModelDataSource is not supported for containers with the mode MultiModel.",
    ),
    "an unknown mode": (of(container(Mode="Many")), "'Many' is not a valid enum value"),
    "51 tags": (of(container(), Tags=[{"Key": f"k{i}", "Value": "v"} for i in range(51)]), "50"),
    "a name with an underscore": (of(container(), ModelName="a_b"), "#/ModelName: failed validation constraint for keyword [pattern]: 'a_b'"),
    "a name of 64 characters": (of(container(), ModelName="a" * 64), "63"),
    "a long value of a variable": (of(container(Environment={"KEY": "v" * 1025})), "length less than or equal to 1024"),
    "17 subnets": (of(container(), VpcConfig={"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"] * 17}), "16"),
}


@pytest.mark.parametrize(("given", "reason"), MODELS.values(), ids=MODELS.keys())
def test_a_model_is_refused(cloud: Cloud, given: dict[str, Any], reason: str) -> None:
    assert reason in refused(cloud, {"Model": given})


@pytest.mark.parametrize(
    "given",
    [
        of(container()),
        of(container(Image=DLC)),
        of(container(ModelDataUrl="s3://jumpstart-cache-prod-us-east-1/any.tar.gz")),
        of(container(ModelDataUrl="https://s3.us-east-1.amazonaws.com/bucket/model.tar.gz")),
        of(source("s3://bucket/", "S3Prefix", "None")),
        of(source(DATA, "S3Object", "Gzip")),
        of(*several(15)),
        of(container(), container()),
        of(*several(2), InferenceExecutionConfig={"Mode": "Direct"}),
        of({**container(), "Mode": "MultiModel", "ModelDataUrl": "s3://bucket/not-yet/"}),
        of(container(), Tags=[{"Key": f"k{i}", "Value": "v"} for i in range(50)]),
        of(container(Environment={"KEY": "v" * 1024})),
        of(container(), ModelName="a" * 63),
    ],
)
def test_a_model_next_to_those_is_accepted(cloud: Cloud, given: dict[str, Any]) -> None:
    accepted(cloud, {"Model": given})
    cloud.delete()


def test_a_role_that_sagemaker_cannot_assume_is_refused(cloud: Cloud) -> None:
    trust = json.loads(json.dumps(TRUST).replace("sagemaker.amazonaws.com", "lambda.amazonaws.com"))
    role: dict[str, Any] = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
    arn = {"Fn::GetAtt": ["Role", "Arn"]}
    assert "allows principal 'sagemaker.amazonaws.com' to assume the role" in refused(
        cloud, {"Role": role, "Model": of(container(), ExecutionRoleArn=arn)}
    )
    cloud.delete()
    role["Properties"]["AssumeRolePolicyDocument"] = TRUST
    accepted(cloud, {"Role": role, "Model": of(container(), ExecutionRoleArn=arn)})


def test_an_image_that_was_added_is_found(cloud: Cloud) -> None:
    image = f"123456789012.dkr.ecr.us-east-1.amazonaws.com/{cloud.unique}/serve:2"
    assert "Requested image" in refused(cloud, {"Model": of(container(Image=image))})
    cloud.delete()
    cloud.emulator.add_image(image)
    cloud.emulator.add_image(image)
    accepted(cloud, {"Model": of(container(Image=image))})


def test_a_network_must_exist(cloud: Cloud) -> None:
    there = network(cloud.emulator)
    for member, wrong, reason in (
        ("Subnets", "subnet-00000000", "Unable to find the subnets subnet-00000000."),
        ("SecurityGroupIds", "sg-00000000", "Unable to find the security groups sg-00000000."),
    ):
        assert reason in refused(cloud, {"Model": of(container(), VpcConfig={**there, member: [wrong]})})
        cloud.delete()
    accepted(cloud, {"Model": of(container(), VpcConfig=there)})


def test_a_network_is_one_vpc(cloud: Cloud) -> None:
    ec2, there = cloud.client("ec2"), network(cloud.emulator)
    other = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName=cloud.unique, Description="other", VpcId=other)["GroupId"]
    reason = refused(cloud, {"Model": of(container(), VpcConfig={**there, "SecurityGroupIds": [group]})})
    assert "Subnets and security groups must be in one VPC" in reason
    ec2.delete_security_group(GroupId=group)
    ec2.delete_vpc(VpcId=other)
