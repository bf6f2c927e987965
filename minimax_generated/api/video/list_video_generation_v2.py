"""List V2 tasks: `GET /v2/query/video_generation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.list_video_generation_v2_filter_status import (
        ListVideoGenerationV2FilterStatus,
    )
    from ...models.list_video_generation_v2_filter_task_type import (
        ListVideoGenerationV2FilterTaskType,
    )
    from ...models.video_v2_list_response import VideoV2ListResponse
    from ...types import Response

OPERATION: Operation[None, VideoV2ListResponse, None] = Operation(
    "list_video_generation_v2",
    "GET",
    "/v2/query/video_generation",
    "video",
    summary="List V2 tasks",
    family="openai",
    billed=False,
    rate_class="video-v2",
    response="VideoV2ListResponse",
    calls=("video.list",),
    source=("https://platform.minimax.io/docs/api-reference/video-generation-v2-list",),
    parameters={
        "page": Parameter("query", "page_num", False),
        "page_size": Parameter("query", "page_size", False),
        "status": Parameter("query", "filter.status", False),
        "task_ids": Parameter("query", "filter.task_ids", False),
        "model": Parameter("query", "filter.model", False),
        "task_type": Parameter("query", "filter.task_type", False),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    page: int | None = None,
    page_size: int | None = None,
    status: ListVideoGenerationV2FilterStatus | None = None,
    task_ids: list[str] | None = None,
    model: str | None = None,
    task_type: ListVideoGenerationV2FilterTaskType | None = None,
) -> VideoV2ListResponse:
    """List V2 tasks.

    Lists the V2 tasks of the last 7 days, page by page. The order is not documented. The dots in the names of the
    filters are literal.

    Args:
        client: sends the request.
        page: Number of the page, from 1. Range [1, ∞).
        page_size: Tasks per page; neither a default nor a maximum is documented. Range [1, ∞).
        status: Only tasks in this state. One of queued, running, succeeded, failed, cancelled.
        task_ids: Only these tasks. The ids are joined with commas, as the official client does it; the documentation does
            not state the format.
        model: Only tasks of this model. Known values: MiniMax-H3-Lite, MiniMax-H3-Highspeed, MiniMax-H3-Max,
            MiniMax-H3.
        task_type: Only tasks of this kind. One of generation, h3_context_ir, regeneration.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        page=page,
        page_size=page_size,
        status=status,
        task_ids=task_ids,
        model=model,
        task_type=task_type,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    page: int | None = None,
    page_size: int | None = None,
    status: ListVideoGenerationV2FilterStatus | None = None,
    task_ids: list[str] | None = None,
    model: str | None = None,
    task_type: ListVideoGenerationV2FilterTaskType | None = None,
) -> Response[VideoV2ListResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        page=page,
        page_size=page_size,
        status=status,
        task_ids=task_ids,
        model=model,
        task_type=task_type,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    page: int | None = None,
    page_size: int | None = None,
    status: ListVideoGenerationV2FilterStatus | None = None,
    task_ids: list[str] | None = None,
    model: str | None = None,
    task_type: ListVideoGenerationV2FilterTaskType | None = None,
) -> VideoV2ListResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            page=page,
            page_size=page_size,
            status=status,
            task_ids=task_ids,
            model=model,
            task_type=task_type,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    page: int | None = None,
    page_size: int | None = None,
    status: ListVideoGenerationV2FilterStatus | None = None,
    task_ids: list[str] | None = None,
    model: str | None = None,
    task_type: ListVideoGenerationV2FilterTaskType | None = None,
) -> Response[VideoV2ListResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        page=page,
        page_size=page_size,
        status=status,
        task_ids=task_ids,
        model=model,
        task_type=task_type,
    )
