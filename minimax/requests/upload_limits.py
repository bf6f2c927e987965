"""What the spec requires of uploaded files, by purpose or call: extension, size, duration, and the
content of zip files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from minimax_generated.operations import find_operation

from ..errors import ValidationError
from .measures import SLACK

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

LARGEST_MEMBER = 16 * 1024 * 1024
"""Maximum size in bytes of a member of a zip that is read."""
ENCRYPTED = 1  # flag of a member


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
    least, most = limits.get("min_seconds", 0), limits.get("max_seconds")
    below = limits.get("below_seconds")
    if seconds is None or least - SLACK <= seconds <= (most or below or seconds) + SLACK:
        return
    allowed = f"less than {below} seconds" if below else f"{least} to {most} seconds"
    raise ValidationError(
        f"{name} lasts {seconds:.1f} seconds; {taker} accepts {allowed}",
        field=field,
        value=round(seconds, 3),
        allowed=allowed,
    )


def members_of(archive: ZipFile) -> list[ZipInfo]:
    """The files of a zip, without folders and files that file managers add."""
    found = [(info, PurePosixPath(info.filename)) for info in archive.infolist()]
    return [
        info
        for info, path in found
        if not (info.is_dir() or path.name.startswith(".") or path.parts[:1] == ("__MACOSX",))
    ]


def check_zip(file: BinaryIO, rules: Mapping[str, Any], *, name: str) -> None:
    """Raise a ValidationError if the content of a zip of long texts does not follow `rules`, the
    `members` of a purpose in the spec. May block.

    The platform only checks it when the task starts, and then reports no more than "check file in
    zip error".
    """
    import zipfile
    import zlib

    kinds, keys = rules["formats"], rules["json_keys"]

    def refuse(complaint: str, allowed: str) -> ValidationError:
        return ValidationError(f"{name}: {complaint}", field="file", value=name, allowed=allowed)

    only = f"all .{' or all .'.join(kinds)}"
    try:
        with zipfile.ZipFile(file) as archive:
            found = members_of(archive)
            endings = {PurePosixPath(each.filename).suffix.lower() for each in found}
            if len(endings) != 1 or not endings <= {f".{kind}" for kind in kinds}:
                inside = ", ".join(sorted(ending or "no ending" for ending in endings)) or "nothing"
                raise refuse(f"the files in a zip must be {only}; it contains {inside}", only)
            if locked := [each.filename for each in found if each.flag_bits & ENCRYPTED]:
                raise refuse(f"{locked[0]} is encrypted", "a zip without a password")
            for each in found if endings == {".json"} else ():
                if not re.fullmatch(rules["json_names"], each.filename):
                    raise refuse(
                        f"{each.filename!r} must be named 1.json, the next one 2.json and so on,"
                        " without a folder",
                        "1.json, 2.json, ...",
                    )
                if each.file_size <= LARGEST_MEMBER and not _has_text(archive.read(each), keys):
                    raise refuse(
                        f"{each.filename} must be a JSON object with text under"
                        f" {', '.join(keys)}; at least one of them",
                        ", ".join(keys),
                    )
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        zlib.error,
    ) as error:
        raise refuse(f"the zip cannot be read: {error}", "a zip file") from None


def _has_text(content: bytes, keys: list[str]) -> bool:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return False
    texts = [found.get(key, "") for key in keys] if isinstance(found, dict) else []
    return all(isinstance(text, str) for text in texts) and any(text.strip() for text in texts)
