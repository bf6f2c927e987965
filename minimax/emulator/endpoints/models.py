"""The lists of text models, in the formats of OpenAI and Anthropic."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from minimax.emulator import spec
from minimax.emulator.checks import clip
from minimax.emulator.endpoints import Call, endpoint
from minimax.emulator.envelopes import PlatformError, invalid

Json = dict[str, Any]

_LISTED_STATES = ("current", "legacy")
_LISTED_SURFACE = "responses"


@endpoint("list_models")
async def list_models(call: Call) -> Json:
    return {"object": "list", "data": [_openai(row) for row in public_rows()]}


@endpoint("retrieve_model")
async def retrieve_model(call: Call) -> Json:
    return _openai(_row(call))


@endpoint("anthropic_list_models")
async def anthropic_list_models(call: Call) -> Json:
    rows, has_more = _page(call)
    ids = [row["id"] for row in rows]
    return {
        "data": [_anthropic(row) for row in rows],
        "first_id": ids[0] if ids else None,
        "has_more": has_more,
        "last_id": ids[-1] if ids else None,
    }


@endpoint("anthropic_retrieve_model")
async def anthropic_retrieve_model(call: Call) -> Json:
    return _anthropic(_row(call))


def public_rows() -> list[Json]:
    """Rows of the listed models, newest first. Previews and the role-play model can be called, but
    are not listed.
    """
    return [
        row
        for row in spec.models("text").values()
        if row["state"] in _LISTED_STATES and _LISTED_SURFACE in row["surfaces"]
    ]


def _page(call: Call) -> tuple[list[Json], bool]:
    """The requested page of the list, and whether there is a next page in that direction."""
    rows, limit = public_rows(), call.parameters["limit"]
    if limit is None:
        limit = len(rows)
    elif limit < 1:
        raise invalid(f"{limit} is out of range (from 1)", ("limit",))
    before, after = (_position(call, name, rows) for name in ("before_id", "after_id"))
    rows = rows[after + 1 if after is not None else 0 : before]
    # Backwards, the page ends right before the id.
    page = rows[-limit:] if before is not None else rows[:limit]
    return page, len(rows) > limit


def _position(call: Call, name: str, rows: list[Json]) -> int | None:
    asked = call.parameters[name]
    if asked is None:
        return None
    for index, row in enumerate(rows):
        if row["id"] == asked:
            return index
    raise invalid(f"no model in the list is called {clip(asked)}", (name,))


def _row(call: Call) -> Json:
    asked = call.parameters["model_id"]
    for row in public_rows():
        if row["id"] == asked:
            return row
    raise PlatformError(None, f"model '{clip(asked)}' not found", http=404)


def _openai(row: Json) -> Json:
    return {
        "id": row["id"],
        "object": "model",
        "created": int(_since(row).timestamp()),
        "owned_by": "minimax",
    }


def _anthropic(row: Json) -> Json:
    return {
        "id": row["id"],
        "created_at": f"{_since(row):%Y-%m-%dT%H:%M:%SZ}",
        "display_name": row["id"],
        "type": "model",
    }


def _since(row: Json) -> datetime:
    """The release date of a model; the table only has the month of some."""
    year, month, day = (int(part) for part in f"{row['since']}-01-01".split("-")[:3])
    return datetime(year, month, day, tzinfo=UTC)
