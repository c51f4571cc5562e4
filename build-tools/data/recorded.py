"""The inputs that no pinned package holds: recorded once in `data/`, each file with a `source` that says from where."""

from __future__ import annotations

import json
from typing import Any

from pinned_package import HERE

DATA = HERE.parents[1] / "data"


def recorded(file: str, key: str) -> dict[str, Any]:
    """The table `key` of `data/<file>`."""
    table: dict[str, Any] = json.loads((DATA / file).read_text(encoding="utf-8"))[key]
    return table


def alpha_instance_types() -> dict[str, str]:
    """Static member -> instance type of the CDK team's alpha module: names that must keep their meaning."""
    return recorded("alpha-instance-types.json", "instanceTypes")


def region_info_accounts() -> dict[str, str]:
    """Region -> account of the Deep Learning Containers, as aws-cdk-lib knows them."""
    return recorded("region-info-dlc-accounts.json", "accounts")
