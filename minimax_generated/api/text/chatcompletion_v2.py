"""Chat in MiniMax's own format: `POST /v1/text/chatcompletion_v2`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.native_chat_chunk import NativeChatChunk
    from ...models.native_chat_request import NativeChatRequest
    from ...models.native_chat_response import NativeChatResponse
    from ...types import Response

OPERATION: Operation[NativeChatRequest, NativeChatResponse, NativeChatChunk] = Operation(
    "chatcompletion_v2",
    "POST",
    "/v1/text/chatcompletion_v2",
    "text",
    summary="Chat in MiniMax's own format",
    family="native",
    billed=True,
    rate_class="text",
    media_type="application/json",
    response_types=("application/json", "text/event-stream"),
    request="NativeChatRequest",
    response="NativeChatResponse",
    event="NativeChatChunk",
    stream_end="aggregate",
    fields={
        "model": ("model",),
        "messages": ("messages",),
        "stream": ("stream",),
        "stream_options": ("stream_options",),
        "max_tokens": ("max_completion_tokens",),
        "legacy_max_tokens": ("max_tokens",),
        "temperature": ("temperature",),
        "top_p": ("top_p",),
        "tools": ("tools",),
        "tool_choice": ("tool_choice",),
        "response_format": ("response_format",),
        "mask_sensitive_info": ("mask_sensitive_info",),
    },
    calls=("text.chat", "text.stream", "text.run_tools", "text.stream_tools", "text.parse"),
    source=(
        "https://platform.minimax.io/docs/api-reference/text-post",
        "https://platform.minimax.io/docs/api-reference/text-chat",
    ),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: NativeChatRequest,
) -> NativeChatResponse:
    """Chat in MiniMax's own format.

    The platform's oldest chat API, and the one that serves the role-play model M2-her.
    A failure is HTTP 200 with a non-zero `base_resp.status_code` and `choices` null.
    With `stream` true the response is server-sent events; the last frame repeats the whole text in `message`.

    Args:
        client: sends the request.
        body: Body of a native chat call.

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
    body: NativeChatRequest,
) -> Response[NativeChatResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NativeChatRequest,
) -> NativeChatResponse:
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
    body: NativeChatRequest,
) -> Response[NativeChatResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
