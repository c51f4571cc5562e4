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

from ..access.authorize import Caller
from ..deployment.model import fleet_for
from ..deployment.rollout import hooks
from ..strict.invocations import require_acceptable_body, require_acceptable_request
from . import capture, event_stream, openai_api
from .archive import ModelDataError, runs
from .asynchronous import accept
from .components import ComponentRuntime
from .container import is_chat
from .counter import InvocationCounter
from .destination import Destination
from .errors import (
    ComponentNameMissing,
    NotEmulated,
    RuntimeServiceError,
    TargetModelNotSupported,
    ValidationError,
)
from .packages import containers_of
from .pool import ContainerPool
from .request import HEADER, InferenceRequest
from .routing import choose_variant
from .serving import ModelRuntime
from .shadows import Shadows

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
_PATH = re.compile(r"/endpoints/(?P<endpoint>[^/]+)/(?P<operation>[a-z-]*invocations[a-z-]*)")
_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d{8}/(?P<region>[^/]+)/sagemaker/")
_SYNCHRONOUS, _ASYNCHRONOUS, _STREAMED = "invocations", "async-invocations", "invocations-response-stream"
# A response stream takes the permission for an answer in one piece too.
_ACTIONS = {
    _SYNCHRONOUS: ["sagemaker:InvokeEndpoint"],
    _ASYNCHRONOUS: ["sagemaker:InvokeEndpointAsync"],
    _STREAMED: ["sagemaker:InvokeEndpointWithResponseStream", "sagemaker:InvokeEndpoint"],
}
_CHAT = "/v1/chat/completions"
_INVOKED = "x-Amzn-Invoked-Production-Variant"
_COMPONENT = HEADER + "Inference-Component"
_UNSUPPORTED_HEADERS = ("Session-Id", "Enable-Explanations")


