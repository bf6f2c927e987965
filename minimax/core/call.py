"""The one call flow: limits, request, envelope check, retry, events. Every operation, streamed or
not, goes through here.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar, cast
from urllib.parse import quote, urlencode

from ..config import Event
from ..errors import (
    TRACE_HEADERS,
    APIError,
    DecodeError,
    MinimaxError,
    NetworkError,
    Origin,
    RequestTimeout,
    StreamInterrupted,
    ValidationError,
    error_from,
    page_words,
    trace_id_of,
)
from ..requests import request_body
from ..version import __version__
from .flow import (
    Acquire,
    Close,
    Effect,
    Emit,
    Flow,
    Now,
    Open,
    Receive,
    Request,
    Response,
    Send,
    Sink,
    Sleep,
    Streamed,
    StreamFlow,
    Taken,
)
from .limits import Turn, no_limit, tokens_of
from .parsing import parse
from .pieces import repair
from .secret import Headers, Secret, conceal
from .settings import overlaid
from .sse import END, ErrorData, SSEDecoder

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from ..config import Limits
    from .settings import Config
    from .transport import Body

E = TypeVar("E")
R = TypeVar("R")
E_co = TypeVar("E_co", covariant=True)
R_co = TypeVar("R_co", covariant=True)
T = TypeVar("T")
Decoder = Callable[[bytes], tuple[Any, Any]]

USER_AGENT = f"minimax-sdk-python/{__version__}"
JSON_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[]")
BLANK = b"\xef\xbb\xbf \t\r\n"
"""What may stand in front of a body: a byte order mark, and what keeps a connection open."""
WHOLE = ("json", "html", "xml")
"""What comes in place of a stream: an error, a complete response, the page of a gateway."""
WHOLE_START = (b"{", b"[", b"<")
EVENT_START = re.compile(rb"(data|event|id|retry)?:")
READABLE = ("", "identity", "gzip", "deflate")
"""Content encodings that are unpacked, or need not be."""
UNFRAMED_BYTES = 64 * 1024
"""So much of a stream without any event is kept to say what it was."""


class Answer:
    """A good response: decoded, checked, with what a result keeps of its headers. It does not show
    what is in it.
    """

    __slots__ = ("headers", "media", "payload")

    def __init__(self, payload: Any, media: Any, headers: Mapping[str, str]) -> None:
        self.payload = payload
        self.media = media
        self.headers = headers

    @property
    def trace_id(self) -> str | None:
        """Id of the request, from the body or the headers."""
        return trace_id_of(self.payload, self.headers)


class Collector(Sink, Protocol):
    """A sink that decodes what it took."""

    def decode(self, content: bytes) -> tuple[Any, Any]:
        """Payload and media of the content that the sink gave."""
        ...


class Accumulator(Protocol[E_co, R_co]):
    """Turns the frames of one stream into items and, at the end or before, into a result. Pure:
    bytes in, items out.
    """

    @property
    def complete(self) -> bool:
        """Whether the terminal frame has come."""
        ...

    def feed(self, data: bytes | bytearray) -> Sequence[E_co]:
        """Items of one frame; raises an APIError for an error frame. A bytearray is given away, and
        may be emptied.
        """
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
    """The usual decoder of an answer, which is always an object."""
    payload = json.loads(content)
    if not isinstance(payload, dict):
        raise ValueError("no JSON object")
    return payload, None


def call(
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
) -> Flow[Answer]:
    """Send one request, again where that is safe, and give its checked answer.

    `upload` is a multipart body that streams. `collect` makes what takes the answer while it
    arrives, and then decodes it. `accept` may declare a decoded answer good whatever its envelope
    says, as answers about failed tasks are. With `text` an answer that is no JSON is good, too, and
    its text the payload; with `content` its bytes.
    """
    if body is not None and config.validate:
        request_body.validate(target, body)
    request = prepare(config, target, body, query=query, path=path, headers=headers, upload=upload)

    def attempt() -> Generator[Effect, Any, Answer]:
        collector = collect() if collect else None
        release = yield from _admission(config, target, body)
        try:
            response: Response = yield Send(request, collector, config.max_response_bytes)
        except NetworkError as error:
            if upload is not None and not upload.is_sent:
                error.sent = False  # a body without its end is of no use to the platform
            raise
        finally:
            release()
        return checked(
            response,
            origin(config, target),
            collector.decode if collector else plain_json,
            accept,
            text=text,
            content=content,
        )

    return (yield from with_retries(config, target, attempt, once=upload is not None))


def stream(
    config: Config,
    target: AnyOperation,
    body: Mapping[str, Any] | None,
    accumulator: Accumulator[E, R],
    *,
    query: Mapping[str, Any] | None = None,
    path: Mapping[str, Any] | None = None,
    headers: Sequence[tuple[str, str]] = (),
    upload: Streamed | None = None,
) -> Prepared[E, R]:
    """Prepare a streamed call; nothing is sent before the flow is run."""
    places: dict[str, Any] = {"query": query, "path": path, "headers": headers, "upload": upload}
    return Prepared(_stream(config, target, body, accumulator, places), accumulator)


def _stream(
    config: Config,
    target: AnyOperation,
    body: Mapping[str, Any] | None,
    accumulator: Accumulator[E, R],
    places: Mapping[str, Any],
) -> StreamFlow[None]:
    if body is not None and config.validate:
        request_body.validate(target, body)
    request = prepare(config, target, body, streamed=True, **places)
    idle = request.timeout.silence()

    def attempt() -> Generator[Any, Any, tuple[_Frames[E, R] | Answer, Callable[[], None]]]:
        release = yield from _admission(config, target, body)  # for as long as the stream lasts
        try:
            opened: Body = yield Open(request)
            frames = _Frames(config, target, opened, accumulator, idle)
            answer = yield from closing(opened, frames.begin(), only_failed=True)
            if answer is not None:
                yield Close(opened)
            return answer or frames, release
        except BaseException:
            release()
            raise

    opened, release = yield from with_retries(config, target, attempt)
    try:
        if isinstance(opened, Answer):
            yield Emit(accumulator.whole(opened))
        else:
            yield from closing(opened.body, opened.rest())
    finally:
        release()


class _Frames(Generic[E, R]):
    """The frames of an open response. What goes wrong with them carries the result so far."""

    def __init__(
        self,
        config: Config,
        target: AnyOperation,
        body: Body,
        accumulator: Accumulator[E, R],
        idle: float,
    ) -> None:
        self.body = body
        self._config = config
        self._target = target
        self._accumulator = accumulator
        self._idle = idle
        self._decoder = SSEDecoder(config.max_event_bytes)
        self._start = b""
        self._ahead: list[bytes | bytearray] = []
        self._items: list[E] = []
        self._ended = self._done = False

    def begin(self) -> Generator[Any, Any, Answer | None]:
        """Read up to the first frame, while the request can still be repeated.

        Gives the response if it is no stream. Raises a refusal, whatever its content type is and
        wherever it stands.
        """
        body = self.body
        kind = body.headers.get("content-type", "").lower()
        declared = any(name in kind for name in WHOLE)
        whole = body.status >= 400 or encoding_of(body.headers) not in READABLE
        if not whole:
            if not declared:
                yield Emit(())  # the stream is open: `with` returns here
            first = self._first_bytes()
            yield from first if declared else self._guarded(first)
            whole = self._is_whole(declared)
        if not whole:
            yield from self._guarded(self._first_frame())
            whole = self._ended and not self._items and self._is_text()
        if not whole:
            return None
        content = yield from _read(body, self._config.max_response_bytes, self._start)
        response = Response(body.status, body.headers, content)
        return checked(response, origin(self._config, self._target), plain_json)

    def rest(self) -> StreamFlow[None]:
        """Emit the items of all frames."""
        yield from self._guarded(self._emit())

    def _guarded(self, steps: Generator[Any, Any, None]) -> StreamFlow[None]:
        """Steps that read the stream; what they raise carries the result so far."""
        try:
            yield from steps
        except NetworkError as error:
            if self._accumulator.complete:
                return  # everything has come; only the end of the connection was rough
            raise StreamInterrupted(
                f"{self._target.name}: the stream broke off: {error}",
                partial=self._accumulator.result(),
            ) from error
        except DecodeError as error:
            conceal(error, self._config.api_key)
            raise StreamInterrupted(
                f"{self._target.name}: a frame cannot be read: {error}",
                partial=self._accumulator.result(),
            ) from error
        except APIError as error:
            error.partial = self._accumulator.result()
            error.http_status = error.http_status or self.body.status
            error.trace_id = error.trace_id or trace_id_of(None, self.body.headers)
            raise

    def _first_bytes(self) -> Flow[None]:
        """Read up to the first bytes that are not blank."""
        while not (self._start.strip(BLANK) or self._ended):
            chunk = yield Receive(self.body)
            self._ended = not chunk
            self._start += chunk
            if len(self._start) > UNFRAMED_BYTES and not self._start.strip(BLANK):
                self._start = b""
            self._watch(chunk)

    def _first_frame(self) -> Flow[None]:
        """Read up to the first frame, and take it: a refusal in it can still be repeated."""
        frames = self._decoder.data(self._start) if self._start else []
        while not (frames or self._ended):
            chunk = yield Receive(self.body)
            self._ended = not chunk
            self._start += chunk[: max(0, UNFRAMED_BYTES - len(self._start))]
            frames = self._decoder.data(chunk)
            if not frames:
                self._watch(chunk)
        if self._ended:
            frames += self._decoder.data(END)
        self._ahead = frames[1:]
        self._take(frames[:1], self._items)

    def _emit(self) -> StreamFlow[None]:
        config, body, receive = self._config, self.body, Receive(self.body)
        frames, items, size = self._ahead, self._items, len(self._start)
        count = len(frames) + 1
        while True:
            try:
                self._take(frames, items)
            except (APIError, DecodeError):
                yield Emit(items)  # what came before the bad frame, however the bytes were split
                raise
            if config.on_event and count:
                detail = f"{count} frames, {size} bytes"
                notify(config, Event("frame", self._target.name, detail=detail))
            if items:
                yield Emit(items)
            if count:
                body.waited = 0.0
            else:
                self._watch(size)
            if self._ended:
                break
            chunk = yield receive
            self._ended = not chunk
            frames, items, size = self._decoder.data(chunk or END), [], len(chunk)
            count = len(frames)
        if not self._accumulator.complete and not (
            self._done and self._target.stream_end == "done"
        ):
            raise StreamInterrupted(
                f"{self._target.name}: the stream ended without its last frame",
                partial=self._accumulator.result(),
            )

    def _take(self, frames: Sequence[bytes | bytearray], items: list[E]) -> None:
        for data in frames:
            if data == b"[DONE]":
                self._done = True
            elif type(data) is ErrorData:
                raise _error_of(data, origin(self._config, self._target))
            else:
                items += self._accumulator.feed(data)

    def _watch(self, size: object) -> None:
        """Comments and blanks keep a connection open, but they are no data."""
        if size and self.body.waited > self._idle:
            raise RequestTimeout(
                f"no data for {self.body.waited:.0f} s, only keep-alive; see the timeout option"
            )

    def _is_whole(self, declared: bool) -> bool:
        """Whether the first bytes are those of a whole response, or were said to be."""
        begin = self._start.lstrip(BLANK)
        return begin.startswith(WHOLE_START) or (declared and not EVENT_START.match(begin))

    def _is_text(self) -> bool:
        """Whether what came was text, and not that of events."""
        begin = self._start.lstrip(BLANK)
        return bool(begin) and not EVENT_START.match(begin)


def _error_of(data: bytes, where: Origin) -> APIError:
    """The error of an event that is one by its name."""
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):
        payload = data.decode("utf-8", "replace")
    return cast(APIError, error_from(payload, where, refused=True))


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
    """The HTTP request of a call. Headers of the call and of the configuration take the place of
    the usual ones.
    """
    parameters = {name: value for name, value in (query or {}).items() if value is not None}
    if config.group_id:
        parameters.setdefault("GroupId", config.group_id)
    try:
        place = (
            target.path.format_map(
                {name: _segment(name, value) for name, value in (path or {}).items()}
            )
            if path
            else target.path
        )
        url = (
            config.base_url
            + place
            + (f"?{urlencode(parameters, doseq=True)}" if parameters else "")
        )
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


def _segment(name: str, value: object) -> str:
    """A value as one segment of a path, which must not lead to another path."""
    if not isinstance(value, (str, int)) or isinstance(value, bool) or value in ("", ".", ".."):
        raise ValidationError(f"{name}: {value!r} is not a valid id", field=name, value=value)
    return quote(str(value), safe="")


def _headers(
    config: Config, usual: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]]
) -> Secret[Headers]:
    """The headers of a request with the key among them. Nothing in here raises."""
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
    """Decode a response and raise what it means, whatever its family."""
    received, status = response.content, response.status
    encoding = encoding_of(response.headers)
    payload, media = None, None
    if encoding not in READABLE:
        problem = f"the response is encoded with {encoding[:80]!r}, which was not asked for"
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
    """A list or a text in JSON, as some gateways send; any other body as it is."""
    if not body.lstrip(BLANK.decode()).startswith(("[", '"')):
        return body
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body


def _complaint(response: Response, where: Origin, body: str) -> str:
    """What is wrong with a response that is neither a JSON object nor an error."""
    begin = f"{where.endpoint}: HTTP {response.status}"
    if 300 <= response.status < 400:
        place = response.headers.get("location", "").partition("?")[0]
        return f"{begin} sends the call to {place!r}; set base_url to the host that answers"
    words = page_words(body)
    return f"{begin}, but the response is " + (
        f"not a JSON object: {words!r}" if words else "empty"
    )


def _traces(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers that a result keeps."""
    return {name: headers[name] for name in TRACE_HEADERS if name in headers}


