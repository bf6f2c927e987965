from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.speech_to_text_request import SpeechToTextRequest
from ...models.speech_to_text_response import SpeechToTextResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: SpeechToTextRequest,
    language: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(language, Unset):
        headers["language"] = language

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/speech_to_text",
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> SpeechToTextResponse | None:
    if response.status_code == 200:
        response_200 = SpeechToTextResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[SpeechToTextResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SpeechToTextRequest,
    language: str | Unset = UNSET,
) -> Response[SpeechToTextResponse]:
    """Speech to text

     Transcribes a recording of up to 500 seconds. Answers JSON, subtitles (SRT, WebVTT), or, with
    `stream`, the text piece by piece as server-sent events.

    Args:
        language (str | Unset):
        body (SpeechToTextRequest): A recording and the form of its transcript.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SpeechToTextResponse]
    """

    kwargs = _get_kwargs(
        body=body,
        language=language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: SpeechToTextRequest,
    language: str | Unset = UNSET,
) -> SpeechToTextResponse | None:
    """Speech to text

     Transcribes a recording of up to 500 seconds. Answers JSON, subtitles (SRT, WebVTT), or, with
    `stream`, the text piece by piece as server-sent events.

    Args:
        language (str | Unset):
        body (SpeechToTextRequest): A recording and the form of its transcript.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SpeechToTextResponse
    """

    return sync_detailed(
        client=client,
        body=body,
        language=language,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SpeechToTextRequest,
    language: str | Unset = UNSET,
) -> Response[SpeechToTextResponse]:
    """Speech to text

     Transcribes a recording of up to 500 seconds. Answers JSON, subtitles (SRT, WebVTT), or, with
    `stream`, the text piece by piece as server-sent events.

    Args:
        language (str | Unset):
        body (SpeechToTextRequest): A recording and the form of its transcript.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[SpeechToTextResponse]
    """

    kwargs = _get_kwargs(
        body=body,
        language=language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SpeechToTextRequest,
    language: str | Unset = UNSET,
) -> SpeechToTextResponse | None:
    """Speech to text

     Transcribes a recording of up to 500 seconds. Answers JSON, subtitles (SRT, WebVTT), or, with
    `stream`, the text piece by piece as server-sent events.

    Args:
        language (str | Unset):
        body (SpeechToTextRequest): A recording and the form of its transcript.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        SpeechToTextResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            language=language,
        )
    ).parsed


def parse(data: Any) -> SpeechToTextResponse:
    """Turn a decoded answer into its model."""
    response_200 = SpeechToTextResponse.from_dict(data)

    return response_200
