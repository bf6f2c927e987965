from __future__ import annotations

import copy
import pickle
import warnings
from typing import Any

import pytest

from minimax import AsyncMiniMax, ConfigError, MiniMax, NetworkError, RateLimitError, Retry, Timeout
from minimax.config import Limits, timeout_from
from minimax.core.secret import Secret
from minimax.core.settings import Config, clean_key, masked, normal_url, resolve
from minimax.errors import APIError, MinimaxError, RequestTimeout, ServerError

from .platform import KEY


def resolved(*args: Any, **options: Any) -> Config:
    return resolve(*args, environ=options.pop("environ", {}), **options)


class TestTheKey:
    @pytest.mark.parametrize(
        "key",
        ["sk-1", " sk-1", "sk-1\n", "\tsk-1\r\n", "\ufeffsk-1", "\ufeff sk-1\u200b", "\u00a0sk-1"],
    )
    def test_whitespace_and_quotes_are_stripped(self, key: str) -> None:
        assert resolved(key).api_key.reveal() == "sk-1"
        assert resolved(environ={"MINIMAX_API_KEY": key}).api_key.reveal() == "sk-1"

    @pytest.mark.parametrize(
        ("key", "message"),
        [
            ("", "is empty"),
            ("  \n", "is empty"),
            ("\ufeff", "is empty"),
            ("sk-1\nsk-2", "line break"),
            ("sk-1\u2028sk-2", "line break"),
            ("sk 1", "a space"),
            ('"sk-1"', "quotation marks"),
            ("'sk-1'", "quotation marks"),
            ("sk-“1”", "quotation marks"),
            ('\ufeff"sk-1"', "quotation marks"),
            ("Bearer sk-1", "Bearer"),
            ("sk-é", "a character outside ASCII"),
            ("sk-\ufeff1", "a character outside ASCII"),
            ("sk-\x00", "a control character"),
            ("${MINIMAX_API_KEY}", "a variable that was not replaced by its value"),
            ("$(cat key.txt)", "a variable|a space"),
            (b"sk-1", "must be text, not bytes"),
            (7, "must be text, not int"),
        ],
    )
    def test_invalid_keys_are_rejected_with_a_reason(self, key: Any, message: str) -> None:
        with pytest.raises(ConfigError, match=message) as caught:
            resolved(key)
        assert repr(key).strip("'\"") not in str(caught.value) or not key

    def test_missing_keys_are_reported_with_a_fix(self) -> None:
        with pytest.raises(ConfigError, match="MINIMAX_API_KEY"):
            resolved()

    def test_is_read_from_the_environment(self) -> None:
        environ = {"MINIMAX_API_KEY": "sk-env\n"}
        assert resolved(environ=environ).api_key.reveal() == "sk-env"
        assert resolved("sk-arg", environ=environ).api_key.reveal() == "sk-arg"

    def test_empty_keys_do_not_fall_back_to_the_environment(self) -> None:
        with pytest.raises(ConfigError, match="is empty"):
            resolved("", environ={"MINIMAX_API_KEY": "sk-env"})

    @pytest.mark.parametrize("client", [MiniMax, AsyncMiniMax])
    def test_is_not_in_any_repr(self, client: Any) -> None:
        made = client(KEY)
        config = made._config
        shown = [
            repr(made),
            str(made),
            repr(config),
            str(config),
            f"{config}",
            repr(vars(made)),
            repr(made.text),
            str((config,)),
        ]
        assert [text for text in shown if KEY in text] == []
        assert "sk-api-***" in repr(config)

    @pytest.mark.parametrize(
        ("key", "text"),
        [("sk-api-x", "sk-api-***"), ("sk-cp-x", "sk-cp-***"), ("sk-x", "sk-***"), ("eyJx", "***")],
    )
    def test_repr_shows_only_its_prefix(self, key: str, text: str) -> None:
        assert masked(key) == text

    def test_is_copied_but_not_pickled(self) -> None:
        config = resolved(KEY)
        other = copy.deepcopy(config)
        assert other._replace(budget=config.budget) == config
        assert KEY not in repr(other)
        with pytest.raises(TypeError, match="a secret cannot be pickled"):
            pickle.dumps(config)


