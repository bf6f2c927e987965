"""Tasks of the video service: their images, videos and audio, checked and uploaded where necessary;
their templates; how they are started and named; and their results.
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
from ..core.pieces import repair
from ..core.sources import describe, refused
from ..core.task_facts import Status, created_id, facts, parse_handle, valid_id
from ..errors import DecodeError, MinimaxError, ValidationError
from ..media import Part, media_rules
from ..requests.request_body import build, validate
from ..results.video import Template, VideoFile
from ..tasks import Task
from . import inputs
from .files import File, fetchable, file_id_in, stored, stored_id, upload
from .inputs import Input, Kinds

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from ..core.events import CallEvents
    from ..core.io import IO
    from ..core.settings import Config
    from ..core.transfer import Link


PURPOSE = "video_generation_input"
BASE = "base_video"
ROOM = 2**20
"""Bytes of a request that are kept for everything but its media."""
ITEM = re.compile(r"content\[(\d+)\][.\w]*")


class Given(NamedTuple):
    """A picture, clip or sound as the caller gave it, and the part that it plays in a V2
    request.
    """

    name: str
    source: Any
    kind: str | None = "image"
    role: str = ""


def frames(first_frame: Any, last_frame: Any) -> list[Given]:
    """First and last frame, as far as they are given."""
    both = {"first_frame": first_frame, "last_frame": last_frame}
    return [Given(name, source, role=name) for name, source in both.items() if source is not None]


def references(sources: Any) -> list[Given]:
    """Reference images, videos and sounds."""
    return [
        Given(f"references[{index}]", source, None, "reference")
        for index, source in enumerate(several(sources))
    ]


def several(value: Any) -> list[Any]:
    """One thing, several, or none, as a list. Named tuples such as File are one thing."""
    if value is None or value == "":
        return []
    return list(value) if type(value) in (list, tuple) else [value]


async def inline(io: IO, config: Config, given: Sequence[Given], kinds: Kinds) -> Sequence[str]:
    """Pictures as links and data URLs."""
    items = await _inspect(io, config, given, kinds)
    urls: Sequence[str] = await io.work(
        lambda: [item.url or inputs.data_url(item) for item in items]
    )
    return urls


async def create_v2(
    service: Service[I],
    target: AnyOperation,
    prompt: str | None,
    given: Sequence[Given],
    values: Mapping[str, Any],
) -> Task[I, Any]:
    """Start a V2 task, whose media are content items. Files that do not fit into the request are
    uploaded first; errors name them, and the arguments that the items come from.
    """
    io, config, kinds = service._io, service._config, _v2_kinds()
    items = await _inspect(io, config, given, kinds)
    room = media_rules("video", "VideoV2Request.content")["max_body_bytes"] - ROOM
    large = inputs.to_upload(items, kinds, room - len(repair(prompt or "").encode()))

    def body(urls: Sequence[str]) -> dict[str, Any]:
        words = [{"type": "text", "text": prompt}] if prompt is not None else []
        content = [
            _item(item.kind, url, part.role)
            for item, url, part in zip(items, urls, given, strict=True)
        ]
        return build(target, {**values, "content": [*words, *content] or None})

    names = [*([] if prompt is None else ["prompt"]), *(part.name for part in given)]
    if large and config.validate:
        # Nobody likes to wait for an upload to learn that the request is wrong.
        with _by_argument(names):
            validate(target, body([item.url or "mm_file://0" for item in items]))
    urls: list[str] = await io.work(
        lambda: [
            "" if index in large else item.url or inputs.data_url(item)
            for index, item in enumerate(items)
        ]
    )
    uploaded: dict[str, str] = {}
    with stored(uploaded), _by_argument(names):
        for index in sorted(large):
            item = items[index]
            file = await upload(io, config, item.source, purpose=PURPOSE, name=item.file_name)
            uploaded[item.name], urls[index] = file.id, file.reference
        return await start(service, target, body(urls))


async def _inspect(io: IO, config: Config, given: Sequence[Given], kinds: Kinds) -> Sequence[Input]:
    """What the sources are, checked against their limits."""
    items: Sequence[Input] = await io.work(lambda: [_look(part, kinds) for part in given])
    if config.validate:
        base = {"video": media_rules("video", "VideoRegenerationVideoItem.video_url")}
        parts = list(zip(items, given, strict=True))
        inputs.check([item for item, part in parts if part.role != BASE], kinds)
        inputs.check([item for item, part in parts if part.role == BASE], base)
    return items


def _v2_kinds() -> Kinds:
    return {
        kind: media_rules("video", f"VideoV2{kind.capitalize()}Item.{kind}_url")
        for kind in ("image", "video", "audio")
    }


def _look(part: Given, kinds: Kinds) -> Input:
    """What one source is. May block."""
    source, kind = part.source, part.kind
    if isinstance(source, Part):
        marked: Part = source
        if marked.options:
            options = ", ".join(marked.options)
            raise ValidationError(
                f"{part.name}: {options} belongs to chat messages; leave it out",
                field=part.name,
                value=options,
            )
        source, kind = marked.source, marked.kind.removesuffix("_url")
        if part.kind not in (None, kind):
            allowed, label = inputs.WORDS[str(part.kind)], describe(source)
            raise ValidationError(
                f"{part.name}: {label} is {inputs.WORDS[kind]}; allowed: {allowed}",
                field=part.name,
                allowed=allowed,
            )
    file_id = stored_id(source)
    if file_id is not None:
        kind = kind or (inputs.kind_of(source.name, kinds) if isinstance(source, File) else None)
        source = inputs.FILE_ID + file_id
    return inputs.look(source, name=part.name, kinds=kinds, kind=kind)


@contextmanager
def _by_argument(names: Sequence[str]) -> Iterator[None]:
    """Let an error about a content item name the argument that the item was made from."""
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
    """Raise a ValidationError for a request without words."""
    if config.validate and not str(prompt or "").strip():
        raise refused(
            "prompt",
            f"{model} needs words, also beside pictures and clips",
            prompt,
            "a text that is not empty",
        )


@cache
def known_templates() -> tuple[Template, ...]:
    """Those of all regions."""
    from minimax_generated.tables.templates import TEMPLATES

    return tuple(map(Template.of, TEMPLATES["templates"]))


def find_template(asked: str, offered: Sequence[Template]) -> Template | None:
    """A template by id or name; None for an id that the table does not have."""
    asked = str(asked).strip()
    if asked.isdecimal():
        return next((template for template in known_templates() if template.id == asked), None)
    names = {
        name.casefold(): template
        for template in offered
        for name in (template.name, template.name_cn)
        if name
    }
    found = names.get(asked.casefold())
    if found is not None:
        return found
    near = [
        names[name].name for name in get_close_matches(asked.casefold(), names, n=3, cutoff=0.5)
    ]
    elsewhere = {
        region
        for template in known_templates()
        if template.name.casefold() == asked.casefold()
        for region in template.regions
    }
    where = f" in this region, only in {', '.join(sorted(elsewhere))}" if elsewhere else ""
    hint = (
        f"did you mean {' or '.join(map(repr, near))}?"
        if near
        else "templates() lists those that are known."
    )
    raise ValidationError(
        f"There is no template {asked!r}{where}; {hint} Any template id is accepted.",
        field="template",
        value=asked,
        allowed=", ".join(template.name for template in offered),
    )


def check_slots(template: Template, given: Mapping[str, bool]) -> None:
    """Raise a ValidationError for a slot that is left empty, or for one that a template certainly
    does not have.
    """
    for slot, there in given.items():
        wanted = getattr(template, slot)
        if wanted and not there:
            raise ValidationError(
                f"{template.name} needs {template.needs}; {slot} is missing",
                field=slot,
                allowed=template.needs,
            )
        if there and not wanted and template.official:
            raise ValidationError(
                f"{template.name} takes no {slot}, only {template.needs}",
                field=slot,
                allowed=template.needs,
            )


async def start(service: Service[I], target: AnyOperation, body: Mapping[str, Any]) -> Task[I, Any]:
    """Start a task, and give it."""
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
            f"{task.handle} succeeded, but the platform sent no prompt; the response is in `raw`.",
            raw=task.raw,
        )
    return prompt


def _nothing_in(task: Task[Any, Any]) -> DecodeError:
    return DecodeError(
        f"{task.handle} has {task.status}, but the platform sent no video; the response is"
        " in `raw`.",
        raw=task.raw,
    )


def _url_in(state: Mapping[str, Any]) -> str:
    """The link in what the platform says about a task: V2 has it inside, templates have it
    outside.
    """
    content = state.get("content")
    url = content.get("url") if isinstance(content, Mapping) else state.get("video_url")
    return url if isinstance(url, str) else ""
