"""Python functions as tools of the model."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

from . import schemas
from .core.sources import refused
from .errors import MinimaxError, ValidationError

if TYPE_CHECKING:
    from .results.reply import ToolCall

CALL = re.compile(r"(\w+)Service\.(\w+)")
"""How calls of a client are named."""


class ToolRunError(MinimaxError):
    """A run of tools that ended before the model's final reply.

    All tool calls have results: `reply.messages` is the conversation, ready to be continued, and
    `reply.turns` are the paid replies.
    """

    def __init__(self, message: str, *, reply: Any = None) -> None:
        super().__init__(message)
        self.reply = self.partial = reply


class ToolRoundsExceeded(ToolRunError):
    """The model still calls tools after `max_rounds` requests."""


class TurnCutOff(ToolRunError):
    """A turn with tool calls was cut off, at the token limit or otherwise, so none of its calls was
    run: their arguments may be truncated, even if they look complete.

    Each call gets the reason as its result. Continue from `reply.messages`, with a higher
    `max_tokens`.
    """


class Tool:
    """A Python function that the model may call; created by `tool`, or by `run_tools` itself.

    `name`, `description` and `parameters` (a JSON schema) are what the model sees.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        name: str,
        description: str,
        parameters: dict[str, Any],
        arguments: Any,
    ) -> None:
        self.function = function
        self.name = name
        self.description = description
        self.parameters = parameters
        self.is_async = any(
            map(inspect.iscoroutinefunction, (function, type(function).__call__))
        )  # the latter identifies an object
        self._arguments = arguments
        self._fields = dict(
            zip(arguments.__struct_encode_fields__, arguments.__struct_fields__, strict=True)
        )
        self._first = [each for each in _parameters(function) if each.kind is each.POSITIONAL_ONLY]

    @property
    def definition(self) -> dict[str, Any]:
        """The tool in the form that `text.chat` accepts."""
        return {
            "type": "function",
            "function": {
                "name": self.name,
                "description": self.description,
                "parameters": self.parameters,
            },
        }

    def __call__(self, call: ToolCall) -> Any:
        """Run the function with the arguments of a call; an async function returns an awaitable.

        Raises:
            DecodeError: the arguments are not a JSON object.
            ValueError: the arguments do not match the signature.
            Exception: any error of the function.
        """
        given = call.arguments
        values = schemas.convert(given, self._arguments)
        named = {name: getattr(values, self._fields[name]) for name in given}
        first = [named.pop(each.name, each.default) for each in self._first]
        return self.function(*first, **named)

    def __repr__(self) -> str:
        return f"Tool({self.name!r}, {self.description!r})"


def tool(
    function: Callable[..., Any], *, name: str | None = None, description: str | None = None
) -> Tool:
    """A tool from a Python function: its name, its docstring, and a JSON schema from its signature.

    Parameters are described in the docstring (Google, NumPy or reST style) or by `Annotated[str,
    "the city"]`. `*args` and `**kwargs` are left out, because the model cannot name them, and so
    are the arguments that a `functools.partial` has fixed.

    Args:
        function: a function, method, partial or callable object, sync or async.
        name: another name for it.
        description: another description.

    Raises:
        ValidationError: it has no name or no signature, or a type that cannot be represented in
            JSON.
        ConfigError: the extra is not installed: pip install "minimax-sdk[tools]".
    """
    from .core.signatures import json_type

    msgspec = schemas.library()
    label = name or _name(function)
    code = _code_of(function)
    if inspect.isgeneratorfunction(code) or inspect.isasyncgenfunction(code):
        raise refused("tools", f"{label} is a generator function; return a list instead", function)
    parameters, hints = _parameters(function), _hints(function, label)
    summary, described = _docstring(function)
    fields = []
    for number, each in enumerate(parameters):
        hint = hints.get(each.name, Any)
        facts: dict[str, Any] = {"description": _annotated(hint) or described.get(each.name)}
        if (of_a_call := json_type(hint)) is not None:
            if of_a_call.schema is None:
                continue
            hint, facts["extra_json_schema"] = Any, dict(of_a_call.schema)
        else:  # a default of None is allowed even if the annotation does not say so
            hint = schemas.adapted(hint if each.default is not None else hint | None)
        required = each.default is each.empty
        if isinstance(each.default, (str, int)) or (
            isinstance(each.default, float) and isfinite(each.default)
        ):
            facts.setdefault("extra_json_schema", {})["default"] = each.default
        hint = Annotated[hint, msgspec.Meta(**facts)]
        # The function keeps its actual default; this only marks that there is one.
        default = {} if required else {"default_factory": _absent}
        # msgspec does not allow every name in a class, but any in JSON.
        fields.append((f"field_{number}", hint, msgspec.field(name=each.name, **default)))
    arguments = msgspec.defstruct(
        label if label.isidentifier() else "arguments",
        fields,
        forbid_unknown_fields=True,
        kw_only=True,
    )
    schema = schemas.schema(arguments, what=f"the signature of {label}")
    schema.pop("title", None)
    return Tool(function, label, summary if description is None else description, schema, arguments)


