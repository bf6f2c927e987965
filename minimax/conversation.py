"""A chat conversation as the items of the Responses surface, which counts tokens. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Json = dict[str, Any]

PARTS = {
    "image_url": ("input_image", ("url", "detail")),
    "video_url": ("input_video", ("url", "detail", "fps", "max_long_side_pixel")),
}
"""By the kind of a chat part: the kind of the item's part, and the fields that it knows."""


def items(messages: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Chat messages as input items: thinking, calls and their results become items of their own."""
    return [item for message in messages for item in _items(message)]


def tool(chat_tool: Mapping[str, Any]) -> Json:
    """A chat tool with the fields of its function drawn up; any other tool as it is."""
    function = chat_tool.get("function")
    return {"type": "function", **function} if isinstance(function, Mapping) else dict(chat_tool)


def _items(message: Mapping[str, Any]) -> Iterator[Json]:
    role, content = message.get("role"), message.get("content")
    if role == "tool" and message.get("tool_call_id"):
        yield {"type": "function_call_output", "call_id": message["tool_call_id"], "output": _content(content, "input_text")}
        return
    thinking = _thinking(message)
    if thinking:
        yield {"type": "reasoning", "summary": [{"type": "summary_text", "text": thinking}]}
    if content or not message.get("tool_calls"):
        yield {"type": "message", "role": role, "content": _content(content, "output_text" if role == "assistant" else "input_text")}
    for called in message.get("tool_calls") or ():
        function = called.get("function") or {}
        yield {"type": "function_call", "call_id": called.get("id"), "name": function.get("name"), "arguments": _arguments(function)}


def _content(content: object, kind: str) -> str | list[Any]:
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    return [_part(part, kind) for part in content]


def _part(part: Any, text_kind: str) -> Any:
    kind = part.get("type") if isinstance(part, Mapping) else None
    if kind == "text":
        return {"type": text_kind, "text": part.get("text")}
    if kind not in PARTS:
        return part
    item_kind, fields = PARTS[kind]
    source = part.get(kind)
    if isinstance(source, Mapping):
        source = {name: value for name, value in source.items() if name in fields}
    return {"type": item_kind, kind: source}


def _thinking(message: Mapping[str, Any]) -> str:
    if message.get("reasoning_content"):
        return str(message["reasoning_content"])
    details = message.get("reasoning_details")
    return "".join(str(detail.get("text") or "") for detail in details if isinstance(detail, Mapping)) if isinstance(details, list) else ""


def _arguments(function: Mapping[str, Any]) -> str:
    arguments = function.get("arguments")
    return arguments if isinstance(arguments, str) else json.dumps(arguments or {}, ensure_ascii=False)
