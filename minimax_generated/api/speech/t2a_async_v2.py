"""Start a long text to speech task: `POST /v1/t2a_async_v2`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.t2a_async_request import T2AAsyncRequest
    from ...models.t2a_async_response import T2AAsyncResponse
    from ...types import Response

OPERATION: Operation[T2AAsyncRequest, T2AAsyncResponse, None] = Operation(
    "t2a_async_v2",
    "POST",
    "/v1/t2a_async_v2",
    "speech",
    summary="Start a long text to speech task",
    family="native",
    billed=True,
    rate_class="speech",
    media_type="application/json",
    request="T2AAsyncRequest",
    response="T2AAsyncResponse",
    task="speech",
    query="query_t2a_async_v2",
    fields={
        "model": ("model",),
        "text": ("text",),
        "text_file_id": ("text_file_id",),
        "voice": ("voice_setting", "voice_id"),
        "speed": ("voice_setting", "speed"),
        "volume": ("voice_setting", "vol"),
        "pitch": ("voice_setting", "pitch"),
        "emotion": ("voice_setting", "emotion"),
        "english_normalization": ("voice_setting", "english_normalization"),
        "latex_read": ("voice_setting", "latex_read"),
        "sample_rate": ("audio_setting", "audio_sample_rate"),
        "bitrate": ("audio_setting", "bitrate"),
        "format": ("audio_setting", "format"),
        "channels": ("audio_setting", "channel"),
        "pronunciation": ("pronunciation_dict", "tone"),
        "language": ("language_boost",),
        "voice_effects": ("voice_modify",),
        "watermark": ("aigc_watermark",),
        "continuous_sound": ("continuous_sound",),
    },
    ids=("text_file_id",),
    calls=("speech.create_task",),
    source=(
        "https://platform.minimax.io/docs/api-reference/speech-t2a-async-create",
        "https://platform.minimax.io/docs/guides/speech-t2a-async",
    ),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: T2AAsyncRequest,
) -> T2AAsyncResponse:
    """Start a long text to speech task.

    Queues up to 50,000 characters of text, or an uploaded text file of up to a million, and returns a task id and
    the id of the future result file.

    Args:
        client: sends the request.
        body: Text, voice and audio format of one long text task.

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
    body: T2AAsyncRequest,
) -> Response[T2AAsyncResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: T2AAsyncRequest,
) -> T2AAsyncResponse:
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
    body: T2AAsyncRequest,
) -> Response[T2AAsyncResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
