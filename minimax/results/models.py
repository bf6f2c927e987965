"""An entry of the model list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from .fields import count, identity, moment


class Model(NamedTuple):
    """A language model that the account can call."""

    id: str
    created: int
    """Unix seconds, 0 where the platform does not tell."""
    raw: Mapping[str, Any]

    @property
    def created_at(self) -> datetime:
        """When it came, in UTC."""
        return moment(self.created)


def models_from(payload: object) -> list[Model]:
    """The models of an answer, in its order."""
    listed = payload.get("data") if isinstance(payload, Mapping) else None
    rows = [row for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else []
    named = [(identity(row.get("id")), row) for row in rows]
    return [Model(name, count(row.get("created")), row) for name, row in named if name]
