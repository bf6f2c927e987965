"""The generated blocks in the pages of `api/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator import docs, limits
from generator.bundle import Spec, load
from generator.documents import SpecError


def page(*blocks: str) -> str:
    return (
        "# Title\n\nProse.\n\n"
        + "\n\nMore prose.\n\n".join(f"<!-- {block} -->\n<!-- end -->" for block in blocks)
        + "\n"
    )


def block(spec: Spec, kind: str) -> str:
    return (
        docs.fill(spec, page(kind))
        .partition(f"<!-- {kind} -->")[2]
        .partition("<!-- end -->")[0]
        .strip()
    )


def rows(spec: Spec, kind: str) -> dict[str, list[str]]:
    """Rows of a table by their first cell."""
    lines = [
        [cell.strip() for cell in line.replace("\\|", "&").strip("|").split("|")]
        for line in block(spec, kind).splitlines()
    ]
    return {line[0]: line[1:] for line in lines[2:]}


ALL_KINDS = (
    "endpoint t2a_v2",
    "fields T2ARequest",
    "rules T2ARequest",
    "examples t2a_v2",
    "codes",
    "codes 1002 2013",
    "table regions",
    "table voices",
    "table models video",
    "table prices",
    "table templates",
    "coverage",
)


def test_filling_a_page_is_idempotent(spec: Spec) -> None:
    once = docs.fill(spec, page(*ALL_KINDS))

    assert docs.fill(spec, once) == once


def test_text_around_the_blocks_is_unchanged(spec: Spec) -> None:
    filled = docs.fill(spec, page(*ALL_KINDS))

    assert filled.startswith("# Title\n\nProse.\n\n<!-- endpoint t2a_v2 -->\n\n| | |\n")
    assert filled.count("\n\nMore prose.\n\n") == len(ALL_KINDS) - 1
    assert filled.endswith("\n\n<!-- end -->\n")


def test_the_pages_of_the_repository_are_filled(spec: Spec, root: Path) -> None:
    pages = sorted((root / "api").glob("*.md"))

    assert docs.write(spec, pages) == {path: path.read_text(encoding="utf-8") for path in pages}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            page("feilds T2ARequest"),
            (
                "unknown block feilds; there are codes, coverage, endpoint, examples, faults,"
                " fields, makes, names, rules, sizes, table"
            ),
        ),
        (page("fields T3ARequest"), "unknown schema T3ARequest"),
        (page("rules T3ARequest"), "unknown schema T3ARequest"),
        (page("endpoint t3a"), "unknown operation t3a"),
        (page("examples t3a"), "unknown operation t3a"),
        (page("table planets"), "unknown table planets; there are "),
        (page("codes 1002 9999"), "unknown codes 9999"),
        (page("codes many"), "unknown codes many"),
        (page("fields"), "the block fields needs a name"),
        ("<!-- fields T2ARequest -->\n", "the last block has no <!-- end -->"),
        ("<!-- end -->\n", "<!-- end --> has no counterpart"),
        (
            "<!-- codes -->\nLost prose?\n" + page("table regions"),
            "<!-- table regions --> has no counterpart",
        ),
    ],
)
def test_unknown_markers_are_an_error(spec: Spec, text: str, complaint: str) -> None:
    with pytest.raises(SpecError) as caught:
        docs.fill(spec, text)
    assert complaint in str(caught.value)


def test_an_error_names_the_page(spec: Spec, tmp_path: Path) -> None:
    path = tmp_path / "speech.md"
    path.write_text(page("fields T3ARequest"), encoding="utf-8")

    with pytest.raises(SpecError, match=r"^speech\.md: unknown schema T3ARequest$"):
        docs.write(spec, [path])


def test_endpoint_blocks_describe_the_operation(spec: Spec) -> None:
    facts = rows(spec, "endpoint t2a_v2")

    assert facts["Call"] == ["`POST /v1/t2a_v2`"]
    assert facts["Response"] == ["`application/json`, `text/event-stream`"]
    assert facts["Errors"] == ["native family ([errors](errors.md))"]
    assert facts["Billed"] == ["yes"]
    assert facts["Low level"] == ["`minimax_generated.api.speech.t2a_v2`"]


def test_parameters_are_in_the_endpoint_block(spec: Spec) -> None:
    facts = rows(spec, "endpoint speech_to_text")

    assert facts["Header parameter"][0].startswith(
        "`language` (string, optional): Language of the recording as a BCP-47 tag."
    )


def test_nested_objects_are_rows_with_dotted_names(spec: Spec) -> None:
    found = rows(spec, "fields T2ARequest")

    assert found["`voice_setting`"][:2] == ["object", "no"]
    assert found["`voice_setting.vol`"] == [
        "number",
        "no",
        "`1.0`",
        "Range (0, 10]",
        "Loudness; higher is louder.",
    ]
    assert found["`timbre_weights[].weight`"][:4] == [
        "integer (int64)",
        "yes",
        "",
        "Range [1, 100]",
    ]
    assert found["`text`"][3] == "1 to 10,000 characters"


def test_response_tables_have_no_request_columns(spec: Spec) -> None:
    assert block(spec, "fields T2AResponse").startswith("| field | type | values | meaning |\n")
    assert block(spec, "fields T2ARequest").startswith(
        "| field | type | required | default | values | meaning |\n"
    )


def test_long_objects_are_expanded_once_per_table(spec: Spec) -> None:
    found = rows(spec, "fields T2AChunk")

    assert "`data.subtitle.timestamped_words[].word`" in found
    assert found["`subtitle`"][-1].endswith("Fields as in `data.subtitle`.")
    assert not any(name.startswith("`subtitle.") for name in found)


def test_stream_frames_do_not_repeat_the_response(spec: Spec) -> None:
    found = rows(spec, "fields ResponsesEvent")

    assert found["`response`"][-1].endswith("Fields as in the complete response.")
    assert not any(name.startswith("`response.") for name in found)
    assert "`item.content[].text`" in found


def test_empty_values_are_visible(spec: Spec) -> None:
    values = rows(spec, "fields SpeechToTextRequest")["`timestamp_level`"][3]

    assert values == '`""`, `sentence`, `word`'


def test_model_specific_defaults_are_listed(spec: Spec) -> None:
    default = rows(spec, "fields ChatCompletionRequest")["`top_p`"][2]

    assert default.startswith("`0.95` on MiniMax-M3.1-Flash, ")
    assert "; `0.9` on MiniMax-M2.7, " in default


def test_warnings_are_listed_after_the_rules(spec: Spec) -> None:
    assert block(spec, "rules VideoV2Request").splitlines()[-1].startswith("- Warning: Reference")


def test_pipes_are_escaped_in_tables(root: Path) -> None:
    spec = load(root / "spec")
    schema = spec.schemas["GetVoiceRequest"]
    schema["properties"]["voice_type"]["description"] = "One | of these\nand no other."
    schema["properties"]["voice_type"]["enum"] = ["a|b"]

    line = block(spec, "fields GetVoiceRequest").splitlines()[2]

    assert line == "| `voice_type` | string | yes |  | `a\\|b` | One \\| of these and no other. |"


def test_rules_are_a_list_of_their_messages(spec: Spec) -> None:
    assert (
        block(spec, "rules CoverPreprocessRequest")
        == "- pass exactly one of audio_url and audio_base64."
    )
    assert block(spec, "rules GetVoiceRequest") == "None."


def test_codes_without_numbers_are_the_whole_table(spec: Spec) -> None:
    assert len(rows(spec, "codes")) == len(spec.tables["errors"]["codes"])
    assert list(rows(spec, "codes 2013 1002")) == ["1002", "2013"]


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        ({"minimum": 0.5, "maximum": 2, "default": 1.0}, "Range [0.5, 2]. Default 1.0."),
        ({"exclusiveMinimum": 0}, "Range (0, ∞)."),
        ({"maximum": 10}, "Range (-∞, 10]."),
        ({"minLength": 1}, "At least 1 character."),
        ({"minLength": 2}, "At least 2 characters."),
        ({"maxItems": 1}, "At most 1 item."),
        ({"minItems": 1, "maxItems": 1}, "Exactly 1 item."),
        ({"minLength": 8, "maxLength": 2560}, "8 to 2,560 characters."),
        ({"enum": ["", "word"], "default": ""}, 'One of "", word. Default "".'),
        ({"const": "text"}, "Always text."),
        ({"default": False}, "Default false."),
        ({"multipleOf": 8, "deprecated": True}, "A multiple of 8. Deprecated."),
        (
            {"x-known": ["a", "b"], "x-models": ["m"], "x-regions": ["cn"]},
            "Known values: a, b. Models: m. Documented for region cn only.",
        ),
        ({}, ""),
    ],
)
def test_limits_in_words(schema: dict[str, Any], sentence: str) -> None:
    assert limits.sentence(schema) == sentence
