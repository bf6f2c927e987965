from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.native_chat_request import NativeChatRequest
from ...models.native_chat_response import NativeChatResponse
from ...types import Response


def _get_kwargs(
    *,
    body: NativeChatRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/text/chatcompletion_v2",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> NativeChatResponse | None:
    if response.status_code == 200:
        response_200 = NativeChatResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[NativeChatResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NativeChatRequest,
) -> Response[NativeChatResponse]:
    """Chat on MiniMax's own surface

     The platform's oldest chat surface and the home of the role-play model M2-her.
    A failure comes as HTTP 200 with a non-zero `base_resp.status_code` and `choices` null.
    With `stream` true the answer is server-sent events; the last frame repeats the whole text in
    `message`.

    Args:
        body (NativeChatRequest): Body of a native chat call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[NativeChatResponse]
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
    body: NativeChatRequest,
) -> NativeChatResponse | None:
    """Chat on MiniMax's own surface

     The platform's oldest chat surface and the home of the role-play model M2-her.
    A failure comes as HTTP 200 with a non-zero `base_resp.status_code` and `choices` null.
    With `stream` true the answer is server-sent events; the last frame repeats the whole text in
    `message`.

    Args:
        body (NativeChatRequest): Body of a native chat call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        NativeChatResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NativeChatRequest,
) -> Response[NativeChatResponse]:
    """Chat on MiniMax's own surface

     The platform's oldest chat surface and the home of the role-play model M2-her.
    A failure comes as HTTP 200 with a non-zero `base_resp.status_code` and `choices` null.
    With `stream` true the answer is server-sent events; the last frame repeats the whole text in
    `message`.

    Args:
        body (NativeChatRequest): Body of a native chat call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[NativeChatResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NativeChatRequest,
) -> NativeChatResponse | None:
    """Chat on MiniMax's own surface

     The platform's oldest chat surface and the home of the role-play model M2-her.
    A failure comes as HTTP 200 with a non-zero `base_resp.status_code` and `choices` null.
    With `stream` true the answer is server-sent events; the last frame repeats the whole text in
    `message`.

    Args:
        body (NativeChatRequest): Body of a native chat call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        NativeChatResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> NativeChatResponse:
    """Turn a decoded answer into its model."""
    response_200 = NativeChatResponse.from_dict(data)

    return response_200
