"""Batches against the emulator, whose log is the judge of what was paid: on both clients, under
faults, and in processes that are killed.
"""

from __future__ import annotations

import asyncio
import errno
import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from minimax import Limits, MiniMax, Retry, batch
from minimax.batch import BatchError, JobsError, Progress, Report, State
from minimax.core import destinations
from minimax.emulator import Emulator, media
from minimax.media import sniff
from minimax_generated.operations import list_operations

from ..unit.platform import Runner

AT_ONCE = Retry(attempts=2, base=0.0)
PAID = [operation.id for operation in list_operations() if operation.billed]


def speak(text: str, **more: Any) -> dict[str, Any]:
    return {"op": "speech.synthesize", "text": text, **more}


def read(text: str) -> dict[str, Any]:
    """A task: quicker to emulate than a video."""
    return {"op": "speech.create_task", "text": text}


def requests_by_text(emulator: Emulator) -> Counter[str]:
    """How often each text or prompt was sent to a paid endpoint. A request that a kill cut off
    before its body came was not sent.
    """
    found = [
        entry.json for name in PAID for entry in emulator.requests(name) if entry.json is not None
    ]
    return Counter(
        str(body.get("text") or body.get("prompt") or body.get("content", [{}])[0].get("text"))
        for body in found
    )


def states(report: Report) -> dict[int, str]:
    return {outcome.line: str(outcome.state) for outcome in report.outcomes()}


# What a run does


