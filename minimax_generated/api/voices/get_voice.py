"""List the voices of the account: `POST /v1/get_voice`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.get_voice_request import GetVoiceRequest
    from ...models.get_voice_response import GetVoiceResponse
    from ...types import Response

OPERATION: Operation[GetVoiceRequest, GetVoiceResponse, None] = Operation(
    "get_voice",
    "POST",
    "/v1/get_voice",
    "voices",
    summary="List the voices of the account",
    family="native",
    billed=False,
    rate_class="account",
    media_type="application/json",
    request="GetVoiceRequest",
    response="GetVoiceResponse",
    fields={"kind": ("voice_type",)},
    calls=("voices.list",),
    source=("https://platform.minimax.io/docs/api-reference/voice-management-get",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: GetVoiceRequest,
) -> GetVoiceResponse:
    """List the voices of the account.

    Lists system, cloned and designed voices in one response, without paging. Cloned and designed voices appear only
    after a successful synthesis call has used them,
    so the list does not show whether a new clone succeeded.

    Args:
        client: sends the request.
        body: Which kind of voices to list.

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
    body: GetVoiceRequest,
) -> Response[GetVoiceResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: GetVoiceRequest,
) -> GetVoiceResponse:
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
    body: GetVoiceRequest,
) -> Response[GetVoiceResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
