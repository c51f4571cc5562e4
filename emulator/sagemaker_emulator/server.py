"""The server of the emulator: moto and the additions of this package, on one port of a loopback address."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from types import FrameType

from .pinned import require_pinned_moto

require_pinned_moto()

from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import BaseWSGIServer, make_server  # noqa: E402

from . import unimplemented  # noqa: E402
from .clock import clock, with_clock  # noqa: E402
from .cloudformation import install as cloudformation  # noqa: E402
from .origins import without_web_pages  # noqa: E402
from .components import metrics  # noqa: E402
from .components import scaling as copies  # noqa: E402
from .resources import endpoint, inference_component_api, registry, sagemaker, scaling, storage  # noqa: E402
from .runtime.pool import ContainerPool  # noqa: E402
from .runtime.service import RuntimeService  # noqa: E402
from .strict import names as strict_names  # noqa: E402
from .strict import requests as strict_requests  # noqa: E402
from .scaling import alarms, variants  # noqa: E402
from .scaling import metrics as variant_metrics  # noqa: E402

HOST = "127.0.0.1"
log = logging.getLogger(__name__)


class EmulatorServer:
    """A server that binds its port on creation. :meth:`serve` returns after a signal or a call of :meth:`end`."""

    def __init__(self, port: int, host: str = HOST) -> None:
        self._pool = ContainerPool()
        self._pool.stop_with_their_models()
        cloudformation.install()
        sagemaker.install()
        endpoint.install()
        inference_component_api.install()
        registry.install()
        scaling.install()
        storage.install()
        unimplemented.install()
        strict_names.install()
        strict_requests.install()
        clock.each_minute(metrics.each_minute)
        variant_metrics.install()
        clock.each_minute(alarms.each_minute)
        clock.each_minute(copies.each_minute)
        clock.each_minute(variants.each_minute)
        service = RuntimeService(self._pool, unimplemented.answered_once(DomainDispatcherApplication(create_backend_app)))
        application = without_web_pages(with_clock(service))
        self._server: BaseWSGIServer = make_server(
            host, port, application, threaded=True, request_handler=MotoRequestHandler
        )
        os.environ["MOTO_PORT"] = str(self._server.port)
        # Uses a queue, because the lock of an Event blocks for good when a signal arrives as this thread begins to wait for it.
        self._ending: SimpleQueue[str] = SimpleQueue()
        # Installs the handlers before the process is announced, so that a signal never reaches the default handlers.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    @property
    def endpoint_url(self) -> str:
        host = self._server.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self._server.port}"

    def announce(self, ready_file: Path | None) -> None:
        """Announce the open port: print one JSON line, and write it to the ready file atomically."""
        line = json.dumps({"endpoint_url": self.endpoint_url, "pid": os.getpid()})
        if ready_file is not None:
            unfinished = ready_file.with_name(ready_file.name + ".part")
            unfinished.write_text(line + "\n")
            unfinished.replace(ready_file)
        print(line, flush=True)
        # Redirects the output of moto, because the pipe is not read any more and would block when it is full.
        sys.stdout = sys.stderr

    def serve(self) -> None:
        serving = threading.Thread(target=self._server.serve_forever, name="serve", daemon=True)
        serving.start()
        try:
            log.info("ending: %s", self._ending.get())
        finally:
            self._server.shutdown()
            self._pool.stop_all()
            self._server.server_close()

    def end(self, reason: str) -> None:
        self._ending.put(reason)

    def end_when(self, watch: Callable[[], str]) -> None:
        """End when ``watch`` returns the reason. It blocks in its own thread."""
        threading.Thread(target=lambda: self.end(watch()), name="watch", daemon=True).start()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.end(signal.Signals(number).name)
