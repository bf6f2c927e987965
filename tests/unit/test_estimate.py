"""Estimates from the price table: their content, and that unknown prices are never free."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import minimax
from minimax import ConfigError, MinimaxError, ValidationError, estimate
from minimax.estimate import Estimate, PriceUnknown
from minimax_generated.tables.prices import PRICES
from minimax_generated.tables.templates import TEMPLATES


def test_module_is_an_attribute_of_the_package() -> None:
    assert minimax.estimate is estimate
    assert "estimate" in dir(minimax)


@pytest.mark.parametrize(
    ("text", "billed"),
    [
        ("", 0),
        ("Hello!", 6),
        ("你好", 4),
        ("你好，世界", 9),
        ("こんにちは", 5),
        ("𠀀x", 3),
        ("한글", 2),
    ],
)
def test_a_chinese_character_is_billed_as_two(text: str, billed: int) -> None:
    assert estimate.characters(text) == billed


def test_estimates_have_their_parts() -> None:
    cost = estimate.speech("Good morning!", model="speech-2.8-hd")

    assert cost == Estimate(
        Decimal("0.0013"),
        "USD",
        PRICES["as_of"],
        "speech-2.8-hd: 13 characters at 100 USD per 1,000,000",
        cost.note,
    )
    assert (
        str(cost) == "0.0013 USD (speech-2.8-hd: 13 characters at 100 USD per 1,000,000; prices of"
        f" {PRICES['as_of']})"
    )


@pytest.mark.parametrize(
    ("call", "amount"),
    [
        (lambda: estimate.speech(1_000_000, model="speech-2.6-turbo"), "60"),
        (lambda: estimate.speech("你好", region="cn"), "0.0014"),
        (lambda: estimate.chat(1_000_000, 1_000_000, model="MiniMax-M2.7"), "1.5"),
        (
            lambda: estimate.chat(
                1_000_000,
                0,
                model="MiniMax-M2.7",
                cached_tokens=400_000,
                cache_write_tokens=100_000,
            ),
            "0.2115",
        ),
        (lambda: estimate.chat(512_000, 0), "0.1536"),
        (lambda: estimate.chat(512_001, 0), "0.3072006"),
        (lambda: estimate.chat(1000, 1000, service_tier="priority"), "0.00225"),
        (lambda: estimate.chat(1000, 1000, service_tier="standard"), "0.0015"),
        (lambda: estimate.chat(0, 0, web_searches=3), "0.03"),
        (lambda: estimate.video(), "0.48"),
        (lambda: estimate.video(resolution="2k", duration=10), "1.3"),
        (lambda: estimate.video(duration=10, reference_seconds=4.5, images=7), "1.24"),
        (lambda: estimate.video(duration=10, images=5), "0.8"),
        (lambda: estimate.video(region="cn"), "3"),
        (lambda: estimate.video(model="MiniMax-Hailuo-2.3"), "0.28"),
        (
            lambda: estimate.video(
                model="MiniMax-Hailuo-02", resolution="512P", duration=10, images=1
            ),
            "0.15",
        ),
        (lambda: estimate.video_regeneration(6, images=6), "0.625"),
        (lambda: estimate.prompt_enhancement(1000, 2000), "0.0081"),
        (lambda: estimate.template("Diving"), "0.4"),
        (lambda: estimate.template(" mcdonald's delivery pet "), "1.1"),
        (lambda: estimate.template("绝地求生"), "0.45"),
        (lambda: estimate.images(3), "0.0105"),
        (
            lambda: estimate.chat(1_000_000, 1_000_000, model="MiniMax-M3.1-Flash-Preview"),
            "0.75",
        ),
        (lambda: estimate.images(model="MiniMax-H3-Image", output_tokens=1_000_000), "3.8"),
        (
            lambda: estimate.images(
                2,
                model="MiniMax-H3-Image-Highspeed",
                text_tokens=1000,
                image_tokens=2000,
                output_tokens=4000,
            ),
            "0.0774",
        ),
        (lambda: estimate.music(2), "0.3"),
        (lambda: estimate.lyrics(), "0.01"),
        (lambda: estimate.voice_clone(), "1.5"),
        (lambda: estimate.voice_clone(preview_text="Hello", model="speech-2.8-turbo"), "1.5003"),
        (lambda: estimate.voice_design("Hello"), "3.00015"),
        (lambda: estimate.transcription(90), "0.0625"),
        (lambda: estimate.image_description(), "0.01"),
    ],
)
def test_amounts_follow_the_table(call: Callable[[], Estimate], amount: str) -> None:
    cost = call()

    assert cost.amount == Decimal(amount)
    assert cost.currency in ("USD", "CNY")
    assert cost.as_of in (PRICES["as_of"], TEMPLATES["as_of"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: estimate.speech("x", model="speech-9"),
            "does not know 'speech-9'; it has speech-2.8-hd",
        ),
        (
            lambda: estimate.speech("x", model="speech-2.6-hd", region="cn"),
            r'in CNY; region="global" has 100 USD per 1,000,000',
        ),
        (lambda: estimate.chat(10, 10, model="nope"), "does not know 'nope'"),
        (
            lambda: estimate.chat(10, 10, model="M2-her", cached_tokens=5),
            "no price per cache read token of 'M2-her'",
        ),
        (lambda: estimate.video(model="MiniMax-H3-Max"), "does not know 'MiniMax-H3-Max'"),
        (
            lambda: estimate.video(resolution="480P"),
            "of 'MiniMax-H3' for output 480P; it has output 768P; output 2K",
        ),
        (
            lambda: estimate.video(model="MiniMax-Hailuo-2.3", resolution="1080P", duration=10),
            "for 1080P 10; it has 768P 6; 768P 10; 1080P 6",
        ),
        (
            lambda: estimate.images(model="MiniMax-H3-Image"),
            "is billed per token: pass output_tokens",
        ),
        (
            lambda: estimate.images(model="MiniMax-H3-Image", output_tokens=1, region="cn"),
            'in CNY; region="global" has 3.8 USD per 1,000,000',
        ),
        (lambda: estimate.template("Juggling"), "does not know the template 'Juggling'"),
        (
            lambda: estimate.template("Diving", region="cn"),
            r'in CNY is not known; region="global" has 0.4 USD',
        ),
        (lambda: estimate.template("跳水"), "in USD is not known"),
        (
            lambda: estimate.images(model="image-01-live"),
            "does not know 'image-01-live'; it has .*image-01$",
        ),
        (lambda: estimate.music(model="music-cover"), "does not know 'music-cover'"),
        (
            lambda: estimate.voice_design("Hello", region="cn"),
            "no price per character of 'voice_design' in CNY",
        ),
        (
            lambda: estimate.transcription(90, region="global"),
            r'in USD; region="cn" has 2.5 CNY per 3,600',
        ),
    ],
)
def test_unknown_prices_are_an_error(call: Callable[[], Estimate], message: str) -> None:
    with pytest.raises(PriceUnknown, match=message) as caught:
        call()

    assert isinstance(caught.value, MinimaxError)
    assert caught.value.item


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: estimate.images(-1), "image"),
        (lambda: estimate.chat(-1, 0), "input_token"),
        (lambda: estimate.chat(5, 5, cached_tokens=9), "cached_tokens"),
        (lambda: estimate.video(duration=float("nan")), "second"),  # type: ignore[arg-type]
        (lambda: estimate.music(True), "song"),
    ],
)
def test_invalid_amounts_are_rejected(call: Callable[[], Estimate], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        call()

    assert caught.value.field == field


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(ConfigError, match="'mars'"):
        estimate.images(region="mars")


def test_remarks_are_included() -> None:
    assert "Reseller listing" in estimate.chat(1, 1, model="MiniMax-M3.1-Flash").note
    assert estimate.images().note == ""


@pytest.mark.parametrize("row", PRICES["prices"], ids=lambda row: f"{row['item']} {row['unit']}")
def test_every_price_of_the_table_can_be_estimated(row: dict[str, Any]) -> None:
    """Every row belongs to a function of the module; the ones that cost nothing need none."""
    functions = {
        "text": lambda item: item == "web_search" or estimate.chat(1, 1, model=item),
        "speech": lambda item: estimate.speech(1, model=item),
        "image": lambda item: estimate.images(model=item, output_tokens=1),
        "transcription": lambda item: estimate.transcription(1, model=item),
    }
    named = {
        "voice_clone": estimate.voice_clone,
        "voice_design": estimate.voice_design,
        "video_regeneration": lambda: estimate.video_regeneration(6),
        "h3_context_ir": lambda: estimate.prompt_enhancement(1, 1),
        "lyrics_generation": estimate.lyrics,
        "coding_plan_vlm": estimate.image_description,
    }
    if row.get("usd") == 0:
        return
    if row["item"] in named:
        assert named[row["item"]]().amount > 0
    elif row["kind"] == "video":
        size = {
            name: value for name, value in row["when"].items() if name in ("resolution", "duration")
        }
        assert estimate.video(model=row["item"], **{"resolution": "768P", **size}).amount > 0
    elif row["kind"] == "music":
        assert estimate.music(model=row["item"]).amount > 0
    else:
        assert functions[row["kind"]](row["item"])


def test_everything_public_has_a_docstring() -> None:
    for name in estimate.__all__:
        assert inspect.getdoc(getattr(estimate, name)), name
