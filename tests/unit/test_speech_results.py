from __future__ import annotations

import errno
import io
import json
import os
import pickle
import wave
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from minimax.audio import Subtitle, split_audio_json
from minimax.core import destinations
from minimax.core.call import Answer
from minimax.errors import (
    DecodeError,
    MinimaxError,
    NetworkError,
    Origin,
    RateLimitError,
    ValidationError,
)
from minimax.results.sound import AudioInfo, Speech, SpeechAccumulator, sound_from

from .platform import SPEECH, piece

HERE = Origin("POST /v1/t2a_v2")
RAW: dict[str, Any] = {
    "extra_info": {"audio_length": 1480, "audio_sample_rate": 16000, "audio_channel": 2}
}


def answer_of(payload: Any, **headers: str) -> Answer:
    """An answer as the call flow decodes it."""
    return Answer(*split_audio_json(json.dumps(payload).encode()), headers)


def audio_frame(audio: Any, **more: Any) -> dict[str, Any]:
    return {**SPEECH, "data": {"audio": audio, "status": 2, **more}}


def speech_from(answer: Answer) -> Speech:
    return sound_from(answer, Speech, format="mp3")


def fed(*frames: Any) -> tuple[list[bytes], SpeechAccumulator]:
    accumulator = SpeechAccumulator(HERE)
    return [
        audio for frame in frames for audio in accumulator.feed(json.dumps(frame).encode())
    ], accumulator


class TestAnAnswer:
    def test_has_audio_bytes(self) -> None:
        speech = speech_from(answer_of(SPEECH))
        assert speech.audio == bytes.fromhex("fffbe8c4")
        assert (speech.format, speech.duration, speech.characters, speech.trace_id) == (
            "mp3",
            1.48,
            21,
            "05a1c2",
        )

    def test_keeps_all_other_fields(self) -> None:
        speech = speech_from(answer_of(audio_frame("00ff", ced="")))
        assert speech.raw == {**SPEECH, "data": {"status": 2, "ced": ""}}

    def test_can_contain_a_link(self) -> None:
        speech = speech_from(answer_of(audio_frame("https://cdn.example.test/a.mp3?sign=1")))
        assert speech.url == "https://cdn.example.test/a.mp3?sign=1"
        with pytest.raises(
            MinimaxError, match=r"within 24 hours .*https://cdn.example.test/a.mp3\?sign=1"
        ):
            _ = speech.audio
        assert "url=" in repr(speech)

    @pytest.mark.parametrize("audio", ["fffb9", "zz", "ff fb"])
    def test_invalid_hex_is_a_decode_error_with_raw(self, audio: str) -> None:
        with pytest.raises(DecodeError, match="not hex") as caught:
            speech_from(answer_of(audio_frame(audio)))
        assert caught.value.raw == audio

    @pytest.mark.parametrize(
        "payload",
        [
            audio_frame(None),
            audio_frame(""),
            audio_frame([]),
            audio_frame(7),
            {**SPEECH, "data": None},
            {**SPEECH, "data": []},
            {"base_resp": {"status_code": 0}},
        ],
    )
    def test_missing_audio_is_an_error(self, payload: Any) -> None:
        with pytest.raises(DecodeError, match="sent no audio") as caught:
            speech_from(answer_of(payload))
        assert isinstance(caught.value.raw, dict)

    def test_survives_pickle(self) -> None:
        speech = Speech(b"\x00", RAW, format="pcm", trace_id="t", subtitles=NetworkError("no"))
        other = pickle.loads(pickle.dumps(speech))
        assert (other.audio, other.raw, other.format, other.trace_id) == (b"\x00", RAW, "pcm", "t")
        assert repr(speech) == "Speech(audio=<1 bytes>, format='pcm', duration=1.48)"


