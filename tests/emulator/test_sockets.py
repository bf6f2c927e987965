"""Text to speech over WebSocket."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from minimax.emulator import Emulator, scenario, spec
from minimax.emulator.clock import Clock
from minimax.emulator.endpoints import sentence_splitter
from minimax.emulator.endpoints.socket_session import IDLE_SECONDS, MOST_PENDING
from minimax.emulator.endpoints.sockets import OPERATIONS
from minimax.emulator.ledger import GENERAL, INTERVALS
from minimax.emulator.media import probe
from minimax.emulator.server import Server, listen
from minimax.emulator.state import Platform, Voice

from .conftest import KEY
from .test_conformance import unknown

TEXTS, STREAMED = "/ws/v1/t2a_v2", "/ws/v1/t2a_v2_bidi"
BOTH = pytest.mark.parametrize("path", [TEXTS, STREAMED])
LONG = "The last tram leaves at ten past midnight, and nobody waits for it but me."


class Socket:
    """A WebSocket of a client; everything that was heard is in `heard`."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.heard: list[dict[str, Any]] = []

    def say(self, event: str, **fields: Any) -> None:
        self.connection.send(json.dumps({"event": event, **fields}))

    def start(self, **more: Any) -> dict[str, Any]:
        """Start a task and give the answer, past `connected_success`."""
        self.say("task_start", **start(**more))
        assert self.hear()["event"] == "connected_success"
        return self.hear()

    def hear(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.connection.recv(timeout=10))
        self.heard.append(frame)
        return frame

    def hear_until(self, event: str, **fields: Any) -> list[dict[str, Any]]:
        """The frames up to one with these fields."""
        frames = [self.hear()]
        while frames[-1]["event"] != event or any(
            frames[-1].get(name) != value for name, value in fields.items()
        ):
            frames.append(self.hear())
        return frames

    def speak(self, text: str) -> list[dict[str, Any]]:
        """The frames that answer a text."""
        self.say("task_continue", text=text)
        return self.hear_until("task_continued", is_final=True)

    def closed(self) -> int | None:
        """The code that the server closed with, after any frames; None where it just went."""
        try:
            while True:
                self.hear()
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else None


@contextmanager
def opened(emulator: Emulator, path: str = TEXTS, key: str | None = KEY) -> Iterator[Socket]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with connect(
        emulator.base_url.replace("http", "ws") + path, additional_headers=headers, proxy=None
    ) as connection:
        yield Socket(connection)


def start(**more: Any) -> dict[str, Any]:
    return {"model": "speech-2.8-hd", "voice_setting": {"voice_id": "male-qn-qingse"}, **more}


def sound(frames: list[dict[str, Any]]) -> bytes:
    return b"".join(bytes.fromhex(frame["data"]["audio"]) for frame in frames if frame.get("data"))


def code(frame: dict[str, Any]) -> int:
    number: int = frame["base_resp"]["status_code"]
    return number


def events(frames: list[dict[str, Any]]) -> list[str]:
    """Names of the events, those of audio once per row."""
    names = [frame["event"] for frame in frames]
    return [
        name
        for index, name in enumerate(names)
        if name != "task_continued" or names[index - 1 : index] != [name]
    ]


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    pause = threading.Event()
    while not condition() and time.monotonic() < deadline:
        pause.wait(0.002)
    assert condition()


# Whole texts


def test_text_is_sent_in_increments_with_info_in_the_last(emulator: Emulator) -> None:
    with opened(emulator) as socket:
        assert socket.start()["event"] == "task_started"
        frames = socket.speak(LONG)
        socket.say("task_finish")
        assert socket.hear()["event"] == "task_finished"
        assert socket.closed() == 1000
    assert len(frames) > 3
    assert [frame["is_final"] for frame in frames] == [False] * (len(frames) - 1) + [True]
    assert not any("extra_info" in frame for frame in frames[:-1])
    audio, facts = sound(frames), frames[-1]["extra_info"]
    assert bytes.fromhex(frames[-1]["data"]["audio"]), (
        "without subtitles the final frame brings audio, too"
    )
    assert (facts["audio_size"], facts["word_count"], facts["usage_characters"]) == (
        len(audio),
        len(LONG),
        len(LONG),
    )
    assert probe(audio).container == "mp3"
    assert probe(audio).duration == pytest.approx(facts["audio_length"] / 1000, abs=0.2)
    assert {frame["session_id"] for frame in socket.heard} == {socket.heard[0]["session_id"]}
    assert {frame["base_resp"]["status_msg"] for frame in socket.heard} == {"success"}


