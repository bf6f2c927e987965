"""Music: songs, streams whose repeated end is dropped, lyrics, covers in one step and in two, and
the closed door.
"""

from __future__ import annotations

import base64
import io
import pickle
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import (
    DecodeError,
    MinimaxError,
    PermissionDeniedError,
    StreamInterrupted,
    ValidationError,
)
from minimax.audio import wav_header
from minimax.emulator import Emulator, media
from minimax.results.records import Cover, Lyrics
from minimax.results.sound import Music

from ..unit.platform import Chunks, Platform, Runner, data, native_error, ok, streamed

GOOD = {"status_code": 0, "status_msg": "success"}
SONG = "[Verse]\nSalt on the rigging\n[Chorus]\nHaul away home"
FACTS = {
    "music_duration": 158400,
    "music_sample_rate": 44100,
    "music_channel": 2,
    "bitrate": 256000,
    "music_size": 5,
}
MADE = {
    "data": {"audio": "49443304ff", "status": 2},
    "trace_id": "07be11",
    "extra_info": FACTS,
    "base_resp": GOOD,
}
CLOSED = {
    "status_code": 2153,
    "status_msg": "This Music API is no longer available to new users. Please turn elsewhere.",
}
BOSSA = "bossa nova, soft female voice"


def wav(seconds: float) -> bytes:
    size = int(seconds * 8000) * 2
    return wav_header(size, sample_rate=8000, channels=1) + bytes(size)


def piece(audio: bytes, status: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "data": {"audio": audio.hex(), "status": status},
        "trace_id": "07be13",
        "extra_info": None,
        "base_resp": GOOD,
        **more,
    }


