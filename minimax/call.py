"""The one call flow: limits, request, envelope check, retry, events. Every operation, streamed or
not, goes through here.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar
from urllib.parse import quote, urlencode

from . import request_body
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
    conceal,
    error_from,
    trace_id_of,
)
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
from .limits import no_limit
from .parsing import parse
from .sse import END, SSEDecoder
from .version import __version__

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from .config import Config, Limits
    from .connections import Body

E = TypeVar("E")
R = TypeVar("R")
E_co = TypeVar("E_co", covariant=True)
R_co = TypeVar("R_co", covariant=True)
T = TypeVar("T")
Decoder = Callable[[bytes], tuple[Any, Any]]

USER_AGENT = f"minimax-sdk-python/{__version__}"
JSON_START = (b"{", b"[")
WHOLE = (
    "json",
    "html",
)  # what comes in place of a stream: an error, a complete answer, the page of a gateway


class SecretHeaders(tuple[tuple[str, str], ...]):
    """Headers with the key among them, for places whose variables may be looked at: they are not
    shown.
    """

    def __repr__(self) -> str:
        return f"<{len(self)} headers>"


class Answer(NamedTuple):
    """A good answer: decoded, checked, with what a result wants to keep of the transport."""

    payload: Any
    media: Any
    headers: Mapping[str, str]

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
        release = yield from _admission(config, target)
        try:
            response: Response = yield Send(request, collector, config.max_response_bytes)
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

    return (yield from with_retries(config, target, attempt))


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

    def attempt() -> Generator[Effect, Any, tuple[Body | Answer, Callable[[], None]]]:
        release = yield from _admission(config, target)  # for as long as the stream lasts
        try:
            opened: Body = yield Open(request)
            kind = opened.headers.get("content-type", "").lower()
            if opened.status < 400 and not any(whole in kind for whole in WHOLE):
                return opened, release
            content = yield from closing(opened, _read(opened, config.max_response_bytes))
            return (
                checked(
                    Response(opened.status, opened.headers, content),
                    origin(config, target),
                    plain_json,
                ),
                release,
            )
        except BaseException:
            release()
            raise

    opened, release = yield from with_retries(config, target, attempt)
    try:
        if isinstance(opened, Answer):
            yield Emit(accumulator.whole(opened))
        else:
            yield from closing(
                opened, _frames(config, target, opened, accumulator, request.timeout.silence())
            )
    finally:
        release()


def _frames(
    config: Config, target: AnyOperation, body: Body, accumulator: Accumulator[E, R], idle: float
) -> StreamFlow[None]:
    """Emit the items of an open stream; what goes wrong carries the result so far."""
    try:
        yield Emit(())  # the stream is open: `with` returns here
        yield from _items(config, target, body, accumulator, idle)
    except NetworkError as error:
        if accumulator.complete:
            return  # everything has come; only the end of the connection was rough
        raise StreamInterrupted(
            f"{target.name}: the stream broke off: {error}", partial=accumulator.result()
        ) from error
    except DecodeError as error:
        conceal(error, config.api_key)
        raise StreamInterrupted(
            f"{target.name}: a frame cannot be read: {error}", partial=accumulator.result()
        ) from error
    except APIError as error:
        conceal(error, config.api_key)
        error.partial = accumulator.result()
        raise


def _items(
    config: Config, target: AnyOperation, body: Body, accumulator: Accumulator[E, R], idle: float
) -> StreamFlow[None]:
    decoder = SSEDecoder(config.max_event_bytes)
    chunk, done, receive = None, False, Receive(body)
    while chunk != b"":
        chunk = yield receive
        frames = decoder.data(chunk or END)
        items: list[E] = []
        try:
            for data in frames:
                if data == b"[DONE]":
                    done = True
                else:
                    items += accumulator.feed(data)
        except (APIError, DecodeError):
            yield Emit(items)  # what came before the bad frame, however the bytes were split
            raise
        if config.on_event and frames:
            notify(
                config,
                Event("frame", target.name, detail=f"{len(frames)} frames, {len(chunk)} bytes"),
            )
        if items:
            yield Emit(items)
        if frames:
            body.waited = 0.0
        elif chunk and body.waited > idle:
            raise RequestTimeout(
                f"no data for {body.waited:.0f} s, only keep-alive; see the timeout option"
            )
    if not accumulator.complete and not (done and target.stream_end == "done"):
        raise StreamInterrupted(
            f"{target.name}: the stream ended without its last frame", partial=accumulator.result()
        )


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
                {name: quote(str(value), safe="") for name, value in (path or {}).items()}
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
    content: bytes | Streamed | None = (
        upload if body is None else _encoded(body)
    )  # before the key is in a variable: this may raise
    usual = [
        ("Authorization", f"Bearer {config.api_key}"),
        ("User-Agent", USER_AGENT),
        ("Accept", "text/event-stream" if streamed else "application/json"),
        ("Accept-Encoding", "identity" if streamed else "gzip, deflate"),
    ]
    if body is not None:
        usual.append(("Content-Type", "application/json"))
    own = [*headers, *config.headers]
    if own:
        replaced = {name.lower() for name, _ in own}
        usual = [(name, value) for name, value in usual if name.lower() not in replaced] + own
    silence = config.timeout.silence(patient=target.slow or (target.billed and not streamed))
    timeout = config.timeout._replace(idle=silence)
    return Request(target.method, url, usual, content, timeout)


def checked(
    response: Response,
    where: Origin,
    decode: Decoder,
    accept: Callable[[Any], bool] | None = None,
    *,
    text: bool = False,
    content: bool = False,
) -> Answer:
    """Decode an answer and raise what it means, whatever its family."""
    payload, media = None, None
    if response.content[:64].lstrip().startswith(JSON_START):
        try:
            payload, media = decode(response.content)
        except (DecodeError, ValueError, RecursionError):
            payload = None
    if payload is None:
        payload = response.content.decode("utf-8", "replace")
        error = error_from(payload, where, http_status=response.status, headers=response.headers)
        if error or not (text or content):
            complaint = (
                f"{where.endpoint}: HTTP {response.status}, but the answer is no JSON object:"
                f" {payload[:200]!r}"
            )
            if 300 <= response.status < 400:
                place = response.headers.get("location", "").partition("?")[0]
                complaint = (
                    f"{where.endpoint}: HTTP {response.status} sends the call to {place!r}; set"
                    " base_url to the host that answers"
                )
            raise error or DecodeError(complaint, raw=payload)
        return Answer(response.content if content else payload, None, response.headers)
    if accept is None or response.status >= 400 or not accept(payload):
        error = error_from(payload, where, http_status=response.status, headers=response.headers)
        if error:
            raise error
    return Answer(payload, media, response.headers)


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
    config: Config, target: AnyOperation, attempt: Callable[[], Generator[Effect, Any, R]]
) -> Flow[R]:
    """Make attempts until one succeeds or is not to be repeated, with the waits, the budget and the
    events of the client.
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
            wait = config.retry.delay(number, error, billed=target.billed, waited=waited)
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