class TestInfo:
    def test_has_the_fields_of_the_response(self) -> None:
        raw = {
            "audio_length": 1480,
            "audio_format": "opus",
            "audio_sample_rate": "24000",
            "bitrate": 64000,
            "audio_channel": 2,
            "usage_characters": 21,
            "word_count": 4,
            "usage_voice_count": 1,
        }
        assert AudioInfo.read(raw) == AudioInfo(1.48, "opus", 24000, 64000, 2, 21, 4, 1)

    def test_reads_music_fields(self) -> None:
        info = AudioInfo.read(
            {"music_duration": 60000, "music_sample_rate": 44100, "music_channel": 2}
        )
        assert (info.duration, info.sample_rate, info.channels) == (60.0, 44100, 2)

    @pytest.mark.parametrize(
        "raw",
        [None, {}, [], "odd", {"audio_length": None, "bitrate": "fast", "audio_format": None}],
    )
    def test_missing_values_are_zero(self, raw: Any) -> None:
        assert AudioInfo.read(raw) == AudioInfo(0.0, "", 0, 0, 0, 0, 0, 0)


class TestAStream:
    def test_yields_each_piece_once(self) -> None:
        pieces, accumulator = fed(
            piece(b"\x01"), piece(b"\x02\x03"), piece(b"\x01\x02\x03", 2, extra_info={})
        )
        assert pieces == [b"\x01", b"\x02\x03"]
        assert accumulator.result().audio == b"\x01\x02\x03"
        assert accumulator.complete

    def test_drops_repeated_audio_even_if_bytes_differ(self) -> None:
        pieces, accumulator = fed(piece(b"\x01"), piece(b"\x99\x98\x97", 2))
        assert pieces == [b"\x01"]
        assert accumulator.result().audio == b"\x01"

    @pytest.mark.parametrize(
        ("last", "size", "more"),
        [
            (b"\x01\x02\x03\x04", None, [b"\x04"]),  # the whole and a tail
            (b"\x01\x02\x03\x04\x05", 3, [b"\x04\x05"]),
            (b"\x01\x02\x03", 3, []),
            (b"\x01\x02", 3, []),  # less than what was sent
            (b"\x09\x01\x02\x03\x04", 5, []),  # the whole, packed anew
            (b"\x09\x01\x02\x03\x04", None, []),
            (b"\x09\x08", 5, [b"\x09\x08"]),  # the end alone
            (b"\x09", 4, [b"\x09"]),
            (b"\x09", None, []),
            (b"\x09", 3, []),
            (b"\x09\x08", None, []),
        ],
    )
    @pytest.mark.parametrize("name", ["audio_size", "music_size"])
    def test_yields_missing_audio_of_the_last_frame(
        self, last: bytes, size: int | None, more: list[bytes], name: str
    ) -> None:
        end = {**piece(last, 2), "extra_info": {name: size}}
        pieces, accumulator = fed(piece(b"\x01"), piece(b"\x02\x03"), end, end)
        assert pieces[:2] == [b"\x01", b"\x02\x03"]
        assert b"".join(pieces[2:]) == b"".join(more)
        assert accumulator.result().audio == b"".join(pieces)

    def test_uses_the_last_frame_if_it_is_the_only_one(self) -> None:
        pieces, accumulator = fed(piece(b"\x01\x02", 2))
        assert pieces == [b"\x01\x02"]
        assert accumulator.result().audio == b"\x01\x02"

    @pytest.mark.parametrize(
        "last",
        [
            piece(None, 2),
            piece(b"", 2),
            {"data": {"status": "2"}},
            {"data": {"status": 2, "ced": ""}},
        ],
    )
    def test_accepts_an_empty_last_frame(self, last: Any) -> None:
        pieces, accumulator = fed(piece(b"\x01"), last)
        assert (pieces, accumulator.complete) == ([b"\x01"], True)

    @pytest.mark.parametrize("frames", [[piece(None, 2)], [piece(b""), piece(None), piece(b"", 2)]])
    def test_stream_without_audio_is_an_error(self, frames: list[Any]) -> None:
        with pytest.raises(DecodeError, match="sent no audio"):
            fed(*frames)

    def test_complete_response_without_audio_is_an_error(self) -> None:
        with pytest.raises(DecodeError, match="sent no audio"):
            SpeechAccumulator(HERE).whole(answer_of(audio_frame(None)))

    def test_has_info_of_the_last_frame(self) -> None:
        last = {**piece(b"\x01", 2), "extra_info": SPEECH["extra_info"], "trace_id": "other"}
        _, accumulator = fed(piece(b"\x01"), {**last, "base_resp": None})
        speech = accumulator.result()
        assert (speech.duration, speech.trace_id, speech.characters) == (1.48, "other", 21)
        assert speech.raw["base_resp"]["status_code"] == 0

    def test_raises_the_error_of_a_frame(self) -> None:
        with pytest.raises(RateLimitError):
            fed(piece(b"\x01"), {"data": None, "base_resp": {"status_code": "1002"}})

    @pytest.mark.parametrize(
        "frame",
        [{}, {"data": None}, {"data": []}, {"data": {"audio": None}}, {"data": {"audio": 7}}],
    )
    def test_skips_frames_without_audio(self, frame: Any) -> None:
        pieces, accumulator = fed(frame, piece(b"\x01"))
        assert (pieces, accumulator.complete) == ([b"\x01"], False)

    def test_has_no_audio_before_the_first_frame(self) -> None:
        assert SpeechAccumulator(HERE).result().audio == b""


