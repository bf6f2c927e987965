"""Custom voices: clone a recording, design by description, list, delete."""

from __future__ import annotations

import asyncio
import difflib
import time
from typing import Any

from minimax import estimate
from minimax.emulator import checks, spec
from minimax.emulator.endpoints import Call, endpoint
from minimax.emulator.endpoints.speech import LINK_SECONDS, sound_of
from minimax.emulator.envelopes import PlatformError, invalid, success
from minimax.emulator.media.audio import Audio
from minimax.emulator.state import MOST_VOICES, Voice, make_room
from minimax.emulator.transcripts import spoken_text

Json = dict[str, Any]

CLONED, DESIGNED = "voice_cloning", "voice_generation"

_BAD_SAMPLE, _BAD_LENGTH, _TAKEN, _NOT_YOURS, _PROMPT_TOO_LONG = 20132, 2037, 2039, 2042, 2048
_NOT_THE_TEXT, _NOT_THE_PROMPT_TEXT = 1043, 1044
_UNUSED_SECONDS = 168 * 3600
_ACCURACY = 0.7
_SHORTEST_MATCH = 3
_LONGEST_COMPARED, _LONGEST_DESCRIPTION = 2_000, 1_000  # characters
_MARK = "<#0.5#>(humming)"


@endpoint(
    "voice_clone",
    makes_media=True,
    beside_error=lambda _: {"input_sensitive": False, "input_sensitive_type": 0, "demo_audio": ""},
)
async def voice_clone(call: Call) -> Json:
    body = call.body
    _must_be_free(call, body["voice_id"])
    if body.get("text"):
        checks.known_model("speech", body["model"])
    sample, seconds = await _recording(call, body["file_id"], "voice_clone")
    limits = _limits("voice_clone")
    if not limits["min_seconds"] <= seconds <= limits["max_seconds"]:
        allowed = f"{limits['min_seconds']} s to {limits['max_seconds']} s"
        raise PlatformError(
            _BAD_LENGTH, f"voice duration is {seconds:.1f} s, allowed are {allowed}"
        )
    recordings = [sample]
    if prompt := body.get("clone_prompt"):
        example, seconds = await _recording(call, prompt["prompt_audio"], "prompt_audio")
        limit = _limits("prompt_audio")["below_seconds"]
        if seconds >= limit:
            raise PlatformError(
                _PROMPT_TOO_LONG,
                f"prompt audio is {seconds:.1f} s, it must be shorter than {limit} s",
            )
        if not _matches_text(
            [call.platform.transcripts.words_of(example)], prompt["prompt_text"], _ACCURACY
        ):
            raise PlatformError(
                _NOT_THE_PROMPT_TEXT, "the prompt text does not match the prompt audio"
            )
        recordings.append(example)
    if expected := body.get("text_validation"):
        recognized = [call.platform.transcripts.words_of(each) for each in recordings]
        if not _matches_text(recognized, expected, body.get("accuracy") or _ACCURACY):
            raise PlatformError(_NOT_THE_TEXT, "The asr similarity check failed")
    _add(call, body["voice_id"], CLONED)
    answer: Json = {"input_sensitive": False, "input_sensitive_type": 0, "demo_audio": ""}
    if body.get("text"):
        made = await _speak(call, body["voice_id"], body["text"])
        call.charge(body["model"], character=estimate.characters(body["text"]))
        answer["demo_audio"] = call.publish(
            f"{call.trace_id}.mp3", made.data, lifetime=LINK_SECONDS
        )
        answer["extra_info"] = _facts(made, body["text"])
    return {**answer, "base_resp": success()}


@endpoint(
    "voice_design", makes_media=True, beside_error=lambda _: {"voice_id": "", "trial_audio": ""}
)
async def voice_design(call: Call) -> Json:
    for name in ("prompt", "preview_text"):
        if not call.body[name].strip():
            raise invalid("is empty", (name,))
    voice_id = call.body.get("voice_id") or _new_voice_id(call)
    _add(call, voice_id, DESIGNED, call.body["prompt"][:_LONGEST_DESCRIPTION])
    made = await _speak(call, voice_id, call.body["preview_text"])
    call.charge("voice_design", character=estimate.characters(call.body["preview_text"]))
    return {"voice_id": voice_id, "trial_audio": made.data.hex(), "base_resp": success()}


@endpoint("get_voice", beside_error=lambda _: {"system_voice": None})
async def get_voice(call: Call) -> Json:
    kind = call.body["voice_type"]

    def used(wanted: str) -> list[Json]:
        own = call.account.voices.values() if kind in (wanted, "all") else ()
        return [_describe(voice) for voice in own if voice.used and voice.kind == wanted]

    # On the platform, an empty list of clones is a list, and an empty list of designed voices is
    # null.
    return {
        "system_voice": _system_voices() if kind in ("system", "all") else None,
        "voice_cloning": used(CLONED),
        "voice_generation": used(DESIGNED) or None,
        "base_resp": success(),
    }


