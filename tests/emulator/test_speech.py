"""Text to speech over HTTP: hex, link, stream and subtitles."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator
from minimax.emulator.state import Voice

from .conftest import SPEECH, frames, spoken


def test_one_answer_holds_the_whole_audio_and_the_facts(http: httpx.Client) -> None:
    response = http.post(SPEECH, json=spoken())
    body = response.json()
    audio = bytes.fromhex(body["data"]["audio"])
    assert body["data"]["status"] == 2
    assert body["trace_id"] == response.headers["trace-id"]
    assert body["base_resp"] == {"status_code": 0, "status_msg": "success"}
    facts = body["extra_info"]
    assert facts["audio_size"] == len(audio)
    assert 1500 < facts["audio_length"] < 6000
    assert {
        name: value for name, value in facts.items() if name not in ("audio_size", "audio_length")
    } == {
        "audio_sample_rate": 32000,
        "bitrate": 128000,
        "audio_format": "mp3",
        "audio_channel": 1,
        "usage_characters": 42,
        "word_count": 34,
        "invisible_character_ratio": 0.0,
    }


def test_the_settings_shape_the_audio(http: httpx.Client) -> None:
    settings = {"format": "wav", "sample_rate": 16000, "channel": 2}
    body = http.post(
        SPEECH,
        json=spoken(
            audio_setting=settings, voice_setting={"voice_id": "male-qn-qingse", "speed": 2}
        ),
    ).json()
    audio = bytes.fromhex(body["data"]["audio"])
    assert audio.startswith(b"RIFF")
    assert (body["extra_info"]["audio_sample_rate"], body["extra_info"]["audio_channel"]) == (
        16000,
        2,
    )
    assert (
        body["extra_info"]["audio_length"]
        < http.post(SPEECH, json=spoken()).json()["extra_info"]["audio_length"]
    )


def test_a_chinese_character_is_billed_as_two(http: httpx.Client) -> None:
    assert (
        http.post(SPEECH, json=spoken("Hi, 你好。")).json()["extra_info"]["usage_characters"]
        == 4 + 4 + 1
    )


def test_a_link_takes_no_key_and_serves_ranges(http: httpx.Client, anonymous: httpx.Client) -> None:
    body = http.post(SPEECH, json=spoken(output_format="url")).json()
    link = body["data"]["audio"]
    assert link.startswith(str(http.base_url))
    whole = anonymous.get(link)
    assert whole.status_code == 200
    assert whole.headers["content-type"] == "audio/mpeg"
    assert len(whole.content) == body["extra_info"]["audio_size"]
    part = anonymous.get(link, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])

    refused = http.get(link)
    assert refused.status_code == 400
    assert "<Code>InvalidArgument</Code>" in refused.text


def test_a_link_ends_after_a_day_and_cannot_be_forged(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    link = http.post(SPEECH, json=spoken(output_format="url")).json()["data"]["audio"]
    assert "SignatureDoesNotMatch" in anonymous.get(link.replace("Expires=1", "Expires=2")).text
    assert anonymous.get(link.partition("?")[0]).status_code == 403
    emulator.clock.advance(24 * 3600 - 60)
    assert anonymous.get(link).status_code == 200
    emulator.clock.advance(120)
    expired = anonymous.get(link)
    assert (expired.status_code, "Request has expired." in expired.text) == (403, True)


@pytest.mark.parametrize(("kind", "words"), [("sentence", False), ("word", True)])
def test_subtitles_are_a_file_of_lines(
    http: httpx.Client, anonymous: httpx.Client, kind: str, words: bool
) -> None:
    text = "The last tram leaves at ten. Mind the gap."
    body = http.post(SPEECH, json=spoken(text, subtitle_enable=True, subtitle_type=kind)).json()
    lines = anonymous.get(body["data"]["subtitle_file"]).json()
    assert "".join(line["text"] for line in lines).replace(" ", "") == text.replace(" ", "")
    assert lines[-1]["time_end"] <= body["extra_info"]["audio_length"] + 1
    assert all(bool(line["timestamped_words"]) is words for line in lines)


def test_without_subtitles_there_is_no_file(http: httpx.Client) -> None:
    assert "subtitle_file" not in http.post(SPEECH, json=spoken()).json()["data"]


def test_a_stream_brings_increments_and_then_everything_once_more(http: httpx.Client) -> None:
    *pieces, last = frames(http.post(SPEECH, json=spoken(stream=True)))
    assert len(pieces) > 3
    assert {piece["data"]["status"] for piece in pieces} == {1}
    assert pieces[0]["base_resp"] == {"status_code": 0, "status_msg": ""}
    assert "extra_info" not in pieces[0]
    increments = b"".join(bytes.fromhex(piece["data"]["audio"]) for piece in pieces)
    whole = bytes.fromhex(last["data"]["audio"])
    assert last["data"]["status"] == 2
    assert last["base_resp"]["status_msg"] == "success"
    assert last["extra_info"]["audio_size"] == len(increments)
    assert whole != increments
    assert whole.endswith(increments)


def test_the_second_copy_is_left_out_on_demand(http: httpx.Client) -> None:
    body = spoken(stream=True, stream_options={"exclude_aggregated_audio": True})
    last = frames(http.post(SPEECH, json=body))[-1]
    assert last["data"]["audio"] == ""
    assert last["extra_info"]["audio_length"] > 0


def test_streamed_words_come_with_the_audio(http: httpx.Client) -> None:
    text = "The last tram leaves at ten. Mind the gap."
    *pieces, last = frames(
        http.post(
            SPEECH,
            json=spoken(text, stream=True, subtitle_enable=True, subtitle_type="word_streaming"),
        )
    )
    running = [piece["data"]["subtitle"] for piece in pieces]
    assert running[0]["text_begin"] == 0
    assert running[-1]["text_end"] == len(text)
    for before, after in pairwise(running):
        assert after["text_begin"] != before["text_begin"] or after["text"].startswith(
            before["text"]
        )
    assert "subtitle" not in last["data"]
    assert last["data"]["subtitle_file"].startswith("http")


@pytest.mark.parametrize("format", ["mp3", "pcm", "flac", "wav", "pcmu_raw", "pcmu_wav", "opus"])
def test_every_format_is_made_and_streamed(http: httpx.Client, format: str) -> None:
    body = spoken(
        "Mind the gap.", stream=True, audio_setting={"format": format, "sample_rate": 24000}
    )
    *pieces, last = frames(http.post(SPEECH, json=body))
    assert last["extra_info"]["audio_format"] == format
    assert (
        sum(len(piece["data"]["audio"]) for piece in pieces) == 2 * last["extra_info"]["audio_size"]
    )


def test_an_unknown_voice_is_2054(http: httpx.Client) -> None:
    body = http.post(SPEECH, json=spoken(voice_setting={"voice_id": "nobody"})).json()
    assert body["data"] == {"audio": None}
    assert body["base_resp"] == {"status_code": 2054, "status_msg": "voice id not exist"}


def test_a_voice_of_ones_own_is_charged_for_once(emulator: Emulator, http: httpx.Client) -> None:
    emulator.platform.account("sk-anything").voices["my-voice-1"] = Voice(
        "my-voice-1", "voice_cloning"
    )
    body = spoken(voice_setting={"voice_id": "my-voice-1"})
    assert http.post(SPEECH, json=body).json()["extra_info"]["usage_voice_count"] == 1
    assert "usage_voice_count" not in http.post(SPEECH, json=body).json()["extra_info"]


def test_a_voice_of_somebody_else_is_2042(emulator: Emulator, http: httpx.Client) -> None:
    emulator.platform.account("sk-other").voices["their-voice"] = Voice(
        "their-voice", "voice_cloning"
    )
    body = http.post(SPEECH, json=spoken(voice_setting={"voice_id": "their-voice"})).json()
    assert body["base_resp"]["status_code"] == 2042


def test_a_mix_of_voices_replaces_the_voice(http: httpx.Client) -> None:
    mix = [
        {"voice_id": "male-qn-qingse", "weight": 3},
        {"voice_id": "English_radiant_girl", "weight": 1},
    ]
    assert http.post(
        SPEECH, json=spoken(timbre_weights=mix, voice_setting={"voice_id": ""})
    ).json()["data"]["audio"]
    lonely = http.post(SPEECH, json=spoken(voice_setting={"voice_id": ""})).json()
    assert lonely["base_resp"]["status_msg"] == "invalid params, voice_setting.voice_id is empty"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("   \n", 2013),
        ("abc\x01\x02", 1042),
        ("abcdefghijklmnopqrstuvwxyz\x01", 0),
        ("a\tb\r\nc", 0),
    ],
)
def test_invisible_characters_are_counted(http: httpx.Client, text: str, code: int) -> None:
    body = http.post(SPEECH, json=spoken(text)).json()
    assert body["base_resp"]["status_code"] == code
    if "\x01" in text and not code:
        assert body["extra_info"]["invisible_character_ratio"] == pytest.approx(1 / 27, abs=1e-4)


def test_the_watermark_makes_the_audio_longer_and_the_subtitles_not(
    http: httpx.Client, anonymous: httpx.Client
) -> None:
    def made(**more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = http.post(SPEECH, json=spoken(subtitle_enable=True, **more)).json()
        return answer

    plain, marked = made(), made(aigc_watermark=True)
    assert marked["extra_info"]["audio_length"] > plain["extra_info"]["audio_length"] + 400
    assert marked["extra_info"]["usage_characters"] == plain["extra_info"]["usage_characters"]
    texts = [
        [line["text"] for line in anonymous.get(each["data"]["subtitle_file"]).json()]
        for each in (plain, marked)
    ]
    assert texts[0] == texts[1]


def test_an_unknown_model_is_refused(http: httpx.Client) -> None:
    assert (
        http.post(SPEECH, json=spoken(model="tts-1")).json()["base_resp"]["status_msg"]
        == "invalid params, unknown model 'tts-1'"
    )
