"""Chat in the Anthropic Messages format: `POST /anthropic/v1/messages`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.anthropic_messages_request import AnthropicMessagesRequest
    from ...models.anthropic_messages_response import AnthropicMessagesResponse
    from ...models.anthropic_stream_event import AnthropicStreamEvent
    from ...types import Response

OPERATION: Operation[AnthropicMessagesRequest, AnthropicMessagesResponse, AnthropicStreamEvent] = Operation(
    "anthropic_messages",
    "POST",
    "/anthropic/v1/messages",
    "text",
    summary="Chat in the Anthropic Messages format",
    family="anthropic",
    billed=True,
    rate_class="text",
    media_type="application/json",
    response_types=("application/json", "text/event-stream"),
    request="AnthropicMessagesRequest",
    response="AnthropicMessagesResponse",
    event="AnthropicStreamEvent",
    stream_end="message_stop",
    fields={
        "model": ("model",),
        "messages": ("messages",),
        "system": ("system",),
        "max_tokens": ("max_tokens",),
        "stream": ("stream",),
        "temperature": ("temperature",),
        "top_p": ("top_p",),
        "tools": ("tools",),
        "tool_choice": ("tool_choice",),
        "thinking": ("thinking",),
        "effort": ("output_config", "effort"),
        "service_tier": ("service_tier",),
        "metadata": ("metadata",),
    },
    calls=("text.messages.create", "text.messages.stream"),
    source=(
        "https://platform.minimax.io/docs/api-reference/text-chat-anthropic",
        "https://platform.minimax.io/docs/api-reference/text-anthropic-api",
        "https://platform.minimax.io/docs/api-reference/text-prompt-caching",
        "https://platform.minimax.io/docs/api-reference/anthropic-api-compatible-cache",
        "https://platform.minimax.io/docs/guides/server-tools",
    ),
    parameters={
        "anthropic_version": Parameter("header", "anthropic-version", False),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    body: AnthropicMessagesRequest,
    anthropic_version: str | None = None,
) -> AnthropicMessagesResponse:
    """Chat in the Anthropic Messages format.

    The API that the platform recommends first. It supports thinking blocks with signatures, prompt-cache
    breakpoints and the server tool `web_search`.
    The key may be sent as `Authorization: Bearer` or as `x-api-key`; if both are sent, `Authorization` wins.
    `anthropic-version` is optional.

    Args:
        client: sends the request.
        body: Body of a Messages call.
        anthropic_version: API version as sent by Anthropic's SDKs; optional and without effect here. Known values: 2023-06-01.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        body,
        anthropic_version=anthropic_version,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: AnthropicMessagesRequest,
    anthropic_version: str | None = None,
) -> Response[AnthropicMessagesResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
        anthropic_version=anthropic_version,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: AnthropicMessagesRequest,
    anthropic_version: str | None = None,
) -> AnthropicMessagesResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            body,
            anthropic_version=anthropic_version,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: AnthropicMessagesRequest,
    anthropic_version: str | None = None,
) -> Response[AnthropicMessagesResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
        anthropic_version=anthropic_version,
    )
