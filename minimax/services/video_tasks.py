"""Tasks of the video service: their media inputs, which are validated and uploaded if necessary,
their templates, how they are started, and their results.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core import call
from ..core.operation import I, Service
from ..core.parsing import mapping, repair, text
from ..core.sources import describe, refused
from ..core.waiting import Status, created_id, facts, parse_handle, valid_id
from ..errors import DecodeError, MinimaxError, ValidationError
from ..media import (
    FILE_ID,
    KIND_NAMES,
    Input,
    Kinds,
    Part,
    check,
    data_url,
    inspect,
    kind_of,
    media_rules,
    select_uploads,
)
from ..requests.request_body import build, validate
from ..results.records import Template
from ..results.video import VideoFile
from ..tasks import Task
from .files import File, download_link, file_id_in, note_uploads, stored_id, upload

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from ..core.events import CallEvents
    from ..core.settings import Config
    from ..core.transfer import Link


PURPOSE = "video_generation_input"
BASE = "base_video"
BODY_RESERVE = 2**20
"""Bytes of a request that are reserved for everything except its media."""
ITEM = re.compile(r"content\[(\d+)\][.\w]*")


class MediaArgument(NamedTuple):
    """An image, video or audio input as the caller passed it, and its role in a V2 request."""

    name: str
    source: Any
    kind: str | None = "image"
    role: str = ""


def frames(first_frame: Any, last_frame: Any) -> list[MediaArgument]:
    """The first and last frame, if provided."""
    both = (("first_frame", first_frame), ("last_frame", last_frame))
    return [MediaArgument(name, frame, role=name) for name, frame in both if frame is not None]


def references(sources: Any) -> list[MediaArgument]:
    """Reference images, videos and audio files."""
    return [
        MediaArgument(f"references[{index}]", source, None, "reference")
        for index, source in enumerate(as_list(sources))
    ]


def as_list(value: Any) -> list[Any]:
    """A value, or a list or tuple of values, as a list; empty for None and "". A named tuple,
    such as File, is a single value.
    """
    if value is None or value == "":
        return []
    return list(value) if type(value) in (list, tuple) else [value]


async def inline(
    service: Service[Any], given: Sequence[MediaArgument], kinds: Kinds
) -> Sequence[str]:
    """The URLs of images: links, and data URLs of local files."""
    items = await _inspect(service, given, kinds)
    return [item.url or await service._io.work(partial(data_url, item)) for item in items]


async def create_v2(
    service: Service[I],
    target: AnyOperation,
    prompt: str | None,
    given: Sequence[MediaArgument],
    values: Mapping[str, Any],
) -> Task[I, Any]:
    """Start a V2 task. Its media are sent as content items; files that are too large for the
    request are uploaded first. Errors name the uploaded files, and arguments instead of
    content items.
    """
    io, config, kinds = service._io, service._config, _v2_kinds()
    items = await _inspect(service, given, kinds)
    limit = media_rules("video", "VideoV2Request.content")["max_body_bytes"] - BODY_RESERVE
    large = select_uploads(items, kinds, limit - len(repair(prompt or "").encode()))

    def body(urls: Sequence[str]) -> dict[str, Any]:
        texts = [{"type": "text", "text": prompt}] if prompt is not None else []
        content = [
            _item(item.kind, url, part.role)
            for item, url, part in zip(items, urls, given, strict=True)
        ]
        return build(target, {**values, "content": [*texts, *content] or None})

    names = [*([] if prompt is None else ["prompt"]), *(part.name for part in given)]
    if large and config.validate:
        # Find mistakes in the request before a long upload.
        with _name_arguments(names):
            validate(target, body([item.url or "mm_file://0" for item in items]))
    urls: list[str] = await io.work(
        lambda: [
            "" if index in large else item.url or data_url(item) for index, item in enumerate(items)
        ]
    )
    uploaded: dict[str, str] = {}
    with note_uploads(uploaded), _name_arguments(names):
        for index in sorted(large):
            item = items[index]
            file = await upload(service, item.source, purpose=PURPOSE, name=item.file_name)
            uploaded[item.name], urls[index] = file.id, file.reference
        return await start(service, target, body(urls))


async def _inspect(
    service: Service[Any], given: Sequence[MediaArgument], kinds: Kinds
) -> Sequence[Input]:
    """Detect the kinds of the sources and check them against their limits."""
    items: Sequence[Input] = await service._io.work(
        lambda: [_inspect_source(part, kinds) for part in given]
    )
    if service._config.validate:
        base = {"video": media_rules("video", "VideoRegenerationVideoItem.video_url")}
        parts = list(zip(items, given, strict=True))
        check([item for item, part in parts if part.role != BASE], kinds)
        check([item for item, part in parts if part.role == BASE], base)
    return items


def _v2_kinds() -> Kinds:
    return {
        kind: media_rules("video", f"VideoV2{kind.capitalize()}Item.{kind}_url")
        for kind in ("image", "video", "audio")
    }


def _inspect_source(part: MediaArgument, kinds: Kinds) -> Input:
    """Detect the kind of one source. May block."""
    source, kind = part.source, part.kind
    if isinstance(source, Part):
        marked: Part = source
        if marked.options:
            options = ", ".join(marked.options)
            problem = f"{options} is only supported in chat messages; omit it"
            raise refused(part.name, problem, options)
        source, kind = marked.source, marked.kind.removesuffix("_url")
        if part.kind not in (None, kind):
            allowed, label = KIND_NAMES[str(part.kind)], describe(source)
            problem = f"{label} is {KIND_NAMES[kind]}; allowed: {allowed}"
            raise refused(part.name, problem, label, allowed)
    file_id = stored_id(source)
    if file_id is not None:
        kind = kind or (kind_of(source.name, kinds) if isinstance(source, File) else None)
        source = FILE_ID + file_id
    return inspect(source, name=part.name, kinds=kinds, kind=kind)


@contextmanager
def _name_arguments(names: Sequence[str]) -> Iterator[None]:
    """Make errors about a content item name the argument that it comes from."""
    try:
        yield
    except ValidationError as error:
        if item := ITEM.match(error.field or ""):
            name = names[int(item[1])]
            error.args = (str(error.args[0]).replace(str(error.field), name, 1),)
            error.field = name
        raise


def _item(kind: str, url: str, role: str) -> dict[str, Any]:
    """A content item of a V2 request."""
    return {
        "type": f"{kind}_url",
        f"{kind}_url": {"url": url},
        "role": f"reference_{kind}" if role == "reference" else role,
    }


def check_prompt(config: Config, prompt: str | None, model: str) -> None:
    """Raise a ValidationError if the prompt is empty."""
    if config.validate and not str(prompt or "").strip():
        problem = f"{model} requires a prompt, even with images or videos"
        raise refused("prompt", problem, prompt, "a text that is not empty")


@cache
def known_templates() -> tuple[Template, ...]:
    """The known templates of all regions."""
    from minimax_generated.tables.templates import TEMPLATES

    return tuple(map(Template.read, TEMPLATES["templates"]))


def find_template(name_or_id: str, offered: Sequence[Template]) -> Template | None:
    """Find a template by id or name. Returns None for an unknown id.

    Raises:
        ValidationError: no template has this name.
    """
    wanted = str(name_or_id).strip()
    if wanted.isdecimal():
        return next((template for template in known_templates() if template.id == wanted), None)
    names = {row.name.casefold(): row for row in offered}
    names |= {row.name_cn.casefold(): row for row in offered if row.name_cn}
    key = wanted.casefold()
    if key in names:
        return names[key]
    near = [names[name].name for name in get_close_matches(key, names, n=3, cutoff=0.5)]
    same = [row for row in known_templates() if row.name.casefold() == key]
    elsewhere = ", ".join(sorted({region for row in same for region in row.regions}))
    where = f" in this region, only in {elsewhere}" if elsewhere else ""
    hint = "templates() lists the known ones."
    if near:
        hint = f"did you mean {' or '.join(map(repr, near))}?"
    raise ValidationError(
        f"There is no template {wanted!r}{where}; {hint} Unlisted ids are accepted, too.",
        field="template",
        value=wanted,
        allowed=", ".join(template.name for template in offered),
    )


def check_slots(template: Template, filled: Mapping[str, bool]) -> None:
    """Raise a ValidationError if a slot is empty, or filled although the template does not have
    it.
    """
    for slot, is_filled in filled.items():
        exists, message = getattr(template, slot), ""
        if exists and not is_filled:
            message = f"{template.name} needs {template.needs}; {slot} is missing"
        elif is_filled and not exists and template.official:
            message = f"{template.name} does not accept {slot}, only {template.needs}"
        if message:
            raise ValidationError(message, field=slot, allowed=template.needs)


async def start(service: Service[I], target: AnyOperation, body: Mapping[str, Any]) -> Task[I, Any]:
    """Send the request that starts a task, and return the task."""
    answer = await call.call(service._io, service._config, target, body)
    task_id = created_id(answer.payload)
    return task_of(
        service, str(target.task), task_id, status=Status.QUEUED, created_by=answer.events
    )


def task_of(
    service: Service[I],
    kind: str,
    task_id: str,
    *,
    status: Status | None = None,
    raw: Mapping[str, Any] | None = None,
    created_by: CallEvents | None = None,
) -> Task[I, Any]:
    """The task of a kind and an id. Its result is a prompt or a video."""
    finish: Callable[[Any], Coroutine[Any, Any, Any]] = (
        _prompt_result if facts(kind)["result"] == "prompt" else partial(_video_result, service)
    )
    io, config = service._io, service._config
    return Task(io, config, kind, task_id, finish, status=status, raw=raw, created_by=created_by)


def id_of(task: Task[Any, Any] | str) -> str:
    """The id of a V2 task."""
    handle = task.handle if isinstance(task, Task) else task
    handle = handle if isinstance(handle, str) else valid_id(handle)
    kind, task_id = parse_handle(handle) if ":" in handle else (None, valid_id(handle))
    if not task_id:
        message = f"{describe(handle or task)} is not a valid task id"
        raise ValidationError(message, field="task", value=task)
    if kind is not None and "task_types" not in facts(kind):
        message, allowed = (
            f"{handle} is not a task of the V2 video API",
            "a V2 task, its handle or id",
        )
        raise ValidationError(message, field="task", value=handle, allowed=allowed)
    return task_id


async def _video_result(service: Service[I], task: Task[I, VideoFile[I]]) -> VideoFile[I]:
    """The video of a finished task. V1 returns a file id, the others return a link."""
    url, size, file_id = _video_url(task.state), 0, file_id_in(task.state)
    if not url and not file_id:
        raise missing_result(task, "video")
    by_file = not url

    async def fresh(config: Config) -> str | Link:
        if by_file:
            return await download_link(service._io, config, file_id)
        await task._with_config(config)._poll()
        if not _video_url(task.state):
            raise missing_result(task, "video")
        return _video_url(task.state)

    if by_file:
        try:
            found = await download_link(service._io, task._config, file_id)
            url, size = ("" if found.headers.reveal() else found.url), found.size
        except MinimaxError:
            pass  # the video exists; saving it requests a link again
    return VideoFile(
        service._io,
        service._config,
        fresh=fresh,
        identity=task.handle,
        name=f"{task.kind}-{task.id}.mp4",
        url=url,
        size=size,
        format="mp4",
        file_id=file_id,
        raw=task.state,
    )


async def _prompt_result(task: Task[Any, str]) -> str:
    prompt = text(mapping(task.state.get("content")).get("prompt"))
    if not prompt:
        raise missing_result(task, "prompt")
    return prompt


def missing_result(task: Task[Any, Any], what: str) -> DecodeError:
    """The error for a finished task without its result."""
    problem = f"{task.handle} has {task.status}, but the platform sent no {what}"
    return DecodeError(f"{problem}; the response is in `raw`.", raw=task.raw)


def _video_url(state: Mapping[str, Any]) -> str:
    """The link in the state of a task: inside `content` for V2, at the top for templates."""
    content = state.get("content")
    return text(content.get("url") if isinstance(content, Mapping) else state.get("video_url"))
