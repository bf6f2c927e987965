"""What a file has to be for its purpose: extension, size and length, as the table in `spec/files.yaml` has them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .durations import SLACK
from .errors import ValidationError
from .wire import endpoint


def check(purpose: str, *, name: str, size: int, seconds: float | None = None, characters: int | None = None, field: str = "file") -> None:
    """Raise a ValidationError when a file cannot be uploaded for a purpose. One that nobody knows yet is let through."""
    rows = [row for row in endpoint("files", "files_upload").purposes if row["purpose"] == purpose]
    extension = name.rpartition(".")[2].lower()
    if not rows or "." not in name:
        return
    known = ", ".join(form for row in rows for form in row.get("formats", ()))
    fitting = [row for row in rows if extension in row.get("formats", ())]
    if known and not fitting:
        raise ValidationError(f"{name}: {purpose} takes {known}, not .{extension}", field=field, value=name, allowed=known)
    most = max((row.get("max_bytes") or 0 for row in fitting), default=0)
    if most and size > most:
        raise ValidationError(
            f"{name} has {size:,} bytes; {purpose} takes at most {most:,}", field=field, value=size, allowed=f"at most {most:,} bytes"
        )
    longest = max((row.get("max_characters") or 0 for row in fitting), default=0)
    if longest and characters is not None and characters > longest:
        raise ValidationError(
            f"{name} has {characters:,} characters; {purpose} takes at most {longest:,}",
            field=field,
            value=characters,
            allowed=f"at most {longest:,} characters",
        )
    for row in fitting if seconds is not None else ():
        _check_length(row, name, seconds or 0.0, field)


def _check_length(row: Mapping[str, Any], name: str, seconds: float, field: str) -> None:
    least, most, below = row.get("min_seconds", 0), row.get("max_seconds"), row.get("below_seconds")
    if least - SLACK <= seconds <= (most or below or seconds) + SLACK:
        return
    allowed = f"less than {below} seconds" if below else f"{least} to {most} seconds"
    raise ValidationError(
        f"{name} lasts {seconds:.1f} seconds; {row['purpose']} takes {allowed}", field=field, value=round(seconds, 3), allowed=allowed
    )