def _name(function: Any) -> str:
    if not callable(function) or isinstance(function, type):
        raise refused(
            "tools",
            f"{function!r} is not a function; give a function, or a tool as a dictionary",
            function,
        )
    plain = _unwrapped(function)
    call = CALL.fullmatch(getattr(plain, "__qualname__", ""))
    if call is not None and str(plain.__module__).startswith(f"{__package__}.services."):
        return f"{call[1].lower()}_{call[2]}"
    name = getattr(plain, "__name__", type(plain).__name__)
    if name == "<lambda>":
        raise ValidationError(
            "tools: a lambda has no name; write a function with def, or minimax.tool(..., name=)",
            field="tools",
        )
    return str(name)


def _unwrapped(function: Any) -> Any:
    """The function inside partials."""
    while isinstance(function, functools.partial):
        function = function.func
    return function


def _code_of(function: Any) -> Any:
    """The function inside partials, of a callable object its `__call__`."""
    plain = _unwrapped(function)
    return plain if inspect.isroutine(plain) else type(plain).__call__


def _parameters(function: Any) -> list[inspect.Parameter]:
    """The valid inputs for a tool."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        raise ValidationError(
            f"tools: {function!r} has no signature; put a function of your own around it",
            field="tools",
        ) from None
    fixed = function.keywords if isinstance(function, functools.partial) else {}
    free = [each for name, each in signature.parameters.items() if name not in fixed]
    return [each for each in free if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]


def _hints(function: Any, label: str) -> dict[str, Any]:
    try:
        return get_type_hints(_code_of(function), include_extras=True)
    except (NameError, TypeError) as error:
        raise refused(
            "tools", f"the type hints of {label} cannot be read: {error}", function
        ) from None


def _annotated(hint: Any) -> str | None:
    """The description in `Annotated[..., "text"]`, or of an annotation that has one: `Field`,
    `Meta`.
    """
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    for note in notes:
        text = note if isinstance(note, str) else getattr(note, "description", None)
        if isinstance(text, str):
            return text
    return None


def _docstring(function: Any) -> tuple[str, dict[str, str]]:
    """The description in a docstring, and those of the parameters."""
    text = inspect.getdoc(_code_of(function)) or inspect.getdoc(_unwrapped(function)) or ""
    docstring_parser = schemas.library("docstring_parser")
    try:
        read = docstring_parser.parse(text)
    except docstring_parser.ParseError:
        return text, {}
    description = "\n\n".join(
        part for part in (read.short_description, read.long_description) if part
    )
    return description, {
        each.arg_name: each.description for each in read.params if each.description
    }


def _absent() -> Any:
    """Stands for an argument that the model omitted; never passed to a function."""
