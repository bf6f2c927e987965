"""Pairs of whole numbers in a string, such as the size "2720x1536" or the ratio "16:9", and the
limits that the spec defines for them with `x-sides`. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MOST_DIGITS = 9
"""More than any size has."""
SHAPES = {"x": "WIDTHxHEIGHT", ":": "X:Y"}
"""The name of the format, by separator."""

Rule = Mapping[str, Any]


def parsed(text: str, separator: str) -> tuple[int, int] | None:
    """Both numbers; None for a string in another format."""
    number = f"([1-9][0-9]{{0,{MOST_DIGITS - 1}}})"
    found = re.fullmatch(number + re.escape(separator) + number, text)
    return (int(found[1]), int(found[2])) if found else None


def fits(rule: Rule, text: str) -> bool:
    """Whether a string is one of the words of the rule, or two numbers within its limits."""
    if text in rule.get("words", ()):
        return True
    sides = parsed(text, rule["separator"])
    if sides is None:
        return False
    short, long = sorted(sides)
    least, most = rule.get("each", (short, long))
    smallest, largest = rule.get("product", (short * long,) * 2)
    return bool(
        least <= short
        and long <= most
        and smallest <= short * long <= largest
        and long <= rule.get("ratio", long) * short
    )


def allowed(rule: Rule) -> str:
    """What the rule allows, in words."""
    words = [f'"{word}"' for word in rule.get("words", ())]
    limits = []
    if "each" in rule:
        limits.append("numbers from {:,} to {:,}".format(*rule["each"]))
    if "product" in rule:
        limits.append("{:,} to {:,} pixels".format(*rule["product"]))
    if "ratio" in rule:
        limits.append(f"a ratio from 1:{rule['ratio']} to {rule['ratio']}:1")
    shape = SHAPES[rule["separator"]]
    return " or ".join([*words, f"{shape} with {' and '.join(limits)}" if limits else shape])