def test_queued_texts_are_spoken_in_order(emulator: Emulator) -> None:
    texts = ["Platform four.", "Mind the gap.", "再见。"]
    with opened(emulator) as socket:
        socket.start()
        for text in texts:
            socket.say("task_continue", text=text)
        socket.say("task_finish")
        heard = [
            emulator.platform.transcripts.words_of(
                sound(socket.hear_until("task_continued", is_final=True))
            )
            for _ in texts
        ]
        assert heard == texts
        assert socket.hear()["event"] == "task_finished"


@BOTH
@pytest.mark.parametrize(
    ("format", "container"),
    [("mp3", "mp3"), ("wav", "wav"), ("flac", "flac"), ("opus", "ogg"), ("pcmu_wav", "wav")],
)
def test_every_format_is_playable(
    emulator: Emulator, path: str, format: str, container: str
) -> None:
    with opened(emulator, path) as socket:
        socket.start(audio_setting={"format": format, "sample_rate": 24000, "channel": 2})
        made = probe(sound(socket.speak("Mind the gap.")))
    assert (made.container, made.sample_rate) == (
        container,
        8000 if format == "pcmu_wav" else made.sample_rate,
    )
    assert (made.duration or 0) > 0.8


def test_raw_samples_have_the_reported_length(emulator: Emulator) -> None:
    with opened(emulator) as socket:
        socket.start(audio_setting={"format": "pcm", "sample_rate": 16000})
        frames = socket.speak("Mind the gap.")
    assert len(sound(frames)) == pytest.approx(
        frames[-1]["extra_info"]["audio_length"] * 32, abs=64
    )


def test_larger_chunks_have_the_same_audio(emulator: Emulator) -> None:
    made = []
    for continuous in (False, True):
        with opened(emulator) as socket:
            socket.start(continuous_sound=continuous)
            made.append(socket.speak(LONG))
    assert sound(made[0]) == sound(made[1])
    assert len(made[0]) > 2 * len(made[1]) > 2


def subtitles(emulator: Emulator, kind: str) -> list[tuple[bool, dict[str, Any] | None]]:
    with opened(emulator) as socket:
        socket.start(subtitle_enable=True, subtitle_type=kind)
        frames = socket.speak("Go. No! The last tram leaves at ten.")
    assert "subtitle" not in frames[-1]["data"]
    return [(bool(frame["data"]["audio"]), frame["data"].get("subtitle")) for frame in frames[:-1]]


@pytest.mark.parametrize("kind", ["sentence", "word"])
def test_subtitles_are_sent_once_with_their_last_audio(emulator: Emulator, kind: str) -> None:
    found = [
        subtitle for has_audio, subtitle in subtitles(emulator, kind) if has_audio and subtitle
    ]
    assert [line["text"] for line in found] == ["Go.", "No!", "The last tram leaves at ten."]
    assert [(line["text_begin"], line["text_end"]) for line in found] == [(0, 3), (4, 7), (8, 36)]
    assert all((line["timestamped_words"] is None) is (kind == "sentence") for line in found)
    assert found[0]["time_begin"] == 0 < found[0]["time_end"] <= found[1]["time_begin"]


def test_streaming_subtitles_grow(emulator: Emulator) -> None:
    found = subtitles(emulator, "word_streaming")
    lines = [subtitle for _, subtitle in found if subtitle]
    assert len(lines) == len(found)
    for before, after in pairwise(lines):
        assert after["text_begin"] > before["text_begin"] or after["text"].startswith(
            before["text"]
        )
    assert [line["text"] for line in lines if line["text"].endswith((".", "!"))] == [
        "Go.",
        "No!",
        "The last tram leaves at ten.",
    ]
    assert set(lines[0]["timestamped_words"][0]) == {
        "word",
        "word_begin",
        "word_end",
        "time_begin",
        "time_end",
    }


def test_subtitles_are_optional(emulator: Emulator) -> None:
    with opened(emulator) as socket:
        socket.start()
        assert not any("subtitle" in frame["data"] for frame in socket.speak(LONG))


