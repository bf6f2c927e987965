"""Signatures for `help()` and `inspect.signature`: without `self`, with typed options expanded and
the client's result type.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from ..config import PLAIN_OPTIONS, CallOptions
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
        match = (
            UNPACKED.search(str(parameter.annotation))
            if parameter.kind is parameter.VAR_KEYWORD
            else None
        )
        if match is None:
            parameters.append(parameter)
            continue
        for name, annotation in options_of(flow, match[1]).items():
            parameters.append(
                inspect.Parameter(
                    name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
                )
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
