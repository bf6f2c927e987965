"""Embeddings that can be used for search."""

from __future__ import annotations

import math
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax.emulator import Emulator
from minimax.emulator.endpoints.embeddings import vector

PATH = "/v1/embeddings"
TEXTS = [
    "The ferry leaves at nine.",
    "At nine the ferry leaves.",
    "The last ferry is at ten.",
    "Knead the dough for ten minutes.",
]


def embed(http: httpx.Client, texts: list[str], kind: str = "db") -> list[list[float]]:
    body = http.post(PATH, json={"model": "embo-01", "texts": texts, "type": kind}).json()
    assert body["base_resp"] == {"status_code": 0, "status_msg": "success"}
    vectors: list[list[float]] = body["vectors"]
    return vectors


def likeness(left: list[float], right: list[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def test_vectors_have_1536_dimensions_and_unit_length(http: httpx.Client) -> None:
    body = http.post(
        PATH, json={"model": "embo-01", "texts": TEXTS, "type": "db"}, params={"GroupId": "1"}
    ).json()
    assert set(body) == {"vectors", "total_tokens", "base_resp"}
    assert [len(each) for each in body["vectors"]] == [1536] * 4
    assert all(math.isclose(likeness(each, each), 1, abs_tol=1e-6) for each in body["vectors"])
    assert body["total_tokens"] > 20


def test_similar_texts_have_similar_vectors(http: httpx.Client) -> None:
    first, turned, related, other = embed(http, TEXTS)
    assert embed(http, TEXTS[:1], "query") == [first]
    assert likeness(first, turned) > likeness(first, related) > likeness(first, other)
    assert likeness(first, turned) > 0.7
    assert abs(likeness(first, other)) < 0.3


def test_questions_are_closest_to_their_answer(http: httpx.Client) -> None:
    stored = embed(
        http,
        ["Paris is the capital of France.", "Bread needs yeast and time.", "北京是中国的首都。"],
    )
    for index, question in enumerate(
        ["What is the capital of France?", "How much yeast for bread?", "中国的首都是哪里？"]
    ):
        (asked,) = embed(http, [question], "query")
        found = [likeness(asked, each) for each in stored]
        assert max(found) == found[index], question


@given(st.text(max_size=50))
def test_every_text_has_a_vector(text: str) -> None:
    made = vector(text, 1536)
    assert math.isclose(likeness(made, made), 1, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"model": "embo-01", "type": "db"}, "texts is empty"),
        ({"model": "embo-01", "type": "db", "texts": []}, "texts is empty"),
        ({"model": "embo-01", "type": "db", "texts": [1]}, "texts[0]: expected string, got number"),
        (
            {"model": "embo-01", "type": "db", "texts": ["x"] * 1001},
            "texts: 1001 items, at most 1000 allowed",
        ),
        (
            {"model": "embo-01", "type": "other", "texts": ["x"]},
            "type: 'other' is not one of db, query",
        ),
        (
            {"model": "text-embedding-3", "type": "db", "texts": ["x"]},
            "unknown model 'text-embedding-3'",
        ),
    ],
)
def test_a_bad_request_is_refused_at_http_200(http: httpx.Client, body: Any, message: str) -> None:
    response = http.post(PATH, json=body)
    assert response.status_code == 200
    assert response.json() == {
        "vectors": None,
        "total_tokens": 0,
        "base_resp": {"status_code": 2013, "status_msg": f"invalid params, {message}"},
    }


def test_faults_and_the_log_work_here_too(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("rate_limit:embeddings*1")
    codes = [
        http.post(PATH, json={"model": "embo-01", "texts": ["x"], "type": "db"}).json()[
            "base_resp"
        ]["status_code"]
        for _ in range(2)
    ]
    assert codes == [1002, 0]
    assert [entry.code for entry in emulator.requests("embeddings")] == [1002, None]
