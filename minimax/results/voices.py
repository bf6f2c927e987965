"""Results of `client.voices`: listed, cloned and designed voices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from minimax_generated.api import voices as api

from ..audio import decode_hex
from ..errors import DecodeError, MinimaxError
from ..record import Record, Typed
from .display import Table
from .fields import count, identity, mapping, objects, text
from .medium import MediumInMemory, format_of
from .sound import AudioInfo

if TYPE_CHECKING:
    from minimax_generated import models

VoiceKind: TypeAlias = Literal["system", "cloned", "designed"]

WIRE_KINDS: dict[VoiceKind, str] = {
    "system": "system",
    "cloned": "voice_cloning",
    "designed": "voice_generation",
}
"""The API's name of each kind."""
LISTS: dict[VoiceKind, str] = {
    "system": "system_voice",
    "cloned": "voice_cloning",
    "designed": "voice_generation",
}
"""The response field with the voices of each kind."""


@dataclass(frozen=True, slots=True)
class Voice(Record):
    """A voice for speech synthesis."""

    id: str
    kind: VoiceKind
    name: str
    """Display name, "" if there is none."""
    language: str
    """Language of a system voice, "" if unknown."""
    description: str
    created: date | None
    """Day on which it was created; None for system voices."""
    raw: Mapping[str, Any]

    @property
    def response(self) -> models.SystemVoice | models.ClonedVoice | models.DesignedVoice:
        """The voice with every documented field, typed."""
        from minimax_generated import models

        if self.kind == "system":
            return models.SystemVoice.from_dict(self.raw)
        if self.kind == "cloned":
            return models.ClonedVoice.from_dict(self.raw)
        return models.DesignedVoice.from_dict(self.raw)


@dataclass(frozen=True, slots=True)
class ClonedVoice(Record):
    """A cloned voice. It is ready for use, and is kept permanently after its first use."""

    response = Typed(lambda: api.voice_clone.OPERATION.response_model)
    """The response with every documented field, typed."""

    voice_id: str
    """The requested id."""
    preview_url: str
    """Link to the spoken preview, "" if there is none; download it with `client.files.download(url,
    to)`.
    """
    input_sensitive: bool
    """Whether the content filter objected to the sample."""
    input_sensitive_type: int
    """The reason: 0 none, 1 severe, 2 pornographic, 3 advertising, 4 illegal, 5 abusive, 6 violent,
    7 other.
    """
    files: Mapping[str, str]
    """Ids of the recordings, under "audio" and "prompt_audio"."""
    raw: Mapping[str, Any]
    trace_id: str | None

    @property
    def preview(self) -> AudioInfo:
        """Length and billed characters of the preview, zeros if there is none."""
        return AudioInfo.of(self.raw.get("extra_info"))


class DesignedVoice(MediumInMemory):
    """A voice designed from a description, with a spoken preview.

    Attributes:
        voice_id: the id to speak with.
        raw: the platform's response.
        trace_id: id of the request, for support.
    """

    _stem = "voice"
    _names = ("voice_id", "format", "media_type", "filename", "trace_id", "audio")
    _shown = ("voice_id", "audio")
    response = Typed(lambda: api.voice_design.OPERATION.response_model)
    """The response with every documented field, typed."""

    def __init__(self, voice_id: str, raw: Mapping[str, Any], trace_id: str | None = None) -> None:
        self.voice_id = voice_id
        self.raw = raw
        self.trace_id = trace_id

    @cached_property
    def audio(self) -> bytes:
        """The preview (normally MP3), b"" if there is none. Raises DecodeError if it cannot be
        decoded.
        """
        preview = self.raw.get("trial_audio")
        return decode_hex(preview) if isinstance(preview, str) else b""

    def _loaded_bytes(self) -> bytes | None:
        return self.audio

    def _content(self, extension: str) -> bytes:
        if not self.audio:
            raise MinimaxError(
                f"The platform sent no preview of {self.voice_id!r}. The voice was created:"
                " synthesize speech to hear it."
            )
        return self.audio

    @property
    def format(self) -> str:
        """The format of the preview, from its content; "mp3" if unknown, "" if there is no
        preview.
        """
        return (format_of(self.audio) or "mp3") if self.audio else ""


def voices_from(payload: object, known: Mapping[str, tuple[str, str]]) -> list[Voice]:
    """Merge the lists of a response. `known` has the language and name of system voices, for those
    that the response omits.
    """
    return Table(_voices(payload, known))


def cloned_from(
    voice_id: str, files: Mapping[str, str], raw: Mapping[str, Any], trace_id: str | None
) -> ClonedVoice:
    """Read a cloned voice. The verdict on the sample is a boolean in practice and an object in the
    documented schema.
    """
    verdict, kind = raw.get("input_sensitive"), raw.get("input_sensitive_type")
    if isinstance(verdict, Mapping):
        kind = verdict.get("type") or kind
    number = count(kind)
    return ClonedVoice(
        voice_id=voice_id,
        preview_url=text(raw.get("demo_audio")),
        input_sensitive=verdict is True or number != 0,
        input_sensitive_type=number,
        files=files,
        raw=raw,
        trace_id=trace_id,
    )


def designed_from(raw: Mapping[str, Any], trace_id: str | None) -> DesignedVoice:
    """Read a designed voice. Raises a DecodeError with the response if there is no id."""
    voice_id = identity(raw.get("voice_id"))
    if not voice_id:
        raise DecodeError(
            "The platform reported success but sent no voice id; the response is in `raw`.", raw=raw
        )
    return DesignedVoice(voice_id, raw, trace_id)


def _voices(payload: object, known: Mapping[str, tuple[str, str]]) -> Iterator[Voice]:
    answer = mapping(payload)
    for kind, name in LISTS.items():
        for raw in objects(answer.get(name)):
            if voice_id := identity(raw.get("voice_id")):
                yield _voice(voice_id, kind, raw, known if kind == "system" else {})


def _voice(
    voice_id: str, kind: VoiceKind, raw: Mapping[str, Any], known: Mapping[str, tuple[str, str]]
) -> Voice:
    language, name = known.get(voice_id, ("", ""))
    return Voice(
        id=voice_id,
        kind=kind,
        name=text(raw.get("voice_name")) or name,
        language=text(raw.get("language")) or language,
        description=_joined(raw.get("description")),
        created=None if kind == "system" else _day(raw.get("created_time")),
        raw=raw,
    )


def _joined(value: object) -> str:
    parts = value if isinstance(value, list) else [value]
    return " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())


def _day(value: object) -> date | None:
    """Parse a day, written as `yyyy-mm-dd` or Unix seconds."""
    day = str(value).strip() if isinstance(value, (str, int)) else ""
    try:
        return (
            datetime.fromtimestamp(int(day), UTC).date()
            if day.isdecimal()
            else date.fromisoformat(day[:10])
        )
    except (ValueError, OverflowError, OSError):
        return None
