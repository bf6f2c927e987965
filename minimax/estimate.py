"""What a call would cost, from the price table of this package: no network, no key.

    >>> import minimax
    >>> print(minimax.estimate.speech("Good morning!", model="speech-2.8-hd"))
    0.0013 USD (speech-2.8-hd: 13 characters at 100 USD per 1,000,000; prices of 2026-09)

The bill is the platform's: prices change, and the table carries its date. What it does not know
raises `PriceUnknown`, so that a missing price is never taken for a free call. The price list of the
global region (USD) is the complete one; `region="cn"` gives CNY where a price is known.
"""

from __future__ import annotations

import math
import operator
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from . import matrix
from .config import region_facts
from .errors import MinimaxError, ValidationError

__all__ = [
    "Estimate",
    "PriceUnknown",
    "characters",
    "chat",
    "image_description",
    "images",
    "lyrics",
    "music",
    "prompt_enhancement",
    "speech",
    "template",
    "transcription",
    "video",
    "video_regeneration",
    "voice_clone",
    "voice_design",
]

REGION = "global"
COMPARED: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">": operator.gt}
"""Signs that a condition of the table may begin with."""


class Estimate(NamedTuple):
    """What a call would cost."""

    amount: Decimal
    """Exact, not rounded."""
    currency: str
    """"USD" or "CNY"."""
    as_of: str
    """When the prices were read, such as "2026-09"."""
    basis: str
    """What is charged, and the price of it."""
    note: str = ""
    """Remarks of the price table."""

    def __str__(self) -> str:
        return f"{_plain(self.amount)} {self.currency} ({self.basis}; prices of {self.as_of})"


class PriceUnknown(MinimaxError):
    """The price table does not know what this costs. `item` is what it was asked for."""

    def __init__(self, message: str, *, item: str = "") -> None:
        super().__init__(message)
        self.item = item


class _Charge(NamedTuple):
    """So many units of an item under some conditions."""

    kind: str
    item: str
    unit: str
    quantity: float
    conditions: Mapping[str, Any] = {}
    factor: float = 1

    @property
    def noun(self) -> str:
        """The unit in words."""
        return self.unit.replace("_", " ")


def characters(text: str) -> int:
    """Characters as speech bills them: a Chinese character counts as two, any other one as one."""
    return sum(2 if unicodedata.name(character, "").startswith("CJK ") else 1 for character in text)


def speech(text: str | int, *, model: str = "speech-2.8-hd", region: str = REGION) -> Estimate:
    """Cost of speaking a text, also as a stream or as a task. The first use of a cloned or designed
    voice adds its fee.

    Args:
        text: the text, or its number of billed characters.
        model: speech model.
        region: "global" for USD, "cn" for CNY.
    """
    return _sum([_Charge("speech", model, "character", _characters(text))], region)


def chat(
    input_tokens: int,
    output_tokens: int,
    *,
    model: str = "MiniMax-M3",
    cached_tokens: int = 0,
    cache_write_tokens: int = 0,
    service_tier: str | None = None,
    web_searches: int = 0,
    region: str = REGION,
) -> Estimate:
    """Cost of a chat call by its tokens, as `client.text.count_tokens` and `reply.usage` count
    them.

    Args:
        input_tokens: tokens of the whole input.
        output_tokens: tokens of the answer, thinking included.
        model: model id.
        cached_tokens: how many of the input tokens come out of the cache.
        cache_write_tokens: how many of them are written to the cache by explicit marks.
        service_tier: "priority" costs more.
        web_searches: searches by the server tool.
        region: "global" for USD, "cn" for CNY.
    """
    fresh = input_tokens - cached_tokens - cache_write_tokens
    if fresh < 0 <= input_tokens:
        raise ValidationError(
            "cached_tokens and cache_write_tokens are part of input_tokens:"
            f" {cached_tokens + cache_write_tokens:,} of {input_tokens:,}",
            field="cached_tokens",
            value=cached_tokens,
            allowed=f"at most {input_tokens}",
        )
    conditions = {"input": input_tokens, "service_tier": service_tier or "standard"}
    amounts = {
        "input_token": fresh,
        "output_token": output_tokens,
        "cache_read_token": cached_tokens,
        "cache_write_token": cache_write_tokens,
    }
    charges = [
        _Charge("text", model, unit, amount, conditions, _factor(model, unit, conditions))
        for unit, amount in amounts.items()
        if amount or unit in ("input_token", "output_token")
    ]
    if web_searches:
        charges.append(_Charge("text", "web_search", "call", web_searches))
    return _sum(charges, region)


