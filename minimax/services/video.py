"""Video generation and template videos: `client.video`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from minimax_generated.api import video as api
from minimax_generated.operations import find_operation

from ..core import destinations
from ..core.operation import I, Service, arguments, operation
from ..core.parsing import objects
from ..core.sources import Source, check_choice
from ..core.waiting import check_wait, kind_of, valid_id
from ..errors import TaskFailed, TaskTimeout, ValidationError
from ..media import media_rules
from ..requests import request_body, video_rules
from ..requests.request_body import build
from ..results.records import Template
from ..results.video import TaskPage, VideoFile
from ..tasks import Task
from . import video_tasks
from .files import File, delete_object
from .video_tasks import (
    BASE,
    MediaArgument,
    as_list,
    check_prompt,
    check_slots,
    create_v2,
    find_template,
    frames,
    id_of,
    known_templates,
    task_of,
)

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options import video as keywords

    from ..config import CallOptions
    from ..core.transfer import Progress

    Media: TypeAlias = Source | File
    TaskName: TypeAlias = Task[Any, Any] | str


R = TypeVar("R")

DEFAULT_MODEL = "MiniMax-H3"
V1_PICTURE = "VideoGenerationRequest.first_frame_image"
CREATE = {"v1": "video_generation", "v2": "video_generation_v2"}
SIZE = re.compile(r"\d+[pk]")
WAITING = ("save", "timeout", "interval", "on_status", "on_progress")
"""The arguments of `generate` that `create` does not take."""


class VideoService(Service[I]):
    """Video generation and template videos."""

    @operation
    async def create(
        self,
        prompt: str | None = None,
        *,
        model: keywords.VideoModel = DEFAULT_MODEL,
        api: Literal["v1", "v2"] | None = None,
        first_frame: Media | None = None,
        last_frame: Media | None = None,
        subject: Media | None = None,
        references: Sequence[Media] = (),
        duration: keywords.VideoDuration | None = None,
        resolution: keywords.VideoResolution | None = None,
        ratio: keywords.VideoRatio | None = None,
        callback_url: str | None = None,
        **options: Unpack[keywords.VideoOptions],
    ) -> Task[I, VideoFile[I]]:
        """Start the generation of a video, and return the task.

        The model determines the generation of the API: V1 generates silent videos with the Hailuo
        and 01 models; V2 generates videos with sound with the MiniMax-H3 models. Local
        files are sent in the request, or uploaded first if they are too large for it. Whether the
        model supports the inputs is checked before anything is sent.

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
        generation = api or video_rules.generation(model)
        check_choice("api", generation, CREATE)
        target = find_operation(CREATE[generation])
        subjects = (
            [] if subject is None else [MediaArgument("subject", subject, role="reference_image")]
        )
        given = [*frames(first_frame, last_frame), *subjects, *video_tasks.references(references)]
        values: dict[str, Any] = {"model": model, "duration": duration, "ratio": ratio}
        values["resolution"] = _normalize_resolution(resolution)
        values |= {"callback_url": callback_url, **options}
        if self._config.validate:
            mode = video_rules.mode({item.name.partition("[")[0] for item in given}, generation)
            video_rules.check(model, mode, values["resolution"], duration)
            other = next(name for name in CREATE if name != generation)
            theirs, models = find_operation(CREATE[other]), video_rules.served_by(other)
            request_body.refuse_foreign(target, theirs, values, model=model, models=models)
        if generation == "v1":
            for item, url in zip(given, await self._inline(given, V1_PICTURE), strict=True):
                subject = [{"type": "character", "image": [url]}]
                values[item.name] = subject if item.name == "subject" else url
            body = build(target, {"prompt": prompt, **values})
            return await video_tasks.start(self, target, body)
        check_prompt(self._config, prompt, model)
        defaults = video_rules.defaults(model)
        values["duration"] = defaults["duration"] if duration is None else duration
        values["resolution"] = values["resolution"] or defaults["resolution"]
        values["ratio"] = ratio or (None if given else defaults["ratio"])
        return await create_v2(self, target, prompt, given, values)

    @operation
    async def generate(
        self,
        prompt: str | None = None,
        *,
        model: keywords.VideoModel = DEFAULT_MODEL,
        api: Literal["v1", "v2"] | None = None,
        first_frame: Media | None = None,
        last_frame: Media | None = None,
        subject: Media | None = None,
        references: Sequence[Media] = (),
        duration: keywords.VideoDuration | None = None,
        resolution: keywords.VideoResolution | None = None,
        ratio: keywords.VideoRatio | None = None,
        callback_url: str | None = None,
        save: str | PathLike[str] | None = None,
        timeout: float | None = None,
        interval: float | None = None,
        on_status: Callable[[Task[I, VideoFile[I]]], object] | None = None,
        on_progress: Progress | None = None,
        **options: Unpack[keywords.VideoFields],
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
        given = arguments(locals(), *WAITING)
        check_wait(timeout, interval)  # before anything is billed
        if save is not None:
            await self._io.work(lambda: destinations.prepare(save, format="mp4", field="save"))
        task = await VideoService.create.body(self, **given)
        try:
            result = await task._wait(timeout, interval, on_status)
            if save is not None:
                await result._save(save, on_progress)
        except (GeneratorExit, TaskFailed, TaskTimeout):  # the latter two have the handle already
            raise
        except BaseException as error:
            error.add_note(
                f"The task {task.handle} continues; resume it with client.task({task.handle!r})."
            )
            raise
        return result

    @operation
    async def list(
        self,
        *,
        status: keywords.TasksStatus | None = None,
        model: keywords.TasksModel | None = None,
        task_type: keywords.TasksTaskType | None = None,
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
        values = arguments(locals())
        values["task_ids"] = [id_of(task) for task in task_ids] or None
        target = api.list_video_generation_v2.OPERATION
        answer = await self._call(target, query=request_body.query(target, values))
        tasks = [
            task_of(self, kind_of(state), task_id, raw=state)
            for state in objects(answer.payload.get("items"))
            if (task_id := valid_id(state.get("id")))
        ]
        return TaskPage(tasks, answer.payload)

    @operation
    async def delete(self, task: TaskName) -> None:
        """Delete the record of a finished V2 task; its video can then no longer be downloaded. To
        stop a queued task, use `task.cancel()`.

        Source: https://platform.minimax.io/docs/api-reference/video-generation-v2-delete
        """
        target = api.delete_video_generation_v2.OPERATION
        await delete_object(self, target, path={"task_id": id_of(task)})

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
        model: keywords.RegenerateModel = DEFAULT_MODEL,
        resolution: keywords.RegenerateResolution = "2K",
        callback_url: str | None = None,
        **options: Unpack[keywords.RegenerateOptions],
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
            allowed = "source, the task that generated it, or video, the file with all its inputs"
            message = f"pass exactly one of source and video: {allowed}"
            raise ValidationError(message, field="source", value=source, allowed=allowed)
        values: dict[str, Any] = {
            "model": model,
            "resolution": _normalize_resolution(resolution),
            "callback_url": callback_url,
            **options,
        }
        given = [*frames(first_frame, last_frame), *video_tasks.references(references)]
        if source is not None:
            values["source_task_id"] = id_of(source)
        if video is not None:
            given.append(MediaArgument("video", video, "video", BASE))
        return await create_v2(self, target, prompt, given, values)

    @operation
    async def enhance_prompt(
        self,
        prompt: str,
        *,
        model: keywords.EnhanceModel = DEFAULT_MODEL,
        first_frame: Media | None = None,
        last_frame: Media | None = None,
        references: Sequence[Media] = (),
        duration: int | None = None,
        ratio: keywords.VideoRatio | None = None,
        callback_url: str | None = None,
        **options: Unpack[keywords.EnhanceOptions],
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
        check_prompt(self._config, prompt, model)
        given = [*frames(first_frame, last_frame), *video_tasks.references(references)]
        defaults = video_rules.defaults(model)
        values: dict[str, Any] = {"model": model, "callback_url": callback_url, **options}
        values["duration"] = defaults["duration"] if duration is None else duration
        values["ratio"] = ratio or (None if given else defaults["ratio"])
        return await create_v2(self, target, prompt, given, values)

    def templates(self, region: str | None = None) -> Sequence[Template]:
        """The known templates of a region: their slots, the inputs for them, and the price of a
        video. Nothing is requested from the platform.

        Args:
            region: "cn" or "global"; defaults to the region of this client, or all if it has none.

        Source: https://platform.minimax.io/docs/faq/video-agent-templates
        """
        region = region or self._config.region
        return tuple(row for row in known_templates() if region is None or region in row.regions)

    @operation
    async def create_from_template(
        self,
        template: Template | str,
        *,
        media: Media | Sequence[Media] = (),
        text: str | Sequence[str] = (),
        callback_url: str | None = None,
        **options: Unpack[keywords.TemplateOptions],
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
        pictures, texts = as_list(media), as_list(text)
        known: Template | None
        if isinstance(template, Template):
            known = template
        else:
            known = find_template(template, self.templates())
        if known is not None and self._config.validate:
            check_slots(known, {"media": bool(pictures), "text": bool(texts)})
        given = [
            MediaArgument(f"media[{index}]" if len(pictures) > 1 else "media", picture)
            for index, picture in enumerate(pictures)
        ]
        urls = await self._inline(given, "VideoTemplateMediaInput.value")
        values = {
            "template": known.id if known is not None else template,
            "media": [{"value": url} for url in urls] or None,
            "text": [{"value": value} for value in texts] or None,
            "callback_url": callback_url,
            **options,
        }
        return await video_tasks.start(self, target, build(target, values))

    def resume(self, kind: str, task_id: str) -> Task[I, Any]:
        """The task of a handle, as returned by `client.task(handle)`."""
        return task_of(self, kind, task_id)

    async def _inline(self, given: Sequence[MediaArgument], field: str) -> Sequence[str]:
        """Images as links and data URLs, checked against the limits of a field."""
        kinds = {"image": media_rules("video", field)}
        return await video_tasks.inline(self, given, kinds)


def _normalize_resolution(resolution: str | None) -> str | None:
    """A resolution in the spelling of the platform: 768p becomes 768P."""
    is_size = isinstance(resolution, str) and SIZE.fullmatch(resolution)
    return resolution.upper() if resolution and is_size else resolution
