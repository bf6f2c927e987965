"""Forward HTTP requests, event streams and WebSockets to a platform, and record them."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from minimax.core.sse import END, SSEDecoder
from minimax.emulator.envelopes import encode
from minimax.emulator.faults import DOWNLOAD
from minimax.emulator.recordings import exchanges
from minimax.emulator.recordings.conformance import EVENTS, JSON
from minimax.emulator.recordings.requests import (
    DescribedRequest,
    describe,
    describe_handshake,
)
from minimax.emulator.recordings.tape import CLIENT, RAW, SERVER, Writer

_NOT_FORWARDED = frozenset(
    {
        "host",
        "connection",
        "keep-alive",
        "transfer-encoding",
        "content-length",
        "content-encoding",
        "accept-encoding",
        "upgrade",
        "te",
        "trailer",
        "proxy-connection",
    }
)
_CONNECT_SECONDS = 30
_PRIVATE = frozenset({"token_plan_remains", "coding_plan_remains", "query_balance"})
"""Operations whose responses describe an account: only the types of their values are kept."""


class Recorder:
    """An ASGI application that forwards to `upstream` and records into a file."""

    def __init__(
        self,
        upstream: str,
        to: str | Path,
        on_exchange: Callable[[exchanges.Exchange], object] = lambda _: None,
    ) -> None:
        if urlsplit(upstream).scheme not in ("http", "https") or not urlsplit(upstream).netloc:
            raise ValueError(
                f"{upstream!r} is not a valid URL to record; pass one such as https://api.minimax.io"
            )
        self._upstream = upstream.rstrip("/")
        self._tape = Writer(Path(to))
        self._on_exchange = on_exchange
        self._links: dict[str, str] = {}
        # Idle connections would outlive the event loop.
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self.recorded = 0
        """The number of exchanges so far."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(WebSocket(scope, receive, send))
        elif scope["type"] == "http":
            request = Request(scope, receive)
            try:
                response = await self._forward(request)
            except ClientDisconnect:
                return
            await response(scope, receive, send)

    async def _forward(self, request: Request) -> Response:
        started, stack = time.monotonic(), AsyncExitStack()
        described, content = await describe(request, self._tape.keep), await request.body()
        url = self._upstream + request.url.path
        if request.url.query:
            url += f"?{request.url.query}"
        if request.url.path.startswith(f"{exchanges.LINK_PATH}/"):
            url = self._links.get(request.url.path.rpartition("/")[2], "")
            described = described._replace(operation=DOWNLOAD, path=exchanges.scrub_url(url))
            if not url:
                return JSONResponse({"error": "no such link was recorded"}, 404)
        headers = _headers_to_forward(request.headers)
        try:
            response = await stack.enter_async_context(
                self._client.stream(request.method, url, headers=headers, content=content)
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            await stack.aclose()
            message = f"cannot reach {url}: {error or type(error).__name__}"
            print(message, file=sys.stderr)
            return JSONResponse({"error": message}, 502)
        base_url = str(request.base_url).rstrip("/")

        async def body() -> AsyncIterator[bytes]:
            received = bytearray()
            try:
                async with stack:
                    async for piece in self._pieces(response, base_url):
                        received += piece[0]
                        if piece[1]:
                            yield piece[1]
            finally:
                self._record(described, request, response, bytes(received), started)

        answer = StreamingResponse(body(), response.status_code)
        answer.raw_headers = [
            (name.lower(), value)
            for name, value in response.headers.raw
            if name.decode("latin-1").lower() not in _NOT_FORWARDED
        ]
        return answer

    async def _pieces(
        self, response: httpx.Response, base_url: str
    ) -> AsyncIterator[tuple[bytes, bytes]]:
        """The received data, and the data to forward, in which links lead to the recorder."""
        kind = _kind(response)
        if kind == EVENTS:
            rest = b""
            async for piece in response.aiter_bytes():
                *events, rest = (rest + piece.replace(b"\r\n", b"\n")).split(b"\n\n")
                for event in events:
                    yield event + b"\n\n", self._event(event, base_url) + b"\n\n"
            yield rest, rest
        elif kind == JSON:
            data = await response.aread()
            yield data, self._json(data, base_url)
        else:
            async for piece in response.aiter_bytes():
                yield piece, piece

    def _event(self, event: bytes, base_url: str) -> bytes:
        lines = event.split(b"\n")
        datas = [line for line in lines if line.startswith(b"data:")]
        if len(datas) != 1 or b"http" not in datas[0]:
            return event
        data = self._json(datas[0][5:].strip(), base_url)
        return b"\n".join(b"data: " + data if line is datas[0] else line for line in lines)

    def _json(self, data: bytes, base_url: str) -> bytes:
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return data
        changed = exchanges.rewrite_links(value, lambda url: self._through_here(url, base_url))
        return data if changed == value else encode(changed)

    def _through_here(self, url: str, base_url: str) -> str:
        token = exchanges.link_token(url)
        self._links[token] = url
        return f"{base_url}{exchanges.LINK_PATH}/{token}"

    def _record(
        self,
        described: DescribedRequest,
        request: Request,
        response: httpx.Response,
        received: bytes,
        started: float,
    ) -> None:
        kind = _kind(response)
        answer: dict[str, Any] = {
            "status": response.status_code,
            "headers": exchanges.scrub_headers(dict(response.headers)),
        }
        if kind == EVENTS:
            answer["events"] = [
                {
                    "event": event.event,
                    "data": self._scrub(_parse(bytes(event.data)), described),
                }
                for event in SSEDecoder().feed(received + END)
            ]
        elif kind == JSON or kind.startswith("text/"):
            text = received.decode("utf-8", "replace")
            answer["body"] = self._scrub(_parse(text) if kind == JSON else text, described)
        else:
            answer["body"] = self._tape.keep(received, RAW)
        self._add(described, request.headers, answer, started)

    def _scrub(self, value: Any, described: DescribedRequest) -> Any:
        return exchanges.scrub(
            value,
            secrets=described.secrets,
            private=described.operation in _PRIVATE,
            media=self._tape.keep,
        )

    def _add(
        self,
        described: DescribedRequest,
        headers: Mapping[str, str],
        response: dict[str, Any],
        started: float,
    ) -> None:
        request = {"headers": exchanges.scrub_headers(headers), "body": described.body}
        seconds = round(time.monotonic() - started, 3)
        exchange = exchanges.Exchange(
            described.operation, described.method, described.path, request, response, seconds
        )
        self._tape.add(exchange)
        self.recorded += 1
        self._on_exchange(exchange)

    # WebSockets

    async def _websocket(self, websocket: WebSocket) -> None:
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidStatus, WebSocketException

        started, described = time.monotonic(), describe_handshake(websocket)
        parts = urlsplit(self._upstream)
        scheme = "wss" if parts.scheme == "https" else "ws"
        url = urlunsplit((scheme, parts.netloc, websocket.url.path, websocket.url.query, ""))
        headers = [
            (name, value)
            for name, value in _headers_to_forward(websocket.headers).items()
            if not name.startswith("sec-websocket")
        ]
        try:
            upstream = await connect(
                url,
                additional_headers=headers,
                user_agent_header=None,
                max_size=None,
                open_timeout=_CONNECT_SECONDS,
            )
        except InvalidStatus as refused:
            answer = refused.response
            response = {
                "status": answer.status_code,
                "headers": exchanges.scrub_headers(dict(answer.headers)),
                "body": self._scrub(_parse(answer.body), described),
            }
            self._add(described, websocket.headers, response, started)
            await websocket.send_denial_response(
                Response(
                    bytes(answer.body),
                    answer.status_code,
                    media_type=answer.headers.get("Content-Type", "text/plain"),
                )
            )
            return
        except (OSError, TimeoutError, WebSocketException) as error:
            message = f"cannot reach {url}: {error or type(error).__name__}"
            print(message, file=sys.stderr)
            await websocket.send_denial_response(JSONResponse({"error": message}, 502))
            return
        messages: list[dict[str, Any]] = []
        try:
            async with upstream:
                await websocket.accept()
                code = await _exchange_messages(
                    websocket,
                    upstream,
                    lambda sender, text: messages.append(
                        {"from": sender, "data": self._scrub(_parse(text), described)}
                    ),
                )
        finally:
            response = {"status": 101, "headers": {}, "messages": messages}
            self._add(described, websocket.headers, response, started)
        if code is not None:
            await websocket.close(code)


async def _exchange_messages(
    websocket: WebSocket, upstream: Any, note: Callable[[str, str], object]
) -> int | None:
    """Forward messages in both directions until one side closes. Returns the close code of the
    platform, None if the client closed.
    """
    from websockets.exceptions import ConnectionClosed

    async def from_client() -> None:
        while True:
            text = await websocket.receive_text()
            note(CLIENT, text)
            await upstream.send(text)

    async def from_platform() -> None:
        async for text in upstream:
            note(SERVER, text)
            await websocket.send_text(text)

    pumps = [asyncio.create_task(from_client()), asyncio.create_task(from_platform())]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        outcomes = await asyncio.gather(*pumps, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, WebSocketDisconnect):
            return None
        if isinstance(outcome, Exception) and not isinstance(outcome, ConnectionClosed):
            raise outcome
    return upstream.close_code if upstream.close_code in (1000, 1001, 1011) else 1011


def _headers_to_forward(headers: Headers) -> dict[str, str]:
    kept = {name: value for name, value in headers.items() if name not in _NOT_FORWARDED}
    return {**kept, "accept-encoding": "identity"}


def _kind(response: httpx.Response) -> str:
    kind: str = response.headers.get("content-type", "")
    return kind.partition(";")[0].strip().lower()


def _parse(data: str | bytes | bytearray) -> Any:
    """Decode JSON; other text is returned unchanged."""
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
