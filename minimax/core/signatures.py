"""Signatures for `help()` and `inspect.signature`: without `self`, with typed options expanded and
the client's result type; and JSON types of the parameters, so that models can call them:
`minimax.tool`, MCP, and the function tools of LangChain, pydantic-ai and openai-agents.

Frameworks read `inspect.signature` and `typing.get_type_hints(..., include_extras=True)`. The hints
of a call include a `JsonType`, from which pydantic gets the schema. Without extras they are the
Python types.
"""

from __future__ import annotations

import inspect
import re
import sys
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from ..config import CALL_OPTIONS, PLAIN_OPTIONS, CallOptions
from .settings import UNPACKED

TYPING_BLOCK = re.compile(r"^if TYPE_CHECKING:\n((?:[ \t]+.*\n|\n)+)", re.MULTILINE)


@cache
def bound_signature(flow: Callable[..., Any], client: str) -> inspect.Signature:
    """The signature of a method as its caller sees it. `client` is "sync", "async" or the name of a
    stream class.
    """
    signature = inspect.signature(flow)
    parameters: list[inspect.Parameter] = []
    for parameter in list(signature.parameters.values())[1:]:
        is_variable = parameter.kind is parameter.VAR_KEYWORD
        match = UNPACKED.search(str(parameter.annotation)) if is_variable else None
        options = options_of(flow, match[1]) if match else None
        parameters += (
            [parameter]
            if options is None
            else [
                inspect.Parameter(name, parameter.KEYWORD_ONLY, default=None, annotation=annotation)
                for name, annotation in options.items()
            ]
        )
    result = str(signature.return_annotation)
    returns = {"sync": result, "async": f"Coroutine[Any, Any, {result}]"}.get(client, client)
    return signature.replace(parameters=parameters, return_annotation=returns)


def options_of(flow: Callable[..., Any], name: str) -> dict[str, str]:
    """Names and annotations of the typed options of a method, in addition to its own keywords.

    The module of the method has the name of the feature, or sets `FEATURE`.
    """
    feature = getattr(sys.modules[flow.__module__], "FEATURE", flow.__module__.rpartition(".")[2])
    options = PLAIN_OPTIONS.get(name)
    if options is None:
        options = getattr(import_module(f"minimax_generated.options.{feature}"), name)
    found = {
        key: getattr(value, "__forward_arg__", str(value))
        for key, value in options.__annotations__.items()
    }
    shared = {key: found.pop(key) for key in CallOptions.__annotations__ if key in found}
    return found | shared  # last, because they are the same for every call


@cache
def namespace(module: str) -> dict[str, Any]:
    """The names of a module, including those imported only for type checkers, to evaluate its
    annotations.

    Its `if TYPE_CHECKING` blocks are executed only when this is called.
    """
    import collections.abc
    import textwrap
    import typing

    loaded = sys.modules[module]
    names: dict[str, Any] = {**vars(typing), **vars(collections.abc), **vars(loaded)}
    # Extracted as text: Python 3.11 cannot build syntax trees in two threads at once.
    for block in TYPING_BLOCK.findall(inspect.getsource(loaded)):
        exec(compile(textwrap.dedent(block), module, "exec"), names)
    return names


Schema = dict[str, Any]

NOT_FOR_MODELS = frozenset({"callback_url", "extra"})
"""Parameters that only programs pass, including the options of every call."""
PLAIN: Mapping[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
}
NULL: Schema = {"type": "null"}
ANY_OBJECT: Schema = {"type": "object"}
ARRAYS = (Sequence, Iterable, list, tuple)
OBJECTS = (Mapping, dict)


class JsonType:
    """The JSON schema of a parameter; None hides the parameter from models."""

    def __init__(self, schema: Schema | None) -> None:
        self.schema = schema

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> Schema:
        return {"type": "any"}  # the call validates its arguments itself, with better messages

    def __get_pydantic_json_schema__(self, core_schema: object, handler: object) -> Schema:
        if self.schema is None:
            from pydantic_core import PydanticOmit

            raise PydanticOmit
        return dict(self.schema)


def json_type(hint: Any) -> JsonType | None:
    """The `JsonType` in an `Annotated` hint."""
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((note for note in notes if isinstance(note, JsonType)), None)


def call_annotations(
    function: Callable[..., Any], names: Mapping[str, Any], result: Any
) -> dict[str, Any]:
    """The annotations of a call: of every parameter, by name, and of the result.

    Args:
        function: the function behind the call, whose annotations are strings.
        names: the namespace in which the strings are evaluated.
        result: the annotation of the result.
    """
    given = {**function.__annotations__, "return": result}
    found: dict[str, Any] = {}
    for name, hint in resolved(given, names).items():
        options = get_args(hint)[:1] if get_origin(hint) is typing.Unpack else ()
        fields = get_type_hints(options[0]) if options else {name: hint}
        hidden = NOT_FOR_MODELS | CALL_OPTIONS if options else NOT_FOR_MODELS
        for key, kind in fields.items():
            schema = None if key in hidden else json_schema(kind)
            found[key] = Annotated[kind, JsonType({} if key == "return" else schema)]
    return found


def resolved(hints: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    """Evaluate annotations that are strings, in a namespace."""

    def holder() -> None: ...

    holder.__annotations__ = dict(hints)
    return get_type_hints(holder, globalns=dict(names))


def json_schema(hint: Any) -> Schema | None:
    """The JSON schema of a type, None if it cannot be expressed in JSON.

    Of a union, only members with a schema count: of a path, bytes or an open file, the path. A
    mapping with any keys is omitted if there is a more specific member.
    """
    origin = get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _any_of(get_args(hint))
    if origin in (Annotated, typing.Required, typing.NotRequired):
        return json_schema(get_args(hint)[0])
    if origin is typing.Literal:
        values = list(dict.fromkeys(get_args(hint)))
        return {"type": PLAIN[type(values[0])], "enum": values}
    if typing.is_typeddict(hint):
        return _object(hint)
    if hint in PLAIN:
        return {"type": PLAIN[hint]}
    if (origin or hint) in ARRAYS:
        items = json_schema(get_args(hint)[0])
        return None if items is None else {"type": "array", "items": items}
    if (origin or hint) in OBJECTS:
        return ANY_OBJECT
    return None


def _any_of(members: Sequence[Any]) -> Schema | None:
    found: list[Schema] = []
    for member in members:
        schema = json_schema(member)
        for each in () if schema is None else schema.get("anyOf", [schema]):
            if each not in found:
                found.append(each)
    if any(each not in (ANY_OBJECT, NULL) for each in found):
        found = [each for each in found if each != ANY_OBJECT]
    open_kinds = {each["type"] for each in found if "enum" not in each}
    found = [each for each in found if "enum" not in each or each["type"] not in open_kinds]
    known = [value for each in found for value in each.get("enum", ())]
    if known:  # the values of several API generations form one set
        first = next(each for each in found if "enum" in each)
        found = [{**first, "enum": list(dict.fromkeys(known))}] + [
            each for each in found if "enum" not in each
        ]
    if not found or found == [NULL]:
        return None
    return found[0] if len(found) == 1 else {"anyOf": found}


def _object(kind: Any) -> Schema:
    hints = get_type_hints(kind, include_extras=True)
    fields = {name: json_schema(hint) for name, hint in hints.items()}
    return {
        "type": "object",
        "properties": {name: schema for name, schema in fields.items() if schema is not None},
        "required": [name for name, hint in hints.items() if get_origin(hint) is typing.Required],
        "additionalProperties": False,
    }
