"""Coordinators over HTTP: jobs run once, whatever dies, restarts, freezes or gets lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import batch
from minimax.batch import BatchError, State, http
from minimax.batch.http import Server
from minimax.batch.ledger import SQLiteLedger
from minimax.batch.ledger_file import rows
from minimax.batch.marks import MovingMark
from minimax.batch.protocol import Grant
from minimax.batch.runner import open_folder
from minimax.batch.stores import Folder
from minimax.version import __version__

from .platform import SPEECH, Clock, Platform, Runner
from .test_batch_once import JOB, client_of


class Host:
    """A machine on which a coordinator runs, with results in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "results").mkdir()
        self.port = 0
        self.close: Callable[[], None] = lambda: None

    def start(self, token: str = "secret", **options: Any) -> Server:
        """Serve the coordinator, at the same address as before."""
        store = Folder(self.folder / "results")
        coordinator = open_folder(self.folder / "ledger", store, **options)
        mark = MovingMark(coordinator.ledger, store)
        server = Server(coordinator, token, mark, port=self.port)
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()

        def close() -> None:
            server.shutdown()
            server.server_close()
            thread.join()
            coordinator.close()

        self.close = close
        return server

    def restart(self, token: str = "secret") -> None:
        """End the coordinator without waiting for anything, and start it again."""
        self.close()
        self.start(token)


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    # The connections of a process end with it; threads would go on with them.
    monkeypatch.setattr("minimax.batch.http._Handler.protocol_version", "HTTP/1.0")
    monkeypatch.setattr("minimax.batch.http.FIRST_PAUSE", 0.0)
    monkeypatch.setattr("minimax.batch.http.BEAT", 3600.0)
    found = Host(tmp_path)
    yield found
    found.close()


@pytest.fixture
def server(host: Host) -> Server:
    return host.start()


def test_jobs_run_once_with_workers_over_http(
    runner: Runner, server: Server, tmp_path: Path
) -> None:
    platform = Platform(SPEECH)
    for _ in range(2):
        with batch.connect(server.url, token="secret") as ledger:
            outcome = runner(batch.once(client_of(platform, runner), JOB, ledger))
            assert (outcome.state, outcome.files) == (State.DONE, ("hello.mp3",))

    assert len(platform.requests) == 1
    assert (tmp_path / "results" / "hello.mp3").stat().st_size
    assert batch.status(tmp_path / "ledger").counts[State.DONE] == 1


def test_unsaved_paid_results_are_stored_by_the_coordinator(server: Server, tmp_path: Path) -> None:
    def platform(request: httpx.Request) -> httpx.Response:
        (tmp_path / "results" / "hello.mp3").unlink()
        (tmp_path / "results").rename(tmp_path / "gone")
        (tmp_path / "results").write_bytes(b"")
        return httpx.Response(200, json=SPEECH)

    with batch.connect(server.url, token="secret") as ledger:
        outcome = batch.once(client_of(platform), JOB, ledger)
    assert outcome.state is State.UNSAVED
    (kept,) = rows(tmp_path / "ledger", "SELECT facts FROM job")
    (rescued,) = json.loads(kept[0])["rescued"]
    assert Path(rescued).parent == tmp_path / "ledger" / "rescued" / "1"
    (tmp_path / "results").unlink()
    (tmp_path / "gone").rename(tmp_path / "results")

    unreachable = Platform()
    with batch.connect(server.url, token="secret") as ledger:
        assert batch.once(client_of(unreachable), JOB, ledger).state is State.DONE
    assert (tmp_path / "results" / "hello.mp3").stat().st_size
    assert not (tmp_path / "ledger" / "rescued").exists()


def test_wrong_tokens_versions_and_destinations_are_rejected(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BatchError, match="the token is not valid"):
        batch.connect(server.url, token="wrong")
    with pytest.raises(BatchError, match="is not the destination that the driver sees"):
        batch.connect(server.url, token="secret", out=tmp_path)
    post = httpx.Client.post

    def another_version(client: httpx.Client, url: str, *, content: str) -> httpx.Response:
        return post(client, url, content=json.dumps({**json.loads(content), "version": "9.9.9"}))

    with monkeypatch.context() as patched:
        patched.setattr(httpx.Client, "post", another_version)
        with pytest.raises(BatchError, match=r"the worker 9\.9\.9; install the same"):
            batch.connect(server.url, token="secret")
    monkeypatch.delenv("MINIMAX_BATCH_TOKEN", raising=False)
    with pytest.raises(Exception, match="MINIMAX_BATCH_TOKEN"):
        batch.connect(server.url)


