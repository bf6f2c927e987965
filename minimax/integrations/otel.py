"""OpenTelemetry spans and metrics, following the conventions for generative AI.

    from minimax import MiniMax
    from minimax.integrations.otel import instrument

    client = instrument(MiniMax())

Needs the extra: pip install "minimax-sdk[otel]".
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from .requirements import require

require("otel", "opentelemetry-api", "1.30", "2")

from opentelemetry import context, metrics, trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from ..client import AsyncMiniMax, MiniMax
from ..config import Event
from ..core.io import IO
from ..core.middleware import HTTPRequest, HTTPResponse
from ..results.chat import ChatReply
from ..results.messages import Message
from ..results.reply import Reply
from ..results.responses import ResponseReply
from ..version import __version__
from . import otel_content

C = TypeVar("C", MiniMax, AsyncMiniMax)

PROVIDER = "minimax"
CONTENT_VARIABLE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
WITH_CONTENT = ("true", "span_only", "span_and_event")
"""Values of the variable that enable content on spans."""
OUTPUTS = {
    "text": "text",
    "speech": "speech",
    "images": "image",
    "video": "video",
    "music": "music",
}
"""The output type of the paid calls of a service."""
WRITTEN = ("speech_to_text", "lyrics_generation", "h3_context_ir")
"""Paid calls of other services that return text."""
REPLIES: Mapping[str, type[Reply]] = {
    "chat_completions": ChatReply,
    "chatcompletion_v2": ChatReply,
    "anthropic_messages": Message,
    "responses": ResponseReply,
}
"""The parsers of chat responses."""
SETTINGS = {
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "max_tokens": "max_tokens",
    "max_completion_tokens": "max_tokens",
    "max_output_tokens": "max_tokens",
    "frequency_penalty": "frequency_penalty",
    "presence_penalty": "presence_penalty",
    "seed": "seed",
}
"""Request fields and their `gen_ai.request.*` attributes."""
USAGE = {
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "cached_tokens": "cache_read.input_tokens",
    "cache_creation_tokens": "cache_creation.input_tokens",
    "reasoning_tokens": "reasoning.output_tokens",
}
"""Counts of `Event.usage` and their `gen_ai.usage.*` attributes."""
SECONDS = [0.01 * 2**step for step in range(14)]
TOKENS = [4**step for step in range(14)]
"""Histogram boundaries, as specified by the conventions."""
REMEMBERED = 1000
"""Maximum number of calls remembered for the spans of their tasks."""

_removals: WeakKeyDictionary[IO, Callable[[], None]] = WeakKeyDictionary()


def instrument(
    client: C,
    *,
    content: bool | None = None,
    tracer_provider: trace.TracerProvider | None = None,
    meter_provider: metrics.MeterProvider | None = None,
) -> C:
    """Make a client, and all of its views, produce spans and metrics.

    Returns the client. Calling it again replaces the settings; nothing is recorded twice.
    `uninstrument` reverts it.

    Args:
        client: a client of either kind.
        content: whether to record prompts, replies, and arguments and results of tools; never
            media. By default, the environment variable
            `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` decides, and without it they are
            not.
        tracer_provider: creates the spans; defaults to the global one.
        meter_provider: creates the metrics; defaults to the global one.
    """
    uninstrument(client)
    if content is None:
        content = os.environ.get(CONTENT_VARIABLE, "").strip().lower() in WITH_CONTENT
    telemetry = _Telemetry(content, tracer_provider, meter_provider)
    middleware: Any = telemetry.awaited if client.io.is_async else telemetry.around
    _removals[client.io] = client.observe(telemetry.on_event, middleware=middleware)
    return client


def uninstrument(client: MiniMax | AsyncMiniMax) -> None:
    """Stop a client from producing spans and metrics; does nothing if it was not instrumented."""
    remove = _removals.pop(client.io, None)
    if remove is not None:
        remove()


class _Call:
    """A call in progress."""

    def __init__(self, span: trace.Span, attributes: dict[str, Any]) -> None:
        self.span, self.attributes = span, attributes
        self.started = time.monotonic()


class _Telemetry:
    """Converts events to spans and metrics. The middleware makes the span of a call the current one
    while a request is sent, so that spans of an HTTP instrumentation become its children.
    """

    def __init__(
        self,
        content: bool,
        tracer_provider: trace.TracerProvider | None,
        meter_provider: metrics.MeterProvider | None,
    ) -> None:
        self._content = content
        self._tracer = trace.get_tracer("minimax", __version__, tracer_provider)
        meter = metrics.get_meter("minimax", __version__, meter_provider)

        def histogram(name: str, unit: str, description: str, bounds: list[Any]) -> Any:
            return meter.create_histogram(
                name, unit, description, explicit_bucket_boundaries_advisory=bounds
            )

        operation = "gen_ai.client.operation"
        self._duration = histogram(f"{operation}.duration", "s", "Duration of calls.", SECONDS)
        self._first_chunk = histogram(
            f"{operation}.time_to_first_chunk", "s", "Time to the first chunk of streams.", SECONDS
        )
        self._tokens = histogram("gen_ai.client.token.usage", "{token}", "Tokens used.", TOKENS)
        self._tool_duration = histogram(
            "gen_ai.execute_tool.duration", "s", "Duration of tools.", SECONDS
        )
        self._calls: dict[str, _Call] = {}
        self._tools: dict[str, tuple[trace.Span, Any]] = {}
        self._creations: OrderedDict[str, trace.Span] = OrderedDict()

    def on_event(self, event: Event) -> None:
        """Start, update or end the span of an event."""
        if event.kind == "tool_start":
            self._begin_tool(event)
        elif event.kind == "tool_end":
            self._end_tool(event)
        elif event.kind == "task_end":
            self._record_task(event)
        elif event.task or not event.billed or event.feature not in OUTPUTS:
            return  # the conventions do not cover polls, lists, files and accounts
        elif event.kind == "request" and event.attempt == 1:
            self._begin(event)
        elif event.call_id in self._calls:
            self._go_on(event)

    def around(
        self, request: HTTPRequest, call_next: Callable[[HTTPRequest], HTTPResponse], /
    ) -> HTTPResponse:
        """Middleware of the sync client."""
        call = self._calls.get(request.call_id)
        if call is None:
            return call_next(request)
        self._describe(call, request)
        with _current(call.span):
            return call_next(request)

    async def awaited(
        self, request: HTTPRequest, call_next: Callable[[HTTPRequest], Awaitable[HTTPResponse]], /
    ) -> HTTPResponse:
        """Middleware of the async client."""
        call = self._calls.get(request.call_id)
        if call is None:
            return await call_next(request)
        self._describe(call, request)
        with _current(call.span):
            return await call_next(request)

    def _begin(self, event: Event) -> None:
        operation, output = _operation(event)
        attributes = {
            "gen_ai.operation.name": operation,
            "gen_ai.provider.name": PROVIDER,
            **({"gen_ai.request.model": event.model} if event.model else {}),
            **_server(event.base_url),
        }
        more: dict[str, Any] = {
            "minimax.call.id": event.call_id,
            "minimax.endpoint": event.endpoint,
        }
        if output:
            more["gen_ai.output.type"] = output
        if event.stream:
            more["gen_ai.request.stream"] = True
        span = self._tracer.start_span(
            f"{operation} {event.model}".rstrip(),
            kind=SpanKind.CLIENT,
            attributes={**attributes, **more},
        )
        self._calls[event.call_id] = _Call(span, attributes)

    def _describe(self, call: _Call, request: HTTPRequest) -> None:
        """Record the request of the first attempt."""
        body = request.json if request.attempt == 1 and call.span.is_recording() else None
        if not body:
            return
        for field, name in SETTINGS.items():
            value = body.get(field)
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                call.span.set_attribute(f"gen_ai.request.{name}", value)
        stops = body.get("stop") or body.get("stop_sequences")
        if stops:
            stops = [stops] if isinstance(stops, str) else [str(stop) for stop in stops]
            call.span.set_attribute("gen_ai.request.stop_sequences", stops)
        if isinstance(body.get("n"), int) and body["n"] != 1:
            call.span.set_attribute("gen_ai.request.choice.count", body["n"])
        if self._content:
            call.span.set_attributes(otel_content.of_request(body))

    def _go_on(self, event: Event) -> None:
        call = self._calls[event.call_id]
        if event.kind == "retry":
            facts = {"minimax.attempt": event.attempt, "minimax.wait": event.seconds}
            call.span.add_event("retry", {**facts, "error.type": type(event.error).__name__})
        elif event.kind in ("error", "stream_end") or (
            event.kind == "response" and not event.stream
        ):
            self._end(call, event)

    def _end(self, call: _Call, event: Event) -> None:
        del self._calls[event.call_id]
        span, attributes = call.span, call.attributes
        usage = dict(event.usage or {})
        if event.operation == "anthropic_messages" and usage:  # it counts cached tokens separately
            usage["input_tokens"] += usage.get("cached_tokens", 0)
            usage["input_tokens"] += usage.get("cache_creation_tokens", 0)
        if event.operation == "embeddings" and usage:
            usage["input_tokens"] = usage["input_tokens"] or usage["total_tokens"]
        for name, attribute in USAGE.items():
            if name in usage:
                span.set_attribute(f"gen_ai.usage.{attribute}", usage[name])
        span.set_attributes(self._answer(event, attributes))
        if event.error is not None:
            attributes = {**attributes, "error.type": _fail(span, event.error)}
        self._duration.record(time.monotonic() - call.started, attributes)
        plain = {name: value for name, value in attributes.items() if name != "error.type"}
        if event.time_to_first_chunk is not None:
            self._first_chunk.record(event.time_to_first_chunk, plain)
        for kind in ("input", "output"):
            if usage.get(f"{kind}_tokens"):
                self._tokens.record(usage[f"{kind}_tokens"], {**plain, "gen_ai.token.type": kind})
        if event.feature in ("speech", "video"):  # the call may have created a task
            self._creations[event.call_id] = span
            while len(self._creations) > REMEMBERED:
                self._creations.popitem(last=False)
        span.end()

    def _answer(self, event: Event, attributes: dict[str, Any]) -> dict[str, Any]:
        """The attributes of a response. The model that served it is also recorded for the
        metrics.
        """
        found: dict[str, Any] = {
            "gen_ai.response.id": event.trace_id,
            "gen_ai.response.time_to_first_chunk": event.time_to_first_chunk,
            "minimax.usage.characters": event.characters or None,
            "minimax.attempts": event.attempt,
            "minimax.stream.outcome": event.outcome or None,
        }
        read = REPLIES.get(event.operation)
        if read is not None and event.raw is not None:
            reply = read(dict(event.raw))
            if reply.model:
                attributes["gen_ai.response.model"] = found["gen_ai.response.model"] = reply.model
            found["gen_ai.response.id"] = str(event.raw.get("id") or event.trace_id or "") or None
            if reply.finish_reason:
                found["gen_ai.response.finish_reasons"] = [reply.finish_reason]
            if self._content:
                found.update(otel_content.of_reply(reply))
        return {name: value for name, value in found.items() if value is not None}

    def _begin_tool(self, event: Event) -> None:
        raw = event.raw or {}
        attributes = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": event.tool,
            "gen_ai.tool.type": "function",
            "gen_ai.tool.call.id": str(raw.get("id") or ""),
            "gen_ai.tool.description": str(raw.get("description") or ""),
        }
        if self._content:
            attributes["gen_ai.tool.call.arguments"] = str(raw.get("arguments") or "")
        span = self._tracer.start_span(f"execute_tool {event.tool}", attributes=attributes)
        token = context.attach(trace.set_span_in_context(span))
        self._tools[event.call_id] = span, token

    def _end_tool(self, event: Event) -> None:
        if event.call_id not in self._tools:
            return
        span, token = self._tools.pop(event.call_id)
        if trace.get_current_span() is span:  # not if the tool was cancelled
            context.detach(token)
        attributes = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": event.tool,
            "gen_ai.tool.type": "function",
        }
        if event.error is not None:
            attributes["error.type"] = _fail(span, event.error)
        elif self._content:
            span.set_attribute("gen_ai.tool.call.result", str((event.raw or {}).get("result")))
        self._tool_duration.record(event.seconds, attributes)
        span.end()

    def _record_task(self, event: Event) -> None:
        """Record a span from the creation of a task to its end: a sibling of the span of the call
        that created it, or, if that was in another process, a child of the current span.
        """
        creation = self._creations.pop(event.call_id, None)
        now = time.time_ns()
        attributes = {
            "gen_ai.provider.name": PROVIDER,
            **({"gen_ai.request.model": event.model} if event.model else {}),
            **_server(event.base_url),
            "minimax.call.id": event.call_id,
            "minimax.task.handle": event.task,
            "minimax.task.status": event.outcome,
        }
        span = self._tracer.start_span(
            f"task {event.task.partition(':')[0]}",
            context=None if creation is None else trace.set_span_in_context(creation),
            start_time=now - int(event.seconds * 1e9),
            attributes=attributes,
        )
        if event.error is not None:
            _fail(span, event.error)
        span.end(now)


def _operation(event: Event) -> tuple[str, str]:
    """The name of an operation in the conventions, and its output type."""
    if event.operation == "embeddings":
        return "embeddings", ""
    if event.feature == "text":
        return "chat", "text"
    return "generate_content", "text" if event.operation in WRITTEN else OUTPUTS[event.feature]


def _server(base_url: str) -> dict[str, Any]:
    """The address and port of the platform."""
    url = urlsplit(base_url)
    port = url.port or (80 if url.scheme == "http" else 443)
    return {"server.address": url.hostname or "", "server.port": port}


def _fail(span: trace.Span, error: BaseException) -> str:
    """Record an error on a span and return its type."""
    kind = type(error).__name__
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR, str(error)))
    return kind


def _current(span: trace.Span) -> Any:
    """Make a span the current one; the events update it."""
    return trace.use_span(
        span, end_on_exit=False, record_exception=False, set_status_on_exception=False
    )