def video(
    *,
    model: str = "MiniMax-H3",
    resolution: str | None = None,
    duration: int | None = None,
    reference_seconds: float = 0,
    images: int = 0,
    region: str = REGION,
) -> Estimate:
    """Cost of a video.

    Args:
        model: video model.
        resolution: such as "768P" or "2K"; left out, what the SDK asks for.
        duration: seconds; left out, what the SDK asks for.
        reference_seconds: length of all reference videos together; only the models that bill by the
            second charge for them.
        images: frames and reference images; those models charge for images above a free number.
        region: "global" for USD, "cn" for CNY.
    """
    usual = matrix.defaults(model)
    size, seconds = (
        resolution or usual.get("resolution"),
        usual.get("duration") if duration is None else duration,
    )
    if size is None or seconds is None:
        raise ValidationError(
            f"give the resolution and duration of the {model} video",
            field="resolution",
            value=resolution,
        )
    if any(row["unit"] == "second" for row in _rows(model)):
        return _sum(
            _by_second(model, str(size).upper(), seconds, reference_seconds, images), region
        )
    return _sum(
        [
            _Charge(
                "video", model, "video", 1, {"resolution": str(size).upper(), "duration": seconds}
            )
        ],
        region,
    )


def video_regeneration(duration: float, *, images: int = 0, region: str = REGION) -> Estimate:
    """Cost of making a 768P video again at 2K: the new one and the one that it is made from, both
    of `duration` seconds.
    """
    return _sum(_by_second("video_regeneration", "2K", duration, duration, images), region)


def prompt_enhancement(input_tokens: int, output_tokens: int, *, region: str = REGION) -> Estimate:
    """Cost of having a video prompt rewritten."""
    return _sum(
        [
            _Charge("video", "h3_context_ir", "input_token", input_tokens),
            _Charge("video", "h3_context_ir", "output_token", output_tokens),
        ],
        region,
    )


def template(template: str, *, region: str = REGION) -> Estimate:
    """Cost of a template video, by the template's id or name."""
    from minimax_generated.tables.templates import TEMPLATES

    asked, currency = template.strip().casefold(), _currency(region)
    for row in TEMPLATES["templates"]:
        if asked not in (row["id"], row["name"].casefold(), row.get("name_cn")):
            continue
        if currency.lower() not in row:
            raise PriceUnknown(
                f"The price of the template {row['name']!r} in {currency} is not"
                f" known{_elsewhere(row, currency)}",
                item=row["id"],
            )
        amount = _decimal(row[currency.lower()])
        return Estimate(
            amount, currency, TEMPLATES["as_of"], f"one video by the template {row['name']!r}"
        )
    raise PriceUnknown(
        f"The price table does not know the template {template!r}; see client.video.templates()",
        item=template,
    )


def images(n: int = 1, *, model: str = "image-01", region: str = REGION) -> Estimate:
    """Cost of `n` images."""
    return _sum([_Charge("image", model, "image", n)], region)


def music(songs: int = 1, *, model: str = "music-3.0", region: str = REGION) -> Estimate:
    """Cost of songs of up to five minutes each."""
    return _sum([_Charge("music", model, "song", songs)], region)


def lyrics(songs: int = 1, *, region: str = REGION) -> Estimate:
    """Cost of writing lyrics."""
    return _sum([_Charge("music", "lyrics_generation", "song", songs)], region)


def voice_clone(
    *, preview_text: str | int = "", model: str = "speech-2.8-hd", region: str = REGION
) -> Estimate:
    """Cost of a cloned voice, charged when speech is first made with it, and of its preview,
    charged at once.

    Args:
        preview_text: the preview, or its number of billed characters.
        model: speech model of the preview.
        region: "global" for USD, "cn" for CNY.
    """
    preview = (
        [_Charge("speech", model, "character", _characters(preview_text))] if preview_text else []
    )
    return _sum([_Charge("voice", "voice_clone", "voice", 1), *preview], region)


def voice_design(preview_text: str | int = "", *, region: str = REGION) -> Estimate:
    """Cost of a designed voice, charged when speech is first made with it, and of its preview,
    charged at once.
    """
    preview = (
        [_Charge("voice", "voice_design", "character", _characters(preview_text))]
        if preview_text
        else []
    )
    return _sum([_Charge("voice", "voice_design", "voice", 1), *preview], region)


def transcription(seconds: float, *, model: str = "asr-1.0", region: str = "cn") -> Estimate:
    """Cost of writing down a recording of so many seconds. The table has its price in CNY only."""
    return _sum([_Charge("transcription", model, "second", seconds)], region)


def image_description(images: int = 1, *, region: str = REGION) -> Estimate:
    """Cost of `client.account.describe_image` where it is billed and not part of a plan."""
    return _sum([_Charge("account", "coding_plan_vlm", "call", images)], region)


def _by_second(
    item: str, resolution: str, seconds: float, reference_seconds: float, images: int
) -> Iterable[_Charge]:
    """Seconds made, seconds read, and images above the free ones."""
    yield _Charge(
        "video", item, "second", seconds, {"direction": "output", "resolution": resolution}
    )
    if reference_seconds:
        yield _Charge(
            "video",
            item,
            "second",
            reference_seconds,
            {"direction": "input", "resolution": resolution},
        )
    free = max(
        (
            row["when"]["images_above"]
            for row in _rows(item)
            if "images_above" in row.get("when", {})
        ),
        default=images,
    )
    if images > free:
        yield _Charge(
            "video", item, "image", images - free, {"direction": "input", "images_above": free}
        )


