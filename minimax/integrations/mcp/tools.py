"""The tools of the server, derived from the calls of the client, like the commands of the CLI."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from functools import cached_property
from operator import attrgetter
from os import PathLike
from typing import Any, get_args, get_origin, get_type_hints

import mcp_types as types

from ...cli import derive
from ...cli.commands import ROWS, Row
from ...client import AsyncMiniMax
from ...core.signatures import Schema, json_type
from ...errors import ConfigError

GROUPS = ("text", "speech", "images", "video", "voices", "music", "files", "account")
"""The values of `--tools`: the services of the client."""
DEFAULT_GROUPS = ("text", "speech", "images")
"""Fewer tools use fewer tokens of the model's context."""
STREAMED = ("write", "flow", "speak")
"""Kinds of commands that stream pieces; a tool returns one result."""
TASK_CALLS = ("task.refresh", "task.wait", "task.cancel")
"""Offered together with groups that start tasks."""
MEDIA = ("sound", "pictures", "film", "design", "fetch", "wait")
"""Kinds of commands whose results are files."""
OURS = {
    "format": ("pictures",),
    "output": ("sound",),
    "resume": ("fetch",),
    "save": ("film",),
    "to": ("fetch",),
    "tools": ("chat",),
    "tool_choice": ("chat",),
}
"""Parameters that are not offered, by kind of command: they are handled by saving, or have no
meaning here.
"""
MOST_LETTERS = 600
"""Maximum size of the schema of one parameter."""
SAVE = (
    "Name of the file in the media folder, such as {example}. By default a free name is chosen; no"
    " file is overwritten."
)
EXAMPLES = {"speech": "hello.mp3", "music": "blues.mp3", "image": "cat.jpeg", "voice": "voice.mp3"}
CONTAINS = "Only rows that contain this text, such as a language or a name."
CONFIRM = (
    "Set to true after the user has agreed to this deletion, which cannot be undone. Clients that"
    " can ask the user do so anyway."
)
HANDLE = "The task, such as video-v2:123."


class CallTool:
    """One call of the client as a tool."""

    def __init__(self, row: Row) -> None:
        self.call = row.call
        self.row = row
        self.name = row.call.replace(".", "_")
        self.group = row.call.partition(".")[0]

    @property
    def of_task(self) -> bool:
        """Whether it is a method of a task."""
        return self.group == "task"

    @property
    def makes_media(self) -> bool:
        """Whether its result is saved to the media folder."""
        return self.row.run in MEDIA

    @property
    def starts_task(self) -> bool:
        """Whether it returns a task."""
        return self.row.run == "start"

    @property
    def deletes(self) -> bool:
        """Whether it deletes something, which the user must confirm."""
        return self.call.endswith(".delete")

    @cached_property
    def is_billed(self) -> bool:
        """Whether it costs money."""
        return any(operation.billed for operation in derive.endpoints(self.call))

    def bound(self, client: AsyncMiniMax) -> Callable[..., Any]:
        """The method of the client; for a method of tasks, that of the class."""
        if self.of_task:
            task = client.task("video:1")  # sends nothing; all tasks have the same methods
            return getattr(task, self.call.partition(".")[2])  # type: ignore[no-any-return]
        return attrgetter(self.call)(client)  # type: ignore[no-any-return]

    def takes(self, parameter: str) -> bool:
        """Whether the call has a parameter, including those that models cannot set."""
        return parameter in derive.operation(self.call).signature.parameters

    def definition(self, client: AsyncMiniMax) -> types.Tool:
        """The tool as clients see it."""
        target = derive.operation(self.call)
        words = derive.words(target)
        properties: dict[str, Schema] = {}
        if self.of_task:
            properties["handle"] = {"type": "string", "description": HANDLE}
        for name, schema in self.schemas(client).items():
            properties[name] = {**_small(_not_null(schema)), "description": words.get(name, "")}
        if self.makes_media:
            example = EXAMPLES.get(self.row.stem, "clip.mp4")
            properties["save"] = {"type": "string", "description": SAVE.format(example=example)}
        if self.row.columns and _is_list(get_type_hints(self.bound(client))["return"]):
            properties["contains"] = {"type": "string", "description": CONTAINS}
        if self.deletes:
            properties["confirm"] = {"type": "boolean", "description": CONFIRM}
        return types.Tool(
            name=self.name,
            description=derive.summary(target),
            input_schema={
                "type": "object",
                "properties": properties,
                "required": self.required(client),
                "additionalProperties": False,
            },
            annotations=types.ToolAnnotations(
                read_only_hint=not (self.is_billed or self.deletes or self._changes),
                destructive_hint=self.deletes,
            ),
        )

    def required(self, client: AsyncMiniMax) -> list[str]:
        """The parameters that a model must give."""
        known = inspect.signature(self.bound(client)).parameters
        needed = [name for name in self.schemas(client) if known[name].default is inspect._empty]
        return ["handle", *needed] if self.of_task else needed

    def schemas(self, client: AsyncMiniMax) -> dict[str, Schema]:
        """The parameters that a model can set."""
        found = {}
        for name, hint in get_type_hints(self.bound(client), include_extras=True).items():
            of = json_type(hint)
            if of is None or not of.schema or self.row.run in OURS.get(name, ()):
                continue
            found[name] = of.schema
        return found

    def file_parameters(self, client: AsyncMiniMax) -> set[str]:
        """The parameters that may be a local file."""
        hints = get_type_hints(self.bound(client))
        return {name for name, hint in hints.items() if _is_path(hint)} - {"to", "save"}

    @property
    def _changes(self) -> bool:
        return self.call in ("files.upload", "task.cancel")


def tools_of(groups: Iterable[str]) -> dict[str, CallTool]:
    """The tools of some groups, by name.

    Raises:
        ConfigError: there is no such group.
    """
    chosen = set(groups)
    for name in chosen.difference(GROUPS):
        near = get_close_matches(name, GROUPS, n=1)
        meant = f"did you mean {near[0]!r}?" if near else f"the groups are {', '.join(GROUPS)}"
        raise ConfigError(f"{name!r} is not a group of tools; {meant}")
    tools = [CallTool(row) for row in ROWS if row.run not in STREAMED and row.call.count(".") == 1]
    found = [tool for tool in tools if tool.group in chosen]
    if any(tool.starts_task for tool in found):
        found += [tool for tool in tools if tool.call in TASK_CALLS]
    return {tool.name: tool for tool in found}


def _not_null(schema: Schema) -> Schema:
    """A schema without null: parameters are omitted instead."""
    kept = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if not kept:
        return schema
    return kept[0] if len(kept) == 1 else {"anyOf": kept}


def _small(schema: Schema) -> Schema:
    """Reduce a large schema by omitting the fields of its objects, to save the model's context; the
    call checks them anyway.
    """
    return _without_fields(schema) if len(json.dumps(schema)) > MOST_LETTERS else schema


def _without_fields(schema: Any) -> Any:
    if isinstance(schema, list):
        found = [_without_fields(each) for each in schema]
        return [each for place, each in enumerate(found) if each not in found[:place]]
    if not isinstance(schema, dict):
        return schema
    if "properties" in schema:
        return {"type": "object"}
    return {name: _without_fields(value) for name, value in schema.items()}


def _is_list(hint: Any) -> bool:
    kind = get_origin(hint) or hint
    return isinstance(kind, type) and issubclass(kind, Sequence)


def _is_path(hint: Any) -> bool:
    """Whether a type includes paths."""
    return get_origin(hint) is PathLike or any(map(_is_path, get_args(hint)))
