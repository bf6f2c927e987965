"""The one call flow: limits, request, envelope check, retry, events. Every operation, streamed or not, goes through here."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar
from urllib.parse import quote, urlencode

from . import wire
from .config import Event
from .errors import (
    APIError,
    DecodeError,
    MinimaxError,
    NetworkError,
    Origin,
    RequestTimeout,
    StreamInterrupted,
    ValidationError,
    error_from,
)
from .flow import Acquire, Close, Effect, Emit, Flow, Now, Open, Receive, Release, Request, Response, Send, Sleep, Streamed, StreamFlow
from .sse import SSEDecoder
from .version import __version__

if TYPE_CHECKING:
    from .config import Config
    from .drivers import Body
    from .wire import Endpoint

E = TypeVar("E")
R = TypeVar("R")
E_co = TypeVar("E_co", covariant=True)
R_co = TypeVar("R_co", covariant=True)
Decoder = Callable[[bytes], tuple[Any, Any]]

USER_AGENT = f"minimax-sdk-python/{__version__}"
SLOW_IDLE = 600.0
JSON_START = (b"{", b"[")


class Answer(NamedTuple):
    """A good answer: decoded, checked, with what a result wants to keep of the transport."""

    payload: Any
    media: Any
    headers: Mapping[str, str]

    @property
    def trace_id(self) -> str | None:
        """Id of the request, from the body or the headers."""
        body = self.payload if isinstance(self.payload, dict) else {}
        return body.get("trace_id") or self.headers.get("trace-id") or self.headers.get("x-trace-id") or None


class Accumulator(Protocol[E_co, R_co]):
    """Turns the frames of one stream into items and, at the end or before, into a result. Pure: bytes in, items out."""

    @property
    def complete(self) -> bool:
        """Whether the terminal frame has come."""
        ...

    def feed(self, data: bytes) -> Sequence[E_co]:
        """Items of one frame; raises an APIError for an error frame."""
        ...

    def whole(self, answer: Answer) -> Sequence[E_co]:
        """Items of a complete JSON answer that came instead of a stream."""
        ...

    def result(self) -> R_co:
        """What has come so far."""
        ...


class Prepared(NamedTuple, Generic[E, R]):
    """A stream that has not been sent yet."""

    flow: StreamFlow[None]
    accumulator: Accumulator[E, R]


def plain_json(content: bytes) -> tuple[Any, None]:
    """The usual decoder of an answer."""
    return json.loads(content), None


def call(
    config: Config,
    target: Endpoint,
    body: Mapping[str, Any] | None = None,
    *,
    query: Mapping[str, Any] | None = None,
    path: Mapping[str, Any] | None = None,
    headers: Sequence[tuple[str, str]] = (),
    upload: Streamed | None = None,
    decode: Decoder = plain_json,
    accept: Callable[[Any], bool] | None = None,
) -> Flow[Answer]:
    """Send one request, again where that is safe, and give its checked answer.

    `upload` is a multipart body that streams. `accept` may declare a decoded answer good whatever its envelope says,
    as answers about failed tasks are.
    """
    if body is not None and config.validate:
        wire.validate(target, body)
    request = prepare(config, target, body, query=query, path=path)
    if upload is not None or headers:
        request = request._replace(content=upload if upload is not None else request.content, headers=[*request.headers, *headers])

    def attempt() -> Generator[Effect, Any, Answer]:
        response: Response = yield Send(request)
        return checked(response, origin(config, target), decode, accept)

    if config.limits:
        yield Acquire(config.limits, target.rate_class)
    try:
        return (yield from _with_retries(config, target, attempt))
    finally:
        if config.limits:
            yield Release(config.limits)


def stream(config: Config, target: Endpoint, body: Mapping[str, Any], accumulator: Accumulator[E, R]) -> Prepared[E, R]:
    """Prepare a streamed call; nothing is sent before the flow is run."""
    return Prepared(_stream(config, target, body, accumulator), accumulator)


def _stream(config: Config, target: Endpoint, body: Mapping[str, Any], accumulator: Accumulator[E, R]) -> StreamFlow[None]:
    if config.validate:
        wire.validate(target, body)
    request = prepare(config, target, body, streamed=True)

    def attempt() -> Generator[Effect, Any, Body | Answer]:
        opened: Body = yield Open(request)
        if opened.status < 400 and "json" not in opened.headers.get("content-type", "").lower():
            return opened
        try:
            content = yield from _read(opened)
        finally:
            yield Close(opened)
        return checked(Response(opened.status, opened.headers, content), origin(config, target), plain_json)

    if config.limits:
        yield Acquire(config.limits, target.rate_class)
    try:
        opened = yield from _with_retries(config, target, attempt)
        if isinstance(opened, Answer):
            yield Emit(accumulator.whole(opened))
        else:
            yield from _frames(config, target, opened, accumulator, request.timeout.idle)
    finally:
        if config.limits:
            yield Release(config.limits)


def _frames(config: Config, target: Endpoint, body: Body, accumulator: Accumulator[E, R], idle: float) -> StreamFlow[None]:
    """Emit the items of an open stream, and make sure that it is given back whatever happens."""
    decoder = SSEDecoder(config.max_event_bytes)
    try:
        yield Emit(())  # the stream is open: `with` returns here
        heard = yield Now()
        chunk = b"start"
        while chunk:
            chunk = yield Receive(body)
            now = yield Now()
            events = decoder.feed(chunk) if chunk else decoder.close()
            items: list[E] = []
            for event in events:
                if event.data != b"[DONE]":
                    items += accumulator.feed(event.data)
            if config.on_event and events:
                notify(config, Event("frame", target.name, detail=f"{len(events)} frames, {len(chunk)} bytes"))
            if items:
                yield Emit(items)
            if events:
                heard = now
            elif now - heard > idle:
                raise RequestTimeout(f"no data for {now - heard:.0f} s, only keep-alive; see the timeout option")
        if not accumulator.complete:
            raise StreamInterrupted(f"{target.name}: the stream ended without its last frame", partial=accumulator.result())
    except GeneratorExit:
        body.abandon()
        raise
    except NetworkError as error:
        yield Close(body)
        if accumulator.complete:
            return  # everything has come; only the end of the connection was rough
        raise StreamInterrupted(f"{target.name}: the stream broke off: {error}", partial=accumulator.result()) from error
    except (APIError, DecodeError) as error:
        yield Close(body)
        if isinstance(error, APIError):
            error.partial = accumulator.result()
            raise
        raise StreamInterrupted(f"{target.name}: a frame cannot be read: {error}", partial=accumulator.result()) from error
    except BaseException:
        yield Close(body)
        raise
    yield Close(body)


def prepare(
    config: Config,
    target: Endpoint,
    body: Mapping[str, Any] | None = None,
    *,
    query: Mapping[str, Any] | None = None,
    path: Mapping[str, Any] | None = None,
    streamed: bool = False,
) -> Request:
    """The HTTP request of a call."""
    place = target.path.format_map({name: quote(str(value), safe="") for name, value in (path or {}).items()}) if path else target.path
    parameters = {name: value for name, value in (query or {}).items() if value is not None}
    if config.group_id:
        parameters["GroupId"] = config.group_id
    url = config.base_url + place + (f"?{urlencode(parameters, doseq=True)}" if parameters else "")
    headers = [
        ("Authorization", f"Bearer {config.api_key}"),
        ("User-Agent", USER_AGENT),
        ("Accept", "text/event-stream" if streamed else "application/json"),
        ("Accept-Encoding", "identity" if streamed else "gzip, deflate"),
    ]
    content = None
    if body is not None:
        content = _encoded(body)
        headers.append(("Content-Type", "application/json"))
    if config.headers:
        own = {name.lower() for name, _ in config.headers}
        headers = [(name, value) for name, value in headers if name.lower() not in own] + list(config.headers)
    timeout = config.timeout
    if target.slow and timeout.idle < SLOW_IDLE:
        timeout = timeout._replace(idle=SLOW_IDLE)
    return Request(target.method, url, headers, content, timeout)


def checked(response: Response, where: Origin, decode: Decoder, accept: Callable[[Any], bool] | None = None) -> Answer:
    """Decode an answer and raise what it means, whatever its family."""
    payload, media = None, None
    if response.content[:64].lstrip().startswith(JSON_START):
        try:
            payload, media = decode(response.content)
        except (ValueError, RecursionError):
            payload = None
    if payload is None:
        text = response.content.decode("utf-8", "replace")
        error = error_from(text, where, http_status=response.status, headers=response.headers)
        raise error or DecodeError(f"{where.endpoint}: HTTP {response.status}, but the answer is not JSON: {text[:200]!r}", raw=text)
    if accept is None or response.status >= 400 or not accept(payload):
        error = error_from(payload, where, http_status=response.status, headers=response.headers)
        if error:
            raise error
    return Answer(payload, media, response.headers)


def frame(data: bytes, where: Origin) -> Any:
    """The decoded payload of one stream frame; raises the APIError that it carries."""
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):
        raise DecodeError(f"{where.endpoint}: a frame is not JSON: {data[:200]!r}", raw=data) from None
    check_frame(payload, where)
    return payload


def check_frame(payload: object, where: Origin) -> None:
    """Raise the APIError that a decoded frame carries, if it does."""
    error = error_from(payload, where)
    if error:
        raise error


def origin(config: Config, target: Endpoint) -> Origin:
    """Where the answers of a call come from, for its errors."""
    return Origin(target.name, config.base_url, config.other_regions())


def notify(config: Config, event: Event) -> None:
    """Tell the event hook. A hook that fails must not cost a paid result."""
    if config.on_event is None:
        return
    try:
        config.on_event(event)
    except Exception as error:
        warnings.warn(f"on_event failed: {error!r}", RuntimeWarning, stacklevel=2)


def _with_retries(config: Config, target: Endpoint, attempt: Callable[[], Generator[Effect, Any, R]]) -> Flow[R]:
    number, waited = 1, 0.0
    while True:
        started = yield Now()
        notify(config, Event("request", target.name, number))
        try:
            answer = yield from attempt()
        except MinimaxError as error:
            error.attempts = number
            seconds = (yield Now()) - started
            api = error if isinstance(error, APIError) else None
            facts = {"http_status": api and api.http_status, "trace_id": api and api.trace_id, "error": error}
            wait = config.retry.delay(number, error, billed=target.billed, waited=waited)
            if wait is None:
                notify(config, Event("error", target.name, number, seconds, **facts))  # type: ignore[arg-type]
                raise
            notify(config, Event("retry", target.name, number, wait, **facts))  # type: ignore[arg-type]
        else:
            if config.on_event:
                notify(config, Event("response", target.name, number, (yield Now()) - started, trace_id=_trace(answer)))
            return answer
        yield Sleep(wait)
        number, waited = number + 1, waited + wait


def _read(body: Body) -> Flow[bytes]:
    pieces = []
    while chunk := (yield Receive(body)):
        pieces.append(chunk)
    return b"".join(pieces)


def _encoded(body: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, UnicodeEncodeError) as error:
        raise ValidationError(f"The request cannot be written as JSON: {error}") from None


def _trace(answer: object) -> str | None:
    return answer.trace_id if isinstance(answer, Answer) else None
