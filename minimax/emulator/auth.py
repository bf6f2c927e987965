"""Who calls: any key is good, except the ones that are made to be refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from minimax.emulator.envelopes import INVALID_KEY, NOT_AUTHORIZED, PlatformError

BAD_KEY = "sk-bad"
REGIONAL_KEYS = {"cn": "sk-cn", "global": "sk-global"}
"""Keys that start like this belong to one region and are refused by an emulator of another."""
PAY_AS_YOU_GO_KEY = "sk-api-"
"""Keys that start like this have a balance and no plan."""


def account_name(key: str) -> str:
    """What stands for a key where it is remembered: the key itself never is."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def check(key: str, region: str) -> None:
    """Raise what the platform answers to a key that is refused in a region."""
    if not key:
        raise PlatformError(
            NOT_AUTHORIZED,
            "login fail: carry the API key in the Authorization header, as Bearer <key>",
        )
    elsewhere = [prefix for name, prefix in REGIONAL_KEYS.items() if name != region]
    if key.startswith((BAD_KEY, *elsewhere)):
        # The platform does not tell a wrong key from a key of another region.
        raise PlatformError(INVALID_KEY)


def presented(headers: Mapping[str, str], *, takes_x_api_key: bool) -> str:
    """The key that a request carries; "" where there is none."""
    authorization = headers.get("authorization")
    if authorization is not None:
        scheme, _, key = authorization.strip().partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""
    return headers.get("x-api-key", "").strip() if takes_x_api_key else ""
