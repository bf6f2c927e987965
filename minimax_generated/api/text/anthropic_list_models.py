"""List the text models, Anthropic format: `GET /anthropic/v1/models`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.anthropic_model_list import AnthropicModelList
    from ...types import Response

OPERATION: Operation[None, AnthropicModelList, None] = Operation(
    "anthropic_list_models",
    "GET",
    "/anthropic/v1/models",
    "text",
    summary="List the text models, Anthropic format",
    family="anthropic",
    billed=False,
    rate_class="text",
    response="AnthropicModelList",
    source=("https://platform.minimax.io/docs/api-reference/models/anthropic/list-models",),
    parameters={
        "limit": Parameter("query", "limit", False),
        "after_id": Parameter("query", "after_id", False),
        "before_id": Parameter("query", "before_id", False),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | None = None,
    after_id: str | None = None,
    before_id: str | None = None,
) -> AnthropicModelList:
    """List the text models, Anthropic format.

    Newest first, in pages. The key may be sent as `Authorization` (Bearer) or as `x-api-key`.

    Args:
        client: sends the request.
        limit: Number of models per page; neither a default nor a maximum is documented.
        after_id: Model id after which the page starts, taken from `last_id`.
        before_id: Model id before which the page ends, taken from `first_id`.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        limit=limit,
        after_id=after_id,
        before_id=before_id,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | None = None,
    after_id: str | None = None,
    before_id: str | None = None,
) -> Response[AnthropicModelList]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        limit=limit,
        after_id=after_id,
        before_id=before_id,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | None = None,
    after_id: str | None = None,
    before_id: str | None = None,
) -> AnthropicModelList:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            limit=limit,
            after_id=after_id,
            before_id=before_id,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | None = None,
    after_id: str | None = None,
    before_id: str | None = None,
) -> Response[AnthropicModelList]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        limit=limit,
        after_id=after_id,
        before_id=before_id,
    )
