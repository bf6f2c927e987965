"""Text to speech for pipecat.

    from minimax.integrations.pipecat import MiniMaxTTSService

    tts = MiniMaxTTSService(voice="English_expressive_narrator")
    pipeline = Pipeline([transport.input(), stt, llm, tts, transport.output()])

Needs the extra: pip install "minimax-sdk[pipecat]".
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from .requirements import require

require("pipecat", "pipecat-ai", "1.0", "2")

from pipecat.frames.frames import ErrorFrame, Frame, TTSAudioRawFrame
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService

from ..client import AsyncMiniMax
from ..errors import MinimaxError


class MiniMaxTTSService(TTSService):
    """Speaks text as it arrives.

    Errors of the platform and interrupted streams are reported as an `ErrorFrame` with the
    exception, after the audio that was received.

    Args:
        client: an existing `AsyncMiniMax`; by default, one is created from the environment and
            closed with the service.
        voice: id of a voice; by default, the default voice of the package.
        model: speech model; "turbo" starts sooner, "hd" sounds better.
        websocket: speak over a WebSocket (extra `realtime`) instead of HTTP.
        options: further keyword arguments of `speech.stream`, such as `speed` or `emotion`.
        **kwargs: arguments of pipecat's `TTSService`, such as `sample_rate`.
    """

    def __init__(
        self,
        *,
        client: AsyncMiniMax | None = None,
        voice: str | None = None,
        model: str = "speech-2.8-turbo",
        websocket: bool = False,
        options: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        settings = TTSSettings(model=model, voice=voice, language=None)
        super().__init__(push_start_frame=True, push_stop_frames=True, settings=settings, **kwargs)
        self._minimax = AsyncMiniMax() if client is None else client
        self._is_own_client = client is None
        self._websocket = websocket
        self._options = dict(options or {})

    def can_generate_metrics(self) -> bool:
        """Whether pipecat measures usage and time to the first byte."""
        return True

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """Speak a text. Yields audio frames, and an error frame if there is an error."""
        try:
            await self.start_tts_usage_metrics(text)
            async for audio in self._audio(text):
                await self.stop_ttfb_metrics()
                yield TTSAudioRawFrame(
                    audio=audio,
                    sample_rate=self.sample_rate,
                    num_channels=1,
                    context_id=context_id,
                )
        except MinimaxError as error:
            yield ErrorFrame(error=f"{type(error).__name__}: {error}", exception=error)
        finally:
            await self.stop_ttfb_metrics()

    async def cleanup(self) -> None:
        """Close the client, if this object created it."""
        await super().cleanup()  # type: ignore[no-untyped-call]
        if self._is_own_client:
            await self._minimax.close()

    async def _audio(self, text: str) -> AsyncIterator[bytes]:
        given: dict[str, Any] = {
            "voice": self._settings.voice,
            "model": self._settings.model,
            "format": "pcm",
            "sample_rate": self.sample_rate,
            **self._options,
        }
        speech = self._minimax.speech
        stream = speech.speak([text], **given) if self._websocket else speech.stream(text, **given)
        async with stream as chunks:
            async for chunk in chunks:
                yield chunk
