"""Speech to text: every form of transcript, limits, and recognition of generated speech."""

from __future__ import annotations

import io
import re
import wave
from dataclasses import replace
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator
from minimax.emulator.endpoints import ENDPOINTS
from minimax.emulator.media import AUDIO_FORMATS
from minimax.emulator.transcripts import Transcripts, spoken_text

from .conftest import SPEECH, frames, spoken
from .samples import assert_described, picture, speech, upload, wav

PATH = "/v1/speech_to_text"
TEXT = 'See you at the lock at nine. "Fine by me," she said, and hung up!'


def transcribe(
    http: httpx.Client, data: bytes, language: str = "", **fields: str
) -> httpx.Response:
    return http.post(
        PATH,
        data={"model": "asr-1.0", **fields},
        files={"file": ("a.wav", data)},
        headers={"language": language},
    )


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    error = response.json()["error"]
    assert error["http_code"] == str(response.status_code)
    return response.status_code, error["type"], error["message"]


def test_generated_speech_is_recognised(emulator: Emulator, http: httpx.Client) -> None:
    emulator.configure(strict=True)
    response = transcribe(http, speech(http, TEXT))
    answer = response.json()
    assert_described("speech_to_text", answer)
    assert answer == {
        "text": TEXT,
        "duration": answer["duration"],
        "trace_id": response.headers["trace-id"],
    }
    assert 2 < answer["duration"] < 8


@pytest.mark.parametrize(
    "format", [each for each in AUDIO_FORMATS if each not in ("pcm", "pcmu_raw")]
)
def test_every_format_with_a_header_is_recognised(http: httpx.Client, format: str) -> None:
    audio = speech(http, "Mind the gap.", audio_setting={"format": format})
    assert transcribe(http, audio).json()["text"] == "Mind the gap."


def test_raw_samples_require_a_header(
    http: httpx.Client,
) -> None:
    pcm = speech(http, "Mind the gap.", audio_setting={"format": "pcm", "sample_rate": 16000})
    assert transcribe(http, pcm).status_code == 400
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(pcm)
    assert transcribe(http, out.getvalue()).json()["text"] == "Mind the gap."


def test_both_copies_of_a_stream_are_recognised(http: httpx.Client) -> None:
    *pieces, last = frames(http.post(SPEECH, json=spoken("Mind the gap.", stream=True)))
    for data in ("".join(piece["data"]["audio"] for piece in pieces), last["data"]["audio"]):
        assert transcribe(http, bytes.fromhex(data)).json()["text"] == "Mind the gap."


def test_tags_and_interjections_are_not_words(http: httpx.Client) -> None:
    audio = speech(http, "Wait<#0.5#>for it. (laughs) Now!")
    assert transcribe(http, audio).json()["text"] == "Wait for it. Now!"
    assert spoken_text("你好(sighs)，\n世界") == "你好， 世界"


def test_sentences_have_times_and_speakers(http: httpx.Client) -> None:
    answer = transcribe(http, speech(http, TEXT), response_format="verbose_json").json()
    assert_described("speech_to_text", answer)
    segments = answer["segments"]
    assert [segment["text"] for segment in segments] == [
        "See you at the lock at nine.",
        ' "Fine by me," she said, and hung up!',
    ]
    assert [segment["id"] for segment in segments] == [0, 1]
    assert (answer["n_speakers"], {segment["speaker"] for segment in segments}) == (1, {"S1"})
    assert segments[0]["start"] == 0
    assert segments[0]["end"] <= segments[1]["start"]
    assert segments[1]["end"] == pytest.approx(answer["duration"], abs=0.1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            TEXT,
            [
                "See",
                " you",
                " at",
                " the",
                " lock",
                " at",
                " nine.",
                ' "Fine',
                " by",
                ' me,"',
                " she",
                " said,",
                " and",
                " hung",
                " up!",
            ],
        ),
        ("你好，世界。", ["你", "好，", "世", "界。"]),
        ("...", ["..."]),
    ],
)
def test_words_on_request(http: httpx.Client, text: str, words: list[str]) -> None:
    answer = transcribe(
        http, speech(http, text), response_format="verbose_json", timestamp_level="word"
    ).json()
    assert [segment["text"] for segment in answer["segments"]] == words
    starts = [segment["start"] for segment in answer["segments"]]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("format", "media_type", "pattern"),
    [
        (
            "srt",
            "text/plain",
            (
                r"1\n00:00:00,000 --> 00:00:0\d,\d{3}\nMind the gap\.\n\n2\n00:00:0\d,\d{3} -->"
                r" 00:00:0\d,\d{3}\nNow go\.\n"
            ),
        ),
        (
            "vtt",
            "text/vtt",
            (
                r"WEBVTT\n\n00:00:00\.000 --> 00:00:0\d\.\d{3}\nMind the gap\.\n\n00:00:0\d\.\d{3}"
                r" --> 00:00:0\d\.\d{3}\nNow go\.\n"
            ),
        ),
    ],
)
def test_subtitles(http: httpx.Client, format: str, media_type: str, pattern: str) -> None:
    response = transcribe(http, speech(http, "Mind the gap. Now go."), response_format=format)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.headers["trace-id"]
    assert re.fullmatch(pattern, response.text), response.text


