"""The running containers: one process for each container of each invoked model."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, RLock
from typing import Any

from moto.sagemaker import models as sagemaker

from .container import Container

# The account, region and model, the position of the container in it, and the archive of a multi-model container.
Key = tuple[str, str, str, int, str]


def label_of(definition: Any, index: int) -> str:
    """Return what the service calls a container of a model in its errors."""
    return str(definition.get("ContainerHostname") or ("primary" if index == 0 else f"container-{index + 1}"))


class ContainerPool:
    """A pool that starts a container on its first use and keeps it until its model is deleted."""

    def __init__(self) -> None:
        self._containers: dict[Key, Container] = {}
        self._starting: dict[Key, Lock] = {}
        self._guard = RLock()

    def get(
        self,
        account_id: str,
        region: str,
        name: str,
        index: int,
        definition: Any,
        write: Callable[[str], None] | None = None,
        archive: str = "",
    ) -> Container:
        """Return the running container of a model. Restart it if it crashed, as the service does.

        ``write`` receives the lines of its log. ``archive`` names one of several processes of a multi-model container.
        """
        key = (account_id, region, name, index, archive)
        label = label_of(definition, index)
        with self._guard:
            starting = self._starting.setdefault(key, Lock())
        with starting:
            container = self._containers.get(key)
            if container is None or not container.alive:
                self._discard(key)
                container = self._containers[key] = Container(label, definition, account_id, region, write)
            return container

    def running(self, account_id: str, region: str, name: str) -> list[Container]:
        """Return the running containers of a model."""
        found = [item for key, item in list(self._containers.items()) if key[:3] == (account_id, region, name)]
        return [container for container in found if container.alive]

    def archives(self, account_id: str, region: str, name: str, index: int) -> list[str]:
        """Return the archives of a multi-model container that are loaded."""
        found = [(key[4], item) for key, item in list(self._containers.items()) if key[:4] == (account_id, region, name, index)]
        return [archive for archive, container in found if container.alive]

    def release_model(self, account_id: str, region: str, model_name: str) -> None:
        """End the containers of a model after the requests that are in progress."""
        for key in [key for key in self._containers if key[:3] == (account_id, region, model_name)]:
            self._containers[key].drain()
            self._discard(key)

    def stop_all(self) -> None:
        for key in list(self._containers):
            self._discard(key)

    def _discard(self, key: Key) -> None:
        container = self._containers.pop(key, None)
        if container is not None:
            container.stop()

    def stop_with_their_models(self) -> None:
        """Patch moto's DeleteModel, which every deletion of a model uses."""
        delete: Callable[[Any, str], None] = sagemaker.SageMakerModelBackend.delete_model

        def delete_model(backend: Any, model_name: str) -> None:
            delete(backend, model_name)
            self.release_model(backend.account_id, backend.region_name, model_name)

        sagemaker.SageMakerModelBackend.delete_model = delete_model
