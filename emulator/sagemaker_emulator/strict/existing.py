"""What a model, a configuration or a component names must exist: roles, networks, images and artifacts.

What other accounts own is not emulated, apart from roles, which SageMaker takes from its own account only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from moto.ec2.models import ec2_backends
from moto.ecr.models import ecr_backends
from moto.iam.models import iam_backends
from moto.s3.models import s3_backends
from moto.utilities.utils import get_partition

from ..cloudformation.provider import ProvisioningError

_ECR = re.compile(
    r"(?P<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.[a-z.-]+/(?P<repository>[^:@]+)"
    r"(?::(?P<tag>[^@]+))?(?:@(?P<digest>.+))?"
)
# Buckets of AWS, which every account can read.
_OF_AWS = re.compile(r"jumpstart-(private-)?cache-.*")
_SERVICE = "sagemaker.amazonaws.com"


@dataclass(frozen=True)
class Place:
    """The account and region in which things must exist."""

    account_id: str
    region: str

    @property
    def partition(self) -> str:
        return get_partition(self.region)

    def require_role(self, arn: str) -> None:
        """Raise unless the role exists in this account and trusts SageMaker."""
        roles = iam_backends[self.account_id][self.partition].get_roles()
        role = next((item for item in roles if item.arn == arn), None)
        if role is None or not any(_trusts(item) for item in _statements(role.assume_role_policy_document)):
            raise ProvisioningError(
                f"Could not assume role {arn}. Please ensure that the role exists and allows principal "
                f"'{_SERVICE}' to assume the role."
            )

    def require_network(self, config: Mapping[str, Any]) -> None:
        """Raise unless subnets and security groups exist, in one VPC."""
        backend = ec2_backends[self.account_id][self.region]
        known = {name: subnet for zone in backend.subnets.values() for name, subnet in zone.items()}
        subnets, groups = config["Subnets"], config["SecurityGroupIds"]
        if missing := [name for name in subnets if name not in known]:
            raise ProvisioningError(f"Unable to find the subnets {', '.join(missing)}.")
        found = {name: backend.get_security_group_from_id(name) for name in groups}
        if missing := [name for name, group in found.items() if group is None]:
            raise ProvisioningError(f"Unable to find the security groups {', '.join(missing)}.")
        vpcs = {known[name].vpc_id for name in subnets} | {group.vpc_id for group in found.values()}
        if len(vpcs) > 1:
            raise ProvisioningError(f"Subnets and security groups must be in one VPC, but are in {', '.join(sorted(vpcs))}.")

    def require_image(self, image: str, config: Mapping[str, Any], has_network: bool) -> None:
        """Raise unless the image can be pulled: from a repository of this account with that tag, or of another account."""
        private = config.get("RepositoryAccessMode") == "Vpc"
        if private and not has_network:
            raise ProvisioningError(f"The image {image} has the repository access mode Vpc, so VpcConfig is required.")
        address = _ECR.fullmatch(image)
        if address is None and not private:
            raise ProvisioningError(
                f"Unsupported image {image}: it must be in Amazon ECR, or have the repository access mode Vpc."
            )
        if address is None or address["account"] != self.account_id:
            return
        repository = ecr_backends[self.account_id][address["region"]].repositories.get(address["repository"])
        tag, digest = address["tag"] or "latest", address["digest"]
        for item in repository.images if repository else []:
            if (digest is None or item.get_image_digest() == digest) and (digest is not None or tag in item.image_tags):
                return
        raise ProvisioningError(f"Requested image {image} not found.")

    def require_artifacts(self, uri: str, prefix: bool = False, may_be_empty: bool = False) -> None:
        """Raise unless there is an object at the address, or under it. Addresses other than ``s3://`` are not looked up."""
        if not uri.startswith("s3://"):
            return
        bucket_name, _, key = uri.removeprefix("s3://").partition("/")
        if _OF_AWS.fullmatch(bucket_name):
            return
        buckets = (item[self.partition].buckets for item in list(s3_backends.values()) if self.partition in item)
        bucket = next((found[bucket_name] for found in buckets if bucket_name in found), None)
        keys = [unquote(name) for name in bucket.keys] if bucket is not None else []
        there = any(name.startswith(key) for name in keys) if prefix else key in keys
        if not there and not (may_be_empty and bucket is not None):
            raise ProvisioningError(f"Could not find model data at {uri}.")


def _statements(document: Any) -> list[Any]:
    parsed = json.loads(unquote(document)) if isinstance(document, str) else document
    found = (parsed or {}).get("Statement", [])
    return found if isinstance(found, list) else [found]


def _trusts(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal", {})
    services = ["*"] if principal == "*" else _listed(principal.get("Service")) + _listed(principal.get("AWS"))
    actions = {action.lower() for action in _listed(statement.get("Action"))}
    allowed = bool(actions & {"sts:assumerole", "sts:*", "*"})
    return statement.get("Effect") == "Allow" and allowed and bool({_SERVICE, "*"} & set(services))


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [str(value)]


def images_of(containers: list[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the images of containers, with how they are accessed."""
    for container in containers:
        if "Image" in container:
            yield container["Image"], container.get("ImageConfig", {})
