"""The count of the invocations of variants, with their outcomes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from ..clock import clock
from ..scaling.metrics import invoked
from .errors import ModelError


def _variants_of(endpoint: Any) -> list[dict[str, Any]]:
    return [*endpoint.production_variants, *(getattr(endpoint, "shadow_production_variants", None) or [])]


class InvocationCounter:
    """A counter that emits the metrics of variants, and knows how many requests are in progress."""

    def __init__(self) -> None:
        self._busy: Counter[tuple[str, str, str]] = Counter()
        self._guard = Lock()

    @contextmanager
    def counted(self, backend: Any, endpoint_name: str, variant_name: str) -> Iterator[None]:
        """Count a request to a variant, with its outcome."""
        key = (backend.region_name, endpoint_name, variant_name)
        with self._guard:
            self._busy[key] += 1
            concurrent = self._busy[key]
        status, start = 200, time.monotonic()
        try:
            yield
        except ModelError as error:
            status = error.original_status
            raise
        finally:
            with self._guard:
                self._busy[key] -= 1
            endpoint = backend.endpoints.get(endpoint_name)
            running = _variants_of(endpoint) if endpoint else []
            variant = next((item for item in running if item["VariantName"] == variant_name), {"VariantName": variant_name})
            with clock.lock:
                invoked(backend, endpoint_name, variant, 1e6 * (time.monotonic() - start), status, concurrent)