def line(text: str, begin: int | None, start: int = 0) -> dict[str, Any]:
    return {
        "text": text,
        "time_begin": start,
        "time_end": start + 100,
        **({} if begin is None else {"text_begin": begin}),
    }


class TestSamples:
    """Bare PCM comes in whole samples of all channels."""

    def read(
        self, *frames: Any, format: str = "pcm", channels: int = 1
    ) -> tuple[list[bytes], bytes]:
        """The pieces of a stream and the audio of its result."""
        accumulator = SpeechAccumulator(HERE, format=format, asked={"channel": channels})
        pieces = [
            audio for frame in frames for audio in accumulator.feed(json.dumps(frame).encode())
        ]
        return pieces, accumulator.result().audio

    @pytest.mark.parametrize(
        ("format", "channels", "sizes"),
        [
            ("pcm", 1, [2, 6, 1]),
            ("pcm", 2, [8, 1]),
            ("pcmu_raw", 2, [2, 6, 1]),
            ("pcmu_raw", 1, [3, 5, 1]),
            ("mp3", 2, [3, 5, 1]),
        ],
    )
    def test_are_joined_across_frames(self, format: str, channels: int, sizes: list[int]) -> None:
        parts = [b"\1\2\3", b"\4\5\6\7\x08", b"\t"]
        frames = [*map(piece, parts), piece(b"".join(parts), 2)]
        pieces, audio = self.read(*frames, format=format, channels=channels)
        assert [len(each) for each in pieces] == sizes
        assert b"".join(pieces) == audio == bytes(range(1, 10))

    def test_of_interrupted_streams_are_kept(self) -> None:
        pieces, audio = self.read(piece(b"\1"), piece(b"\2\3"))
        assert (pieces, audio) == ([b"\1\2"], b"\1\2\3")

    def test_of_single_frames_are_kept(self) -> None:
        pieces, audio = self.read(piece(b"\1\2\3", 2))
        assert (b"".join(pieces), audio) == (b"\1\2\3", b"\1\2\3")


