"""Parse conversations passed by callers: a question, or a list of texts, dictionaries and earlier
replies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import ValidationError
from ..media import Part
from ..results.reply import Reply

if TYPE_CHECKING:
    from ..core.io import IO

Json = dict[str, Any]
InputMessage: TypeAlias = str | Mapping[str, Any] | Reply
"""A message of a conversation, in any API: a text of the user, a dictionary with `role` and
`content`, or an earlier reply. A `messages: list[InputMessage] = [...]` can have replies appended.
"""

NESTED = ("content", "output")
"""The fields in which a message, or a tool result in it, contains parts."""


async def history(
    io: IO, messages: object, own: type[Reply], *, parameter: str = "messages"
) -> list[Json]:
    """Convert a conversation to dictionaries and read its images and videos, which may block.

    A reply of the API's `own` type is passed on unchanged. A reply of another API becomes a chat
    message: text and tool calls are kept, signatures and server tools are not.
    """
    if isinstance(messages, str):
        messages = [messages]
    elif (
        isinstance(messages, Mapping)
        or not isinstance(messages, Sequence)
        or isinstance(messages, (bytes, bytearray))
    ):
        raise ValidationError(
            f"{parameter}: pass a question as text, or a list of messages",
            field=parameter,
            value=type(messages).__name__,
        )
    found = [each for message in messages for each in _messages(message, own, parameter)]
    if any(map(_has_media, found)):
        found = await io.work(lambda: [_read_media(message) for message in found])
    return found


def _messages(message: object, own: type[Reply], parameter: str) -> list[Json]:
    if isinstance(message, str):
        return [{"role": "user", "content": message}]
    if isinstance(message, Reply):
        return message._turn() if isinstance(message, own) else [_chat_message(message)]
    if isinstance(message, Mapping):
        return [_plain(message)]
    raise ValidationError(
        f"{parameter}: {message!r} is not a valid message; a message is text, a dictionary with"
        " role and content, or an earlier reply",
        field=parameter,
        value=message,
    )


def _chat_message(reply: Reply) -> Json:
    """The part of a turn that all APIs support."""
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.name, "arguments": call.raw_arguments},
        }
        for call in reply.tool_calls
    ]
    more = {"reasoning_content": reply.reasoning, "tool_calls": calls}
    return {
        "role": "assistant",
        "content": reply.text,
        **{name: value for name, value in more.items() if value},
    }


def _plain(message: Mapping[str, Any]) -> Json:
    return {name: _content(value) if name in NESTED else value for name, value in message.items()}


def _content(value: Any) -> Any:
    if isinstance(value, Part):  # also a tuple
        return [value]
    return [_part(part) for part in value] if isinstance(value, (list, tuple)) else value


def _part(part: Any) -> Any:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    return _plain(part) if isinstance(part, Mapping) and part.get("type") == "tool_result" else part


def _has_media(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(
            _has_media(part)
            for name in NESTED
            if isinstance(value.get(name), list)
            for part in value[name]
        )
    return isinstance(value, Part)


def _read_media(value: Any) -> Any:
    if isinstance(value, Part):
        return value.resolved()
    if not isinstance(value, Mapping) or not _has_media(value):
        return value
    inside = {
        name: [_read_media(part) for part in value[name]]
        for name in NESTED
        if isinstance(value.get(name), list)
    }
    return {**value, **inside}
