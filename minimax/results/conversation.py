"""Converts conversations to the form of each API: chat messages for the chat APIs, blocks for
Messages, items for Responses. Repairs what the platform would reject. No I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from ..core.parsing import identity, repair
from ..core.sources import refused
from .reply import call_id, sendable_arguments, sendable_object
from .thinking import reasoning_in

Json = dict[str, Any]

PARTS = {
    "image_url": ("input_image", ("url", "detail")),
    "video_url": ("input_video", ("url", "detail", "fps", "max_long_side_pixel")),
}
"""For each kind of chat part: the kind of part in an item, and its fields."""
BLOCKS = {"image_url": "image", "video_url": "video"}
"""For each kind of chat part: the kind of block."""
CHAT_ONLY = ("reasoning", "reasoning_content", "reasoning_details", "tool_calls")
FIELDS = {"message": "content", "function_call_output": "output"}
"""For each kind of item written by callers: the field with its parts. Items written by the model
are not changed.
"""
SYSTEM = ("system", "developer")
"""Roles of instructions; the platform accepts at most one message with one of them."""
OUTPUT_ONLY = ("web_search_call",)
"""Kinds of items that occur only in responses."""
IDS = ("call_id", "tool_call_id")
"""Fields of a message or item that contain the id of a call."""


class Signature(str):
    """The signature of a thinking block, with the text that it signs."""

    text: str

    def __new__(cls, signature: str, text: str) -> Signature:
        made = super().__new__(cls, signature)
        made.text = text
        return made

    def __reduce__(self) -> tuple[type[Signature], tuple[str, str]]:
        return Signature, (str(self), self.text)


def chat(messages: Iterable[Mapping[str, Any]], system: str | None = None) -> list[Json]:
    """Messages as the chat APIs accept them: every message has a role, calls of earlier turns have
    an id and a JSON object as arguments, and all system messages are merged into one at the start.
    """
    given = [] if system is None else [{"role": "system", "content": system}]
    return [
        {**message, "role": "system"} if message.get("role") == "developer" else message
        for message in _with_one_system([*given, *map(turn, messages)])
    ]


def turn(message: Mapping[str, Any]) -> Json:
    """A chat message as the platform accepts it.

    An empty role becomes "assistant", because it comes from streams whose deltas leave it empty.
    """
    made = dict(message)
    if "role" in made and not made["role"]:
        made["role"] = "tool" if made.get("tool_call_id") else "assistant"
    for name in IDS:
        if name in made:
            made[name] = identity(made[name]) or made[name]
    calls = made.get("tool_calls")
    if isinstance(calls, (list, tuple)):
        made["tool_calls"] = [_call(call, number) for number, call in enumerate(calls)]
    if not calls:
        made.pop("tool_calls", None)
    if made.get("type") == "function_call":
        made["arguments"] = sendable_arguments(made.get("arguments"))
    return made


def blocks(
    messages: Iterable[Mapping[str, Any]], system: str | Sequence[Any] | None = None
) -> tuple[Any, list[Json]]:
    """System text and messages as the Messages API accepts them.

    Consecutive tool results become one message, as required; system messages are added to the
    system text. Thinking from other APIs is dropped, because it has no signature. A signature is
    dropped if the text that it signs was changed.
    """
    contents = [] if system is None else [system]
    made: list[Json] = []
    results: list[Json] | None = None
    for message in map(turn, messages):
        if message.get("role") in SYSTEM:
            contents.append(_block_content(message.get("content")))
        elif message.get("role") == "tool" and message.get("tool_call_id"):
            if results is None:
                results = []
                made.append({"role": "user", "content": results})
            content = _block_content(message.get("content"))
            id = message["tool_call_id"]
            results.append({"type": "tool_result", "tool_use_id": id, "content": content})
        else:
            results = None
            made.append(_blocks(message))
    return _joined(contents) if contents else None, made


def items(
    messages: Iterable[Mapping[str, Any]], instructions: str | None = None
) -> tuple[str | None, list[Json]]:
    """Instructions and input as the Responses API accepts them: thinking, calls and their results
    become separate items, and all system texts are merged.
    """
    given = [] if instructions is None else [{"role": "system", "content": instructions}]
    turns = _with_one_system([*given, *map(turn, messages)])
    if given and isinstance(turns[0].get("content"), str):
        instructions, turns = turns[0]["content"], turns[1:]
    elif given:
        instructions = None
    return instructions, [item for message in turns for item in _items(message)]


def as_blocks(content: Iterable[Any]) -> list[Any]:
    """The content of a message as the Messages API accepts it."""
    numbers = count()
    return [_block(part, numbers) for part in content]


def tool(chat_tool: Any) -> Any:
    """A chat tool with the fields of its function at the top level; anything else unchanged, to be
    checked with the request.
    """
    function = chat_tool.get("function") if isinstance(chat_tool, Mapping) else None
    if not isinstance(function, Mapping):
        return chat_tool
    return {**{name: value for name, value in chat_tool.items() if name != "function"}, **function}


def block_tool(chat_tool: Any) -> Any:
    """A chat tool as a tool of the Messages API, which has no type; anything else unchanged."""
    drawn = tool(chat_tool)
    if drawn is chat_tool:
        return chat_tool
    names = {"parameters": "input_schema"}
    return {names.get(name, name): value for name, value in drawn.items() if name != "type"}


def _with_one_system(messages: Sequence[Json]) -> list[Json]:
    """Messages with all system messages merged into one at the start, if there are several."""
    spoken = [message for message in messages if message.get("role") in SYSTEM]
    if len(spoken) < 2:
        return [*messages]
    merged: Json = {}
    for message in reversed(spoken):
        merged |= message
    merged |= {"role": "system", "content": _joined([each.get("content") for each in spoken])}
    return [merged, *(message for message in messages if message.get("role") not in SYSTEM)]


def _joined(contents: Sequence[Any]) -> Any:
    """Concatenate contents: to text if all are text, else to parts."""
    found = [each for each in contents if each]
    if len(found) < 2:
        return found[0] if found else ""
    if all(isinstance(each, str) for each in found):
        return "\n\n".join(found)
    return [
        {"type": "text", "text": part} if isinstance(part, str) else part
        for each in found
        for part in (each if isinstance(each, (list, tuple)) else [each])
    ]


def _call(call: Any, number: int) -> Any:
    """A call in a chat message; anything else unchanged, to be reported by the check of the
    request.
    """
    function = call.get("function") if isinstance(call, Mapping) else None
    if not isinstance(function, Mapping):
        return call
    sendable = sendable_arguments(function.get("arguments"))
    return {
        **call,
        "id": call_id(call.get("id"), number),
        "type": call.get("type") or "function",
        "function": {**function, "arguments": sendable},
    }


def _blocks(message: Mapping[str, Any]) -> Json:
    plain = {name: value for name, value in message.items() if name not in CHAT_ONLY}
    if "content" in plain:
        plain["content"] = _block_content(plain["content"])
    calls = _functions(message)
    if calls:
        content = plain.get("content") or []
        plain["content"] = [
            *(content if isinstance(content, list) else [{"type": "text", "text": content}]),
            *map(_tool_use, calls),
        ]
    return plain


def _block_content(content: Any) -> Any:
    return as_blocks(content) if isinstance(content, list) else content


def _block(part: Any, numbers: Iterator[int]) -> Any:
    kind = _kind(part)
    if kind in BLOCKS:
        return {"type": BLOCKS[kind], "source": _source(part.get(kind))}
    if kind == "thinking" and not _is_signed(part):
        return {name: value for name, value in part.items() if name != "signature"}
    if kind == "tool_use":
        found = call_id(part.get("id"), next(numbers))
        return {**part, "id": found, "input": sendable_object(part.get("input"))}
    if kind == "tool_result" and "content" in part:
        return {**part, "content": _block_content(part["content"])}
    return part


def _is_signed(block: Mapping[str, Any]) -> bool:
    """Whether a signature belongs to this text. A text that must be repaired before sending counts
    as changed.
    """
    signature, text = block.get("signature"), block.get("thinking")
    if not signature or not isinstance(text, str):
        return False
    signed = signature.text if isinstance(signature, Signature) else text
    return signed == text == repair(text)


def _kind(part: Any) -> str:
    kind = part.get("type") if isinstance(part, Mapping) else None
    return kind if isinstance(kind, str) else ""


def _source(media: Any) -> Json:
    options = dict(media) if isinstance(media, Mapping) else {"url": media}
    url = options.pop("url", None)
    head, _, data = str(url).partition(",")
    if head.startswith("data:") and head.endswith(";base64"):
        media_type = head.removeprefix("data:").partition(";")[0]
        return {"type": "base64", "media_type": media_type, "data": data, **options}
    return {"type": "url", "url": url, **options}


def _functions(message: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The id and function of each call in a chat message."""
    calls = message.get("tool_calls") or []
    if not isinstance(calls, list) or not all(
        isinstance(call, Mapping) and isinstance(call.get("function"), Mapping) for call in calls
    ):
        expected = "a call has an id, and a function with name and arguments"
        raise refused("tool_calls", f"{calls!r} is not a list of calls; {expected}", calls)
    return [(call["id"], call["function"]) for call in calls]


