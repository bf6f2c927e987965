"""Middleware: functions around every attempt of a call.

def add_tenant(request, call_next):
    request.headers["X-Tenant"] = "42"
    return call_next(request)

client = MiniMax(middleware=[add_tenant])
"""

from __future__ import annotations

import inspect
import json as json_module
from collections.abc import (
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    Sequence,
)
from typing import TYPE_CHECKING, Any, Protocol, cast

from ..errors import ConfigError, NetworkError
from .http import ResponseBuffer
from .io import IO, run
from .secret import Secret, redacted
from .settings import merged_headers

if TYPE_CHECKING:
    from .events import CallEvents
    from .http import Request
    from .secret import Headers
    from .transport import Body


class RequestHeaders(MutableMapping[str, str]):
    """The headers of a request; names are case-insensitive. The key can be replaced but not
    read.
    """

    def __init__(self, headers: Secret[Headers], key: Secret[str]) -> None:
        self._headers, self._key = headers, key

    def __getitem__(self, name: str) -> str:
        for known, value in self._headers.reveal():
            if known.lower() == name.lower():
                hidden = known.lower() == "authorization"
                return "***" if hidden else cast(str, redacted(value, self._key))
        raise KeyError(name)

    def __setitem__(self, name: str, value: str) -> None:
        self._headers = merged_headers(self._headers, Secret({name: value}))

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        kept = [pair for pair in self._headers.reveal() if pair[0].lower() != name.lower()]
        self._headers = Secret(tuple(kept))

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, _ in self._headers.reveal()])

    def __len__(self) -> int:
        return len(self._headers.reveal())

    def __repr__(self) -> str:
        return f"<headers {', '.join(self)}>"

    @property
    def secret(self) -> Secret[Headers]:
        """All headers as they are sent, including the key."""
        return self._headers


class HTTPRequest:
    """One attempt of a call, as middleware sees it. Headers can be changed; everything else is
    read-only.

    Attributes:
        method: the HTTP method, such as "POST".
        url: the full URL. Download URLs may be signed: treat them as secrets.
        headers: the headers, as a mutable mapping. The key appears as "***".
        endpoint: method and path, as in events and errors.
        operation: id of the operation in the API description, such as "chat_completions";
            "download" for files.
        billed: whether the call costs money.
        stream: whether the response streams.
        attempt: number of the attempt, from 1.
        call_id: id of the call, as in its events.
        model: the requested model, "" if there is none.
    """

    def __init__(self, request: Request, call: CallEvents) -> None:
        self._request = request
        self.method, self.url = request.method, request.url
        self.headers = RequestHeaders(request.headers, call.config.api_key)
        self.endpoint, self.operation = call.target.name, call.target.id
        self.billed, self.stream = call.target.billed, call.stream
        self.attempt, self.call_id, self.model = call.attempt, call.id, call.model

    @property
    def json(self) -> Mapping[str, Any] | None:
        """A copy of the JSON body; None for uploads and requests without a body."""
        content = self._request.content
        return json_module.loads(content) if isinstance(content, bytes) else None

    def __repr__(self) -> str:
        return f"HTTPRequest({self.method} {self.url.partition('?')[0]}, attempt {self.attempt})"


