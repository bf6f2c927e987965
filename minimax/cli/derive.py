"""Derive command-line options from operations: names and types from the signature, help from the
docstring.
"""

from __future__ import annotations

import builtins
import inspect
import json
import re
import types
import typing
from collections import abc
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import click

from minimax_generated.operation import AnyOperation

from ..config import CALL_OPTIONS
from ..core.signatures import bound_signature
from . import kinds
from .options import Settings

SOURCES = ("FileSource", "AudioSource", "Source", "Media")
"""Type aliases for values that may be local files."""
LIKE = re.compile(r"(?:arguments of|as in|those of) `(\w+)`")
ARGUMENTS = re.compile(r"^Args:\n(?:(?: .*)?\n)*(?: .+)?", re.MULTILINE)
CALLBACK = "on_"


class Operation(NamedTuple):
    """The method that a command calls."""

    name: str
    function: Callable[..., Any]
    bound: bool
    """Whether its first parameter is the service."""

    @property
    def signature(self) -> inspect.Signature:
        """Its signature, with typed options expanded."""
        if self.bound:
            return bound_signature(self.function, "sync")
        return inspect.signature(self.function)

    @property
    def sibling(self) -> Callable[[str], Callable[..., Any] | None]:
        """Finds another operation of the same service, whose docstring this one refers to."""
        owner = (
            service(self.name.rpartition(".")[0])
            if self.bound
            else import_module(self.function.__module__)
        )
        return lambda name: getattr(getattr(owner, name, None), "body", None)


class Parameter(NamedTuple):
    """One parameter on the command line."""

    name: str
    kind: kinds.ParamType
    several: bool
    switch: bool
    required: bool
    default: object
    positional: bool
    """Whether it is positional in Python."""

    @property
    def flag(self) -> str:
        """Its option, such as --first-frame."""
        return "--" + self.name.replace("_", "-")

    @property
    def flags(self) -> list[str]:
        """All spellings of its option: `--n` is also `-n`."""
        return [self.flag, *([f"-{self.name}"] if len(self.name) == 1 else [])]


def service(path: str) -> type[Any]:
    """The class of `client.speech` or `client.text.messages`, or that of tasks."""
    name = path.rpartition(".")[2]
    home, kind = (
        ("minimax.tasks", "Task")
        if name == "task"
        else (f"minimax.services.{name}", f"{name.capitalize()}Service")
    )
    found: type[Any] = getattr(import_module(home), kind)
    return found


@cache
def operation(call: str) -> Operation:
    """The operation with a name such as "speech.synthesize"."""
    path, _, name = call.rpartition(".")
    found = inspect.getattr_static(service(path), name)
    return Operation(call, getattr(found, "body", found), True)


@cache
def parameters(target: Operation) -> tuple[Parameter, ...]:
    """The parameters that are available on the command line, which excludes callbacks."""
    return tuple(_parameters(target))


def _parameters(target: Operation) -> Iterator[Parameter]:
    names = _Names(target.function.__module__)
    for found in target.signature.parameters.values():
        if found.name.startswith(CALLBACK) or found.kind is found.VAR_KEYWORD:
            continue
        if found.name in CALL_OPTIONS and found.name not in target.function.__annotations__:
            continue  # the command has them for all calls
        kind, several, switch = _kind(names.value(str(found.annotation)))
        required = found.default is found.empty
        yield Parameter(
            found.name,
            kind,
            several,
            switch,
            required,
            None if required else found.default,
            found.kind is found.POSITIONAL_OR_KEYWORD and found.name not in Settings._fields,
        )


class _Names(dict[str, Any]):
    """The names that an annotation may use. Names that only a type checker can import accept
    anything.
    """

    def __init__(self, module: str) -> None:
        super().__init__(dict.fromkeys(SOURCES, kinds.Source))
        self._places: list[Any] = [import_module(module), typing, abc, builtins]
        try:
            feature = getattr(self._places[0], "FEATURE", module.rpartition(".")[2])
            self["keywords"] = import_module(f"minimax_generated.options.{feature}")
            self._places.insert(1, self["keywords"])
        except ModuleNotFoundError:  # not every module has typed options
            pass

    def __missing__(self, name: str) -> Any:
        value = next(
            (getattr(place, name) for place in self._places if hasattr(place, name)), kinds.Anything
        )
        self[name] = self.value(value) if isinstance(value, str) else value
        return self[name]

    def value(self, annotation: str) -> Any:
        """Evaluate an annotation from the source of this package."""
        return eval(annotation, {}, self)


def _kind(annotation: Any) -> tuple[kinds.ParamType, bool, bool]:
    """The type of the values, whether there can be several, and whether it is a switch."""
    members = [member for member in _members(annotation) if member is not type(None)]
    if bool in members and str not in members:
        return click.BOOL, False, True
    for member in members:
        if typing.get_origin(member) in (abc.Sequence, abc.Iterable, list, tuple):
            return _kind(typing.get_args(member)[0])[0], True, False
    known = [
        value
        for member in members
        if typing.get_origin(member) is typing.Literal
        for value in typing.get_args(member)
    ]
    if known:
        return (
            kinds.Known(tuple(dict.fromkeys(known)), is_open=str in members or int in members),
            False,
            False,
        )
    if any(_is_object(member) for member in members):
        return kinds.JsonObject(or_text=str in members), False, False
    if kinds.Source in members:
        return kinds.SOURCE, False, False
    numbers = {int, float} & set(members)
    if numbers and str not in members:
        return click.FLOAT if float in numbers else click.INT, False, False
    return click.STRING, False, False


