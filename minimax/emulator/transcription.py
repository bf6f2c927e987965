"""Speech to text: what was spoken here is recognised, anything else is given a likely sentence for
its length.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from html import escape
from itertools import accumulate, cycle, islice, takewhile, zip_longest
from typing import Any, BinaryIO, NamedTuple

from starlette.responses import Response

from minimax.emulator import checks, ledger, words
from minimax.emulator.endpoint import Call, endpoint
from minimax.emulator.envelopes import invalid
from minimax.emulator.media.probe import Probe
from minimax.emulator.media.reading import subtitles, units
from minimax.emulator.songwriting import sung
from minimax.emulator.steps import Frame, Stream

Json = dict[str, Any]

_LARGEST_BODY = 50 * 2**20
_LONGEST = 500  # seconds
_ANY_LANGUAGE = "en"
_SENTENCES = {
    "en": (
        "Thanks for calling, I will be there in ten minutes.",
        "Let us meet at the station and walk from there.",
        "The report is on your desk.",
    ),
    "zh": (
        "谢谢你的来电，我十分钟后到。",
        "我们在车站见面，然后走过去吧。",
        "报告已经放在你的桌上了。",
    ),
    "yue": ("多谢你打嚟，我十分鐘之後到。", "我哋喺車站等，跟住行過去啦。"),
    "ja": ("お電話ありがとうございます。十分後に着きます。", "駅で会って、そこから歩きましょう。"),
    "ko": ("전화 주셔서 감사합니다. 십 분 후에 도착합니다.", "역에서 만나서 걸어갑시다."),
    "th": ("ขอบคุณที่โทรมา อีกสิบนาทีฉันจะไปถึง",),
    "vi": ("Cảm ơn bạn đã gọi, mười phút nữa tôi sẽ đến.", "Chúng ta gặp nhau ở nhà ga nhé."),
    "id": (
        "Terima kasih sudah menelepon, saya tiba sepuluh menit lagi.",
        "Kita bertemu di stasiun saja.",
    ),
    "ms": (
        "Terima kasih kerana menelefon, saya sampai sepuluh minit lagi.",
        "Kita berjumpa di stesen sahaja.",
    ),
    "fil": (
        "Salamat sa pagtawag, darating ako sa loob ng sampung minuto.",
        "Magkita tayo sa istasyon.",
    ),
    "ar": ("شكرا على اتصالك، سأصل بعد عشر دقائق.", "لنلتقِ في المحطة."),
    "tr": ("Aradığınız için teşekkürler, on dakikaya oradayım.", "İstasyonda buluşalım."),
    "fr": ("Merci de votre appel, je serai là dans dix minutes.", "Retrouvons-nous à la gare."),
    "de": ("Danke für den Anruf, ich bin in zehn Minuten da.", "Treffen wir uns am Bahnhof."),
    "es": ("Gracias por llamar, llego en diez minutos.", "Nos vemos en la estación."),
    "it": ("Grazie della chiamata, arrivo tra dieci minuti.", "Vediamoci alla stazione."),
    "pt": ("Obrigado por ligar, chego em dez minutos.", "Vamos nos encontrar na estação."),
    "pl": ("Dziękuję za telefon, będę za dziesięć minut.", "Spotkajmy się na dworcu."),
    "ru": ("Спасибо за звонок, буду через десять минут.", "Встретимся на вокзале."),
    "uk": ("Дякую за дзвінок, буду за десять хвилин.", "Зустріньмося на вокзалі."),
}
_STOPS = tuple("。！？!?….")
_CLOSING = "\"'”’』」)"
_WITHOUT_SPACES = frozenset({"zh", "yue", "ja"})


class Line(NamedTuple):
    """A sentence or a word: where it ends in the text, its times in ms, and the words in it."""

    stop: int
    start_ms: float
    end_ms: float
    words: list[Json]


class Segment(NamedTuple):
    """A stretch of speech; times in ms, the text with the space that stands before it."""

    start: float
    end: float
    speaker: str
    text: str


class Transcript(NamedTuple):
    """What was heard, in `seconds` of sound."""

    text: str
    seconds: float
    speakers: int


@endpoint(
    "speech_to_text",
    largest_body=_LARGEST_BODY,
    stream=lambda _, answer: _events(
        Transcript(str(answer.get("text") or ""), answer.get("duration") or 0.0, 1)
    ),
)
async def speech_to_text(call: Call) -> Json | Stream | Response:
    body = call.body
    model = checks.known_model("transcription", body["model"])["id"]
    _check_language(call)
    heard = await asyncio.to_thread(_hear, call, call.files["file"].file)
    ledger.charge(call, model, second=heard.seconds)
    if body.get("stream"):
        return Stream(_events(heard))
    if write := _SUBTITLES.get(body.get("response_format", "")):
        media_type, text = write(_segments(call, heard), heard.speakers > 1)
        return Response(text, media_type=media_type)
    answer: Json = {"text": heard.text, "duration": heard.seconds}
    if body.get("response_format") == "verbose_json":
        answer |= {
            "n_speakers": heard.speakers,
            "segments": [_described(*each) for each in enumerate(_segments(call, heard))],
        }
    return {**answer, "trace_id": call.trace_id}


def _check_language(call: Call) -> None:
    """A strict emulator refuses a language that the platform does not list, such as a misspelt
    one.
    """
    language = call.parameters.get("language")
    if language and call.settings.strict and _primary(language) not in _SENTENCES:
        raise invalid(
            f"unknown value {checks.clip(language)!r}, refused by --strict; known:"
            f" {', '.join(_SENTENCES)}",
            ("language",),
        )


def _primary(language: str) -> str:
    """The first part of a language tag: zh of zh-CN."""
    return language.split("-")[0].lower()


def _hear(call: Call, file: BinaryIO) -> Transcript:
    data = file.read()
    found = _probed(data)
    seconds = round(found.duration or 0.0, 2)
    if seconds > _LONGEST:
        raise invalid(f"audio duration {seconds:.1f}s exceeds the limit of {_LONGEST}s")
    known = call.platform.transcripts.words_of(data)
    if known is not None:
        return Transcript(sung(known), seconds, 1)
    # One speaker on each side of a stereo recording, as telephone systems record them.
    return Transcript(
        _likely(data, seconds, call.parameters.get("language") or ""),
        seconds,
        min(found.channels or 1, 2),
    )


def _probed(data: bytes) -> Probe:
    from minimax.emulator.media.probe import probe

    try:
        found = probe(data)
    except ValueError as error:
        raise invalid(str(error), ("file",)) from None
    if found.sample_rate is None:
        raise invalid(f"is {found.container} without sound", ("file",))
    return found


def _likely(data: bytes, seconds: float, language: str) -> str:
    """Sentences of the language, about as many as fit the time and at least one."""
    tag = _primary(language)
    tag = tag if tag in _SENTENCES else _ANY_LANGUAGE
    first = hashlib.sha256(data).digest()[0] % len(_SENTENCES[tag])
    sentences = (*_SENTENCES[tag][first:], *_SENTENCES[tag][:first])
    ends = accumulate(sum(unit.ms for unit in units(sentence)) for sentence in cycle(sentences))
    fitting = sum(1 for _ in takewhile(lambda end: end <= seconds * 1000, ends))
    return ("" if tag in _WITHOUT_SPACES else " ").join(islice(cycle(sentences), max(fitting, 1)))


def _segments(call: Call, heard: Transcript) -> list[Segment]:
    """Sentences, or single words (in Chinese characters), with their speakers in turn. Joined they
    are the text.
    """
    by_word = call.setting("timestamp_level") == "word"
    segments: list[Segment] = []
    done = 0
    for index, sentence in enumerate(_sentences(heard)):
        speaker = f"S{index % heard.speakers + 1}"
        for line in _words(sentence) if by_word else [sentence]:
            segments.append(
                Segment(line.start_ms, line.end_ms, speaker, heard.text[done : line.stop])
            )
            done = line.stop
    return segments


def _sentences(heard: Transcript) -> Iterator[Line]:
    """The sentences: the reader of subtitles cuts long ones, which are joined here again."""
    start_ms: float | None = None
    entries: list[Json] = []
    for line in subtitles(heard.text, heard.seconds * 1000, words=True):
        if start_ms is None:
            start_ms = float(line["time_begin"])
        entries += line["timestamped_words"]
        if line["is_final_segment"] or line["text"].rstrip(_CLOSING).endswith(_STOPS):
            yield Line(line["text_end"], start_ms, line["time_end"], entries)
            start_ms, entries = None, []


def _words(line: Line) -> Iterator[Line]:
    """The words of a sentence; punctuation belongs to the word before it."""
    spoken = [
        place
        for place, entry in enumerate(line.words)
        if any(each.isalnum() for each in entry["word"])
    ]
    if not spoken:
        yield line
    for place, following in zip_longest(spoken, spoken[1:]):
        word, rest = line.words[place], line.words[place + 1 : following]
        stuck = list(takewhile(lambda entry: not entry["word"].isspace(), rest))
        stop = line.stop if following is None else [word, *stuck][-1]["word_end"]
        yield Line(stop, word["time_begin"], word["time_end"], [])


def _described(number: int, segment: Segment) -> Json:
    start, end = round(segment.start / 1000, 2), round(segment.end / 1000, 2)
    return {
        "id": number,
        "start": start,
        "end": end,
        "speaker": segment.speaker,
        "text": segment.text,
    }


def _events(heard: Transcript) -> Iterator[Frame]:
    pieces = words.tokens(heard.text)
    for index, piece in enumerate(pieces):
        yield Frame({"index": index, "delta": piece, "finish": False})
    yield Frame({"index": len(pieces), "delta": "", "finish": True, "duration": heard.seconds})


def _srt(segments: list[Segment], tell_apart: bool) -> tuple[str, str]:
    blocks = []
    for number, each in enumerate(segments, 1):
        speaker = f"{each.speaker}: " if tell_apart else ""
        blocks.append(
            f"{number}\n{_clock(each.start, ',')} -->"
            f" {_clock(each.end, ',')}\n{speaker}{each.text.strip()}\n"
        )
    return "text/plain", "\n".join(blocks)


def _vtt(segments: list[Segment], tell_apart: bool) -> tuple[str, str]:
    blocks = ["WEBVTT\n"]
    for each in segments:
        voice = f"<v {each.speaker}>" if tell_apart else ""
        text = escape(each.text.strip(), quote=False)
        blocks.append(f"{_clock(each.start, '.')} --> {_clock(each.end, '.')}\n{voice}{text}\n")
    return "text/vtt", "\n".join(blocks)


_SUBTITLES: dict[str, Callable[[list[Segment], bool], tuple[str, str]]] = {"srt": _srt, "vtt": _vtt}


def _clock(ms: float, point: str) -> str:
    whole = round(ms)
    minutes = f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}"
    return f"{minutes}:{whole // 1000 % 60:02}{point}{whole % 1000:03}"
