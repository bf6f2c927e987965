"""The jobs of a batch: read line by line, checked before anything is paid, and told from other jobs
by their content.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import tempfile
from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from os import PathLike, fspath
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, TypeAlias

from ..core import destinations, filenames
from ..errors import MinimaxError, ValidationError
from . import journal
from .operations import Operation, find
from .submission import known_beforehand

Source: TypeAlias = "str | PathLike[str] | Iterable[Mapping[str, Any]]"
"""The path of a file with one job in JSON per line, or the jobs themselves."""

SPOOL = "jobs.jsonl"
REPORT = "report.json"
OWN_FILES = (journal.NAME, REPORT, SPOOL)
OWN_KEYS = ("op", "id", "save")
LONGEST_LINE = 128 * 2**20
"""Bytes: twice the largest body that the platform takes."""
MOST_PROBLEMS = 20
SHOWN = 5


class JobsError(ValidationError):
    """Jobs that cannot be done as they are written; nothing was sent. `problems` has the number of
    a line and what is wrong with it.
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


class Job(NamedTuple):
    """One line."""

    line: int
    """Counted from 1."""
    id: str
    """Its `id`, else the number of its line."""
    operation: Operation
    arguments: Mapping[str, Any]
    save: str
    """Where its file goes, in the folder of the batch."""
    key: int
    """Fingerprint of its content."""

    def check(self, client: Any) -> None:
        """Raise what is wrong with its arguments, as far as that can be told without sending
        anything. May block on files.
        """
        self.operation.check_names(self.arguments)
        known_beforehand(self.operation.flow(client, self.arguments))

    def check_destination(self, out: Path, *, resumed: bool) -> None:
        """Raise a ValidationError when its result could not be written as it will be named: the
        extension belongs to another format, or a file of that name exists. An empty file does not
        matter to a batch that is resumed, for a run that was killed leaves those. May block.
        """
        destinations.check_extension(self.save, self.operation.file_format(self.arguments))
        for name in self.files():
            path = out / name
            above = [out / folder for folder in PurePosixPath(name).parents]
            blocked = next((each for each in above if each.exists() and not each.is_dir()), None)
            if blocked is None and os.path.lexists(path) and not (resumed and is_leftover(path)):
                blocked = path
            if blocked is not None:
                raise ValidationError(
                    f"save: {str(blocked)!r} exists already and would be lost; move it away, or"
                    " choose another name or folder. If an earlier batch made it, its journal is"
                    " needed beside it",
                    field="save",
                    value=name,
                )

    def files(self) -> list[str]:
        """The names that its result may need."""
        path = PurePosixPath(self.save)
        pieces = self.arguments.get("n")
        if self.operation.feature == "images" and isinstance(pieces, int) and pieces > 1:
            numbers = range(1, pieces + 1)
            return [self.save, *(str(filenames.numbered(path, number)) for number in numbers)]
        subtitles = [str(path.with_suffix(".srt"))] if self.arguments.get("subtitles") else []
        return list(dict.fromkeys([self.save, *subtitles]))


