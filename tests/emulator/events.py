"""Server-sent events of the APIs that name them."""

from __future__ import annotations

import json
from typing import Any

import httpx


def events(response: httpx.Response) -> list[dict[str, Any]]:
    """The data of each event; its name is checked to be the type of the data."""
    assert response.headers["content-type"].startswith("text/event-stream"), response.text
    found = []
    for block in response.text.removesuffix("\n\n").split("\n\n"):
        event, data = block.split("\n")
        found.append(json.loads(data.removeprefix("data: ")))
        assert event == f"event: {found[-1]['type']}"
    return found


def kinds(found: list[dict[str, Any]]) -> list[str]:
    """The types of the events, a run of the same type once."""
    types = [event["type"] for event in found]
    return [kind for index, kind in enumerate(types) if index == 0 or types[index - 1] != kind]
