from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest

import minimax
from minimax import ChatReply, StreamInterrupted, ToolCall, TurnCutOff, ValidationError

from .platform import CHAT, Platform, Runner, data, delta, streamed

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(16)
TOOL = {
    "type": "function",
    "function": {
        "name": "look",
        "description": "Look.",
        "parameters": {"type": "object", "properties": {}},
    },
}
CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": "sky"}'}}


def sent(runner: Runner, *args: Any, answer: Any = CHAT, **options: Any) -> dict[str, Any]:
    """The body that a chat call sends."""
    platform = Platform(answer)
    runner(runner.client(platform).text.chat(*args, **options))
    body: dict[str, Any] = platform.bodies[0]
    return body


def content_of(runner: Runner, *parts: Any) -> Any:
    """What the platform gets for the content of a message."""
    return sent(runner, [{"role": "user", "content": list(parts)}])["messages"][0]["content"]


def data_url(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


class TestMessages:
    def test_can_be_a_string(self, runner: Runner) -> None:
        assert sent(runner, "Hi")["messages"] == [{"role": "user", "content": "Hi"}]

    def test_system_is_the_first_message(self, runner: Runner) -> None:
        body = sent(runner, [{"role": "user", "content": "Hi"}], system="Be brief.")
        assert body["messages"] == [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
        ]

    def test_can_contain_earlier_replies(self, runner: Runner) -> None:
        platform = Platform(CHAT)
        client = runner.client(platform)
        reply = runner(client.text.chat("Hi"))
        runner(
            client.text.chat(
                [{"role": "user", "content": "Hi"}, reply, {"role": "user", "content": "Bye"}]
            )
        )
        assert platform.bodies[1]["messages"][1] == {"role": "assistant", "content": "Hello."}

    @pytest.mark.parametrize("wrap", [list, tuple])
    def test_parts_can_be_strings(self, runner: Runner, wrap: Any) -> None:
        parts = wrap(["Look:", {"type": "text", "text": "here"}])
        body = sent(runner, wrap([{"role": "user", "content": parts}]))
        assert body["messages"][0]["content"] == [
            {"type": "text", "text": "Look:"},
            {"type": "text", "text": "here"},
        ]

    def test_can_be_any_mapping(self, runner: Runner) -> None:
        assert sent(runner, [MappingProxyType({"role": "user", "content": "Hi"})])["messages"] == [
            {"role": "user", "content": "Hi"}
        ]

    def test_are_not_modified(self, runner: Runner) -> None:
        messages = [{"role": "user", "content": ["Look:", minimax.image(PNG)]}]
        sent(runner, messages, system="Be brief.")
        assert messages == [{"role": "user", "content": ["Look:", minimax.image(PNG)]}]

    @pytest.mark.parametrize(
        "messages", [{"role": "user"}, 7, None, iter([]), b"Hi", [7], [None], [["Hi"]]]
    )
    def test_invalid_messages_are_rejected(self, runner: Runner, messages: Any) -> None:
        platform = Platform(CHAT)
        with pytest.raises(ValidationError, match=r"^messages: ") as caught:
            runner(runner.client(platform).text.chat(messages))
        assert caught.value.field == "messages"
        assert platform.requests == []

    @pytest.mark.parametrize(
        ("messages", "message"),
        [
            ([], r"^messages: \[\] is not allowed; it must be a list of at least 1 item "),
            ([{"content": "Hi"}], r"^messages\[0\].role is missing"),
            ([{"role": "user", "content": 7}], r"^messages\[0\].content: 7 is not allowed"),
            (
                [{"role": "user", "content": [{"type": "text"}]}],
                r"^messages\[0\].content\[0\].text is missing",
            ),
            ([{"role": "tool", "content": "4"}], "a message with role tool requires tool_call_id"),
        ],
    )
    def test_invalid_messages_are_rejected_with_their_path(
        self, runner: Runner, messages: Any, message: str
    ) -> None:
        with pytest.raises(ValidationError, match=message):
            sent(runner, messages)


class TestMedia:
    def test_can_be_a_path_bytes_or_an_open_file(self, runner: Runner, tmp_path: Path) -> None:
        path = tmp_path / "photo.png"
        path.write_bytes(PNG)
        expected = {"type": "image_url", "image_url": {"url": data_url("image/png", PNG)}}
        for source in (path, str(path), PNG, bytearray(PNG), io.BytesIO(PNG)):
            assert content_of(runner, minimax.image(source)) == [expected]

    @pytest.mark.parametrize(
        "url",
        [
            "https://example.test/a.png",
            "http://example.test/a",
            "data:image/png;base64,AA==",
            "mm_file://301",
        ],
    )
    def test_urls_are_passed_through(self, runner: Runner, url: str) -> None:
        assert content_of(runner, minimax.image(url)) == [
            {"type": "image_url", "image_url": {"url": url}}
        ]

    def test_videos_are_supported(self, runner: Runner) -> None:
        assert content_of(
            runner,
            "What is this?",
            minimax.video(MP4, fps=0.5, detail="low", max_long_side_pixel=768),
        ) == [
            {"type": "text", "text": "What is this?"},
            {
                "type": "video_url",
                "video_url": {
                    "url": data_url("video/mp4", MP4),
                    "detail": "low",
                    "fps": 0.5,
                    "max_long_side_pixel": 768,
                },
            },
        ]

    @pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "CMYK", "YCbCr", "F", "HSV"])
    def test_pil_images_of_any_mode_are_supported(self, runner: Runner, mode: str) -> None:
        pillow = pytest.importorskip("PIL.Image")
        (part,) = content_of(runner, minimax.image(pillow.new(mode, (3, 2))))
        head, _, encoded = part["image_url"]["url"].partition(",")
        assert head == "data:image/png;base64"
        assert pillow.open(io.BytesIO(base64.b64decode(encoded))).size == (3, 2)

    def test_can_be_the_only_content(self, runner: Runner) -> None:
        body = sent(runner, [{"role": "user", "content": minimax.image(PNG)}])
        assert body["messages"][0]["content"] == [
            {"type": "image_url", "image_url": {"url": data_url("image/png", PNG)}}
        ]

    def test_work_in_streams(self, runner: Runner) -> None:
        platform = Platform(streamed(data(delta("A photo.", "stop"))))
        runner(
            runner.client(platform)
            .text.stream([{"role": "user", "content": [minimax.image(PNG)]}])
            .final()
        )
        assert platform.bodies[0]["messages"][0]["content"][0]["image_url"]["url"] == data_url(
            "image/png", PNG
        )

    @pytest.mark.parametrize(
        ("part", "message"),
        [
            (minimax.image("nowhere.png"), "image: cannot read 'nowhere.png': No such file"),
            (minimax.image("/"), "image: cannot read '/': Is a directory"),
            (minimax.image(b""), "image: the file is empty"),
            (minimax.image(b"<svg/>"), "6 bytes: not a recognised image format"),
            (minimax.image(MP4), "28 bytes: not a recognised image"),
            (minimax.video(PNG), "24 bytes: not a recognised video"),
            (
                minimax.image(io.StringIO("text")),
                r"image: the file is open in text mode; open it in binary mode \('rb'\)",
            ),
            (minimax.image(7), "image: int is not allowed; pass a path, bytes"),
            (
                minimax.image(PNG, detail="auto"),
                "detail: 'auto' is not allowed; it must be one of 'low', 'default', 'high'",
            ),
            (minimax.video(MP4, fps=9), "fps: 9 is not allowed"),
        ],
    )
    def test_invalid_media_are_rejected_before_sending(
        self, runner: Runner, part: Any, message: str
    ) -> None:
        platform = Platform(CHAT)
        with pytest.raises(ValidationError, match=message):
            runner(runner.client(platform).text.chat([{"role": "user", "content": [part]}]))
        assert platform.requests == []

    def test_are_read_when_the_call_runs(self) -> None:
        assert minimax.image("nowhere.png") == minimax.image("nowhere.png")


