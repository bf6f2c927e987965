"""Voices against the emulator and scripted responses."""

from __future__ import annotations

import io
import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import (
    DecodeError,
    MinimaxError,
    NetworkError,
    NotFoundError,
    ValidationError,
    VoiceExistsError,
)
from minimax.audio import wav_header
from minimax.emulator import Emulator
from minimax.results.records import ClonedVoice, DesignedVoice

from ..unit.platform import Platform, Runner, native_error, ok

RATE = 8000
UPLOADED = {
    "file": {"file_id": 301223344556677},
    "base_resp": {"status_code": 0, "status_msg": "success"},
}
CLONED = {
    "input_sensitive": False,
    "demo_audio": "",
    "base_resp": {"status_code": 0, "status_msg": "success"},
}


def wav(seconds: float) -> bytes:
    size = int(seconds * RATE) * 2
    return wav_header(size, sample_rate=RATE, channels=1) + bytes(size)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.wav"
    path.write_bytes(wav(12))
    return path


def operations(emulator: Emulator) -> list[str | None]:
    return [request.operation_id for request in emulator.requests()]


# List


def test_the_list_is_flat_and_names_kind_name_and_language(runner: Runner, client: Any) -> None:
    voices = runner(client.voices.list())

    narrator = next(voice for voice in voices if voice.id == "English_expressive_narrator")
    assert (narrator.kind, narrator.name, narrator.language, narrator.created) == (
        "system",
        "Expressive Narrator",
        "English",
        None,
    )
    assert narrator.description


def test_own_voices_are_listed_after_their_first_use(
    runner: Runner, client: Any, sample: Path
) -> None:
    runner(client.voices.clone("HarbourNarrator01", sample))
    assert runner(client.voices.list("cloned")) == []

    runner(client.speech.synthesize("The tide is coming in.", voice="HarbourNarrator01"))

    (voice,) = runner(client.voices.list("cloned"))
    assert (voice.id, voice.kind, voice.language) == ("HarbourNarrator01", "cloned", "")
    assert isinstance(voice.created, date)
    assert voice in runner(client.voices.list())


@pytest.mark.parametrize(
    ("kind", "wire"),
    [
        ("all", "all"),
        ("system", "system"),
        ("cloned", "voice_cloning"),
        ("designed", "voice_generation"),
    ],
)
def test_kinds_are_sent_under_their_wire_names(
    runner: Runner, client: Any, emulator: Emulator, kind: str, wire: str
) -> None:
    runner(client.voices.list(kind))

    assert emulator.requests("get_voice")[0].json == {"voice_type": wire}


def test_an_id_that_is_a_number_is_an_id(runner: Runner) -> None:
    numbered = {"voice_id": 301, "voice_cloning": [{"voice_id": 302}]}
    client = runner.client(Platform(numbered))

    assert runner(client.voices.design("an old sailor", preview_text="Ahoy.")).voice_id == "301"
    assert [voice.id for voice in runner(client.voices.list("cloned"))] == ["302"]


