from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.image_generation_request import ImageGenerationRequest
from ...models.image_generation_response import ImageGenerationResponse
from ...types import Response


def _get_kwargs(
    *,
    body: ImageGenerationRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/image_generation",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ImageGenerationResponse | None:
    if response.status_code == 200:
        response_200 = ImageGenerationResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ImageGenerationResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ImageGenerationRequest,
) -> Response[ImageGenerationResponse]:
    """Generate images from text, or from text and a portrait

     One synchronous call makes up to nine images. With `subject_reference` it becomes image to image:
    the person of the portrait appears in the new pictures.
    There is no stream, no task to query and no callback. Result URLs are signed and live 24 hours.

    Args:
        body (ImageGenerationRequest): What to draw, in which size, how often, and whom to show.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ImageGenerationResponse]
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
    body: ImageGenerationRequest,
) -> ImageGenerationResponse | None:
    """Generate images from text, or from text and a portrait

     One synchronous call makes up to nine images. With `subject_reference` it becomes image to image:
    the person of the portrait appears in the new pictures.
    There is no stream, no task to query and no callback. Result URLs are signed and live 24 hours.

    Args:
        body (ImageGenerationRequest): What to draw, in which size, how often, and whom to show.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ImageGenerationResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: ImageGenerationRequest,
) -> Response[ImageGenerationResponse]:
    """Generate images from text, or from text and a portrait

     One synchronous call makes up to nine images. With `subject_reference` it becomes image to image:
    the person of the portrait appears in the new pictures.
    There is no stream, no task to query and no callback. Result URLs are signed and live 24 hours.

    Args:
        body (ImageGenerationRequest): What to draw, in which size, how often, and whom to show.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ImageGenerationResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ImageGenerationRequest,
) -> ImageGenerationResponse | None:
    """Generate images from text, or from text and a portrait

     One synchronous call makes up to nine images. With `subject_reference` it becomes image to image:
    the person of the portrait appears in the new pictures.
    There is no stream, no task to query and no callback. Result URLs are signed and live 24 hours.

    Args:
        body (ImageGenerationRequest): What to draw, in which size, how often, and whom to show.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ImageGenerationResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> ImageGenerationResponse:
    """Turn a decoded answer into its model."""
    response_200 = ImageGenerationResponse.from_dict(data)

    return response_200