class TestTools:
    def test_are_sent_unchanged(self, runner: Runner) -> None:
        body = sent(runner, "Hi", tools=[TOOL], tool_choice="auto")
        assert (body["tools"], body["tool_choice"]) == ([TOOL], "auto")

    @pytest.mark.parametrize("tools", [(), [], None])
    def test_empty_tools_are_omitted(self, runner: Runner, tools: Any) -> None:
        assert "tools" not in sent(runner, "Hi", tools=tools)

    def test_calls_are_returned_and_results_accepted(self, runner: Runner) -> None:
        message = {
            "role": "assistant",
            "content": "",
            "tool_calls": [CALL],
            "reasoning_content": "Look first.",
        }
        platform = Platform(
            {**CHAT, "choices": [{"message": message, "finish_reason": "tool_calls"}]}, CHAT
        )
        client = runner.client(platform)
        reply = runner(client.text.chat("How is the sky?", tools=[TOOL]))
        assert reply.tool_calls == [ToolCall("c1", "look", '{"at": "sky"}')]
        assert reply.tool_calls[0].arguments == {"at": "sky"}
        history = [
            {"role": "user", "content": "How is the sky?"},
            reply,
            {"role": "tool", "tool_call_id": "c1", "content": "blue"},
        ]
        assert runner(client.text.chat(history, tools=[TOOL])).text == "Hello."
        assert platform.bodies[1]["messages"][1] == message

    def test_calls_of_streams_are_sent_back_unchanged(self, runner: Runner) -> None:
        frames = data(delta(None, tool_calls=[{"index": 0, **CALL}]), delta("", "tool_calls"))
        platform = Platform(streamed(frames), CHAT)
        client = runner.client(platform)
        reply = runner(client.text.stream("How is the sky?", tools=[TOOL]).final())
        runner(
            client.text.chat(
                [
                    {"role": "user", "content": "How is the sky?"},
                    reply,
                    {"role": "tool", "tool_call_id": "c1", "content": "blue"},
                ]
            )
        )
        assert platform.bodies[1]["messages"][1]["tool_calls"] == [CALL]

    def test_without_name_are_rejected(self, runner: Runner) -> None:
        with pytest.raises(ValidationError, match=r"^tools\[0\].function.name is missing"):
            sent(runner, "Hi", tools=[{"type": "function", "function": {"parameters": {}}}])


