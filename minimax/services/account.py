"""Quota and balance of the account, and the tools of a plan: `client.account`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minimax_generated.api import account as api

from ..core import call
from ..core.operation import I, Service, operation
from ..core.settings import region_facts
from ..core.sources import describe, refused, sniff
from ..core.transfer import always, download
from ..errors import DecodeError
from ..media import url_of
from ..requests.request_body import build
from ..results.account import Balance, Quota, SearchResults, balance_from, quota_from, search_from
from .files import File, stored_id

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options import account as keywords

    from ..config import CallOptions
    from ..core.io import IO
    from ..core.settings import Config
    from ..core.sources import Source

QUESTION = "Describe this image."
WEB = ("http://", "https://")
FILE = "mm_file://"


class AccountService(Service[I]):
    """Quota and balance, web search and image understanding."""

    @operation
    async def quota(self, **options: Unpack[CallOptions]) -> Quota:
        """The remaining quota of the plan behind a subscription key, one entry per group of models.

        The fields of this response are not documented. Prefer `percent_left` where it is present;
        the counts are returned unchanged.

        Returns:
            The quota; it has no entries if the key has no plan.

        Raises:
            AuthenticationError: the key is invalid, or is not a subscription key.
        """
        answer = await call.call(self._io, self._config, api.token_plan_remains.OPERATION)
        return quota_from(answer.payload, answer.trace_id)

    @operation
    async def balance(self, **options: Unpack[CallOptions]) -> Balance:
        """The balance of the account behind a pay-as-you-go key, in the currency of the region. Not
        documented by the platform.

        Raises:
            AuthenticationError: the key is invalid, or is not a pay-as-you-go key.
        """
        answer = await call.call(self._io, self._config, api.query_balance.OPERATION)
        region = self._config.region
        return balance_from(
            answer.payload, str(region_facts(region)["currency"]) if region else "", answer.trace_id
        )

    @operation
    async def search(self, query: str, **options: Unpack[keywords.SearchOptions]) -> SearchResults:
        """Search the web with a subscription key. Not documented by the platform.

        Args:
            query: three to five keywords work best.
            **options: `extra` sends fields that are newer than this package.

        Returns:
            `results` with title, url, snippet and date, and `related` searches.

        Raises:
            APIError: the platform reported an error; see its subclasses.
        """
        target = api.coding_plan_search.OPERATION
        answer = await call.call(
            self._io, self._config, target, build(target, {"query": query, **options})
        )
        return search_from(answer.payload, answer.trace_id)

    @operation
    async def describe_image(
        self,
        image: Source | File,
        prompt: str = QUESTION,
        **options: Unpack[keywords.DescribeImageOptions],
    ) -> str:
        """Answer a question about an image, with a subscription key.

        Args:
            image: a path, bytes, an open file, a URL, a data URL, a PIL image, or the id of an
                uploaded file; JPEG, PNG or WebP. An image on the web is downloaded and sent with
                the request, as the platform requires.
            prompt: the question.
            **options: `extra` sends fields that are newer than this package.

        Returns:
            The answer as text.

        Raises:
            ValidationError: the image is not a JPEG, PNG or WebP; nothing was sent.
            APIError: the platform reported an error; see its subclasses.
            DecodeError: the response contains no text; `raw` has it.

        Source: https://platform.minimax.io/docs/guides/pricing-paygo
        """
        target = api.coding_plan_vlm.OPERATION
        picture = await _picture(self._io, self._config, image)
        answer = await call.call(
            self._io, self._config, target, build(target, {"prompt": prompt, **picture, **options})
        )
        content = answer.payload.get("content")
        if not isinstance(content, str) or not content:
            raise DecodeError(
                "The platform reported success but sent no text; the response is in `raw`.",
                raw=answer.payload,
            )
        return content


async def _picture(io: IO, config: Config, image: Any) -> dict[str, str]:
    """The image in the form of the request: a data URL, or the id of an uploaded file."""
    file_id = stored_id(image.removeprefix(FILE) if isinstance(image, str) else image)
    if file_id is not None:
        return {"file_id": file_id}
    content = image
    if isinstance(image, str) and image.startswith(WEB):
        content = await download(io, config, always(image), None, identity=image)
        if not (sniff(content) or "").startswith("image/"):
            raise refused("image", f"{describe(image)} does not lead to an image", image)
    url: str = await io.work(lambda: url_of(content, kind="image"))
    _check_format(url, image)
    return {"image": url}


def _check_format(url: str, image: Any) -> None:
    from minimax_generated.checks.account import MEDIA

    formats = MEDIA["ImageUnderstandingRequest.image_url"]["formats"]
    kind = url.partition(";")[0].removeprefix("data:image/")
    if kind not in formats:
        allowed = ", ".join(formats)
        raise refused("image", f"{describe(image)} is {kind}; allowed are {allowed}", kind, allowed)