def test_streams_return_text_in_pieces(http: httpx.Client) -> None:
    audio = speech(http, TEXT)
    *pieces, last = frames(transcribe(http, audio, stream="true"))
    for frame in (pieces[0], last):
        assert_described("speech_to_text", frame, "text/event-stream")
    assert "".join(piece["delta"] for piece in pieces) == TEXT
    assert [frame["index"] for frame in (*pieces, last)] == list(range(len(pieces) + 1))
    assert not any(piece["finish"] or "duration" in piece for piece in pieces)
    assert last == {
        "index": len(pieces),
        "delta": "",
        "finish": True,
        "duration": transcribe(http, audio).json()["duration"],
    }


def test_other_audio_has_plausible_text(http: httpx.Client) -> None:
    texts = {
        tag: transcribe(http, wav(10), language=tag).json()["text"]
        for tag in ("", "en-US", "zh", "ru", "tlh")
    }
    assert texts[""] == texts["en-US"] == texts["tlh"]
    assert texts["zh"].endswith("。")
    assert re.search("[а-я]", texts["ru"])
    assert len(transcribe(http, wav(60)).json()["text"]) > 3 * len(texts[""])
    assert transcribe(http, wav(0.5)).json()["text"]


def test_a_stereo_recording_has_a_speaker_on_each_side(http: httpx.Client) -> None:
    answer = transcribe(http, wav(20, channels=2), response_format="verbose_json").json()
    assert answer["n_speakers"] == 2
    assert [segment["speaker"] for segment in answer["segments"]][:3] == ["S1", "S2", "S1"]
    assert "".join(segment["text"] for segment in answer["segments"]) == answer["text"]
    assert "\nS2: " in transcribe(http, wav(20, channels=2), response_format="srt").text
    assert "<v S2>" in transcribe(http, wav(20, channels=2), response_format="vtt").text


def test_the_longest_recording_has_500_seconds(http: httpx.Client) -> None:
    assert transcribe(http, wav(500)).json()["duration"] == 500
    message = "invalid params, audio duration 501.0s exceeds the limit of 500s (2013)"
    assert refusal(transcribe(http, wav(501))) == (400, "bad_request_error", message)


