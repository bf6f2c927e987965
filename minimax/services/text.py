"""Chat: `client.text`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar, overload

from minimax_generated.api import text as api
from minimax_generated.lazy import load

from .. import schemas
from ..core import call
from ..core.forks import lazy
from ..core.operation import I, Service, operation, streaming
from ..core.streaming import Reader
from ..errors import MinimaxError, ValidationError
from ..requests.request_body import build
from ..results import conversation
from ..results.chat import ChatAccumulator, ChatEvent, ChatReply
from ..results.models import Model, models_from
from ..results.reply import AsyncReplyStream, Reply, ReplyStream, answered, token_count
from ..results.run import Parsed, RunReply, ToolEvent
from ..tools import Run, RunStream
from .history import history

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.operation import AnyOperation
    from minimax_generated.options.text import (
        ChatEffort,
        ChatFurtherOptions,
        ChatMessageParam,
        ChatModel,
        ChatOptions,
        ChatTemperature,
        ChatToolParam,
        ChatTopP,
        CountTokensModel,
        CountTokensOptions,
        ParseOptions,
        RunToolsOptions,
    )

    from ..config import CallOptions
    from ..core.io import IO, AsyncIO, SyncIO
    from ..core.settings import Config
    from ..core.streaming import Accumulator, Source
    from ..results.chat import ToolCall
    from ..tools import Tool
    from .messages import MessagesService
    from .responses import ResponsesService

    Message: TypeAlias = str | ChatMessageParam | Mapping[str, Any] | Reply
    Messages: TypeAlias = str | Sequence[Message]


E = TypeVar("E")
R = TypeVar("R")
T = TypeVar("T")

DEFAULT_MODEL = "MiniMax-M3"
ANSWER_IN_JSON = "Answer with JSON and nothing else. It has to fit this JSON schema:"
ANSWER_SCHEMA = ("type", "properties", "required")
NOT_FITTING = (
    "This answer does not fit the JSON schema: {problem}, at {path}. Answer again, with JSON and"
    " nothing else."
)


class ChatStream(ReplyStream[ChatEvent, ChatReply]):
    """A streamed chat reply. Iterate over it for events, over `text` or `reasoning` for strings."""


class AsyncChatStream(AsyncReplyStream[ChatEvent, ChatReply]):
    """A streamed chat reply. Iterate over it for events, over `text` or `reasoning` for strings."""


class ToolStream(ReplyStream[ToolEvent, RunReply]):
    """A streamed run with tools. Iterate over it for events, or over `text` or `reasoning` for the
    strings of all its requests.
    """


class AsyncToolStream(AsyncReplyStream[ToolEvent, RunReply]):
    """A streamed run with tools. Iterate over it for events, or over `text` or `reasoning` for the
    strings of all its requests.
    """


async def parse(
    service: TextService[Any],
    messages: Messages,
    into: Any,
    *,
    repairs: int = 1,
    **options: Unpack[ParseOptions],
) -> Parsed[Any]:
    """Reply to a conversation with a value of a type.

    The JSON schema of the type is appended to `system`, and also sent as `response_format` to
    models that support it.

    Args:
        messages: as in `chat`.
        into: a dataclass, attrs class, TypedDict, pydantic model, or a type such as `list[City]`,
            `Literal["yes", "no"]` or `int`. A NamedTuple is an array in JSON.
        repairs: how often the model is asked to correct an invalid reply, each time in a paid
            request; 0 for never.
        **options: as in `chat`, but for the tools.

    Returns:
        The `value`, and the `reply` that it was parsed from, with `turns` and `total_usage` if it
        took several requests.

    Raises:
        ParseError: the last reply is still invalid; the error has `problem`, `path`, the text in
            `raw` and the reply in `reply`.
        ValidationError: the type cannot be represented in JSON, or an argument breaks a rule of the
            API; nothing was sent.
        ConfigError: the extra is not installed; run pip install "minimax-sdk[tools]".
        MinimaxError: any error of `chat`; `partial` has the replies so far.

    Source: https://platform.minimax.io/docs/api-reference/text-chat-openai
    """
    if not isinstance(repairs, int) or repairs < 0:
        raise ValidationError(
            f"repairs: {repairs!r} is not allowed; it must be at least 0",
            field="repairs",
            value=repairs,
        )
    schema = schemas.schema(into)
    if (options.get("model") or DEFAULT_MODEL) in _models_with("answer_schema"):
        options.setdefault("response_format", _response_format(schema))
    system, wanted = options.get("system"), f"{ANSWER_IN_JSON}\n{schemas.encode(schema)}"
    chat = _Chat.of(
        service._io,
        service._config,
        {**options, "system": f"{system}\n\n{wanted}" if system else wanted},
    )
    said, turns = await history(service._io, messages, _turn), list[ChatReply]()
    while True:
        try:
            turns.append(await chat.reply(said))
        except MinimaxError as error:
            if turns:
                error.partial = RunReply(turns[-1], messages=said, turns=turns)
            raise
        said = [*said, turns[-1].as_message()]
        reply = RunReply(turns[-1], messages=said, turns=turns)
        try:
            return Parsed(reply.parse(into), reply)
        except schemas.ParseError as error:
            if len(turns) > repairs:
                raise
            said = [
                *said,
                {
                    "role": "user",
                    "content": NOT_FITTING.format(problem=error.problem, path=error.path),
                },
            ]


class TextService(Service[I]):
    """Chat with the language models, list them, and count tokens."""

    @lazy
    def messages(self) -> MessagesService[I]:
        """The same models through the Anthropic Messages API: signed thinking, cache marks, web
        search.
        """
        from .messages import MessagesService

        return MessagesService(self._io, self._config)

    @lazy
    def responses(self) -> ResponsesService[I]:
        """The same models through the OpenAI Responses API: items, web search with citations."""
        from .responses import ResponsesService

        return ResponsesService(self._io, self._config)

    @operation
    async def chat(
        self,
        messages: Messages,
        *,
        model: ChatModel = DEFAULT_MODEL,
        system: str | None = None,
        tools: Sequence[ChatToolParam | Mapping[str, Any]] = (),
        tool_choice: str | Mapping[str, Any] | None = None,
        max_tokens: int | None = None,
        temperature: ChatTemperature | None = None,
        top_p: ChatTopP | None = None,
        thinking: bool | Mapping[str, Any] | None = None,
        effort: ChatEffort | None = None,
        **options: Unpack[ChatFurtherOptions],
    ) -> ChatReply:
        """Reply to a conversation.

        Args:
            messages: a question, or the conversation so far, oldest first: texts of the user,
                earlier replies, or dictionaries with `role` and `content`. Content may hold text,
                `minimax.image(...)` and `minimax.video(...)`.
            model: model id; "M2-her" and other models of the native endpoint are sent there.
            system: instructions, put in front of the messages.
            tools: functions that the model may call, as `{"type": "function", "function": {"name",
                "description", "parameters"}}`.
            tool_choice: "auto" or "none".
            max_tokens: maximum number of tokens to generate, at least 1.
            temperature: randomness, 0 to 2.
            top_p: probability mass to sample from, 0 to 1.
            thinking: True or False to switch it on or off, if the model supports that; by default
                M3 thinks.
            effort: how long M3.1-Flash thinks: "low", "medium", "high", "xhigh" or "max".
            **options: other fields of the request, typed in ChatOptions; `extra` sends fields that
                are newer than this package.

        Returns:
            The reply, with `text`, `reasoning`, `tool_calls`, `usage` and `as_message()` for the
            next turn.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            APIError: the platform reported an error; see its subclasses.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/text-chat-openai
        """
        given = {
            "model": model,
            "system": system,
            "tools": tools,
            "tool_choice": tool_choice,
            "max_tokens": max_tokens,
            "temperature": temperature,
            "top_p": top_p,
            "thinking": thinking,
            "effort": effort,
            **options,
        }
        chat = _Chat.of(self._io, self._config, given)
        return await chat.reply(await history(self._io, messages, _turn))

    @streaming(ChatStream, AsyncChatStream)
    def stream(
        self,
        messages: Messages,
        **options: Unpack[ChatOptions],
    ) -> Source[ChatEvent, ChatReply]:
        """Reply to a conversation and stream the reply.

        Takes the arguments of `chat`. Use it as a context manager, so that the connection is
        released if you leave early:

            with client.text.stream("Tell me a story.") as stream:
                for piece in stream.text:
                    print(piece, end="", flush=True)
            reply = stream.final()

        Raises, while iterating:
            StreamInterrupted: the stream ended early; `partial` holds the reply so far.
            MinimaxError: any error of `chat`.

        Source: https://platform.minimax.io/docs/api-reference/text-chat-openai
        """
        chat = _Chat.of(self._io, self._config, options)
        accumulator = chat.accumulator()

        async def finish() -> None:
            _answered(accumulator.result())

        return chat.stream(accumulator, lambda: history(self._io, messages, _turn), finish)

    @operation
    async def run_tools(
        self,
        messages: Messages,
        *,
        tools: Iterable[Callable[..., Any] | Tool | Mapping[str, Any]],
        max_rounds: int = 10,
        parallel: bool = True,
        on_call: Callable[[ToolCall], Any] | None = None,
        **options: Unpack[RunToolsOptions],
    ) -> RunReply:
        """Reply to a conversation with Python functions that the model may call: they are run, and
        the model continues until it has its answer.

        The model sees the name, the docstring and the signature of each function. The results of
        all calls of a turn are sent in one request, as text: strings unchanged, None as an empty
        text, everything else as JSON. Exceptions are reported to the model as class and message,
        and so are invalid arguments.

        Args:
            messages: as in `chat`.
            tools: functions, methods, partials or callable objects, sync or (on the async client)
                async; results of `minimax.tool`; or dictionaries as in `chat`. Calls of the latter
                are left to you: the run ends, and `pending` has them.
            max_rounds: maximum number of requests, at least 1.
            parallel: run the calls of one turn at the same time, plain functions in threads (one
                call alone on the sync client in the thread of the caller). Leaving early waits for
                functions that run in threads.
            on_call: called with every ToolCall before it is run; if it returns False, the call is
                not run and the model is informed.
            **options: as in `chat`.

        Returns:
            The last reply. Its `messages` are the conversation, ready to be continued; `turns` are
            the replies of all requests, `total_usage` is their sum.

        Raises:
            ToolRoundsExceeded: the model still calls tools after `max_rounds` requests; the
                conversation is in `reply.messages`.
            TurnCutOff: a turn with tool calls was cut off, for example at `max_tokens`; none of its
                calls was run, and `reply.messages` can be continued.
            ValidationError: a function cannot be described, or an argument breaks a rule of the
                API; nothing was sent.
            ConfigError: the extra is not installed; run pip install "minimax-sdk[tools]".
            MinimaxError: any error of `chat`; `partial` has the replies so far.

        Source: https://platform.minimax.io/docs/api-reference/text-chat-openai
        """
        run = Run(
            tools,
            max_rounds=max_rounds,
            parallel=parallel,
            on_call=on_call,
            io=self._io,
        )
        chat = _Chat.of(self._io, self._config, {**options, "tools": run.definitions})
        run.messages = await history(self._io, messages, _turn)
        return await run.rounds(chat.reply)

    @streaming(ToolStream, AsyncToolStream)
    def stream_tools(
        self,
        messages: Messages,
        *,
        tools: Iterable[Callable[..., Any] | Tool | Mapping[str, Any]],
        max_rounds: int = 10,
        parallel: bool = True,
        on_call: Callable[[ToolCall], Any] | None = None,
        **options: Unpack[RunToolsOptions],
    ) -> Source[ToolEvent, RunReply]:
        """Run tools like `run_tools`, and stream everything as it happens.

        Takes the arguments of `run_tools`. The events are those of `stream` for each request, with
        a "tool_result" for every call in between; `text` yields the text of all requests, for
        example for `speech.speak(stream.text)`.

            with client.text.stream_tools("How warm is it in Oslo?", tools=[weather]) as stream:
                for piece in stream.text:
                    print(piece, end="", flush=True)
            reply = stream.final()

        Raises, while iterating:
            StreamInterrupted: a stream ended early; `partial` holds the conversation so far.
            MinimaxError: any error of `run_tools`.

        Source: https://platform.minimax.io/docs/api-reference/text-chat-openai
        """
        run = Run(
            tools,
            max_rounds=max_rounds,
            parallel=parallel,
            on_call=on_call,
            io=self._io,
        )
        chat = _Chat.of(self._io, self._config, {**options, "tools": run.definitions})

        async def begin() -> None:
            run.messages = await history(self._io, messages, _turn)

        def ask(said: list[dict[str, Any]], number: int) -> Reader[ToolEvent, Any]:
            accumulator = chat.accumulator()

            async def unchanged() -> list[dict[str, Any]]:
                return said

            async def finish() -> None:
                run.replied(_answered(accumulator.result()))

            return chat.stream(run.streamed(accumulator, number), unchanged, finish)

        return RunStream(run, begin, ask)

    # no descriptor can carry a type variable of its method, so type checkers read both clients here
    if TYPE_CHECKING:

        @overload
        def parse(
            self: TextService[SyncIO],
            messages: Messages,
            into: type[T],
            *,
            repairs: int = 1,
            **arguments: Unpack[ParseOptions],
        ) -> Parsed[T]: ...
        @overload
        def parse(
            self: TextService[SyncIO],
            messages: Messages,
            into: Any,
            *,
            repairs: int = 1,
            **arguments: Unpack[ParseOptions],
        ) -> Parsed[Any]: ...
        @overload
        def parse(
            self: TextService[AsyncIO],
            messages: Messages,
            into: type[T],
            *,
            repairs: int = 1,
            **arguments: Unpack[ParseOptions],
        ) -> Coroutine[object, None, Parsed[T]]: ...
        @overload
        def parse(
            self: TextService[AsyncIO],
            messages: Messages,
            into: Any,
            *,
            repairs: int = 1,
            **arguments: Unpack[ParseOptions],
        ) -> Coroutine[object, None, Parsed[Any]]: ...
        def parse(
            self, messages: Messages, into: Any, *, repairs: int = 1, **arguments: Any
        ) -> Any: ...

    else:
        parse = operation(parse)

    @operation
    async def models(self, **options: Unpack[CallOptions]) -> list[Model]:
        """The language models that the platform lists, newest first. Models that are not listed may
        also be available.

        Source: https://platform.minimax.io/docs/api-reference/models/openai/list-models
        """
        answer = await call.call(self._io, self._config, api.list_models.OPERATION)
        return models_from(answer.payload)

    @operation
    async def count_tokens(
        self,
        messages: Messages,
        *,
        model: CountTokensModel = DEFAULT_MODEL,
        system: str | None = None,
        tools: Sequence[ChatToolParam | Mapping[str, Any]] = (),
        **options: Unpack[CountTokensOptions],
    ) -> int:
        """Count the input tokens of a conversation. Nothing is generated and nothing is billed.

        Uses the route of the Responses API, which is documented for every model (that of the
        Messages API only for M3). Messages and tools are converted for it, so another API may count
        a few tokens differently.

        Args:
            messages: as in `chat`, including images and videos (the route does not support
                `max_long_side_pixel`).
            model: model id.
            system: instructions.
            tools: functions, as in `chat`.
            **options: other fields of the request, typed in CountTokensOptions: `tool_choice`,
                `reasoning`, `text`.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            DecodeError: the response contains no count; `raw` has it.

        Source: https://platform.minimax.io/docs/api-reference/responses-input-tokens
        """
        target = api.responses_input_tokens.OPERATION
        said = await history(self._io, messages, _turn)
        counted = [conversation.tool(each) for each in tools or ()]
        instructions, items = conversation.items(said, system)
        values = {
            "model": model,
            "input": items,
            "instructions": instructions,
            "tools": counted or None,
            **options,
        }
        answer = await call.call(self._io, self._config, target, build(target, values))
        return token_count(answer.payload)


def chat_endpoint(model: str) -> AnyOperation:
    """The endpoint of a model: chat/completions, or the native endpoint for models that the table
    lists there.
    """
    native = isinstance(model, str) and model in _models_with(
        "native"
    )  # the check of the request reports what is not text
    return api.chatcompletion_v2.OPERATION if native else api.chat_completions.OPERATION


@cache
def _models_with(mark: str) -> frozenset[str]:
    """The models that have a flag in the table."""
    models = load("minimax_generated.tables.models").MODELS["models"]
    return frozenset(row["id"] for row in models if row.get(mark))


def _response_format(schema: Mapping[str, Any]) -> Any:
    """A schema that `response_format` accepts: an object whose properties are all required and have
    no references.
    """
    if (
        schema.get("type") != "object"
        or "$defs" in schema
        or set(schema.get("properties", ())) != set(schema.get("required", ()))
    ):
        return None
    return {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": {name: schema[name] for name in ANSWER_SCHEMA}},
    }


def _answered(reply: ChatReply) -> ChatReply:
    return answered(reply, reply.finish_reason or reply.tool_calls or reply.text or reply.reasoning)


class _Chat(NamedTuple):
    """A chat call without its conversation."""

    io: IO
    config: Config
    target: AnyOperation
    system: str | None
    values: dict[str, Any]

    @classmethod
    def of(cls, io: IO, config: Config, given: Mapping[str, Any]) -> _Chat:
        """The call for arguments under their Python names."""
        values = {**given, "model": DEFAULT_MODEL if given.get("model") is None else given["model"]}
        system, thinking, tools = (
            values.pop("system", None),
            values.get("thinking"),
            values.get("tools"),
        )
        target = chat_endpoint(values["model"])
        if isinstance(thinking, bool):
            values["thinking"] = {"type": "adaptive" if thinking else "disabled"}
        if tools is not None:
            values["tools"] = list(tools) or None
        if target.id == "chat_completions":
            values.setdefault(
                "reasoning_split", True
            )  # reasoning apart from the answer; it does not switch thinking on
        return cls(io, config, target, system, values)

    def body(self, said: list[dict[str, Any]]) -> dict[str, Any]:
        """The request with a conversation."""
        messages = conversation.chat(said, self.system)
        return build(self.target, {"messages": messages, **self.values})

    async def reply(self, said: list[dict[str, Any]]) -> ChatReply:
        """The reply to a conversation."""
        answer = await call.call(self.io, self.config, self.target, self.body(said))
        return _answered(ChatReply(answer.payload, answer.trace_id))

    def stream(
        self,
        accumulator: Accumulator[E, R],
        said: Callable[[], Awaitable[list[dict[str, Any]]]],
        finish: Callable[[], Coroutine[Any, Any, None]],
    ) -> Reader[E, R]:
        """Stream the reply into an accumulator."""

        async def body() -> dict[str, Any]:
            switches = {"stream": True, "stream_options": {"include_usage": True}}
            return {**self.body(await said()), **switches}

        return Reader(self.io, self.config, self.target, body, accumulator, finish=finish)

    def accumulator(self) -> ChatAccumulator:
        """What puts the stream of the reply together."""
        return ChatAccumulator(call.origin(self.config, self.target))


def _turn(reply: Reply) -> list[dict[str, Any]] | None:
    return [reply.as_message()] if isinstance(reply, ChatReply) else None
