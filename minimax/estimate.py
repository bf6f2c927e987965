"""What a call would cost, from the price table of this package: no network, no key.

    >>> import minimax
    >>> print(minimax.estimate.speech("Good morning!", model="speech-2.8-hd"))
    0.0013 USD (speech-2.8-hd: 13 characters at 100 USD per 1,000,000; prices of 2026-09)

The platform decides what is billed: prices change, and the table has a date. An unknown price
raises `PriceUnknown`, so that it is never mistaken for a free call. The price list of the global
region (USD) is the complete one; `region="cn"` gives CNY where a price is known.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from . import prices
from .errors import ValidationError
from .prices import Charge, PriceUnknown, decimal, plain
from .record import Record
from .requests import video_rules

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


@dataclass(frozen=True, slots=True)
class Estimate(Record):
    """What a call would cost."""

    amount: Decimal
    """Exact, not rounded."""
    currency: str
    """"USD" or "CNY"."""
    as_of: str
    """When the prices were read, such as "2026-09"."""
    basis: str
    """What is charged, and its price."""
    note: str = ""
    """Remarks of the price table."""

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.currency} ({self.basis}; prices of {self.as_of})"


def characters(text: str) -> int:
    """Characters as billed for speech: a Chinese character counts as two, any other as one."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.name(character, "").startswith("CJK ") else 1 for character in text)


def speech(text: str | int, *, model: str = "speech-2.8-hd", region: str = REGION) -> Estimate:
    """Cost of speech from a text, also as a stream or as a task. The first use of a cloned or
    designed voice adds its fee.

    Args:
        text: the text, or its number of billed characters.
        model: speech model.
        region: "global" for USD, "cn" for CNY.
    """
    return _sum([Charge(model, "character", _characters(text), kind="speech")], region)


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
        output_tokens: tokens of the reply, including thinking.
        model: model id.
        cached_tokens: number of input tokens read from the cache.
        cache_write_tokens: number of input tokens written to the cache, with explicit cache marks.
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
    charges = prices.chat(
        model,
        fresh=fresh,
        output=output_tokens,
        cached=cached_tokens,
        written=cache_write_tokens,
        service_tier=service_tier,
        web_searches=web_searches,
    )
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
        resolution: such as "768P" or "2K"; defaults to that of the SDK.
        duration: in seconds; defaults to that of the SDK.
        reference_seconds: total length of all reference videos; charged only by models that are
            billed by the second.
        images: number of frames and reference images; these models charge for images above a free
            number.
        region: "global" for USD, "cn" for CNY.
    """
    usual = video_rules.defaults(model)
    size = resolution or usual.get("resolution")
    seconds = usual.get("duration") if duration is None else duration
    if size is None or seconds is None:
        raise ValidationError(
            f"specify the resolution and duration of the {model} video",
            field="resolution",
            value=resolution,
        )
    if any(row["unit"] == "second" for row in prices.rows(model)):
        charges = prices.video(
            model,
            resolution=str(size).upper(),
            seconds=seconds,
            reference_seconds=reference_seconds,
            images=images,
        )
        return _sum(charges, region)
    asked = {"resolution": str(size).upper(), "duration": seconds}
    return _sum([Charge(model, "video", 1, asked, "video")], region)


def video_regeneration(duration: float, *, images: int = 0, region: str = REGION) -> Estimate:
    """Cost of rendering a 768P video again at 2K: the new video and its source, both of `duration`
    seconds.
    """
    charges = prices.video(
        "video_regeneration",
        resolution="2K",
        seconds=duration,
        reference_seconds=duration,
        images=images,
    )
    return _sum(charges, region)


def prompt_enhancement(input_tokens: int, output_tokens: int, *, region: str = REGION) -> Estimate:
    """Cost of rewriting a video prompt."""
    read = Charge("h3_context_ir", "input_token", input_tokens, kind="video")
    written = Charge("h3_context_ir", "output_token", output_tokens, kind="video")
    return _sum([read, written], region)


def template(template: str, *, region: str = REGION) -> Estimate:
    """Cost of a template video, by the template's id or name."""
    from minimax_generated.tables.templates import TEMPLATES

    asked, currency = template.strip().casefold(), prices.currency(region)
    for row in TEMPLATES["templates"]:
        if asked not in (row["id"], row["name"].casefold(), row.get("name_cn")):
            continue
        if currency.lower() not in row:
            raise PriceUnknown(
                f"The price of the template {row['name']!r} in {currency} is not"
                f" known{prices.elsewhere(row, currency)}",
                item=row["id"],
            )
        amount = decimal(row[currency.lower()])
        return Estimate(
            amount, currency, TEMPLATES["as_of"], f"one video of the template {row['name']!r}"
        )
    raise PriceUnknown(
        f"The price table does not know the template {template!r}; see client.video.templates()",
        item=template,
    )


