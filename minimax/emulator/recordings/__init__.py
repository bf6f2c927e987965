"""Record the platform with a proxy, replay recordings, and compare them with the spec.

A recording is a file of JSON lines, each with a request and its response
(`exchanges.Exchange`), scrubbed of keys, signatures and personal fields. Media are files in
a folder next to it, named by their hash.
"""

from __future__ import annotations
