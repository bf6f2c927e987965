"""Every call under every fault of the emulator: the right error, the right number of requests, what
had come, and nothing left behind.

Here each cell runs on one of the two clients, in turn, and of the slow ones a part; `python -m
benchmarks.fault_matrix` runs all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax import RateLimitError, ServerError
from minimax.emulator import Emulator
from minimax.emulator.faults import KINDS
from minimax_generated.tables.errors import CODES

from ..examples_of_the_spec import ask, operations
from ..unit.platform import Runner
from .matrix.calls import CASES, Case
from .matrix.cells import BILLED, FAULTS, Bench, Cell, Clean, Outcome, cells, complaints, open_files
from .matrix.rules import RULES, Kind

EVERY_CELL = [cell for case in CASES for cell in cells(case)]
HEAVY = frozenset(
    {
        "t2a_v2",
        "get_voice",
        "voice_design",
        "image_generation",
        "images_generations",
        "images_edits",
        "music_generation",
        "chat_completions",
        "responses",
    }
)
"""Operations with so many bytes to answer that one by one they take a second."""
DEAR = frozenset(
    {
        "voices.delete",
        "images.generate url",
        "images.edit",
        "files.download made",
        "files.download uploaded",
    }
)
DEAR |= {case.name for case in CASES if case.waits}
"""Calls of many steps."""
SHARE, SHARE_OF_DEAR = 10, 40
"""One cell of so many is run on a client."""


@pytest.fixture
def bench(emulator: Emulator, runner: Runner, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(emulator, runner, tmp_path)
    yield bench
    bench.close()


def share(case: Case, runner: Runner) -> Iterator[Cell]:
    """The cells of a call that are run here."""
    quick = [
        cell
        for cell in cells(case)
        if not cell.waits
        and not (cell.fault.name == "split_every_byte" and cell.operation in HEAVY)
    ]
    yield from quick[runner.is_async :: SHARE_OF_DEAR if case.name in DEAR else SHARE]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_calls_handle_every_fault_by_the_rules(bench: Bench, runner: Runner, case: Case) -> None:
    clean = bench.clean(case)
    open_before = open_files()

    complaints = [
        found for cell in share(case, runner) if (found := bench.judge(cell, clean).complaint)
    ]

    assert complaints == []
    assert set(clean.asked) == set(case.operations)
    assert bench.is_shut(case, open_before)


@pytest.mark.parametrize(
    "name", ["text.chat", "text.models", "files.download link", "task video-prompt"]
)
def test_read_timeouts_are_handled_by_the_rules(bench: Bench, name: str) -> None:
    case = next(case for case in CASES if case.name == name)
    clean = bench.clean(case)

    complaints = [
        bench.judge(cell, clean).complaint
        for cell in cells(case)
        if cell.waits and not cell.once and cell.kind is not Kind.POLL
    ]

    assert complaints == [""] * len(complaints)


@pytest.mark.parametrize("name", operations())
def test_operations_handle_every_error_code_by_the_rules(bench: Bench, name: str) -> None:
    case = Case(f"request {name}", (name,), lambda on, _: on(ask(on.client, name)))
    refusing = {kind for kind, facts in KINDS.items() if facts.refuse is not None}
    refusals = [cell for cell in cells(case) if cell.fault.name in refusing and not cell.once]
    nothing = Clean(None, Counter())

    complaints = [found for cell in refusals if (found := bench.judge(cell, nothing).complaint)]

    assert complaints == []
    assert len(refusals) >= 8


def test_every_fault_and_every_rule_is_used() -> None:
    assert {cell.fault for cell in EVERY_CELL} == set(FAULTS)
    assert {cell.fault.name for cell in EVERY_CELL} >= set(KINDS)
    assert {cell.rule for cell in EVERY_CELL} == set(RULES)


def test_billed_calls_are_retried_only_if_the_response_proves_that_they_did_not_run() -> None:
    paid = [
        cell for cell in EVERY_CELL if cell.operation in BILLED and cell.kind is not Kind.SOCKET
    ]  # there only text is paid for
    repeated = {cell.fault.name for cell in paid if cell.repeats}

    assert repeated == {"rate_limit", "overloaded"}
    for name in repeated:
        refuse = KINDS[name].refuse
        assert refuse is not None
        assert CODES[refuse(None).code or 0].ran is False


@pytest.mark.parametrize(
    ("asked", "error", "complaint"),
    [
        (2, ServerError("1000"), "asked t2a_v2 2 times, expected 1"),
        (1, RateLimitError("1002"), "raised RateLimitError in place of ServerError"),
        (1, None, "gave b'sound' in place of ServerError"),
    ],
)
def test_violations_of_the_rules_are_detected(
    asked: int, error: Exception | None, complaint: str
) -> None:
    (cell,) = (
        cell
        for cell in EVERY_CELL
        if cell.case.name == "speech.synthesize" and cell.fault.name == "server_error"
    )
    outcome = Outcome(b"sound", error, Counter(t2a_v2=asked), struck=1, files=[])

    assert complaint in "; ".join(complaints(cell, Clean(b"sound", Counter(t2a_v2=1)), outcome))
