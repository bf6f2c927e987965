"""Music: `client.music`. Not available to accounts created since 20 August 2026."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minimax_generated.api import music as api

from ..audio import AudioAnswer
from ..core import call
from ..core.operation import I, Service, arguments, operation, streaming
from ..core.parsing import missing
from ..core.reader import Reader
from ..core.sources import FileSource, SourceFile, describe, refused
from ..errors import ValidationError
from ..media import media_rules
from ..requests.request_body import build
from ..requests.upload_limits import check_limits
from ..results.records import Cover, Lyrics
from ..results.sound import AsyncAudioStream, AudioStream, Music, SoundAccumulator, sound_from

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from minimax_generated.options import music as keywords

    from ..core.streaming import Source

DEFAULT_MODEL = "music-3.0"
COVER_MODEL = "music-cover"
DEFAULTS = {"format": "mp3", "sample_rate": 44100, "bitrate": 256000}
"""Always sent: the platform documents no defaults."""


class MusicService(Service[I]):
    """Songs, instrumentals, lyrics and covers.

    Not available to accounts created since 20 August 2026: for these every call raises
    PermissionDeniedError with `status_code` 2153.
    """

    @operation
    async def generate(
        self,
        prompt: str | None = None,
        *,
        lyrics: str | None = None,
        model: keywords.MusicModel = DEFAULT_MODEL,
        instrumental: bool | None = None,
        format: keywords.MusicFormat = "mp3",
        **options: Unpack[keywords.MusicOptions],
    ) -> Music:
        """Generate a song or an instrumental; takes one to three minutes.

        Args:
            prompt: style, mood and scene, up to 2,000 characters. Required for an instrumental.
            lyrics: lyrics, 1 to 3,500 characters, with newlines between lines and tags such as
                [Verse] and [Chorus] before sections. Required for vocals, unless
                `lyrics_optimizer=True` writes them from the prompt.
            model: "music-3.0" or "music-2.6"; for "music-cover" see `cover`.
            instrumental: True for music without vocals.
            format: "mp3", "wav" or "pcm" (16-bit little-endian).
            **options: other fields of the request, typed in MusicOptions: `lyrics_optimizer`,
                `sample_rate` (defaults to 44100), `bitrate` (defaults to 256000), `output="url"`,
                `watermark`.

        Returns:
            The music: `audio` bytes, `save(path)`, `duration`, `info`.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            PermissionDeniedError: music is not available to this account (code 2153, accounts
                created since 20 August 2026).
            APIError: the platform reported an error; see its subclasses.
            DecodeError: the response contains no readable audio; `raw` has it.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/music-generation
        """
        return await _generate(self, _values(arguments(locals())))

    @streaming(AudioStream[Music], AsyncAudioStream[Music])
    def stream(
        self,
        prompt: str | None = None,
        *,
        lyrics: str | None = None,
        model: keywords.MusicModel = DEFAULT_MODEL,
        instrumental: bool | None = None,
        format: keywords.MusicFormat = "mp3",
        **options: Unpack[keywords.MusicOptions],
    ) -> Source[bytes, Music]:
        """Generate a song and stream the audio. The first bytes can take more than a minute.

        Takes the arguments of `generate`, except `output="url"`. Use it as a context manager, so
        that the connection is released if you leave early:

            with client.music.stream("slow blues", instrumental=True) as stream:
                for chunk in stream:
                    player.write(chunk)

        Raises, while iterating:
            StreamInterrupted: the stream ended early; `partial` holds the music so far.
            MinimaxError: any error of `generate`.

        Source: https://platform.minimax.io/docs/api-reference/music-generation
        """
        values, target = _values(arguments(locals())), api.music_generation.OPERATION
        accumulator = SoundAccumulator(
            call.origin(self._config, target), Music, format=format, asked=options
        )

        async def body() -> dict[str, Any]:
            return {**build(target, values), "stream": True}

        return Reader(self._io, self._config, target, body, accumulator)

    @operation
    async def lyrics(
        self,
        prompt: str | None = None,
        *,
        mode: keywords.LyricsMode | None = None,
        lyrics: str | None = None,
        title: str | None = None,
        **options: Unpack[keywords.LyricsOptions],
    ) -> Lyrics:
        """Write the lyrics of a song, or edit existing ones.

        Args:
            prompt: theme, or what to change, up to 2,000 characters; without it, a random song.
            mode: "write_full_song" or "edit"; by default "edit" if there are lyrics to edit.
            lyrics: lyrics to edit, up to 3,500 characters.
            title: title of the song; returned unchanged.
            **options: `extra` sends fields that are newer than this package.

        Returns:
            The lyrics: `title`, `style_tags`, `lyrics`.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            PermissionDeniedError: music is not available to this account (code 2153, accounts
                created since 20 August 2026).
            APIError: the platform reported an error; see its subclasses.

        Source: https://platform.minimax.io/docs/api-reference/lyrics-generation
        """
        mode = mode or ("edit" if lyrics else "write_full_song")
        if self._config.validate and mode == "edit" and not lyrics:
            raise refused("lyrics", 'mode "edit" requires the lyrics to edit', lyrics)
        values = {"mode": mode, "prompt": prompt, "lyrics": lyrics, "title": title, **options}
        payload = (await self._call(api.lyrics_generation.OPERATION, values)).payload
        written = Lyrics.read(payload)
        if not written.lyrics:
            raise missing("lyrics", payload)
        return written

    @operation
    async def prepare_cover(
        self,
        audio: FileSource,
        *,
        model: keywords.CoverModel = COVER_MODEL,
        **options: Unpack[keywords.CoverOptions],
    ) -> Cover:
        """Analyse a song for a cover: returns its lyrics, its structure and an id. Free of charge.

        Args:
            audio: the song: a path, bytes, an open binary file or a URL; 6 seconds to 6 minutes, at
                most 50 MB, MP3, WAV, FLAC and the like. Signed links may be rejected; send the file
                in that case.
            model: "music-cover".
            **options: `extra` sends fields that are newer than this package.

        Returns:
            The prepared cover: `lyrics` to edit, `segments`, `duration`. Pass it to `cover` within
            24 hours.

        Raises:
            ValidationError: the audio is missing, too large, too short or too long; nothing was
                sent.
            PermissionDeniedError: music is not available to this account (code 2153, accounts
                created since 20 August 2026).
            APIError: the platform reported an error; see its subclasses.

        Source: https://platform.minimax.io/docs/api-reference/music-cover-preprocess
        """
        song: dict[str, str] = await self._io.work(
            lambda: _audio_fields(audio, checked=self._config.validate)
        )
        values = {"model": model, **song, **options}
        answer = await self._call(api.music_cover_preprocess.OPERATION, values)
        cover = Cover.read(answer.payload, trace_id=answer.trace_id)
        if not cover.feature_id:
            raise missing("cover_feature_id", answer.payload)
        return cover

    @operation
    async def cover(
        self,
        prompt: str,
        audio: FileSource | None = None,
        *,
        cover: Cover | str | None = None,
        lyrics: str | None = None,
        model: keywords.MusicModel = COVER_MODEL,
        format: keywords.MusicFormat = "mp3",
        **options: Unpack[keywords.MusicOptions],
    ) -> Music:
        """Generate a cover of a song, in one step from its audio, or in two with `prepare_cover`.

        Args:
            prompt: style of the new version, 10 to 300 characters.
            audio: the song: a path, bytes, an open binary file or a URL; 6 seconds to 6 minutes, at
                most 50 MB, MP3, WAV, FLAC and the like. Signed links may be rejected; send the file
                in that case.
            cover: instead of `audio`, the result of `prepare_cover`, or its `feature_id`.
            lyrics: lyrics, 10 to 1,000 characters; defaults to those of the song. Required with a
                bare `feature_id`.
            model: "music-cover".
            format: "mp3", "wav" or "pcm" (16-bit little-endian).
            **options: as in `generate`.

        Returns:
            The music: `audio` bytes, `save(path)`, `duration`, `info`.

        Raises:
            ValidationError: an argument breaks a rule of the API; nothing was sent.
            PermissionDeniedError: music is not available to this account (code 2153, accounts
                created since 20 August 2026).
            MinimaxError: any error of `generate`.

        Source: https://platform.minimax.io/docs/api-reference/music-generation
        """
        if (audio is None) == (cover is None):
            raise ValidationError(
                "pass exactly one of audio and cover",
                field="audio",
                value=None if audio is None else describe(audio),
            )
        song: dict[str, str] = {}
        if audio is not None:
            song = await self._io.work(lambda: _audio_fields(audio, checked=self._config.validate))
        elif isinstance(cover, Cover):
            song, lyrics = {"cover_feature_id": cover.feature_id}, lyrics or cover.lyrics
        else:
            song = {"cover_feature_id": str(cover)}
        values = {"prompt": prompt, "lyrics": lyrics, "model": model, "format": format}
        return await _generate(self, _values({**values, **song, **options}))


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """All fields of a music request, under their Python names."""
    values = DEFAULTS | {name: value for name, value in given.items() if value is not None}
    if not values.get("lyrics"):  # the platform rejects empty lyrics, but may write missing ones
        values.pop("lyrics", None)
    return values


async def _generate(service: Service[Any], values: Mapping[str, Any]) -> Music:
    answer = await service._call(api.music_generation.OPERATION, values, collect=AudioAnswer)
    return sound_from(answer, Music, format=values["format"], asked=values)


def _audio_fields(audio: FileSource, *, checked: bool) -> dict[str, str]:
    """The field of a request that carries a song: its URL, or its content in base64. May block."""
    if isinstance(audio, str) and audio.startswith(("http://", "https://")):
        return {"audio_url": audio}
    with SourceFile(audio) as file:
        if checked:
            _check_audio(file)
        return {"audio_base64": file.base64()}


def _check_audio(file: SourceFile) -> None:
    # Only clear mistakes are rejected: the list of accepted audio formats is not documented.
    if (file.media_type or "").startswith("image/") or _is_text(file.head[:512]):
        message, allowed = f"{file.name} is not audio", "MP3, WAV, FLAC and the like"
        raise ValidationError(message, field="audio", value=file.name, allowed=allowed)
    limits = media_rules("music", "CoverPreprocessRequest.audio_base64")
    size, seconds = file.size, file.seconds
    check_limits(limits, "a cover", name=file.name, size=size, seconds=seconds, field="audio")


def _is_text(head: bytes) -> bool:
    try:
        return "\0" not in head.decode()
    except UnicodeDecodeError as error:  # the last character may be incomplete
        return error.start > len(head) - 4 and b"\0" not in head
