from typing import Literal, TypeAlias

WsClientEventEvent: TypeAlias = Literal["task_cancel", "task_finish", "task_flush"] | str


def check_ws_client_event_event(value: str) -> WsClientEventEvent:
    return value
