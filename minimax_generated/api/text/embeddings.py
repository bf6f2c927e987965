from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.embeddings_request import EmbeddingsRequest
from ...models.embeddings_response import EmbeddingsResponse
from ...types import Response


def _get_kwargs(
    *,
    body: EmbeddingsRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/embeddings",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> EmbeddingsResponse | None:
    if response.status_code == 200:
        response_200 = EmbeddingsResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[EmbeddingsResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: EmbeddingsRequest,
) -> Response[EmbeddingsResponse]:
    """Turn texts into vectors (legacy)

     An old route without a current documentation page; it still answered in August 2026. Its shape is
    not OpenAI's.
    Old accounts also sent `GroupId` in the query.

    Args:
        body (EmbeddingsRequest): Texts to turn into vectors.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EmbeddingsResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: EmbeddingsRequest,
) -> EmbeddingsResponse | None:
    """Turn texts into vectors (legacy)

     An old route without a current documentation page; it still answered in August 2026. Its shape is
    not OpenAI's.
    Old accounts also sent `GroupId` in the query.

    Args:
        body (EmbeddingsRequest): Texts to turn into vectors.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EmbeddingsResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: EmbeddingsRequest,
) -> Response[EmbeddingsResponse]:
    """Turn texts into vectors (legacy)

     An old route without a current documentation page; it still answered in August 2026. Its shape is
    not OpenAI's.
    Old accounts also sent `GroupId` in the query.

    Args:
        body (EmbeddingsRequest): Texts to turn into vectors.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EmbeddingsResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: EmbeddingsRequest,
) -> EmbeddingsResponse | None:
    """Turn texts into vectors (legacy)

     An old route without a current documentation page; it still answered in August 2026. Its shape is
    not OpenAI's.
    Old accounts also sent `GroupId` in the query.

    Args:
        body (EmbeddingsRequest): Texts to turn into vectors.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EmbeddingsResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> EmbeddingsResponse:
    """Turn a decoded answer into its model."""
    response_200 = EmbeddingsResponse.from_dict(data)

    return response_200
