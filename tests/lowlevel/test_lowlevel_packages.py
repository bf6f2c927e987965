"""The packages of the generated client list what they hold and import it on first use."""

from __future__ import annotations

import pickle
from copy import deepcopy
from importlib import import_module
from pathlib import Path

import pytest

import minimax_generated
from minimax_generated.api import speech, video
from minimax_generated.operations import FEATURES, find_operation, list_operations

PACKAGE = Path(str(minimax_generated.__file__)).parent
PACKAGES = ("api", "checks", "options", "tables", *(f"api.{feature}" for feature in FEATURES))


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_lists_its_modules(name: str) -> None:
    folder = PACKAGE.joinpath(*name.split("."))
    modules = {
        path.stem for path in folder.iterdir() if path.name[0] not in "._" and path.suffix != ".pyc"
    }
    modules.discard("__init__")
    package = import_module(f"minimax_generated.{name}")
    assert set(dir(package)) == modules - {"__pycache__"}
    assert all(getattr(package, module).__doc__ for module in dir(package))


def test_the_top_level_lists_what_callers_need() -> None:
    assert {"AuthenticatedClient", "ResponseError", "api", "models"} <= set(dir(minimax_generated))
    assert all(getattr(minimax_generated, name) for name in dir(minimax_generated))


def test_an_unknown_member_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match=r"minimax_generated\.api\.speech.*'t2a_v3'"):
        speech.t2a_v3


def test_an_operation_is_found_by_its_id() -> None:
    assert find_operation("t2a_v2") is speech.t2a_v2.OPERATION
    assert speech.t2a_v2.OPERATION in list_operations("speech")
    assert {each.feature for each in list_operations()} == set(FEATURES)
    with pytest.raises(LookupError, match="'t2a_v3' is not the id of an operation"):
        find_operation("t2a_v3")


def test_an_operation_knows_its_call() -> None:
    operation = video.query_video_generation_v2.OPERATION
    assert (operation.name, operation.billed, operation.family, operation.feature) == (
        "GET /v2/query/video_generation/{task_id}",
        False,
        "openai",
        "video",
    )
    assert operation.parameters["task_id"].place == "path"
    assert repr(operation) == f"Operation({operation.name!r})"
    assert deepcopy(operation) == pickle.loads(pickle.dumps(operation)) == operation
    assert len({operation, deepcopy(operation)}) == 1
    with pytest.raises(LookupError, match="has no stream"):
        operation.event_model
