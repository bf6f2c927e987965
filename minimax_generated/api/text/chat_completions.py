"""Chat in the OpenAI Chat Completions format: `POST /v1/chat/completions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.chat_completion_chunk import ChatCompletionChunk
    from ...models.chat_completion_request import ChatCompletionRequest
    from ...models.chat_completion_response import ChatCompletionResponse
    from ...types import Response

OPERATION: Operation[ChatCompletionRequest, ChatCompletionResponse, ChatCompletionChunk] = Operation(
    "chat_completions",
    "POST",
    "/v1/chat/completions",
    "text",
    summary="Chat in the OpenAI Chat Completions format",
    family="openai",
    billed=True,
    rate_class="text",
    media_type="application/json",
    response_types=("application/json", "text/event-stream"),
    request="ChatCompletionRequest",
    response="ChatCompletionResponse",
    event="ChatCompletionChunk",
    stream_end="done",
    fields={
        "model": ("model",),
        "messages": ("messages",),
        "stream": ("stream",),
        "stream_options": ("stream_options",),
        "max_tokens": ("max_completion_tokens",),
        "legacy_max_tokens": ("max_tokens",),
        "temperature": ("temperature",),
        "top_p": ("top_p",),
        "n": ("n",),
        "tools": ("tools",),
        "tool_choice": ("tool_choice",),
        "thinking": ("thinking",),
        "effort": ("reasoning_effort",),
        "reasoning_split": ("reasoning_split",),
        "service_tier": ("service_tier",),
    },
    calls=("text.chat", "text.stream", "text.run_tools", "text.stream_tools", "text.parse"),
    source=(
        "https://platform.minimax.io/docs/api-reference/text-chat-openai",
        "https://platform.minimax.io/docs/api-reference/text-openai-api",
    ),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: ChatCompletionRequest,
) -> ChatCompletionResponse:
    """Chat in the OpenAI Chat Completions format.

    Text, image and video input, function tools, thinking control and streaming.
    The whole request body can be at most 64 MB.

    Args:
        client: sends the request.
        body: Body of a chat completion.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        body,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ChatCompletionRequest,
) -> Response[ChatCompletionResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ChatCompletionRequest,
) -> ChatCompletionResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            body,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: ChatCompletionRequest,
) -> Response[ChatCompletionResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
