"""A call of one of the chat APIs, from conversation and options to a reply or a stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from minimax_generated.api import text as api
from minimax_generated.lazy import load

from ..core import call
from ..core.reader import Reader
from ..core.sources import refused
from ..media import Part
from ..requests.request_body import build, refuse_foreign
from ..results import conversation
from ..results.chat import ChatAccumulator, ChatEvent, ChatReply
from ..results.reply import Reply, read_reply, require_content

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from ..core.operation import Service
    from ..core.reader import Accumulator
    from ..errors import Origin
    from ..results.accumulator import Accumulator as ReplyAccumulator

Json = dict[str, Any]
E = TypeVar("E")
S = TypeVar("S")
R = TypeVar("R", bound=Reply)
DEFAULT_MODEL = "MiniMax-M3"
InputMessage: TypeAlias = str | Mapping[str, Any] | Reply
"""A message of a conversation, in any API: a text of the user, a dictionary with `role` and
`content`, or an earlier reply. A `messages: list[InputMessage] = [...]` can have replies appended.
"""

NESTED = ("content", "output")
"""The fields in which a message, or a tool result in it, contains parts."""


class ChatCall(Generic[E, R]):
    """A call without its conversation.

    Args:
        accumulator: assembles the events of a stream; its `reply` reads a response.
        values: all other fields of the request, under their Python names.
        parameter: the name of the parameter with the conversation.
        switches: additional fields of a streamed request.
    """

    def __init__(
        self,
        service: Service[Any],
        target: AnyOperation,
        accumulator: type[ReplyAccumulator[E, R, Any]],
        values: Callable[[list[Json]], Json],
        *,
        parameter: str = "messages",
        switches: Mapping[str, Any] | None = None,
    ) -> None:
        self._io, self._config, self._target = service._io, service._config, target
        self._accumulator, self._values = accumulator, values
        self._parameter, self._switches = parameter, {"stream": True, **(switches or {})}

    async def history(self, messages: object) -> list[Json]:
        """Convert a conversation to dictionaries of this API and read its images and videos.

        A reply of this API is passed on unchanged. A reply of another API becomes a chat message:
        text and tool calls are kept, signatures and server tools are not.
        """
        own, parameter = self._accumulator.reply, self._parameter
        if isinstance(messages, str):
            messages = [messages]
        elif not isinstance(messages, Sequence) or isinstance(messages, (bytes, bytearray)):
            problem = "pass a question as text, or a list of messages"
            raise refused(parameter, problem, type(messages).__name__)
        found = [each for message in messages for each in _messages(message, own, parameter)]
        if any(map(_has_media, found)):
            found = await self._io.work(lambda: [_read_media(message) for message in found])
        return found

    async def reply(self, messages: object) -> R:
        """Send a conversation and return the reply."""
        body = await self.body(messages)
        answer = await call.call(self._io, self._config, self._target, body)
        kind: type[R] = self._accumulator.reply
        return read_reply(kind, answer, self._origin)

    def stream(
        self,
        messages: object,
        *,
        into: Callable[[ReplyAccumulator[E, R, Any]], Accumulator[S, Any]],
        finish: Callable[[R], None] = lambda reply: None,
    ) -> Reader[S, Any]:
        """Send a conversation and stream the reply.

        Args:
            into: makes the accumulator of the stream from that of the reply.
            finish: called with the complete reply.
        """
        accumulator = self._accumulator(self._origin)

        async def body() -> Json:
            return {**await self.body(messages), **self._switches}

        async def finished() -> None:
            finish(require_content(accumulator.result()))

        items = into(accumulator)
        return Reader(self._io, self._config, self._target, body, items, finish=finished)

    async def body(self, messages: object) -> Json:
        """Build the request for a conversation."""
        return build(self._target, self._values(await self.history(messages)))

    @property
    def _origin(self) -> Origin:
        return call.origin(self._config, self._target)


def provided(given: Mapping[str, Any]) -> Json:
    """The arguments of a call that are not None, with the default model."""
    return {"model": DEFAULT_MODEL} | {
        name: value for name, value in given.items() if value is not None
    }


def thinking_switch(thinking: Any) -> Any:
    """Convert True or False to the platform's value."""
    if isinstance(thinking, bool):
        return {"type": "adaptive" if thinking else "disabled"}
    return thinking


def chat_call(service: Service[Any], given: Mapping[str, Any]) -> ChatCall[ChatEvent, ChatReply]:
    """Prepare a call of `text.chat` from arguments under their Python names."""
    options = {**given, "model": DEFAULT_MODEL if given.get("model") is None else given["model"]}
    system, tools = options.pop("system", None), options.get("tools")
    target = chat_endpoint(options["model"])
    _refuse_foreign(target, options)
    options["thinking"] = thinking_switch(options.get("thinking"))
    options["tools"] = None if tools is None else list(tools) or None
    if target.id == "chat_completions":
        # Separate reasoning from the reply; this does not switch thinking on.
        options.setdefault("reasoning_split", True)

    def values(turns: list[Json]) -> Json:
        return {"messages": conversation.chat(turns, system), **options}

    switches = {"stream_options": {"include_usage": True}}
    return ChatCall(service, target, ChatAccumulator, values, switches=switches)


def chat_endpoint(model: str) -> AnyOperation:
    """The endpoint of a model: chat/completions, or the native endpoint for models that the table
    lists there.
    """
    # The check of the request reports a model that is not a string.
    native = isinstance(model, str) and model in models_with("native")
    return api.chatcompletion_v2.OPERATION if native else api.chat_completions.OPERATION


def _refuse_foreign(target: AnyOperation, options: Mapping[str, Any]) -> None:
    """Raise a ValidationError for an argument that only the models of the other endpoint accept."""
    if options.keys() <= target.fields.keys():
        return  # usually, so that the other endpoint need not be loaded
    theirs: AnyOperation = api.chat_completions.OPERATION
    models = f"other models, such as {DEFAULT_MODEL}"
    if target is theirs:
        theirs, models = api.chatcompletion_v2.OPERATION, ", ".join(sorted(models_with("native")))
    refuse_foreign(target, theirs, options, model=options["model"], models=models)


@cache
def models_with(mark: str) -> frozenset[str]:
    """The models with a flag in the table."""
    models = load("minimax_generated.tables.models").MODELS["models"]
    return frozenset(row["id"] for row in models if row.get(mark))


def _messages(message: object, own: type[Reply], parameter: str) -> list[Json]:
    if isinstance(message, str):
        return [{"role": "user", "content": message}]
    if isinstance(message, Reply):
        return message._turn() if isinstance(message, own) else [_chat_message(message)]
    if isinstance(message, Mapping):
        return [_plain(message)]
    kinds = "text, a dictionary with role and content, or an earlier reply"
    raise refused(parameter, f"{message!r} is not a valid message; a message is {kinds}", message)


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
    present = {name: value for name, value in more.items() if value}
    return {"role": "assistant", "content": reply.text, **present}


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
        return any(_has_media(part) for parts in _nested(value).values() for part in parts)
    return isinstance(value, Part)


def _read_media(value: Any) -> Any:
    if isinstance(value, Part):
        return value.resolved()
    if not isinstance(value, Mapping) or not _has_media(value):
        return value
    inside = {name: list(map(_read_media, parts)) for name, parts in _nested(value).items()}
    return {**value, **inside}


def _nested(value: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The lists of parts in a message or tool result."""
    return {name: value[name] for name in NESTED if isinstance(value.get(name), list)}
