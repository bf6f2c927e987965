from __future__ import annotations

import copy
import pickle
import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

import minimax
from minimax import errors
from minimax.errors import (
    APIError,
    AuthenticationError,
    InsufficientBalanceError,
    InvalidParameterError,
    MinimaxError,
    NotFoundError,
    Origin,
    PermissionDeniedError,
    RateLimitError,
    SensitiveContentError,
    ServerError,
    UsageLimitError,
    VoiceExistsError,
    envelope,
    error_from,
)
from minimax.results.chat import ChatReply
from minimax.results.sound import Speech
from minimax_generated.tables.errors import CODES, STATUSES, TYPES

HERE = Origin("POST /v1/t2a_v2", "https://api.minimax.io", (("cn", "https://api.minimaxi.com"),))


def native(code: Any, message: str = "no", **more: Any) -> dict[str, Any]:
    return {"data": None, "base_resp": {"status_code": code, "status_msg": message}, **more}


def openai(message: str, kind: str = "server_error", **more: Any) -> dict[str, Any]:
    return {
        "type": "error",
        "error": {"type": kind, "message": message, "http_code": "500"},
        "request_id": "0721aa",
        **more,
    }


YEAR = 366 * 86400.0


def raised(payload: object, http_status: int | None = 200, **headers: str) -> APIError:
    error = error_from(
        payload,
        HERE,
        http_status=http_status,
        headers=httpx.Headers({k.replace("_", "-"): v for k, v in headers.items()}),
    )
    assert error is not None
    return error


