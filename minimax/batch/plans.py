"""What a batch will cost, and how long it will take at the limits: before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, NamedTuple

from .. import estimate
from ..config import Limits
from ..core.limits import tokens_of
from ..errors import ValidationError
from ..estimate import Estimate
from .jobs import Job
from .operations import billed_paths


class Plan(NamedTuple):
    """What the jobs of a batch will cost, and how long they will take."""

    jobs: int
    cost: Decimal
    """Of the jobs whose price is known before they are sent."""
    currency: str
    as_of: str
    """When the prices were read, such as "2026-09"."""
    unpriced: int
    """Jobs whose price depends on what the platform will do, or is not in the table."""
    unpriced_line: int
    """The first of them, 0 where there is none."""
    seconds: float
    """At the limits, at least; 0 where there are none."""


class Planner:
    """Adds up jobs."""

    def __init__(self, limits: Limits | None, region: str) -> None:
        self._limits = limits or Limits()
        self._region = region
        self._jobs = self._unpriced = self._line = 0
        self._cost = Decimal(0)
        self._currency = self._as_of = ""
        self._seconds: dict[str, float] = {}

    def add(self, job: Job) -> None:
        """Count a job."""
        self._jobs += 1
        rate_class, model = rate_class_of(job), job.model()
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
        """The sum."""
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


def rate_class_of(job: Job) -> str:
    """The rate-limit class of the paid request of a job, "" when it has none."""
    classes = set(billed_paths(job.operation.feature).values())
    named = job.operation.feature
    if job.operation.price is None:
        return ""
    return named if named in classes else min(classes, default="")


def forecast(job: Job, region: str) -> Estimate | None:
    """What a job will cost at most, None when nobody can know before it is sent."""
    arguments = job.operation.complete(job.arguments)
    return job.operation.cost(job.arguments, Expected(job, arguments), region)


class Expected(SimpleNamespace):
    """The result of a job as far as it determines the price."""

    def __init__(self, job: Job, arguments: Mapping[str, Any]) -> None:
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
            success_count=int(arguments.get("n") or 1),
        )


def region_of(client: Any) -> str:
    """The region whose prices count for a client."""
    return str(client.region or estimate.REGION)


def published_limits(region: str | None) -> Limits | None:
    """The published limits of a paid account in a region, None where it is not known."""
    return Limits.published(region=region) if region in ("global", "cn") else None


class Budget:
    """Keeps the cost of a batch below a bound: spent, in flight and about to be sent together."""

    def __init__(self, most: Decimal, region: str) -> None:
        self.most = most
        self._region = region

    def expect(self, job: Job) -> Decimal:
        """What a job will cost at most. Raises a ValidationError when nobody can know."""
        if job.operation.price is None:
            return Decimal(0)
        found = forecast(job, self._region)
        if found is None:
            raise ValidationError(
                f"max_cost: the price of {job.operation.name} is not known before it is sent"
                + ("; give max_tokens" if job.operation.feature == "text" else ""),
                field="max_cost",
            )
        return found.amount
