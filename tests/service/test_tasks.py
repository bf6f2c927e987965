"""Tasks: statuses, waiting, updates, failures, handles, and many tasks at once."""

from __future__ import annotations

import asyncio
import pickle
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest

from minimax import (
    AsyncMiniMax,
    AuthenticationError,
    DecodeError,
    MiniMax,
    MinimaxError,
    NetworkError,
    Retry,
    TaskFailed,
    TaskNotReady,
    TaskTimeout,
    ValidationError,
)
from minimax.config import Event
from minimax.tasks import Status, Task, as_completed, status_of

from ..unit.platform import KEY, Chunks, Clock, Platform, Runner, native_error, ok, openai_error

ONCE = Retry(attempts=1)
GOOD = {"status_code": 0, "status_msg": "success"}
FILE = {
    "file": {"file_id": 99, "download_url": "https://cdn.example.test/v.mp4?sig=1"},
    "base_resp": GOOD,
}


def state(status: str, **more: Any) -> dict[str, Any]:
    """A V1 answer about a task."""
    return {"task_id": "7", "status": status, "base_resp": GOOD, **more}


def v2(status: str, **more: Any) -> dict[str, Any]:
    """A V2 answer about a task."""
    return {
        "task": {
            "id": "7",
            "model": "MiniMax-H3",
            "status": status,
            "task_type": "generation",
            "usage": {},
            **more,
        }
    }


DONE = state("Success", file_id="99", video_width=1366, video_height=768)
DONE_V2 = v2("succeeded", content={"url": "https://cdn.example.test/h3.mp4?sig=1"})


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Watched(Platform):
    """A platform that notes when it was asked about a task."""

    def __init__(self, clock: Clock, *answers: Any) -> None:
        super().__init__(*answers)
        self.clock, self.start = clock, clock.now
        self.looks: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if "/files/" in request.url.path:
            return ok(FILE)
        self.looks.append(round(self.clock.now - self.start, 3))
        return super().__call__(request)


# Statuses


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        *((word, Status.QUEUED) for word in ("Preparing", "Queueing", "queued", "PENDING")),
        *((word, Status.RUNNING) for word in ("Processing", "processing", "running", " Running ")),
        *((word, Status.SUCCEEDED) for word in ("Success", "success", "succeeded")),
        *((word, Status.FAILED) for word in ("Fail", "Failed", "failed", "fail", "Error")),
        *((word, Status.CANCELLED) for word in ("cancelled", "canceled")),
        ("expired", Status.EXPIRED),
        ("Rendering", Status.RUNNING),
        ("", Status.RUNNING),
    ],
)
def test_every_spelling_of_a_status_is_known_and_an_unknown_one_still_runs(
    raw: str, status: Status
) -> None:
    assert status_of(raw) is status


def test_polls_keep_the_status_text_of_the_platform(runner: Runner) -> None:
    task = runner.client(Platform(state("Rendering"))).task("video:7")

    assert runner(task.refresh()) is task
    assert (task.status, task.raw_status, task.done) == (Status.RUNNING, "Rendering", False)
    assert task.raw["task_id"] == "7"


# Waiting


def test_poll_interval_grows_to_ten_seconds(runner: Runner, clock: Clock) -> None:
    platform = Watched(clock, *[state("Processing")] * 6, DONE)

    result = runner(runner.client(platform, clock=clock).task("video:7").wait())

    assert platform.looks == [0, 2, 5, 9.5, 16.25, 26.25, 36.25]
    assert result.file_id == "99"


def test_interval_is_respected(runner: Runner, clock: Clock) -> None:
    platform = Watched(clock, state("Queueing"), state("Processing"), DONE)

    runner(runner.client(platform, clock=clock).task("video:7").wait(interval=4))

    assert platform.looks == [0, 4, 8]


def test_on_status_is_called_once_per_status(runner: Runner, clock: Clock) -> None:
    answers = [state(word) for word in ("Preparing", "Queueing", "Processing", "Processing")]
    told: list[str] = []

    task = runner.client(Platform(*answers, DONE, FILE), clock=clock).task("video:7")
    runner(task.wait(on_status=lambda task: told.append(f"{task.status} {task.raw_status}")))

    assert told == ["queued Preparing", "running Processing", "succeeded Success"]


