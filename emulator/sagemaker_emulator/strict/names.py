"""Names in SageMaker: ARNs have them in lower case, and two that differ only in case are one.

Gap in moto: it keeps capitals in ARNs. Invocations must have the case of the name.
"""

from __future__ import annotations

from typing import Any

from moto.sagemaker import models
from moto.sagemaker.utils import arn_formatter

_LOWER = ("model", "endpoint-config", "endpoint")


class ByName(dict[str, Any]):
    """Resources by their names, whatever the case."""

    def __init__(self) -> None:
        super().__init__()
        self._spelled: dict[str, str] = {}

    def _key(self, name: str) -> str:
        return self._spelled.get(name.lower(), name)

    def __setitem__(self, name: str, resource: Any) -> None:
        super().__setitem__(self._spelled.setdefault(name.lower(), name), resource)

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(self._key(name))

    def __contains__(self, name: object) -> bool:
        return super().__contains__(self._key(str(name)))

    def __delitem__(self, name: str) -> None:
        super().__delitem__(self._key(name))
        self._spelled.pop(name.lower(), None)

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(self._key(name), default)

    def pop(self, name: str, *default: Any) -> Any:
        found = super().pop(self._key(name), *default)
        self._spelled.pop(name.lower(), None)
        return found


def install() -> None:
    """Patch the ARNs and the names of models, configurations and endpoints."""
    models.arn_formatter = _arn
    models.SageMakerModelBackend.__init__ = _with_names(models.SageMakerModelBackend.__init__)


def _arn(kind: str, name: str, account_id: str, region: str) -> str:
    return str(arn_formatter(kind, name.lower() if kind in _LOWER else name, account_id, region))


def _with_names(initialize: Any) -> Any:
    def initialized(self: Any, region_name: str, account_id: str) -> None:
        initialize(self, region_name, account_id)
        self._models, self.endpoint_configs, self.endpoints = ByName(), ByName(), ByName()

    return initialized