def test_an_unknown_kind_is_refused_before_sending(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    with pytest.raises(
        ValidationError, match=r"'clone' is not allowed.*'cloned', 'designed' or 'all'"
    ) as caught:
        runner(client.voices.list("clone"))

    assert caught.value.field == "kind"
    assert emulator.requests() == []


def test_missing_fields_are_filled_or_empty(runner: Runner) -> None:
    answer = {
        "system_voice": [
            {"voice_id": "English_radiant_girl"},
            {
                "voice_id": "Klingon_new",
                "voice_name": "Kor",
                "description": ["  Gruff. ", None, "Proud."],
                "created_time": "1970-01-01",
            },
            {"voice_name": "without an id"},
            "nonsense",
        ],
        "voice_cloning": None,
        "voice_generation": [
            {"voice_id": "ttv-voice-1", "description": None, "created_time": "2026-11-02"},
            {"voice_id": "ttv-voice-2", "description": "Hoarse.", "created_time": "1793600000"},
            {"voice_id": "ttv-voice-3", "created_time": "soon"},
        ],
    }
    client = runner.client(Platform(answer))

    voices = runner(client.voices.list())

    assert [(voice.id, voice.name, voice.language, voice.description) for voice in voices[:2]] == [
        ("English_radiant_girl", "Radiant Girl", "English", ""),
        ("Klingon_new", "Kor", "", "Gruff. Proud."),
    ]
    assert [(voice.id, voice.description, voice.created) for voice in voices[2:]] == [
        ("ttv-voice-1", "", date(2026, 11, 2)),
        ("ttv-voice-2", "Hoarse.", date(2026, 11, 2)),
        ("ttv-voice-3", "", None),
    ]


# Clone


def test_clone_uploads_the_recording_and_can_be_used(
    runner: Runner, client: Any, emulator: Emulator, sample: Path
) -> None:
    voice = runner(client.voices.clone("HarbourNarrator01", sample, noise_reduction=True))

    assert isinstance(voice, ClonedVoice)
    assert (
        voice.voice_id,
        voice.preview_url,
        voice.input_sensitive,
        voice.input_sensitive_type,
    ) == ("HarbourNarrator01", "", False, 0)
    assert operations(emulator) == ["files_upload", "voice_clone"]
    body = emulator.requests("voice_clone")[0].json
    assert body == {
        "file_id": int(voice.files["audio"]),
        "voice_id": "HarbourNarrator01",
        "need_noise_reduction": True,
    }
    assert runner(client.files.list("voice_clone"))[0].id == voice.files["audio"]
    assert (
        runner(client.speech.synthesize("Good evening.", voice=voice.voice_id)).info.voices_charged
        == 1
    )


def test_preview_has_a_default_model(
    runner: Runner, client: Any, emulator: Emulator, sample: Path
) -> None:
    voice = runner(client.voices.clone("HarbourNarrator01", sample, preview_text="Welcome aboard."))

    assert emulator.requests("voice_clone")[0].json["model"] == "speech-2.8-hd"
    assert voice.preview.characters == 15
    assert voice.preview.duration > 0
    assert len(runner(client.files.download(voice.preview_url))) > 100


def test_prompt_audio_is_sent_with_its_text(
    runner: Runner, client: Any, emulator: Emulator, sample: Path
) -> None:
    example = io.BytesIO(wav(4))

    voice = runner(
        client.voices.clone(
            "HarbourNarrator01", sample, prompt_audio=example, prompt_text="The tide is coming in."
        )
    )

    assert set(voice.files) == {"audio", "prompt_audio"}
    prompt = emulator.requests("voice_clone")[0].json["clone_prompt"]
    assert prompt == {
        "prompt_audio": int(voice.files["prompt_audio"]),
        "prompt_text": "The tide is coming in.",
    }
    assert not example.closed


@pytest.mark.parametrize("as_given", [str, int, lambda file_id: f" {file_id} "])
def test_an_uploaded_file_is_not_uploaded_again(
    runner: Runner, client: Any, emulator: Emulator, sample: Path, as_given: Any
) -> None:
    file = runner(client.files.upload(sample, purpose="voice_clone"))

    runner(client.voices.clone("HarbourNarrator01", as_given(file.id)))
    runner(client.voices.clone("HarbourNarrator02", file))

    assert operations(emulator) == ["files_upload", "voice_clone", "voice_clone"]
    assert {request.json["file_id"] for request in emulator.requests("voice_clone")} == {
        int(file.id)
    }


class Pipe(io.RawIOBase):
    """Can be read once and never rewound."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._data.readinto(buffer)


@pytest.mark.parametrize(
    "source",
    [lambda: wav(12), lambda: io.BytesIO(wav(12)), lambda: Pipe(wav(12))],
    ids=["bytes", "file", "pipe"],
)
def test_unnamed_recordings_get_an_extension_from_their_content(
    runner: Runner, source: Any
) -> None:
    platform = Platform(UPLOADED, CLONED)
    client = runner.client(platform)

    runner(client.voices.clone("HarbourNarrator01", source()))

    upload, clone = platform.requests
    assert b'filename="file.wav"' in upload.content
    assert wav(12) in upload.content
    assert json.loads(clone.content)["file_id"] == 301223344556677


@pytest.mark.parametrize(
    ("voice_id", "complaint"),
    [
        ("Harbour 01", "contains ' ' at position 8"),
        ("Hafen_Sprecherin_ä1", "contains 'ä' at position 18"),
        ("HarbourNarrator\n", r"contains '\\n' at position 16"),
        ("Short1", "has 6 characters"),
        ("", "has 0 characters"),
        ("H" * 257, "has 257 characters"),
        ("1stNarrator", "starts with '1'"),
        ("HarbourNarrator-", "ends with '-'"),
        (12345678, "must be text, not int"),
    ],
)
def test_invalid_voice_ids_are_rejected_before_sending(
    runner: Runner, sample: Path, voice_id: Any, complaint: str
) -> None:
    platform = Platform(UPLOADED)
    client = runner.client(platform)

    with pytest.raises(ValidationError, match=complaint) as caught:
        runner(client.voices.clone(voice_id, sample))

    assert "8 to 256 characters" in str(caught.value)
    assert (caught.value.field, platform.requests) == ("voice_id", [])


@pytest.mark.parametrize(
    ("arguments", "field", "complaint"),
    [
        (
            {"audio": wav(9.5)},
            "audio",
            r"lasts 9\.5 seconds; voice_clone accepts 10 to 300 seconds",
        ),
        ({"audio": wav(301)}, "audio", r"lasts 301\.0 seconds"),
        (
            {"audio": b"\x89PNG\r\n\x1a\n" + bytes(100)},
            "audio",
            "cannot recognise 108 bytes as an MP3, M4A or WAV recording",
        ),
        ({"audio": b""}, "audio", "audio: the file is empty"),
        (
            {"prompt_audio": wav(9), "prompt_text": "Ahoy."},
            "prompt_audio",
            r"lasts 9\.0 seconds; prompt_audio accepts less than 8 seconds",
        ),
        ({"prompt_audio": wav(4)}, "prompt_text", "missing"),
        ({"prompt_text": "Ahoy."}, "prompt_audio", "missing"),
        ({"accuracy": 1.5}, "accuracy", "1.5"),
        ({"preview_text": "x" * 1001}, "preview_text", "1,001"),
    ],
)
def test_recordings_are_validated_before_sending(
    runner: Runner, sample: Path, arguments: dict[str, Any], field: str, complaint: str
) -> None:
    platform = Platform(UPLOADED)
    client = runner.client(platform)

    with pytest.raises(ValidationError, match=complaint) as caught:
        runner(client.voices.clone("HarbourNarrator01", **{"audio": sample, **arguments}))

    assert (caught.value.field, platform.requests) == (field, [])


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("missing.wav", None, "cannot read"),
        ("notes.txt", wav(12), "not .txt"),
        ("picture.mp3", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture.mp3 contains image/png"),
        ("long.wav", wav(12) + bytes(21 * 2**20), "accepts at most 20,971,520"),
    ],
)
def test_other_files_are_not_uploaded(
    runner: Runner, tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    platform = Platform(UPLOADED)
    client = runner.client(platform)
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(ValidationError, match=complaint):
        runner(client.voices.clone("HarbourNarrator01", tmp_path / name))

    assert platform.requests == []


def test_folders_are_rejected(runner: Runner, tmp_path: Path) -> None:
    client = runner.client(Platform(UPLOADED))

    with pytest.raises(ValidationError, match="Is a directory"):
        runner(client.voices.clone("HarbourNarrator01", tmp_path))


def test_unknown_durations_are_checked_by_the_platform(runner: Runner, tmp_path: Path) -> None:
    platform = Platform(UPLOADED, CLONED)
    (tmp_path / "odd.mp3").write_bytes(b"ID3" + bytes(2000))

    runner(runner.client(platform).voices.clone("HarbourNarrator01", tmp_path / "odd.mp3"))

    assert len(platform.requests) == 2


def test_checks_can_be_switched_off(runner: Runner, connect: Any, emulator: Emulator) -> None:
    client = connect(validate=False)

    with pytest.raises(MinimaxError) as caught:
        runner(client.voices.clone("HarbourNarrator01", wav(2)))

    assert caught.value.status_code == 2037  # the platform's word for too short
    assert operations(emulator) == ["files_upload", "voice_clone"]


def test_existing_ids_raise_voice_exists_error_with_the_uploaded_file(
    runner: Runner, client: Any, emulator: Emulator, sample: Path
) -> None:
    runner(client.voices.clone("HarbourNarrator01", sample))

    with pytest.raises(VoiceExistsError) as caught:
        runner(client.voices.clone("HarbourNarrator01", sample))

    kept = caught.value.uploaded["audio"]
    assert caught.value.status_code == 2039
    assert f"already uploaded: audio='{kept}'" in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).uploaded == {"audio": kept}
    runner(client.voices.clone("HarbourNarrator02", kept))
    assert operations(emulator).count("files_upload") == 2


def test_broken_connections_name_the_uploaded_files(runner: Runner, sample: Path) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("cut", request=request)

    client = runner.client(Platform(UPLOADED, broken))

    with pytest.raises(NetworkError, match="audio='301223344556677'") as caught:
        runner(client.voices.clone("HarbourNarrator01", sample))

    assert caught.value.uploaded == {"audio": "301223344556677"}


def test_errors_without_upload_do_not_mention_one(runner: Runner) -> None:
    client = runner.client(Platform(native_error(2039)))

    with pytest.raises(VoiceExistsError) as caught:
        runner(client.voices.clone("HarbourNarrator01", "301223344556677"))

    assert caught.value.uploaded == {}
    assert "uploaded" not in str(caught.value)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"input_sensitive": True, "input_sensitive_type": 3}, (True, 3)),
        ({"input_sensitive": {"type": 4}}, (True, 4)),
        ({"input_sensitive": {"type": 0}}, (False, 0)),
        ({"input_sensitive": None, "demo_audio": None, "extra_info": None}, (False, 0)),
    ],
)
def test_content_filter_verdicts_are_read_in_every_form(
    runner: Runner, facts: dict[str, Any], expected: tuple[bool, int]
) -> None:
    client = runner.client(Platform({**facts, "base_resp": {"status_code": 0}}))

    voice = runner(client.voices.clone("HarbourNarrator01", "301223344556677"))

    assert (voice.input_sensitive, voice.input_sensitive_type) == expected
    assert (voice.preview_url, voice.preview.duration) == ("", 0)
    assert pickle.loads(pickle.dumps(voice)) == voice


def test_progress_is_reported(runner: Runner, client: Any, sample: Path) -> None:
    seen: list[tuple[int, int]] = []

    runner(
        client.voices.clone(
            "HarbourNarrator01", sample, on_progress=lambda done, total: seen.append((done, total))
        )
    )

    size = sample.stat().st_size
    assert seen[-1] == (size, size)


# Design


def test_designed_voices_have_a_preview_and_can_be_used(
    runner: Runner, client: Any, tmp_path: Path
) -> None:
    voice = runner(
        client.voices.design("An old lighthouse keeper.", preview_text="The lamp stays lit.")
    )

    assert isinstance(voice, DesignedVoice)
    assert voice.voice_id.startswith("ttv-voice-")
    assert voice.audio[:3] == b"ID3" or voice.audio[0] == 0xFF
    assert voice.save(tmp_path / "keeper.mp3").read_bytes() == voice.audio
    assert pickle.loads(pickle.dumps(voice)).audio == voice.audio
    runner(client.speech.synthesize("Storms pass.", voice=voice.voice_id))
    assert [each.id for each in runner(client.voices.list("designed"))] == [voice.voice_id]


def test_design_accepts_a_voice_id(runner: Runner, client: Any, emulator: Emulator) -> None:
    voice = runner(
        client.voices.design(
            "A brisk host.", preview_text="Good morning!", voice_id="HarbourHost01", watermark=True
        )
    )

    assert voice.voice_id == "HarbourHost01"
    assert emulator.requests("voice_design")[0].json["aigc_watermark"] is True


def test_a_preview_that_is_too_long_is_refused_before_sending(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    with pytest.raises(ValidationError, match="at most 500 characters"):
        runner(client.voices.design("A brisk host.", preview_text="x" * 501))

    assert emulator.requests() == []


@pytest.mark.parametrize("preview", [None, "", 7])
def test_missing_previews_are_accepted(runner: Runner, tmp_path: Path, preview: Any) -> None:
    client = runner.client(Platform({"voice_id": "ttv-voice-1", "trial_audio": preview}))

    voice = runner(client.voices.design("A brisk host.", preview_text="Good morning!"))

    assert (voice.voice_id, voice.audio) == ("ttv-voice-1", b"")
    with pytest.raises(MinimaxError, match="The voice was created"):
        voice.save(tmp_path / "host.mp3")


def test_unreadable_previews_do_not_affect_the_voice(runner: Runner) -> None:
    client = runner.client(Platform({"voice_id": "ttv-voice-1", "trial_audio": "zz"}))

    voice = runner(client.voices.design("A brisk host.", preview_text="Good morning!"))

    assert voice.voice_id == "ttv-voice-1"
    with pytest.raises(DecodeError):
        _ = voice.audio


def test_design_without_id_is_an_error_with_raw(runner: Runner) -> None:
    client = runner.client(Platform({"voice_id": "", "trial_audio": "fffb"}))

    with pytest.raises(DecodeError, match="sent no voice id") as caught:
        runner(client.voices.design("A brisk host.", preview_text="Good morning!"))

    assert caught.value.raw["trial_audio"] == "fffb"


# Delete


def test_the_kind_of_a_voice_to_delete_is_looked_up(
    runner: Runner, client: Any, emulator: Emulator, sample: Path
) -> None:
    voice = runner(client.voices.clone("HarbourNarrator01", sample))
    runner(client.speech.synthesize("Ahoy.", voice=voice.voice_id))

    runner(client.voices.delete("HarbourNarrator01"))

    assert emulator.requests("delete_voice")[0].json == {
        "voice_type": "voice_cloning",
        "voice_id": "HarbourNarrator01",
    }
    assert runner(client.voices.list("cloned")) == []


def test_passed_kind_is_not_looked_up(
    runner: Runner, client: Any, emulator: Emulator, sample: Path
) -> None:
    runner(client.voices.clone("HarbourNarrator01", sample))

    runner(client.voices.delete("HarbourNarrator01", kind="cloned"))

    assert operations(emulator) == ["files_upload", "voice_clone", "delete_voice"]


def test_unused_designed_voices_are_recognised_by_their_id(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    voice = runner(client.voices.design("A brisk host.", preview_text="Good morning!"))

    runner(client.voices.delete(voice.voice_id))

    assert emulator.requests("delete_voice")[0].json["voice_type"] == "voice_generation"


def test_unlisted_voices_are_not_found(
    runner: Runner, client: Any, emulator: Emulator, sample: Path
) -> None:
    runner(client.voices.clone("HarbourNarrator01", sample))

    with pytest.raises(NotFoundError, match='pass kind="cloned" or kind="designed"'):
        runner(client.voices.delete("HarbourNarrator01"))

    assert emulator.requests("delete_voice") == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({}, "is a system voice, which cannot be deleted"),
        ({"kind": "system"}, "is a system voice"),
        ({"kind": "mine"}, "'cloned' or 'designed'"),
    ],
)
def test_system_voices_and_unknown_kinds_are_not_deleted(
    runner: Runner, client: Any, emulator: Emulator, arguments: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        runner(client.voices.delete("English_radiant_girl", **arguments))

    assert emulator.requests("delete_voice") == []


def test_response_without_lists_is_empty(runner: Runner) -> None:
    client = runner.client(Platform(ok({"base_resp": {"status_code": 0}})))

    assert runner(client.voices.list()) == []
    with pytest.raises(NotFoundError):
        runner(client.voices.delete("HarbourNarrator01"))
