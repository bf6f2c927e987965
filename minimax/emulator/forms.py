"""Multipart forms: text parts become members of a JSON-like body, files are streamed to disk."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from typing import Any, NamedTuple

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from minimax.emulator import spec
from minimax.emulator.checks import clip
from minimax.emulator.envelopes import PlatformError, invalid

Json = dict[str, Any]

MEDIA_TYPE = "multipart/form-data"

_MOST_PARTS = 100
_SWITCHES = {"true": True, "false": False}

# The parser logs every invalid byte, but the error is already reported in the answer.
logging.getLogger("python_multipart").addHandler(logging.NullHandler())


class Form(NamedTuple):
    """The parts of a form. In `body`, files are represented by their name and size."""

    body: Json
    files: dict[str, UploadFile]
    size: int


async def read(
    request: Request, *, schema_name: str, largest: int
) -> tuple[Form, PlatformError | None]:
    """Read a form, and return it with the error if it is invalid. It is always read to the end, so
    that the sender can receive the answer.
    """
    body = _Body(request, largest)
    pieces = body.pieces()
    refused: PlatformError | None = None
    form = Form({}, {}, 0)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != MEDIA_TYPE:
        refused = invalid(f"content type {clip(kind) or 'missing'}, expected {MEDIA_TYPE}")
    else:
        parser = _Parser(request.headers, pieces, max_files=_MOST_PARTS, max_fields=_MOST_PARTS)
        body.parser = parser
        try:
            form = _form(schema_name, (await parser.parse()).multi_items())
        except MultiPartException as error:
            refused = invalid(
                "the form cannot be read:"
                f" {error.message[:1].lower()}{error.message[1:].rstrip('.')}"
            )
    body.parser = None
    async for _ in pieces:
        pass
    if body.size > largest:
        close(form.files)
        raise PlatformError(
            None, f"request body of {body.size} bytes, at most {largest} allowed", http=413
        )
    return form._replace(size=body.size), refused or _not_files(schema_name, form)


def close(files: dict[str, UploadFile]) -> None:
    """Close the files of a form."""
    for upload in files.values():
        upload.file.close()


class _Parser(MultiPartParser):
    """Detects whether the closing boundary was received, since a truncated form would otherwise
    look like a shorter one.
    """

    whole = False

    def on_end(self) -> None:
        self.whole = True


class _Body:
    """Counts the bytes of a request, and drops those beyond the limit."""

    def __init__(self, request: Request, largest: int) -> None:
        self._request = request
        self._largest = largest
        self.parser: _Parser | None = None
        self.size = 0

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        async for piece in self._request.stream():
            self.size += len(piece)
            if self.size <= self._largest:
                yield piece
        if self.parser is not None and not self.parser.whole:
            # Raised here, inside the parser's own loop, it makes the parser close its files.
            raise MultiPartException("It ends before its closing boundary")


def _form(schema_name: str, parts: list[tuple[str, UploadFile | str]]) -> Form:
    known = spec.schema(schema_name)["properties"]
    body: Json = {}
    files: dict[str, UploadFile] = {}
    for name, value in parts:
        if isinstance(value, str):
            body[name] = (
                _SWITCHES.get(value, value)
                if known.get(name, {}).get("type") == "boolean"
                else value
            )
        elif name in files:
            value.file.close()
        else:
            files[name] = value
            body[name] = f"<{value.filename or 'no name'}, {value.size} bytes>"
    return Form(body, files, 0)


def _not_files(schema_name: str, form: Form) -> PlatformError | None:
    """The error for parts that must be files and are not."""
    for name, node in spec.schema(schema_name)["properties"].items():
        if (
            node.get("format") == "binary"
            and name in form.body
            and not (name in form.files and form.files[name].filename)
        ):
            return invalid("is not a file; send the part with a file name", (name,))
    return None
