"""Generated images: bytes or links, the reasons of failures, and the tokens used."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast, overload

from ..core import destinations
from ..core.destinations import name_in_url
from ..core.operation import ClientResult, I, Service, operation
from ..core.parsing import count, identity, mapping, missing, objects, place, text
from ..core.sources import sniff
from ..core.transfer import Progress, always, download
from ..errors import (
    APIError,
    DecodeError,
    MinimaxError,
    Origin,
    SensitiveContentError,
    error_from,
)
from ..record import Data, Displayed, Record
from .medium import RemoteMedium, format_of, gallery, write_whole

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.models import ImageGenerationResponse, ImagesResponse
    from minimax_generated.operation import AnyOperation

    from ..config import CallOptions
    from ..core.call import Answer
    from ..core.settings import Config

LINKS = ("url", "image_url")
ENCODED = ("b64_json", "image_base64", "base64")
"""Fields of an image entry that may contain its link or Base64. `url` and `b64_json` are expected;
the others are plausible, because no official page was seen.
"""


@dataclass(frozen=True, slots=True)
class ImageUsage(Record):
    """Tokens of a call of MiniMax-H3-Image; counts that the platform did not send are 0."""

    input_tokens: int
    """Tokens of the prompt and the references."""
    output_tokens: int
    """Tokens of the generated images."""
    total_tokens: int
    text_tokens: int
    """Input tokens of text."""
    image_tokens: int
    """Input tokens of images."""

    @classmethod
    def of(cls, raw: object) -> ImageUsage | None:
        """The usage in a response, or None."""
        if not isinstance(raw, Mapping):
            return None
        details = mapping(raw.get("input_tokens_details") or raw.get("prompt_tokens_details"))
        images = count(details.get("image_tokens"))
        given = count(raw.get("input_tokens") or raw.get("prompt_tokens"))
        made = count(raw.get("output_tokens") or raw.get("completion_tokens"))
        words = count(details.get("text_tokens")) or max(given - images, 0)
        return cls(given, made, count(raw.get("total_tokens")) or given + made, words, images)


@dataclass(frozen=True, slots=True)
class ImageFailure(Record):
    """Why one image of a call failed."""

    index: int
    """Its index among the requested images, from 0."""
    code: str
    """Platform code or name of the error, "" if unknown."""
    message: str

    def __str__(self) -> str:
        reason = ": ".join(filter(None, (self.code, self.message))) or "no reason was given"
        return f"image {self.index + 1}: {reason}"


class Image(RemoteMedium[I]):
    """An image, as bytes or as a link. `save` downloads a link first; in a folder the file is named
    "image-1.jpeg" and so on, with the extension of its real format.

    Attributes:
        index: its index among the requested images, from 0.
        url: signed link that needs no key; "" if the image was sent as bytes. Links of image-01
            expire after 24 hours; the lifetime of those of MiniMax-H3-Image is not documented.
    """

    _names = ("index", "format", "media_type", "filename", "url", "data")
    _shown = ("index", "data", "url")

    def __init__(
        self,
        io: I,
        config: Config,
        index: int,
        *,
        data: bytes | None = None,
        url: str = "",
        format: str = "jpeg",
    ) -> None:
        super().__init__(io, config)
        self._asked = format
        self.index = index
        self.url = url
        self._data = data

    @property
    def data(self) -> bytes:
        """The bytes of the file. Raises MinimaxError for a link that has not been downloaded: use
        `read()` or `save()`.
        """
        if self._data is None:
            raise MinimaxError(
                "This image is a link that has not been downloaded; use its read() or save(),"
                ' or omit format="url".'
            )
        return self._data

    @property
    def format(self) -> str:
        """The format, such as "jpeg", from the content. Before the download, from the link or the
        request.
        """
        if self._data is not None:
            return format_of(self._data) or self._asked
        return next(iter(destinations.formats_of(name_in_url(self.url))), self._asked)

    @operation
    async def read(self, **options: Unpack[CallOptions]) -> bytes:
        """Return the bytes of the file. A link is downloaded, without sending the key."""
        return await self._read()

    async def _save(
        self, to: str | PathLike[str], on_progress: Progress | None, *, resume: bool = True
    ) -> Path:
        if await self._io.work(lambda: destinations.is_folder(to)):
            return await self._save_into(Path(fspath(to)), on_progress)
        target = Path(fspath(to))
        if target.suffix.lower() != self.suffix:  # the platform may send a different format
            destinations.check_extension(target, self._asked, field="to", choices=())
        return await self._write(target, on_progress, resume=resume)

    async def _write(
        self, target: Path, on_progress: Progress | None, *, resume: bool = True
    ) -> Path:
        if self._data is None:
            return cast(Path, await self._download(target, on_progress, resume=resume))
        return cast(Path, await self._io.work(partial(write_whole, target, self._data)))

    async def _save_into(self, folder: Path, on_progress: Progress | None = None) -> Path:
        """The content determines the format, and with it the name in a folder."""
        data = await self._read(on_progress)
        target, first = folder / f"image{self.suffix}", self.index + 1
        write = partial(write_whole, target, data, replace=False, first=first)
        return cast(Path, await self._io.work(write))

    async def _read(self, on_progress: Progress | None = None) -> bytes:
        if self._data is None:
            self._data = cast(bytes, (await self._download(None, on_progress)))
        return self._data

    async def _download(
        self, to: Path | None, on_progress: Progress | None, *, resume: bool = True
    ) -> Any:
        return await download(
            self._io,
            self._config,
            always(self.url),
            to,
            identity=self.url.partition("?")[0],
            resume=resume,
            on_progress=on_progress,
        )

    @property
    def filename(self) -> str:
        """The name of the file in a folder, such as "image-1.jpeg"."""
        return f"image-{self.index + 1}{self.suffix}"

    @property
    def suffix(self) -> str:
        """The file extension, from the content, or from the link before the download."""
        named = Path(name_in_url(self.url)).suffix if self._data is None else ""
        return named or destinations.extension_of(self.format)

    def _advice(self) -> str:
        return "download its `url` with client.files.download(url, to)"

    def _loaded_bytes(self) -> bytes | None:
        return self._data

    def _value(self, name: str) -> Any:
        return self._data if name == "data" else super()._value(name)


class Images(ClientResult[I], Data, Displayed, Sequence[Image[I]]):
    """The images of one call: a sequence, shorter than requested if some failed.

    Attributes:
        id: the platform's id of the call, to quote to support.
        failed_count: number of images that the safety check withheld, or that failed.
        failures: the reasons, one by one; MiniMax-H3-Image only.
        usage: tokens of the call; MiniMax-H3-Image only, otherwise None.
        raw: the response, without the images.
    """

    _names = ("id", "success_count", "failed_count", "failures", "usage", "trace_id", "images")
    _shown = ("success_count", "failed_count", "failures", "usage")

    def __init__(
        self,
        io: I,
        config: Config,
        images: Sequence[Image[I]],
        raw: Mapping[str, Any],
        trace_id: str | None,
        target: AnyOperation,
        failures: Sequence[ImageFailure] = (),
    ) -> None:
        super().__init__(io, config)
        self._images = tuple(images)
        self._operation = target
        self.raw: dict[str, Any] = dict(raw)
        self.id = identity(raw.get("id"))
        self.trace_id = trace_id or self.id or None
        self.failures = tuple(failures)
        self.failed_count = _count(raw, "failed_count") or len(failures)
        self.usage = ImageUsage.of(raw.get("usage"))

    @property
    def response(self) -> ImageGenerationResponse | ImagesResponse:
        """The response with every documented field, typed."""
        model: type[ImageGenerationResponse | ImagesResponse] = self._operation.response_model
        return model.from_dict(self.raw)

    @property
    def success_count(self) -> int:
        """The number of generated images."""
        reported = _count(self.raw, "success_count")
        return len(self) if reported is None else reported

    @operation
    async def save(self, folder: str | PathLike[str], **options: Unpack[CallOptions]) -> list[Path]:
        """Write all images into a folder, as "image-1.jpeg" and so on, each with the extension of
        its actual format; returns their paths. A missing folder is created, and no file in it is
        replaced: the next free numbers are used.

        Raises the errors of `Image.save`; images that were already written are kept.
        """
        paths = []
        for image in self._images:
            image = image._with_config(self._config)
            paths.append(await image._save_into(Path(fspath(folder))))
        return paths

    async def _fetch(self) -> None:
        """Download the images sent as links. One that fails stays a link, so that `read()` and
        `save()` can try again.
        """
        try:
            for image in self._images:
                try:
                    await image._read()
                except MinimaxError:
                    continue
                if image.url and not (sniff(image._data or b"") or "").startswith("image/"):
                    image._data = None
        except GeneratorExit:
            raise
        except BaseException as error:
            urls = ", ".join(image.url for image in self._images if image.url)
            error.add_note(f"The images were generated and are paid for; they are at {urls}")
            raise

    @overload
    def __getitem__(self, index: int) -> Image[I]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Image[I], ...]: ...
    def __getitem__(self, index: Any) -> Any:
        return super().__getitem__(index) if isinstance(index, str) else self._images[index]

    def __len__(self) -> int:
        return len(self._images)

    def _advice(self) -> str:
        return "download the `url` of each image with client.files.download(url, to)"

    def _html(self) -> str:
        return gallery(self._images)

    def _value(self, name: str) -> Any:
        return self._images if name == "images" else super()._value(name)


class _Entry(NamedTuple):
    """The entry of one image in a response: a link or Base64, or an error."""

    url: str = ""
    encoded: str = ""
    error: Any = None


def images_from(
    service: Service[I],
    answer: Answer,
    target: AnyOperation,
    where: Origin,
    *,
    format: str = "jpeg",
) -> Images[I]:
    """Read the images of a response. Raises if there are none: the error of the first image, or
    SensitiveContentError if the safety check withheld them. `format` is the requested one.
    """
    payload, io, config = answer.payload, service._io, service._config
    entries = _entries(payload.get("data"))
    images = []
    for index, entry in enumerate(entries):
        if entry.encoded or entry.url:
            data = _decoded(entry.encoded, payload) if entry.encoded else None
            images.append(Image(io, config, index, data=data, url=entry.url, format=format))
    failures = [_failure(index, entry.error) for index, entry in enumerate(entries) if entry.error]
    if not images:
        errors = [entry.error for entry in entries if entry.error]
        raise _nothing_made(answer, where, errors, failures)
    kept = {**payload, "data": _without_images(payload.get("data"))}
    return Images(io, config, images, kept, answer.trace_id, target, failures)


def _entries(data: object) -> list[_Entry]:
    """The image entries of a response of either API: lists of links and of Base64, or a list of
    objects.
    """
    if isinstance(data, Mapping):
        encoded = [_Entry(encoded=each) for each in _texts(data.get("image_base64"))]
        return encoded or [_Entry(url=each) for each in _texts(data.get("image_urls"))]
    if not isinstance(data, list):
        return []
    return [_entry(item if isinstance(item, Mapping) else {"url": item}) for item in data]


def _entry(item: Mapping[str, Any]) -> _Entry:
    link = next(filter(None, (text(item.get(name)) for name in LINKS)), "")
    encoded = next(filter(None, (text(item.get(name)) for name in ENCODED)), "")
    if not link.startswith(("http://", "https://")):
        link, encoded = "", encoded or link  # a data URL, or Base64 without its own field
    return _Entry(link if not encoded else "", encoded, item.get("error"))


def _failure(index: int, error: object) -> ImageFailure:
    if not isinstance(error, Mapping):
        return ImageFailure(index, "", str(error))
    code = identity(error.get("code")) or text(error.get("type"))
    return ImageFailure(index, code, text(error.get("message")))


def _nothing_made(
    answer: Answer, where: Origin, errors: Sequence[Any], failures: Sequence[ImageFailure]
) -> MinimaxError:
    """The error for a response without an image."""
    payload = answer.payload
    blocked = _count(payload, "failed_count") or 0
    trace_id = answer.trace_id or identity(payload.get("id")) or None
    if failures:
        failed = error_from({"type": "error", "error": errors[0]}, where, http_status=200)
        assert isinstance(failed, APIError)
        message = f"the image was not generated: {failed}"
        if len(failures) > 1:
            reasons = "; ".join(map(str, failures))
            message = f"none of the {len(failures)} images was generated: {reasons}"
        failed.args = (message,)
        failed.raw, failed.trace_id = payload, trace_id
        return failed
    if blocked:
        return SensitiveContentError(
            f"the safety check withheld all {blocked} images",
            http_status=200,
            trace_id=trace_id,
            endpoint=where.endpoint,
            hint="Change the prompt or the reference.",
            raw=payload,
        )
    return missing("image", payload)


def _without_images(data: object) -> Any:
    """The `data` of a response without Base64."""
    if isinstance(data, Mapping):
        return {name: value for name, value in data.items() if name not in ENCODED}
    if isinstance(data, list):
        return [_without_images(item) for item in objects(data)]
    return data


def _texts(value: object) -> list[str]:
    texts = value if isinstance(value, list) else ()
    return [text for text in texts if isinstance(text, str) and text]


def _decoded(text: str, payload: object) -> bytes:
    """Decode Base64, with or without the prefix of a data URL."""
    encoded = text.partition(",")[2] if text.startswith("data:") else text
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except ValueError:
        message = f"an image is not valid Base64: {text[:40]!r}...; the response is in `raw`"
        raise DecodeError(message, raw=payload) from None


def _count(raw: Mapping[str, Any], name: str) -> int | None:
    """A count, as a number or digits, in `metadata` or, as once observed, in `data`."""
    found = (place(mapping(raw.get(part)).get(name)) for part in ("metadata", "data"))
    return next((each for each in found if each is not None), None)