def test_timeout_ends_the_wait_but_not_the_task(runner: Runner, clock: Clock) -> None:
    platform = Watched(clock, *[state("Processing")] * 5, DONE)
    task = runner.client(platform, clock=clock).task("video:7")

    with pytest.raises(
        TaskTimeout,
        match=r"still running after 12 s\. It keeps running: .*client\.task\('video:7'\)",
    ) as caught:
        runner(task.wait(timeout=12))

    assert platform.looks == [0, 2, 5, 9.5, 12], "one last look at the deadline"
    assert caught.value.task is task
    with pytest.raises(
        TaskTimeout, match=r"^video:7 is still running after 0 s\. It keeps running: "
    ):
        runner(task.wait(timeout=0))
    assert runner(task.wait(timeout=60)).file_id == "99"


def test_resumed_tasks_are_polled_once_without_timeout(runner: Runner, clock: Clock) -> None:
    task = runner.client(Watched(clock, DONE), clock=clock).task("video:7")

    assert runner(task.wait(timeout=0)).file_id == "99"
    assert clock.sleeps == []


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ConnectError("no route"),
        httpx.ReadTimeout(""),
        native_error(1002, "rate limit"),
        httpx.Response(502, text="<html>"),
    ],
    ids=["network", "timeout", "rate limit", "gateway"],
)
def test_failed_polls_do_not_end_the_wait(runner: Runner, clock: Clock, trouble: Any) -> None:
    platform = Watched(clock, trouble, state("Processing"), trouble, trouble, DONE)
    told: list[Status] = []

    task = runner.client(platform, clock=clock, retry=ONCE).task("video:7")
    runner(task.wait(on_status=lambda task: told.append(task.status)))

    assert platform.looks == [0, 2, 5, 9.5, 16.25]
    assert told == [Status.RUNNING, Status.SUCCEEDED]


def test_timeout_during_an_outage_reports_the_cause(runner: Runner, clock: Clock) -> None:
    task = runner.client(Platform(httpx.ConnectError("no route")), clock=clock, retry=ONCE).task(
        "video:7"
    )

    with pytest.raises(TaskTimeout, match=r"the last poll failed .*no route"):
        runner(task.wait(timeout=5))


def test_error_responses_end_the_wait(runner: Runner, clock: Clock) -> None:
    answer = {
        "task_id": "7",
        "status": "",
        "file_id": "",
        "base_resp": {"status_code": 1004, "status_msg": "login fail"},
    }
    platform = Watched(clock, answer)

    with pytest.raises(AuthenticationError, match="1004"):
        runner(runner.client(platform, clock=clock).task("video:7").wait())

    assert platform.looks == [0]


def test_polls_emit_events(runner: Runner) -> None:
    events: list[Event] = []
    client = runner.client(Platform(state("Processing"), DONE, FILE), on_event=events.append)

    runner(client.task("video:7").wait())

    assert [event.detail for event in events if event.kind == "poll"] == [
        "video:7 Processing",
        "video:7 Success",
    ]


# Failures


def test_failed_tasks_raise_with_code_reason_and_hint(runner: Runner) -> None:
    failed = {
        "task_id": "7",
        "status": "Fail",
        "base_resp": {"status_code": 1027, "status_msg": "output new_sensitive"},
    }
    task = runner.client(Platform(failed)).task("video:7")

    with pytest.raises(TaskFailed, match="video:7 failed: 1027 output new_sensitive") as caught:
        runner(task.wait())

    error = caught.value
    assert (error.code, error.status_msg, error.task) == (1027, "output new_sensitive", task)
    assert error.hint
    assert error.hint in str(error)


@pytest.mark.parametrize(
    ("answer", "code", "message"),
    [
        (
            v2("failed", error={"code": "1026", "message": "prompt is sensitive"}),
            1026,
            "video-v2:7 failed: 1026 prompt is sensitive",
        ),
        (
            v2("failed", error={"code": None, "message": "file expired"}),
            None,
            "video-v2:7 failed: file expired",
        ),
        (v2("failed", error={"code": "E42", "message": "odd"}), None, "video-v2:7 failed: odd"),
        (
            v2("failed", error={"code": "1026"}),
            1026,
            "video-v2:7 failed: 1026. Change the prompt",
        ),
        (
            {
                **v2("failed", error={"code": "1026", "message": "prompt is sensitive"}),
                "base_resp": {"status_code": 2013, "status_msg": "invalid params"},
            },
            1026,
            "video-v2:7 failed: 1026 prompt is sensitive",
        ),
        (v2("failed", error=None), None, "video-v2:7 failed"),
        (v2("cancelled"), None, "video-v2:7 cancelled"),
        (v2("expired"), None, "video-v2:7 expired"),
    ],
)
def test_v2_failures_have_the_known_details(
    runner: Runner, answer: Any, code: int | None, message: str
) -> None:
    with pytest.raises(TaskFailed) as caught:
        runner(runner.client(Platform(answer)).task("video-v2:7").wait())

    assert caught.value.code == code
    assert str(caught.value).startswith(message)