def _members(annotation: Any) -> Iterator[Any]:
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        for member in typing.get_args(annotation):
            yield from _members(member)
    else:
        yield annotation


def _is_object(member: Any) -> bool:
    return (
        typing.is_typeddict(member)
        or typing.get_origin(member) in (abc.Mapping, dict)
        or member in (abc.Mapping, dict)
    )


def summary(target: Operation) -> str:
    """What the operation does, without its sections and its Python examples."""
    text = inspect.getdoc(target.function) or ""
    paragraphs = re.split(r"\n\n(?=\w[\w ,]*:\n| {4})", text)[0].split("\n\n")
    kept = [
        paragraph
        for paragraph in paragraphs
        if not LIKE.search(paragraph) and not paragraph.startswith(("Source:", "    "))
    ]
    return "\n\n".join(kept)


def details(target: Operation) -> list[str]:
    """The paragraphs of its docstring after the first sentence, with their backticks."""
    first, *more = summary(target).split("\n\n")
    rest = " ".join(first.split()).partition(". ")[2]
    return [paragraph for paragraph in (rest, *more) if paragraph]


def words(target: Operation) -> Mapping[str, str]:
    """The help of every parameter: from the docstring, the docstring of the operation it refers to,
    the spec, or related operations.
    """
    return {
        **_kin_words(target),
        **_spec_words(target.name),
        **_doc_words(target.function, target.sibling),
    }


def _kin_words(target: Operation) -> dict[str, str]:
    """Descriptions of parameters with the same name in other operations of the service."""
    found: dict[str, str] = {}
    path = target.name.rpartition(".")[0]
    for name in vars(service(path)) if target.bound else ():
        if (other := target.sibling(name)) is not None:
            found = {**_spec_words(f"{path}.{name}"), **_doc_words(other, target.sibling), **found}
    return found


def _doc_words(
    function: Callable[..., Any], sibling: Callable[[str], Callable[..., Any] | None]
) -> dict[str, str]:
    from docstring_parser import DocstringStyle, parse

    text = inspect.getdoc(function) or ""
    found: dict[str, str] = {}
    for name in LIKE.findall(text):
        other = sibling(name)
        if other is not None and other is not function:
            found |= _doc_words(other, sibling)
    section = ARGUMENTS.search(text)
    for parameter in (
        parse(f"Takes:\n\n{section[0]}", DocstringStyle.GOOGLE).params if section else ()
    ):
        found[parameter.arg_name] = " ".join((parameter.description or "").split())
    return found


def _spec_words(call: str) -> dict[str, str]:
    """Descriptions from the spec for the fields that an operation sends."""
    found: dict[str, str] = {}
    for operation in endpoints(call):
        schemas = bundle(operation.feature)["components"]["schemas"]
        for name, path in operation.fields.items():
            text = _described(schemas, str(operation.request), path)
            if text:
                found.setdefault(name, text)
    return found


def _described(schemas: Mapping[str, Any], schema: str, path: Sequence[str]) -> str:
    field: Any = schemas.get(schema, {})
    for step in path:
        field = _meant(schemas, field).get("properties", {}).get(step, {})
    return str(field.get("description") or _meant(schemas, field).get("description", ""))


def _meant(schemas: Mapping[str, Any], field: Any) -> Any:
    """Resolve the references of a schema."""
    while "$ref" in field:
        field = schemas.get(field["$ref"].rpartition("/")[2], {})
    return field


def wire_fields(call: str) -> set[str]:
    """The request fields of a call in the API, such as "voice_setting.speed"."""
    found: set[str] = set()
    for operation in endpoints(call):
        schemas = bundle(operation.feature)["components"]["schemas"]
        found |= {".".join(path) for path in operation.fields.values()}
        request = _meant(schemas, schemas.get(str(operation.request), {}))
        for name, field in request.get("properties", {}).items():
            inner = _meant(schemas, field).get("properties", {})
            found |= {name, *(f"{name}.{each}" for each in inner)}
    return found


def endpoints(call: str) -> list[AnyOperation]:
    """The API operations of a call of the client."""
    from minimax_generated.operations import FEATURES, list_operations

    feature = call.partition(".")[0]
    if feature not in FEATURES:
        return []
    return [operation for operation in list_operations(feature) if call in operation.calls]


@cache
def bundle(feature: str) -> dict[str, Any]:
    """The bundled spec of a feature."""
    from importlib.resources import files

    loaded: dict[str, Any] = json.loads(
        files("minimax_generated.openapi").joinpath(f"{feature}.json").read_text("utf-8")
    )
    return loaded
