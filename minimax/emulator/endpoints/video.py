"""Video API V1: Hailuo and the 01 series."""

from __future__ import annotations

from typing import Any

from minimax.emulator import checks, spec
from minimax.emulator.endpoints import Call, callbacks, clips, endpoint, inputs
from minimax.emulator.endpoints.clips import Clip
from minimax.emulator.endpoints.inputs import Input
from minimax.emulator.envelopes import invalid, success
from minimax.emulator.tasks import Stage, Task

Json = dict[str, Any]

KIND = "video"
TOLD = {Stage.RUNNING: "processing", Stage.SUCCEEDED: "success", Stage.FAILED: "failed"}
"""The states in webhook messages, which differ from those of the query."""

_WORDS = {
    Stage.PREPARING: "Preparing",
    Stage.QUEUED: "Queueing",
    Stage.RUNNING: "Processing",
    Stage.SUCCEEDED: "Success",
    Stage.FAILED: "Fail",
}
_NEWEST = "minimax-hailuo-2.3"
_WIDE = 16 / 9


@endpoint("video_generation", makes_media=True, beside_error=lambda _: {"task_id": ""})
async def video_generation(call: Call) -> Json:
    model = _model(call)
    asked = {
        name: call.body.get(name) or model["default"][name] for name in ("resolution", "duration")
    }
    words = (call.body.get("prompt") or "").strip()
    first = await _picture(call, "first_frame_image")
    last = await _picture(call, "last_frame_image")
    subject = await _subject(call)
    if not (words or first or last or subject):
        raise invalid("is empty", ("prompt",))
    clips.require_codec(call)
    await callbacks.challenge(call)

    platform, account, later = call.platform, call.account, call.without_body()
    watermark = bool(call.setting("aigc_watermark"))
    width, height = pixels(asked["resolution"], (first.aspect if first else None) or _WIDE)
    picture = clips.picture(platform.storage, f"{call.trace_id}.input", first or subject or last)
    clip = Clip(words, width, height, asked["duration"], picture=picture).with_watermark(watermark)
    file_id = platform.new_number()

    def keep(task: Task) -> None:
        name = "output_aigc.mp4" if watermark else "output.mp4"
        make = clips.maker(later, clip)
        account.files.store(name, make, purpose="video_generation", file_id=file_id)
        later.charge(model["id"], when=asked, video=1)

    facts = {"file_id": str(file_id), "video_width": width, "video_height": height}
    task = call.start_task(KIND, facts, keep)
    callbacks.follow(call, task, lambda stage: {**_state(task, stage), "status": TOLD[stage]})
    return {"task_id": task.id, "base_resp": success()}


@endpoint(
    "query_video_generation",
    beside_error=lambda call: {"task_id": call.parameters.get("task_id", ""), "status": ""},
)
async def query_video_generation(call: Call) -> Json:
    task = call.task(KIND)
    return _state(task, task.stage(call.clock.now()))


def pixels(resolution: str, aspect: float) -> tuple[int, int]:
    """Width and height of a video; the resolution is the shorter side."""
    short = int(resolution.rstrip("P"))
    return (
        (clips.even(short * aspect), short) if aspect >= 1 else (short, clips.even(short / aspect))
    )


def _state(task: Task, stage: Stage) -> Json:
    done = task.facts if stage is Stage.SUCCEEDED else {"file_id": ""}
    return {
        "task_id": task.id,
        "status": _WORDS[stage],
        **done,
        "base_resp": task.outcome(stage),
    }


def _model(call: Call) -> Json:
    """The row of the model. Unless the platform is strict, an unknown model is served like the
    newest one in the table.
    """
    asked = call.body["model"]
    known = {
        name: row for name, row in spec.models("video").items() if call.operation.id in row["apis"]
    }
    if asked.lower() in known:
        return known[asked.lower()]
    if call.settings.strict or not asked.lower().startswith("minimax-hailuo"):
        raise checks.unknown_model(asked)
    return {**known[_NEWEST], "id": asked}


async def _picture(call: Call, field: str) -> Input | None:
    url = call.body.get(field)
    return await inputs.read(call, url, _rules(call, field), (field,)) if url is not None else None


async def _subject(call: Call) -> Input | None:
    given = call.body.get("subject_reference")
    if not given:
        return None
    rules = spec.schema("VideoSubjectReference")["properties"]["image"]["x-media"]
    return await inputs.read(
        call, given[0]["image"][0], rules, ("subject_reference", 0, "image", 0)
    )


def _rules(call: Call, field: str) -> Json:
    rules: Json = spec.schema(call.operation.body_schema or "")["properties"][field]["x-media"]
    return rules
