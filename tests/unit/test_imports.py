"""Import costs; each case runs in a separate Python process."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from benchmarks.extras import IMPORTS

ROOT = Path(__file__).parents[2]
HEAVY = (
    "httpx",
    "httpcore",
    "attr",
    "attrs",
    "ssl",
    "asyncio",
    "email",
    "websockets",
    "pydantic",
    "yaml",
    "dateutil",
    "tinytag",
)
EXTRAS = (
    "starlette",
    "uvicorn",
    "jsonschema",
    "av",
    "PIL",
    "websockets",
    "yaml",
    "multipart",
    "msgspec",
    "docstring_parser",
)
SCRIPTED = """
import httpx
from minimax import MiniMax
def platform(request):
    if b'"stream":true' in request.content:
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=STREAM)
    return httpx.Response(200, json=ANSWER)
client = MiniMax("sk-test", http_client=httpx.Client(transport=httpx.MockTransport(platform)))
"""
CHAT = """
ANSWER = {"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}
STREAM = b'data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\\n\\n'
assert client.text.chat("Hi").text == "Hi"
assert client.text.stream("Hi").final().text == "Hi"
"""
SPEECH = """
ANSWER = {"data": {"audio": "00", "status": 2}}
STREAM = b'data: {"data":{"audio":"00","status":2}}\\n\\n'
assert client.speech.synthesize("Hi").audio == b"\\0"
assert client.speech.stream("Hi").final().audio == b"\\0"
"""
REFUSED = """
from minimax import AuthenticationError
ANSWER = {"base_resp": {"status_code": 1004, "status_msg": "login fail"}}
try:
    client.text.chat("Hi")
except AuthenticationError:
    pass
"""


def loaded_by(code: str) -> set[str]:
    """The modules that a program has loaded at its end, without those that Python itself needs to
    start.

    httpcore loads trio, and trio loads attrs, where it is installed; as it is for these tests.
    """
    program = (
        f"import sys; sys.modules['trio'] = None; before = set(sys.modules)\n{code}\nimport json;"
        " print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def packages(modules: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


def test_importing_minimax_loads_no_other_packages() -> None:
    modules = loaded_by("import minimax")
    assert {module for module in modules if module.startswith("minimax")} == {
        "minimax",
        "minimax.version",
    }
    assert packages(modules) & {*HEAVY, *EXTRAS} == set()


def test_errors_and_options_load_no_http_client() -> None:
    modules = loaded_by("from minimax import APIError, Retry, Limits, Timeout, image")
    assert packages(modules) & {*HEAVY, *EXTRAS} == set()
    assert {module for module in modules if module.startswith("minimax_generated")} <= {
        "minimax_generated",
        "minimax_generated.errors",
        "minimax_generated.lazy",
    }


def test_creating_a_client_loads_no_services_models_or_extras() -> None:
    modules = loaded_by(
        "from minimax import AsyncMiniMax, MiniMax; MiniMax('sk-test'); AsyncMiniMax('sk-test')"
    )
    own = {".".join(module.split(".")[:2]) for module in modules if module.startswith("minimax")}
    assert own & {"minimax.results", "minimax.emulator", "minimax.cli"} == set()
    services = {module for module in modules if module.startswith("minimax.services.")}
    assert services == {"minimax.services.base_client"}
    assert own & {"minimax_generated.models", "minimax_generated.api"} == set()
    assert packages(modules) & {*EXTRAS, "attr", "attrs", "pydantic"} == set()


@pytest.mark.parametrize(
    ("code", "feature"), [(CHAT, "text"), (SPEECH, "speech"), (REFUSED, "text")]
)
def test_calls_load_only_their_feature(code: str, feature: str) -> None:
    modules = loaded_by(SCRIPTED + code)
    generated = {
        module.split(".")[1] for module in modules if module.startswith("minimax_generated.")
    }
    assert generated <= {"api", "calls", "checks", "errors", "lazy", "operation", "tables"}
    assert {module for module in modules if module.startswith("minimax_generated.checks.")} == {
        f"minimax_generated.checks.{feature}"
    }
    features = {path.name for path in (ROOT / "minimax_generated" / "api").iterdir()}
    services = {module.rpartition(".")[2] for module in modules if "minimax.services." in module}
    assert services & features == {feature}
    assert packages(modules) & {*EXTRAS, "attr", "attrs", "pydantic"} == set()


def test_an_endpoint_module_loads_no_http_client_and_no_model() -> None:
    modules = loaded_by(
        "from minimax_generated.api import speech; assert speech.t2a_v2.OPERATION.billed"
    )
    assert packages(modules) & {*HEAVY, *EXTRAS} == set()
    assert not [module for module in modules if "models" in module or "checks" in module]


def test_the_import_of_every_extra_is_measured() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["optional-dependencies"].keys() - IMPORTS.keys() == set()
