"""Quota and balance of the account, and the tools of a plan: `client.account`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minimax_generated.api import account as api

from ..core.operation import I, Service, operation
from ..core.parsing import missing
from ..core.settings import region_facts
from ..core.sources import describe, refused, sniff
from ..core.transfer import always, download
from ..media import FILE_ID, WEB, inline_images, media_rules
from ..results.records import Balance, Quota, SearchResults
from .files import File, stored_id

if TYPE_CHECKING:
    from typing import Unpack

    from minimax_generated.options import account as keywords

    from ..config import CallOptions
    from ..core.sources import Source

QUESTION = "Describe this image."


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
        answer = await self._call(api.token_plan_remains.OPERATION)
        return Quota.read(answer.payload, trace_id=answer.trace_id)

    @operation
    async def balance(self, **options: Unpack[CallOptions]) -> Balance:
        """The balance of the account behind a pay-as-you-go key, in the currency of the region. Not
        documented by the platform.

        Raises:
            AuthenticationError: the key is invalid, or is not a pay-as-you-go key.
        """
        answer, region = await self._call(api.query_balance.OPERATION), self._config.region
        currency = str(region_facts(region)["currency"]) if region else ""
        return Balance.read(answer.payload, currency=currency, trace_id=answer.trace_id)

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
        answer = await self._call(api.coding_plan_search.OPERATION, {"query": query, **options})
        return SearchResults.read(answer.payload, trace_id=answer.trace_id)

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
        picture = await _picture(self, image)
        values = {"prompt": prompt, **picture, **options}
        payload = (await self._call(api.coding_plan_vlm.OPERATION, values)).payload
        content = payload.get("content")
        if not isinstance(content, str) or not content:
            raise missing("text", payload)
        return content


async def _picture(service: Service[Any], image: Any) -> dict[str, str]:
    """The image in the form of the request: a data URL, or the id of an uploaded file."""
    file_id = stored_id(image.removeprefix(FILE_ID) if isinstance(image, str) else image)
    if file_id is not None:
        return {"file_id": file_id}
    content = image
    if isinstance(image, str) and image.startswith(WEB):
        content = await download(service._io, service._config, always(image), None, identity=image)
        if not (sniff(content) or "").startswith("image/"):
            raise refused("image", f"{describe(image)} does not lead to an image", image)
    rules = media_rules("account", "ImageUnderstandingRequest.image_url")
    (url,) = await service._io.work(lambda: inline_images([("image", content)], rules))
    return {"image": url}
