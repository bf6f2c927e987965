"""Batches without a server: jobs as they are written, calls under supervision, destinations and
failures. The ledger is tested in test_ledger.py.
"""

from __future__ import annotations

import csv
import gzip
import json
import socket
import threading
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import AsyncMiniMax, MiniMax, ValidationError, batch
from minimax.batch import STOP_ON, JobsError, State, Stopped
from minimax.batch.operations import OPERATIONS, find
from minimax.batch.stores import MOST_NAMES
from minimax.batch.submission import SLICE, Stoppable, Submission, check_beforehand, unsent
from minimax.core.http import Request
from minimax.core.io import IO, run

from .platform import KEY, SPEECH, Clock, Platform, Runner, native_error, ok
from .raw_server import read_request, server

URL = "https://api.example.test"


def speak(text: str, **more: Any) -> dict[str, Any]:
    return {"op": "speech.synthesize", "text": text, **more}


def client_of(platform: Any, **options: Any) -> MiniMax:
    connection = httpx.Client(transport=httpx.MockTransport(platform))
    return MiniMax(KEY, base_url=URL, http_client=connection, **{"clock": Clock(), **options})


def problems(*jobs: Any, out: Path) -> list[tuple[int, str]]:
    """What is wrong with jobs, by line."""
    file = out / "written.jsonl"
    file.write_text(
        "\n".join(job if isinstance(job, str) else json.dumps(job) for job in jobs), "utf-8"
    )
    try:
        batch.check(client_of(Platform(SPEECH)), file, out=out / "results")
    except JobsError as error:
        return error.problems
    return []


# Jobs


@pytest.mark.parametrize(
    ("job", "said"),
    [
        (speak("x", op="speech.synthetize"), "did you mean 'speech.synthesize'?"),
        ({"text": "x"}, '"op" is missing'),
        (speak("x", sped=2), "did you mean 'speed'?"),
        (speak("x", speed=9), "at most 2"),
        ({"op": "speech.synthesize"}, "needs 'text'"),
        (speak("x", on_progress=1), "is not a parameter"),
        ({"op": "text.chat", "messages": 5}, "messages"),
        ({"op": "text.messages", "messages": "x"}, "did you mean 'text.messages.create'?"),
        ({"op": "files.download", "source": "kite.mp4"}, "an id consists of digits"),
        ({"op": "files.download", "source": "1", "to": "x"}, "is not a parameter"),
        (
            {"op": "video.create", "prompt": "x", "first_frame": "missing.png"},
            "cannot read 'missing.png'",
        ),
        ({"op": "video.create", "prompt": "x", "duration": 99}, "99"),
        (speak("x", save="../x.mp3"), "not a valid file name"),
        (speak("x", save="/etc/x.mp3"), "not a valid file name"),
        (speak("x", save="a\\..\\x.mp3"), "not a valid file name"),
        (speak("x", save=""), "not a valid file name"),
        (speak("x", save=7), "is not a valid file name"),
        (speak("x", save="Report.JSON"), "is used by the batch itself"),
        (speak("x", id=True), "id: True is not allowed"),
        (speak("x", id="a\ud800"), "id: 'a\\ud800' is not allowed"),
        ("[1]", "a job must be a JSON object"),
        ("{", "it is not valid JSON"),
        ('{"op": "text.chat", "op": "text.chat"}', "'op' appears twice"),
        ('{"op": "text.chat", "messages": "x", "temperature": NaN}', "NaN is not a number"),
        ('{"op": "text.chat", "messages": "x", "temperature": ' + "9" * 5000 + "}", "many digits"),
        ("[" * 100_000, ""),
    ],
)
def test_invalid_lines_are_named_before_sending(job: Any, said: str, tmp_path: Path) -> None:
    ((line, text),) = problems(speak("a good one"), job, out=tmp_path)

    assert line == 2
    assert said in text


@pytest.mark.parametrize("jobs", [None, 7, b"{}", {"op": "text.chat", "messages": "Hi"}])
def test_invalid_job_lists_are_rejected(jobs: Any, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"jobs: .* is not allowed; pass the path of a file"):
        batch.run(client_of(Platform(SPEECH)), jobs, out=tmp_path / "out")


def test_a_column_that_appears_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "jobs.csv").write_text("op,text,text\nspeech.synthesize,a,b\n", "utf-8")
    with pytest.raises(ValidationError, match="there are several columns 'text'"):
        list(batch.read_table(tmp_path / "jobs.csv"))


