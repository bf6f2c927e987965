"""The flow of every call, streamed or not: limits, request, envelope check, retries, events."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from ..errors import (
    TRACE_HEADERS,
    APIError,
    DecodeError,
    MinimaxError,
    NetworkError,
    Origin,
    RequestTimeout,
    ValidationError,
    error_from,
    page_words,
    trace_id_of,
)
from ..requests import request_body
from ..version import __version__
from .events import CallEvents, is_observed
from .http import READABLE, Request, ResponseBuffer, encoding_of
from .limits import no_limit, tokens_of
from .parsing import json_or, parse, repair
from .secret import Headers, Secret, redact
from .settings import overlaid

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from ..config import Limits
    from .http import Collector, Response, Streamed
    from .io import IO
    from .settings import Config

R = TypeVar("R")
Decoder = Callable[[bytes], tuple[Any, Any]]

USER_AGENT = f"minimax-sdk-python/{__version__}"
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
JSON_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[]")
BLANK = b"\xef\xbb\xbf \t\r\n"
"""Bytes that may precede a body: a byte order mark, and the whitespace of keep-alives."""


class Answer:
    """A successful response: the decoded payload and the headers that a result keeps."""

    __slots__ = ("events", "headers", "media", "payload")

    def __init__(self, payload: Any, media: Any, headers: Mapping[str, str]) -> None:
        self.payload = payload
        self.media = media
        self.headers = headers
        self.events: CallEvents | None = None
        """The events of the call. Polls of the task it started belong to the same call."""

    @property
    def trace_id(self) -> str | None:
        """The request id, from the body or the headers."""
        return trace_id_of(self.payload, self.headers)


def plain_json(content: bytes) -> tuple[Any, None]:
    """Decode a response that must be a JSON object."""
    try:
        payload = json.loads(content)
    except UnicodeDecodeError:
        payload = parse(content)
    if not isinstance(payload, dict):
        raise ValueError("not a JSON object")
    return payload, None


async def call(
    io: IO,
    config: Config,
    target: AnyOperation,
    body: Mapping[str, Any] | None = None,
    *,
    query: Mapping[str, Any] | None = None,
    path: Mapping[str, Any] | None = None,
    headers: Sequence[tuple[str, str]] = (),
    upload: Streamed | None = None,
    collect: Callable[[], Collector] | None = None,
    accept: Callable[[Any], bool] | None = None,
    text: bool = False,
    content: bool = False,
    events: CallEvents | None = None,
) -> Answer:
    """Send a request, retry it where that is safe, and return the checked response.

    `upload` is a streamed multipart body. `collect` makes the object that decodes the response
    while it arrives. `accept` may accept a payload despite an error in its envelope, as for failed
    tasks. With `text`, a response that is not JSON is accepted and its text is the payload; with
    `content`, its bytes are. `events` are those of the call that this request belongs to, if it is
    part of another one.
    """
    if body is not None:
        if config.validate:
            request_body.validate(target, body)
        io.checked()
    request = prepare(config, target, body, query=query, path=path, headers=headers, upload=upload)
    events = events or CallEvents(config, target)
    request = observed(request, events, body or getattr(upload, "fields", {}))
    attempts = Attempts(io, events, once=target.billed or upload is not None)

    async def attempt() -> Answer:
        collector = collect() if collect else None
        buffer = ResponseBuffer(config.max_response_bytes, collector)
        release = await admit(io, config, target, body)
        try:
            response = await io.send(request, buffer)
        except NetworkError as error:
            if upload is not None and not upload.is_sent:
                error.sent = False  # the platform cannot run an incomplete body
            raise
        finally:
            release()
        attempts.received(response.status, buffer.received)
        decode = collector.decode if collector else plain_json
        where = origin(config, target)
        return checked(response, where, decode, accept, text=text, content=content)

    answer = await with_retries(attempts, attempt)
    answer.events = events
    return answer


def prepare(
    config: Config,
    target: AnyOperation,
    body: Mapping[str, Any] | None = None,
    *,
    query: Mapping[str, Any] | None = None,
    path: Mapping[str, Any] | None = None,
    headers: Sequence[tuple[str, str]] = (),
    upload: Streamed | None = None,
    streamed: bool = False,
) -> Request:
    """Build the HTTP request of a call. Headers of the call and of the configuration replace the
    default ones.
    """
    parameters = {name: value for name, value in (query or {}).items() if value is not None}
    if config.group_id:
        parameters.setdefault("GroupId", config.group_id)
    try:
        segments = {name: _segment(name, value) for name, value in (path or {}).items()}
        url = config.base_url + (target.path.format_map(segments) if segments else target.path)
        if parameters:
            url += f"?{urlencode(parameters, doseq=True)}"
    except UnicodeEncodeError as error:
        raise ValidationError(
            f"{target.name}: {error.object!r} cannot be sent: {error}", value=error.object
        ) from None
    content: bytes | Streamed | None = upload if body is None else _encoded(body)
    usual = [
        ("User-Agent", USER_AGENT),
        ("Accept", "text/event-stream" if streamed else "application/json"),
        ("Accept-Encoding", "identity" if streamed else "gzip, deflate"),
    ]
    if body is not None:
        usual.append(("Content-Type", "application/json"))
    silence = config.timeout.silence(patient=target.slow or (target.billed and not streamed))
    timeout = config.timeout._replace(idle=silence)
    return Request(target.method, url, _headers(config, usual, headers), content, timeout)


def observed(
    request: Request, events: CallEvents, fields: Mapping[str, Any] | None = None
) -> Request:
    """Record a request in the events of its call and route it through the middleware. `fields` are
    those of its body.
    """
    events.note(request, fields or {})
    if not (events.config.middleware or events.config.observers.middleware):
        return request
    from .middleware import pass_through

    return request._replace(through=partial(pass_through, events))


def _segment(name: str, value: object) -> str:
    """Quote a value as one path segment; it must not change the rest of the path."""
    if not isinstance(value, (str, int)) or isinstance(value, bool) or value in ("", ".", ".."):
        raise ValidationError(f"{name}: {value!r} is not a valid id", field=name, value=value)
    return quote(str(value), safe="")


def _headers(
    config: Config, usual: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]]
) -> Secret[Headers]:
    """The headers of a request, including the key. Nothing here raises, so no traceback can show
    it.
    """
    key = ("Authorization", f"Bearer {config.api_key.reveal()}")
    more = overlaid(tuple(own), config.headers.reveal())
    return Secret(overlaid((key, *usual), more) if more else (key, *usual))


def checked(
    response: Response,
    where: Origin,
    decode: Decoder,
    accept: Callable[[Any], bool] | None = None,
    *,
    text: bool = False,
    content: bool = False,
) -> Answer:
    """Decode a response and raise the error it reports, in whichever API family's format."""
    received, status = response.content, response.status
    encoding = encoding_of(response.headers)
    payload, media = None, None
    if encoding not in READABLE:
        problem = (
            f"the response is encoded with {encoding[:80]!r}, which the request did not accept"
        )
        error = error_from(problem, where, http_status=status, headers=response.headers)
        raise error or DecodeError(f"{where.endpoint}: HTTP {status}, but {problem}", raw=received)
    if JSON_START.match(received):
        try:
            payload, media = decode(received)
        except (DecodeError, ValueError, RecursionError):
            payload = None
    if payload is None:
        payload = received.decode("utf-8", "replace")
        error = error_from(_value_in(payload), where, http_status=status, headers=response.headers)
        if error or not (text or content):
            raise error or DecodeError(_complaint(response, where, payload), raw=payload)
        return Answer(received if content else payload, None, _traces(response.headers))
    if accept is None or status >= 400 or not accept(payload):
        error = error_from(payload, where, http_status=status, headers=response.headers)
        if error:
            raise error
    return Answer(received if content else payload, media, _traces(response.headers))