class TestSongs:
    @pytest.mark.parametrize("format", ["mp3", "wav"])
    def test_have_the_requested_format(
        self, runner: Runner, client: Any, tmp_path: Path, format: str
    ) -> None:
        music = runner(
            client.music.generate("sea shanty", lyrics=SONG, format=format, sample_rate=16000)
        )

        probe = media.probe(music.save(tmp_path / f"shanty.{format}").read_bytes())
        assert probe.sample_rate == music.info.sample_rate == 16000
        assert probe.duration == pytest.approx(music.duration, abs=0.2)

    def test_all_audio_settings_are_always_sent(self, runner: Runner) -> None:
        platform = Platform(MADE)

        runner(runner.client(platform).music.generate("slow harp", instrumental=True, bitrate=None))

        assert platform.bodies == [
            {
                "model": "music-3.0",
                "prompt": "slow harp",
                "is_instrumental": True,
                "audio_setting": {"sample_rate": 44100, "bitrate": 256000, "format": "mp3"},
            }
        ]

    def test_raw_samples_get_a_wav_header_when_saved_as_wav(
        self, runner: Runner, tmp_path: Path
    ) -> None:
        platform = Platform(
            {**MADE, "data": {"audio": bytes(1000).hex(), "status": 2}, "extra_info": None}
        )

        music = runner(runner.client(platform).music.generate("x", lyrics="la", format="pcm"))

        probe = media.probe(music.save(tmp_path / "x.wav").read_bytes())
        assert (probe.sample_rate, probe.channels) == (44100, 2)

    def test_info_is_read_from_music_fields(self, runner: Runner) -> None:
        music = runner(runner.client(Platform(MADE)).music.generate("x", lyrics="la"))

        assert (music.duration, music.info.channels, music.info.bitrate, music.trace_id) == (
            158.4,
            2,
            256000,
            "07be11",
        )
        assert repr(music) == "Music(audio=<5 bytes>, format='mp3', duration=158.4)"
        assert pickle.loads(pickle.dumps(music)).audio == b"ID3\x04\xff"

    @pytest.mark.parametrize("place", ["audio", "audio_url"])
    def test_a_link_in_place_of_the_audio(self, runner: Runner, place: str) -> None:
        platform = Platform(
            {**MADE, "data": {place: "https://cdn.example.net/m/song.mp3?sig=zz", "status": 2}}
        )

        music = runner(runner.client(platform).music.generate("x", lyrics="la", output="url"))

        assert platform.bodies[0]["output_format"] == "url"
        assert music.url == "https://cdn.example.net/m/song.mp3?sig=zz"
        with pytest.raises(MinimaxError, match="client\\.files\\.download"):
            _ = music.audio

    def test_it_can_be_downloaded(self, runner: Runner, client: Any, tmp_path: Path) -> None:
        music = runner(client.music.generate("slow harp", instrumental=True, output="url"))

        path = runner(client.files.download(music.url, tmp_path / "harp.mp3"))
        assert media.probe(path.read_bytes()).container == "mp3"

    @pytest.mark.parametrize(
        "answer", [{"data": None}, {"data": {}}, {"data": {"audio": ""}}, {"data": {"audio": None}}]
    )
    def test_success_without_audio_is_an_error(
        self, runner: Runner, answer: dict[str, Any]
    ) -> None:
        with pytest.raises(DecodeError, match="sent no audio") as caught:
            runner(runner.client(Platform({**MADE, **answer})).music.generate("x", lyrics="la"))
        assert caught.value.raw["trace_id"] == "07be11"

    def test_broken_hex_is_an_error(self, runner: Runner) -> None:
        with pytest.raises(DecodeError, match="not hex"):
            runner(
                runner.client(Platform({**MADE, "data": {"audio": "494"}})).music.generate(
                    "x", lyrics="la"
                )
            )

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            (
                {"prompt": "x"},
                "pass lyrics, set lyrics_optimizer to true, or set instrumental to true",
            ),
            ({"prompt": "x", "lyrics": ""}, "pass lyrics"),
            ({"instrumental": True}, "instrumentals .* require a prompt"),
            ({"lyrics_optimizer": True}, "requires a prompt"),
            ({"prompt": "x" * 2001, "lyrics": "la"}, "at most 2,000"),
            ({"lyrics": "x" * 3501}, "at most 3,500"),
            ({"lyrics": "la", "sample_rate": 48000}, "44100"),
            ({"lyrics": "la", "format": "flac"}, "'mp3', 'wav', 'pcm'"),
            ({"lyrics": "la", "audio_url": "https://x/y.mp3"}, "are for covers only"),
        ],
    )
    def test_missing_arguments_are_reported_before_paying(
        self, runner: Runner, arguments: dict[str, Any], complaint: str
    ) -> None:
        platform = Platform(MADE)

        with pytest.raises(ValidationError, match=complaint):
            runner(runner.client(platform).music.generate(**arguments))
        assert platform.requests == []


