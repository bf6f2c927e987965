"""Conversion of Python types to JSON schemas, and between JSON and Python values, with msgspec
(extra `tools`), and pydantic for its models.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence, Set, ValuesView
from importlib import import_module
from itertools import islice
from numbers import Integral, Real
from pathlib import PurePath
from typing import Any, TypeVar, get_args, overload

from .core.parsing import repair_all
from .errors import ConfigError, DecodeError, ValidationError, error_words

T = TypeVar("T")
FENCED = re.compile(r"```[^\n`]*\n(.*?)```", re.DOTALL)
OPENING = re.compile(r"[\[{]")
MOST_OPENINGS = 1000
"""Maximum number of positions in a text at which JSON is tried, so that a text full of braces does
not take minutes.
"""
EXCERPT = 300
FIELD_MODULES = ("pydantic.", "annotated_types")
"""Where the notes in `Annotated` are defined that constrain a value for pydantic."""
BUILTINS: Mapping[type, Callable[[Any], Any]] = {
    Mapping: dict,
    Sequence: list,
    Set: list,
    ValuesView: list,
    Integral: int,
    Real: float,
}
"""The JSON values of collections and numbers that are not Python's own."""
AT = " - at `$"
"""How msgspec appends the path to its messages."""


class ParseError(DecodeError):
    """A reply does not match the requested type.

    `problem` is what was expected, `path` where ("$.cities[0].name"), `raw` the whole text and
    `reply` the reply, because it was paid for.
    """

    def __init__(
        self,
        message: str,
        *,
        raw: object = None,
        path: str = "$",
        problem: str = "",
        reply: Any = None,
    ) -> None:
        super().__init__(message, raw=raw)
        self.path = path
        self.problem = problem
        self.reply = reply


class Misfit(ValueError):
    """A value does not match a type: what was expected, and where."""

    def __init__(self, problem: str, path: str = "$") -> None:
        super().__init__(problem if path == "$" else f"{problem} at {path}")
        self.problem = problem
        self.path = path


def library(package: str = "msgspec") -> Any:
    """Import a package of the extra."""
    try:
        return import_module(package)
    except ImportError:
        raise ConfigError(
            f"tools and typed replies need the package {package}; run: pip install"
            ' "minimax-sdk[tools]"'
        ) from None


