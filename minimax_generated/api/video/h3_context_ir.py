"""Enhance a video prompt: `POST /v2/h3_context_ir`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.h3_context_ir_request import H3ContextIRRequest
    from ...models.video_v2_create_response import VideoV2CreateResponse
    from ...types import Response

OPERATION: Operation[H3ContextIRRequest, VideoV2CreateResponse, None] = Operation(
    "h3_context_ir",
    "POST",
    "/v2/h3_context_ir",
    "video",
    summary="Enhance a video prompt",
    family="openai",
    billed=True,
    rate_class="video-v2",
    media_type="application/json",
    request="H3ContextIRRequest",
    response="VideoV2CreateResponse",
    task="video-prompt",
    query="query_video_generation_v2",
    fields={
        "model": ("model",),
        "content": ("content",),
        "duration": ("duration",),
        "ratio": ("ratio",),
        "callback_url": ("callback_url",),
    },
    calls=("video.enhance_prompt",),
    source=("https://platform.minimax.io/docs/api-reference/video-generation-v2-h3-context-ir",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: H3ContextIRRequest,
) -> VideoV2CreateResponse:
    """Enhance a video prompt.

    Writes the detailed prompt that MiniMax-H3 would use, without generating a video. The task is queried like any
    V2 task; its result is `task.content.prompt`.

    Args:
        client: sends the request.
        body: A prompt to enhance, with the images, videos and audio of the planned video.

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
    body: H3ContextIRRequest,
) -> Response[VideoV2CreateResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: H3ContextIRRequest,
) -> VideoV2CreateResponse:
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
    body: H3ContextIRRequest,
) -> Response[VideoV2CreateResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
