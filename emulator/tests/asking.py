"""Clients that invoke an endpoint while it is changed, and the client of the OpenAI-compatible API."""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from deploying import REQUEST, ROOT, Example
from tokens import token

QUESTION = {"messages": [{"role": "user", "content": "a great model"}]}


@contextmanager
def asked_all_the_time(ask: Callable[[], Any], answer: Any) -> Iterator[None]:
    """Asks again and again; each answer must be this one."""
    finished, answers = threading.Event(), []

    def run() -> None:
        while not finished.wait(0.1):
            try:
                answers.append(ask())
            except Exception as error:  # noqa: BLE001
                answers.append(repr(error))

    client = threading.Thread(target=run)
    client.start()
    try:
        yield
    finally:
        finished.set()
        client.join()
    assert len(answers) > 5
    others = [other for other in answers if other != answer]
    assert not others, f"{len(others)} of {len(answers)}: {others}"


def asking(example: Example, output: str = "EndpointName", **options: str) -> Callable[[], Any]:
    """A client of an endpoint. It looks up the name now, because a stack that is being updated has no outputs here."""
    return invoking(example, REQUEST, example.output(output), **options)


def invoking(example: Example, request: Any, name: str, **options: str) -> Callable[[], Any]:
    def ask() -> Any:
        response = example.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=name, ContentType="application/json", Body=json.dumps(request), **options
        )
        return json.loads(response["Body"].read())

    return ask


def completion(example: Example, output: str = "EndpointName", **options: str) -> tuple[str, str]:
    """Which language model answers a question through boto3, and what it answers."""
    answer = invoking(example, QUESTION, example.output(output), **options)()
    return answer["model"], answer["choices"][0]["message"]["content"]


def chatting(example: Example, output: str = "BaseUrl") -> Callable[[], str]:
    """The client of examples/openai, which uses the OpenAI-compatible API."""
    spec = importlib.util.spec_from_file_location("chat", ROOT / "examples" / "openai" / "chat.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    url = urlsplit(example.output(output))
    assert (url.scheme, url.netloc) == ("https", "runtime.sagemaker.us-east-1.amazonaws.com")
    # The emulator is at another host.
    base_url = example.account.emulator.endpoint_url + url.path
    return lambda: "".join(module.answer(base_url, token(), "a great model"))