@endpoint("delete_voice", beside_error=lambda _: {"voice_id": "", "created_time": ""})
async def delete_voice(call: Call) -> Json:
    voice = call.platform.voice(call.account, call.body["voice_id"])
    if voice is None or voice.kind != call.body["voice_type"]:
        raise invalid("voice id not exist")
    del call.account.voices[voice.voice_id]
    make_room(call.platform.deleted_voices, MOST_VOICES)
    call.platform.deleted_voices[voice.voice_id] = None
    return {
        "voice_id": voice.voice_id,
        "created_time": str(int(voice.created)),
        "base_resp": success(),
    }


def _must_be_free(call: Call, voice_id: str) -> None:
    """Raise the platform's error if an id is taken. Deleted ids stay taken; ids of expired voices
    are free again.
    """
    if (
        call.platform.voice(call.account, voice_id)
        or voice_id in call.platform.deleted_voices
        or voice_id in spec.system_voices()
    ):
        raise PlatformError(_TAKEN, "voice clone voice id duplicate")
    if call.platform.owner_of(voice_id):
        raise PlatformError(_NOT_YOURS)


def _add(call: Call, voice_id: str, kind: str, description: str = "") -> None:
    # Check again: another call may have taken the id while this one analysed its sample.
    _must_be_free(call, voice_id)
    now = call.clock.now()
    make_room(call.account.voices, MOST_VOICES)
    call.account.voices[voice_id] = Voice(
        voice_id, kind, description=description, created=now, unused_until=now + _UNUSED_SECONDS
    )


def _new_voice_id(call: Call) -> str:
    now = call.clock.now()
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(now))
    return f"ttv-voice-{stamp}{int(now * 100) % 100:02}-{call.trace_id[:8]}"


async def _recording(call: Call, file_id: int, purpose: str) -> tuple[bytes, float]:
    """The bytes of an uploaded recording and its length in seconds. Raises the platform's error for
    an unsuitable one.
    """
    from minimax.emulator.media.probe import probe

    file = call.account.files.get(file_id)
    if file is None or file.purpose != purpose:
        raise PlatformError(
            _BAD_SAMPLE,
            f"invalid params, file {file_id} is not an uploaded file of purpose {purpose}",
        )
    path = await asyncio.to_thread(call.account.files.path, call.account.files.find(file_id))
    data = await asyncio.to_thread(path.read_bytes)
    try:
        found = await asyncio.to_thread(probe, data)
    except ValueError as error:
        raise PlatformError(_BAD_SAMPLE, f"invalid params, file {file_id} is {error}") from None
    # The platform's m4a is called mp4 by the probe.
    if found.sample_rate is None or found.container not in (*_limits(purpose)["formats"], "mp4"):
        raise PlatformError(
            _BAD_SAMPLE,
            f"invalid params, file {file_id} is {found.container}, not mp3, m4a or wav audio",
        )
    return data, found.duration or 0.0


def _limits(purpose: str) -> Json:
    return next(row for row in spec.purposes("files_upload") if row["purpose"] == purpose)


def _matches_text(recognized: list[str | None], expected: str, accuracy: float) -> bool:
    """Whether one of the recordings roughly contains the expected text. Recordings that were not
    generated here always match.
    """
    return any(words is None or _share(words, expected) >= accuracy for words in recognized)


def _share(words: str, expected: str) -> float:
    """The share of a text, 0 to 1, that occurs in the words of a recording, ignoring case, spaces
    and punctuation.
    """
    spoken, wanted = (
        "".join(each for each in text.lower() if each.isalnum())
        for text in (words, spoken_text(expected[:_LONGEST_COMPARED]))
    )
    blocks = difflib.SequenceMatcher(a=spoken, b=wanted, autojunk=False).get_matching_blocks()
    # Single letters occur everywhere.
    found = sum(block.size for block in blocks if block.size >= min(_SHORTEST_MATCH, len(wanted)))
    return found / len(wanted) if wanted else 1.0


async def _speak(call: Call, voice_id: str, text: str) -> Audio:
    from minimax.emulator.media import audio, synthesize

    if own := call.take_media():
        return await asyncio.to_thread(audio.read_audio, own)
    marked = text + _MARK if call.setting("aigc_watermark") else text
    made = await asyncio.to_thread(synthesize, marked, voice=sound_of(call, voice_id))
    call.platform.transcripts.remember(made.data, spoken_text(text))
    return made


def _facts(made: Audio, text: str) -> Json:
    return {
        "audio_length": made.duration_ms,
        "audio_sample_rate": made.sample_rate,
        "audio_size": len(made.data),
        "bitrate": made.bitrate,
        "word_count": sum(character.isalnum() for character in text),
        "usage_characters": estimate.characters(text),
    }


def _system_voices() -> list[Json]:
    """The voices that have a name; the others in the table work but are never listed."""
    from minimax_generated.tables.voices import VOICES

    return [
        {
            "voice_id": voice_id,
            "voice_name": name,
            "description": [f"{name}, speaks {language}."],
            "created_time": "1970-01-01",
        }
        for voice_id, language, name in VOICES
        if name
    ]


def _describe(voice: Voice) -> Json:
    day = time.strftime("%Y-%m-%d", time.gmtime(voice.created))
    return {
        "voice_id": voice.voice_id,
        "description": [voice.description] if voice.description else [],
        "created_time": day,
    }
