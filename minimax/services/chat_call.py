"""A call of one of the chat APIs, from conversation and options to a reply or a stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from minimax_generated.api import text as api
from minimax_generated.lazy import load

from ..core import call
from ..core.reader import Reader
from ..requests.request_body import build
from ..results import conversation
from ..results.chat import ChatAccumulator, ChatEvent, ChatReply
from ..results.reply import Reply, read_reply, require_content
from .history import history

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from ..core.io import IO
    from ..core.reader import Accumulator
    from ..core.settings import Config
    from ..errors import Origin
    from ..results.accumulator import Accumulator as ReplyAccumulator

Json = dict[str, Any]
E = TypeVar("E")
S = TypeVar("S")
R = TypeVar("R", bound=Reply)
DEFAULT_MODEL = "MiniMax-M3"


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
        io: IO,
        config: Config,
        target: AnyOperation,
        accumulator: type[ReplyAccumulator[E, R, Any]],
        values: Callable[[list[Json]], Json],
        *,
        parameter: str = "messages",
        switches: Mapping[str, Any] | None = None,
    ) -> None:
        self._io, self._config, self._target = io, config, target
        self._accumulator, self._values = accumulator, values
        self._parameter, self._switches = parameter, {"stream": True, **(switches or {})}

    async def history(self, messages: object) -> list[Json]:
        """Convert a conversation to dictionaries of this API."""
        return await history(self._io, messages, self._accumulator.reply, parameter=self._parameter)

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

        return Reader(
            self._io, self._config, self._target, body, into(accumulator), finish=finished
        )

    async def body(self, messages: object) -> Json:
        """Build the request for a conversation."""
        return build(self._target, self._values(await self.history(messages)))

    @property
    def _origin(self) -> Origin:
        return call.origin(self._config, self._target)


def thinking_switch(thinking: Any) -> Any:
    """Convert True or False to the platform's value."""
    if isinstance(thinking, bool):
        return {"type": "adaptive" if thinking else "disabled"}
    return thinking


def chat_call(io: IO, config: Config, given: Mapping[str, Any]) -> ChatCall[ChatEvent, ChatReply]:
    """Prepare a call of `text.chat` from arguments under their Python names."""
    options = {**given, "model": DEFAULT_MODEL if given.get("model") is None else given["model"]}
    system, tools = options.pop("system", None), options.get("tools")
    target = chat_endpoint(options["model"])
    options["thinking"] = thinking_switch(options.get("thinking"))
    options["tools"] = None if tools is None else list(tools) or None
    if target.id == "chat_completions":
        # Separate reasoning from the reply; this does not switch thinking on.
        options.setdefault("reasoning_split", True)

    def values(turns: list[Json]) -> Json:
        return {"messages": conversation.chat(turns, system), **options}

    switches = {"stream_options": {"include_usage": True}}
    return ChatCall(io, config, target, ChatAccumulator, values, switches=switches)


def chat_endpoint(model: str) -> AnyOperation:
    """The endpoint of a model: chat/completions, or the native endpoint for models that the table
    lists there.
    """
    # The check of the request reports a model that is not a string.
    native = isinstance(model, str) and model in models_with("native")
    return api.chatcompletion_v2.OPERATION if native else api.chat_completions.OPERATION


@cache
def models_with(mark: str) -> frozenset[str]:
    """The models with a flag in the table."""
    models = load("minimax_generated.tables.models").MODELS["models"]
    return frozenset(row["id"] for row in models if row.get(mark))
