"""Cloned and designed voices: creation, use, listing and deletion."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator
from minimax.emulator.media import probe

from .conftest import SPEECH, spoken
from .samples import assert_described, picture, speech, status, upload, wav

CLONE, DESIGN, LIST, DELETE = (
    "/v1/voice_clone",
    "/v1/voice_design",
    "/v1/get_voice",
    "/v1/delete_voice",
)
TEXT = (
    "We sailed at dawn and saw no land for nine days. The cook sang every night, and nobody"
    " complained about the soup. "
)


@pytest.fixture
def sample(http: httpx.Client) -> int:
    """A recording that nobody knows the words of."""
    return upload(http, "voice_clone", "sample.wav", wav(12))


@pytest.fixture
def known_sample(emulator: Emulator, http: httpx.Client) -> int:
    """A recording whose words are known, as those of everything that was spoken here."""
    emulator.platform.transcripts.remember(wav(12), TEXT)
    return upload(http, "voice_clone", "sample.wav", wav(12))


def clone(
    http: httpx.Client, file_id: int, voice_id: str = "HarbourNarrator01", **more: Any
) -> httpx.Response:
    return http.post(CLONE, json={"file_id": file_id, "voice_id": voice_id, **more})


def use(http: httpx.Client, voice_id: str) -> int:
    """Platform code of speaking in a voice."""
    return status(http.post(SPEECH, json=spoken("Hello.", voice_setting={"voice_id": voice_id})))[0]


def listed(http: httpx.Client, kind: str = "voice_cloning") -> Any:
    return http.post(LIST, json={"voice_type": kind}).json()[kind]


# Cloning


def test_clones_can_be_used_immediately_and_are_listed_afterwards(
    emulator: Emulator, http: httpx.Client, sample: int
) -> None:
    emulator.configure(strict=True)
    answer = clone(http, sample).json()
    assert_described("voice_clone", answer)
    assert answer == {
        "input_sensitive": False,
        "input_sensitive_type": 0,
        "demo_audio": "",
        "base_resp": {"status_code": 0, "status_msg": "success"},
    }
    assert listed(http) == []
    assert use(http, "HarbourNarrator01") == 0
    [voice] = listed(http)
    assert voice["voice_id"] == "HarbourNarrator01"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", voice["created_time"])


def test_previews_are_links_and_not_a_first_use(
    http: httpx.Client, anonymous: httpx.Client, sample: int
) -> None:
    answer = clone(http, sample, text="Good evening, 你好。", model="speech-2.8-hd").json()
    assert_described("voice_clone", answer)
    audio = anonymous.get(answer["demo_audio"]).content
    facts = answer["extra_info"]
    assert probe(audio).container == "mp3"
    assert (facts["audio_size"], facts["usage_characters"], facts["word_count"]) == (
        len(audio),
        19,
        13,
    )
    assert listed(http) == []


def test_voices_sound_different(http: httpx.Client, sample: int) -> None:
    clone(http, sample, "HarbourNarrator01")
    clone(http, sample, "HarbourNarrator02")
    said = [
        speech(http, "Hello.", voice_setting={"voice_id": f"HarbourNarrator0{index}"})
        for index in (1, 2)
    ]
    assert said[0] != said[1]


@pytest.mark.parametrize(("seconds", "code"), [(9.5, 2037), (10, 0), (300, 0), (301, 2037)])
def test_the_sample_lasts_ten_seconds_to_five_minutes(
    http: httpx.Client, seconds: float, code: int
) -> None:
    number = upload(http, "voice_clone", "sample.wav", wav(seconds))
    assert status(clone(http, number))[0] == code


@pytest.mark.parametrize(
    ("purpose", "name", "data"),
    [("prompt_audio", "a.wav", wav(12)), ("voice_clone", "a.wav", b"no sound")],
)
def test_invalid_samples_are_20132(
    http: httpx.Client, purpose: str, name: str, data: bytes
) -> None:
    assert status(clone(http, upload(http, purpose, name, data)))[0] == 20132


def test_images_named_wav_are_20132(http: httpx.Client) -> None:
    assert status(clone(http, upload(http, "voice_clone", "a.wav", picture())))[0] == 20132


def test_missing_samples_are_20132(http: httpx.Client, sample: int) -> None:
    assert status(clone(http, sample + 1))[0] == 20132
    other = {"Authorization": "Bearer sk-other"}
    assert (
        status(
            http.post(
                CLONE, json={"file_id": sample, "voice_id": "HarbourNarrator01"}, headers=other
            )
        )[0]
        == 20132
    )


def test_an_id_belongs_to_one_voice_of_one_account(http: httpx.Client, sample: int) -> None:
    assert status(clone(http, sample))[0] == 0
    assert status(clone(http, sample)) == (2039, "voice clone voice id duplicate")
    assert status(clone(http, sample, "English_radiant_girl"))[0] == 2039
    assert (
        status(
            http.post(
                DESIGN,
                json={"prompt": "warm", "preview_text": "Hi.", "voice_id": "HarbourNarrator01"},
            )
        )[0]
        == 2039
    )
    other = {"Authorization": "Bearer sk-other"}
    assert (
        status(
            http.post(CLONE, json={"file_id": 1, "voice_id": "HarbourNarrator01"}, headers=other)
        )[0]
        == 2042
    )


def test_concurrent_clones_create_one_voice(http: httpx.Client, sample: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(lambda _: status(clone(http, sample))[0], range(4)))
    assert codes == [0, 2039, 2039, 2039]


@pytest.mark.parametrize(
    "voice_id", ["short", "1starts-with-a-digit", "ends-with-dash-", "has space in it"]
)
def test_invalid_ids_are_2013(http: httpx.Client, sample: int, voice_id: str) -> None:
    code, message = status(clone(http, sample, voice_id))
    assert code == 2013
    assert message.startswith("invalid params, voice_id")


def test_preview_requires_a_speech_model(http: httpx.Client, sample: int) -> None:
    assert "a preview text requires a speech model" in status(clone(http, sample, text="Hi."))[1]
    assert (
        status(clone(http, sample, text="Hi.", model="tts-1"))[1]
        == "invalid params, unknown model 'tts-1'"
    )
    assert listed(http) == []


@pytest.mark.parametrize(
    ("expected", "accuracy", "code"),
    [
        ("we sailed at dawn, and saw no land", None, 0),
        ("The train to the mountains leaves at noon.", None, 1043),
        ("We sailed at dawn with a cargo of tea.", 0.9, 1043),
        ("We sailed at dawn with a cargo of tea.", 0.3, 0),
        ("The train to the mountains leaves at noon.", 0, 1043),
    ],
)
def test_sample_must_match_the_validation_text(
    http: httpx.Client, known_sample: int, expected: str, accuracy: float | None, code: int
) -> None:
    more = {"text_validation": expected, **({} if accuracy is None else {"accuracy": accuracy})}
    answer = clone(http, known_sample, **more)
    assert status(answer)[0] == code
    if code:
        assert status(answer)[1] == "The asr similarity check failed"
        assert use(http, "HarbourNarrator01") == 2054


def test_external_recordings_always_match(http: httpx.Client, sample: int) -> None:
    assert status(clone(http, sample, text_validation="Anything at all."))[0] == 0


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(7.9, 0), (8, 2048), (20, 2048)],
)
def test_the_prompt_audio_is_shorter_than_eight_seconds(
    http: httpx.Client, sample: int, seconds: float, code: int
) -> None:
    prompt = {
        "prompt_audio": upload(http, "prompt_audio", "p.wav", wav(seconds)),
        "prompt_text": "The tide is coming in.",
    }
    assert status(clone(http, sample, clone_prompt=prompt))[0] == code


def test_prompt_text_must_match_the_prompt_audio(http: httpx.Client, sample: int) -> None:
    audio = upload(http, "prompt_audio", "p.mp3", speech(http, "The tide is coming in."))
    wrong = clone(
        http, sample, clone_prompt={"prompt_audio": audio, "prompt_text": "Buy more onions."}
    )
    assert status(wrong)[0] == 1044
    assert (
        status(
            clone(
                http,
                sample,
                clone_prompt={"prompt_audio": audio, "prompt_text": "The tide is coming in!"},
            )
        )[0]
        == 0
    )


def test_prompt_audio_and_text_are_required_together(http: httpx.Client, sample: int) -> None:
    answer = clone(http, sample, clone_prompt={"prompt_text": "The tide."})
    assert status(answer) == (2013, "invalid params, clone_prompt.prompt_audio is empty")


def test_unused_voices_expire_after_a_week(
    emulator: Emulator, http: httpx.Client, sample: int
) -> None:
    clone(http, sample, "UsedNarrator01")
    clone(http, sample, "UnusedNarrator01")
    use(http, "UsedNarrator01")
    emulator.clock.advance(168 * 3600 + 1)
    assert (use(http, "UsedNarrator01"), use(http, "UnusedNarrator01")) == (0, 2054)
    assert status(clone(http, sample, "UnusedNarrator01"))[0] == 0


# Design


def test_a_designed_voice_gets_an_id_and_a_preview_in_hex(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.configure(strict=True)
    answer = http.post(
        DESIGN, json={"prompt": "An old lighthouse keeper.", "preview_text": "Storms pass."}
    ).json()
    assert_described("voice_design", answer)
    assert re.fullmatch(r"ttv-voice-\d{16}-\w{8}", answer["voice_id"])
    assert probe(bytes.fromhex(answer["trial_audio"])).container == "mp3"
    assert listed(http, "voice_generation") is None
    assert use(http, answer["voice_id"]) == 0
    assert listed(http, "voice_generation")[0]["description"] == ["An old lighthouse keeper."]


def test_a_designed_voice_keeps_its_sound(http: httpx.Client) -> None:
    answer = http.post(
        DESIGN,
        json={
            "prompt": "A deep male voice",
            "preview_text": "Storms pass.",
            "voice_id": "KeeperVoice01",
        },
    ).json()
    assert answer["voice_id"] == "KeeperVoice01"
    assert speech(
        http, "Storms pass.", voice_setting={"voice_id": "KeeperVoice01"}
    ) == bytes.fromhex(answer["trial_audio"])


@pytest.mark.parametrize("name", ["prompt", "preview_text"])
def test_design_requires_a_prompt(http: httpx.Client, name: str) -> None:
    answer = http.post(DESIGN, json={"prompt": "warm", "preview_text": "Hi.", name: " "})
    assert answer.json()["voice_id"] == answer.json()["trial_audio"] == ""
    assert status(answer) == (2013, f"invalid params, {name} is empty")


# List and delete


def test_list_contains_the_requested_kinds(http: httpx.Client) -> None:
    system = http.post(LIST, json={"voice_type": "system"}).json()
    everything = http.post(LIST, json={"voice_type": "all"}).json()
    cloned = http.post(LIST, json={"voice_type": "voice_cloning"}).json()
    assert_described("get_voice", everything)
    assert len(system["system_voice"]) > 300
    assert {"voice_id", "voice_name", "description", "created_time"} == set(
        system["system_voice"][0]
    )
    assert (system["voice_cloning"], system["voice_generation"]) == ([], None)
    assert everything["system_voice"] == system["system_voice"]
    assert cloned["system_voice"] is None
    assert status(http.post(LIST, json={"voice_type": "music"}))[0] == 2013


def test_deleted_ids_cannot_be_reused(http: httpx.Client, sample: int) -> None:
    clone(http, sample)
    answer = http.post(
        DELETE, json={"voice_type": "voice_cloning", "voice_id": "HarbourNarrator01"}
    ).json()
    assert_described("delete_voice", answer)
    assert answer["voice_id"] == "HarbourNarrator01"
    assert answer["created_time"].isdigit()
    assert use(http, "HarbourNarrator01") == 2054
    assert status(clone(http, sample))[0] == 2039


@pytest.mark.parametrize(
    ("kind", "voice_id"),
    [
        ("voice_cloning", "nobody-at-all"),
        ("voice_generation", "HarbourNarrator01"),
        ("voice_cloning", "English_radiant_girl"),
    ],
)
def test_other_voices_cannot_be_deleted(
    http: httpx.Client, sample: int, kind: str, voice_id: str
) -> None:
    clone(http, sample)
    answer = http.post(DELETE, json={"voice_type": kind, "voice_id": voice_id}).json()
    assert answer == {
        "voice_id": "",
        "created_time": "",
        "base_resp": {"status_code": 2013, "status_msg": "invalid params, voice id not exist"},
    }


# Faults


def test_faults_apply_to_voices(emulator: Emulator, http: httpx.Client, sample: int) -> None:
    with emulator.fault("error", on="voice_clone", value=2038):
        assert status(clone(http, sample))[0] == 2038
    with emulator.fault("insufficient_balance", on="voice_design"):
        answer = http.post(DESIGN, json={"prompt": "warm", "preview_text": "Hi."}).json()
        assert (answer["voice_id"], answer["base_resp"]["status_code"]) == ("", 1008)
    with emulator.fault("null_data"):
        assert http.post(LIST, json={"voice_type": "system"}).json()["system_voice"] is None