def test_deeply_nested_cells_are_text(tmp_path: Path) -> None:
    (tmp_path / "jobs.csv").write_text(f"op,temperature\ntext.chat,{'[' * 100_000}\n", "utf-8")
    (job,) = batch.read_table(tmp_path / "jobs.csv")
    assert job["temperature"] == "[" * 100_000


@pytest.mark.parametrize(
    ("argument", "cell", "value"),
    [
        ("messages", "42", "42"),
        ("messages", "true", "true"),
        ("messages", '["a"]', ["a"]),
        ("max_tokens", "5", 5),
        ("max_tokens", "5.0", 5),
        ("temperature", "0.5", 0.5),
        ("temperature", "NaN", "NaN"),
        ("thinking", "true", True),
        ("id", "007", "007"),
    ],
)
def test_cells_are_read_as_their_argument_needs_them(
    argument: str, cell: str, value: Any, tmp_path: Path
) -> None:
    with (tmp_path / "jobs.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["op", argument], ["text.chat", cell]])
    (job,) = batch.read_table(tmp_path / "jobs.csv")
    assert (job[argument], type(job[argument])) == (value, type(value))


def test_cells_may_be_as_long_as_a_text(tmp_path: Path) -> None:
    text = "x" * 1_000_000
    (tmp_path / "jobs.csv").write_text(f"op,messages\ntext.chat,{text}\n", "utf-8")
    (job,) = batch.read_table(tmp_path / "jobs.csv")
    assert job["messages"] == text


@pytest.mark.parametrize(
    ("argument", "cell", "value"),
    [
        ("max_tokens", 5.0, 5),
        ("temperature", Decimal("0.5"), 0.5),
        ("messages", 5, "5"),
        ("messages", date(2026, 11, 30), "2026-11-30"),
        ("messages", datetime(2026, 11, 30, 12), "2026-11-30T12:00:00"),
        ("id", 1.0, 1),
        ("temperature", float("nan"), None),
    ],
)
def test_typed_cells_are_read_as_json(argument: str, cell: Any, value: Any, tmp_path: Path) -> None:
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = pyarrow.table({"op": ["text.chat"], argument: [cell]})
    parquet.write_table(table, tmp_path / "jobs.parquet")
    (job,) = batch.read_table(tmp_path / "jobs.parquet")
    assert (job.get(argument), type(job.get(argument))) == (value, type(value))


@pytest.mark.parametrize("most", [float("nan"), float("inf"), -1, "ten", True])
def test_max_cost_must_be_an_amount(most: Any, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"max_cost: .* must be an amount of at least 0"):
        batch.run(client_of(Platform(SPEECH)), [speak("x")], out=tmp_path, max_cost=most)


def test_results_that_an_earlier_run_lost_count_towards_max_cost(tmp_path: Path) -> None:
    platform = Platform(httpx.ReadTimeout("no response"), SPEECH)
    jobs = [speak("x" * 1000), speak("y" * 1000)]  # 0.10 USD each
    for sent in (1, 1):
        report = batch.run(client_of(platform), jobs, out=tmp_path, concurrency=1, max_cost=0.15)
        assert "max_cost=0.15" in report.stopped
        assert report.counts[State.UNKNOWN] == len(platform.requests) == sent


def test_impossible_folders_are_rejected() -> None:
    with pytest.raises(ValidationError, match=r"out: .* is not a valid path"):
        batch.run(client_of(Platform(SPEECH)), [speak("x")], out="a\0b")


def test_a_report_counts_one_job(tmp_path: Path) -> None:
    client = client_of(Platform(SPEECH))
    assert str(batch.run(client, [speak("x")], out=tmp_path)).startswith("1 job: 1 done; ")


@pytest.mark.parametrize(
    ("first", "second", "use"),
    [
        ("a.mp3", "a.mp3", "writes to the same place"),
        ("a.mp3", "A.MP3", "writes to the same place"),
        ("Ä.mp3", "A\u0308.mp3", "writes to the same place"),
        ("a", "a/b.mp3", "writes to the same place"),
        ("a/b/c.mp3", "a/B", "uses it as a folder"),
    ],
)
def test_jobs_cannot_share_a_destination(first: str, second: str, use: str, tmp_path: Path) -> None:
    jobs = speak("x", save=first), "", speak("y", save=second)
    assert problems(*jobs, out=tmp_path) == [(3, f"save: {second!r} is in use: line 1 {use}")]


def test_jobs_can_share_folders(tmp_path: Path) -> None:
    jobs = [speak("x", save=f"{'ab'[n % 2]}/b/{n}.mp3") for n in range(2500)]
    assert batch.check(client_of(Platform(SPEECH)), jobs, out=tmp_path) == len(jobs)


def test_additional_files_of_a_job_are_reserved(tmp_path: Path) -> None:
    jobs = (
        {"op": "images.generate", "prompt": "x", "n": 2, "save": "a.jpeg"},
        {"op": "images.generate", "prompt": "x", "save": "a-2.jpeg"},
        speak("x", save="b.mp3", subtitles=True),
        speak("x", save="b.srt"),
    )
    assert [line for line, _ in problems(*jobs, out=tmp_path)] == [2, 4]


def test_folders_outside_the_output_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "link").symlink_to(tmp_path)

    ((_, text),) = problems(speak("x", save="link/x.mp3"), out=tmp_path)

    assert "leads out of" in text


