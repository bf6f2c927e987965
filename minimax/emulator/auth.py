"""Who calls: any key is good, except the ones that are made to be refused."""

from __future__ import annotations

from collections.abc import Mapping

from minimax.emulator.envelopes import INVALID_KEY, NOT_AUTHORIZED, PlatformError

BAD_KEY = "sk-bad"
REGIONAL_KEYS = {"cn": "sk-cn", "global": "sk-global"}
"""Keys that start like this belong to one region and are refused by an emulator of another."""
PAY_AS_YOU_GO_KEY = "sk-api-"
"""Keys that start like this have a balance and no plan."""


def key_of(headers: Mapping[str, str], *, takes_x_api_key: bool, region: str) -> str:
    """The key of a request that may pass; raises what the platform answers otherwise."""
    key = _presented(headers, takes_x_api_key=takes_x_api_key)
    if not key:
        raise PlatformError(
            NOT_AUTHORIZED,
            "login fail: carry the API key in the Authorization header, as Bearer <key>",
        )
    elsewhere = [prefix for name, prefix in REGIONAL_KEYS.items() if name != region]
    if key.startswith((BAD_KEY, *elsewhere)):
        # The platform does not tell a wrong key from a key of another region.
        raise PlatformError(INVALID_KEY)
    return key


def _presented(headers: Mapping[str, str], *, takes_x_api_key: bool) -> str:
    authorization = headers.get("authorization")
    if authorization is not None:
        scheme, _, key = authorization.strip().partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""
    return headers.get("x-api-key", "").strip() if takes_x_api_key else ""
