"""Chat models for LangChain and LangGraph.

    from minimax.integrations.langchain import ChatMiniMax

    model = ChatMiniMax(model="MiniMax-M3")
    print(model.invoke("Name three rivers.").content)

Needs the extra: pip install "minimax-sdk[langchain]".
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any

from .requirements import require

require("langchain", "langchain-core", "1.0", "2")

from langchain_core.callbacks import (
    AsyncCallbackManagerForLLMRun,
    CallbackManagerForLLMRun,
)
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    InvalidToolCall,
    ToolCall,
    convert_to_openai_messages,
)
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_core.utils.utils import secret_from_env
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr

from ..client import AsyncMiniMax, MiniMax
from ..errors import ConfigError, DecodeError
from ..results.chat import ChatEvent, ChatReply
from .tool_pieces import ToolPieces

TURN = "minimax_turn"
"""The key under which a message stores the original turn, to send it back with its reasoning."""
REASONING = "reasoning_content"
OPTIONS = ("model", "temperature", "top_p", "max_tokens", "thinking", "effort")
CALL_A_TOOL = "Answer by calling {names}; do not answer in words."


class ChatMiniMax(BaseChatModel):
    """A chat model of the MiniMax platform.

    Reasoning is separate from the text, in `additional_kwargs["reasoning_content"]` and in
    `content_blocks`, and is sent back to the model unchanged. The platform cannot be forced to call
    a tool: with `tool_choice="any"` or the name of a tool, the system prompt asks for it.

    Args:
        client: an existing `MiniMax` or `AsyncMiniMax`. With a `MiniMax`, async calls run in
            threads. By default, both clients are created from the following arguments.
        api_key: your key; defaults to `MINIMAX_API_KEY`.
        region: "cn" or "global"; a key only works in its own region.
        base_url: URL of a different host.
        model: name of the chat model; `model_name` also works.
        temperature: randomness, 0 to 2.
        top_p: share of probability mass to sample from, 0 to 1.
        max_tokens: maximum number of tokens to generate.
        thinking: True or False to enable or disable thinking, if the model supports it.
        effort: how long MiniMax-M3.1-Flash thinks.
        stop: strings before which the reply ends. The platform does not support them, so the reply
            is truncated by this class.
        timeout: seconds without any data before giving up.
        max_retries: how many times a request that did not run is sent again.
        options: further keyword arguments of `client.text.chat`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, populate_by_name=True)

    client: MiniMax | AsyncMiniMax | None = Field(default=None, exclude=True)
    api_key: SecretStr | None = Field(
        default_factory=secret_from_env("MINIMAX_API_KEY", default=None)
    )
    region: str | None = None
    base_url: str | None = None
    model: str = Field(default="MiniMax-M3", alias="model_name")
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    thinking: bool | dict[str, Any] | None = None
    effort: str | None = None
    stop: list[str] | None = None
    timeout: float | None = None
    max_retries: int | None = None
    options: dict[str, Any] = Field(default_factory=dict)
    _sync: MiniMax | None = PrivateAttr(default=None)
    _async: AsyncMiniMax | None = PrivateAttr(default=None)

    def model_post_init(self, context: object, /) -> None:
        """Create the clients, unless one was passed."""
        if isinstance(self.client, MiniMax):
            self._sync = self.client
        elif isinstance(self.client, AsyncMiniMax):
            self._async = self.client
        else:
            given: dict[str, Any] = {
                "api_key": self.api_key and self.api_key.get_secret_value(),
                "region": self.region,
                "base_url": self.base_url,
                "max_retries": self.max_retries,
                **({} if self.timeout is None else {"timeout": self.timeout}),
            }
            self._sync, self._async = MiniMax(**given), AsyncMiniMax(**given)

    @property
    def _llm_type(self) -> str:
        return "minimax"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {"model": self.model, "base_url": self.base_url, **self.options}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return the model with tools that it can call."""
        definitions = [convert_to_openai_tool(tool) for tool in tools]
        return self.bind(tools=definitions, tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        reply = self._client().text.chat(_turns(messages), **self._options(kwargs))
        return _result(reply, stop or self.stop)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        if self._async is None:
            return await super()._agenerate(messages, stop, None, **kwargs)
        reply = await self._async.text.chat(_turns(messages), **self._options(kwargs))
        return _result(reply, stop or self.stop)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        chunks = _Chunks(stop or self.stop)
        with self._client().text.stream(_turns(messages), **self._options(kwargs)) as stream:
            for event in stream:
                for chunk in chunks.of(event):
                    if run_manager is not None:
                        run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                    yield chunk
            yield from chunks.last(stream.final())

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        if self._async is None:
            async for chunk in super()._astream(messages, stop, None, **kwargs):
                yield chunk
            return
        chunks = _Chunks(stop or self.stop)
        async with self._async.text.stream(_turns(messages), **self._options(kwargs)) as stream:
            async for event in stream:
                for chunk in chunks.of(event):
                    if run_manager is not None:
                        await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                    yield chunk
            for chunk in chunks.last(await stream.final()):
                yield chunk

    def _client(self) -> MiniMax:
        if self._sync is None:
            raise ConfigError(
                "ChatMiniMax(client=AsyncMiniMax()) only supports async calls: use ainvoke or"
                " astream, or pass a MiniMax"
            )
        return self._sync

    def _options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The keyword arguments of `text.chat`."""
        own = {name: getattr(self, name) for name in OPTIONS}
        options = {**own, **self.options, **given}
        choice = options.pop("tool_choice", None)
        if choice in ("none", "auto"):
            options["tool_choice"] = choice
        elif choice:
            names = [tool["function"]["name"] for tool in options.get("tools", ())]
            wanted = [choice] if choice in names else names
            ask = CALL_A_TOOL.format(names=" or ".join(wanted))
            options["system"] = "\n\n".join(filter(None, (options.get("system"), ask)))
        return options


