"""The account service against the emulator and scripted responses."""

from __future__ import annotations

import base64
import io
import pickle
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from minimax import DecodeError, ValidationError
from minimax.emulator import Emulator

from ..unit.platform import KEY, Platform, Runner, ok


def picture(format: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 16), (205, 35, 40)).save(out, format=format)
    return out.getvalue()


def asked_with(emulator: Emulator) -> dict[str, Any]:
    body: dict[str, Any] = emulator.requests("coding_plan_vlm")[-1].json
    return body


# Quota


def test_the_quota_has_an_entry_for_each_group(runner: Runner, client: Any) -> None:
    quota = runner(client.account.quota())

    general = next(entry for entry in quota.entries if entry.name == "general")
    assert general.percent_left == 100
    assert general.resets_at > datetime.now(UTC)
    assert (general.resets_at - general.interval.starts_at).total_seconds() == 5 * 3600
    assert general.week.percent_left == 100
    assert not general.interval.used_up
    assert pickle.loads(pickle.dumps(quota)) == quota


def test_a_key_without_a_plan_has_no_entries(runner: Runner) -> None:
    client = runner.client(Platform({"model_remains": [], "base_resp": {"status_code": 0}}))

    assert runner(client.account.quota()).entries == []


def test_counts_are_returned_unchanged(runner: Runner) -> None:
    remains = {
        "model_name": "MiniMax-M*",
        "start_time": 1793600000,
        "end_time": 1793618000,
        "current_interval_total_count": 1500,
        "current_interval_usage_count": "1180",
        "current_weekly_status": 3,
        "interval_boost_permille": 1500,
    }
    client = runner.client(Platform({"model_remains": [remains]}))

    (entry,) = runner(client.account.quota()).entries

    assert (
        entry.percent_left,
        entry.interval.total,
        entry.interval.counted,
        entry.interval.boost,
    ) == (None, 1500, 1180, 1.5)
    assert entry.resets_at == datetime.fromtimestamp(
        1793618000, UTC
    )  # seconds, where milliseconds are the rule
    assert entry.week is None


@pytest.mark.parametrize(
    ("facts", "used_up", "unlimited"),
    [
        ({"current_interval_status": 2}, True, False),
        ({"current_interval_remaining_percent": 0, "current_interval_status": 1}, True, False),
        ({"current_interval_status": 3}, False, True),
    ],
)
def test_window_states_are_returned(
    runner: Runner, facts: dict[str, Any], used_up: bool, unlimited: bool
) -> None:
    client = runner.client(Platform({"model_remains": [facts]}))

    (entry,) = runner(client.account.quota()).entries

    assert (entry.interval.used_up, entry.interval.unlimited) == (used_up, unlimited)


@pytest.mark.parametrize(
    "remains",
    [
        None,
        "nothing",
        [None, 7],
        [
            {
                "model_name": 7,
                "end_time": "soon",
                "current_interval_remaining_percent": True,
                "weekly_end_time": 10**30,
            }
        ],
    ],
)
def test_a_quota_in_any_shape_is_read(runner: Runner, remains: Any) -> None:
    client = runner.client(Platform({"model_remains": remains}))

    for entry in runner(client.account.quota()).entries:
        assert (entry.name, entry.percent_left, entry.resets_at, entry.week) == (
            "",
            None,
            None,
            None,
        )


# Balance


def test_the_balance_goes_down_with_what_is_used(runner: Runner, connect: Any) -> None:
    client = connect(region="cn")

    before = runner(client.account.balance())
    runner(client.speech.synthesize("The harbour is quiet tonight. " * 20))
    after = runner(client.account.balance())

    assert (before.available, before.owed, before.currency) == (
        Decimal("1000.00"),
        Decimal("0.00"),
        "CNY",
    )
    assert after.available < before.available


@pytest.mark.parametrize(("region", "currency"), [("cn", "CNY"), ("global", "USD"), (None, "")])
def test_the_currency_is_that_of_the_region(
    runner: Runner, region: str | None, currency: str
) -> None:
    client = runner.client(
        Platform(
            {
                "available_amount": "37.42",
                "balance_alert_switch": True,
                "balance_alert_threshold": "5",
            }
        ),
        region=region,
    )

    balance = runner(client.account.balance())

    assert (balance.available, balance.currency, balance.alert, balance.alert_below) == (
        Decimal("37.42"),
        currency,
        True,
        Decimal(5),
    )


@pytest.mark.parametrize("amount", [None, "", "a lot", "NaN", [], True])
def test_invalid_amounts_are_unknown(runner: Runner, amount: Any) -> None:
    client = runner.client(Platform({"available_amount": amount}))

    balance = runner(client.account.balance())

    assert (balance.available, balance.cash, balance.alert) == (None, None, False)


