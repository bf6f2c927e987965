"""Transcription: text, segments, subtitle files and streams from a recording that is streamed up
and checked first.
"""

from __future__ import annotations

import io
import itertools
import json
import pickle
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import (
    APIError,
    AuthenticationError,
    DecodeError,
    InsufficientBalanceError,
    InvalidParameterError,
    MinimaxError,
    RateLimitError,
    SensitiveContentError,
    ServerError,
    StreamInterrupted,
    ValidationError,
)
from minimax.audio import wav_header
from minimax.emulator import Emulator
from minimax.results.transcript import Segment, Transcript

from ..unit.platform import Chunks, Platform, Runner, data, ok, openai_error, streamed

PLAIN = {"text": "Hello there.", "duration": 3.4, "trace_id": "0217aa"}
SEGMENTS = [
    {"id": 0, "start": 0.22, "end": 2.75, "speaker": "S1", "text": "Hello there."},
    {"id": 1, "start": 3.1, "end": 4.32, "speaker": "S2", "text": " Hello."},
]
VERBOSE = {**PLAIN, "text": "Hello there. Hello.", "n_speakers": 2, "segments": SEGMENTS}
SRT = "1\n00:00:00,220 --> 00:00:02,750\nHello there.\n\n2\n00:00:03,100 --> 00:00:04,320\nHello.\n"
VTT = (
    "WEBVTT\n\n00:00:00.220 --> 00:00:02.750\nHello there.\n\n00:00:03.100 -->"
    " 00:00:04.320\nHello.\n"
)


def wav(seconds: float = 1.0, rate: int = 8000) -> bytes:
    size = int(seconds * rate) * 2
    return wav_header(size, sample_rate=rate, channels=1) + bytes(size)


def text(content: str, kind: str = "text/plain", status: int = 200) -> httpx.Response:
    return httpx.Response(status, headers={"content-type": kind}, text=content)


def form(request: httpx.Request) -> dict[str, bytes]:
    """The fields of a form, and of the file its name and content."""
    boundary = b"--" + request.headers["content-type"].partition("boundary=")[2].encode()
    fields = {}
    for part in request.content.split(boundary)[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0].decode()
        fields[name] = content
        if b"filename=" in head:
            fields["filename"] = head.partition(b'filename="')[2].partition(b'"')[0]
    return fields


def event(index: Any, delta: Any, finish: Any = False, **more: Any) -> dict[str, Any]:
    return {"index": index, "delta": delta, "finish": finish, **more}


