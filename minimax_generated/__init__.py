"""The low-level MiniMax client: one module per operation under `api`, one class per schema under
`models`.

Generated from `spec/` by `python -m generator`; never edited by hand.
"""

from typing import TYPE_CHECKING

from .lazy import lazy_package

if TYPE_CHECKING:
    from . import api as api
    from . import models as models
    from . import types as types
    from .client import AuthenticatedClient as AuthenticatedClient
    from .client import Client as Client
    from .errors import ResponseError as ResponseError
    from .operation import Operation as Operation

__all__ = ["AuthenticatedClient", "Client", "Operation", "ResponseError", "api", "models", "types"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(
        __name__,
        __all__,
        {
            "AuthenticatedClient": "client",
            "Client": "client",
            "Operation": "operation",
            "ResponseError": "errors",
        },
    )
