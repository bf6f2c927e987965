"""Text to speech for LiveKit Agents.

    from minimax.integrations.livekit import TTS

    session = AgentSession(tts=TTS(voice="English_expressive_narrator"), ...)

Needs the extra: pip install "minimax-sdk[livekit]".
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from .requirements import require

require("livekit", "livekit-agents", "1.0", "2")

from livekit.agents import APIConnectionError, APIConnectOptions, APIStatusError, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS
from livekit.agents.utils import shortuuid

from ..client import AsyncMiniMax
from ..errors import APIError, MinimaxError

MEDIA_TYPE = "audio/pcm"


class TTS(tts.TTS[Any]):
    """Speaks complete texts over HTTP, and streamed text over a WebSocket.

    Errors are those of LiveKit, with the message of the platform. The client already retries when
    that is safe, so LiveKit does not.

    Args:
        client: an existing `AsyncMiniMax`; by default, one is created from the environment and
            closed with `aclose()`.
        voice: id of a voice; by default, the default voice of the package.
        model: speech model; "turbo" starts sooner, "hd" sounds better.
        sample_rate: Hz.
        **options: further keyword arguments of `speech.stream`, such as `speed` or `emotion`.
    """

    def __init__(
        self,
        *,
        client: AsyncMiniMax | None = None,
        voice: str | None = None,
        model: str = "speech-2.8-turbo",
        sample_rate: int = 24000,
        **options: Any,
    ) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True),
            sample_rate=sample_rate,
            num_channels=1,
        )
        self._is_own_client = client is None
        self.client = AsyncMiniMax() if client is None else client
        self.options: dict[str, Any] = {
            **options,
            "voice": voice,
            "model": model,
            "format": "pcm",
            "sample_rate": sample_rate,
        }

    @property
    def model(self) -> str:
        """The speech model."""
        return str(self.options["model"])

    @property
    def provider(self) -> str:
        """The name of the provider."""
        return "MiniMax"

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        """Speak a complete text."""
        return _Chunked(tts=self, input_text=text, conn_options=conn_options)

    def stream(
        self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.SynthesizeStream:
        """Speak a text while it is being written."""
        return _Streamed(tts=self, conn_options=conn_options)

    async def aclose(self) -> None:
        """Close the client, if this object created it."""
        if self._is_own_client:
            await self.client.close()


class _Chunked(tts.ChunkedStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        speaker = self._tts
        assert isinstance(speaker, TTS)
        _start(output_emitter, speaker.sample_rate, stream=False)
        with _errors_of_livekit():
            async with speaker.client.speech.stream(self.input_text, **speaker.options) as chunks:
                async for chunk in chunks:
                    output_emitter.push(chunk)
        output_emitter.flush()


class _Streamed(tts.SynthesizeStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        speaker = self._tts
        assert isinstance(speaker, TTS)
        _start(output_emitter, speaker.sample_rate, stream=True)
        output_emitter.start_segment(segment_id=shortuuid())
        with _errors_of_livekit():
            async with speaker.client.speech.speak(self._written(), **speaker.options) as chunks:
                async for chunk in chunks:
                    output_emitter.push(chunk)
        output_emitter.end_segment()

    async def _written(self) -> AsyncIterator[str]:
        """The text as it is written; the platform finds the sentences itself."""
        async for piece in self._input_ch:
            if isinstance(piece, str):
                self._mark_started()
                yield piece


def _start(emitter: tts.AudioEmitter, sample_rate: int, *, stream: bool) -> None:
    emitter.initialize(
        request_id=shortuuid(),
        sample_rate=sample_rate,
        num_channels=1,
        mime_type=MEDIA_TYPE,
        stream=stream,
    )


@contextmanager
def _errors_of_livekit() -> Iterator[None]:
    try:
        yield
    except APIError as error:
        raise APIStatusError(
            str(error),
            status_code=error.http_status or 500,
            request_id=error.trace_id,
            body=error.raw,
            retryable=False,
        ) from error
    except MinimaxError as error:
        raise APIConnectionError(str(error), retryable=False) from error
