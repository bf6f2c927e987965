"""Regenerate a 768P video at 2K: `POST /v2/video_regeneration`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.video_regeneration_request import VideoRegenerationRequest
    from ...models.video_v2_create_response import VideoV2CreateResponse
    from ...types import Response

OPERATION: Operation[VideoRegenerationRequest, VideoV2CreateResponse, None] = Operation(
    "video_regeneration",
    "POST",
    "/v2/video_regeneration",
    "video",
    summary="Regenerate a 768P video at 2K",
    family="openai",
    billed=True,
    rate_class="video-v2",
    media_type="application/json",
    request="VideoRegenerationRequest",
    response="VideoV2CreateResponse",
    task="video-v2",
    query="query_video_generation_v2",
    fields={
        "model": ("model",),
        "resolution": ("resolution",),
        "source_task_id": ("source_task_id",),
        "content": ("content",),
        "callback_url": ("callback_url",),
        "watermark": ("aigc_watermark",),
    },
    calls=("video.regenerate",),
    source=("https://platform.minimax.io/docs/api-reference/video-generation-v2-regeneration",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: VideoRegenerationRequest,
) -> VideoV2CreateResponse:
    """Regenerate a 768P video at 2K.

    Regenerates a 768P result of MiniMax-H3 at 2K, from one of your tasks or from the video and the input that made
    it.

    Args:
        client: sends the request.
        body: A finished 768P video that is regenerated at 2K.

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
    body: VideoRegenerationRequest,
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
    body: VideoRegenerationRequest,
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
    body: VideoRegenerationRequest,
) -> Response[VideoV2CreateResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
