from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.image_understanding_request import ImageUnderstandingRequest
from ...models.image_understanding_response import ImageUnderstandingResponse
from ...types import Response


def _get_kwargs(
    *,
    body: ImageUnderstandingRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/coding_plan/vlm",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ImageUnderstandingResponse | None:
    if response.status_code == 200:
        response_200 = ImageUnderstandingResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ImageUnderstandingResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ImageUnderstandingRequest,
) -> Response[ImageUnderstandingResponse]:
    """Ask about an image

     Answers a question about one image in words, for subscription keys; listed in the price table as
    API-vlm. Used by the official tool server and command line client; no reference page documents it.

    Args:
        body (ImageUnderstandingRequest): A question and one image.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ImageUnderstandingResponse]
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
    body: ImageUnderstandingRequest,
) -> ImageUnderstandingResponse | None:
    """Ask about an image

     Answers a question about one image in words, for subscription keys; listed in the price table as
    API-vlm. Used by the official tool server and command line client; no reference page documents it.

    Args:
        body (ImageUnderstandingRequest): A question and one image.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ImageUnderstandingResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: ImageUnderstandingRequest,
) -> Response[ImageUnderstandingResponse]:
    """Ask about an image

     Answers a question about one image in words, for subscription keys; listed in the price table as
    API-vlm. Used by the official tool server and command line client; no reference page documents it.

    Args:
        body (ImageUnderstandingRequest): A question and one image.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ImageUnderstandingResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ImageUnderstandingRequest,
) -> ImageUnderstandingResponse | None:
    """Ask about an image

     Answers a question about one image in words, for subscription keys; listed in the price table as
    API-vlm. Used by the official tool server and command line client; no reference page documents it.

    Args:
        body (ImageUnderstandingRequest): A question and one image.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ImageUnderstandingResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> ImageUnderstandingResponse:
    """Turn a decoded answer into its model."""
    response_200 = ImageUnderstandingResponse.from_dict(data)

    return response_200
