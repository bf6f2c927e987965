"""ASGI middleware: records the data of every connection in the log, adds the headers of CORS, and
closes connections.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from minimax.emulator.clock import Clock
from minimax.emulator.faults import DOWNLOAD
from minimax.emulator.log import Answer, LoggedRequest, RequestLog, safe_headers
from minimax.emulator.state import Platform

if TYPE_CHECKING:
    from minimax.emulator.state import Platform

CONTROL = "/_emulator"
"""Path prefix of the control endpoint; no path of the platform begins with it."""
LOGGED = "logged"
"""Key of the log entry in the state of a connection."""
WEBSOCKET = "websocket"
"""Used instead of the media type of an answer."""
EVENT_STREAM = "text/event-stream"

_END_OF_EVENT = b"\n\n"
_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
_EXPOSED = "Trace-Id, Minimax-Request-Id"
_MAX_AGE = "600"


def wants_control(scope: Scope) -> bool:
    """Whether a request is for the control endpoint, or from a browser that should see the page."""
    if scope["type"] != "http":
        return False
    path: str = scope["path"]
    accepts = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return path.startswith(f"{CONTROL}/") or (
        path == "/" and scope["method"] == "GET" and b"text/html" in accepts.lower()
    )


def start_entry(
    platform: Platform, connection: HTTPConnection, operation_id: str | None, trace_id: str
) -> LoggedRequest:
    """Log a new request; from now on, data sent in response is added to the entry."""
    entry = platform.log.add(
        lambda number: LoggedRequest(
            number=number,
            time=platform.clock.now(),
            # A WebSocket handshake is always a GET.
            method=connection.scope.get("method", "GET"),
            path=connection.url.path,
            query=dict(connection.query_params),
            headers=safe_headers(connection.headers),
            operation_id=operation_id,
            trace_id=trace_id,
        )
    )
    connection.scope.setdefault("state", {})[LOGGED] = entry
    return entry


class Recorder:
    """ASGI middleware. Connections without a log entry are not recorded."""

    def __init__(self, app: ASGIApp, log: RequestLog, clock: Clock) -> None:
        self._app = app
        self._log = log
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        recording = _Recording(self._log, self._clock, scope)

        async def receiving() -> Message:
            message = await receive()
            recording.record_received(message)
            return message

        async def sending(message: Message) -> None:
            # Before it is sent, so that clients find their answer in the log.
            recording.record_sent(message)
            await send(message)

        try:
            await self._app(scope, receiving, sending)
        finally:
            recording.end()


class _Recording:
    """One connection."""

    def __init__(self, log: RequestLog, clock: Clock, scope: Scope) -> None:
        self._log = log
        self._clock = clock
        self._scope = scope
        self._begun = clock.monotonic()
        self._received = 0

    def record_received(self, message: Message) -> None:
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
        elif message["type"] == "websocket.receive" and (entry := self._entry()):
            self._received += len(message.get("text") or message.get("bytes") or "")
            self._count(entry, 1)

    def record_sent(self, message: Message) -> None:
        entry = self._entry()
        if entry is None:
            return
        kind = message["type"].removeprefix("websocket.")
        if kind == "http.response.start":
            headers = {name.lower(): value for name, value in message["headers"]}
            entry.answer = Answer(
                headers.get(b"content-type", b"").decode("latin-1").partition(";")[0]
            )
            self._log.touch(entry)
        elif kind == "http.response.body":
            self._sent(entry, message.get("body", b""))
            if not message.get("more_body", False):
                self.end()
        elif kind == "accept":
            entry.answer = Answer(WEBSOCKET)
            self._log.touch(entry)
        elif kind == "send":
            self._log.keep(entry, (message.get("text") or "").encode() + b"\n")
            self._count(entry, 1)
        elif kind == "close":
            self.end()

    def end(self) -> None:
        """Handle the end of the connection, only once."""
        entry = self._entry()
        if entry is not None and entry.seconds is None:
            # A reset in the meantime moves the clock back.
            self._log.finish(
                entry,
                seconds=max(self._clock.monotonic() - self._begun, 0.0),
                received=self._received,
            )

    def _sent(self, entry: LoggedRequest, body: bytes) -> None:
        answer = entry.answer
        if entry.operation_id == DOWNLOAD and answer:
            # The file is in the storage already.
            answer.size += len(body)
            return
        self._log.keep(entry, body)
        if answer and answer.media_type == EVENT_STREAM:
            # One byte of overlap, because the end of an event may be split.
            self._count(
                entry, answer.data.count(_END_OF_EVENT, max(len(answer.data) - len(body) - 1, 0))
            )

    def _count(self, entry: LoggedRequest, events: int) -> None:
        if events:
            entry.events += events
            self._log.touch(entry)

    def _entry(self) -> LoggedRequest | None:
        entry: LoggedRequest | None = self._scope.get("state", {}).get(LOGGED)
        return entry


class Cors:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, platform: Platform) -> None:
        self._app = app
        self._platform = platform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin", "")
        if not self._platform.settings.allows_origin(origin) or _is_control(scope["path"]):
            await self._app(scope, receive, send)
            return
        allowed = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            allowed["Access-Control-Allow-Methods"] = _METHODS
            allowed["Access-Control-Allow-Headers"] = headers.get(
                "access-control-request-headers", "*"
            )
            allowed["Access-Control-Max-Age"] = _MAX_AGE
            await Response(status_code=204, headers=allowed)(scope, receive, send)
            return
        allowed["Access-Control-Expose-Headers"] = _EXPOSED

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(allowed)
            await send(message)

        await self._app(scope, receive, sending)


def _is_control(path: str) -> bool:
    return path == "/" or path.startswith(f"{CONTROL}/")


class HangUp:
    """ASGI middleware that closes each connection after its answer, if keep-alive is off."""

    def __init__(self, app: ASGIApp, platform: Platform) -> None:
        self._app = app
        self._platform = platform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and not self._platform.keep_alive:
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive, sending)