class TestThinking:
    @pytest.mark.parametrize(
        ("thinking", "wire"),
        [
            (True, {"type": "adaptive"}),
            (False, {"type": "disabled"}),
            ({"type": "adaptive"}, {"type": "adaptive"}),
        ],
    )
    def test_can_be_enabled_and_disabled(self, runner: Runner, thinking: Any, wire: Any) -> None:
        assert sent(runner, "Hi", thinking=thinking)["thinking"] == wire

    def test_is_unset_by_default_and_always_separate(self, runner: Runner) -> None:
        body = sent(runner, "Hi", effort="low")
        assert (body.get("thinking"), body["reasoning_split"], body["reasoning_effort"]) == (
            None,
            True,
            "low",
        )

    def test_cannot_be_disabled_for_models_that_always_think(self, runner: Runner) -> None:
        with pytest.raises(ValidationError, match=r"always think: thinking.type"):
            sent(runner, "Hi", model="MiniMax-M3.1-Flash", thinking=False)


class TestOptions:
    def test_are_sent_under_their_wire_names(self, runner: Runner) -> None:
        body = sent(
            runner,
            "Hi",
            model="MiniMax-M2.7",
            max_tokens=100,
            temperature=0.5,
            top_p=0.9,
            service_tier="priority",
        )
        assert body == {
            "model": "MiniMax-M2.7",
            "messages": [{"role": "user", "content": "Hi"}],
            "max_completion_tokens": 100,
            "temperature": 0.5,
            "top_p": 0.9,
            "service_tier": "priority",
            "reasoning_split": True,
        }

    def test_unknown_options_are_rejected_with_a_hint(self, runner: Runner) -> None:
        with pytest.raises(
            ValidationError,
            match=(r"'max_token' is not a parameter of text\.chat\(\); did you mean 'max_tokens'"),
        ):
            sent(runner, "Hi", max_token=5)

    def test_unknown_models_are_accepted(self, runner: Runner) -> None:
        assert sent(runner, "Hi", model="MiniMax-M9")["model"] == "MiniMax-M9"

    def test_streams_request_usage(self, runner: Runner) -> None:
        platform = Platform(streamed(data(delta("Hi", "stop"))))
        runner(runner.client(platform).text.stream("Hi", temperature=0).final())
        body = platform.bodies[0]
        assert (body["stream"], body["stream_options"], body["temperature"]) == (
            True,
            {"include_usage": True},
            0,
        )