class TestWhatIsAnError:
    @pytest.mark.parametrize(
        ("payload", "code"),
        [
            (native(1004), 1004),
            (native("1004"), 1004),
            (native(" 1004 "), 1004),
            ({"choices": None, "base_resp": {"status_code": 2013}}, 2013),
            (openai("rate limit, please retry later (1002)", "rate_limit_error"), 1002),
            (openai("unknown model 'a(b)' (2013)."), 2013),
            (openai("not enough credits (1400010161)"), 1400010161),
            ({"error": {"message": "no credit", "code": "1008"}}, 1008),
        ],
    )
    def test_the_code_is_found_in_every_family(self, payload: object, code: int) -> None:
        found = envelope(payload)
        assert found is not None
        assert found.code == code

    @pytest.mark.parametrize(
        "payload",
        [
            {
                "type": "error",
                "request_id": "1",
                "error": {"type": "overloaded_error", "message": "busy (for now)"},
            },
            {"type": "error", "error": "broken"},
            {"type": "error"},
            {"error": "broken"},
            {"error": {"message": None, "code": None}},
            {"error": {"message": "a", "code": "insufficient_quota"}},
        ],
    )
    def test_errors_without_code_are_detected(self, payload: object) -> None:
        found = envelope(payload)
        assert found is not None
        assert found.code is None

    @pytest.mark.parametrize(
        "payload",
        [
            {"choices": [], "base_resp": {"status_code": 0, "status_msg": ""}},
            {"base_resp": {"status_code": "0"}},
            {"base_resp": {"status_code": None}},
            {"base_resp": None, "error": None},
            {"base_resp": {"status_code": "--"}},
            {"id": "resp_1", "object": "response", "status": "completed", "error": None},
            {"task": {"id": "1", "status": "failed", "error": {"code": 1026, "message": "no"}}},
            {"type": "message", "content": [{"type": "error"}]},
            {"type": "message_start", "message": {"id": "1", "content": []}},
            {"code": 0, "message": "invalid key", "data": None},
            {"code": 200, "msg": "done"},
            {"success": True, "message": "file deleted"},
            {"status": "ok", "message": "file deleted"},
            {"message": "Success"},
            {"message": "x", "task_id": "7"},
            {"message": "x", "data": {"audio": "00"}},
            {"message": "x", "base_resp": {"status_code": 0, "status_msg": "success"}},
            {"error": {"code": 0, "message": "success"}, "choices": [{"index": 0}]},
            {"error": "success", "code": 0},
            {"title": "one"},
            {"data": [{"error": {"message": "blocked"}}], "created": 1},
            [],
            [{"error": "x"}],
            None,
            "error",
            1004,
        ],
    )
    def test_similar_successful_responses_are_not_errors(self, payload: object) -> None:
        assert envelope(payload) is None
        assert error_from(payload, HERE, http_status=200) is None

    @pytest.mark.parametrize(
        ("payload", "kind", "words"),
        [
            # next to what a good response has
            ({"object": "chat.completion", "error": {"message": "no"}}, APIError, "no"),
            ({"choices": [{"index": 0}], "error": {"message": "no"}}, APIError, "no"),
            ({"object": "response", "status": "failed", "error": "no"}, APIError, "no"),
            ({"status": "failed", "error": {"message": "no", "code": "1026"}}, APIError, "no"),
            ({"choices": [], "errors": [{"message": "one"}, "two"]}, APIError, "one; two"),
            # an error in another form
            ({"error": ["a", "b"]}, APIError, "a; b"),
            ({"error": {"error": {"message": "deep"}}}, APIError, "deep"),
            ({"error": {"code": 429, "message": "slow"}}, RateLimitError, "slow"),
            ({"error": {"message": "no", "http_code": "401"}}, AuthenticationError, "no"),
            ({"error": True, "message": "no"}, APIError, "no"),
            # base_resp with other codes
            (
                {"base_resp": {"status_code": "ERR_QUOTA", "status_msg": "used up"}},
                APIError,
                "used",
            ),
            ({"base_resp": {"status_code": 1008.0}}, InsufficientBalanceError, "balance"),
            ({"base_resp": {"status_msg": "invalid api key"}}, APIError, "invalid api key"),
            # bodies of gateways
            ({"detail": "Not authenticated"}, APIError, "Not authenticated"),
            (
                {"detail": [{"loc": ["body", "model"], "msg": "field required"}]},
                APIError,
                "body.model: field required",
            ),
            ({"detail": {"error": {"message": "inner"}}}, APIError, "inner"),
            ({"message": "Forbidden"}, APIError, "Forbidden"),
            ({"msg": "token is expired", "code": 401}, AuthenticationError, "token is expired"),
            ({"code": "InvalidApiKey", "message": "Invalid.", "request_id": "1"}, APIError, "Inv"),
            ({"code": 1004, "msg": "login fail"}, AuthenticationError, "login fail"),
            ({"error_code": 18, "error_msg": "limit reached"}, APIError, "limit reached"),
            ({"success": False, "errors": [], "messages": []}, APIError, "gave no reason"),
            ({"Code": "Throttling", "Message": "Slow.", "RequestId": "1"}, APIError, "Slow."),
            (
                {"timestamp": 1, "status": 404, "error": "Not Found", "path": "/v1"},
                NotFoundError,
                "Not Found",
            ),
            ({"status": "error", "message": "no"}, APIError, "no"),
        ],
    )
    @pytest.mark.parametrize("status", [None, 200])
    def test_every_form_of_refusal_is_an_error(
        self, payload: object, kind: type[APIError], words: str, status: int | None
    ) -> None:
        error = error_from(payload, HERE, http_status=status)
        assert isinstance(error, kind)
        assert words in str(error)
        assert error.raw is payload

    @pytest.mark.parametrize(
        ("payload", "words"),
        [
            ({"error": {"reason": "deep"}}, "deep"),
            ({"fault": {"faultstring": "Invalid ApiKey"}}, "Invalid ApiKey"),
            ({"title": "Out of credit", "type": "https://x.test/p"}, "Out of credit"),
            ({"Response": {"Error": {"Message": "Throttled"}}}, "Throttled"),
            ({"base_resp": {"status_code": 0}, "why": [1, None]}, '"why": [1, null]'),
            ({"a": {"b": {"c": "d"}}}, '{"a": {"b": {"c": "d"}}}'),
            (["quota", "exceeded"], "quota; exceeded"),
            ("<Error><Code>AccessDenied</Code></Error>", "AccessDenied"),
        ],
    )
    def test_message_of_the_server_is_shown(self, payload: object, words: str) -> None:
        assert words in str(raised(payload, 503))

    def test_code_at_the_end_of_a_long_message_is_found(self) -> None:
        error = raised(openai("x" * 100_000 + " (1008)"), 500)
        assert isinstance(error, InsufficientBalanceError)
        assert len(str(error)) < 2000

    def test_errors_at_http_200_are_detected(self) -> None:
        assert isinstance(error_from(native(1027), HERE), SensitiveContentError)

    @pytest.mark.parametrize("status", [200, 400, 500])
    def test_error_objects_are_errors_at_any_http_status(self, status: int) -> None:
        assert isinstance(raised(openai("no plan for it (2061)"), status), PermissionDeniedError)
        assert isinstance(raised(native(2049), status), AuthenticationError)