class RuntimeService:
    """A WSGI application that handles requests to the runtime service and forwards all others."""

    def __init__(self, pool: ContainerPool, other: Application) -> None:
        self._pool = pool
        self._components = ComponentRuntime(pool)
        self._models = ModelRuntime(pool)
        self._other = other
        self._counter = InvocationCounter()
        self._shadows = Shadows(self._models, self._counter)
        hooks.probe = self._probe

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if openai_api.PATH.fullmatch(environ.get("PATH_INFO", "")):
            return openai_api.serve(self, Request(environ))(environ, start_response)
        path = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if path is None or scope is None:
            return self._other(environ, start_response)
        try:
            request = Request(environ)
            token = request.headers.get("X-Amz-Security-Token")
            caller = Caller(scope["key"], scope["region"], token, request.remote_addr)
            response = self._serve(request, path["operation"], path["endpoint"], scope["region"], caller)
        except RuntimeServiceError as error:
            response = error.response()
        return response(environ, start_response)

    def _serve(self, request: Request, operation: str, endpoint_name: str, region: str, caller: Caller) -> Response:
        if operation not in _ACTIONS:
            raise NotEmulated(f"the emulator does not support {operation}")
        targets = {name: request.headers.get(HEADER + name) for name in ("Target-Model", "Target-Container-Hostname")}
        component = request.headers.get(_COMPONENT)
        caller.require(_ACTIONS[operation], DEFAULT_ACCOUNT_ID, endpoint_name, component, targets)
        require_acceptable_request(operation, endpoint_name, request.headers)
        for header in _UNSUPPORTED_HEADERS:
            if HEADER + header in request.headers:
                raise NotEmulated(f"the emulator does not support {header.replace('-', '')} in requests")
        _, config = _deployed(endpoint_name, region)
        asynchronous = config.async_inference_config
        if bool(asynchronous) != (operation == _ASYNCHRONOUS):
            raise ValidationError(f"Endpoint {endpoint_name} does not support this inference type.")
        if asynchronous:
            return accept(
                request, endpoint_name, region, asynchronous, partial(self._answer_later, endpoint_name, region)
            )
        require_acceptable_body(request.get_data(), config.production_variants[0])
        target, name = request.headers.get(HEADER + "Target-Variant"), request.headers.get(_COMPONENT)
        if operation == _STREAMED:
            return self._stream(InferenceRequest.streamed(request), endpoint_name, region, target, name)
        inference = InferenceRequest.synchronous(request)
        if name is not None:
            if inference.target_model is not None:
                raise TargetModelNotSupported(endpoint_name)
            component = self._component(endpoint_name, config, name, region)
            with self._components.copy(component) as copy:
                headers = {**inference.headers(inference.content_type, last=True), **copy.headers}
                body, content_type = copy.container.invoke(inference.body, headers)
            variant_name = component.variant_name
        else:
            body, content_type, variant_name = self._answer(inference, endpoint_name, region, target)
        return Response(body, content_type=content_type, headers={_INVOKED: variant_name})

    def _stream(
        self, request: InferenceRequest, endpoint_name: str, region: str, target: str | None, name: str | None
    ) -> Response:
        """Return the response of a container as a stream of events, as its parts arrive."""
        if name is not None:
            _, config = _deployed(endpoint_name, region)
            component = self._component(endpoint_name, config, name, region)
            variant_name = component.variant_name
            with self._components.copy(component) as copy:
                headers = {**request.headers(request.content_type, last=True), **copy.headers}
                content_type, parts = copy.container.stream("/invocations", request.body, headers)
        else:
            destination = self._destination(endpoint_name, region, target)
            variant_name, stage = destination.variant_name, destination.only_stage(request, "response streams")
            self._shadows.copy(destination, request, None)
            with self._counter.counted(destination.backend, endpoint_name, variant_name):
                content_type, parts = self._models.stream(destination, stage, request, "/invocations")
        told = {_INVOKED: variant_name, HEADER + "Content-Type": content_type}
        return Response(event_stream.payload_parts(parts), content_type=event_stream.CONTENT_TYPE, headers=told)

    def _component(self, endpoint_name: str, config: Any, name: str, region: str) -> Any:
        """Return an inference component that has a copy. Raise if the endpoint cannot host components."""
        if all("ModelName" in variant for variant in config.production_variants):
            raise ValidationError(f"Endpoint {endpoint_name} does not host inference components.")
        return self._components.find(sagemaker_backends[DEFAULT_ACCOUNT_ID][region], endpoint_name, name)

    def _probe(self, backend: Any, config: Any) -> str | None:
        """Start the containers of the variants, and return why that fails. What the emulator cannot run is healthy."""
        variants = [*config.production_variants, *(getattr(config, "shadow_production_variants", None) or [])]
        for variant in variants:
            if "ModelName" not in variant:
                continue
            model = backend._models.get(variant["ModelName"])
            if model is None:
                return f"The model {variant['ModelName']} of variant {variant['VariantName']} was deleted."
            for index, definition in enumerate(containers_of(backend, model)):
                if definition.get("Mode") != "MultiModel":
                    reason = self._start(backend, model, index, definition)
                    if reason is not None:
                        return f"The container of production variant {variant['VariantName']} failed: {reason}"
        return None

    def _start(self, backend: Any, model: Any, index: int, definition: Mapping[str, Any]) -> str | None:
        """Start a container, which stays for the invocations."""
        try:
            if is_chat(definition) or runs(definition, backend.account_id, backend.region_name):
                self._pool.get(backend.account_id, backend.region_name, model.model_name, index, definition)
        except ModelDataError as error:
            return f"Failed to download model data: {error}"
        except RuntimeServiceError as error:
            return getattr(error, "original_message", str(error))
        return None

    def _answer_later(self, endpoint_name: str, region: str, request: InferenceRequest) -> tuple[bytes, str]:
        """Return the response without the variant, because asynchronous endpoints have only one."""
        body, content_type, _ = self._answer(request, endpoint_name, region, None)
        return body, content_type

    def regions_of(self, endpoint_name: str) -> list[str]:
        """Return the regions that have an endpoint of this name."""
        backends = sagemaker_backends[DEFAULT_ACCOUNT_ID]
        return [region for region in list(backends) if _has_endpoint(backends[region], endpoint_name)]

    def chat(
        self, endpoint_name: str, component: str | None, region: str, body: bytes, content_type: str
    ) -> openai_api.Answer:
        """Send a request to the OpenAI-compatible API of a container."""
        _, config = _deployed(endpoint_name, region)
        if config.async_inference_config:
            raise ValidationError(f"Endpoint {endpoint_name} does not support this inference type.")
        if component is None:
            request = InferenceRequest(body, content_type, accept=None, attributes=None, container_hostname=None)
            destination = self._destination(endpoint_name, region, None)
            stage = destination.only_stage(request, "the OpenAI-compatible API")
            with self._counter.counted(destination.backend, endpoint_name, destination.variant_name):
                return openai_api.Answer(*self._models.stream(destination, stage, request, _CHAT))
        with self._components.copy(self._component(endpoint_name, config, component, region)) as copy:
            return openai_api.Answer(*copy.container.stream(_CHAT, body, {"Content-Type": content_type, **copy.headers}))

    def _answer(
        self, request: InferenceRequest, endpoint_name: str, region: str, target: str | None
    ) -> tuple[bytes, str, str]:
        """Return the body and content type of the response, and the name of the invoked variant."""
        destination = self._destination(endpoint_name, region, target)
        stages, backend = destination.stages(request), destination.backend
        settings = None if destination.fleet.config.async_inference_config else capture.settings_of(backend, endpoint_name)
        self._shadows.copy(destination, request, settings)
        with self._counter.counted(backend, endpoint_name, destination.variant_name):
            body, content_type = self._models.run(destination, stages, request)
        if settings is not None:
            capture.keep(settings, destination, request, body, content_type)
        return body, content_type, destination.variant_name

    def _destination(self, endpoint_name: str, region: str, target: str | None) -> Destination:
        """Return the variant that a request is routed to, with its model."""
        endpoint, _ = _deployed(endpoint_name, region)
        backend = sagemaker_backends[DEFAULT_ACCOUNT_ID][region]
        fleet = fleet_for(backend, endpoint)
        assert fleet is not None
        variant_name = choose_variant(fleet.variants, target)
        variant = next(item for item in fleet.config.production_variants if item["VariantName"] == variant_name)
        if "ModelName" not in variant:
            raise ComponentNameMissing
        model = backend._models.get(variant["ModelName"])
        if model is None:
            raise ValidationError(f"The model {variant['ModelName']} of variant {variant_name} was deleted.")
        return Destination(backend, endpoint_name, variant_name, model, fleet)


def _has_endpoint(backend: Any, name: str) -> bool:
    """Whether there is an endpoint of this name. Unlike operations on endpoints, an invocation must have its case."""
    endpoint = backend.endpoints.get(name)
    return endpoint is not None and endpoint.endpoint_name == name


def _deployed(endpoint_name: str, region: str) -> tuple[Any, Any]:
    """Return the endpoint and its current configuration."""
    backend = sagemaker_backends[DEFAULT_ACCOUNT_ID][region]
    endpoint = backend.endpoints.get(endpoint_name)
    if endpoint is None or not _has_endpoint(backend, endpoint_name):
        raise ValidationError(f"Endpoint {endpoint_name} of account {DEFAULT_ACCOUNT_ID} not found.")
    if endpoint.endpoint_status in ("Creating", "Failed"):
        raise ValidationError(f"Endpoint {endpoint_name} of account {DEFAULT_ACCOUNT_ID} not found.")
    config = backend.endpoint_configs.get(endpoint.endpoint_config_name)
    if config is None:
        raise ValidationError(f"The configuration {endpoint.endpoint_config_name} of the endpoint was deleted.")
    return endpoint, config
