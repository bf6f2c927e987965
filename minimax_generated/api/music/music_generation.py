"""Generate a song, an instrumental or a cover: `POST /v1/music_generation`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.music_chunk import MusicChunk
    from ...models.music_generation_request import MusicGenerationRequest
    from ...models.music_generation_response import MusicGenerationResponse
    from ...types import Response

OPERATION: Operation[MusicGenerationRequest, MusicGenerationResponse, MusicChunk] = Operation(
    "music_generation",
    "POST",
    "/v1/music_generation",
    "music",
    summary="Generate a song, an instrumental or a cover",
    family="native",
    billed=True,
    rate_class="music",
    slow=True,
    media_type="application/json",
    response_types=("application/json", "text/event-stream"),
    request="MusicGenerationRequest",
    response="MusicGenerationResponse",
    event="MusicChunk",
    stream_end="status",
    fields={
        "model": ("model",),
        "prompt": ("prompt",),
        "lyrics": ("lyrics",),
        "stream": ("stream",),
        "output": ("output_format",),
        "sample_rate": ("audio_setting", "sample_rate"),
        "bitrate": ("audio_setting", "bitrate"),
        "format": ("audio_setting", "format"),
        "lyrics_optimizer": ("lyrics_optimizer",),
        "instrumental": ("is_instrumental",),
        "watermark": ("aigc_watermark",),
        "audio_url": ("audio_url",),
        "audio_base64": ("audio_base64",),
        "cover_feature_id": ("cover_feature_id",),
    },
    calls=("music.generate", "music.stream", "music.cover"),
    source=("https://platform.minimax.io/docs/api-reference/music-generation",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: MusicGenerationRequest,
) -> MusicGenerationResponse:
    """Generate a song, an instrumental or a cover.

    Makes music from a style prompt and lyrics, or a cover from reference audio. The response takes minutes (90 to
    190 s observed) and contains the audio as hex or a URL.
    Music has been closed to new accounts since 20 August 2026: they get HTTP 410 with 2153, which is permanent.
    Existing paying accounts keep access; the `-free` models have been removed for everybody.

    Args:
        client: sends the request.
        body: Style, lyrics and format of the music. What is required depends on the model and the mode.

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
    body: MusicGenerationRequest,
) -> Response[MusicGenerationResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: MusicGenerationRequest,
) -> MusicGenerationResponse:
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
    body: MusicGenerationRequest,
) -> Response[MusicGenerationResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
