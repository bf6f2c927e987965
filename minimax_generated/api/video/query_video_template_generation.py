"""State of a template video task: `GET /v1/query/video_template_generation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.video_template_query_response import VideoTemplateQueryResponse
    from ...types import Response

OPERATION: Operation[None, VideoTemplateQueryResponse, None] = Operation(
    "query_video_template_generation",
    "GET",
    "/v1/query/video_template_generation",
    "video",
    summary="State of a template video task",
    family="native",
    billed=False,
    rate_class="video",
    response="VideoTemplateQueryResponse",
    calls=("task",),
    source=("https://platform.minimax.io/docs/api-reference/video-agent-query",),
    parameters={
        "task_id": Parameter("query", "task_id", True),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    task_id: str,
) -> VideoTemplateQueryResponse:
    """State of a template video task.

    Returns the state of a task of the same account, and the link to its video once it has succeeded. Poll about
    every 10 seconds.

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
    *,
    client: AuthenticatedClient,
    task_id: str,
) -> Response[VideoTemplateQueryResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        task_id=task_id,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    task_id: str,
) -> VideoTemplateQueryResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            task_id=task_id,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    task_id: str,
) -> Response[VideoTemplateQueryResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        task_id=task_id,
    )
