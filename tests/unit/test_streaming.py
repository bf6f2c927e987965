"""Streams on both clients: start, end, and interruptions."""

from __future__ import annotations

import asyncio
import contextvars
import copy
import gc
import json
import pickle
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import httpx
import pytest

from minimax import (
    APIError,
    AuthenticationError,
    ChatReply,
    DecodeError,
    Event,
    InsufficientBalanceError,
    Limits,
    MinimaxError,
    NetworkError,
    RateLimitError,
    RequestTimeout,
    Retry,
    SensitiveContentError,
    ServerError,
    StreamInterrupted,
    Timeout,
    UsageLimitError,
    ValidationError,
)
from minimax.core.io import IO, run
from minimax.core.secret import Secret
from minimax.core.settings import Config
from minimax.services.messages import MessagesService
from minimax.services.responses import ResponsesService
from minimax.services.speech import SpeechService
from minimax.services.text import TextService

from .platform import (
    AT_ONCE,
    CHAT,
    KEY,
    SPEECH,
    Chunks,
    Clock,
    Platform,
    Runner,
    data,
    delta,
    native_error,
    ok,
    openai_error,
    piece,
    streamed,
)
from .transcripts import message_events, response_events, sse

HELLO = data(delta("Hel"), delta("lo, "), delta("world", finish="stop"), "[DONE]")
ALOUD = data(
    piece(b"\x01\x02"), piece(b"\x03"), piece(b"\x01\x02\x03", 2, extra_info={"audio_length": 30})
)


def chat(runner: Runner, *pieces: Any, **options: Any) -> tuple[Any, Chunks]:
    """A chat stream over these pieces, and its body."""
    answer = streamed(*pieces)
    client = runner.client(Platform(answer), **options)
    assert isinstance(answer.stream, Chunks)
    return client.text.stream("Hi"), answer.stream


def speech(runner: Runner, *pieces: Any, **options: Any) -> tuple[Any, Chunks]:
    answer = streamed(*pieces)
    client = runner.client(Platform(answer), **options)
    assert isinstance(answer.stream, Chunks)
    return client.speech.stream("Hi"), answer.stream


SURFACES: dict[str, Any] = {
    "chat": lambda client: client.text.stream("Hi"),
    "native chat": lambda client: client.text.stream("Hi", model="M2-her"),
    "messages": lambda client: client.text.messages.stream("Hi"),
    "responses": lambda client: client.text.responses.stream("Hi"),
    "speech": lambda client: client.speech.stream("Hi"),
    "music": lambda client: client.music.stream("a song", lyrics="la la la la la la"),
    "transcript": lambda client: client.speech.transcribe_stream(b"ID3" + bytes(64)),
}
NO_MONEY = b'{"choices": null, "base_resp": {"status_code": 1008, "status_msg": "no money"}}'


def read_into(seen: list[Any], runner: Runner, stream: Any) -> None:
    """Keep what comes, for when the end is an error."""
    while True:
        seen.append(runner.next(stream))


def texts(events: list[Any]) -> list[str]:
    return [event.text for event in events if event.type == "text"]


