"""Streamed calls: `Reader` sends the request, decodes the events of the response and accumulates
them.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Protocol, TypeVar, cast

from ..errors import (
    APIError,
    DecodeError,
    MinimaxError,
    NetworkError,
    RequestTimeout,
    StreamInterrupted,
    error_from,
    trace_id_of,
)
from ..requests import request_body
from .call import (
    BLANK,
    Answer,
    Attempts,
    admit,
    checked,
    observed,
    origin,
    plain_json,
    prepare,
)
from .events import CallEvents, is_observed
from .http import READABLE, Response, ResponseBuffer, encoding_of
from .parsing import json_or
from .secret import redact
from .sse import ServerSentEvent, SSEDecoder

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from .io import IO
    from .settings import Config
    from .transport import Body

E = TypeVar("E")
R = TypeVar("R")
E_co = TypeVar("E_co", covariant=True)
R_co = TypeVar("R_co", covariant=True)

WHOLE = ("json", "html", "xml")
"""Media types sent instead of a stream: an error, a complete response, a gateway's page."""
WHOLE_START = (b"{", b"[", b"<")
EVENT_START = re.compile(rb"(data|event|id|retry)?:")
SHORT = 16
"""Events of fewer bytes may be a marker or a keep-alive."""
UNFRAMED_BYTES = 64 * 1024
"""How many bytes of a stream without events are kept for the error message."""


class Accumulator(Protocol[E_co, R_co]):
    """Turns the events of one stream into items and a result, complete or partial. Bytes in, items
    out, without I/O.
    """

    @property
    def complete(self) -> bool:
        """Whether the last event has arrived."""
        ...

    def feed(self, data: bytes | bytearray) -> Sequence[E_co]:
        """Return the items of one event; raises an APIError for an error event. A bytearray may be
        emptied.
        """
        ...

    def whole(self, answer: Answer) -> Sequence[E_co]:
        """Return the items of a complete JSON response sent instead of a stream."""
        ...

    def result(self) -> R_co:
        """The result so far."""
        ...


class Reader(Generic[E, R]):
    """One streamed call.

    Args:
        body: the JSON body, or an async function that prepares it.
        upload: an async function that opens a multipart body.
        finish: an async function that runs after the last event.
        query, path, headers: as in `call`.
    """

    def __init__(
        self,
        io: IO,
        config: Config,
        target: AnyOperation,
        body: Mapping[str, Any] | Callable[[], Awaitable[Mapping[str, Any]]] | None,
        accumulator: Accumulator[E, R],
        *,
        upload: Callable[[], Coroutine[Any, Any, Any]] | None = None,
        finish: Callable[[], Coroutine[Any, Any, None]] | None = None,
        **places: Any,
    ) -> None:
        self.accumulator = accumulator
        self._io, self._config, self._target = io, config, target
        self._body, self._upload, self._finish, self._places = body, upload, finish, places
        events = CallEvents(config, target, stream=True)
        self._attempts = Attempts(io, events, once=target.billed)
        self._request: Any = None
        self._fields: Mapping[str, Any] | None = None
        self._opened: Any = None  # the upload
        self._events: _Events[E, R] | None = None
        self._release: Callable[[], None] | None = None
        self._failure: Exception | None = None
        self._begun = self._over = self._busy = self._closed = False

    @property
    def complete(self) -> bool:
        return self.accumulator.complete

    def result(self) -> R:
        return self.accumulator.result()

    async def start(self) -> None:
        """Send the request, if it has not been sent. Raises an error reported by the HTTP status;
        one in the first event is raised by `fill`.
        """
        if self._events is None and not self._over:
            await self._guarded(self._open())

    async def fill(self) -> Sequence[E] | None:
        if self._failure is not None:
            self._raise_failure()
        if self._over:
            return None
        if self._busy:
            raise RuntimeError("this stream is already being read by another thread or task")
        return cast("Sequence[E] | None", await self._guarded(self._fill()))

    def _raise_failure(self) -> NoReturn:
        failure, self._failure = self._failure, None
        assert failure is not None
        redact(failure, self._config.api_key)
        raise failure

    async def close(self) -> None:
        events, self._over = self._events, True
        self._closed = True
        if self._busy and events is not None:
            await events.body.close()  # wakes the reader, which then frees the rest
        elif not self._busy:
            await self._end()

    def __del__(self) -> None:
        if self._events is not None:
            self._events.body.abandon()
        self._free()

    async def _guarded(self, step: Coroutine[Any, Any, Any]) -> Any:
        """Run one step of reading. Any exception ends the stream."""
        self._busy = True
        try:
            result = await step
        except BaseException as error:
            self._busy = False
            await self._end(error)
            if not isinstance(error, MinimaxError):
                raise
            if self._closed:
                return None  # errors while closing are irrelevant
            redact(error, self._config.api_key)
            raise
        self._busy = False
        if self._over:
            await self._end()
        return result

    async def _end(self, error: BaseException | None = None) -> None:
        self._over = True
        try:
            if self._events is not None:
                await self._events.body.close_after(error or Exception())
        finally:
            self._free(error)

    def _free(self, error: BaseException | None = None) -> None:
        """Release the slot, close the upload and emit the end event."""
        release, self._release = self._release, None
        if release is not None:
            release()
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()
        events = self._events
        self._attempts.stream_ended(
            error if events is None else error or events.failure,
            complete=self.complete,
            result=self.result,
            size=0 if events is None else events.received,
        )

    async def _open(self) -> None:
        """Send the request, with retries where that is safe, until a response is open."""
        if self._request is None:
            await self._prepare()
        while self._events is None and not self._over:
            self._attempts.begin()
            try:
                await self._attempt()
            except MinimaxError as error:
                await self._retry(error)

    async def _prepare(self) -> None:
        body = self._body
        if callable(body):
            body = await body()
        if self._upload is not None:
            self._opened = await self._upload()
        if self._opened is not None:
            body = None
        self._fields = body
        if body is not None and self._config.validate:
            request_body.validate(self._target, body)
        request = prepare(
            self._config, self._target, body, streamed=True, upload=self._opened, **self._places
        )
        fields = body or getattr(self._opened, "fields", {})
        self._request = observed(request, self._attempts.events, fields)

    async def _attempt(self) -> None:
        # Held as long as the stream is open.
        self._release = await admit(self._io, self._config, self._target, self._fields)
        opened = await self._io.open(self._request)
        idle = self._request.timeout.silence()
        self._events = _Events(self._attempts.events, opened, self.accumulator, idle)
        if self._over:  # closed meanwhile
            return
        if self._events.is_whole or self._events.is_declared:
            await self._begin()

    async def _begin(self) -> None:
        """Read up to the first event, while the request can still be retried."""
        events = self._events
        assert events is not None
        answer = await events.begin()
        self._attempts.received(events.body.status, events.received)
        self._attempts.succeeded(answer, trace_id_of(None, events.body.headers), chunk=True)
        self._begun = True
        if answer is not None:
            await events.body.close()

    async def _retry(self, error: MinimaxError) -> None:
        """Close an error response and wait for the next attempt; raises the error if there is
        none.
        """
        events, self._events = self._events, None
        if events is not None:
            await events.body.close()
        release, self._release = self._release, None
        if release is not None:
            release()
        if self._over or not await self._attempts.again(error):
            raise error

    async def _fill(self) -> Sequence[E] | None:
        while not (self._begun or self._over):
            await self._open()
            if self._begun or self._over:
                break
            try:
                await self._begin()
            except MinimaxError as error:
                await self._retry(error)
        events = self._events
        if events is None:
            return None
        while events.wants_more and not self._over:
            await events.read()
        items, events.items = events.items, []
        if events.failure is not None:
            self._failure, self._over = events.failure, True
            return items or self._raise_failure()
        if items or self._over:
            return items or None
        events.check_end()
        if self._finish is not None:
            await self._finish()
        self._over = True
        return None


