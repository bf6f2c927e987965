"""The model behind every chat surface: deterministic, without knowledge, and useful all the same.

It answers from the words of the conversation, calls the tool that a message asks for, and tells
what the tool returned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from minimax.emulator import language, tool_arguments, websearch
from minimax.emulator.auth import account_name
from minimax.emulator.prompt_cache import Block

Json = dict[str, Any]

WEB_SEARCH = "web_search"
"""The tool that the platform runs itself."""

FINISH_REASONS = ("stop", "length", "tool_calls", "content_filter")
USAGE = ("input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens")
"""Counts of tokens that a scripted reply can give."""

_IMAGE_TOKENS = {"low": 600, "default": 2_000, "high": 15_000}
_VIDEO_TOKENS = 6_000
_TOKENS_PER_MESSAGE = 4
_OWN_ROLES = ("assistant", "tool", "sample_message_ai")
_STAGE_ROLES = ("system", "developer", "user_system", "group")
_MOST_WORDS = 5_000
_SEARCH_WORDS = re.compile(
    r"\b(?:search|look"
    r" up|google|browse|web|online|internet|news|latest|current|recent|today)\b|搜索|查|最新|新闻",
    re.IGNORECASE,
)
_QUERY = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
_GREETING = "Hello! I am the MiniMax emulator. What can I do for you?"


@dataclass(frozen=True)
class Tool:
    """A function that the model may call; `marked` where a cache mark stands behind it."""

    name: str
    description: str
    parameters: Json
    marked: bool = False


@dataclass(frozen=True)
class ToolCall:
    """A function that the model wants called."""

    name: str
    arguments: Json

    def json(self) -> str:
        return json.dumps(self.arguments, ensure_ascii=False)


@dataclass(frozen=True)
class Message:
    """One message, whatever the surface. `answers` is the tool whose result it carries; `images`
    the detail of each image.

    `blocks` are the pieces in which it is cached.
    """

    role: str
    text: str = ""
    answers: str | None = None
    images: tuple[str, ...] = ()
    videos: int = 0
    blocks: tuple[Block, ...] = ()

    @property
    def has_content(self) -> bool:
        """Whether there is anything in it to answer to."""
        return bool(self.text.strip() or self.images or self.videos or self.answers)

    @property
    def read(self) -> str:
        """What the model looks into: of a very long text the beginning."""
        return self.text[: language.LONGEST_READ]


@dataclass(frozen=True)
class Prompt:
    """What the model is asked. `answer_schema` is the JSON schema that the answer has to follow.

    `search_opening` is what the model says before it searches the web; None where it cannot.
    """

    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    thinks: bool = False
    most_tokens: int | None = None
    answer_schema: Json | None = None
    search_opening: str | None = None

    def blocks(self) -> Iterator[Block]:
        """Everything that is sent, in the order in which it is cached: tools first."""
        for tool in self.tools:
            text = f"{tool.name}{tool.description}{json.dumps(tool.parameters)}"
            yield Block(text, language.count_tokens(text), tool.marked)
        for message in self.messages:
            yield from message.blocks or (block(message, message.text),)

    def count_tokens(self) -> int:
        """Tokens of everything that is sent."""
        return sum(block.tokens for block in self.blocks())

    @property
    def question(self) -> Message:
        """The last message of somebody who talks to the model, or else what it was told about its
        part.
        """
        others = [message for message in self.messages if message.role not in _OWN_ROLES]
        talking = [message for message in others if message.role not in _STAGE_ROLES]
        return (talking or others or [Message("user")])[-1]


class Reply(NamedTuple):
    """What the model says, and what it cost. `searches` are what it looked for on the web before it
    spoke.
    """

    text: str
    reasoning: str
    calls: tuple[ToolCall, ...]
    searches: tuple[str, ...]
    finish: str
    prompt_tokens: int
    completion_tokens: int
    reasoning_tokens: int
    cached_tokens: int | None = None


@dataclass(frozen=True)
class Script:
    """A reply that a test has written beforehand; None is left to the model.

    One with `when` is kept for a question that has these words in it, one with `account` for the
    requests of one key. `usage` replaces the counts that are made from the words.
    """

    text: str = ""
    reasoning: str | None = None
    calls: tuple[ToolCall, ...] = ()
    finish: str | None = None
    when: str | None = None
    usage: Mapping[str, int] = field(default_factory=dict)
    account: str | None = None


def script(
    text: str = "",
    *,
    reasoning: str | None = None,
    tool_calls: Mapping[str, Json] | Sequence[tuple[str, Json]] = (),
    finish_reason: str | None = None,
    when: str | None = None,
    usage: Mapping[str, int] | None = None,
    key: str | None = None,
) -> Script:
    """A scripted reply. `tool_calls` gives name and arguments of each call."""
    pairs = tool_calls.items() if isinstance(tool_calls, Mapping) else tool_calls
    return Script(
        text,
        reasoning,
        tuple(ToolCall(name, given) for name, given in pairs),
        finish_reason,
        when,
        dict(usage or {}),
        None if key is None else account_name(key),
    )


def block(message: Message, content: str, *, marked: bool = False) -> Block:
    """A message as one piece of the prompt; `content` tells it from others."""
    media = (
        sum(_IMAGE_TOKENS.get(detail, 0) for detail in message.images)
        + _VIDEO_TOKENS * message.videos
    )
    return Block(
        f"{message.role}\n{content}",
        language.count_tokens(message.text) + media + _TOKENS_PER_MESSAGE,
        marked,
    )


def respond(prompt: Prompt, scripted: Script | None = None) -> Reply:
    """The reply to a prompt, within its limit of tokens."""
    given = scripted or _own(prompt)
    reasoning = given.reasoning if given.reasoning is not None else _reasoning(prompt, given)
    return _within(prompt, replace(given, reasoning=reasoning if prompt.thinks else ""))


def _within(prompt: Prompt, given: Script) -> Reply:
    """The reply cut at the limit. Thinking takes at most half of the limit, so that some text is
    left.
    """
    limit = prompt.most_tokens
    reasoning, text, calls = given.reasoning or "", given.text, given.calls
    reasoning_tokens, text_tokens = (
        language.count_tokens(reasoning),
        language.count_tokens(text),
    )
    searches = [
        call for call in calls if prompt.search_opening is not None and call.name == WEB_SEARCH
    ]
    call_tokens = sum(language.count_tokens(call.name + call.json()) for call in calls)
    call_tokens += language.count_tokens(prompt.search_opening or "") if searches else 0
    finish: str = given.finish or ("tool_calls" if len(calls) > len(searches) else "stop")
    if limit is not None and reasoning_tokens + text_tokens + call_tokens > limit:
        kept_thoughts = language.tokens(reasoning)[
            : max(limit - text_tokens - call_tokens, limit // 2)
        ]
        kept = language.tokens(text)[: limit - len(kept_thoughts)]
        reasoning, text, reasoning_tokens, text_tokens = (
            "".join(kept_thoughts),
            "".join(kept),
            len(kept_thoughts),
            len(kept),
        )
        if reasoning_tokens + text_tokens + call_tokens > limit:
            calls, searches, call_tokens = (), [], 0
        if given.finish is None and (text != given.text or calls != given.calls):
            finish = "length"
    queries = tuple(str(call.arguments.get("query", "")) for call in searches)
    usage = given.usage
    return Reply(
        text=text,
        reasoning=reasoning,
        calls=tuple(call for call in calls if call not in searches),
        searches=queries,
        finish=finish,
        prompt_tokens=usage.get(
            "input_tokens", prompt.count_tokens() + sum(map(websearch.count_tokens, queries))
        ),
        completion_tokens=usage.get("output_tokens", reasoning_tokens + text_tokens + call_tokens),
        reasoning_tokens=usage.get("reasoning_tokens", reasoning_tokens),
        cached_tokens=usage.get("cached_tokens", 0 if "input_tokens" in usage else None),
    )


def _own(prompt: Prompt) -> Script:
    last = prompt.messages[-1] if prompt.messages else Message("user")
    if last.role == "tool":
        return Script(_report_results(prompt))
    question = prompt.question
    calls = _calls(prompt.tools, question.read)
    if calls:
        return Script("", calls=calls)
    if prompt.search_opening is not None and _needs_the_web(question.read):
        return _look_up(question.read)
    schema, sentence = (
        (prompt.answer_schema, question.read) if prompt.answer_schema else _requested_schema(prompt)
    )
    if schema is not None:
        return Script(json.dumps(tool_arguments.fill(schema, sentence), ensure_ascii=False))
    return Script(_answer(prompt))


def _reasoning(prompt: Prompt, given: Script) -> str:
    asked = language.clip(prompt.question.read, 12)
    if language.is_chinese(asked):
        return f"用户说：“{asked}”。" + (
            f"我需要调用 {given.calls[0].name}。" if given.calls else "我直接回答。"
        )
    if given.calls:
        return (
            f'The user asks: "{asked}" I need {" and ".join(call.name for call in given.calls)} for'
            " that."
        )
    if prompt.messages and prompt.messages[-1].role == "tool":
        return f'The user asked: "{asked}" The tool has answered, so I report what it returned.'
    return f'The user says: "{asked}" I can answer from these words.'


# Tools


def _calls(tools: Sequence[Tool], sentence: str) -> tuple[ToolCall, ...]:
    """Calls of the tools that the sentence names, or else of the one whose description fits it
    best.
    """
    mentioned = language.significant_words(sentence)
    named = [tool for tool in tools if language.contains(sentence, tool.name)]
    named = named or [tool for tool in tools if language.significant_words(tool.name) & mentioned]
    if not named:
        fitting = sorted(tools, key=lambda tool: _fit(tool, mentioned), reverse=True)
        named = [tool for tool in fitting[:1] if _fit(tool, mentioned) >= 2]
    return tuple(ToolCall(tool.name, _fill_arguments(tool, sentence)) for tool in named)


def _fit(tool: Tool, mentioned: set[str]) -> int:
    """The number of words that a description shares with a sentence; a shared pair of Chinese
    characters counts twice.
    """
    return sum(
        1 if word.isascii() else 2
        for word in language.significant_words(tool.description) & mentioned
    )


def _fill_arguments(tool: Tool, sentence: str) -> Json:
    filled = tool_arguments.fill({"type": "object", **tool.parameters}, sentence)
    return filled if isinstance(filled, dict) else {}


def _needs_the_web(sentence: str) -> bool:
    """Whether a question requires a web search."""
    known = any(re.search(pattern, sentence.strip(), _AS_SPOKEN) for pattern, _ in _PATTERNS)
    return not known and (
        _SEARCH_WORDS.search(sentence) is not None or sentence.rstrip().endswith(("?", "？"))
    )


def _look_up(sentence: str) -> Script:
    query = tool_arguments.fill(_QUERY, sentence)["query"]
    page = websearch.pages(query)[0]
    return Script(f"{page.text} ({page.title})", calls=(ToolCall(WEB_SEARCH, {"query": query}),))


def _report_results(prompt: Prompt) -> str:
    """A text with the results of the tools since the last question."""
    results: list[str] = []
    for message in reversed(prompt.messages):
        if message.role != "tool":
            break
        results.insert(0, f"{message.answers or 'the tool'} returned {_readable(message.read)}")
    asked = language.clip(prompt.question.read, 20)
    report = "; ".join(results)
    if language.is_chinese(asked):
        return f"关于“{asked}”：{report}。"
    return f'About "{asked}": {report}.' if asked else f"{report[:1].upper()}{report[1:]}."


def _readable(text: str) -> str:
    """A tool's result as words: JSON is flattened to its names and values."""
    try:
        plain = _flat(json.loads(text))
    except (ValueError, RecursionError):
        plain = text
    return language.clip(plain, 60) or "nothing"


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(_flat, value))
    return value if isinstance(value, str) else json.dumps(value)