def test_the_largest_request_has_50_megabytes(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ENDPOINTS["speech_to_text"].largest_body == 52_428_800
    monkeypatch.setitem(
        ENDPOINTS, "speech_to_text", replace(ENDPOINTS["speech_to_text"], largest_body=100_000)
    )
    code, kind, message = refusal(transcribe(http, bytes(100_000)))
    assert (code, kind) == (413, "invalid_request_error")
    assert message.endswith("at most 100000 allowed")


@pytest.mark.parametrize(
    ("data", "fields", "message"),
    [
        (b"no sound", {}, "file: not a readable media file"),
        (picture(), {}, "file is png without sound"),
        (wav(1), {"model": "whisper-1"}, "unknown model 'whisper-1'"),
        (
            wav(1),
            {"response_format": "xml"},
            "response_format: 'xml' is not one of json, verbose_json, srt, vtt",
        ),
        (wav(1), {"timestamp_level": "letter"}, "timestamp_level: 'letter' is not one of"),
        (wav(1), {"stream": "maybe"}, "stream: expected boolean, got string"),
        (
            wav(1),
            {"stream": "true", "response_format": "srt"},
            'stream only supports response_format "json"',
        ),
    ],
)
def test_invalid_requests_are_400(
    http: httpx.Client, data: bytes, fields: dict[str, str], message: str
) -> None:
    code, kind, text = refusal(transcribe(http, data, **fields))
    assert (code, kind) == (400, "bad_request_error")
    assert text.startswith(f"invalid params, {message}"), text
    assert text.endswith("(2013)")


def test_incomplete_forms_are_400(http: httpx.Client) -> None:
    assert (
        "file is empty"
        in refusal(http.post(PATH, data={"model": "asr-1.0"}, files={"other": ("a", b"x")}))[2]
    )
    half = (
        b"--abc\r\nContent-Disposition: form-data;"
        b' name="model"\r\n\r\nasr-1.0\r\n--abc\r\nContent-Disp'
    )
    headers = {"Content-Type": "multipart/form-data; boundary=abc"}
    assert (
        "it ends before its closing boundary"
        in refusal(http.post(PATH, content=half, headers=headers))[2]
    )
    assert refusal(http.post(PATH, json={"model": "asr-1.0"}))[0] == 400


def test_the_longest_word_list_joins_to_the_text(http: httpx.Client) -> None:
    for level in ("sentence", "word"):
        answer = transcribe(
            http, wav(120), response_format="verbose_json", timestamp_level=level
        ).json()
        assert "".join(segment["text"] for segment in answer["segments"]) == answer["text"]


def test_wrong_keys_are_401_in_the_format_of_the_api(http: httpx.Client) -> None:
    response = http.post(
        PATH,
        data={"model": "asr-1.0"},
        files={"file": ("a", b"x")},
        headers={"Authorization": "Bearer sk-bad"},
    )
    assert refusal(response)[:2] == (401, "authorized_error")


@pytest.mark.parametrize(
    ("fault", "code", "kind"),
    [
        ("insufficient_balance", 402, "insufficient_balance_error"),
        ("sensitive_input", 422, "unprocessable_entity_error"),
    ],
)
def test_errors_have_their_status(
    emulator: Emulator, http: httpx.Client, fault: str, code: int, kind: str
) -> None:
    emulator.fault(fault)
    assert refusal(transcribe(http, wav(1)))[:2] == (code, kind)


def test_a_stream_can_break_off(emulator: Emulator, http: httpx.Client) -> None:
    with emulator.fault("drop_mid_stream"), pytest.raises(httpx.RemoteProtocolError):
        transcribe(http, wav(5), stream="true")
    with emulator.fault("end_mid_stream"):
        assert not frames(transcribe(http, wav(5), stream="true"))[-1]["finish"]
    with emulator.fault("drop_mid_stream"):
        assert transcribe(http, wav(5)).json()["text"]


def test_a_cloned_preview_and_a_song_are_recognised(
    http: httpx.Client, anonymous: httpx.Client
) -> None:
    number = upload(http, "voice_clone", "a.wav", wav(10))
    body: dict[str, Any] = {
        "file_id": number,
        "voice_id": "HarbourNarrator01",
        "text": "Good evening.",
        "model": "speech-2.8-hd",
    }
    preview = anonymous.get(http.post("/v1/voice_clone", json=body).json()["demo_audio"]).content
    assert transcribe(http, preview).json()["text"] == "Good evening."
    body = {
        "model": "music-3.0",
        "lyrics": "[Verse]\nRails hum\nlow",
        "audio_setting": {"sample_rate": 16000, "bitrate": 32000},
    }
    song = bytes.fromhex(http.post("/v1/music_generation", json=body).json()["data"]["audio"])
    assert transcribe(http, song).json()["text"] == "Rails hum low"


def test_stored_transcripts_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minimax.emulator.transcripts.KEPT", 3)
    known = Transcripts()
    for number in range(5):
        known.remember(bytes([number]) * 9, str(number))
    assert [known.words_of(bytes([number]) * 9) for number in range(5)] == [
        None,
        None,
        "2",
        "3",
        "4",
    ]
    assert known.words_of(b"header" + bytes([4]) * 9) == "4"
    assert known.words_of(bytes([4]) * 8) is None
