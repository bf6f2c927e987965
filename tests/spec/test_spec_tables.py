"""The data tables beside the schemas: their columns, and that they agree with each other and with
the SDK.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

import minimax
from generator.bundle import Spec
from minimax import errors

DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
COLUMNS = {
    ("errors", "codes"): (
        {"code", "error", "http", "retry", "ran", "meaning", "hint"},
        {"side", "soft", "where", "observed"},
    ),
    ("errors", "http"): ({"status", "error", "retry", "ran", "meaning", "hint"}, set()),
    ("errors", "types"): ({"type", "families", "error", "retry", "ran"}, set()),
    ("errors", "messages"): (
        {"words", "code", "error", "retry", "ran", "meaning", "hint"},
        {"observed"},
    ),
    ("prices", "prices"): ({"item", "kind", "unit", "per"}, {"usd", "cny", "when", "note"}),
    ("templates", "templates"): (
        {"id", "name", "regions", "media", "text", "official"},
        {"name_cn", "usd", "media_hint", "text_hint"},
    ),
}
STATES = {"current", "legacy", "deprecated", "retired", "preview"}
RETRIES = {"yes", "slow", "once", "no"}
RETRYABLE = {1000, 1001, 1002, 1013, 1024, 1033, 1041, 2045, 2046, 2047, 2064}
PERMANENT = {1004, 1008, 1026, 1027, 2013, 2039, 2049, 2061, 2153}


def rows(spec: Spec, table: str, key: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = spec.tables[table][key or table]
    return found


@pytest.mark.parametrize(("table", "key"), COLUMNS)
def test_rows_have_the_documented_columns(spec: Spec, table: str, key: str) -> None:
    always, sometimes = COLUMNS[table, key]
    for row in rows(spec, table, key):
        assert always <= set(row), row
        assert set(row) <= always | sometimes, row


def test_rows_of_models_have_columns_that_the_table_explains(spec: Spec) -> None:
    columns = spec.tables["models"]["columns"]
    used = {column for row in rows(spec, "models") for column in row}

    assert used == set(columns)
    assert all({"id", "kind", "state"} <= set(row) for row in rows(spec, "models"))


@pytest.mark.parametrize("table", ["errors", "models", "prices", "regions", "tasks", "templates"])
def test_tables_have_source_and_date(spec: Spec, table: str) -> None:
    assert spec.tables[table]["source"].startswith("https://platform.minimax.io/docs/")
    assert DATE.fullmatch(spec.tables[table]["as_of"])


@pytest.mark.parametrize(
    ("table", "key", "column"),
    [
        ("errors", "codes", "code"),
        ("errors", "http", "status"),
        ("errors", "types", "type"),
        ("errors", "messages", "words"),
        ("models", "models", "id"),
        ("templates", "templates", "id"),
    ],
)
def test_tables_have_no_duplicates(spec: Spec, table: str, key: str, column: str) -> None:
    names = [row[column] for row in rows(spec, table, key)]
    assert len(names) == len(set(names))


def test_ids_are_text(spec: Spec) -> None:
    """Ids of 18 digits do not survive as JSON numbers."""
    assert all(
        isinstance(row["id"], str) and row["id"].isdecimal() for row in rows(spec, "templates")
    )
    assert all(isinstance(row["id"], str) for row in rows(spec, "models"))
    assert all(
        isinstance(row["voice_id"], str) and row["voice_id"] for row in spec.tables["voices"]
    )


@pytest.mark.parametrize("key", ["codes", "http", "types", "messages"])
def test_every_error_is_a_class_of_the_sdk(spec: Spec, key: str) -> None:
    for row in rows(spec, "errors", key):
        found = getattr(errors, row["error"], None)
        assert isinstance(found, type), row
        assert issubclass(found, errors.APIError), row
        assert row["error"] in minimax.__all__, row


@pytest.mark.parametrize("key", ["codes", "http", "types", "messages"])
def test_every_error_has_whether_it_is_retryable(spec: Spec, key: str) -> None:
    for row in rows(spec, "errors", key):
        assert row["retry"] in RETRIES, f"{row}: quote yes and no, YAML reads them as booleans"
        assert row["ran"] is False or row["ran"] == "unknown", row


def test_codes_are_retried_as_documented(spec: Spec) -> None:
    retry = {row["code"]: row["retry"] for row in rows(spec, "errors", "codes")}

    assert {code: retry[code] for code in RETRYABLE} == dict.fromkeys(RETRYABLE, "yes")
    assert {code: retry[code] for code in PERMANENT} == dict.fromkeys(PERMANENT, "no")
    assert (retry[2056], retry[2062], retry[1039]) == ("slow", "slow", "once")


def test_every_code_has_a_description_and_a_fix(spec: Spec) -> None:
    for row in [
        *rows(spec, "errors", "codes"),
        *rows(spec, "errors", "http"),
        *rows(spec, "errors", "messages"),
    ]:
        assert row["meaning"].endswith("."), row
        assert row["hint"].endswith("."), row


def test_moderation_codes_name_input_or_output(spec: Spec) -> None:
    sides = {
        row["code"]: row.get("side")
        for row in rows(spec, "errors", "codes")
        if row["error"] == "SensitiveContentError"
    }
    assert sides[1026] == "input"
    assert sides[1027] == "output"
    assert set(sides.values()) <= {"input", "output"}


def test_aliases_contain_only_differences(spec: Spec) -> None:
    models = {row["id"]: row for row in rows(spec, "models")}
    for row in models.values():
        if "alias_of" in row:
            assert row["state"] == "deprecated", row
            assert {*models[row["alias_of"]]} <= {*row}, row
    assert models["MiniMax-M3.1-Flash-Preview"]["effort"] == models["MiniMax-M3.1-Flash"]["effort"]
    assert set(models["MiniMax-M2.1-lightning"]["surfaces"]) == {"chat", "messages"}


def test_models_are_grouped_and_newest_first(spec: Spec) -> None:
    kinds = [row["kind"] for row in rows(spec, "models")]
    assert len(list(dict.fromkeys(kinds))) == sum(
        kind != before for kind, before in zip(kinds, [None, *kinds], strict=False)
    )
    for kind in set(kinds):
        current = [
            row["since"]
            for row in rows(spec, "models")
            if row["kind"] == kind and row["state"] == "current" and "since" in row
        ]
        for newer, older in pairwise(current):
            assert newer[: len(older)] >= older[: len(newer)], (
                f"{kind}: {newer} stands before {older}"
            )


def test_models_have_known_states_surfaces_and_operations(spec: Spec) -> None:
    operations = {operation.id for operation in spec.operations()}
    for row in rows(spec, "models"):
        assert row["state"] in STATES, row
        assert DATE.fullmatch(row.get("since", "2026-01")), row
        assert set(row.get("surfaces", [])) <= {"native", "chat", "messages", "responses"}, row
        assert set(row.get("apis", [])) <= operations, row


def test_video_modes_hold_resolutions_and_whole_seconds(spec: Spec) -> None:
    videos = [row for row in rows(spec, "models") if "modes" in row]
    assert videos
    for row in videos:
        for resolutions in row["modes"].values():
            for resolution, durations in resolutions.items():
                assert re.fullmatch(r"\d+P|2K", resolution), row["id"]
                assert all(isinstance(seconds, int) for seconds in durations), row["id"]


def test_prices_are_numbers_for_something_known(spec: Spec) -> None:
    known = {row["id"] for row in rows(spec, "models")} | {
        operation.id for operation in spec.operations()
    }
    for row in rows(spec, "prices"):
        assert {"usd", "cny"} & set(row), row
        assert all(
            isinstance(row[key], (int, float)) and row[key] >= 0
            for key in ("usd", "cny", "per")
            if key in row
        ), row
        assert row["item"] in known | {"web_search"}, row


def test_regions_have_one_current_base_url_each(spec: Spec) -> None:
    table = spec.tables["regions"]
    assert table["default"] == "cn"
    assert list(table["regions"]) == ["cn", "global"]
    for name, region in table["regions"].items():
        hosts = {host["url"]: host["use"] for host in region["hosts"]}
        assert hosts[region["base_url"]] == "current", name
        assert set(hosts.values()) <= {"current", "low-latency", "backup", "legacy"}, name
        assert all(re.fullmatch(r"https://[a-z.-]+", url) for url in hosts), name
        assert region["currency"] in ("CNY", "USD"), name
        assert {"web", "console", "docs"} <= set(region), name
    assert {"https://api.minimaxi.com", "https://api.minimax.cn"} <= {
        host["url"] for host in table["regions"]["cn"]["hosts"]
    }
    assert {"https://api.minimax.io", "https://api.minimaxi.chat"} <= {
        host["url"] for host in table["regions"]["global"]["hosts"]
    }


def test_the_servers_of_the_document_are_the_regions(spec: Spec) -> None:
    servers = [server["url"] for server in spec.document["servers"]]
    assert servers == [region["base_url"] for region in spec.tables["regions"]["regions"].values()]


def test_templates_name_their_regions(spec: Spec) -> None:
    for row in rows(spec, "templates"):
        assert set(row["regions"]) <= {"cn", "global"}, row
        assert row["regions"], row
        assert isinstance(row["media"], bool), row
        assert isinstance(row["text"], bool), row
    both = [row for row in rows(spec, "templates") if len(row["regions"]) == 2]
    assert len(both) == 5
    assert sum("global" in row["regions"] for row in rows(spec, "templates")) == 16
    assert sum("cn" in row["regions"] for row in rows(spec, "templates")) == 11


def test_voice_ids_are_kept_verbatim(spec: Spec) -> None:
    voices = spec.tables["voices"]
    ids = {row["voice_id"] for row in voices}
    assert len(voices) == 500
    assert all(set(row) == {"voice_id", "language", "display_name"} for row in voices)
    assert {
        "English_expressive_narrator",
        "male-qn-qingse",
        "Chinese (Mandarin)_News_Anchor",
        "Cantonese_podacast_host_1",
    } <= ids
    assert {
        "Cantonese_ProfessionalHost（F)",
        "Cantonese_ProfessionalHost (F)",
        "French_Female_News Anchor",
    } <= ids


def test_tasks_are_polled_by_operations_that_exist(spec: Spec) -> None:
    operations = {operation.id: operation for operation in spec.operations()}
    kinds = spec.tables["tasks"]["kinds"]
    declared = {
        operation.data["x-task"]["kind"]: operation.data["x-task"]["query"]
        for operation in operations.values()
        if "x-task" in operation.data
    }
    assert {kind: facts["query"] for kind, facts in kinds.items()} == declared
    for kind, facts in kinds.items():
        assert operations[facts["query"]].feature == facts["feature"], kind
        assert facts.get("cancel", facts["query"]) in operations, kind


def test_status_spellings_are_unambiguous(spec: Spec) -> None:
    words = [word for spellings in spec.tables["tasks"]["statuses"].values() for word in spellings]
    assert len(words) == len(set(words))
    assert all(word == word.lower() for word in words)
    answered = {
        known.lower()
        for name, schema in spec.schemas.items()
        if name
        in (
            "VideoQueryResponse",
            "T2AAsyncQueryResponse",
            "VideoTemplateQueryResponse",
            "VideoV2Task",
            "VideoV1Callback",
        )
        for known in schema["properties"].get("status", {}).get("x-known", [])
    }
    assert answered
    assert answered <= set(words)