class TestTheNativeEndpoint:
    def test_is_used_for_its_models(self, runner: Runner) -> None:
        platform = Platform(CHAT)
        runner(
            runner.client(platform).text.chat(
                [
                    {"role": "user_system", "content": "A sailor."},
                    {"role": "user", "content": "Ahoy"},
                ],
                model="M2-her",
            )
        )
        assert platform.requests[0].url.path == "/v1/text/chatcompletion_v2"
        assert "reasoning_split" not in platform.bodies[0]

    def test_streams_end_with_a_repeating_frame(self, runner: Runner) -> None:
        final = {
            **CHAT,
            "choices": [
                {"finish_reason": "stop", "message": {"role": "assistant", "content": "Ahoy!"}}
            ],
        }
        platform = Platform(streamed(data(delta("Ah"), delta("oy!", "stop"), final)))
        stream = runner.client(platform).text.stream("Ahoy", model="M2-her")
        assert runner.list(stream.text) == ["Ah", "oy!"]
        reply = runner(stream.final())
        assert (reply.text, reply.usage.total_tokens) == ("Ahoy!", 12)
        assert platform.requests[0].url.path == "/v1/text/chatcompletion_v2"

    def test_has_separate_limits(self, runner: Runner) -> None:
        with pytest.raises(ValidationError, match="M2-her writes at most 2048 tokens"):
            sent(runner, "Ahoy", model="M2-her", max_tokens=4096)
        with pytest.raises(
            ValidationError, match="thinking works with other models, such as MiniMax-M3"
        ):
            sent(runner, "Ahoy", model="M2-her", thinking=True)


def test_repr_shows_every_present_field(runner: Runner) -> None:
    message = {"role": "assistant", "content": "Yes.", "reasoning_content": "Hm."}
    usage = {
        "total_tokens": 40,
        "prompt_tokens": 30,
        "completion_tokens": 10,
        "completion_tokens_details": {"reasoning_tokens": 6},
    }
    answer = {
        "id": "07f1",
        "model": "MiniMax-M3",
        "choices": [{"message": message, "finish_reason": "length"}],
        "usage": usage,
    }
    reply = runner(runner.client(Platform(answer)).text.chat("Really?"))
    assert isinstance(reply, ChatReply)
    assert (reply.text, reply.reasoning, reply.finish_reason, reply.usage.reasoning_tokens) == (
        "Yes.",
        "Hm.",
        "length",
        6,
    )
    assert (reply.trace_id, reply.model, reply.as_message()) == ("07f1", "MiniMax-M3", message)
    assert json.loads(json.dumps(reply.raw)) == answer


def test_stream_is_not_an_option_of_chat(runner: Runner) -> None:
    platform = Platform(CHAT)

    with pytest.raises(ValidationError, match=r"text\.stream"):
        runner(runner.client(platform).text.chat("Hi", stream=True))

    assert platform.requests == []