def test_failures_with_only_a_code_show_it(runner: Runner) -> None:
    answer = state("Fail", base_resp={"status_code": 1027})
    with pytest.raises(TaskFailed, match=r"^video:7 failed: 1027\. ") as caught:
        runner(runner.client(Platform(answer)).task("video:7").wait())
    assert (caught.value.code, caught.value.status_msg) == (1027, "")


@pytest.mark.parametrize("code", [0, "0", None])
def test_failures_without_reason_do_not_show_success(runner: Runner, code: Any) -> None:
    answer = state("Fail", base_resp={"status_code": code, "status_msg": "success"})
    with pytest.raises(TaskFailed, match=r"^video:7 failed$"):
        runner(runner.client(Platform(answer)).task("video:7").wait())


# Results


def test_result_does_not_wait(runner: Runner, clock: Clock) -> None:
    task = runner.client(Platform(state("Processing"), DONE, FILE), clock=clock).task("video:7")

    with pytest.raises(TaskNotReady, match="video:7 is running"):
        runner(task.result())

    assert runner(task.result()).file_id == "99"
    assert clock.sleeps == []


def test_result_is_cached(runner: Runner) -> None:
    platform = Platform(DONE, FILE)
    task = runner.client(platform).task("video:7")

    assert runner(task.wait()) is runner(task.result())
    assert len(platform.requests) == 2


def test_a_result_without_a_file_cannot_be_downloaded(runner: Runner) -> None:
    task = runner.client(Platform(v2("succeeded", content={"prompt": "a dolly"}))).task(
        "video-prompt:7"
    )

    with pytest.raises(ValidationError, match="has no file to download"):
        runner(task.download("out"))


# Updates


def test_updates_yield_each_status_once(runner: Runner, clock: Clock) -> None:
    platform = Watched(clock, state("Queueing"), state("Queueing"), state("Processing"), DONE)
    task = runner.client(platform, clock=clock).task("video:7")

    assert runner.list(task.updates()) == [Status.QUEUED, Status.RUNNING, Status.SUCCEEDED]
    assert platform.looks == [0, 2, 5, 9.5]


def test_updates_can_be_left_early(runner: Runner, clock: Clock) -> None:
    task = runner.client(Platform(state("Queueing"), state("Processing")), clock=clock).task(
        "video:7"
    )

    with runner.opened(task.updates()) as updates:
        assert runner.next(updates) is Status.QUEUED

    assert runner(task.refresh()).status is Status.RUNNING


def test_updates_end_at_the_deadline(runner: Runner, clock: Clock) -> None:
    task = runner.client(Platform(state("Processing")), clock=clock).task("video:7")

    with pytest.raises(TaskTimeout):
        runner.list(task.updates(timeout=3))


# Handles


def test_a_handle_resumes_the_task_in_another_client(runner: Runner) -> None:
    first = runner.client(Platform({"task_id": "518823377410051"}))
    task = runner(first.video.create("A kite"))
    assert task.handle == "video-v2:518823377410051"

    platform = Platform(DONE_V2)
    resumed = runner.client(platform).task(task.handle)

    assert runner(resumed.wait()).url == "https://cdn.example.test/h3.mp4?sig=1"
    assert platform.requests[0].url.path == "/v2/query/video_generation/518823377410051"


@pytest.mark.parametrize("handle", ["", "video", "video:", ":7", "film:7", "7"])
def test_invalid_handles_are_rejected(runner: Runner, handle: str) -> None:
    with pytest.raises(ValidationError, match=r"video"):
        runner.client(Platform(DONE)).task(handle)