class TestTheMeaning:
    @pytest.mark.parametrize(
        ("payload", "status", "kind"),
        [
            (native(1000), 200, ServerError),
            (native(1002), 200, RateLimitError),
            (native(1004), 200, AuthenticationError),
            (native(1008), 200, InsufficientBalanceError),
            (native(1026), 200, SensitiveContentError),
            (native(2013), 200, InvalidParameterError),
            (native(2039), 200, VoiceExistsError),
            (native(2054), 200, NotFoundError),
            (openai("record not found (1000)"), 500, NotFoundError),
            (native(2056), 200, UsageLimitError),
            (native(2061), 200, PermissionDeniedError),
            (native(424242), 200, APIError),
            (openai("odd", "authorized_error"), 200, AuthenticationError),
            (openai("odd", "overloaded_error"), 529, ServerError),
            (openai("odd", "never_heard_of"), 429, RateLimitError),
            (openai("odd", "never_heard_of"), 200, ServerError),  # its http_code is 500
            ("404 page not found", 404, NotFoundError),
            ("<html>", 502, ServerError),
            ("", 507, ServerError),
            ("", 413, InvalidParameterError),
            ("", 418, APIError),
            ("", 400, InvalidParameterError),
            ({"error": {"code": 500, "message": "odd"}}, 200, ServerError),
            ({"error": {"code": 599, "message": "odd"}}, 200, ServerError),
            ({"error": {"code": 600, "message": "odd"}}, 200, APIError),
            ("please wait, rate limit (1002)", 403, RateLimitError),
            ("no such number (4242)", 403, PermissionDeniedError),
        ],
    )
    def test_selects_the_class(self, payload: object, status: int, kind: type[APIError]) -> None:
        assert type(raised(payload, status)) is kind

    def test_every_row_of_the_table_has_a_class_of_its_name(self) -> None:
        for fact in (*CODES.values(), *STATUSES.values(), *TYPES.values()):
            assert issubclass(getattr(errors, fact.error), APIError), fact

    @pytest.mark.parametrize(
        ("status", "code"),
        [(429, 2056), (429, 2062), (429, 1008), (500, 2061), (500, 1008), (500, 1027)],
    )
    def test_the_code_decides_before_the_http_status(self, status: int, code: int) -> None:
        error = raised(openai(f"no ({code})"), status)
        assert not error.retryable
        assert (error.status_code, error.http_status) == (code, status)

    @pytest.mark.parametrize(
        ("payload", "status", "retry"),
        [
            ("", 429, "yes"),
            ("", 500, "yes"),
            ("", 502, "yes"),
            ("", 520, "yes"),
            ("", 404, "no"),
            (native(424242), 200, "no"),
        ],
    )
    def test_without_a_known_code_the_http_status_decides(
        self, payload: object, status: int, retry: str
    ) -> None:
        assert raised(payload, status).retry == retry

    @pytest.mark.parametrize(
        ("code", "ran"), [(1002, False), (1004, False), (2013, False), (1000, None), (1027, None)]
    )
    def test_has_whether_the_call_did_not_run(self, code: int, ran: bool | None) -> None:
        assert raised(native(code)).ran is ran

    def test_content_filter_names_input_or_output(self) -> None:
        sides = [raised(native(1026)), raised(native(1027)), raised("", 422)]
        assert [error.side for error in sides if isinstance(error, SensitiveContentError)] == [
            "input",
            "output",
            "",
        ]


