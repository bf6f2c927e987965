"""Chat in the OpenAI Responses format: `POST /v1/responses`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.responses_event import ResponsesEvent
    from ...models.responses_request import ResponsesRequest
    from ...models.responses_response import ResponsesResponse
    from ...types import Response

OPERATION: Operation[ResponsesRequest, ResponsesResponse, ResponsesEvent] = Operation(
    "responses",
    "POST",
    "/v1/responses",
    "text",
    summary="Chat in the OpenAI Responses format",
    family="openai",
    billed=True,
    rate_class="text",
    media_type="application/json",
    response_types=("application/json", "text/event-stream"),
    request="ResponsesRequest",
    response="ResponsesResponse",
    event="ResponsesEvent",
    stream_end="response",
    fields={
        "model": ("model",),
        "input": ("input",),
        "instructions": ("instructions",),
        "max_output_tokens": ("max_output_tokens",),
        "temperature": ("temperature",),
        "top_p": ("top_p",),
        "stream": ("stream",),
        "tools": ("tools",),
        "tool_choice": ("tool_choice",),
        "reasoning": ("reasoning",),
        "text": ("text",),
        "service_tier": ("service_tier",),
        "metadata": ("metadata",),
        "prompt_cache_key": ("prompt_cache_key",),
    },
    calls=("text.responses.create", "text.responses.stream"),
    source=(
        "https://platform.minimax.io/docs/api-reference/responses-create",
        "https://platform.minimax.io/docs/guides/server-tools",
    ),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: ResponsesRequest,
) -> ResponsesResponse:
    """Chat in the OpenAI Responses format.

    Stateless: every call contains the full history in `input`. There is no `previous_response_id`, `conversation`
    or `store`.
    The server tool `web_search` can be declared in `tools`.

    Args:
        client: sends the request.
        body: Body of a Responses call.

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
    body: ResponsesRequest,
) -> Response[ResponsesResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ResponsesRequest,
) -> ResponsesResponse:
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
    body: ResponsesRequest,
) -> Response[ResponsesResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
