"""Convert request files (`-f request.yaml`), which use the field names of the API, to arguments of
the operation.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from minimax_generated.operation import AnyOperation

from ..documents import read_yaml
from . import derive
from .commands import words_of
from .derive import endpoints
from .streams import decoded, read_stdin

STREAMING = ("stream", "stream_options")
"""Fields that the command sets itself."""
ROLES = {"first_frame": "first_frame", "last_frame": "last_frame", "base_video": "video"}
"""Arguments of V2 videos by the role of content items; all other items are references."""


def read(source: str) -> dict[str, Any]:
    """The object in a YAML or JSON file, - for stdin."""
    try:
        text = (
            read_stdin() if source == "-" else decoded(Path(source).read_bytes(), f"-f {source}:")
        )
    except OSError as error:
        raise click.UsageError(f"-f {source}: cannot be read: {error.strerror}") from None
    content = _json(text, source) if text.lstrip().startswith("{") else _yaml(text, source)
    if not isinstance(content, dict):
        raise click.UsageError(
            f"-f {source}: a request must be an object of fields, not {type(content).__name__}"
        )
    return {str(name): value for name, value in content.items()}


def arguments(call: str, names: Sequence[str], body: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for a wire body. Fields with Python names are kept; unknown fields go into
    `extra`.
    """
    found = [_fitted(operation, names, body) for operation in endpoints(call)]
    return min(found, key=lambda given: len(given.get("extra", ())), default=dict(body))


def warn_of_unknown(source: str, call: str, names: Sequence[str], extra: Any) -> None:
    """Warn about unknown fields in a request file, and suggest corrections."""
    known = derive.wire_fields(call)
    for path in _paths(extra):
        if path in known or any(field.startswith(f"{path}.") for field in known):
            continue
        near = get_close_matches(path, [*known, *names], n=1)
        meant = f"did you mean {near[0]!r}? It is" if near else "it is"
        print(
            f"minimax: -f {source}: {path!r} is not a known field of {' '.join(words_of(call))};"
            f" {meant} sent as it is.",
            file=sys.stderr,
        )


def _paths(value: Any, before: str = "") -> Iterator[str]:
    for name, inner in value.items() if isinstance(value, Mapping) else ():
        if isinstance(inner, Mapping) and inner:
            yield from _paths(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def fields(call: str, names: Sequence[str], body: Mapping[str, Any]) -> dict[str, str]:
    """The names of the arguments in a request file: the path of the API field, with dots, or the
    Python name.
    """
    found = {name: name for name in names if name in body}
    for operation in endpoints(call):
        found |= {
            name: ".".join(path)
            for name, path in operation.fields.items()
            if name in names and _has(body, path)
        }
    return found


def _fitted(
    operation: AnyOperation, names: Sequence[str], body: Mapping[str, Any]
) -> dict[str, Any]:
    left = {name: value for name, value in _copied(body).items() if name not in STREAMING}
    given: dict[str, Any] = {}
    for name, convert in CONVERTED.items():
        if name in left and (parts := convert(left[name], names)) is not None:
            given |= parts
            del left[name]
    for name, path in operation.fields.items():
        if name in names and _has(left, path):
            given[name] = _taken(left, path)
    for name in [name for name in left if name in names]:
        given[name] = left.pop(name)
    for name, rename in RENAMED.items():
        if name in given:
            given[name] = rename(given[name])
    left = {name: value for name, value in left.items() if value != {}}
    extra = {**left, **(given.pop("extra", None) or {})}
    return {**given, "extra": extra} if extra else given


def _content(items: Any, names: Sequence[str]) -> dict[str, Any] | None:
    """The content items of a V2 video as prompt, frames and references."""
    if not isinstance(items, list) or "prompt" not in names:
        return None
    given: dict[str, Any] = {}
    for item in items:
        kind = item.get("type")
        if kind == "text":
            given["prompt"] = item.get("text")
            continue
        url = (item.get(kind) or {}).get("url")
        role = ROLES.get(item.get("role"))
        if role is not None:
            given[role] = url
        else:
            given.setdefault("references", []).append(url)
    return given


def _song(source: Any, names: Sequence[str]) -> dict[str, Any] | None:
    return {"audio": source} if "audio" in names else None


CONVERTED: dict[str, Callable[[Any, Sequence[str]], dict[str, Any] | None]] = {
    "content": _content,
    "audio_url": _song,
    "cover_feature_id": lambda value, names: {"cover": value} if "cover" in names else None,
    "text_file_id": lambda value, names: {"file": str(value)} if "file" in names else None,
    "source_task_id": lambda value, names: {"source": value} if "source" in names else None,
    "input": lambda value, names: {"messages": value} if "messages" in names else None,
    "instructions": lambda value, names: {"system": value} if "system" in names else None,
}
"""Fields whose arguments have a different structure."""


def _first_file(value: Any) -> Any:
    """The picture in a subject reference."""
    first = (
        value[0] if isinstance(value, list) and value and isinstance(value[0], Mapping) else None
    )
    if first is None:
        return value
    picture = first.get("image_file") or first.get("image")
    return picture[0] if isinstance(picture, list) and picture else picture


def _values(value: Any) -> Any:
    """The texts or links of the slots of a template."""
    return (
        [slot.get("value") if isinstance(slot, Mapping) else slot for slot in value]
        if isinstance(value, list)
        else value
    )


def _references(value: Any) -> Any:
    """The links of reference images."""
    return (
        [item.get("image_url") if isinstance(item, Mapping) else item for item in value]
        if isinstance(value, list)
        else value
    )


RENAMED: dict[str, Callable[[Any], Any]] = {
    "reference": _first_file,
    "subject": _first_file,
    "images": _references,
    "media": _values,
    "text": _values,
    "format": lambda value: "bytes" if value == "base64" else value,
    "audio": lambda value: str(value) if isinstance(value, int) else value,
    "prompt_audio": lambda value: str(value) if isinstance(value, int) else value,
    "file_id": lambda value: str(value) if isinstance(value, int) else value,
}
"""Values that have a different form in the API."""


def _has(body: Any, path: Sequence[str]) -> bool:
    for step in path:
        if not isinstance(body, Mapping) or step not in body:
            return False
        body = body[step]
    return True


def _taken(body: dict[str, Any], path: Sequence[str]) -> Any:
    for step in path[:-1]:
        body = body[step]
    return body.pop(path[-1])


def _copied(value: Any) -> Any:
    return (
        {name: _copied(inner) for name, inner in value.items()}
        if isinstance(value, Mapping)
        else value
    )


def _json(text: str, source: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        try:
            return _yaml(text, source)  # YAML flow style also begins with a brace
        except click.UsageError:
            raise click.UsageError(f"-f {source}: not valid JSON: {error}") from None


def _yaml(text: str, source: str) -> Any:
    try:
        return read_yaml(text)
    except ModuleNotFoundError:
        raise click.UsageError(
            f'-f {source}: YAML needs pyyaml; run: pip install "minimax-sdk[cli]", or write JSON'
        ) from None
    except ValueError as error:
        raise click.UsageError(f"-f {source}: not valid YAML: {error}") from None
