"""Make a voice from a description: `POST /v1/voice_design`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.voice_design_request import VoiceDesignRequest
    from ...models.voice_design_response import VoiceDesignResponse
    from ...types import Response

OPERATION: Operation[VoiceDesignRequest, VoiceDesignResponse, None] = Operation(
    "voice_design",
    "POST",
    "/v1/voice_design",
    "voices",
    summary="Make a voice from a description",
    family="native",
    billed=True,
    rate_class="design",
    media_type="application/json",
    request="VoiceDesignRequest",
    response="VoiceDesignResponse",
    fields={
        "prompt": ("prompt",),
        "preview_text": ("preview_text",),
        "voice_id": ("voice_id",),
        "watermark": ("aigc_watermark",),
    },
    calls=("voices.design",),
    source=("https://platform.minimax.io/docs/api-reference/voice-design-design",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: VoiceDesignRequest,
) -> VoiceDesignResponse:
    """Make a voice from a description.

    Creates a new voice from a description and speaks a preview with it. The preview text is billed; the fee for the
    voice is charged when synthesis first uses it.
    A designed voice that no real synthesis call uses within 168 hours is deleted.

    Args:
        client: sends the request.
        body: A description of the voice and a preview text.

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
    body: VoiceDesignRequest,
) -> Response[VoiceDesignResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: VoiceDesignRequest,
) -> VoiceDesignResponse:
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
    body: VoiceDesignRequest,
) -> Response[VoiceDesignResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
