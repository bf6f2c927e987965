"""Replay a recording, optionally with the emulator for requests that were not recorded."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from minimax.emulator.envelopes import encode
from minimax.emulator.faults import DOWNLOAD
from minimax.emulator.log import LoggedRequest
from minimax.emulator.middleware import start_entry, wants_control
from minimax.emulator.recordings import exchanges
from minimax.emulator.recordings.conformance import EVENTS
from minimax.emulator.recordings.requests import DescribedRequest, describe, describe_handshake
from minimax.emulator.recordings.tape import SERVER, Line, Tape, reference
from minimax.emulator.state import Platform
from minimax.emulator.steps import Frame

_KEPT_HEADERS = ("content-type", "retry-after")


class Replay:
    """ASGI middleware. Repeated requests get their recorded responses in order, and then the last
    one again. With `only`, requests that were not recorded are rejected.
    """

    def __init__(self, app: ASGIApp, platform: Platform, tape: Tape, *, only: bool = False) -> None:
        self._app = app
        self._platform = platform
        self._tape = tape
        self._only = only
        self._lines: dict[str, list[Line]] = defaultdict(list)
        self._downloads: dict[str, Line] = {}
        for line in tape.lines:
            exchange = line.exchange
            if exchange.operation == DOWNLOAD:
                self._downloads[exchanges.link_token(exchange.path)] = line
            else:
                body = exchange.request.get("body")
                described = DescribedRequest("", exchange.method, exchange.path, body, ())
                self._lines[described.key].append(line)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            websocket = WebSocket(scope, receive, send)
            described = describe_handshake(websocket)
            if line := self._take(described):
                await self._play(websocket, described, line)
                return
        elif scope["type"] == "http" and not wants_control(scope):
            received = _Received(receive)
            request = Request(scope, received.receive)
            try:
                described = await describe(request, reference)
            except ClientDisconnect:
                return
            if line := self._find(request, described):
                await self._respond(request, described, line)(scope, receive, send)
                return
            receive = received.again
        else:
            await self._app(scope, receive, send)
            return
        if self._only:
            await self._refuse(scope, described)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _find(self, request: Request, described: DescribedRequest) -> Line | None:
        if request.url.path.startswith(f"{exchanges.LINK_PATH}/"):
            return self._downloads.get(request.url.path.rpartition("/")[2])
        return self._take(described)

    def _take(self, described: DescribedRequest) -> Line | None:
        """The next response to a request."""
        recorded = self._lines.get(described.key, [])
        return recorded.pop(0) if len(recorded) > 1 else next(iter(recorded), None)

    def _respond(self, request: Request, described: DescribedRequest, line: Line) -> Response:
        recorded = line.exchange.response
        entry = self._log(request, described, line)
        entry.json, entry.status = described.body, recorded["status"]
        base_url = str(request.base_url).rstrip("/")
        headers = {
            name: value
            for name, value in recorded.get("headers", {}).items()
            if name in _KEPT_HEADERS
        }
        if "events" in recorded:
            headers["content-type"] = EVENTS
            events = [self._restore(event, base_url) for event in recorded["events"]]
            return StreamingResponse(_events(events), recorded["status"], headers)
        body = self._restore(recorded["body"], base_url)
        if isinstance(body, str) and "json" not in headers.get("content-type", ""):
            body = body.encode()
        return Response(
            body if isinstance(body, bytes) else encode(body), recorded["status"], headers
        )

    def _restore(self, value: Any, base_url: str) -> Any:
        """Restore the media of a recorded value, and its links to recorded downloads."""

        def here(url: str) -> str:
            token = exchanges.link_token(url)
            return f"{base_url}{exchanges.LINK_PATH}/{token}" if token in self._downloads else url

        return exchanges.rewrite_links(self._tape.restore(value), here)

    def _refuse(self, scope: Scope, described: DescribedRequest) -> Response:
        same = [
            str(line.number)
            for line in self._tape.lines
            if (line.exchange.method, line.exchange.path) == (described.method, described.path)
        ]
        others = f" with this body; other bodies: lines {', '.join(same)}" if same else ""
        call = f"{described.method} {described.path}"
        message = f"the recording {self._tape.path} has no {call}{others}"
        return JSONResponse({"error": message}, 404)

    def _log(
        self, connection: Request | WebSocket, described: DescribedRequest, line: Line
    ) -> LoggedRequest:
        entry = start_entry(
            self._platform, connection, described.operation or None, self._platform.new_id()
        )
        entry.notes = [f"from line {line.number} of {self._tape.path.name}"]
        return entry

    async def _play(self, websocket: WebSocket, described: DescribedRequest, line: Line) -> None:
        recorded = line.exchange.response
        entry = self._log(websocket, described, line)
        entry.status = recorded["status"]
        if "messages" not in recorded:
            body = self._tape.restore(recorded["body"])
            content = body if isinstance(body, (str, bytes)) else encode(body)
            await websocket.send_denial_response(Response(content, recorded["status"]))
            return
        messages: list[Any] = []
        entry.json = messages
        await websocket.accept()
        try:
            for message in recorded["messages"]:
                data = self._tape.restore(message["data"])
                if message["from"] == SERVER:
                    text = data if isinstance(data, str) else encode(data).decode()
                    await websocket.send_text(text)
                else:
                    messages.append(await websocket.receive_text())
            await websocket.close()
        except (WebSocketDisconnect, RuntimeError):
            return


class _Received:
    """Buffers what was read of a request, so that the emulator can read it again."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: list[Message] = []

    async def receive(self) -> Message:
        message = await self._receive()
        self._kept.append(message)
        return message

    async def again(self) -> Message:
        return self._kept.pop(0) if self._kept else await self._receive()


async def _events(events: list[Mapping[str, Any]]) -> AsyncIterator[bytes]:
    for event in events:
        name = event.get("event")
        yield Frame(event["data"], None if name == "message" else name).encode()
        await asyncio.sleep(0)
