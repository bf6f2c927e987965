"""A certificate for a local server, signed by a certificate authority created for it."""

from __future__ import annotations

import ssl
import tempfile
from pathlib import Path
from typing import NamedTuple


class Certificate(NamedTuple):
    """The TLS context of a server, and the CA file that clients must trust."""

    context: ssl.SSLContext
    ca_pem: str
    ca_file: Path


def make(*names: str) -> Certificate:
    """Create a certificate for names and addresses, including localhost. Only the certificate of
    the authority is stored, in a temporary file; its key is discarded.
    """
    try:
        import trustme
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "TLS needs trustme, which is not installed; run: pip install"
            ' "minimax-sdk[emulator-full]"',
            name=error.name,
        ) from error

    authority = trustme.CA(organization_name="MiniMax emulator")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*dict.fromkeys(("localhost", "127.0.0.1", "::1", *names))).configure_cert(
        context
    )
    pem = authority.cert_pem.bytes()
    with tempfile.NamedTemporaryFile(
        prefix="minimax-emulator-ca-", suffix=".pem", delete=False
    ) as file:
        file.write(pem)
    return Certificate(context, pem.decode(), Path(file.name))
