"""Plain records: what the calls of accounts, voices, music and templates return. Each field says
where the platform sends it, and how its value is read. No I/O.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from minimax_generated.api import account, music, voices

from ..audio import decode_hex
from ..core.parsing import count, identity, json_or, mapping, number, objects, text
from ..core.parsing import text as as_text
from ..errors import MinimaxError
from ..record import Displayed, Record, Table, Typed, table, wire
from .medium import MediumInMemory, format_of
from .sound import AudioInfo

if TYPE_CHECKING:
    from minimax_generated import models

R = TypeVar("R", bound=Record)

USED_UP, UNLIMITED = 2, 3
_MILLISECONDS_FROM = 10**11
"""In seconds this is the year 5138, in milliseconds 1973: larger numbers are milliseconds."""

VoiceKind: TypeAlias = Literal["system", "cloned", "designed"]

WIRE_KINDS: dict[VoiceKind, str] = {
    "system": "system",
    "cloned": "voice_cloning",
    "designed": "voice_generation",
}
"""The API's name of each kind."""


def _each(kind: type[R]) -> Callable[[object], list[R]]:
    """The reader of a list of records."""
    return lambda value: [kind.read(raw) for raw in objects(value)]


def _amount(value: object) -> Decimal | None:
    try:
        amount = Decimal(str(value)) if isinstance(value, (str, int, float)) else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() else None


def _number(value: object) -> float | None:
    amount = None if isinstance(value, bool) else _amount(value)
    found = None if amount is None else float(amount)
    return None if found is None or math.isinf(found) else found


def _count(value: object) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _moment(value: object) -> datetime | None:
    """Convert a Unix time, in milliseconds or seconds, to UTC."""
    number = _number(value) or 0
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
    try:
        return datetime.fromtimestamp(seconds, UTC) if number else None
    except (ValueError, OverflowError, OSError):
        return None


def _day(value: object) -> date | None:
    """Parse a day, written as `yyyy-mm-dd` or Unix seconds."""
    day = str(value).strip() if isinstance(value, (str, int)) else ""
    try:
        if day.isdecimal():
            return datetime.fromtimestamp(int(day), UTC).date()
        return date.fromisoformat(day[:10])
    except (ValueError, OverflowError, OSError):
        return None


def _joined(value: object) -> str:
    parts = value if isinstance(value, list) else [value]
    return " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())


@dataclass(frozen=True, slots=True)
class Window(Record):
    """A quota and its period."""

    percent_left: float | None
    """0 to 100; None if the platform reports counts instead of a percentage."""
    starts_at: datetime | None
    resets_at: datetime | None
    status: int | None
    """1 normal, 2 used up, 3 unlimited or not counted."""
    total: int | None
    """Allowed calls; 0 if the platform reports a percentage."""
    counted: int | None
    """The platform's usage count, unchanged. It means used calls on some accounts and remaining
    calls on others, so prefer `percent_left` if it is present.
    """
    boost: float
    """Factor of the quota, normally 1; not included in `percent_left`."""

    @property
    def used_up(self) -> bool:
        """Used up until `resets_at`."""
        return self.status == USED_UP or self.percent_left == 0

    @property
    def unlimited(self) -> bool:
        """Not limited or not counted."""
        return self.status == UNLIMITED


def _window(raw: Mapping[str, Any], prefix: str, start: str, end: str, boost: str) -> Window:
    permille = _number(raw.get(boost))
    return Window(
        percent_left=_number(raw.get(f"{prefix}_remaining_percent")),
        starts_at=_moment(raw.get(start)),
        resets_at=_moment(raw.get(end)),
        status=_count(raw.get(f"{prefix}_status")),
        total=_count(raw.get(f"{prefix}_total_count")),
        counted=_count(raw.get(f"{prefix}_usage_count")),
        boost=1.0 if permille is None else permille / 1000,
    )


@dataclass(frozen=True, slots=True)
class QuotaEntry(Record):
    """The quota of one group of models."""

    response = Typed["models.ModelRemains"]("ModelRemains")
    """The entry with every documented field, typed."""

    name: str = field(metadata=wire(text, "model_name"))
    """Group, such as "general" or "video"; on older plans a model id."""
    interval: Window
    """The current interval: five hours for text, a day for video and older media plans."""
    week: Window | None
    """The current week, None if the plan has no weekly quota."""
    raw: Mapping[str, Any]

    @property
    def percent_left(self) -> float | None:
        """Remaining share of the interval, 0 to 100."""
        return self.interval.percent_left

    @property
    def resets_at(self) -> datetime | None:
        """When the next interval starts."""
        return self.interval.resets_at


