"""Results in the packages that applications are made of, each with the real package."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest

from minimax import ChatReply, Image, Images, MiniMax, Parsed, RunReply, Speech, Usage, Voice
from minimax_generated.api import images as images_api

pytestmark = pytest.mark.slow

MP3 = b"ID3" + bytes(range(256))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
CLIENT = MiniMax("sk-test")
OWNER = (CLIENT.images._io, CLIENT.images._config)
USAGE = {"prompt_tokens": 5, "completion_tokens": 30, "total_tokens": 35}
REPLY = ChatReply(
    {
        "id": "t",
        "choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}],
        "usage": USAGE,
    }
)
SPEECH = Speech(MP3, {"extra_info": {"usage_characters": 2}})
VOICE = Voice("v", "cloned", "Ann", "en", "warm", date(2026, 11, 30), {"voice_id": "v"})
IMAGES = Images(
    *OWNER,
    [Image(*OWNER, 0, data=PNG)],
    {"id": "i"},
    None,
    images_api.image_generation.OPERATION,
)
RESULTS: dict[str, Any] = {"chat": REPLY, "speech": SPEECH, "voice": VOICE, "images": IMAGES}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("annotated", [True, False])
def test_a_fastapi_route_returns_a_result(name: str, annotated: bool) -> None:
    fastapi = pytest.importorskip("fastapi")
    from fastapi.testclient import TestClient

    app, result = fastapi.FastAPI(), RESULTS[name]

    def route() -> Any:
        return result

    if annotated:
        route.__annotations__["return"] = type(result)
    else:
        del route.__annotations__["return"]
    app.get("/")(route)
    with TestClient(app) as http:
        answer = http.get("/").json()
        schema = http.get("/openapi.json").json()
    expected = result.to_dict()
    assert {key: answer[key] for key in expected} == expected
    content = schema["paths"]["/"]["get"]["responses"]["200"]["content"]["application/json"]
    if annotated:
        assert content["schema"]["properties"].keys() == set(result.keys())
    assert "sk-test" not in str(answer)


def test_a_fastapi_route_returns_media() -> None:
    fastapi = pytest.importorskip("fastapi")
    from fastapi.testclient import TestClient

    app = fastapi.FastAPI()

    @app.get("/")
    def route() -> Any:
        disposition = {"content-disposition": f'inline; filename="{SPEECH.filename}"'}
        return fastapi.Response(SPEECH.audio, media_type=SPEECH.media_type, headers=disposition)

    with TestClient(app) as http:
        answer = http.get("/")
    assert (answer.content, answer.headers["content-type"]) == (MP3, "audio/mpeg")
    assert answer.headers["content-disposition"] == 'inline; filename="speech.mp3"'


@pytest.mark.parametrize("name", RESULTS)
def test_a_django_view_returns_a_result(name: str) -> None:
    django = pytest.importorskip("django")
    import json

    from django.conf import settings
    from django.http import HttpResponse, JsonResponse

    if not settings.configured:
        settings.configure(DEBUG=False)
        django.setup()
    result = RESULTS[name]
    assert json.loads(JsonResponse(result.to_dict()).content) == result.to_dict()
    picture = IMAGES[0]
    response = HttpResponse(picture.data, content_type=picture.media_type)
    assert (response.content, response["content-type"]) == (PNG, "image/png")


@pytest.mark.parametrize("serializer", ["json", "pickle"])
@pytest.mark.parametrize("name", RESULTS)
def test_a_celery_task_returns_a_result(name: str, serializer: str) -> None:
    celery = pytest.importorskip("celery")
    app = celery.Celery("test", broker="memory://", backend="cache+memory://")
    app.conf.update(
        task_serializer=serializer,
        result_serializer=serializer,
        accept_content=[serializer],
        task_store_eager_result=True,
        task_always_eager=True,
    )
    result = RESULTS[name]

    @app.task(name=f"make-{name}-{serializer}")
    def make() -> Any:
        return result

    ran = make.apply_async()
    stored = app.AsyncResult(ran.id).get(timeout=10)
    found = stored if serializer == "json" else stored.to_dict()
    assert found == result.to_dict()


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_a_field_of_a_pydantic_model(name: str) -> None:
    pydantic = pytest.importorskip("pydantic")
    result = RESULTS[name]
    model = pydantic.create_model("Model", result=(type(result), ...), more=(Usage | None, None))
    held = model(result=result)
    assert held.result is result
    assert held.model_dump(mode="json") == {"result": result.to_dict(), "more": None}
    assert held.model_dump()["result"] == result.to_dict(media="bytes")
    assert model.model_json_schema()["properties"]["result"]["title"] == type(result).__name__
    with pytest.raises(pydantic.ValidationError, match=type(result).__name__):
        model(result="no result")


def test_generic_results_are_fields_of_a_pydantic_model() -> None:
    pydantic = pytest.importorskip("pydantic")
    parsed = Parsed(7, RunReply(REPLY, messages=[], turns=[]))
    adapter = pydantic.TypeAdapter(Parsed[int])
    assert adapter.validate_python(parsed) == parsed
    assert pydantic.TypeAdapter(Images[Any]).validate_python(IMAGES) is IMAGES


def test_pandas_reads_results() -> None:
    pandas = pytest.importorskip("pandas")
    usages = [Usage(5, 30, 35, 15, 0), Usage(1, 2, 3, 0, 0)]
    assert pandas.DataFrame(usages)["total_tokens"].sum() == 38
    frame = pandas.DataFrame([VOICE.to_dict(), VOICE.to_dict()])
    assert list(frame["name"]) == ["Ann", "Ann"]
    assert pandas.json_normalize(REPLY.to_dict())["usage.total_tokens"][0] == 35


def test_pyarrow_reads_results() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.Table.from_pylist(
        [SPEECH.to_dict(media="bytes"), SPEECH.to_dict(media="bytes")]
    )
    assert table.schema.field("audio").type == pyarrow.binary()
    assert table["audio"][1].as_py() == MP3
    assert base64.b64decode(SPEECH.to_dict()["audio"]) == MP3
    assert table["info"][0].as_py()["characters"] == 2