@BOTH
def test_frames_match_the_spec(emulator: Emulator, path: str) -> None:
    emulator.platform.account(KEY).voices["my-voice-1"] = Voice("my-voice-1", "voice_cloning")
    with opened(emulator, path) as socket:
        socket.start(
            subtitle_enable=True, subtitle_type="word", voice_setting={"voice_id": "my-voice-1"}
        )
        socket.say("task_continue", text="x" * 10_001)
        socket.speak("Mind the gap.")
        socket.say("task_start", **start())
        socket.closed()
    registry: Registry[Any] = Registry().with_resource(
        "urn:spec", DRAFT202012.create_resource(spec.load_bundle())
    )
    check: Any = Draft202012Validator(
        {"$ref": "urn:spec#/components/schemas/WsServerEvent"}, registry=registry
    )
    for frame in socket.heard:
        check.validate(frame)
        assert unknown("WsServerEvent", frame) == []
        assert ("connect_id" in frame) is (path == STREAMED)


def test_sockets_match_the_spec() -> None:
    schemas = spec.load_bundle()["components"]["schemas"].values()
    assert {path for schema in schemas for path in schema.get("x-websocket", ())} == set(OPERATIONS)


# Who may, and how it starts


@BOTH
@pytest.mark.parametrize(
    ("key", "refused"), [(None, 1004), ("sk-bad", 2049), ("sk-global-1", 2049)]
)
def test_wrong_keys_are_reported_in_the_first_frame(
    emulator: Emulator, path: str, key: str | None, refused: int
) -> None:
    with opened(emulator, path, key) as socket:
        assert socket.closed() == 1000
    assert [(frame["event"], code(frame)) for frame in socket.heard] == [("task_failed", refused)]
    assert (emulator.requests()[0].status, emulator.requests()[0].code) == (101, refused)


@BOTH
@pytest.mark.parametrize(
    ("more", "refused", "message"),
    [
        ({"model": None}, 2013, "model is empty"),
        (
            {"voice_setting": {"voice_id": "male-qn-qingse", "speed": 3}},
            2013,
            "voice_setting.speed: 3 is out of range",
        ),
        ({"voice_setting": {"voice_id": ""}}, 2013, "voice_setting.voice_id is empty"),
        (
            {"audio_setting": {"sample_rate": 48000, "format": "mp3"}},
            2013,
            "require the format opus",
        ),
        ({"model": "tts-1"}, 2013, "unknown model 'tts-1'"),
        ({"voice_setting": {"voice_id": "nobody"}}, 2054, "voice id not exist"),
    ],
)
def test_invalid_start_fails_the_task(
    emulator: Emulator, path: str, more: Any, refused: int, message: str
) -> None:
    with opened(emulator, path) as socket:
        failed = socket.start(**more)
        assert (failed["event"], code(failed)) == ("task_failed", refused)
        assert message in failed["base_resp"]["status_msg"]
        assert socket.closed() == 1000
    assert emulator.requests()[0].code == refused


def test_unknown_fields_are_noted_or_refused(emulator: Emulator) -> None:
    with opened(emulator) as socket:
        assert socket.start(voice="x")["event"] == "task_started"
    assert emulator.requests()[0].unknown_fields == ["voice"]
    emulator.configure(strict=True)
    with opened(emulator) as socket:
        assert "unknown field" in socket.start(voice="x")["base_resp"]["status_msg"]


def test_own_voices_are_charged_with_the_first_text(emulator: Emulator) -> None:
    account = emulator.platform.account(KEY)
    account.voices["my-voice-1"] = Voice("my-voice-1", "voice_cloning")
    with opened(emulator) as socket:
        socket.start(voice_setting={"voice_id": "my-voice-1"})
        assert socket.speak("One.")[-1]["extra_info"]["usage_voice_count"] == 1
        fee = account.ledger.spent
        assert "usage_voice_count" not in socket.speak("Two.")[-1]["extra_info"]
    assert 0 < account.ledger.spent - fee < fee
    assert account.ledger.count_calls(GENERAL, INTERVALS[GENERAL], emulator.clock.now()) == 1