def encoding_of(headers: Mapping[str, str]) -> str:
    """How a body is packed; "" when it is not."""
    return headers.get("content-encoding", "").strip().lower()


def frame(data: bytes | bytearray, where: Origin) -> Any:
    """The decoded payload of one stream frame; raises the APIError that it carries."""
    try:
        payload = parse(data)
    except (ValueError, RecursionError):
        raise DecodeError(
            f"{where.endpoint}: a frame is not JSON: {bytes(data[:200])!r}", raw=bytes(data)
        ) from None
    check_frame(payload, where)
    return payload


def check_frame(payload: object, where: Origin) -> None:
    """Raise the APIError that a decoded frame carries, if it does."""
    error = error_from(payload, where)
    if error:
        raise error


def origin(config: Config, target: AnyOperation) -> Origin:
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


def with_retries(
    config: Config,
    target: AnyOperation,
    attempt: Callable[[], Generator[Effect, Any, R]],
    *,
    once: bool = False,
) -> Flow[R]:
    """Make attempts until one succeeds or is not to be repeated, with the waits, the budget and the
    events of the client. With `once` a request that may have been carried out is not repeated, as
    is the rule for paid ones.
    """
    number, waited, taken = 1, 0.0, 0.0
    while True:
        started = (yield Now()) if config.on_event else 0.0
        if config.on_event:
            notify(config, Event("request", target.name, number))
        try:
            answer = yield from attempt()
        except MinimaxError as error:
            conceal(error, config.api_key)
            error.attempts = number
            seconds = (yield Now()) - started
            api = error if isinstance(error, APIError) else None
            facts = {
                "http_status": api and api.http_status,
                "trace_id": api and api.trace_id,
                "error": error,
            }
            only_once = once or target.billed
            wait = config.retry.delay(number, error, billed=only_once, waited=waited)
            price = (
                None
                if wait is None
                else config.budget.take(timeout=isinstance(error, RequestTimeout))
            )
            if wait is None or price is None:
                notify(config, Event("error", target.name, number, seconds, **facts))  # type: ignore[arg-type]
                raise
            taken += price
            notify(config, Event("retry", target.name, number, wait, **facts))  # type: ignore[arg-type]
        else:
            config.budget.give_back(taken)
            if config.on_event:
                notify(
                    config,
                    Event(
                        "response",
                        target.name,
                        number,
                        (yield Now()) - started,
                        trace_id=_trace(answer),
                    ),
                )
            return answer
        yield Sleep(wait)
        number, waited = number + 1, waited + wait


