"""schemathesis reads the printed spec and throws what it makes of it at the emulator: good
requests, bad ones, and ones off by one.

The run in the suite is short and always the same. A longer one that goes elsewhere every time:

    MINIMAX_SCHEMA_EXAMPLES=500 python -m pytest tests/emulator/test_schema.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from generator import printing
from minimax.emulator import Emulator, spec

from ..the_spec import the_spec
from .conftest import KEY

pytestmark = [pytest.mark.slow, pytest.mark.shared_start]  # seconds to set up: once is enough

LONGER = int(os.environ.get("MINIMAX_SCHEMA_EXAMPLES", "0"))
RULES = settings(
    max_examples=LONGER or 1,
    derandomize=not LONGER,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if LONGER else [])],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@cache
def schema(version: str) -> Any:
    return schemathesis.openapi.from_dict(printing.document(the_spec(), version))


@pytest.fixture(scope="module")
def target() -> Iterator[dict[str, Any]]:
    with Emulator() as emulator, requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {KEY}"
        yield {"base_url": emulator.base_url, "session": session}


# The versions differ in how they describe streams.
OPERATIONS = [
    *((operation, "3.1") for operation in spec.operations()),
    *((operation, "3.2") for operation in spec.operations() if operation.stream_switch),
]


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
@pytest.mark.parametrize(
    ("operation", "version"), OPERATIONS, ids=lambda value: getattr(value, "id", value)
)
def test_an_answer_is_what_the_spec_says(
    target: dict[str, Any],
    operation: spec.Operation,
    version: str,
    mode: schemathesis.GenerationMode,
) -> None:
    described = schema(version)[operation.path][operation.method]

    @RULES
    @given(case=described.as_strategy(generation_mode=mode))
    def judged(case: Any) -> None:
        case.call_and_validate(**target, checks=CHECKS)

    judged()
