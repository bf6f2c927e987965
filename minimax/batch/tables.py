"""Job files in CSV and Parquet, and manifests of results."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from importlib import import_module
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TextIO

from ..core import destinations
from ..errors import ConfigError, ValidationError
from .jobs import LONGEST_LINE, Source
from .operations import OPERATIONS, accepts_text, find, takes_text

SEPARATORS = {".csv": ",", ".tsv": "\t"}
PARQUET = ".parquet"
TABLES = (*SEPARATORS, PARQUET)
"""Extensions of job files that are tables."""
ROWS = 1000
"""Number of rows read or written at a time."""
OWN = ("op", "id", "save")
FIELDS = ("line", "id", "op", "state", "files", "cost", "error", "handle", "notes")


def read_table(
    path: str | PathLike[str],
    *,
    defaults: Mapping[str, Any] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[dict[str, Any]]:
    """Read jobs from a CSV, TSV or Parquet file, one per row; see `batch.run`.

    A column is used if its name is "op", "id", "save" or that of an argument, or if it is listed
    in `columns`. Other columns and empty cells are ignored.

    Args:
        path: path of the file; CSV and TSV must be UTF-8, with column names in the first row.
        defaults: default arguments for jobs whose row does not have them.
        columns: column names for arguments, such as `{"text": "sentence"}`.

    Raises:
        ValidationError: the file cannot be read, or has no such column.
    """
    file, given, renamed = Path(fspath(path)), dict(defaults or {}), dict(columns or {})
    read = _parquet if file.suffix.lower() == PARQUET else _csv
    try:
        names, rows = read(file)
        _require_columns(file, names, renamed)
        for number, row in enumerate(rows, 1):
            yield _job(row, number, given, renamed, parse=read is _csv)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = f"{error}"
        if isinstance(error, UnicodeDecodeError):
            reason = "it is not UTF-8; save it again as UTF-8 (in Excel: CSV UTF-8)"
        elif isinstance(error, csv.Error):
            reason += "; check that every quotation mark is closed, and doubled inside of quotes"
        raise ValidationError(
            f"cannot read the jobs in {str(file)!r}: {reason}", field="jobs", value=str(file)
        ) from None


def rows_of(jobs: Source) -> Source:
    """The jobs of a table if the source is the path of one, otherwise the source itself."""
    if isinstance(jobs, (str, PathLike)) and Path(jobs).suffix.lower() in TABLES:
        return read_table(jobs)
    return jobs


def _job(
    row: Mapping[str, Any],
    number: int,
    defaults: Mapping[str, Any],
    columns: Mapping[str, str],
    *,
    parse: bool,
) -> dict[str, Any]:
    """The job of a row."""
    cells = {name: value for name, value in row.items() if name and not _is_empty(value)}
    op = cells.get(columns.get("op", "op")) or defaults.get("op")
    if op is None:
        raise ValidationError(
            f'row {number} has no operation: add a column "op", or set a default, such as'
            " --set op=speech.synthesize",
            field="op",
        )
    operation = find(op)
    job = {"op": op, **defaults}
    arguments = {*OWN, *operation.parameters}
    taken = {name: name for name in cells.keys() & arguments} | dict(columns)
    for argument, column in taken.items():
        if column in cells:
            cell = cells[column]
            job[argument] = value_of(cell, op, argument) if parse else _as_json(cell, op, argument)
    return job


def value_of(text: str, op: str, argument: str) -> Any:
    """Parse a cell for an argument of an operation: numbers, true, false, lists and objects as in
    JSON, anything else as text. Arguments that accept text keep it verbatim, except that those
    that accept lists or objects as well have them parsed.
    """
    operation = OPERATIONS.get(op)
    if argument in OWN or (operation is not None and takes_text(operation, argument)):
        return text
    try:
        value = _whole(json.loads(text, parse_constant=_no_number))
    except (ValueError, RecursionError):
        return text
    scalar = not isinstance(value, (list, dict))
    return text if scalar and operation and accepts_text(operation, argument) else value


def _as_json(value: Any, op: str, argument: str) -> Any:
    """The value of a typed cell as in JSON: dates as text, and numbers as text where the argument
    is text.
    """
    if isinstance(value, (date, time)):  # a datetime is a date
        return value.isoformat()
    value = _whole(float(value) if isinstance(value, Decimal) else value)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    operation = OPERATIONS.get(op)
    is_text = operation is not None and (
        takes_text(operation, argument) or accepts_text(operation, argument)
    )
    return str(value) if is_number and is_text else value


def _whole(value: Any) -> Any:
    """A whole number as an integer. Programs that know no missing integers write 5 as 5.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _no_number(text: str) -> float:
    raise ValueError(text)


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value != value  # NaN: a missing number


