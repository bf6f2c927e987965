"""Long texts as tasks: the implementation of `client.speech.create_task`, loaded on first use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from minimax_generated.api import speech as api

from ..core import call
from ..core.operation import I, Service
from ..core.task_facts import Status, valid_id
from ..errors import DecodeError, ValidationError
from ..requests.request_body import build, validate
from ..results.speech_file import SpeechFile
from ..tasks import Task
from .files import fetchable, file_id_in, stored, stored_id, upload

if TYPE_CHECKING:
    from ..core.events import CallEvents
    from ..core.sources import FileSource
    from ..core.transfer import Progress
    from .files import File

PURPOSE = "t2a_async_input"


async def create(
    service: Service[I],
    file: FileSource | File | None,
    values: Mapping[str, Any],
    on_progress: Progress | None,
) -> Task[I, SpeechFile[I]]:
    """Start a task, after uploading its text if it is a file that has not been uploaded yet."""
    if (values["text"] is None) == (file is None):
        raise ValidationError(
            "give exactly one of text and file", field="text", value=values["text"]
        )
    config, target = service._config, api.t2a_async_v2.OPERATION
    file_id, uploaded = stored_id(file), dict[str, str]()
    with stored(uploaded):
        if file is not None and file_id is None:
            if config.validate:  # before the upload, with 0 for the id that it will give
                validate(target, build(target, {**values, "text_file_id": 0}))
            text = await upload(
                service._io,
                config,
                cast("FileSource", file),
                purpose=PURPOSE,
                ending=_ending,
                on_progress=on_progress,
            )
            file_id = uploaded["file"] = text.id
        given = values if file_id is None else {**values, "text_file_id": file_id}
        answer = await call.call(service._io, config, target, build(target, given))
    task_id = valid_id(answer.payload.get("task_id"))
    if not task_id:
        raise DecodeError(
            "The platform reported success but named no valid task; its response is in `raw`.",
            raw=answer.payload,
        )
    return task(
        service,
        task_id,
        status=Status.QUEUED,
        created=answer.payload,
        asked=values,
        created_by=answer.events,
    )


def task(
    service: Service[I],
    task_id: str,
    *,
    status: Status | None = None,
    created: Mapping[str, Any] | None = None,
    asked: Mapping[str, Any] | None = None,
    created_by: CallEvents | None = None,
) -> Task[I, SpeechFile[I]]:
    """A task by its id. `created` is the platform's answer to its creation, and `asked` are the
    values of the call, where that is known.
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
                f"{task.handle} succeeded, but the platform names no file; its answer is in `raw`",
                raw=task.raw,
            )
        return SpeechFile(
            io,
            config,
            fresh=lambda config: fetchable(io, config, file_id),
            file_id=file_id,
            format=format,
            facts=facts,
        )

    made = Task(
        io,
        config,
        "speech",
        task_id,
        finish,
        status=status,
        format=format,
        created_by=created_by,
    )
    made.raw = dict(created or {})
    return made


def _ending(head: bytes) -> str:
    """File name ending of a text that has no name, by its first bytes."""
    return ".zip" if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) else ".txt"