def _tool_use(call: tuple[str, Mapping[str, Any]]) -> Json:
    given_id, function = call
    return {
        "type": "tool_use",
        "id": given_id,
        "name": function.get("name"),
        "input": sendable_object(function["arguments"]),
    }


def _items(message: Mapping[str, Any]) -> Iterator[Json]:
    role, content = message.get("role"), message.get("content")
    if role == "tool" and message.get("tool_call_id"):
        id, output = message["tool_call_id"], _content(content, "input_text")
        yield {"type": "function_call_output", "call_id": id, "output": output}
        return
    kind = "output_text" if role == "assistant" else "input_text"
    if _kind(message) in OUTPUT_ONLY:
        return
    if message.get("type"):  # already an item
        field = FIELDS.get(_kind(message), "")
        parts = {field: _content(message[field], kind)} if field in message else {}
        yield {**message, **parts}
        return
    thinking = reasoning_in(message)
    if thinking:
        yield {"type": "reasoning", "summary": [{"type": "summary_text", "text": thinking}]}
    calls = _functions(message)
    if content or not calls:
        yield {"type": "message", "role": role, "content": _content(content, kind)}
    for given_id, function in calls:
        yield {
            "type": "function_call",
            "call_id": given_id,
            "name": function.get("name"),
            "arguments": function["arguments"],
        }


def _content(content: Any, kind: str) -> Any:
    if isinstance(content, list):
        return [_part(part, kind) for part in content]
    return "" if content is None else content


def _part(part: Any, text_kind: str) -> Any:
    kind = _kind(part)
    if kind == "text":
        return {"type": text_kind, "text": part.get("text")}
    if kind not in PARTS:
        return part
    item_kind, fields = PARTS[kind]
    source = part.get(kind)
    if isinstance(source, Mapping):
        source = {name: value for name, value in source.items() if name in fields}
    return {"type": item_kind, kind: source}