class TestStreams:
    def test_yield_the_song_once(self, runner: Runner, client: Any) -> None:
        with runner.opened(
            client.music.stream("sea shanty", lyrics=SONG, format="pcm", sample_rate=16000)
        ) as stream:
            chunks = runner.list(stream)
        whole = runner(
            client.music.generate("sea shanty", lyrics=SONG, format="pcm", sample_rate=16000)
        )

        assert len(chunks) > 1
        assert b"".join(chunks) == whole.audio, "the last frame, which repeats it all, is dropped"
        assert stream.info.duration == whole.duration

    @pytest.mark.parametrize("format", ["pcm", "mp3", "wav"])
    def test_yield_audio_of_the_last_frame_once(
        self, runner: Runner, client: Any, emulator: Emulator, format: str
    ) -> None:
        emulator.fault("tail_in_last_frame")
        with runner.opened(client.music.stream("sea shanty", lyrics=SONG, format=format)) as stream:
            chunks = runner.list(stream)
        whole = runner(client.music.generate("sea shanty", lyrics=SONG, format=format))

        assert b"".join(chunks) == whole.audio
        assert runner(stream.final()).audio == whole.audio

    def test_can_be_saved(self, runner: Runner, client: Any, tmp_path: Path) -> None:
        with runner.opened(client.music.stream("slow harp", instrumental=True)) as stream:
            path = runner(stream.save(tmp_path / "harp.mp3"))

        assert media.probe(path.read_bytes()).container == "mp3"

    def test_single_last_frame_is_used(self, runner: Runner) -> None:
        platform = Platform(streamed(data(piece(b"whole", 2, extra_info=FACTS))))

        music = runner(runner.client(platform).music.stream("x", lyrics="la").final())

        assert (type(music), music.audio, music.duration) == (Music, b"whole", 158.4)

    def test_first_byte_can_take_minutes(self, runner: Runner) -> None:
        platform = Platform(streamed(data(piece(b"one"), piece(b"one", 2))))

        runner(runner.client(platform).music.stream("x", lyrics="la").final())

        assert platform.requests[0].extensions["timeout"]["read"] >= 300

    @pytest.mark.parametrize("end", [(), (httpx.ReadError("reset"),)], ids=["end", "cut"])
    def test_interrupted_ones_keep_received_audio(
        self, runner: Runner, end: tuple[Any, ...]
    ) -> None:
        platform = Platform(streamed(data(piece(b"one"), piece(b"two")), *end))

        with pytest.raises(StreamInterrupted) as caught:
            runner(runner.client(platform).music.stream("x", lyrics="la").final())
        assert caught.value.partial.audio == b"onetwo"

    def test_done_marker_is_optional(self, runner: Runner) -> None:
        for end in ("", "data: [DONE]\n\n"):
            platform = Platform(streamed(data(piece(b"one"), piece(b"one", 2)) + end.encode()))
            assert (
                runner(runner.client(platform).music.stream("x", lyrics="la").final()).audio
                == b"one"
            )

    def test_url_output_is_rejected(self, runner: Runner) -> None:
        with pytest.raises(ValidationError, match="cannot be combined with stream"):
            runner(
                runner.client(Platform(MADE)).music.stream("x", lyrics="la", output="url").final()
            )

    def test_leaving_early_frees_the_connection(self, runner: Runner) -> None:
        body = Chunks(data(piece(b"one")), data(piece(b"two")), data(piece(b"onetwo", 2)))
        answer = streamed()
        answer.stream = body

        with runner.opened(
            runner.client(Platform(answer)).music.stream("x", lyrics="la")
        ) as stream:
            assert runner.next(stream) == b"one"
        assert body.closed


