"""Plan and balance go down with what is used; web search and image understanding answer from what
they are given.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest
from PIL import Image

from minimax import estimate
from minimax.emulator import Emulator
from minimax.emulator.endpoints import coding_plan

from .conftest import CHAT, SPEECH, chat, spoken
from .samples import assert_described, data_url, picture, send, status, upload, wav

PLAN, OLD_PLAN, BALANCE = (
    "/v1/token_plan/remains",
    "/v1/api/openplatform/coding_plan/remains",
    "/account/query_balance",
)
SEARCH, LOOK = "/v1/coding_plan/search", "/v1/coding_plan/vlm"


def general(http: httpx.Client) -> dict[str, Any]:
    group: dict[str, Any] = http.get(PLAN).json()["model_remains"][0]
    return group


def available(http: httpx.Client) -> Decimal:
    return Decimal(http.get(BALANCE).json()["available_amount"])


# Plan


def test_new_plans_are_unused(emulator: Emulator, http: httpx.Client) -> None:
    answer = http.get(PLAN).json()
    assert_described("token_plan_remains", answer)
    now = emulator.clock.now() * 1000
    assert [group["model_name"] for group in answer["model_remains"]] == ["general", "video"]
    for group, hours in zip(answer["model_remains"], (5, 24), strict=True):
        assert (
            group["current_interval_remaining_percent"],
            group["current_weekly_remaining_percent"],
        ) == (100, 100)
        assert (group["current_interval_status"], group["current_weekly_status"]) == (1, 1)
        assert group["end_time"] - group["start_time"] == hours * 3_600_000
        assert group["weekly_end_time"] - group["weekly_start_time"] == 7 * 24 * 3_600_000
        assert abs(group["end_time"] - now - group["remains_time"]) < 5_000


def test_only_billed_calls_use_the_plan(http: httpx.Client) -> None:
    http.post("/v1/get_voice", json={"voice_type": "voice_cloning"})
    send(http, "voice_clone", "a.wav", wav(1))
    http.post(SPEECH, json=spoken(model="tts-1"))
    assert general(http)["current_interval_remaining_percent"] == 100
    http.post(CHAT, json=chat(stream=True))
    assert (
        general(http)["current_interval_remaining_percent"],
        general(http)["current_weekly_remaining_percent"],
    ) == (99, 99)


def test_older_path_returns_remaining_counts(http: httpx.Client) -> None:
    before = http.get(OLD_PLAN).json()
    http.post(CHAT, json=chat())
    after = http.get(OLD_PLAN).json()
    assert_described("coding_plan_remains", after)
    [before], [after] = before["model_remains"], after["model_remains"]
    assert before["current_interval_usage_count"] == before["current_interval_total_count"]
    assert after["current_interval_usage_count"] == before["current_interval_usage_count"] - 1


def test_interval_resets_before_the_week(emulator: Emulator, http: httpx.Client) -> None:
    emulator.clock.advance(general(http)["weekly_remains_time"] / 1000 + 1)
    http.post(CHAT, json=chat())
    emulator.clock.advance(general(http)["remains_time"] / 1000 + 1)
    assert (
        general(http)["current_interval_remaining_percent"],
        general(http)["current_weekly_remaining_percent"],
    ) == (100, 99)
    emulator.clock.advance(general(http)["weekly_remains_time"] / 1000 + 1)
    assert general(http)["current_weekly_remaining_percent"] == 100


def test_exhausted_plans_are_an_error(emulator: Emulator, http: httpx.Client) -> None:
    ledger = emulator.platform.account("sk-anything").ledger
    for _ in range(1_500):
        ledger.count("general", emulator.clock.now())
    assert (
        general(http)["current_interval_remaining_percent"],
        general(http)["current_interval_status"],
    ) == (0, 2)
    assert general(http)["current_weekly_status"] == 1


def test_a_pay_as_you_go_key_has_no_plan(http: httpx.Client) -> None:
    for path in (PLAN, OLD_PLAN):
        answer = http.get(path, headers={"Authorization": "Bearer sk-api-abc"}).json()
        assert answer == {
            "model_remains": [],
            "base_resp": {"status_code": 0, "status_msg": "success"},
        }


# Balance


def test_balances_are_decimal_text(http: httpx.Client) -> None:
    answer = http.get(BALANCE).json()
    assert_described("query_balance", answer)
    assert (answer["available_amount"], answer["cash_balance"], answer["owed_amount"]) == (
        "1000.00",
        "1000.00",
        "0.00",
    )


@pytest.mark.parametrize(
    ("path", "body", "price"),
    [
        (SPEECH, spoken("x" * 100), "0.035"),  # 3.50 CNY for 10,000 characters
        (
            "/v1/image_generation",
            {"model": "image-01", "prompt": "a boat", "n": 2, "width": 512, "height": 512},
            "0.05",
        ),
        (LOOK, {"prompt": "What is it?", "image_url": data_url(picture())}, "0.025"),
        (CHAT, chat("Say hi"), "0.001"),
    ],
)
def test_calls_cost_the_listed_price(
    emulator: Emulator, http: httpx.Client, path: str, body: Any, price: str
) -> None:
    assert http.post(path, json=body).status_code == 200
    spent = emulator.platform.account("sk-anything").ledger.spent
    assert spent == Decimal(price) if path != CHAT else 0 < spent < Decimal(price)
    assert available(http) < 1000


TIERS = [None, "standard", "priority"]


def tokens(surface: str, usage: dict[str, Any]) -> dict[str, int]:
    """Tokens of an answer as `estimate.chat` takes them."""
    if surface == "/anthropic/v1/messages":
        return {
            "input_tokens": usage["input_tokens"] + usage["cache_read_input_tokens"],
            "output_tokens": usage["output_tokens"],
            "cached_tokens": usage["cache_read_input_tokens"],
        }
    if surface == "/v1/responses":
        return {
            "input_tokens": usage["input_tokens"],
            "output_tokens": usage["output_tokens"],
            "cached_tokens": usage["input_tokens_details"]["cached_tokens"],
        }
    return {
        "input_tokens": usage["prompt_tokens"],
        "output_tokens": usage["completion_tokens"],
        "cached_tokens": usage["prompt_tokens_details"]["cached_tokens"],
    }


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("surface", [CHAT, "/anthropic/v1/messages", "/v1/responses"])
def test_chat_cost_equals_the_estimate(
    emulator: Emulator, http: httpx.Client, surface: str, tier: str | None
) -> None:
    question = "Summarise: " + "The boat left at nine. " * 400
    body = chat(question, service_tier=tier)
    if surface == "/v1/responses":
        body = {"model": "MiniMax-M3", "input": question, "service_tier": tier}
    expected = Decimal(0)
    for _ in range(2):  # the second one reads from the cache
        counted = tokens(surface, http.post(surface, json=body).json()["usage"])
        expected += estimate.chat(**counted, service_tier=tier, region="cn").amount
    assert counted["cached_tokens"] > 0
    assert emulator.platform.account("sk-anything").ledger.spent == expected


def test_priority_costs_50_percent_more() -> None:
    spent = {}
    for tier in TIERS:
        with Emulator() as emulator, httpx.Client(base_url=emulator.base_url) as client:
            headers = {"Authorization": "Bearer sk-anything"}
            client.post(CHAT, json=chat(service_tier=tier), headers=headers)
            spent[tier] = emulator.platform.account("sk-anything").ledger.spent
    assert spent[None] == spent["standard"]
    assert spent["priority"] == spent["standard"] * Decimal("1.5")


def v2(*more: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A V2 request."""
    content = [{"type": "text", "text": "A kite over dunes."}, *more]
    return {
        "model": "MiniMax-H3",
        "content": content,
        "resolution": "768P",
        "duration": 4,
    } | changed


