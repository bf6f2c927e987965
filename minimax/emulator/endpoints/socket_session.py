"""The common part of both speech WebSockets. A connection runs three loops that end together: one
receives events, one processes the jobs in order, one checks the idle timeout. Errors are sent as a
frame; after a fatal one, the connection is closed with code 1000, because the frame contains the
reason.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from starlette.websockets import WebSocket, WebSocketDisconnect

from minimax.emulator import auth, checks, envelopes, faults
from minimax.emulator.endpoints import Call, speech
from minimax.emulator.envelopes import PlatformError, invalid, success
from minimax.emulator.log import LoggedRequest, elide_media
from minimax.emulator.steps import Drop, Frame, Step, Wait
from minimax.emulator.transcripts import spoken_text
from minimax.requests.schema import type_of

if TYPE_CHECKING:
    from minimax.emulator.media import Audio

Json = dict[str, Any]

IDLE_SECONDS = 120
LONGEST_TEXT = 10_000
MOST_PENDING = 50_000
"""Maximum number of pending characters; the platform has such a limit but does not document it."""

# Limits of what is logged per connection.
_MOST_EVENTS = 1_000
_MOST_CHARACTERS = 256 * 2**10
DONE, GOING_AWAY = 1000, 1012
_SENDABLE = frozenset({*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)})
_NO_KEY = frozenset({envelopes.NOT_AUTHORIZED, envelopes.INVALID_KEY})
IDLE, ILLEGAL_EVENT, EMPTY, TOO_LONG, TOO_MUCH, WRONG_ORDER = range(2201, 2207)


class Ended(Exception):
    """Ends the connection; None drops it without a close frame."""

    def __init__(self, code: int | None = DONE) -> None:
        super().__init__(code)
        self.code = code


class Refused(Exception):
    """Ends the connection with an event other than `task_failed`."""

    def __init__(self, event: str, code: int, message: str) -> None:
        super().__init__(message)
        self.event, self.error = event, PlatformError(code, message)


class Job(NamedTuple):
    """A queued job. `characters` is the length of its text; cancelled jobs are dropped."""

    run: Callable[[], Coroutine[Any, Any, None]]
    characters: int = 0
    cancellable: bool = False


class SocketSession(ABC):
    """A connection of a client, with the common behaviour of both WebSockets."""

    replies: ClassVar[Mapping[str, str]]
    """The events of the client, each with the response event."""

    def __init__(self, call: Call, websocket: WebSocket, entry: LoggedRequest) -> None:
        self.call = call
        self.ids: Json = {"session_id": str(call.platform.new_number())}
        self.voice, self.voices_charged = "", 0
        self._platform, self._clock = call.platform, call.clock
        self._websocket = websocket
        self._entry = entry
        self._events: list[object] = []
        self._characters = 0
        self._stage = "connected"
        self._jobs: deque[Job] = deque()
        self._job: Job | None = None
        self._running: asyncio.Task[None] | None = None
        self._more, self._greeted, self._resting = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._idle_since = self._clock.monotonic()
        entry.json = self._events

    def admit(self) -> None:
        """Find the account of the key. Raises the platform's error for an invalid key."""
        key = auth.key_of(self._websocket.headers, takes_x_api_key=False)
        known = self._platform.known_account(key)
        auth.check(key, self._platform.settings_of(known).region)
        self.call.account = self._platform.account(key)
        self._clock = self.call.clock
        if (error := self._refusal()) and error.code in _NO_KEY:
            raise error

    async def run(self) -> None:
        """Serve until the session ends with an exception."""
        self.queue(Job(self._greet))
        loops = [
            asyncio.create_task(loop) for loop in (self._listen(), self._work(), self._watch())
        ]
        try:
            await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
            ended = next(loop for loop in loops if loop.done())
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
        ended.result()

    async def fail(self, error: PlatformError, event: str = "task_failed") -> None:
        """Send the last frame of a failed connection."""
        self._entry.code = error.code
        await self.send_event(event, error, **({"data": None} if event == "task_continued" else {}))

    async def send_event(self, event: str, error: PlatformError | None = None, **more: Any) -> None:
        await self.send(faults.distort(self.frame(event, error, **more), self.call.faults))

    def frame(self, event: str, error: PlatformError | None = None, **more: Any) -> Json:
        trace_id = self.call.trace_id
        status = (
            envelopes.envelope("native", error, trace_id)[1]["base_resp"] if error else success()
        )
        return {"event": event, **more, **self.ids, "trace_id": trace_id, "base_resp": status}

    async def send(self, frame: Json) -> None:
        # Before the frame is sent, because the client may then change the clock.
        self.touch()
        try:
            await self._websocket.send_text(envelopes.encode(frame).decode())
        except RuntimeError:
            # The server has closed the connection because of an invalid or too large WebSocket
            # frame.
            raise WebSocketDisconnect(1006) from None

    def touch(self) -> None:
        """Restart the idle timer."""
        self._idle_since = self._clock.monotonic()

    # Receiving events

    async def _listen(self) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1006))
            self.touch()
            await self._greeted.wait()
            await self._take(self._read(message.get("text")))

    def _read(self, text: str | None) -> Json:
        """Parse the event of a message. Raises the platform's error for anything else."""
        try:
            event = checks.read_json(text or "")
        except (ValueError, RecursionError):
            event = None
        self._note(checks.clip(text or "<binary>") if event is None else event, len(text or ""))
        if not isinstance(event, dict):
            raise invalid("the frame is not a JSON object")
        return event

    def _note(self, event: object, size: int) -> None:
        if len(self._events) < _MOST_EVENTS:
            fits = self._characters + size <= _MOST_CHARACTERS
            self._characters += size if fits else 0
            self._events.append(elide_media(event) if fits else f"<{size} characters>")

    async def _take(self, event: Json) -> None:
        name = event.get("event")
        if not isinstance(name, str) or name not in self.replies:
            raise Refused("task_continued", ILLEGAL_EVENT, f"illegal event {checks.clip(name)!r}")
        if self._stage != ("connected" if name == "task_start" else "started"):
            raise self.out_of_order(name)
        self._check_names(name, event)
        await getattr(self, f"on_{name}")(event)

    def _check_names(self, name: str, event: Json) -> None:
        """Log fields that are not in the spec; a strict emulator rejects them."""
        known = {
            "task_start": str(self.call.operation.body_schema),
            "task_continue": "WsTaskContinue",
        }
        schema = known.get(name, "WsClientEvent")
        unknown = checks.unknown_fields(schema, event)
        noted = dict.fromkeys((*self._entry.unknown_fields, *map(str, unknown)))
        self._entry.unknown_fields = [*noted][:_MOST_EVENTS]
        if self.call.settings.strict:
            checks.refuse_unknown(schema, unknown)
            checks.refuse_unlisted(checks.unlisted_values(schema, event))

    @abstractmethod
    def out_of_order(self, name: str) -> Refused:
        """The response to an event that is not allowed now."""

    async def skip(self, code: int, message: str) -> None:
        """Answer a text that cannot be spoken; the session continues."""
        if len(self.call.notes) < _MOST_EVENTS:
            self.call.notes.append(f"{code}: {message}")
        await self.send_event("task_continued", PlatformError(code, message), data=None)

    async def on_task_start(self, event: Json) -> None:
        if error := self._refusal():
            raise error
        call = self.call
        checks.check(str(call.operation.body_schema), event)
        checks.known_model("speech", event["model"])
        call.body = event
        call.admit()
        self.voice, self.voices_charged = speech.voice_of(call)
        call.count_usage()
        self._stage = "started"
        await self.send_event("task_started")

    async def on_task_continue(self, event: Json) -> None:
        text = event.get("text")
        if text is not None and not isinstance(text, str):
            raise invalid(f"expected string, got {type_of(text)}", ("text",))
        text = text or ""
        if len(text) > LONGEST_TEXT:
            await self.skip(TOO_LONG, f"{len(text)} characters, at most {LONGEST_TEXT} allowed")
        elif self.pending() + len(text) > MOST_PENDING:
            await self.skip(TOO_MUCH, "too many pending characters")
        else:
            await self.take_text(text)

    @abstractmethod
    async def take_text(self, text: str) -> None:
        """Queue a text, or hold it until it can be queued."""

    async def on_task_finish(self, event: Json) -> None:
        self._stage = "finishing"
        self.queue(Job(self._finish))

    # Processing jobs

    def queue(self, job: Job) -> None:
        self._jobs.append(job)
        self._more.set()

    def pending(self) -> int:
        """Number of pending characters."""
        return sum(job.characters for job in (*self._jobs, *((self._job,) if self._job else ())))

    def drop_jobs(self) -> None:
        """Cancel the jobs that can be cancelled."""
        self._jobs = deque(job for job in self._jobs if not job.cancellable)
        if self._running and self._job and self._job.cancellable:
            self._running.cancel()

    async def _work(self) -> None:
        while True:
            while not self._jobs:
                self._resting.set()
                self._more.clear()
                await self._more.wait()
            self._resting.clear()
            self._job = self._jobs.popleft()
            self._running = running = asyncio.create_task(self._job.run())
            try:
                await asyncio.wait([running])
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
            if not running.cancelled():
                running.result()
            self._job = self._running = None

    async def _greet(self) -> None:
        delay = sum(fault.kind.delay(fault.value) for fault in self.call.faults if fault.kind.delay)
        await self._pause(delay)
        await self.send_event("connected_success")
        self._greeted.set()

    async def _finish(self) -> None:
        await self.send_event("task_finished")
        raise Ended

    def _refusal(self) -> PlatformError | None:
        """The error that a fault injects into this connection."""
        kinds = ((fault.kind, fault.value) for fault in self.call.faults)
        return next(
            (
                kind.refuse(value)
                for kind, value in kinds
                if kind.refuse and not (kind.error_frame or kind.quiet)
            ),
            None,
        )

    async def speak(self, text: str) -> list[Json]:
        """The frames with the audio of a text; the last one contains its metadata."""
        call = self.call
        stub = self._platform.answers.take(
            call.operation.id, call.account.name, {**call.body, "text": text}
        )
        if stub is not None and stub.events is not None:
            events = [event for event in stub.events if isinstance(event, Mapping)]
            return [{**self.frame("task_continued"), **event} for event in events]
        call.own_media = deque(stub.media if stub else ())
        invisible = speech.invisible_ratio(text)
        made, pieces = await asyncio.to_thread(speech.speak, call, text, self.voice)
        self._platform.transcripts.remember(made.data, spoken_text(text))
        facts = {**self.facts(made, text), "invisible_character_ratio": round(invisible, 4)}
        call.charge(call.body["model"], character=facts["usage_characters"])
        frames = [
            self.frame("task_continued", data=piece.data(), is_final=False) for piece in pieces
        ]
        return [*frames[:-1], {**frames[-1], "is_final": True, "extra_info": facts}]

    def facts(self, made: Audio, text: str) -> Json:
        """The metadata of the audio of a text."""
        return speech.facts_of(made, text)

    async def play(self, frames: Sequence[Json]) -> None:
        """Send frames as changed by faults. If the last one is not sent, the connection ends."""
        steps = faults.distort_stream(
            [Frame(frame) for frame in frames], self.call.faults, self._error_frame
        )
        sent: Json = {}
        for step in steps:
            if isinstance(step, Drop):
                raise Ended(self._closing_code())
            await self._pause(step.seconds if isinstance(step, Wait) else self.call.settings.pace)
            if isinstance(step, Frame) and isinstance(step.data, dict):
                sent = step.data
                await self.send(sent)
        if any(sent.get(name) != frames[-1].get(name) for name in ("event", "is_final")):
            raise Ended

    def _error_frame(self, way: str, error: PlatformError, before: Sequence[Step]) -> Frame:
        self._entry.code = error.code
        return Frame(self.frame("task_failed", error))

    def _closing_code(self) -> int | None:
        """The close code of a fault; None if it has none that can be sent."""
        kinds = ((fault.kind, fault.value) for fault in self.call.faults)
        code = next((kind.close_code(value) for kind, value in kinds if kind.close_code), None)
        return code if code in _SENDABLE else None

    # Idle timeout

    async def _watch(self) -> None:
        limit = min(
            [IDLE_SECONDS, *(fault.value or 0.0 for fault in self.call.faults if fault.kind.quiet)]
        )
        left = limit
        while True:
            await self._pause(left)
            # Time spent on jobs does not count as idle time.
            await self._resting.wait()
            left = self._idle_since + limit - self._clock.monotonic()
            if left <= 0:
                raise PlatformError(IDLE)

    async def _pause(self, seconds: float) -> None:
        if not await self._clock.sleep(seconds):
            raise Ended(GOING_AWAY)