class TestTheRegion:
    def test_defaults_to_cn(self) -> None:
        config = resolved("k")
        assert (config.region, config.base_url) == ("cn", "https://api.minimaxi.com")

    def test_can_be_passed(self) -> None:
        assert resolved("k", region="global").base_url == "https://api.minimax.io"

    @pytest.mark.parametrize(
        "options", [{"region": "moon"}, {"region": "moon", "base_url": "https://example.test"}]
    )
    def test_unknown_regions_are_rejected_with_the_known_ones(
        self, options: dict[str, str]
    ) -> None:
        with pytest.raises(
            ConfigError, match="Unknown region 'moon'; known regions are 'cn', 'global'"
        ):
            resolved("k", **options)

    def test_environment_value_is_validated(self) -> None:
        with pytest.raises(ConfigError, match=r"the environment variable MINIMAX_REGION: .*moon"):
            resolved("k", environ={"MINIMAX_REGION": "moon"})

    @pytest.mark.parametrize("name", ["global", "GLOBAL", "Global"])
    def test_is_case_insensitive(self, name: str) -> None:
        assert resolved("k", region=name).region == "global"
        assert resolved("k", environ={"MINIMAX_REGION": f" {name}\n"}).region == "global"

    @pytest.mark.parametrize(
        ("url", "region"),
        [
            ("https://api.minimax.cn", "cn"),
            ("https://api-bj.minimaxi.com/v1", "cn"),
            ("https://api.minimax.chat", "cn"),
            ("https://API.minimax.io", "global"),
            ("https://api-uw.minimax.io", "global"),
            ("https://api.minimaxi.chat", "global"),
            ("http://127.0.0.1:8000", None),
            ("https://minimax.io.example.test", None),
        ],
    )
    def test_is_derived_from_the_host(self, url: str, region: str | None) -> None:
        assert resolved("k", base_url=url).region == region

    def test_can_be_set_for_custom_hosts(self) -> None:
        config = resolved("k", region="global", base_url="https://proxy.example.test")
        assert (config.region, config.base_url) == ("global", "https://proxy.example.test")

    def test_names_the_others(self) -> None:
        assert resolved("k").other_regions() == (("global", "https://api.minimax.io"),)
        assert {
            name for name, _ in resolved("k", base_url="http://localhost:1").other_regions()
        } == {"cn", "global"}


class TestTheBaseUrl:
    @pytest.mark.parametrize(
        ("url", "normal"),
        [
            ("https://api.minimax.io", "https://api.minimax.io"),
            (" https://api.minimax.io/ \n", "https://api.minimax.io"),
            ("https://api.minimax.io/v1", "https://api.minimax.io"),
            ("https://api.minimax.io/v1/", "https://api.minimax.io"),
            ("https://api.minimax.io//v1//", "https://api.minimax.io"),
            ("https://api.minimax.io/anthropic", "https://api.minimax.io"),
            ("https://api.minimax.io/anthropic/", "https://api.minimax.io"),
            ("https://api.minimax.io/anthropic/v1", "https://api.minimax.io"),
            ("https://api.minimax.io/anthropic/v1/messages", "https://api.minimax.io"),
            ("https://api.minimax.io/V1", "https://api.minimax.io"),
            ("https://api.minimax.io/v1/chat/completions", "https://api.minimax.io"),
            ("https://api.minimax.io/v1/responses", "https://api.minimax.io"),
            ("https://api.minimax.io/v1/text/chatcompletion_v2", "https://api.minimax.io"),
            ("https://proxy.example.test/responses", "https://proxy.example.test/responses"),
            ("https://proxy.example.test/minimax/v1", "https://proxy.example.test/minimax"),
            ("https://proxy.example.test/v10", "https://proxy.example.test/v10"),
            ("http://[::1]:8000/v1", "http://[::1]:8000"),
        ],
    )
    def test_ends_at_the_host_or_the_path_of_a_proxy(self, url: str, normal: str) -> None:
        assert normal_url(url) == normal

    @pytest.mark.parametrize(
        "url",
        [
            "api.minimax.io",
            "ftp://api.minimax.io",
            "https://",
            "https:///v1",
            "wss://api.minimax.io",
            "/v1",
            "https://[::1",
            "https://host:port",
            "https://host:70000",
            "https://:8000",
            "   ",
            7,
        ],
    )
    def test_invalid_urls_are_rejected(self, url: Any) -> None:
        with pytest.raises(ConfigError, match=r"is not a valid http|is empty"):
            normal_url(url)

    @pytest.mark.parametrize(
        "url",
        [
            "https://api.minimax.io?x=1",
            "https://api.minimax.io/v1#top",
            "https://api.minimax.io/?",
            "https://h/#",
        ],
    )
    def test_query_and_fragment_are_rejected(self, url: str) -> None:
        with pytest.raises(ConfigError, match="query or fragment"):
            normal_url(url)

    def test_password_is_rejected_without_showing_it(self) -> None:
        with pytest.raises(ConfigError, match="api_key") as caught:
            normal_url(f"https://me:{KEY}@api.minimax.io")
        assert KEY not in str(caught.value)

    def test_url_objects_of_other_libraries_are_accepted(self) -> None:
        import httpx

        assert normal_url(httpx.URL("https://api.minimax.io/v1")) == "https://api.minimax.io"  # type: ignore[arg-type]