def answer_with(arguments: Any, finish: str | None = "tool_calls", **more: Any) -> dict[str, Any]:
    """An answer that calls `look`."""
    call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": arguments}}
    message = {"role": "assistant", "content": "", "tool_calls": [{**call, **more}]}
    return {"id": "x", "choices": [{"index": 0, "finish_reason": finish, "message": message}]}


def chunks_with(arguments: Any, finish: str | None = "tool_calls") -> list[Any]:
    """The same as the chunks of a stream."""
    call = {"index": 0, "id": "c1", "function": {"name": "look", "arguments": arguments}}
    return [delta(None, tool_calls=[call]), delta("", finish), "[DONE]"]


class TestRunsOfTools:
    """What a model may write instead of arguments, and what becomes of the conversation."""

    def run(self, runner: Runner, streams: bool, tool: Any, *answers: Any, **options: Any) -> Any:
        """The reply of a run, and the conversation that the last request had."""
        platform = Platform(*answers)
        client = runner.client(platform)
        if streams:
            with runner.opened(client.text.stream_tools("Hi", tools=[tool], **options)) as stream:
                reply = runner(stream.final())
        else:
            reply = runner(client.text.run_tools("Hi", tools=[tool], **options))
        return reply, platform.bodies[-1]["messages"]

    def rounds(self, streams: bool, arguments: Any, finish: str | None = "tool_calls") -> list[Any]:
        """A turn that calls, and one that answers."""
        if streams:
            last = [delta("Done.", "stop"), "[DONE]"]
            return [streamed(data(*chunks_with(arguments, finish))), streamed(data(*last))]
        return [answer_with(arguments, finish), CHAT]

    @pytest.mark.parametrize("streams", [False, True])
    @pytest.mark.parametrize("arguments", ["", " ", "\n", "null", None, {}, [], "{}"])
    def test_without_arguments_call_without_arguments(
        self, runner: Runner, streams: bool, arguments: Any
    ) -> None:
        def look() -> str:
            return "fog"

        _, messages = self.run(runner, streams, look, *self.rounds(streams, arguments))
        assert messages[1]["tool_calls"][0]["function"]["arguments"] == "{}"
        assert messages[2]["content"] == "fog"

    @pytest.mark.parametrize("streams", [False, True])
    @pytest.mark.parametrize(
        "arguments", ['{"at": 1', '{"at": 1}{"at": 1}', "{'at': 1}", "[1]", [1], 7]
    )
    def test_invalid_arguments_are_reported_to_the_model(
        self, runner: Runner, streams: bool, arguments: Any
    ) -> None:
        def look(at: int) -> str:
            raise AssertionError

        def never(call: ToolCall) -> bool:
            raise AssertionError

        answers = self.rounds(streams, arguments)
        _, messages = self.run(runner, streams, look, *answers, on_call=never)
        written = arguments if isinstance(arguments, str) else json.dumps(arguments)
        sent = json.loads(messages[1]["tool_calls"][0]["function"]["arguments"])
        assert sent == {"INVALID_JSON": written}
        assert "are not a JSON object" in messages[2]["content"]

    @pytest.mark.parametrize("streams", [False, True])
    @pytest.mark.parametrize(
        "value", ["caf\udce9.txt", ["caf\udce9.txt"], OSError("caf\udce9.txt")]
    )
    def test_results_with_lone_surrogates_are_sent(
        self, runner: Runner, streams: bool, value: Any
    ) -> None:
        def look() -> Any:
            if isinstance(value, Exception):
                raise value
            return value

        reply, messages = self.run(runner, streams, look, *self.rounds(streams, "{}"))
        assert "caf\ufffd.txt" in messages[2]["content"]
        assert json.dumps(reply.messages, ensure_ascii=False).encode()

    @pytest.mark.parametrize("streams", [False, True])
    @pytest.mark.parametrize("finish", ["length", "max_tokens", "incomplete", "LENGTH", None])
    def test_calls_of_cut_off_turns_are_not_run(
        self, runner: Runner, streams: bool, finish: str | None
    ) -> None:
        ran: list[str] = []

        def look(path: str = "/") -> None:
            ran.append(path)

        with pytest.raises(TurnCutOff, match="look was cut off"):
            self.run(runner, streams, look, *self.rounds(streams, '{"path": "/tmp"}', finish))
        assert ran == []

    def test_calls_of_interrupted_streams_are_not_run(self, runner: Runner) -> None:
        ran: list[str] = []

        def look(path: str = "/") -> None:
            ran.append(path)

        for end in ([], [httpx.ReadError("reset")]):
            frames = data(*chunks_with('{"path": "/tmp"}')[:1])
            with pytest.raises(StreamInterrupted) as caught:
                self.run(runner, True, look, streamed(frames, *end))
            assert "tool_calls" not in json.dumps(caught.value.partial.messages)
        assert ran == []


