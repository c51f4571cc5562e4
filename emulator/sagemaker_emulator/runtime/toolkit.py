"""The server that runs in place of a container: SageMaker's container contract around a handler.

Serves ``GET /ping`` and ``POST /invocations`` on a free port of 127.0.0.1 and
calls the functions of ``code/inference.py`` in the model directory, as the
SageMaker inference toolkit does: ``model_fn`` is required; ``input_fn``,
``predict_fn`` and ``output_fn`` default to JSON input, a call of the model, and
JSON output. ``ping_fn(model)`` can answer that the model is not healthy. With ``adapter_fn(adapter_dir, model)``, which returns the model with an adapter,
it also serves ``POST /adapters`` and ``DELETE /adapters/NAME``.

This file runs as a script in its own process, together with the code of the
model, so it uses only the standard library and ``http_contract.py``. It prints
its port when it is ready, and ends when its standard input ends, which is when the
emulator ends for any reason.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
import threading
import traceback
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

# As a script, this file belongs to no package.
if TYPE_CHECKING or __package__:
    from .http_contract import ADAPTER, JSON, NOT_FOUND, Contract
else:
    from http_contract import ADAPTER, JSON, NOT_FOUND, Contract


class Handler:
    """The functions of ``code/inference.py`` in an archive, or their defaults."""

    def __init__(self, model_dir: Path) -> None:
        module = _load(model_dir / "code" / "inference.py")
        if not hasattr(module, "model_fn"):
            raise RuntimeError("code/inference.py has no model_fn(model_dir)")
        self._input: Callable[[Any, str], Any] = getattr(module, "input_fn", _read_json)
        self._predict: Callable[[Any, Any], Any] = getattr(module, "predict_fn", _call_model)
        self._output: Callable[[Any, str], Any] = getattr(module, "output_fn", _write_json)
        self._model = module.model_fn(str(model_dir))
        self._healthy: Callable[[Any], bool] = getattr(module, "ping_fn", lambda model: True)
        self.adapt: Callable[[str, Any], Any] | None = getattr(module, "adapter_fn", None)
        self._adapted: dict[str, Any] = {}

    def healthy(self) -> bool:
        return self._healthy(self._model)

    def load(self, name: str, adapter_dir: str) -> None:
        assert self.adapt is not None
        self._adapted[name] = self.adapt(adapter_dir, self._model)

    def unload(self, name: str) -> None:
        del self._adapted[name]

    def answer(self, body: bytes, content_type: str, accept: str, adapter: str | None) -> tuple[bytes, str]:
        """Return the body and content type of the response. A handler returns either the body or both."""
        given: bytes | str = body.decode() if _is_text(content_type) else body
        model = self._model if adapter is None else self._adapted[adapter]
        output = self._output(self._predict(self._input(given, content_type), model), accept)
        if isinstance(output, tuple):
            output, accept = output
        return (output.encode() if isinstance(output, str) else bytes(output)), accept


def _load(path: Path) -> ModuleType:
    if not path.is_file():
        raise RuntimeError("the model archive has no code/inference.py")
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("inference", path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{path.name} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules["inference"] = module
    spec.loader.exec_module(module)
    return module


def _is_text(content_type: str) -> bool:
    """Return true for text types, whose body handlers receive as a string. They receive other types as bytes."""
    return content_type.startswith("text/") or content_type.split(";")[0] == JSON


def _read_json(body: Any, content_type: str) -> Any:
    if content_type.split(";")[0] != JSON:
        raise ValueError(f"content type {content_type} requires an input_fn")
    return json.loads(body)


def _call_model(data: Any, model: Any) -> Any:
    if not callable(model):
        raise TypeError("a model that is not callable requires a predict_fn")
    return model(data)


def _write_json(prediction: Any, accept: str) -> tuple[str, str]:
    if accept not in (JSON, "*/*", ""):
        raise ValueError(f"accept {accept} requires an output_fn")
    return json.dumps(prediction), JSON


def _contract_around(handler: Handler) -> type[Contract]:
    class HandlerContract(Contract):
        def do_GET(self) -> None:
            if self.path == "/ping" and not handler.healthy():
                self.send(503)
            else:
                super().do_GET()

        def do_POST(self) -> None:
            body = self.body()
            if self.path == "/adapters" and handler.adapt is not None:
                given = json.loads(body)
                self._try(lambda: self._change(handler.load, given["name"], given["src"], text="registered"))
            elif self.path == "/invocations":
                self._try(lambda: self._answer(body))
            else:
                self.send(404, NOT_FOUND, JSON)

        def do_DELETE(self) -> None:
            name = self.path.removeprefix("/adapters/")
            if name == self.path or handler.adapt is None:
                self.send(404, NOT_FOUND, JSON)
            else:
                self._try(lambda: self._change(handler.unload, name, text="unregistered"))

        def _answer(self, body: bytes) -> None:
            content_type, accept = self.headers.get("Content-Type", JSON), self.headers.get("Accept") or JSON
            answer, content_type = handler.answer(body, content_type, accept, self.headers.get(ADAPTER))
            self.send(200, answer, content_type)

        def _change(self, change: Callable[..., None], name: str, *arguments: str, text: str) -> None:
            change(name, *arguments)
            self.send(200, f"Adapter {name} {text}".encode(), "text/plain")

        def _try(self, handle: Callable[[], None]) -> None:
            try:
                handle()
            except Exception as error:
                traceback.print_exc()
                self.send(500, f"{type(error).__name__}: {error}".encode(), "text/plain")

    return HandlerContract


def _end_with_parent(stdin: int, model_dir: str) -> None:
    """Wait for the end of the emulator, then remove the model files, which a killed emulator could not remove."""
    while os.read(stdin, 1024):
        pass
    shutil.rmtree(model_dir, ignore_errors=True)
    os._exit(0)


def main(model_dir: str) -> None:
    # Redirects the standard streams, because the handler must neither print next to the port nor read the lifeline.
    port_out, stdin = os.fdopen(os.dup(1), "w"), os.dup(0)
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    threading.Thread(target=_end_with_parent, args=(stdin, model_dir), daemon=True).start()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _contract_around(Handler(Path(model_dir))))
    with port_out:
        print(server.server_address[1], file=port_out)
    server.serve_forever()


if __name__ == "__main__":
    # Removes the directory of this script from the path, so that its modules do not shadow those of the model.
    sys.path.pop(0)
    sys.modules.pop("http_contract")
    main(sys.argv[1])
