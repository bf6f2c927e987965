"""A chat conversation in the form of the Messages and the Responses surface. What has that form
already stays as it is. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .errors import ValidationError

Json = dict[str, Any]

PARTS = {
    "image_url": ("input_image", ("url", "detail")),
    "video_url": ("input_video", ("url", "detail", "fps", "max_long_side_pixel")),
}
"""By the kind of a chat part: the kind of the item's part, and the fields that it knows."""
BLOCKS = {"image_url": "image", "video_url": "video"}
"""By the kind of a chat part: the kind of the block."""
CHAT_ONLY = ("reasoning_content", "reasoning_details", "tool_calls")


FIELDS = {"message": "content", "function_call_output": "output"}
"""By the kind of an item that callers write: the field that holds its parts. What the model wrote
is left alone.
"""


def items(messages: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Chat messages as input items of the Responses surface: thinking, calls and their results
    become items of their own.
    """
    return [item for message in messages for item in _items(message)]


def tool(chat_tool: Any) -> Any:
    """A chat tool with the fields of its function drawn up; anything else as it is, for the check
    of the request to see.
    """
    function = chat_tool.get("function") if isinstance(chat_tool, Mapping) else None
    if not isinstance(function, Mapping):
        return chat_tool
    return {**{name: value for name, value in chat_tool.items() if name != "function"}, **function}


def blocks(messages: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Chat messages in the form of the Messages surface. Results of tools that follow one another
    become one message, as it wants them.

    Thinking of another surface stays behind: it has no signature.
    """
    made: list[Json] = []
    results: list[Json] | None = None
    for message in messages:
        if message.get("role") == "tool" and message.get("tool_call_id"):
            if results is None:
                results = []
                made.append({"role": "user", "content": results})
            results.append(
                {
                    "type": "tool_result",
                    "tool_use_id": message["tool_call_id"],
                    "content": _block_content(message.get("content")),
                }
            )
        else:
            results = None
            made.append(_blocks(message))
    return made


def block_tool(chat_tool: Any) -> Any:
    """A chat tool as a tool of the Messages surface, which has no type; anything else as it is."""
    drawn = tool(chat_tool)
    if drawn is chat_tool:
        return chat_tool
    return {
        "input_schema" if name == "parameters" else name: value
        for name, value in drawn.items()
        if name != "type"
    }


def _blocks(message: Mapping[str, Any]) -> Json:
    plain = {name: value for name, value in message.items() if name not in CHAT_ONLY}
    if "content" in plain:
        plain["content"] = _block_content(plain["content"])
    calls = _calls(message)
    if calls:
        content = plain.get("content") or []
        plain["content"] = [
            *(content if isinstance(content, list) else [{"type": "text", "text": content}]),
            *map(_tool_use, calls),
        ]
    return plain


def _block_content(content: Any) -> Any:
    return [_block(part) for part in content] if isinstance(content, list) else content


def _block(part: Any) -> Any:
    kind = part.get("type") if isinstance(part, Mapping) else None
    if kind in BLOCKS:
        return {"type": BLOCKS[kind], "source": _source(part.get(kind))}
    return (
        {**part, "content": _block_content(part.get("content"))}
        if kind == "tool_result" and "content" in part
        else part
    )


def _source(media: Any) -> Json:
    options = dict(media) if isinstance(media, Mapping) else {"url": media}
    url = options.pop("url", None)
    head, _, data = str(url).partition(",")
    if head.startswith("data:") and head.endswith(";base64"):
        return {
            "type": "base64",
            "media_type": head.removeprefix("data:").partition(";")[0],
            "data": data,
            **options,
        }
    return {"type": "url", "url": url, **options}


def _calls(message: Mapping[str, Any]) -> list[tuple[Any, Mapping[str, Any]]]:
    """Id and function of the calls in a chat message."""
    calls = message.get("tool_calls") or []
    mappings = (
        [call for call in calls if isinstance(call, Mapping)]
        if isinstance(calls, (list, tuple))
        else []
    )
    found = [
        (call.get("id"), call["function"])
        for call in mappings
        if isinstance(call.get("function"), Mapping)
    ]
    if not isinstance(calls, (list, tuple)) or len(found) < len(calls):
        raise ValidationError(
            f"tool_calls: {calls!r} is no list of calls; a call has an id, and a function with name"
            " and arguments",
            field="tool_calls",
            value=calls,
        )
    return found


def _tool_use(call: tuple[Any, Mapping[str, Any]]) -> Json:
    call_id, function = call
    return {
        "type": "tool_use",
        "id": call_id,
        "name": function.get("name"),
        "input": _object(function.get("arguments")),
    }


def _object(arguments: Any) -> Any:
    """Arguments as an object; what is none stays for the check of the request to name."""
    try:
        return json.loads(arguments or "{}") if isinstance(arguments, str | None) else arguments
    except (ValueError, RecursionError):
        return arguments


def _items(message: Mapping[str, Any]) -> Iterator[Json]:
    role, content = message.get("role"), message.get("content")
    if role == "tool" and message.get("tool_call_id"):
        yield {
            "type": "function_call_output",
            "call_id": message["tool_call_id"],
            "output": _content(content, "input_text"),
        }
        return
    kind = "output_text" if role == "assistant" else "input_text"
    if message.get("type"):  # an item already
        field = FIELDS.get(message["type"], "")
        yield (
            {**message, field: _content(message[field], kind)}
            if field in message
            else dict(message)
        )
        return
    thinking = _thinking(message)
    if thinking:
        yield {"type": "reasoning", "summary": [{"type": "summary_text", "text": thinking}]}
    calls = _calls(message)
    if content or not calls:
        yield {"type": "message", "role": role, "content": _content(content, kind)}
    for call_id, function in calls:
        yield {
            "type": "function_call",
            "call_id": call_id,
            "name": function.get("name"),
            "arguments": _arguments(function),
        }


def _content(content: Any, kind: str) -> Any:
    return (
        [_part(part, kind) for part in content]
        if isinstance(content, list)
        else ""
        if content is None
        else content
    )


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
    return (
        "".join(str(detail.get("text") or "") for detail in details if isinstance(detail, Mapping))
        if isinstance(details, list)
        else ""
    )


def _arguments(function: Mapping[str, Any]) -> str:
    arguments = function.get("arguments")
    return (
        arguments if isinstance(arguments, str) else json.dumps(arguments or {}, ensure_ascii=False)
    )
