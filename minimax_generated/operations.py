"""Looks up operations by id or feature."""

from __future__ import annotations

from . import api
from .lazy import load
from .operation import AnyOperation

FEATURES: tuple[str, ...] = tuple(api.__all__)


def find_operation(id: str) -> AnyOperation:
    """The operation with an id. Raises LookupError if there is none."""
    for feature in FEATURES:
        if id in getattr(api, feature).__all__:
            operation: AnyOperation = load(f"{api.__name__}.{feature}.{id}").OPERATION
            return operation
    raise LookupError(f"{id!r} is not the id of an operation")


def list_operations(*features: str) -> list[AnyOperation]:
    """The operations of some features, or of all. Imports their modules."""
    return [find_operation(id) for feature in features or FEATURES for id in getattr(api, feature).__all__]
