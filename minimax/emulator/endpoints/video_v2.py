"""Video API V2, MiniMax-H3: creation, prompt enhancement, regeneration, and task queries."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from minimax import prices
from minimax.emulator import checks, language, limits, spec
from minimax.emulator.endpoints import Call, callbacks, clips, endpoint, inputs
from minimax.emulator.endpoints.clips import Clip
from minimax.emulator.endpoints.inputs import Input
from minimax.emulator.envelopes import INVALID_PARAMS, UNKNOWN_ERROR, PlatformError, invalid
from minimax.emulator.tasks import WAITING, Failure, Stage, Task
from minimax.prices import Charge

Json = dict[str, Any]

KIND = "video-v2"
WINDOW = 7 * 24 * 3600
"""Seconds for which a task can be queried."""

_LINK_SECONDS = 3600
_PAGE = 20
_FPS = 24
_WIDE = "16:9"
_GENERATION, _ENHANCEMENT, _REGENERATION = "generation", "h3_context_ir", "regeneration"
_REGENERATED = "video_regeneration"  # in the price table
# At 768P; the other resolutions are derived from it.
_SIZES = {
    "21:9": (1536, 672),
    "16:9": (1344, 768),
    "4:3": (1024, 768),
    "1:1": (768, 768),
    "3:4": (768, 1024),
    "9:16": (768, 1344),
}
_SCALES = {"480P": Fraction(5, 8), "768P": Fraction(1), "2K": Fraction(2)}
# A video has 107 frames plus a multiple of the step: the first number that is at least as long as
# requested.
_SHORTEST, _STEP = 107, 17
_ITEMS = {
    "image_url": "VideoV2ImageItem",
    "video_url": "VideoV2VideoItem",
    "audio_url": "VideoV2AudioItem",
}
_LENGTH_RULES = frozenset({"min_seconds", "max_seconds"})
# How tokens are counted is not documented.
_TOKENS_PER_IMAGE, _TOKENS_PER_SECOND = 258, 151


class Content(NamedTuple):
    """The `content` of a request: its text, and its media as kind, role and what was found
    there.
    """

    prompt: str
    media: tuple[tuple[str, str, Input], ...] = ()

    def of(self, kind: str) -> list[Input]:
        """The media of one kind, such as "image_url"."""
        return [found for each, _, found in self.media if each == kind]

    @property
    def framed(self) -> bool:
        """Whether a picture is the first or the last frame."""
        return any(
            kind == "image_url" and role != "reference_image" for kind, role, _ in self.media
        )

    @property
    def shown(self) -> Input | None:
        """The media that the video is based on: the video to regenerate, the first frame, or else
        the first image or video.
        """
        seen = [(role, found) for kind, role, found in self.media if kind != "audio_url"]
        leading = [found for role, found in seen if role in ("base_video", "first_frame")]
        return next(iter(leading or [found for _, found in seen]), None)

    @property
    def ratio(self) -> str:
        """The named ratio that is closest to what is shown."""
        aspect = self.shown.aspect if self.shown else None
        return (
            min(_SIZES, key=lambda name: abs(_SIZES[name][0] / _SIZES[name][1] - aspect))
            if aspect
            else _WIDE
        )


class Order(NamedTuple):
    """The order of a task.

    `described` is what a query always returns, `usage` and `prompt` what it returns at the end.
    `clip` is None if there is no video to generate. `charges` are its costs.
    """

    described: Json
    usage: Json
    charges: Sequence[Charge]
    clip: Clip | None = None
    prompt: str = ""


@endpoint("video_generation_v2", makes_media=True)
async def video_generation_v2(call: Call) -> Json:
    model, content = _model(call), await _content(call)
    resolution, duration, ratio = (
        call.body["resolution"],
        call.body["duration"],
        _ratio(call, content),
    )
    if resolution not in _SCALES:
        raise invalid(
            f"{checks.clip(resolution)!r} is not one of {', '.join(_SCALES)}", ("resolution",)
        )
    clip = plan(content.prompt, ratio, resolution, duration)
    described = _describe(model, _GENERATION, duration, ratio, resolution)
    usage = _usage(content, duration)
    charges = prices.video(
        model,
        resolution=resolution,
        seconds=duration,
        reference_seconds=usage["input_seconds"],
        images=usage["input_image_count"],
    )
    return await _start(call, content, Order(described, usage, [*charges], clip))


@endpoint("video_regeneration", makes_media=True)
async def video_regeneration(call: Call) -> Json:
    model, resolution = _model(call), call.body["resolution"]
    if call.body.get("content"):
        content = await _content(call)
        duration = int(
            next(found.seconds for _, role, found in content.media if role == "base_video")
        )
        clip = plan(content.prompt, content.ratio, resolution, duration)
    else:
        source = _source(call)
        content, duration = (
            Content(source.clip.words if source.clip else ""),
            source.described["duration"],
        )
        clip = plan(content.prompt, source.described["ratio"], resolution, duration)
        clip = clip._replace(picture=source.clip.picture if source.clip else "")
    described = _describe(model, _REGENERATION, duration, "", resolution)
    usage = _usage(content, duration)
    # The regenerated video counts as an input, too.
    charges = prices.video(
        _REGENERATED,
        resolution=resolution,
        seconds=duration,
        reference_seconds=duration,
        images=usage["input_image_count"],
    )
    return await _start(call, content, Order(described, usage, [*charges], clip))


@endpoint("h3_context_ir")
async def h3_context_ir(call: Call) -> Json:
    model, content = _model(call), await _content(call)
    duration, ratio = call.body["duration"], _ratio(call, content)
    prompt = _enhance(content.prompt, duration, ratio)
    tokens = (
        language.count_tokens(content.prompt) + _TOKENS_PER_IMAGE * len(content.of("image_url")),
        language.count_tokens(prompt),
    )
    described = _describe(model, _ENHANCEMENT, duration, ratio)
    charges = [
        Charge(_ENHANCEMENT, unit, amount)
        for unit, amount in zip(("input_token", "output_token"), tokens, strict=True)
    ]
    return await _start(
        call, content, Order(described, _token_usage(*tokens), charges, prompt=prompt)
    )


@endpoint("query_video_generation_v2")
async def query_video_generation_v2(call: Call) -> Json:
    return {"task": _task(call, _find(call))}


@endpoint("list_video_generation_v2")
async def list_video_generation_v2(call: Call) -> Json:
    wanted = call.parameters
    ids = set(wanted["filter.task_ids"] or ())
    since = call.clock.now() - WINDOW
    found = [_task(call, task) for task in call.account.tasks.of(KIND) if task.created >= since]
    matching = [
        each
        for each in reversed(found)
        if (not ids or each["id"] in ids)
        and all(
            wanted[f"filter.{name}"] in (None, each[name])
            for name in ("status", "model", "task_type")
        )
    ]
    size = wanted["page_size"] or _PAGE
    start = ((wanted["page_num"] or 1) - 1) * size
    return {"items": matching[start : start + size], "total": len(matching)}


@endpoint("delete_video_generation_v2")
async def delete_video_generation_v2(call: Call) -> Json:
    task = _find(call)
    stage = task.stage(call.clock.now())
    if stage in WAITING:
        task.cancelled = call.clock.now()
        if task.notify is not None:
            callbacks.in_background(task.notify(Stage.CANCELLED))
        action = "cancelled"
    elif stage in (Stage.SUCCEEDED, Stage.FAILED):
        call.account.tasks.remove(task)
        call.platform.storage.remove(_name(task))
        action = "deleted"
    else:
        raise invalid(
            f"the task is {stage}, only a queued one can be cancelled and a finished one deleted",
            ("task_id",),
        )
    return {"task_id": task.id, "action": action, "status": action}


async def _start(call: Call, content: Content, order: Order) -> Json:
    _check_room(call, order.described["model"])
    if order.clip is not None:
        clips.require_codec(call)
    await callbacks.challenge(call)
    platform, later = call.platform, call.without_body()
    if order.clip is not None:
        picture = order.clip.picture or clips.picture(
            platform.storage, f"{call.trace_id}.input", content.shown
        )
        order = order._replace(
            clip=order.clip._replace(picture=picture).with_watermark(
                bool(call.setting("aigc_watermark"))
            )
        )

    def keep(task: Task) -> None:
        if order.clip is not None:
            platform.storage.keep(_name(task), clips.maker(later, order.clip))
        later.bill(order.charges)

    expired = any(found.expired for _, _, found in content.media)
    failure = Failure(INVALID_PARAMS, "file expired") if expired else None
    task = call.start_task(KIND, {"order": order}, keep, failure)
    callbacks.follow(call, task, lambda stage: {"task": _task(later, task, stage)})
    return {"task_id": task.id}


def _task(call: Call, task: Task, stage: Stage | None = None) -> Json:
    """The task as shown in queries, lists and webhooks, at a stage or now."""
    stage = stage or task.stage(call.clock.now())
    order: Order = task.facts["order"]
    done = stage is Stage.SUCCEEDED
    answer = {
        "id": task.id,
        "status": str(Stage.QUEUED if stage in WAITING else stage),
        "created_at": int(task.created),
        "updated_at": int(task.created if stage in WAITING else task.begins(stage)),
        **order.described,
        "usage": order.usage if done else {},
    }
    if done and order.clip is not None:
        answer["content"] = {"url": call.link(_name(task), lifetime=_LINK_SECONDS)}
    elif done:
        answer["content"] = {"prompt": order.prompt}
    elif stage is Stage.FAILED and task.failure is not None:
        answer["error"] = {"code": str(task.failure.code), "message": task.failure.message}
    return answer


def _describe(
    model: str, task_type: str, duration: int, ratio: str, resolution: str | None = None
) -> Json:
    return {
        "model": model,
        **({"resolution": resolution} if resolution else {}),
        "duration": duration,
        "ratio": ratio,
        "task_type": task_type,
        "modality": "video" if resolution else "text",
    }


def _usage(content: Content, duration: int) -> Json:
    clips_seconds = round(
        sum(found.seconds for _, role, found in content.media if role == "reference_video")
    )
    images, sounds = len(content.of("image_url")), content.of("audio_url")
    seen = _TOKENS_PER_IMAGE * images + _TOKENS_PER_SECOND * clips_seconds
    return {
        "total_seconds": clips_seconds + duration,
        "input_seconds": clips_seconds,
        "output_seconds": duration,
        "input_image_count": images,
        **({"input_audio_seconds": round(sum(each.seconds for each in sounds))} if sounds else {}),
        **_token_usage(
            seen and seen + language.count_tokens(content.prompt),
            _TOKENS_PER_SECOND * duration,
        ),
    }


def _token_usage(prompt: int, completion: int) -> Json:
    return {
        "total_tokens": prompt + completion,
        "prompt_tokens": prompt,
        "completion_tokens": completion,
    }


def plan(prompt: str, ratio: str, resolution: str, duration: int) -> Clip:
    """The requested video."""
    width, height = (int(side * _SCALES[resolution]) for side in _SIZES[ratio])
    steps = max(0, -(-(duration * _FPS - _SHORTEST) // _STEP))
    return Clip(prompt, width, height, (_SHORTEST + _STEP * steps) / _FPS, audio=True)


def _enhance(prompt: str, duration: int, ratio: str) -> str:
    idea = " ".join(prompt.split())
    return (
        f"integrated_multimodal_description: {idea.rstrip('.')}. One continuous shot of {duration}"
        f" seconds, framed {ratio}: the camera opens wide, glides slowly closer and holds on the"
        " main subject, in soft light with a shallow depth of field.\noverall_soundscape: The"
        " sounds of the scene itself, close and clear:"
        f" {language.clip(idea, 12)}\nnon_diegetic_music: A quiet, warm theme on strings and"
        " piano that swells once towards the end."
    )


def _name(task: Task) -> str:
    return f"{task.id}.mp4"


# From the request to the order


def _model(call: Call) -> str:
    """The id of the model. Unless the platform is strict, unknown models are served too."""
    asked: str = call.body["model"]
    known = spec.models("video")
    row = known.get(asked.lower())
    newer = (
        row is None
        and not call.settings.strict
        and asked.lower().startswith("minimax-h")
        and not asked.lower().startswith("minimax-hailuo")
    )
    if not newer and (row is None or call.operation.id not in row["apis"]):
        raise checks.unknown_model(asked)
    return row["id"] if row else asked


async def _content(call: Call) -> Content:
    texts, media = [], []
    for index, item in enumerate(call.body["content"]):
        kind, role = item.get("type"), item.get("role") or ""
        if kind == "text":
            texts.append(item["text"])
        elif not isinstance(kind, str) or kind not in _ITEMS:
            raise invalid(
                f"{checks.clip(kind)!r} is not one of text, {', '.join(_ITEMS)}",
                ("content", index, "type"),
            )
        else:
            place = ("content", index, kind, "url")
            media.append(
                (kind, role, await inputs.read(call, item[kind]["url"], _rules(kind, role), place))
            )
    content = Content("\n".join(texts), tuple(media))
    for kind, what in (("video_url", "reference videos"), ("audio_url", "reference audios")):
        found = [
            each for each_kind, role, each in media if each_kind == kind and role != "base_video"
        ]
        inputs.check_total(found, _rules(kind, ""), what)
    return content


def _rules(kind: str, role: str) -> Json:
    rules: Json = spec.schema(_ITEMS[kind])["properties"][kind]["x-media"]
    if role != "base_video":
        return rules
    own = spec.schema("VideoRegenerationVideoItem")["properties"]["role"]["x-media"]
    return {name: rule for name, rule in {**rules, **own}.items() if name not in _LENGTH_RULES}


def _ratio(call: Call, content: Content) -> str:
    """The actual ratio: frames determine it, references only if no ratio was requested."""
    asked: str = call.setting("ratio")
    return content.ratio if content.framed or asked == "adaptive" else asked


def _source(call: Call) -> Order:
    """The order of the task to regenerate."""
    task = call.account.tasks.find(KIND, call.body["source_task_id"])
    now = call.clock.now()
    order: Order | None = task.facts["order"] if task else None
    good = task and order and task.created >= now - WINDOW and task.stage(now) is Stage.SUCCEEDED
    if (
        not good
        or order is None
        or order.described["task_type"] != _GENERATION
        or order.described["resolution"] != "768P"
    ):
        raise invalid(
            "is not a 768P generation of the last 7 days that succeeded", ("source_task_id",)
        )
    return order


def _check_room(call: Call, model: str) -> None:
    """Raise the platform's error if too many tasks of a model are in flight."""
    limit, now = (
        limits.limit_of(call.settings.region, call.operation.rate_class, model),
        call.clock.now(),
    )
    if limit is None or limit.concurrent is None or not call.settings.rate_limits:
        return
    of_model = [
        task
        for task in call.account.tasks.of(KIND)
        if task.facts["order"].described["model"] == model
    ]
    if sum(not task.has_ended(now) for task in of_model) >= limit.concurrent:
        raise PlatformError(
            limits.RATE_LIMIT, f"rate limit, at most {limit.concurrent} tasks of {model} in flight"
        )


def _find(call: Call) -> Task:
    """The task of a request. Raises the platform's error if it is unknown or too old."""
    task = call.account.tasks.find(KIND, call.parameters["task_id"])
    if task is None:
        # The code is known, but not its HTTP status. A server error would make clients retry.
        raise PlatformError(UNKNOWN_ERROR, "record not found", http=400)
    if task.created < call.clock.now() - WINDOW:
        raise invalid("invalid task_id")
    return task
