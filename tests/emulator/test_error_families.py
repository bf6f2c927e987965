"""Every operation of the spec refuses what is wrong in its own family: status, shape, and the id of
the request in header and body.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator, spec
from minimax.emulator.faults import KINDS

from .conftest import CHAT, NATIVE, SPEECH, chat, frames, spoken

OPERATIONS = spec.operations()
WITH_BODY = [operation for operation in OPERATIONS if operation.media_type == "application/json"]
MESSAGES = "/anthropic/v1/messages"
BODIES: dict[str, dict[str, Any]] = {
    "openai": chat(),
    "anthropic": chat(max_tokens=50),
    "native": chat(),
}
PATHS = {"openai": CHAT, "anthropic": MESSAGES, "native": NATIVE}
OPERATION = {
    "openai": "chat_completions",
    "anthropic": "anthropic_messages",
    "native": "chatcompletion_v2",
}
IDS: dict[str, Any] = {"ids": lambda operation: operation.id}


def example(operation: spec.Operation) -> dict[str, Any]:
    """The first body that the spec shows of an operation."""
    content = spec.load_bundle()["paths"][operation.path][operation.method.lower()]["requestBody"][
        "content"
    ]["application/json"]
    body: dict[str, Any] = next(iter(content["examples"].values()))["value"]
    return body


def required(operation: spec.Operation) -> list[str]:
    return [*spec.schema(str(operation.body_schema)).get("required", ())]


def send(http: httpx.Client, operation: spec.Operation, **options: Any) -> httpx.Response:
    return http.request(
        operation.method, operation.path.replace("{", "").replace("}", ""), **options
    )


def assert_refused(
    operation: spec.Operation, response: httpx.Response, code: int, status: int
) -> str:
    """The answer is a refusal in the family of the operation, traced; what it says is the
    result.
    """
    answer = response.json()
    trace_id = response.headers["trace-id"]
    assert len(trace_id) == 32
    assert response.headers["minimax-request-id"] == trace_id
    assert response.headers["content-type"].startswith("application/json")
    if operation.family == "native":
        assert (response.status_code, answer["base_resp"]["status_code"]) == (200, code)
        answers = spec.load_bundle()["paths"][operation.path][operation.method.lower()][
            "responses"
        ]["200"]["content"]
        schema = (
            answers.get("application/json", {})
            .get("schema", {})
            .get("$ref", "NativeErrorEnvelope")
            .rpartition("/")[2]
        )
        if "trace_id" in spec.schema(schema)["properties"] and "application/json" in answers:
            assert answer["trace_id"] == trace_id
        return str(answer["base_resp"]["status_msg"])
    assert (response.status_code, answer["type"], answer["request_id"]) == (
        status,
        "error",
        trace_id,
    )
    message = str(answer["error"]["message"])
    if operation.family == "openai":
        assert answer["error"]["http_code"] == str(status)
        assert message.endswith(f"({code})")
    return message


@pytest.mark.parametrize("operation", OPERATIONS, **IDS)
def test_missing_and_invalid_keys(anonymous: httpx.Client, operation: spec.Operation) -> None:
    assert "login fail" in assert_refused(operation, send(anonymous, operation), 1004, 401)
    bad = {"Authorization": "Bearer sk-bad-1"}
    assert_refused(operation, send(anonymous, operation, headers=bad), 2049, 401)


@pytest.mark.parametrize("operation", OPERATIONS, **IDS)
def test_x_api_key_is_accepted_where_documented(
    anonymous: httpx.Client, operation: spec.Operation
) -> None:
    document = spec.load_bundle()
    declared = document["paths"][operation.path][operation.method.lower()].get(
        "security", document["security"]
    )
    takes = any("x-api-key" in each for each in declared)
    response = send(anonymous, operation, headers={"X-Api-Key": "sk-1"})
    assert ("login fail" not in response.text) == takes == operation.takes_x_api_key


@pytest.mark.parametrize("operation", OPERATIONS, **IDS)
def test_wrong_methods_and_longer_paths_are_gateway_404(
    http: httpx.Client, operation: spec.Operation
) -> None:
    others = {other.method for other in OPERATIONS if other.path == operation.path}
    path = operation.path.replace("{", "").replace("}", "")
    wrong = next(method for method in ("PUT", "PATCH") if method not in others)
    for response in (
        http.request(wrong, path),
        http.request(operation.method, f"{path}/no/such/thing"),
    ):
        assert (response.status_code, response.text) == (404, "404 page not found")
        assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("operation", WITH_BODY, **IDS)
def test_missing_body_wrong_type_and_missing_field(
    http: httpx.Client, operation: spec.Operation
) -> None:
    assert "not JSON" in assert_refused(operation, send(http, operation), 2013, 400)
    assert_refused(operation, send(http, operation, json=[]), 2013, 400)
    good = example(operation)
    for name in required(operation):
        assert name in assert_refused(
            operation, send(http, operation, json={**good, name: {"a": 1}}), 2013, 400
        )
        without = {key: value for key, value in good.items() if key != name}
        message = assert_refused(operation, send(http, operation, json=without), 2013, 400)
        assert f"{name} is empty" in message or f"{name}: is empty" in message


def test_wrong_parameters(http: httpx.Client) -> None:
    for operation in OPERATIONS:
        needed = [
            each for each in operation.parameters if each.get("required") and each["in"] == "query"
        ]
        if needed and operation.body_schema is None:
            assert f"{needed[0]['name']} is empty" in assert_refused(
                operation, send(http, operation), 2013, 400
            )


def test_every_native_response_has_base_resp(http: httpx.Client) -> None:
    for operation in OPERATIONS:
        if operation.family != "native" or operation.media_type not in (None, "application/json"):
            continue
        body = (
            {}
            if operation.media_type is None
            else {"json": {**example(operation), "stream": False}}
        )
        answer = send(http, operation, **body)
        assert isinstance(answer.json()["base_resp"]["status_code"], int), operation.id


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize("kind", ["adaptive", "enabled"])
def test_thinking_can_be_enabled_by_both_values(http: httpx.Client, path: str, kind: str) -> None:
    body = chat(
        "Why is the sky blue?",
        max_tokens=500,
        thinking={"type": kind},
        **({"reasoning_split": True} if path == CHAT else {}),
    )
    answer = http.post(path, json=body).text
    assert "reasoning_content" in answer or '"type":"thinking"' in answer
    off = http.post(path, json={**body, "thinking": {"type": "disabled"}}).text
    assert "reasoning_content" not in off
    assert '"type":"thinking"' not in off


# Faults in every family


def striking(response: httpx.Response | Exception, clean: httpx.Response) -> bool:
    """Whether an answer is another one than without a fault, ids and times apart."""
    if isinstance(response, Exception):
        return True
    if (response.status_code, response.headers.get("content-type")) != (
        clean.status_code,
        clean.headers.get("content-type"),
    ):
        return True
    return shape(response) != shape(clean)


def shape(response: httpx.Response) -> Any:
    if response.headers["content-type"].startswith("text/event-stream"):
        return [outline(frame) for frame in frames(response)]
    return outline(response.json())


def outline(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: outline(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [outline(item) for item in value]
    if key == "id" or key.endswith("_id") or key in ("created", "signature"):
        return type(value).__name__
    return len(value) if isinstance(value, str) and len(value) > 200 else value


def answer_of(
    http: httpx.Client, family: str, *, stream: bool, patience: float = 20
) -> httpx.Response | Exception:
    try:
        return http.post(PATHS[family], json={**BODIES[family], "stream": stream}, timeout=patience)
    except httpx.HTTPError as error:
        return error


SEEN_IN_ANSWERS = [
    name for name, kind in KINDS.items() if kind.place in ("answer", "stream") and kind.only is None
]
UNSEEN = frozenset({"ids_as_strings", "split_every_byte"})
"""Nothing of these is seen in a whole body whose ids are texts."""
WAITING = frozenset({"slow_first_byte", "stall_mid_stream", "keepalive_only"})


@pytest.mark.parametrize("family", PATHS)
@pytest.mark.parametrize("name", SEEN_IN_ANSWERS)
def test_faults_affect_the_first_and_every_nth_request_of_every_api(
    emulator: Emulator, http: httpx.Client, family: str, name: str
) -> None:
    stream, patience = KINDS[name].place == "stream", 0.1 if name in WAITING else 20
    clean = answer_of(http, family, stream=stream)
    assert isinstance(clean, httpx.Response)

    with emulator.fault(name, on=OPERATION[family], first=1) as first:
        assert striking(answer_of(http, family, stream=stream, patience=patience), clean) == (
            name not in UNSEEN
        )
        assert not striking(answer_of(http, family, stream=stream), clean)
    assert (first.seen, first.times) == (2, 1)

    with emulator.fault(name, on=OPERATION[family], every=2) as every:
        assert not striking(answer_of(http, family, stream=stream), clean)
        assert striking(answer_of(http, family, stream=stream, patience=patience), clean) == (
            name not in UNSEEN
        )
    assert (every.seen, every.times) == (2, 1)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            "task_fails:t2a_v2",
            "task_fails cannot meet t2a_v2: it is a fault of calls that start a task",
        ),
        (
            "drop_mid_stream:image_generation",
            "drop_mid_stream cannot meet image_generation: it is a fault of calls that can stream",
        ),
        ("ws_close:t2a_v2", "ws_close cannot meet t2a_v2: it is a fault of WebSockets"),
        ("unknown_status:video_generation", "it is a fault of queries of a task"),
        ("expired_url:files_retrieve", "it is a fault of signed links, the operation download"),
        ("rate_limit:download", "rate_limit cannot meet download: a file is sent unchanged"),
        ("null_data:files_retrieve_content", "a file is sent unchanged"),
        ("split_every_byte:ws_t2a_v2", "a WebSocket sends whole messages"),
        (
            "partly_blocked:t2a_v2",
            "partly_blocked cannot meet t2a_v2: it is a fault of image_generation",
        ),
        (
            "rate_limit:chat_completion",
            "no operation is called 'chat_completion'; did you mean chat_completions?",
        ),
        ("rate_limit=3", "rate_limit takes no value"),
        ("rate_limit*0", "the first n requires n to be 1 or more"),
        ("rate_limit/0", "every n-th requires n to be 1 or more"),
    ],
)
def test_inapplicable_faults_are_rejected(emulator: Emulator, fault: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"rate_limit|cannot meet|no operation") as refused:
        emulator.fault(fault)
    assert told in str(refused.value)


def test_every_fault_applies_to_some_operation(emulator: Emulator) -> None:
    operations = [*(operation.id for operation in OPERATIONS), *spec.SOCKETS, "download"]
    for name in KINDS:
        met = 0
        for operation in operations:
            try:
                emulator.fault(name, on=operation).remove()
                met += 1
            except ValueError:
                pass
        assert met, name


def test_slow_first_byte_applies_to_files(emulator: Emulator, http: httpx.Client) -> None:
    link = http.post(SPEECH, json=spoken(output_format="url")).json()["data"]["audio"]
    emulator.fault("slow_first_byte:download")
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(link, timeout=httpx.Timeout(5, read=0.1), trust_env=False)
