"""The operations that jobs can use: client methods by name, their file extensions and prices."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from importlib import import_module
from operator import attrgetter
from pathlib import Path, PurePosixPath
from types import UnionType
from typing import Any, Union, get_args, get_origin

from .. import estimate
from ..config import CALL_OPTIONS
from ..core import destinations
from ..core.operation import operation
from ..core.parsing import count
from ..core.signatures import bound_signature, namespace, resolved
from ..errors import ValidationError
from ..estimate import Estimate, PriceUnknown

Arguments = Mapping[str, Any]
Price = Callable[[Arguments, Any, str], Estimate]
RESERVED = frozenset(
    {"on_progress", "on_status", "save", "to", "resume", "timeout", "interval", "callback_url"}
)
"""Arguments of operations that a batch handles itself."""


@dataclass(frozen=True, eq=False)
class Operation:
    """One row of the table."""

    name: str
    ending: str = ".json"
    """The default file extension; "" to use that of the audio format."""
    price: Price | None = None
    call: str = ""
    """The method it calls, if that has a different name."""
    target: str = ""
    """The argument for the path of the file, if the call itself writes the file."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """Default arguments, which a job can override."""

    @cached_property
    def feature(self) -> str:
        """The feature in the spec that it belongs to."""
        return self.name.partition(".")[0]

    @cached_property
    def service(self) -> Callable[[Any], Any]:
        """Finds the service of its method on a client, such as `client.text.messages`."""
        return attrgetter(self.name.rpartition(".")[0])

    @cached_property
    def body(self) -> Callable[..., Coroutine[Any, Any, Any]]:
        """The `async def` of its method, whose first argument is the service."""
        *_, name, method = self.name.split(".")
        service = getattr(import_module(f"minimax.services.{name}"), f"{name.capitalize()}Service")
        found: operation[Any, Any, Any] = getattr(service, self.call or method)
        return found.body

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """Names and defaults of the arguments that a job can have."""
        return {
            parameter.name: parameter.default
            for parameter in bound_signature(self.body, "sync").parameters.values()
            if parameter.name not in RESERVED | CALL_OPTIONS
        }

    @cached_property
    def required(self) -> frozenset[str]:
        """The arguments that a job must have."""
        return frozenset(
            name for name, default in self.parameters.items() if default is inspect.Parameter.empty
        )

    def start(
        self, client: Any, arguments: Arguments, path: Path | None = None
    ) -> Coroutine[Any, Any, Any]:
        """Return the call as a coroutine. Nothing is sent or written before it is awaited."""
        given = {**self.given, **arguments}
        if self.target and path:
            given[self.target] = path
        return self.body(self.service(client), **given)

    def complete(self, arguments: Arguments) -> dict[str, Any]:
        """The arguments, completed with defaults."""
        return {
            **self.parameters,
            **{name: value for name, value in arguments.items() if value is not None},
        }

    def check_names(self, arguments: Arguments) -> None:
        """Raise a ValidationError for an unknown argument, or a missing one."""
        known = self.parameters
        for name in arguments:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known)}."
                raise ValidationError(
                    f"{name!r} is not a parameter of {self.name}; {hint}", field=name
                )
        if not self.required <= arguments.keys():
            missing = next(name for name in known if name in self.required - arguments.keys())
            raise ValidationError(f"{self.name} needs {missing!r}", field=missing)

    def file_ending(self, arguments: Arguments) -> str:
        """The extension of the file that a job writes."""
        if self.ending == ".jpeg":
            return destinations.extension_of(self.file_format(arguments))
        form = arguments.get("format")
        if self.ending == ".txt" and form in ("srt", "vtt"):
            return f".{form}"
        if self.fetches_link(arguments):
            return PurePosixPath(destinations.name_in_url(str(arguments["source"]))).suffix
        if self.target:
            return ""  # not known yet
        return self.ending or destinations.extension_of(form or "mp3")

    def file_format(self, arguments: Arguments) -> str:
        """The format of that file, as named in `destinations`; "" if it is not known yet."""
        if self.target:
            return ""
        if self.ending in (".txt", ".json"):
            return "text"
        if self.feature == "images":
            return str(arguments.get("output_format") or "jpeg")
        return self.ending[1:] or str(arguments.get("format") or "mp3")

    def fetches_link(self, arguments: Arguments) -> bool:
        """Whether the request goes to the host of a link instead of the platform."""
        return bool(self.target) and "/" in str(arguments.get("source"))

    def cost(self, arguments: Arguments, result: Any, region: str) -> Estimate | None:
        """The cost of a call by the price table, None if the price is not known."""
        if self.price is None:
            return None
        try:
            return self.price(self.complete(arguments), result, region)
        except (PriceUnknown, ValidationError):
            return None


def find(name: object) -> Operation:
    """Return the operation with a name, or raise a ValidationError."""
    if isinstance(name, str) and name in OPERATIONS:
        return OPERATIONS[name]
    near = get_close_matches(str(name), OPERATIONS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(OPERATIONS)}."
    raise ValidationError(f"{name!r} is not an operation; {hint}", field="op", value=name)


def _chat(given: Arguments, reply: Any, region: str, searches: int = 0) -> Estimate:
    usage = _known(reply.usage)
    return estimate.chat(
        usage.input_tokens,
        usage.output_tokens,
        model=given["model"],
        cached_tokens=usage.cached_tokens,
        service_tier=given.get("service_tier"),
        web_searches=searches,
        region=region,
    )


def _message(given: Arguments, message: Any, region: str) -> Estimate:
    usage = _known(message.usage)
    return estimate.chat(
        usage.prompt_tokens,
        usage.output_tokens,
        model=given["model"],
        cached_tokens=usage.cache_read_input_tokens,
        cache_write_tokens=usage.cache_creation_input_tokens,
        service_tier=given.get("service_tier"),
        web_searches=_of_type("server_tool_use", message.content),
        region=region,
    )


def _response(given: Arguments, reply: Any, region: str) -> Estimate:
    return _chat(given, reply, region, _of_type("web_search_call", reply.output))


def _known(usage: Any) -> Any:
    if usage is None:
        raise PriceUnknown("the response does not contain the number of tokens")
    return usage


def _of_type(kind: str, parts: Sequence[Mapping[str, Any]]) -> int:
    return sum(part.get("type") == kind for part in parts)


def _speech_task(given: Arguments, task: Any, region: str) -> Estimate:
    characters = count(task.raw.get("usage_characters"))
    if not characters and given.get("text") is None:
        raise PriceUnknown("the response does not contain the number of characters")
    return estimate.speech(characters or given["text"], model=given["model"], region=region)


def _video(given: Arguments, task: Any, region: str) -> Estimate:
    references = given.get("references") or ()
    pictures = sum(given.get(name) is not None for name in ("first_frame", "last_frame", "subject"))
    if references:
        raise PriceUnknown("references may be charged by their length")
    return estimate.video(
        model=given["model"],
        resolution=given.get("resolution"),
        duration=given.get("duration"),
        images=pictures,
        region=region,
    )


def _images(given: Arguments, images: Any, region: str) -> Estimate:
    usage = images.usage
    if usage is None:
        return estimate.images(images.success_count, model=given["model"], region=region)
    return estimate.images(
        model=given["model"],
        text_tokens=usage.text_tokens,
        image_tokens=usage.image_tokens,
        output_tokens=usage.output_tokens,
        region=region,
    )


OPERATIONS: dict[str, Operation] = {
    row.name: row
    for row in (
        Operation("text.chat", ".txt", _chat),
        Operation("text.count_tokens"),
        Operation("text.messages.create", ".txt", _message),
        Operation("text.messages.count_tokens"),
        Operation("text.responses.create", ".txt", _response),
        Operation(
            "speech.synthesize",
            "",
            lambda given, speech, region: estimate.speech(
                speech.characters or given["text"], model=given["model"], region=region
            ),
        ),
        Operation("speech.create_task", "", _speech_task),
        Operation(
            "speech.transcribe",
            ".txt",
            lambda given, transcript, region: estimate.transcription(
                transcript.duration, model=given["model"], region=region
            ),
        ),
        Operation(
            "voices.clone",
            ".json",
            lambda given, _, region: estimate.voice_clone(
                preview_text=given.get("preview_text") or "", region=region
            ),
        ),
        Operation(
            "voices.design",
            ".mp3",
            lambda given, _, region: estimate.voice_design(given["preview_text"], region=region),
        ),
        Operation("voices.list"),
        Operation("voices.delete"),
        Operation("video.generate", ".mp4", _video, call="create"),
        Operation("video.create", ".mp4", _video),
        Operation(
            "video.create_from_template",
            ".mp4",
            lambda given, _, region: estimate.template(str(given["template"]), region=region),
        ),
        Operation("video.regenerate", ".mp4"),
        Operation("video.enhance_prompt", ".txt"),
        # Links are recorded before they are downloaded, so that a killed batch does not lose them.
        Operation("images.generate", ".jpeg", _images, given={"format": None}),
        Operation("images.edit", ".jpeg", _images, given={"format": None}),
        Operation(
            "music.generate",
            "",
            lambda given, _, region: estimate.music(model=given["model"], region=region),
        ),
        Operation(
            "music.cover",
            "",
            lambda given, _, region: estimate.music(model=given["model"], region=region),
        ),
        Operation("music.lyrics", ".txt", lambda given, _, region: estimate.lyrics(region=region)),
        Operation("music.prepare_cover"),
        Operation("files.upload"),
        Operation("files.download", target="to"),
        Operation("files.delete"),
        Operation("account.search"),
        Operation(
            "account.describe_image",
            ".txt",
            lambda given, _, region: estimate.image_description(region=region),
        ),
    )
}
"""By the value of `op` in a job."""


@cache
def takes_text(row: Operation, argument: str) -> bool:
    """Whether an argument is text, so that its value in a table is used verbatim."""
    parameters = bound_signature(row.body, "sync").parameters
    return argument in parameters and str(parameters[argument].annotation).startswith("str")


@cache
def accepts_text(row: Operation, argument: str) -> bool:
    """Whether an argument accepts text besides lists or objects, but no number or switch."""
    parameter = bound_signature(row.body, "sync").parameters.get(argument)
    if parameter is None:
        return False
    try:
        hints = resolved({argument: parameter.annotation}, namespace(row.body.__module__))
    except NameError:  # an option, which is described in a module of its own
        return False
    kinds = set(_kinds(hints[argument]))
    return str in kinds and kinds.isdisjoint((int, float, bool))


def _kinds(hint: Any) -> Iterator[Any]:
    """The members of a union, or the only type."""
    if get_origin(hint) in (Union, UnionType):
        for member in get_args(hint):
            yield from _kinds(member)
    else:
        yield hint


@cache
def billed_paths(feature: str) -> Mapping[tuple[str, str], str]:
    """The rate-limit classes of the paid requests of a service, by method and path."""
    from minimax_generated.operations import list_operations

    return {
        (operation.method, operation.path): operation.rate_class
        for operation in list_operations(feature)
        if operation.billed
    }