def test_pickled_tasks_have_their_handle_and_no_secrets(runner: Runner) -> None:
    task = runner.client(Platform(state("Processing"))).task("video:7")
    runner(task.refresh())

    pickled = pickle.dumps(task)
    copy = pickle.loads(pickled)

    assert KEY.encode() not in pickled
    assert (copy.handle, copy.status, copy.raw_status, copy.raw) == (
        "video:7",
        Status.RUNNING,
        "Processing",
        task.raw,
    )
    for use in (copy.wait, copy.refresh):
        with pytest.raises(MinimaxError, match=r"client\.task\('video:7'\)"):
            runner(use())


def test_task_errors_are_pickled_with_their_task(runner: Runner) -> None:
    task = runner.client(Platform(state("Fail"))).task("video:7")
    with pytest.raises(TaskFailed) as caught:
        runner(task.wait())

    copy = pickle.loads(pickle.dumps(caught.value))

    assert (str(copy), copy.task.handle) == (str(caught.value), "video:7")


# Cancelling


def test_a_queued_task_is_cancelled(runner: Runner) -> None:
    platform = Platform(
        v2("queued"), {"task_id": "7", "action": "cancelled", "status": "cancelled"}
    )
    task = runner.client(platform).task("video-v2:7")

    runner(task.cancel())

    assert [request.method for request in platform.requests] == ["GET", "DELETE"]
    assert task.status is Status.CANCELLED
    with pytest.raises(TaskFailed, match="cancelled"):
        runner(task.result())


def test_finished_tasks_are_not_cancelled(runner: Runner) -> None:
    platform = Platform(DONE_V2)
    task = runner.client(platform).task("video-v2:7")

    with pytest.raises(ValidationError, match="has succeeded; there is nothing left to cancel"):
        runner(task.cancel())

    assert [request.method for request in platform.requests] == ["GET"]
    assert runner(task.result()).url


def test_tasks_with_unknown_status_are_not_cancelled(runner: Runner) -> None:
    platform = Platform({"task": None})

    with pytest.raises(DecodeError, match="does not report its status"):
        runner(runner.client(platform).task("video-v2:7").cancel())

    assert [request.method for request in platform.requests] == ["GET"]


def test_cancel_can_be_repeated(runner: Runner) -> None:
    platform = Platform(v2("cancelled"))

    runner(runner.client(platform).task("video-v2:7").cancel())

    assert [request.method for request in platform.requests] == ["GET"]


def test_tasks_that_finish_during_cancel_are_not_cancelled(runner: Runner) -> None:
    task = runner.client(
        Platform(v2("queued"), {"task_id": "7", "action": "deleted", "status": "deleted"})
    ).task("video-v2:7")

    with pytest.raises(TaskFailed, match="finished just before"):
        runner(task.cancel())


def test_running_tasks_cannot_be_cancelled(runner: Runner) -> None:
    task = runner.client(
        Platform(v2("running"), openai_error(400, "invalid params (2013)", "bad_request_error"))
    ).task("video-v2:7")

    with pytest.raises(MinimaxError, match="2013"):
        runner(task.cancel())

    assert task.status is Status.RUNNING


def test_cancel_succeeds_after_a_lost_response(runner: Runner) -> None:
    platform = Platform(
        v2("queued"),
        httpx.ReadTimeout(""),
        openai_error(400, "invalid params (2013)", "bad_request_error"),
        v2("cancelled"),
    )
    task = runner.client(platform).task("video-v2:7")

    runner(task.cancel())

    assert [request.method for request in platform.requests] == ["GET", "DELETE", "DELETE", "GET"]
    assert task.status is Status.CANCELLED


def test_a_v1_task_cannot_be_cancelled(runner: Runner) -> None:
    platform = Platform(DONE)

    with pytest.raises(ValidationError, match="video:7: the platform cannot cancel"):
        runner(runner.client(platform).task("video:7").cancel())

    assert platform.requests == []


# Many tasks


def completed(runner: Runner, tasks: list[Task[Any, Any]], **options: Any) -> Any:
    """What a `for`, or an `async for`, iterates."""
    found = as_completed(tasks, **options)
    return aiter(found) if runner.is_async else iter(found)


def by_id(answers: dict[str, list[Any]]) -> Callable[[httpx.Request], httpx.Response]:
    """Answers about each task in turn, the last one again and again."""
    lock = threading.Lock()

    def handler(request: httpx.Request) -> httpx.Response:
        if "/files/" in request.url.path:
            return ok(FILE)
        with lock:
            left = answers[request.url.params["task_id"]]
            answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return ok(answer) if isinstance(answer, dict) else answer

    return handler


