"""Chat models for pydantic-ai.

    from pydantic_ai import Agent

    from minimax.integrations.pydantic_ai import MiniMaxModel

    agent = Agent(MiniMaxModel("MiniMax-M3"))
    print(agent.run_sync("Name three rivers.").output)

Needs the extra: pip install "minimax-sdk[pydantic-ai]".
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .requirements import require

require("pydantic-ai", "pydantic-ai-slim", "2.0", "3")

from pydantic_ai.exceptions import ModelHTTPError, UserError
from pydantic_ai.messages import (
    BinaryContent,
    FinishReason,
    ImageUrl,
    ModelMessage,
    ModelRequestPart,
    ModelResponse,
    ModelResponseStreamEvent,
    RetryPromptPart,
    SystemPromptPart,
    TextPart,
    ThinkingPart,
    ToolCallPart,
    ToolReturnPart,
    UserContent,
    UserPromptPart,
    VideoUrl,
)
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import RunContext
from pydantic_ai.usage import RequestUsage

from .. import media
from ..client import AsyncMiniMax
from ..errors import APIError
from ..results.chat import ChatReply
from .tool_pieces import ToolPieces

TURN = "minimax_turn"
"""The key under which a response stores the original turn, to send it back with its reasoning."""
SETTINGS = ("max_tokens", "temperature", "top_p", "timeout")
"""Settings of pydantic-ai that calls support under the same name; others are not sent."""
FINISH: dict[str | None, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_call",
    "content_filter": "content_filter",
}


class MiniMaxModel(Model):
    """A chat model of the MiniMax platform.

    Reasoning becomes thinking parts and is sent back to the model unchanged.

    Args:
        model: name of the chat model.
        client: an existing `AsyncMiniMax`; by default, one is created from the environment.
        settings: settings of pydantic-ai; `extra_body` can have further fields of the request.
    """

    def __init__(
        self,
        model: str = "MiniMax-M3",
        *,
        client: AsyncMiniMax | None = None,
        settings: ModelSettings | None = None,
    ) -> None:
        super().__init__(settings=settings)
        self._model = model
        self._minimax = AsyncMiniMax() if client is None else client

    @property
    def model_name(self) -> str:
        """The name of the model."""
        return self._model

    @property
    def system(self) -> str:
        """The name of the provider."""
        return "minimax"

    @property
    def base_url(self) -> str:
        """The host that is called."""
        return self._minimax.base_url

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Request a reply of the model."""
        arguments = self._arguments(messages, model_settings, model_request_parameters)
        try:
            reply = await self._minimax.text.chat(**arguments)
        except APIError as error:
            raise self._http_error(error) from error
        thinking = [ThinkingPart(reply.reasoning)] if reply.reasoning else []
        text = [TextPart(reply.text)] if reply.text else []
        calls = [ToolCallPart(call.name, call.raw_arguments, call.id) for call in reply.tool_calls]
        return ModelResponse(
            [*thinking, *text, *calls],
            usage=_usage(reply),
            model_name=reply.model,
            provider_name=self.system,
            provider_url=self.base_url,
            provider_response_id=reply.trace_id,
            provider_details={TURN: reply.as_message()},
            finish_reason=FINISH.get(reply.finish_reason),
        )

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncIterator[StreamedResponse]:
        """Request a streamed reply of the model."""
        arguments = self._arguments(messages, model_settings, model_request_parameters)
        try:
            async with self._minimax.text.stream(**arguments) as stream:
                yield _StreamedReply(
                    model_request_parameters=model_request_parameters,
                    stream=stream,
                    name=self._model,
                    url=self.base_url,
                )
        except APIError as error:
            raise self._http_error(error) from error

    def _arguments(
        self,
        messages: list[ModelMessage],
        settings: ModelSettings | None,
        parameters: ModelRequestParameters,
    ) -> dict[str, Any]:
        """The arguments of `text.chat`."""
        settings, parameters = self.prepare_request(settings, parameters)
        given: Mapping[str, Any] = settings or {}
        tools = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description or "",
                    "parameters": tool.parameters_json_schema,
                },
            }
            for tool in [*parameters.function_tools, *parameters.output_tools]
        ]
        instructions = self._get_instruction_parts(messages, parameters) or []
        return {
            "messages": [turn for message in messages for turn in _turns(message)],
            "model": self._model,
            "system": "\n\n".join(part.content for part in instructions) or None,
            "tools": tools,
            "extra": given.get("extra_body"),
            "headers": given.get("extra_headers"),
            **{name: given[name] for name in SETTINGS if name in given},
        }

    def _http_error(self, error: APIError) -> ModelHTTPError:
        return ModelHTTPError(error.http_status or 500, self._model, str(error))


