"""Write or edit lyrics: `POST /v1/lyrics_generation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.lyrics_request import LyricsRequest
    from ...models.lyrics_response import LyricsResponse
    from ...types import Response

OPERATION: Operation[LyricsRequest, LyricsResponse, None] = Operation(
    "lyrics_generation",
    "POST",
    "/v1/lyrics_generation",
    "music",
    summary="Write or edit lyrics",
    family="native",
    billed=True,
    rate_class="music",
    media_type="application/json",
    request="LyricsRequest",
    response="LyricsResponse",
    fields={"mode": ("mode",), "prompt": ("prompt",), "lyrics": ("lyrics",), "title": ("title",)},
    calls=("music.lyrics",),
    source=("https://platform.minimax.io/docs/api-reference/lyrics-generation",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: LyricsRequest,
) -> LyricsResponse:
    """Write or edit lyrics.

    Writes the lyrics of a song from a theme, or edits given ones, and proposes a title and style tags that fit the
    `prompt` of music generation.
    Closed like music generation: an account without access gets HTTP 410 with 2153.

    Args:
        client: sends the request.
        body: What to write about, or what to change.

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
    body: LyricsRequest,
) -> Response[LyricsResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: LyricsRequest,
) -> LyricsResponse:
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
    body: LyricsRequest,
) -> Response[LyricsResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