@pytest.mark.parametrize(
    "bookings",
    [
        [["close", []]],
        [["lease", [5]]],
        [["begin", [1, "pending", 1]]],
        [["begin", [1, "nonsense", 1, "n", "speech", "", 1, {}]]],
        [["settle", [1, 1, "done", "x", None]]],
        [["take", ["a"]]],
        "nonsense",
        None,
    ],
)
def test_invalid_bookings_are_rejected(bookings: Any, server: Server) -> None:
    body = {"worker": "w", "version": __version__, "bookings": bookings}
    response = httpx.post(server.url, json=body, headers={"authorization": "Bearer secret"})
    assert response.status_code == 400


def test_no_requests_are_sent_without_the_coordinator(host: Host) -> None:
    platform = Platform(SPEECH)
    with batch.connect(host.start().url, token="secret", patience=0.0) as ledger:
        host.close()
        host.close = lambda: None
        with pytest.raises(BatchError, match="cannot be reached"):
            batch.once(client_of(platform), JOB, ledger)
    assert platform.requests == []


def test_requests_in_flight_survive_a_restart_of_the_coordinator(host: Host) -> None:
    sent: list[httpx.Request] = []

    def platform(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        host.restart()
        assert batch.status(host.folder / "ledger").counts[State.UNKNOWN] == 1
        return httpx.Response(200, json=SPEECH)

    with batch.connect(host.start().url, token="secret") as ledger:
        assert batch.once(client_of(platform), JOB, ledger).state is State.DONE
    assert len(sent) == 1
    assert batch.verify(host.folder / "ledger") == (1, (), ())


def test_requests_that_were_admitted_just_before_a_restart_are_sent(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform, answer, died = Platform(SPEECH), http._Handler._answer, list[Grant]()

    def die_after_a_grant(handler: Any, status: int, content: Any) -> None:
        grants = [each["is"] for each in content["answers"] if isinstance(each["is"], Grant)]
        if died or not grants:
            return answer(handler, status, content)
        died.extend(grants)
        handler.close_connection = True
        return host.restart()

    monkeypatch.setattr(http._Handler, "_answer", die_after_a_grant)
    with batch.connect(host.start().url, token="secret") as ledger:
        assert batch.once(client_of(platform), JOB, ledger).state is State.DONE
    assert (died, len(platform.requests)) == ([Grant(attempt=1)], 1)


def test_workers_that_were_frozen_settle_what_they_had_in_flight_and_go_on(host: Host) -> None:
    clock, sent = Clock(), list[httpx.Request]()
    server = host.start(clock=clock.monotonic)

    def platform(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        if len(sent) == 1:  # meanwhile another worker is not frozen
            for number in range(16):
                clock.now += 4
                server.coordinator.take("other", f"job {number}", number).result()
            assert batch.status(host.folder / "ledger").counts[State.UNKNOWN] == 1
        return httpx.Response(200, json=SPEECH)

    with batch.connect(server.url, token="secret") as ledger:
        for id in ("hello", "next"):
            job = {**JOB, "id": id}
            assert batch.once(client_of(platform), job, ledger).state is State.DONE
    assert len(sent) == 2
    assert batch.status(host.folder / "ledger").counts[State.UNKNOWN] == 0


def test_paid_results_that_a_coordinator_with_another_token_rejects_are_in_the_error(
    host: Host,
) -> None:
    def platform(request: httpx.Request) -> httpx.Response:
        host.restart(token="another")
        return httpx.Response(200, json=SPEECH)

    with (
        batch.connect(host.start().url, token="secret") as ledger,
        pytest.raises(BatchError, match="the token is not valid") as caught,
    ):
        batch.once(client_of(platform), JOB, ledger)
    assert caught.value.unsaved[1].trace_id == "05a1c2"  # type: ignore[attr-defined]
    assert (host.folder / "results" / "hello.mp3").stat().st_size
    host.restart()
    assert batch.status(host.folder / "ledger").counts[State.DONE] == 1, "its file was found"


def test_calls_on_a_closed_connection_are_an_error(server: Server) -> None:
    ledger = batch.connect(server.url, token="secret")
    ledger.close()
    with pytest.raises(BatchError, match="could not be asked"):
        batch.once(client_of(Platform()), JOB, ledger)


def test_two_batches_do_not_share_a_destination(server: Server, tmp_path: Path) -> None:
    store = Folder(tmp_path / "results")
    (tmp_path / "other").mkdir()
    with (
        closing(SQLiteLedger(tmp_path / "other")) as other,
        pytest.raises(BatchError, match="contains the results of another batch, whose ledger is"),
    ):
        MovingMark(other, store)
