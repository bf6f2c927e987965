"""Generate images with MiniMax-H3-Image: `POST /v1/images/generations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.images_generations_request import ImagesGenerationsRequest
    from ...models.images_response import ImagesResponse
    from ...types import Response

OPERATION: Operation[ImagesGenerationsRequest, ImagesResponse, None] = Operation(
    "images_generations",
    "POST",
    "/v1/images/generations",
    "images",
    summary="Generate images with MiniMax-H3-Image",
    family="openai",
    billed=True,
    rate_class="image-h3",
    media_type="application/json",
    request="ImagesGenerationsRequest",
    response="ImagesResponse",
    fields={
        "model": ("model",),
        "prompt": ("prompt",),
        "n": ("n",),
        "size": ("size",),
        "aspect_ratio": ("aspect_ratio",),
        "area": ("area",),
        "disable_prompt_enhanced": ("disable_prompt_enhanced",),
        "output_format": ("output_format",),
        "output_compression": ("output_compression",),
        "format": ("response_format",),
    },
    calls=("images.generate",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: ImagesGenerationsRequest,
) -> ImagesResponse:
    """Generate images with MiniMax-H3-Image.

    One synchronous call generates up to ten images of up to 20 megapixels. An image that fails or is blocked has an
    `error` in its place, and the others are still returned.
    There is no stream, no task to query and no callback. The lifetime of result URLs is not documented: fetch them
    immediately.

    Args:
        client: sends the request.
        body: Prompt, size, format and number of images.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        body,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ImagesGenerationsRequest,
) -> Response[ImagesResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ImagesGenerationsRequest,
) -> ImagesResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            body,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: ImagesGenerationsRequest,
) -> Response[ImagesResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
