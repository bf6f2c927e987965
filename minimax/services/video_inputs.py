"""Pictures, clips and sounds of a video request: what the caller gave, checked, and put into the
request or uploaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core.operation import I, Service
from ..core.pieces import repair
from ..core.sources import describe
from ..errors import ValidationError
from ..media import Part, media_rules
from ..requests.request_body import build, validate
from . import inputs
from .files import File, stored, stored_id, upload
from .inputs import Input, Kinds
from .video_tasks import start

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from ..core.io import IO
    from ..core.settings import Config
    from ..tasks import Task

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
        raise ValidationError(
            f"prompt: {model} needs words, also beside pictures and clips",
            field="prompt",
            value=prompt,
            allowed="a text that is not empty",
        )
