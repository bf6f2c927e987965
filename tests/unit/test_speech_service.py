from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import (
    APIError,
    DecodeError,
    MinimaxError,
    NetworkError,
    Speech,
    StreamInterrupted,
    ValidationError,
)
from minimax.audio import Subtitle

from .platform import AT_ONCE, KEY, SPEECH, Platform, Runner, data, ok, piece, streamed, unread

SUBTITLES = [{"text": "Hi.", "time_begin": 0, "time_end": 400}]
FILE = "https://storage.example.test/s.json?signature=1"


def sent(runner: Runner, text: str = "Hi", **options: Any) -> dict[str, Any]:
    """The body that a speech call sends."""
    platform = Platform(SPEECH)
    runner(runner.client(platform).speech.synthesize(text, **options))
    body: dict[str, Any] = platform.bodies[0]
    return body


class TestTheRequest:
    def test_has_a_voice_a_model_and_a_format(self, runner: Runner) -> None:
        assert sent(runner) == {
            "text": "Hi",
            "model": "speech-2.8-hd",
            "voice_setting": {"voice_id": "English_expressive_narrator"},
            "audio_setting": {"format": "mp3"},
        }

    def test_maps_every_option_to_its_wire_field(self, runner: Runner) -> None:
        body = sent(
            runner,
            voice="v",
            model="speech-2.6-turbo",
            format="wav",
            speed=1.5,
            volume=2,
            pitch=0,
            emotion="whisper",
            sample_rate=16000,
            subtitles=False,
            language="auto",
            bitrate=128000,
            channels=2,
            force_cbr=False,
            pronunciation=["a/b"],
            latex_read=True,
            text_normalization_mode="quality",
            voice_effects={"pitch": -5},
            subtitle_type="word",
            output="hex",
            watermark=True,
            continuous_sound=False,
            extra={"voice_setting": {"new": 1}},
        )
        assert body == {
            "text": "Hi",
            "model": "speech-2.6-turbo",
            "voice_setting": {
                "voice_id": "v",
                "speed": 1.5,
                "vol": 2,
                "pitch": 0,
                "emotion": "whisper",
                "latex_read": True,
                "new": 1,
            },
            "audio_setting": {
                "format": "wav",
                "sample_rate": 16000,
                "bitrate": 128000,
                "channel": 2,
                "force_cbr": False,
            },
            "pronunciation_dict": {"tone": ["a/b"]},
            "voice_modify": {"pitch": -5},
            "subtitle_enable": False,
            "subtitle_type": "word",
            "language_boost": "auto",
            "text_normalization_mode": "quality",
            "output_format": "hex",
            "aigc_watermark": True,
            "continuous_sound": False,
        }

    def test_of_a_mix_has_an_empty_voice(self, runner: Runner) -> None:
        mix = [{"voice_id": "a", "weight": 30}, {"voice_id": "b", "weight": 70}]
        body = sent(runner, mix=mix)
        assert (body["voice_setting"], body["timbre_weights"]) == ({"voice_id": ""}, mix)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"text": ""}, r"^text: '' is not allowed; it must be at least 1 character long"),
            ({"text": "x" * 10_001}, r"at most 10,000 characters"),
            ({"speed": 0.4}, r"^speed: 0.4 is not allowed; it must be at least 0.5 and at most 2"),
            ({"mix": [{"voice_id": "a", "weight": 0}]}, r"^mix\[0\].weight"),
            (
                {"emotion": "neutral"},
                r"^emotion: 'neutral' is not allowed; it must be one of 'happy'",
            ),
            ({"subtitle_type": "word_streaming"}, r"requires stream set to true"),
            (
                {"speeed": 1},
                r"'speeed' is not a parameter of speech\.synthesize\(\); did you mean 'speed'",
            ),
        ],
    )
    def test_invalid_requests_are_not_sent(
        self, runner: Runner, options: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(ValidationError, match=message):
            sent(runner, **options)

    def test_streams_exclude_aggregated_audio(self, runner: Runner) -> None:
        platform = Platform(streamed(data(piece(b"\x01", 2))))
        runner(runner.client(platform).speech.stream("Hi", format="pcm").final())
        body = platform.bodies[0]
        assert (body["stream"], body["stream_options"]) == (
            True,
            {"exclude_aggregated_audio": True},
        )

    def test_streams_reject_url_output(self, runner: Runner) -> None:
        with pytest.raises(ValidationError, match='output "url" cannot be combined with stream'):
            runner(runner.client(Platform(SPEECH)).speech.stream("Hi", output="url").final())


class TestSpeech:
    def test_has_audio_bytes(self, runner: Runner) -> None:
        speech = runner(runner.client(Platform(SPEECH)).speech.synthesize("Hi"))
        assert isinstance(speech, Speech)
        assert (speech.audio, speech.duration, speech.trace_id) == (
            bytes.fromhex("fffbe8c4"),
            1.48,
            "05a1c2",
        )

    def test_can_be_a_link(self, runner: Runner) -> None:
        answer = {**SPEECH, "data": {"audio": "https://storage.example.test/a.mp3", "status": 2}}
        speech = runner(runner.client(Platform(answer)).speech.synthesize("Hi", output="url"))
        assert speech.url == "https://storage.example.test/a.mp3"
        with pytest.raises(MinimaxError):
            _ = speech.audio

    def test_bytes_instead_of_a_link_are_accepted(self, runner: Runner) -> None:
        assert runner(
            runner.client(Platform(SPEECH)).speech.synthesize("Hi", output="url")
        ).audio == bytes.fromhex("fffbe8c4")

    @pytest.mark.parametrize("audio", [None, "", "abc"])
    def test_unreadable_audio_is_an_error_without_retry(self, runner: Runner, audio: Any) -> None:
        platform = Platform({**SPEECH, "data": {"audio": audio, "status": 2}})
        with pytest.raises(DecodeError):
            runner(runner.client(platform, retry=AT_ONCE).speech.synthesize("Hi"))
        assert len(platform.requests) == 1

    def test_failures_with_null_data_are_errors(self, runner: Runner) -> None:
        answer = {
            "data": {"audio": None},
            "trace_id": "05a1c3",
            "base_resp": {"status_code": 2054, "status_msg": "voice id not exist"},
        }
        with pytest.raises(APIError, match=r"2054: voice id not exist .*trace 05a1c3"):
            runner(runner.client(Platform(answer)).speech.synthesize("Hi", voice="nobody"))


class TestStream:
    FRAMES = data(
        piece(b"\x01\x02"),
        piece(b"\x03"),
        {**piece(b"\x01\x02\x03", 2), "extra_info": SPEECH["extra_info"]},
    )

    def test_yields_each_byte_once(self, runner: Runner) -> None:
        client = runner.client(Platform(streamed(self.FRAMES), streamed(self.FRAMES)))
        assert runner.list(client.speech.stream("Hi")) == [b"\x01\x02", b"\x03"]
        stream = client.speech.stream("Hi")
        assert runner(stream.final()).audio == b"\x01\x02\x03"
        assert stream.info.duration == 1.48

    def test_can_be_saved(self, runner: Runner, tmp_path: Path) -> None:
        stream = runner.client(Platform(streamed(self.FRAMES))).speech.stream("Hi")
        assert runner(stream.save(tmp_path / "a.mp3")).read_bytes() == b"\x01\x02\x03"

    def test_is_saved_in_a_thread_on_the_async_client(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        runner = Runner("async")
        threads: list[int] = []
        save = Speech.save
        monkeypatch.setattr(
            Speech,
            "save",
            lambda self, path: threads.append(threading.get_ident()) or save(self, path),
        )
        runner(
            runner.client(Platform(streamed(self.FRAMES)))
            .speech.stream("Hi")
            .save(tmp_path / "a.mp3")
        )
        assert threads != [threading.get_ident()]
        runner.close()

    def test_interrupted_streams_can_be_saved(self, runner: Runner, tmp_path: Path) -> None:
        stream = runner.client(Platform(streamed(data(piece(b"\x01\x02"))))).speech.stream("Hi")
        with pytest.raises(StreamInterrupted) as caught:
            runner(stream.save(tmp_path / "a.mp3"))
        assert list(tmp_path.iterdir()) == []
        assert caught.value.partial.save(tmp_path / "a.mp3").read_bytes() == b"\x01\x02"

    def test_missing_audio_is_an_error(self, runner: Runner) -> None:
        with pytest.raises(StreamInterrupted, match="sent no audio"):
            runner(
                runner.client(Platform(streamed(data(piece(None, 2))))).speech.stream("Hi").final()
            )


class Storage:
    """The platform with speech that names a subtitle file, and the storage host that has it."""

    def __init__(self, file: Any, url: Any = FILE) -> None:
        self.file = file
        self.url = url
        self.fetched: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            self.fetched.append(request)
            if isinstance(self.file, Exception):
                raise self.file
            return unread(self.file)
        last = {"audio": "01", "status": 2, "subtitle_file": self.url}
        if b'"stream":true' in request.content:
            return streamed(data(piece(b"\x01"), {**SPEECH, "data": last}))
        return ok({**SPEECH, "data": last})


@pytest.fixture(params=["synthesize", "stream"])
def spoken(request: pytest.FixtureRequest, runner: Runner) -> Any:
    """Speech with subtitles, whole or streamed: a function of the storage."""

    def speak(storage: Storage) -> Speech:
        client = runner.client(storage, retry=AT_ONCE)
        if request.param == "synthesize":
            return runner(client.speech.synthesize("Hi.", subtitles=True))  # type: ignore[no-any-return]
        return runner(client.speech.stream("Hi.", subtitles=True).final())  # type: ignore[no-any-return]

    return speak


class TestSubtitles:
    def test_are_fetched_without_the_key(self, spoken: Any) -> None:
        storage = Storage(httpx.Response(200, json=SUBTITLES))
        assert spoken(storage).subtitles() == [Subtitle("Hi.", 0.0, 0.4)]
        (request,) = storage.fetched
        assert str(request.url) == FILE
        assert "authorization" not in request.headers
        assert KEY not in str(request.headers.multi_items())

    @pytest.mark.parametrize(
        ("file", "error"),
        [
            (httpx.ConnectError("refused"), NetworkError),
            (httpx.ReadTimeout("slow"), NetworkError),
            (httpx.Response(403, text="<Error>expired</Error>"), DecodeError),
            (httpx.Response(200, text="<Error>expired</Error>"), DecodeError),
            (httpx.Response(200, content=b"\xff\xfe"), DecodeError),
            (httpx.Response(200, text="[" * 100_000), DecodeError),
        ],
    )
    def test_failed_downloads_do_not_affect_the_audio(
        self, spoken: Any, file: Any, error: type[MinimaxError]
    ) -> None:
        speech = spoken(Storage(file))
        assert speech.audio == b"\x01"
        with pytest.raises(error) as caught:
            speech.subtitles()
        assert "signature" not in str(caught.value)

    @pytest.mark.parametrize(
        "url",
        [
            "not a url",
            "ftp://storage.example.test/s.json",
            "https://[::1",
            "file:///etc/passwd",
            {"odd": 1},
            7,
        ],
    )
    def test_invalid_links_do_not_affect_the_audio(self, spoken: Any, url: Any) -> None:
        speech = spoken(Storage(httpx.Response(404), url))
        assert speech.audio == b"\x01"
        with pytest.raises(MinimaxError):
            speech.subtitles()

    @pytest.mark.parametrize("file", [None, [], {}, 7, [None], [{"text": None}]])
    def test_unreadable_subtitles_are_none(self, spoken: Any, file: Any) -> None:
        speech = spoken(Storage(httpx.Response(200, text=json.dumps(file))))
        assert speech.audio == b"\x01"
        assert [subtitle.text for subtitle in speech.subtitles() if subtitle.text] == []

    def test_are_not_requested_without_a_file(self, runner: Runner) -> None:
        platform = Platform(SPEECH)
        speech = runner(runner.client(platform).speech.synthesize("Hi", subtitles=True))
        assert speech.subtitles() == []
        assert len(platform.requests) == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [("a.wav", "does not fit the format 'mp3'"), ("file/a.mp3", "cannot write")],
)
def test_stream_with_unwritable_destination_is_not_sent(
    runner: Runner, tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "file").touch()
    platform = Platform(SPEECH)
    client = runner.client(platform)
    with pytest.raises(ValidationError, match=f"^path: .*{message}"):
        runner(client.speech.stream("Hello.").save(tmp_path / name))
    with pytest.raises(ValidationError, match=f"^path: .*{message}"):
        runner(client.music.stream("Hello.", lyrics="La").save(tmp_path / name))
    assert platform.requests == []
