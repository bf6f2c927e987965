"""Fetch one text model, OpenAI format: `GET /v1/models/{model_id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.open_ai_model import OpenAIModel
    from ...types import Response

OPERATION: Operation[None, OpenAIModel, None] = Operation(
    "retrieve_model",
    "GET",
    "/v1/models/{model_id}",
    "text",
    summary="Fetch one text model, OpenAI format",
    family="openai",
    billed=False,
    rate_class="text",
    response="OpenAIModel",
    source=("https://platform.minimax.io/docs/api-reference/models/openai/retrieve-model",),
    parameters={
        "model_id": Parameter("path", "model_id", True),
    },
)


def sync(
    model_id: str,
    *,
    client: AuthenticatedClient,
) -> OpenAIModel:
    """Fetch one text model, OpenAI format.

    The entry of `/v1/models` with this id.

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
) -> Response[OpenAIModel]:
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
) -> OpenAIModel:
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
) -> Response[OpenAIModel]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        model_id=model_id,
    )