class TestSubtitles:
    def test_growing_sentences_keep_the_newest_version(self) -> None:
        _, accumulator = fed(
            piece(b"\x01", subtitle=line("One", 0)),
            piece(b"\x02", subtitle=line("One two.", 0)),
            piece(b"\x03", subtitle=line("Three.", 9, 200)),
        )
        assert [subtitle.text for subtitle in accumulator.result().subtitles()] == [
            "One two.",
            "Three.",
        ]

    def test_without_position_are_all_kept(self) -> None:
        _, accumulator = fed(
            piece(b"\x01", subtitle=line("One.", None)),
            {**piece(b"\x02"), "subtitle": line("Two.", None, 200)},
        )
        assert [subtitle.text for subtitle in accumulator.result().subtitles()] == ["One.", "Two."]

    def test_files_replace_those_of_frames(self) -> None:
        _, accumulator = fed(
            piece(b"\x01", subtitle=line("One.", 0)),
            piece(None, 2, subtitle_file="https://cdn.example.test/s.json"),
        )
        assert accumulator.subtitle_url == "https://cdn.example.test/s.json"
        accumulator.attach_subtitles([line("Two.", 0)])
        assert accumulator.result().subtitles() == [Subtitle("Two.", 0.0, 0.1)]

    def test_can_be_written_as_srt_and_vtt(self) -> None:
        speech = Speech(b"\x00", RAW, subtitles=[line("One.", 0)])
        assert speech.to_srt() == "1\n00:00:00,000 --> 00:00:00,100\nOne.\n"
        assert speech.to_vtt() == "WEBVTT\n\n00:00:00.000 --> 00:00:00.100\nOne.\n"

    def test_failed_downloads_raise_on_access(self) -> None:
        speech = Speech(b"\x00", RAW)
        assert speech.subtitles() == []
        speech.attach_subtitles(NetworkError("cdn.example.test: refused"))
        assert speech.audio == b"\x00"
        for ask in (speech.subtitles, speech.to_srt, speech.to_vtt):
            with pytest.raises(NetworkError, match="refused"):
                ask()


