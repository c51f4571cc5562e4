"""The tables of the accounts that own the repositories in each region, which many images share."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from pinned_package import SourceError


@dataclass
class Accounts:
    """Collects tables of accounts without duplicates. A key is a digest, so it does not change when tables are added or removed."""

    tables: dict[str, dict[str, str]] = field(default_factory=dict)

    def key(self, registries: dict[str, str]) -> str:
        table = dict(sorted(registries.items()))
        key = hashlib.sha256(json.dumps(table).encode()).hexdigest()[:8]
        if self.tables.setdefault(key, table) != table:
            raise SourceError(f"two tables of accounts have the digest {key}")
        return key