class TestHistories:
    """Only what the platform accepts is sent back to it, wherever it came from."""

    def test_numeric_ids_are_accepted(self, runner: Runner) -> None:
        platform = Platform(answer_with({"at": 1}, id=7), CHAT)
        client = runner.client(platform)
        reply = runner(client.text.chat("Hi"))
        call = reply.tool_calls[0]
        result = {"role": "tool", "tool_call_id": call.id, "content": "fog"}
        runner(client.text.chat(["Hi", reply, result]))
        _, asked, answered = platform.bodies[1]["messages"]
        assert (asked["tool_calls"][0]["id"], answered["tool_call_id"]) == ("7", "7")
        assert asked["tool_calls"][0]["function"]["arguments"] == '{"at": 1}'

    @pytest.mark.parametrize("model", ["MiniMax-M3", "M2-her"])
    def test_have_one_system_message(self, runner: Runner, model: str) -> None:
        said = ["Hi", {"role": "system", "content": "Be kind."}, "Bye"]
        messages = sent(runner, said, model=model, system="Be brief.")["messages"]
        assert [message["role"] for message in messages] == ["system", "user", "user"]
        assert messages[0]["content"] == "Be brief.\n\nBe kind."

    def test_deltas_without_role_are_accepted(self, runner: Runner) -> None:
        messages = sent(runner, ["Hi", {"role": "", "content": "Hello."}, "Bye"])["messages"]
        assert [message["role"] for message in messages] == ["user", "assistant", "user"]

    def test_reasoning_of_other_servers_is_kept(self, runner: Runner) -> None:
        message = {"role": "assistant", "content": "Hello.", "reasoning": "Hm."}
        platform = Platform({**CHAT, "choices": [{"finish_reason": "stop", "message": message}]})
        client = runner.client(platform)
        reply = runner(client.text.chat("Hi"))
        runner(client.text.chat(["Hi", reply, "Bye"]))
        assert platform.bodies[1]["messages"][1] == message


@pytest.mark.parametrize(
    "call",
    [
        {},
        {"id": "c1", "function": None},
        {"id": "c1", "type": "function", "function": {"arguments": "{}"}},
        {"id": "c1", "type": "function", "function": {"name": 5, "arguments": "{}"}},
    ],
)
def test_calls_without_name_are_answered_and_the_run_continues(
    runner: Runner, call: dict[str, Any]
) -> None:
    message = {"role": "assistant", "content": "", "tool_calls": [call]}
    choice = {"index": 0, "finish_reason": "tool_calls", "message": message}
    platform = Platform({**CHAT, "choices": [choice]}, CHAT)

    def tide() -> str:
        """The tide."""
        return "low"

    assert runner(runner.client(platform).text.run_tools("Hi", tools=[tide])).text == "Hello."
    answer = platform.bodies[1]["messages"][2]
    assert answer["tool_call_id"] == platform.bodies[1]["messages"][1]["tool_calls"][0]["id"]
    assert "there is no tool" in answer["content"]
