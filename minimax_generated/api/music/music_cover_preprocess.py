"""Analyse reference audio for a two-step cover: `POST /v1/music_cover_preprocess`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.cover_preprocess_request import CoverPreprocessRequest
    from ...models.cover_preprocess_response import CoverPreprocessResponse
    from ...types import Response

OPERATION: Operation[CoverPreprocessRequest, CoverPreprocessResponse, None] = Operation(
    "music_cover_preprocess",
    "POST",
    "/v1/music_cover_preprocess",
    "music",
    summary="Analyse reference audio for a two-step cover",
    family="native",
    billed=False,
    rate_class="music",
    media_type="application/json",
    request="CoverPreprocessRequest",
    response="CoverPreprocessResponse",
    fields={"model": ("model",), "audio_url": ("audio_url",), "audio_base64": ("audio_base64",)},
    calls=("music.prepare_cover",),
    source=("https://platform.minimax.io/docs/api-reference/music-cover-preprocess",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: CoverPreprocessRequest,
) -> CoverPreprocessResponse:
    """Analyse reference audio for a two-step cover.

    Recognises the lyrics and the structure of a song and returns a feature id for the cover call, valid for 24
    hours; the same audio gives the same id.
    The call itself is free. Closed like music generation: an account without access gets HTTP 410 with 2153.

    Args:
        client: sends the request.
        body: The audio to analyse.

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
    body: CoverPreprocessRequest,
) -> Response[CoverPreprocessResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CoverPreprocessRequest,
) -> CoverPreprocessResponse:
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
    body: CoverPreprocessRequest,
) -> Response[CoverPreprocessResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
