"""Start a video task (V2): `POST /v2/video_generation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.video_v2_create_response import VideoV2CreateResponse
    from ...models.video_v2_request import VideoV2Request
    from ...types import Response

OPERATION: Operation[VideoV2Request, VideoV2CreateResponse, None] = Operation(
    "video_generation_v2",
    "POST",
    "/v2/video_generation",
    "video",
    summary="Start a video task (V2)",
    family="openai",
    billed=True,
    rate_class="video-v2",
    media_type="application/json",
    request="VideoV2Request",
    response="VideoV2CreateResponse",
    task="video-v2",
    query="query_video_generation_v2",
    fields={
        "model": ("model",),
        "content": ("content",),
        "resolution": ("resolution",),
        "duration": ("duration",),
        "ratio": ("ratio",),
        "prompt_expansion_mode": ("extra", "prompt_expansion_mode"),
        "callback_url": ("callback_url",),
        "watermark": ("aigc_watermark",),
    },
    calls=("video.create", "video.generate"),
    source=(
        "https://platform.minimax.io/docs/api-reference/video-generation-v2-create",
        "https://platform.minimax.io/docs/guides/video-generation",
    ),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: VideoV2Request,
) -> VideoV2CreateResponse:
    """Start a video task (V2).

    Queues one video with stereo sound, from text, frames, or reference images, videos and audio. The task contains
    the link to its result. The whole body can be at most 64 MB. Needs a pay-as-you-go key.

    Args:
        client: sends the request.
        body: A video task of the second generation.

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
    body: VideoV2Request,
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
    body: VideoV2Request,
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
    body: VideoV2Request,
) -> Response[VideoV2CreateResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
