"""`headers=`, `retry=` and `timeout=` on tasks, results and files."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax import NetworkError, Retry, ServerError
from minimax.core.operation import ClientResult
from minimax.tasks import as_completed

from .platform import AT_ONCE, Platform, Runner, ok

OWN = {"headers": {"X-Team": "own"}, "retry": Retry(attempts=1)}
VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(100)
JPEG = b"\xff\xd8\xff\xe0" + bytes(60)


def archive() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        member = tarfile.TarInfo("speech.mp3")
        member.size = 4
        tar.addfile(member, io.BytesIO(b"ID3\x04"))
    return packed.getvalue()


class World:
    """Answers by path: a V1 video, long speech, a V2 task, a file, and a storage host."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.status = "Success"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        path, host = request.url.path, request.url.host
        if host == "storage.test":
            content = archive() if path.endswith(".tar") else JPEG if "jpeg" in path else VIDEO
            return httpx.Response(200, content=content)
        if path == "/v1/files/retrieve":
            name = "speech.tar" if request.url.params["file_id"] == "8" else "clip.mp4"
            link = f"https://storage.test/{name}"
            return ok({"file": {"file_id": 9, "filename": name, "download_url": link}})
        if path == "/v1/image_generation":
            return ok({"data": {"image_urls": ["https://storage.test/1.jpeg"]}})
        if path.startswith("/v2/"):
            task = {"id": "5", "status": "queued", "task_type": "generation"}
            return ok({"task": task})
        file_id = "8" if "t2a_async" in path else "9"
        return ok({"task_id": "7", "status": self.status, "file_id": file_id})

    def of_the_platform(self) -> list[httpx.Request]:
        return [each for each in self.requests if each.url.host != "storage.test"]


def finished_video(runner: Runner, client: Any) -> Any:
    return runner(client.task("video:7").wait())


def task(name: str) -> Any:
    return lambda runner, client: client.task(name)


def speech_file(runner: Runner, client: Any) -> Any:
    return runner(client.task("speech:7").wait())


OWNERS_AND_CALLS: dict[str, tuple[Any, Any]] = {
    "task.refresh": (task("video:7"), lambda it, to, own: it.refresh(**own)),
    "task.wait": (task("video:7"), lambda it, to, own: it.wait(**own)),
    "task.updates": (task("video:7"), lambda it, to, own: it.updates(**own)),
    "task.result": (task("video:7"), lambda it, to, own: it.result(**own)),
    "task.download": (task("video:7"), lambda it, to, own: it.download(to / "a.mp4", **own)),
    "task.cancel": (task("video-v2:5"), lambda it, to, own: it.cancel(**own)),
    "speech task": (task("speech:7"), lambda it, to, own: it.download(to / "a.mp3", **own)),
    "speech.save": (speech_file, lambda it, to, own: it.save(to / "a.mp3", **own)),
    "speech.unpack": (speech_file, lambda it, to, own: it.unpack(to, **own)),
    "speech.read": (speech_file, lambda it, to, own: it.read(**own)),
    "speech.members": (speech_file, lambda it, to, own: it.members(**own)),
    "speech.archive": (
        speech_file,
        lambda it, to, own: it.archive.save(to / "a.tar", **own),
    ),
    "files.get": (lambda runner, client: client.files, lambda it, to, own: it.get("9", **own)),
    "files.download": (
        lambda runner, client: client.files,
        lambda it, to, own: it.download("9", to / "a.mp4", **own),
    ),
    "files.delete": (
        lambda runner, client: client.files,
        lambda it, to, own: it.delete("9", **own),
    ),
}


def done(runner: Runner, outcome: Any) -> Any:
    return runner.list(outcome) if hasattr(outcome, "final") else runner(outcome)


@pytest.mark.parametrize("name", OWNERS_AND_CALLS)
def test_methods_of_results_accept_headers(runner: Runner, name: str, tmp_path: Path) -> None:
    world = World()
    client = runner.client(world, headers={"X-Team": "usual"})
    find, call = OWNERS_AND_CALLS[name]
    owner = find(runner, client)
    world.requests.clear()

    done(runner, call(owner, tmp_path, OWN))

    assert world.of_the_platform()
    assert {each.headers["x-team"] for each in world.of_the_platform()} == {"own"}
    stored = [each for each in world.requests if each.url.host == "storage.test"]
    assert not any("x-team" in each.headers for each in stored)

    world.requests.clear()
    done(runner, call(find(runner, client), tmp_path, {}))
    assert {each.headers["x-team"] for each in world.of_the_platform()} == {"usual"}


