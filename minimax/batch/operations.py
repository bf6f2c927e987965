"""What a job can ask for: the operations of the client by name, the ending of their files, and their prices."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from .. import estimate
from ..errors import ValidationError
from ..estimate import Estimate, PriceUnknown
from ..flow import Flow, operation
from ..results.fields import count
from ..signatures import bound_signature

Arguments = Mapping[str, Any]
Price = Callable[[Arguments, Any, str], Estimate]
RESERVED = frozenset({"on_progress", "on_status", "save", "timeout", "interval", "callback_url"})
"""Arguments of operations that a batch has its own way for."""
AUDIO_ENDINGS = {"pcmu_raw": ".pcmu", "pcmu_wav": ".wav"}
"""Where it is not the name of the format."""


class Operation(NamedTuple):
    """One row of the table."""

    name: str
    ending: str = ".json"
    """Of its file, when the job does not name one; "" for that of the audio format."""
    price: Price | None = None
    call: str = ""
    """The method behind it, where that has another name."""

    @property
    def feature(self) -> str:
        """The service that it belongs to."""
        return self.name.partition(".")[0]

    def flow(self, client: Any, arguments: Arguments) -> Flow[Any]:
        """The flow of the call. Nothing is sent before it is run."""
        flow: Flow[Any] = _described(self).flow(getattr(client, self.feature), **arguments)
        return flow

    def complete(self, arguments: Arguments) -> dict[str, Any]:
        """The arguments together with the defaults of those that are left out."""
        return {**_parameters(self), **{name: value for name, value in arguments.items() if value is not None}}

    def check_names(self, arguments: Arguments) -> None:
        """Raise a ValidationError for an argument that there is not, or one that is missing."""
        known = _parameters(self)
        for name in arguments:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known)}."
                raise ValidationError(f"{name!r} is no argument of {self.name}; {hint}", field=name)
        for name, default in known.items():
            if default is inspect.Parameter.empty and name not in arguments:
                raise ValidationError(f"{self.name} needs {name!r}", field=name)

    def file_ending(self, arguments: Arguments) -> str:
        """The ending of the file that a job makes."""
        form = arguments.get("format")
        if self.ending == ".txt" and form in ("srt", "vtt"):
            return f".{form}"
        return self.ending or AUDIO_ENDINGS.get(str(form or "mp3"), f".{form or 'mp3'}")

    def cost(self, arguments: Arguments, result: Any, region: str) -> Estimate | None:
        """What a call cost by the price table, None when the table does not know."""
        if self.price is None:
            return None
        try:
            return self.price(self.complete(arguments), result, region)
        except (PriceUnknown, ValidationError):
            return None


def find(name: object) -> Operation:
    """The operation that a job names."""
    if isinstance(name, str) and name in OPERATIONS:
        return OPERATIONS[name]
    near = get_close_matches(str(name), OPERATIONS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(OPERATIONS)}."
    raise ValidationError(f"{name!r} is no operation; {hint}", field="op", value=name)


def _chat(given: Arguments, reply: Any, region: str) -> Estimate:
    usage = reply.usage
    if usage is None:
        raise PriceUnknown("the answer tells no tokens")
    return estimate.chat(
        usage.input_tokens, usage.output_tokens, model=given["model"], cached_tokens=usage.cached_tokens,
        service_tier=given.get("service_tier"), region=region,
    )  # fmt: skip


def _speech_task(given: Arguments, task: Any, region: str) -> Estimate:
    characters = count(task.raw.get("usage_characters"))
    if not characters and given.get("text") is None:
        raise PriceUnknown("the answer tells no characters")
    return estimate.speech(characters or given["text"], model=given["model"], region=region)


def _video(given: Arguments, task: Any, region: str) -> Estimate:
    references = given.get("references") or ()
    pictures = sum(given.get(name) is not None for name in ("first_frame", "last_frame", "subject"))
    if references:
        raise PriceUnknown("references may cost by their length")
    return estimate.video(
        model=given["model"], resolution=given.get("resolution"), duration=given.get("duration"), images=pictures, region=region
    )


OPERATIONS: dict[str, Operation] = {
    row.name: row
    for row in (
        Operation("text.chat", ".txt", _chat),
        Operation("text.count_tokens"),
        Operation(
            "speech.synthesize",
            "",
            lambda given, speech, region: estimate.speech(speech.characters or given["text"], model=given["model"], region=region),
        ),
        Operation("speech.create_task", "", _speech_task),
        Operation(
            "speech.transcribe",
            ".txt",
            lambda given, transcript, region: estimate.transcription(transcript.duration, model=given["model"], region=region),
        ),
        Operation(
            "voices.clone",
            ".json",
            lambda given, _, region: estimate.voice_clone(preview_text=given.get("preview_text") or "", region=region),
        ),
        Operation("voices.design", ".mp3", lambda given, _, region: estimate.voice_design(given["preview_text"], region=region)),
        Operation("voices.list"),
        Operation("voices.delete"),
        Operation("video.generate", ".mp4", _video, call="create"),
        Operation("video.create", ".mp4", _video),
        Operation("video.create_from_template", ".mp4", lambda given, _, region: estimate.template(str(given["template"]), region=region)),
        Operation("video.regenerate", ".mp4"),
        Operation("video.enhance_prompt", ".txt"),
        Operation(
            "images.generate",
            ".jpeg",
            lambda given, images, region: estimate.images(images.success_count, model=given["model"], region=region),
        ),
        Operation("music.generate", "", lambda given, _, region: estimate.music(model=given["model"], region=region)),
        Operation("music.cover", "", lambda given, _, region: estimate.music(model=given["model"], region=region)),
        Operation("music.lyrics", ".txt", lambda given, _, region: estimate.lyrics(region=region)),
        Operation("music.prepare_cover"),
        Operation("files.upload"),
        Operation("files.delete"),
        Operation("account.search"),
        Operation("account.describe_image", ".txt", lambda given, _, region: estimate.image_description(region=region)),
    )
}
"""By the name that a job gives as `op`."""


@cache
def _described(row: Operation) -> operation[Any, Any, Any]:
    """The method of a row, as its service class has it."""
    home = import_module(f"minimax.services.{row.feature}")
    service = getattr(home, f"{row.feature.capitalize()}Service")
    found: operation[Any, Any, Any] = getattr(service, row.call or row.name.partition(".")[2])
    return found


@cache
def _parameters(row: Operation) -> dict[str, Any]:
    """Names and defaults of the arguments that a job may give."""
    parameters = bound_signature(_described(row).flow, "sync").parameters.values()
    return {parameter.name: parameter.default for parameter in parameters if parameter.name not in RESERVED}


@cache
def billed_paths(feature: str) -> frozenset[tuple[str, str]]:
    """Method and path of the requests of a service that cost money."""
    endpoints = import_module(f"minimax_generated.wire.{feature}").ENDPOINTS.values()
    return frozenset((facts["method"], facts["path"]) for facts in endpoints if facts["billed"])
