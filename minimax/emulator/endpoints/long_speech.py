"""Long text to speech: a task whose result is a tar archive of audio, subtitles and facts."""

from __future__ import annotations

import asyncio
import io
import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from minimax import estimate
from minimax.emulator import checks, spec
from minimax.emulator.endpoints import Call, endpoint, speech
from minimax.emulator.envelopes import PlatformError, encode, invalid, refused, success
from minimax.emulator.tasks import Stage, Task
from minimax.requests import upload_limits
from minimax_generated.tables.tasks import TASKS

Json = dict[str, Any]

KIND = "speech"
LIFE = TASKS["kinds"][KIND]["url_seconds"]
"""Lifetime of a result in seconds."""

_INPUT, _RESULT = "t2a_async_input", "t2a_async"
_WORDS = {Stage.SUCCEEDED: "Success", Stage.FAILED: "Failed"}
_RULES = next(row for row in spec.purposes("files_upload") if row["purpose"] == _INPUT)["members"]
_KEYS, _CONTENT = _RULES["json_keys"], "content"
_SUFFIX = "_with_meta.tar"
_FILE = ("text_file_id",)
_FACTS = ("audio_length", "audio_sample_rate", "audio_size", "bitrate", "word_count")
"""The facts about the audio in the archive, besides its volume."""
_MOST_CHARACTERS = 1_000_000
_MOST_MEMBERS = 100
_MOST_BYTES = 4 * _MOST_CHARACTERS
# About one hour of speech. Longer texts are truncated, since a novel would take a gigabyte.
_SPOKEN_CHARACTERS = 50_000


class Part(NamedTuple):
    """A text to speak, and the name of its three files in the archive, without extension."""

    name: str
    text: str


@endpoint("t2a_async_v2", makes_media=True, beside_error=lambda _: {"task_id": ""})
async def t2a_async_v2(call: Call) -> Json:
    later, account = call.without_body(), call.account
    model = checks.known_model("speech", call.body["model"])["id"]
    file_id = call.platform.new_number()
    parts = await asyncio.to_thread(_parts, call, str(file_id))
    characters = sum(estimate.characters(part.text) for part in parts)
    speech.invisible_ratio("".join(part.text for part in parts))
    voice = call.body["voice_setting"]["voice_id"]
    speech.use(call, voice)
    make = _maker(call, parts)

    def keep(task: Task) -> None:
        left = task.begins(Stage.SUCCEEDED) + LIFE - account.clock.now()
        account.files.store(
            f"{task.id}.tar",
            make,
            purpose=_RESULT,
            lifetime=left,
            file_id=file_id,
            suffix=_SUFFIX,
        )
        later.charge(model, character=characters)

    task = call.start_task(KIND, {"file_id": file_id}, keep)
    return {
        "task_id": task.id,
        "task_token": f"tok-{call.trace_id[:16]}",
        "file_id": file_id,
        "usage_characters": characters,
        "base_resp": success(),
    }


@endpoint(
    "query_t2a_async_v2",
    beside_error=lambda call: {"task_id": call.parameters.get("task_id", 0), "status": ""},
)
async def query_t2a_async_v2(call: Call) -> Json:
    now = call.clock.now()
    if not call.account.speech_polls.take(now):
        raise PlatformError(1002)
    task = call.task(KIND)
    stage = task.stage(now)
    lost = stage is Stage.SUCCEEDED and now >= task.begins(stage) + LIFE
    # A failed task has no reason and no file here.
    result = {} if stage is Stage.FAILED else task.facts
    status = "Expired" if lost else _WORDS.get(stage, "Processing")
    return {"task_id": int(task.id), "status": status, **result, "base_resp": success()}


# The text


def _parts(call: Call, name: str) -> list[Part]:
    """The texts of a request; `name` is that of the result. May block."""
    if call.body.get("text_file_id") is None:
        return [Part(f"{name}/{_CONTENT}-{name}", call.body["text"])]
    file = call.account.files.find(call.body["text_file_id"])
    if file.purpose != _INPUT:
        raise invalid(f"the file was uploaded for {file.purpose}, not for {_INPUT}", _FILE)
    if file.size > _MOST_BYTES:
        raise invalid(f"{file.size} bytes, at most {_MOST_BYTES} allowed", _FILE)
    data = call.account.files.path(file).read_bytes()
    parts = (
        _members(data, name)
        if file.name.lower().endswith(".zip")
        else [Part(f"{name}/{_CONTENT}-{name}", _decode(data, file.name))]
    )
    count = sum(len(part.text) for part in parts)
    if count >= _MOST_CHARACTERS:
        raise invalid(f"{count} characters, fewer than {_MOST_CHARACTERS} allowed", _FILE)
    if not any(part.text.strip() for part in parts):
        raise invalid("is empty", _FILE)
    return parts


