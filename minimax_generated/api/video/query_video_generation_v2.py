"""State of a V2 task: `GET /v2/query/video_generation/{task_id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.video_v2_task_response import VideoV2TaskResponse
    from ...types import Response

OPERATION: Operation[None, VideoV2TaskResponse, None] = Operation(
    "query_video_generation_v2",
    "GET",
    "/v2/query/video_generation/{task_id}",
    "video",
    summary="State of a V2 task",
    family="openai",
    billed=False,
    rate_class="video-v2",
    response="VideoV2TaskResponse",
    calls=("task",),
    source=("https://platform.minimax.io/docs/api-reference/video-generation-v2-query",),
    parameters={
        "task_id": Parameter("path", "task_id", True),
    },
)


def sync(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> VideoV2TaskResponse:
    """State of a V2 task.

    Returns the state of a task; serves generation, prompt enhancement and regeneration. Tasks are kept for 7 days.
    Every query returns a fresh link to the result. Poll every 5 to 10 seconds.

    Args:
        client: sends the request.
        task_id: Id that the create call returned.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        task_id=task_id,
    ).parsed


def sync_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[VideoV2TaskResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        task_id=task_id,
    )


async def asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> VideoV2TaskResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            task_id=task_id,
        )
    ).parsed


async def asyncio_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[VideoV2TaskResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        task_id=task_id,
    )