def test_a_mix_of_voices_replaces_the_voice(emulator: Emulator) -> None:
    mix = [
        {"voice_id": "male-qn-qingse", "weight": 3},
        {"voice_id": "English_radiant_girl", "weight": 1},
    ]
    with opened(emulator) as socket:
        socket.start(timbre_weights=mix, voice_setting={"voice_id": ""})
        assert sound(socket.speak("Two of us."))


# What goes wrong


def test_soft_errors_do_not_end_the_task(emulator: Emulator) -> None:
    with opened(emulator) as socket:
        socket.start()
        for text, skipped in (("", 2203), (" \n", 2203), (None, 2203), ("x" * 10_001, 2204)):
            socket.say("task_continue", text=text)
            frame = socket.hear()
            assert (frame["event"], frame["data"], code(frame)) == ("task_continued", None, skipped)
        assert sound(socket.speak("Still here."))
    entry = emulator.requests()[0]
    assert (entry.code, [note[:4] for note in entry.notes]) == (
        None,
        ["2203", "2203", "2203", "2204"],
    )


@BOTH
def test_too_much_queued_text_must_be_resent(emulator: Emulator, path: str) -> None:
    emulator.fault("stall_mid_stream")
    with opened(emulator, path) as socket:
        socket.start()
        for _ in range(MOST_PENDING // 10_000):
            socket.say("task_continue", text="x" * 9_999 + ".")
        socket.say("task_continue", text="One more.")
        refused = socket.hear_until("task_continued", data=None)[-1]
    assert refused["base_resp"] == {
        "status_code": 2205,
        "status_msg": "too many pending characters",
    }


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (TEXTS, [("task_continued", 2202), ("task_started", 2202), ("task_finished", 2202)]),
        (STREAMED, [("task_continued", 2206)] * 3),
    ],
)
def test_wrong_event_order_closes_the_connection(
    emulator: Emulator, path: str, told: list[tuple[str, int]]
) -> None:
    def last(*before: str) -> tuple[str, int]:
        with opened(emulator, path) as socket:
            for event in before:
                socket.say(event, **(start() if event == "task_start" else {"text": "Early."}))
            assert socket.closed() == 1000
        return socket.heard[-1]["event"], code(socket.heard[-1])

    assert [last("task_continue"), last("task_start", "task_start"), last("task_finish")] == told


@BOTH
@pytest.mark.parametrize(
    ("message", "event", "refused"),
    [
        ("", "task_failed", 2013),
        ("{", "task_failed", 2013),
        ("[1]", "task_failed", 2013),
        ("null", "task_failed", 2013),
        ('{"event": NaN}', "task_failed", 2013),
        (b"\xff\x00\xfe", "task_failed", 2013),
        ("[" * 100_000, "task_failed", 2013),
        ('{"event": "task_continue", "text": 7}', "task_failed", 2013),
        ('{"event": "task_continue", "text": "a\\u0001\\u0002\\u0003."}', "task_failed", 1042),
        ('{"event": "task_dance"}', "task_continued", 2202),
        ('{"event": ["task_start"]}', "task_continued", 2202),
        ("{}", "task_continued", 2202),
    ],
)
def test_invalid_frames_are_answered_and_close_the_connection(
    emulator: Emulator,
    capfd: pytest.CaptureFixture[str],
    path: str,
    message: str | bytes,
    event: str,
    refused: int,
) -> None:
    with opened(emulator, path) as socket:
        socket.start()
        socket.connection.send(message)
        assert socket.closed() == 1000
    assert (socket.heard[-1]["event"], code(socket.heard[-1])) == (event, refused)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("depth", [300, 900, 2000])
def test_deep_nesting_is_harmless(
    emulator: Emulator, capfd: pytest.CaptureFixture[str], depth: int
) -> None:
    with opened(emulator) as socket:
        socket.connection.send(
            '{"event": "task_start", "model": ' + "[" * depth + "]" * depth + "}"
        )
        assert socket.closed() == 1000
    assert (socket.heard[-1]["event"], code(socket.heard[-1])) == ("task_failed", 2013)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("message", "closing"), [(b"\xff\xfe", 1007), (b" " * (16 * 2**20 + 1), 1009)]
)
def test_binary_frames_close_the_connection_without_traceback(
    emulator: Emulator, capfd: pytest.CaptureFixture[str], message: bytes, closing: int
) -> None:
    with opened(emulator) as socket:
        socket.start()
        try:
            socket.connection.send(message, text=True)
        except ConnectionClosed:
            pass
        assert socket.closed() in (closing, None)
    eventually(lambda: emulator.clock.waiting() == 0)
    assert capfd.readouterr().err == ""