def test_a_mix_of_jobs_becomes_files_and_a_report(
    client: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    steps: list[Progress] = []
    jobs = [
        speak("你好 😀", save="语音/一.mp3", subtitles=True),
        {"op": "text.chat", "messages": "Hello", "id": "greeting"},
        {"op": "images.generate", "prompt": "a cat", "n": 2, "save": "cat.jpeg"},
        {"op": "video.enhance_prompt", "prompt": "a boat"},
        {"op": "speech.create_task", "text": "A long text.", "format": "wav"},
        {"op": "text.count_tokens", "messages": "Hello"},
        {"op": "voices.design", "prompt": "old", "preview_text": "Ahoy."},
        speak("behind a link", output="url"),
        {"op": "text.messages.create", "messages": "你好"},
        {"op": "text.responses.create", "input": "Hello", "save": "whole.json"},
        {"op": "text.messages.count_tokens", "messages": "Hello"},
    ]

    report = runner(batch.run(client, jobs, out=tmp_path, on_progress=steps.append))

    assert report.ok, [*report.outcomes()]
    outcomes = {outcome.line: outcome for outcome in report.outcomes()}
    assert [outcomes[line].files for line in range(1, 12)] == [
        ("语音/一.mp3", "语音/一.srt"),
        ("greeting.txt",),
        ("cat-1.jpeg", "cat-2.jpeg"),
        ("4.txt",),
        ("5.wav",),
        ("6.json",),
        ("7.mp3",),
        ("8.mp3",),
        ("9.txt",),
        ("whole.json",),
        ("11.json",),
    ]
    assert all(
        (tmp_path / name).stat().st_size for outcome in outcomes.values() for name in outcome.files
    )
    assert outcomes[2].id == "greeting"
    assert outcomes[4].handle.startswith("video-prompt:")
    assert outcomes[7].notes["voice_id"]
    assert (report.cost.currency, report.cost.unpriced) == ("USD", 1)
    assert report.cost.amount == sum(outcome.cost or 0 for outcome in outcomes.values()) > 0

    written = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert written["counts"]["done"] == written["jobs"] == len(written["outcomes"]) == 11
    assert (steps[0].left, steps[0].latest, steps[0].eta) == (11, None, None)
    assert (steps[-1].left, steps[-1].eta) == (0, 0.0)


def test_links_of_edited_images_are_noted_before_they_are_fetched(
    connect: Any,
    runner: Runner,
    emulator: Emulator,
    tmp_path: Path,
) -> None:
    emulator.configure(region="global")
    picture = tmp_path / "cat.png"
    picture.write_bytes(media.image("a cat", width=320, height=200, format="png"))
    size = {"size": "1024x640", "output_format": "webp"}
    jobs = [
        {"op": "images.edit", "prompt": "make it snow", "images": [str(picture)], "n": 2, **size},
        {"op": "images.generate", "prompt": "a heron", "model": "MiniMax-H3-Image", **size},
    ]
    with emulator.fault("expired_url"):
        report = runner(batch.run(connect(), jobs, out=tmp_path / "out"))
    assert states(report) == {1: "unsaved", 2: "unsaved"}

    report = runner(batch.run(connect(), jobs, out=tmp_path / "out"))

    assert report.ok, [*report.outcomes()]
    assert [outcome.files for outcome in report.outcomes()] == [
        ("1-1.webp", "1-2.webp"),
        ("2.webp",),
    ]
    assert all(
        sniff((tmp_path / "out" / name).read_bytes()) == "image/webp"
        for outcome in report.outcomes()
        for name in outcome.files
    )
    assert requests_by_text(emulator) == {"make it snow": 1, "a heron": 1}
    assert report.cost.amount == emulator.platform.account("sk-test").ledger.spent > 0


def test_files_are_downloaded_by_id_or_link_and_keep_their_extension(
    connect: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    client = connect(retry=Retry(attempts=1))
    stored = runner(
        client.files.upload(b"A long text. " * 50_000, purpose="t2a_async_input", name="book.txt")
    )
    link = runner(client.speech.synthesize("behind a link", output="url")).url
    jobs = [
        {"op": "files.download", "source": stored.id, "save": "texts/book.txt"},
        {"op": "files.download", "source": link},
        {"op": "files.download", "source": "404404404"},
        {"op": "files.download", "source": "http://127.0.0.1:9/gone.mp3"},
        {"op": "files.download", "source": stored.id},
    ]

    report = runner(batch.run(client, jobs, out=tmp_path, concurrency=1))

    assert states(report) == {1: "done", 2: "done", 3: "failed", 4: "refused", 5: "done"}
    assert (
        (tmp_path / "texts" / "book.txt").read_bytes()
        == (tmp_path / "5").read_bytes()
        == b"A long text. " * 50_000
    )
    assert (tmp_path / "2.mp3").stat().st_size
    assert (report.cost.amount, report.cost.unpriced) == (0, 0)


def test_a_second_run_sends_nothing_and_more_jobs_may_be_added(
    client: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    runner(batch.run(client, [speak("one")], out=tmp_path))
    runner(batch.run(client, [speak("one")], out=tmp_path))
    report = runner(batch.run(client, [speak("one"), speak("two")], out=tmp_path))

    assert report.ok
    assert requests_by_text(emulator) == {"one": 1, "two": 1}


@pytest.mark.parametrize("changed", [[speak("two"), speak("one")], [speak("one")], []])
def test_other_jobs_in_the_same_folder_are_refused(
    client: Any, runner: Runner, changed: Any, emulator: Emulator, tmp_path: Path
) -> None:
    runner(batch.run(client, [speak("one"), speak("two")], out=tmp_path))
    kept = (tmp_path / "jobs.jsonl").read_bytes()

    with pytest.raises(
        BatchError, match=r"was started with different jobs: line [12] is not the job"
    ):
        runner(batch.run(client, changed, out=tmp_path))
    assert (tmp_path / "jobs.jsonl").read_bytes() == kept
    assert sum(requests_by_text(emulator).values()) == 2


def test_empty_batches_finish_immediately(client: Any, runner: Runner, tmp_path: Path) -> None:
    report = runner(batch.run(client, [], out=tmp_path))
    assert (report.ok, report.total) == (True, 0)


def test_one_invalid_line_prevents_all_requests(
    client: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    with pytest.raises(JobsError, match="line 2: speed"):
        runner(batch.run(client, [speak("one"), speak("two", speed=9)], out=tmp_path))
    assert emulator.requests() == []


def test_limits_of_the_client_apply(
    connect: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    client = connect(limits=Limits(rpm=30))
    began = emulator.clock.monotonic()

    runner(batch.run(client, [speak(str(number)) for number in range(4)], out=tmp_path))

    assert emulator.clock.monotonic() - began >= 6


# Faults


def test_busy_platforms_are_retried(
    client: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    fault = emulator.fault("rate_limit", on="t2a_v2", first=4)

    report = runner(batch.run(client, [speak("one"), speak("two")], out=tmp_path, concurrency=1))

    assert report.ok
    assert fault.times == 4


def test_one_failing_job_does_not_stop_the_others(
    connect: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    emulator.fault("sensitive_input", on="t2a_v2", first=1)
    client, jobs = connect(retry=AT_ONCE), [speak("one"), speak("two")]

    report = runner(batch.run(client, jobs, out=tmp_path, concurrency=1))
    assert states(report) == {1: "failed", 2: "done"}
    assert runner(batch.run(client, jobs, out=tmp_path)).ok is False
    assert requests_by_text(emulator) == {"one": 1, "two": 1}

    assert runner(batch.run(client, jobs, out=tmp_path, retry_failed=True)).ok


def test_insufficient_balance_stops_the_batch_and_the_next_run_continues(
    connect: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    client, jobs = connect(), [speak(str(number)) for number in range(5)]
    with emulator.fault("insufficient_balance", on="t2a_v2"):
        report = runner(batch.run(client, jobs, out=tmp_path, concurrency=1))
    assert "1008" in report.stopped
    assert (report.counts[State.REFUSED], report.counts[State.PENDING]) == (1, 4)
    assert sum(requests_by_text(emulator).values()) == 1

    assert runner(batch.run(client, jobs, out=tmp_path)).ok


def test_server_errors_leave_jobs_unknown_until_retry_is_requested(
    connect: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    emulator.fault("server_error", on="t2a_v2", first=1)
    client = connect()

    report = runner(batch.run(client, [speak("one")], out=tmp_path))
    assert states(report) == {1: "unknown"}
    assert states(runner(batch.run(client, [speak("one")], out=tmp_path))) == {1: "unknown"}
    assert requests_by_text(emulator) == {"one": 1}

    assert runner(batch.run(client, [speak("one")], out=tmp_path, retry_unknown=True)).ok
    assert requests_by_text(emulator) == {"one": 2}


def test_failed_tasks_report_the_reason(
    client: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    emulator.fault("task_fails", on="t2a_async_v2", first=1)

    report = runner(batch.run(client, [read("one"), read("two")], out=tmp_path, concurrency=1))

    assert states(report) == {1: "failed", 2: "done"}
    assert "speech:" in next(report.outcomes()).error
    assert requests_by_text(emulator) == {"one": 1, "two": 1}


def test_a_task_that_takes_too_long_is_picked_up_by_the_next_run(
    client: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    report = runner(batch.run(client, [read("slow")], out=tmp_path, timeout=0.5))
    assert states(report) == {1: "running"}

    assert runner(batch.run(client, [read("slow")], out=tmp_path)).ok
    assert requests_by_text(emulator) == {"slow": 1}


@pytest.mark.parametrize(
    "job", [read("made"), speak("made", output="url")], ids=["by its task", "by its link"]
)
def test_a_download_that_fails_is_repeated_without_paying_again(
    job: dict[str, Any], connect: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    client = connect(retry=Retry(attempts=1))
    with emulator.fault("expired_url"):
        report = runner(batch.run(client, [job], out=tmp_path))
    assert states(report) == {1: "unsaved"}

    assert runner(batch.run(client, [job], out=tmp_path)).ok
    assert requests_by_text(emulator) == {"made": 1}


def test_a_truncated_download_is_continued(
    client: Any, runner: Runner, emulator: Emulator, tmp_path: Path
) -> None:
    fault = emulator.fault("truncated_download", first=1)

    assert runner(batch.run(client, [read("one")], out=tmp_path)).ok
    assert fault.times == 1


def test_unreachable_platforms_stop_the_batch(connect: Any, runner: Runner, tmp_path: Path) -> None:
    client = connect(base_url="http://127.0.0.1:9", retry=AT_ONCE)

    report = runner(
        batch.run(client, [speak(str(number)) for number in range(20)], out=tmp_path, concurrency=1)
    )

    assert report.stopped
    assert (report.counts[State.REFUSED], report.counts[State.PENDING]) == (1, 19)


# Results that the disk refuses


def test_a_paid_result_that_cannot_be_saved_is_kept_elsewhere(
    client: Any, runner: Runner, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    with monkeypatch.context() as patched:
        refuse(patched, lambda target: out in target.parents)
        report = runner(batch.run(client, [speak("one"), speak("two")], out=out, concurrency=1))
    (outcome,) = report.outcomes()
    assert "No space left" in report.stopped
    assert (outcome.state, report.counts[State.PENDING]) == (State.UNSAVED, 1)
    assert Path(outcome.files[0]).stat().st_size

    assert runner(batch.run(client, [speak("one"), speak("two")], out=out)).ok
    assert (out / "1.mp3").stat().st_size
    assert requests_by_text(emulator) == {"one": 1, "two": 1}


def test_unsaved_text_stays_in_the_ledger_and_audio_in_the_report(
    client: Any, runner: Runner, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [{"op": "text.chat", "messages": "Hello"}, speak("one")]
    with monkeypatch.context() as patched:
        refuse(patched, lambda target: True, number=errno.EACCES)
        report = runner(batch.run(client, jobs, out=tmp_path, concurrency=1))
    assert states(report) == {1: "unsaved", 2: "unknown"}
    assert report.unsaved[2].audio

    assert states(runner(batch.run(client, jobs, out=tmp_path))) == {1: "done", 2: "unknown"}
    assert (tmp_path / "1.txt").read_text("utf-8")
    assert sum(requests_by_text(emulator).values()) == 2


def refuse(
    patched: pytest.MonkeyPatch, where: Callable[[Path], bool], number: int = errno.ENOSPC
) -> None:
    """Let the disk refuse what is written from memory to some places."""
    write = destinations.write_file

    def refused(target: Path, data: bytes, **options: Any) -> Path:
        if where(target):
            raise OSError(number, "No space left on device", str(target))
        return write(target, data, **options)

    patched.setattr(destinations, "write_file", refused)


# Stopping


def test_a_cancelled_batch_lets_paid_requests_end_and_leaves_tasks_to_the_platform(
    emulator: Emulator, tmp_path: Path
) -> None:
    from minimax import AsyncMiniMax

    emulator.fault("slow_first_byte", on="t2a_v2", value=50)
    jobs = [speak("one"), speak("two"), read("a boat")]

    async def main() -> None:
        async with AsyncMiniMax("sk-test", base_url=emulator.base_url) as client:
            running = asyncio.create_task(batch.run(client, jobs, out=tmp_path, concurrency=1))
            while not emulator.clock.waiting():
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.sleep(0)
            emulator.clock.advance(60)
            with pytest.raises(asyncio.CancelledError):
                await running

    asyncio.run(main())
    assert states(batch.status(tmp_path)) == {1: "done"}
    assert requests_by_text(emulator) == {"one": 1}


# Processes that end before their work

KEY = "sk-processes"

PROGRAM = """
import sys
from minimax import Limits, MiniMax, batch
url, jobs, out, rpm = sys.argv[1:]
def told(step):
    print(step.stopping or step.latest and step.latest.state, flush=True)
limits = Limits(rpm=int(rpm)) if int(rpm) else None
with MiniMax("sk-processes", base_url=url, limits=limits) as client:
    batch.run(client, jobs, out=out, concurrency=3, on_progress=told)
"""


@contextmanager
def running(
    emulator: Emulator, jobs: list[dict[str, Any]], folder: Path, rpm: int = 0
) -> Iterator[subprocess.Popen[str]]:
    (folder / "jobs.jsonl").write_text("".join(json.dumps(job) + "\n" for job in jobs), "utf-8")
    program = [sys.executable, "-W", "error", "-c", PROGRAM]
    command = [
        *program,
        emulator.base_url,
        str(folder / "jobs.jsonl"),
        str(folder / "out"),
        str(rpm),
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: subprocess.Popen[str], condition: Callable[[], bool]) -> None:
    """Wait for a moment in the life of another process."""
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0)  # only lets the server have its turn


def resumed(emulator: Emulator, folder: Path, **options: Any) -> Report:
    with MiniMax(**{**emulator.client_options(), "api_key": KEY}) as client:
        return batch.run(client, folder / "jobs.jsonl", out=folder / "out", **options)


def test_jobs_killed_during_paid_requests_are_unknown_and_not_resent(
    emulator: Emulator, tmp_path: Path
) -> None:
    jobs = [speak(str(number)) for number in range(6)]
    with (
        emulator.fault("slow_first_byte", on="t2a_v2", value=1000),
        running(emulator, jobs, tmp_path) as process,
    ):
        until(process, lambda: emulator.clock.waiting() == 3)
        assert batch.status(tmp_path / "out").counts[State.STARTED] == 3
        process.kill()
        process.wait()
    emulator.clock.break_waits()

    report = resumed(emulator, tmp_path)
    assert report.counts[State.UNKNOWN] == 3
    assert report.counts[State.DONE] == 3
    assert set(requests_by_text(emulator).values()) == {1}

    assert resumed(emulator, tmp_path, retry_unknown=True).ok
    assert sorted(requests_by_text(emulator).values()) == [1, 1, 1, 2, 2, 2]


def test_tasks_of_killed_runs_are_resumed_by_their_handles(
    emulator: Emulator, tmp_path: Path
) -> None:
    jobs = [read(str(number)) for number in range(4)]
    with running(emulator, jobs, tmp_path) as process:
        assert process.stdout is not None
        for _ in range(4):
            process.stdout.readline()  # the start, and three tasks
        process.kill()
        process.wait()

    report = resumed(emulator, tmp_path)

    assert report.ok
    assert requests_by_text(emulator) == {"0": 1, "1": 1, "2": 1, "3": 1}
    assert sorted(file.name for file in (tmp_path / "out").glob("*.mp3")) == [
        "1.mp3",
        "2.mp3",
        "3.mp3",
        "4.mp3",
    ]


def test_killed_calls_are_unknown_and_downloads_are_resumed(
    emulator: Emulator, tmp_path: Path
) -> None:
    with MiniMax(**{**emulator.client_options(), "api_key": KEY}) as client:
        link = client.speech.synthesize("A long text. " * 50, output="url").url
        assert link
        whole = client.files.download(link)
    jobs: list[dict[str, Any]] = [
        {"op": "files.download", "source": link, "save": "text.mp3"},
        {"op": "text.messages.create", "messages": "Hello"},
        {"op": "text.responses.create", "input": "Hello"},
    ]
    paid = ("anthropic_messages", "responses")
    faults = [emulator.fault("slow_first_byte", on=name, value=1000) for name in paid]
    faults.append(emulator.fault("truncated_download"))
    with running(emulator, jobs, tmp_path) as process:
        until(
            process,
            lambda: (
                emulator.clock.waiting() == 2
                and any(part.stat().st_size for part in (tmp_path / "out").glob(".text*.part"))
            ),
        )
        process.kill()
        process.wait()
    for fault in faults:
        fault.remove()
    emulator.clock.break_waits()

    report = resumed(emulator, tmp_path)

    assert states(report) == {1: "done", 2: "unknown", 3: "unknown"}
    assert (tmp_path / "out" / "text.mp3").read_bytes() == whole
    assert emulator.requests("download")[-1].headers["range"]
    assert [len(emulator.requests(name)) for name in paid] == [1, 1]


@pytest.mark.slow
@pytest.mark.parametrize("lines", [2, 5, 9])
def test_kills_at_any_moment_never_pay_twice_or_lose_jobs(
    lines: int, emulator: Emulator, tmp_path: Path
) -> None:
    jobs = [speak(str(number)) for number in range(10)]
    with running(emulator, jobs, tmp_path) as process:
        assert process.stdout is not None
        for _ in range(lines):
            process.stdout.readline()
        process.kill()
        process.wait()

    report = resumed(emulator, tmp_path)

    assert report.counts[State.DONE] + report.counts[State.UNKNOWN] == 10
    assert set(requests_by_text(emulator).values()) == {1}
    assert report.counts[State.DONE] <= len(
        requests_by_text(emulator)
    )  # a job may be killed between its record and its request
    assert len([*(tmp_path / "out").glob("*.mp3")]) >= report.counts[State.DONE]


def test_ctrl_c_finishes_paid_requests_and_tells_how_to_resume(
    emulator: Emulator, tmp_path: Path
) -> None:
    jobs = [speak(str(number)) for number in range(6)]
    fault = emulator.fault("slow_first_byte", on="t2a_v2", value=1000)
    with running(emulator, jobs, tmp_path) as process:
        until(process, lambda: emulator.clock.waiting() == 3)
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        assert next(line for line in process.stdout if line.strip() != "None") == "interrupted\n"
        fault.remove()
        emulator.clock.advance(2000)
        _, errors = process.communicate(timeout=30)

    assert "KeyboardInterrupt" in errors
    assert "run the same jobs with the same folder again" in errors
    report = batch.status(tmp_path / "out")
    assert (
        report.counts[State.DONE],
        report.counts[State.PENDING],
        report.counts[State.UNKNOWN],
    ) == (3, 3, 0)
    assert (
        json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))["stopped"]
        == "interrupted"
    )
    assert resumed(emulator, tmp_path).ok
    assert set(requests_by_text(emulator).values()) == {1}


def test_ctrl_c_interrupts_waits_for_rate_limits(emulator: Emulator, tmp_path: Path) -> None:
    with running(emulator, [speak(str(number)) for number in range(6)], tmp_path, rpm=1) as process:
        until(process, lambda: sum(requests_by_text(emulator).values()) == 1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)  # the next call was due after a minute

    assert "run the same jobs with the same folder again" in errors
    report = batch.status(tmp_path / "out")
    assert (report.counts[State.DONE], report.counts[State.PENDING]) == (1, 5)
    assert resumed(emulator, tmp_path).ok
    assert set(requests_by_text(emulator).values()) == {1}
