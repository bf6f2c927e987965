"""The known traps of openapi-python-client, each with the answer that the generator gives to it."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator import client as low_level
from generator.bundle import Operation, Spec
from generator.documents import Json, walk
from minimax_generated import AuthenticatedClient, models
from minimax_generated.api.files import files_upload
from minimax_generated.api.speech import t2a_v2
from minimax_generated.types import UNSET, File, Unset


@pytest.fixture(scope="module")
def digested(spec: Spec) -> Json:
    """The document as openapi-python-client gets it."""
    return low_level.document(spec)


def modules_after(statement: str, prefix: str) -> list[str]:
    """Modules below a prefix that a fresh interpreter has loaded after a statement."""
    code = (
        f"import sys\n{statement}\nprint(*sorted(name for name in sys.modules if"
        f" name.startswith({prefix!r})))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()


# ---- defaults


def test_defaults_of_the_platform_are_not_sent() -> None:
    request = models.T2ARequest(
        model="speech-2.8-hd", text="Hi.", voice_setting=models.VoiceSetting(voice_id="v")
    )

    assert request.to_dict() == {
        "model": "speech-2.8-hd",
        "text": "Hi.",
        "voice_setting": {"voice_id": "v"},
    }


def test_defaults_are_in_descriptions(digested: Json) -> None:
    schemas = digested["components"]["schemas"]

    assert not [
        path
        for path, node in walk(schemas)
        if "default" in node and not path.endswith("/properties")
    ]
    assert schemas["VoiceSetting"]["properties"]["speed"]["description"].endswith(
        "Range [0.5, 2]. Default 1.0."
    )


# ---- tolerant answers


def test_unknown_values_of_closed_sets_are_kept_in_requests() -> None:
    setting = models.VoiceSetting(voice_id="v", emotion="curious")

    assert setting.to_dict() == {"voice_id": "v", "emotion": "curious"}
    assert (
        models.VoiceSetting.from_dict({"voice_id": "v", "emotion": "curious"}).emotion == "curious"
    )


def test_unknown_values_are_kept_in_responses() -> None:
    answer = models.VideoQueryResponse.from_dict({"status": "Rendering", "task_id": 7})

    assert (answer.status, answer.task_id) == ("Rendering", 7)


def test_a_null_object_and_a_missing_one_survive() -> None:
    failed = models.T2AResponse.from_dict({"data": None, "base_resp": {"status_code": 1002}})

    assert failed.data is None
    assert failed.extra_info is UNSET
    assert failed.to_dict() == {"data": None, "base_resp": {"status_code": 1002}}


def test_null_list_items_do_not_affect_the_others() -> None:
    answer = models.ChatCompletionResponse.from_dict(
        {"choices": [None, {"index": 1, "message": {"content": "Hi."}}]}
    )

    assert isinstance(answer.choices, list)
    assert answer.choices[0] is None
    assert isinstance(answer.choices[1].message, models.ChatReplyMessage)
    assert answer.to_dict() == {"choices": [None, {"index": 1, "message": {"content": "Hi."}}]}


# ---- unions


def test_tag_selects_the_class_of_a_block() -> None:
    blocks = [
        {"type": "thinking", "thinking": "Hm.", "signature": "s"},
        {"type": "text", "text": "Hi."},
        {"type": "tool_use", "id": "call_1", "name": "f", "input": {"city": "Oslo"}},
        {"type": "hologram", "rays": 7},
    ]

    answer = models.AnthropicMessagesResponse.from_dict({"content": blocks})

    assert isinstance(answer.content, list)
    thinking, text, tool, unknown = answer.content
    assert isinstance(thinking, models.AnthropicThinkingBlock)
    assert isinstance(text, models.AnthropicTextBlock)
    assert isinstance(tool, models.AnthropicToolUseBlock)
    assert unknown == {"type": "hologram", "rays": 7}, "a block that came later stays as it came"
    assert answer.to_dict() == {"content": blocks}


def test_tag_selects_the_class_in_requests() -> None:
    content = [
        {"type": "text", "text": "Hi."},
        {"type": "video_url", "video_url": {"url": "mm_file://1"}},
        {"type": "smell"},
    ]

    request = models.ChatMessage.from_dict({"role": "user", "content": content})

    assert isinstance(request.content, list)
    assert [type(part) for part in request.content] == [
        models.ChatTextPart,
        models.ChatVideoPart,
        dict,
    ]
    assert request.to_dict() == {"role": "user", "content": content}


# ---- event streams


def test_event_streams_are_hidden_from_the_library(digested: Json) -> None:
    kinds = {
        kind
        for item in digested["paths"].values()
        for call in item.values()
        for kind in call["responses"]["200"]["content"]
    }

    assert kinds == {"application/json", "application/octet-stream"}


def test_streaming_operations_still_return_json(spec: Spec) -> None:
    streaming = [operation for operation in spec.operations() if "x-stream" in operation.data]

    assert streaming
    for operation in streaming:
        answer = operation.response_contents()["application/json"]["schema"]["$ref"].rpartition(
            "/"
        )[2]
        parsed = endpoint_module(operation).OPERATION.parse({})
        assert type(parsed).__name__.lower() == answer.lower(), operation.id


# ---- multipart


def test_no_endpoint_fixes_its_multipart_boundary(root: Path) -> None:
    fixed = [
        path.name
        for path in (root / "minimax_generated").rglob("*.py")
        if "boundary" in path.read_text(encoding="utf-8")
    ]

    assert fixed == []


def test_files_containing_the_default_boundary_are_sent_completely() -> None:
    content = b"before\r\n--+++\r\nafter\r\n--+++--\r\n"
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"file": {"file_id": 7}})

    client = AuthenticatedClient(
        base_url="https://api.example",
        token="key",
        httpx_args={"transport": httpx.MockTransport(answer)},
    )
    body = models.FilesUploadRequest(
        purpose="voice_clone", file=File(payload=BytesIO(content), file_name="a.wav")
    )
    with client:
        files_upload.sync(client=client, body=body)

    boundary = re.fullmatch(
        r"multipart/form-data; boundary=([0-9a-f]{32})", sent[0].headers["content-type"]
    )
    assert boundary is not None
    parts = sent[0].content.split(b"--" + boundary[1].encode())
    assert len(parts) == 4
    assert any(part.endswith(b"\r\n\r\n" + content + b"\r\n") for part in parts)


# ---- parse


def endpoint_module(operation: Operation) -> Any:
    return import_module(f"minimax_generated.api.{operation.feature}.{operation.id}")


def test_decoded_json_responses_can_be_parsed(spec: Spec) -> None:
    for operation in spec.operations():
        has_json = "application/json" in operation.response_contents()
        known = endpoint_module(operation).OPERATION
        assert (known.response not in (None, "File")) == has_json, operation.id
        assert not has_json or hasattr(known.response_model, "from_dict")


def test_parse_turns_decoded_data_into_a_model() -> None:
    parsed = t2a_v2.OPERATION.parse({"data": {"audio": "4944", "status": 2}, "newer": True})

    assert isinstance(parsed, models.T2AResponse)
    assert isinstance(parsed.data, models.T2AData)
    assert parsed.data.audio == "4944"
    assert parsed["newer"] is True


# ---- weight


def test_models_are_loaded_individually() -> None:
    loaded = modules_after(
        "from minimax_generated.models import T2ARequest", "minimax_generated.models."
    )

    assert "minimax_generated.models.t2a_request" in loaded
    assert len(loaded) < 20, loaded
    assert len(models.__all__) > 250


def test_package_imports_lazily() -> None:
    assert modules_after("import minimax_generated, minimax_generated.models", "httpx") == []
    assert modules_after("import minimax_generated, minimax_generated.models", "attr") == []


def test_every_lazy_name_resolves() -> None:
    assert dir(models) == sorted(models.__all__)
    assert all(
        getattr(models, name).__module__.startswith("minimax_generated.")
        for name in ("T2ARequest", "BaseResp", "ChatMessage")
    )
    with pytest.raises(AttributeError, match="T3ARequest"):
        models.T3ARequest


# ---- UNSET


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))]
)
def test_unset_is_a_singleton(again: object) -> None:
    assert callable(again)
    assert again(UNSET) is UNSET
    assert again(models.VoiceSetting(voice_id="v")).speed is UNSET
    assert again(models.VoiceSetting(voice_id="v")) == models.VoiceSetting(voice_id="v")


def test_unset_has_a_repr_and_is_false() -> None:
    assert repr(UNSET) == "UNSET"
    assert not UNSET
    assert isinstance(UNSET, Unset)


# ---- secrets and types


def test_no_repr_shows_the_token() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={}))
    client = AuthenticatedClient(
        base_url="https://api.example", token="sk-secret", httpx_args={"transport": transport}
    )
    assert "sk-secret" not in repr(client)

    t2a_v2.sync(client=client, body=models.T2ARequest(model="speech-2.8-hd", text="Hi."))
    derived = client.with_headers({"X-Team": "blue"})

    assert "sk-secret" not in repr(client)
    assert "sk-secret" not in repr(derived)
    assert "sk-secret" not in str(client)


def test_the_package_is_typed(root: Path) -> None:
    assert (root / "minimax_generated/py.typed").is_file()


# ---- limits, which the library drops without a word


def test_limits_are_in_descriptions(digested: Json) -> None:
    weight = digested["components"]["schemas"]["TimbreWeight"]["properties"]["weight"]

    assert weight["description"].endswith("Range [1, 100].")


def test_extension_keys_are_hidden_from_the_library(digested: Json) -> None:
    assert not [
        f"{path}/{key}"
        for path, node in walk(digested["paths"])
        for key in node
        if str(key).startswith("x-")
    ]
    assert "x-options" not in digested


def test_spec_is_not_modified(spec: Spec) -> None:
    before = pickle.dumps(spec.document)

    low_level.document(spec)

    assert pickle.dumps(spec.document) == before
