"""Generate images with image-01, from text, or from text and a portrait: `POST /v1/image_generation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.image_generation_request import ImageGenerationRequest
    from ...models.image_generation_response import ImageGenerationResponse
    from ...types import Response

OPERATION: Operation[ImageGenerationRequest, ImageGenerationResponse, None] = Operation(
    "image_generation",
    "POST",
    "/v1/image_generation",
    "images",
    summary="Generate images with image-01, from text, or from text and a portrait",
    family="native",
    billed=True,
    rate_class="image",
    media_type="application/json",
    request="ImageGenerationRequest",
    response="ImageGenerationResponse",
    fields={
        "model": ("model",),
        "prompt": ("prompt",),
        "aspect_ratio": ("aspect_ratio",),
        "width": ("width",),
        "height": ("height",),
        "format": ("response_format",),
        "seed": ("seed",),
        "n": ("n",),
        "prompt_optimizer": ("prompt_optimizer",),
        "watermark": ("aigc_watermark",),
        "style_type": ("style", "style_type"),
        "style_weight": ("style", "style_weight"),
        "reference": ("subject_reference",),
    },
    calls=("images.generate",),
    source=(
        "https://platform.minimax.io/docs/api-reference/image-generation-t2i",
        "https://platform.minimax.io/docs/api-reference/image-generation-i2i",
        "https://platform.minimax.io/docs/guides/image-generation",
    ),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: ImageGenerationRequest,
) -> ImageGenerationResponse:
    """Generate images with image-01, from text, or from text and a portrait.

    One synchronous call generates up to nine images. With `subject_reference` it becomes image to image: the person
    of the portrait appears in the new images.
    There is no stream, no task to query and no callback. Result URLs are signed and valid for 24 hours.

    Args:
        client: sends the request.
        body: Prompt, size, number of images, and an optional portrait.

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
    body: ImageGenerationRequest,
) -> Response[ImageGenerationResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ImageGenerationRequest,
) -> ImageGenerationResponse:
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
    body: ImageGenerationRequest,
) -> Response[ImageGenerationResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
