"""Start a video task (V1): `POST /v1/video_generation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.video_generation_request import VideoGenerationRequest
    from ...models.video_generation_response import VideoGenerationResponse
    from ...types import Response

OPERATION: Operation[VideoGenerationRequest, VideoGenerationResponse, None] = Operation(
    "video_generation",
    "POST",
    "/v1/video_generation",
    "video",
    summary="Start a video task (V1)",
    family="native",
    billed=True,
    rate_class="video",
    media_type="application/json",
    request="VideoGenerationRequest",
    response="VideoGenerationResponse",
    task="video",
    query="query_video_generation",
    fields={
        "model": ("model",),
        "prompt": ("prompt",),
        "first_frame": ("first_frame_image",),
        "last_frame": ("last_frame_image",),
        "subject": ("subject_reference",),
        "prompt_optimizer": ("prompt_optimizer",),
        "fast_pretreatment": ("fast_pretreatment",),
        "duration": ("duration",),
        "resolution": ("resolution",),
        "callback_url": ("callback_url",),
        "watermark": ("aigc_watermark",),
    },
    calls=("video.create", "video.generate"),
    source=(
        "https://platform.minimax.io/docs/api-reference/video-generation-t2v",
        "https://platform.minimax.io/docs/api-reference/video-generation-i2v",
        "https://platform.minimax.io/docs/api-reference/video-generation-fl2v",
        "https://platform.minimax.io/docs/api-reference/video-generation-s2v",
        "https://platform.minimax.io/docs/guides/video-generation",
    ),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: VideoGenerationRequest,
) -> VideoGenerationResponse:
    """Start a video task (V1).

    Queues one silent video. The mode follows from the fields that are sent: text alone, a first frame, a first and
    a last frame, or a face to preserve. The result of the task is a file id; the files endpoints turn it into a
    download.

    Args:
        client: sends the request.
        body: A video task of the first generation.

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
    body: VideoGenerationRequest,
) -> Response[VideoGenerationResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: VideoGenerationRequest,
) -> VideoGenerationResponse:
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
    body: VideoGenerationRequest,
) -> Response[VideoGenerationResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
