"""Count the input tokens of a Responses request: `POST /v1/responses/input_tokens`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.responses_input_tokens_request import ResponsesInputTokensRequest
    from ...models.responses_input_tokens_response import ResponsesInputTokensResponse
    from ...types import Response

OPERATION: Operation[ResponsesInputTokensRequest, ResponsesInputTokensResponse, None] = Operation(
    "responses_input_tokens",
    "POST",
    "/v1/responses/input_tokens",
    "text",
    summary="Count the input tokens of a Responses request",
    family="openai",
    billed=False,
    rate_class="text",
    media_type="application/json",
    request="ResponsesInputTokensRequest",
    response="ResponsesInputTokensResponse",
    fields={
        "model": ("model",),
        "input": ("input",),
        "instructions": ("instructions",),
        "tools": ("tools",),
        "tool_choice": ("tool_choice",),
        "text": ("text",),
        "reasoning": ("reasoning",),
    },
    calls=("text.count_tokens",),
    source=("https://platform.minimax.io/docs/api-reference/responses-input-tokens",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: ResponsesInputTokensRequest,
) -> ResponsesInputTokensResponse:
    """Count the input tokens of a Responses request.

    Counts the input tokens of a `/v1/responses` call. Nothing is generated.

    Args:
        client: sends the request.
        body: The fields of a Responses body that count as input.

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
    body: ResponsesInputTokensRequest,
) -> Response[ResponsesInputTokensResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ResponsesInputTokensRequest,
) -> ResponsesInputTokensResponse:
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
    body: ResponsesInputTokensRequest,
) -> Response[ResponsesInputTokensResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
