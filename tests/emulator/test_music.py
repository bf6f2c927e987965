"""Music: songs, instrumentals, covers in one step and in two, and lyrics."""

from __future__ import annotations

import base64
import hashlib
import json
from itertools import pairwise
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator
from minimax.emulator.endpoints import songwriting
from minimax.emulator.media import probe

from .conftest import frames
from .samples import assert_described, picture, status, wav

MUSIC, LYRICS, PREPROCESS = (
    "/v1/music_generation",
    "/v1/lyrics_generation",
    "/v1/music_cover_preprocess",
)
WORDS = "[Verse]\nRails hum low\n[Chorus]\nCarry me home"
FORM = {"sample_rate": 16000, "format": "wav"}


def song(**more: Any) -> dict[str, Any]:
    return {
        "model": "music-3.0",
        "prompt": "slow blues, night train",
        "lyrics": WORDS,
        "audio_setting": FORM,
        **more,
    }


def cover(**more: Any) -> dict[str, Any]:
    return {
        "model": "music-cover",
        "prompt": "bossa nova, soft voice",
        "audio_setting": FORM,
        **more,
    }


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def generate(http: httpx.Client, **more: Any) -> tuple[bytes, dict[str, Any]]:
    answer = http.post(MUSIC, json=song(**more)).json()
    return bytes.fromhex(answer["data"]["audio"]), answer["extra_info"]


# Songs


def test_a_song_comes_as_hex_with_its_facts(emulator: Emulator, http: httpx.Client) -> None:
    emulator.configure(strict=True)
    form = {"sample_rate": 16000, "bitrate": 64000, "format": "mp3"}
    answer = http.post(MUSIC, json=song(audio_setting=form)).json()
    assert_described("music_generation", answer)
    audio, facts = bytes.fromhex(answer["data"]["audio"]), answer["extra_info"]
    found = probe(audio)
    assert (answer["data"]["status"], answer["analysis_info"]) == (2, None)
    assert (found.container, found.sample_rate, found.channels) == ("mp3", 16000, 2)
    assert facts == {
        "music_duration": facts["music_duration"],
        "music_sample_rate": 16000,
        "music_channel": 2,
        "bitrate": 64000,
        "music_size": len(audio),
    }
    assert found.duration == pytest.approx(facts["music_duration"] / 1000, abs=0.2)


def test_more_words_make_a_longer_song(http: httpx.Client) -> None:
    short, long = generate(http)[1], generate(http, lyrics=WORDS * 6)[1]
    assert long["music_duration"] > short["music_duration"] + 5_000


def test_a_song_comes_as_a_link_on_demand(http: httpx.Client, anonymous: httpx.Client) -> None:
    answer = http.post(MUSIC, json=song(output_format="url")).json()
    served = anonymous.get(answer["data"]["audio"])
    assert served.headers["content-type"] == "audio/wav"
    assert len(served.content) == answer["extra_info"]["music_size"]


def test_without_settings_the_form_is_that_of_the_examples(http: httpx.Client) -> None:
    body = song(is_instrumental=True)
    del body["audio_setting"], body["lyrics"]
    facts = http.post(MUSIC, json=body).json()["extra_info"]
    assert (facts["music_sample_rate"], facts["bitrate"]) == (44100, 256000)


def test_a_stream_brings_pieces_and_then_everything_once_more(http: httpx.Client) -> None:
    *pieces, last = frames(http.post(MUSIC, json=song(stream=True)))
    for frame in (pieces[0], last):
        assert_described("music_generation", frame, "text/event-stream")
    assert len(pieces) > 3
    assert {(piece["data"]["status"], piece["extra_info"]) for piece in pieces} == {(1, None)}
    assert "".join(piece["data"]["audio"] for piece in pieces) == last["data"]["audio"]
    assert (last["data"]["status"], last["base_resp"]["status_msg"]) == (2, "success")
    assert last["extra_info"]["music_size"] == len(last["data"]["audio"]) // 2


def test_the_same_order_gives_the_same_song(http: httpx.Client) -> None:
    assert generate(http) == generate(http)
    assert generate(http) != generate(http, lyrics=WORDS.replace("home", "on"))