def test_a_path_that_does_not_exist_refuses_the_handshake(emulator: Emulator) -> None:
    for path in ("/ws/v1/nothing", "/v1/t2a_v2/ws", "/v1/t2a_v2"):
        with pytest.raises(InvalidStatus) as refused, opened(emulator, path):
            pass
        assert (refused.value.response.status_code, refused.value.response.body) == (
            404,
            b"404 page not found",
        )
    assert {(entry.operation_id, entry.status) for entry in emulator.requests()} == {(None, 404)}


def test_http_requests_to_sockets_are_rejected(http: httpx.Client) -> None:
    assert (http.get(TEXTS).status_code, http.get(TEXTS).text) == (404, "404 page not found")


@BOTH
def test_two_idle_minutes_close_the_connection(emulator: Emulator, path: str) -> None:
    with opened(emulator, path) as socket:
        socket.start()
        emulator.clock.advance(IDLE_SECONDS - 1)
        socket.speak("Just in time.")
        if path == STREAMED:
            socket.hear_until("sentence_end")
        emulator.clock.advance(IDLE_SECONDS + 1)
        failed = socket.hear()
        assert (failed["event"], code(failed)) == ("task_failed", 2201)
        assert socket.closed() == 1000


@pytest.mark.parametrize(("path", "kept"), [(TEXTS, False), (STREAMED, True)])
def test_pings_keep_only_streamed_text_sockets_open(
    emulator: Emulator, path: str, kept: bool
) -> None:
    with opened(emulator, path) as socket:
        socket.start()
        emulator.clock.advance(IDLE_SECONDS - 10)
        assert socket.connection.ping().wait(5)
        emulator.clock.advance(IDLE_SECONDS - 10)
        if kept:
            assert sound(socket.speak("Still here."))
        else:
            assert code(socket.hear()) == 2201


# Streamed text


