"""Chat: `client.text`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

from minimax_generated.api import text as api

from ..core.forks import lazy
from ..core.operation import I, Service, arguments, operation, streaming
from ..core.sources import refused
from ..errors import MinimaxError
from ..results import conversation
from ..results.chat import ChatEvent, ChatReply, Parsed, RunReply, ToolEvent
from ..results.reply import AsyncReplyStream, Model, ReplyStream, read_models, token_count
from .chat_call import DEFAULT_MODEL, chat_call, models_with

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options import text as keywords

    from ..config import CallOptions
    from ..core.streaming import Source
    from ..results.reply import ToolCall
    from ..tools import Tool
    from .chat_call import InputMessage
    from .messages import MessagesService
    from .responses import ResponsesService

    Messages: TypeAlias = str | Sequence[keywords.ChatMessageParam | InputMessage]


T = TypeVar("T")
JSON_INSTRUCTION = "Answer with JSON and nothing else. It has to fit this JSON schema:"
ANSWER_SCHEMA = ("type", "properties", "required")
REPAIR_REQUEST = (
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
    service: Service[Any],
    messages: Messages,
    into: Any,
    *,
    repairs: int = 1,
    **options: Unpack[keywords.ParseOptions],
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
        **options: as in `chat`, except for the tools.

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
        raise refused("repairs", f"{repairs!r} is not allowed; it must be at least 0", repairs)
    from .. import schemas

    schema = schemas.schema(into)
    if (options.get("model") or DEFAULT_MODEL) in models_with("answer_schema"):
        options.setdefault("response_format", _response_format(schema))
    system, instruction = options.get("system"), f"{JSON_INSTRUCTION}\n{schemas.encode(schema)}"
    options["system"] = f"{system}\n\n{instruction}" if system else instruction
    chat = chat_call(service, options)
    history, turns = await chat.history(messages), list[ChatReply]()
    while True:
        try:
            turns.append(await chat.reply(history))
        except MinimaxError as error:
            if turns:
                error.partial = RunReply(turns[-1], messages=history, turns=turns)
            raise
        history = [*history, turns[-1].as_message()]
        reply = RunReply(turns[-1], messages=history, turns=turns)
        try:
            return Parsed(reply.parse(into), reply)
        except schemas.ParseError as error:
            if len(turns) > repairs:
                raise
            history = [
                *history,
                {
                    "role": "user",
                    "content": REPAIR_REQUEST.format(problem=error.problem, path=error.path),
                },
            ]


def _response_format(schema: Mapping[str, Any]) -> Any:
    """Convert a schema for `response_format`: an object whose properties are all required, without
    references.
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


class TextService(Service[I]):
    """Chat with the language models, list them, and count tokens."""

    @lazy
    def messages(self) -> MessagesService[I]:
        """The same models through the Anthropic Messages API: signed thinking, cache
        control, web search.
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
        model: keywords.ChatModel = DEFAULT_MODEL,
        system: str | None = None,
        tools: Sequence[keywords.ChatToolParam | Mapping[str, Any]] = (),
        tool_choice: str | Mapping[str, Any] | None = None,
        max_tokens: int | None = None,
        temperature: keywords.ChatTemperature | None = None,
        top_p: keywords.ChatTopP | None = None,
        thinking: bool | Mapping[str, Any] | None = None,
        effort: keywords.ChatEffort | None = None,
        **options: Unpack[keywords.ChatFurtherOptions],
    ) -> ChatReply:
        """Send a conversation and return the reply.

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
        given = arguments(locals(), "messages")
        return await chat_call(self, given).reply(messages)

    @streaming(ChatStream, AsyncChatStream)
    def stream(
        self, messages: Messages, **options: Unpack[keywords.ChatOptions]
    ) -> Source[ChatEvent, ChatReply]:
        """Send a conversation and stream the reply.

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
        chat = chat_call(self, options)
        return chat.stream(messages, into=lambda accumulator: accumulator)

    @operation
    async def run_tools(
        self,
        messages: Messages,
        *,
        tools: Iterable[Callable[..., Any] | Tool | Mapping[str, Any]],
        max_rounds: int = 10,
        parallel: bool = True,
        on_call: Callable[[ToolCall], Any] | None = None,
        **options: Unpack[keywords.RunToolsOptions],
    ) -> RunReply:
        """Send a conversation with Python functions that the model may call. They are run until the
        model has its answer.

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
        from .tool_runs import Run

        run = Run(self, tools, max_rounds, parallel, on_call)
        chat = chat_call(self, {**options, "tools": run.definitions})
        run.messages = await chat.history(messages)
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
        **options: Unpack[keywords.RunToolsOptions],
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
        from .tool_runs import Run, RunStream

        run = Run(self, tools, max_rounds, parallel, on_call)
        chat = chat_call(self, {**options, "tools": run.definitions})
        return RunStream(run, chat, messages)

    # No descriptor can carry a type variable of its method; the generated stubs have the overloads.
    if TYPE_CHECKING:

        @overload
        async def parse(
            self,
            messages: Messages,
            into: type[T],
            *,
            repairs: int = 1,
            **arguments: Unpack[keywords.ParseOptions],
        ) -> Parsed[T]: ...
        @overload
        async def parse(
            self,
            messages: Messages,
            into: Any,
            *,
            repairs: int = 1,
            **arguments: Unpack[keywords.ParseOptions],
        ) -> Parsed[Any]: ...
        async def parse(
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
        return read_models((await self._call(api.list_models.OPERATION)).payload)

    @operation
    async def count_tokens(
        self,
        messages: Messages,
        *,
        model: keywords.CountTokensModel = DEFAULT_MODEL,
        system: str | None = None,
        tools: Sequence[keywords.ChatToolParam | Mapping[str, Any]] = (),
        **options: Unpack[keywords.CountTokensOptions],
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
        turns = await chat_call(self, {"model": model}).history(messages)
        instructions, items = conversation.items(turns, system)
        values = {
            "model": model,
            "input": items,
            "instructions": instructions,
            "tools": [conversation.tool(each) for each in tools or ()] or None,
            **options,
        }
        return token_count((await self._call(target, values)).payload)
