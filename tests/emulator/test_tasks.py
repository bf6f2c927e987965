"""Tasks: how they move with the clock, whose they are, how they misbehave, what their webhooks
hear.
"""

from __future__ import annotations

import asyncio
import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

import minimax.emulator
from minimax.emulator import Emulator, spec
from minimax.emulator.endpoints import callbacks
from minimax.emulator.limits import Bucket
from minimax.emulator.tasks import KEPT, Failure, Stage, Task, Tasks
from minimax.errors import TaskFailed, TaskTimeout
from minimax.tasks import Status
from minimax.tasks import Task as ClientTask

from .test_conformance import unknown

V2 = {
    "model": "MiniMax-H3",
    "content": [{"type": "text", "text": "a kite"}],
    "resolution": "768P",
    "duration": 4,
    "ratio": "16:9",
}
CREATE: dict[str, tuple[str, dict[str, Any]]] = {
    "video": ("/v1/video_generation", {"model": "MiniMax-Hailuo-2.3", "prompt": "a kite"}),
    "video-v2": ("/v2/video_generation", V2),
    "video-prompt": (
        "/v2/h3_context_ir",
        {name: V2[name] for name in ("model", "content", "duration", "ratio")},
    ),
    "video-template": (
        "/v1/video_template_generation",
        {"template_id": "394514820878671878", "text_inputs": [{"value": "moon"}]},
    ),
    "speech": (
        "/v1/t2a_async_v2",
        {
            "model": "speech-2.8-hd",
            "text": "Once.",
            "voice_setting": {"voice_id": "English_Graceful_Lady"},
        },
    ),
}
QUERY = {
    "video": "/v1/query/video_generation?task_id={}",
    "video-v2": "/v2/query/video_generation/{}",
    "video-prompt": "/v2/query/video_generation/{}",
    "video-template": "/v1/query/video_template_generation?task_id={}",
    "speech": "/v1/query/t2a_async_query_v2?task_id={}",
}
KINDS = list(CREATE)


def create(http: httpx.Client, kind: str = "video", **more: Any) -> str:
    path, body = CREATE[kind]
    answer = http.post(path, json={**body, **more}).json()
    assert answer.get("task_id"), answer
    return str(answer["task_id"])


def state(http: httpx.Client, kind: str, task_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = http.get(QUERY[kind].format(task_id)).json()
    return answer.get("task", answer)


def task(**more: Any) -> Task:
    return Task(
        **{
            "id": "1",
            "kind": "video",
            "created": 100.0,
            "seconds": 8.0,
            "keep": lambda _: None,
            **more,
        }
    )


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        (100.0, Stage.PREPARING),
        (100.9, Stage.PREPARING),
        (101.0, Stage.QUEUED),
        (102.0, Stage.RUNNING),
        (107.9, Stage.RUNNING),
        (108.0, Stage.SUCCEEDED),
        (9e9, Stage.SUCCEEDED),
    ],
)
def test_task_status_depends_on_the_clock(now: float, stage: Stage) -> None:
    assert task().stage(now) is stage


def test_tasks_can_fail_never_end_or_be_cancelled() -> None:
    assert task(failure=Failure(1027, "no")).stage(107.0) is Stage.RUNNING
    assert task(failure=Failure(1027, "no")).stage(108.0) is Stage.FAILED
    assert task(endless=True).stage(9e9) is Stage.RUNNING
    assert task(cancelled=101.0).stage(9e9) is Stage.CANCELLED


def test_results_are_stored_once_after_success() -> None:
    kept: list[str] = []
    tasks = Tasks()
    for name, more in {
        "good": {},
        "bad": {"failure": Failure(1027, "no")},
        "gone": {"cancelled": 101.0},
        "slow": {"seconds": 90.0},
    }.items():
        tasks.add(task(id=name, keep=lambda done: kept.append(done.id), **more))
    tasks.settle(107.0)
    assert kept == []
    tasks.settle(108.0)
    tasks.settle(109.0)
    assert kept == ["good"]


def test_oldest_tasks_are_evicted() -> None:
    tasks = Tasks()
    for number in range(KEPT + 1):
        tasks.add(task(id=str(number)))
    assert tasks.find("video", "0") is None
    assert len(list(tasks)) == KEPT


