"""What a zip of long texts has to hold, checked before it is uploaded: the platform looks into it
only when the task starts, and then says no more than "check file in zip error". Pure.
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
"""Bytes of a member that is still read."""
ENCRYPTED = 1  # flag of a member
UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    EOFError,
    zlib.error,
)


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of a zip, without folders and what file managers put into it unasked."""
    found = [(info, PurePosixPath(info.filename)) for info in archive.infolist()]
    return [
        info
        for info, path in found
        if not (info.is_dir() or path.name.startswith(".") or path.parts[:1] == ("__MACOSX",))
    ]


def check(file: BinaryIO, rules: Mapping[str, Any], *, name: str) -> None:
    """Raise a ValidationError when a zip does not hold what `rules`, the `members` of a purpose in
    the spec, ask for. May block.
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
                raise refuse(f"the files in a zip have to be {only}; it holds {inside}", only)
            if locked := [each.filename for each in found if each.flag_bits & ENCRYPTED]:
                raise refuse(f"{locked[0]} is encrypted", "a zip without a password")
            for each in found if endings == {".json"} else ():
                if not re.fullmatch(rules["json_names"], each.filename):
                    raise refuse(
                        f"{each.filename!r} has to be called 1.json, the next one 2.json and so on,"
                        " without a folder",
                        "1.json, 2.json, ...",
                    )
                if each.file_size <= LARGEST and not _has_text(archive.read(each), keys):
                    raise refuse(
                        f"{each.filename} has to be a JSON object with texts under"
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