def images(
    n: int = 1,
    *,
    model: str = "image-01",
    text_tokens: int = 0,
    image_tokens: int = 0,
    output_tokens: int | None = None,
    region: str = REGION,
) -> Estimate:
    """Cost of `n` images.

    Args:
        n: number of images.
        model: image model.
        text_tokens: MiniMax-H3-Image: tokens of the prompt. They are billed once per image.
        image_tokens: MiniMax-H3-Image: tokens of the references. They are billed once per image.
        output_tokens: MiniMax-H3-Image: tokens of one image. The number of tokens per image size is
            not documented; see `images.usage` of an earlier call.
        region: "global" for USD, "cn" for CNY.
    """
    if not any(row["unit"] == "output_token" for row in prices.rows(model)):
        return _sum([Charge(model, "image", n, kind="image")], region)
    if output_tokens is None:
        raise PriceUnknown(
            f"{model} is billed per token: pass output_tokens, for example from images.usage of an"
            " earlier call",
            item=model,
        )
    amounts = {
        "text_token": text_tokens,
        "image_token": image_tokens,
        "output_token": output_tokens,
    }
    return _sum(
        [Charge(model, unit, amount * n) for unit, amount in amounts.items() if amount], region
    )


def music(songs: int = 1, *, model: str = "music-3.0", region: str = REGION) -> Estimate:
    """Cost of songs of up to five minutes each."""
    return _sum([Charge(model, "song", songs, kind="music")], region)


def lyrics(songs: int = 1, *, region: str = REGION) -> Estimate:
    """Cost of writing lyrics."""
    return _sum([Charge("lyrics_generation", "song", songs, kind="music")], region)


def voice_clone(
    *, preview_text: str | int = "", model: str = "speech-2.8-hd", region: str = REGION
) -> Estimate:
    """Cost of a cloned voice, charged on its first use, and of its preview, charged immediately.

    Args:
        preview_text: the preview, or its number of billed characters.
        model: speech model of the preview.
        region: "global" for USD, "cn" for CNY.
    """
    return _voice("voice_clone", Charge(model, "character", 0, kind="speech"), preview_text, region)


def voice_design(preview_text: str | int = "", *, region: str = REGION) -> Estimate:
    """Cost of a designed voice, charged on its first use, and of its preview, charged at once."""
    preview = Charge("voice_design", "character", 0, kind="voice")
    return _voice("voice_design", preview, preview_text, region)


def transcription(seconds: float, *, model: str = "asr-1.0", region: str = "cn") -> Estimate:
    """Cost of transcribing a recording of this many seconds. Its price is known only in CNY."""
    return _sum([Charge(model, "second", seconds, kind="transcription")], region)


def image_description(images: int = 1, *, region: str = REGION) -> Estimate:
    """Cost of `client.account.describe_image` if it is billed and not part of a plan."""
    return _sum([Charge("coding_plan_vlm", "call", images, kind="account")], region)


def _voice(item: str, preview: Charge, text: str | int, region: str) -> Estimate:
    """The fee for a new voice, and its preview if it has one."""
    charges = [Charge(item, "voice", 1, kind="voice")]
    if text:
        charges.append(preview._replace(quantity=_characters(text)))
    return _sum(charges, region)


def _sum(charges: Iterable[Charge], region: str) -> Estimate:
    from minimax_generated.tables.prices import PRICES

    currency, amount = prices.currency(region), Decimal(0)
    parts: dict[str, list[str]] = {}
    notes: dict[str, None] = {}
    for charge in charges:
        price = prices.price(charge, currency)
        amount, per = amount + price.of(charge), price.row["per"]
        plural = "" if charge.quantity == 1 else "s"
        counted = f"{plain(decimal(charge.quantity), ',')} {charge.noun}{plural}"
        rate = f"{plain(price.amount)} {currency} per {charge.noun if per == 1 else f'{per:,}'}"
        parts.setdefault(charge.item, []).append(f"{counted} at {rate}")
        notes[price.row.get("note", "")] = None
    basis = "; ".join(f"{item}: {', '.join(each)}" for item, each in parts.items())
    return Estimate(amount, currency, PRICES["as_of"], basis, " ".join(filter(None, notes)))


def _characters(text: str | int) -> int:
    return characters(text) if isinstance(text, str) else text
