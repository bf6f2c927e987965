"""A one-line summary of a request: its text, voice and model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WORDS = ("prompt", "text", "q", "query", "input", "lyrics", "preview_text", "messages", "content")
_LONGEST = 160


def summary(body: object) -> dict[str, str]:
    """`text`, `voice` and `model` of a body, if present. A list has the events of a WebSocket."""
    if isinstance(body, list):
        merged: dict[str, str] = {}
        for event in body:
            merged = {**summary(event), **merged} if isinstance(event, Mapping) else merged
        return merged
    if not isinstance(body, Mapping):
        return {}
    setting = body.get("voice_setting")
    found = {
        "text": next((text for name in _WORDS if (text := _text(body.get(name)))), ""),
        "voice": body.get("voice_id") or (setting or {}).get("voice_id")
        if isinstance(setting, Mapping | None)
        else "",
        "model": body.get("model"),
    }
    return {
        name: " ".join(value.split())[:_LONGEST]
        for name, value in found.items()
        if isinstance(value, str) and value
    }


def _text(value: Any) -> str:
    """The text of a string, of the last message in a list, or of content parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return next((text for name in ("text", "content") if (text := _text(value.get(name)))), "")
    if isinstance(value, list):
        return next((text for each in reversed(value) if (text := _text(each))), "")
    return ""
