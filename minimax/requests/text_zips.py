"""Check the content of a zip file of long texts before it is uploaded. The platform only checks it
when the task starts, and then reports no more than "check file in zip error". Pure.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from ..errors import ValidationError

LARGEST = 16 * 1024 * 1024
"""Maximum size in bytes of a member that is read."""
ENCRYPTED = 1  # flag of a member
UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    EOFError,
    zlib.error,
)


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of a zip, without folders and files that file managers add."""
    found = [(info, PurePosixPath(info.filename)) for info in archive.infolist()]
    return [
        info
        for info, path in found
        if not (info.is_dir() or path.name.startswith(".") or path.parts[:1] == ("__MACOSX",))
    ]


def check(file: BinaryIO, rules: Mapping[str, Any], *, name: str) -> None:
    """Raise a ValidationError if the content of a zip does not follow `rules`, the `members` of a
    purpose in the spec. May block.
    """
    kinds, keys = rules["formats"], rules["json_keys"]

    def refuse(complaint: str, allowed: str) -> ValidationError:
        return ValidationError(f"{name}: {complaint}", field="file", value=name, allowed=allowed)

    only = f"all .{' or all .'.join(kinds)}"
    try:
        with zipfile.ZipFile(file) as archive:
            found = members(archive)
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
                if each.file_size <= LARGEST and not _has_text(archive.read(each), keys):
                    raise refuse(
                        f"{each.filename} must be a JSON object with text under"
                        f" {', '.join(keys)}; at least one of them",
                        ", ".join(keys),
                    )
    except UNREADABLE as error:
        raise refuse(f"the zip cannot be read: {error}", "a zip file") from None


def _has_text(content: bytes, keys: list[str]) -> bool:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return False
    texts = [found.get(key, "") for key in keys] if isinstance(found, dict) else []
    return all(isinstance(text, str) for text in texts) and any(text.strip() for text in texts)
