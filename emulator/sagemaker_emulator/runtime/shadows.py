"""Shadow variants: they receive copies of requests, and their responses are discarded."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator, Mapping
from threading import Thread
from typing import Any

from ..deployment.model import Fleet
from . import capture
from .counter import InvocationCounter
from .destination import Destination
from .errors import RuntimeServiceError
from .request import InferenceRequest
from .serving import ModelRuntime

log = logging.getLogger(__name__)


class Shadows:
    """What sends copies of requests to shadow variants, in threads of their own."""

    def __init__(self, models: ModelRuntime, counter: InvocationCounter) -> None:
        self._models = models
        self._counter = counter

    def copy(self, destination: Destination, request: InferenceRequest, settings: Mapping[str, Any] | None) -> None:
        """Copy a request to a production variant. ``settings`` are those of data capture."""
        for variant in chosen(destination.fleet):
            model = destination.backend._models.get(variant["ModelName"])
            if model is None:
                log.warning("the model %s of a shadow variant was deleted", variant["ModelName"])
                continue
            shadow = Destination(
                destination.backend, destination.endpoint_name, variant["VariantName"], model, destination.fleet
            )
            Thread(target=self._run, args=(shadow, request, settings), name="shadow", daemon=True).start()

    def _run(self, shadow: Destination, request: InferenceRequest, settings: Mapping[str, Any] | None) -> None:
        try:
            stages = shadow.stages(request)
            with self._counter.counted(shadow.backend, shadow.endpoint_name, shadow.variant_name):
                body, content_type = self._models.run(shadow, stages, request)
        except RuntimeServiceError as error:
            log.info("the shadow variant %s of %s failed: %s", shadow.variant_name, shadow.endpoint_name, error)
            return
        if settings is not None:
            capture.keep(settings, shadow, request, body, content_type)


def chosen(fleet: Fleet, draw: Callable[[], float] = random.random) -> Iterator[Mapping[str, Any]]:
    """Return the shadow variants that receive a copy of a request: a share of them, by weight. ``draw`` returns numbers in [0, 1)."""
    total = sum(float(variant["CurrentWeight"]) for variant in fleet.variants)
    weights = {shadow["VariantName"]: float(shadow["CurrentWeight"]) for shadow in fleet.shadows or []}
    for variant in getattr(fleet.config, "shadow_production_variants", None) or []:
        if "ModelName" in variant and draw() * total < weights.get(variant["VariantName"], 0.0):
            yield variant
