"""Conversations in the form that each surface accepts: chat messages for the chat surfaces, blocks
for Messages, items for Responses. What the platform would refuse is put right on the way. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from ..core.pieces import identity, repair
from ..errors import ValidationError
from . import arguments
from .thinking import reasoning_in

Json = dict[str, Any]

PARTS = {
    "image_url": ("input_image", ("url", "detail")),
    "video_url": ("input_video", ("url", "detail", "fps", "max_long_side_pixel")),
}
"""By the kind of a chat part: the kind of the item's part, and the fields that it knows."""
BLOCKS = {"image_url": "image", "video_url": "video"}
"""By the kind of a chat part: the kind of the block."""
CHAT_ONLY = ("reasoning", "reasoning_content", "reasoning_details", "tool_calls")
FIELDS = {"message": "content", "function_call_output": "output"}
"""By the kind of an item that callers write: the field that holds its parts. What the model wrote
is left alone.
"""
SYSTEM = ("system", "developer")
"""Roles of instructions; the platform accepts one message with them at most."""
OUTPUT_ONLY = ("web_search_call",)
"""Kinds of items that a response has and a request does not."""
IDS = ("call_id", "tool_call_id")
"""Fields of a message, or an item, with the id of a call."""


class Signature(str):
    """The signature of a thinking block, which knows the text that it signs."""

    text: str

    def __new__(cls, signature: str, text: str) -> Signature:
        made = super().__new__(cls, signature)
        made.text = text
        return made

    def __reduce__(self) -> tuple[type[Signature], tuple[str, str]]:
        return Signature, (str(self), self.text)


def chat(messages: Iterable[Mapping[str, Any]], system: str | None = None) -> list[Json]:
    """Messages as the chat surfaces accept them: every message has a role, calls of earlier turns
    have an id and a JSON object as arguments, and several system messages become one in front.
    """
    given = [] if system is None else [{"role": "system", "content": system}]
    return [
        {**message, "role": "system"} if message.get("role") == "developer" else message
        for message in _with_one_system([*given, *map(turn, messages)])
    ]


def turn(message: Mapping[str, Any]) -> Json:
    """One chat message as the platform accepts it.

    A role that is empty is that of the assistant, for it comes from streams whose deltas leave it
    empty.
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
        made["arguments"] = arguments.sendable(made.get("arguments"))
    return made


def blocks(
    messages: Iterable[Mapping[str, Any]], system: str | Sequence[Any] | None = None
) -> tuple[Any, list[Json]]:
    """System text and messages as the Messages surface accepts them. Results of tools that follow
    one another become one message, as it wants them; system messages become a part of the system
    text.

    Thinking of another surface stays behind: it has no signature. A signature stays behind when the
    text that it signs was changed.
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
    return _joined(contents) if contents else None, made


def items(
    messages: Iterable[Mapping[str, Any]], instructions: str | None = None
) -> tuple[str | None, list[Json]]:
    """Instructions and input as the Responses surface accepts them: thinking, calls and their
    results become items of their own, and several system texts become one.
    """
    given = [] if instructions is None else [{"role": "system", "content": instructions}]
    said = _with_one_system([*given, *map(turn, messages)])
    if given and isinstance(said[0].get("content"), str):
        instructions, said = said[0]["content"], said[1:]
    elif given:
        instructions = None
    return instructions, [item for message in said for item in _items(message)]


def as_blocks(content: Iterable[Any]) -> list[Any]:
    """The content of a message as the Messages surface accepts it."""
    numbers = count()
    return [_block(part, numbers) for part in content]


def call_id(found: object, number: int) -> str:
    """The id of a call as text; one without an id is named by its place in its turn."""
    return identity(found) or f"call_{number}"


def tool(chat_tool: Any) -> Any:
    """A chat tool with the fields of its function drawn up; anything else as it is, for the check
    of the request to see.
    """
    function = chat_tool.get("function") if isinstance(chat_tool, Mapping) else None
    if not isinstance(function, Mapping):
        return chat_tool
    return {**{name: value for name, value in chat_tool.items() if name != "function"}, **function}


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


def _with_one_system(messages: Sequence[Json]) -> list[Json]:
    """Messages with all system messages as one in front, where there are several."""
    spoken = [message for message in messages if message.get("role") in SYSTEM]
    if len(spoken) < 2:
        return [*messages]
    merged: Json = {}
    for message in reversed(spoken):
        merged |= message
    merged |= {"role": "system", "content": _joined([each.get("content") for each in spoken])}
    return [merged, *(message for message in messages if message.get("role") not in SYSTEM)]


def _joined(contents: Sequence[Any]) -> Any:
    """Contents one after the other: as text if all are, else as parts."""
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
    """A call in a chat message; what is none stays for the check of the request to name."""
    function = call.get("function") if isinstance(call, Mapping) else None
    if not isinstance(function, Mapping):
        return call
    sendable = arguments.sendable(function.get("arguments"))
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
        return {**part, "id": found, "input": arguments.sendable_object(part.get("input"))}
    if kind == "tool_result" and "content" in part:
        return {**part, "content": _block_content(part["content"])}
    return part


def _is_signed(block: Mapping[str, Any]) -> bool:
    """Whether a signature is that of the text beside it. A text is changed, too, when it has to be
    repaired before it can be sent.
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
        return {
            "type": "base64",
            "media_type": head.removeprefix("data:").partition(";")[0],
            "data": data,
            **options,
        }
    return {"type": "url", "url": url, **options}


def _functions(message: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Id and function of the calls in a chat message."""
    calls = message.get("tool_calls") or []
    if not isinstance(calls, list) or not all(
        isinstance(call, Mapping) and isinstance(call.get("function"), Mapping) for call in calls
    ):
        raise ValidationError(
            f"tool_calls: {calls!r} is not a list of calls; a call has an id, and a function with"
            " name and arguments",
            field="tool_calls",
            value=calls,
        )
    return [(call["id"], call["function"]) for call in calls]


def _tool_use(call: tuple[str, Mapping[str, Any]]) -> Json:
    call_id, function = call
    return {
        "type": "tool_use",
        "id": call_id,
        "name": function.get("name"),
        "input": arguments.sendable_object(function["arguments"]),
    }


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
    if _kind(message) in OUTPUT_ONLY:
        return
    if message.get("type"):  # an item already
        field = FIELDS.get(_kind(message), "")
        yield (
            {**message, field: _content(message[field], kind)}
            if field in message
            else dict(message)
        )
        return
    thinking = reasoning_in(message)
    if thinking:
        yield {"type": "reasoning", "summary": [{"type": "summary_text", "text": thinking}]}
    calls = _functions(message)
    if content or not calls:
        yield {"type": "message", "role": role, "content": _content(content, kind)}
    for call_id, function in calls:
        yield {
            "type": "function_call",
            "call_id": call_id,
            "name": function.get("name"),
            "arguments": function["arguments"],
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
