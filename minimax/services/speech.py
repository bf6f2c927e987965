"""Text to speech: `client.speech`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from .. import call
from ..audio import split_audio_json
from ..errors import DecodeError, MinimaxError, NetworkError
from ..flow import D, Flow, Request, Response, Send, Service, StreamFlow, operation, streaming
from ..results.speech import Speech, SpeechAccumulator, SpeechInfo, speech_from
from ..streaming import AsyncStream, Stream
from ..wire import build, endpoint

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options.speech import (
        SynthesizeEmotion,
        SynthesizeFormat,
        SynthesizeLanguage,
        SynthesizeModel,
        SynthesizeOptions,
        SynthesizeSampleRate,
    )

    from ..config import Config

DEFAULT_MODEL = "speech-2.8-hd"
DEFAULT_VOICE = "English_expressive_narrator"


class AudioStream(Stream[bytes, Speech]):
    """Audio as it is made: iterate it for bytes in the asked format, never repeated."""

    @property
    def info(self) -> SpeechInfo:
        """Facts of the audio; complete after the last bytes."""
        return self.snapshot.info

    def save(self, path: str | PathLike[str]) -> Path:
        """Read to the end and write the audio to a file; gives its path."""
        return self.final().save(path)


class AsyncAudioStream(AsyncStream[bytes, Speech]):
    """Audio as it is made: iterate it for bytes in the asked format, never repeated."""

    @property
    def info(self) -> SpeechInfo:
        """Facts of the audio; complete after the last bytes."""
        return self.snapshot.info

    async def save(self, path: str | PathLike[str]) -> Path:
        """Read to the end and write the audio to a file; gives its path."""
        speech = await self.final()
        return cast(Path, await self._driver.work(lambda: speech.save(path)))


class SpeechService(Service[D]):
    """Text to speech."""

    @operation
    def synthesize(
        self,
        text: str,
        *,
        voice: str | None = None,
        model: SynthesizeModel = DEFAULT_MODEL,
        format: SynthesizeFormat = "mp3",
        speed: float | None = None,
        volume: float | None = None,
        pitch: int | None = None,
        emotion: SynthesizeEmotion | None = None,
        sample_rate: SynthesizeSampleRate | None = None,
        subtitles: bool | None = None,
        language: SynthesizeLanguage | None = None,
        **options: Unpack[SynthesizeOptions],
    ) -> Flow[Speech]:
        """Speak a text and give the whole audio.

        Args:
            text: up to 10,000 characters; a newline starts a paragraph, `<#1.5#>` pauses for 1.5 seconds.
                Above 3,000 characters `stream` starts sooner.
            voice: id of a system, cloned or designed voice; left out, "English_expressive_narrator".
            model: speech model; "hd" for quality, "turbo" for speed.
            format: "mp3", "wav", "flac", "pcm" (16-bit little-endian), "opus" (Ogg), "pcmu_raw" or "pcmu_wav" (G.711, 8 kHz).
            speed: speaking rate, 0.5 to 2.
            volume: loudness, above 0 up to 10.
            pitch: semitones up or down, -12 to 12.
            emotion: mood; left out, the model chooses.
            sample_rate: Hz; 32000 when left out.
            subtitles: fetch subtitles together with the audio, for `Speech.subtitles()`.
            language: language to favour, such as "English" or "Chinese,Yue", or "auto".
            **options: further fields of the request, typed in SynthesizeOptions: `pronunciation`, `mix`, `voice_effects`,
                `output="url"` and more.

        Returns:
            The speech: `audio` bytes, `save(path)`, `duration`, `subtitles()`, `info`.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            APIError: the platform refused or failed; see its subclasses.
            DecodeError: the answer holds no readable audio; it is kept in `raw`.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/speech-t2a-http
        """
        target = endpoint("speech", "t2a_v2")
        values = _values(
            options, text=text, voice=voice, model=model, format=format, speed=speed, volume=volume, pitch=pitch,
            emotion=emotion, sample_rate=sample_rate, subtitles=subtitles, language=language,
        )  # fmt: skip
        answer = yield from call.call(self._config, target, build(target, values), decode=split_audio_json)
        speech = speech_from(answer, format=format)
        url = (speech.raw.get("data") or {}).get("subtitle_file")
        if url:
            speech.attach_subtitles((yield from _subtitles(self._config, url)))
        return speech

    @streaming(AudioStream, AsyncAudioStream)
    def stream(
        self,
        text: str,
        *,
        voice: str | None = None,
        model: SynthesizeModel = DEFAULT_MODEL,
        format: SynthesizeFormat = "mp3",
        speed: float | None = None,
        volume: float | None = None,
        pitch: int | None = None,
        emotion: SynthesizeEmotion | None = None,
        sample_rate: SynthesizeSampleRate | None = None,
        subtitles: bool | None = None,
        language: SynthesizeLanguage | None = None,
        **options: Unpack[SynthesizeOptions],
    ) -> call.Prepared[bytes, Speech]:
        """Speak a text and hand out the audio as it is made.

        Takes the arguments of `synthesize`, but no `output="url"`. Use it as a context manager, so that leaving early frees the connection:

            with client.speech.stream("Good morning!") as stream:
                for chunk in stream:
                    player.write(chunk)

        Raises, while iterating:
            StreamInterrupted: the stream ended early; `partial` holds the speech so far.
            and what `synthesize` raises.

        Source: https://platform.minimax.io/docs/api-reference/speech-t2a-http
        """
        target = endpoint("speech", "t2a_v2")
        values = _values(
            options, text=text, voice=voice, model=model, format=format, speed=speed, volume=volume, pitch=pitch,
            emotion=emotion, sample_rate=sample_rate, subtitles=subtitles, language=language,
        )  # fmt: skip
        body = {**build(target, values), "stream": True, "stream_options": {"exclude_aggregated_audio": True}}
        accumulator = SpeechAccumulator(call.origin(self._config, target), format=format)

        def flow() -> StreamFlow[None]:
            yield from call.stream(self._config, target, body, accumulator).flow
            if accumulator.subtitle_url:
                accumulator.attach_subtitles((yield from _subtitles(self._config, accumulator.subtitle_url)))

        return call.Prepared(flow(), accumulator)


def _values(options: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """Everything that a speech call sends, under its Python names."""
    if values["voice"] is None:
        values["voice"] = "" if options.get("mix") else DEFAULT_VOICE  # the wire wants the id empty beside a mix
    return {**values, **options}


def _subtitles(config: Config, url: str) -> Flow[object]:
    """The subtitle file behind a signed URL, or the error that kept it from coming: the audio is paid and must not be lost with it.

    The key is not sent: the file lies on a storage host.
    """
    try:
        response: Response = yield Send(Request("GET", url, [("User-Agent", call.USER_AGENT)], None, config.timeout))
    except NetworkError as error:
        return error
    try:
        return json.loads(response.content) if response.status < 400 else _no_subtitles(url, response)
    except ValueError:
        return _no_subtitles(url, response)


def _no_subtitles(url: str, response: Response) -> MinimaxError:
    place = url.partition("?")[0]
    return DecodeError(f"The subtitle file {place} could not be read: HTTP {response.status}", raw=response.content)