def schema(kind: Any, *, what: str = "") -> dict[str, Any]:
    """The JSON schema of a type, with referenced types in `$defs`. `what` names the type in errors.

    Raises:
        ValidationError: the type cannot be represented in JSON.
        ConfigError: the extra is not installed.
    """
    definitions: dict[str, Any] = {}

    def hook(found: Any) -> dict[str, Any]:
        if _is_path(found):
            return {"type": "string"}
        if not _is_of_pydantic(found):
            raise TypeError(f"{name(found)} cannot be represented in JSON")
        made, inner = _pydantic_schema(found)
        definitions.update(inner)
        return made

    try:
        made: dict[str, Any] = library().json.schema(adapted(kind), schema_hook=hook)
    except (TypeError, NameError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise ValidationError(
            f"{what or name(kind)}: {reason}; use plain types, lists, dictionaries, dataclasses,"
            " TypedDicts or models",
            field=what,
            value=kind,
        ) from None
    definitions = {**made.pop("$defs", {}), **definitions}
    root = made.get("$ref", "").rpartition("/")[2]
    if root and made["$ref"] not in json.dumps(list(definitions.values())):
        del made["$ref"]  # the type itself instead of a reference to it
        made |= definitions.pop(root)
    return {**made, "$defs": definitions} if definitions else made


@overload
def convert(data: object, kind: type[T]) -> T: ...
@overload
def convert(data: object, kind: Any) -> Any: ...
def convert(data: object, kind: Any) -> Any:
    """Decoded JSON as a value of a type. Numbers and booleans may be text.

    Raises:
        Misfit: it does not match.
        ConfigError: the extra is not installed.
    """
    msgspec = library()
    try:
        return msgspec.convert(
            data, adapted(kind), strict=False, str_keys=True, dec_hook=_converted
        )
    except msgspec.ValidationError as error:
        problem, *places = str(error).split(AT)  # the innermost path first
        raise Misfit(
            problem, "$" + "".join(place.rstrip("`") for place in reversed(places))
        ) from None
    except (TypeError, NameError):
        raise
    except Exception as error:  # raised by a validator or `__post_init__` of the type
        raise Misfit(error_words(error)) from error


@overload
def parse(text: str, kind: type[T]) -> T: ...
@overload
def parse(text: str, kind: Any) -> Any: ...
def parse(text: str, kind: Any) -> Any:
    """Parse a value of a type from a text: the whole text, a fenced block in it, or JSON within
    other text, whichever matches first.

    Raises:
        ParseError: nothing in it matches.
        ValidationError: the type cannot be represented in JSON.
        ConfigError: the extra is not installed.
    """
    misfit: Misfit | None = None
    try:
        for data in _found(text):
            try:
                return convert(data, kind)
            except Misfit as error:
                misfit = misfit or error
        try:
            return convert(text.strip(), kind)  # a member of a Literal, a number, plain text
        except Misfit as error:
            misfit = misfit or Misfit(f"it contains no JSON ({error.problem})")
    except (TypeError, NameError) as error:
        schema(kind)  # raises if the type is the problem, else its own code has failed
        misfit = misfit or Misfit(error_words(error))
    excerpt = text if len(text) <= EXCERPT else f"{text[:EXCERPT]}..."
    message = f"The reply does not match {name(kind)}: {misfit}. The reply was: {excerpt!r}"
    raise ParseError(message, raw=text, path=misfit.path, problem=misfit.problem)


def encode(value: object) -> str:
    """A value as JSON text, including dataclasses, models, dates, enums and sets; non-ASCII
    characters are not escaped.
    """
    msgspec = library()
    try:
        encoded: bytes = msgspec.json.encode(value, enc_hook=_plain)
    except UnicodeEncodeError:  # an unpaired surrogate
        plain = msgspec.to_builtins(value, enc_hook=_plain, str_keys=True)
        encoded = msgspec.json.encode(repair_all(plain))
    return encoded.decode()


def adapted(kind: Any) -> Any:
    """A type for msgspec: if pydantic has to convert it, a class that stands for it, else the type
    itself.
    """
    if not _mentions_pydantic(kind):
        return kind
    return _Adapted(name(kind), (), {"kind": kind})


def name(kind: Any) -> str:
    """A type as written in code."""
    plain = isinstance(kind, type) and not get_args(kind)
    return str(kind.__name__) if plain else str(kind).replace("typing.", "")


def _found(text: str) -> Iterator[Any]:
    """All JSON found in a text, most likely first."""
    for block in (text, *FENCED.findall(text)):
        try:
            yield repair_all(json.loads(block))
        except (ValueError, RecursionError):
            pass
    decoder, end = json.JSONDecoder(), 0
    for opening in islice(OPENING.finditer(text), MOST_OPENINGS):
        if opening.start() >= end:
            try:
                data, end = decoder.raw_decode(text, opening.start())
            except (ValueError, RecursionError):
                continue
            yield repair_all(data)


class _Adapted(type):
    """The classes that stand for types of pydantic."""

    kind: Any

    def __instancecheck__(cls, value: object) -> bool:
        return True  # pydantic has converted it


def _is_model(kind: object) -> bool:
    pydantic = sys.modules.get("pydantic")  # if it is not loaded, there are no such models
    return pydantic is not None and isinstance(kind, type) and issubclass(kind, pydantic.BaseModel)


def _is_of_pydantic(kind: object) -> bool:
    return isinstance(kind, _Adapted) or _is_model(kind)


def _mentions_pydantic(kind: Any) -> bool:
    """Whether a type is or contains a model, a dataclass or a field of pydantic."""
    if "pydantic" not in sys.modules:
        return False
    notes = getattr(kind, "__metadata__", ())
    return (
        _is_model(kind)
        or hasattr(kind, "__is_pydantic_dataclass__")
        or any(type(note).__module__.startswith(FIELD_MODULES) for note in notes)
        or any(map(_mentions_pydantic, get_args(kind)))
    )


def _is_path(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, PurePath)


def _adapter(kind: Any) -> Any:
    """Pydantic's adapter of a type. Raises TypeError if pydantic cannot represent the type."""
    kind = kind.kind if isinstance(kind, _Adapted) else kind
    try:
        return sys.modules["pydantic"].TypeAdapter(kind)
    except sys.modules["pydantic"].PydanticUserError as error:
        raise TypeError(str(error)) from None


def _pydantic_schema(kind: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of a type of pydantic, and the definitions that it refers to. These are prefixed
    with the name of the type, because another type may have one of the same name.
    """
    prefix = re.sub(r"\W", "_", kind.__name__) + "."
    try:
        made = _adapter(kind).json_schema(ref_template=f"#/$defs/{prefix}{{model}}")
    except sys.modules["pydantic"].PydanticUserError as error:
        raise TypeError(str(error)) from None
    return made, {f"{prefix}{key}": definition for key, definition in made.pop("$defs", {}).items()}


def _pydantic_load(kind: Any, data: Any) -> Any:
    adapter = _adapter(kind)
    try:
        return adapter.validate_json(json.dumps(data))  # a strict model accepts dates in JSON only
    except sys.modules["pydantic"].ValidationError as error:
        first = error.errors()[0]
        place = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"]
        )
        raise ValueError(f"{first['msg']}{AT}{place}`") from None


def _converted(kind: Any, data: Any) -> Any:
    if _is_of_pydantic(kind):
        return _pydantic_load(kind, data)
    if not _is_path(kind):
        raise TypeError(f"{name(kind)} cannot be represented in JSON")
    if not isinstance(data, str):
        raise ValueError(f"Expected `str`, got `{type(data).__name__}`")
    return kind(data)


def _plain(value: Any) -> Any:
    if _is_model(type(value)):
        return value.model_dump(mode="json")
    if isinstance(value, PurePath):
        return str(value)
    for kind, plain in BUILTINS.items():  # a deque, a mapping proxy, a number of numpy
        if isinstance(value, kind):
            return plain(value)
    if type(value).__module__.startswith(f"{__package__}."):
        return repr(value)  # a result of a call, as its fields without media
    raise TypeError(f"{name(type(value))} cannot be represented in JSON")
