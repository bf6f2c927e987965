"""An entry of the model list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..record import Record
from .display import Table
from .fields import count, identity, mapping, moment, objects

if TYPE_CHECKING:
    from minimax_generated.models import OpenAIModel


@dataclass(frozen=True, slots=True)
class Model(Record):
    """A language model that the account can call."""

    id: str
    created: int
    """Unix seconds, 0 if unknown."""
    raw: Mapping[str, Any]

    @property
    def response(self) -> OpenAIModel:
        """The entry with every documented field, typed."""
        from minimax_generated.models import OpenAIModel

        return OpenAIModel.from_dict(self.raw)

    @property
    def created_at(self) -> datetime:
        """The release date, in UTC."""
        return moment(self.created)


def models_from(payload: object) -> list[Model]:
    """The models of a response, in order."""
    named = [(identity(row.get("id")), row) for row in objects(mapping(payload).get("data"))]
    return Table(Model(name, count(row.get("created")), row) for name, row in named if name)
