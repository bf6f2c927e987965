"""Clone a voice from a recording: `POST /v1/voice_clone`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.voice_clone_request import VoiceCloneRequest
    from ...models.voice_clone_response import VoiceCloneResponse
    from ...types import Response

OPERATION: Operation[VoiceCloneRequest, VoiceCloneResponse, None] = Operation(
    "voice_clone",
    "POST",
    "/v1/voice_clone",
    "voices",
    summary="Clone a voice from a recording",
    family="native",
    billed=True,
    rate_class="clone",
    media_type="application/json",
    request="VoiceCloneRequest",
    response="VoiceCloneResponse",
    fields={
        "audio": ("file_id",),
        "voice_id": ("voice_id",),
        "prompt_audio": ("clone_prompt", "prompt_audio"),
        "prompt_text": ("clone_prompt", "prompt_text"),
        "preview_text": ("text",),
        "model": ("model",),
        "language_boost": ("language_boost",),
        "text_validation": ("text_validation",),
        "accuracy": ("accuracy",),
        "noise_reduction": ("need_noise_reduction",),
        "volume_normalization": ("need_volume_normalization",),
        "watermark": ("aigc_watermark",),
    },
    ids=("audio", "prompt_audio"),
    calls=("voices.clone",),
    source=(
        "https://platform.minimax.io/docs/api-reference/voice-cloning-clone",
        "https://platform.minimax.io/docs/api-reference/voice-cloning-uploadprompt",
    ),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: VoiceCloneRequest,
) -> VoiceCloneResponse:
    """Clone a voice from a recording.

    Creates a voice from an uploaded recording, under an id that the caller chooses. Upload the recording first with
    purpose `voice_clone`;
    a short second recording with its transcript (purpose `prompt_audio`) is optional and improves similarity.
    With `text` and `model` the response also contains the URL of a spoken preview. The account has to be verified;
    otherwise the call fails with 2038.
    A clone is deleted if no real synthesis call uses it within 168 hours; the preview does not count as use.

    Args:
        client: sends the request.
        body: A recording, the id to give to its voice, and an optional preview.

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
    body: VoiceCloneRequest,
) -> Response[VoiceCloneResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: VoiceCloneRequest,
) -> VoiceCloneResponse:
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
    body: VoiceCloneRequest,
) -> Response[VoiceCloneResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
