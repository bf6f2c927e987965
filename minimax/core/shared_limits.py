"""Rate limits shared by several processes or hosts through Redis.

Each request reserves the next free moment of its bucket in one atomic step on the server, by the
server's clock. The moment of a process that dies while waiting stays unused.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import ConfigError, NetworkError
from .limits import Limiter

if TYPE_CHECKING:
    from ..config import Limits

PREFIX = "minimax:limits:"
RESERVE = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1e6
local moment = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local after = string.format('%.6f', moment + ARGV[1])
redis.call('SET', KEYS[1], after, 'PX', math.ceil((after - now) * 1000) + 1000)
return {string.format('%.6f', moment - now), after}
"""
"""Returns the seconds to wait, and the next free moment after this one."""
GIVE_BACK = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('SET', KEYS[1], string.format('%.6f', ARGV[1] - ARGV[2]), 'PX', 60000)
end
"""


class SharedLimiter(Limiter):
    """Spaces the requests of all clients that use the same Redis database. Slots of calls in flight
    stay per client.
    """

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        try:
            redis: Any = import_module("redis")
        except ImportError:
            raise ConfigError(
                'Limits(shared=...) needs the extra "redis": pip install "minimax-sdk[redis]"'
            ) from None
        url = str(limits.shared)
        self._address = urlsplit(url).netloc.rpartition("@")[2]
        self._failed: Any = (redis.exceptions.RedisError, OSError)
        try:
            client = redis.Redis.from_url(url, socket_timeout=10, socket_connect_timeout=10)
        except ValueError as error:
            raise ConfigError(f"Limits(shared=...): {error}") from None
        self._reserve = client.register_script(RESERVE)
        self._give_back = client.register_script(GIVE_BACK)
        self._taken: dict[float, Any] = {}

    def reserve(self, rate_class: str, now: float, model: str = "", tokens: int = 0) -> float:
        """Reserve the next free moment, on the same clock as `now`. Blocks on the network. Raises a
        NetworkError if Redis cannot be reached: nothing may be sent then.
        """
        spacing = self.limits.spacing(rate_class, model, tokens)
        if not spacing:
            return now
        wait, after = self._run(self._reserve, rate_class, model, spacing)
        moment = now + float(wait)
        with self._lock:
            self._taken = {each: key for each, key in self._taken.items() if each >= now}
            self._taken[moment] = after
        return moment

    def give_back(self, rate_class: str, moment: float, model: str = "", tokens: int = 0) -> None:
        """Release a reserved moment, unless a later one has been reserved meanwhile."""
        with self._lock:
            after = self._taken.pop(moment, None)
        if after is not None:
            spacing = self.limits.spacing(rate_class, model, tokens)
            with suppress(NetworkError):
                self._run(self._give_back, rate_class, model, after, spacing)

    def _run(self, script: Any, rate_class: str, model: str, *args: Any) -> Any:
        bucket = self.limits.bucket(rate_class, model)
        try:
            return script(keys=[PREFIX + bucket], args=args)
        except self._failed as error:
            raise NetworkError(
                f"the shared limits at {self._address} cannot be reached: {type(error).__name__};"
                " nothing was sent",
                sent=False,
            ) from None