# Search


def test_a_search_gives_pages_and_related_searches(
    runner: Runner, client: Any, emulator: Emulator
) -> None:
    found = runner(client.account.search("harbour tide tables"))

    assert found.results[0].title
    assert all(
        each.url.startswith("https://") and each.snippet and each.date for each in found.results
    )
    assert found.related
    assert emulator.requests("coding_plan_search")[0].json == {"q": "harbour tide tables"}


def test_missing_lists_are_empty(runner: Runner) -> None:
    client = runner.client(
        Platform(
            {
                "organic": None,
                "related_searches": [{"query": None}, "x"],
                "base_resp": {"status_code": 0},
            }
        )
    )

    found = runner(client.account.search("harbour", extra={"lang": "en"}))

    assert (found.results, found.related) == ([], [])


def test_extra_fields_are_sent(runner: Runner) -> None:
    platform = Platform({"organic": []})

    runner(runner.client(platform).account.search("harbour", extra={"lang": "en"}))

    assert platform.bodies == [{"q": "harbour", "lang": "en"}]


# Images


@pytest.mark.parametrize(
    "source",
    [
        lambda folder: folder / "red.png",
        lambda folder: str(folder / "red.png"),
        lambda folder: picture("WEBP"),
        lambda folder: io.BytesIO(picture("JPEG")),
        lambda folder: Image.new("RGB", (32, 16), (205, 35, 40)),
        lambda folder: f"data:image/png;base64,{base64.b64encode(picture()).decode()}",
    ],
    ids=["path", "str", "bytes", "file", "PIL", "data URL"],
)
def test_images_from_any_source_are_described(
    runner: Runner, client: Any, emulator: Emulator, tmp_path: Path, source: Any
) -> None:
    (tmp_path / "red.png").write_bytes(picture())

    answer = runner(client.account.describe_image(source(tmp_path), "Which colour?"))

    assert "red" in answer
    assert asked_with(emulator)["prompt"] == "Which colour?"
    assert asked_with(emulator)["image_url"].startswith("data:image/")


def test_an_image_on_the_web_is_fetched_without_the_key_and_sent_along(runner: Runner) -> None:
    platform = Platform(
        httpx.Response(200, content=picture(), headers={"content-type": "image/png"}),
        {"content": "A red field."},
    )

    answer = runner(
        runner.client(platform).account.describe_image("https://pictures.example/red.png")
    )

    fetched, asked = platform.requests
    assert answer == "A red field."
    assert str(fetched.url) == "https://pictures.example/red.png"
    assert KEY not in str(fetched.headers)
    assert platform.bodies[-1]["image_url"].startswith("data:image/png;base64,")
    assert platform.bodies[-1]["prompt"] == "Describe this image."
    assert asked.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "source", ["301223344556690", 301223344556690, "mm_file://301223344556690"]
)
def test_an_uploaded_image_is_named_by_its_id(runner: Runner, source: Any) -> None:
    platform = Platform({"content": "Three boats."})

    runner(runner.client(platform).account.describe_image(source, "Count the boats."))

    assert platform.bodies == [{"prompt": "Count the boats.", "file_id": "301223344556690"}]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (picture("GIF"), "has the format gif; allowed: jpg, jpeg, png, webp"),
        (b"no picture at all", "not a recognised image"),
        ("missing.png", "cannot read"),
        ("data:text/plain,hello", "not a Base64 data URL"),
        (3.5, "float is not allowed"),
    ],
)
def test_invalid_images_are_not_sent(runner: Runner, source: Any, complaint: str) -> None:
    platform = Platform({"content": "?"})

    with pytest.raises(ValidationError, match=complaint) as caught:
        runner(runner.client(platform).account.describe_image(source))

    assert (caught.value.field, platform.requests) == ("image", [])


def test_links_to_other_content_are_not_sent(runner: Runner) -> None:
    platform = Platform(
        httpx.Response(200, content=b"hello", headers={"content-type": "application/octet-stream"})
    )

    with pytest.raises(ValidationError, match="does not lead to an image"):
        runner(runner.client(platform).account.describe_image("https://pictures.example/red.png"))

    assert len(platform.requests) == 1


@pytest.mark.parametrize("content", [None, "", {}])
def test_responses_without_text_are_kept_in_raw(runner: Runner, content: Any) -> None:
    client = runner.client(Platform(ok({"content": content, "base_resp": {"status_code": 0}})))

    with pytest.raises(DecodeError, match="sent no text") as caught:
        runner(client.account.describe_image(picture()))

    assert caught.value.raw["content"] == content