@pytest.mark.parametrize(
    ("first", "second", "id"),
    [
        ({"id": "a"}, {"id": "a"}, "a"),
        ({"id": "a", "save": "a.mp3"}, {"id": "a", "save": "b.mp3"}, "a"),
        ({"id": "1"}, {"id": 1}, "1"),
        ({}, {"id": "1"}, "1"),  # a job without an id has the number of its line
        ({"id": "3"}, {}, "3"),
    ],
)
def test_ids_are_unique_and_empty_lines_are_counted(
    first: dict[str, Any], second: dict[str, Any], id: str, tmp_path: Path
) -> None:
    found = problems(speak("x", **first), "", speak("y", **second), out=tmp_path)
    assert found == [(3, f"the id {id!r} is used by line 1; use another one")]


def test_conflicts_are_listed_by_line_and_at_most_twenty(tmp_path: Path) -> None:
    jobs = [speak("x", id=f"id-{n % 40}", save=f"{n % 50}.mp3") for n in range(100)]
    found = problems(*jobs, out=tmp_path)
    assert [line for line, _ in found] == list(range(41, 61))
    assert found[0][1] == "the id 'id-0' is used by line 1; use another one"


def test_an_invalid_job_is_named_for_its_arguments_before_its_id(tmp_path: Path) -> None:
    jobs = speak("x", id="a"), speak("y", id="a", speed=9), speak("z", id="a", save="a.mp3")
    (_, first), (line, second) = problems(*jobs, out=tmp_path)
    assert "at most 2" in first
    assert (line, second) == (3, "the id 'a' is used by line 1; use another one")


def test_a_file_from_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / "jobs.jsonl").write_bytes(
        b"\xef\xbb\xbf" + json.dumps(speak("你好")).encode() + b"\r\n"
    )

    assert batch.check(client_of(Platform(SPEECH)), tmp_path / "jobs.jsonl", out=tmp_path) == 1


def test_invalid_text_encodings_are_named(tmp_path: Path) -> None:
    (tmp_path / "jobs.jsonl").write_bytes(b'{"op": "\xff"}\n')

    with pytest.raises(JobsError, match="line 1: it is not valid UTF-8"):
        batch.check(client_of(Platform(SPEECH)), tmp_path / "jobs.jsonl", out=tmp_path)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            b'\xef\xbb\xbf [\n {"op": "text.chat"}\n]',
            "JSON list; write each job on a line of its own",
        ),
        (gzip.compress(b"{}"), "compressed"),
        (b"PK\x03\x04...", "spreadsheet"),
        (b"PAR1...", "ends in .parquet"),
        ("{}".encode("utf-16"), "UTF-16"),
    ],
)
def test_files_in_other_formats_are_named(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "jobs.txt").write_bytes(content)

    with pytest.raises(ValidationError, match=problem):
        batch.check(client_of(Platform(SPEECH)), tmp_path / "jobs.txt", out=tmp_path)