@pytest.mark.parametrize(
    "more",
    [
        {"is_instrumental": True, "lyrics": None},
        {"lyrics_optimizer": True, "lyrics": None},
        {"lyrics_optimizer": True, "lyrics": ""},
        {"prompt": None},
        {"model": "music-2.6"},
        {"model": "music-2.5+", "is_instrumental": True, "lyrics": None},
        {"model": "music-2.0"},
    ],
)
def test_every_way_to_ask_for_a_song(http: httpx.Client, more: dict[str, Any]) -> None:
    assert status(http.post(MUSIC, json=song(**more)))[0] == 0


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            song(lyrics=None),
            "songs of music-3.0 and music-2.6 require lyrics of 1 to 3500 characters",
        ),
        (
            song(lyrics=""),
            "songs of music-3.0 and music-2.6 require lyrics of 1 to 3500 characters",
        ),
        (
            song(is_instrumental=True, prompt=None),
            "instrumentals of music-3.0 and music-2.6 require a prompt",
        ),
        (
            song(stream=True, output_format="url"),
            'output_format "url" cannot be combined with stream',
        ),
        (
            song(audio_url="https://audio.example/a.mp3"),
            "audio_url, audio_base64 and cover_feature_id are for covers only",
        ),
        (
            song(audio_setting={"format": "ogg"}),
            "audio_setting.format: 'ogg' is not one of mp3, wav, pcm",
        ),
        (song(lyrics="x" * 3501), "lyrics: 3501 characters, at most 3500 allowed"),
        (song(model="music-9"), "unknown model 'music-9'"),
        (
            song(model="music-2.5", is_instrumental=True, lyrics=None),
            "lyrics: 0 characters, music-2.5 takes 1 to 3500",
        ),
        (
            song(model="music-2.0", prompt="short"),
            "music-2.0 takes a prompt of 10 to 2000 characters",
        ),
        (cover(), "pass exactly one of audio_url, audio_base64 and cover_feature_id for a cover"),
        (
            cover(audio_url="https://a.example/a.mp3", prompt="short"),
            "music-cover takes a prompt of 10 to 300 characters",
        ),
    ],
)
def test_a_broken_rule_is_2013(http: httpx.Client, body: Any, message: str) -> None:
    answer = http.post(MUSIC, json=body)
    code, text = status(answer)
    assert (code, text.startswith(f"invalid params, {message}")) == (2013, True), text
    assert answer.json()["data"] is None


@pytest.mark.parametrize(
    "model", ["music-3.0-free", "music-2.6-free", "music-cover-free", "music-01"]
)
def test_the_free_models_are_closed(http: httpx.Client, model: str) -> None:
    response = http.post(MUSIC, json=song(model=model))
    assert response.status_code == 410
    assert status(response)[0] == 2153
    assert "no longer available" in status(response)[1]


