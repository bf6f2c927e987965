"""Estimate the cost and duration of a batch before anything is sent."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from .. import estimate
from ..config import Limits
from ..core.limits import tokens_of
from ..errors import ValidationError
from ..estimate import Estimate
from .job import Job
from .operations import Operation, billed_paths


class Plan(NamedTuple):
    """The estimated cost and duration of a batch."""

    jobs: int
    cost: Decimal
    """Total of the jobs whose price is known before they are sent."""
    currency: str
    as_of: str
    """Date of the price table, such as "2026-09"."""
    unpriced: int
    """Number of jobs whose price depends on the result, or is not in the table."""
    unpriced_line: int
    """Line of the first of these jobs, 0 if there is none."""
    seconds: float
    """Minimum duration within the rate limits; 0 without limits."""


class Planner:
    """Adds up the cost and duration of jobs."""

    def __init__(self, limits: Limits | None, region: str) -> None:
        self._limits = limits or Limits()
        self._region = region
        self._jobs = self._unpriced = self._line = 0
        self._cost = Decimal(0)
        self._currency = self._as_of = ""
        self._seconds: dict[str, float] = {}

    def add(self, job: Job) -> None:
        """Add a job."""
        self._jobs += 1
        rate_class, model = rate_class_of(job.operation), job.model()
        bucket = self._limits.bucket(rate_class, model)
        spacing = self._limits.spacing(rate_class, model, job.weight())
        self._seconds[bucket] = self._seconds.get(bucket, 0.0) + spacing
        found = forecast(job, self._region)
        if found is not None:
            self._cost += found.amount
            self._currency, self._as_of = found.currency, found.as_of
        elif rate_class:
            self._unpriced += 1
            self._line = self._line or job.line

    def plan(self) -> Plan:
        """Return the plan for all jobs."""
        longest = max(self._seconds.values(), default=0.0)
        return Plan(
            self._jobs,
            self._cost,
            self._currency,
            self._as_of,
            self._unpriced,
            self._line,
            longest,
        )


@cache
def rate_class_of(operation: Operation) -> str:
    """The rate-limit class of the paid request of a job, "" if it has none."""
    classes = set(billed_paths(operation.feature).values())
    if operation.price is None:
        return ""
    return operation.feature if operation.feature in classes else min(classes, default="")


def forecast(job: Job, region: str) -> Estimate | None:
    """The maximum cost of a job, None if it cannot be known before the job is sent."""
    return job.operation.cost(job.arguments, Expected(job), region)


class Expected(SimpleNamespace):
    """The expected result of a job, as far as it affects the price."""

    def __init__(self, job: Job) -> None:
        most = job.arguments.get("max_tokens") or job.arguments.get("max_output_tokens")
        usage = None
        if job.operation.feature == "text" and most:
            sent = tokens_of("text", {**job.arguments, "max_tokens": 0, "max_output_tokens": 0})
            usage = SimpleNamespace(
                input_tokens=sent,
                prompt_tokens=sent,
                output_tokens=int(most),
                cached_tokens=0,
                cache_read_input_tokens=0,
                cache_creation_input_tokens=0,
            )
        super().__init__(
            usage=usage,
            characters=0,
            raw={},
            content=(),
            output=(),
            duration=None,
            success_count=int(job.arguments.get("n") or 1),
        )


def region_of(client: Any) -> str:
    """The region whose prices apply to a client."""
    return str(client.region or estimate.REGION)


def published_limits(region: str | None) -> Limits | None:
    """The published rate limits of a paid account in a region, None for an unknown region."""
    return Limits.published(region=region) if region in ("global", "cn") else None


class Budget:
    """Keeps the total of money spent, in flight and about to be spent below a maximum."""

    def __init__(self, most: Decimal, region: str) -> None:
        self.most = most
        self._region = region

    def expect(self, job: Job) -> Decimal:
        """The maximum cost of a job. Raises a ValidationError if it cannot be known."""
        if job.operation.price is None:
            return Decimal(0)
        found = forecast(job, self._region)
        if found is None:
            raise ValidationError(
                f"max_cost: the price of {job.operation.name} is not known before it is sent"
                + ("; set max_tokens" if job.operation.feature == "text" else ""),
                field="max_cost",
            )
        return found.amount
