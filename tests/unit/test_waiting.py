"""Waiting for tasks, and validation of ids and times."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from minimax import (
    APIError,
    AuthenticationError,
    ConfigError,
    DecodeError,
    TaskFailed,
    TaskTimeout,
    ValidationError,
)
from minimax.core.waiting import valid_id
from minimax.tasks import as_completed

from .platform import AT_ONCE, Chunks, Clock, Platform, Runner, native_error, ok, openai_error

FINE = {"status_code": 0, "status_msg": "success"}
FILE = {"file": {"file_id": 9, "filename": "a.mp4", "download_url": "https://x.test/a"}}


def state(status: Any, **more: Any) -> dict[str, Any]:
    return {"task_id": "7", "status": status, "base_resp": FINE, **more}


RUNNING, DONE = state("Processing"), state("Success", file_id="9")

ODD_LOOKS = {
    "empty": httpx.Response(200),
    "a page": httpx.Response(200, html="<html>Hi</html>"),
    "null": httpx.Response(200, text="null"),
    "a list": httpx.Response(200, json=[]),
    "a number": httpx.Response(200, text="7"),
    "a text": httpx.Response(200, text='"Success"'),
    "cut off": httpx.Response(200, text='{"status": "Succ'),
    "nothing in it": ok({}),
    "a status of another type": ok(state(["Success"])),
    "a status that is an object": ok(state({"a": 1})),
    "a task of another type": ok({"task": "x", "base_resp": FINE}),
    "an unknown encoding": lambda request: httpx.Response(
        200, headers={"content-encoding": "br"}, stream=Chunks(b"x")
    ),
    "success without its file": ok(state("Success", file_id="")),
    "success with a file of another type": ok(state("Success", file_id={"a": 1})),
    "busy": native_error(1039),
    "a gateway": httpx.Response(502, html="<h1>Bad Gateway</h1>"),
}


def finished(runner: Runner, tasks: Any) -> list[Any]:
    return runner.list(aiter(tasks)) if runner.is_async else list(tasks)


@pytest.mark.parametrize("odd", ODD_LOOKS)
def test_one_failed_poll_does_not_end_a_wait(runner: Runner, clock: Clock, odd: str) -> None:
    platform = Platform(RUNNING, *[ODD_LOOKS[odd]] * 2, DONE, FILE)
    client = runner.client(platform, clock=clock, retry=AT_ONCE._replace(attempts=1))
    assert runner(client.task("video:7").wait()).file_id == "9"


@pytest.mark.parametrize("status", [400, 404])
def test_error_responses_are_not_task_states(runner: Runner, clock: Clock, status: int) -> None:
    platform = Platform(ok({**DONE, "error": {"message": "no such task"}}, status))
    with pytest.raises(APIError, match="no such task"):
        runner(runner.client(platform, clock=clock).task("video:7").wait())
    assert len(platform.requests) == 1


@pytest.mark.parametrize("task", ["video:7", None, 7])
def test_as_completed_accepts_only_tasks(task: Any) -> None:
    with pytest.raises(ValidationError, match=r"tasks: .* is not a Task; client.task\(handle\)"):
        as_completed([task])


@pytest.mark.parametrize("odd", ODD_LOOKS)
def test_one_failed_poll_does_not_end_as_completed(runner: Runner, clock: Clock, odd: str) -> None:
    if "success" in odd:
        pytest.skip("the task is finished, and its result says what is missing")
    platform = Platform(RUNNING, ODD_LOOKS[odd], state("Fail"))
    client = runner.client(platform, clock=clock, retry=AT_ONCE._replace(attempts=1))
    (task,) = finished(runner, as_completed([client.task("video:7")]))
    with pytest.raises(TaskFailed):
        runner(task.result())


def test_missing_result_is_an_error_with_raw(runner: Runner, clock: Clock) -> None:
    lacking = state("Success")
    platform = Platform(lacking)
    with pytest.raises(DecodeError) as caught:
        runner(runner.client(platform, clock=clock).task("video:7").wait())
    assert caught.value.raw == lacking
    assert len(platform.requests) == 3
    assert clock.sleeps == [2.0, 2.0]


def test_only_failed_polls_end_at_the_deadline_with_the_reason(
    runner: Runner, clock: Clock
) -> None:
    client = runner.client(Platform(httpx.Response(200, text="null")), clock=clock)
    with pytest.raises(TaskTimeout, match=r"the last poll failed \(.*not a JSON object: 'null'"):
        runner(client.task("video:7").wait(timeout=60))


def test_refusals_end_a_wait(runner: Runner, clock: Clock) -> None:
    platform = Platform(RUNNING, openai_error(401, "no (1004)"))
    with pytest.raises(AuthenticationError):
        runner(runner.client(platform, clock=clock).task("video:7").wait())
    assert len(platform.requests) == 2


TIMES = [-1, -0.5, float("nan"), float("inf"), -float("inf"), 1e18, 10**400, True, "5", b"5", [5]]


@pytest.mark.parametrize("value", TIMES, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("name", ["timeout", "interval"])
def test_invalid_timeouts_are_rejected_before_sending(
    runner: Runner, clock: Clock, name: str, value: Any
) -> None:
    platform = Platform(RUNNING)
    client = runner.client(platform, clock=clock)
    task = client.task("video:7")
    for call in (
        lambda: task.wait(**{name: value}),
        lambda: task.updates(**{name: value}),
        lambda: as_completed([task], **{name: value}),
        lambda: client.video.generate("A fox", **{name: value}),
    ):
        with pytest.raises(
            ValidationError, match=f"{name}: .* is not allowed; it must be a number"
        ):
            runner(call())
    assert platform.requests == []


def test_downloads_reject_invalid_deadlines(runner: Runner, clock: Clock) -> None:
    platform = Platform(RUNNING)
    task = runner.client(platform, clock=clock).task("video:7")
    with pytest.raises(ValidationError, match="timeout: nan"):
        runner(task.download("a.mp4", timeout=float("nan")))
    assert platform.requests == []


@pytest.mark.parametrize("value", [0, True, 1.5, "8", None])
def test_concurrency_must_be_a_positive_integer(runner: Runner, value: Any) -> None:
    with pytest.raises(ValidationError, match="whole number, at least 1") as caught:
        as_completed([runner.client(Platform(RUNNING)).task("video:7")], concurrency=value)
    assert (caught.value.field, caught.value.value) == ("concurrency", value)


HANDLES: list[Any] = [
    *("video-v2:..", "video-v2:.", "video-v2:-", "video-v2:../../v1/files/delete", "video:1&x=2"),
    *("video:a/b", "video:a%2fb", "video:1?x=1", "video:1#x", "video:a b", "video-v2:\r\nX: y"),
    *("video:1\n2", "video:\u0661", "video:\ud800", "video:" + "9" * 100_000, "video:", "", ":1"),
    *("video", "video:null", "video:None", "video:True", "video:undefined", None, 5, b"video:1"),
    *(["video:1"], {"a": 1}),
]


@pytest.mark.parametrize("handle", HANDLES, ids=lambda handle: repr(handle)[:30])
def test_invalid_handles_are_rejected_with_a_short_message(runner: Runner, handle: Any) -> None:
    with pytest.raises(ValidationError, match="is not a valid task handle") as caught:
        runner.client(Platform(RUNNING)).task(handle)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "handle", ["video:7", "video-v2:cgt-2026_01.a~b", "speech:0", "video:1:2", " video:7\n"]
)
def test_handles_round_trip(runner: Runner, handle: str) -> None:
    assert runner.client(Platform(RUNNING)).task(handle).handle == handle.strip()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("7", "7"),
        (" 7 ", "7"),
        (7, "7"),
        (10**40, str(10**40)),
        (7.0, "7"),
        ("a-b_c.d", "a-b_c.d"),
        *((value, "") for value in ("", "0", 0, -1, 1.5, True, False, None, [], ["1"], {"a": 1})),
        *((value, "") for value in ("null", "..", "../x", "1\n2", "a b", float("nan"), 1e400)),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_platform_ids_are_valid_or_none(
    runner: Runner, clock: Clock, value: Any, found: str
) -> None:
    assert valid_id(value) == found
    if value != value or value in (1e400,):
        return  # no JSON
    client = runner.client(Platform({"task_id": value, "base_resp": FINE}), clock=clock)
    if found:
        task = runner(client.video.create("A fox", model="MiniMax-Hailuo-2.3"))
        assert client.task(task.handle).id == found
        return
    for create in (
        lambda: client.video.create("A fox", model="MiniMax-Hailuo-2.3"),
        lambda: client.speech.create_task("Hi"),
    ):
        with pytest.raises(DecodeError, match="sent no valid task id") as caught:
            runner(create())
        assert caught.value.raw["task_id"] == value  # it is paid


@pytest.mark.parametrize("value", ["..", ".", "", True, None, ["a"], {"a": 1}, 1.5])
def test_ids_cannot_change_the_path(runner: Runner, value: Any) -> None:
    from minimax_generated.api import text

    platform = Platform(ok({}))
    client = runner.client(platform)
    with pytest.raises(ValidationError):
        runner(client.request(text.retrieve_model.OPERATION, model=value))
    with pytest.raises(ValidationError):
        runner(client.video.delete(value))
    assert platform.requests == []


def test_successful_polls_clear_earlier_problems(runner: Runner, clock: Clock) -> None:
    platform = Platform(openai_error(401, "no (1004)"), RUNNING)
    task = runner.client(platform, clock=clock, retry=AT_ONCE).task("video:7")
    assert finished(runner, as_completed([task])) == [task]
    with pytest.raises(AuthenticationError):
        runner(task.result())
    runner(task.refresh())
    assert not task.done


def test_zero_timeout_polls_once(runner: Runner, clock: Clock) -> None:
    platform = Platform(RUNNING)
    client = runner.client(platform, clock=clock)
    with pytest.raises(TaskTimeout):
        finished(runner, as_completed([client.task("video:7")], timeout=0))
    with pytest.raises(TaskTimeout):
        runner(client.task("video:7").wait(timeout=0))
    assert len(platform.requests) == 2
    assert clock.sleeps == []


def test_first_poll_is_immediate_unless_the_task_is_new(runner: Runner, clock: Clock) -> None:
    platform = Platform(state("Fail"))
    client = runner.client(platform, clock=clock)
    with pytest.raises(TaskFailed):
        runner(client.task("video:7").wait())
    assert clock.sleeps == []
    platform = Platform({"task_id": "7", "base_resp": FINE}, state("Fail"))
    client = runner.client(platform, clock=clock)
    task = runner(client.video.create("A fox", model="MiniMax-Hailuo-2.3"))
    with pytest.raises(TaskFailed):
        runner(task.wait())
    assert clock.sleeps == [2.0]


def test_minimum_interval_is_100_ms(runner: Runner, clock: Clock) -> None:
    client = runner.client(Platform(RUNNING), clock=clock)
    with pytest.raises(TaskTimeout):
        runner(client.task("video:7").wait(interval=0, timeout=1))
    assert set(clock.sleeps[:5]) == {0.1}


@pytest.mark.parametrize(
    ("interval", "looks"),
    [(None, [0, 2, 5, 9.5, 16.25, 26.25, 36.25]), (4, [0, 4, 8, 12, 16, 20, 24]), (0.5, [0, 0.5])],
)
def test_as_completed_uses_the_interval_of_wait(
    runner: Runner, clock: Clock, interval: float | None, looks: list[float]
) -> None:
    found: list[float] = []

    def look(request: httpx.Request) -> httpx.Response:
        found.append(clock.now - 1000)
        return ok(state("Fail") if len(found) == len(looks) else RUNNING)

    tasks = [runner.client(look, clock=clock).task("video:7")]
    assert finished(runner, as_completed(tasks, interval=interval)) == tasks
    assert found == looks


def test_minimum_interval_of_as_completed_is_100_ms(runner: Runner, clock: Clock) -> None:
    task = runner.client(Platform(RUNNING), clock=clock).task("video:7")
    with pytest.raises(TaskTimeout):
        finished(runner, as_completed([task], interval=0, timeout=0.5))
    assert clock.sleeps[:4] == pytest.approx([0.1] * 4)


def test_as_completed_does_not_poll_new_tasks_immediately(runner: Runner, clock: Clock) -> None:
    client = runner.client(Platform(RUNNING, state("Fail")), clock=clock)
    task = runner(client.task("video:7").refresh())
    assert finished(runner, as_completed([task])) == [task]
    assert clock.sleeps == [2.0]


@pytest.mark.parametrize(
    ("count", "named"),
    [(1, "video:1"), (5, ", ".join(f"video:{n}" for n in range(1, 6)))]
    + [(count, ", ".join(f"video:{n}" for n in range(1, 6)) + " ...") for count in (6, 7)],
)
def test_timeout_of_as_completed_names_some_tasks(
    runner: Runner, clock: Clock, count: int, named: str
) -> None:
    client = runner.client(Platform(RUNNING), clock=clock)
    tasks = [client.task(f"video:{number + 1}") for number in range(count)]
    with pytest.raises(TaskTimeout) as caught:
        finished(runner, as_completed(tasks, timeout=1))
    assert str(caught.value) == (
        f"{count} of {count} tasks are still running after 1 s: {named}. They keep running."
    )


def test_as_completed_works_with_concurrency_1(runner: Runner, clock: Clock) -> None:
    tasks = [runner.client(Platform(state("Fail")), clock=clock).task("video:7")]
    assert finished(runner, as_completed(tasks, concurrency=1)) == tasks


def test_next_finished_task_can_be_requested(runner: Runner, clock: Clock) -> None:
    client = runner.client(Platform(state("Fail")), clock=clock)
    tasks = [client.task("video:7"), client.task("video:8")]
    found = as_completed(tasks)
    assert [runner(anext(found)) if runner.is_async else next(found) for _ in tasks] == tasks


@pytest.mark.parametrize(
    "watch",
    [lambda task: task.updates(), lambda task: as_completed([task])],
    ids=["updates", "as_completed"],
)
def test_closing_ends_iteration_elsewhere(runner: Runner, watch: Any) -> None:
    class Closing(Clock):
        """Closes the stream during the first wait."""

        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if not runner.is_async:
                stream.close()

        async def asleep(self, seconds: float) -> None:
            await super().asleep(seconds)
            await stream.close()

    platform = Platform(state("Queueing"))
    task = runner.client(platform, clock=Closing()).task("video:7")
    watched = watch(task)
    stream: Any = aiter(watched) if runner.is_async else iter(watched)
    assert [str(each) for each in runner.list(stream)] in ([], ["queued"])
    assert len(platform.requests) <= 2


def test_refused_cancels_raise(runner: Runner, clock: Clock) -> None:
    queued = {"task": {"id": "7", "status": "queued"}}
    platform = Platform(queued, openai_error(400, "it runs already (2013)"))
    with pytest.raises(APIError, match="it runs already"):
        runner(runner.client(platform, clock=clock).task("video-v2:7").cancel())
    assert [request.method for request in platform.requests] == ["GET", "DELETE"]


def test_lost_cancel_responses_are_verified(runner: Runner, clock: Clock) -> None:
    queued, gone = ({"task": {"id": "7", "status": word}} for word in ("queued", "cancelled"))
    lost, refused = httpx.ReadError("reset"), openai_error(400, "it is cancelled (2013)")
    task = runner.client(Platform(queued, lost, refused, gone), clock=clock).task("video-v2:7")
    runner(task.cancel())
    assert task.status == "cancelled"


def test_tasks_without_client_raise_with_a_hint(runner: Runner) -> None:
    import pickle

    task = pickle.loads(pickle.dumps(runner.client(Platform(RUNNING)).task("video:7")))
    with pytest.raises(ConfigError, match=r"client\.task"):
        runner(task.refresh())
