"""The jobs of a batch: read line by line, checked before anything is paid, and identified by a
fingerprint of their content.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ..core import destinations
from ..errors import MinimaxError, ValidationError
from ..record import HALVES
from .job import Job
from .names import SPOOL, Names, require_valid
from .operations import find
from .protocol import BatchError
from .submission import check_beforehand, unsent

if TYPE_CHECKING:
    from .ledger import NewJob
    from .stores import Store

Source: TypeAlias = "str | PathLike[str] | Iterable[Mapping[str, Any]]"
"""The path of a file with one job in JSON per line, or the jobs themselves."""

BOM = b"\xef\xbb\xbf"
LONGEST_LINE = 128 * 2**20
"""Bytes: twice the largest body that the platform accepts."""
MOST_PROBLEMS = 20
UNFIT = (MinimaxError, ValueError, TypeError, AttributeError, OSError)
SHOWN = 5


class JobsError(ValidationError):
    """Some jobs are invalid; nothing was sent. `problems` lists line numbers and what is wrong
    with each line.
    """

    def __init__(self, problems: list[tuple[int, str]], *, more: bool = False) -> None:
        by_text: dict[str, list[int]] = {}
        for line, text in problems:
            by_text.setdefault(text, []).append(line)
        texts = [f"{_lines_of(lines)}: {text}" for text, lines in by_text.items()]
        rest = len(problems) - sum(map(len, list(by_text.values())[:SHOWN]))
        shown = texts[:SHOWN] + (
            [f"and {rest} more{', at least' if more else ''}"] if rest > 0 else []
        )
        super().__init__("\n".join(shown), field="jobs")
        self.problems = problems

    def __reduce__(self) -> Any:
        return type(self), (self.problems,)


def check_arguments(client: Any, job: Job) -> None:
    """Raise an error if the arguments of a job are invalid, as far as that is known without sending
    anything. The client must be `unsent`. May block on file access.
    """
    job.operation.check_names(job.arguments)
    check_beforehand(job.operation.start(client, job.arguments))


class JobFile:
    """The jobs of a file, read as often as needed and never all at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def require_readable(self) -> None:
        """Raise a ValidationError if the file cannot be read, or is not JSON Lines."""
        next(_lines(self.path), None)

    def signature(self) -> str:
        """A value that changes whenever the file does."""
        found = self.path.stat()
        return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"

    def checked(
        self,
        client: Any,
        store: Store,
        *,
        known: int = 0,
        resumed: bool = False,
        stopping: Callable[[], bool] = lambda: False,
        seen: Callable[[Job], object] = lambda job: None,
    ) -> Iterator[NewJob]:
        """Check each job and yield its line, id, fingerprint and byte offset. Lines up to `known`
        were checked by an earlier run. `seen` is called with each valid job. May block.

        Raises JobsError at the end, or after many problems, if some jobs are invalid.
        """
        client, problems, names = unsent(client), dict[int, str](), Names()
        try:
            for line, place, raw in _lines(self.path):
                if not raw.strip():
                    continue
                try:
                    job = parsed(line, raw)
                    names.claim(job)
                    if line > known:
                        _check_names(store, job, resumed=resumed)
                        check_arguments(client, job)
                    seen(job)
                except Exception as error:  # any error that an argument of a wrong type may cause
                    if isinstance(error, BatchError) or not isinstance(error, UNFIT):
                        raise
                    problems[line] = str(error)
                    if len(problems) >= MOST_PROBLEMS:
                        break
                    continue
                yield line, None if job.id == str(line) else job.id, job.key, place
                if stopping():
                    raise BatchError(
                        "The batch was stopped while its jobs were being checked; nothing was sent."
                    )
            problems = names.conflicts(MOST_PROBLEMS) | problems
        finally:
            names.close()
        if problems:
            found = sorted(problems.items())[:MOST_PROBLEMS]
            raise JobsError(found, more=len(found) == MOST_PROBLEMS)


def parsed(line: int, raw: bytes) -> Job:
    """Parse a line into a job."""
    content = content_of(raw)
    arguments = content.copy()
    if "op" not in arguments:
        raise ValidationError('"op" is missing, such as "speech.synthesize"', field="op")
    operation = find(arguments.pop("op"))
    given, save = arguments.pop("id", None), arguments.pop("save", None)
    name = str(line if given is None else given)
    if given is not None and (
        not isinstance(given, (str, int))
        or isinstance(given, bool)
        or not name.strip()
        or HALVES.search(name)
    ):
        raise ValidationError(
            f"id: {given!r} is not allowed; it must be text or a whole number",
            field="id",
            value=given,
        )
    if save is None:
        save = destinations.safe_name(name, otherwise=str(line)) + operation.file_ending(arguments)
    if not isinstance(save, str):
        raise ValidationError(f"save: {save!r} is not a valid file name", field="save", value=save)
    canonical = CANONICAL.encode(content).encode()
    key = int.from_bytes(hashlib.sha256(canonical).digest()[:8]) or 1
    return Job(line, name, operation, arguments, save, key)


