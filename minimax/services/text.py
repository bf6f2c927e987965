"""Chat: `client.text`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from .. import call, conversation
from ..errors import DecodeError, ValidationError
from ..flow import D, Flow, Service, StreamFlow, Work, operation, streaming
from ..media import Part
from ..results.chat import ChatAccumulator, ChatEvent, ChatReply
from ..results.models import Model, models_from
from ..streaming import AsyncStream, Stream
from ..wire import Endpoint, build, endpoint

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options.text import (
        ChatEffort,
        ChatMessageParam,
        ChatModel,
        ChatOptions,
        ChatTemperature,
        ChatToolParam,
        ChatTopP,
        CountTokensModel,
        CountTokensOptions,
    )

Message: TypeAlias = "str | ChatMessageParam | Mapping[str, Any] | ChatReply"
Messages: TypeAlias = "str | Sequence[Message]"

DEFAULT_MODEL = "MiniMax-M3"


class ChatStream(Stream[ChatEvent, ChatReply]):
    """A chat reply as it is written. Iterate it for events, or `text` or `reasoning` for strings."""

    @property
    def text(self) -> Iterator[str]:
        """Only the pieces of the answer."""
        return self._pick(_text_of)

    @property
    def reasoning(self) -> Iterator[str]:
        """Only the pieces of the reasoning."""
        return self._pick(_reasoning_of)


class AsyncChatStream(AsyncStream[ChatEvent, ChatReply]):
    """A chat reply as it is written. Iterate it for events, or `text` or `reasoning` for strings."""

    @property
    def text(self) -> AsyncIterator[str]:
        """Only the pieces of the answer."""
        return self._pick(_text_of)

    @property
    def reasoning(self) -> AsyncIterator[str]:
        """Only the pieces of the reasoning."""
        return self._pick(_reasoning_of)


class TextService(Service[D]):
    """Chat with the language models, list them, and count tokens."""

    @operation
    def chat(
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
        **options: Unpack[ChatOptions],
    ) -> Flow[ChatReply]:
        """Answer a conversation.

        Args:
            messages: a question, or the conversation so far, oldest first: texts of the user, earlier replies, or dictionaries with
                `role` and `content`.
                Content may hold text, `minimax.image(...)` and `minimax.video(...)`.
            model: model id; "M2-her" and other models of the native endpoint are sent there.
            system: instructions, put in front of the messages.
            tools: functions that the model may call, as `{"type": "function", "function": {"name", "description", "parameters"}}`.
            tool_choice: "auto" or "none".
            max_tokens: most tokens to generate, at least 1.
            temperature: randomness, 0 to 2.
            top_p: share of probability mass to sample from, 0 to 1.
            thinking: True or False to switch it, where the model can; left out, M3 thinks.
            effort: how long M3.1-Flash thinks: "low", "medium", "high", "xhigh" or "max".
            **options: further fields of the request, typed in ChatOptions; `extra` sends what is newer than this package.

        Returns:
            The reply, with `text`, `reasoning`, `tool_calls`, `usage` and `as_message()` for the next turn.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            APIError: the platform refused or failed; see its subclasses.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/text-chat-openai
        """
        target = chat_endpoint(model)
        history = yield from _history(messages, system)
        values = _values(
            target, options, messages=history, model=model, tools=tools, tool_choice=tool_choice, max_tokens=max_tokens,
            temperature=temperature, top_p=top_p, thinking=thinking, effort=effort,
        )  # fmt: skip
        answer = yield from call.call(self._config, target, build(target, values))
        return _answered(ChatReply(answer.payload, answer.trace_id))

    @streaming(ChatStream, AsyncChatStream)
    def stream(
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
        **options: Unpack[ChatOptions],
    ) -> call.Prepared[ChatEvent, ChatReply]:
        """Answer a conversation and hand out the reply as it is written.

        Takes the arguments of `chat`. Use it as a context manager, so that leaving early frees the connection:

            with client.text.stream("Tell me a story.") as stream:
                for piece in stream.text:
                    print(piece, end="", flush=True)
            reply = stream.final()

        Raises, while iterating:
            StreamInterrupted: the stream ended early; `partial` holds the reply so far.
            and what `chat` raises.

        Source: https://platform.minimax.io/docs/api-reference/text-chat-openai
        """
        target = chat_endpoint(model)
        accumulator = ChatAccumulator(call.origin(self._config, target))

        def flow() -> StreamFlow[None]:
            history = yield from _history(messages, system)
            values = _values(
                target, options, messages=history, model=model, tools=tools, tool_choice=tool_choice, max_tokens=max_tokens,
                temperature=temperature, top_p=top_p, thinking=thinking, effort=effort,
            )  # fmt: skip
            body = {**build(target, values), "stream": True, "stream_options": {"include_usage": True}}
            yield from call.stream(self._config, target, body, accumulator).flow
            _answered(accumulator.result())

        return call.Prepared(flow(), accumulator)

    @operation
    def models(self) -> Flow[list[Model]]:
        """The language models that the platform lists, newest first. A model may be callable without being listed.

        Source: https://platform.minimax.io/docs/api-reference/models/openai/list-models
        """
        answer = yield from call.call(self._config, endpoint("text", "list_models"))
        return models_from(answer.payload)

    @operation
    def count_tokens(
        self,
        messages: Messages,
        *,
        model: CountTokensModel = DEFAULT_MODEL,
        system: str | None = None,
        tools: Sequence[ChatToolParam | Mapping[str, Any]] = (),
        **options: Unpack[CountTokensOptions],
    ) -> Flow[int]:
        """How many tokens a conversation has as input. Nothing is generated and nothing is billed.

        The count is that of the Responses surface, whose route for it is documented for every model (the one of the Messages surface
        is documented for M3 only): messages and tools are turned into its form, so another surface may count a few tokens differently.

        Args:
            messages: as in `chat`; images and clips count, too (an image without its `max_long_side_pixel`, which the route does not know).
            model: model id.
            system: instructions.
            tools: functions, as in `chat`.
            **options: further fields of the request, typed in CountTokensOptions: `tool_choice`, `reasoning`, `text`.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            DecodeError: the answer holds no count; it is kept in `raw`.

        Source: https://platform.minimax.io/docs/api-reference/responses-input-tokens
        """
        target = endpoint("text", "responses_input_tokens")
        history = yield from _history(messages, None)
        counted = [conversation.tool(each) for each in tools or ()]
        values = {"model": model, "input": conversation.items(history), "instructions": system, "tools": counted or None, **options}
        answer = yield from call.call(self._config, target, build(target, values))
        count = answer.payload.get("input_tokens")
        if isinstance(count, str) and count.isdecimal():
            return int(count)
        if not isinstance(count, int) or isinstance(count, bool):
            raise DecodeError("The platform reported success but gave no count; its answer is in `raw`.", raw=answer.payload)
        return count


def chat_endpoint(model: str) -> Endpoint:
    """Where a model is at home: chat/completions, or the native endpoint for those that the table lists there."""
    native = isinstance(model, str) and model in _native_models()  # what is no text is left to the check of the request
    return endpoint("text", "chatcompletion_v2" if native else "chat_completions")


@cache
def _native_models() -> frozenset[str]:
    from minimax_generated.tables.models import MODELS

    return frozenset(row["id"] for row in MODELS["models"] if row.get("native"))


def _answered(reply: ChatReply) -> ChatReply:
    """The reply, unless there is nothing in it: that is no answer, whatever the envelope says."""
    if reply.finish_reason or reply.tool_calls or reply.text or reply.reasoning:
        return reply
    raise DecodeError("The platform reported success but gave no answer; what it sent is in `raw`.", raw=reply.raw)


def _values(target: Endpoint, options: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """Everything that a chat call sends, under its Python names."""
    thinking = values["thinking"]
    if isinstance(thinking, bool):
        values["thinking"] = {"type": "adaptive" if thinking else "disabled"}
    values["tools"] = list(values["tools"] or ()) or None
    if target.id == "chat_completions":
        values["reasoning_split"] = True  # reasoning apart from the answer; it does not switch thinking on
    return {**values, **options}


def _history(messages: Messages, system: str | None) -> Flow[list[dict[str, Any]]]:
    """The conversation as the wire takes it; files in it are read through an effect, for that may block."""
    if isinstance(messages, str):
        messages = [{"role": "user", "content": messages}]
    elif isinstance(messages, Mapping) or not isinstance(messages, Sequence):
        raise ValidationError("messages: give a question as text, or a list of messages", field="messages", value=type(messages).__name__)
    history = [{"role": "system", "content": system}] if system is not None else []
    history += [_message(message) for message in messages]
    if any(isinstance(part, Part) for message in history for part in _parts(message)):
        history = yield Work(lambda: [_read_media(message) for message in history])
    return history


def _message(message: Message) -> dict[str, Any]:
    if isinstance(message, str):
        return {"role": "user", "content": message}
    if isinstance(message, ChatReply):
        return message.as_message()
    if not isinstance(message, Mapping):
        raise ValidationError(
            f"messages: {message!r} is no message; a message is a text, a dictionary with role and content, or an earlier reply",
            field="messages",
            value=message,
        )
    plain: dict[str, Any] = dict(message)
    content = plain.get("content")
    if isinstance(content, Part):  # a tuple itself
        plain["content"] = [content]
    elif isinstance(content, (list, tuple)):
        plain["content"] = [{"type": "text", "text": part} if isinstance(part, str) else part for part in content]
    return plain


def _parts(message: Mapping[str, Any]) -> Sequence[Any]:
    content = message.get("content")
    return content if isinstance(content, list) else ()


def _read_media(message: dict[str, Any]) -> dict[str, Any]:
    if not any(isinstance(part, Part) for part in _parts(message)):
        return message
    return {**message, "content": [part.resolved() if isinstance(part, Part) else part for part in _parts(message)]}


def _text_of(event: ChatEvent) -> str | None:
    return event.text if event.type == "text" else None


def _reasoning_of(event: ChatEvent) -> str | None:
    return event.text if event.type == "reasoning" else None
