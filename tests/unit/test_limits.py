"""The retry budget that the calls of a client share, client-side limits with retries, and the bound
on whole answers.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax import (
    AsyncMiniMax,
    ConfigError,
    DecodeError,
    Limits,
    MiniMax,
    RateLimitError,
    RequestTimeout,
    Retry,
)
from minimax.core import io
from minimax.core.limits import Limiter, RetryBudget, tokens_of
from minimax_generated.tables.models import MODELS

from .platform import (
    AT_ONCE,
    CHAT,
    KEY,
    SPEECH,
    Chunks,
    Clock,
    Platform,
    Runner,
    data,
    delta,
    native_error,
    ok,
    openai_error,
    streamed,
)

REFUSED = openai_error(429, "slow down (1002)")
"""A refusal that says that nothing ran, so that even paid calls are repeated."""


STREAM = data(delta("Hel"), delta("lo", finish="stop"))


def is_stream(request: httpx.Request) -> bool:
    return bool(json.loads(request.content).get("stream"))


async def elsewhere(call: Any) -> Any:
    """A call in a task that knows nothing of the one that made it."""
    return await asyncio.create_task(call, context=contextvars.Context())


class TestTheBudget:
    @given(
        st.lists(st.sampled_from(["retry", "timeout", "good", "good after a retry"]), max_size=300)
    )
    def test_stays_between_zero_and_its_maximum(self, events: list[str]) -> None:
        budget = RetryBudget(10)
        for event in events:
            if event in ("retry", "timeout"):
                budget.take(timeout=event == "timeout")
            else:
                budget.give_back(1.0 if "retry" in event else 0.0)
            assert 0 <= budget._left <= 10

    def test_is_spent_and_refilled_by_success(self) -> None:
        budget = RetryBudget(2)
        assert [budget.take(timeout=False) for _ in range(3)] == [1.0, 1.0, None]
        for _ in range(5):
            budget.give_back(0.0)
        assert [budget.take(timeout=False) for _ in range(2)] == [1.0, None]

    def test_a_timeout_costs_two(self) -> None:
        budget = RetryBudget(3)
        assert [
            budget.take(timeout=True),
            budget.take(timeout=True),
            budget.take(timeout=False),
        ] == [2.0, None, 1.0]

    def test_none_is_unlimited(self) -> None:
        budget = RetryBudget(None)
        assert {budget.take(timeout=False) for _ in range(1000)} == {1.0}

    def test_limits_retries_of_many_concurrent_callers(self, runner: Runner) -> None:
        platform = Platform(lambda request: openai_error(429, "slow down (1002)"))
        client = runner.client(platform, retry=Retry(attempts=5, base=0.0))

        def one() -> bool:
            with pytest.raises(RateLimitError):
                client.text.chat("Hi")
            return True

        async def all_at_once() -> list[Any]:
            return await asyncio.gather(
                *(client.text.chat("Hi") for _ in range(200)), return_exceptions=True
            )

        if runner.is_async:
            assert {type(error) for error in runner(all_at_once())} == {RateLimitError}
        else:
            with ThreadPoolExecutor(20) as pool:
                assert all(pool.map(lambda _: one(), range(200)))
        assert len(platform.requests) == 200 + 100  # without the budget 1,000

    def test_is_shared_by_the_views_of_a_client(self, runner: Runner) -> None:
        platform = Platform(lambda request: openai_error(429, "slow down (1002)"))
        client = runner.client(platform, retry=Retry(attempts=2, base=0.0, budget=1))
        for view in (client, client.with_options(timeout=5)):
            with pytest.raises(RateLimitError):
                runner(view.text.chat("Hi"))
        assert len(platform.requests) == 3

    def test_hook_is_informed_that_no_retry_follows(self, runner: Runner) -> None:
        told: list[str] = []
        client = runner.client(
            Platform(REFUSED),
            retry=Retry(base=0.0, budget=0),
            on_event=lambda event: told.append(event.kind),
        )
        with pytest.raises(RateLimitError):
            runner(client.text.chat("Hi"))
        assert told == ["request", "error"]


class TestLimitsAndRetries:
    def test_every_attempt_counts(self, runner: Runner, clock: Clock) -> None:
        client = runner.client(
            Platform(REFUSED, CHAT), clock=clock, limits=Limits(rpm=60), retry=AT_ONCE
        )
        runner(client.text.chat("Hi"))
        assert clock.sleeps == [0.0, 1.0]

    def test_calls_waiting_for_a_retry_hold_no_slot(self) -> None:
        runner = Runner("async")

        async def main() -> list[str]:
            order: list[str] = []

            class Slow(Clock):
                async def asleep(self, seconds: float) -> None:
                    order.append("waits")
                    assert (await client.text.chat("Two")).text == "Hello."
                    order.append("goes on")

            client = runner.client(
                Platform(REFUSED, CHAT), clock=Slow(), limits=Limits(concurrent=1)
            )
            await asyncio.wait_for(client.text.chat("One"), 5)
            return order

        assert runner(main()) == ["waits", "goes on"]
        runner.close()

    @pytest.mark.parametrize(
        ("limits", "sent", "gaps"),
        [
            (Limits(rpm=60), [("speech", "m", 5000)] * 2, [1.0]),
            (Limits(tpm=6000), [("speech", "m", 100), ("speech", "m", 50)], [1.0]),
            (Limits(rpm=60, tpm=6000), [("speech", "m", 500), ("speech", "m", 5)] * 2, [5, 1, 5]),
            (Limits(tpm={"speech": 6000}), [("text", "m", 500)] * 2, [0.0]),
            (Limits(rpm={"text": 60, "MiniMax-M3": 30}), [("text", "MiniMax-M3", 0)] * 2, [2.0]),
        ],
    )
    def test_first_reached_limit_applies(
        self, limits: Limits, sent: list[tuple[str, str, int]], gaps: list[float]
    ) -> None:
        limiter = Limiter(limits)
        moments = [limiter.reserve(kind, 0.0, model, tokens) for kind, model, tokens in sent]
        assert [after - before for before, after in pairwise(moments)] == gaps

    def test_model_limits_override_class_limits(self) -> None:
        limiter = Limiter(Limits(rpm={"text": 1, "MiniMax-M3": 60}))
        assert limiter.reserve("text", 0.0, "MiniMax-M2") == 0.0
        assert limiter.reserve("text", 0.0, "MiniMax-M3") == 0.0

    def test_abandoned_small_turns_are_not_used_for_large_requests(self) -> None:
        limiter = Limiter(Limits(tpm=6000))
        small, large = (
            limiter.reserve("speech", 0.0, "", 100),
            limiter.reserve("speech", 0.0, "", 500),
        )
        limiter.give_back("speech", small, "", 100)
        assert limiter.reserve("speech", 0.0, "", 500) == large + 5.0
        assert limiter.reserve("speech", 0.0, "", 100) == small

    def test_characters_of_speech_are_counted(self, runner: Runner) -> None:
        clock = Clock()
        client = runner.client(Platform(SPEECH, SPEECH), clock=clock, limits=Limits(tpm=6000))
        for _ in range(2):
            runner(client.speech.synthesize("x" * 500))
        assert sum(clock.sleeps) == pytest.approx(5.0)

    @pytest.mark.parametrize(
        ("feature", "body", "tokens"),
        [
            ("speech", {"text": "x" * 70, "model": "m" * 50}, 70),
            ("text", {"messages": "x" * 388, "max_completion_tokens": 50}, 157),
            ("text", {"messages": "x"}, 4),
        ],
    )
    def test_tokens_are_estimated_before_they_are_sent(
        self, feature: str, body: dict[str, Any], tokens: int
    ) -> None:
        assert tokens_of(feature, body) == pytest.approx(tokens, abs=2)

    def test_published_limits_match_the_table(self) -> None:
        paid, free = Limits.published(), Limits.published("free", region="cn")
        for row in MODELS["rate_limits"]:
            for model in row["models"]:
                known = row.get("global", {})
                assert paid.rate(row["class"], model) == known.get("rpm", paid.rate(row["class"]))
                assert paid.tokens(row["class"], model) == known.get(
                    "tpm", paid.tokens(row["class"])
                )
                assert free.rate(row["class"], model) == row.get("cn_free", {}).get(
                    "rpm", free.rate(row["class"])
                )
        assert paid.rate("text", "a model that is newer") == 200
        assert (paid.rate("speech"), paid.tokens("speech")) == (60, 20_000)
        MiniMax(KEY, limits=paid)
        with pytest.raises(ConfigError, match="no limits are published for this combination"):
            Limits.published("free")

    def test_abandoned_turns_go_to_other_callers(self) -> None:
        limiter = Limiter(Limits(rpm=60))
        moments = [limiter.reserve("text", 0.0) for _ in range(5)]
        limiter.give_back("text", moments[2])
        assert [limiter.reserve("text", 0.5) for _ in range(2)] == [2.0, 5.0]
        for moment in (5.0, 3.0, 4.0, 2.0, 1.0):
            limiter.give_back("text", moment)
        assert limiter.reserve("text", 0.5) == 1.0
        limiter.give_back("text", 1.0)
        assert limiter.reserve("text", 100.0) == 100.0

    @pytest.mark.parametrize("stream", [False, True], ids=["call", "stream"])
    def test_cancelled_waiting_calls_leave_no_gap(self, runner: Runner, stream: bool) -> None:
        class Interrupted(BaseException):
            pass

        class Impatient(Clock):
            patient = False

            def sleep(self, seconds: float) -> None:
                if not self.patient:
                    raise Interrupted
                super().sleep(seconds)

        clock = Impatient()
        client = runner.client(
            Platform(lambda request: ok(CHAT)), clock=clock, limits=Limits(rpm=60, concurrent=1)
        )
        runner(client.text.chat("One"))
        for _ in range(60):
            with pytest.raises(Interrupted):
                runner(client.text.stream("Hi").final() if stream else client.text.chat("Hi"))
        clock.patient = True
        runner(client.text.chat("Two"))
        assert clock.sleeps == [1.0]

    def test_calls_inside_a_stream_share_its_slot(self, runner: Runner) -> None:
        platform = Platform(lambda request: streamed(STREAM) if is_stream(request) else ok(CHAT))
        client = runner.client(platform, limits=Limits(concurrent=1))

        async def main() -> None:
            async with client.text.stream("Hi") as outer:
                async for _ in outer:
                    async with client.text.stream("Hi") as inner:
                        assert (await client.text.chat("Hi")).text == "Hello."
                        together = [client.text.chat("Hi") for _ in range(5)]
                        await asyncio.gather(*together)
                        await inner.final()
            await client.text.chat("Hi")

        def blocking() -> None:
            with client.text.stream("Hi") as outer:
                for _ in outer:
                    with client.text.stream("Hi") as inner:
                        assert client.text.chat("Hi").text == "Hello."
                        inner.final()
            client.text.chat("Hi")

        runner(asyncio.wait_for(main(), 20)) if runner.is_async else blocking()
        (limiter,) = client._io._limiters.values()
        assert limiter.slots._free == 1

    def test_waits_without_progress_end_with_a_reason(
        self, runner: Runner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(io, "SLOT_SECONDS", 0.01)
        client = runner.client(
            Platform(lambda request: streamed(STREAM)),
            limits=Limits(concurrent=1),
            retry=Retry(attempts=1),
        )

        def by_somebody_else() -> None:
            if runner.is_async:
                runner(elsewhere(client.text.chat("Hi")))
            else:
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(client.text.chat, "Hi").result()

        with runner.opened(client.text.stream("Hi")):
            with pytest.raises(RequestTimeout, match="an open stream") as caught:
                by_somebody_else()
        assert caught.value.sent is False

    @pytest.mark.parametrize("rpm", [1, 7, 60, 333])
    def test_no_minute_exceeds_the_limit(self, rpm: int) -> None:
        limiter, now, moments = Limiter(Limits(rpm=rpm)), 0.0, []
        for _ in range(rpm * 5):
            now = limiter.reserve("text", now)
            moments.append(now)
        for start in moments:
            assert sum(start <= moment < start + 59.99 for moment in moments) <= rpm
        assert moments[-1] == pytest.approx(60.0 * (len(moments) - 1) / rpm, rel=0.01)


@pytest.mark.parametrize("kind", [MiniMax, AsyncMiniMax])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"retry": Retry(attempts=0)}, r"Retry\(attempts=0\) must be a whole number, at least 1"),
        ({"retry": Retry(attempts=1.5)}, "whole number"),
        ({"retry": Retry(base=-1)}, r"Retry\(base=-1\) must be a number of at least 0"),
        ({"retry": Retry(budget=float("nan"))}, "budget"),
        ({"retry": 3}, r"retry must be a Retry\(attempts=..., .*\), not 3"),
        ({"limits": 60}, r"limits must be a Limits\(rpm=..., concurrent=...\), not 60"),
        (
            {"limits": Limits(rpm=0)},
            r"Limits\(rpm=0\) must be a number above 0; omit it for no limit",
        ),
        (
            {"limits": Limits(rpm={"speach": 60})},
            "no such rate-limit class or model; the classes are account, ",
        ),
        ({"limits": Limits(tpm={"speech": 0})}, r"Limits\(tpm=\{'speech': 0\}\)"),
        ({"limits": Limits(shared="localhost")}, "must be the URL of a Redis database"),
        ({"limits": Limits(tpm="many")}, r"Limits\(tpm='many'\)"),
        ({"limits": Limits(rpm={"speech": -1})}, r"Limits\(rpm=\{'speech': -1\}\)"),
        ({"limits": Limits(concurrent=0)}, r"Limits\(concurrent=0\)"),
        ({"limits": Limits(concurrent=2.5)}, r"Limits\(concurrent=2.5\)"),
    ],
)
def test_invalid_options_are_rejected(kind: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        kind(KEY, **options)
    with pytest.raises(ConfigError, match=message):
        kind(KEY).with_options(**options)


class TestTheSizeOfAnswers:
    @pytest.mark.parametrize("size", [0, -1, True, "1"])
    def test_must_be_positive(self, size: Any) -> None:
        with pytest.raises(ConfigError, match="max_response_bytes="):
            MiniMax(KEY).with_options(max_response_bytes=size)

    @pytest.mark.parametrize("call", ["chat", "speech", "stream"])
    def test_is_bounded(self, runner: Runner, call: str) -> None:
        endless = Chunks(b'{"data": {"audio": "', *[b"00" * 500] * 1000)
        answer = httpx.Response(200, headers={"content-type": "application/json"}, stream=endless)
        client = runner.client(Platform(answer)).with_options(max_response_bytes=5000)
        calls = {
            "chat": client.text.chat,
            "speech": client.speech.synthesize,
            "stream": lambda text: client.text.stream(text).final(),
        }
        with pytest.raises(DecodeError, match=r"larger than 5,000 bytes; .* max_response_bytes"):
            runner(calls[call]("Hi"))
        assert endless.read < 10
        assert endless.closed

    def test_applies_to_decompressed_bytes(self, runner: Runner) -> None:
        import gzip

        bomb = gzip.compress(b" " * 50_000_000)
        assert len(bomb) < 60_000
        client = runner.client(
            Platform(
                lambda request: httpx.Response(
                    200, headers={"content-encoding": "gzip"}, stream=Chunks(bomb)
                )
            )
        )
        with pytest.raises(DecodeError, match="larger than"):
            runner(client.with_options(max_response_bytes=1_000_000).text.chat("Hi"))

    def test_responses_within_the_limit_are_accepted(self, runner: Runner) -> None:
        content = ok(CHAT).content
        client = runner.client(Platform(CHAT)).with_options(max_response_bytes=len(content))
        assert runner(client.text.chat("Hi")).text == "Hello."


def test_billed_calls_are_not_retried_despite_a_budget(runner: Runner) -> None:
    platform = Platform(native_error(1000, "unknown error"))
    with pytest.raises(Exception, match="unknown error"):
        runner(runner.client(platform, retry=Retry(attempts=9, base=0.0)).speech.synthesize("Hi"))
    assert len(platform.requests) == 1


def test_repr_of_shared_limits_hides_the_password() -> None:
    limits = Limits(rpm=60, shared="redis://worker:secret@10.0.0.5/0")

    assert repr(limits) == (
        "Limits(rpm=60, concurrent=None, tpm=None, shared='redis://***@10.0.0.5/0')"
    )
    assert "shared='redis://10.0.0.5/0'" in repr(Limits(shared="redis://10.0.0.5/0"))


def test_calls_under_the_same_limits_share_one_limiter(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Limits] = []

    class Counted(Limiter):
        def __init__(self, limits: Limits) -> None:
            made.append(limits)
            super().__init__(limits)

    monkeypatch.setattr(io, "Limiter", Counted)
    driver = io.SyncIO()
    by_class, for_all = Limits(rpm={"text": 9}), Limits(rpm=9)
    assert driver._limiter(by_class) is driver._limiter(Limits(rpm={"text": 9}))
    assert driver._limiter(by_class) is not driver._limiter(for_all)
    assert made == [by_class, for_all]