def test_each_sentence_is_a_file_of_its_own(emulator: Emulator) -> None:
    with opened(emulator, STREAMED) as socket:
        socket.start(session_id="call-7", audio_setting={"format": "wav", "sample_rate": 16000})
        for piece in ("Platform", " four. Mi", "nd the gap! And", " again"):
            socket.say("task_continue", text=piece)
        socket.say("task_finish")
        assert socket.closed() == 1000
    frames = socket.heard[2:]
    assert events(frames) == ["sentence_start", "task_continued", "sentence_end"] * 3 + [
        "task_finished"
    ]
    ends = [index for index, frame in enumerate(frames) if frame["event"] == "sentence_end"]
    parts = [frames[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]
    assert [part[-1]["is_final"] for part in parts] == [True] * 3
    words = [emulator.platform.transcripts.words_of(sound(part)) for part in parts]
    assert words == ["Platform four.", "Mind the gap!", "And again"]
    assert all(probe(sound(part)).container == "wav" for part in parts)
    assert socket.heard[0]["session_id"] == socket.heard[0]["connect_id"]
    assert {(frame["session_id"], frame["connect_id"]) for frame in socket.heard[1:]} == {
        ("call-7", socket.heard[0]["connect_id"])
    }
    assert "usage_voice_count" not in parts[0][-1]["extra_info"]


def test_sessions_without_id_use_the_connection_id(emulator: Emulator) -> None:
    with opened(emulator, STREAMED) as socket:
        started = socket.start()
        assert started["session_id"] == started["connect_id"]


def test_flush_speaks_pending_text_and_is_confirmed_after_the_audio(emulator: Emulator) -> None:
    with opened(emulator, STREAMED) as socket:
        socket.start()
        socket.say("task_flush")
        assert socket.hear()["event"] == "task_flushed"
        socket.say("task_continue", text="No end in sight")
        socket.say("task_flush")
        frames = socket.hear_until("task_flushed")
        assert events(frames) == [
            "sentence_start",
            "task_continued",
            "sentence_end",
            "task_flushed",
        ]
        assert emulator.platform.transcripts.words_of(sound(frames)) == "No end in sight"
        assert sound(socket.speak("And on."))


def test_blank_text_is_ignored(emulator: Emulator) -> None:
    with opened(emulator, STREAMED) as socket:
        socket.start()
        for text in ("", "  ", "\n", " ... "):
            socket.say("task_continue", text=text)
        socket.say("task_flush")
        assert socket.hear()["event"] == "task_flushed"


def test_cancel_discards_running_and_queued_text(emulator: Emulator) -> None:
    with opened(emulator, STREAMED) as socket:
        socket.start()
        emulator.configure(pace=60)
        socket.say("task_continue", text="Never heard. Nor this. And a rest")
        eventually(lambda: emulator.clock.waiting() == 3)  # idle time, rest, the first frame
        socket.say("task_cancel")
        assert socket.hear()["event"] == "task_canceled"
        assert emulator.clock.waiting() == 1
        emulator.configure(pace=0)
        assert emulator.platform.transcripts.words_of(sound(socket.speak("Heard."))) == "Heard."


def test_cancel_after_the_start_keeps_the_task_started(emulator: Emulator) -> None:
    with opened(emulator, STREAMED) as socket:
        socket.say("task_start", **start())
        socket.say("task_cancel")
        assert events(socket.hear_until("task_canceled")) == [
            "connected_success",
            "task_started",
            "task_canceled",
        ]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("A short rest", sentence_splitter.BACKSTOP_SECONDS),
        ("a long rest without any stop " * 2, sentence_splitter.SILENCE_SECONDS),
    ],
)
def test_unfinished_sentences_are_spoken_after_a_delay(text: str, seconds: float) -> None:
    with Emulator(clock=Clock(running=False)) as emulator, opened(emulator, STREAMED) as socket:
        socket.start()
        socket.say("task_continue", text=text[:5])
        socket.say("task_continue", text=text[5:])
        socket.say("task_continue", text="")
        eventually(lambda: emulator.clock.waiting() == 2 and len(emulator.requests()[0].json) == 4)
        emulator.clock.advance(seconds / 2)
        assert len(socket.heard) == 2
        emulator.clock.advance(seconds / 2)
        frames = socket.hear_until("sentence_end")
        assert emulator.platform.transcripts.words_of(sound(frames)) == text.strip()


@pytest.mark.parametrize(
    ("text", "complete", "rest"),
    [
        ("One. Two! Three", ["One.", "Two!"], "Three"),
        ("一。二！三？四…五；六", ["一。", "二！", "三？", "四…", "五；"], "六"),
        ("Wait... what?! Yes", ["Wait...", "what?!"], "Yes"),
        ("line\nnext", ["line"], "next"),
        ("Short, comma", [], "Short, comma"),
        ("A clause of thirty characters, and", ["A clause of thirty characters,"], "and"),
        ("Then <#0.5#> pause", [], "Then <#0.5#> pause"),
        ("Then <#0.", [], "Then <#0."),
        ("Not a mark <#0.x", ["Not a mark <#0."], "x"),
        ("(laughs) ha", [], "(laughs) ha"),
        ("... !!", [], ""),
        ("word " * 70, [("word " * 60).strip()], "word " * 10),
        ("x" * 301, ["x" * 300], "x"),
    ],
)
def test_sentences_end_like_on_the_platform(text: str, complete: list[str], rest: str) -> None:
    assert sentence_splitter.cut(text) == (complete, rest)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 10_000])
def test_the_size_of_the_pieces_does_not_change_the_sentences(size: int) -> None:
    text = (
        "Ten, eleven, twelve, thirteen and fourteen, then. "
        + "word " * 130
        + "你好，世界。" * 20
        + "<#1.5#>Off! we go"
        + "y" * 700
    )
    whole, rest, found = *sentence_splitter.cut(text), list[str]()
    tail = ""
    for begin in range(0, len(text), size):
        complete, tail = sentence_splitter.cut(tail + text[begin : begin + size])
        found += complete
    assert (found, tail) == (whole, rest)


# Many at once, and gone


