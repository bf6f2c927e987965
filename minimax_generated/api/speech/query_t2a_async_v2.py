"""State of a long text to speech task: `GET /v1/query/t2a_async_query_v2`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.t2a_async_query_response import T2AAsyncQueryResponse
    from ...types import Response

OPERATION: Operation[None, T2AAsyncQueryResponse, None] = Operation(
    "query_t2a_async_v2",
    "GET",
    "/v1/query/t2a_async_query_v2",
    "speech",
    summary="State of a long text to speech task",
    family="native",
    billed=False,
    rate_class="speech",
    response="T2AAsyncQueryResponse",
    calls=("task",),
    source=("https://platform.minimax.io/docs/api-reference/speech-t2a-async-query",),
    parameters={
        "task_id": Parameter("query", "task_id", True),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    task_id: str | int,
) -> T2AAsyncQueryResponse:
    """State of a long text to speech task.

    Returns the state of a task. At most 10 queries per second.

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
    task_id: str | int,
) -> Response[T2AAsyncQueryResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        task_id=task_id,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    task_id: str | int,
) -> T2AAsyncQueryResponse:
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
    task_id: str | int,
) -> Response[T2AAsyncQueryResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        task_id=task_id,
    )
