"""The server that runs in place of a vLLM or SGLang container: their HTTP interface around a model that repeats.

Serves ``GET /ping``, ``POST /v1/chat/completions``, and the same requests on ``POST /invocations``, on a
free port of 127.0.0.1; with ``VLLM_ALLOW_RUNTIME_LORA_UPDATING``, also ``POST /adapters`` and ``DELETE /adapters/NAME``. The answer repeats the last message of the user, one word in each
part of a stream.

Like ``toolkit.py``, this file runs as a script in its own process and uses only the standard
library and ``http_contract.py``. It prints its port when it is ready, and ends when its
standard input ends.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

# As a script, this file belongs to no package.
if TYPE_CHECKING or __package__:
    from .http_contract import ADAPTER, JSON, NOT_FOUND, Contract
else:
    from http_contract import ADAPTER, JSON, NOT_FOUND, Contract

_NAMES = ("SM_VLLM_SERVED_MODEL_NAME", "SM_SGLANG_SERVED_MODEL_NAME", "SM_VLLM_MODEL", "SM_SGLANG_MODEL_PATH")


class BadRequest(Exception):
    """A request that the server refuses, with the status of the response."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Chat:
    """One request and its response."""

    def __init__(self, body: bytes, served: str, adapter: str | None) -> None:
        try:
            request: Any = json.loads(body)
            messages = request["messages"]
            asked = [message["content"] for message in messages if message["role"] == "user"][-1]
        except (ValueError, LookupError, TypeError) as error:
            raise BadRequest(400, "messages must have a message of the user") from error
        # The server puts the adapter of the request in the place of the model.
        if adapter is not None:
            request["model"] = served = adapter
        # An empty name is accepted, because the endpoint already determines the model.
        if request.get("model") not in (None, "", served):
            raise BadRequest(404, f"The model `{request['model']}` does not exist.")
        self.streamed = bool(request.get("stream"))
        self._counted = bool((request.get("stream_options") or {}).get("include_usage"))
        self._words = str(asked).split()[: request.get("max_tokens") or request.get("max_completion_tokens")]
        self._common = {"id": f"chatcmpl-{time.time_ns():x}", "created": int(time.time()), "model": served}
        prompt = sum(len(str(message.get("content", "")).split()) for message in messages)
        self._usage = {
            "prompt_tokens": prompt,
            "completion_tokens": len(self._words),
            "total_tokens": prompt + len(self._words),
        }

    def whole(self) -> bytes:
        message = {"role": "assistant", "content": " ".join(self._words)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return json.dumps(
            {**self._common, "object": "chat.completion", "choices": [choice], "usage": self._usage}
        ).encode()

    def parts(self) -> Iterator[bytes]:
        """Return the server-sent events of the stream."""
        yield self._event([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
        for position, word in enumerate(self._words):
            content = word if position == 0 else f" {word}"
            yield self._event([{"index": 0, "delta": {"content": content}, "finish_reason": None}])
        yield self._event([{"index": 0, "delta": {}, "finish_reason": "stop"}])
        if self._counted:
            yield self._event([], usage=self._usage)
        yield b"data: [DONE]\n\n"

    def _event(self, choices: list[Any], **more: Any) -> bytes:
        members = {**self._common, "object": "chat.completion.chunk", "choices": choices, **more}
        return f"data: {json.dumps(members)}\n\n".encode()


class ChatContract(Contract):
    """The HTTP interface of the container."""

    served = "/opt/ml/model"
    loads_adapters = False
    adapters: frozenset[str] = frozenset()

    def do_POST(self) -> None:
        body = self.body()
        if self.path == "/adapters" and self.loads_adapters:
            self._load(json.loads(body))
            return
        if self.path == "/adapters":
            self.send(404, NOT_FOUND, JSON)
            return
        try:
            if self.path not in ("/v1/chat/completions", "/invocations"):
                raise BadRequest(404, "Not Found")
            chat = Chat(body, self.served, self.headers.get(ADAPTER))
        except BadRequest as error:
            message = {"message": str(error), "type": "invalid_request_error", "code": error.status}
            self.send(error.status, json.dumps({"error": message}).encode())
            return
        if not chat.streamed:
            self.send(200, chat.whole())
            return
        # Without a length, the end of the connection is the end of the stream.
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        for part in chat.parts():
            self.wfile.write(part)
            self.wfile.flush()

    def do_DELETE(self) -> None:
        name = self.path.removeprefix("/adapters/")
        if not self.loads_adapters or name not in self.adapters:
            self.send(404, NOT_FOUND, JSON)
            return
        ChatContract.adapters -= {name}
        self.send(200, f"Adapter {name} unregistered".encode(), "text/plain")

    def _load(self, request: Any) -> None:
        name, source = request["name"], request["src"]
        if not _is_on("SM_VLLM_ENABLE_LORA"):
            message = {"message": "LoRA is not enabled.", "type": "BadRequestError", "code": 400}
            self.send(400, json.dumps({"error": message}).encode(), JSON)
            return
        if not os.path.exists(os.path.join(source, "adapter_config.json")):
            message = {"message": f"No adapter found for {source}", "type": "NotFoundError", "code": 404}
            self.send(404, json.dumps({"error": message}).encode(), JSON)
            return
        ChatContract.adapters |= {name}
        self.send(200, f"Adapter {name} registered".encode(), "text/plain")


def _is_true(variable: str) -> bool:
    return os.environ.get(variable, "").lower() in ("true", "1")


def _is_on(argument: str) -> bool:
    """A switch of vLLM: an empty value is the bare argument."""
    return os.environ.get(argument) == "" or _is_true(argument)


def _end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os._exit(0)


def main() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    ChatContract.served = next((os.environ[name] for name in _NAMES if os.environ.get(name)), ChatContract.served)
    ChatContract.loads_adapters = _is_true("VLLM_ALLOW_RUNTIME_LORA_UPDATING")
    server = ThreadingHTTPServer(("127.0.0.1", 0), ChatContract)
    print(server.server_address[1], flush=True)
    sys.stdout.close()
    server.serve_forever()


if __name__ == "__main__":
    main()