def test_an_account_without_access_is_a_fault(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("error", value=2153)
    for path, body in ((MUSIC, song()), (LYRICS, {"mode": "edit"}), (PREPROCESS, {})):
        assert http.post(path, json=body).status_code == 410


# Covers


def test_the_same_audio_gives_the_same_feature(http: httpx.Client) -> None:
    audio, facts = generate(http)
    answers = [
        http.post(
            PREPROCESS, json={"model": "music-cover", "audio_base64": base64_of(audio)}
        ).json()
        for _ in range(2)
    ]
    assert_described("music_cover_preprocess", answers[0])
    assert {answer["cover_feature_id"] for answer in answers} == {hashlib.md5(audio).hexdigest()}
    assert answers[0]["formatted_lyrics"] == WORDS
    assert answers[0]["audio_duration"] == pytest.approx(facts["music_duration"] / 1000, abs=0.2)


def test_the_structure_is_json_in_text_and_covers_the_whole_song(http: httpx.Client) -> None:
    answer = http.post(
        PREPROCESS, json={"model": "music-cover", "audio_base64": base64_of(wav(20))}
    ).json()
    structure = json.loads(answer["structure_result"])
    segments = structure["segments"]
    assert structure["num_segments"] == len(segments) == 3
    assert [segment["label"] for segment in segments] == ["verse", "chorus", "outro"]
    assert (segments[0]["start"], segments[-1]["end"]) == (0, 20)
    assert all(before["end"] == after["start"] for before, after in pairwise(segments))


def test_a_cover_in_two_steps(emulator: Emulator, http: httpx.Client) -> None:
    found = http.post(
        PREPROCESS, json={"model": "music-cover", "audio_url": "https://audio.example/shanty.mp3"}
    ).json()
    assert 10 <= len(found["formatted_lyrics"]) <= 1000
    body = cover(cover_feature_id=found["cover_feature_id"], lyrics=found["formatted_lyrics"])
    assert status(http.post(MUSIC, json=body))[0] == 0
    other = {"Authorization": "Bearer sk-other"}
    assert (
        status(http.post(MUSIC, json=body, headers=other))[1]
        == "invalid params, cover_feature_id: not found, or older than 24 hours"
    )
    emulator.clock.advance(24 * 3600 + 1)
    assert status(http.post(MUSIC, json=body))[0] == 2013


def test_a_cover_in_one_step_sings_what_it_hears(http: httpx.Client) -> None:
    audio = base64_of(generate(http)[0])
    heard = http.post(MUSIC, json=cover(audio_base64=audio)).json()["data"]
    assert heard == http.post(MUSIC, json=cover(audio_base64=audio, lyrics=WORDS)).json()["data"]


def test_a_song_behind_a_link_of_the_emulator_is_heard(http: httpx.Client) -> None:
    link = http.post(MUSIC, json=song(output_format="url")).json()["data"]["audio"]
    assert (
        http.post(PREPROCESS, json={"model": "music-cover", "audio_url": link}).json()[
            "formatted_lyrics"
        ]
        == WORDS
    )


@pytest.mark.parametrize(
    ("audio", "message"),
    [
        (b"no sound at all", "invalid audio file"),
        (picture(), "invalid audio file"),
        (wav(5), "audio_base64: the audio lasts 5.0 s, 6 s to 360 s allowed"),
        (wav(361), "audio_base64: the audio lasts 361.0 s, 6 s to 360 s allowed"),
    ],
)
def test_a_reference_that_is_no_good_is_refused(
    http: httpx.Client, audio: bytes, message: str
) -> None:
    answer = http.post(PREPROCESS, json={"model": "music-cover", "audio_base64": base64_of(audio)})
    assert status(answer) == (2013, f"invalid params, {message}")
    assert answer.json()["cover_feature_id"] == ""
    assert status(http.post(MUSIC, json=cover(audio_base64=base64_of(audio)))) == (
        2013,
        f"invalid params, {message}",
    )


def test_only_the_cover_model_analyses(http: httpx.Client) -> None:
    source = {"audio_url": "https://a.example/a.mp3"}
    assert status(http.post(PREPROCESS, json={"model": "music-3.0", **source}))[0] == 2013
    assert status(http.post(PREPROCESS, json={"model": "music-cover-free", **source}))[0] == 2153
    assert "exactly one of" in status(http.post(PREPROCESS, json={"model": "music-cover"}))[1]


# Lyrics


def test_lyrics_follow_the_theme_and_keep_the_title(emulator: Emulator, http: httpx.Client) -> None:
    emulator.configure(strict=True)
    body = {
        "mode": "write_full_song",
        "prompt": "Write a sad song about the last ferry, slowly",
        "title": "Grey Monday",
    }
    answer = http.post(LYRICS, json=body).json()
    assert_described("lyrics_generation", answer)
    assert answer["song_title"] == "Grey Monday"
    assert "the last ferry" in answer["lyrics"]
    assert "," in answer["style_tags"]
    assert answer["lyrics"].startswith("[Verse 1]\n")
    assert answer["lyrics"].count("[Chorus]") == 3
    assert http.post(LYRICS, json=body).json() == answer


def test_lyrics_fit_the_music_call(http: httpx.Client) -> None:
    written = http.post(
        LYRICS, json={"mode": "write_full_song", "prompt": "a very long theme " * 40}
    ).json()
    assert (
        status(http.post(MUSIC, json=song(lyrics=written["lyrics"], prompt=written["style_tags"])))[
            0
        ]
        == 0
    )


def test_an_empty_theme_gives_some_song(http: httpx.Client) -> None:
    songs = {
        http.post(LYRICS, json={"mode": "write_full_song"}).json()["song_title"] for _ in range(12)
    }
    assert len(songs) > 1


def test_an_edit_keeps_what_is_there(http: httpx.Client) -> None:
    answer = http.post(LYRICS, json={"mode": "edit", "lyrics": WORDS, "prompt": "more rain"}).json()
    assert answer["lyrics"].startswith(WORDS)
    assert "more rain" in answer["lyrics"]
    assert answer["song_title"] == "Rails Hum Low"


def test_a_mode_that_nobody_knows_is_2013(http: httpx.Client) -> None:
    assert status(http.post(LYRICS, json={"mode": "hum"}))[0] == 2013
    assert status(http.post(LYRICS, json={}))[1] == "invalid params, mode is empty"


@pytest.mark.parametrize("theme", ["", "末班船", "🙂", "a" * 2000, "...", "[Verse]\n\n"])
def test_any_theme_makes_a_whole_song(theme: str) -> None:
    written = songwriting.write(theme, seed="x")
    assert [part.tag for part in songwriting.parts(written.lyrics)] == [
        "Verse 1", "Chorus", "Verse 2", "Chorus", "Bridge", "Chorus", "Outro"
    ]  # fmt: skip
    assert written.title
    assert len(written.lyrics) < 3500


def test_sections_are_found_in_any_lyrics() -> None:
    assert songwriting.parts("la la\n[Chorus]\none\ntwo\n\n[Inst]") == [
        ("Verse", 1),
        ("Chorus", 2),
        ("Inst", 0),
    ]
    assert songwriting.parts("") == []
    assert songwriting.sung("[Verse]\none\n[x] two\n") == "one [x] two"


# Faults


def test_faults_reach_music(emulator: Emulator, http: httpx.Client) -> None:
    with emulator.fault("insufficient_balance"):
        answer = http.post(MUSIC, json=song()).json()
        assert (answer["data"], answer["base_resp"]["status_code"]) == (None, 1008)
    with emulator.fault("sensitive_input"):
        assert http.post(LYRICS, json={"mode": "edit"}).json()["base_resp"]["status_code"] == 1026
    with emulator.fault("json_instead_of_stream", value=1002):
        assert http.post(MUSIC, json=song(stream=True)).json()["base_resp"]["status_code"] == 1002
    with emulator.fault("error_frame_mid_stream"):
        last = frames(http.post(MUSIC, json=song(stream=True)))[-1]
        assert last["base_resp"]["status_code"] == 1027
