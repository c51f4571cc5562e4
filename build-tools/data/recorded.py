"""The inputs that no pinned package contains. They are recorded in `data/`; the `source` in each file states the origin."""

from __future__ import annotations

import json
from typing import Any

from pinned_package import HERE

DATA = HERE.parents[1] / "data"


def recorded(file: str, key: str) -> dict[str, Any]:
    """Returns the table `key` in `data/<file>`."""
    table: dict[str, Any] = json.loads((DATA / file).read_text(encoding="utf-8"))[key]
    return table


def alpha_instance_types() -> dict[str, str]:
    """Returns the instance types of the alpha module by their static members, whose names must keep their meaning."""
    return recorded("alpha-instance-types.json", "instanceTypes")


def region_info_accounts() -> dict[str, str]:
    """Returns the accounts of the Deep Learning Containers by region, as in aws-cdk-lib."""
    return recorded("region-info-dlc-accounts.json", "accounts")
