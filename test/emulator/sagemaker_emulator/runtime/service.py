"""The SageMaker runtime service as a WSGI application in front of moto's.

Gap in moto: its InvokeEndpoint returns fixed responses, even for endpoints that do
not exist. Here the request is routed to a model by the deployed configuration, and
the deployed archive computes the response.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID
from moto.sagemaker.models import sagemaker_backends
from werkzeug import Request, Response

from . import openai_api
from .asynchronous import accept
from .errors import NotEmulated, RuntimeServiceError, ValidationError
from .pool import ContainerPool
from .request import HEADER, InferenceRequest
from .routing import choose_variant

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
_PATH = re.compile(r"/endpoints/(?P<endpoint>[^/]+)/(?P<operation>[a-z-]*invocations[a-z-]*)")
_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/(?P<region>[^/]+)/sagemaker/")
_SYNCHRONOUS, _ASYNCHRONOUS = "invocations", "async-invocations"
_UNSUPPORTED_HEADERS = ("Target-Model", "Inference-Component", "Session-Id", "Enable-Explanations")


class RuntimeService:
    """A WSGI application that handles requests to the runtime service and forwards all others."""

    def __init__(self, pool: ContainerPool, other: Application) -> None:
        self._pool = pool
        self._other = other

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if openai_api.PATH.fullmatch(environ.get("PATH_INFO", "")):
            return openai_api.serve(self, Request(environ))(environ, start_response)
        path = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if path is None or scope is None:
            return self._other(environ, start_response)
        try:
            response = self._serve(Request(environ), path["operation"], path["endpoint"], scope["region"])
        except RuntimeServiceError as error:
            response = error.response()
        return response(environ, start_response)

    def _serve(self, request: Request, operation: str, endpoint_name: str, region: str) -> Response:
        if operation not in (_SYNCHRONOUS, _ASYNCHRONOUS):
            raise NotEmulated(f"the emulator does not support {operation}, only InvokeEndpoint and InvokeEndpointAsync")
        for name in _UNSUPPORTED_HEADERS:
            if HEADER + name in request.headers:
                raise NotEmulated(f"the emulator does not support {name.replace('-', '')} in requests")
        _, config = _deployed(endpoint_name, region)
        asynchronous = config.async_inference_config
        if bool(asynchronous) != (operation == _ASYNCHRONOUS):
            raise ValidationError(f"Endpoint {endpoint_name} does not support this inference type.")
        if asynchronous:
            return accept(
                request, endpoint_name, region, asynchronous, partial(self._answer_later, endpoint_name, region)
            )
        target = request.headers.get(HEADER + "Target-Variant")
        inference = InferenceRequest.synchronous(request)
        body, content_type, variant_name = self._answer(inference, endpoint_name, region, target)
        headers = {"x-Amzn-Invoked-Production-Variant": variant_name}
        return Response(body, content_type=content_type, headers=headers)

    def _answer_later(self, endpoint_name: str, region: str, request: InferenceRequest) -> tuple[bytes, str]:
        """Return the response without the variant, because asynchronous endpoints have only one."""
        body, content_type, _ = self._answer(request, endpoint_name, region, None)
        return body, content_type

    def regions_of(self, endpoint_name: str) -> list[str]:
        """Return the regions that have an endpoint of this name."""
        backends = sagemaker_backends[DEFAULT_ACCOUNT_ID]
        return [region for region in list(backends) if endpoint_name in backends[region].endpoints]

    def chat(
        self, endpoint_name: str, component: str | None, region: str, body: bytes, content_type: str
    ) -> openai_api.Answer:
        """Send a request to the OpenAI-compatible API of a container."""
        _, config = _deployed(endpoint_name, region)
        if config.async_inference_config:
            raise ValidationError(f"Endpoint {endpoint_name} does not support this inference type.")
        model, _ = self._model_for(endpoint_name, region, None)
        if component is not None:
            raise ValidationError(f"Inference Component {component} of account {DEFAULT_ACCOUNT_ID} not found.")
        if model.containers:
            raise NotEmulated("the emulator supports the OpenAI-compatible API only for models with one container")
        container = self._pool.get(DEFAULT_ACCOUNT_ID, region, model, 0, model.primary_container)
        return openai_api.Answer(*container.stream("/v1/chat/completions", body, content_type))

    def _answer(
        self, request: InferenceRequest, endpoint_name: str, region: str, target: str | None
    ) -> tuple[bytes, str, str]:
        """Return the body and content type of the response, and the name of the invoked variant."""
        model, variant_name = self._model_for(endpoint_name, region, target)
        body, content_type = self._run(request, model, region)
        return body, content_type, variant_name

    def _model_for(self, endpoint_name: str, region: str, target: str | None) -> tuple[Any, str]:
        """Return the model that a request is routed to, and the name of its variant."""
        endpoint, config = _deployed(endpoint_name, region)
        variant_name = choose_variant(endpoint.production_variants, target)
        variant = next(item for item in config.production_variants if item["VariantName"] == variant_name)
        if "ModelName" not in variant:
            raise NotEmulated(f"variant {variant_name} hosts inference components, which the emulator does not support")
        model = sagemaker_backends[DEFAULT_ACCOUNT_ID][region]._models.get(variant["ModelName"])
        if model is None:
            raise ValidationError(f"The model {variant['ModelName']} of variant {variant_name} was deleted.")
        return model, variant_name

    def _run(self, request: InferenceRequest, model: Any, region: str) -> tuple[bytes, str]:
        """Send the request through the containers of the model. Each receives the response of the previous one."""
        containers = list(enumerate(model.containers or [model.primary_container]))
        hostname = request.container_hostname
        direct = (getattr(model, "inference_execution_config", None) or {}).get("Mode") == "Direct"
        if direct or hostname:
            containers = [_direct(containers, hostname if direct else None)]
        body, content_type = request.body, request.content_type
        for position, (index, definition) in enumerate(containers):
            container = self._pool.get(DEFAULT_ACCOUNT_ID, region, model, index, definition)
            headers = request.headers(content_type, last=position == len(containers) - 1)
            body, content_type = container.invoke(body, headers)
        return body, content_type


def _deployed(endpoint_name: str, region: str) -> tuple[Any, Any]:
    """Return the endpoint and its current configuration."""
    backend = sagemaker_backends[DEFAULT_ACCOUNT_ID][region]
    endpoint = backend.endpoints.get(endpoint_name)
    if endpoint is None:
        raise ValidationError(f"Endpoint {endpoint_name} of account {DEFAULT_ACCOUNT_ID} not found.")
    config = backend.endpoint_configs.get(endpoint.endpoint_config_name)
    if config is None:
        raise ValidationError(f"The configuration {endpoint.endpoint_config_name} of the endpoint was deleted.")
    return endpoint, config


def _direct(containers: list[tuple[int, Mapping[str, Any]]], hostname: str | None) -> tuple[int, Mapping[str, Any]]:
    """Return the target container of a request to a multi-container endpoint in direct mode."""
    if hostname is None:
        raise ValidationError(
            "TargetContainerHostname is required for inference execution mode Direct, and not supported without it."
        )
    for index, definition in containers:
        if definition.get("ContainerHostname") == hostname:
            return index, definition
    raise ValidationError(f"The model has no container with the hostname {hostname}.")
