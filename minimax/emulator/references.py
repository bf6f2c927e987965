"""Media in requests: inline, uploaded, at a link of this emulator, or external."""

from __future__ import annotations

import asyncio
import base64
import binascii
from urllib.parse import parse_qsl, urlsplit

from minimax.emulator import filestore, storage
from minimax.emulator.checks import clip
from minimax.emulator.endpoint import Call
from minimax.emulator.envelopes import invalid

UPLOADED = "mm_file://"

_MOST_DIGITS = 19  # of an int64

Place = tuple[str | int, ...]


async def fetch(call: Call, reference: str, place: Place) -> bytes | None:
    """The bytes of a data URL, of `mm_file://ID` or of a link of this emulator; None for an
    external address, which is never opened.

    Raises the platform's error for anything else; `place` is the path of the field in the body.
    """
    if reference.startswith("data:"):
        return from_base64(reference.partition(",")[2], place)
    if reference.startswith(UPLOADED):
        return await uploaded(call, reference.removeprefix(UPLOADED), place)
    if not reference.startswith(("http://", "https://")):
        raise invalid(f"{clip(reference)!r} is neither a URL nor a data URL", place)
    try:
        address = urlsplit(reference)
    except ValueError:
        raise invalid(f"{clip(reference)!r} is not a URL", place) from None
    if f"{address.scheme}://{address.netloc}" != call.base_url or not address.path.startswith(
        f"{storage.PATH}/"
    ):
        return None
    name = address.path.removeprefix(f"{storage.PATH}/")
    found = await asyncio.to_thread(
        call.platform.storage.get, name, dict(parse_qsl(address.query)), {}
    )
    if isinstance(found, storage.Refused):
        raise invalid(f"the URL cannot be fetched: {found.message}", place)
    return await asyncio.to_thread(found.read_bytes)


async def uploaded(call: Call, file_id: str, place: Place) -> bytes:
    """The bytes of an uploaded file by its id."""
    if not (file_id.isascii() and file_id.isdigit() and len(file_id) <= _MOST_DIGITS):
        raise invalid(f"{clip(file_id)!r} is not a valid file id", place)
    file = filestore.find(call.platform, call.account, int(file_id))
    path = await asyncio.to_thread(filestore.path, call.platform, file)
    return await asyncio.to_thread(path.read_bytes)


def from_base64(text: str, place: Place) -> bytes:
    """The bytes of a base64 text."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise invalid("is not base64", place) from None