class TestSaving:
    def test_writes_the_audio_and_returns_the_path(self, tmp_path: Path) -> None:
        speech = Speech(b"\x01\x02", RAW)
        assert speech.save(tmp_path / "a.mp3") == tmp_path / "a.mp3"
        assert speech.save(str(tmp_path / "b.mp3")).read_bytes() == b"\x01\x02"

    def test_adds_a_header_to_pcm_only_in_wav_files(self, tmp_path: Path) -> None:
        speech = Speech(b"\x01\x00" * 8, RAW, format="pcm")
        with wave.open(io.BytesIO(speech.save(tmp_path / "a.WAV").read_bytes())) as reader:
            assert reader.getparams()[:3] == (2, 2, 16000)
            assert reader.readframes(100) == b"\x01\x00" * 8
        assert speech.save(tmp_path / "a.pcm").read_bytes() == b"\x01\x00" * 8
        assert Speech(b"RIFF", RAW, format="wav").save(tmp_path / "b.wav").read_bytes() == b"RIFF"

    def test_replaces_files_atomically(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = tmp_path / "a.mp3"
        target.write_bytes(b"before")
        seen: list[bytes] = []
        replace = Path.replace

        def watched(self: Path, to: Path) -> Path:
            seen.append(target.read_bytes())
            return replace(self, to)

        monkeypatch.setattr(Path, "replace", watched)
        Speech(b"after", RAW).save(target)
        assert seen == [b"before"]
        assert target.read_bytes() == b"after"
        assert sorted(tmp_path.iterdir()) == [target]

    def test_full_disk_keeps_the_previous_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = tmp_path / "a.mp3"
        target.write_bytes(b"before")

        class Full(io.FileIO):
            def write(self, data: Any) -> int:
                super().write(data[:1])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(destinations, "open_new", lambda path: Full(path, "x+"))
        with pytest.raises(
            OSError,
            match=r"cannot write .*a\.mp3: No space left on device; the result is still in memory",
        ):
            Speech(b"after", RAW).save(target)
        assert target.read_bytes() == b"before"
        assert sorted(tmp_path.iterdir()) == [target]

    @pytest.mark.parametrize("place", ["file/a.mp3", "file/", "pipe.mp3", "/proc/no/folder/a.mp3"])
    def test_unwritable_path_keeps_the_audio(self, tmp_path: Path, place: str) -> None:
        (tmp_path / "file").touch()
        os.mkfifo(tmp_path / "pipe.mp3")
        speech = Speech(b"\x01", RAW)
        with pytest.raises(
            OSError, match="the result is still in memory, save it elsewhere"
        ) as caught:
            speech.save(os.path.join(tmp_path, place))  # noqa: PTH118 - keeps the slash
        assert caught.value.errno
        assert speech.audio == b"\x01"
        assert not list(tmp_path.glob(".*"))

    @pytest.mark.parametrize("place", ["new/folder/a.mp3", "new/", "old"])
    def test_missing_folders_are_created(self, tmp_path: Path, place: str) -> None:
        (tmp_path / "old").mkdir()
        path = Speech(b"1", RAW).save(os.path.join(tmp_path, place))  # noqa: PTH118
        assert path.name == ("a.mp3" if place.endswith("mp3") else "speech.mp3")
        assert path.read_bytes() == b"1"

    def test_folder_does_not_replace_files(self, tmp_path: Path) -> None:
        paths = [Speech(data, RAW, format="wav").save(tmp_path) for data in (b"1", b"2")]
        assert [(path.name, path.read_bytes()) for path in paths] == [
            ("speech.wav", b"1"),
            ("speech-2.wav", b"2"),
        ]

    @pytest.mark.parametrize(
        ("format", "name"), [("mp3", "a.wav"), ("pcmu_raw", "a.wav"), ("wav", "a.mp4")]
    )
    def test_wrong_extension_is_an_error_and_keeps_the_audio(
        self, tmp_path: Path, format: str, name: str
    ) -> None:
        speech = Speech(b"1", RAW, format=format)
        with pytest.raises(ValidationError, match=f"does not fit the format '{format}'"):
            speech.save(tmp_path / name)
        assert speech.audio == b"1"
        assert list(tmp_path.iterdir()) == []

    def test_linked_audio_error_has_a_hint(self, tmp_path: Path) -> None:
        with pytest.raises(MinimaxError, match=r"download it .*https://x/a\.mp3"):
            Speech(None, RAW, url="https://x/a.mp3").save(tmp_path / "a.mp3")
        assert list(tmp_path.iterdir()) == []


ALIKE = [
    *[piece(audio) for audio in (b"\x01", b"\x02\x03", b"", None)],
    *[piece(audio, subtitle={"text": "Hi", "text_begin": 0}) for audio in (b"\x04", b"\x05")],
    *[piece(audio, subtitle={"text": "Hi"}) for audio in (b"\x06", b"\x07")],
    *[
        {**piece(audio), "trace_id": trace, "subtitle": subtitle}
        for audio in (b"\x08", b"\x09")
        for trace in "ab"
        for subtitle in (None, "x")
    ],
    *[piece(audio, 2, extra_info={"audio_length": 3}) for audio in (b"\x0a", b"\x0b")],
]


class TestFramesThatRepeatTheOneBefore:
    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.sampled_from(ALIKE), max_size=12))
    @example(ALIKE[-2:])
    def test_equal_fully_parsed_frames(self, frames: list[Any]) -> None:
        plain = SpeechAccumulator(HERE)
        # With one more blank in front of each, no frame repeats another.
        try:
            expected = [
                audio
                for blanks, frame in enumerate(frames)
                for audio in plain.feed(b" " * blanks + json.dumps(frame).encode())
            ]
        except DecodeError:
            with pytest.raises(DecodeError, match="sent no audio"):
                fed(*frames)
            return
        pieces, accumulator = fed(*frames)
        speech, other = accumulator.result(), plain.result()
        assert (pieces, speech.audio, speech.raw, accumulator.complete) == (
            expected,
            other.audio,
            other.raw,
            plain.complete,
        )
        assert speech._subtitles == other._subtitles