class TestTheText:
    def test_is_readable(self) -> None:
        error = raised(native(2054, "voice id not exist", trace_id="05a1c3"))
        error.attempts = 3
        assert str(error).startswith(
            "2054: voice id not exist (POST /v1/t2a_v2, HTTP 200, trace 05a1c3, 3 attempts). Check"
            " the spelling"
        )

    @pytest.mark.parametrize(
        ("facts", "text"),
        [
            ({}, "no"),
            ({"hint": "Try again"}, "no. Try again"),
            ({"http_status": 500}, "no (HTTP 500)"),
            ({"trace_id": "05a1"}, "no (trace 05a1)"),
            ({"endpoint": "GET /x", "http_status": 500}, "no (GET /x, HTTP 500)"),
        ],
    )
    def test_omits_unknown_parts(self, facts: dict[str, Any], text: str) -> None:
        assert str(APIError("no", **facts)) == text

    def test_shows_attempts_from_the_second(self) -> None:
        error = APIError("no")
        texts = []
        for error.attempts in (1, 2):
            texts.append(str(error))
        assert texts == ["no", "no (2 attempts)"]

    def test_without_a_code_is_the_message_of_the_platform(self) -> None:
        error = raised("please wait, rate limit (1002)", 429)
        assert (error.status_code, error.status_msg) == (1002, "please wait, rate limit (1002)")
        assert raised("no such number (4242)", 429).status_code is None

    def test_excerpts_keep_chinese(self) -> None:
        assert str(raised({"错误": "超时"}, 500)).startswith(
            '500: Internal error of the platform: {"错误": "超时"} ('
        )

    def test_names_the_code_once(self) -> None:
        assert str(raised(openai("slow down (1002)"), 429)).startswith("slow down (1002) (POST")

    def test_falls_back_to_the_meaning_of_the_code(self) -> None:
        assert str(raised(native(1008, ""))).startswith(
            "1008: The account balance is too low for this call (POST"
        )

    @pytest.mark.parametrize(
        ("payload", "status", "text"),
        [
            ("404 page not found\n", 404, "404 page not found (POST"),
            ("", 502, "502: The gateway got an invalid response from the platform (POST"),
            ("", 418, "HTTP 418 (POST"),
            (
                "<html><style>b{}</style>\n<h1>502</h1> Bad <b>Gateway</b></html>",
                502,
                "502 Bad Gateway (POST",
            ),
            (
                {"unexpected": 1},
                500,
                '500: Internal error of the platform: {"unexpected": 1} (POST',
            ),
        ],
    )
    def test_excerpts_gateway_pages(self, payload: object, status: int, text: str) -> None:
        assert str(raised(payload, status)).startswith(text)

    @pytest.mark.parametrize(
        "payload",
        [
            openai("busy", "new_error"),
            openai("", "new_error"),
            {"type": "error"},
            native(424242, ""),
        ],
    )
    def test_never_contains_none(self, payload: object) -> None:
        assert "None" not in str(error_from(payload, HERE))

    def test_is_short_when_the_page_is_long(self) -> None:
        assert len(str(raised("<p>" + "many words " * 10_000, 502))) < 500

    @pytest.mark.parametrize(
        "payload", [native(1004), native(2049), openai("invalid api key (2049)"), "denied"]
    )
    def test_of_authentication_errors_names_host_and_other_regions(self, payload: object) -> None:
        text = str(raised(payload, 401))
        assert "https://api.minimax.io" in text
        assert 'region="cn" (https://api.minimaxi.com)' in text

    def test_of_authentication_errors_offers_every_other_region(self) -> None:
        others = (("cn", "https://cn.example"), ("eu", "https://eu.example"))
        origin = errors.Origin("GET /x", "https://host.example", others)
        assert origin.region_hint() == (
            " This call went to https://host.example; for a key of another region use"
            ' region="cn" (https://cn.example) or region="eu" (https://eu.example).'
        )
        assert errors.Origin("GET /x", "https://host.example").region_hint() == ""

    def test_of_other_errors_names_no_region(self) -> None:
        assert "region=" not in str(raised(native(1008)))


