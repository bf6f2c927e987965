"""Delete a cloned or designed voice: `POST /v1/delete_voice`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.delete_voice_request import DeleteVoiceRequest
    from ...models.delete_voice_response import DeleteVoiceResponse
    from ...types import Response

OPERATION: Operation[DeleteVoiceRequest, DeleteVoiceResponse, None] = Operation(
    "delete_voice",
    "POST",
    "/v1/delete_voice",
    "voices",
    summary="Delete a cloned or designed voice",
    family="native",
    billed=False,
    rate_class="account",
    media_type="application/json",
    request="DeleteVoiceRequest",
    response="DeleteVoiceResponse",
    fields={"kind": ("voice_type",), "voice_id": ("voice_id",)},
    calls=("voices.delete",),
    source=("https://platform.minimax.io/docs/api-reference/voice-management-delete",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: DeleteVoiceRequest,
) -> DeleteVoiceResponse:
    """Delete a cloned or designed voice.

    Deletes one voice for good: its id can never be used again. System voices cannot be deleted.

    Args:
        client: sends the request.
        body: The voice to delete.

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
    body: DeleteVoiceRequest,
) -> Response[DeleteVoiceResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: DeleteVoiceRequest,
) -> DeleteVoiceResponse:
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
    body: DeleteVoiceRequest,
) -> Response[DeleteVoiceResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