REFERENCE = {
    "type": "image_url",
    "role": "reference_image",
    "image_url": {"url": "https://pictures.example.com/kite.png"},
}
PAID_AT_THE_END = [
    ("/v2/video_generation", v2(ratio="16:9"), estimate.video(duration=4)),
    (
        "/v2/video_generation",
        v2(*[REFERENCE] * 7, resolution="2K", duration=5, ratio="16:9"),
        estimate.video(resolution="2K", duration=5, images=7),
    ),
    (
        "/v1/video_generation",
        {"model": "MiniMax-Hailuo-2.3", "prompt": "A kite.", "resolution": "1080P"},
        estimate.video(model="MiniMax-Hailuo-2.3", resolution="1080P", duration=6),
    ),
    (
        "/v1/video_template_generation",
        {
            "template_id": "394514820878671878",
            "text_inputs": [{"value": "A baker who opens a shop on the moon"}],
        },
        estimate.template("394514820878671878"),
    ),
]


@pytest.mark.parametrize(("path", "body", "cost"), PAID_AT_THE_END)
def test_finished_tasks_cost_the_estimate(
    emulator: Emulator,
    http: httpx.Client,
    path: str,
    body: dict[str, Any],
    cost: estimate.Estimate,
) -> None:
    emulator.configure(region="global")
    assert http.post(path, json=body).json()["task_id"]
    emulator.clock.advance(3600)
    assert emulator.platform.account("sk-anything").ledger.spent == cost.amount


def test_regenerate_costs_the_estimate(emulator: Emulator, http: httpx.Client) -> None:
    emulator.configure(region="global")
    made = http.post("/v2/video_generation", json=v2(ratio="16:9")).json()["task_id"]
    emulator.clock.advance(3600)
    again = {"model": "MiniMax-H3", "resolution": "2K", "source_task_id": made}
    assert http.post("/v2/video_regeneration", json=again).json()["task_id"]
    emulator.clock.advance(3600)
    expected = estimate.video(duration=4).amount + estimate.video_regeneration(4).amount
    assert emulator.platform.account("sk-anything").ledger.spent == expected


def test_a_voice_costs_its_fee_at_the_first_use(emulator: Emulator, http: httpx.Client) -> None:
    http.post(
        "/v1/voice_clone",
        json={
            "file_id": upload(http, "voice_clone", "a.wav", wav(10)),
            "voice_id": "HarbourNarrator01",
        },
    )
    assert available(http) == 1000
    for _ in range(2):
        http.post(SPEECH, json=spoken("Hi", voice_setting={"voice_id": "HarbourNarrator01"}))
    assert Decimal("990.09") <= available(http) < Decimal("990.10")