class TestTheFacts:
    def test_the_trace_id_comes_from_the_body_or_the_headers(self) -> None:
        assert raised(native(1000, trace_id="05a1"), trace_id="other").trace_id == "05a1"
        assert raised(openai("no"), 500).trace_id == "0721aa"
        assert raised("", 502, trace_id="0721").trace_id == "0721"
        assert raised("", 502, minimax_request_id="9f").trace_id == "9f"
        assert raised("", 502).trace_id is None
        nested = {"base_resp": {"status_code": 1000, "status_msg": "no", "trace_id": "07b2"}}
        assert raised(nested).trace_id == "07b2"
        assert raised({"id": "0a9c", "error": {"message": "no"}}, 500).trace_id == "0a9c"

    def test_the_raw_answer_is_kept(self) -> None:
        payload = native(1000)
        assert raised(payload).raw is payload
        assert raised("<html>", 502).raw == "<html>"

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [
            ("7", 7.0),
            (" 7 ", 7.0),
            ("+7", 7.0),
            ("0", 0.0),
            ("1.5", 1.5),
            ("-3", 0.0),
            ("5, 10", 5.0),
            ("9" * 12, YEAR),
            ("9" * 5000, YEAR),
            *((value, None) for value in ("soon", "", "  ", "nan", "inf", "-inf", "1e400", "1e3")),
            *((value, None) for value in ("1_0", "0x10", "\u0669", "\uff19", "7s", "1 Jan", ", 5")),
            ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
            ("Wednesday, 21-Oct-15 07:28:00 GMT", 0.0),
            ("Wed Oct 21 07:28:00 2015", 0.0),
            ("2015-10-21T07:28:00Z", 0.0),
            ("Mon, 01 Jan 0001 00:00:00 +2359", 0.0),
            ("Wed, 21 Oct 9999 07:28:00 GMT", YEAR),
            ("Mon, 01 Jan 99999999999 00:00:00 GMT", None),
            ("Mon, 01 Jan 2024 00:00:00 +99999999999999", None),
            ("Mon, 01 Jan 2024 99:99:99 GMT", None),
            ("Mon, " + "9" * 400 + " Jan 2024 00:00:00 GMT", None),
        ],
    )
    def test_retry_after_in_any_form(self, value: str, seconds: float | None) -> None:
        error = error_from("", HERE, http_status=429, headers={"retry-after": value})
        assert error is not None
        assert error.retry_after == seconds

    def test_retry_after_as_a_date(self) -> None:
        soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
        seconds = raised("", 429, retry_after=soon).retry_after
        assert seconds is not None
        assert 80 < seconds <= 90
        assert raised("", 429, retry_after="Sat, 01 Jan 2000 00:00:00 GMT").retry_after == 0.0

    @pytest.mark.parametrize("zone", [0, 8, -7])
    def test_retry_after_as_a_date_of_another_zone(self, zone: int) -> None:
        date = datetime.now(timezone(timedelta(hours=zone))) + timedelta(seconds=90)
        texts = [date.isoformat(), date.astimezone(UTC).replace(tzinfo=None).isoformat()]
        for text in texts:
            seconds = raised("", 429, retry_after=text).retry_after
            assert seconds is not None
            assert 80 < seconds <= 90


def examples() -> list[MinimaxError]:
    """One error of every class, with every attribute set."""
    api = [
        kind(
            "no",
            status_code=1027,
            status_msg="m",
            http_status=500,
            trace_id="t",
            endpoint="POST /x",
            retry="once",
            ran=False,
            retry_after=2.5,
            hint="h",
            raw={"a": [1]},
        )
        for kind in everything(APIError)
    ]
    for error in api:
        error.partial = ChatReply({"choices": [{"message": {"content": "Hel"}}]})
    others = [
        errors.MinimaxError("no"),
        errors.ConfigError("no"),
        errors.ValidationError("no", field="speed", value=3, allowed="at most 2"),
        errors.DecodeError("no", raw=b"\xff"),
        errors.StreamInterrupted("no", partial=Speech(b"\x00", {"extra_info": {}})),
        errors.NetworkError("no", sent=False),
        errors.RequestTimeout("no", sent=False),
        errors.TaskFailed("no", task=None, code=1026, status_msg="m", hint="h"),
        errors.TaskNotReady("no", task=None),
        errors.TaskTimeout("no", task=None),
    ]
    for error in (*api, *others):
        error.attempts = 3
    return [*api, *others]


def everything(kind: type[Any]) -> list[type[Any]]:
    return [
        kind,
        *(
            found
            for child in kind.__subclasses__()
            if child.__module__ == errors.__name__
            for found in everything(child)
        ),
    ]