# Text


def _requested_schema(prompt: Prompt) -> tuple[Json | None, str]:
    """A JSON schema that the instructions or the question ask the answer to follow, and the
    question without it.
    """
    question = prompt.question
    for message in (*(each for each in prompt.messages if each.role == "system"), question):
        if "json" in message.read.lower() and (found := tool_arguments.find_schema(message.read)):
            schema, rest = found
            return schema, rest if message is question else question.read
    return None, question.read


def _answer(prompt: Prompt) -> str:
    whole, sentence = prompt.question.text.strip(), prompt.question.read.strip()
    for pattern, answer in _PATTERNS:
        # A request is at the beginning; its subject may be long and is repeated in full.
        if re.search(pattern, sentence, _AS_SPOKEN) and (
            found := re.search(pattern, whole, _AS_SPOKEN)
        ):
            return answer(found)
    media = _seen(prompt.question)
    if remembered := _recall(prompt):
        return f'{media}Earlier you said: "{remembered}"'
    gist = language.clip(sentence, 40)
    if language.is_chinese(gist):
        return (
            f"你说的是：“{gist}”。我是 MiniMax 模拟器，"
            "只会用你的话来回答，不需要密钥，也不产生费用。"
        )
    if not gist:
        return f"{media}I am the MiniMax emulator: write something and I answer from your words."
    return (
        f'{media}You said: "{gist}" I am the MiniMax emulator, so I answer from your own words,'
        " with no key and at no cost."
    )


