"""Turn texts into vectors (legacy): `POST /v1/embeddings`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.embeddings_request import EmbeddingsRequest
    from ...models.embeddings_response import EmbeddingsResponse
    from ...types import Response

OPERATION: Operation[EmbeddingsRequest, EmbeddingsResponse, None] = Operation(
    "embeddings",
    "POST",
    "/v1/embeddings",
    "text",
    summary="Turn texts into vectors (legacy)",
    family="native",
    billed=True,
    rate_class="text",
    media_type="application/json",
    request="EmbeddingsRequest",
    response="EmbeddingsResponse",
    fields={"model": ("model",), "texts": ("texts",), "type": ("type",)},
    parameters={
        "group_id": Parameter("query", "GroupId", False),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    body: EmbeddingsRequest,
    group_id: str | None = None,
) -> EmbeddingsResponse:
    """Turn texts into vectors (legacy).

    An old route without a current documentation page; it still worked in August 2026. Its format differs from
    OpenAI's.
    Old accounts also sent `GroupId` in the query.

    Args:
        client: sends the request.
        body: Texts to turn into vectors.
        group_id: Id of the account's group; only old accounts had to send it.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        body,
        group_id=group_id,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: EmbeddingsRequest,
    group_id: str | None = None,
) -> Response[EmbeddingsResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
        group_id=group_id,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: EmbeddingsRequest,
    group_id: str | None = None,
) -> EmbeddingsResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            body,
            group_id=group_id,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: EmbeddingsRequest,
    group_id: str | None = None,
) -> Response[EmbeddingsResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
        group_id=group_id,
    )
