"""Count the input tokens of a Messages request: `POST /anthropic/v1/messages/count_tokens`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.anthropic_count_tokens_request import AnthropicCountTokensRequest
    from ...models.anthropic_count_tokens_response import AnthropicCountTokensResponse
    from ...types import Response

OPERATION: Operation[AnthropicCountTokensRequest, AnthropicCountTokensResponse, None] = Operation(
    "anthropic_count_tokens",
    "POST",
    "/anthropic/v1/messages/count_tokens",
    "text",
    summary="Count the input tokens of a Messages request",
    family="anthropic",
    billed=False,
    rate_class="text",
    media_type="application/json",
    request="AnthropicCountTokensRequest",
    response="AnthropicCountTokensResponse",
    fields={
        "model": ("model",),
        "messages": ("messages",),
        "system": ("system",),
        "max_tokens": ("max_tokens",),
        "temperature": ("temperature",),
        "top_p": ("top_p",),
        "tools": ("tools",),
        "tool_choice": ("tool_choice",),
        "thinking": ("thinking",),
        "effort": ("output_config", "effort"),
        "service_tier": ("service_tier",),
        "metadata": ("metadata",),
    },
    calls=("text.messages.count_tokens",),
    source=(
        "https://platform.minimax.io/docs/api-reference/text-chat-anthropic",
        "https://platform.minimax.io/docs/api-reference/text-anthropic-api",
    ),
    parameters={
        "anthropic_version": Parameter("header", "anthropic-version", False),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    body: AnthropicCountTokensRequest,
    anthropic_version: str | None = None,
) -> AnthropicCountTokensResponse:
    """Count the input tokens of a Messages request.

    Counts the input tokens of a Messages call; nothing is generated. Documented for MiniMax-M3 only.
    The request is assumed to be the Messages body without `stream`, and the response to have Anthropic's format;
    neither is officially specified.

    Args:
        client: sends the request.
        body: The Messages body without `stream`.
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
    body: AnthropicCountTokensRequest,
    anthropic_version: str | None = None,
) -> Response[AnthropicCountTokensResponse]:
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
    body: AnthropicCountTokensRequest,
    anthropic_version: str | None = None,
) -> AnthropicCountTokensResponse:
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
    body: AnthropicCountTokensRequest,
    anthropic_version: str | None = None,
) -> Response[AnthropicCountTokensResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
        anthropic_version=anthropic_version,
    )
