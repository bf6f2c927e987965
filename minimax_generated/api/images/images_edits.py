"""Edit an image, or combine several: `POST /v1/images/edits`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.images_edits_request import ImagesEditsRequest
    from ...models.images_response import ImagesResponse
    from ...types import Response

OPERATION: Operation[ImagesEditsRequest, ImagesResponse, None] = Operation(
    "images_edits",
    "POST",
    "/v1/images/edits",
    "images",
    summary="Edit an image, or combine several",
    family="openai",
    billed=True,
    rate_class="image-h3",
    media_type="application/json",
    request="ImagesEditsRequest",
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
        "images": ("images",),
    },
    calls=("images.edit",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: ImagesEditsRequest,
) -> ImagesResponse:
    """Edit an image, or combine several.

    Makes images from one to sixteen reference images and a text that describes the result. The prompt refers to
    them as "image 1", "image 2" and so on, in order.
    The request is JSON, not a form. By default, the result has the aspect ratio of the first reference.

    Args:
        client: sends the request.
        body: Prompt, reference images and settings of the result.

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
    body: ImagesEditsRequest,
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
    body: ImagesEditsRequest,
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
    body: ImagesEditsRequest,
) -> Response[ImagesResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
