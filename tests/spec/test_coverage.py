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
GIVEN_AS = {
    "audio_base64": {"audio"},
    "audio_url": {"audio"},
    "file_id": {"image"},
    "content": {"prompt", "first_frame", "last_frame", "references"},
    "input": {"messages"},
    "instructions": {"system"},
    "legacy_max_tokens": {"max_tokens"},
    "source_task_id": {"source"},
    "text_file_id": {"file"},
}
"""Fields that have another name in Python; several names are the parts of one field."""
DECIDED_BY_THE_CALL = {
    "reasoning_split": "always on: replies give the reasoning apart from the text",
    "stream": "the method decides",
    "stream_options": "always such that usage comes and no audio comes twice",
}
PARAMETERS_GIVEN_AS = {"files_retrieve_content": {"file_id": "source"}}
GIVEN_AS_HEADERS = {"anthropic_version": "without effect; `with_options(headers=...)` sends it"}


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

    missing = {
        name
        for name, field in found
        if not {name, field.path[-1]} & given
        and not GIVEN_AS.get(name, {""}) <= given
        and name not in DECIDED_BY_THE_CALL
    }

    assert missing == set()


@pytest.mark.parametrize(
    "operation_id",
    [
        name
        for name in WITH_A_BODY
        if "stream" in fields.of(SPEC, OPERATIONS[name].request_schema() or "")
    ],
)
def test_what_the_platform_can_stream_can_be_streamed(operation_id: str) -> None:
    assert any("stream" in name for name in OPERATIONS[operation_id].data["x-call"])


@pytest.mark.parametrize(
    "operation_id", [name for name in REACHED if "task" not in OPERATIONS[name].data["x-call"]]
)
def test_every_parameter_of_a_path_or_query_can_be_set(operation_id: str) -> None:
    names = PARAMETERS_GIVEN_AS.get(operation_id, {})
    wanted = {names.get(name, name) for name in fields.parameters(OPERATIONS[operation_id].data)}

    assert wanted - set(GIVEN_AS_HEADERS) <= arguments(operation_id)