def _value_in(body: str) -> object:
    """Parse a JSON list or string, as some gateways send; return any other body unchanged."""
    value = body.lstrip(BLANK.decode())
    if not value.startswith(("[", '"')):
        return body
    return json_or(value, body)


def _complaint(response: Response, where: Origin, body: str) -> str:
    """The message for a response that is neither a JSON object nor an error."""
    begin = f"{where.endpoint}: HTTP {response.status}"
    location = response.headers.get("location", "").partition("?")[0]
    if 300 <= response.status < 400 and location:
        host = "that host" if "//" in location else "a host that answers"
        return f"{begin} redirects to {location!r}; set base_url to {host}"
    words = page_words(body)
    return f"{begin}, but the response is " + (
        f"not a JSON object: {words!r}" if words else "empty"
    )


def _traces(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers to keep in a result."""
    return {name: headers[name] for name in TRACE_HEADERS if name in headers}


def frame(data: bytes | bytearray, where: Origin) -> Any:
    """Decode a stream frame. Raises the APIError that it reports, if any."""
    try:
        payload = parse(data)
    except (ValueError, RecursionError):
        raise DecodeError(
            f"{where.endpoint}: a frame is not JSON: {bytes(data[:200])!r}", raw=bytes(data)
        ) from None
    check_frame(payload, where)
    return payload


def check_frame(payload: object, where: Origin) -> None:
    """Raise the APIError that a decoded frame reports, if any."""
    error = error_from(payload, where)
    if error:
        raise error


def origin(config: Config, target: AnyOperation) -> Origin:
    """The origin of a call's responses, for error messages."""
    return Origin(target.name, config.base_url, config.other_regions())


class Attempts:
    """The attempts of one call: decides which failures to retry, waits, spends the retry budget and
    emits events.

    With `once`, a request that may have run is not retried. This is the rule for paid requests.
    """

    def __init__(self, io: IO, events: CallEvents, *, once: bool) -> None:
        self.events = events
        self._io, self._config = io, events.config
        self._once = once
        self._waited, self._taken, self._started = 0.0, 0.0, 0.0
        self._status: int | None = None
        self._received = 0
        self._first_chunk: float | None = None
        self._observed = is_observed(events.config)
        self._begun, self._ended = False, True

    @property
    def seconds(self) -> float:
        """Seconds since the attempt began."""
        return self._io.now() - self._started

    def begin(self) -> None:
        """Start an attempt."""
        self.events.attempt += 1
        self._started, self._status, self._received = self._io.now(), None, 0
        if self._observed:
            self._ended = False
            self.events.emit("request")

    def received(self, status: int, size: int) -> None:
        """Record the status and size of a response."""
        self._status, self._received = status, size

    def succeeded(
        self, answer: object = None, trace_id: str | None = None, *, chunk: bool = False
    ) -> None:
        """Record that the call has succeeded, or that its stream has begun; with `chunk`, that the
        first chunk has arrived.
        """
        self._config.budget.give_back(self._taken)
        if not self._observed:
            return
        events, seconds = self.events, self.seconds
        if isinstance(answer, Answer):
            facts = events.content(answer.payload)
            trace_id = answer.trace_id
        else:
            facts = {}
        if chunk:
            self._first_chunk = seconds
        self._begun, self._ended = True, not events.stream
        events.emit(
            "response",
            seconds=seconds,
            trace_id=trace_id,
            http_status=self._status,
            bytes_received=self._received,
            time_to_first_chunk=self._first_chunk,
            **facts,
        )

    def stream_ended(
        self, error: BaseException | None, *, complete: bool, result: Callable[[], Any], size: int
    ) -> None:
        """Record that the stream has ended or was closed. Only the first call has an effect."""
        if self._ended:
            return
        if error and not self._begun:
            self.failed(error)
            return
        self._ended = True
        outcome = "interrupted" if error else "complete" if complete else "closed"
        found = result()
        self.events.emit(
            "stream_end",
            seconds=self.seconds,
            trace_id=getattr(found, "trace_id", None),
            http_status=self._status,
            bytes_received=size,
            time_to_first_chunk=self._first_chunk,
            error=error,
            outcome=outcome,
            **self.events.content(getattr(found, "raw", None)),
        )

    async def again(self, error: MinimaxError) -> bool:
        """Handle a failed attempt: wait and return True for a retry, else return False."""
        config = self._config
        redact(error, config.api_key)
        error.attempts = self.events.attempt
        wait = config.retry.delay(
            self.events.attempt, error, billed=self._once, waited=self._waited
        )
        is_timeout = isinstance(error, RequestTimeout)
        price = None if wait is None else config.budget.take(timeout=is_timeout)
        if wait is None or price is None:
            self.failed(error)
            return False
        self._taken += price
        self._waited += wait
        self._emit_failure("retry", error, seconds=wait)
        await self._io.sleep(wait)
        return True

    def failed(self, error: BaseException) -> None:
        """Record that the call has failed or was cancelled."""
        self._ended = True
        self._emit_failure("error", error, seconds=self.seconds)

    def _emit_failure(self, kind: str, error: BaseException, *, seconds: float) -> None:
        api = error if isinstance(error, APIError) else None
        self.events.emit(
            kind,
            seconds=seconds,
            http_status=self._status if api is None else api.http_status,
            trace_id=None if api is None else api.trace_id,
            bytes_received=self._received,
            error=error,
        )


async def with_retries(attempts: Attempts, attempt: Callable[[], Coroutine[Any, Any, R]]) -> R:
    """Run attempts until one succeeds or must not be retried; see `Attempts`."""
    try:
        while True:
            attempts.begin()
            try:
                answer = await attempt()
            except MinimaxError as error:
                if not await attempts.again(error):
                    raise
            else:
                attempts.succeeded(answer)
                return answer
    except MinimaxError:
        raise
    except BaseException as error:  # cancelled, or raised by middleware
        attempts.failed(error)
        raise


async def admit(
    io: IO, config: Config, target: AnyOperation, body: Mapping[str, Any] | None
) -> Callable[[], None]:
    """Wait until the client-side limits admit a request. Returns the function that releases its
    slot.

    Each attempt is admitted separately: the platform counts each one, and a call that is waiting
    for a retry holds no slot.
    """
    if config.limits is None:
        return no_limit
    values, tokens = body or {}, 0
    if config.limits.tpm is not None:
        tokens = tokens_of(target.feature, values)
    model = str(values.get("model") or "")
    return await acquire_slot(io, config.limits, target.rate_class, model, tokens)


async def acquire_slot(
    io: IO, limits: Limits, rate_class: str, model: str = "", tokens: int = 0
) -> Callable[[], None]:
    """Wait until the limits admit one more call of a rate-limit class. Returns the function that
    releases its slot.
    """
    turn = await io.acquire(limits, rate_class, model, tokens)
    try:
        if turn.wait:
            await io.sleep(turn.wait)
    except BaseException:
        turn.give_up()
        raise
    return turn.release


def _encoded(body: Mapping[str, Any]) -> bytes:
    try:
        text = ENCODER.encode(body)
    except (TypeError, ValueError) as error:
        raise ValidationError(f"The request cannot be written as JSON: {error}") from None
    try:
        return text.encode()
    except UnicodeEncodeError:  # an unpaired surrogate, from a model, a tool or a file name
        return repair(text).encode()
