"""Speech to text: `POST /v1/speech_to_text`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.speech_to_text_event import SpeechToTextEvent
    from ...models.speech_to_text_request import SpeechToTextRequest
    from ...models.speech_to_text_response import SpeechToTextResponse
    from ...types import Response

OPERATION: Operation[SpeechToTextRequest, SpeechToTextResponse | str, SpeechToTextEvent] = Operation(
    "speech_to_text",
    "POST",
    "/v1/speech_to_text",
    "speech",
    summary="Speech to text",
    family="openai",
    billed=True,
    rate_class="speech",
    media_type="multipart/form-data",
    response_types=("application/json", "text/event-stream", "text/plain", "text/vtt"),
    request="SpeechToTextRequest",
    response="SpeechToTextResponse",
    event="SpeechToTextEvent",
    stream_end="finish",
    fields={
        "model": ("model",),
        "file": ("file",),
        "format": ("response_format",),
        "timestamps": ("timestamp_level",),
        "stream": ("stream",),
    },
    calls=("speech.transcribe", "speech.transcribe_stream"),
    source=(
        "https://platform.minimax.io/docs/api-reference/speech-to-text",
        "https://platform.minimax.io/docs/guides/speech-to-text",
    ),
    parameters={
        "language": Parameter("header", "language", False),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    body: SpeechToTextRequest,
    language: str | None = None,
) -> SpeechToTextResponse | str:
    """Speech to text.

    Transcribes a recording of up to 500 seconds. Returns JSON, subtitles (SRT, WebVTT), or, with `stream`, the text
    piece by piece as server-sent events.

    Args:
        client: sends the request.
        body: A recording and the form of its transcript.
        language: Language of the recording as a BCP-47 tag. If omitted or empty, the recording may mix languages. Known
            values: zh, yue, en, ja, ko, th, vi, id, ms, fil, ar, tr, fr, de, es, it, pt, pl, ru, uk.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        body,
        language=language,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SpeechToTextRequest,
    language: str | None = None,
) -> Response[SpeechToTextResponse | str]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
        language=language,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SpeechToTextRequest,
    language: str | None = None,
) -> SpeechToTextResponse | str:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            body,
            language=language,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SpeechToTextRequest,
    language: str | None = None,
) -> Response[SpeechToTextResponse | str]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
        language=language,
    )