def test_as_completed_yields_in_order_of_completion(runner: Runner, clock: Clock) -> None:
    running = state("Processing")
    fail = {**state("Fail"), "base_resp": {"status_code": 1026, "status_msg": "input sensitive"}}
    handler = by_id(
        {
            "1": [running, running, running, DONE],
            "2": [running, DONE],
            "3": [running, running, fail],
        }
    )
    client = runner.client(handler, clock=clock)

    finished = runner.list(
        completed(runner, [client.task(f"video:{number}") for number in (1, 2, 3)])
    )

    assert [task.id for task in finished] == ["2", "3", "1"]
    assert runner(finished[0].result()).file_id == "99"
    with pytest.raises(TaskFailed, match="1026"):
        runner(finished[1].result())


def test_unknown_tasks_count_as_finished(runner: Runner, clock: Clock) -> None:
    unknown = {
        "task_id": "",
        "status": "",
        "base_resp": {"status_code": 2013, "status_msg": "task not found"},
    }
    client = runner.client(by_id({"1": [unknown], "2": [state("Processing"), DONE]}), clock=clock)

    finished = runner.list(completed(runner, [client.task("video:1"), client.task("video:2")]))

    assert [task.id for task in finished] == ["1", "2"]
    with pytest.raises(MinimaxError, match="task not found"):
        runner(finished[0].result())


def test_an_outage_of_one_task_does_not_end_the_others(runner: Runner, clock: Clock) -> None:
    client = runner.client(
        by_id({"1": [httpx.ConnectError("no route"), DONE], "2": [DONE]}), clock=clock, retry=ONCE
    )

    finished = runner.list(completed(runner, [client.task("video:1"), client.task("video:2")]))

    assert [task.id for task in finished] == ["2", "1"]


def test_timeout_names_running_tasks(runner: Runner, clock: Clock) -> None:
    client = runner.client(by_id({"1": [DONE], "2": [state("Processing")]}), clock=clock)
    tasks = [client.task("video:1"), client.task("video:2")]
    finished = completed(runner, tasks, timeout=10)

    assert runner.next(finished).id == "1"
    with pytest.raises(
        TaskTimeout, match="1 of 2 tasks are still running after 10 s: video:2"
    ) as caught:
        runner.next(finished)

    assert caught.value.task is tasks[1]
    assert clock.now == 1010


def test_slow_polls_do_not_exceed_the_timeout(runner: Runner, clock: Clock) -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        clock.now += 20
        return ok(state("Processing"))

    with pytest.raises(TaskTimeout):
        runner.list(
            completed(runner, [runner.client(slow, clock=clock).task("video:1")], timeout=50)
        )

    assert clock.now < 1100


def test_duplicate_tasks_are_yielded_once(runner: Runner, clock: Clock) -> None:
    task = runner.client(by_id({"1": [DONE]}), clock=clock).task("video:1")

    assert runner.list(completed(runner, [task, task])) == [task]


def test_as_completed_of_no_tasks_is_empty() -> None:
    async def listed() -> list[Any]:
        return [task async for task in as_completed([])]

    assert list(as_completed([])) == []
    assert asyncio.run(listed()) == []


def test_sync_and_async_tasks_cannot_be_mixed() -> None:
    tasks = [MiniMax(KEY).task("video:1"), AsyncMiniMax(KEY).task("video:2")]

    with pytest.raises(
        ValidationError, match=r"^as_completed: .*; pass tasks of one client only$"
    ) as caught:
        as_completed(tasks)  # type: ignore[type-var]
    assert caught.value.field == "tasks"


def test_threads_poll_a_limited_number_of_tasks(clock: Clock) -> None:
    pair, lock = threading.Barrier(2, timeout=10), threading.Lock()
    running = peak = 0

    def handler(request: httpx.Request) -> httpx.Response:
        nonlocal running, peak
        with lock:
            running += 1
            peak = max(peak, running)
        pair.wait()  # nobody goes on alone
        with lock:
            running -= 1
        return ok(state("Fail"))

    client = Runner("sync").client(handler, clock=clock)

    assert (
        len(
            list(
                as_completed([client.task(f"video:{number}") for number in range(6)], concurrency=2)
            )
        )
        == 6
    )
    assert peak == 2