def _entry(raw: Mapping[str, Any]) -> QuotaEntry:
    interval = "current_interval", "start_time", "end_time", "interval_boost_permille"
    week = "current_weekly", "weekly_start_time", "weekly_end_time", "weekly_boost_permille"
    weekly = _window(raw, *week)
    is_limited = weekly.status in (1, USED_UP)
    return QuotaEntry.read(
        raw, interval=_window(raw, *interval), week=weekly if is_limited else None
    )


@dataclass(frozen=True, slots=True)
class Quota(Record, Displayed):
    """The remaining quota of a plan; `entries` is empty if the key has no plan."""

    response = Typed(lambda: account.token_plan_remains.OPERATION.response_model)
    """The response with every documented field, typed."""

    entries: list[QuotaEntry] = field(
        metadata=wire(lambda value: list(map(_entry, objects(value))), "model_remains")
    )
    raw: Mapping[str, Any]
    trace_id: str | None

    def _html(self) -> str:
        return table([_row(entry) for entry in self.entries])


def _row(entry: QuotaEntry) -> dict[str, Any]:
    """An entry as a row of the table shown in notebooks."""
    week = entry.week
    return {
        "name": entry.name,
        "percent_left": entry.percent_left,
        "resets_at": entry.resets_at,
        "week_percent_left": week and week.percent_left,
        "week_resets_at": week and week.resets_at,
    }


@dataclass(frozen=True, slots=True)
class Balance(Record):
    """The balance of a pay-as-you-go account; unknown amounts are None."""

    response = Typed(lambda: account.query_balance.OPERATION.response_model)
    """The response with every documented field, typed."""

    available: Decimal | None = field(metadata=wire(_amount, "available_amount"))
    """The available amount."""
    cash: Decimal | None = field(metadata=wire(_amount, "cash_balance"))
    vouchers: Decimal | None = field(metadata=wire(_amount, "voucher_balance"))
    credit: Decimal | None = field(metadata=wire(_amount, "credit_balance"))
    owed: Decimal | None = field(metadata=wire(_amount, "owed_amount"))
    currency: str
    """"USD" or "CNY" by the region of the client, "" for a custom host."""
    alert: bool = field(metadata=wire(lambda value: value is True, "balance_alert_switch"))
    """Whether the account warns when `available` falls below `alert_below`."""
    alert_below: Decimal | None = field(metadata=wire(_amount, "balance_alert_threshold"))
    raw: Mapping[str, Any]
    trace_id: str | None


@dataclass(frozen=True, slots=True)
class SearchResult(Record):
    """A search result."""

    title: str = field(metadata=wire(text))
    url: str = field(metadata=wire(text, "link"))
    snippet: str = field(metadata=wire(text))
    date: str = field(metadata=wire(text))
    """As written by the platform, "" if unknown."""


def _queries(value: object) -> list[str]:
    return [query for raw in objects(value) if (query := text(raw.get("query")))]


@dataclass(frozen=True, slots=True)
class SearchResults(Record):
    """The results of a web search."""

    response = Typed(lambda: account.coding_plan_search.OPERATION.response_model)
    """The response with every documented field, typed."""

    results: list[SearchResult] = field(metadata=wire(_each(SearchResult), "organic"))
    related: list[str] = field(metadata=wire(_queries, "related_searches"))
    """Related searches."""
    raw: Mapping[str, Any]
    trace_id: str | None


@dataclass(frozen=True, slots=True)
class Voice(Record):
    """A voice for speech synthesis."""

    id: str = field(metadata=wire(identity, "voice_id"))
    kind: VoiceKind
    name: str
    """Display name, "" if there is none."""
    language: str
    """Language of a system voice, "" if unknown."""
    description: str = field(metadata=wire(_joined))
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


def read_voices(payload: object, known: Mapping[str, tuple[str, str]]) -> list[Voice]:
    """Merge the lists of a response. `known` has the language and name of system voices, for those
    that the response omits.
    """
    found: list[Voice] = Table()
    for kind, wire_kind in WIRE_KINDS.items():
        is_system = kind == "system"
        for raw in objects(mapping(payload).get("system_voice" if is_system else wire_kind)):
            id = identity(raw.get("voice_id"))
            language, name = known.get(id, ("", "")) if is_system else ("", "")
            voice = Voice.read(
                raw,
                kind=kind,
                name=text(raw.get("voice_name")) or name,
                language=text(raw.get("language")) or language,
                created=None if is_system else _day(raw.get("created_time")),
            )
            found += [voice] if id else []
    return found


