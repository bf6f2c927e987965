"""Ask about an image: `POST /v1/coding_plan/vlm`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.image_understanding_request import ImageUnderstandingRequest
    from ...models.image_understanding_response import ImageUnderstandingResponse
    from ...types import Response

OPERATION: Operation[ImageUnderstandingRequest, ImageUnderstandingResponse, None] = Operation(
    "coding_plan_vlm",
    "POST",
    "/v1/coding_plan/vlm",
    "account",
    summary="Ask about an image",
    family="native",
    billed=True,
    rate_class="account",
    media_type="application/json",
    request="ImageUnderstandingRequest",
    response="ImageUnderstandingResponse",
    fields={"prompt": ("prompt",), "image": ("image_url",), "file_id": ("file_id",)},
    calls=("account.describe_image",),
    source=("https://platform.minimax.io/docs/guides/pricing-paygo",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: ImageUnderstandingRequest,
) -> ImageUnderstandingResponse:
    """Ask about an image.

    Answers a question about one image, for subscription keys; listed in the price table as API-vlm. Used by the
    official tool server and command line client; no reference page documents it.

    Args:
        client: sends the request.
        body: A question and one image.

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
    body: ImageUnderstandingRequest,
) -> Response[ImageUnderstandingResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ImageUnderstandingRequest,
) -> ImageUnderstandingResponse:
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
    body: ImageUnderstandingRequest,
) -> Response[ImageUnderstandingResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