def _members(data: bytes, name: str) -> list[Part]:
    """The texts in a zip file; with several members, each gets a separate folder."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(_path(info), info) for info in upload_limits.members_of(archive)]
            kinds = {path.suffix.lower() for path, _ in members}
            if not kinds or not (kinds <= {".txt"} or kinds <= {".json"}):
                raise invalid("the members of a zip must be all .txt or all .json", _FILE)
            if kinds == {".json"} and not all(
                re.fullmatch(_RULES["json_names"], info.filename) for _, info in members
            ):
                raise refused("check file in zip error")
            if (
                len(members) > _MOST_MEMBERS
                or sum(info.file_size for _, info in members) > _MOST_BYTES
            ):
                raise invalid(
                    f"a zip takes at most {_MOST_MEMBERS} members and {_MOST_BYTES} bytes", _FILE
                )
            texts = [(path, _decode(archive.read(info), path.name)) for path, info in members]
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        zlib.error,
    ) as error:
        # RuntimeError: it asks for a password.
        raise invalid(f"the zip cannot be read: {error}", _FILE) from None
    parts = []
    for number, (path, text) in enumerate(texts, 1):
        taken = path.stem in (other.stem for other, _ in texts[: number - 1])
        own = f"{path.stem}-{number}" if taken else path.stem
        folder = name if len(texts) == 1 else own
        found = _fields(text, path.name) if kinds == {".json"} else {_CONTENT: text}
        parts += [Part(f"{folder}/{key}-{name}", value) for key, value in found.items()]
    return parts


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    """The path of a member. Only its last part is used in the result, since a name may try to
    escape the folder.
    """
    return PurePosixPath(member.filename.replace("\\", "/"))


def _fields(text: str, name: str) -> dict[str, str]:
    """The texts in a JSON member by their keys."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise invalid(f"{checks.clip(name)} is not JSON", _FILE) from None
    if not isinstance(found, dict) or not all(isinstance(found.get(key, ""), str) for key in _KEYS):
        raise invalid(
            f"{checks.clip(name)} must be an object with the texts {', '.join(_KEYS)}", _FILE
        )
    return {key: found[key] for key in _KEYS if found.get(key, "").strip()}


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise invalid(f"{checks.clip(name)} is not UTF-8", _FILE) from None


# The archive


def _maker(call: Call, parts: list[Part]) -> Callable[[], bytes]:
    """A function that creates the archive, which takes up to a few seconds."""
    from minimax.emulator.media import audio, synthesize, timing

    options = {
        "voice": speech.sound_of(call, call.body["voice_setting"]["voice_id"]),
        "speed": call.setting("voice_setting.speed"),
        "volume": call.setting("voice_setting.vol"),
        "pitch": call.setting("voice_setting.pitch"),
        "format": call.setting("audio_setting.format"),
        "sample_rate": call.setting("audio_setting.audio_sample_rate"),
        "bitrate": call.setting("audio_setting.bitrate"),
        "channels": call.setting("audio_setting.channel"),
    }
    mark = speech.WATERMARK if call.setting("aigc_watermark") else ""
    ending, made_at = speech.ending(call), call.clock.now()
    own = call.take_media()
    if own is None:
        audio.require_codec(options["format"])
    share = min(1.0, _SPOKEN_CHARACTERS / sum(len(part.text) for part in parts))

    def make() -> bytes:
        out, folders = io.BytesIO(), set[str]()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for part in parts:
                text = (
                    part.text if share == 1.0 else part.text[: max(1, int(len(part.text) * share))]
                )
                made = audio.read_audio(own) if own else synthesize(text + mark, **options)
                lines = timing.subtitles(text + mark, made.duration_ms, words=False)
                facts = speech.facts_of(made, part.text)
                known = {name: facts[name] for name in _FACTS} | {"vol": options["volume"]}
                files = {
                    ending: made.data,
                    ".titles": encode([line for line in lines if line["text_begin"] < len(text)]),
                    ".extra": encode(known),
                }
                folder = part.name.rpartition("/")[0]
                if folder not in folders:
                    folders.add(folder)
                    made_folder = tarfile.TarInfo(f"{folder}/")
                    made_folder.type, made_folder.mode = tarfile.DIRTYPE, 0o755
                    made_folder.mtime = int(made_at)
                    archive.addfile(made_folder)
                for suffix, data in files.items():
                    member = tarfile.TarInfo(part.name + suffix)
                    member.size, member.mtime = len(data), int(made_at)
                    archive.addfile(member, io.BytesIO(data))
        return out.getvalue()

    return make
