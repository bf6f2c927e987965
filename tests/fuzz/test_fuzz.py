"""The bounded run of every target; the long one is `make fuzz`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from .shapes import ODD, Change, answers, places
from .targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_hostile_input_ends_in_a_result_or_an_error_of_ours(name: str) -> None:
    target = TARGETS[name]
    bounded = settings(
        max_examples=target.bounded,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    bounded(given(target.inputs)(target.bear))()


def test_every_answer_of_the_spec_has_a_shape() -> None:
    assert [name for name, found in answers().items() if not (found.schema or found.events)] == [
        ("GET", "/v1/files/retrieve_content")
    ]


@pytest.mark.parametrize("how", ["replace", "drop", "add", "swap"])
def test_a_change_reaches_every_place(how: str) -> None:
    base = {"a": [1, {"b": None}], "c": ""}
    changed = {
        repr(Change(place, how, 4)({"a": [1, {"b": None}], "c": ""}))
        for place in range(len(list(places(base))))
    }
    assert len(changed) >= 4
    assert len(ODD) > 40