def closing(
    body: Body, steps: Generator[Any, Any, T], *, only_failed: bool = False
) -> Generator[Any, Any, T]:
    """Run steps that read an open response, and close it whatever happens, or only when they
    fail.
    """
    try:
        result = yield from steps
    except GeneratorExit:
        body.abandon()  # a flow that is thrown away can no longer yield
        raise
    except BaseException:
        yield Close(body)
        raise
    if not only_failed:
        yield Close(body)
    return result


def _admission(
    config: Config, target: AnyOperation, body: Mapping[str, Any] | None
) -> Flow[Callable[[], None]]:
    """Wait until the client-side limits admit a request; gives the function that makes room for the
    next one.

    Every attempt is admitted anew: it counts for the platform, too, and a call that waits to be
    repeated holds no place.
    """
    if config.limits is None:
        return no_limit
    values, tokens = body or {}, 0
    if config.limits.tpm is not None:
        tokens = tokens_of(target.feature, values)
    model = str(values.get("model") or "")
    return (yield from admitted(config.limits, target.rate_class, model, tokens))


def admitted(
    limits: Limits, rate_class: str, model: str = "", tokens: int = 0
) -> Flow[Callable[[], None]]:
    """Wait until limits admit one more call of a class; gives the function that makes room for the
    next one.
    """
    turn: Turn = yield Acquire(limits, rate_class, model, tokens)
    try:
        if turn.wait:
            yield Sleep(turn.wait)
    except BaseException:
        turn.give_up()
        raise
    return turn.release


def _read(body: Body, limit: int, start: bytes = b"") -> Flow[bytes]:
    taken = Taken(None, limit)
    taken.add(start)
    while chunk := (yield Receive(body, steady=True)):
        taken.add(chunk)
    return taken.content()


def _encoded(body: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise ValidationError(f"The request cannot be written as JSON: {error}") from None
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a character, of a model, a tool or a file name
        return repair(text).encode()


def _trace(answer: object) -> str | None:
    return answer.trace_id if isinstance(answer, Answer) else None
