"""The model lists and single models, in both formats."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from minimax_generated.tables.models import MODELS

OPENAI, ANTHROPIC = "/v1/models", "/anthropic/v1/models"
LISTED = [
    row["id"]
    for row in MODELS["models"]
    if row["state"] in ("current", "legacy") and "responses" in row.get("surfaces", ())
]


def test_the_openai_list_names_the_text_models_newest_first(http: httpx.Client) -> None:
    body = http.get(OPENAI).json()
    assert set(body) == {"object", "data"}
    assert [model["id"] for model in body["data"]] == LISTED
    assert body["data"][LISTED.index("MiniMax-M3")] == {
        "id": "MiniMax-M3",
        "object": "model",
        "created": 1780272000,
        "owned_by": "minimax",
    }
    assert all(isinstance(model["created"], int) for model in body["data"])


def test_the_anthropic_list_is_one_page_unless_asked(http: httpx.Client) -> None:
    body = http.get(ANTHROPIC).json()
    assert [model["id"] for model in body["data"]] == LISTED
    assert (body["first_id"], body["has_more"], body["last_id"]) == (LISTED[0], False, LISTED[-1])
    assert body["data"][0] == {
        "id": "MiniMax-M3.1-Flash",
        "created_at": "2026-10-18T00:00:00Z",
        "display_name": "MiniMax-M3.1-Flash",
        "type": "model",
    }


@pytest.mark.parametrize(
    ("query", "ids", "has_more"),
    [
        ({"limit": 3}, LISTED[:3], True),
        ({"limit": len(LISTED)}, LISTED, False),
        ({"limit": 3, "after_id": LISTED[2]}, LISTED[3:6], True),
        ({"after_id": LISTED[5]}, LISTED[6:], False),
        ({"after_id": LISTED[-1]}, [], False),
        ({"limit": 2, "before_id": LISTED[4]}, LISTED[2:4], True),
        ({"before_id": LISTED[2]}, LISTED[:2], False),
        ({"before_id": LISTED[0]}, [], False),
    ],
)
def test_the_anthropic_list_is_read_in_pages(
    http: httpx.Client, query: Any, ids: list[str], has_more: bool
) -> None:
    body = http.get(ANTHROPIC, params=query).json()
    assert [model["id"] for model in body["data"]] == ids
    assert body["has_more"] is has_more
    assert (body["first_id"], body["last_id"]) == ((ids[0], ids[-1]) if ids else (None, None))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"limit": 0}, "limit: 0 is out of range (from 1)"),
        ({"limit": "many"}, "limit: many is not an integer"),
        ({"after_id": "gpt-5"}, "after_id: no model in the list is called gpt-5"),
    ],
)
def test_a_page_that_cannot_be_is_400(http: httpx.Client, query: Any, message: str) -> None:
    response = http.get(ANTHROPIC, params=query)
    assert response.status_code == 400
    assert response.json()["error"] == {"type": "invalid_request_error", "message": message}


def test_each_listed_model_can_be_fetched_in_both_shapes(http: httpx.Client) -> None:
    for path in (OPENAI, ANTHROPIC):
        for entry in http.get(path).json()["data"]:
            assert http.get(f"{path}/{entry['id']}").json() == entry


@pytest.mark.parametrize("model", ["gpt-5", "MiniMax-M3.1-Flash-Preview", "minimax-m3"])
def test_any_other_model_is_404_in_the_family(http: httpx.Client, model: str) -> None:
    openai, anthropic = http.get(f"{OPENAI}/{model}"), http.get(f"{ANTHROPIC}/{model}")
    assert (openai.status_code, openai.json()["error"]["http_code"]) == (404, "404")
    assert (anthropic.status_code, anthropic.json()["error"]["type"]) == (404, "not_found_error")
    assert (
        openai.json()["error"]["message"]
        == anthropic.json()["error"]["message"]
        == f"model '{model}' not found"
    )


def test_a_key_is_needed(anonymous: httpx.Client) -> None:
    for path in (OPENAI, ANTHROPIC):
        response = anonymous.get(path)
        assert response.status_code == 401
        assert "base_resp" not in response.json()
    assert anonymous.get(ANTHROPIC, headers={"x-api-key": "sk-1"}).status_code == 200
