"""The speech WebSockets as a state machine: transcripts go in, events and frames come out; no
socket, no thread, no clock.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax import (
    APIError,
    AuthenticationError,
    InsufficientBalanceError,
    InvalidParameterError,
    NetworkError,
    RateLimitError,
    RequestTimeout,
    StreamInterrupted,
    ValidationError,
)
from minimax.errors import Origin
from minimax.realtime import (
    Audio,
    Canceled,
    Caption,
    Event,
    Finished,
    Flushed,
    Info,
    SentenceEnd,
    SentenceStart,
    Skipped,
)
from minimax.realtime.protocol import AHEAD, PIECE, RESENDS, Protocol, State
from minimax.requests import request_body
from minimax.services.speech import socket_of

START = {"event": "task_start", "model": "speech-2.8-turbo", "voice_setting": {"voice_id": "v"}}

FIELDS = st.sampled_from(["event", "data", "is_final", "extra_info", "trace_id", "session_id"])
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.lists(st.none())
    | st.dictionaries(
        st.sampled_from(["audio", "audio_length", "usage_characters", "subtitle", "text_begin"]),
        st.text() | st.integers() | st.lists(st.integers()),
    )
)


def protocol(mode: str = "stream", **options: Any) -> Protocol:
    return Protocol(START, Origin("GET /ws"), mode=mode, **options)


def running(mode: str = "stream", **options: Any) -> Protocol:
    """A session that has started, with nothing left to send."""
    machine = protocol(mode, **options)
    machine.receive(frame("connected_success"))
    machine.receive(frame("task_started"))
    machine.outgoing.clear()
    return machine


def frame(event: str | None, code: int = 0, **more: Any) -> dict[str, Any]:
    named = {} if event is None else {"event": event}
    return {
        **named,
        "session_id": "88",
        "trace_id": "07aa",
        "base_resp": {"status_code": code, "status_msg": "said"},
        **more,
    }


def audio(data: bytes, *, final: bool = False, **more: Any) -> dict[str, Any]:
    facts = (
        {"extra_info": {"audio_length": 1000, "usage_characters": 5, "audio_format": "mp3"}}
        if final
        else {}
    )
    return frame("task_continued", data={"audio": data.hex(), **more}, is_final=final, **facts)


def sent(machine: Protocol) -> list[dict[str, Any]]:
    """What goes out now."""
    frames = [json.loads(text) for text in machine.outgoing]
    machine.outgoing.clear()
    return frames


def texts(machine: Protocol) -> list[str]:
    return [each.get("text", each["event"]) for each in sent(machine)]


def fed(machine: Protocol, *frames: dict[str, Any]) -> list[Event]:
    return [event for each in frames for event in machine.receive(each)]


class TestHandshake:
    def test_start_is_sent_after_the_greeting(self) -> None:
        machine = protocol()
        assert sent(machine) == []
        machine.receive(frame("connected_success"))
        assert sent(machine) == [START]
        assert not machine.started
        machine.receive(frame("task_started"))
        assert machine.started

    @pytest.mark.parametrize("action", ["finish", "flush", "cancel"])
    def test_text_before_the_start_is_rejected(self, action: str) -> None:
        machine = protocol()
        machine.receive(frame("connected_success"))
        with pytest.raises(ValidationError, match="before the session has started"):
            getattr(machine, action)()
        with pytest.raises(ValidationError, match="before the session has started"):
            machine.send("Hello")

    def test_a_refused_key_is_an_authentication_error_without_speech(self) -> None:
        with pytest.raises(AuthenticationError) as caught:
            protocol().receive(frame("task_failed", 1004))
        assert caught.value.trace_id == "07aa"
        assert caught.value.partial.audio == b""

    def test_connection_closed_before_the_start_was_not_billed(self) -> None:
        machine = protocol()
        with pytest.raises(NetworkError) as caught:
            machine.closed("1011")
        assert caught.value.sent is False
        assert machine.over

    def test_missing_greeting_is_a_timeout(self) -> None:
        with pytest.raises(RequestTimeout):
            protocol().lapse(owed=True)


class TestSentences:
    """mode="sentence"."""

    def test_complete_session(self) -> None:
        machine = running("sentence", format="mp3")
        machine.send("One.")
        machine.send("Two.")
        assert texts(machine) == ["One.", "Two."]
        events = fed(machine, audio(b"a"), audio(b"b", final=True), audio(b"c", final=True))
        assert [event for event in events if isinstance(event, Audio)] == [
            Audio(b"a"),
            Audio(b"b"),
            Audio(b"c"),
        ]
        assert [event.info.characters for event in events if isinstance(event, Info)] == [5, 5]
        machine.finish()
        assert texts(machine) == ["task_finish"]
        assert fed(machine, frame("task_finished")) == [Finished()]
        speech = machine.result()
        assert (speech.audio, speech.duration, speech.characters, speech.trace_id) == (
            b"abc",
            2.0,
            10,
            "07aa",
        )

    def test_end_is_sent_after_the_last_text_was_spoken(self) -> None:
        machine = running("sentence")
        machine.send("One.")
        machine.send("Two.")
        machine.finish()
        assert texts(machine) == ["One.", "Two."]
        fed(machine, audio(b"a", final=True))
        assert texts(machine) == []
        fed(machine, audio(b"b", final=True))
        assert texts(machine) == ["task_finish"]

    def test_skipped_text_does_not_delay_the_end(self) -> None:
        machine = running("sentence")
        machine.send("One.")
        machine.finish()
        fed(machine, frame("task_continued", 2203, data=None))
        assert texts(machine)[-1] == "task_finish"

    def test_blank_text_is_not_sent(self) -> None:
        machine = running("sentence")
        machine.send(" \n")
        assert texts(machine) == []
        assert not machine.awaiting

    @pytest.mark.parametrize("action", ["flush", "cancel"])
    def test_flush_and_cancel_are_rejected(self, action: str) -> None:
        with pytest.raises(ValidationError, match='mode="stream"'):
            getattr(running("sentence"), action)()

    def test_unanswered_text_times_out(self) -> None:
        machine = running("sentence", idle=7.0)
        assert (machine.awaiting, machine.patience) == (False, 7.0)
        machine.lapse(owed=machine.awaiting)
        machine.send("One.")
        machine.lapse(owed=False)
        with pytest.raises(StreamInterrupted, match="no answer for 7 s"):
            machine.lapse(owed=True)


class TestStreamedText:
    """mode="stream"."""

    def test_complete_session(self) -> None:
        machine = running()
        for piece in ("He", "llo", ". "):
            machine.send(piece)
        machine.flush()
        assert texts(machine) == ["He", "llo", ". ", "task_flush"]
        events = fed(
            machine,
            frame("sentence_start"),
            audio(b"a"),
            audio(b"b", final=True),
            frame("sentence_end"),
            frame("task_flushed"),
        )
        assert [type(event) for event in events] == [
            SentenceStart,
            Audio,
            Audio,
            Info,
            SentenceEnd,
            Flushed,
        ]
        machine.finish()
        assert fed(machine, frame("task_finished")) == [Finished()]
        assert machine.state is State.FINISHED
        machine.closed("1000")

    def test_spaces_are_sent_with_the_next_word(self) -> None:
        machine = running()
        for piece in ("Good", " ", "", "\n", "morning"):
            machine.send(piece)
        assert texts(machine) == ["Good", " \nmorning"]

    def test_long_text_is_cut(self) -> None:
        machine = running()
        machine.send("x" * (2 * PIECE + 1))
        assert [len(text) for text in texts(machine)] == [PIECE, PIECE, 1]

    @given(st.lists(st.text(max_size=12), max_size=20))
    def test_text_is_sent_unchanged(self, pieces: list[str]) -> None:
        machine = running()
        for piece in pieces:
            machine.send(piece)
        out, given_text = "".join(texts(machine)), "".join(pieces)
        assert given_text.startswith(out)
        assert not given_text[len(out) :].strip()  # a blank end waits for a word

    def test_text_without_flush_does_not_time_out(self) -> None:
        machine = running()
        machine.send("and then")
        assert not machine.awaiting

    @pytest.mark.parametrize("action", ["flush", "cancel", "finish"])
    def test_unanswered_actions_time_out(self, action: str) -> None:
        machine = running()
        getattr(machine, action)()
        assert machine.awaiting

    @pytest.mark.parametrize("action", ["flush", "finish"])
    def test_no_text_is_sent_after_the_end(self, action: str) -> None:
        machine = running()
        machine.finish()
        with pytest.raises(ValidationError, match="after finish"):
            getattr(machine, action)()
        with pytest.raises(ValidationError, match="after finish"):
            machine.send("more")

    def test_unexpected_end_is_an_interruption(self) -> None:
        machine = running()
        fed(machine, audio(b"a"))
        with pytest.raises(StreamInterrupted, match="before finish") as caught:
            machine.receive(frame("task_finished"))
        assert caught.value.partial.audio == b"a"

    def test_congestion_ends_with_audio(self) -> None:
        machine = running()
        machine.send("x" * AHEAD)
        assert machine.congested
        fed(machine, audio(b"a"))
        assert machine.congested
        fed(machine, audio(b"a", final=True))
        assert not machine.congested


class TestCancel:
    def test_audio_in_flight_is_discarded(self) -> None:
        machine = running()
        machine.send("A long story. And more of it.")
        fed(machine, frame("sentence_start"), audio(b"a"))
        machine.cancel()
        assert texts(machine)[-1] == "task_cancel"
        assert (
            fed(
                machine,
                audio(b"b"),
                audio(b"c", final=True),
                frame("sentence_end"),
                frame("task_continued", 2205),
            )
            == []
        )
        assert fed(machine, frame("task_canceled")) == [Canceled()]
        assert machine.result().audio == b"a"

    def test_discarded_audio_is_still_billed(self) -> None:
        machine = running()
        machine.cancel()
        fed(machine, audio(b"a", final=True), frame("task_canceled"))
        assert machine.result().characters == 5

    def test_newer_text_waits_for_the_cancellation(self) -> None:
        machine = running()
        machine.cancel()
        machine.send("Something else.")
        machine.finish()
        assert texts(machine) == ["task_cancel"]
        fed(machine, frame("task_canceled"))
        assert texts(machine) == ["Something else.", "task_finish"]

    def test_second_cancel_discards_newer_text_and_is_not_sent(self) -> None:
        machine = running()
        machine.cancel()
        machine.send("Something else.")
        machine.cancel()
        fed(machine, frame("task_canceled"))
        assert texts(machine) == ["task_cancel"]

    def test_after_the_end_only_audio_is_discarded(self) -> None:
        machine = running()
        machine.send("Good night.")
        machine.finish()
        machine.cancel()
        assert texts(machine) == ["Good night.", "task_finish"]
        assert fed(machine, audio(b"a"), frame("task_finished")) == [Finished()]

    def test_preceding_flush_gets_no_response(self) -> None:
        machine = running()
        machine.flush()
        machine.cancel()
        fed(machine, frame("task_canceled"))
        assert not machine.awaiting

    def test_has_no_effect_after_the_session(self) -> None:
        machine = running()
        machine.finish()
        fed(machine, frame("task_finished"))
        machine.cancel()
        assert texts(machine) == ["task_finish"]

    def test_unexpected_responses_are_ignored(self) -> None:
        assert fed(running(), frame("task_canceled")) == []


class TestSoftErrors:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [(2203, InvalidParameterError), (2204, InvalidParameterError), (2205, RateLimitError)],
    )
    def test_warnings_have_the_piece_and_the_session_continues(
        self, code: int, kind: type[APIError]
    ) -> None:
        machine = running()
        machine.send("One. ")
        machine.send("Two. ")
        [event] = fed(machine, frame("task_continued", code, data=None))
        assert isinstance(event, Skipped)
        assert (type(event.error), event.text, event.resend) == (kind, "Two. ", code == 2205)
        machine.send("Three.")
        assert texts(machine)[-1] == "Three."

    def test_refused_text_is_resent_in_order(self) -> None:
        machine = running(resend=True)
        for piece in ("One. ", "Two. ", "Three. "):
            machine.send(piece)
        fed(machine, frame("task_continued", 2205), frame("task_continued", 2205))
        machine.send("Four.")
        assert texts(machine) == ["One. ", "Two. ", "Three. "]
        fed(machine, audio(b"a", final=True))
        assert texts(machine) == ["Two. ", "Three. ", "Four."]

    def test_end_waits_for_pending_text(self) -> None:
        machine = running(resend=True)
        machine.send("One.")
        machine.finish()
        assert texts(machine) == ["One.", "task_flush"]
        fed(machine, frame("task_continued", 2205), frame("task_flushed"))
        assert texts(machine) == ["One.", "task_flush"]
        fed(machine, audio(b"a", final=True), frame("task_flushed"))
        assert texts(machine) == ["task_finish"]

    def test_cancel_before_that_stops_and_ends(self) -> None:
        machine = running(resend=True)
        machine.send("One.")
        machine.finish()
        assert machine.cancelable
        machine.cancel()
        assert texts(machine) == ["One.", "task_flush", "task_cancel"]
        fed(machine, frame("task_canceled"))
        assert texts(machine) == ["task_finish"]
        assert fed(machine, frame("task_finished")) == [Finished()]

    def test_refused_text_is_resent_after_silence(self) -> None:
        machine = running(resend=True)
        machine.send("One.")
        fed(machine, frame("task_continued", 2205))
        assert machine.patience < 5
        machine.lapse(owed=False)
        assert texts(machine) == ["One.", "One."]

    def test_resending_is_limited(self) -> None:
        machine = running(resend=True)
        machine.send("One.")
        for _ in range(RESENDS):
            fed(machine, frame("task_continued", 2205))
            machine.lapse(owed=False)
        with pytest.raises(RateLimitError):
            machine.receive(frame("task_continued", 2205))

    def test_cancel_discards_refused_text(self) -> None:
        machine = running(resend=True)
        machine.send("One.")
        fed(machine, frame("task_continued", 2205))
        machine.cancel()
        fed(machine, frame("task_canceled"))
        assert texts(machine) == ["One.", "task_cancel"]


class TestFatalErrors:
    @pytest.mark.parametrize(
        ("event", "code", "kind"),
        [
            ("task_failed", 1002, RateLimitError),
            ("task_failed", 2201, APIError),
            ("task_failed", 1004, AuthenticationError),
            ("task_continued", 2206, InvalidParameterError),
            ("task_continued", 2202, InvalidParameterError),
            ("task_continued", 2013, InvalidParameterError),
            ("task_started", 2202, InvalidParameterError),
            (None, 1004, AuthenticationError),
        ],
    )
    def test_codes_raise_the_matching_class_with_partial_speech(
        self, event: str | None, code: int, kind: type[APIError]
    ) -> None:
        machine = running()
        fed(machine, audio(b"a"))
        with pytest.raises(kind) as caught:
            machine.receive(frame(event, code))
        assert (type(caught.value), caught.value.status_code, caught.value.partial.audio) == (
            kind,
            code,
            b"a",
        )
        assert machine.over

    def test_failures_without_code_are_errors(self) -> None:
        with pytest.raises(APIError, match="gave no reason"):
            running().receive({"event": "task_failed"})

    @pytest.mark.parametrize(
        ("refusal", "kind", "words"),
        [
            ({"event": "error", "message": "invalid key"}, APIError, "invalid key"),
            ({"event": "error", "code": 1008}, InsufficientBalanceError, "balance"),
            ({"event": "task_failed", "reason": "voice is gone"}, APIError, "voice is gone"),
            ({"error": {"message": "slow down", "code": 429}}, RateLimitError, "slow down"),
            ({"error": "no quota", "object": "event", "data": None}, APIError, "no quota"),
            ({"detail": "Not authenticated"}, APIError, "Not authenticated"),
            ({"message": "Forbidden", "requestId": "1"}, APIError, "Forbidden"),
        ],
    )
    def test_refusals_in_other_forms_are_errors(
        self, refusal: dict[str, Any], kind: type[APIError], words: str
    ) -> None:
        machine = running()
        fed(machine, audio(b"a"))
        with pytest.raises(kind, match=words) as caught:
            machine.receive(refusal)
        assert caught.value.partial.audio == b"a"
        assert machine.over

    def test_invalid_json_is_shown(self) -> None:
        with pytest.raises(StreamInterrupted, match="'insufficient balance'"):
            running().receive("insufficient balance")

    def test_closed_connection_is_an_interruption_with_partial_speech(self) -> None:
        machine = running(format="pcm")
        fed(machine, audio(b"ab"))
        with pytest.raises(StreamInterrupted, match="1006 gone") as caught:
            machine.closed("1006 gone")
        assert (caught.value.partial.audio, caught.value.partial.format) == (b"ab", "pcm")

    @pytest.mark.parametrize("action", ["flush", "cancel", "finish"])
    def test_later_actions_report_the_closed_session(self, action: str) -> None:
        machine = running()
        with pytest.raises(APIError):
            machine.receive(frame("task_failed", 1000))
        with pytest.raises(StreamInterrupted, match="after the end"):
            getattr(machine, action)()
        machine.closed("1000")

    @pytest.mark.parametrize(
        "bad",
        [
            "{",
            b"\xff\xfe",
            "[]",
            '"task_started"',
            '{"data":{"audio":"abc"}}',
            '{"data":{"audio":"zz"}}',
            "[" * 9999,
        ],
    )
    def test_unreadable_frames_keep_the_partial_speech(self, bad: str | bytes) -> None:
        machine = running()
        fed(machine, audio(b"a"))
        with pytest.raises(StreamInterrupted, match="cannot be read") as caught:
            machine.receive(bad)
        assert caught.value.partial.audio == b"a"


def test_pieces_of_streamed_text_follow_the_api_limits() -> None:
    request_body.validate(
        socket_of("stream", "WsTaskContinue"),
        {"event": "task_continue", "text": "x" * PIECE},
    )


def test_audio_in_the_final_frame_is_kept() -> None:
    machine = running("sentence")
    machine.send("Hi.")
    fed(machine, audio(b"a", final=True))
    machine.finish()
    last = machine.receive({**audio(b"b", final=True), "event": "task_finished"})
    assert (last[0], last[-1]) == (Audio(b"b"), Finished())
    assert machine.result().audio == b"ab"


class TestTolerance:
    @pytest.mark.parametrize(
        "form", [lambda each: each, json.dumps, lambda each: json.dumps(each).encode()]
    )
    def test_frames_can_be_text_bytes_or_decoded(self, form: Any) -> None:
        assert running().receive(form(audio(b"a"))) == [Audio(b"a")]

    def test_unnamed_frames_with_audio_are_audio(self) -> None:
        machine = running("sentence")
        machine.send("One.")
        events = fed(
            machine,
            frame(None, data={"audio": "61"}, is_final=True, extra_info={"audio_length": 500}),
        )
        assert [type(event) for event in events] == [Audio, Info]
        assert not machine.awaiting

    @pytest.mark.parametrize(
        "odd",
        [
            {},
            {"event": "task_paused"},
            {"event": 7},
            {"event": None, "base_resp": None},
            {"event": ["x"]},
        ],
    )
    def test_unknown_frames_are_ignored(self, odd: dict[str, Any]) -> None:
        assert running().receive(odd) == []

    @pytest.mark.parametrize(
        "data", [None, {}, {"audio": None}, {"audio": ""}, {"audio": 7}, [], "x", {"subtitle": "x"}]
    )
    def test_frames_without_audio_return_none(self, data: object) -> None:
        assert (
            running().receive(frame("task_continued", data=data, is_final=False, extra_info=None))
            == []
        )

    def test_session_without_audio_is_an_error(self) -> None:
        machine = running()
        machine.send("One.")
        machine.finish()
        machine.receive(frame("task_continued", data=None, is_final=True))
        with pytest.raises(StreamInterrupted, match="sent no audio"):
            machine.receive(frame("task_finished"))

    @given(st.dictionaries(FIELDS, VALUES))
    def test_malformed_frames_do_not_crash(self, odd: dict[str, Any]) -> None:
        machine = running()
        try:
            machine.receive(odd)
        except (APIError, StreamInterrupted):
            pass
        assert machine.result().info.duration >= 0

    def test_audio_before_the_start_is_kept(self) -> None:
        assert protocol().receive(audio(b"a")) == [Audio(b"a")]


class TestSubtitles:
    def segment(self, begin: int, start: float, text: str = "One.") -> dict[str, Any]:
        word = {"word": text, "time_begin": start, "time_end": start + 400}
        return {
            "text": text,
            "text_begin": begin,
            "time_begin": start,
            "time_end": start + 400,
            "timestamped_words": [word],
        }

    def test_captions_have_text_times_and_speech_has_session_times(self) -> None:
        machine = running("sentence")
        first = fed(machine, audio(b"a", subtitle=self.segment(0, 0)), audio(b"b", final=True))
        second = fed(machine, audio(b"c", subtitle=self.segment(0, 100)), audio(b"d", final=True))
        captions = [event for event in first + second if isinstance(event, Caption)]
        assert [(caption.begin, caption.subtitle.start) for caption in captions] == [
            (0, 0.0),
            (0, 0.1),
        ]
        subtitles = machine.result().subtitles()
        assert [(subtitle.start, subtitle.words[0].start) for subtitle in subtitles] == [
            (0.0, 0.0),
            (1.1, 1.1),
        ]

    def test_growing_segments_are_kept_once(self) -> None:
        machine = running("sentence")
        fed(
            machine,
            audio(b"a", subtitle=self.segment(0, 0, "On")),
            audio(b"b", subtitle=self.segment(0, 0, "One.")),
        )
        fed(machine, audio(b"c", subtitle=self.segment(5, 400, "Two.")))
        assert [subtitle.text for subtitle in machine.result().subtitles()] == ["One.", "Two."]


class TestSamples:
    """Bare PCM comes in whole samples of all channels."""

    def spoken(self, channels: int, *frames: tuple[str, bool]) -> tuple[list[bytes], bytes]:
        """The pieces of frames of audio, each with whether it ends its text, and the whole."""
        start = {**START, "audio_setting": {"format": "pcm", "channel": channels}}
        machine = Protocol(start, Origin("GET /ws"), format="pcm")
        for event in ("connected_success", "task_started"):
            machine.receive(frame(event))
        machine.send("Hello.")
        events = [
            event
            for audio, final in frames
            for event in machine.receive(
                frame("task_continued", data={"audio": audio}, is_final=final)
            )
        ]
        found = [event.data for event in events if isinstance(event, Audio)]
        return found, machine.result().audio

    def test_are_joined_across_frames(self) -> None:
        pieces, whole = self.spoken(1, ("010203", False), ("0405", False), ("060708", True))
        assert pieces == [b"\1\2", b"\3\4", b"\5\6\7\x08"]
        assert whole == bytes(range(1, 9))

    def test_contain_all_channels(self) -> None:
        pieces, whole = self.spoken(2, ("010203040506", False), ("0708", True))
        assert pieces == [b"\1\2\3\4", b"\5\6\7\x08"]
        assert whole == bytes(range(1, 9))

    def test_incomplete_samples_are_kept(self) -> None:
        pieces, whole = self.spoken(1, ("010203", True), ("040506", False))
        assert pieces == [b"\1\2\3", b"\4\5"]
        assert whole == bytes(range(1, 7))


class TestText:
    def test_only_text_is_sent(self) -> None:
        with pytest.raises(ValidationError, match="not bytes"):
            running().send(b"x")  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("mode", "pieces", "sent"),
        [
            ("stream", ["a\ud83d", "\ude00b"], ["a", "😀b"]),
            ("stream", ["a\ud83d", "b"], ["a", "\ufffdb"]),
            ("stream", ["caf\udce9"], ["caf\ufffd"]),
            ("stream", ["a\ud83d"], ["a"]),
            ("sentence", ["a\ud83d"], ["a\ufffd"]),
        ],
    )
    def test_half_a_character_is_joined_with_the_other_or_replaced(
        self, mode: str, pieces: list[str], sent: list[str]
    ) -> None:
        machine = running(mode)
        for piece in pieces:
            machine.send(piece)
        machine.finish()
        found = [json.loads(each) for each in machine.outgoing]
        assert [each["text"] for each in found if each["event"] == "task_continue"] == sent
        "".join(machine.outgoing).encode()

    def test_every_frame_is_checked(self) -> None:
        def check(frame: Any) -> None:
            raise ValidationError("too long", field="text")

        machine = running("sentence", check=check)
        with pytest.raises(ValidationError, match="too long"):
            machine.send("One.")
        assert not machine.awaiting
