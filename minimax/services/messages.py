"""Chat through the Anthropic Messages API: `client.text.messages`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from minimax_generated.api import text as api

from ..core import call
from ..core.operation import I, Service, arguments, operation, streaming
from ..results import conversation
from ..results.messages import Message, MessageAccumulator, MessageEvent
from ..results.reply import AsyncReplyStream, ReplyStream, token_count
from .chat_call import DEFAULT_MODEL, ChatCall, provided, thinking_switch

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.operation import AnyOperation
    from minimax_generated.options import text as keywords

    from ..core.streaming import Source
    from .chat_call import InputMessage

    MessageInputs: TypeAlias = str | Sequence[keywords.AnthropicMessageParam | InputMessage]
    System: TypeAlias = (
        str | Sequence[str | keywords.AnthropicTextBlockRequestParam | Mapping[str, Any]]
    )

FEATURE = "text"
"""Where the generated options of the calls are."""


class MessageStream(ReplyStream[MessageEvent, Message]):
    """A streamed message. Iterate over it for events, over `text` or `reasoning` for strings."""


class AsyncMessageStream(AsyncReplyStream[MessageEvent, Message]):
    """A streamed message. Iterate over it for events, over `text` or `reasoning` for strings."""


class MessagesService(Service[I]):
    """The language models through the Anthropic Messages API."""

    @operation
    async def create(
        self,
        messages: MessageInputs,
        *,
        model: keywords.MessagesModel = DEFAULT_MODEL,
        max_tokens: int | None = None,
        system: System | None = None,
        tools: Sequence[keywords.AnthropicToolParam | Mapping[str, Any]] = (),
        tool_choice: str | Mapping[str, Any] | None = None,
        thinking: bool | Mapping[str, Any] | None = None,
        effort: keywords.MessagesEffort | None = None,
        temperature: keywords.MessagesTemperature | None = None,
        top_p: keywords.MessagesTopP | None = None,
        **options: Unpack[keywords.MessagesFurtherOptions],
    ) -> Message:
        """Send a conversation and return the reply.

        Args:
            messages: a question, or the conversation so far, oldest first: texts of the user,
                earlier replies, or dictionaries with `role` and `content`. Content is text, or a
                list of texts, `minimax.image(...)`, `minimax.video(...)` and blocks. Messages with
                the role "tool", as `text.chat` takes them, become blocks.
            model: model id.
            max_tokens: maximum number of tokens to generate, at least 1.
            system: instructions, as text or as text blocks, which may carry `cache_control`.
            tools: functions, as `{"name", "description", "input_schema"}` or as `text.chat` takes
                them, and server tools such as `{"type": "web_search_20250305", "name":
                "web_search"}`.
            tool_choice: "auto" or "none".
            thinking: True or False to switch it on or off, if the model supports that; by default
                M3 does not think here.
            effort: how long M3.1-Flash thinks: "low", "medium", "high", "xhigh" or "max".
            temperature: randomness, 0 to 2.
            top_p: probability mass to sample from, 0 to 1.
            **options: other fields of the request, typed in MessagesOptions; `extra` sends fields
                that are newer than this package.

        Returns:
            The message, with `text`, `reasoning`, `tool_calls`, `content`, `usage` and
            `as_message()` for the next turn.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            APIError: the platform reported an error; see its subclasses.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/text-chat-anthropic
        """
        given = arguments(locals(), "messages")
        return await self._chat(api.anthropic_messages.OPERATION, given).reply(messages)

    @streaming(MessageStream, AsyncMessageStream)
    def stream(
        self, messages: MessageInputs, **options: Unpack[keywords.MessagesOptions]
    ) -> Source[MessageEvent, Message]:
        """Send a conversation and stream the message.

        Takes the arguments of `create`. Use it as a context manager, so that the connection is
        released if you leave early:

            with client.text.messages.stream("Tell me a story.") as stream:
                for piece in stream.text:
                    print(piece, end="", flush=True)
            message = stream.final()

        Raises, while iterating:
            StreamInterrupted: the stream ended early; `partial` holds the message so far.
            MinimaxError: any error of `create`.

        Source: https://platform.minimax.io/docs/api-reference/text-chat-anthropic
        """
        chat = self._chat(api.anthropic_messages.OPERATION, options)
        return chat.stream(messages, into=lambda accumulator: accumulator)

    @operation
    async def count_tokens(
        self,
        messages: MessageInputs,
        *,
        model: keywords.MessagesCountModel = DEFAULT_MODEL,
        system: System | None = None,
        tools: Sequence[keywords.AnthropicToolParam | Mapping[str, Any]] = (),
        tool_choice: str | Mapping[str, Any] | None = None,
        thinking: bool | Mapping[str, Any] | None = None,
        effort: keywords.MessagesEffort | None = None,
        **options: Unpack[keywords.MessagesCountOptions],
    ) -> int:
        """Count the input tokens of a conversation. Nothing is generated and nothing is billed.

        The platform documents this route for MiniMax-M3 only; `text.count_tokens` works for every
        model.

        Args:
            messages: as in `create`.
            model: model id.
            system: instructions.
            tools: as in `create`.
            tool_choice: as in `create`.
            thinking: as in `create`.
            effort: as in `create`.
            **options: other fields of the request, typed in MessagesCountOptions.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            DecodeError: the response contains no count; `raw` has it.

        Source: https://platform.minimax.io/docs/api-reference/text-anthropic-api
        """
        given = arguments(locals(), "messages")
        target = api.anthropic_count_tokens.OPERATION
        body = await self._chat(target, given).body(messages)
        return token_count((await call.call(self._io, self._config, target, body)).payload)

    def _chat(
        self, target: AnyOperation, given: Mapping[str, Any]
    ) -> ChatCall[MessageEvent, Message]:
        """A call without its conversation."""
        return ChatCall(self, target, MessageAccumulator, partial(_values, given))


def _values(given: Mapping[str, Any], turns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All fields of a request, under their Python names."""
    values = provided(given)
    system, choice = values.get("system"), values.get("tool_choice")
    tools = values.get("tools")
    if isinstance(system, (list, tuple)):
        system = [
            {"type": "text", "text": block} if isinstance(block, str) else block for block in system
        ]
    values["system"], values["messages"] = conversation.blocks(turns, system)
    if isinstance(choice, str):
        values["tool_choice"] = {"type": choice}
    values["thinking"] = thinking_switch(values.get("thinking"))
    values["tools"] = [conversation.block_tool(each) for each in tools or ()] or None
    return values
