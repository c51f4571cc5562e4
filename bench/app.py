"""The app of the benchmark: the endpoint of RFC 431, in one stack, in a given number of copies.

    python app.py ours 1        with cdk-sagemaker-hosting
    python app.py alpha 20      with @aws-cdk/aws-sagemaker-alpha
    python app.py granted 20    with @aws-cdk/aws-sagemaker-alpha, whose models have roles with the permissions that this library gives
    python app.py l1 20         with L1 constructs
    python app.py ours 500 isolated     in subnets without a route to the internet, which the library checks for VPC endpoints

The CDK writes the output to the folder CDK_OUTDIR. Each app imports only what it uses.
"""

from __future__ import annotations

import importlib
import sys

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

LIBRARIES = {"ours": "cdk_sagemaker_hosting", "alpha": "aws_cdk.aws_sagemaker_alpha", "granted": "aws_cdk.aws_sagemaker_alpha"}


def add_headline(scope: Construct, vpc: ec2.IVpc, name: str) -> None:
    if name == "l1":
        from headline_l1 import headline_l1

        headline_l1(scope, vpc)
    else:
        from headline import headline

        headline(scope, vpc, importlib.import_module(LIBRARIES[name]), with_roles=name == "granted")


def main(name: str, copies: int, subnets: str = "private") -> None:
    # More copies than CloudFormation allows in a stack show whether the time grows with their number, or faster.
    app = cdk.App(context={"@aws-cdk/core:stackResourceLimit": 0})
    stack = cdk.Stack(app, "Bench")
    isolated = [ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)] if subnets == "isolated" else None
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2, subnet_configuration=isolated)
    for index in range(copies):
        add_headline(Construct(stack, f"Copy{index}"), vpc, name)
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
