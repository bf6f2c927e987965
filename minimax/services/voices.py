"""Voices: `client.voices`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal

from minimax_generated.api import voices as api

from ..core.operation import I, Service, operation
from ..core.parsing import identity, missing
from ..core.sources import SourceFile, check_choice, refused
from ..errors import NotFoundError, ValidationError
from ..requests import upload_limits
from ..requests.request_body import build, validate
from ..results.records import (
    WIRE_KINDS,
    ClonedVoice,
    DesignedVoice,
    Voice,
    VoiceKind,
    read_clone,
    read_voices,
)
from .files import File, delete_object, note_uploads, stored_id, upload

if TYPE_CHECKING:
    from typing import TypeAlias, Unpack

    from minimax_generated.options import voices as keywords

    from ..config import CallOptions
    from ..core.sources import FileSource
    from ..core.transfer import Progress

    AudioSource: TypeAlias = FileSource | File

PREVIEW_MODEL = "speech-2.8-hd"
DESIGNED_PREFIX = "ttv-voice"
PURPOSES = {"audio": "voice_clone", "prompt_audio": "prompt_audio"}
"""The upload purpose of each recording of a clone."""
EXTENSIONS = {"audio/wav": "wav", "audio/mpeg": "mp3", "audio/mp4": "m4a", "video/mp4": "m4a"}
"""File name extension of a recording by content; encoders mark M4A as MP4, too."""
FORMATS = "an MP3, M4A or WAV recording"


class VoicesService(Service[I]):
    """List, clone, design and delete voices."""

    @operation
    async def list(
        self, kind: Literal["all"] | VoiceKind = "all", **options: Unpack[CallOptions]
    ) -> list[Voice]:
        """The available voices, system voices first.

        A cloned or designed voice is listed only after its first use, so the list does not show
        whether a new clone worked.

        Args:
            kind: "all", "system", "cloned" or "designed".

        Raises:
            ValidationError: the kind is unknown; nothing was sent.

        Source: https://platform.minimax.io/docs/api-reference/voice-management-get
        """
        wire_kind = "all" if kind == "all" else _wire_kind(kind, *WIRE_KINDS, "all")
        return await _list_voices(self, wire_kind)

    @operation
    async def clone(
        self,
        voice_id: str,
        audio: AudioSource,
        *,
        prompt_audio: AudioSource | None = None,
        prompt_text: str | None = None,
        preview_text: str | None = None,
        model: keywords.CloneModel | None = None,
        on_progress: Progress | None = None,
        **options: Unpack[keywords.CloneOptions],
    ) -> ClonedVoice:
        """Clone a voice from a recording, under an id of your choice.

        Recordings are validated (format, size, and length if the file has it) and uploaded; then
        the voice is created. The fee for the voice is charged on its first use; the preview is
        billed like speech. A clone that is not used within 168 hours is deleted, and `list` does
        not show it before its first use.

        Args:
            voice_id: id of the new voice: 8 to 256 characters, first a letter, then letters,
                digits, "-" and "_", last a letter or digit. Ids cannot be reused, not even those of
                deleted voices.
            audio: the recording: a path, bytes, an open binary file, or the id of a file uploaded
                with purpose "voice_clone". MP3, M4A or WAV, 10 seconds to 5 minutes, at most 20 MB.
            prompt_audio: a short sample that improves the similarity, together with `prompt_text`;
                the same kinds of source (purpose "prompt_audio"), shorter than 8 seconds, at most
                20 MB.
            prompt_text: the exact text of the sample, with its closing punctuation.
            preview_text: a text of up to 1,000 characters for a preview; `preview_url` of the
                result is its audio.
            model: speech model of the preview; defaults to "speech-2.8-hd".
            on_progress: called with the bytes sent and the total bytes, for each upload.
            **options: other fields of the request, typed in CloneOptions: `text_validation`,
                `accuracy`, `noise_reduction`, `volume_normalization`, `language_boost`,
                `watermark`.

        Returns:
            The voice: `voice_id`, `preview_url`, the verdict of the content filter, and the ids of
            the uploaded `files`.

        Raises:
            ValidationError: the id or a recording breaks a rule; nothing was sent.
            VoiceExistsError: the id already exists.
            PermissionDeniedError: the identity of the account is not verified yet (2038).
            APIError: the platform reported an error. `uploaded`, and the message, have the ids of
                recordings that were uploaded: pass them to the next attempt, so that nothing is
                uploaded twice.

        Source: https://platform.minimax.io/docs/api-reference/voice-cloning-clone
        """
        target = api.voice_clone.OPERATION
        arguments: dict[str, Any] = {"audio": audio, "prompt_audio": prompt_audio}
        sources = {name: source for name, source in arguments.items() if source is not None}
        stored = {name: stored_id(source) for name, source in sources.items()}
        ids = {name: file_id for name, file_id in stored.items() if file_id is not None}
        values: dict[str, Any] = {
            "voice_id": voice_id,
            "prompt_text": prompt_text,
            "preview_text": preview_text,
            "model": model or (PREVIEW_MODEL if preview_text is not None else None),
            **options,
        }
        if self._config.validate:
            _check_id(voice_id)
            uploads = dict.fromkeys(sources, 0)  # placeholders for their ids
            validate(target, build(target, {**values, **uploads, **ids}))
        recordings: dict[str, SourceFile] = {}
        uploaded: dict[str, str] = {}
        try:
            for name, source in sources.items():
                if name not in ids:
                    read = partial(_open_recording, source, name, checked=self._config.validate)
                    recordings[name] = await self._io.work(read)
            with note_uploads(uploaded):
                for name, recording in recordings.items():
                    purpose = PURPOSES[name]
                    file = await upload(self, recording, purpose=purpose, on_progress=on_progress)
                    ids[name] = uploaded[name] = file.id
                answer = await self._call(target, {**values, **ids})
        finally:
            for recording in recordings.values():
                recording.close()
        return read_clone(voice_id, ids, answer.payload, answer.trace_id)

    @operation
    async def design(
        self,
        prompt: str,
        *,
        preview_text: str,
        voice_id: str | None = None,
        **options: Unpack[keywords.DesignOptions],
    ) -> DesignedVoice:
        """Design a voice from a description, with a preview.

        The preview is billed by its characters. The fee for the voice is charged on its first use;
        a voice that is not used within 168 hours is deleted, and `list` does not show it before its
        first use.

        Args:
            prompt: description of the voice: age, temper, pace, timbre.
            preview_text: text of the preview, up to 500 characters.
            voice_id: your own id, preferably by the rules of `clone`; by default the platform
                generates one ("ttv-voice-...").
            **options: other fields of the request, typed in DesignOptions: `watermark`.

        Returns:
            The voice: `voice_id`, `audio` (the preview as bytes), `save(path)`.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            APIError: the platform reported an error; see its subclasses.
            DecodeError: the response names no voice; `raw` has it.

        Source: https://platform.minimax.io/docs/api-reference/voice-design-design
        """
        values = {"prompt": prompt, "preview_text": preview_text, "voice_id": voice_id, **options}
        answer = await self._call(api.voice_design.OPERATION, values)
        if found := identity(answer.payload.get("voice_id")):
            return DesignedVoice(found, answer.payload, answer.trace_id)
        raise missing("voice id", answer.payload)

    @operation
    async def delete(
        self,
        voice_id: str,
        *,
        kind: Literal["cloned", "designed"] | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Delete a cloned or designed voice permanently: its id can never be used again.

        Args:
            voice_id: its id.
            kind: "cloned" or "designed"; by default it is looked up. Required for a voice that was
                never used, since it is not listed.

        Raises:
            ValidationError: the voice is a system voice, which cannot be deleted.
            NotFoundError: the voice is not in the list.

        Source: https://platform.minimax.io/docs/api-reference/voice-management-delete
        """
        found = kind or await _kind_of(self, voice_id)
        if found == "system":
            problem = "a system voice, which cannot be deleted; only cloned and designed voices can"
            raise ValidationError(f"{voice_id!r} is {problem}", field="voice_id", value=voice_id)
        values = {"kind": _wire_kind(found, "cloned", "designed"), "voice_id": voice_id}
        await delete_object(self, api.delete_voice.OPERATION, values)


