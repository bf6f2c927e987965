"""Template videos of the video agent."""

from __future__ import annotations

from typing import Any

from minimax.emulator import checks, spec
from minimax.emulator.endpoints import Call, callbacks, clips, endpoint, inputs
from minimax.emulator.endpoints.clips import Clip
from minimax.emulator.endpoints.inputs import Input
from minimax.emulator.endpoints.video import TOLD
from minimax.emulator.envelopes import invalid, success
from minimax.emulator.tasks import Stage, Task
from minimax_generated.tables.tasks import TASKS
from minimax_generated.tables.templates import TEMPLATES

Json = dict[str, Any]

KIND = "video-template"

_LINK_SECONDS = TASKS["kinds"][KIND]["url_seconds"]
_WORDS = {
    Stage.PREPARING: "Preparing",
    Stage.QUEUED: "Preparing",
    Stage.RUNNING: "Processing",
    Stage.SUCCEEDED: "Success",
    Stage.FAILED: "Fail",
}
_SLOTS = {"media": "media_inputs", "text": "text_inputs"}
# Neither the size nor the length is documented.
_WIDTH, _HEIGHT, _SECONDS = 1280, 720, 6


@endpoint("video_template_generation", makes_media=True, beside_error=lambda _: {"task_id": ""})
async def video_template_generation(call: Call) -> Json:
    template = _template(call)
    pictures = await _pictures(call)
    clips.require_codec(call)
    await callbacks.challenge(call)

    storage, later = call.platform.storage, call.without_body()
    words = " ".join(
        [template["name"], *(text["value"] for text in call.body.get("text_inputs") or ())]
    )
    picture = clips.picture(storage, f"{call.trace_id}.input", pictures[0] if pictures else None)
    clip = Clip(words, _WIDTH, _HEIGHT, _SECONDS, picture=picture)

    def keep(task: Task) -> None:
        storage.keep(_name(task), clips.maker(later, clip))
        later.charge(template["id"], video=1)

    task = call.start_task(KIND, {}, keep)

    def callback_body(stage: Stage) -> Json:
        return {
            **_state(later, task, stage),
            "status": TOLD[stage],
        }

    callbacks.follow(call, task, callback_body)
    return {"task_id": task.id, "base_resp": success()}


@endpoint(
    "query_video_template_generation",
    beside_error=lambda call: {"task_id": call.parameters.get("task_id", ""), "status": ""},
)
async def query_video_template_generation(call: Call) -> Json:
    task = call.task(KIND)
    return _state(call, task, task.stage(call.clock.now()))


def _state(call: Call, task: Task, stage: Stage) -> Json:
    result = (
        {"video_url": call.link(_name(task), lifetime=_LINK_SECONDS)}
        if stage is Stage.SUCCEEDED
        else {}
    )
    return {
        "task_id": task.id,
        "status": _WORDS[stage],
        **result,
        "base_resp": task.outcome(stage),
    }


def _name(task: Task) -> str:
    return f"{task.id}.mp4"


def _template(call: Call) -> Json:
    """The row of the template, of either region. Raises the platform's error if the inputs do not
    match its slots.
    """
    asked = call.body["template_id"]
    template: Json | None = next(
        (row for row in TEMPLATES["templates"] if row["id"] == asked), None
    )
    if template is None:
        raise invalid(f"unknown template {checks.clip(asked)}", ("template_id",))
    for slot, field in _SLOTS.items():
        given = call.body.get(field) or ()
        if template[slot] and not any(each["value"] for each in given):
            raise invalid(f"is empty, {template['name']} needs one", (field,))
        if given and not template[slot]:
            raise invalid(f"{template['name']} takes none", (field,))
    return template


async def _pictures(call: Call) -> list[Input]:
    rules = spec.schema("VideoTemplateMediaInput")["properties"]["value"]["x-media"]
    given = call.body.get("media_inputs") or ()
    return [
        await inputs.read(call, each["value"], rules, ("media_inputs", index, "value"))
        for index, each in enumerate(given)
    ]