def _csv(file: Path) -> tuple[list[str], Iterator[Mapping[str, Any]]]:
    separator = SEPARATORS.get(file.suffix.lower(), ",")

    def reader(opened: TextIO) -> csv.DictReader[str]:
        # Otherwise a quotation mark that is not closed would join all rows after it to one job.
        return csv.DictReader(opened, delimiter=separator, strict=True)

    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))
    with file.open(encoding="utf-8-sig", newline="") as opened:
        names = list(reader(opened).fieldnames or ())

    def rows() -> Iterator[Mapping[str, Any]]:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for number, row in enumerate(reader(opened), 1):
                if None in row:
                    raise ValidationError(
                        f"{file}: row {number} has more cells than there are columns",
                        field="jobs",
                    )
                yield row

    return names, rows()


def _require_columns(file: Path, names: Sequence[str], columns: Mapping[str, str]) -> None:
    """Raise a ValidationError for a column that appears twice or is missing, and for columns that
    are separated differently than the extension of the file says.
    """
    if twice := next((name for name in names if name and names.count(name) > 1), None):
        raise ValidationError(
            f"{file}: there are several columns {twice!r}; rename all but one", field="jobs"
        )
    for argument, column in columns.items():
        if column not in names:
            raise ValidationError(
                f"{file}: there is no column {column!r} for {argument!r}; it has"
                f" {', '.join(names)}",
                field="columns",
                value=column,
            )
    separator = SEPARATORS.get(file.suffix.lower(), "")
    others = [each for each in ";\t," if each != separator and each in "".join(names)]
    if separator and others and len(names) == 1 and not columns:
        raise ValidationError(
            f"{file}: its columns seem to be separated by {others[0]!r}; separate them by"
            f" {separator!r}",
            field="jobs",
            value=names[0],
        )


def _parquet(file: Path) -> tuple[list[str], Iterator[Mapping[str, Any]]]:
    parquet = load_parquet()
    try:
        opened = parquet.ParquetFile(file)
    except OSError:
        raise
    except Exception as error:
        raise ValidationError(f"{file} is not a Parquet file: {error}", field="jobs") from None

    def rows() -> Iterator[Mapping[str, Any]]:
        for page in opened.iter_batches(batch_size=ROWS):
            yield from page.to_pylist()

    return list(opened.schema_arrow.names), rows()


def load_parquet() -> Any:
    """Import pyarrow's Parquet module. Raises a ConfigError if it is missing."""
    try:
        return import_module("pyarrow.parquet")
    except ImportError:
        raise ConfigError("Parquet files need pyarrow: pip install pyarrow") from None


def check_manifest(path: Path) -> None:
    """Raise a ValidationError or ConfigError if a manifest cannot be written to a path."""
    if path.suffix.lower() == PARQUET:
        load_parquet()
    if path.is_dir():
        raise ValidationError(
            f"--manifest: {str(path)!r} is a folder; pass the path of a file", field="manifest"
        )
    destinations.prepare(path, field="--manifest")


def write_manifest(outcomes: Iterable[object], path: Path) -> Path:
    """Write a row for each outcome: Parquet if the path ends in .parquet, otherwise JSON Lines.
    Returns the path. Raises a ConfigError if pyarrow is missing, or OSError.
    """
    rows = ({name: _plain(getattr(outcome, name)) for name in FIELDS} for outcome in outcomes)
    if path.suffix.lower() == PARQUET:
        return _write_parquet(rows, path)
    with destinations.temporary_file(path) as (file, partial):
        for row in rows:
            kept = {name: value for name, value in row.items() if value not in (None, "", [], {})}
            file.write(json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        file.close()
        return destinations.publish(partial, path)


def _write_parquet(rows: Iterator[dict[str, Any]], path: Path) -> Path:
    parquet, arrow = load_parquet(), import_module("pyarrow")
    text = arrow.string()
    kinds = {"line": arrow.int64(), "files": arrow.list_(text), "notes": arrow.map_(text, text)}
    schema = arrow.schema([(name, kinds.get(name, text)) for name in FIELDS])
    with destinations.temporary_file(path) as (file, partial):
        with parquet.ParquetWriter(file, schema) as writer:
            page: list[dict[str, Any]] = []
            for row in rows:
                page.append({**row, "notes": list(row["notes"].items())})
                if len(page) == ROWS:
                    writer.write_table(arrow.Table.from_pylist(page, schema))
                    page = []
            writer.write_table(arrow.Table.from_pylist(page, schema))
        file.close()
        return destinations.publish(partial, path)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, (int, Mapping)) or value is None:
        return value
    return str(value)
