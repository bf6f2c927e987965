"""Text to speech over WebSockets: whole texts, and text that is still being written."""

from __future__ import annotations

import asyncio
import sys
import traceback
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from starlette.websockets import WebSocket, WebSocketDisconnect

from minimax.emulator import envelopes, spec
from minimax.emulator.endpoints import Call, sentence_splitter
from minimax.emulator.endpoints.socket_session import (
    DONE,
    EMPTY,
    ILLEGAL_EVENT,
    WRONG_ORDER,
    Ended,
    Job,
    Refused,
    SocketSession,
)
from minimax.emulator.envelopes import PlatformError, invalid
from minimax.emulator.faults import Fault
from minimax.emulator.log import LoggedRequest
from minimax.emulator.socket_protocol import PINGED
from minimax.emulator.state import Platform

if TYPE_CHECKING:
    from minimax.emulator.media import Audio

Json = dict[str, Any]


def _operation(name: str, path: str, start: str) -> spec.Operation:
    return spec.Operation(
        id=name,
        method="GET",
        path=path,
        feature="speech",
        family="native",
        media_type=None,
        body_schema=start,
        parameters=(),
        stream_switch=None,
        task_query=None,
        takes_x_api_key=False,
        billed=True,
        rate_class="speech",
    )


TEXTS = _operation(spec.SOCKETS[0], "/ws/v1/t2a_v2", "WsTaskStart")
STREAMED_TEXT = _operation(spec.SOCKETS[1], "/ws/v1/t2a_v2_bidi", "WsTaskStartBidi")
OPERATIONS = {operation.path: operation for operation in (TEXTS, STREAMED_TEXT)}
"""The WebSockets by path, with the ids used by faults and the log."""


async def serve(
    platform: Platform,
    operation: spec.Operation,
    websocket: WebSocket,
    entry: LoggedRequest,
    active: list[Fault],
) -> None:
    """Serve a connection from the handshake to the end."""
    call = Call(
        platform,
        operation,
        platform.guest(),
        entry.trace_id,
        "",
        {},
        {},
        faults=active,
        notes=entry.notes,
    )
    session = (_StreamedText if operation is STREAMED_TEXT else _Texts)(call, websocket, entry)
    code: int | None = DONE
    try:
        await websocket.accept()
        entry.status = 101
        try:
            session.admit()
            await session.run()
        except Refused as refused:
            await session.fail(refused.error, refused.event)
        except PlatformError as error:
            await session.fail(error)
        except RecursionError:
            await session.fail(invalid("the event is nested too deeply"))
        except (Ended, WebSocketDisconnect):
            raise
        except Exception:
            traceback.print_exc(file=sys.stderr)
            await session.fail(PlatformError(envelopes.UNKNOWN_ERROR))
    except Ended as end:
        code = end.code
    except WebSocketDisconnect:
        return
    if code is not None:
        try:
            await websocket.close(code)
        except (WebSocketDisconnect, RuntimeError):
            # The client or the server has closed it already.
            return


class _Texts(SocketSession):
    """Speaks whole texts one after another."""

    replies: ClassVar = {
        "task_start": "task_started",
        "task_continue": "task_continued",
        "task_finish": "task_finished",
    }

    def out_of_order(self, name: str) -> Refused:
        return Refused(
            self.replies[name], ILLEGAL_EVENT, f"illegal event '{name}' while {self._stage}"
        )

    async def take_text(self, text: str) -> None:
        if text.strip():
            self.queue(Job(partial(self._answer, text), len(text)))
        else:
            await self.skip(EMPTY, "the text is empty")

    async def _answer(self, text: str) -> None:
        await self.play(await self.speak(text))

    def facts(self, made: Audio, text: str) -> Json:
        charged, self.voices_charged = self.voices_charged, 0
        # The documentation of this WebSocket counts every character as a word, the others only
        # spoken ones.
        return {
            **super().facts(made, text),
            "word_count": len(text),
            **({"usage_voice_count": charged} if charged else {}),
        }


class _StreamedText(SocketSession):
    """Speaks text that arrives in pieces of any size, sentence by sentence."""

    replies: ClassVar = {
        **_Texts.replies,
        "task_flush": "task_flushed",
        "task_cancel": "task_canceled",
    }

    def __init__(self, call: Call, websocket: WebSocket, entry: LoggedRequest) -> None:
        super().__init__(call, websocket, entry)
        self.ids["connect_id"] = self.ids["session_id"]
        self._rest = ""
        self._patience: asyncio.Task[None] | None = None
        websocket.scope["state"][PINGED] = self.touch

    async def run(self) -> None:
        try:
            await super().run()
        finally:
            self._stop_waiting()

    def pending(self) -> int:
        return super().pending() + len(self._rest)

    def out_of_order(self, name: str) -> Refused:
        return Refused(
            "task_continued", WRONG_ORDER, f"event '{name}' out of order while {self._stage}"
        )

    async def on_task_start(self, event: Json) -> None:
        if isinstance(event.get("session_id"), str) and event["session_id"]:
            self.ids["session_id"] = event["session_id"]
        await super().on_task_start(event)

    async def take_text(self, text: str) -> None:
        self._stop_waiting()
        complete, self._rest = sentence_splitter.cut(self._rest + text)
        for sentence in complete:
            self._queue_sentence(sentence)
        if self._rest:
            self._patience = asyncio.create_task(
                self._lose_patience(sentence_splitter.patience(self._rest))
            )

    async def on_task_flush(self, event: Json) -> None:
        self._flush()
        self.queue(Job(partial(self.send_event, "task_flushed"), cancellable=True))

    async def on_task_cancel(self, event: Json) -> None:
        self._stop_waiting()
        self._rest = ""
        self.drop_jobs()
        self.queue(Job(partial(self.send_event, "task_canceled")))

    async def on_task_finish(self, event: Json) -> None:
        self._flush()
        await super().on_task_finish(event)

    def _flush(self) -> None:
        self._stop_waiting()
        rest, self._rest = self._rest.rstrip(), ""
        if sentence_splitter.is_speakable(rest):
            self._queue_sentence(rest)

    def _stop_waiting(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None

    async def _lose_patience(self, seconds: float) -> None:
        if await self._clock.sleep(seconds):
            self._patience = None
            self._flush()

    def _queue_sentence(self, sentence: str) -> None:
        self.queue(Job(partial(self._answer, sentence), len(sentence), cancellable=True))

    async def _answer(self, sentence: str) -> None:
        frames = await self.speak(sentence)
        await self.play([self.frame("sentence_start"), *frames, self.frame("sentence_end")])
