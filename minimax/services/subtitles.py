"""Subtitle files of speech, which lie behind signed links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..core.call import USER_AGENT, observed
from ..core.events import of_download
from ..core.http import Request, Response, ResponseBuffer
from ..core.secret import Headers, Secret
from ..core.transfer import web_url
from ..errors import DecodeError, MinimaxError

if TYPE_CHECKING:
    from ..core.io import IO
    from ..core.settings import Config


async def fetch(io: IO, config: Config, link: object) -> object:
    """The subtitle file behind a signed URL, or the error that kept it from coming: the audio is
    paid and must not be lost with it.

    The key is not sent: the file lies on a storage host.
    """
    url = web_url(str(link))
    try:
        headers: Secret[Headers] = Secret((("User-Agent", USER_AGENT),))
        request = Request("GET", url, headers, None, config.timeout, to_platform=False)
        request = observed(request, of_download(config, url))
        response = await io.send(request, ResponseBuffer(config.max_response_bytes))
    except MinimaxError as error:
        return error
    try:
        return (
            json.loads(response.content) if response.status < 400 else _no_subtitles(url, response)
        )
    except (ValueError, RecursionError):
        return _no_subtitles(url, response)


def _no_subtitles(url: str, response: Response) -> MinimaxError:
    place = url.partition("?")[0]
    return DecodeError(
        f"The subtitle file {place} could not be read: HTTP {response.status}", raw=response.content
    )
