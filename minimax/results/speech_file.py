"""The result of a long text task: an archive with the audio, its subtitles and its metadata,
downloaded and unpacked safely.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

from minimax_generated.api import speech as api

from ..audio import wav_header
from ..core import archives, destinations
from ..core.archives import Archive, Entry
from ..core.operation import I, operation
from ..core.partfiles import PartFile
from ..core.sources import sniff
from ..core.transfer import Locate, Progress, fetch, part_of
from ..errors import DecodeError, MinimaxError, ValidationError
from ..record import Record, Typed
from .medium import MediumInMemory, RemoteFile, RemoteMedium, format_of, named
from .sound import AudioInfo, Speech

if TYPE_CHECKING:
    from typing import Unpack

    from ..config import CallOptions
    from ..core.settings import Config

T = TypeVar("T")

KINDS = {
    **dict.fromkeys((".titles", ".title"), "subtitles"),
    **dict.fromkeys((".extra", ".json"), "info"),
    **dict.fromkeys(
        (".mp3", ".wav", ".flac", ".opus", ".ogg", ".pcm", ".pcmu", ".ulaw", ".raw"), "audio"
    ),
}
"""The kind of a member by its extension; the platform does not document the names."""
ENDINGS = {"audio/mpeg": ".mp3", "audio/wav": ".wav", "audio/flac": ".flac", "audio/ogg": ".opus"}
PCM_DEFAULT = (32000, 2)
"""Sample rate and channels of raw PCM if the archive does not specify them; long speech is stereo
by default.
"""


@dataclass(frozen=True, slots=True)
class Member(Record, MediumInMemory):
    """One file of a result."""

    _names = ("name", "kind", "format", "media_type", "filename", "data")
    _shown = ("name", "kind", "data")

    name: str
    kind: str
    """audio, subtitles, info or other."""
    data: bytes

    @property
    def format(self) -> str:
        """The format, from the content, or else from the name."""
        ending = PurePath(self.name).suffix[1:].lower()
        return format_of(self.data) or ("json" if self.kind in ("subtitles", "info") else ending)

    def _loaded_bytes(self) -> bytes | None:
        return self.data

    @property
    def filename(self) -> str:
        """The name without folders, valid on every system."""
        return destinations.safe_name(self.name, otherwise="file")


class SpeechFile(RemoteMedium[I]):
    """The audio of a long text with its subtitles and metadata, stored on the platform.

    The platform deletes it after 9 hours: save it soon. It is stored as an archive, which these
    methods download and unpack; `archive` is that file itself. `save`
    writes the audio alone: raw PCM gets a WAV header if the extension is `.wav`, and a result with
    several audio files, for example from a zip of texts, raises MinimaxError; use `unpack`.

    Attributes:
        file_id: the platform's id of the archive.
        archive: the archive itself, for `archive.save("result.tar")`.
    """

    _names = ("file_id", "format", "media_type", "filename")
    _shown = ("file_id", "format")
    response = Typed(lambda: api.query_t2a_async_v2.OPERATION.response_model)
    """The response with every documented field, typed."""

    def __init__(
        self,
        io: I,
        config: Config,
        *,
        fresh: Locate,
        file_id: str,
        format: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(io, config)
        self.file_id = file_id
        # The archive contains neither the channels nor the billed characters.
        self._facts = {name: fact for name, fact in (facts or {}).items() if fact is not None}
        # The id comes from the platform and must not lead to another folder.
        self._name = destinations.safe_name(file_id, otherwise="speech")
        self._format = format
        identity, name = f"file:{file_id}", f"{file_id}.tar"
        self.archive: RemoteFile[I] = RemoteFile(
            io, config, fresh=fresh, identity=identity, name=name, file_id=file_id
        )

    @operation
    async def unpack(
        self,
        folder: str | PathLike[str],
        *,
        resume: bool = True,
        on_progress: Progress | None = None,
        **options: Unpack[CallOptions],
    ) -> list[Path]:
        """Download the result and write all its files into a folder; returns their paths.

        A missing folder is created. Files are always written inside it, whatever their names in the
        archive; links and devices are skipped, and no file is replaced: the new one gets another
        name. Takes the other arguments of `save`, and raises the same errors.
        """
        into = Path(fspath(folder))
        return await self._fetched(into, lambda archive: archive.unpack(into), resume, on_progress)

    @operation
    async def read(self, **options: Unpack[CallOptions]) -> Speech:
        """Download the result into memory; returns its audio, subtitles and metadata as a Speech.
        Raises the errors of `save`.
        """
        return await self._in_memory(lambda archive: _speech(archive, self.format, self._facts))

    @operation
    async def members(self, **options: Unpack[CallOptions]) -> list[Member]:
        """Download the result into memory; returns every file in it."""
        return await self._in_memory(lambda archive: _members(archive, self.format))

    async def _save(
        self, to: str | PathLike[str], on_progress: Progress | None, *, resume: bool = True
    ) -> Path:
        in_folder: bool = await self._io.work(lambda: destinations.is_folder(to))
        if not in_folder:
            destinations.check_extension(to, self.format, field="to")
        target = Path(fspath(to))

        def write(archive: Archive) -> Path:
            entry = _only_audio(archive.entries, self.format)
            ending = PurePath(entry.name).suffix
            path = target / f"{self._name}{ending}" if in_folder else target
            destinations.check_extension(path, self.format or ending[1:].lower(), field="to")
            is_wav = path.suffix.lower() in (".wav", ".wave")
            header = _wav_header(archive, entry, self.format, self._facts) if is_wav else b""
            return archive.write(entry, path, header=header, replace=not in_folder)

        return await self._fetched(
            target if in_folder else target.parent, write, resume, on_progress
        )

    async def _fetched(
        self, folder: Path, use: Callable[[Archive], T], resume: bool, on_progress: Progress | None
    ) -> T:
        """Download the archive to a part file in `folder` and process it. If that fails, the part
        file is kept for the next call.
        """
        archive, target = self.archive, folder / f"{self._name}.tar"
        part: PartFile | None = None
        try:
            receiving: PartFile = await self._io.work(
                lambda: part_of(target, archive._identity, resume=resume)
            )
            part = receiving
            if not part.complete:
                await fetch(
                    self._io, self._config, archive._locate(), part, (target.name,), on_progress
                )
                await self._io.work(receiving.finish)
            result = await self._io.work(lambda: self._opened(receiving.file, use))
            part.leave(keep=False)
            return result
        except OSError as error:
            raise _disk_error(error, folder, part) from error
        except DecodeError as error:
            if part is not None and part.complete:
                part.leave()
                error.args = (
                    f"{error.args[0]}; it is kept in {part.path}, and resume=False downloads it"
                    " again",
                )
            raise
        except ValidationError:
            raise  # the archive is valid; only its destination is not
        except MinimaxError:
            if part is not None:
                part.leave(keep=not part.complete)
            raise
        finally:
            if part is not None:
                part.leave()

    async def _in_memory(self, use: Callable[[Archive], T]) -> T:
        archive = self.archive._with_config(self._config)
        content: bytes = await archive._fetch(None, False, None)
        return cast(T, (await self._io.work(lambda: self._opened(io.BytesIO(content), use))))

    def _opened(self, file: BinaryIO, use: Callable[[Archive], T]) -> T:
        """Process an open archive; a result that is just audio counts as an archive with one
        member.
        """
        file.seek(0)
        ending = ENDINGS.get(sniff(file.read(16)) or "", f".{self.format or 'audio'}")
        with archives.open_archive(file, bare=f"{self._name}{ending}") as archive:
            return use(archive)

    def _advice(self) -> str:
        return f"download its archive with client.files.download({self.file_id!r}, to)"

    @property
    def format(self) -> str:
        """The requested audio format, "" if the task was resumed by its handle."""
        return self._format

    @property
    def filename(self) -> str:
        """The name of the audio file in a folder."""
        return named(self._name, self.format)


def _disk_error(error: OSError, folder: Path, part: PartFile | None) -> OSError:
    complete = part is not None and part.complete
    reason = f"cannot {'unpack' if complete else 'write'} to {folder}: {error.strerror or error}"
    if part is None or not part.leave():
        return OSError(error.errno, f"{reason}. The result stays on the platform")
    what = "the archive" if complete else "what was received"
    return OSError(
        error.errno, f"{reason}; {what} is kept in {part.path}, and the next call continues it"
    )


def _kind(entry: Entry, format: str) -> str:
    ending = PurePath(entry.name).suffix.lower()
    return "audio" if ending in (f".{format}", ".audio") else KINDS.get(ending, "other")


def _only_audio(entries: Sequence[Entry], format: str) -> Entry:
    """The audio of a result. If no extension identifies it, the largest file with an unknown
    extension.
    """
    found = [entry for entry in entries if _kind(entry, format) == "audio"]
    others = [entry for entry in entries if _kind(entry, format) == "other"]
    found = found or sorted(others, key=lambda entry: -entry.size)[:1]
    if not found:
        names = ", ".join(entry.name for entry in entries) or "nothing"
        raise DecodeError(f"the archive contains no audio, only {names}")
    if len(found) > 1:
        names = ", ".join(entry.name for entry in found[:5]) + (" ..." if len(found) > 5 else "")
        raise MinimaxError(
            f"this result contains {len(found)} audio files ({names}); use unpack(folder), or"
            " members()"
        )
    return found[0]


def _members(archive: Archive, format: str) -> list[Member]:
    return [
        Member(entry.name, _kind(entry, format), archive.read(entry)) for entry in archive.entries
    ]


def _speech(archive: Archive, format: str, facts: Mapping[str, Any]) -> Speech:
    entry = _only_audio(archive.entries, format)
    subtitles = _json(archive, "subtitles", format)
    rate, channels = PCM_DEFAULT
    return Speech(
        archive.read(entry),
        {"extra_info": {**facts, **_figures(archive, format)}},
        format=format or PurePath(entry.name).suffix[1:].lower(),
        subtitles=subtitles,
        asked={"sample_rate": rate, "channel": channels},
    )


def _wav_header(archive: Archive, entry: Entry, format: str, facts: Mapping[str, Any]) -> bytes:
    """The WAV header for raw PCM; b"" for all other audio."""
    if (format or PurePath(entry.name).suffix[1:].lower()) != "pcm":
        return b""
    info = AudioInfo.read({**facts, **_figures(archive, format)})
    return wav_header(
        entry.size,
        sample_rate=info.sample_rate or PCM_DEFAULT[0],
        channels=info.channels or PCM_DEFAULT[1],
    )


def _figures(archive: Archive, format: str) -> dict[str, Any]:
    """The metadata of the audio, with or without the field name used in other responses."""
    found = _json(archive, "info", format)
    inner = found.get("extra_info", found) if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else {}


def _json(archive: Archive, kind: str, format: str) -> Any:
    """The JSON of the first member of a kind. If it is invalid, the DecodeError is returned instead
    of raised, so that the audio is not lost.
    """
    entry = next((entry for entry in archive.entries if _kind(entry, format) == kind), None)
    if entry is None:
        return None
    content = archive.read(entry)
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        return DecodeError(f"{entry.name} is not valid JSON: {error}", raw=content)