def _seen(message: Message) -> str:
    parts = [
        f"{count} {name}{'s' * (count > 1)}"
        for count, name in ((len(message.images), "image"), (message.videos, "video"))
        if count
    ]
    return f"I see {' and '.join(parts)}. " if parts else ""


def _recall(prompt: Prompt) -> str | None:
    """An earlier message of the user that shares words with the question."""
    question = prompt.question.read
    if not question.rstrip().endswith(("?", "？")):
        return None
    wanted = language.significant_words(question)
    earlier = [
        message.read
        for message in prompt.messages
        if message.role == "user" and message is not prompt.question
    ]
    fitting = [
        text
        for text in earlier
        if language.significant_words(text) & wanted and not text.rstrip().endswith(("?", "？"))
    ]
    return (
        language.clip(
            max(
                reversed(fitting),
                key=lambda text: len(language.significant_words(text) & wanted),
            ),
            40,
        )
        if fitting
        else None
    )


def _literally(found: re.Match[str]) -> str:
    return language.first_quote(found[1]) or found[1].strip()


def _so_many_words(found: re.Match[str]) -> str:
    wanted = min(int(found[1]), _MOST_WORDS)
    material = [word.strip(".,!?:;\"'") for word in found.string.split()]
    return " ".join(material[index % len(material)] for index in range(wanted)) + "."


# Texts, which `re` compiles when a question first gets to them, and keeps.
_AS_SPOKEN = re.IGNORECASE | re.DOTALL
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"^(?:hi|hello|hey|good (?:morning|evening|afternoon))\b[^?]{0,20}$", lambda _: _GREETING),
    (
        (
            r"(?:^|\bplease )\s*(?:say|repeat|echo|(?:reply|respond|answer) with)(?: exactly| only|"
            r" just| after me)*\s*:?\s+(.+)"
        ),
        _literally,
    ),
    (r"\b(\d{1,5})[ -]words?\b", _so_many_words),
)