class TestLyrics:
    def test_are_written(self, runner: Runner, client: Any) -> None:
        song = runner(client.music.lyrics("the last ferry of the evening", title="Last Boat"))

        assert song.title == "Last Boat"
        assert song.lyrics.startswith("[")
        assert song.style_tags
        assert str(song) == song.lyrics

    def test_are_edited_if_passed(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        runner(client.music.lyrics("make it shorter", lyrics=SONG))

        assert emulator.requests("lyrics_generation")[0].json == {
            "mode": "edit",
            "prompt": "make it shorter",
            "lyrics": SONG,
        }

    def test_are_random_without_prompt(
        self, runner: Runner, client: Any, emulator: Emulator
    ) -> None:
        assert runner(client.music.lyrics()).lyrics
        assert emulator.requests("lyrics_generation")[0].json == {"mode": "write_full_song"}

    def test_edit_requires_lyrics(self, runner: Runner) -> None:
        platform = Platform({})
        with pytest.raises(ValidationError, match="requires the lyrics to edit"):
            runner(runner.client(platform).music.lyrics("shorter", mode="edit"))
        assert platform.requests == []

    def test_other_fields_can_be_missing(self, runner: Runner) -> None:
        bare = runner(
            runner.client(
                Platform({"lyrics": "la", "song_title": None, "base_resp": GOOD})
            ).music.lyrics()
        )
        assert bare == Lyrics("", "", "la", {"lyrics": "la", "song_title": None, "base_resp": GOOD})
        with pytest.raises(DecodeError, match="no lyrics"):
            runner(runner.client(Platform({"song_title": "x", "base_resp": GOOD})).music.lyrics())


class TestCovers:
    @pytest.mark.parametrize("form", ["path", "bytes", "open file"])
    def test_send_the_song_as_base64(self, runner: Runner, tmp_path: Path, form: str) -> None:
        content, path, platform = wav(7), tmp_path / "song.wav", Platform(MADE)
        path.write_bytes(content)
        with path.open("rb") as file:
            song: Any = {"path": path, "bytes": content, "open file": file}[form]
            runner(runner.client(platform).music.cover(BOSSA, song))

        assert base64.b64decode(platform.bodies[0]["audio_base64"]) == content
        assert platform.bodies[0]["model"] == "music-cover"
        assert "lyrics" not in platform.bodies[0]

    def test_send_the_song_as_a_link(self, runner: Runner) -> None:
        platform = Platform(MADE)

        runner(runner.client(platform).music.cover(BOSSA, "https://audio.example.net/a.mp3?sig=1"))

        assert platform.bodies[0]["audio_url"] == "https://audio.example.net/a.mp3?sig=1"

    def test_in_one_step(self, runner: Runner, client: Any) -> None:
        assert (
            media.probe(
                runner(client.music.cover(BOSSA, wav(7), lyrics="la la la la la")).audio
            ).container
            == "mp3"
        )

    def test_in_two_steps(self, runner: Runner, client: Any, emulator: Emulator) -> None:
        song = runner(client.music.generate("sea shanty", lyrics=SONG))

        cover = runner(client.music.prepare_cover(song.audio))
        music = runner(client.music.cover(BOSSA, cover=cover))

        assert cover.duration == pytest.approx(song.duration, abs=0.2)
        assert "Salt on the rigging" in cover.lyrics
        assert cover.segments[0].start == 0
        assert music.audio
        sent = emulator.requests("music_generation")[-1].json
        assert (sent["cover_feature_id"], sent["lyrics"]) == (cover.feature_id, cover.lyrics)

    def test_with_own_lyrics(self, runner: Runner) -> None:
        platform = Platform(MADE)
        client = runner.client(platform)

        runner(
            client.music.cover(
                BOSSA,
                cover=Cover("77ab01", "recognised words", (), 1.0, None, {}),
                lyrics="other words",
            )
        )
        runner(client.music.cover(BOSSA, cover="77ab01", lyrics="other words"))

        assert [(body["cover_feature_id"], body["lyrics"]) for body in platform.bodies] == [
            ("77ab01", "other words")
        ] * 2

    def test_structure_is_parsed_from_a_json_string(self, runner: Runner) -> None:
        answer = {
            "cover_feature_id": "77ab01",
            "formatted_lyrics": "[Verse 1]\nRails hum low",
            "audio_duration": 90,
            "trace_id": "07be14",
            "structure_result": (
                '{"num_segments":1,"segments":[{"start":0,"end":12.5,"label":"verse"}]}'
            ),
            "base_resp": GOOD,
        }
        cover = runner(
            runner.client(Platform(answer)).music.prepare_cover("https://audio.example.net/a.mp3")
        )

        assert cover.to_dict() == {
            "feature_id": "77ab01",
            "lyrics": "[Verse 1]\nRails hum low",
            "segments": [{"start": 0.0, "end": 12.5, "label": "verse"}],
            "duration": 90.0,
            "trace_id": "07be14",
        }

    @pytest.mark.parametrize(
        "structure",
        [
            None,
            "",
            "{broken",
            "[]",
            '{"segments":null}',
            '{"segments":[null,7]}',
            {"segments": []},
            7,
        ],
    )
    def test_invalid_structure_has_no_segments(self, runner: Runner, structure: Any) -> None:
        answer = {
            "cover_feature_id": "77ab01",
            "structure_result": structure,
            "audio_duration": None,
            "base_resp": GOOD,
        }

        cover = runner(
            runner.client(Platform(answer)).music.prepare_cover("https://audio.example.net/a.mp3")
        )

        assert (cover.segments, cover.lyrics, cover.duration) == ((), "", 0.0)

    def test_missing_id_is_an_error(self, runner: Runner) -> None:
        with pytest.raises(DecodeError, match="no cover_feature_id"):
            runner(
                runner.client(
                    Platform({"cover_feature_id": "", "base_resp": GOOD})
                ).music.prepare_cover("https://a.example.net/a.mp3")
            )

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            ({"prompt": BOSSA}, "exactly one of audio and cover"),
            ({"prompt": BOSSA, "audio": wav(7), "cover": "1"}, "exactly one of audio and cover"),
            ({"prompt": "short", "audio": "https://x/y.mp3"}, "10 to 300 characters"),
            ({"prompt": BOSSA, "cover": "77ab01"}, "requires lyrics"),
            (
                {"prompt": BOSSA, "audio": "https://x/y.mp3", "lyrics": "short"},
                "lyrics of 10 to 1000 characters",
            ),
            (
                {"prompt": BOSSA, "audio": wav(5)},
                "lasts 5.0 seconds; a cover accepts 6 to 360 seconds",
            ),
            ({"prompt": BOSSA, "audio": wav(361)}, "lasts 361.0 seconds"),
            (
                {"prompt": BOSSA, "audio": b"\xff\xfb" + bytes(50 * 2**20)},
                "at most 52,428,800 bytes",
            ),
            ({"prompt": BOSSA, "audio": b"\x89PNG\r\n\x1a\n" + bytes(99)}, "is not audio"),
            ({"prompt": BOSSA, "audio": "四".encode() * 400}, "is not audio"),
            ({"prompt": BOSSA, "audio": b""}, "empty"),
            ({"prompt": BOSSA, "audio": "absent.mp3"}, "cannot read"),
            ({"prompt": BOSSA, "audio": io.StringIO("text")}, "binary mode"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_invalid_songs_are_rejected_before_paying(
        self, runner: Runner, arguments: dict[str, Any], complaint: str
    ) -> None:
        platform = Platform(MADE)

        with pytest.raises(ValidationError, match=complaint):
            runner(runner.client(platform).music.cover(**arguments))
        assert platform.requests == []


class TestTheClosedDoor:
    @pytest.mark.parametrize("status", [200, 410])
    @pytest.mark.parametrize("call", ["generate", "stream", "lyrics", "prepare_cover", "cover"])
    def test_raises_permission_denied_without_retry(
        self, runner: Runner, call: str, status: int
    ) -> None:
        platform = Platform(ok({"base_resp": CLOSED}, status))
        music = runner.client(platform).music
        calls: dict[str, Any] = {
            "generate": lambda: music.generate("x", lyrics="la"),
            "stream": lambda: music.stream("x", lyrics="la").final(),
            "lyrics": lambda: music.lyrics("x"),
            "prepare_cover": lambda: music.prepare_cover("https://audio.example.net/a.mp3"),
            "cover": lambda: music.cover(BOSSA, "https://audio.example.net/a.mp3"),
        }
        with pytest.raises(
            PermissionDeniedError, match="closed to new accounts since 20 August 2026"
        ) as caught:
            runner(calls[call]())

        assert caught.value.status_code == 2153
        assert not caught.value.retryable
        assert len(platform.requests) == 1

    def test_includes_the_free_models(self, runner: Runner, client: Any) -> None:
        with pytest.raises(PermissionDeniedError, match="2153"):
            runner(client.music.generate("x", lyrics="la la la", model="music-3.0-free"))

    def test_billed_calls_that_may_have_run_are_not_retried(self, runner: Runner) -> None:
        platform = Platform(native_error(1000, "unknown"))
        with pytest.raises(MinimaxError):
            runner(runner.client(platform).music.generate("x", lyrics="la"))
        assert len(platform.requests) == 1