def test_fifty_sockets_do_not_mix(emulator: Emulator) -> None:
    async def one(number: int) -> tuple[list[str | None], list[str]]:
        path, texts = (
            (STREAMED, TEXTS)[number % 2],
            [f"This is number {number}.", f"Goodbye from {number}."],
        )
        url = emulator.base_url.replace("http", "ws") + path
        heard: list[str | None] = []
        async with connect_async(
            url, additional_headers={"Authorization": f"Bearer {KEY}"}, proxy=None
        ) as socket:
            await socket.send(
                json.dumps(
                    {
                        "event": "task_start",
                        **start(audio_setting={"format": "pcm", "sample_rate": 8000}),
                    }
                )
            )
            for piece in (
                " ".join(texts).split(".")[:2]
                if number % 2 == 0
                else [text.removesuffix(".") for text in texts]
            ):
                await socket.send(json.dumps({"event": "task_continue", "text": piece + "."}))
            await socket.send(json.dumps({"event": "task_finish"}))
            audio = b""
            async for message in socket:
                frame = json.loads(message)
                audio += sound([frame])
                if frame.get("is_final"):
                    heard.append(emulator.platform.transcripts.words_of(audio))
                    audio = b""
        return heard, texts

    async def all_of_them() -> list[tuple[list[str | None], list[str]]]:
        return await asyncio.gather(*map(one, range(50)))

    for heard, texts in asyncio.run(all_of_them()):
        assert heard == texts
    assert {entry.code for entry in emulator.requests()} == {None}


@BOTH
def test_disconnecting_clients_leak_nothing(path: str) -> None:
    async def scene() -> set[str]:
        platform = Platform(scenario.read(None).with_changes({}, ["stall_mid_stream"]))
        listener, base_url = listen(0)
        ready = asyncio.Event()
        server = Server(platform, ready.set)
        serving = asyncio.create_task(server.serve([listener]))
        await ready.wait()
        before = asyncio.all_tasks()
        for farewell in ("closes", "vanishes", "closes") * 3:
            socket = await connect_async(
                base_url.replace("http", "ws") + path,
                additional_headers={"Authorization": "Bearer k"},
                proxy=None,
            )
            for event in (
                {"event": "task_start", **start()},
                {"event": "task_continue", "text": "Hello there. And a rest"},
            ):
                await socket.send(json.dumps(event))
            while json.loads(await socket.recv())["event"] != "task_continued":
                pass
            if farewell == "closes":
                await socket.close()
            else:
                socket.transport.abort()
                await socket.wait_closed()
        async with asyncio.timeout(5):
            while platform.clock.waiting() or asyncio.all_tasks() - before:
                await asyncio.sleep(0)
        left = {task.get_name() for task in asyncio.all_tasks() - before}
        server.should_exit = True
        await serving
        return left

    assert asyncio.run(scene()) == set()


@BOTH
def test_stopping_the_emulator_closes_its_sockets(path: str) -> None:
    with Emulator(faults=["stall_mid_stream"]) as emulator:
        with opened(emulator, path) as socket, opened(emulator, path) as stalled:
            socket.start()
            stalled.start()
            stalled.say("task_continue", text="Hello there.")
            stalled.hear_until("task_continued")
            emulator.close()
            assert {socket.closed(), stalled.closed()} <= {1012, None}


# The log


def test_sockets_are_logged_as_one_request_with_all_messages(emulator: Emulator) -> None:
    with opened(emulator) as socket:
        started = socket.start(language_boost="English")
        socket.speak("Mind the gap.")
        socket.say("task_continue", text="A" * 1_200)
        socket.say("task_continue", text="x" * 300_000)
        socket.say("task_finish")
        socket.closed()
    (entry,) = emulator.requests("ws_t2a_v2")
    assert (entry.method, entry.path, entry.status, entry.code) == ("GET", TEXTS, 101, None)
    assert entry.json[:2] == [
        {"event": "task_start", **start(language_boost="English")},
        {"event": "task_continue", "text": "Mind the gap."},
    ]
    assert entry.json[2]["text"] == "<1200 characters>"
    assert entry.json[3].endswith("characters>")
    assert entry.trace_id == started["trace_id"]
    assert KEY not in repr(entry)


# Faults


