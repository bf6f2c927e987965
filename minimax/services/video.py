"""Video generation and template videos: `client.video`."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypeVar

from minimax_generated.api import video as api
from minimax_generated.operations import find_operation

from ..core import call, destinations
from ..core.operation import I, Service, operation
from ..core.pieces import repair
from ..core.task_facts import Status, check_wait, facts, kind_of, parse_handle, valid_id
from ..errors import DecodeError, MinimaxError, TaskFailed, TaskTimeout, ValidationError
from ..media import Part, Source, describe, media_rules
from ..requests import matrix, request_body
from ..requests.request_body import build
from ..results.video import TaskPage, Template, VideoFile
from ..tasks import Task
from . import inputs
from .files import File, deleted, fetchable, file_id_in, stored, stored_id, upload
from .inputs import Input, Kinds

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.operation import AnyOperation
    from minimax_generated.options.video import (
        EnhanceModel,
        EnhanceOptions,
        RegenerateModel,
        RegenerateOptions,
        RegenerateResolution,
        TasksModel,
        TasksStatus,
        TasksTaskType,
        TemplateOptions,
        VideoDuration,
        VideoFields,
        VideoModel,
        VideoOptions,
        VideoRatio,
        VideoResolution,
    )

    from ..config import CallOptions
    from ..core.settings import Config
    from ..core.transfer import Link, Progress

    Media: TypeAlias = Source | File
    TaskName: TypeAlias = Task[Any, Any] | str


R = TypeVar("R")

DEFAULT_MODEL = "MiniMax-H3"
PURPOSE = "video_generation_input"
BASE = "base_video"
CREATE = {"v1": "video_generation", "v2": "video_generation_v2"}
ROOM = 2**20
"""Bytes of a request that are reserved for everything except its media."""
SIZE = re.compile(r"\d+[pk]")
ITEM = re.compile(r"content\[(\d+)\][.\w]*")


class Given(NamedTuple):
    """An image, video or audio source of the caller, and its role in a V2 request."""

    name: str
    source: Any
    kind: str | None = "image"
    role: str = ""


class VideoService(Service[I]):
    """Video generation and template videos."""

    @operation
    async def create(
        self,
        prompt: str | None = None,
        *,
        model: VideoModel = DEFAULT_MODEL,
        api: Literal["v1", "v2"] | None = None,
        first_frame: Media | None = None,
        last_frame: Media | None = None,
        subject: Media | None = None,
        references: Sequence[Media] = (),
        duration: VideoDuration | None = None,
        resolution: VideoResolution | None = None,
        ratio: VideoRatio | None = None,
        callback_url: str | None = None,
        **options: Unpack[VideoOptions],
    ) -> Task[I, VideoFile[I]]:
        """Start the generation of a video, and return the task.

        The model determines the generation of the API: V1 generates silent videos with the Hailuo
        and 01 models, V2 videos with sound with the MiniMax-H3 models. Local files are sent in the
        request, or uploaded first if they are too large for it. Whether the model supports the
        inputs is checked before anything is sent.

        Args:
            prompt: what happens, up to 2,000 characters (V2: 7,000, required). Camera commands are
                written in brackets, such as `[Pan left]`.
            model: video model. A model that this package does not know is sent to V2.
            api: "v1" or "v2", for a model that this package does not know.
            first_frame: image that the video starts with.
            last_frame: image that it ends with; MiniMax-Hailuo-02 and V2.
            subject: image of the person to show; S2V-01, or V2 as its first reference image.
            references: V2: up to 9 images, 3 videos and 3 audio files of 2 to 15 seconds. The kind
                is detected from the content, or the extension of a link; `minimax.image(...)`,
                `minimax.video(...)` and `minimax.media.audio(...)` set it explicitly.
            duration: in seconds: 6 or 10 (V1), 4 to 15 (V2); defaults to 6.
            resolution: "512P", "768P", "1080P" (V1), "480P", "768P", "2K" (V2), by model; defaults
                to "768P", 720P for the 01 series.
            ratio: V2 without frames: "16:9" (the default for text alone), "9:16", "1:1", "4:3",
                "3:4", "21:9". Required by MiniMax-H3-Lite with references.
            callback_url: webhook that is notified of every change; see `minimax.callbacks`.
            **options: other fields, typed in VideoOptions: `prompt_optimizer`, `fast_pretreatment`
                (V1), `prompt_expansion_mode` (MiniMax-H3-Max), `watermark`, `extra`.

        Returns:
            The task: `wait()` for the video, or keep its `handle`.

        Raises:
            ValidationError: the model does not support these inputs, or a file cannot be used;
                nothing was sent.
            APIError: the platform reported an error; see its subclasses.
            NetworkError: the platform could not be reached.

        Source: https://platform.minimax.io/docs/api-reference/video-generation-v2-create and
            https://platform.minimax.io/docs/api-reference/video-generation-t2v
        """
        generation = api or matrix.generation(model)
        if generation not in CREATE:
            raise ValidationError(
                f"api: {api!r} is not allowed; it must be 'v1' or 'v2'",
                field="api",
                value=api,
                allowed="'v1' or 'v2'",
            )
        target = find_operation(CREATE[generation])
        subjects = [] if subject is None else [Given("subject", subject, role="reference_image")]
        given = [*_frames(first_frame, last_frame), *subjects, *_references(references)]
        values: dict[str, Any] = {
            "model": model,
            "duration": duration,
            "resolution": _spelled(resolution),
            "ratio": ratio,
        }
        values |= {"callback_url": callback_url, **options}
        if self._config.validate:
            made_from = matrix.mode({item.name.partition("[")[0] for item in given}, generation)
            matrix.check(model, made_from, values["resolution"], duration)
            other = next(name for name in CREATE if name != generation)
            theirs, models = find_operation(CREATE[other]), matrix.served_by(other)
            request_body.refuse_foreign(target, theirs, values, model=model, models=models)
        if generation == "v1":
            return await self._create_v1(target, prompt, given, values)
        _check_prompt(self._config, prompt, model)
        chosen = matrix.defaults(model)
        values["duration"] = chosen["duration"] if duration is None else duration
        values["resolution"] = values["resolution"] or chosen["resolution"]
        values["ratio"] = ratio or (None if given else chosen["ratio"])
        return await self._create_v2(target, prompt, given, values, self._video)

    @operation
    async def generate(
        self,
        prompt: str | None = None,
        *,
        model: VideoModel = DEFAULT_MODEL,
        api: Literal["v1", "v2"] | None = None,
        first_frame: Media | None = None,
        last_frame: Media | None = None,
        subject: Media | None = None,
        references: Sequence[Media] = (),
        duration: VideoDuration | None = None,
        resolution: VideoResolution | None = None,
        ratio: VideoRatio | None = None,
        callback_url: str | None = None,
        save: str | PathLike[str] | None = None,
        timeout: float | None = None,
        interval: float | None = None,
        on_status: Callable[[Task[I, VideoFile[I]]], object] | None = None,
        on_progress: Progress | None = None,
        **options: Unpack[VideoFields],
    ) -> VideoFile[I]:
        """Generate a video and wait for it: `create`, `wait`, and `save` if a path is given.

        Takes minutes. If the wait ends early, because of the timeout, an interrupt or a network
        failure, the task continues and the error has its handle: `client.task(handle)` resumes it.

        Args:
            save: where to save the video: path of an MP4 file, which is replaced if it exists, or
                of a folder, in which no file is replaced. It is checked, and missing folders are
                created, before anything is sent.
            timeout: maximum seconds to wait; defaults to 30 minutes.
            interval: seconds between polls; by default it grows from 2 to 10.
            on_status: called with the task when it has started and whenever its status changes.
            on_progress: called with the bytes downloaded and the total bytes.

        All others as in `create`.

        Raises:
            TaskFailed: the platform could not generate the video.
            TaskTimeout: the timeout passed; the task continues.

        Source: https://platform.minimax.io/docs/guides/video-generation
        """
        check_wait(timeout, interval)  # before anything is paid
        if save is not None:
            await self._io.work(lambda: destinations.prepare(save, format="mp4", field="save"))
        task = await VideoService.create.body(
            self,
            prompt,
            model=model,
            api=api,
            first_frame=first_frame,
            last_frame=last_frame,
            subject=subject,
            references=references,
            duration=duration,
            resolution=resolution,
            ratio=ratio,
            callback_url=callback_url,
            **options,
        )
        try:
            result = await task._wait(timeout, interval, on_status)
            if save is not None:
                await result._save(save, on_progress)
        except (GeneratorExit, TaskFailed, TaskTimeout):  # the latter two name the task themselves
            raise
        except BaseException as error:
            error.add_note(
                f"The task is {task.handle}; client.task({task.handle!r}) takes it up again."
            )
            raise
        return result

    @operation
    async def list(
        self,
        *,
        status: TasksStatus | None = None,
        model: TasksModel | None = None,
        task_type: TasksTaskType | None = None,
        page: int | None = None,
        page_size: int | None = None,
        task_ids: Sequence[TaskName] = (),
        **options: Unpack[CallOptions],
    ) -> TaskPage[I]:
        """V2 tasks of the last seven days, including those of other processes. V1 and template
        tasks cannot be listed.

        Args:
            status: only "queued", "running", "succeeded", "failed" or "cancelled" ones.
            model: only those of one model.
            task_type: only "generation", "h3_context_ir" (prompt enhancement) or "regeneration".
            page: number of the page, from 1.
            page_size: tasks per page.
            task_ids: only these tasks.

        Returns:
            A sequence of tasks, with the `total` number of matches.

        Source: https://platform.minimax.io/docs/api-reference/video-generation-v2-list
        """
        target = api.list_video_generation_v2.OPERATION
        ids = [_id_of(task) for task in task_ids] or None
        values = {
            "status": status,
            "model": model,
            "task_type": task_type,
            "page": page,
            "page_size": page_size,
            "task_ids": ids,
        }
        answer = await call.call(
            self._io, self._config, target, query=request_body.query(target, values)
        )
        items = answer.payload.get("items")
        states = (
            [item for item in items if isinstance(item, dict) and valid_id(item.get("id"))]
            if isinstance(items, (tuple, type([])))
            else []
        )
        tasks = [
            Task(
                self._io,
                self._config,
                kind_of(state),
                valid_id(state["id"]),
                self._finish(kind_of(state)),
                raw=state,
            )
            for state in states
        ]
        return TaskPage(tasks, answer.payload)

    @operation
    async def delete(self, task: TaskName) -> None:
        """Delete the record of a finished V2 task; its video can then no longer be downloaded. To
        stop a queued task, use `task.cancel()`.

        Source: https://platform.minimax.io/docs/api-reference/video-generation-v2-delete
        """
        await deleted(
            self._io,
            self._config,
            api.delete_video_generation_v2.OPERATION,
            path={"task_id": _id_of(task)},
        )

    @operation
    async def regenerate(
        self,
        source: TaskName | None = None,
        *,
        video: Media | None = None,
        prompt: str | None = None,
        first_frame: Media | None = None,
        last_frame: Media | None = None,
        references: Sequence[Media] = (),
        model: RegenerateModel = DEFAULT_MODEL,
        resolution: RegenerateResolution = "2K",
        callback_url: str | None = None,
        **options: Unpack[RegenerateOptions],
    ) -> Task[I, VideoFile[I]]:
        """Render a 768P video of MiniMax-H3 again at 2K.

        Pass the task that generated it, or the video itself together with all its inputs.

        Args:
            source: the task that generated the video, from the last seven days; the account must be
                on the platform's whitelist.
            video: in place of `source`: the unchanged video of MiniMax-H3, with its sound.
            prompt: with `video`: the final prompt of the video, up to 40,000 characters.
            first_frame: with `video`: the first frame, if it had one; the same applies to
                `last_frame` and `references`.
            resolution: "2K".
            callback_url: webhook that is notified of every change.
            **options: other fields, typed in RegenerateOptions: `watermark`, `extra`.

        Source: https://platform.minimax.io/docs/api-reference/video-generation-v2-regeneration
        """
        target = api.video_regeneration.OPERATION
        if self._config.validate and (source is None) == (video is None):
            allowed = (
                "source, the task that made the video, or video, together with all that it was made"
                " from"
            )
            raise ValidationError(
                f"regenerate needs one of two things: {allowed}",
                field="source",
                value=source,
                allowed=allowed,
            )
        values: dict[str, Any] = {
            "model": model,
            "resolution": _spelled(resolution),
            "callback_url": callback_url,
            **options,
        }
        given = [*_frames(first_frame, last_frame), *_references(references)]
        if source is not None:
            values["source_task_id"] = _id_of(source)
        if video is not None:
            given.append(Given("video", video, "video", BASE))
        return await self._create_v2(target, prompt, given, values, self._video)

    @operation
    async def enhance_prompt(
        self,
        prompt: str,
        *,
        model: EnhanceModel = DEFAULT_MODEL,
        first_frame: Media | None = None,
        last_frame: Media | None = None,
        references: Sequence[Media] = (),
        duration: int | None = None,
        ratio: VideoRatio | None = None,
        callback_url: str | None = None,
        **options: Unpack[EnhanceOptions],
    ) -> Task[I, str]:
        """Expand a prompt to the detailed prompt that MiniMax-H3 would use. The result of the task
        is that text; no video is generated.

        Args:
            prompt: the idea, up to 7,000 characters.
            duration: seconds of the planned video, 4 to 15; defaults to 6.
            ratio: of the planned video; defaults to "16:9" for text alone.

        Frames, references and `callback_url` as in `create`.

        Source: https://platform.minimax.io/docs/api-reference/video-generation-v2-h3-context-ir
        """
        target = api.h3_context_ir.OPERATION
        _check_prompt(self._config, prompt, model)
        given = [*_frames(first_frame, last_frame), *_references(references)]
        chosen = matrix.defaults(model)
        values: dict[str, Any] = {"model": model, "callback_url": callback_url, **options}
        values["duration"] = chosen["duration"] if duration is None else duration
        values["ratio"] = ratio or (None if given else chosen["ratio"])
        return await self._create_v2(target, prompt, given, values, self._prompt)

    def templates(self, region: str | None = None) -> Sequence[Template]:
        """The known templates of a region: their slots, the inputs for them, and the price of a
        video. Nothing is requested from the platform.

        Args:
            region: "cn" or "global"; defaults to the region of this client, or all if it has none.

        Source: https://platform.minimax.io/docs/faq/video-agent-templates
        """
        region = region or self._config.region
        return tuple(
            template for template in _templates() if region is None or region in template.regions
        )

    @operation
    async def create_from_template(
        self,
        template: Template | str,
        *,
        media: Media | Sequence[Media] = (),
        text: str | Sequence[str] = (),
        callback_url: str | None = None,
        **options: Unpack[TemplateOptions],
    ) -> Task[I, VideoFile[I]]:
        """Start the generation of a video from a template, and return the task.

        Args:
            template: id, name in English or Chinese, or an item of `templates()`. Unknown ids are
                sent unchanged.
            media: image or images for its image slots: JPEG, PNG or WebP below 20 MB, shorter side
                above 300 pixels.
            text: text or texts for its text slots.
            callback_url: webhook that is notified of every change; see `minimax.callbacks`.

        Raises:
            ValidationError: the name is unknown, or a slot is empty; the message says what the
                template needs.

        Source: https://platform.minimax.io/docs/api-reference/video-agent-create
        """
        target = api.video_template_generation.OPERATION
        pictures, texts = _several(media), _several(text)
        known = (
            template if isinstance(template, Template) else _template(template, self.templates())
        )
        if known is not None and self._config.validate:
            _check_slots(known, {"media": bool(pictures), "text": bool(texts)})
        given = [
            Given(f"media[{index}]" if len(pictures) > 1 else "media", picture)
            for index, picture in enumerate(pictures)
        ]
        urls = await self._inlined(
            given, {"image": media_rules("video", "VideoTemplateMediaInput.value")}
        )
        values = {
            "template": known.id if known is not None else template,
            "media": [{"value": url} for url in urls] or None,
            "text": [{"value": value} for value in texts] or None,
            "callback_url": callback_url,
            **options,
        }
        return await self._start(target, build(target, values), self._video)

    def resume(self, kind: str, task_id: str) -> Task[I, Any]:
        """The task of a handle, as returned by `client.task(handle)`."""
        return Task(self._io, self._config, kind, task_id, self._finish(kind))

    async def _create_v1(
        self,
        target: AnyOperation,
        prompt: str | None,
        given: Sequence[Given],
        values: dict[str, Any],
    ) -> Task[I, VideoFile[I]]:
        urls = await self._inlined(
            given, {"image": media_rules("video", "VideoGenerationRequest.first_frame_image")}
        )
        for item, url in zip(given, urls, strict=True):
            values[item.name] = (
                [{"type": "character", "image": [url]}] if item.name == "subject" else url
            )
        return await self._start(target, build(target, {"prompt": prompt, **values}), self._video)

    async def _create_v2(
        self,
        target: AnyOperation,
        prompt: str | None,
        given: Sequence[Given],
        values: Mapping[str, Any],
        finish: Callable[[Any], Coroutine[Any, Any, R]],
    ) -> Task[I, R]:
        """Start a task with media as content items. Files that do not fit in the request are
        uploaded first.
        """
        items = await self._looked_at(given, _v2_kinds())
        room = (
            media_rules("video", "VideoV2Request.content")["max_body_bytes"]
            - ROOM
            - len(repair(prompt or "").encode())
        )
        large = inputs.to_upload(items, _v2_kinds(), room)

        def body(urls: Sequence[str]) -> dict[str, Any]:
            words = [{"type": "text", "text": prompt}] if prompt is not None else []
            content = [
                _item(item.kind, url, part.role)
                for item, url, part in zip(items, urls, given, strict=True)
            ]
            return build(target, {**values, "content": [*words, *content] or None})

        names = [*([] if prompt is None else ["prompt"]), *(part.name for part in given)]
        if (
            large and self._config.validate
        ):  # nobody likes to wait for an upload to learn that the request is wrong
            with _by_argument(names):
                request_body.validate(target, body([item.url or "mm_file://0" for item in items]))
        local = [index for index, item in enumerate(items) if not item.url and index not in large]
        urls = [item.url for item in items]
        inlined: Sequence[str] = await self._io.work(
            lambda: [inputs.data_url(items[index]) for index in local]
        )
        for index, url in zip(local, inlined, strict=True):
            urls[index] = url
        uploaded: dict[str, str] = {}
        with stored(uploaded), _by_argument(names):
            for index in sorted(large):
                file = await upload(
                    self._io,
                    self._config,
                    items[index].source,
                    purpose=PURPOSE,
                    name=items[index].file_name,
                )
                uploaded[items[index].name], urls[index] = file.id, file.reference
            return await self._start(target, body(urls), finish)

    async def _start(
        self,
        target: AnyOperation,
        body: Mapping[str, Any],
        finish: Callable[[Any], Coroutine[Any, Any, R]],
    ) -> Task[I, R]:
        answer = await call.call(self._io, self._config, target, body)
        task_id, kind = valid_id(answer.payload.get("task_id")), str(target.task)
        if not task_id:
            raise DecodeError(
                f"{target.name} reported success but named no valid task; its response is in"
                " `raw`.",
                raw=answer.payload,
            )
        return Task(self._io, self._config, kind, task_id, finish, status=Status.QUEUED)

    async def _looked_at(self, given: Sequence[Given], kinds: Kinds) -> Sequence[Input]:
        """The kinds of the sources, validated against their limits."""

        def look() -> Sequence[Input]:
            return [_look(part, kinds) for part in given]

        items: Sequence[Input] = await self._io.work(look)
        if self._config.validate:
            inputs.check(
                [item for item, part in zip(items, given, strict=True) if part.role != BASE], kinds
            )
            bases = [item for item, part in zip(items, given, strict=True) if part.role == BASE]
            inputs.check(
                bases, {"video": media_rules("video", "VideoRegenerationVideoItem.video_url")}
            )
        return items

    async def _inlined(self, given: Sequence[Given], kinds: Kinds) -> Sequence[str]:
        """Images as links and data URLs."""
        items = await self._looked_at(given, kinds)
        urls: Sequence[str] = await self._io.work(
            lambda: [item.url or inputs.data_url(item) for item in items]
        )
        return urls

    def _finish(self, kind: str) -> Callable[[Any], Coroutine[Any, Any, Any]]:
        return self._prompt if facts(kind)["result"] == "prompt" else self._video

    async def _video(self, task: Task[I, VideoFile[I]]) -> VideoFile[I]:
        """The result of a video task. V1 returns a file, the others a link."""
        url, size, file_id = _url_in(task.state), 0, file_id_in(task.state)
        if not url and not file_id:
            raise _nothing_in(task)
        by_file = not url

        async def fresh(config: Config) -> str | Link:
            if by_file:
                return await fetchable(self._io, config, file_id)
            await task._with_config(config)._poll()
            if not _url_in(task.state):
                raise _nothing_in(task)
            return _url_in(task.state)

        if by_file:
            try:
                found = await fetchable(self._io, task._config, file_id)
                url, size = ("" if found.headers.reveal() else found.url), found.size
            except MinimaxError:
                pass  # the video is made all the same: fetching it asks for a link again
        name = f"{task.kind}-{task.id}.mp4"
        return VideoFile(
            self._io,
            self._config,
            fresh=fresh,
            identity=task.handle,
            name=name,
            url=url,
            size=size,
            format="mp4",
            file_id=file_id,
            raw=task.state,
        )

    async def _prompt(self, task: Task[I, str]) -> str:
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


def _v2_kinds() -> Kinds:
    return {
        kind: media_rules("video", f"VideoV2{kind.capitalize()}Item.{kind}_url")
        for kind in ("image", "video", "audio")
    }


def _frames(first_frame: Any, last_frame: Any) -> list[Given]:
    frames = {"first_frame": first_frame, "last_frame": last_frame}
    return [Given(name, source, role=name) for name, source in frames.items() if source is not None]


def _references(references: Any) -> list[Given]:
    return [
        Given(f"references[{index}]", source, None, "reference")
        for index, source in enumerate(_several(references))
    ]


def _several(value: Any) -> list[Any]:
    """One item, several, or none, as a list. Named tuples such as File are one item."""
    if value is None or value == "":
        return []
    return list(value) if type(value) in (list, tuple) else [value]


def _look(part: Given, kinds: Kinds) -> Input:
    """The kind of a source. May block."""
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
    """Make errors about a content item name the argument of the item."""
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


def _url_in(state: Mapping[str, Any]) -> str:
    """The link in a task response: nested in V2, at the top level for templates."""
    content = state.get("content")
    url = content.get("url") if isinstance(content, Mapping) else state.get("video_url")
    return url if isinstance(url, str) else ""


def _spelled(resolution: str | None) -> str | None:
    """A resolution as the platform spells it: 768p is 768P."""
    return (
        resolution.upper()
        if isinstance(resolution, str) and SIZE.fullmatch(resolution)
        else resolution
    )


def _id_of(task: TaskName) -> str:
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


def _check_prompt(config: Config, prompt: str | None, model: str) -> None:
    if config.validate and not str(prompt or "").strip():
        raise ValidationError(
            f"prompt: {model} needs words, also beside pictures and clips",
            field="prompt",
            value=prompt,
            allowed="a text that is not empty",
        )


@cache
def _templates() -> tuple[Template, ...]:
    from minimax_generated.tables.templates import TEMPLATES

    return tuple(map(Template.of, TEMPLATES["templates"]))


def _template(asked: str, offered: Sequence[Template]) -> Template | None:
    """A template by id or name; None for an id that is not in the table."""
    asked = str(asked).strip()
    if asked.isdecimal():
        return next((template for template in _templates() if template.id == asked), None)
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
        for template in _templates()
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
        f"No template is called {asked!r}{where}; {hint} An id works as well, known or not.",
        field="template",
        value=asked,
        allowed=", ".join(template.name for template in offered),
    )


def _check_slots(template: Template, given: Mapping[str, bool]) -> None:
    """Raise a ValidationError for an empty slot, or for a slot that the template does not have."""
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
