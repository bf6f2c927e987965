"""Derives rules for requests from the table of models, so that new models only need a row there.

`x-by-model` of a request schema names the operation or API whose models count, and the rules to
derive:

only a name for the call, such as "Regeneration": other models of the same kind are rejected makes
resolutions and durations of a video, by mode if schemas define the modes sizes       the field for
the named sizes of an image max_output  the fields for the maximum number of tokens lengths fields
of texts, with columns of the same name
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .documents import Json, SpecError

PARTS = ("only", "makes", "sizes", "max_output", "lengths")
PLURALS = {"makes": "make", "has": "have", "writes": "write", "takes": "take"}


def made(path: str, schema: Json, table: Json) -> list[Json]:
    """Derive the rules of a request schema."""
    wanted = schema["x-by-model"]
    if "models" not in wanted or set(wanted) - {"models", *PARTS}:
        raise SpecError(f"{path}: x-by-model takes models and {listed([*PARTS], 'or')}: {wanted}")
    maker = _Maker(path, wanted["models"], schema["properties"], table)
    return [rule for part in PARTS if part in wanted for rule in getattr(maker, part)(wanted[part])]


def serves(row: Json, name: str) -> bool:
    """Whether a model serves an operation or a chat API."""
    return name in row.get("apis", ()) or name in row.get("surfaces", ())


def listed(words: list[str], last: str = "and") -> str:
    """Join words with commas, and with a conjunction before the last one."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


class _Maker:
    def __init__(self, path: str, name: str, properties: Json, table: Json) -> None:
        self._path = path
        self._properties = properties
        self._table: list[Json] = table["models"]
        self._modes: dict[str, str] = table["modes"]
        self._rows = [row for row in self._table if serves(row, name)]
        if not self._rows:
            raise SpecError(f"{path}: no model serves {name}")

    def only(self, call: str) -> Iterator[Json]:
        mine = [row["id"] for row in self._rows]
        kinds = {row["kind"] for row in self._rows}
        rows = [row for row in self._table if row["kind"] in kinds and row.get("apis")]
        others = [row["id"] for row in rows if row["id"] not in mine]
        if others:
            yield {
                "x-message": f"{call} works with {listed(mine)}, not with other models.",
                "x-refused": {"model": others[0]},
                "properties": {"model": {"not": {"enum": others}}},
            }

    def makes(self, origins: Json) -> Iterator[Json]:
        """`origins`: a schema for each mode, or nothing if all modes have the same sizes."""
        for rows in self._groups("modes", "default"):
            row = rows[0]
            if "resolution" not in self._properties:
                lengths = dict.fromkeys(map(seconds, _all_modes(row).values()))
                words = f"videos of {listed([*lengths], 'or')} seconds"
                possible = {"properties": {"duration": {"enum": _all_lengths(row)}}}
            elif not origins:
                words, possible = _sizes(_all_modes(row)), _any(_options(row, _all_modes(row)))
            else:
                words, possible = self._by_mode(row, origins)
            yield _rule(rows, "makes", words, possible, {"resolution": "none", "duration": 0})

    def _by_mode(self, row: Json, origins: Json) -> tuple[str, Json]:
        if unknown := sorted(set(row["modes"]) - set(origins)):
            raise SpecError(f"{self._path}: x-by-model does not say what makes {listed(unknown)}")
        by_sizes: dict[str, list[str]] = {}
        options = []
        for mode, sizes in row["modes"].items():
            by_sizes.setdefault(_sizes(sizes), []).append(self._modes[mode])
            options += [_both(origins[mode], option) for option in _options(row, sizes)]
        words = [f"{sizes} from {listed(modes, 'or')}" for sizes, modes in by_sizes.items()]
        return "; ".join(words), _any(options)

    def sizes(self, field: str) -> Iterator[Json]:
        every = {size for row in self._rows for size in row["sizes"]}
        for rows in self._groups("sizes"):
            own = [*rows[0]["sizes"]]
            if lacking := sorted(every.difference(own)):
                then = {"properties": {field: {"enum": own}}}
                yield _rule(rows, "has", f"{field} {listed(own, 'or')}", then, {field: lacking[0]})

    def max_output(self, fields: list[str]) -> Iterator[Json]:
        for rows in self._groups("max_output"):
            most = rows[0]["max_output"]
            then = {"properties": {name: {"maximum": most} for name in fields}}
            words = f"at most {most} tokens; lower {fields[0]}"
            yield _rule(rows, "writes", words, then, {fields[0]: most + 1})

    def lengths(self, fields: list[str]) -> Iterator[Json]:
        for name in fields:
            for rows in self._groups(name):
                low, high = rows[0][name]
                if low <= 1 and high >= self._properties[name]["maxLength"]:
                    continue  # already a rule of the field itself, if it applies in all cases
                then = {"properties": {name: {"minLength": low, "maxLength": high}}}
                article = "" if name.endswith("s") else "a "
                words = f"{article}{name} of {low} to {high} characters"
                refused = "x" * (low - 1 if low > 1 else high + 1)
                yield _rule(rows, "takes", words, then, {name: refused})

    def _groups(self, *columns: str) -> Iterator[list[Json]]:
        """The models that have the columns, grouped by equal values."""
        groups: dict[str, list[Json]] = {}
        for row in self._rows:
            if all(column in row for column in columns):
                groups.setdefault(repr([row[column] for column in columns]), []).append(row)
        yield from groups.values()


