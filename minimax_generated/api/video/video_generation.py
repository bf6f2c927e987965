from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.video_generation_request import VideoGenerationRequest
from ...models.video_generation_response import VideoGenerationResponse
from ...types import Response


def _get_kwargs(
    *,
    body: VideoGenerationRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/video_generation",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> VideoGenerationResponse | None:
    if response.status_code == 200:
        response_200 = VideoGenerationResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[VideoGenerationResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: VideoGenerationRequest,
) -> Response[VideoGenerationResponse]:
    """Start a video task (V1)

     Queues one silent video. The mode follows from the fields that are sent: text alone, a first frame,
    a first and a last frame, or a face to keep. The result of the task is a file id; the files
    endpoints turn it into a download.

    Args:
        body (VideoGenerationRequest): A video task of the first generation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VideoGenerationResponse]
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
    body: VideoGenerationRequest,
) -> VideoGenerationResponse | None:
    """Start a video task (V1)

     Queues one silent video. The mode follows from the fields that are sent: text alone, a first frame,
    a first and a last frame, or a face to keep. The result of the task is a file id; the files
    endpoints turn it into a download.

    Args:
        body (VideoGenerationRequest): A video task of the first generation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VideoGenerationResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: VideoGenerationRequest,
) -> Response[VideoGenerationResponse]:
    """Start a video task (V1)

     Queues one silent video. The mode follows from the fields that are sent: text alone, a first frame,
    a first and a last frame, or a face to keep. The result of the task is a file id; the files
    endpoints turn it into a download.

    Args:
        body (VideoGenerationRequest): A video task of the first generation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VideoGenerationResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: VideoGenerationRequest,
) -> VideoGenerationResponse | None:
    """Start a video task (V1)

     Queues one silent video. The mode follows from the fields that are sent: text alone, a first frame,
    a first and a last frame, or a face to keep. The result of the task is a file id; the files
    endpoints turn it into a download.

    Args:
        body (VideoGenerationRequest): A video task of the first generation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VideoGenerationResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> VideoGenerationResponse:
    """Turn a decoded answer into its model."""
    response_200 = VideoGenerationResponse.from_dict(data)

    return response_200
