from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_video_generation_v2_filter_status import ListVideoGenerationV2FilterStatus
from ...models.list_video_generation_v2_filter_task_type import ListVideoGenerationV2FilterTaskType
from ...models.video_v2_list_response import VideoV2ListResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    filter_status: ListVideoGenerationV2FilterStatus | Unset = UNSET,
    filter_task_ids: str | Unset = UNSET,
    filter_model: str | Unset = UNSET,
    filter_task_type: ListVideoGenerationV2FilterTaskType | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["page_num"] = page_num

    params["page_size"] = page_size

    json_filter_status: str | Unset = UNSET
    if not isinstance(filter_status, Unset):
        json_filter_status = filter_status

    params["filter.status"] = json_filter_status

    params["filter.task_ids"] = filter_task_ids

    params["filter.model"] = filter_model

    json_filter_task_type: str | Unset = UNSET
    if not isinstance(filter_task_type, Unset):
        json_filter_task_type = filter_task_type

    params["filter.task_type"] = json_filter_task_type

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v2/query/video_generation",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> VideoV2ListResponse | None:
    if response.status_code == 200:
        response_200 = VideoV2ListResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[VideoV2ListResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    filter_status: ListVideoGenerationV2FilterStatus | Unset = UNSET,
    filter_task_ids: str | Unset = UNSET,
    filter_model: str | Unset = UNSET,
    filter_task_type: ListVideoGenerationV2FilterTaskType | Unset = UNSET,
) -> Response[VideoV2ListResponse]:
    """List V2 tasks

     Lists the V2 tasks of the last 7 days, page by page. The order is not documented. The dots in the
    names of the filters are literal.

    Args:
        page_num (int | Unset):
        page_size (int | Unset):
        filter_status (ListVideoGenerationV2FilterStatus | Unset):
        filter_task_ids (str | Unset):
        filter_model (str | Unset):
        filter_task_type (ListVideoGenerationV2FilterTaskType | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VideoV2ListResponse]
    """

    kwargs = _get_kwargs(
        page_num=page_num,
        page_size=page_size,
        filter_status=filter_status,
        filter_task_ids=filter_task_ids,
        filter_model=filter_model,
        filter_task_type=filter_task_type,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    filter_status: ListVideoGenerationV2FilterStatus | Unset = UNSET,
    filter_task_ids: str | Unset = UNSET,
    filter_model: str | Unset = UNSET,
    filter_task_type: ListVideoGenerationV2FilterTaskType | Unset = UNSET,
) -> VideoV2ListResponse | None:
    """List V2 tasks

     Lists the V2 tasks of the last 7 days, page by page. The order is not documented. The dots in the
    names of the filters are literal.

    Args:
        page_num (int | Unset):
        page_size (int | Unset):
        filter_status (ListVideoGenerationV2FilterStatus | Unset):
        filter_task_ids (str | Unset):
        filter_model (str | Unset):
        filter_task_type (ListVideoGenerationV2FilterTaskType | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VideoV2ListResponse
    """

    return sync_detailed(
        client=client,
        page_num=page_num,
        page_size=page_size,
        filter_status=filter_status,
        filter_task_ids=filter_task_ids,
        filter_model=filter_model,
        filter_task_type=filter_task_type,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    filter_status: ListVideoGenerationV2FilterStatus | Unset = UNSET,
    filter_task_ids: str | Unset = UNSET,
    filter_model: str | Unset = UNSET,
    filter_task_type: ListVideoGenerationV2FilterTaskType | Unset = UNSET,
) -> Response[VideoV2ListResponse]:
    """List V2 tasks

     Lists the V2 tasks of the last 7 days, page by page. The order is not documented. The dots in the
    names of the filters are literal.

    Args:
        page_num (int | Unset):
        page_size (int | Unset):
        filter_status (ListVideoGenerationV2FilterStatus | Unset):
        filter_task_ids (str | Unset):
        filter_model (str | Unset):
        filter_task_type (ListVideoGenerationV2FilterTaskType | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VideoV2ListResponse]
    """

    kwargs = _get_kwargs(
        page_num=page_num,
        page_size=page_size,
        filter_status=filter_status,
        filter_task_ids=filter_task_ids,
        filter_model=filter_model,
        filter_task_type=filter_task_type,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    filter_status: ListVideoGenerationV2FilterStatus | Unset = UNSET,
    filter_task_ids: str | Unset = UNSET,
    filter_model: str | Unset = UNSET,
    filter_task_type: ListVideoGenerationV2FilterTaskType | Unset = UNSET,
) -> VideoV2ListResponse | None:
    """List V2 tasks

     Lists the V2 tasks of the last 7 days, page by page. The order is not documented. The dots in the
    names of the filters are literal.

    Args:
        page_num (int | Unset):
        page_size (int | Unset):
        filter_status (ListVideoGenerationV2FilterStatus | Unset):
        filter_task_ids (str | Unset):
        filter_model (str | Unset):
        filter_task_type (ListVideoGenerationV2FilterTaskType | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VideoV2ListResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            page_num=page_num,
            page_size=page_size,
            filter_status=filter_status,
            filter_task_ids=filter_task_ids,
            filter_model=filter_model,
            filter_task_type=filter_task_type,
        )
    ).parsed


def parse(data: Any) -> VideoV2ListResponse:
    """Turn a decoded answer into its model."""
    response_200 = VideoV2ListResponse.from_dict(data)

    return response_200