BROKEN: dict[str, tuple[Any, Any]] = {
    "video.save": (finished_video, lambda it, to, own: it.save(to / "b.mp4", **own)),
    "video.read": (finished_video, lambda it, to, own: it.read(**own)),
    "video.write_to": (finished_video, lambda it, to, own: it.write_to(io.BytesIO(), **own)),
    "image.save": (
        lambda runner, client: runner(client.images.generate("x", format="url"))[0],
        lambda it, to, own: it.save(to / "b.jpeg", **own),
    ),
    "image.read": (
        lambda runner, client: runner(client.images.generate("x", format="url"))[0],
        lambda it, to, own: it.read(**own),
    ),
    "images.save": (
        lambda runner, client: runner(client.images.generate("x", format="url")),
        lambda it, to, own: it.save(to, **own),
    ),
    "files.download of a link": (
        lambda runner, client: client.files,
        lambda it, to, own: it.download("https://storage.test/a.mp4", to / "b.mp4", **own),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_downloads_accept_retry_and_timeout(runner: Runner, name: str, tmp_path: Path) -> None:
    world, broken = World(), False

    def platform(request: httpx.Request) -> httpx.Response:
        answer = world(request)
        return httpx.Response(503) if broken and request.url.host == "storage.test" else answer

    client = runner.client(platform, retry=Retry(attempts=4, base=0.0))
    find, call = BROKEN[name]
    owner = find(runner, client)
    broken = True

    def stored() -> list[httpx.Request]:
        return [each for each in world.requests if each.url.host == "storage.test"]

    world.requests.clear()
    with pytest.raises(NetworkError):
        runner(call(owner, tmp_path, {"retry": Retry(attempts=1), "timeout": 7}))
    assert len(stored()) == 1
    assert stored()[0].extensions["timeout"]["read"] == 7

    world.requests.clear()
    with pytest.raises(NetworkError):
        runner(call(owner, tmp_path, {}))
    assert len(stored()) == 4
    assert stored()[0].extensions["timeout"]["read"] != 7


def test_task_state_is_updated_by_calls_with_options(runner: Runner) -> None:
    world = World()
    task = runner.client(world).task("video:7")
    seen: list[Any] = []

    assert runner(task.refresh(**OWN)) is task
    assert task.status == "succeeded"
    video = runner(task.wait(on_status=seen.append, **OWN))
    assert seen == [task]
    asked = len(world.requests)
    assert runner(task.result()) is video
    assert len(world.requests) == asked


def test_errors_of_calls_with_options_have_the_task(runner: Runner) -> None:
    world = World()
    world.status = "Fail"
    task = runner.client(world).task("video:7")
    with pytest.raises(Exception, match="video:7") as caught:
        runner(task.wait(**OWN))
    assert caught.value.task is task  # type: ignore[attr-defined]


def test_polls_accept_retry(runner: Runner) -> None:
    platform = Platform(httpx.Response(503))
    task = runner.client(platform, retry=AT_ONCE).task("video:7")
    with pytest.raises(ServerError):
        runner(task.refresh(retry=Retry(attempts=1)))
    assert len(platform.requests) == 1


def test_as_completed_accepts_options(runner: Runner) -> None:
    world = World()
    client = runner.client(world, headers={"X-Team": "usual"})
    tasks = [client.task("video:7"), client.task("video:8")]
    finished = as_completed(tasks, **OWN)
    assert set(runner.list(aiter(finished) if runner.is_async else iter(finished))) == set(tasks)
    assert {each.headers["x-team"] for each in world.requests} == {"own"}


@pytest.mark.parametrize("call", ["refresh", "wait", "result", "cancel"])
def test_an_unknown_option_of_a_task_is_refused(runner: Runner, call: str) -> None:
    task = runner.client(World()).task("video:7")
    with pytest.raises(
        TypeError, match=rf"{call}\(\) got an unexpected keyword argument 'retries'"
    ):
        runner(getattr(task, call)(retries=3))


def test_options_of_one_call_share_the_state_of_a_result(runner: Runner) -> None:
    task = runner.client(World()).task("video:7")
    view = task._with_config(task._config._replace(region="global"))
    view.status = "expired"
    assert isinstance(view, ClientResult)
    assert (task.status, task._config.region) == ("expired", None)
