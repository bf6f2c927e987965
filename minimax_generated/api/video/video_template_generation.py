from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.video_template_request import VideoTemplateRequest
from ...models.video_template_response import VideoTemplateResponse
from ...types import Response


def _get_kwargs(
    *,
    body: VideoTemplateRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/video_template_generation",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> VideoTemplateResponse | None:
    if response.status_code == 200:
        response_200 = VideoTemplateResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[VideoTemplateResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: VideoTemplateRequest,
) -> Response[VideoTemplateResponse]:
    """Start a template video task

     Queues a short video that follows a template; the template decides which images and texts it takes.

    Args:
        body (VideoTemplateRequest): A video task that follows a template.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VideoTemplateResponse]
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
    body: VideoTemplateRequest,
) -> VideoTemplateResponse | None:
    """Start a template video task

     Queues a short video that follows a template; the template decides which images and texts it takes.

    Args:
        body (VideoTemplateRequest): A video task that follows a template.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VideoTemplateResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: VideoTemplateRequest,
) -> Response[VideoTemplateResponse]:
    """Start a template video task

     Queues a short video that follows a template; the template decides which images and texts it takes.

    Args:
        body (VideoTemplateRequest): A video task that follows a template.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VideoTemplateResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: VideoTemplateRequest,
) -> VideoTemplateResponse | None:
    """Start a template video task

     Queues a short video that follows a template; the template decides which images and texts it takes.

    Args:
        body (VideoTemplateRequest): A video task that follows a template.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VideoTemplateResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> VideoTemplateResponse:
    """Turn a decoded answer into its model."""
    response_200 = VideoTemplateResponse.from_dict(data)

    return response_200