class TestReading:
    def test_yields_items_as_they_arrive_and_the_final_result(self, runner: Runner) -> None:
        stream, body = chat(runner, HELLO)
        with runner.opened(stream):
            assert texts(runner.list(stream)) == ["Hel", "lo, ", "world"]
        assert runner(stream.final()).text == "Hello, world"
        assert body.closed

    @pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
    def test_repr_shows_the_state_and_copying_is_rejected(
        self, runner: Runner, copied: Any
    ) -> None:
        stream, _ = chat(runner, HELLO)
        name = type(stream).__name__
        assert repr(stream) == f"<{name} open>"
        with pytest.raises(TypeError, match=rf"{name} reads from a connection, so it cannot be"):
            copied(stream)
        runner(stream.final())
        assert repr(stream) == f"<{name} complete>"
        runner(stream.close())

    def test_works_without_with(self, runner: Runner) -> None:
        stream, body = chat(runner, HELLO)
        assert "".join(texts(runner.list(stream))) == "Hello, world"
        assert body.closed

    def test_final_without_iterating(self, runner: Runner) -> None:
        stream, body = chat(runner, HELLO)
        assert runner(stream.final()).text == "Hello, world"
        assert body.closed

    def test_final_after_partial_iteration(self, runner: Runner) -> None:
        stream, _ = chat(runner, HELLO)
        with runner.opened(stream):
            assert runner.next(stream).text == "Hel"
            assert runner(stream.final()).text == "Hello, world"

    def test_partial_result_is_available_at_any_time(self, runner: Runner) -> None:
        stream, _ = chat(runner, data(delta("Hel")), data(delta("lo", finish="stop")))
        assert stream.snapshot.text == ""
        with runner.opened(stream):
            assert stream.snapshot.text == ""
            runner.next(stream)
            assert (stream.snapshot.text, stream.snapshot.finish_reason) == ("Hel", None)
            runner(stream.final())
        assert (stream.snapshot.text, stream.snapshot.finish_reason) == ("Hello", "stop")

    def test_second_iteration_is_empty(self, runner: Runner) -> None:
        stream, _ = chat(runner, HELLO)
        assert len(runner.list(stream)) == 4
        assert runner.list(stream) == []
        assert runner(stream.final()).text == "Hello, world"
        with runner.opened(stream):
            assert runner.list(stream) == []

    def test_text_yields_only_strings(self, runner: Runner) -> None:
        frames = data(
            delta(None, reasoning_content="Hm. "), delta("Yes"), delta(".", finish="stop")
        )
        assert runner.list(chat(runner, frames)[0].text) == ["Yes", "."]
        assert runner.list(chat(runner, frames)[0].reasoning) == ["Hm. "]

    def test_sends_nothing_before_it_is_entered(self, runner: Runner) -> None:
        platform = Platform(streamed(HELLO))
        stream = runner.client(platform).text.stream("Hi")
        assert platform.requests == []
        with runner.opened(stream):
            assert len(platform.requests) == 1

    def test_requests_an_uncompressed_stream(self, runner: Runner) -> None:
        platform = Platform(streamed(HELLO))
        runner(runner.client(platform).text.stream("Hi").final())
        headers = platform.requests[0].headers
        assert (headers["accept"], headers["accept-encoding"]) == ("text/event-stream", "identity")
        assert platform.bodies[0]["stream"] is True

    def test_validates_the_request_first(self, runner: Runner) -> None:
        platform = Platform(streamed(HELLO))
        with pytest.raises(ValidationError, match="temperature"):
            runner(runner.client(platform).text.stream("Hi", temperature=9).final())
        assert platform.requests == []

    def test_line_of_five_megabytes(self, runner: Runner) -> None:
        audio = bytes(range(256)) * (5 * 2**20 // 512)
        frame = data(piece(audio), piece(None, 2))
        assert len(frame) > 5 * 2**20
        stream, _ = speech(
            runner, *(frame[start : start + 65536] for start in range(0, len(frame), 65536))
        )
        assert runner(stream.final()).audio == audio

    def test_rejects_events_above_the_limit(self, runner: Runner) -> None:
        stream = (
            runner.client(Platform(streamed(data(piece(b"x" * 1000)))))
            .with_options(max_event_bytes=500)
            .speech.stream("Hi")
        )
        with pytest.raises(StreamInterrupted, match=r"larger than 500 bytes.*max_event_bytes"):
            runner.list(stream)

    def test_emits_frame_events(self, runner: Runner) -> None:
        told: list[Event] = []
        runner(chat(runner, HELLO[:100], HELLO[100:], on_event=told.append)[0].final())
        assert [event.kind for event in told] == ["request", "response", "frame", "stream_end"]
        assert told[2].detail == f"4 frames, {len(HELLO)} bytes"


class TestClosingEarly:
    def test_leaving_with_frees_the_connection(self, runner: Runner) -> None:
        stream, body = chat(runner, HELLO[:50], HELLO[50:])
        with runner.opened(stream):
            assert not body.closed
        assert body.closed
        assert body.read == 0

    def test_leaving_with_in_the_middle_frees_the_connection(self, runner: Runner) -> None:
        stream, body = chat(runner, data(delta("Hel")), data(delta("lo", finish="stop")))
        with runner.opened(stream):
            runner.next(stream)
        assert (body.closed, body.read) == (True, 1)
        assert stream.snapshot.text == "Hel"

    def test_caller_errors_free_the_connection_and_propagate(self, runner: Runner) -> None:
        stream, body = chat(runner, HELLO)
        with pytest.raises(ZeroDivisionError), runner.opened(stream):
            _ = 1 / len(runner.next(stream).text[3:])
        assert body.closed

    def test_is_not_a_complete_result(self, runner: Runner) -> None:
        stream, _ = chat(runner, data(delta("Hel")), data(delta("lo", finish="stop")))
        with runner.opened(stream):
            runner.next(stream)
        with pytest.raises(StreamInterrupted, match="closed before its end") as caught:
            runner(stream.final())
        assert caught.value.partial.text == "Hel"

    def test_after_the_last_frame_is_complete(self, runner: Runner) -> None:
        stream, _ = chat(runner, data(delta("Hello", finish="stop")), data("[DONE]"))
        with runner.opened(stream):
            runner.next(stream)
        assert runner(stream.final()).text == "Hello"

    def test_can_be_repeated_and_precede_the_start(self, runner: Runner) -> None:
        stream, body = chat(runner, HELLO)
        runner(stream.close())
        runner(stream.close())
        assert runner.list(stream) == []
        assert not body.closed
        assert body.read == 0

    def test_by_breaking_out_frees_the_connection_soon(self, runner: Runner) -> None:
        platform_body: list[Chunks] = []

        def run() -> Any:
            stream, body = chat(runner, data(delta("Hel")), data(delta("lo", finish="stop")))
            platform_body.append(body)
            return stream.text

        pieces = run()
        assert runner.next(pieces) == "Hel"
        del pieces
        gc.collect()
        runner.settle()
        runner.settle()
        assert platform_body[0].closed

    @pytest.mark.parametrize("how", ["with", "break"])
    def test_releases_the_slot(self, runner: Runner, how: str) -> None:
        platform = Platform(streamed(HELLO), streamed(HELLO))
        client = runner.client(platform, limits=Limits(concurrent=1))
        stream = client.text.stream("Hi")
        if how == "with":
            with runner.opened(stream):
                runner.next(stream)
        else:
            runner.next(stream)
            del stream
            gc.collect()
        assert runner(client.text.stream("Hi").final()).text == "Hello, world"

    def test_holds_its_slot_while_open(self) -> None:
        runner = Runner("async")

        async def main() -> None:
            client = runner.client(Platform(streamed(HELLO), ok(CHAT)), limits=Limits(concurrent=1))
            async with client.text.stream("Hi"):
                context = contextvars.Context()  # of a task that has no part in the stream
                waiting = asyncio.create_task(client.text.chat("Hi"), context=context)
                for _ in range(20):
                    await asyncio.sleep(0)
                assert not waiting.done()
            assert (await waiting).text == "Hello."

        runner(main())
        runner.close()

    def test_by_cancelling_the_task_closes_the_connection(self) -> None:
        runner = Runner("async")

        async def main() -> None:
            silent = asyncio.Event()

            async def hang() -> None:
                silent.set()
                await asyncio.Event().wait()

            stream, body = chat(runner, data(delta("Hel")), hang, limits=Limits(concurrent=1))
            task = asyncio.create_task(stream.final())
            await silent.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert body.closed
            assert stream.snapshot.text == "Hel"
            with pytest.raises(StreamInterrupted):
                await stream.final()

        runner(main())
        runner.close()

    def test_dropping_the_coroutine_emits_no_warnings(self) -> None:
        runner = Runner("async")

        async def main() -> Chunks:
            forever = asyncio.get_running_loop().create_future()

            async def hang() -> None:
                await forever

            stream, body = chat(runner, data(delta("Hel")), hang, limits=Limits(concurrent=1))
            coroutine = stream.final()
            coroutine.send(None)
            coroutine.close()
            await asyncio.sleep(0.001)
            return body

        assert runner(main()).closed
        runner.close()


BREAKS: list[tuple[str, tuple[Any, ...], str]] = [
    ("the end", (data(delta("Hel"), delta("lo")),), "ended before its last frame"),
    (
        "half a frame",
        (data(delta("Hel"), delta("lo")) + b'data: {"choices":[{"del',),
        "cannot be read",
    ),
    ("a cut connection", (data(delta("Hel"), delta("lo")), httpx.ReadError("reset")), "broke off"),
    (
        "a hang-up",
        (data(delta("Hel"), delta("lo")), httpx.RemoteProtocolError("peer closed")),
        "broke off",
    ),
    ("silence", (data(delta("Hel"), delta("lo")), httpx.ReadTimeout("slow")), "broke off"),
    ("garbage", (data(delta("Hel"), delta("lo"), "<html>"),), "cannot be read"),
    ("garbage in one piece", (data(delta("Hel")), data(delta("lo"), "{")), "cannot be read"),
]


class TestBreaking:
    @pytest.mark.parametrize(
        ("pieces", "why"), [pytest.param(*row[1:], id=row[0]) for row in BREAKS]
    )
    def test_keeps_received_data(self, runner: Runner, pieces: tuple[Any, ...], why: str) -> None:
        stream, body = chat(runner, *pieces)
        seen: list[Any] = []
        with pytest.raises(StreamInterrupted, match=why) as caught, runner.opened(stream):
            read_into(seen, runner, stream)
        assert texts(seen) == ["Hel", "lo"]
        assert isinstance(caught.value.partial, ChatReply)
        assert caught.value.partial.text == stream.snapshot.text == "Hello"
        assert body.closed
        assert pickle.loads(pickle.dumps(caught.value)).partial.text == "Hello"

    def test_remains_broken(self, runner: Runner) -> None:
        stream, _ = chat(runner, data(delta("Hel")))
        with pytest.raises(StreamInterrupted):
            runner.list(stream)
        assert runner.list(stream) == []
        with pytest.raises(StreamInterrupted, match="closed before its end"):
            runner(stream.final())

    def test_names_the_cause(self, runner: Runner) -> None:
        with pytest.raises(StreamInterrupted, match=r"api\.example\.test: reset") as caught:
            runner.list(chat(runner, data(delta("Hel")), httpx.ReadError("reset"))[0])
        assert isinstance(caught.value.__cause__, NetworkError)

    def test_after_the_last_frame_is_ignored(self, runner: Runner) -> None:
        assert (
            runner(chat(runner, HELLO, httpx.ReadError("reset"))[0].final()).text == "Hello, world"
        )

    @pytest.mark.parametrize("rest", ["<html>", "{", "[done]", " [DONE] "])
    def test_garbage_after_the_last_frame_is_ignored(self, runner: Runner, rest: str) -> None:
        frames = data(delta("Hel"), delta("lo", finish="stop"), rest)
        assert runner(chat(runner, frames)[0].final()).text == "Hello"

    @pytest.mark.parametrize("blank", ["", " ", "\t "])
    def test_blank_frames_are_ignored(self, runner: Runner, blank: str) -> None:
        frames = data(blank, delta("Hel"), blank, delta("lo", finish="stop"), blank, "[DONE]")
        assert runner(chat(runner, frames)[0].final()).text == "Hello"

    def test_invalid_utf8_is_replaced(self, runner: Runner) -> None:
        frame = data(delta("Hel#"), delta("lo", finish="stop"), "[DONE]").replace(b"#", b"\xe4")
        assert runner(chat(runner, frame)[0].final()).text == "Hel\ufffdlo"

    def test_is_not_retried(self, runner: Runner) -> None:
        platform = Platform(streamed(httpx.ReadError("reset")))
        with pytest.raises(StreamInterrupted):
            runner.list(runner.client(platform, retry=AT_ONCE).text.stream("Hi"))
        assert len(platform.requests) == 1

    def test_of_speech_keeps_the_audio(self, runner: Runner) -> None:
        with pytest.raises(StreamInterrupted) as caught:
            runner.list(speech(runner, data(piece(b"\x01\x02"), piece(b"\x03")))[0])
        assert caught.value.partial.audio == b"\x01\x02\x03"

    def test_of_speech_with_invalid_hex_keeps_the_audio(self, runner: Runner) -> None:
        odd = {**piece(b""), "data": {"audio": "abc", "status": 1}}
        with pytest.raises(StreamInterrupted, match="odd number") as caught:
            runner.list(speech(runner, data(piece(b"\x01\x02"), odd))[0])
        assert caught.value.partial.audio == b"\x01\x02"


class TestErrorFrames:
    @pytest.mark.parametrize(
        "frame",
        [
            {"choices": None, "base_resp": {"status_code": 1027, "status_msg": "output sensitive"}},
            {
                "type": "error",
                "error": {
                    "type": "unprocessable_entity_error",
                    "message": "sensitive (1027)",
                    "http_code": "422",
                },
            },
        ],
    )
    @pytest.mark.parametrize("apart", [True, False])
    def test_raise_and_keep_received_data(self, runner: Runner, frame: Any, apart: bool) -> None:
        pieces = (
            (data(delta("Hel")), data(frame))
            if apart
            else (data(delta("Hel"), frame, delta("never")),)
        )
        stream, body = chat(runner, *pieces)
        seen: list[Any] = []
        with pytest.raises(SensitiveContentError) as caught:
            read_into(seen, runner, stream)
        assert texts(seen) == ["Hel"]
        assert caught.value.partial.text == "Hel"
        assert caught.value.side == "output"
        assert body.closed

    def test_with_event_name_are_equal(self, runner: Runner) -> None:
        frame = (
            b"event: error\ndata:"
            b' {"type":"error","error":{"type":"overloaded_error","message":"busy"}}\n\n'
        )
        with pytest.raises(ServerError, match=r"^busy \(POST /v1/chat/completions, HTTP 200"):
            runner.list(chat(runner, frame, retry=Retry(attempts=1))[0])

    def test_of_speech_keep_the_audio(self, runner: Runner) -> None:
        frame = {"data": None, "base_resp": {"status_code": 1002, "status_msg": "slow down"}}
        with pytest.raises(RateLimitError) as caught:
            runner.list(speech(runner, data(piece(b"\x01"), frame))[0])
        assert caught.value.partial.audio == b"\x01"


class TestWhatComesInPlaceOfAStream:
    @pytest.mark.parametrize(
        ("answer", "error", "text"),
        [
            (native_error(1004, "login fail"), AuthenticationError, "login fail"),
            (openai_error(401, "invalid api key (2049)"), AuthenticationError, "2049"),
            (httpx.Response(502, html="<h1>Bad Gateway</h1>"), ServerError, "Bad Gateway"),
            (httpx.Response(404, text="404 page not found"), APIError, "404"),
            (
                httpx.Response(200, html="<h1>Log in to the hotel</h1>"),
                DecodeError,
                "Log in to the hotel",
            ),
            (httpx.Response(200, json=[1]), DecodeError, "not a JSON object"),
        ],
    )
    def test_raises_an_error(
        self, runner: Runner, answer: Any, error: type[MinimaxError], text: str
    ) -> None:
        client = runner.client(Platform(answer), retry=AT_ONCE)
        for stream in (client.text.stream("Hi"), client.speech.stream("Hi")):
            with pytest.raises(error, match=text), runner.opened(stream):
                pass

    def test_is_retried_by_the_billing_rule(self, runner: Runner) -> None:
        platform = Platform(httpx.ConnectError("refused"), native_error(1002), streamed(HELLO))
        assert (
            runner(runner.client(platform, retry=AT_ONCE).text.stream("Hi").final()).text
            == "Hello, world"
        )
        assert len(platform.requests) == 3
        platform = Platform(httpx.Response(502))
        with pytest.raises(ServerError):
            runner(runner.client(platform, retry=AT_ONCE).text.stream("Hi").final())
        assert len(platform.requests) == 1

    @pytest.mark.parametrize("surface", SURFACES)
    @pytest.mark.parametrize(
        ("pieces", "kind", "words"),
        [
            # JSON that claims to be a stream of events: whole, in pieces, over several lines
            ([NO_MONEY], InsufficientBalanceError, "no money"),
            ([NO_MONEY[:9], NO_MONEY[9:] + b"\n"], InsufficientBalanceError, "no money"),
            ([b"\xef\xbb", b"\xbf\r\n ", NO_MONEY], InsufficientBalanceError, "no money"),
            ([NO_MONEY.replace(b"{", b"{\n  ")], InsufficientBalanceError, "no money"),
            ([b'{"detail": "Not authenticated"}'], APIError, "Not authenticated"),
            ([b'{"error": "no", "object": "x", "choices": []}'], APIError, "no"),
            # an event without its end
            ([b"data: " + NO_MONEY], InsufficientBalanceError, "no money"),
            ([b": ping\n\n", b"data:", NO_MONEY, b"\n"], InsufficientBalanceError, "no money"),
            # an event that is an error by its name
            ([b"event: error\ndata: insufficient balance\n\n"], APIError, "insufficient balance"),
            ([b"event:error\r\ndata:", b"used up (2056)\r\n\r\n"], UsageLimitError, "used up"),
            ([b'event: error\ndata: {"reason": "gone"}\n\n'], APIError, "gone"),
            ([b"event: error\ndata: null\n\n"], APIError, "gave no reason"),
            ([b'id: 7\nevent: error\ndata: "no"\n\n'], APIError, "no"),
            # text and pages
            ([b"upstream connect ", b"error"], DecodeError, "upstream connect error"),
            ([b"\n<html><h1>Log in</h1>"], DecodeError, "'Log in'"),
            ([b'<?xml version="1.0"?><Code>Denied</Code>'], DecodeError, "'Denied'"),
            ([], StreamInterrupted, "ended before its last frame"),
            ([b": ping\n\n", b"event: ping\n"], StreamInterrupted, "ended before its last frame"),
        ],
    )
    def test_is_detected_despite_an_event_stream_content_type(
        self, runner: Runner, surface: str, pieces: list[bytes], kind: Any, words: str
    ) -> None:
        client = runner.client(Platform(streamed(*pieces)), retry=Retry(attempts=1))
        with pytest.raises(kind, match=words):
            runner(SURFACES[surface](client).final())

    @pytest.mark.parametrize("surface", SURFACES)
    @pytest.mark.parametrize(
        "limited",
        [
            b'{"base_resp": {"status_code": 1002, "status_msg": "slow down"}}',
            b'data: {"base_resp": {"status_code": 1002, "status_msg": "slow down"}}\n\n',
            b"event: error\ndata: slow down (1002)\n\n",
        ],
        ids=["bare", "frame", "event"],
    )
    def test_is_retried_according_to_its_class(
        self, runner: Runner, surface: str, limited: bytes
    ) -> None:
        platform = Platform(streamed(limited), streamed(limited), native_error(1008))
        with pytest.raises(InsufficientBalanceError) as caught:
            runner(SURFACES[surface](runner.client(platform, retry=AT_ONCE)).final())
        assert (len(platform.requests), caught.value.attempts) == (3, 3)

    def test_is_not_retried_after_data_arrived(self, runner: Runner) -> None:
        limited = {"base_resp": {"status_code": 1002, "status_msg": "slow down"}}
        for pieces in ([data(delta("Hel"), limited)], [data(delta("Hel")), data(limited)]):
            platform = Platform(streamed(*pieces))
            with pytest.raises(RateLimitError) as caught:
                runner(runner.client(platform, retry=AT_ONCE).text.stream("Hi").final())
            assert caught.value.partial.text == "Hel"
            assert len(platform.requests) == 1

    def test_error_frames_have_their_response(self, runner: Runner) -> None:
        body = Chunks(data(delta("Hel"), {"error": {"message": "no"}}))
        headers = {"content-type": "text/event-stream", "trace-id": "0755"}
        answer = httpx.Response(200, headers=headers, stream=body)
        with pytest.raises(APIError) as caught:
            runner(runner.client(Platform(answer)).text.stream("Hi").final())
        assert (caught.value.trace_id, caught.value.http_status) == ("0755", 200)

    def test_events_are_read_with_any_content_type(self, runner: Runner) -> None:
        for kind in ("application/json", "text/plain", "text/html"):
            client = runner.client(Platform(streamed(b"\r\n", HELLO, kind=kind)))
            assert runner(client.text.stream("Hi").final()).text == "Hello, world"

    @pytest.mark.parametrize("encoding", ["br", "zstd", "x-foo", "gzip, br", "compress"])
    @pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
    def test_unexpected_encodings_are_named(
        self, runner: Runner, encoding: str, stream: bool
    ) -> None:
        for status, kind in ((200, DecodeError), (429, RateLimitError), (502, ServerError)):
            headers = {"content-type": "text/event-stream", "content-encoding": encoding}
            answer = httpx.Response(status, headers=headers, stream=Chunks(b"\x28\xb5\x2f\xfd"))
            client = runner.client(Platform(answer), retry=Retry(attempts=1))
            with pytest.raises(kind, match=f"encoded with '{encoding}'"):
                runner(client.text.stream("Hi").final() if stream else client.text.chat("Hi"))

    def test_can_be_a_complete_chat_reply(self, runner: Runner) -> None:
        client = runner.client(Platform(ok(CHAT)))
        assert [(event.type, event.text) for event in runner.list(client.text.stream("Hi"))] == [
            ("text", "Hello."),
            ("finish", "stop"),
        ]
        stream = client.text.stream("Hi")
        assert runner(stream.final()).usage.total_tokens == 12

    def test_can_be_complete_speech(self, runner: Runner) -> None:
        client = runner.client(Platform(ok(SPEECH)))
        assert runner.list(client.speech.stream("Hi")) == [bytes.fromhex("fffbe8c4")]
        assert runner(client.speech.stream("Hi").final()).duration == 1.48

    def test_broken_responses_release_the_connection(self, runner: Runner) -> None:
        body = Chunks(b'{"base', httpx.ReadError("reset"))
        answer = httpx.Response(200, headers={"content-type": "application/json"}, stream=body)
        with pytest.raises(NetworkError):
            runner.list(runner.client(Platform(answer), retry=AT_ONCE).text.stream("Hi"))
        assert body.closed


PING = b": ping\n\n"


class TestSilence:
    @pytest.fixture
    def options(self, clock: Clock) -> dict[str, Any]:
        return {"clock": clock, "timeout": Timeout(connect=10, idle=120)}

    def test_ignores_comments(self, runner: Runner, clock: Clock, options: dict[str, Any]) -> None:
        later = clock.later(50)
        stream, body = chat(
            runner, data(delta("Hel")), later, PING, later, PING, later, PING, HELLO, **options
        )
        with pytest.raises(
            StreamInterrupted, match=r"no data for 150 s, only keep-alive; see the timeout option"
        ) as caught:
            runner.list(stream)
        assert isinstance(caught.value.__cause__, RequestTimeout)
        assert caught.value.partial.text == "Hel"
        assert body.closed

    def test_is_reset_by_every_frame(
        self, runner: Runner, clock: Clock, options: dict[str, Any]
    ) -> None:
        later, first, last = clock.later(100), data(delta("Hel")), data(delta("lo", finish="stop"))
        stream, _ = chat(
            runner, later, PING, first, later, PING, data(delta("")), later, PING, last, **options
        )
        assert runner(stream.final()).text == "Hello"

    def test_excludes_the_time_of_the_reader(
        self, runner: Runner, clock: Clock, options: dict[str, Any]
    ) -> None:
        stream, _ = chat(
            runner, data(delta("Hel")), PING, PING, data(delta("lo", finish="stop")), **options
        )
        with runner.opened(stream):
            runner.next(stream)
            clock.now += 3600
            assert runner(stream.final()).text == "Hello"


class TestTheEnd:
    @pytest.mark.parametrize(
        "frames",
        [
            (delta("Hello", finish="stop"),),
            (delta("Hello", finish="stop"), "[DONE]"),
            (delta("Hello"), "[DONE]"),
            (
                delta("Hello", finish="length"),
                {"choices": [], "usage": {"total_tokens": 5}},
                "[DONE]",
            ),
            (
                delta("Hello"),
                {"object": "chat.completion", "choices": [{"message": {"content": "Hello"}}]},
            ),
        ],
    )
    def test_of_a_chat_is_finish_reason_closing_frame_or_done(
        self, runner: Runner, frames: tuple[Any, ...]
    ) -> None:
        assert runner(chat(runner, data(*frames))[0].final()).text == "Hello"

    def test_of_speech_is_only_its_status(self, runner: Runner) -> None:
        assert (
            runner(speech(runner, data(piece(b"\x01"), piece(None, 2)))[0].final()).audio == b"\x01"
        )
        with pytest.raises(StreamInterrupted):
            runner(speech(runner, data(piece(b"\x01"), "[DONE]"))[0].final())


class Held:
    """An open response whose bytes come in these pieces, without any I/O."""

    status, waited = 200, 0.0

    def __init__(self, pieces: list[bytes]) -> None:
        self.headers = {"content-type": "text/event-stream"}
        self._left = iter(pieces)

    async def read(self) -> bytes:
        return next(self._left, b"")

    async def close(self) -> None: ...

    async def close_after(self, error: BaseException) -> None: ...

    def abandon(self) -> None: ...


class Pieces(IO):
    """I/O over pieces instead of a socket."""

    is_async = False

    def __init__(self) -> None:
        super().__init__(Clock())
        self.pieces: list[bytes] = []

    async def open(self, request: object) -> Any:
        return Held(self.pieces)


def transcript(prepare: Callable[[Pieces], Any], pieces: list[bytes]) -> tuple[list[Any], Any]:
    """Items and result of a stream whose bytes come in these pieces."""
    io, items = Pieces(), []
    io.pieces = pieces
    source = prepare(io)
    while (found := run(source.fill())) is not None:
        items += found
    return items, source.result()


CONFIG = Config(Secret(KEY), "https://api.example.test", None)
RECORDED_CHAT = b"\xef\xbb\xbf" + b": hello\n\n".join(
    data(frame)
    for frame in (
        delta(
            "",
            reasoning_details=[
                {"type": "reasoning.text", "id": "r1", "index": 0, "text": "The user"}
            ],
        ),
        delta(
            "",
            reasoning_details=[
                {"type": "reasoning.text", "id": "r1", "index": 0, "text": "The user greets."}
            ],
        ),
        delta("Grüße"),
        delta(", 世界 <b>"),
        delta(
            None,
            tool_calls=[
                {
                    "index": 0,
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "look", "arguments": '{"a"'},
                }
            ],
        ),
        delta(None, "tool_calls", tool_calls=[{"index": 0, "function": {"arguments": ": 1}"}}]),
        {
            "choices": [],
            "usage": {"total_tokens": 31, "prompt_tokens": 20, "completion_tokens": 11},
        },
        "[DONE]",
    )
)
RECORDED_SPEECH = data(
    piece(
        b"\xff\xfb\x90", subtitle={"text": "Hi", "text_begin": 0, "time_begin": 0, "time_end": 100}
    ),
    piece(b"\x00\x01"),
    piece(b""),
    piece(
        b"\xff\xfb\x90\x00\x01\x02", 2, extra_info={"audio_length": 120, "audio_sample_rate": 32000}
    ),
).replace(b"\n", b"\r\n")
LOOK = {"type": "tool_use", "id": "c1", "name": "look", "input": {"a": 1}}
SHORT = {"type": "text", "text": "Grüße, 世界 <b>"}
RECORDED_MESSAGE = b": hello\n\n".join(
    sse(event)
    for event in message_events(
        {
            "id": "0744",
            "model": "MiniMax-M3",
            "stop_reason": "tool_use",
            "usage": {"input_tokens": 12, "output_tokens": 20},
            "content": [{"type": "thinking", "thinking": "好", "signature": "9f"}, SHORT, LOOK],
        }
    )
)
RECORDED_RESPONSE = sse(
    *(
        event
        for event in response_events(
            {
                "status": "completed",
                "output": [
                    {
                        "id": 0,
                        "type": "reasoning",
                        "content": [{"type": "reasoning_text", "text": "好"}],
                    },
                    {
                        "id": 1,
                        "type": "message",
                        "content": [{"type": "output_text", "text": "Grüße <b>"}],
                    },
                    {
                        "id": 2,
                        "type": "function_call",
                        "call_id": "c1",
                        "name": "look",
                        "arguments": '{"a": 1}',
                    },
                ],
            }
        )
        if event["type"].endswith((".delta", ".added", "completed")) and "part" not in event
    )
).replace(b"\n", b"\r\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prepare", "recorded", "count"),
    [
        pytest.param(
            lambda io: TextService.stream.body(TextService(io, CONFIG), "Hi"),
            RECORDED_CHAT,
            7,
            id="chat",
        ),
        pytest.param(
            lambda io: SpeechService.stream.body(SpeechService(io, CONFIG), "Hi"),
            RECORDED_SPEECH,
            3,
            id="speech",
        ),
        pytest.param(
            lambda io: MessagesService.stream.body(MessagesService(io, CONFIG), "Hi"),
            RECORDED_MESSAGE,
            12,
            id="messages",
        ),
        pytest.param(
            lambda io: ResponsesService.stream.body(ResponsesService(io, CONFIG), "Hi"),
            RECORDED_RESPONSE,
            10,
            id="responses",
        ),
    ],
)
def test_every_split_yields_the_same_items_and_result(
    prepare: Callable[[Pieces], Any], recorded: bytes, count: int
) -> None:
    def shown(pieces: list[bytes]) -> str:
        items, result = transcript(prepare, pieces)
        return json.dumps(
            [items, result.raw, getattr(result, "text", ""), getattr(result, "audio", b"").hex()],
            default=lambda each: each.hex() if isinstance(each, bytes) else asdict(each),
        )

    expected = shown([recorded])
    assert len(json.loads(expected)[0]) == count
    assert shown([recorded[index : index + 1] for index in range(len(recorded))]) == expected
    for split in range(1, len(recorded)):
        assert shown([recorded[:split], recorded[split:]]) == expected