@pytest.mark.parametrize("path", [TEXTS, STREAMED])
@pytest.mark.parametrize(
    ("fault", "closing"),
    [
        ("ws_close", 1011),
        ("ws_close=4000", 4000),
        ("ws_close=1006", None),
        ("drop_mid_stream", None),
    ],
)
def test_connections_are_dropped_half_way(
    emulator: Emulator, path: str, fault: str, closing: int | None
) -> None:
    emulator.fault(fault)
    with opened(emulator, path) as socket:
        socket.start()
        socket.say("task_continue", text=LONG)
        assert socket.closed() == closing
    assert sound(socket.heard)
    assert not any(frame.get("is_final") for frame in socket.heard)


def test_end_mid_stream_closes_cleanly_but_early(emulator: Emulator) -> None:
    emulator.fault("end_mid_stream*1")
    with opened(emulator) as socket:
        socket.start()
        socket.say("task_continue", text="Hi.")
        assert socket.closed() == 1000
    assert not any(frame.get("is_final") for frame in socket.heard)
    with opened(emulator) as socket:
        socket.start()
        assert sound(socket.speak("Hi."))


def test_ws_idle_close_shortens_the_idle_timeout(emulator: Emulator) -> None:
    emulator.fault("ws_idle_close=30")
    with opened(emulator) as socket:
        socket.start()
        assert sound(socket.speak("Hi."))
        emulator.clock.advance(30)
        assert code(socket.hear()) == 2201
        assert socket.closed() == 1000


@BOTH
@pytest.mark.parametrize(
    ("fault", "refused"),
    [("rate_limit", 1002), ("insufficient_balance", 1008), ("error_in_200=1039", 1039)],
)
def test_error_faults_respond_to_the_start(
    emulator: Emulator, path: str, fault: str, refused: int
) -> None:
    emulator.fault(fault, first=1)
    with opened(emulator, path) as socket:
        failed = socket.start()
        assert (failed["event"], code(failed)) == ("task_failed", refused)
    with opened(emulator, path) as socket:
        assert socket.start()["event"] == "task_started"


def test_wrong_region_is_reported_before_the_start(emulator: Emulator) -> None:
    emulator.fault("wrong_region:ws_t2a_v2")
    with opened(emulator) as socket:
        assert code(socket.hear()) == 2049
    with opened(emulator, STREAMED) as socket:
        assert socket.start()["event"] == "task_started"


def test_error_frame_mid_stream_fails_the_task(emulator: Emulator) -> None:
    emulator.fault("error_frame_mid_stream")
    with opened(emulator) as socket:
        socket.start()
        socket.say("task_continue", text=LONG)
        assert socket.closed() == 1000
    assert (socket.heard[-1]["event"], code(socket.heard[-1])) == ("task_failed", 1027)
    assert sound(socket.heard)


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        ("http_502_html", 502, "502 Bad Gateway"),
        ("http_404_text", 404, "404"),
        ("json_instead_of_stream", 200, "1000"),
    ],
)
def test_gateway_faults_reject_the_handshake(
    emulator: Emulator, fault: str, status: int, body: str
) -> None:
    emulator.fault(fault)
    with pytest.raises(InvalidStatus) as refused, opened(emulator):
        pass
    assert refused.value.response.status_code == status
    assert body in (refused.value.response.body or b"").decode()
    assert emulator.requests()[0].status == status


def test_distorting_faults_apply_to_frames(emulator: Emulator) -> None:
    def final() -> dict[str, Any]:
        with opened(emulator) as socket:
            socket.start()
            return socket.speak("Mind the gap.")[-1]

    with emulator.fault("null_data"):
        frame = final()
        assert (frame["data"], frame["extra_info"], code(frame)) == (None, None, 0)
    with emulator.fault("odd_hex"):
        assert len(final()["data"]["audio"]) % 2 == 1
    with emulator.fault("unknown_fields"):
        assert "x_future_field" in final()["extra_info"]
    with emulator.fault("ids_as_ints"):
        assert isinstance(final()["session_id"], int)


def test_slow_first_byte_delays_the_greeting(emulator: Emulator) -> None:
    emulator.fault("slow_first_byte", value=600)
    with opened(emulator) as socket:
        socket.say("task_start", **start())
        eventually(lambda: emulator.clock.waiting() == 2)  # idle time, greeting
        emulator.clock.advance(600)
        assert events([socket.hear(), socket.hear()]) == ["connected_success", "task_started"]