class _Events(Generic[E, R]):
    """The events of an open response. Errors carry the result so far."""

    def __init__(
        self,
        events: CallEvents,
        body: Body,
        accumulator: Accumulator[E, R],
        idle: float,
    ) -> None:
        self.body = body
        self.received = 0
        """Number of bytes so far."""
        self.items: list[E] = []
        self.failure: Exception | None = None
        """The error to raise after the items."""
        kind = body.headers.get("content-type", "").lower()
        self.is_declared = any(name in kind for name in WHOLE)
        """Whether the response declares another media type than a stream."""
        self.is_whole = body.status >= 400 or encoding_of(body.headers) not in READABLE
        """Whether it cannot be a stream."""
        self._events, self._config, self._target = events, events.config, events.target
        self._observed = is_observed(events.config)
        self._accumulator, self._idle = accumulator, idle
        self._decoder = SSEDecoder(events.config.max_event_bytes)
        self._start = b""
        self._size = 0  # bytes since the last event
        # Events received together with the first one.
        self._ahead: list[ServerSentEvent] | None = None
        self._ended = self._done = False

    @property
    def wants_more(self) -> bool:
        """Whether more must be read before there are items to return."""
        return self._ahead is not None or not (self.items or self._ended)

    async def begin(self) -> Answer | None:
        """Read up to the first event.

        Returns the response if it is not a stream. Raises an error response, whatever its content
        type.
        """
        if not self.is_whole:
            try:
                await self._first_bytes()
            except MinimaxError as error:
                if self.is_declared:
                    raise
                self._explain(error)
            begin = self._start.lstrip(BLANK)
            self.is_whole = begin.startswith(WHOLE_START) or (
                self.is_declared and not EVENT_START.match(begin)
            )
        if not self.is_whole:
            try:
                await self._first_event()
            except MinimaxError as error:
                self._explain(error)
            begin = self._start.lstrip(BLANK)
            is_text = bool(begin) and not EVENT_START.match(begin)
            self.is_whole = self._ended and not self.items and is_text
        if not self.is_whole:
            return None
        self._ahead = None
        buffer = ResponseBuffer(self._config.max_response_bytes)
        buffer.add(self._start)
        while chunk := await self.body.read_steadily():
            buffer.add(chunk)
        self.received = buffer.received
        response = Response(self.body.status, self.body.headers, buffer.content())
        answer = checked(response, origin(self._config, self._target), plain_json)
        self.items, self._ended = list(self._accumulator.whole(answer)), True
        return answer

    async def read(self) -> None:
        """Wait for the next bytes and add their items."""
        if self._ahead is not None:
            events, count, self._ahead = self._ahead, len(self._ahead) + 1, None
            self._size = len(self._start)
        else:
            try:
                events = await self._next_events()
            except MinimaxError as error:
                self._explain(error)
                return
            count = len(events)
        try:
            self._feed(events)
        except (APIError, DecodeError) as error:
            # Earlier events are returned first, however the bytes were split.
            self._ended = True
            if isinstance(error, APIError):
                self._complete(error)
                self.failure = error
            else:
                self.failure = self._unreadable(error)
                self.failure.__cause__ = error
            return
        if count:
            self.body.waited = 0.0
            if self._observed:
                self._events.emit("frame", detail=f"{count} frames, {self._size} bytes")
            self._size = 0

    def check_end(self) -> None:
        """Raise StreamInterrupted if the last event is missing."""
        last = self._done and self._target.stream_end == "done"
        if not (self.is_whole or last or self._accumulator.complete):
            raise self._interrupted("the stream ended before its last frame")

    def _explain(self, error: MinimaxError) -> None:
        """Raise an error of the stream with the result so far."""
        if isinstance(error, NetworkError):
            if not self._accumulator.complete:
                raise self._interrupted(f"the stream broke off: {error}") from error
            self._ended = True  # everything has arrived; only the connection was not closed cleanly
            return
        if isinstance(error, DecodeError):
            raise self._unreadable(error) from error
        if isinstance(error, APIError):
            self._complete(error)
        raise error

    def _interrupted(self, problem: str) -> StreamInterrupted:
        partial = self._accumulator.result()
        return StreamInterrupted(f"{self._target.name}: {problem}", partial=partial)

    def _unreadable(self, error: DecodeError) -> StreamInterrupted:
        redact(error, self._config.api_key)
        problem = str(error).removeprefix(f"{self._target.name}: ")
        return self._interrupted(f"a frame cannot be read: {problem}")

    def _complete(self, error: APIError) -> None:
        """Add details of the response to an error reported in an event."""
        error.partial = self._accumulator.result()
        error.http_status = error.http_status or self.body.status
        error.trace_id = error.trace_id or trace_id_of(None, self.body.headers)

    async def _first_bytes(self) -> None:
        """Read up to the first bytes that are not whitespace."""
        while not (self._start.strip(BLANK) or self._ended):
            chunk = await self.body.read()
            self._ended = not chunk
            self.received += len(chunk)
            self._start += chunk
            if len(self._start) > UNFRAMED_BYTES and not self._start.strip(BLANK):
                self._start = b""
            self._check_silence(chunk)

    async def _first_event(self) -> None:
        """Read up to the first event and feed it: the request can still be retried if it reports an
        error.
        """
        events = self._decoder.feed(self._start) if self._start else []
        events = events or await self._next_events(keep=True)
        if self._ended:
            events += self._decoder.close()
        self._feed(events[:1])
        self._ahead = events[1:]

    async def _next_events(self, *, keep: bool = False) -> list[ServerSentEvent]:
        """Read up to the next events; returns none at the end."""
        events: list[ServerSentEvent] = []
        while not (events or self._ended):
            chunk = await self.body.read()
            if keep and len(self._start) < UNFRAMED_BYTES:
                self._start += chunk
            self._ended = not chunk
            events = self._decoder.feed(chunk) if chunk else self._decoder.close()
            self._size += len(chunk)
            self.received += len(chunk)
            if not events:
                self._check_silence(chunk)
        return events

    def _feed(self, events: Sequence[ServerSentEvent]) -> None:
        for event in events:
            if event.event == "error":
                payload = json_or(event.data, event.data.decode("utf-8", "replace"))
                where = origin(self._config, self._target)
                raise cast(APIError, error_from(payload, where, refused=True))
            is_short = len(event.data) < SHORT
            marker = bytes(event.data).strip().upper() if is_short else b"-"
            if marker == b"[DONE]":
                self._done = True
            elif marker:  # blank events only keep the connection open
                is_over = self._accumulator.complete
                try:
                    self.items += self._accumulator.feed(event.data)
                except DecodeError:
                    if not is_over:  # after the last event, nothing is missing
                        raise

    def _check_silence(self, size: object) -> None:
        """Raise a timeout if only comments and whitespace arrive, which are not data."""
        if size and self.body.waited > self._idle:
            raise RequestTimeout(
                f"no data for {self.body.waited:.0f} s, only keep-alive; see the timeout option"
            )
