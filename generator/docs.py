"""Fills the generated blocks of the pages in `api/` and `docs/` (and of the README), so that tables
always match the spec and the emulator. `templates/blocks/` has a template for each kind of block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from . import fields, limits
from .bundle import Spec
from .documents import Json, SpecError, ref_name
from .model_rules import seconds, serves
from .rendering import ENVIRONMENT, as_json, names, render

MARKER = re.compile(r"^<!-- (\w+).*? -->$", re.MULTILINE)
BLOCK = re.compile(r"^(<!-- (\w+)(.*?) -->$).*?^<!-- end -->$", re.MULTILINE | re.DOTALL)
NAMELESS = {"codes", "coverage", "faults", "names"}
"""Kinds of blocks without a name."""


def write(spec: Spec, pages: list[Path]) -> dict[Path, str]:
    """The new texts of the pages, by path."""
    texts = {}
    for page in pages:
        try:
            texts[page] = fill(spec, page.read_text(encoding="utf-8"))
        except SpecError as error:
            raise SpecError(f"{page.name}: {error}") from error
    return texts


def fill(spec: Spec, text: str) -> str:
    """A page with every block regenerated between its markers."""
    markers = [*MARKER.finditer(text)]
    for index, marker in enumerate(markers):
        if (marker[1] == "end") == (index % 2 == 0):
            raise SpecError(
                f"{marker[0]} has no counterpart; a block begins with its kind and ends with <!--"
                " end -->"
            )
    if len(markers) % 2:
        raise SpecError("the last block has no <!-- end -->")

    def filled(block: re.Match[str]) -> str:
        return f"{block[1]}\n\n{_block(spec, block[2], block[3].split())}\n\n<!-- end -->"

    return BLOCK.sub(filled, text)


def _block(spec: Spec, kind: str, words: list[str]) -> str:
    if kind not in names("blocks"):
        raise SpecError(f"unknown block {kind}; there are {', '.join(names('blocks'))}")
    if not words and kind not in NAMELESS:
        raise SpecError(f"the block {kind} needs a name")
    name = words[0] if words else ""
    return render(f"blocks/{kind}", spec=spec, words=words, name=name).strip()


class Row(NamedTuple):
    """One field in a table of fields."""

    path: str
    type: str
    required: str
    default: str
    values: str
    meaning: str


def _fields(spec: Spec, name: str) -> Iterator[Row]:
    """The rows of a schema. A schema of events omits the complete response, which has its own
    table.
    """
    shown = {name: "this table"}
    for operation in spec.operations():
        contents = operation.response_contents()
        if ref_name(contents.get("text/event-stream", {}).get("schema", {})) == name:
            whole = str(ref_name(contents["application/json"]["schema"]))
            shown[whole] = "the complete response"
            break
    return _rows(spec, spec.schema(name), "", (name,), shown)


def _rows(
    spec: Spec, schema: Json, prefix: str, above: tuple[str, ...], shown: dict[str, str]
) -> Iterator[Row]:
    """The rows of an object and its nested objects. `shown` maps objects to their location: a long
    one is listed only once.
    """
    for name, raw in schema.get("properties", {}).items():
        field = spec.resolve(raw)
        path = f"{prefix}{name}"
        inside = list(_inside(spec, raw))
        long = sum(len(inner["properties"]) for inner, _, _ in inside) > 3
        known = long and all(child in shown for _, _, child in inside)
        places = dict.fromkeys(shown[child] for _, _, child in inside) if known else {}
        meaning = (
            field.get("description"),
            limits.models(field),
            limits.certainty(field),
            "Deprecated." if field.get("deprecated") else "",
            f"Fields as in {', '.join(places)}." if places else "",
        )
        required = "yes" if name in schema.get("required", []) else "no"
        meanings = " ".join(filter(None, meaning))
        yield Row(
            f"`{path}`", _kind(spec, raw), required, _default(field), _values(field), meanings
        )
        for inner, suffix, child in [] if known else inside:
            shown.setdefault(child, f"`{path}{suffix}`")
            if child not in above:
                yield from _rows(spec, inner, f"{path}{suffix}.", (*above, child), shown)


def _inside(spec: Spec, schema: Json) -> Iterator[tuple[Json, str, str]]:
    """The named objects that a field contains, directly, in a list, or as variants."""
    name = ref_name(schema)
    if name and "properties" in spec.schemas[name]:
        yield spec.schemas[name], "", name
    for option in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _inside(spec, option)
    if isinstance(schema.get("items"), dict):
        for inner, suffix, child in _inside(spec, schema["items"]):
            yield inner, "[]" + suffix, child


def _kind(spec: Spec, schema: Json) -> str:
    """The type of a field in words."""
    if name := ref_name(schema):
        target = spec.schemas[name]
        is_object = "properties" in target or target.get("type") == "object"
        return "object" if is_object else _kind(spec, target)
    options: list[Json] = schema.get("anyOf") or schema.get("oneOf") or []
    if options:
        kinds = [_kind(spec, option) for option in options]
    else:
        kind = schema.get("type", "string" if isinstance(schema.get("const"), str) else "any")
        kinds = kind if isinstance(kind, list) else [kind]
        inner = f"array of {_kind(spec, schema['items'])}" if "items" in schema else "array of any"
        kinds = [inner if one == "array" else one for one in kinds]
    text = " or ".join(one for one in dict.fromkeys(kinds) if one not in ("null", ""))
    return f"{text} ({schema['format']})" if schema.get("format") else text


def _default(field: Json) -> str:
    """The behaviour of the platform if the field is omitted."""
    if "x-defaults" in field:
        return limits.defaults(field, lambda value: f"`{as_json(value)}`")
    return f"`{as_json(field['default'])}`" if field.get("default") is not None else ""


def _values(field: Json) -> str:
    """The allowed values of a field."""
    single = [field["const"]] if "const" in field else []
    listed: list[Any] = field.get("enum") or single or field.get("x-known") or []
    text = ", ".join(f"`{limits.in_words(value)}`" for value in listed)
    is_open = " (open)" if "x-known" in field else ""
    return f"{text}{is_open} {limits.ranges(field).rstrip('.')}".strip()


def _codes(spec: Spec, words: list[str]) -> list[Json]:
    """The rows of the table of errors, all or some."""
    rows = {str(row["code"]): row for row in spec.tables["errors"]["codes"]}
    if missing := [word for word in words if word not in rows]:
        raise SpecError(f"unknown codes {', '.join(missing)}")
    return [row for code, row in rows.items() if not words or code in words]


def _table(spec: Spec, name: str, *kinds: str) -> list[Json]:
    """The rows of a table, all or those of some kinds; each has every column."""
    if name not in spec.tables:
        raise SpecError(f"unknown table {name}; there are {', '.join(spec.tables)}")
    rows: list[Json] = spec.tables[name] if name == "voices" else spec.tables[name][name]
    if name == "regions":
        regions = spec.tables[name][name].items()
        rows = [
            {"region": region, "host": host["url"], "use": host["use"], "note": host.get("note")}
            for region, facts in regions
            for host in facts["hosts"]
        ]
    elif name == "voices":
        names = {"voice": "voice_id", "language": "language", "name": "display_name"}
        rows = [{name: row[column] for name, column in names.items()} for row in rows]
    rows = [row for row in rows if not kinds or row.get("kind") in kinds]
    columns = {
        key: None for row in rows for key in row if key == "when" or not isinstance(row[key], dict)
    }
    ordered = sorted(columns, key="note".__eq__)  # remarks come last
    return [{column: row.get(column) for column in ordered} for row in rows]


def _videos(spec: Spec, operation: str) -> tuple[list[str], dict[tuple[str, ...], list[str]]]:
    """The resolutions of the video models that serve an operation; and the model, seconds by
    resolution and default of each mode.
    """
    table = spec.tables["models"]
    rows = [row for row in table["models"] if serves(row, operation)]
    resolutions = [
        *dict.fromkeys(s for row in rows for made in row["modes"].values() for s in made)
    ]
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        default = f"{row['default']['resolution']}, {row['default']['duration']}"
        for mode, sizes in row["modes"].items():
            lengths = (seconds(sizes[each]) if each in sizes else "-" for each in resolutions)
            found.setdefault((row["id"], *lengths, default), []).append(table["modes"][mode])
    return resolutions, found


def _pixels(spec: Spec, operation: str) -> dict[tuple[str, int, int], list[str]]:
    """The ratio, width and height of sizes, and the models of an operation that have them."""
    rows = [row for row in spec.tables["models"]["models"] if serves(row, operation)]
    found: dict[tuple[str, int, int], list[str]] = {}
    for row in sorted(rows, key=lambda row: -len(row["sizes"])):
        for ratio, (width, height) in row["sizes"].items():
            found.setdefault((ratio, width, height), []).append(row["id"])
    return found


def _names(spec: Spec) -> dict[tuple[str, str], dict[str, None]]:
    """Fields whose keyword in Python has a different name, with the keyword and the calls that
    accept it.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for operation in spec.operations():
        request, calls = operation.request_schema(), operation.data["x-call"]
        for field in fields.of(spec, request).values() if request and calls else ():
            path = ".".join(field.path)
            made_from = fields.managed(spec, str(request)).get(field.name, [field.name])
            if isinstance(made_from, list) and made_from not in ([], [path]):
                keywords = ", ".join(f"`{name}`" for name in made_from)
                found.setdefault((path, keywords), {})[calls[0]] = None
    return dict(sorted(found.items()))


def _faults() -> Iterator[tuple[str, Any, str]]:
    """The faults of the emulator, the only table that is generated from code."""
    from minimax.emulator.faults import KINDS, describe_targets

    return ((name, kind, describe_targets(kind)) for name, kind in KINDS.items())


ENVIRONMENT.globals |= {
    "codes": _codes,
    "faults": _faults,
    "fields": _fields,
    "kind": _kind,
    "names": _names,
    "pixels": _pixels,
    "sentence": limits.sentence,
    "table": _table,
    "videos": _videos,
}