ENVIRON = {
    "MINIMAX_API_KEY": "k",
    "MINIMAX_REGION": "global",
    "MINIMAX_BASE_URL": "https://env.example.test",
    "MINIMAX_GROUP_ID": "7",
}


class TestTheOrder:
    def test_base_url_overrides_region(self) -> None:
        assert resolved(environ=ENVIRON).base_url == "https://env.example.test"

    def test_arguments_override_the_environment(self) -> None:
        assert resolved(region="cn", environ=ENVIRON).base_url == "https://api.minimaxi.com"
        assert (
            resolved(base_url="https://arg.example.test", environ=ENVIRON).base_url
            == "https://arg.example.test"
        )
        assert resolved(group_id="8", environ=ENVIRON).group_id == "8"

    def test_environment_region_does_not_apply_to_custom_hosts(self) -> None:
        assert resolved(base_url="https://arg.example.test", environ=ENVIRON).region is None

    def test_environment_overrides_the_defaults(self) -> None:
        config = resolved(environ=ENVIRON)
        assert (config.api_key.reveal(), config.group_id) == ("k", "7")
        assert (
            resolved(environ={"MINIMAX_API_KEY": "k", "MINIMAX_REGION": "global"}).region
            == "global"
        )

    def test_empty_variables_are_ignored(self) -> None:
        for blank in ("", " ", "\n"):
            config = resolved("k", environ={"MINIMAX_REGION": blank, "MINIMAX_GROUP_ID": blank})
            assert (config.region, config.group_id) == ("cn", None)

    @pytest.mark.parametrize("url", ["", "  ", "\n", "/", "https://"])
    def test_empty_base_url_is_rejected(self, url: str) -> None:
        with pytest.raises(ConfigError, match=r"^base_url"):
            resolved("k", base_url=url)
        with pytest.raises(ConfigError, match=r"^the environment variable MINIMAX_BASE_URL: base_"):
            resolved("k", environ={"MINIMAX_BASE_URL": url})
        known = resolved("k", region="global", environ={"MINIMAX_BASE_URL": url})
        assert known.base_url == "https://api.minimax.io"

    def test_empty_region_is_rejected(self) -> None:
        with pytest.raises(ConfigError, match="Unknown region ''"):
            resolved("k", region="")

    def test_environment_is_read_at_construction(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in ENVIRON.items():
            monkeypatch.setenv(name, value)
        with MiniMax() as client:
            assert (client.base_url, client.region) == ("https://env.example.test", None)


class TestTimeouts:
    @pytest.mark.parametrize(
        ("value", "timeout"),
        [
            (30, Timeout(10.0, 30.0)),
            (2.5, Timeout(2.5, 2.5)),
            (Timeout(1, 2), Timeout(1, 2)),
            (Timeout(), Timeout(10.0, None)),
        ],
    )
    def test_number_sets_read_and_connect_timeouts(self, value: Any, timeout: Timeout) -> None:
        assert timeout_from(value) == timeout

    def test_default_is_long_for_billed_calls_and_explicit_values_apply(self) -> None:
        assert (Timeout().silence(), Timeout().silence(patient=True)) == (120.0, 600.0)
        assert Timeout(idle=5).silence(patient=True) == 5

    @pytest.mark.parametrize(
        "value",
        [
            0,
            -1,
            True,
            "30",
            None,
            float("nan"),
            float("inf"),
            Timeout(0, 5),
            Timeout(5, -1),
            Timeout("1", 2),
        ],  # type: ignore[arg-type]
    )
    def test_invalid_values_are_rejected(self, value: Any) -> None:
        with pytest.raises(ConfigError, match="must be a number of seconds above 0"):
            MiniMax("k", timeout=value)


class TestRetry:
    """The decision is a pure function."""

    @staticmethod
    def delay(
        error: MinimaxError,
        *,
        attempt: int = 1,
        billed: bool = False,
        waited: float = 0.0,
        draw: float = 1.0,
        **options: Any,
    ) -> Any:
        return Retry(**options).delay(
            attempt, error, billed=billed, waited=waited, draw=lambda: draw
        )

    def test_delays_grow_up_to_a_maximum(self) -> None:
        waits = [
            self.delay(ServerError("", retry="yes"), attempt=attempt, attempts=9)
            for attempt in range(1, 8)
        ]
        assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]

    def test_delays_have_full_jitter(self) -> None:
        assert self.delay(ServerError("", retry="yes"), draw=0.25) == 0.125
        assert self.delay(ServerError("", retry="yes"), draw=0.0) == 0.0

    def test_retry_after_is_honoured(self) -> None:
        assert self.delay(RateLimitError("", retry="yes", retry_after=7.0)) == 7.0
        assert self.delay(RateLimitError("", retry="yes", retry_after=0.0)) == 0.0

    def test_total_delay_is_limited(self) -> None:
        assert self.delay(RateLimitError("", retry="yes", retry_after=60.0)) == 60.0
        assert self.delay(RateLimitError("", retry="yes", retry_after=60.1)) is None
        assert self.delay(RateLimitError("", retry="yes", retry_after=30.0), waited=30.1) is None
        assert self.delay(RateLimitError("", retry="yes", retry_after=float("inf"))) is None

    def test_max_attempts_includes_the_first(self) -> None:
        assert self.delay(ServerError("", retry="yes"), attempt=2, attempts=3) is not None
        assert self.delay(ServerError("", retry="yes"), attempt=3, attempts=3) is None
        assert self.delay(ServerError("", retry="yes"), attempts=1) is None

    @pytest.mark.parametrize(
        ("error", "free", "billed"),
        [
            (NetworkError("", sent=False), True, True),
            (NetworkError("", sent=True), True, False),
            (RequestTimeout("", sent=False), True, True),
            (RequestTimeout("", sent=True), True, False),
            (RateLimitError("", retry="yes", ran=False), True, True),
            (ServerError("", retry="yes", ran=None), True, False),
            (APIError("", retry="slow", ran=False), False, False),
            (APIError("", retry="no", ran=False), False, False),
            (APIError("", retry="once", ran=False), True, True),
            (MinimaxError(""), False, False),
        ],
    )
    def test_billed_calls_are_retried_only_if_they_did_not_run(
        self, error: MinimaxError, free: bool, billed: bool
    ) -> None:
        assert (self.delay(error) is not None, self.delay(error, billed=True) is not None) == (
            free,
            billed,
        )

    def test_delay_does_not_overflow_after_many_attempts(self) -> None:
        retry = Retry(attempts=10**6, base=1.0, cap=8.0)
        error = NetworkError("", sent=False)
        assert retry.delay(5000, error, billed=True, waited=0.0, draw=lambda: 1.0) == 8.0

    def test_one_attempt_means_no_retry(self) -> None:
        error = RateLimitError("", retry="once", ran=False)
        assert (self.delay(error, attempt=1) is None, self.delay(error, attempt=2) is None) == (
            False,
            True,
        )


def test_limits_for_all_classes_or_by_class() -> None:
    assert Limits(rpm=60).rate("speech") == 60
    assert Limits(rpm={"speech": 60}).rate("speech") == 60
    assert Limits(rpm={"speech": 60}).rate("text") is None
    assert Limits().rate("text") is None


def test_warnings_do_not_contain_the_key() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        clean_key(Secret(KEY))
        MiniMax(KEY).close()
    assert caught == []