def _open_recording(source: FileSource, field: str, *, checked: bool) -> SourceFile:
    """Open the recording that was passed as `field`. Reads its headers, so it may block.

    Raises:
        ValidationError: it is missing or empty or, if `checked`, its format, size or length is not
            accepted for its purpose.
    """
    file, purpose = SourceFile(source, field), PURPOSES[field]
    try:
        kind = file.media_type
        if "." not in file.name:  # bytes and files without a name
            if kind not in EXTENSIONS:
                problem = f"cannot recognise {file.label} as {FORMATS}"
                raise refused(field, problem, file.label, FORMATS)
            file.name = f"{file.name}.{EXTENSIONS[kind]}"
        if checked:
            upload_limits.check(purpose, name=file.name, size=file.size, field=field)
            if kind is not None and kind not in EXTENSIONS:
                raise refused(field, f"{file.name} contains {kind}; pass {FORMATS}", kind, FORMATS)
            seconds = file.seconds
            upload_limits.check(
                purpose, name=file.name, size=file.size, seconds=seconds, field=field
            )
    except BaseException:
        file.close()
        raise
    return file


async def _list_voices(service: Service[Any], wire_kind: str) -> list[Voice]:
    answer = await service._call(api.get_voice.OPERATION, {"kind": wire_kind})
    return read_voices(answer.payload, _system_voices())