class TestTheText:
    def test_of_a_recording(self, runner: Runner, client: Any) -> None:
        speech = runner(
            client.speech.synthesize(
                "The last tram leaves at ten past midnight.", format="wav", sample_rate=16000
            )
        )

        transcript = runner(client.speech.transcribe(speech.audio))

        assert transcript.text == str(transcript) == "The last tram leaves at ten past midnight."
        assert transcript.duration == pytest.approx(speech.duration, abs=0.2)
        assert transcript.segments == ()

    @pytest.mark.parametrize("kind", ["path", "text path", "bytes", "memory file", "open file"])
    def test_request_is_a_form_with_the_language_in_a_header(
        self, runner: Runner, tmp_path: Path, kind: str
    ) -> None:
        path, platform = tmp_path / "电话 📞.wav", Platform(PLAIN)
        path.write_bytes(wav())
        told: list[tuple[int, int]] = []
        with path.open("rb") as file:
            source: Any = {
                "path": path,
                "text path": str(path),
                "bytes": wav(),
                "memory file": io.BytesIO(wav()),
                "open file": file,
            }[kind]
            runner(
                runner.client(platform).speech.transcribe(
                    source, language="yue", on_progress=lambda done, size: told.append((done, size))
                )
            )

        (request,) = platform.requests
        named = kind not in ("bytes", "memory file")
        assert form(request) == {
            "model": b"asr-1.0",
            "response_format": b"json",
            "file": wav(),
            "filename": ("电话 📞.wav" if named else "file.wav").encode(),
        }
        assert request.headers["language"] == "yue"
        assert request.headers["accept"] == "*/*"
        assert int(request.headers["content-length"]) == len(request.content)
        assert told[-1] == (len(wav()), len(wav()))

    def test_no_header_without_language(self, runner: Runner) -> None:
        platform = Platform(PLAIN)
        runner(runner.client(platform).speech.transcribe(wav()))
        assert "language" not in platform.requests[0].headers

    @pytest.mark.parametrize(
        ("content", "ending"),
        [
            (wav(), "wav"),
            (b"ID3\x03", "mp3"),
            (b"fLaC", "flac"),
            (b"OggS", "ogg"),
            (b"\0\0\0\x18ftypM4A ", "m4a"),
            (b"????", ""),
        ],
    )
    def test_unnamed_recordings_get_an_extension_from_their_content(
        self, runner: Runner, content: bytes, ending: str
    ) -> None:
        platform = Platform(PLAIN)
        runner(runner.client(platform).speech.transcribe(content))
        assert form(platform.requests[0])["filename"].decode() == ("file." + ending).rstrip(".")

    @pytest.mark.parametrize("answer", [{"text": None}, {"duration": 3}, {"text": 7}])
    def test_missing_text_is_an_error_with_raw(
        self, runner: Runner, answer: dict[str, Any]
    ) -> None:
        with pytest.raises(DecodeError, match="sent no text") as caught:
            runner(runner.client(Platform(answer)).speech.transcribe(wav()))
        assert caught.value.raw == answer

    def test_of_silence_is_empty(self, runner: Runner) -> None:
        assert (
            runner(runner.client(Platform({**PLAIN, "text": ""})).speech.transcribe(wav())).text
            == ""
        )

    def test_can_be_pickled(self) -> None:
        transcript = Transcript(VERBOSE, format="verbose", trace_id="1")
        assert pickle.loads(pickle.dumps(transcript)).segments == transcript.segments


class TestSegments:
    def test_have_speakers_text_and_times(self, runner: Runner) -> None:
        platform = Platform(VERBOSE)

        transcript = runner(runner.client(platform).speech.transcribe(wav(), format="verbose"))

        assert form(platform.requests[0])["response_format"] == b"verbose_json"
        assert transcript.segments == (
            Segment(0.22, 2.75, "S1", "Hello there."),
            Segment(3.1, 4.32, "S2", " Hello."),
        )
        assert (transcript.speakers, transcript.duration, transcript.trace_id) == (2, 3.4, "0217aa")

    def test_become_subtitles(self, runner: Runner) -> None:
        transcript = runner(
            runner.client(Platform(VERBOSE)).speech.transcribe(wav(), format="verbose_json")
        )

        assert transcript.to_srt() == SRT
        assert transcript.to_vtt() == VTT

    def test_are_requested_with_timestamps(self, runner: Runner, client: Any) -> None:
        speech = runner(client.speech.synthesize("Nobody was on it.", format="wav"))

        words = runner(client.speech.transcribe(speech.audio, timestamps="word"))

        assert [segment.text.strip() for segment in words.segments] == [
            "Nobody",
            "was",
            "on",
            "it.",
        ]
        assert "".join(segment.text for segment in words.segments) == words.text

    @pytest.mark.parametrize("segments", [None, "none", 7, [None, 7], {}])
    def test_can_be_missing_or_unusual(self, runner: Runner, segments: Any) -> None:
        transcript = runner(
            runner.client(
                Platform({**PLAIN, "segments": segments, "n_speakers": None})
            ).speech.transcribe(wav(), format="verbose")
        )
        assert (transcript.segments, transcript.speakers) == ((), 0)

    def test_with_invalid_fields_are_partially_read(self) -> None:
        raw = {"text": "x", "segments": [{"start": "1.5", "end": None, "speaker": 7, "text": None}]}
        assert Transcript(raw).segments == (Segment(1.5, 0.0, "", ""),)


