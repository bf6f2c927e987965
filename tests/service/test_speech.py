"""Speech against the emulator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from minimax import MinimaxError, NotFoundError, StreamInterrupted, ValidationError
from minimax.emulator import Emulator, media

from ..unit.platform import Runner

TEXT = "The last tram leaves at ten past midnight. Nobody was on it."
RATES = {"pcmu_raw": 8000, "pcmu_wav": 8000, "opus": 48000}


@pytest.mark.parametrize("format", ["mp3", "wav", "flac", "opus", "pcmu_wav"])
def test_speech_has_the_requested_format(
    runner: Runner, client: Any, tmp_path: Path, format: str
) -> None:
    rate = 24000 if format == "opus" else None if format == "pcmu_wav" else 16000

    speech = runner(client.speech.synthesize(TEXT, format=format, sample_rate=rate))

    path = speech.save(tmp_path / f"spoken.{format}")
    probe = media.probe(path.read_bytes())
    assert probe.sample_rate == RATES.get(format, 16000)
    assert probe.duration == pytest.approx(speech.duration, abs=0.2)
    assert speech.characters == len(TEXT)
    assert list(tmp_path.iterdir()) == [path], "no temporary file stays behind"


def test_streams_yield_the_audio_once(runner: Runner, client: Any, emulator: Emulator) -> None:
    with runner.opened(client.speech.stream(TEXT, format="pcm", sample_rate=16000)) as stream:
        chunks = runner.list(stream)
    whole = runner(client.speech.synthesize(TEXT, format="pcm", sample_rate=16000))

    assert len(chunks) > 1
    assert b"".join(chunks) == whole.audio
    assert stream.info.duration == pytest.approx(len(whole.audio) / 32000, abs=0.05)
    assert emulator.requests("t2a_v2")[0].json["stream_options"] == {
        "exclude_aggregated_audio": True
    }


def test_repeated_audio_of_the_last_frame_is_dropped(runner: Runner, client: Any) -> None:
    once = runner(client.speech.synthesize(TEXT, format="pcm")).audio

    with runner.opened(
        client.speech.stream(
            TEXT, format="pcm", extra={"stream_options": {"exclude_aggregated_audio": False}}
        )
    ) as stream:
        assert b"".join(runner.list(stream)) == once


@pytest.mark.parametrize("excluded", [True, False])
@pytest.mark.parametrize("format", ["pcm", "mp3"])
def test_audio_of_the_last_frame_is_yielded_once(
    runner: Runner, client: Any, emulator: Emulator, format: str, excluded: bool
) -> None:
    emulator.fault("tail_in_last_frame")
    options = {"stream_options": {"exclude_aggregated_audio": excluded}}

    with runner.opened(client.speech.stream(TEXT, format=format, extra=options)) as stream:
        chunks = runner.list(stream)

    assert b"".join(chunks) == runner(client.speech.synthesize(TEXT, format=format)).audio
    assert runner(stream.final()).audio == b"".join(chunks)


def test_a_stream_can_be_saved(runner: Runner, client: Any, tmp_path: Path) -> None:
    with runner.opened(client.speech.stream(TEXT)) as stream:
        path = runner(stream.save(tmp_path / "spoken.mp3"))

    assert media.probe(path.read_bytes()).container == "mp3"


@pytest.mark.parametrize("streamed", [False, True])
def test_subtitles_come_with_the_speech_and_without_the_key(
    runner: Runner, client: Any, emulator: Emulator, streamed: bool
) -> None:
    if streamed:
        with runner.opened(client.speech.stream(TEXT, subtitles=True)) as stream:
            speech = runner(stream.final())
    else:
        speech = runner(client.speech.synthesize(TEXT, subtitles=True))

    lines = speech.subtitles()
    assert " ".join(line.text for line in lines).split() == TEXT.split()
    assert lines[-1].end == pytest.approx(speech.duration, abs=0.3)
    assert speech.to_srt().startswith("1\n00:00:00,000 --> ")
    assert not any("authorization" in request.headers for request in emulator.requests("download"))


def test_a_link_instead_of_audio(runner: Runner, client: Any) -> None:
    speech = runner(client.speech.synthesize(TEXT, output="url"))

    assert speech.url.startswith("http")
    with pytest.raises(MinimaxError, match="link"):
        _ = speech.audio


def test_long_text_chinese_and_emoji_are_synthesized(runner: Runner, client: Any) -> None:
    for text in ("你好，世界。" * 20, "🎻🎻🎻 ok", "word " * 1900):
        assert runner(client.speech.synthesize(text, format="pcm", sample_rate=8000)).audio


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 10_001}, "10,000"),
        ({"text": "hi", "speed": 2.5}, "at most 2"),
        ({"text": "hi", "format": "ogg"}, "'mp3'"),
        ({"text": "hi", "pitch": 1.5}, "whole number"),
        ({"text": "hi", "spede": 1}, "did you mean 'speed'"),
    ],
)
def test_invalid_arguments_are_rejected_before_sending(
    runner: Runner, client: Any, emulator: Emulator, wrong: dict[str, Any], names: str
) -> None:
    with pytest.raises(ValidationError, match=names):
        runner(client.speech.synthesize(**wrong))

    assert emulator.requests() == []


def test_unknown_voices_are_reported(runner: Runner, client: Any) -> None:
    with pytest.raises(NotFoundError, match="2054"):
        runner(client.speech.synthesize(TEXT, voice="Nobody_Of_That_Name"))


@pytest.mark.parametrize("fault", ["null_data", "odd_hex"])
def test_unreadable_audio_is_an_error(
    runner: Runner, client: Any, emulator: Emulator, fault: str
) -> None:
    emulator.fault(fault)

    with pytest.raises(MinimaxError) as caught:
        runner(client.speech.synthesize(TEXT))

    assert caught.value.raw  # type: ignore[attr-defined]


def test_a_cut_stream_keeps_the_audio_so_far(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    emulator.fault("drop_mid_stream")

    with (
        pytest.raises(StreamInterrupted) as caught,
        runner.opened(client.speech.stream(TEXT)) as stream,
    ):
        runner(stream.final())

    assert caught.value.partial.audio


def test_a_frame_of_five_megabytes_is_read(runner: Runner, client: Any, emulator: Emulator) -> None:
    emulator.fault("huge_line")

    with runner.opened(client.speech.stream("hi")) as stream:
        assert runner(stream.final()).audio


def test_leaving_early_ends_the_request(runner: Runner, client: Any, emulator: Emulator) -> None:
    with runner.opened(client.speech.stream("word " * 1000)) as stream:
        first = runner.next(stream)

    assert stream.snapshot.audio.startswith(first)
    assert runner(client.speech.synthesize("Still here.")).audio