def test_token_bucket_allows_bursts_and_even_pace() -> None:
    bucket = Bucket(10)
    assert [bucket.take(5.0) for _ in range(11)] == [True] * 10 + [False]
    even = Bucket(10)
    assert all(even.take(5.0 + number / 10) for number in range(100))


WAYS = {
    "video": ["Preparing", "Queueing", "Processing", "Success"],
    "video-v2": ["queued", "queued", "running", "succeeded"],
    "video-prompt": ["queued", "queued", "running", "succeeded"],
    "video-template": ["Preparing", "Preparing", "Processing", "Success"],
    "speech": ["Processing", "Processing", "Processing", "Success"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_own_status_names(
    emulator: Emulator, http: httpx.Client, kind: str
) -> None:
    task_id = create(http, kind)
    said = []
    for turn in (0.0, 0.6, 0.5, 3.0):
        emulator.clock.advance(turn)
        said.append(state(http, kind, task_id)["status"])
    assert said == WAYS[kind]


def test_task_duration_can_be_set() -> None:
    with Emulator(task_seconds=900) as emulator:
        with httpx.Client(
            base_url=emulator.base_url, headers={"Authorization": "Bearer k"}, trust_env=False
        ) as http:
            task_id = create(http)
            emulator.clock.advance(890)
            assert state(http, "video", task_id)["status"] == "Processing"
            emulator.clock.advance(11)
            assert state(http, "video", task_id)["status"] == "Success"


@pytest.mark.parametrize("kind", KINDS)
def test_tasks_of_other_accounts_are_not_found(
    emulator: Emulator, http: httpx.Client, kind: str
) -> None:
    task_id = create(http, kind)
    answer = http.get(
        QUERY[kind].format(task_id), headers={"Authorization": "Bearer sk-somebody-else"}
    )
    assert answer.status_code == (400 if kind in ("video-v2", "video-prompt") else 200)
    assert answer.json().get("status", "") == ""
    assert "not found" in answer.text


@pytest.mark.parametrize("kind", KINDS)
def test_ids_belong_to_their_endpoint(emulator: Emulator, http: httpx.Client, kind: str) -> None:
    task_id = create(http, kind)
    others = {path for path in QUERY.values() if path != QUERY[kind]}
    assert all("not found" in http.get(path.format(task_id)).text for path in others)


def test_same_requests_have_the_same_ids_after_a_reset(
    emulator: Emulator, http: httpx.Client
) -> None:
    first = [create(http, kind) for kind in KINDS]
    emulator.reset()
    assert [create(http, kind) for kind in KINDS] == first
    assert len(set(first)) == len(first)


SCHEMAS = {
    "video": ("VideoGenerationResponse", "VideoQueryResponse"),
    "video-v2": ("VideoV2CreateResponse", "VideoV2TaskResponse"),
    "video-prompt": ("VideoV2CreateResponse", "VideoV2TaskResponse"),
    "video-template": ("VideoTemplateResponse", "VideoTemplateQueryResponse"),
    "speech": ("T2AAsyncResponse", "T2AAsyncQueryResponse"),
}


def described(schema: str, answer: Any) -> None:
    """An answer is what the spec says, and nothing beyond it."""
    document = spec.load_bundle()
    Draft202012Validator({**document, "$ref": f"#/components/schemas/{schema}"}).validate(answer)
    assert unknown(schema, answer) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [None, "task_fails"])
def test_responses_match_the_spec(
    emulator: Emulator, http: httpx.Client, kind: str, fault: str | None
) -> None:
    if fault:
        emulator.fault(fault)
    path, body = CREATE[kind]
    created = http.post(path, json=body).json()
    described(SCHEMAS[kind][0], created)
    for _ in range(2):
        described(SCHEMAS[kind][1], http.get(QUERY[kind].format(created["task_id"])).json())
        described("VideoV2ListResponse", http.get("/v2/query/video_generation").json())
        emulator.clock.advance(4)
    if kind.startswith("video-v2"):
        described(
            "VideoV2DeleteResponse",
            http.delete(f"/v2/video_generation/{created['task_id']}").json(),
        )


# Faults

FAILED = {
    "video": ("Fail", lambda told: told["base_resp"]["status_code"]),
    "video-v2": ("failed", lambda told: int(told["error"]["code"])),
    "video-prompt": ("failed", lambda told: int(told["error"]["code"])),
    "video-template": ("Fail", lambda told: told["base_resp"]["status_code"]),
    "speech": ("Failed", None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_failed_tasks_have_the_reason_if_supported(
    emulator: Emulator, http: httpx.Client, kind: str
) -> None:
    emulator.fault("task_fails=1026*1")
    failing, good = create(http, kind), create(http, kind)
    assert state(http, kind, failing)["status"] == WAYS[kind][0]
    emulator.clock.advance(4)
    told, (word, reason) = state(http, kind, failing), FAILED[kind]
    assert told["status"] == word
    assert told.get("file_id") in (None, "")
    if reason is not None:
        assert reason(told) == 1026
    assert state(http, kind, good)["status"] == WAYS[kind][-1]


@pytest.mark.parametrize("kind", KINDS)
def test_task_never_ends(emulator: Emulator, http: httpx.Client, kind: str) -> None:
    emulator.fault("task_never_ends", on=None, first=1)
    endless, good = create(http, kind), create(http, kind)
    emulator.clock.advance(86_400 * 6)
    assert state(http, kind, endless)["status"] == WAYS[kind][2]
    assert state(http, kind, good)["status"] in (WAYS[kind][3], "Expired")


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_status_affects_only_unfinished_tasks(
    emulator: Emulator, http: httpx.Client, kind: str
) -> None:
    emulator.fault("unknown_status")
    task_id = create(http, kind)
    assert state(http, kind, task_id)["status"].lower() == "rendering"
    emulator.clock.advance(4)
    assert state(http, kind, task_id)["status"] == WAYS[kind][3]


def test_unknown_status_counts_only_queries(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("unknown_status*1")
    task_id = create(http)
    assert [state(http, "video", task_id)["status"] for _ in range(2)] == ["Rendering", "Preparing"]


def test_lower_case_status(emulator: Emulator, http: httpx.Client) -> None:
    emulator.fault("lower_case_status")
    task_id = create(http)
    assert state(http, "video", task_id)["status"] == "preparing"
    emulator.clock.advance(4)
    assert state(http, "video", task_id)["status"] == "success"


@pytest.mark.parametrize(("fault", "kind"), [("ids_as_strings", str), ("ids_as_ints", int)])
def test_ids_of_both_types_are_accepted(
    emulator: Emulator, http: httpx.Client, fault: str, kind: type
) -> None:
    emulator.fault(fault)
    for path, body in (CREATE["video"], CREATE["speech"]):
        created = http.post(path, json=body).json()
        assert isinstance(created["task_id"], kind)
        emulator.clock.advance(4)
        told = state(http, "speech" if "async" in path else "video", created["task_id"])
        assert isinstance(told["file_id"], kind)
        found = http.get("/v1/files/retrieve", params={"file_id": told["file_id"]}).json()
        assert found["file"]["download_url"]
        assert isinstance(found["file"]["file_id"], kind)


# Webhooks


class Webhook:
    """A server on loopback that keeps what it is told; `answer` says what it replies to a
    challenge.
    """

    def __init__(self) -> None:
        self.received: queue.Queue[dict[str, Any]] = queue.Queue()
        self.answer: Callable[[dict[str, Any]], bytes] = lambda body: json.dumps(body).encode()
        self.status = 200
        webhook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                webhook.received.put(body)
                content = webhook.answer(body) if "challenge" in body else b"{}"
                self.send_response(webhook.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/minimax"

    def next(self) -> dict[str, Any]:
        return self.received.get(timeout=5)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    webhook = Webhook()
    thread = threading.Thread(target=webhook.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield webhook
    webhook.server.shutdown()
    thread.join()
    webhook.server.server_close()


def turn(emulator: Emulator, seconds: float) -> None:
    """Turn the clock once somebody waits for it."""
    deadline = time.monotonic() + 5
    while not emulator.clock.waiting() and time.monotonic() < deadline:
        time.sleep(0)  # only lets the server have its turn
    emulator.clock.advance(seconds)


def test_webhooks_receive_a_challenge_and_every_change(
    emulator: Emulator, http: httpx.Client, webhook: Webhook
) -> None:
    task_id = create(http, "video", callback_url=webhook.url)
    assert list(webhook.next()) == ["challenge"]
    turn(emulator, 1.1)
    good = {"status_code": 0, "status_msg": "success"}
    assert webhook.next() == {
        "task_id": task_id,
        "status": "processing",
        "file_id": "",
        "base_resp": good,
    }
    turn(emulator, 3)
    told = webhook.next()
    described("VideoV1Callback", told)
    assert (told["status"], told["video_width"], told["video_height"]) == ("success", 1366, 768)
    assert told["file_id"] == state(http, "video", task_id)["file_id"]
    notes = emulator.requests("video_generation")[0].notes
    assert notes[:2] == [
        f"{webhook.url} answered the challenge",
        f"{webhook.url} was notified: running",
    ]


def test_simultaneous_changes_are_sent_in_order(
    emulator: Emulator, http: httpx.Client, webhook: Webhook
) -> None:
    create(http, "video-template", callback_url=webhook.url)
    webhook.next()
    turn(emulator, 3600)
    assert [webhook.next()["status"], webhook.next()["status"]] == ["processing", "success"]


def test_v2_webhooks_receive_the_query_response(
    emulator: Emulator, http: httpx.Client, webhook: Webhook
) -> None:
    task_id = create(http, "video-v2", callback_url=webhook.url)
    webhook.next()
    turn(emulator, 4)
    assert webhook.next()["task"]["status"] == "running"
    told = webhook.next()["task"]
    asked = state(http, "video-v2", task_id)
    described("VideoV2Callback", {"task": told})
    assert {**told, "content": None} == {**asked, "content": None}
    assert told["content"]["url"].startswith(f"{emulator.base_url}/download/{task_id}.mp4?")


def test_webhooks_receive_failures_and_cancellations(
    emulator: Emulator, http: httpx.Client, webhook: Webhook
) -> None:
    with emulator.fault("task_fails"):
        create(http, "video", callback_url=webhook.url)
    webhook.next()
    turn(emulator, 4)
    assert webhook.next()["status"] == "processing"
    failed = webhook.next()
    assert (failed["status"], failed["base_resp"]["status_code"]) == ("failed", 1027)
    task_id = create(http, "video-v2", callback_url=webhook.url)
    webhook.next()
    http.delete(f"/v2/video_generation/{task_id}")
    assert webhook.next()["task"]["status"] == "cancelled"


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        (b'{"challenge": "another"}', 200, "must be the same JSON"),
        (b'"9f2c77"', 200, "must be the same JSON"),
        (b"ok", 200, "must be the same JSON"),
        (b"{}", 500, "HTTP 500"),
        (bytes(100_000), 200, "more than 65536 bytes"),
    ],
)
def test_wrong_challenge_responses_reject_the_task(
    emulator: Emulator,
    http: httpx.Client,
    webhook: Webhook,
    answer: bytes,
    status: int,
    reason: str,
) -> None:
    webhook.answer, webhook.status = lambda _: answer, status
    path, body = CREATE["video"]
    refused = http.post(path, json={**body, "callback_url": webhook.url}).json()
    assert refused["task_id"] == ""
    assert refused["base_resp"]["status_code"] == 2013
    assert "callback_url" in refused["base_resp"]["status_msg"]
    assert reason in refused["base_resp"]["status_msg"]
    assert list(emulator.platform.accounts.popitem()[1].tasks) == []


def test_slow_or_unreachable_webhooks_reject_the_task(
    emulator: Emulator, http: httpx.Client, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()
    webhook.answer = lambda body: b"{}" if answered.wait(5) else b""
    monkeypatch.setattr(callbacks, "ANSWER_SECONDS", 0.05)
    path, body = CREATE["video-v2"]
    slow = http.post(path, json={**body, "callback_url": webhook.url})
    answered.set()
    assert slow.status_code == 400
    assert "nothing within 0.05 seconds" in slow.json()["error"]["message"]
    dead = http.post(path, json={**body, "callback_url": "http://127.0.0.1:9/"})
    assert "no response to the challenge" in dead.json()["error"]["message"]


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/minimax",
        "http://10.0.0.7/",
        "http://localhost.example.com/",
        "http://[2001:db8::1]/",
    ],
)
def test_external_webhooks_are_noted_and_not_called(
    emulator: Emulator, http: httpx.Client, url: str
) -> None:
    create(http, "video", callback_url=url)
    assert emulator.requests("video_generation")[0].notes == [
        f"{url} is not on loopback: not called"
    ]
    assert emulator.clock.waiting() == 0


@pytest.mark.parametrize("url", ["hooks.example.com", "file:///etc/passwd", "http://[", "http://"])
def test_webhooks_must_be_urls(emulator: Emulator, http: httpx.Client, url: str) -> None:
    path, body = CREATE["video"]
    assert "callback_url is not a URL" in http.post(path, json={**body, "callback_url": url}).text


def test_unreachable_webhooks_are_harmless(
    emulator: Emulator, http: httpx.Client, webhook: Webhook
) -> None:
    task_id = create(http, "video", callback_url=webhook.url)
    webhook.status = 503
    turn(emulator, 4)
    assert [webhook.next().get("status") for _ in range(3)] == [None, "processing", "success"]
    assert state(http, "video", task_id)["status"] == "Success"
    assert (
        f"{webhook.url} could not be notified: running (HTTP 503)"
        in emulator.requests("video_generation")[0].notes
    )


# The clock of a client


async def file_id(task: Any) -> str:
    """The result of a task of the client, without a download."""
    return str(task.state["file_id"])


def test_client_waits_advance_the_clock() -> None:
    seen: list[str] = []
    with Emulator(task_seconds=900) as emulator, minimax.emulator.client(emulator) as client:
        created = httpx.post(
            emulator.base_url + CREATE["video"][0],
            json=CREATE["video"][1],
            headers={"Authorization": "Bearer sk-emulator"},
        )
        waiting: Any = ClientTask(
            client._io, client._config, "video", created.json()["task_id"], file_id
        )
        started = time.perf_counter()
        assert waiting.wait(
            interval=60, on_status=lambda task: seen.append(task.raw_status)
        ).isdigit()
        assert time.perf_counter() - started < 1
        assert 900 <= emulator.clock.monotonic() < 965
        assert seen == ["Preparing", "Processing", "Success"]
        assert len(emulator.requests("query_video_generation")) == 16


def test_async_client_waits_advance_the_clock() -> None:
    async def scene(emulator: Emulator) -> list[Status]:
        async with (
            minimax.emulator.async_client(emulator) as client,
            httpx.AsyncClient(trust_env=False) as http,
        ):
            headers = {"Authorization": "Bearer sk-emulator"}
            created = await http.post(
                emulator.base_url + CREATE["video"][0], json=CREATE["video"][1], headers=headers
            )
            waiting: Any = ClientTask(
                client._io, client._config, "video", created.json()["task_id"], file_id
            )
            return [status async for status in waiting.updates(interval=60)]

    with Emulator(task_seconds=900) as emulator:
        assert asyncio.run(scene(emulator)) == [Status.QUEUED, Status.RUNNING, Status.SUCCEEDED]


def test_client_receives_failure_and_timeout() -> None:
    with Emulator(task_seconds=30) as emulator, minimax.emulator.client(emulator) as client:
        for fault, error in (("task_fails", TaskFailed), ("task_never_ends", TaskTimeout)):
            with emulator.fault(fault):
                headers = {"Authorization": "Bearer sk-emulator"}
                created = httpx.post(
                    emulator.base_url + CREATE["video"][0], json=CREATE["video"][1], headers=headers
                )
            waiting: Any = ClientTask(
                client._io, client._config, "video", created.json()["task_id"], file_id
            )
            with pytest.raises(error):
                waiting.wait(timeout=60)


def test_client_can_use_real_time() -> None:
    with minimax.emulator.client(turn_clock=False) as client:
        assert abs(client._io.now() - time.monotonic()) < 1
