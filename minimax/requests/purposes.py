"""Requirements for files by purpose or call, from the spec: extension, size and duration. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minimax_generated.operations import find_operation

from ..errors import ValidationError
from .measures import SLACK


def check(
    purpose: str,
    *,
    name: str,
    size: int,
    seconds: float | None = None,
    characters: int | None = None,
    field: str = "file",
) -> None:
    """Raise a ValidationError if a file cannot be uploaded for a purpose. Unknown purposes are
    accepted.
    """
    rows = [row for row in find_operation("files_upload").purposes if row["purpose"] == purpose]
    extension = name.rpartition(".")[2].lower()
    if not rows or "." not in name:
        return
    known = ", ".join(form for row in rows for form in row.get("formats", ()))
    fitting = [row for row in rows if extension in row.get("formats", ())]
    if known and not fitting:
        raise ValidationError(
            f"{name}: {purpose} accepts {known}, not .{extension}",
            field=field,
            value=name,
            allowed=known,
        )
    if fitting:
        check_limits(
            fitting[0],
            purpose,
            name=name,
            size=size,
            seconds=seconds,
            characters=characters,
            field=field,
        )


def members(purpose: str) -> Mapping[str, Any] | None:
    """The required content of a zip file for a purpose, if the spec defines it."""
    rows = find_operation("files_upload").purposes
    return next((row.get("members") for row in rows if row["purpose"] == purpose), None)


def check_limits(
    limits: Mapping[str, Any],
    taker: str,
    *,
    name: str,
    size: int,
    seconds: float | None = None,
    characters: int | None = None,
    field: str = "file",
) -> None:
    """Raise a ValidationError if a file is too large, too long or too short for `taker`. None means
    unknown.
    """
    for value, most, unit in (
        (size, limits.get("max_bytes"), "bytes"),
        (characters, limits.get("max_characters"), "characters"),
    ):
        if most and value is not None and value > most:
            allowed = f"at most {most:,} {unit}"
            raise ValidationError(
                f"{name} has {value:,} {unit}; {taker} accepts {allowed}",
                field=field,
                value=value,
                allowed=allowed,
            )
    least, most, below = (
        limits.get("min_seconds", 0),
        limits.get("max_seconds"),
        limits.get("below_seconds"),
    )
    if seconds is None or least - SLACK <= seconds <= (most or below or seconds) + SLACK:
        return
    allowed = f"less than {below} seconds" if below else f"{least} to {most} seconds"
    raise ValidationError(
        f"{name} lasts {seconds:.1f} seconds; {taker} accepts {allowed}",
        field=field,
        value=round(seconds, 3),
        allowed=allowed,
    )
