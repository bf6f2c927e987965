"""Text to speech: `POST /v1/t2a_v2`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.t2a_chunk import T2AChunk
    from ...models.t2a_request import T2ARequest
    from ...models.t2a_response import T2AResponse
    from ...types import Response

OPERATION: Operation[T2ARequest, T2AResponse, T2AChunk] = Operation(
    "t2a_v2",
    "POST",
    "/v1/t2a_v2",
    "speech",
    summary="Text to speech",
    family="native",
    billed=True,
    rate_class="speech",
    media_type="application/json",
    response_types=("application/json", "text/event-stream"),
    request="T2ARequest",
    response="T2AResponse",
    event="T2AChunk",
    stream_end="status",
    fields={
        "model": ("model",),
        "text": ("text",),
        "stream": ("stream",),
        "stream_options": ("stream_options",),
        "voice": ("voice_setting", "voice_id"),
        "speed": ("voice_setting", "speed"),
        "volume": ("voice_setting", "vol"),
        "pitch": ("voice_setting", "pitch"),
        "emotion": ("voice_setting", "emotion"),
        "text_normalization": ("voice_setting", "text_normalization"),
        "english_normalization": ("voice_setting", "english_normalization"),
        "latex_read": ("voice_setting", "latex_read"),
        "sample_rate": ("audio_setting", "sample_rate"),
        "bitrate": ("audio_setting", "bitrate"),
        "format": ("audio_setting", "format"),
        "channels": ("audio_setting", "channel"),
        "force_cbr": ("audio_setting", "force_cbr"),
        "pronunciation": ("pronunciation_dict", "tone"),
        "mix": ("timbre_weights",),
        "language": ("language_boost",),
        "text_normalization_mode": ("text_normalization_mode",),
        "voice_effects": ("voice_modify",),
        "subtitles": ("subtitle_enable",),
        "subtitle_type": ("subtitle_type",),
        "output": ("output_format",),
        "watermark": ("aigc_watermark",),
        "continuous_sound": ("continuous_sound",),
    },
    calls=("speech.synthesize", "speech.stream"),
    source=("https://platform.minimax.io/docs/api-reference/speech-t2a-http",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: T2ARequest,
) -> T2AResponse:
    """Text to speech.

    Converts up to 10,000 characters to audio. The audio is returned as hex in one JSON response, as a link, or,
    with `stream`, piece by piece as server-sent events.

    Args:
        client: sends the request.
        body: Text, voice and audio format of one text to speech call.

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
    body: T2ARequest,
) -> Response[T2AResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: T2ARequest,
) -> T2AResponse:
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
    body: T2ARequest,
) -> Response[T2AResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