class TestTheClasses:
    def test_are_exported_by_the_package_and_tested(self) -> None:
        kinds = everything(MinimaxError)
        assert [kind for kind in kinds if getattr(minimax, kind.__name__, None) is not kind] == []
        assert {type(error) for error in examples()} == set(kinds)

    def test_keep_their_attributes(self) -> None:
        task = object()
        error = errors.TaskFailed("no", task=task, code=1026, status_msg="m", hint="h")
        assert (error.task, error.code, error.status_msg, error.hint) == (task, 1026, "m", "h")
        bare = errors.TaskFailed("no")
        assert (bare.task, bare.code, bare.status_msg, bare.hint) == (None, None, "", "")
        invalid = errors.ValidationError("no", field="speed", value=3, allowed="at most 2")
        assert (invalid.field, invalid.value, invalid.allowed) == ("speed", 3, "at most 2")
        assert vars(errors.ValidationError("no")).items() >= {"field": "", "allowed": ""}.items()
        assert errors.StreamInterrupted("no", partial=task).partial is task
        assert errors.TaskTimeout("no", task=task).task is task
        refused = APIError("no")
        assert (refused.status_msg, refused.endpoint, refused.retry) == ("", "", "no")
        assert refused.hint == ""

    def test_have_the_expected_base_classes(self) -> None:
        assert issubclass(errors.ValidationError, ValueError)
        assert issubclass(errors.RequestTimeout, errors.NetworkError)
        assert issubclass(errors.TaskTimeout, errors.TaskNotReady)

    @pytest.mark.parametrize("error", examples(), ids=lambda error: type(error).__name__)
    @pytest.mark.parametrize(
        "copied", [copy.deepcopy, copy.copy, lambda error: pickle.loads(pickle.dumps(error))]
    )
    def test_survive_pickle_and_copy(self, error: MinimaxError, copied: Any) -> None:
        other = copied(error)
        assert type(other) is type(error)
        assert str(other) == str(error)
        known, expected = vars(other), vars(error)
        assert known.keys() == expected.keys()
        for name, value in expected.items():
            assert known[name] == value or (known[name].raw, known[name].audio) == (
                value.raw,
                value.audio,
            ), name

    def test_keep_their_text_when_one_is_raised_from_another(self) -> None:
        cause = errors.RequestTimeout("slow")
        error = errors.StreamInterrupted("cut", partial=None)
        error.__cause__ = cause
        assert str(pickle.loads(pickle.dumps(error))) == "cut"


class TestAPage:
    @pytest.mark.parametrize(
        "part",
        [
            *(
                "<",
                ">",
                "<p",
                "<p>",
                "<!--",
                "<!-- -->",
                "<script>",
                "<script></script>",
                "<style ",
            ),
            *("</script", "<SCRIPT></script>", "&amp;", "a ", " ", "\n<b>x</b>", "\U0001f600<i>"),
        ],
    )
    def test_is_excerpted_quickly(self, part: str) -> None:
        page = (part * 10**6)[: 10**6]
        started = time.process_time()
        assert len(str(raised(page, 502))) < 600
        assert time.process_time() - started < 0.25  # it takes milliseconds; not 400 s, as once

    @pytest.mark.parametrize(
        ("page", "words"),
        [
            (
                "<!-- no -->\n<style>b{}</style><SCRIPT>x<y</SCRIPT><h1>It &amp; that</h1>",
                "It & that",
            ),
            ("<title>502</title>" + "<p>" * 5000 + "late", "502"),
            ("a < b, but no tag", "a < b, but no tag"),
            ("upstream connect error", "upstream connect error"),
            ("<script>never closed", ""),
            ("<script>a</script>b<style>c</style>d", "b d"),
            ("<!-- <b> -->one<!-- > -->two<!-- three <b>", "one two"),
            ("a" * 150 + " " + "b" * 150, "a" * 150 + " " + "b" * 49),
            ("one <b>two</b> " * 3, "one two one two one two"),
            ("<p>first", "first"),
            ("", ""),
        ],
    )
    def test_is_excerpted_from_the_start(self, page: str, words: str) -> None:
        assert errors.page_words(page) == words


class TestTheReason:
    def test_is_the_message_of_the_error_or_its_cause(self) -> None:
        silent = OSError()
        silent.__cause__ = ValueError("bad record")
        assert errors.reason_of(OSError(9, "Bad file")) == "[Errno 9] Bad file"
        assert errors.reason_of(silent) == "bad record"

    def test_is_never_empty(self) -> None:
        assert (
            errors.reason_of(httpx.ConnectError("")) == "connect error (the system gave no reason)"
        )
        assert errors.reason_of(httpx.ReadError("  ")).startswith("read error")