def test_asyncio_polls_a_limited_number_of_tasks(clock: Clock) -> None:
    running = peak = 0

    async def handler(request: httpx.Request) -> httpx.Response:
        nonlocal running, peak
        running += 1
        peak = max(peak, running)
        for _ in range(5):
            await asyncio.sleep(0)
        running -= 1
        return ok(state("Fail"))

    runner = Runner("async")
    client = runner.client(handler, clock=clock)

    assert (
        len(
            runner.list(
                completed(
                    runner, [client.task(f"video:{number}") for number in range(7)], concurrency=3
                )
            )
        )
        == 7
    )
    assert peak == 3
    runner.close()


@pytest.mark.parametrize("concurrency", [0, -1])
def test_zero_concurrency_is_rejected(concurrency: int) -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        as_completed([], concurrency=concurrency)


async def nothing(task: Any) -> None:
    """The result of a task that is never finished."""


def test_polls_respect_the_rate_limit(runner: Runner, clock: Clock) -> None:
    platform = Watched(clock, {"task_id": "7", "status": "Processing", "base_resp": GOOD})
    client = runner.client(platform, clock=clock)
    tasks: list[Task[Any, Any]] = [
        Task(client._io, client._config, "speech", str(number), nothing) for number in range(4)
    ]  # type: ignore[arg-type,return-value]

    for task in tasks:
        runner(task.refresh())

    assert platform.looks == [0, 0.1, 0.2, 0.3], "ten times a second, over all tasks together"


# Cancelled coroutines


class Hanging(httpx.AsyncBaseTransport):
    """Gives its answers, then leaves requests open for ever, and counts those. `is_stuck` is set
    when `most` of them are open.
    """

    def __init__(self, *answers: httpx.Response, most: int = 1) -> None:
        self.answers = list(answers)
        self.open = self.seen = 0
        self.most = most
        self.is_stuck = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen += 1
        if self.answers:
            return self.answers.pop(0)
        self.open += 1
        if self.open == self.most:
            self.is_stuck.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.open -= 1
        raise AssertionError("unreachable")


async def cancel_when(is_stuck: asyncio.Event, call: Coroutine[Any, Any, Any]) -> None:
    """Start a call, and cancel it when it is stuck."""
    running = asyncio.create_task(call)
    await is_stuck.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def listed(tasks: AsyncIterator[Any]) -> list[Any]:
    return [task async for task in tasks]


def test_a_cancelled_wait_leaves_no_request_open() -> None:
    transport = Hanging()

    async def scenario() -> None:
        async with AsyncMiniMax(KEY, http_client=httpx.AsyncClient(transport=transport)) as client:
            await cancel_when(transport.is_stuck, client.task("video:7").wait())
            assert (transport.seen, transport.open) == (1, 0)

    asyncio.run(scenario())


def test_a_cancelled_as_completed_leaves_no_request_open() -> None:
    transport = Hanging(most=3)

    async def scenario() -> None:
        async with AsyncMiniMax(KEY, http_client=httpx.AsyncClient(transport=transport)) as client:
            tasks = [client.task(f"video:{number}") for number in range(5)]
            looking = listed(as_completed(tasks, concurrency=transport.most))
            await cancel_when(transport.is_stuck, looking)
            assert (transport.seen, transport.open) == (3, 0)

    asyncio.run(scenario())


def test_cancelled_downloads_release_their_connection(tmp_path: Any) -> None:
    is_stuck = asyncio.Event()

    async def stall() -> None:
        is_stuck.set()
        await asyncio.Event().wait()

    body = Chunks(b"ftyp" * 100, stall)
    answers = (ok(DONE_V2), httpx.Response(200, headers={"content-length": "4000"}, stream=body))

    async def scenario() -> None:
        async with AsyncMiniMax(
            KEY, http_client=httpx.AsyncClient(transport=Hanging(*answers))
        ) as client:
            download = client.task("video-v2:7").download(tmp_path / "v.mp4")
            await cancel_when(is_stuck, download)

    asyncio.run(scenario())

    assert body.closed
    assert not (tmp_path / "v.mp4").exists()


def test_network_errors_are_raised(runner: Runner) -> None:
    task = runner.client(Platform(httpx.ConnectError("no route")), retry=ONCE).task("video:7")

    with pytest.raises(NetworkError, match="no route"):
        runner(task.refresh())
