"""The archives of a multi-model container: each is loaded on the first request for it, in a process of its own.

The code of an archive runs, and not the image, so each archive has its own ``code/inference.py``. A loaded archive
stays until its model is deleted, unless the ``ModelCacheSetting`` of the container is ``Disabled``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..scaling.metrics import loaded
from ..strict.models import is_multi_model
from .archive import Bucket, ModelDataError, S3Location
from .container import Container
from .destination import Destination
from .errors import ModelError
from .pool import ContainerPool, label_of


@contextmanager
def archive_of(
    pool: ContainerPool, destination: Destination, index: int, definition: Mapping[str, Any], target: str
) -> Iterator[Container]:
    """Return the container with an archive of the prefix. Emit the metrics of its loading."""
    assert is_multi_model(definition)
    backend, name = destination.backend, destination.model.model_name
    place = (backend.account_id, backend.region_name)
    known = pool.archives(*place, name, index)
    own = _definition(definition, target, label_of(definition, index), place if target not in known else None)
    cached = definition.get("MultiModelConfig", {}).get("ModelCacheSetting", "Enabled") == "Enabled"
    begin = time.monotonic()
    if cached:
        container = pool.get(*place, name, index, own, archive=target)
    else:
        container = Container(label_of(definition, index), own, *place)
    waited = time.monotonic() - begin
    hit = target in known
    steps = None if hit else (1e6 * container.seconds_to_download, 1e6 * container.seconds_to_load)
    count = len(pool.archives(*place, name, index)) or 1
    loaded(backend, destination.endpoint_name, destination.variant_name, 0.0 if hit else 1e6 * waited, steps, count)
    try:
        yield container
    finally:
        if not cached:
            container.stop()


def _definition(
    definition: Mapping[str, Any], target: str, label: str, place: tuple[str, str] | None
) -> dict[str, Any]:
    """Return the container of one archive, which must exist if a place is given."""
    url = f"{definition['ModelDataUrl'].rstrip('/')}/{target.lstrip('/')}"
    try:
        if place is not None and not Bucket(*place).has(S3Location.parse(url)):
            raise ModelError(label, f"Failed to download model data: could not read {url}: the object does not exist", 404)
    except ModelDataError as error:
        raise ModelError(label, f"Failed to download model data: {error}", 404) from error
    return {**definition, "ModelDataUrl": url}
