"""Where programs are deployed to: the account that the environment names, or an emulator."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cloud import ROOT, TAG, Cloud

BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"


class NoAccount(Exception):
    """The environment names no account, or another one than its credentials have."""


def new_run() -> str:
    return secrets.token_hex(4)


def of_environment(run: str) -> Cloud:
    """The account of AWS_PROFILE and the other variables of the SDKs, in CDK_DEFAULT_REGION or the region of the profile."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    session: Any = boto3.Session(region_name=os.environ.get("CDK_DEFAULT_REGION") or os.environ.get("AWS_REGION"))
    if session.region_name is None:
        raise NoAccount("no region; set CDK_DEFAULT_REGION or AWS_REGION")
    try:
        account = str(session.client("sts").get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as error:
        raise NoAccount(f"no account: {error}; set AWS_PROFILE or the credentials of the account") from None
    wanted = os.environ.get("CDK_DEFAULT_ACCOUNT", account)
    if wanted != account:
        raise NoAccount(f"CDK_DEFAULT_ACCOUNT is {wanted}, and the credentials are those of {account}")
    region = str(session.region_name)
    environment = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region, "CDK_DEFAULT_ACCOUNT": account, "CDK_DEFAULT_REGION": region}
    return Cloud(run, region, account, session.client, environment, lambda: session.get_credentials().get_frozen_credentials())


def is_bootstrapped(cloud: Cloud) -> bool:
    client = cloud.client("ssm")
    try:
        client.get_parameter(Name=BOOTSTRAP)
    except client.exceptions.ParameterNotFound:
        return False
    return True


@contextlib.contextmanager
def emulated(run: str) -> Iterator[Cloud]:
    """An emulator, which the CLI has bootstrapped."""
    from botocore.credentials import Credentials
    from sagemaker_emulator import Emulator

    with tempfile.TemporaryDirectory(prefix="integ-emulator-") as folder, Emulator(log_file=Path(folder) / "emulator.log") as emulator:
        # The validation of templates takes most of a deployment; test/python synthesizes the examples with it.
        environment = {**emulator.environment(), "CDK_VALIDATION": "false"}
        cloud = Cloud(
            run, emulator.region, emulator.account_id, emulator.client, environment, lambda: Credentials("test", "test", "test"),
            endpoint_url=emulator.endpoint_url, advance=lambda seconds: emulator.advance(seconds=seconds),
        )
        cloud.cdk(ROOT, "bootstrap", f"aws://{cloud.account_id}/{cloud.region}")
        yield cloud


def stacks_of(cloud: Cloud) -> list[str]:
    """The stacks of a run."""
    pages = cloud.client("cloudformation").get_paginator("describe_stacks").paginate()
    tag = {"Key": TAG, "Value": cloud.run}
    return [str(stack["StackName"]) for page in pages for stack in page["Stacks"] if tag in stack.get("Tags", [])]


def buckets_of(cloud: Cloud) -> list[str]:
    """The bucket of the cases of a run, which has the name of the run."""
    wanted = f"cdk-sagemaker-hosting-integ-{cloud.run}-{cloud.account_id}"
    return [str(bucket["Name"]) for bucket in cloud.client("s3").list_buckets()["Buckets"] if bucket["Name"] == wanted]