def _rule(rows: list[Json], verb: str, words: str, then: Json, refused: Json) -> Json:
    """A rule about some models, with an example of a request that it rejects."""
    ids = [row["id"] for row in rows]
    return {
        "x-message": f"{listed(ids)} {verb if len(ids) == 1 else PLURALS[verb]} {words}.",
        "x-refused": {"model": ids[0], **refused},
        "if": {"properties": {"model": {"enum": ids}}, "required": ["model"]},
        "then": then,
    }


def _all_modes(row: Json) -> Json:
    """The durations by resolution of a model that has the same in all modes."""
    first, *others = row["modes"].values()
    if any(sizes != first for sizes in others):
        raise SpecError(f"models: {row['id']} has different sizes by mode; define the modes")
    sizes: Json = first
    return sizes


def _all_lengths(row: Json) -> list[int]:
    return sorted({each for lengths in _all_modes(row).values() for each in lengths})


def _by_length(sizes: Json) -> dict[tuple[int, ...], list[str]]:
    """Group resolutions with the same durations."""
    found: dict[tuple[int, ...], list[str]] = {}
    for resolution, durations in sizes.items():
        found.setdefault(tuple(durations), []).append(resolution)
    return found


def _sizes(sizes: Json) -> str:
    groups = _by_length(sizes).items()
    return listed(
        [f"{listed(names, 'or')} ({seconds(each)} seconds)" for each, names in groups], "or"
    )


def seconds(durations: Any) -> str:
    """Durations in words, such as "4 to 15" or "6 or 10"."""
    first, last = durations[0], durations[-1]
    if len(durations) > 2 and [*durations] == [*range(first, last + 1)]:
        return f"{first} to {last}"
    return listed([str(each) for each in durations], "or")


def _options(row: Json, sizes: Json) -> list[Json]:
    """A schema for each group of resolutions. A field may be omitted if the schema allows its
    default.
    """
    options = []
    for durations, resolutions in _by_length(sizes).items():
        allowed: dict[str, list[Any]] = {"resolution": resolutions, "duration": [*durations]}
        option: Json = {"properties": {name: {"enum": each} for name, each in allowed.items()}}
        needed = [name for name, each in allowed.items() if row["default"][name] not in each]
        options.append({**option, "required": needed} if needed else option)
    return options


def _any(options: list[Json]) -> Json:
    return options[0] if len(options) == 1 else {"anyOf": options}


def _both(one: Json, other: Json) -> Json:
    """A schema that combines two others; only `required` may be in both."""
    required = [*one.get("required", []), *other.get("required", [])]
    return {**one, **other, **({"required": required} if required else {})}