class TestSubtitleFiles:
    @pytest.mark.parametrize(
        ("format", "content", "kind"),
        [("srt", SRT, "text/plain; charset=utf-8"), ("vtt", VTT, "text/vtt")],
    )
    def test_are_returned_unchanged(
        self, runner: Runner, format: str, content: str, kind: str
    ) -> None:
        transcript = runner(
            runner.client(Platform(text(content, kind))).speech.transcribe(wav(), format=format)
        )

        assert transcript.text == content
        assert transcript.raw == content
        assert getattr(transcript, f"to_{format}")() == content

    @pytest.mark.parametrize("format", ["srt", "vtt"])
    def test_of_the_emulator(self, runner: Runner, client: Any, format: str) -> None:
        transcript = runner(client.speech.transcribe(wav(5), format=format, language="en"))
        assert "-->" in transcript.text

    def test_of_silence_are_empty(self, runner: Runner) -> None:
        assert (
            runner(
                runner.client(Platform(text(""))).speech.transcribe(wav(), format="srt")
            ).to_srt()
            == ""
        )

    def test_of_the_other_kind_require_segments(self, runner: Runner) -> None:
        transcript = runner(
            runner.client(Platform(text(SRT))).speech.transcribe(wav(), format="srt")
        )
        with pytest.raises(MinimaxError, match='request format="verbose"'):
            transcript.to_vtt()

    def test_need_times(self, runner: Runner) -> None:
        with pytest.raises(MinimaxError, match='format="verbose" or format="srt"'):
            runner(runner.client(Platform(PLAIN)).speech.transcribe(wav())).to_srt()

    @pytest.mark.parametrize(
        "content", ["<html><body>Sign in to the network</body></html>", "no subtitles"]
    )
    def test_html_pages_are_an_error(self, runner: Runner, content: str) -> None:
        with pytest.raises(DecodeError, match="not srt") as caught:
            runner(
                runner.client(Platform(text(content, "text/html"))).speech.transcribe(
                    wav(), format="srt"
                )
            )
        assert caught.value.raw == content

    def test_text_instead_of_json_is_an_error(self, runner: Runner) -> None:
        with pytest.raises(DecodeError, match="not json"):
            runner(runner.client(Platform(text(SRT))).speech.transcribe(wav()))

    def test_json_instead_of_a_file_is_accepted(self, runner: Runner) -> None:
        transcript = runner(runner.client(Platform(VERBOSE)).speech.transcribe(wav(), format="srt"))
        assert transcript.to_srt() == SRT

    def test_gateway_failures_are_errors(self, runner: Runner) -> None:
        with pytest.raises(ServerError, match="Bad Gateway"):
            runner(
                runner.client(
                    Platform(text("<h1>502 Bad Gateway</h1>", "text/html", 502))
                ).speech.transcribe(wav(), format="srt")
            )


class TestErrors:
    @pytest.mark.parametrize(
        ("status", "message", "kind", "error"),
        [
            (
                400,
                "invalid params, audio duration 612.0s exceeds the limit of 500s (2013)",
                "bad_request_error",
                InvalidParameterError,
            ),
            (401, "login fail (1004)", "authorized_error", AuthenticationError),
            (
                402,
                "insufficient balance (1008)",
                "insufficient_balance_error",
                InsufficientBalanceError,
            ),
            (413, "request entity too large", "invalid_request_error", InvalidParameterError),
            (422, "sensitive content (1026)", "unprocessable_entity_error", SensitiveContentError),
            (429, "rate limit (1002)", "rate_limit_error", RateLimitError),
            (500, "unknown error (1000)", "server_error", ServerError),
        ],
    )
    @pytest.mark.parametrize("how", ["json", "srt", "stream"])
    def test_raise_the_matching_class(
        self, runner: Runner, how: str, status: int, message: str, kind: str, error: type[APIError]
    ) -> None:
        speech = runner.client(Platform(openai_error(status, message, kind))).speech
        with pytest.raises(error) as caught:
            runner(
                speech.transcribe_stream(wav()).final()
                if how == "stream"
                else speech.transcribe(wav(), format=how)
            )
        assert (caught.value.http_status, caught.value.trace_id) == (status, "0721aa")

    def test_billed_calls_that_may_have_run_are_not_retried(self, runner: Runner) -> None:
        platform = Platform(httpx.ReadError("cut"))
        with pytest.raises(MinimaxError):
            runner(runner.client(platform).speech.transcribe(wav()))
        assert len(platform.requests) == 1

    def test_rate_limited_recordings_are_sent_again(self, runner: Runner) -> None:
        platform = Platform(openai_error(429, "rate limit (1002)", "rate_limit_error"), PLAIN)

        assert (
            runner(runner.client(platform).speech.transcribe(io.BytesIO(wav()))).text
            == "Hello there."
        )
        assert [form(request)["file"] for request in platform.requests] == [wav(), wav()]