@dataclass(frozen=True, slots=True)
class ClonedVoice(Record):
    """A cloned voice. It is ready for use, and is kept permanently after its first use."""

    response = Typed(lambda: voices.voice_clone.OPERATION.response_model)
    """The response with every documented field, typed."""

    voice_id: str
    """The requested id."""
    preview_url: str = field(metadata=wire(text, "demo_audio"))
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
        return AudioInfo.read(self.raw.get("extra_info"))


def read_clone(
    voice_id: str, files: Mapping[str, str], raw: Mapping[str, Any], trace_id: str | None
) -> ClonedVoice:
    """Read a cloned voice. The verdict on the sample is a boolean in practice and an object in the
    documented schema.
    """
    verdict, kind = raw.get("input_sensitive"), raw.get("input_sensitive_type")
    number = count(mapping(verdict).get("type") or kind)
    return ClonedVoice.read(
        raw,
        voice_id=voice_id,
        input_sensitive=verdict is True or number != 0,
        input_sensitive_type=number,
        files=files,
        trace_id=trace_id,
    )


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
    response = Typed(lambda: voices.voice_design.OPERATION.response_model)
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


@dataclass(frozen=True, slots=True)
class Lyrics(Record):
    """Written or edited lyrics, for `music.generate(style_tags, lyrics=lyrics)`."""

    response = Typed(lambda: music.lyrics_generation.OPERATION.response_model)
    """The response with every documented field, typed."""

    title: str = field(metadata=wire(text, "song_title"))
    style_tags: str = field(metadata=wire(text))
    """Style tags, separated by commas."""
    lyrics: str = field(metadata=wire(text))
    """Lines with section tags such as [Verse]."""
    raw: Mapping[str, Any]

    def __str__(self) -> str:
        return self.lyrics


@dataclass(frozen=True, slots=True)
class SongSection(Record):
    """One part of a song, with its times in seconds."""

    start: float = field(metadata=wire(number))
    end: float = field(metadata=wire(number))
    label: str = field(metadata=wire(text))
    """intro, verse, chorus, bridge, outro, inst or silence."""


def _sections(structure: object) -> tuple[SongSection, ...]:
    """The parts of a song, parsed from JSON inside a string."""
    if isinstance(structure, str):
        structure = json_or(structure, None)
    return tuple(_each(SongSection)(mapping(structure).get("segments")))


@dataclass(frozen=True, slots=True)
class Cover(Record):
    """A song analysed for a cover. It is kept for 24 hours; the same audio has the same id."""

    response = Typed(lambda: music.music_cover_preprocess.OPERATION.response_model)
    """The response with every documented field, typed."""

    feature_id: str = field(metadata=wire(identity, "cover_feature_id"))
    lyrics: str = field(metadata=wire(text, "formatted_lyrics"))
    """Recognised lyrics, meant to be edited."""
    segments: tuple[SongSection, ...] = field(metadata=wire(_sections, "structure_result"))
    duration: float = field(metadata=wire(number, "audio_duration"))
    """In seconds."""
    trace_id: str | None
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template(Record):
    """A template of the video agent with its slots."""

    id: str = field(metadata=wire(str))
    name: str = field(metadata=wire(str))
    name_cn: str = field(metadata=wire(as_text))
    """The name in China, "" if it is not offered there."""
    regions: tuple[str, ...] = field(metadata=wire(tuple))
    media: bool = field(metadata=wire(bool))
    """Whether it needs an image."""
    text: bool = field(metadata=wire(bool))
    """Whether it needs a text."""
    media_hint: str = field(metadata=wire(as_text))
    """What the image should show."""
    text_hint: str = field(metadata=wire(as_text))
    """What the text should say."""
    usd: float | None = field(metadata=wire(_number))
    """Price of one video in the global region, in US dollars."""
    official: bool = field(metadata=wire(bool))
    """Whether the slots are officially documented; False if they were observed."""

    @property
    def needs(self) -> str:
        """A description of the slots, such as "media (a pet) and text (kind of beast)"."""
        slots = (("media", self.media, self.media_hint), ("text", self.text, self.text_hint))
        return " and ".join(
            f"{name} ({hint})" if hint else name for name, there, hint in slots if there
        )
