"""Tasks of the video service: how they are started and named, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..core import call
from ..core.operation import I, Service
from ..core.sources import describe
from ..core.task_facts import Status, facts, parse_handle, valid_id
from ..errors import DecodeError, MinimaxError, ValidationError
from ..results.video import VideoFile
from ..tasks import Task
from .files import fetchable, file_id_in

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from ..core.events import CallEvents
    from ..core.settings import Config
    from ..core.transfer import Link


async def start(service: Service[I], target: AnyOperation, body: Mapping[str, Any]) -> Task[I, Any]:
    """Start a task, and give it."""
    answer = await call.call(service._io, service._config, target, body)
    task_id, kind = valid_id(answer.payload.get("task_id")), str(target.task)
    if not task_id:
        raise DecodeError(
            f"{target.name} reported success but named no valid task; its response is in `raw`.",
            raw=answer.payload,
        )
    return task_of(service, kind, task_id, status=Status.QUEUED, created_by=answer.events)


def task_of(
    service: Service[I],
    kind: str,
    task_id: str,
    *,
    status: Status | None = None,
    raw: Mapping[str, Any] | None = None,
    created_by: CallEvents | None = None,
) -> Task[I, Any]:
    """A task whose result is a prompt or a video, by its kind."""
    finish: Callable[[Any], Coroutine[Any, Any, Any]] = (
        _prompt if facts(kind)["result"] == "prompt" else partial(_video, service)
    )
    return Task(
        service._io,
        service._config,
        kind,
        task_id,
        finish,
        status=status,
        raw=raw,
        created_by=created_by,
    )


def id_of(task: Task[Any, Any] | str) -> str:
    """The id of a V2 task."""
    handle = task.handle if isinstance(task, Task) else task
    handle = handle if isinstance(handle, str) else valid_id(handle)
    kind, task_id = parse_handle(handle) if ":" in handle else (None, valid_id(handle))
    if not task_id:
        raise ValidationError(
            f"{describe(handle or task)} is not a valid task id", field="task", value=task
        )
    if kind is not None and "task_types" not in facts(kind):
        raise ValidationError(
            f"{handle} is not a task of the V2 video API",
            field="task",
            value=handle,
            allowed="a V2 task, its handle or id",
        )
    return task_id


async def _video(service: Service[I], task: Task[I, VideoFile[I]]) -> VideoFile[I]:
    """The result of a task that made a video. V1 names a file, the others a link."""
    url, size, file_id = _url_in(task.state), 0, file_id_in(task.state)
    if not url and not file_id:
        raise _nothing_in(task)
    by_file = not url

    async def fresh(config: Config) -> str | Link:
        if by_file:
            return await fetchable(service._io, config, file_id)
        await task._with_config(config)._poll()
        if not _url_in(task.state):
            raise _nothing_in(task)
        return _url_in(task.state)

    if by_file:
        try:
            found = await fetchable(service._io, task._config, file_id)
            url, size = ("" if found.headers.reveal() else found.url), found.size
        except MinimaxError:
            pass  # the video is made all the same: fetching it asks for a link again
    name = f"{task.kind}-{task.id}.mp4"
    return VideoFile(
        service._io,
        service._config,
        fresh=fresh,
        identity=task.handle,
        name=name,
        url=url,
        size=size,
        format="mp4",
        file_id=file_id,
        raw=task.state,
    )


async def _prompt(task: Task[Any, str]) -> str:
    content = task.state.get("content")
    prompt = content.get("prompt") if isinstance(content, Mapping) else None
    if not isinstance(prompt, str) or not prompt:
        raise DecodeError(
            f"{task.handle} succeeded, but its answer holds no prompt; it is in `raw`.",
            raw=task.raw,
        )
    return prompt


def _nothing_in(task: Task[Any, Any]) -> DecodeError:
    return DecodeError(
        f"{task.handle} has {task.status}, but its answer names no video; it is in `raw`.",
        raw=task.raw,
    )


def _url_in(state: Mapping[str, Any]) -> str:
    """The link in what the platform says about a task: V2 has it inside, templates have it
    outside.
    """
    content = state.get("content")
    url = content.get("url") if isinstance(content, Mapping) else state.get("video_url")
    return url if isinstance(url, str) else ""
