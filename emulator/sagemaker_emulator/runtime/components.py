"""The containers of inference components, and the adapters that are loaded in them."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..clock import clock
from ..components import logs, metrics, operations
from ..components.instances import Hosting
from ..components.model import Component, Revision, components_of
from .archive import ModelDataError, fetch_model_data
from .container import Container, is_chat
from .errors import ModelError, NotEmulated, RuntimeServiceError, ValidationError
from .pool import ContainerPool

ADAPTER = "X-Amzn-SageMaker-Adapter-Identifier"
_NO_CAPACITY = (
    "Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress (if "
    "configured) or try to increase the capacity by invoking UpdateInferenceComponentRuntimeConfig API."
)
_ENTRY = Path("code", "inference.py")


@dataclass(frozen=True)
class Copy:
    """A copy that handles a request: its container, and the headers that it needs besides those of the request."""

    component: Component
    container: Container
    headers: Mapping[str, str]


class ComponentRuntime:
    """What runs the copies of components, in the containers of a pool."""

    def __init__(self, pool: ContainerPool) -> None:
        self._pool = pool
        operations.hooks.probe = self.probe
        operations.hooks.release = self.release

    def find(self, backend: Any, endpoint_name: str, name: str) -> Component:
        """Return a component of an endpoint that has a copy. Count the request as a failure if it has none."""
        with clock.lock:
            clock.catch_up()
            component = components_of(backend).get(name)
            if component is None or component.endpoint_name != endpoint_name:
                raise ValidationError(f"Inference Component {name} of account {backend.account_id} not found.")
            if not component.current:
                metrics.no_capacity(component)
                raise ValidationError(_NO_CAPACITY)
            return component

    @contextmanager
    def copy(self, component: Component) -> Iterator[Copy]:
        """Choose a copy for a request, and count the request with its outcome."""
        with component.guard:
            component.busy += 1
            concurrent = component.busy
        status, start = 200, time.monotonic()
        try:
            yield self._choose(component)
        except ModelError as error:
            status = error.original_status
            raise
        finally:
            with component.guard:
                component.busy -= 1
            with clock.lock:
                metrics.invoked(component, 1e6 * (time.monotonic() - start), status, concurrent)

    def _choose(self, component: Component) -> Copy:
        with clock.lock:
            host = component if component.base is None else components_of(component.backend)[component.base]
            revision, adapter = _one_of(host), None if host is component else _one_of(component)
        container = self._container(host, revision)
        if adapter is None:
            return Copy(component, container, {})
        _load(container, component, adapter)
        return Copy(component, container, {ADAPTER: component.name})

    def _container(self, component: Component, revision: Revision) -> Container:
        definition = _definition(component, revision)
        return self._pool.get(
            component.account_id,
            component.region,
            _pool_name(component, revision.number),
            0,
            definition,
            _writer(component),
        )

    def probe(self, component: Component, revision: Revision) -> str | None:
        """Start a copy and stop it, and return why that fails. What the emulator cannot run is taken for healthy."""
        try:
            definition = _definition(component, revision)
        except NotEmulated:
            return None
        if "ModelDataUrl" not in definition and "ModelDataSource" not in definition:
            return None
        try:
            with tempfile.TemporaryDirectory(prefix="sagemaker-emulator-") as folder:
                fetch_model_data(definition, component.account_id, component.region, Path(folder))
                runs = (Path(folder) / _ENTRY).exists() or is_chat(definition)
            if runs and component.base is None:
                # The first invocation starts it again, so that components without invocations take no memory.
                Container("primary", definition, component.account_id, component.region, _writer(component)).stop()
        except (ModelDataError, RuntimeServiceError) as error:
            return f"Failed to start a copy of the inference component: {error}"
        return None

    def release(self, component: Component) -> None:
        """Stop the containers of revisions that have no copies, and unload a deleted adapter."""
        if component.base is not None and not component.copies:
            self._unload(component)
        for number in component.revisions:
            if number not in component.copies:
                self._pool.release_model(component.account_id, component.region, _pool_name(component, number))

    def _unload(self, adapter: Component) -> None:
        base = components_of(adapter.backend).get(adapter.base or "")
        if base is None:
            return
        for number in base.revisions:
            for container in self._pool.running(adapter.account_id, adapter.region, _pool_name(base, number)):
                with container.loading:
                    # A server that fails here does not keep the adapter from being deleted.
                    if container.adapters.pop(adapter.name, None) is not None:
                        with suppress(ModelError):
                            container.call("DELETE", f"/adapters/{adapter.name}", b"")


def _writer(component: Component) -> Callable[[str], None]:
    return lambda line: logs.write(component, line)


def _pool_name(component: Component, revision: int) -> str:
    return f"component/{component.name}/{component.created.isoformat()}/{revision}"


def _one_of(component: Component) -> Revision:
    """Return the revision of a random copy: old and new copies answer side by side while a component is updated."""
    numbers = list(component.copies)
    if not numbers:
        raise ValidationError(_NO_CAPACITY)
    (number,) = random.choices(numbers, [component.copies[number] for number in numbers])
    return component.revisions[number]


def _definition(component: Component, revision: Revision) -> dict[str, Any]:
    """Return the container that a copy runs: that of its model, with what its own container specifies."""
    hosting = Hosting.of(component)
    specification = revision.specification(hosting.instance_type if hosting else None)
    definition: dict[str, Any] = {}
    if "ModelName" in specification:
        model = component.backend._models.get(specification["ModelName"])
        if model is None:
            raise ValidationError(f"The model {specification['ModelName']} of {component.name} was deleted.")
        if model.containers:
            raise NotEmulated("the emulator supports inference components only with models that have one container")
        definition = dict(model.primary_container)
    own = specification.get("Container", {})
    if "Image" in own:
        definition["Image"] = own["Image"]
    if "ArtifactUrl" in own:
        definition.pop("ModelDataSource", None)
        definition["ModelDataUrl"] = own["ArtifactUrl"]
    definition["Environment"] = {**definition.get("Environment", {}), **own.get("Environment", {})}
    return definition


def _load(container: Container, component: Component, revision: Revision) -> None:
    """Register an adapter with the server of its base, unless it has this revision already."""
    with container.loading:
        former = container.adapters.get(component.name)
        wanted = _pool_name(component, revision.number)
        if former == wanted:
            return
        folder = container.directory / ".adapters" / f"{component.name}-{revision.number}"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            fetch_model_data(_definition(component, revision), component.account_id, component.region, folder)
        except ModelDataError as error:
            raise ModelError(container.label, f"Failed to load the adapter: {error}") from error
        if former is not None:
            container.call("DELETE", f"/adapters/{component.name}", b"")
            del container.adapters[component.name]
        body = {"name": component.name, "src": str(folder), "preload": True, "pin": False}
        container.call("POST", "/adapters", json.dumps(body).encode())
        container.adapters[component.name] = wanted
