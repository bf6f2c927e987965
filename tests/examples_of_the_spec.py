"""Every operation as a call of `client.request` with a request that the spec shows, so that the
tests of a new endpoint need no list.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from minimax_generated.operation import AnyOperation
from minimax_generated.operations import list_operations

from .the_spec import the_spec

FORM = "multipart/form-data"


@cache
def operations() -> dict[str, AnyOperation]:
    """The operations by id."""
    return {operation.id: operation for operation in list_operations()}


@cache
def bodies(name: str) -> tuple[dict[str, Any], ...]:
    """The request bodies that the spec shows of an operation; a file is a few bytes of WAV."""
    data = next(found.data for found in the_spec().operations() if found.id == name)
    ((kind, content),) = data.get("requestBody", {}).get("content", {"": {}}).items()
    shown = [example["value"] for example in content.get("examples", {}).values()]
    return tuple({**body, "file": b"RIFF____WAVE"} if kind == FORM else body for body in shown)


def arguments(name: str) -> dict[str, Any]:
    """What `client.request` takes besides the operation: a body that asks for no stream, and a
    value for each parameter that is required.
    """
    operation = operations()[name]
    parameters = {key: "1" for key, parameter in operation.parameters.items() if parameter.required}
    plain = [body for body in bodies(name) if not body.get("stream")]
    return {"body": plain[0], **parameters} if operation.media_type else parameters


def ask(client: Any, name: str) -> Any:
    """Send the request that the spec shows of an operation."""
    return client.request(operations()[name], **arguments(name))
