"""Authentication: any key is valid, except those that are meant to be rejected."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from minimax.emulator.envelopes import INVALID_KEY, NOT_AUTHORIZED, PlatformError

BAD_KEY = "sk-bad"
REGIONAL_KEYS = {"cn": "sk-cn", "global": "sk-global"}
"""Keys with these prefixes belong to one region and are rejected in the other."""
PAY_AS_YOU_GO_KEY = "sk-api-"
"""Keys with this prefix have a balance but no plan."""


def account_name(key: str) -> str:
    """The name of the account of a key. It is stored instead of the key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def check(key: str, region: str) -> None:
    """Raise the platform's error for a key that is not valid in a region."""
    if not key:
        raise PlatformError(
            NOT_AUTHORIZED,
            "login fail: carry the API key in the Authorization header, as Bearer <key>",
        )
    elsewhere = [prefix for name, prefix in REGIONAL_KEYS.items() if name != region]
    if key.startswith((BAD_KEY, *elsewhere)):
        # The platform does not distinguish an invalid key from a key of another region.
        raise PlatformError(INVALID_KEY)


def key_of(headers: Mapping[str, str], *, takes_x_api_key: bool) -> str:
    """The key of a request; "" if there is none."""
    authorization = headers.get("authorization")
    if authorization is not None:
        scheme, _, key = authorization.strip().partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""
    return headers.get("x-api-key", "").strip() if takes_x_api_key else ""