def _sum(charges: Iterable[_Charge], region: str) -> Estimate:
    from minimax_generated.tables.prices import PRICES

    currency, amount = _currency(region), Decimal(0)
    parts: dict[str, list[str]] = {}
    notes: dict[str, None] = {}
    for charge in charges:
        row = _row(charge, currency)
        price, per = _decimal(row[currency.lower()]) * _decimal(charge.factor), row["per"]
        amount += _decimal(_quantity(charge)) * price / per
        counted = (
            f"{_plain(_decimal(charge.quantity), ',')}"
            f" {charge.noun}{'' if charge.quantity == 1 else 's'}"
        )
        rate = f"{_plain(price)} {currency} per {charge.noun if per == 1 else f'{per:,}'}"
        parts.setdefault(charge.item, []).append(f"{counted} at {rate}")
        notes[row.get("note", "")] = None
    basis = "; ".join(f"{item}: {', '.join(each)}" for item, each in parts.items())
    return Estimate(amount, currency, PRICES["as_of"], basis, " ".join(filter(None, notes)))


def _row(charge: _Charge, currency: str) -> Mapping[str, Any]:
    """The row of the table for a charge, or a PriceUnknown that says what is missing."""
    rows = _rows(charge.item)
    if not rows:
        raise PriceUnknown(
            f"The price table does not know {charge.item!r}; it has"
            f" {', '.join(_alike(charge.kind))}",
            item=charge.item,
        )
    same_unit = [row for row in rows if row["unit"] == charge.unit]
    fitting = [row for row in same_unit if _fits(row.get("when", {}), charge.conditions)]
    missing = f"The price table has no price per {charge.noun} of {charge.item!r}"
    if not fitting:
        asked = " ".join(
            str(charge.conditions.get(name))
            for row in same_unit[:1]
            for name in row.get("when", {})
        )
        known = "; ".join(" ".join(map(str, row.get("when", {}).values())) for row in same_unit)
        raise PriceUnknown(
            missing + (f" for {asked}; it has {known}" if asked else ""), item=charge.item
        )
    if currency.lower() not in fitting[0]:
        raise PriceUnknown(
            f"{missing} in {currency}{_elsewhere(fitting[0], currency)}", item=charge.item
        )
    return fitting[0]


def _rows(item: str) -> list[Mapping[str, Any]]:
    from minimax_generated.tables.prices import PRICES

    return [row for row in PRICES["prices"] if row["item"] == item]


def _alike(kind: str) -> list[str]:
    """What else of a kind has a price."""
    from minimax_generated.tables.prices import PRICES

    return list(dict.fromkeys(row["item"] for row in PRICES["prices"] if row["kind"] == kind))


def _fits(when: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    return all(_holds(wanted, facts.get(name)) for name, wanted in when.items())


def _holds(wanted: object, fact: Any) -> bool:
    """Whether a condition is met: equal to a value, or beyond a number of thousands such as
    "<=512k".
    """
    sign = next(
        (sign for sign in COMPARED if isinstance(wanted, str) and wanted.startswith(sign)), None
    )
    if sign is None:
        return bool(wanted == fact)
    return COMPARED[sign](fact, 1000 * float(str(wanted).removeprefix(sign).removesuffix("k")))


def _factor(item: str, unit: str, conditions: Mapping[str, Any]) -> float:
    from minimax_generated.tables.prices import PRICES

    rows = [
        row
        for row in PRICES["factors"]
        if row["item"] == item and unit in row["units"] and _fits(row["when"], conditions)
    ]
    return float(math.prod(row["factor"] for row in rows))


def _currency(region: str) -> str:
    return str(region_facts(region)["currency"])


def _elsewhere(row: Mapping[str, Any], currency: str) -> str:
    """The price in the currency of another region, as a hint."""
    from minimax_generated.tables.regions import REGIONS

    for name, facts in REGIONS["regions"].items():
        other = facts["currency"]
        if other != currency and other.lower() in row:
            per = "" if row.get("per", 1) == 1 else f" per {row['per']:,}"
            return f'; region="{name}" has {_plain(_decimal(row[other.lower()]))} {other}{per}'
    return ""


def _characters(text: str | int) -> int:
    return characters(text) if isinstance(text, str) else text


def _quantity(charge: _Charge) -> float:
    number = charge.quantity
    if (
        isinstance(number, bool)
        or not isinstance(number, (int, float))
        or not math.isfinite(number)
        or number < 0
    ):
        raise ValidationError(
            f"{number!r} is no number of {charge.noun}s",
            field=charge.unit,
            value=number,
            allowed="0 or more",
        )
    return number


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))


def _plain(number: Decimal, grouping: str = "") -> str:
    """Without exponent and without zeros at the end."""
    text = format(number, f"{grouping}f")
    return text.rstrip("0").rstrip(".") if "." in text else text
