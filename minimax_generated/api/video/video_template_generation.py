"""Start a template video task: `POST /v1/video_template_generation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.video_template_request import VideoTemplateRequest
    from ...models.video_template_response import VideoTemplateResponse
    from ...types import Response

OPERATION: Operation[VideoTemplateRequest, VideoTemplateResponse, None] = Operation(
    "video_template_generation",
    "POST",
    "/v1/video_template_generation",
    "video",
    summary="Start a template video task",
    family="native",
    billed=True,
    rate_class="video",
    media_type="application/json",
    request="VideoTemplateRequest",
    response="VideoTemplateResponse",
    task="video-template",
    query="query_video_template_generation",
    fields={
        "template": ("template_id",),
        "media": ("media_inputs",),
        "text": ("text_inputs",),
        "callback_url": ("callback_url",),
    },
    calls=("video.create_from_template",),
    source=(
        "https://platform.minimax.io/docs/api-reference/video-agent-create",
        "https://platform.minimax.io/docs/api-reference/video-agent-intro",
        "https://platform.minimax.io/docs/faq/video-agent-templates",
    ),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: VideoTemplateRequest,
) -> VideoTemplateResponse:
    """Start a template video task.

    Queues a short video that follows a template; the template determines which images and texts it needs.

    Args:
        client: sends the request.
        body: A video task that follows a template.

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
    body: VideoTemplateRequest,
) -> Response[VideoTemplateResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: VideoTemplateRequest,
) -> VideoTemplateResponse:
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
    body: VideoTemplateRequest,
) -> Response[VideoTemplateResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
