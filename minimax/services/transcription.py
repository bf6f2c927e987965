"""Transcription: the implementation of `client.speech.transcribe`, loaded on first use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from minimax_generated.api import speech as api

from ..core import call
from ..core.reader import Reader
from ..core.sources import sniff
from ..core.uploads import Upload
from ..errors import ValidationError
from ..media import media_rules
from ..requests.purposes import check_limits
from ..requests.request_body import build, validate
from ..results.transcript import Transcript, TranscriptAccumulator, transcript_from

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from ..core.io import IO
    from ..core.settings import Config
    from ..core.sources import FileSource
    from ..core.streaming import Source
    from ..core.transfer import Progress

ENDINGS = {
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/flac": ".flac",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
    "video/mp4": ".m4a",
}
"""File name endings of recordings that come without a name, by content; encoders mark M4A as MP4,
too.
"""


async def transcribe(
    io: IO,
    config: Config,
    file: FileSource,
    values: Mapping[str, Any],
    language: str | None,
    on_progress: Progress | None,
) -> Transcript:
    """Send a recording and return its transcript."""
    target = api.speech_to_text.OPERATION
    form = values["format"]
    headers = [*_language(language), ("Accept", "*/*")]
    body = await _recording(
        io,
        config,
        target,
        file,
        {**values, "format": "verbose_json" if form == "verbose" else form},
        on_progress,
    )
    try:
        answer = await call.call(io, config, target, upload=body, headers=headers, text=True)
    finally:
        body.close()
    return transcript_from(answer, format=form)


def stream(
    io: IO,
    config: Config,
    file: FileSource,
    values: Mapping[str, Any],
    language: str | None,
    on_progress: Progress | None,
) -> Source[str, Transcript]:
    """Prepare the streamed transcription of a recording."""
    target = api.speech_to_text.OPERATION
    accumulator = TranscriptAccumulator(call.origin(config, target))

    async def upload() -> Upload:
        return await _recording(io, config, target, file, values, on_progress, stream=True)

    headers = _language(language)
    return Reader(io, config, target, None, accumulator, upload=upload, headers=headers)


async def _recording(
    io: IO,
    config: Config,
    target: AnyOperation,
    file: FileSource,
    values: Mapping[str, Any],
    on_progress: Progress | None,
    **switch: bool,
) -> Upload:
    """The validated form of a call with the recording. The caller closes it."""
    form = {**build(target, values), **switch}
    texts = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in form.items()
    }

    def opened() -> Upload:
        body = Upload(
            texts,
            file,
            ending=lambda head: ENDINGS.get(sniff(head) or "", ""),
            on_progress=on_progress,
        )
        try:
            if config.validate:
                validate(target, {**form, "file": body.name})
                _check(body)
        except ValidationError:
            body.close()
            raise
        return body

    return cast(Upload, (await io.work(opened)))


def _check(body: Upload) -> None:
    """Raise a ValidationError for a recording that is not accepted. May block."""
    limits = media_rules("speech", "SpeechToTextRequest.file")
    known, most = ", ".join(limits["formats"]), limits["max_body_bytes"]
    if "." in body.name and body.name.rpartition(".")[2].lower() not in limits["formats"]:
        raise ValidationError(
            f"{body.name}: transcription accepts {known}",
            field="file",
            value=body.name,
            allowed=known,
        )
    if body.length > most:
        allowed = f"at most {most:,} bytes with the rest of the request"
        message = f"{body.name} has {body.size:,} bytes; transcription accepts {allowed}"
        raise ValidationError(message, field="file", value=body.size, allowed=allowed)
    check_limits(
        limits,
        "transcription",
        name=body.name,
        size=body.size,
        seconds=body.source.seconds,
    )


def _language(language: str | None) -> list[tuple[str, str]]:
    """The header with the language."""
    if not language:
        return []
    if not (language.isascii() and language.replace("-", "").isalnum()):
        message = f"language: {language!r} is not a language tag; it looks like 'en' or 'yue'"
        raise ValidationError(message, field="language", value=language, allowed="a BCP-47 tag")
    return [("language", language)]
