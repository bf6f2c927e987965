"""Recordings of the platform: made by forwarding, replayed by the emulator, compared with the spec.

A recording is a file of JSON lines, one request and response each (`exchanges.Exchange`),
scrubbed of keys, signatures and personal fields. Media are files in a folder beside it, named by
their hash.
"""

from __future__ import annotations