class HTTPResponse:
    """The response to an attempt. Middleware can return its own to answer without sending, or
    paying for, a request.

        HTTPResponse(json={"choices": [{"message": {"content": "Hello."}}]})

    Args:
        status: the HTTP status.
        json: the body as JSON.
        content: the body as bytes or as chunks of bytes.
        headers: additional headers; `json` sets the content type.
    """

    def __init__(
        self,
        status: int = 200,
        *,
        json: object = None,
        content: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        kind = {} if json is None else {"content-type": "application/json"}
        pieces = [content] if isinstance(content, bytes) else list(content)
        if json is not None:
            pieces = [json_module.dumps(json, ensure_ascii=False).encode()]
        named = {name.lower(): value for name, value in (headers or {}).items()}
        self._body: Body = cast("Body", _HeldBody(status, {**kind, **named}, pieces))
        self._limit = 0

    @classmethod
    def _of(cls, body: Body, limit: int) -> HTTPResponse:
        made = cls.__new__(cls)
        made._body, made._limit = body, limit
        return made

    @property
    def status(self) -> int:
        """The HTTP status. The platform may report errors with status 200."""
        return self._body.status

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, with names in lower case."""
        return self._body.headers

    def read(self) -> bytes:
        """Read the whole body, on the sync client. It is kept, so the call still receives it, but a
        stream is no longer incremental.
        """
        return run(self._read())

    async def aread(self) -> bytes:
        """`read` on the async client."""
        return await self._read()

    async def _read(self) -> bytes:
        if not isinstance(self._body, _HeldBody):
            buffer, body = ResponseBuffer(self._limit), self._body
            while chunk := await body.read_steadily():
                buffer.add(chunk)
            await body.close()
            held = _HeldBody(body.status, body.headers, [buffer.content()], url=body.url)
            self._body = cast("Body", held)
        return cast(_HeldBody, self._body).content

    def __repr__(self) -> str:
        return f"HTTPResponse(HTTP {self.status})"


class Middleware(Protocol):
    """A function around every attempt of a sync client: calls, stream openings, uploads, downloads
    and polls. It returns the response of `call_next(request)` or its own.
    """

    def __call__(
        self, request: HTTPRequest, call_next: Callable[[HTTPRequest], HTTPResponse], /
    ) -> HTTPResponse: ...


class AsyncMiddleware(Protocol):
    """`Middleware` for the async client."""

    def __call__(
        self, request: HTTPRequest, call_next: Callable[[HTTPRequest], Awaitable[HTTPResponse]], /
    ) -> Awaitable[HTTPResponse]: ...


def checked_middleware(given: object, *, is_async: bool) -> tuple[Any, ...]:
    """Check the middleware option of a client. Raises ConfigError if an entry is not callable."""
    if not isinstance(given, Sequence) or isinstance(given, (str, bytes)):
        raise ConfigError(f"middleware must be a list of functions, not {given!r}")
    for each in given:
        if not callable(each):
            raise ConfigError(f"middleware: {each!r} is not a function")
        if not is_async and any(map(inspect.iscoroutinefunction, (each, type(each).__call__))):
            raise ConfigError(
                f"middleware: {_name(each)} is an async function; use it with AsyncMiniMax, or"
                " pass a regular function"
            )
    return tuple(given)


async def pass_through(call: CallEvents, io: IO, request: Request) -> Body:
    """Send a request through the middleware of its call and return the open response."""
    chain = _Chain(io, call)
    try:
        response = await chain.send(0, HTTPRequest(request._replace(through=None), call))
    except BaseException as error:
        await chain.close(error)
        raise
    await chain.close(keep=response._body)
    return response._body


class _Chain:
    """The middleware of one attempt. Middleware added to the client wraps that of a `with_options`
    view; within each list, the first is the outermost.
    """

    def __init__(self, io: IO, call: CallEvents) -> None:
        self._io, self._call = io, call
        self._functions = (*call.config.observers.middleware, *call.config.middleware)
        self._opened: list[Body] = []
        self._may_have_run = False

    async def send(self, index: int, request: HTTPRequest) -> HTTPResponse:
        """The response of the middleware from `index` on."""
        if index == len(self._functions):
            return await self._open(request)
        function: Any = self._functions[index]
        if self._io.is_async:

            async def awaited_next(request: HTTPRequest) -> HTTPResponse:
                return await self.send(index + 1, _request(request, function))

            response = function(request, awaited_next)
            if inspect.isawaitable(response):
                response = await self._io.wait_for(response)
        else:

            def call_next(request: HTTPRequest) -> HTTPResponse:
                return run(self.send(index + 1, _request(request, function)))

            response = function(request, call_next)
        if not isinstance(response, HTTPResponse):
            if inspect.iscoroutine(response):
                response.close()
            raise ConfigError(
                f"middleware: {_name(function)} returned {type(response).__name__}; return the"
                " response of call_next(request), or an HTTPResponse"
            )
        return response

    async def _open(self, request: HTTPRequest) -> HTTPResponse:
        """Send the request. A paid request is sent again only if it certainly did not run."""
        if self._may_have_run and request.billed:
            raise ConfigError(
                f"{request.endpoint}: middleware called call_next a second time, which could"
                " charge you twice; raise the error instead, and the client retries where that is"
                " safe"
            )
        await self.close()
        self._opened.clear()
        self._may_have_run = True
        try:
            sent = request._request._replace(headers=request.headers.secret)
            body = await self._io.open(sent)
        except NetworkError as error:
            self._may_have_run = error.sent
            raise
        self._opened.append(body)
        return HTTPResponse._of(body, self._call.config.max_response_bytes)

    async def close(self, error: BaseException | None = None, *, keep: Body | None = None) -> None:
        """Close the responses that are not read."""
        for body in self._opened:
            if body is not keep:
                await (body.close_after(error) if error else body.close())


class _HeldBody:
    """A response body in memory, with the interface of `Body`."""

    def __init__(
        self, status: int, headers: Mapping[str, str], pieces: Sequence[bytes], url: str = ""
    ) -> None:
        self.status, self.headers, self.url = status, dict(headers), url
        self.content = b"".join(pieces)
        self.waited = 0.0
        self._pieces = iter([piece for piece in pieces if piece])

    async def read(self) -> bytes:
        """The next piece, b"" at the end."""
        return next(self._pieces, b"")

    read_steadily = read

    async def close(self) -> None:
        """Discard the rest."""
        self._pieces = iter(())

    async def close_after(self, error: BaseException) -> None:
        """Discard the rest because of an error."""
        await self.close()

    def abandon(self) -> None:
        """Release nothing: there is no connection."""


def _request(request: object, function: object) -> HTTPRequest:
    if isinstance(request, HTTPRequest):
        return request
    raise ConfigError(
        f"middleware: {_name(function)} passed {type(request).__name__} to call_next; pass the"
        " request"
    )


def _name(function: object) -> str:
    return str(getattr(function, "__name__", type(function).__name__))