async def _kind_of(service: Service[Any], voice_id: str) -> VoiceKind:
    """The kind of a voice, from the list or, for a designed voice that was never used, from the
    prefix of its id.
    """
    for voice in await _list_voices(service, "all"):
        if voice.id == voice_id:
            return voice.kind
    if voice_id.startswith(DESIGNED_PREFIX):
        return "designed"
    unlisted = 'A voice that was never used is not listed; pass kind="cloned" or kind="designed"'
    raise NotFoundError(
        f"No voice {voice_id!r} in the list of this account",
        endpoint=api.get_voice.OPERATION.name,
        hint=f"Check the spelling. {unlisted} for it.",
    )


def _wire_kind(kind: str, *allowed: str) -> str:
    check_choice("kind", kind, allowed)
    return WIRE_KINDS[kind]  # type: ignore[index]


def _check_id(voice_id: object) -> None:
    """Raise a ValidationError that names the rule that an invalid voice id breaks."""
    from minimax_generated.checks.voices import CHECKS

    rule: Mapping[str, Any] = CHECKS["VoiceCloneRequest"]["properties"]["voice_id"]
    if isinstance(voice_id, str) and re.fullmatch(rule["pattern"], voice_id):
        return
    allowed = (
        f"{rule['minLength']} to {rule['maxLength']} characters: first a letter A to Z, then"
        ' letters, digits, "-" and "_", last a letter or digit'
    )
    message = f"voice_id {_problem(voice_id, rule)}; an id is {allowed}"
    raise ValidationError(message, field="voice_id", value=voice_id, allowed=allowed)


def _problem(voice_id: object, rule: Mapping[str, Any]) -> str:
    if not isinstance(voice_id, str):
        return f"must be text, not {type(voice_id).__name__}"
    shown = repr(voice_id if len(voice_id) <= 60 else voice_id[:57] + "...")
    wrong = re.search(r"[^A-Za-z0-9_-]", voice_id)
    if wrong:
        return f"{shown} contains {wrong.group()!r} at position {wrong.start() + 1}"
    if not rule["minLength"] <= len(voice_id) <= rule["maxLength"]:
        return f"{shown} has {len(voice_id)} characters"
    if not voice_id[0].isalpha():
        return f"{shown} starts with {voice_id[0]!r}"
    return f"{shown} ends with {voice_id[-1]!r}"


@cache
def _system_voices() -> dict[str, tuple[str, str]]:
    """Language and name of the system voices known to this package."""
    from minimax_generated.tables.voices import VOICES

    known = ((id, "" if language == "unknown" else language, name) for id, language, name in VOICES)
    return {id: (language, name) for id, language, name in known}