def closing(body: Body, steps: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
    """Run steps that read an open answer, and give the answer back whatever happens."""
    try:
        result = yield from steps
    except GeneratorExit:
        body.abandon()  # a flow that is thrown away can no longer yield
        raise
    except BaseException:
        yield Close(body)
        raise
    yield Close(body)
    return result


def _admission(config: Config, target: AnyOperation) -> Flow[Callable[[], None]]:
    """Wait until the client-side limits admit a request; gives the function that makes room for the
    next one.

    Every attempt is admitted anew: it counts for the platform, too, and a call that waits to be
    repeated holds no place.
    """
    if config.limits is None:
        return no_limit
    return (yield from admitted(config.limits, target.rate_class))


def admitted(limits: Limits, rate_class: str) -> Flow[Callable[[], None]]:
    """Wait until limits admit one more call of a class; gives the function that makes room for the
    next one.
    """
    release, wait = yield Acquire(limits, rate_class)
    try:
        if wait:
            yield Sleep(wait)
    except BaseException:
        release()
        raise
    found: Callable[[], None] = release
    return found


def _read(body: Body, limit: int) -> Flow[bytes]:
    taken = Taken(None, limit)
    while chunk := (yield Receive(body)):
        taken.add(chunk)
    return taken.content()


def _encoded(body: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, UnicodeEncodeError) as error:
        raise ValidationError(f"The request cannot be written as JSON: {error}") from None


def _trace(answer: object) -> str | None:
    return answer.trace_id if isinstance(answer, Answer) else None