class TestBeforePaying:
    @pytest.mark.parametrize(
        ("name", "content", "options", "complaint"),
        [
            ("a.pcm", wav(), {}, "a.pcm: transcription accepts wav, aiff"),
            ("a.mp4", wav(), {}, "a.mp4: transcription accepts"),
            (
                "a.mp3",
                bytes(52_428_800),
                {},
                "52,428,800 bytes; transcription accepts at most 52,428,800 bytes with the rest",
            ),
            (
                "a.wav",
                wav(501, 100),
                {},
                "lasts 501.0 seconds; transcription accepts 0 to 500 seconds",
            ),
            ("a.wav", b"", {}, "empty"),
            ("a.wav", wav(), {"format": "text"}, "'json', 'verbose_json', 'srt', 'vtt'"),
            ("a.wav", wav(), {"timestamps": "letter"}, "'sentence', 'word'"),
            ("a.wav", wav(), {"language": "English\r\nX-Evil: 1"}, "is not a valid language tag"),
            ("a.wav", wav(), {"response_format": "srt"}, "is not a parameter"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_recordings_are_validated(
        self,
        runner: Runner,
        tmp_path: Path,
        name: str,
        content: bytes,
        options: dict[str, Any],
        complaint: str,
    ) -> None:
        (tmp_path / name).write_bytes(content)
        platform = Platform(PLAIN)

        with pytest.raises(ValidationError, match=complaint):
            runner(runner.client(platform).speech.transcribe(tmp_path / name, **options))
        assert platform.requests == []

    @pytest.mark.parametrize("file", ["absent.wav", ".", 7, io.StringIO("text")])
    def test_missing_recordings_are_rejected(self, runner: Runner, file: Any) -> None:
        with pytest.raises(ValidationError) as caught:
            runner(runner.client(Platform(PLAIN)).speech.transcribe(file))
        assert caught.value.field == "file"

    def test_validation_can_be_disabled(self, runner: Runner, tmp_path: Path) -> None:
        (tmp_path / "a.pcm").write_bytes(b"1234")
        runner(runner.client(Platform(PLAIN), validate=False).speech.transcribe(tmp_path / "a.pcm"))

    def test_unknown_options_in_extra_are_sent(self, runner: Runner) -> None:
        platform = Platform(PLAIN)
        runner(
            runner.client(platform).speech.transcribe(
                wav(), model="asr-2.0", extra={"hotwords": "tram", "diarize": True}
            )
        )
        fields = form(platform.requests[0])
        assert (fields["model"], fields["hotwords"], fields["diarize"]) == (
            b"asr-2.0",
            b"tram",
            b"true",
        )


class TestStreams:
    def test_yield_text_as_it_is_recognised(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        speech = runner(client.speech.synthesize("Nobody was on it.", format="wav"))

        with runner.opened(client.speech.transcribe_stream(speech.audio, language="en")) as stream:
            pieces = runner.list(stream)
        transcript = runner(stream.final())

        assert len(pieces) > 2
        assert "".join(pieces) == transcript.text == "Nobody was on it."
        assert transcript.duration == pytest.approx(speech.duration, abs=0.2)
        assert emulator.requests("speech_to_text")[0].headers["language"] == "en"

    def test_send_the_whole_recording(self, runner: Runner) -> None:
        platform = Platform(streamed(data(event(0, "Hi"), event(1, "", True, duration=1.0))))

        runner(runner.client(platform).speech.transcribe_stream(wav()).final())

        assert form(platform.requests[0]) == {
            "model": b"asr-1.0",
            "response_format": b"json",
            "stream": b"true",
            "file": wav(),
            "filename": b"file.wav",
        }
        assert platform.requests[0].headers["accept"] == "text/event-stream"

    @pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
    def test_order_the_pieces(self, runner: Runner, order: tuple[int, ...]) -> None:
        pieces = [event(index, ["Hel", "lo", "!"][index]) for index in order]
        platform = Platform(streamed(data(*pieces, event(3, "", True, duration=2.5))))

        stream = runner.client(platform).speech.transcribe_stream(wav())

        assert "".join(runner.list(stream)) == "Hello!"
        assert (runner(stream.final()).text, runner(stream.final()).duration) == ("Hello!", 2.5)

    def test_join_split_characters(self, runner: Runner) -> None:
        pieces = ["a\ud83d", "\ude00b", "\ud83d"]
        events = [event(index, piece) for index, piece in enumerate(pieces)]
        events.append(event(3, "", True))
        platform = Platform(streamed(data(*map(json.dumps, events))))

        stream = runner.client(platform).speech.transcribe_stream(wav())

        assert runner.list(stream) == ["a", "😀b", "\ufffd"]
        assert runner(stream.final()).text == "a😀b\ufffd"

    def test_accept_pieces_without_index_in_order_of_arrival(self, runner: Runner) -> None:
        platform = Platform(
            streamed(
                data(
                    event(None, "a"),
                    event(1, "b"),
                    event(1, "again"),
                    {"delta": "c"},
                    event(9, "d", True),
                )
            )
        )
        assert runner.list(runner.client(platform).speech.transcribe_stream(wav())) == [
            "a",
            "b",
            "c",
            "d",
        ]

    def test_interrupted_ones_keep_received_text(self, runner: Runner) -> None:
        platform = Platform(streamed(data(event(0, "Hel"), event(2, "!"))))

        with pytest.raises(StreamInterrupted) as caught:
            runner(runner.client(platform).speech.transcribe_stream(wav()).final())
        assert caught.value.partial.text == "Hel!"

    def test_an_error_in_the_middle_is_raised(self, runner: Runner) -> None:
        error = json.loads(openai_error(500, "unknown error (1000)").content)
        platform = Platform(streamed(data(event(0, "Hel"), error)))

        with pytest.raises(ServerError) as caught:
            runner(runner.client(platform).speech.transcribe_stream(wav()).final())
        assert caught.value.partial.text == "Hel"

    @pytest.mark.parametrize("frame", ["{broken", "[]", "7"])
    def test_invalid_events_are_an_interruption(self, runner: Runner, frame: str) -> None:
        with pytest.raises(StreamInterrupted, match="cannot be read"):
            runner(
                runner.client(Platform(streamed(data(event(0, "Hel"), frame))))
                .speech.transcribe_stream(wav())
                .final()
            )

    def test_complete_responses_are_accepted(self, runner: Runner) -> None:
        stream = runner.client(Platform(ok(PLAIN))).speech.transcribe_stream(wav())
        assert runner.list(stream) == ["Hello there."]
        assert runner(stream.final()).duration == 3.4

    def test_rejected_recordings_are_not_sent(self, runner: Runner) -> None:
        platform = Platform(PLAIN)
        with pytest.raises(ValidationError, match="empty"):
            runner(runner.client(platform).speech.transcribe_stream(b"").final())
        assert platform.requests == []

    def test_leaving_early_closes_the_file_and_frees_the_connection(
        self, runner: Runner, tmp_path: Path
    ) -> None:
        (tmp_path / "a.wav").write_bytes(wav())
        answer = streamed()
        answer.stream = body = Chunks(
            data(event(0, "Hel")), data(event(1, "lo")), data(event(2, "", True))
        )

        with runner.opened(
            runner.client(Platform(answer)).speech.transcribe_stream(tmp_path / "a.wav")
        ) as stream:
            assert runner.next(stream) == "Hel"
        assert body.closed
