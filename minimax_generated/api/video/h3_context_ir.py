from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.h3_context_ir_request import H3ContextIRRequest
from ...models.video_v2_create_response import VideoV2CreateResponse
from ...types import Response


def _get_kwargs(
    *,
    body: H3ContextIRRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v2/h3_context_ir",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> VideoV2CreateResponse | None:
    if response.status_code == 200:
        response_200 = VideoV2CreateResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[VideoV2CreateResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: H3ContextIRRequest,
) -> Response[VideoV2CreateResponse]:
    """Enhance a video prompt

     Writes the detailed prompt that MiniMax-H3 would work from, and makes no video. The task is queried
    like any V2 task; its result is `task.content.prompt`.

    Args:
        body (H3ContextIRRequest): A prompt to enhance, with the pictures, clips and sounds of the
            video that is planned.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VideoV2CreateResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: H3ContextIRRequest,
) -> VideoV2CreateResponse | None:
    """Enhance a video prompt

     Writes the detailed prompt that MiniMax-H3 would work from, and makes no video. The task is queried
    like any V2 task; its result is `task.content.prompt`.

    Args:
        body (H3ContextIRRequest): A prompt to enhance, with the pictures, clips and sounds of the
            video that is planned.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VideoV2CreateResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: H3ContextIRRequest,
) -> Response[VideoV2CreateResponse]:
    """Enhance a video prompt

     Writes the detailed prompt that MiniMax-H3 would work from, and makes no video. The task is queried
    like any V2 task; its result is `task.content.prompt`.

    Args:
        body (H3ContextIRRequest): A prompt to enhance, with the pictures, clips and sounds of the
            video that is planned.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VideoV2CreateResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: H3ContextIRRequest,
) -> VideoV2CreateResponse | None:
    """Enhance a video prompt

     Writes the detailed prompt that MiniMax-H3 would work from, and makes no video. The task is queried
    like any V2 task; its result is `task.content.prompt`.

    Args:
        body (H3ContextIRRequest): A prompt to enhance, with the pictures, clips and sounds of the
            video that is planned.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VideoV2CreateResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> VideoV2CreateResponse:
    """Turn a decoded answer into its model."""
    response_200 = VideoV2CreateResponse.from_dict(data)

    return response_200
