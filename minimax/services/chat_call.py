"""A call on one of the three chat surfaces, from a conversation and options to a reply or a
stream."""

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
        accumulator: what puts the events of a stream together; its `reply` reads a response.
        values: everything that a request with a conversation holds, under the Python names.
        parameter: what the call calls its conversation.
        switches: further fields of a request that asks for a stream.
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
        """A conversation as dictionaries of this surface."""
        return await history(self._io, messages, self._accumulator.reply, parameter=self._parameter)

    async def reply(self, messages: object) -> R:
        """The reply to a conversation."""
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
        """The reply as it is written.

        Args:
            into: gives the accumulator of the stream from the one of the reply.
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
        """The request with a conversation."""
        return build(self._target, self._values(await self.history(messages)))

    @property
    def _origin(self) -> Origin:
        return call.origin(self._config, self._target)


def thinking_switch(thinking: Any) -> Any:
    """True or False as the platform takes it."""
    if isinstance(thinking, bool):
        return {"type": "adaptive" if thinking else "disabled"}
    return thinking


def chat_call(io: IO, config: Config, given: Mapping[str, Any]) -> ChatCall[ChatEvent, ChatReply]:
    """A call of `text.chat` with arguments under their Python names."""
    options = {**given, "model": DEFAULT_MODEL if given.get("model") is None else given["model"]}
    system, tools = options.pop("system", None), options.get("tools")
    target = chat_endpoint(options["model"])
    options["thinking"] = thinking_switch(options.get("thinking"))
    options["tools"] = None if tools is None else list(tools) or None
    if target.id == "chat_completions":
        # Reasoning apart from the answer; this does not switch thinking on.
        options.setdefault("reasoning_split", True)

    def values(said: list[Json]) -> Json:
        return {"messages": conversation.chat(said, system), **options}

    switches = {"stream_options": {"include_usage": True}}
    return ChatCall(io, config, target, ChatAccumulator, values, switches=switches)


def chat_endpoint(model: str) -> AnyOperation:
    """The endpoint of a model: chat/completions, or the native endpoint for models that the table
    lists there.
    """
    # The check of the request reports a model that is not a text.
    native = isinstance(model, str) and model in models_with("native")
    return api.chatcompletion_v2.OPERATION if native else api.chat_completions.OPERATION


@cache
def models_with(mark: str) -> frozenset[str]:
    """The models that have a flag in the table."""
    models = load("minimax_generated.tables.models").MODELS["models"]
    return frozenset(row["id"] for row in models if row.get(mark))
