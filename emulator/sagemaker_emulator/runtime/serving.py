"""The containers of models, which answer the requests to endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from moto.core import DEFAULT_ACCOUNT_ID

from .container import Container
from .destination import Destination, Stage
from .multi_model import archive_of
from .pool import ContainerPool
from .request import InferenceRequest


class ModelRuntime:
    """What sends requests to the containers of models, in a pool."""

    def __init__(self, pool: ContainerPool) -> None:
        self._pool = pool

    def run(self, destination: Destination, stages: list[Stage], request: InferenceRequest) -> tuple[bytes, str]:
        """Send a request through the containers of the model. Each receives the response of the previous one."""
        body, content_type = request.body, request.content_type
        for position, stage in enumerate(stages):
            headers = request.headers(content_type, last=position == len(stages) - 1)
            with self._container(destination, stage) as container:
                body, content_type = container.invoke(body, headers)
        return body, content_type

    def stream(
        self, destination: Destination, stage: Stage, request: InferenceRequest, path: str
    ) -> tuple[str, Iterator[bytes]]:
        """Send a request, and return the content type and the parts of the response as they arrive."""
        with self._container(destination, stage) as container:
            return container.stream(path, request.body, request.headers(request.content_type, last=True))

    @contextmanager
    def _container(self, destination: Destination, stage: Stage) -> Iterator[Container]:
        if stage.archive is not None:
            with archive_of(self._pool, destination, stage.index, stage.definition, stage.archive) as container:
                yield container
            return
        name = destination.model.model_name
        yield self._pool.get(DEFAULT_ACCOUNT_ID, destination.region, name, stage.index, stage.definition)