def spooled(jobs: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write jobs that come from a program into a new file, so that they can be read again.

    Raises:
        ValidationError: they are not a list of dictionaries, or a job cannot be written as JSON.
    """
    if isinstance(jobs, (Mapping, bytes)) or not isinstance(jobs, Iterable):
        raise ValidationError(
            f"jobs: {type(jobs).__name__} is not allowed; pass the path of a file, or a list of"
            " dictionaries",
            field="jobs",
        )
    with io.TextIOWrapper(destinations.open_new(path), encoding="utf-8") as file:
        for number, job in enumerate(jobs, 1):
            if not isinstance(job, Mapping):
                raise JobsError([(number, f"a job must be a dictionary, not {type(job).__name__}")])
            try:
                file.write(json.dumps(dict(job), default=_plain, allow_nan=False) + "\n")
            except (TypeError, ValueError) as error:
                raise JobsError([(number, f"a job must be valid as JSON: {error}")]) from None


@contextmanager
def opened(jobs: Source) -> Iterator[Path]:
    """Provide the jobs of a source as a file, for as long as it is needed."""
    if isinstance(jobs, (str, PathLike)):
        yield Path(fspath(jobs))
        return
    with tempfile.TemporaryDirectory(prefix="minimax-batch-") as folder:
        path = Path(folder) / SPOOL
        spooled(jobs, path)
        yield path


def job_of(content: Mapping[str, Any]) -> Job:
    """A single job from a program. It needs an id, which identifies it in the ledger.

    Raises a ValidationError if it is invalid.
    """
    if not isinstance(content, Mapping):
        raise ValidationError(
            f"a job must be a dictionary, not {type(content).__name__}", field="job", value=content
        )
    if content.get("id") is None:
        raise ValidationError(
            'a job of once() needs an "id" of its own, such as {"id": "kite-1", "op": ...}',
            field="id",
        )
    try:
        raw = json.dumps(dict(content), default=_plain, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise ValidationError(f"a job must be valid as JSON: {error}", field="job") from None
    job = parsed(0, raw)
    for name in job.files():
        require_valid(name)
    return job


def _lines_of(lines: Sequence[int]) -> str:
    """Describe lines that share a problem."""
    return f"line {lines[0]}" + (f" and {len(lines) - 1} more" if len(lines) > 1 else "")


def _lines(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Number, byte offset and content of each line."""
    place = 0
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(iter(partial(file.readline, LONGEST_LINE + 1), b""), 1):
                if len(raw) > LONGEST_LINE:
                    raise JobsError(
                        [
                            (
                                number,
                                (f"it is longer than {LONGEST_LINE:,} bytes; pass files as paths"),
                            )
                        ]
                    )
                if number == 1:
                    _refuse_other_format(path, raw)
                yield number, place, raw.removeprefix(BOM) if number == 1 else raw
                place += len(raw)
    except OSError as error:
        raise ValidationError(
            f"cannot read the jobs in {str(path)!r}: {error.strerror}",
            field="jobs",
            value=str(path),
        ) from None


def _refuse_other_format(path: Path, first_line: bytes) -> None:
    for start, what in OTHER_FORMATS.items():
        if first_line.removeprefix(BOM).lstrip().startswith(start):
            raise ValidationError(f"{str(path)!r} {what}", field="jobs", value=str(path))


def content_of(raw: bytes) -> dict[str, Any]:
    """Parse a line into the content of a job. Raises a ValidationError if it is not a JSON object,
    or an ambiguous one.
    """
    try:
        content = DECODER.decode(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise ValidationError("it is not valid UTF-8", field="jobs") from None
    except RecursionError:
        raise ValidationError("it is nested too deeply", field="jobs") from None
    except json.JSONDecodeError as error:
        raise ValidationError(
            f"it is not valid JSON: {error.msg} at column {error.colno}", field="jobs"
        ) from None
    except ValidationError:
        raise
    except ValueError:  # int() refuses more than 4,300 digits
        raise ValidationError("it contains a number with too many digits", field="jobs") from None
    if not isinstance(content, dict):
        raise ValidationError(
            'a job must be a JSON object such as {"op": "text.chat", "messages": "Hello"}',
            field="jobs",
        )
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValidationError(f"{double!r} appears twice", field=double)
    return found


def _no_number(text: str) -> Any:
    raise ValidationError(f"{text} is not a number in JSON", field="jobs")


def _plain(value: object) -> str:
    if isinstance(value, PathLike):
        return str(fspath(value))
    raise TypeError(f"{type(value).__name__} is not a JSON value; pass files as paths")


OTHER_FORMATS = {
    b"[": "is a JSON list; write each job on a line of its own: jq -c '.[]' FILE > jobs.jsonl",
    b"\x1f\x8b": "is compressed; unpack it with gunzip first",
    b"PK\x03\x04": "is a ZIP archive or a spreadsheet; save it as .csv or JSON Lines first",
    b"PAR1": "is a Parquet file; it is read as one if its name ends in .parquet",
    b"\xff\xfe": "is in UTF-16; save it as UTF-8",
    b"\xfe\xff": "is in UTF-16; save it as UTF-8",
}
"""Files that are often passed as JSON Lines, by their first bytes."""
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)


def _check_names(store: Store, job: Job, *, resumed: bool) -> None:
    """Check that the files of a job are free. Raises BatchError if the store cannot be asked. May
    block.
    """
    try:
        store.check(job, resumed=resumed)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        raise BatchError(f"{store.address} cannot be used: {error}. Nothing was sent.") from None
