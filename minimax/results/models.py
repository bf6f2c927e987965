"""An entry of the model list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple


class Model(NamedTuple):
    """A language model that the account can call."""

    id: str
    created: int
    """Unix seconds, 0 where the platform does not tell."""
    raw: Mapping[str, Any]

    @property
    def created_at(self) -> datetime:
        """When it came, in UTC."""
        return datetime.fromtimestamp(self.created, UTC)


def models_from(payload: object) -> list[Model]:
    """The models of an answer, in its order."""
    listed = payload.get("data") if isinstance(payload, Mapping) else None
    rows = [row for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else []
    return [Model(row["id"], _seconds(row.get("created")), row) for row in rows if isinstance(row.get("id"), str)]


def _seconds(value: object) -> int:
    return int(value) if isinstance(value, (int, float)) else int(value) if isinstance(value, str) and value.isdecimal() else 0
