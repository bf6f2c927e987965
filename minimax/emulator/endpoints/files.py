"""Uploaded and generated files: upload, list, retrieve, download, delete."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import PurePath
from typing import Any

from starlette.responses import FileResponse, Response

from minimax.emulator import spec
from minimax.emulator.checks import clip
from minimax.emulator.endpoints import Call, endpoint
from minimax.emulator.envelopes import PlatformError, invalid, success
from minimax.emulator.storage import File

Json = dict[str, Any]

# The largest file of any purpose, plus the rest of the form.
_LARGEST_UPLOAD = 513 * 2**20
_CHECKED_AT_ONCE = "video_generation_input"
# The platform does not report the size of results.
_WITHOUT_SIZE = frozenset({"video_generation", "t2a_async"})


@endpoint("files_upload", beside_error=lambda _: {"file": None}, largest_body=_LARGEST_UPLOAD)
async def files_upload(call: Call) -> Json:
    purpose, upload = call.body["purpose"], call.files["file"]
    rows = [row for row in spec.purposes(call.operation.id) if row["purpose"] == purpose]
    if not rows:
        raise invalid("unsupported purpose")
    name = PurePath(str(upload.filename).replace("\\", "/")).name
    row = _row(rows, name)
    if not upload.size:
        raise invalid("the file is empty")
    if "max_bytes" in row and upload.size > row["max_bytes"]:
        raise _bad_file(
            purpose, f"the file has {upload.size} bytes, {purpose} takes at most {row['max_bytes']}"
        )
    if purpose == _CHECKED_AT_ONCE:
        await asyncio.to_thread(_probe, upload.file.read(), row)
        upload.file.seek(0)
    number = call.platform.new_number()
    store = partial(call.account.files.store, purpose=purpose, lifetime=row.get("lifetime"))
    file = await asyncio.to_thread(store, name, upload.file, file_id=number)
    return {"file": _describe(file), "base_resp": success()}


@endpoint("files_list", beside_error=lambda _: {"files": None})
async def files_list(call: Call) -> Json:
    found = call.account.files.list(call.parameters["purpose"])
    return {"files": [_describe(file) for file in found] or None, "base_resp": success()}


@endpoint("files_retrieve", beside_error=lambda _: {"file": None})
async def files_retrieve(call: Call) -> Json:
    file = call.account.files.find(call.parameters["file_id"])
    seconds = call.account.files.link_seconds(file)
    link = call.link(file.stored_as, lifetime=seconds)
    return {"file": {**_describe(file), "download_url": link}, "base_resp": success()}


@endpoint("files_retrieve_content", makes_media=True)
async def files_retrieve_content(call: Call) -> Response:
    file = call.account.files.find(call.parameters["file_id"])
    if own := call.take_media():
        return Response(own, media_type="application/octet-stream")
    path = await asyncio.to_thread(call.account.files.path, file)
    return FileResponse(path, media_type="application/octet-stream")


@endpoint("files_delete", beside_error=lambda _: {"file_id": 0})
async def files_delete(call: Call) -> Json:
    file = call.account.files.find(call.body["file_id"])
    purpose = call.body.get("purpose")
    if purpose not in (None, file.purpose):
        raise invalid(f"{clip(purpose)} is not the purpose of the file", ("purpose",))
    call.account.files.delete(file)
    return {"file_id": file.file_id, "base_resp": success()}


def _describe(file: File) -> Json:
    return {
        "file_id": file.file_id,
        "bytes": 0 if file.purpose in _WITHOUT_SIZE else file.size,
        "created_at": file.created,
        "filename": file.name,
        "purpose": file.purpose,
    }


def _row(rows: list[Json], name: str) -> Json:
    """The row in the table of purposes for a file, by its extension."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    for row in rows:
        if ending in row["formats"]:
            return row
    known = ", ".join(each for row in rows for each in row["formats"])
    raise _bad_file(
        rows[0]["purpose"],
        f"unsupported file format {clip(ending) or 'without an ending'}, expected one of {known}",
    )


def _probe(data: bytes, row: Json) -> None:
    from minimax.emulator.media.probe import probe

    try:
        found = probe(data)
    except ValueError as error:
        raise _bad_file(row["purpose"], str(error)) from None
    fits = {
        "image": found.width and found.duration is None,
        "video": found.width and found.duration,
        "audio": found.sample_rate,
    }
    if not fits[row["media"]]:
        raise _bad_file(row["purpose"], f"the file is not {row['media']}")


def _bad_file(purpose: str, message: str) -> PlatformError:
    """The error for a rejected file; with a separate HTTP status for input of video generation."""
    refused = invalid(message)
    refused.http = 400 if purpose == _CHECKED_AT_ONCE else None
    return refused
