"""The calls of `client.speech` that work with files, loaded on first use: long texts as tasks,
transcription, and subtitle files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from minimax_generated.api import speech as api

from ..core import call
from ..core.call import USER_AGENT, observed
from ..core.events import of_download
from ..core.http import Request, ResponseBuffer
from ..core.operation import I, Service
from ..core.parsing import json_or
from ..core.reader import Reader
from ..core.secret import Headers, Secret
from ..core.sources import Upload, sniff
from ..core.transfer import web_url
from ..core.waiting import Status, created_id
from ..errors import DecodeError, MinimaxError, ValidationError
from ..media import media_rules
from ..requests.request_body import build, validate
from ..requests.upload_limits import check_limits
from ..results.speech_file import SpeechFile
from ..results.transcript import Transcript, TranscriptAccumulator, transcript_from
from ..tasks import Task
from .files import download_link, file_id_in, note_uploads, stored_id, upload

if TYPE_CHECKING:
    from ..core.events import CallEvents
    from ..core.sources import FileSource
    from ..core.streaming import Source
    from ..core.transfer import Progress
    from .files import File


PURPOSE = "t2a_async_input"


async def create_task(
    service: Service[I],
    file: FileSource | File | None,
    values: Mapping[str, Any],
    on_progress: Progress | None,
) -> Task[I, SpeechFile[I]]:
    """Start a task, after uploading its text if it is a file that has not been uploaded yet."""
    if (values["text"] is None) == (file is None):
        raise ValidationError(
            "pass exactly one of text and file", field="text", value=values["text"]
        )
    config, target = service._config, api.t2a_async_v2.OPERATION
    file_id, uploaded = stored_id(file), dict[str, str]()
    with note_uploads(uploaded):
        if file is not None and file_id is None:
            if config.validate:  # before the upload, with 0 in place of the file id
                validate(target, build(target, {**values, "text_file_id": 0}))
            source = cast("FileSource", file)
            text = await upload(
                service, source, purpose=PURPOSE, ending=_ending, on_progress=on_progress
            )
            file_id = uploaded["file"] = text.id
        given = values if file_id is None else {**values, "text_file_id": file_id}
        answer = await service._call(target, given)
    return task_of(
        service,
        created_id(answer.payload),
        status=Status.QUEUED,
        created=answer.payload,
        asked=values,
        created_by=answer.events,
    )


def task_of(
    service: Service[I],
    task_id: str,
    *,
    status: Status | None = None,
    created: Mapping[str, Any] | None = None,
    asked: Mapping[str, Any] | None = None,
    created_by: CallEvents | None = None,
) -> Task[I, SpeechFile[I]]:
    """A task by its id. `created` is the response to its creation and `asked` are the values of the
    call, if known.
    """
    io, config, asked = service._io, service._config, asked or {}
    format = str(asked.get("format") or "")
    facts = {
        "audio_sample_rate": asked.get("sample_rate"),
        "audio_channel": asked.get("channels"),
        "usage_characters": (created or {}).get("usage_characters"),
    }

    async def finish(task: Task[I, SpeechFile[I]]) -> SpeechFile[I]:
        file_id = file_id_in(task.state) or file_id_in(created or {})
        if not file_id:
            raise DecodeError(
                f"{task.handle} succeeded, but the platform sent no file; the response is in `raw`",
                raw=task.raw,
            )
        return SpeechFile(
            io,
            config,
            fresh=lambda config: download_link(io, config, file_id),
            file_id=file_id,
            format=format,
            facts=facts,
        )

    made = Task(
        io, config, "speech", task_id, finish, status=status, format=format, created_by=created_by
    )
    made.raw = dict(created or {})
    return made


def _ending(head: bytes) -> str:
    """The file extension of a text without a name, from its first bytes."""
    return ".zip" if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) else ".txt"


ENDINGS = {
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/flac": ".flac",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
    "video/mp4": ".m4a",
}
"""File extensions for recordings without a name, by media type; some encoders mark M4A as MP4."""


async def transcribe(
    service: Service[Any],
    file: FileSource,
    values: Mapping[str, Any],
    language: str | None,
    on_progress: Progress | None,
) -> Transcript:
    """Send a recording and return its transcript."""
    form = values["format"]
    headers = [*_language(language), ("Accept", "*/*")]
    values = {**values, "format": "verbose_json" if form == "verbose" else form}
    body = await _recording(service, file, values, on_progress)
    try:
        answer = await service._call(
            api.speech_to_text.OPERATION, upload=body, headers=headers, text=True
        )
    finally:
        body.close()
    return transcript_from(answer, format=form)


def transcribe_stream(
    service: Service[Any],
    file: FileSource,
    values: Mapping[str, Any],
    language: str | None,
    on_progress: Progress | None,
) -> Source[str, Transcript]:
    """Prepare the streamed transcription of a recording."""
    io, config, target = service._io, service._config, api.speech_to_text.OPERATION
    accumulator = TranscriptAccumulator(call.origin(config, target))

    async def upload() -> Upload:
        return await _recording(service, file, values, on_progress, stream=True)

    headers = _language(language)
    return Reader(io, config, target, None, accumulator, upload=upload, headers=headers)


async def _recording(
    service: Service[Any],
    file: FileSource,
    values: Mapping[str, Any],
    on_progress: Progress | None,
    **switch: bool,
) -> Upload:
    """The validated form of a call with the recording. The caller closes it."""
    target = api.speech_to_text.OPERATION
    form = {**build(target, values), **switch}

    def opened() -> Upload:
        body = Upload(form, file, ending=_recording_ending, on_progress=on_progress)
        try:
            if service._config.validate:
                validate(target, {**form, "file": body.name})
                _check(body)
        except ValidationError:
            body.close()
            raise
        return body

    return cast(Upload, await service._io.work(opened))


def _recording_ending(head: bytes) -> str:
    return ENDINGS.get(sniff(head) or "", "")


def _check(body: Upload) -> None:
    """Raise a ValidationError for a recording that is not accepted. May block."""
    limits = media_rules("speech", "SpeechToTextRequest.file")
    known, most = ", ".join(limits["formats"]), limits["max_body_bytes"]
    if "." in body.name and body.name.rpartition(".")[2].lower() not in limits["formats"]:
        message = f"{body.name}: transcription accepts {known}"
        raise ValidationError(message, field="file", value=body.name, allowed=known)
    if body.length > most:
        allowed = f"at most {most:,} bytes with the rest of the request"
        message = f"{body.name} has {body.size:,} bytes; transcription accepts {allowed}"
        raise ValidationError(message, field="file", value=body.size, allowed=allowed)
    seconds = body.source.seconds
    check_limits(limits, "transcription", name=body.name, size=body.size, seconds=seconds)


def _language(language: str | None) -> list[tuple[str, str]]:
    """The header with the language."""
    if not language:
        return []
    if not (language.isascii() and language.replace("-", "").isalnum()):
        message = f"language: {language!r} is not a valid language tag; pass one like 'en' or 'yue'"
        raise ValidationError(message, field="language", value=language, allowed="a BCP-47 tag")
    return [("language", language)]


async def fetch_subtitles(service: Service[Any], link: object) -> object:
    """The subtitle file behind a signed URL, or the error that kept it from coming: the audio is
    paid and must not be lost with it.

    The key is not sent: the file lies on a storage host.
    """
    url, config = web_url(str(link)), service._config
    try:
        headers: Secret[Headers] = Secret((("User-Agent", USER_AGENT),))
        request = Request("GET", url, headers, None, config.timeout, to_platform=False)
        request = observed(request, of_download(config, url))
        response = await service._io.send(request, ResponseBuffer(config.max_response_bytes))
    except MinimaxError as error:
        return error
    problem = DecodeError(
        f"The subtitle file {url.partition('?')[0]} could not be read: HTTP {response.status}",
        raw=response.content,
    )
    return json_or(response.content, problem) if response.status < 400 else problem
