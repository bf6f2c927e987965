"""What becomes of a job by what the platform answers: its state, what the ledger keeps, and whether
the batch stops.
"""

from __future__ import annotations

import errno
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import Retry, batch
from minimax.batch import State
from minimax.batch.ledger_file import rows
from minimax.core import destinations

from .platform import CHAT, SPEECH, Clock, Platform, Runner, native_error, ok, openai_error

JOB = {"op": "speech.synthesize", "text": "Hello.", "id": "hello"}
ONCE = Retry(attempts=1)
FINE = {"status_code": 0, "status_msg": "success"}


def client_of(runner: Runner, *answers: Any) -> Any:
    return runner.client(Platform(*answers), retry=ONCE, clock=Clock())


def ledger_facts(folder: Path) -> dict[str, Any]:
    """What the ledger knows of its only job, its cost and whether it is paid in the columns."""
    ((facts, cost, paid),) = rows(folder, "SELECT facts, cost, paid FROM job")
    return {**json.loads(facts), "in units": cost, "is paid": bool(paid)}


JUDGED = {
    "a refused key": (native_error(1004, "login fail"), State.REFUSED, 1004, True),
    "an empty account": (native_error(1008, "no balance"), State.REFUSED, 1008, True),
    "a busy platform": (native_error(1002, "slow down"), State.REFUSED, 1002, False),
    "a sensitive text": (native_error(1026, "sensitive"), State.FAILED, 1026, False),
    "a wrong value": (native_error(2013, "no such voice"), State.FAILED, 2013, False),
    "a code that nobody knows": (native_error(9999, "odd"), State.FAILED, 9999, False),
    "a refusal without a code": (openai_error(403, "odd"), State.REFUSED, None, False),
    "a fault of the platform": (native_error(1000, "fault"), State.UNKNOWN, 1000, False),
    "a page of a gateway": (httpx.Response(502, html="<h1>Bad</h1>"), State.UNKNOWN, None, False),
    "no connection": (httpx.ConnectError("no route"), State.REFUSED, None, True),
    "a cut connection": (httpx.ReadError("reset"), State.UNKNOWN, None, False),
    "no response": (httpx.ReadTimeout("late"), State.UNKNOWN, None, False),
    "no JSON": (httpx.Response(200, text="[half an ans"), State.UNKNOWN, None, False),
}


@pytest.mark.parametrize("case", JUDGED)
def test_errors_classify_whether_the_request_was_billed(
    runner: Runner, case: str, tmp_path: Path
) -> None:
    answer, state, code, stops = JUDGED[case]
    with batch.connect(tmp_path) as ledger:
        outcome = runner(batch.once(client_of(runner, answer), JOB, ledger))
        assert ledger.stopping() is stops
        assert ledger.key_refused() is (code == 1004)
    facts = ledger_facts(tmp_path)
    assert outcome.state is state
    assert facts["error"]["message"] == outcome.error
    assert facts["error"].get("code") == code
    assert (facts["op"], facts["save"]) == (JOB["op"], outcome.save)
    assert facts["is paid"] is False
    assert facts.get("raw") == ('"[half an ans"' if case == "no JSON" else None)
    assert not (tmp_path / "hello.mp3").exists()


@pytest.mark.parametrize(
    ("region", "cost", "currency"), [("global", "0.0021", "USD"), ("cn", "0.00735", "CNY")]
)
def test_paid_results_are_recorded_with_price_and_ids(
    runner: Runner, region: str, cost: str, currency: str, tmp_path: Path
) -> None:
    client = runner.client(Platform(SPEECH), region=region)
    with batch.connect(tmp_path) as ledger:
        outcome = runner(batch.once(client, JOB, ledger))
    assert (outcome.state, outcome.files) == (State.DONE, ("hello.mp3",))
    assert (outcome.cost, outcome.notes) == (Decimal(cost), {"trace_id": SPEECH["trace_id"]})
    facts = ledger_facts(tmp_path)
    assert (facts["cost"], facts["currency"], facts["paid"]) == (cost, currency, True)
    assert (facts["in units"], facts["is paid"]) == (int(Decimal(cost) * 10**10), True)
    assert not {"error", "urls", "handle"} & facts.keys()


def test_free_calls_are_not_recorded_as_paid(runner: Runner, tmp_path: Path) -> None:
    job = {"op": "text.count_tokens", "id": "count", "messages": "Hello."}
    with batch.connect(tmp_path) as ledger:
        outcome = runner(batch.once(client_of(runner, ok({"input_tokens": 3})), job, ledger))
    assert (outcome.state, outcome.cost) == (State.DONE, None)
    facts = ledger_facts(tmp_path)
    assert (facts.get("paid"), facts["in units"], facts["is paid"]) == (None, None, False)


