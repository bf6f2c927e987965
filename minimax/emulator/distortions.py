"""Functions with which faults modify valid answers.

They map JSON to JSON, or the steps of a stream to other steps. The last argument is the value of
the fault.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from minimax.emulator import spec
from minimax.emulator.steps import Frame, Raw, Step, Wait

Json = dict[str, Any]
Value = float | None

# Tool arguments come from the model, not the platform, so they stay unchanged.
_ARGUMENTS = "input"
_ENUMS = frozenset({"finish_reason", "stop_reason", "audio_format", "status", "service_tier"})


def each_member(change: Callable[[str, Any], Any]) -> Callable[[Json, Value], Json]:
    """A function that changes the value of every member of every object."""

    def rewrite(body: Json, _: Value) -> Json:
        return {
            key: value if key == _ARGUMENTS else walk(change(key, value))
            for key, value in body.items()
        }

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return rewrite(value, None)
        return [walk(item) for item in value] if isinstance(value, list) else value

    return rewrite


def is_id(key: str) -> bool:
    return key == "id" or key.endswith("_id")


def number_of(value: Any) -> Any:
    """An id as an integer; other text is mapped to a fixed integer."""
    if not isinstance(value, str) or not value:
        return value
    digits = value.isascii() and value.isdigit()
    return int(value) if digits else int.from_bytes(hashlib.sha256(value.encode()).digest()[:7])


def digits_of(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def odd_hex(key: str, value: Any) -> Any:
    return (
        value[:-1]
        if key == "audio" and isinstance(value, str) and not value.startswith("http")
        else value
    )


def without_data(body: Json, _: Value) -> Json:
    return {
        key: None if isinstance(value, dict | list) and key != "base_resp" else value
        for key, value in body.items()
    }


def with_unknown_fields(body: Json, _: Value) -> Json:
    walked = {
        key: value if key == _ARGUMENTS else _walk_unknown(value) for key, value in body.items()
    }
    return {
        **walked,
        "x_future_field": {"note": "not in the documentation", "values": [1, None, "two"]},
    }


def _walk_unknown(value: Any) -> Any:
    if isinstance(value, dict):
        return with_unknown_fields(value, None)
    return [_walk_unknown(item) for item in value] if isinstance(value, list) else value


def partly_blocked(body: Json, images: Value) -> Json:
    if isinstance(body.get("data"), list):
        made = max(len(body["data"]) - int(images or 0), 0)
        blocked = {"error": {"code": "1027", "message": "output new_sensitive"}}
        return {**body, "data": [*body["data"][:made], *[blocked] * len(body["data"][made:])]}
    counters = body.get("metadata") or {}
    if "success_count" not in counters:
        return body
    made = int(counters["success_count"])
    left = max(made - int(images or 0), 0)
    kept = {
        name: value[:left] if isinstance(value, list) else value
        for name, value in (body.get("data") or {}).items()
    }
    return {
        **body,
        "data": kept,
        "metadata": {"failed_count": str(made - left), "success_count": str(left)},
    }


def unknown_enum_value(key: str, value: Any) -> Any:
    return f"new_{key}" if key in _ENUMS and isinstance(value, str) and value else value


def lower_case_status(key: str, value: Any) -> Any:
    return value.lower() if key == "status" and isinstance(value, str) else value


def unknown_status(key: str, value: Any) -> Any:
    under_way = (
        key == "status"
        and isinstance(value, str)
        and value.lower() in spec.task_words("queued", "running")
    )
    return ("Rendering" if value[0].isupper() else "rendering") if under_way else value


def without_link(body: Json, _: Value) -> Json:
    file = body.get("file")
    return (
        {**body, "file": {name: value for name, value in file.items() if name != "download_url"}}
        if isinstance(file, dict)
        else body
    )


def padded(steps: list[Step], megabytes: Value) -> Iterator[Step]:
    """Extend the first frame so that its line has the given size."""
    padding = {"x_padding": "0" * int((megabytes or 0) * 2**20)}
    for step in steps:
        if padding and isinstance(step, Frame) and isinstance(step.data, dict):
            step, padding = Frame({**step.data, **padding}, step.event), {}
        yield step


def first_half(steps: list[Step], *end: Step) -> list[Step]:
    """The first half of the frames: at least one, and without the final ones."""
    return [*steps[: max(1, (len(steps) - 1) // 2)], *end]


def reasoning_snapshots(steps: list[Step], _: Value) -> list[Step]:
    """Replace new parts in `reasoning_details` by all reasoning so far."""
    so_far = ""
    changed: list[Step] = []
    for step in steps:
        data = step.data if isinstance(step, Frame) and isinstance(step.data, dict) else {}
        details = [
            detail
            for choice in data.get("choices") or ()
            for detail in choice.get("delta", {}).get("reasoning_details", ())
        ]
        if details:
            so_far += details[0]["text"]
            delta = {
                **data["choices"][0]["delta"],
                "reasoning_details": [{**details[0], "text": so_far}],
            }
            step = Frame({**data, "choices": [{**data["choices"][0], "delta": delta}]})
        changed.append(step)
    return changed


def tail_in_last_frame(steps: list[Step], _: Value) -> list[Step]:
    """Drop the last piece of audio, so that only the final frame with all audio contains it."""
    sounding = [
        (index, step.data["data"])
        for index, step in enumerate(steps)
        if isinstance(step, Frame) and isinstance(step.data, dict) and _audio_of(step.data)
    ]
    pieces = [(index, data) for index, data in sounding if data["status"] == 1]
    if len(pieces) < 2:
        return steps
    left_out, data = pieces[-1]
    whole = "".join(piece["audio"] for _, piece in pieces)
    changed = []
    for index, step in enumerate(steps):
        if isinstance(step, Frame) and isinstance(step.data, dict) and index > left_out:
            last = step.data.get("data") or {}
            audio = whole if last.get("audio") else data["audio"]
            step = Frame({**step.data, "data": {**last, "audio": audio}}, step.event)
        if index != left_out:
            changed.append(step)
    return changed


def _audio_of(frame: Json) -> str:
    data = frame.get("data")
    return str(data.get("audio") or "") if isinstance(data, dict) else ""


def keep_alive(steps: list[Step], seconds: Value) -> Iterator[Step]:
    return itertools.cycle((Raw(b": keep-alive\n\n"), Wait(seconds or 1.0)))


def every_byte(data: bytes) -> Iterator[bytes]:
    """Single bytes; after 64 KB larger pieces, since long audio would otherwise take minutes."""
    singles = 64 * 2**10
    for index in range(min(len(data), singles)):
        yield data[index : index + 1]
    for index in range(singles, len(data), 997):
        yield data[index : index + 997]
