"""Recordings contain no keys, signatures or personal data, and keep every type."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from minimax.emulator.recordings import exchanges
from minimax.emulator.recordings.conformance import type_of

KEY = "sk-secret-123"
MEDIA = bytes(range(256)) * 2
REFERENCE = f"media:sha256:{hashlib.sha256(MEDIA).hexdigest()}:{len(MEDIA)}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"text": f"your key {KEY}!"}, {"text": "your key ***!"}),
        ({f"k-{KEY}": 1}, {"k-***": 1}),
        ({"signature": "ab", "api_key": "k"}, {"signature": "***", "api_key": "***"}),
        ({"user_name": "Ann", "email": "a@b"}, {"user_name": "***", "email": "***"}),
        ({"GroupId": "17", "phone": 491234567}, {"GroupId": "***", "phone": 0}),
        ({"total_tokens": 12, "prompt_tokens_details": {"cached_tokens": 3}}, None),
        ({"model": "MiniMax-M3", "file_id": 1, "ok": True, "none": None}, None),
        ("https://u:p@cdn.example/a?Sign=x&to=1#f", "https://cdn.example/a?Sign=***&to=***"),
        ({"text": "see http://a.b/c?d=e or not"}, {"text": "see http://a.b/c?d=*** or not"}),
        ({"audio": MEDIA.hex()}, {"audio": REFERENCE}),
        (base64.b64encode(MEDIA).decode(), REFERENCE),
        (f"data:image/png;base64,{base64.b64encode(MEDIA).decode()}", REFERENCE),
        ({"text": "word " * 100}, None),
        ([KEY, {"secret": {"a": [1, 2.5, "x"]}}], ["***", {"secret": {"a": [0, 0.0, "***"]}}]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_secrets_are_removed(value: Any, expected: Any) -> None:
    found = exchanges.scrub(value, secrets=[KEY])
    assert found == (value if expected is None else expected)


def test_private_values_are_reduced_to_types() -> None:
    value = {
        "files": [{"name": "diary.mp3", "size": 3, "share": 0.5, "ok": True}] * 9,
        "next": None,
    }
    found = exchanges.scrub(value, private=True)
    assert found == {
        "files": [{"name": "***", "size": 0, "share": 0.0, "ok": True}]
        * exchanges.MOST_PRIVATE_ITEMS,
        "next": None,
    }
    assert type_of(found["files"][0]["share"]) == "number"


def test_only_harmless_header_values_are_kept() -> None:
    given = {"Authorization": f"Bearer {KEY}", "Content-Type": "text/plain", "Trace-Id": "1"}
    assert exchanges.scrub_headers(given) == {
        "authorization": "***",
        "content-type": "text/plain",
        "trace-id": "***",
    }


@pytest.mark.parametrize("url", ["http://[", "https://a.b", "", "https://a/?x", "no url"])
def test_unusual_urls_are_accepted(url: str) -> None:
    assert isinstance(exchanges.scrub_url(url), str)


def test_an_exchange_is_one_line_of_json() -> None:
    line = exchanges.Exchange("a", "GET", "/a", {}, {"body": "一\n"}, 0.1).line()
    assert "\n" not in line
    assert json.loads(line)["response"]["body"] == "一\n"