def test_python_jobs_are_json_serializable_dictionaries(tmp_path: Path) -> None:
    client = client_of(Platform(SPEECH))

    assert batch.check(
        client,
        [
            {
                "op": "files.upload",
                "source": Path(__file__),
                "purpose": "t2a_async_input",
                "name": "a.txt",
            }
        ],
        out=tmp_path,
    )
    with pytest.raises(JobsError, match="pass files as paths"):
        batch.check(client, [{"op": "speech.transcribe", "file": b"RIFF"}], out=tmp_path)
    with pytest.raises(JobsError, match="a job must be a dictionary, not str"):
        batch.check(client, ["text.chat"], out=tmp_path)  # type: ignore[list-item]


def test_missing_job_files_create_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="cannot read the jobs"):
        batch.run(client_of(Platform(SPEECH)), tmp_path / "none.jsonl", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_of_the_table_can_be_called(name: str) -> None:
    operation = find(name)
    with pytest.raises(ValidationError, match=f"is not a parameter of {name}"):
        operation.check_names({"no_such_thing": 1})
    assert callable(operation.start)


def test_a_long_batch_takes_little_memory(tmp_path: Path) -> None:
    def lines(count: int) -> int:
        file = tmp_path / "many.jsonl"
        with file.open("w", encoding="utf-8") as opened:
            opened.writelines(
                json.dumps({"op": "account.search", "query": f"{index} " + "x" * 200}) + "\n"
                for index in range(count)
            )
        tracemalloc.start()
        try:
            batch.check(client_of(Platform(SPEECH)), file, out=tmp_path)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    lines(10)  # what is loaded once
    # The lines alone are 250 KB, and as objects some megabytes. The least of several attempts:
    # threads of other tests may allocate memory, too.
    assert min(lines(1000) for _ in range(3)) < 400_000


# Flows under supervision

REQUEST = Request("POST", f"{URL}/v1/t2a_v2", (), b"", None)  # type: ignore[arg-type]


GET = REQUEST._replace(method="GET")


class Recorded(IO):
    """I/O that notes what it is asked to do."""

    is_async = False

    def __init__(self) -> None:
        super().__init__(Clock())
        self.steps: list[str] = []
        self.stop = False

    async def open(self, request: Request) -> Any:
        self.steps.append(request.method)
        return Pieces()

    async def sleep(self, seconds: float) -> None:
        self.steps.append(f"sleep {seconds:g}")

    def submission(self, barred: Callable[[str], bool] = lambda url: False) -> Submission:
        """The I/O of a call whose POST requests cost money."""

        async def before(rate_class: str) -> None:
            self.steps.append(f"before {rate_class}")

        async def withdraw() -> None:
            self.steps.append("withdraw")

        return Submission(
            self,
            lambda method, path: "speech" if method == "POST" else "",
            before=before,
            withdraw=withdraw,
            stopping=lambda: self.stop,
            barred=barred,
        )


class Pieces:
    """A response that never ends."""

    is_open = False  # for those who would close it while it waits

    async def read_steadily(self) -> bytes:
        return b"piece"


def test_the_ledger_is_written_before_a_paid_request_and_again_before_its_repetition() -> None:
    io = Recorded()

    async def call(io: IO) -> None:
        await io.open(GET)
        await io.open(REQUEST)
        await io.sleep(SLICE * 2)
        await io.open(REQUEST)

    run(call(io.submission()))
    assert io.steps == [
        "GET",
        "before speech",
        "POST",
        "withdraw",
        "sleep 0.5",
        "sleep 0.5",
        "before speech",
        "POST",
    ]


def test_a_batch_that_stops_sends_no_paid_request() -> None:
    io = Recorded()
    io.stop = True
    with pytest.raises(Stopped):
        run(io.submission().open(REQUEST))
    assert io.steps == []


def test_waits_end_soon_after_the_batch_stops() -> None:
    io = Recorded()
    with pytest.raises(Stopped):
        run(Stoppable(io, lambda: len(io.steps) == 1).sleep(60))
    assert io.steps == ["sleep 0.5"]


def test_paid_requests_are_finished_after_a_stop() -> None:
    io = Recorded()

    async def call(io: IO, recorded: Recorded) -> None:
        await io.open(REQUEST)
        recorded.stop = True
        await io.open(GET)
        await io.sleep(60)

    run(call(io.submission(), io))
    assert io.steps == ["before speech", "POST", "GET", "sleep 60"]


def test_unsent_calls_are_abandoned_at_their_first_wait() -> None:
    io = Recorded()
    io.stop = True
    with pytest.raises(Stopped):
        run(io.submission().sleep(60))  # for the limits of the client
    assert io.steps == []


def test_downloads_stop_between_chunks() -> None:
    io = Recorded()
    body = run(Stoppable(io, lambda: io.stop).open(GET))
    assert run(body.read_steadily()) == b"piece"
    io.stop = True
    with pytest.raises(Stopped):
        run(body.read_steadily())


def test_stalled_downloads_stop(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minimax.batch.submission.SLICE", 0.01)
    looks = iter(range(1000))  # two before the reads, then those of what watches them

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 1000)
        connection.recv(1)  # until the client closes

    with server(serve) as url:
        client: Any = (AsyncMiniMax if runner.is_async else MiniMax)(KEY, base_url=url)
        io = Stoppable(client.io, lambda: next(looks) > 5)
        with pytest.raises(Stopped):
            runner(client.with_io(io).files.download(f"{url}/v.mp4", tmp_path / "v.mp4"))
        runner(client.close())


def test_arguments_are_checked_without_sending() -> None:
    platform = Platform(SPEECH)
    client = client_of(platform)
    synthesize = find("speech.synthesize")
    check_beforehand(synthesize.start(unsent(client), {"text": "x"}))
    with pytest.raises(ValidationError):
        check_beforehand(synthesize.start(unsent(client), {"text": "x" * 10_001}))
    assert platform.requests == []


# Destinations


@pytest.mark.parametrize(
    ("job", "said"),
    [
        (speak("x", save="a.wav"), "use the extension '.mp3', or ask for the format 'wav'"),
        (speak("x", save="a.mp3", format="flac"), "use the extension '.flac'"),
        (speak("x", save="a.srt", subtitles=True), "use the extension '.mp3'"),
        ({"op": "music.generate", "prompt": "x", "save": "a.mp4"}, "use the extension '.mp3'"),
        ({"op": "images.generate", "prompt": "x", "save": "a.png"}, "use the extension '.jpeg'"),
        ({"op": "video.create", "prompt": "x", "save": "a.mov"}, "use the extension '.mp4'"),
        ({"op": "text.chat", "messages": "x", "save": "a.mp3"}, "use the extension '.txt'"),
        (speak("x", save="Ledger.sqlite3/a.mp3"), "is used by the batch itself"),
        (speak("x", save="a\0.mp3"), "not a valid file name"),
        (speak("x", save="a.mp3 "), "not a valid file name"),
        (speak("x", save=["a.mp3"]), "is not a valid file name"),
    ],
)
def test_invalid_destinations_are_named_before_sending(job: Any, said: str, tmp_path: Path) -> None:
    ((_, text),) = problems(job, out=tmp_path)
    assert said in text


@pytest.mark.parametrize(
    ("there", "job"),
    [
        ("a.mp3", speak("x", save="a.mp3")),
        ("a", speak("x", save="a/b.mp3")),
        ("a.srt", speak("x", save="a.mp3", subtitles=True)),
        ("a-2.jpeg", {"op": "images.generate", "prompt": "x", "n": 2, "save": "a.jpeg"}),
        ("1.mp3", speak("x")),
    ],
)
@pytest.mark.parametrize("others", [0, MOST_NAMES])
def test_other_files_are_not_overwritten(
    there: str, job: dict[str, Any], others: int, tmp_path: Path
) -> None:
    (tmp_path / there).write_bytes(b"mine")
    for number in range(others):
        (tmp_path / f"other-{number}").touch()
    platform = Platform(SPEECH)

    with pytest.raises(JobsError, match="already exists and would be overwritten"):
        batch.run(client_of(platform), [job], out=tmp_path)

    assert platform.requests == []
    assert (tmp_path / there).read_bytes() == b"mine"


def test_names_of_running_jobs_are_reserved(tmp_path: Path) -> None:
    seen: list[set[str]] = []

    def platform(request: httpx.Request) -> httpx.Response:
        own = (".jsonl", ".lock", ".reserve", "")
        names = {path.name for path in tmp_path.iterdir() if path.suffix not in own}
        seen.append({name for name in names if "sqlite3" not in name})
        return httpx.Response(200, json=SPEECH)

    report = batch.run(client_of(platform), [speak("x", subtitles=True)], out=tmp_path)

    assert report.ok
    assert seen[0] == {"1.mp3", "1.srt"}
    assert not (tmp_path / "1.srt").exists(), "nothing came for it"


def test_files_of_other_programs_are_kept(tmp_path: Path) -> None:
    def platform(request: httpx.Request) -> httpx.Response:
        (tmp_path / "other").write_bytes(b"theirs")
        (tmp_path / "other").replace(tmp_path / "1.mp3")
        return httpx.Response(200, json=SPEECH)

    report = batch.run(client_of(platform), [speak("x")], out=tmp_path)

    assert report.ok
    assert (tmp_path / "1.mp3").read_bytes() == b"theirs"
    assert [outcome.files for outcome in report.outcomes()] == [("1-2.mp3",)]


def test_a_refused_job_leaves_no_empty_file(tmp_path: Path) -> None:
    batch.run(client_of(Platform(native_error(1026))), [speak("x")], out=tmp_path)
    assert not (tmp_path / "1.mp3").exists()


def test_job_files_can_be_in_the_output_folder(
    tmp_path: Path,
) -> None:
    (tmp_path / "jobs.jsonl").write_text(json.dumps(speak("x")), "utf-8")
    assert batch.run(client_of(Platform(SPEECH)), tmp_path / "jobs.jsonl", out=tmp_path).ok


# Failures


def test_running_jobs_are_not_counted_as_unknown(tmp_path: Path) -> None:
    told: list[dict[State, int]] = []
    first_done = threading.Event()

    def platform(request: httpx.Request) -> httpx.Response:
        if json.loads(request.content)["text"] == "two":
            assert first_done.wait(10)
        return httpx.Response(200, json=SPEECH)

    def progress(progress: batch.Progress) -> None:
        told.append(dict(progress.counts))
        if progress.counts[State.DONE]:
            first_done.set()

    jobs = [speak("one"), speak("two")]
    assert batch.run(client_of(platform), jobs, out=tmp_path, on_progress=progress).ok
    assert all(counts[State.UNKNOWN] == 0 for counts in told)


@pytest.mark.parametrize("refusal", [native_error(1004), native_error(2049), ok({}, 401)])
@pytest.mark.parametrize("stop_on", [STOP_ON, ()])
def test_no_requests_are_sent_after_a_refused_key(
    refusal: Any, stop_on: Any, tmp_path: Path
) -> None:
    platform = Platform(refusal)
    jobs = [*[speak(str(number)) for number in range(9)], {"op": "voices.list"}]
    report = batch.run(client_of(platform), jobs, out=tmp_path, concurrency=1, stop_on=stop_on)
    assert len(platform.requests) == 1
    assert report.counts[State.REFUSED] == 1
    assert report.counts[State.PENDING] == 9


def test_a_refused_key_ends_the_waits_of_the_other_threads(tmp_path: Path) -> None:
    refused, after = threading.Event(), list[str]()

    def platform(request: httpx.Request) -> httpx.Response:
        good = {"status_code": 0, "status_msg": "success"}
        if request.url.path == "/v1/t2a_v2":
            refused.set()
            return httpx.Response(200, json=native_error(1004).json())
        if refused.is_set():
            after.append(request.url.path)
        if request.url.path == "/v1/t2a_async_v2":
            return httpx.Response(200, json={"task_id": 7, "file_id": 8, "base_resp": good})
        return httpx.Response(200, json={"task_id": 7, "status": "Processing", "base_resp": good})

    jobs = [{"op": "speech.create_task", "text": "x"}, speak("x")]
    report = batch.run(client_of(platform), jobs, out=tmp_path, concurrency=2)
    assert report.counts[State.RUNNING] + report.counts[State.PENDING] == 1
    assert len(after) <= 2, "those that were on their way"


def test_unwritable_destinations_are_rejected_before_paying() -> None:
    io = Recorded()
    for supervised in (
        io.submission(barred=lambda url: url.startswith(URL)),
        Stoppable(io, lambda: False, lambda url: url.startswith(URL)),
    ):
        with pytest.raises(Stopped):
            run(supervised.open(GET))
    assert io.steps == []


def test_requests_barred_during_the_commit_are_withdrawn() -> None:
    io = Recorded()
    with pytest.raises(Stopped):
        run(io.submission(barred=lambda url: bool(io.steps)).open(REQUEST))
    assert io.steps == ["before speech", "withdraw"]