CREATE = {"op": "video.create", "prompt": "A fox", "model": "MiniMax-Hailuo-2.3", "id": "fox"}
CREATED = {"task_id": "7", "base_resp": FINE}
ENDINGS = {
    "it fails": ({**CREATED, "status": "Fail"}, State.FAILED),
    "nobody knows it": (openai_error(404, "no such task"), State.FAILED),
    "its id is unknown": (native_error(2013, "invalid params, task not found"), State.FAILED),
    "its id is too old": (native_error(2013, "invalid params, invalid task_id"), State.FAILED),
    "the key is refused": (native_error(1004), State.RUNNING),
    "it takes too long": ({**CREATED, "status": "Processing"}, State.RUNNING),
    "no connection": (httpx.ConnectError("no route"), State.RUNNING),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_paid_tasks_keep_their_handle_and_price(
    runner: Runner, ending: str, tmp_path: Path
) -> None:
    answer, state = ENDINGS[ending]
    platform = Platform(CREATED, answer)
    client = runner.client(platform, retry=ONCE)
    with batch.connect(tmp_path) as ledger:
        outcome = runner(batch.once(client, CREATE, ledger))
    assert (outcome.state, outcome.handle, outcome.cost) == (state, "video:7", Decimal("0.28"))
    facts = ledger_facts(tmp_path)
    assert outcome.error == facts["error"]["message"] != ""
    assert (facts["handle"], facts["paid"]) == ("video:7", True)
    with batch.connect(tmp_path) as ledger:
        again = runner(batch.once(client, CREATE, ledger))
    assert (again.state, again.handle) == (state, "video:7")
    assert [request.method for request in platform.requests].count("POST") == 1


# Results that their destination refuses


def refuse(patched: pytest.MonkeyPatch, *places: Path) -> None:
    """Let the disk refuse what is written from memory to these folders, or to all of them."""
    write = destinations.write_file

    def refused(target: Path, data: bytes, **options: Any) -> Path:
        if not places or target.parent in places:
            raise OSError(errno.EACCES, "Permission denied", str(target))
        return write(target, data, **options)

    patched.setattr(destinations, "write_file", refused)


def test_unsaved_results_are_kept_next_to_the_ledger(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Platform(SPEECH)
    client = runner.client(platform)
    with batch.connect(tmp_path) as ledger, monkeypatch.context() as patched:
        refuse(patched, tmp_path)
        outcome = runner(batch.once(client, JOB, ledger))
    assert (outcome.state, outcome.cost) == (State.UNSAVED, Decimal("0.0021"))
    assert "Permission denied" in outcome.error
    (rescued,) = ledger_facts(tmp_path)["rescued"]
    assert rescued == f"{tmp_path / 'rescued' / '1' / 'hello.mp3'}"
    content = Path(rescued).read_bytes()
    assert content == bytes.fromhex("fffbe8c4")

    with batch.connect(tmp_path) as ledger:
        outcome = runner(batch.once(client, JOB, ledger))
    assert (outcome.state, outcome.files, outcome.error) == (State.DONE, ("hello.mp3",), "")
    assert (tmp_path / "hello.mp3").read_bytes() == content
    assert not (tmp_path / "rescued").exists()
    assert not {"rescued", "rescue", "error"} & ledger_facts(tmp_path).keys()
    assert len(platform.requests) == 1


def test_removed_rescued_results_are_missing_but_not_paid_again(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Platform(SPEECH)
    client = runner.client(platform)
    with batch.connect(tmp_path) as ledger, monkeypatch.context() as patched:
        refuse(patched, tmp_path)
        runner(batch.once(client, JOB, ledger))
    (rescued,) = ledger_facts(tmp_path)["rescued"]
    Path(rescued).unlink()
    with batch.connect(tmp_path) as ledger:
        outcome = runner(batch.once(client, JOB, ledger))
    assert outcome.state is State.UNSAVED
    assert "the rescued result is missing" in outcome.error
    assert rescued in outcome.error
    assert len(platform.requests) == 1


@pytest.mark.parametrize(
    ("job", "answer", "state"),
    [
        ({"op": "text.chat", "messages": "Hi", "id": "hi"}, CHAT, State.UNSAVED),
        (JOB, SPEECH, State.UNKNOWN),
    ],
    ids=["text", "audio"],
)
def test_results_that_cannot_be_saved_are_kept_in_the_ledger_or_report(
    runner: Runner,
    job: Any,
    answer: Any,
    state: State,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    platform = Platform(answer)
    client = runner.client(platform)
    with batch.connect(tmp_path) as ledger, monkeypatch.context() as patched:
        refuse(patched)
        outcome = runner(batch.once(client, job, ledger))
    assert outcome.state is state
    assert "Permission denied" in outcome.error
    facts = ledger_facts(tmp_path)
    assert facts.get("text") == ("Hello." if state is State.UNSAVED else None)
    assert (outcome.result is not None) is (state is State.UNKNOWN)
    if state is State.UNKNOWN:
        assert outcome.result.audio == bytes.fromhex("fffbe8c4")
    with batch.connect(tmp_path) as ledger:
        again = runner(batch.once(client, job, ledger))
    assert again.state is (State.DONE if state is State.UNSAVED else State.UNKNOWN)
    if state is State.UNSAVED:
        assert (tmp_path / "hi.txt").read_text().strip() == "Hello."
        assert "text" not in ledger_facts(tmp_path)
    assert len(platform.requests) == 1
