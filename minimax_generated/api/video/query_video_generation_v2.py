from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.video_v2_task_response import VideoV2TaskResponse
from ...types import Response


def _get_kwargs(
    task_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v2/query/video_generation/{task_id}".format(
            task_id=quote(str(task_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> VideoV2TaskResponse | None:
    if response.status_code == 200:
        response_200 = VideoV2TaskResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[VideoV2TaskResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[VideoV2TaskResponse]:
    """State of a V2 task

     Tells how far a task is; serves generation, prompt enhancement and regeneration. Knows the tasks of
    the last 7 days. Every query makes a fresh link to the result. Ask every 5 to 10 seconds.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VideoV2TaskResponse]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> VideoV2TaskResponse | None:
    """State of a V2 task

     Tells how far a task is; serves generation, prompt enhancement and regeneration. Knows the tasks of
    the last 7 days. Every query makes a fresh link to the result. Ask every 5 to 10 seconds.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VideoV2TaskResponse
    """

    return sync_detailed(
        task_id=task_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[VideoV2TaskResponse]:
    """State of a V2 task

     Tells how far a task is; serves generation, prompt enhancement and regeneration. Knows the tasks of
    the last 7 days. Every query makes a fresh link to the result. Ask every 5 to 10 seconds.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VideoV2TaskResponse]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> VideoV2TaskResponse | None:
    """State of a V2 task

     Tells how far a task is; serves generation, prompt enhancement and regeneration. Knows the tasks of
    the last 7 days. Every query makes a fresh link to the result. Ask every 5 to 10 seconds.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VideoV2TaskResponse
    """

    return (
        await asyncio_detailed(
            task_id=task_id,
            client=client,
        )
    ).parsed


def parse(data: Any) -> VideoV2TaskResponse:
    """Turn a decoded answer into its model."""
    response_200 = VideoV2TaskResponse.from_dict(data)

    return response_200
