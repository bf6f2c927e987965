"""Fills the generated blocks of the pages in `api/` and `docs/` (and of the README), so that no
table can drift from the spec or from the emulator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import fields, limits
from .bundle import Json, Operation, Spec, SpecError, ref_name
from .model_rules import seconds, serves

MARKER = re.compile(r"^<!-- (?P<kind>\w+)(?P<words>.*?) -->$", re.MULTILINE)


def fill(spec: Spec, text: str) -> str:
    """A page with every block between its markers written anew."""
    filled, copied, block = "", 0, None
    for marker in MARKER.finditer(text):
        if (marker["kind"] == "end") != (block is not None):
            raise SpecError(
                f"docs: {marker[0]} has no partner; a block begins with its kind and ends with <!--"
                " end -->"
            )
        if block is None:
            filled += text[copied : marker.end()]
            block = _block(spec, marker["kind"], marker["words"].split())
        else:
            filled += f"\n\n{block}\n\n{marker[0]}"
            copied, block = marker.end(), None
    if block is not None:
        raise SpecError("docs: the last block has no <!-- end -->")
    return filled + text[copied:]


def write(spec: Spec, pages: list[Path]) -> dict[Path, str]:
    """New texts of the pages, by path."""
    texts = {}
    for page in pages:
        try:
            texts[page] = fill(spec, page.read_text(encoding="utf-8"))
        except SpecError as error:
            raise SpecError(f"{page.name}: {error}") from error
    return texts


def _block(spec: Spec, kind: str, words: list[str]) -> str:
    makers: dict[str, Callable[[Spec, list[str]], str]] = {
        "endpoint": _endpoint,
        "fields": _fields,
        "rules": _rules,
        "examples": _examples,
        "codes": _codes,
        "table": _table,
        "makes": _makes,
        "sizes": _sizes,
        "coverage": _coverage,
        "names": _names,
        "faults": _faults,
    }
    if kind not in makers:
        raise SpecError(f"docs: unknown block {kind}; there are {', '.join(makers)}")
    if not words and kind not in ("codes", "coverage", "faults", "names"):
        raise SpecError(f"docs: the block {kind} needs a name")
    return makers[kind](spec, words).strip()


def _schema(spec: Spec, name: str) -> Json:
    if name not in spec.schemas:
        raise SpecError(f"docs: unknown schema {name}")
    schema: Json = spec.schemas[name]
    return schema


def _operation(spec: Spec, operation_id: str) -> Operation:
    for operation in spec.operations():
        if operation.id == operation_id:
            return operation
    raise SpecError(f"docs: unknown operation {operation_id}")


def _endpoint(spec: Spec, words: list[str]) -> str:
    operation = _operation(spec, words[0])
    data = operation.data
    rows = [
        ("Call", f"`{operation.method.upper()} {operation.path}`"),
        ("Request", f"`{operation.media_type()}`" if operation.media_type() else "no body"),
        ("Answer", ", ".join(f"`{kind}`" for kind in operation.response_contents())),
        ("Errors", f"{data['x-family']} family ([errors](errors.md))"),
        ("Billed", "yes" if data["x-billed"] else "no"),
        ("Rate-limit class", f"`{data['x-rate-limit']}`"),
        ("Low level", f"`minimax_generated.api.{operation.feature}.{operation.id}`"),
        ("Official page", ", ".join(f"<{url}>" for url in data["x-source"]) or "none"),
    ]
    for parameter in data.get("parameters", []):
        need = "required" if parameter.get("required") else "optional"
        about = f"{parameter.get('description', '')} {limits.sentence(parameter['schema'])}".strip()
        rows.append(
            (
                f"{parameter['in'].capitalize()} parameter",
                f"`{parameter['name']}` ({_kind(spec, parameter['schema'])}, {need}): {about}",
            )
        )
    return "| | |\n|---|---|\n" + "\n".join(f"| {name} | {_cell(value)} |" for name, value in rows)


def _fields(spec: Spec, words: list[str]) -> str:
    name = words[0]
    shown = {name: "this table", **_answer_of(spec, name)}
    lines = [
        "| field | type | required | default | values | meaning |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        "| " + " | ".join(_cell(cell) for cell in row) + " |"
        for row in _rows(spec, _schema(spec, name), "", (name,), shown)
    ]
    if all(
        line.split(" | ")[2:4] == ["no", ""] for line in lines[2:]
    ):  # a response: two columns say nothing
        lines = [
            re.sub(r"^(\| [^|]+ \| (?:\\\||[^|])+ \|)[^|]+\|[^|]+\|", r"\1", line)
            for line in lines[2:]
        ]
        lines = ["| field | type | values | meaning |", "|---|---|---|---|", *lines]
    return "\n".join(lines)


def _answer_of(spec: Spec, event: str) -> dict[str, str]:
    """The schema that is the whole answer where `event` is one frame of it; it has a table of its
    own.
    """
    for operation in spec.operations():
        contents = operation.response_contents()
        if ref_name(contents.get("text/event-stream", {}).get("schema", {})) == event:
            return {
                str(ref_name(contents["application/json"]["schema"])): "the answer without a stream"
            }
    return {}


Row = tuple[str, str, str, str, str, str]


def _rows(
    spec: Spec, schema: Json, prefix: str, above: tuple[str, ...], shown: dict[str, str]
) -> Iterator[Row]:
    """Rows of an object and of the objects inside it. `shown` maps objects to their place: a long
    one is spelled out once.
    """
    for name, raw in schema.get("properties", {}).items():
        field = spec.resolve(raw)
        path = f"{prefix}{name}"
        required = "yes" if name in schema.get("required", []) else "no"
        default = _default(field)
        inside = list(_inside(spec, raw))
        long = sum(len(inner["properties"]) for inner, _, _ in inside) > 3
        known = long and all(child in shown for _, _, child in inside)
        places = dict.fromkeys(shown[child] for _, _, child in inside) if known else {}
        meaning = (
            field.get("description", ""),
            limits.models(field),
            limits.certainty(field),
            "Deprecated." if field.get("deprecated") else "",
            f"Fields as in {', '.join(places)}." if places else "",
        )
        yield (
            f"`{path}`",
            _kind(spec, raw),
            required,
            default,
            _values(field),
            " ".join(filter(None, meaning)),
        )
        for inner, suffix, child in [] if known else inside:
            shown.setdefault(child, f"`{path}{suffix}`")
            if child not in above:
                yield from _rows(spec, inner, f"{path}{suffix}.", (*above, child), shown)


def _default(field: Json) -> str:
    """What the platform does without the field."""

    def code(value: Any) -> str:
        return f"`{json.dumps(value, ensure_ascii=False)}`"

    if "x-defaults" in field:
        return limits.defaults(field, code)
    return code(field["default"]) if field.get("default") is not None else ""


def _inside(spec: Spec, schema: Json) -> Iterator[tuple[Json, str, str]]:
    """The named objects that a field holds, directly, in a list, or as variants."""
    name = ref_name(schema)
    if name and "properties" in spec.schemas[name]:
        yield spec.schemas[name], "", name
    for key in ("anyOf", "oneOf"):
        for option in schema.get(key, []):
            yield from _inside(spec, option)
    if isinstance(schema.get("items"), dict):
        for inner, suffix, child in _inside(spec, schema["items"]):
            yield inner, "[]" + suffix, child


def _kind(spec: Spec, schema: Json) -> str:
    name = ref_name(schema)
    if name:
        target = spec.schemas[name]
        return (
            "object"
            if "properties" in target or target.get("type") == "object"
            else _kind(spec, target)
        )
    for key in ("anyOf", "oneOf"):
        if key in schema:
            options = dict.fromkeys(_kind(spec, option) for option in schema[key])
            options.pop("null", None)
            return " or ".join(options)
    kind = schema.get("type", "string" if isinstance(schema.get("const"), str) else "any")
    kinds = [one for one in kind if one != "null"] if isinstance(kind, list) else [kind]
    words = [
        f"array of {_kind(spec, schema.get('items', {}))}" if one == "array" else one
        for one in kinds
    ]
    text = " or ".join(words)
    return f"{text} ({schema['format']})" if schema.get("format") else text


def _values(field: Json) -> str:
    if "enum" in field:
        return ", ".join(f"`{_text(value)}`" for value in field["enum"])
    words = limits.values(
        {key: value for key, value in field.items() if key not in ("x-known", "const")}
    ).rstrip(".")
    if "const" in field:
        words = f"`{_text(field['const'])}` {words}".strip()
    if "x-known" in field:
        words = (
            f"{', '.join(f'`{_text(value)}`' for value in field['x-known'])} (open) {words}".strip()
        )
    return words


def _rules(spec: Spec, words: list[str]) -> str:
    schema = _schema(spec, words[0])
    messages = [rule["x-message"] for rule in schema.get("allOf", [])]
    messages += [f"Warning: {rule['x-message']}" for rule in schema.get("x-warnings", [])]
    return "\n".join(f"- {message}" for message in messages) or "None."


def _examples(spec: Spec, words: list[str]) -> str:
    operation = _operation(spec, words[0])
    parts = []
    contents = {**operation.data.get("requestBody", {}).get("content", {})}
    for title, group in (("Request", contents), ("Answer", operation.response_contents())):
        for content in group.values():
            for name, example in content.get("examples", {}).items():
                label = example.get("summary") or name.replace("_", " ").replace("-", " ")
                body = json.dumps(example["value"], ensure_ascii=False, indent=2)
                parts.append(f"{title}, {label}:\n\n```json\n{body}\n```")
    return "\n\n".join(parts)


def _codes(spec: Spec, words: list[str]) -> str:
    wanted = {int(word) if word.isdecimal() else word for word in words}
    rows = [row for row in spec.tables["errors"]["codes"] if not wanted or row["code"] in wanted]
    missing = wanted - {row["code"] for row in rows}
    if missing:
        raise SpecError(f"docs: unknown codes {', '.join(map(str, missing))}")
    lines = [
        "| code | HTTP | raised as | repeat | meaning | what to do |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = (
            str(row["code"]),
            str(row.get("http") or "-"),
            f"`{row['error']}`",
            str(row["retry"]),
            row["meaning"],
            row["hint"],
        )
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines)


def _table(spec: Spec, words: list[str]) -> str:
    name, *kinds = words
    if name not in spec.tables:
        raise SpecError(f"docs: unknown table {name}; there are {', '.join(spec.tables)}")
    data = spec.tables[name]
    rows: list[Json]
    if name == "regions":
        rows = [
            {
                "region": region,
                "host": host["url"],
                "use": host["use"],
                "note": host.get("note", ""),
            }
            for region, facts in data["regions"].items()
            for host in facts["hosts"]
        ]
    elif name == "voices":
        rows = [
            {"voice": row["voice_id"], "language": row["language"], "name": row["display_name"]}
            for row in data
        ]
    else:
        rows = data[name] if isinstance(data, dict) else data
    if kinds:
        rows = [row for row in rows if row.get("kind") in kinds]
    columns = list(
        dict.fromkeys(
            key for row in rows for key in row if not isinstance(row[key], dict) or key == "when"
        )
    )
    columns.sort(key="note".__eq__)  # remarks come last
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += [
        "| " + " | ".join(_cell(_plain(row.get(column))) for column in columns) + " |"
        for row in rows
    ]
    return "\n".join(lines)


def _makes(spec: Spec, words: list[str]) -> str:
    """Seconds by model, input and resolution, of the video models that serve an operation."""
    table = spec.tables["models"]
    rows = [row for row in table["models"] if serves(row, words[0])]
    by_mode = [(row, mode, sizes) for row in rows for mode, sizes in row["modes"].items()]
    resolutions = list(dict.fromkeys(each for _, _, sizes in by_mode for each in sizes))
    lines = [
        f"| model | made from | {' | '.join(resolutions)} | left out |",
        "|" + "---|" * (len(resolutions) + 3),
    ]
    same: dict[tuple[str, ...], list[str]] = {}
    for row, mode, sizes in by_mode:
        lengths = (seconds(sizes[each]) if each in sizes else "-" for each in resolutions)
        default = f"{row['default']['resolution']}, {row['default']['duration']}"
        same.setdefault((row["id"], *lengths, default), []).append(table["modes"][mode])
    lines += [
        f"| `{cells[0]}` | {', '.join(modes)} | {' | '.join(cells[1:])} |"
        for cells, modes in same.items()
    ]
    return "\n".join(lines)


def _sizes(spec: Spec, words: list[str]) -> str:
    """Pixels by ratio, and the models that serve an operation and have it."""
    rows = [row for row in spec.tables["models"]["models"] if serves(row, words[0])]
    by_size: dict[tuple[str, int, int], list[str]] = {}
    for row in sorted(rows, key=lambda row: -len(row["sizes"])):
        for ratio, (width, height) in row["sizes"].items():
            by_size.setdefault((ratio, width, height), []).append(f"`{row['id']}`")
    lines = ["| ratio | pixels | models |", "|---|---|---|"]
    lines += [
        f"| `{ratio}` | {width} x {height} | {', '.join(ids)} |"
        for (ratio, width, height), ids in by_size.items()
    ]
    return "\n".join(lines)


def _coverage(spec: Spec, words: list[str]) -> str:
    lines = ["| what | endpoint | low-level module | call | page |", "|---|---|---|---|---|"]
    for operation in spec.operations():
        page = operation.data["x-page"]
        calls = ", ".join(f"`{name}`" for name in operation.data["x-call"]) or "low level only"
        lines.append(
            f"| {operation.data['summary'].rstrip('.')} | `{operation.method.upper()}"
            f" {operation.path}` | `api.{operation.feature}.{operation.id}` | {calls} |"
            f" [{page}]({page}.md) |"
        )
    return "\n".join(lines)


def _names(spec: Spec, words: list[str]) -> str:
    """Fields whose keyword in Python has another name, and the calls that take it."""
    calls: dict[tuple[str, str], list[str]] = {}
    for operation in spec.operations():
        request = operation.request_schema()
        if request is None or not operation.data["x-call"]:
            continue
        for field in fields.of(spec, request).values():
            made_from = fields.managed(spec, request).get(field.name, [field.name])
            keywords = [] if isinstance(made_from, str) else made_from
            if keywords and keywords != [".".join(field.path)]:
                row = (".".join(field.path), ", ".join(f"`{name}`" for name in keywords))
                calls.setdefault(row, []).append(f"`{operation.data['x-call'][0]}`")
    lines = ["| in JSON | in Python | calls |", "|---|---|---|"]
    lines += [
        f"| `{path}` | {names} | {', '.join(dict.fromkeys(found))} |"
        for (path, names), found in sorted(calls.items())
    ]
    return "\n".join(lines)


def _faults(spec: Spec, words: list[str]) -> str:
    """What the emulator can do wrong. The one table whose facts are the code itself."""
    from minimax.emulator.faults import KINDS, meets

    lines = ["| fault | value | meets | what happens |", "|---|---|---|---|"]
    for name, kind in KINDS.items():
        value = "" if kind.value is None else f"{kind.value:g}"
        cells = (f"`{name}`", value, meets(kind), kind.about)
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    return str(value)


def _text(value: Any) -> str:
    return value if value and isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
