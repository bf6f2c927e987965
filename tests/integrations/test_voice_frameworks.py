"""Text to speech in pipecat and in LiveKit Agents, with the frameworks themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from minimax import AsyncMiniMax, StreamInterrupted
from minimax.emulator import Emulator

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.mark.parametrize("websocket", [False, True])
class TestPipecat:
    @pytest.fixture(autouse=True)
    def _is_installed(self) -> None:
        pytest.importorskip("pipecat")

    def spoken(self, websocket: bool, text: str) -> tuple[list[Any], list[Any]]:
        """The frames that leave a service, downwards and upwards, when it is to say something."""
        from pipecat.frames.frames import TTSSpeakFrame
        from pipecat.tests.utils import run_test

        from minimax.integrations.pipecat import MiniMaxTTSService

        async def main() -> tuple[list[Any], list[Any]]:
            async with AsyncMiniMax(max_retries=0) as client:
                service = MiniMaxTTSService(client=client, websocket=websocket, sample_rate=24000)
                down, up = await run_test(service, frames_to_send=[TTSSpeakFrame(text)])
                return list(down), list(up)

        return asyncio.run(main())

    def test_text_becomes_audio(self, websocket: bool, emulator: Emulator) -> None:
        from pipecat.frames.frames import ErrorFrame, TTSAudioRawFrame

        down, up = self.spoken(websocket, "The kettle is on.")
        audio = [frame for frame in down if isinstance(frame, TTSAudioRawFrame)]
        assert sum(len(frame.audio) for frame in audio) > 20_000
        assert {frame.sample_rate for frame in audio} == {24000}
        assert not [frame for frame in up if isinstance(frame, ErrorFrame)]

    def test_errors_are_reported(self, websocket: bool, emulator: Emulator) -> None:
        emulator.fault("insufficient_balance")
        _, up = self.spoken(websocket, "The kettle is on.")
        assert errors(up)
        assert any("1008" in error.error for error in errors(up))

    def test_interrupted_streams_are_reported(self, websocket: bool, emulator: Emulator) -> None:
        emulator.fault("ws_close" if websocket else "end_mid_stream")
        _, up = self.spoken(websocket, "The kettle is on. Tea or coffee? " * 20)
        assert errors(up)
        assert all(isinstance(error.exception, StreamInterrupted) for error in errors(up))


def errors(frames: Sequence[Any]) -> list[Any]:
    from pipecat.frames.frames import ErrorFrame

    return [frame for frame in frames if isinstance(frame, ErrorFrame)]


class TestLiveKit:
    @pytest.fixture(autouse=True)
    def _is_installed(self) -> None:
        pytest.importorskip("livekit.agents")

    def spoken(self, *pieces: str, streamed: bool) -> float:
        """Seconds of audio."""
        from minimax.integrations.livekit import TTS

        async def main() -> float:
            async with AsyncMiniMax(max_retries=0) as client:
                speaker = TTS(client=client)
                if not streamed:
                    return (await speaker.synthesize("".join(pieces)).collect()).duration
                stream = speaker.stream()
                for piece in pieces:
                    stream.push_text(piece)
                stream.end_input()
                seconds = 0.0
                async for audio in stream:
                    seconds += audio.frame.duration
                await stream.aclose()
                return seconds

        return asyncio.run(main())

    @pytest.mark.parametrize("streamed", [False, True])
    def test_text_becomes_audio(self, streamed: bool, emulator: Emulator) -> None:
        assert self.spoken("The kettle ", "is on.", streamed=streamed) > 0.3

    @pytest.mark.parametrize("streamed", [False, True])
    def test_errors_are_livekit_errors(self, streamed: bool, emulator: Emulator) -> None:
        from livekit.agents import APIStatusError

        emulator.fault("insufficient_balance")
        with pytest.raises(APIStatusError, match="1008"):
            self.spoken("The kettle is on.", streamed=streamed)
