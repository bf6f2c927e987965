"""`minimax batch`: runs, status, terminal output, and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from minimax.batch import Cost, Progress, State
from minimax.cli.batch_progress import ProgressDisplay, facts_of
from minimax.cli.options import Settings
from minimax.emulator import Emulator

from .conftest import Done

Run = Callable[..., Done]


@pytest.fixture
def jobs(environment: dict[str, str]) -> str:
    """Two jobs in a file."""
    lines = [
        {"op": "speech.synthesize", "text": "你好 😀", "save": "一.mp3"},
        {"op": "text.chat", "messages": "Hello"},
    ]
    Path("jobs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return "jobs.jsonl"


def test_run_creates_files_and_a_second_run_sends_nothing(
    run: Run, jobs: str, emulator: Emulator
) -> None:
    first = run("batch", "run", jobs, "--out", "out", "--rpm", "6000")
    assert (first.code, first.out.splitlines()[0].partition(";")[0]) == (0, "2 jobs: 2 done")
    assert Path("out/一.mp3").stat().st_size
    assert Path("out/2.txt").stat().st_size

    sent = len(emulator.requests())
    assert run("batch", "run", jobs, "--out", "out").code == 0
    assert len(emulator.requests()) == sent


def test_status_in_one_document(run: Run, jobs: str) -> None:
    run("batch", "run", jobs, "--out", "out")

    document = run("batch", "status", "out", "--json").document

    assert document["counts"]["done"] == document["jobs"] == 2
    assert [outcome["files"] for outcome in document["outcomes"]] == [["一.mp3"], ["2.txt"]]


def test_verification_names_what_is_missing(run: Run, jobs: str) -> None:
    run("batch", "run", jobs, "--out", "out")
    assert run("batch", "status", "out", "--verify").code == 0
    Path("out/2.txt").unlink()

    done = run("batch", "status", "out", "--verify")

    assert done.code == 1
    assert "1 missing or empty\n      line 2: 2.txt" in done.out
    document = run("batch", "status", "out", "--verify", "--json").document
    assert [each["line"] for each in document["verification"]["missing"]] == [2]


def test_jobs_from_stdin(run: Run) -> None:
    done = run(
        "batch",
        "run",
        "-",
        "--out",
        "out",
        stdin='{"op": "text.count_tokens", "messages": "Hello", "save": "n.json"}\n\n',
    )
    assert done.code == 0
    assert int(Path("out/n.json").read_text("utf-8")) > 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "it is not valid JSON"),
        ('{"op": "text.chat", "messages": "a", "messages": "b"}', "'messages' appears twice"),
        ('{"op": "text.chat", "messages": "a", "max_tokens": NaN}', "NaN is not a number"),
        ("[" * 100_000, "it is nested too deeply"),
        ('["text.chat"]', "a job must be a JSON object"),
    ],
)
def test_stdin_is_read_as_strictly_as_a_file(
    run: Run, emulator: Emulator, line: str, said: str
) -> None:
    done = run("batch", "run", "-", "--out", "out", stdin=f"\n{line}\n")
    assert (done.code, emulator.requests()) == (2, [])
    assert f"line 2 of stdin: {said}" in done.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--manifest", "/dev/null"], "--manifest: cannot write '/dev/null': it is not a regular"),
        (["--manifest", "."], "--manifest: '.' is a folder; pass the path of a file"),
        (["--progress-every", "nan"], "'nan' is not a finite number"),
        (["--max-cost", "inf"], "'inf' is not a finite number"),
        (["--timeout", "nan"], "'nan' is not a finite number"),
        (["--timeout", "0"], "0.0 is not in the range"),
        (["--out", ""], "--out is empty; use . for the current folder"),
    ],
)
def test_unusable_options_are_refused_before_sending(
    options: list[str], said: str, run: Run, jobs: str, emulator: Emulator
) -> None:
    done = run("batch", "run", jobs, "--out", "out", *options)
    assert (done.code, emulator.requests()) == (2, [])
    assert said in done.err


def test_files_without_jobs_finish_immediately(run: Run) -> None:
    Path("none.jsonl").touch()
    done = run("batch", "run", "none.jsonl", "--out", "out")
    assert (done.code, done.out.startswith("0 jobs")) == (0, True), done.err


def test_invalid_lines_are_a_usage_error(run: Run, emulator: Emulator) -> None:
    Path("jobs.jsonl").write_text('{"op": "speech.synthesize", "text": "x", "sped": 2}\n', "utf-8")

    done = run("batch", "run", "jobs.jsonl", "--out", "out")

    assert (done.code, emulator.requests()) == (2, [])
    complaint = "line 1: 'sped' is not a parameter of speech.synthesize; did you mean 'speed'?"
    assert complaint in done.err


def test_dry_run_sends_nothing_and_needs_no_key(
    run: Run, jobs: str, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINIMAX_API_KEY")

    done = run("batch", "run", jobs, "--out", "out", "--dry-run")

    assert (done.code, emulator.requests(), Path("out").exists()) == (0, [], False)
    assert "2 jobs checked; nothing was sent" in done.out
    assert "cost: 0.0006 USD (prices of" in done.out
    assert "and 1 job of unknown price" in done.out
    assert "duration: at least 0:0" in done.out
    plan = run("batch", "run", jobs, "--out", "out", "--rpm", "1", "--dry-run", "--json").document
    assert (plan["jobs"], plan["unpriced"], plan["seconds"]) == (2, 1, 60.0)


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        ("insufficient_balance:t2a_v2", 4, "rejected or interrupted before it ran"),
        ("wrong_region:t2a_v2", 3, "rejected or interrupted before it ran"),
        ("sensitive_input:t2a_v2", 1, "--retry-failed sends the request again"),
        ("server_error:t2a_v2", 1, "--retry-unknown"),
    ],
)
def test_exit_code_and_hint_describe_the_outcome(
    fault: str, code: int, said: str, run: Run, jobs: str, emulator: Emulator
) -> None:
    emulator.fault(fault)

    done = run("batch", "run", jobs, "--out", "out", "--concurrency", "1")

    assert done.code == code
    assert said in done.out
    assert "line 1, speech.synthesize:" in done.err


def test_a_folder_without_a_batch(run: Run) -> None:
    done = run("batch", "status", ".")
    assert done.code == 1
    assert "holds no batch" in done.err


def test_a_table_with_defaults_and_columns(run: Run, emulator: Emulator) -> None:
    Path("lines.csv").write_text(
        "save,sentence,speed,unused\na.mp3,Good morning.,1.5,x\nb.mp3,007,,y\n", "utf-8"
    )
    options = ("--set", "op=speech.synthesize", "--set", "voice=male-qn-qingse", "--map",
               "text=sentence")  # fmt: skip

    done = run("batch", "run", "lines.csv", "--out", "out", *options, "--manifest", "all.jsonl")

    assert done.code == 0, done.err
    sent = {entry.json["text"]: entry.json for entry in emulator.requests("t2a_v2")}
    assert sent.keys() == {"Good morning.", "007"}
    assert sent["Good morning."]["voice_setting"]["speed"] == 1.5
    assert sent["007"]["voice_setting"]["voice_id"] == "male-qn-qingse"
    rows = [json.loads(line) for line in Path("all.jsonl").read_text("utf-8").splitlines()]
    assert [(row["state"], row["files"]) for row in rows] == [
        ("done", ["a.mp3"]),
        ("done", ["b.mp3"]),
    ]
    again = run("batch", "run", "lines.csv", "--out", "out", *options)
    assert (again.code, len(emulator.requests("t2a_v2"))) == (0, 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--map", "text=missing"), "there is no column 'missing' for 'text'"),
        (("--set", "voice"), "use NAME=VALUE"),
        ((), "has no operation: add a column"),
    ],
)
def test_unreadable_tables_are_a_usage_error(
    options: tuple[str, ...], said: str, run: Run, emulator: Emulator
) -> None:
    Path("lines.csv").write_text("text\nHello.\n", "utf-8")
    done = run("batch", "run", "lines.csv", "--out", "out", *options)
    assert (done.code, emulator.requests()) == (2, [])
    assert said in done.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text,text\na,b\n", "there are several columns 'text'"),
        ("id;text\n1;a\n", "seem to be separated by ';'; separate them by ','"),
        ('text\n"a\nb\nc\n', "check that every quotation mark is closed"),
        ("文本\n你好\n".encode("gbk"), "it is not UTF-8; save it again as UTF-8"),
        ("text\na\n".encode("utf-16"), "it is not UTF-8; save it again as UTF-8"),
    ],
    ids=["twice", "semicolons", "quotation mark", "GBK", "UTF-16"],
)
def test_ambiguous_tables_are_rejected_before_sending(
    content: str | bytes, said: str, run: Run, emulator: Emulator
) -> None:
    Path("lines.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    done = run("batch", "run", "lines.csv", "--out", "out", "--set", "op=speech.synthesize")
    assert (done.code, emulator.requests()) == (2, [])
    assert said in done.err


def test_defaults_apply_to_tables(run: Run, jobs: str) -> None:
    done = run("batch", "run", jobs, "--out", "out", "--set", "voice=x")
    assert done.code == 2
    assert "--set and --map only work with .csv" in done.err


def test_workers_require_a_cluster(run: Run, jobs: str, emulator: Emulator) -> None:
    done = run("batch", "run", jobs, "--out", "out", "--workers", "16")

    assert (done.code, "use --concurrency" in done.err) == (2, True)
    assert not emulator.requests()


def test_out_must_be_a_folder(run: Run, jobs: str, emulator: Emulator) -> None:
    done = run("batch", "run", jobs, "--out", jobs)

    assert "'jobs.jsonl': it is a file, not a folder" in done.err
    assert not emulator.requests()


def test_batch_stops_before_exceeding_max_cost(run: Run, emulator: Emulator) -> None:
    lines = [{"op": "speech.synthesize", "text": "x" * 1000} for _ in range(4)]
    Path("jobs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    options = ("--out", "out", "--concurrency", "1", "--max-cost")

    done = run("batch", "run", "jobs.jsonl", *options, "0.25")
    assert done.code == 1
    assert "stopped early: the next job could cost more than max_cost=0.25 allows" in done.out
    assert len(emulator.requests("t2a_v2")) == 2

    assert run("batch", "run", "jobs.jsonl", *options, "0.4").code == 0


def test_max_cost_requires_known_prices(run: Run, jobs: str, emulator: Emulator) -> None:
    done = run("batch", "run", jobs, "--out", "out", "--max-cost", "1")
    assert (done.code, emulator.requests()) == (2, [])
    assert "line 2: max_cost: the price of text.chat is not known" in done.err


def test_progress_lines_are_printed_without_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    display = ProgressDisplay(Settings(), None, 30.0)
    for seconds in (0.0, 29.0, 31.0, 45.0, 62.0):
        display(
            Progress(
                {},
                10,
                10 - int(seconds // 10),
                Cost(Decimal(0), "", "", 0),
                seconds,
                None,
                None,
                "",
            )
        )
    assert capsys.readouterr().err.splitlines() == ["3 of 10 jobs", "6 of 10 jobs"]


def test_facts_next_to_the_progress_bar() -> None:
    counts: dict[State, Any] = {State.DONE: 3, State.FAILED: 2}
    progress = Progress(
        counts,
        10,
        5,
        Cost(Decimal("1.50"), "USD", "2026-09", 0),
        60.0,
        3725.0,
        None,
        "",
    )
    assert facts_of(progress) == "1.5 USD, 1:02:05 left, 2 not done"