class Jobs:
    """The jobs of a file, read as often as need be and never all at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.lines = 0
        self._keys = array("Q")

    def check(
        self,
        client: Any,
        out: Path,
        *,
        index: journal.Index | None = None,
        sent: Container[journal.State] = (journal.State.PENDING,),
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """Read all jobs and raise a JobsError for those that cannot be done. Jobs that are in a
        state of `sent` by the index will be sent, so that their files must not exist. May block.
        """
        index = index or journal.Index()
        self.count = self.lines = 0
        self._keys = array("Q")
        problems: list[tuple[int, str]] = []
        names, ids = _Names(out), set[int]()
        for line, raw in _lines(self.path):
            self._keys.extend([0] * (line - len(self._keys)))
            self.lines = line
            if not raw.strip():
                continue
            self.count += 1
            try:
                job = parsed(line, raw)
                self._keys[line - 1] = job.key
                if job.id != str(line):
                    if hash(job.id) in ids:
                        raise ValidationError(
                            f"the id {job.id!r} is taken by an earlier line",
                            field="id",
                            value=job.id,
                        )
                    ids.add(hash(job.id))
                names.claim(job)
                if index.state(line) in sent:
                    job.check_destination(out, resumed=bool(index.jobs))
                job.check(client)
            except Exception as error:  # whatever a call makes of an argument of the wrong type
                if not isinstance(
                    error, (MinimaxError, ValueError, TypeError, AttributeError, OSError)
                ):
                    raise
                problems.append((line, str(error)))
            if len(problems) >= MOST_PROBLEMS or stopping():
                break
        if problems:
            raise JobsError(problems, more=len(problems) >= MOST_PROBLEMS)

    def readable(self) -> None:
        """Raise a ValidationError when there is no such file."""
        next(_lines(self.path), None)

    def digest(self, lines: int | None = None) -> str:
        """Fingerprint of the first lines, or of all."""
        return hashlib.sha256(
            self._keys[: self.lines if lines is None else lines].tobytes()
        ).hexdigest()

    def changed(self, known: Iterable[Mapping[str, Any]]) -> int | None:
        """The first line that is another one than the journal says."""
        return next(
            (
                record["job"]
                for record in known
                if record["job"] > self.lines or self.key(record["job"]) != record["key"]
            ),
            None,
        )

    def key(self, line: int) -> str:
        """Fingerprint of one line."""
        return f"{self._keys[line - 1]:016x}"

    def __iter__(self) -> Iterator[Job]:
        for line, raw in _lines(self.path):
            if line > self.lines:
                return
            if not raw.strip():
                continue
            job = parsed(line, raw)
            if job.key != self._keys[line - 1]:
                raise journal.BatchError(
                    f"{self.path}: line {line} was changed while the batch was running. Put it back"
                    " and run again."
                )
            yield job


def parsed(line: int, raw: bytes) -> Job:
    """A job by its line."""
    content = _content(raw)
    arguments = {name: value for name, value in content.items() if name not in OWN_KEYS}
    if "op" not in content:
        raise ValidationError('"op" is missing, such as "speech.synthesize"', field="op")
    operation = find(content["op"])
    given = content.get("id")
    if given is not None and not (
        isinstance(given, (str, int)) and not isinstance(given, bool) and str(given).strip()
    ):
        raise ValidationError(
            f"id: {given!r} is not allowed; it must be text or a whole number",
            field="id",
            value=given,
        )
    name = str(line if given is None else given)
    save = content.get("save")
    if save is None:
        save = filenames.safe(name, otherwise=str(line)) + operation.file_ending(arguments)
    if not isinstance(save, str):
        raise ValidationError(f"save: {save!r} is no file name", field="save", value=save)
    canonical = json.dumps(
        content, sort_keys=True, ensure_ascii=True, separators=(",", ":")
    ).encode()
    key = int.from_bytes(hashlib.sha256(canonical).digest()[:8]) or 1
    return Job(line, name, operation, arguments, save, key)


def spooled(jobs: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write jobs that come from a program into a new file, so that they can be read again."""
    with io.TextIOWrapper(destinations.open_new(path), encoding="utf-8") as file:
        for number, job in enumerate(jobs, 1):
            if not isinstance(job, Mapping):
                raise JobsError([(number, f"a job is a dictionary, not {type(job).__name__}")])
            try:
                file.write(json.dumps(dict(job), default=_plain, allow_nan=False) + "\n")
            except (TypeError, ValueError) as error:
                raise JobsError([(number, f"a job is written as JSON: {error}")]) from None


@contextmanager
def opened(jobs: Source) -> Iterator[Path]:
    """The file of a source, for the time that it is needed."""
    if isinstance(jobs, (str, PathLike)):
        yield Path(fspath(jobs))
        return
    with tempfile.TemporaryDirectory(prefix="minimax-batch-") as folder:
        path = Path(folder) / SPOOL
        spooled(jobs, path)
        yield path