@dataclass(kw_only=True)
class _StreamedReply(StreamedResponse):
    """A streamed reply."""

    stream: Any
    name: str
    url: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def _get_event_iterator(self) -> AsyncIterator[ModelResponseStreamEvent]:
        pieces = ToolPieces()
        async for event in self.stream:
            for found in self._events(event, pieces):
                yield found
        reply: ChatReply = await self.stream.final()
        self._usage = _usage(reply)
        self.finish_reason = FINISH.get(reply.finish_reason)
        self.provider_response_id = reply.trace_id
        self.provider_details = {TURN: reply.as_message()}

    def _events(self, event: Any, pieces: ToolPieces) -> Iterator[ModelResponseStreamEvent]:
        parts = self._parts_manager
        if event.type == "text":
            yield from parts.handle_text_delta(vendor_part_id="text", content=event.text)
        elif event.type == "reasoning":
            yield from parts.handle_thinking_delta(vendor_part_id="thinking", content=event.text)
        elif event.type == "tool_call":
            call, piece = event.tool_call, pieces.take(event.tool_call)
            yield from parts.handle_tool_call_delta_events(
                vendor_part_id=call.id,
                tool_name=call.name if piece.is_new else None,
                args=piece.arguments,
                tool_call_id=call.id,
            )

    async def close_stream(self) -> None:
        """Abort the reply."""
        await self.stream.close()

    @property
    def model_name(self) -> str:
        """The name of the model."""
        return self.name

    @property
    def provider_name(self) -> str:
        """The name of the provider."""
        return "minimax"

    @property
    def provider_url(self) -> str:
        """The host that is called."""
        return self.url

    @property
    def timestamp(self) -> datetime:
        """When the reply was requested."""
        return self.at


def _turns(message: ModelMessage) -> Iterator[dict[str, Any]]:
    """A message for `text.chat`."""
    if not isinstance(message, ModelResponse):
        for part in message.parts:
            yield from _part(part)
        return
    turn = (message.provider_details or {}).get(TURN)
    if turn is None:  # of another model, or written by hand
        text = "".join(part.content for part in message.parts if isinstance(part, TextPart))
        calls = [
            {
                "id": call.tool_call_id,
                "type": "function",
                "function": {"name": call.tool_name, "arguments": call.args_as_json_str()},
            }
            for call in message.tool_calls
        ]
        turn = {"role": "assistant", "content": text, **({"tool_calls": calls} if calls else {})}
    yield turn


def _part(part: ModelRequestPart) -> Iterator[dict[str, Any]]:
    if isinstance(part, SystemPromptPart):
        yield {"role": "system", "content": part.content}
    elif isinstance(part, UserPromptPart):
        content = part.content
        yield {
            "role": "user",
            "content": content
            if isinstance(content, str)
            else [_content(each) for each in content],
        }
    elif isinstance(part, ToolReturnPart):
        yield _answer(part.tool_call_id, part.model_response_str())
    elif isinstance(part, RetryPromptPart) and part.tool_name is not None:
        yield _answer(part.tool_call_id, part.model_response())
    elif isinstance(part, RetryPromptPart):
        yield {"role": "user", "content": part.model_response()}


def _answer(call_id: str, text: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call_id, "content": text}


def _content(item: UserContent) -> Any:
    if isinstance(item, str):
        return {"type": "text", "text": item}
    if isinstance(item, ImageUrl):
        return media.image(item.url)
    if isinstance(item, VideoUrl):
        return media.video(item.url)
    if isinstance(item, BinaryContent) and item.is_image:
        return media.image(item.data)
    if isinstance(item, BinaryContent) and item.is_video:
        return media.video(item.data)
    if isinstance(text := getattr(item, "content", None), str):
        return {"type": "text", "text": text}
    raise UserError(f"MiniMax models take text, images and videos, not {type(item).__name__}")


def _usage(reply: ChatReply) -> RequestUsage:
    usage = reply.usage
    if usage is None:
        return RequestUsage()
    return RequestUsage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cached_tokens,
        details={"reasoning_tokens": usage.reasoning_tokens},
    )
