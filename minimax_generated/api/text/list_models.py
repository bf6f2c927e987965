"""List the text models, OpenAI format: `GET /v1/models`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.open_ai_model_list import OpenAIModelList
    from ...types import Response

OPERATION: Operation[None, OpenAIModelList, None] = Operation(
    "list_models",
    "GET",
    "/v1/models",
    "text",
    summary="List the text models, OpenAI format",
    family="openai",
    billed=False,
    rate_class="text",
    response="OpenAIModelList",
    calls=("text.models",),
    source=("https://platform.minimax.io/docs/api-reference/models/openai/list-models",),
)


def sync(
    *,
    client: AuthenticatedClient,
) -> OpenAIModelList:
    """List the text models, OpenAI format.

    Newest first. A model may be available without being listed.

    Args:
        client: sends the request.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[OpenAIModelList]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> OpenAIModelList:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[OpenAIModelList]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
    )