def test_overdrawn_accounts_continue(emulator: Emulator, http: httpx.Client) -> None:
    emulator.platform.account("sk-anything").ledger.spent = Decimal("1000.505")
    answer = http.get(BALANCE).json()
    assert (answer["available_amount"], answer["owed_amount"]) == ("0.00", "0.51")
    assert http.post(CHAT, json=chat()).status_code == 200


# Search


def test_search_results_are_derived_from_the_query(http: httpx.Client) -> None:
    answers = [
        http.post(SEARCH, json={"q": query}).json()
        for query in ("harbour tide tables", "harbour tide tables", "bees")
    ]
    assert_described("coding_plan_search", answers[0])
    assert answers[0] == answers[1] != answers[2]
    assert all(
        "harbour tide tables" in page["title"] and page["link"].startswith("https://")
        for page in answers[0]["organic"]
    )
    assert answers[2]["related_searches"][0]["query"] == "how to bees"
    assert status(http.post(SEARCH, json={"q": "  "})) == (2013, "invalid params, q is empty")


# Image understanding


def test_an_image_is_described(http: httpx.Client) -> None:
    answer = http.post(
        LOOK, json={"prompt": "What do you see?", "image_url": data_url(picture(640, 480, "red"))}
    ).json()
    assert_described("coding_plan_vlm", answer)
    assert (
        answer["content"]
        == 'A landscape PNG image of 640 by 480 pixels, mostly red. You asked: "What do you see?"'
    )


def test_an_uploaded_image_is_described(http: httpx.Client) -> None:
    number = upload(http, "video_generation_input", "a.webp", picture(10, 30, "navy", "WEBP"))
    content = http.post(LOOK, json={"prompt": "Count the boats.", "file_id": str(number)}).json()[
        "content"
    ]
    assert content.startswith("A portrait WEBP image of 10 by 30 pixels, mostly dark blue.")


def test_generated_images_are_found_by_their_link(http: httpx.Client) -> None:
    made = http.post(
        "/v1/image_generation",
        json={"model": "image-01", "prompt": "a boat", "aspect_ratio": "16:9"},
    ).json()
    content = http.post(
        LOOK, json={"prompt": "Where?", "image_url": made["data"]["image_urls"][0]}
    ).json()["content"]
    assert content.startswith("A landscape JPEG image of 1280 by 720 pixels")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"prompt": "Hm?"},
            "an image is required; pass a data URL or the id of an uploaded file.",
        ),
        ({"prompt": " ", "image_url": data_url(picture())}, "prompt is empty"),
        (
            {"prompt": "Hm?", "image_url": "data:image/png;base64,iVBORw0KGgo="},
            "image_url is not an image that can be read",
        ),
        ({"prompt": "Hm?", "image_url": "data:image/png;base64,?"}, "image_url is not base64"),
        (
            {"prompt": "Hm?", "image_url": data_url(picture(format="GIF"), "image/gif")},
            "image_url is not an image that can be read",
        ),
        (
            {"prompt": "Hm?", "image_url": "https://img.example/a.png"},
            "image_url is an address that the emulator does not open",
        ),
        (
            {"prompt": "Hm?", "image_url": "a.png"},
            "image_url: 'a.png' is neither a URL nor a data URL",
        ),
        ({"prompt": "Hm?", "image_url": "http://[::1"}, "image_url: 'http://[::1' is not a URL"),
        ({"prompt": "Hm?", "image_url": f"mm_file://{'9' * 5000}"}, "image_url: '999"),
        ({"prompt": "Hm?", "image_url": ""}, "image_url: '' is neither a URL nor a data URL"),
        ({"prompt": "Hm?", "file_id": "12"}, "file not found"),
        ({"prompt": "Hm?", "file_id": "../x"}, "file_id: '../x' is not a valid file id"),
    ],
)
def test_unreadable_images_are_rejected(http: httpx.Client, body: Any, message: str) -> None:
    code, text = status(http.post(LOOK, json=body))
    assert (code, text.startswith(f"invalid params, {message.rstrip('.')}")) == (2013, True), text


def test_colours_are_named_by_area() -> None:
    flag = Image.new("RGB", (90, 60), "white")
    flag.paste("red", (0, 0, 50, 60))
    assert coding_plan.colours(flag) == ["red", "white"]
    assert (
        coding_plan.describe_picture(Image.new("L", (8, 8), 0))
        == "A square image of 8 by 8 pixels, mostly black."
    )


# Faults


@pytest.mark.parametrize("path", [PLAN, OLD_PLAN, BALANCE])
def test_faults_apply_to_account_endpoints(
    emulator: Emulator, http: httpx.Client, path: str
) -> None:
    with emulator.fault("server_error"):
        assert status(http.get(path))[0] == 1000
    with emulator.fault("null_data"):
        assert http.get(path).json().get("model_remains") is None
    with emulator.fault("unknown_fields"):
        assert "x_future_field" in http.get(path).json()
