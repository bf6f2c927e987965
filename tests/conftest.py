"""Hypothesis tries the same inputs in every run of the suite, however slow the machine; new ones are what `make fuzz` is for."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("suite", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
