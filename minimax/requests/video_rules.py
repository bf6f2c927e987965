"""The capabilities of each model, from the table of models: the generation of the API that serves
it, and for videos the modes, resolutions and durations. Pure.

Unknown models are never rejected; they are assumed to be of the newest generation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..errors import ValidationError

FIELDS = {
    "text": "prompt",
    "first_frame": "first_frame",
    "subject": "subject",
    "reference": "references",
}
"""The argument to report for an unsupported mode; last_frame for those with a last frame."""


def words() -> Mapping[str, str]:
    """What a video can be made from, by mode."""
    from minimax_generated.tables.models import MODELS

    modes: Mapping[str, str] = MODELS["modes"]
    return modes


def rows(kind: str = "video") -> Sequence[Mapping[str, Any]]:
    """The models of a kind, newest first."""
    from minimax_generated.tables.models import MODELS

    return [row for row in MODELS["models"] if row["kind"] == kind]


def row(model: str, kind: str = "video") -> Mapping[str, Any] | None:
    """The entry of a model in the table."""
    return next((row for row in rows(kind) if row["id"] == model), None)


def generation(model: str, kind: str = "video") -> str:
    """The generation of the API that serves a model, "v1" or "v2"."""
    return str((row(model, kind) or rows(kind)[0])["api"])


def served_by(generation: str, kind: str = "video") -> str:
    """The models that a generation of the API still serves, for messages."""
    return ", ".join(
        row["id"] for row in rows(kind) if row["api"] == generation and row.get("apis")
    )


def defaults(model: str) -> Mapping[str, Any]:
    """The default resolution, duration and ratio of a model."""
    return {**rows()[0]["default"], **(row(model) or {}).get("default", {})}


def mode(given: Collection[str], api: str) -> str:
    """The mode of a video, derived from the provided arguments. V2 has no separate mode for
    subjects; it uses reference images.
    """
    frames = [name for name in ("first_frame", "last_frame") if name in given]
    if "references" in given or ("subject" in given and api == "v2"):
        return "reference"
    if "subject" in given:
        return "subject"
    return "first_last_frame" if len(frames) == 2 else frames[0] if frames else "text"


def check(model: str, mode: str, resolution: str | None, duration: int | None) -> None:
    """Raise a ValidationError that lists the alternatives if, according to the table, a model does
    not support this kind of video.
    """
    modes = (row(model) or {}).get("modes")
    if not modes:
        return
    if mode == "last_frame" and mode not in modes and "first_last_frame" in modes:
        mode = "first_last_frame"  # documented with a first frame, but not refused without one
    if mode not in modes:
        others = ", ".join(other["id"] for other in rows() if mode in other.get("modes", ()))
        own = " or ".join(words()[known] for known in modes)
        raise ValidationError(
            f"{model} cannot generate a video from {words()[mode]}, only from {own}; these models"
            f" can: {others}",
            field=FIELDS.get(mode, "last_frame"),
            value=model,
            allowed=f"model {others}",
        )
    sizes = modes[mode]
    asked = resolution or defaults(model).get("resolution", "")
    if asked not in sizes or (duration is not None and duration not in sizes[asked]):
        possible = " or ".join(f"{size} ({_seconds(lengths)})" for size, lengths in sizes.items())
        length = "" if duration is None else f"{duration} s at "
        wrong = ("resolution", resolution) if asked not in sizes else ("duration", duration)
        raise ValidationError(
            f"{model} does not support {length}{asked} from {words()[mode]}; allowed: {possible}",
            field=wrong[0],
            value=wrong[1],
            allowed=possible,
        )


def _seconds(lengths: Sequence[int]) -> str:
    if len(lengths) > 2 and list(lengths) == list(range(lengths[0], lengths[-1] + 1)):
        return f"{lengths[0]} to {lengths[-1]} s"
    return " or ".join(map(str, lengths)) + " s"
