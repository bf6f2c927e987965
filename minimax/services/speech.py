"""Speech: `client.speech`. Text to speech in one call, as a stream and as a task, and speech to
text.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal

from minimax_generated.api import speech as api
from minimax_generated.lazy import load
from minimax_generated.operation import AnyOperation

from ..audio import AudioAnswer
from ..core import call
from ..core.events import CallEvents
from ..core.operation import I, Service, arguments, operation, streaming
from ..core.reader import Reader
from ..core.sources import check_choice
from ..core.streaming import AsyncStream, Stream
from ..errors import ValidationError
from ..realtime.protocol import SENTENCE, STREAM, Protocol
from ..realtime.sockets import AsyncSpeechSocket, Session, SpeechSocket
from ..realtime.speaking import AsyncSpeakStream, SpeakStream, Spoken
from ..requests.request_body import build, validate
from ..results.sound import AsyncAudioStream, AudioStream, Speech, SpeechAccumulator, sound_from
from ..results.transcript import Transcript

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options import speech as keywords

    from ..core.settings import Config
    from ..core.sources import FileSource
    from ..core.streaming import Source
    from ..core.transfer import Progress
    from ..results.speech_file import SpeechFile
    from ..tasks import Task
    from .files import File

DEFAULT_MODEL = "speech-2.8-hd"
LIVE_MODEL = "speech-2.8-turbo"
DEFAULT_VOICE = "English_expressive_narrator"
ASR_MODEL = "asr-1.0"
PAGE = "https://platform.minimax.io/docs/api-reference/speech-t2a-websocket"
SOCKETS = {
    SENTENCE: ("ws_t2a_v2", "/ws/v1/t2a_v2", "WsTaskStart", PAGE),
    STREAM: ("ws_t2a_v2_bidi", "/ws/v1/t2a_v2_bidi", "WsTaskStartBidi", f"{PAGE}-bidi"),
}
"""Name, path, request and page of the WebSockets by mode. OpenAPI cannot describe them, so the spec
has the paths at their schemas; a test compares them.
"""


class SpeechService(Service[I]):
    """Text to speech, long speech and transcription."""

    @operation
    async def synthesize(
        self,
        text: str,
        *,
        voice: str | None = None,
        model: keywords.SynthesizeModel = DEFAULT_MODEL,
        format: keywords.SynthesizeFormat = "mp3",
        speed: float | None = None,
        volume: float | None = None,
        pitch: int | None = None,
        emotion: keywords.SynthesizeEmotion | None = None,
        sample_rate: keywords.SynthesizeSampleRate | None = None,
        subtitles: bool | None = None,
        language: keywords.SynthesizeLanguage | None = None,
        **options: Unpack[keywords.SynthesizeFurtherOptions],
    ) -> Speech:
        """Synthesize speech from a text and return the whole audio.

        Args:
            text: up to 10,000 characters; a newline starts a paragraph, `<#1.5#>` pauses for 1.5
                seconds. For more than 3,000 characters, prefer `stream`, which starts sooner.
            voice: id of a system, cloned or designed voice; defaults to
                "English_expressive_narrator".
            model: speech model; "hd" for quality, "turbo" for speed.
            format: "mp3", "wav", "flac", "pcm" (16-bit little-endian), "opus" (Ogg), "pcmu_raw" or
                "pcmu_wav" (G.711, 8 kHz).
            speed: speaking rate, 0.5 to 2.
            volume: loudness, above 0 up to 10.
            pitch: semitones up or down, -12 to 12.
            emotion: mood; by default the model chooses.
            sample_rate: in Hz; defaults to 32000.
            subtitles: request subtitles along with the audio, for `Speech.subtitles()`.
            language: language of the text, such as "English" or "Chinese,Yue", or "auto".
            **options: other fields of the request, typed in SynthesizeOptions: `pronunciation`,
                `mix`, `voice_effects`, `output="url"` and more.

        Returns:
            The speech: `audio` bytes, `save(path)`, `duration`, `subtitles()`, `info`.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            APIError: the platform reported an error; see its subclasses.
            DecodeError: the response contains no readable audio; `raw` has it.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/speech-t2a-http
        """
        target, values = api.t2a_v2.OPERATION, _values(arguments(locals()), DEFAULT_MODEL)
        body = build(target, values)
        answer = await call.call(self._io, self._config, target, body, collect=AudioAnswer)
        speech = sound_from(answer, Speech, format=format, asked=body.get("audio_setting"))
        await self._attach_subtitles(speech, (speech.raw.get("data") or {}).get("subtitle_file"))
        return speech

    @streaming(AudioStream[Speech], AsyncAudioStream[Speech])
    def stream(
        self, text: str, **options: Unpack[keywords.SynthesizeOptions]
    ) -> Source[bytes, Speech]:
        """Synthesize speech from a text and stream the audio as it is generated.

        Takes the arguments of `synthesize`, except `output="url"`. Use it as a context manager, so
        that the connection is released if you leave early:

            with client.speech.stream("Good morning!") as stream:
                for chunk in stream:
                    player.write(chunk)

        Raises, while iterating:
            StreamInterrupted: the stream ended early; `partial` holds the speech so far.
            MinimaxError: any error of `synthesize`.

        Source: https://platform.minimax.io/docs/api-reference/speech-t2a-http
        """
        target = api.t2a_v2.OPERATION
        values = _values({"text": text, **options}, DEFAULT_MODEL)
        body = {
            **build(target, values),
            "stream": True,
            "stream_options": {"exclude_aggregated_audio": True},
        }
        accumulator = SpeechAccumulator(
            call.origin(self._config, target),
            format=values["format"],
            asked=body.get("audio_setting"),
        )

        async def finish() -> None:
            await self._attach_subtitles(accumulator, accumulator.subtitle_url)

        return Reader(self._io, self._config, target, body, accumulator, finish=finish)

    @streaming(SpeechSocket, AsyncSpeechSocket)
    def connect(
        self,
        *,
        mode: Literal["stream", "sentence"] = "stream",
        voice: str | None = None,
        model: keywords.SpeechSocketModel = LIVE_MODEL,
        format: keywords.SpeechSocketFormat = "mp3",
        speed: float | None = None,
        volume: float | None = None,
        pitch: int | None = None,
        emotion: keywords.SpeechSocketEmotion | None = None,
        sample_rate: keywords.SpeechSocketSampleRate | None = None,
        language: keywords.SpeechSocketLanguage | None = None,
        **options: Unpack[keywords.SpeechSocketFurtherOptions],
    ) -> Session:
        """A WebSocket that synthesizes text while it is still being written: send text and read
        audio, at the same time from two threads or tasks.

            with client.speech.connect(format="pcm") as socket:
                socket.send("The kettle is on. ")
                socket.send("Tea or coffee?")
                socket.finish()
                for chunk in socket:
                    player.write(chunk)

        Nothing is sent until the socket is entered. `socket.events()` yields all events, see
        `minimax.realtime`. Needs the extra: pip install "minimax-sdk[realtime]".

        Args:
            mode: "stream" accepts text in pieces of any length, detects the sentences, and supports
                `flush` and `cancel`; "sentence" accepts whole texts of up to 10,000 characters and
                speaks them one after another.
            voice: id of a system, cloned or designed voice; defaults to
                "English_expressive_narrator".
            model: speech model; "turbo" starts sooner, "hd" sounds better.
            format: "mp3", "wav", "flac", "pcm" (16-bit little-endian), "opus" (Ogg), "pcmu_raw" or
                "pcmu_wav" (G.711, 8 kHz). Only "pcm" and "pcmu_raw" can be concatenated; in other
                formats each sentence may be a separate file.
            speed: speaking rate, 0.5 to 2.
            volume: loudness, above 0 up to 10.
            pitch: semitones up or down, -12 to 12.
            emotion: mood; by default the model chooses.
            sample_rate: in Hz; defaults to 32000.
            language: language of the text, such as "English" or "Chinese,Yue", or "auto".
            **options: other fields of `task_start`, typed in SpeechSocketOptions: `subtitles`,
                `pronunciation`, `mix` and more.

        Raises, some here and some from the socket:
            ValidationError: an argument breaks a rule of the API, or an action is too early, too
                late or not supported by the mode.
            APIError: the platform reported an error; `partial` has the speech so far.
            NetworkError: the platform could not be reached.
            StreamInterrupted: the connection was lost before the end; `partial` has the speech so
                far.
            ConfigError: websockets is not installed.

        Source: https://platform.minimax.io/docs/api-reference/speech-t2a-websocket
        """
        values = _values(arguments(locals(), "mode"), LIVE_MODEL)
        return _session(self._config, mode, values)

    @streaming(SpeakStream, AsyncSpeakStream)
    def speak(
        self,
        text_stream: Iterable[str] | AsyncIterable[str],
        **options: Unpack[keywords.SpeechSocketOptions],
    ) -> Spoken:
        """Synthesize a text while it is being written, and stream the audio as it is generated.

            with (
                client.text.stream("Tell me a story.") as chat,
                client.speech.speak(chat.text, format="pcm") as speech,
            ):
                for chunk in speech:
                    player.write(chunk)

        `cancel()` stops the speech, also from another thread or task. Leaving early closes the
        connection and the source. Errors of the source are raised where the audio is read. If the
        audio is not read, no more text is read.

        Args:
            text_stream: a list or an iterator of text, for example the `text` of a chat stream; on
                the async client an async iterator. It is read in a separate thread (or task) and
                closed at the end. Leaving waits up to 5 seconds for a blocking source.
            others: those of `connect`, always in mode "stream".

        Raises, while iterating:
            MinimaxError: any error of `connect`; errors of the source are raised unchanged.

        Source: https://platform.minimax.io/docs/api-reference/speech-t2a-websocket-bidi
        """
        session = _session(self._config, STREAM, _values(options, LIVE_MODEL), resend=True)
        return Spoken(session, _pieces(text_stream, is_async=self._io.is_async))

    @operation
    async def create_task(
        self,
        text: str | None = None,
        *,
        file: FileSource | File | None = None,
        voice: str | None = None,
        model: keywords.SpeechTaskModel = DEFAULT_MODEL,
        format: keywords.SpeechTaskFormat = "mp3",
        speed: float | None = None,
        volume: float | None = None,
        pitch: int | None = None,
        emotion: keywords.SpeechTaskEmotion | None = None,
        sample_rate: keywords.SpeechTaskSampleRate | None = None,
        language: keywords.SpeechTaskLanguage | None = None,
        on_progress: Progress | None = None,
        **options: Unpack[keywords.SpeechTaskOptions],
    ) -> Task[I, SpeechFile[I]]:
        """Start the synthesis of a long text; the platform processes it in the background.

            task = client.speech.create_task(file="book.txt", voice="English_Graceful_Lady")
            print(task.handle)  # client.task(handle) resumes it, in any process
            task.download("book.mp3")  # waits, then saves the audio

        The platform keeps the result for 9 hours.

        Args:
            text: up to 50,000 characters, with the markup of `synthesize`; for longer texts pass a
                file. Exactly one of text and file is required.
            file: a path, bytes or an open binary file, which is uploaded first, or the id of an
                uploaded file (purpose "t2a_async_input"). A .txt below 1,000,000 characters, or a
                .zip of .txt or of .json files with `title`, `content` and `extra`.
            voice: id of a system, cloned or designed voice; defaults to
                "English_expressive_narrator".
            model: speech model; "hd" for quality, "turbo" for speed.
            format: "mp3", "wav", "flac", "pcm" (16-bit little-endian), "opus" (Ogg), "pcmu_raw" or
                "pcmu_wav" (G.711, 8 kHz).
            speed: speaking rate, 0.5 to 2.
            volume: loudness, above 0 up to 10.
            pitch: semitones up or down, -12 to 12.
            emotion: mood; by default the model chooses.
            sample_rate: in Hz; defaults to 32000. "opus" takes 8000, 12000, 16000, 24000 or 48000
                only.
            language: language of the text, such as "English" or "Chinese,Yue", or "auto".
            on_progress: called with the bytes sent and the total bytes of the file.
            **options: other fields of the request, typed in SpeechTaskOptions: `channels` (defaults
                to 2), `bitrate`, `pronunciation`, `voice_effects` and more.

        Returns:
            The task. Its result is a SpeechFile: `save(path)` saves the audio, `unpack(folder)`
            also the subtitles and metadata. `task.raw["usage_characters"]` is the number of billed
            characters.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            APIError: the platform reported an error; see its subclasses. `uploaded`, and the
                message, have the id of the file if it was uploaded: pass it to the next attempt, so
                that nothing is uploaded twice.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/speech-t2a-async-create
        """
        given = {"text": None, **arguments(locals(), "file", "on_progress")}
        from . import speech_files

        given["voice"] = voice or DEFAULT_VOICE
        return await speech_files.create_task(self, file, given, on_progress)

    @operation
    async def transcribe(
        self,
        file: FileSource,
        *,
        model: keywords.TranscribeModel = ASR_MODEL,
        language: keywords.TranscribeLanguage | None = None,
        format: keywords.TranscribeFormat | Literal["verbose"] | None = None,
        timestamps: keywords.TranscribeTimestamps | None = None,
        on_progress: Progress | None = None,
        **options: Unpack[keywords.TranscribeOptions],
    ) -> Transcript:
        """Transcribe a recording.

        Args:
            file: a path, bytes or an open binary file; WAV, AIFF, FLAC, M4A, MP3, AAC, Opus or Ogg,
                up to 500 seconds and 50 MB.
            model: "asr-1.0".
            language: BCP-47 tag such as "en" or "yue"; without it, the recording may mix languages.
            format: "json" for the text alone, "verbose" for segments with times and speakers, "srt"
                or "vtt" for a subtitle file; defaults to "verbose" with `timestamps`, otherwise to
                "json".
            timestamps: length of a segment, "sentence" or "word" (in Chinese a character).
            on_progress: called with the bytes sent and the total bytes.
            **options: `extra` sends fields that are newer than this package.

        Returns:
            The transcript: `text`, `duration`, `segments`, `to_srt()`, `to_vtt()`.

        Raises:
            ValidationError: the file is missing, empty, too large, too long or of an unsupported
                kind; nothing was sent.
            APIError: the platform reported an error; see its subclasses.
            DecodeError: the response contains no transcript; `raw` has it.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/speech-to-text
        """
        from . import speech_files

        values = {
            "model": model,
            "format": format or ("verbose" if timestamps else "json"),
            "timestamps": timestamps,
            **options,
        }
        return await speech_files.transcribe(self, file, values, language, on_progress)

    @streaming(Stream[str, Transcript], AsyncStream[str, Transcript])
    def transcribe_stream(
        self,
        file: FileSource,
        *,
        model: keywords.TranscribeModel = ASR_MODEL,
        language: keywords.TranscribeLanguage | None = None,
        on_progress: Progress | None = None,
        **options: Unpack[keywords.TranscribeOptions],
    ) -> Source[str, Transcript]:
        """Transcribe a recording and stream the text as it is recognised. The recording itself is
        sent whole.

            with client.speech.transcribe_stream("interview.mp3") as stream:
                for piece in stream:
                    print(piece, end="", flush=True)
            seconds = stream.final().duration

        Takes the arguments of `transcribe`, except the format: times and speakers cannot be
        streamed.

        Raises, while iterating:
            StreamInterrupted: the stream ended early; `partial` holds the transcript so far.
            MinimaxError: any error of `transcribe`.

        Source: https://platform.minimax.io/docs/api-reference/speech-to-text
        """
        from . import speech_files

        values = {"model": model, "format": "json", **options}
        return speech_files.transcribe_stream(self, file, values, language, on_progress)

    def resume(self, kind: str, task_id: str) -> Task[I, SpeechFile[I]]:
        """An existing task by the two parts of its handle; `client.task(handle)` does the same.
        Nothing is sent.
        """
        from . import speech_files

        return speech_files.task_of(self, task_id)

    async def _attach_subtitles(self, speech: Speech | SpeechAccumulator, url: object) -> None:
        """Fetch the subtitles of a speech if the platform gave a link to them."""
        if url:
            from .speech_files import fetch_subtitles

            speech.attach_subtitles(await fetch_subtitles(self, url))


def _values(given: Mapping[str, Any], model: str) -> dict[str, Any]:
    """All fields of a speech request, under their Python names."""
    voice = "" if given.get("mix") else DEFAULT_VOICE  # the API requires an empty id with a mix
    usual = {"model": model, "format": "mp3", "voice": voice}
    return usual | {name: value for name, value in given.items() if value is not None}


@cache
def socket_of(mode: str, event: str = "") -> AnyOperation:
    """The WebSocket of a mode as an operation, whose request is its first event or another one."""
    name, path, start, page = SOCKETS[mode]
    request, fields = event or start, load("minimax_generated.checks.speech").FIELDS
    socket = AnyOperation(name, "GET", path, "speech", rate_class="speech", source=(page,))
    return socket._replace(request=request, fields=fields[request])


def _session(
    config: Config, mode: str, values: Mapping[str, Any], *, resend: bool = False
) -> Session:
    """Prepare a session."""
    check_choice("mode", mode, SOCKETS)
    target = socket_of(mode)
    start = {"event": "task_start", **build(target, values)}
    if config.validate:
        validate(target, start)
    events = CallEvents(config, target, stream=True)
    request = call.prepare(config, target, streamed=True)
    events.note(request, values)
    where = call.origin(config, target)
    text = socket_of(mode, "WsTaskContinue")
    check = partial(validate, text) if config.validate and mode == SENTENCE else None
    idle = request.timeout.silence()
    protocol = Protocol(
        start, where, mode=mode, format=values["format"], idle=idle, check=check, resend=resend
    )
    return Session(config, events, where, request, protocol)


def _pieces(text: object, *, is_async: bool) -> Iterator[str] | AsyncIterator[str]:
    """The pieces of a text, as an iterator that the client can read."""
    if isinstance(text, str):
        text = (text,)
    if is_async and isinstance(text, AsyncIterable):
        return aiter(text)
    if isinstance(text, (list, tuple) if is_async else Iterable):
        return _one_by_one(text) if is_async else iter(text)
    wanted = "an async iterator, a list or a text" if is_async else "an iterator or a text"
    kind = type(text).__name__
    raise ValidationError(
        f"text_stream must be {wanted}, not {kind}; AsyncMiniMax takes async iterators, MiniMax"
        " all others",
        field="text_stream",
        allowed=wanted,
    )


async def _one_by_one(pieces: Iterable[str]) -> AsyncIterator[str]:
    for piece in pieces:
        yield piece
