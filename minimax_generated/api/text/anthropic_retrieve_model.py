"""Fetch one text model, Anthropic format: `GET /anthropic/v1/models/{model_id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.anthropic_model import AnthropicModel
    from ...types import Response

OPERATION: Operation[None, AnthropicModel, None] = Operation(
    "anthropic_retrieve_model",
    "GET",
    "/anthropic/v1/models/{model_id}",
    "text",
    summary="Fetch one text model, Anthropic format",
    family="anthropic",
    billed=False,
    rate_class="text",
    response="AnthropicModel",
    source=("https://platform.minimax.io/docs/api-reference/models/anthropic/retrieve-model",),
    parameters={
        "model_id": Parameter("path", "model_id", True),
    },
)


def sync(
    model_id: str,
    *,
    client: AuthenticatedClient,
) -> AnthropicModel:
    """Fetch one text model, Anthropic format.

    The entry of `/anthropic/v1/models` with this id.

    Args:
        client: sends the request.
        model_id: Model id.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        model_id=model_id,
    ).parsed


def sync_detailed(
    model_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[AnthropicModel]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        model_id=model_id,
    )


async def asyncio(
    model_id: str,
    *,
    client: AuthenticatedClient,
) -> AnthropicModel:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            model_id=model_id,
        )
    ).parsed


async def asyncio_detailed(
    model_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[AnthropicModel]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        model_id=model_id,
    )