def is_leftover(path: Path) -> bool:
    """Whether a file is one that a run reserved and then did not write to."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0


def refuse_results_without_journal(out: Path, jobs: Source) -> None:
    """Raise a BatchError when a folder holds what an earlier batch left, but no journal that tells
    what was paid. May block.
    """
    if journal.has_begun(out / journal.NAME):
        return
    own = Path(fspath(jobs)) if isinstance(jobs, (str, PathLike)) else None
    found = [
        name
        for name in (REPORT, SPOOL)
        if (out / name).exists() and not (own and own.exists() and own.samefile(out / name))
    ]
    if found:
        raise journal.BatchError(
            f"{out} holds {' and '.join(found)} of an earlier batch, but its {journal.NAME} is"
            " missing or empty, so that nobody knows what was paid. Nothing was sent. Restore the"
            " journal from a copy, or use another folder; then the jobs are paid again."
        )


class _Names:
    """The files that jobs will write: each once, inside the folder. Kept as numbers, for there may
    be very many.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self._root = out.resolve()
        self._files: dict[int, int] = {}
        self._folders: set[int] = set()

    def claim(self, job: Job) -> None:
        for name in job.files():
            self._claim(name, job.line)

    def _claim(self, name: str, line: int) -> None:
        path = PurePosixPath(name)
        safe = "/".join(filenames.safe_path(name))
        if not name or name != safe:
            hint = f"; {safe!r} would do" if safe else ""
            raise ValidationError(
                f"save: {name!r} is no name for a file in the folder of the batch{hint}",
                field="save",
                value=name,
            )
        if filenames.folded(path.parts[0]) in OWN_FILES:
            raise ValidationError(
                f"save: the batch itself writes {name!r}; choose another name",
                field="save",
                value=name,
            )
        mark = hash(filenames.folded(name))
        parents = [hash(filenames.folded(str(parent))) for parent in path.parents if parent.name]
        if not self._folders.issuperset(parents) and not (
            self._out / path.parent
        ).resolve().is_relative_to(self._root):
            raise ValidationError(
                f"save: {name!r} leads out of {self._out}", field="save", value=name
            )
        taken = next((self._files[each] for each in (mark, *parents) if each in self._files), None)
        if taken is not None or mark in self._folders:
            who = (
                f"line {taken} writes to the same place"
                if taken is not None
                else "another line uses it as a folder"
            )
            raise ValidationError(f"save: {name!r} is taken: {who}", field="save", value=name)
        self._files[mark] = line
        self._folders.update(parents)


def _lines_of(lines: Sequence[int]) -> str:
    """Lines that have something in common, in words."""
    return f"line {lines[0]}" + (f" and {len(lines) - 1} more" if len(lines) > 1 else "")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(iter(partial(file.readline, LONGEST_LINE + 1), b""), 1):
                if len(raw) > LONGEST_LINE:
                    raise JobsError(
                        [
                            (
                                number,
                                (
                                    f"it is longer than {LONGEST_LINE:,} bytes; give files by their"
                                    " paths"
                                ),
                            )
                        ]
                    )
                yield number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
    except OSError as error:
        raise ValidationError(
            f"cannot read the jobs in {str(path)!r}: {error.strerror}",
            field="jobs",
            value=str(path),
        ) from None


def _content(raw: bytes) -> dict[str, Any]:
    try:
        content = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except UnicodeDecodeError:
        raise ValidationError("it is no text in UTF-8", field="jobs") from None
    except RecursionError:
        raise ValidationError("it is nested too deeply", field="jobs") from None
    except json.JSONDecodeError as error:
        raise ValidationError(
            f"it is no JSON: {error.msg} at column {error.colno}", field="jobs"
        ) from None
    if not isinstance(content, dict):
        raise ValidationError(
            'a job is a JSON object such as {"op": "text.chat", "messages": "Hello"}', field="jobs"
        )
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValidationError(f"{double!r} stands there twice", field=double)
    return found


def _no_number(text: str) -> Any:
    raise ValidationError(f"{text} is no number in JSON", field="jobs")


def _plain(value: object) -> str:
    if isinstance(value, PathLike):
        return str(fspath(value))
    raise TypeError(f"{type(value).__name__} cannot be written; for files give a path")