def _turns(messages: Sequence[BaseMessage]) -> list[Any]:
    """A conversation for `text.chat`. Turns of the model are sent back unchanged, unless they have
    been edited.
    """
    converted = convert_to_openai_messages(messages)
    return [_original(message) or turn for message, turn in zip(messages, converted, strict=True)]


def _original(message: BaseMessage) -> dict[str, Any] | None:
    if not isinstance(message, AIMessage) or TURN not in message.response_metadata:
        return None
    turn: dict[str, Any] = message.response_metadata[TURN]
    reply = ChatReply({"choices": [{"message": turn}]})
    ids = [call["id"] for call in message.tool_calls + message.invalid_tool_calls]
    unchanged = message.text == reply.text and ids == [call.id for call in reply.tool_calls]
    return turn if unchanged else None


def _result(reply: ChatReply, stop: Sequence[str] | None) -> ChatResult:
    message = AIMessage(
        _before(reply.text, stop),
        additional_kwargs={REASONING: reply.reasoning} if reply.reasoning else {},
        response_metadata=_metadata(reply),
        usage_metadata=_usage(reply),
        tool_calls=[],
    )
    for call in reply.tool_calls:
        try:
            made = ToolCall(id=call.id, name=call.name, args=call.arguments, type="tool_call")
            message.tool_calls.append(made)
        except DecodeError as error:
            wrong = InvalidToolCall(
                id=call.id,
                name=call.name,
                args=call.raw_arguments,
                error=str(error),
                type="invalid_tool_call",
            )
            message.invalid_tool_calls.append(wrong)
    return ChatResult(generations=[ChatGeneration(message=message)])


class _Chunks:
    """The chunks of a streamed reply."""

    def __init__(self, stop: Sequence[str] | None) -> None:
        self._stop = stop
        self._text = ""
        self._sent = 0
        self._pieces = ToolPieces()

    def of(self, event: ChatEvent) -> Iterator[ChatGenerationChunk]:
        """The chunk of an event, if it has one."""
        if event.type == "text":
            self._text += event.text
            held = max(map(len, self._stop or ()), default=1) - 1  # may begin a stop text
            yield from self._new_text(len(self._text) - held)
        elif event.type == "reasoning":
            yield _chunk("", additional_kwargs={REASONING: event.text})
        elif event.type == "tool_call" and event.tool_call is not None:
            call, piece = event.tool_call, self._pieces.take(event.tool_call)
            yield _chunk(
                "",
                tool_call_chunks=[
                    {
                        "id": call.id if piece.is_new else None,
                        "name": call.name if piece.is_new else None,
                        "args": piece.arguments,
                        "index": piece.number,
                        "type": "tool_call_chunk",
                    }
                ],
            )

    def last(self, reply: ChatReply) -> Iterator[ChatGenerationChunk]:
        """The text that was held back, and a chunk with the facts known at the end."""
        yield from self._new_text(len(self._text))
        yield _chunk(
            "",
            response_metadata=_metadata(reply),
            usage_metadata=_usage(reply),
            chunk_position="last",
        )

    def _new_text(self, end: int) -> Iterator[ChatGenerationChunk]:
        end = min(end, len(_before(self._text, self._stop)))
        if end > self._sent:
            start, self._sent = self._sent, end
            yield _chunk(self._text[start:end])


def _chunk(text: str, **facts: Any) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text, **facts))


def _before(text: str, stop: Sequence[str] | None) -> str:
    """A text up to the first of the stop texts."""
    found = [place for each in stop or () if (place := text.find(each)) >= 0]
    return text[: min(found)] if found else text


def _metadata(reply: ChatReply) -> dict[str, Any]:
    return {
        "model_name": reply.model,
        "model_provider": "minimax",
        "finish_reason": reply.finish_reason,
        "trace_id": reply.trace_id,
        TURN: reply.as_message(),
    }


def _usage(reply: ChatReply) -> UsageMetadata | None:
    usage = reply.usage
    if usage is None:
        return None
    return UsageMetadata(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        total_tokens=usage.total_tokens,
        input_token_details={"cache_read": usage.cached_tokens},
        output_token_details={"reasoning": usage.reasoning_tokens},
    )
