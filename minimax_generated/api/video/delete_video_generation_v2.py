"""Cancel or delete a V2 task: `DELETE /v2/video_generation/{task_id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.video_v2_delete_response import VideoV2DeleteResponse
    from ...types import Response

OPERATION: Operation[None, VideoV2DeleteResponse, None] = Operation(
    "delete_video_generation_v2",
    "DELETE",
    "/v2/video_generation/{task_id}",
    "video",
    summary="Cancel or delete a V2 task",
    family="openai",
    billed=False,
    rate_class="video-v2",
    response="VideoV2DeleteResponse",
    calls=("task", "video.delete"),
    source=("https://platform.minimax.io/docs/api-reference/video-generation-v2-delete",),
    parameters={
        "task_id": Parameter("path", "task_id", True),
    },
)


def sync(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> VideoV2DeleteResponse:
    """Cancel or delete a V2 task.

    Cancels a queued task at no charge, or deletes the record of a task that succeeded or failed. A task that is
    running or already cancelled is refused; the code of that refusal is not documented.

    Args:
        client: sends the request.
        task_id: Id of the task.

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
) -> Response[VideoV2DeleteResponse]:
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
) -> VideoV2DeleteResponse:
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
) -> Response[VideoV2DeleteResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        task_id=task_id,
    )
