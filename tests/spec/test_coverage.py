"""Everything that the platform can do is one call away: each operation, and each field of its
request.
"""

from __future__ import annotations

import inspect
from operator import attrgetter
from typing import Any

import pytest

from generator import fields
from minimax import MiniMax

from ..the_spec import the_spec

SPEC = the_spec()
OPERATIONS = {operation.id: operation for operation in SPEC.operations()}

LOW_LEVEL_ONLY = {name for name, row in OPERATIONS.items() if "x-low-level" in row.data}
TASK_METHODS = {"query": "wait", "cancel": "cancel"}
"""What a task does with the operations in its row of the table."""


def calls(operation_id: str) -> list[Any]:
    """The bound methods that `x-call` names."""
    client = MiniMax("sk-coverage", base_url="http://127.0.0.1:9")
    found: list[Any] = []
    for name in OPERATIONS[operation_id].data["x-call"]:
        if name == "task":
            kinds = SPEC.tables["tasks"]["kinds"].items()
            found += [
                getattr(client.task(f"{kind}:1"), method)
                for kind, row in kinds
                for column, method in TASK_METHODS.items()
                if row.get(column) == operation_id
            ]
        else:
            found.append(attrgetter(name)(client))
    return found


def arguments(operation_id: str) -> set[str]:
    """Every name that the calls of an operation take."""
    return {name for call in calls(operation_id) for name in inspect.signature(call).parameters}


REACHED = sorted(set(OPERATIONS) - set(LOW_LEVEL_ONLY))
WITH_A_BODY = [name for name in REACHED if OPERATIONS[name].request_schema()]


@pytest.mark.parametrize("operation_id", REACHED)
def test_an_operation_is_reachable(operation_id: str) -> None:
    assert calls(operation_id)
    assert all(map(callable, calls(operation_id)))


@pytest.mark.parametrize("operation_id", WITH_A_BODY)
def test_every_field_of_a_request_can_be_set(operation_id: str) -> None:
    request, given = OPERATIONS[operation_id].request_schema(), arguments(operation_id)
    assert request is not None
    found = fields.of(SPEC, request).items()

    managed = fields.managed(SPEC, request)
    missing = {
        name
        for name, field in found
        if not {name, field.path[-1]} & given and not is_made(managed.get(name), given)
    }

    assert missing == set()


def is_made(made_from: list[str] | str | None, given: set[str]) -> bool:
    """Whether a method makes a field from keywords that it takes, or says why nobody sets it."""
    return bool(made_from) and (isinstance(made_from, str) or given.issuperset(made_from))


@pytest.mark.parametrize(
    "operation_id",
    [
        name
        for name in WITH_A_BODY
        if "stream" in fields.of(SPEC, OPERATIONS[name].request_schema() or "")
    ],
)
def test_every_stream_of_the_platform_is_supported(operation_id: str) -> None:
    assert any("stream" in name for name in OPERATIONS[operation_id].data["x-call"])


@pytest.mark.parametrize(
    "operation_id", [name for name in REACHED if "task" not in OPERATIONS[name].data["x-call"]]
)
def test_every_parameter_of_a_path_or_query_can_be_set(operation_id: str) -> None:
    found = fields.parameters(OPERATIONS[operation_id].data).items()
    required = [name for name, field in found if field.required]
    query = {name for name, field in found if field.path[0] == "query"} - set(required)

    assert query <= arguments(operation_id)  # headers are given with `headers=`
    assert len(required) <= len(arguments(operation_id) - query)  # ids have names that say whose
