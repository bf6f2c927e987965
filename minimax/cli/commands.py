"""Every command that calls the platform, one row each. Its options come from the operation that it
names: no flag is written here.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One command."""

    noun: str
    verb: str
    call: str
    """The operation: `text.chat` is `client.text.chat`, and `task.wait` a method of a task."""
    run: str = "call"
    """Which function of `minimax.cli.running` runs it."""
    words: tuple[str, ...] = ()
    """Parameters that stand without an option name, in this order; "messages=TEXT" is called TEXT
    in the help.
    """
    columns: tuple[str, ...] = ()
    """What a list shows of its rows."""
    stem: str = ""
    """Name of the file that a result is saved to when none is given; "" for results that are no
    media.
    """
    examples: tuple[str, ...] = ()


NOUNS = {
    "text": "Chat with the language models.",
    "speech": "Text to speech, long speech, transcription.",
    "voice": "List, clone, design and delete voices.",
    "video": "Videos from text, pictures and templates.",
    "image": "Pictures from text and from other pictures.",
    "music": "Songs, lyrics and covers.",
    "file": "Files on the platform.",
    "task": "Take up work that is under way, by its handle.",
    "account": "Quota, balance, web search, image understanding.",
}

ROWS = (
    Row(
        "text",
        "chat",
        "text.chat",
        "chat",
        ("messages=TEXT",),
        examples=(
            'minimax text chat "Name three rivers."',
            "minimax text chat                            # a conversation",
            'minimax text chat "Summarise this." < notes.txt',
        ),
    ),
    Row(
        "text",
        "stream",
        "text.stream",
        "write",
        ("messages=TEXT",),
        examples=('minimax text stream "Tell me a short story."',),
    ),
    Row(
        "text",
        "message",
        "text.messages.create",
        "chat",
        ("messages=TEXT",),
        examples=('minimax text message "Who are you?" --max-tokens 200',),
    ),
    Row(
        "text",
        "message-stream",
        "text.messages.stream",
        "write",
        ("messages=TEXT",),
        examples=('minimax text message-stream "Tell me a short story."',),
    ),
    Row(
        "text",
        "message-tokens",
        "text.messages.count_tokens",
        words=("messages=TEXT",),
        examples=("minimax text message-tokens < book.txt",),
    ),
    Row(
        "text",
        "respond",
        "text.responses.create",
        "chat",
        ("input=TEXT",),
        examples=('minimax text respond "Who are you?"',),
    ),
    Row(
        "text",
        "respond-stream",
        "text.responses.stream",
        "write",
        ("input=TEXT",),
        examples=('minimax text respond-stream "Tell me a short story."',),
    ),
    Row(
        "text",
        "models",
        "text.models",
        columns=("id", "created_at"),
        examples=("minimax text models",),
    ),
    Row(
        "text",
        "count-tokens",
        "text.count_tokens",
        words=("messages=TEXT",),
        examples=("minimax text count-tokens < book.txt",),
    ),
    Row(
        "speech",
        "synth",
        "speech.synthesize",
        "sound",
        ("text",),
        stem="speech",
        examples=(
            'minimax speech synth "Good morning!" -o morning.mp3',
            'minimax speech synth "早上好" --voice Chinese_female --play',
            "minimax speech synth -f request.yaml --speed 1.2 -o - | ffplay -nodisp -",
        ),
    ),
    Row(
        "speech",
        "stream",
        "speech.stream",
        "flow",
        ("text",),
        stem="speech",
        examples=(
            'minimax speech stream "A longer text." -o long.mp3',
            "minimax speech stream -o - < chapter.txt | ffplay -nodisp -",
        ),
    ),
    Row(
        "speech",
        "speak",
        "speech.speak",
        "speak",
        ("text_stream=TEXT",),
        stem="speech",
        examples=('minimax text stream "Tell me a story." | minimax speech speak -o story.mp3',),
    ),
    Row(
        "speech",
        "task",
        "speech.create_task",
        "start",
        ("text",),
        stem="speech",
        examples=(
            "minimax speech task --file book.txt -o book.mp3    # waits, then saves",
            "minimax speech task --file book.txt                # prints the handle",
        ),
    ),
    Row(
        "speech",
        "transcribe",
        "speech.transcribe",
        words=("file",),
        examples=(
            "minimax speech transcribe interview.mp3",
            "minimax speech transcribe interview.mp3 --format srt > interview.srt",
        ),
    ),
    Row(
        "speech",
        "transcribe-stream",
        "speech.transcribe_stream",
        "write",
        ("file",),
        examples=("minimax speech transcribe-stream interview.mp3",),
    ),
    Row(
        "voice",
        "list",
        "voices.list",
        words=("kind",),
        columns=("id", "kind", "language", "name"),
        examples=(
            "minimax voice list",
            "minimax voice list cloned --json",
        ),
    ),
    Row(
        "voice",
        "clone",
        "voices.clone",
        words=("voice_id", "audio"),
        examples=("minimax voice clone MyNarrator01 sample.wav",),
    ),
    Row(
        "voice",
        "design",
        "voices.design",
        "design",
        ("prompt",),
        stem="voice",
        examples=(
            'minimax voice design "A warm old sailor" --preview-text "Fair winds." -o sailor.mp3',
        ),
    ),
    Row(
        "voice",
        "delete",
        "voices.delete",
        words=("voice_id",),
        examples=("minimax voice delete MyNarrator01 --kind cloned",),
    ),
    Row(
        "video",
        "generate",
        "video.generate",
        "film",
        ("prompt",),
        stem="video",
        examples=(
            'minimax video generate --prompt "The light goes round" --save light.mp4',
            'minimax video generate "She turns" --first-frame anna.jpg'
            " --duration 6 --save turn.mp4",
        ),
    ),
    Row(
        "video",
        "create",
        "video.create",
        "start",
        ("prompt",),
        stem="video",
        examples=('minimax video create "The light goes round"        # prints the handle',),
    ),
    Row(
        "video",
        "list",
        "video.list",
        columns=("handle", "status"),
        examples=("minimax video list --status running",),
    ),
    Row(
        "video",
        "delete",
        "video.delete",
        words=("task=HANDLE",),
        examples=("minimax video delete video-v2:123",),
    ),
    Row(
        "video",
        "regenerate",
        "video.regenerate",
        "start",
        ("source=HANDLE",),
        stem="video",
        examples=("minimax video regenerate video-v2:123 -o sharp.mp4",),
    ),
    Row(
        "video",
        "enhance-prompt",
        "video.enhance_prompt",
        "start",
        ("prompt",),
        examples=('minimax video enhance-prompt "A cat on a roof" --wait',),
    ),
    Row(
        "video",
        "templates",
        "video.templates",
        columns=("id", "name", "needs", "usd"),
        examples=("minimax video templates",),
    ),
    Row(
        "video",
        "from-template",
        "video.create_from_template",
        "start",
        ("template",),
        stem="video",
        examples=("minimax video from-template Diving --media cat.jpg -o diving.mp4",),
    ),
    Row(
        "image",
        "generate",
        "images.generate",
        "pictures",
        ("prompt",),
        stem="image",
        examples=(
            'minimax image generate "A lighthouse, first light" --aspect-ratio 16:9'
            " -o lighthouse.jpg",
            'minimax image generate "灯塔" --n 3 -o .',
            'minimax image generate "A lighthouse" --model MiniMax-H3-Image --size 2720x1536'
            " --output-format webp -o lighthouse.webp",
        ),
    ),
    Row(
        "image",
        "edit",
        "images.edit",
        "pictures",
        ("prompt",),
        stem="image",
        examples=(
            'minimax image edit "make it snow" --images harbour.jpg -o snow.jpg',
            'minimax image edit "put the hat of image 2 on the cat of image 1" --images cat.png'
            " --images hat.png -o .",
        ),
    ),
    Row(
        "music",
        "generate",
        "music.generate",
        "sound",
        ("prompt",),
        stem="music",
        examples=('minimax music generate "slow blues" --instrumental -o blues.mp3',),
    ),
    Row(
        "music",
        "stream",
        "music.stream",
        "flow",
        ("prompt",),
        stem="music",
        examples=('minimax music stream "slow blues" --instrumental -o blues.mp3',),
    ),
    Row(
        "music",
        "lyrics",
        "music.lyrics",
        words=("prompt",),
        examples=('minimax music lyrics "a song for rainy Mondays"',),
    ),
    Row(
        "music",
        "prepare-cover",
        "music.prepare_cover",
        words=("audio",),
        examples=("minimax music prepare-cover song.mp3 --json",),
    ),
    Row(
        "music",
        "cover",
        "music.cover",
        "sound",
        ("prompt", "audio"),
        stem="cover",
        examples=('minimax music cover "the same as a waltz" song.mp3 -o waltz.mp3',),
    ),
    Row(
        "file",
        "upload",
        "files.upload",
        words=("source=FILE",),
        examples=("minimax file upload sample.wav --purpose voice_clone",),
    ),
    Row(
        "file",
        "list",
        "files.list",
        words=("purpose",),
        columns=("id", "name", "size", "purpose", "created_at"),
        examples=("minimax file list", "minimax file list voice_clone"),
    ),
    Row("file", "get", "files.get", words=("file_id",), examples=("minimax file get 123456",)),
    Row(
        "file",
        "download",
        "files.download",
        "fetch",
        ("source=FILE_ID",),
        stem="download",
        examples=("minimax file download 123456 -o result.tar",),
    ),
    Row(
        "file",
        "delete",
        "files.delete",
        words=("file_id",),
        examples=("minimax file delete 123456",),
    ),
    Row("task", "get", "task.refresh", "task", examples=("minimax task get video-v2:123",)),
    Row("task", "wait", "task.wait", "wait", examples=("minimax task wait video-v2:123",)),
    Row("task", "watch", "task.updates", "watch", examples=("minimax task watch video-v2:123",)),
    Row(
        "task", "result", "task.result", "task", examples=("minimax task result video-prompt:123",)
    ),
    Row(
        "task",
        "download",
        "task.download",
        "take",
        stem="result",
        examples=("minimax task download video-v2:123 -o light.mp4",),
    ),
    Row("task", "cancel", "task.cancel", "task", examples=("minimax task cancel video-v2:123",)),
    Row(
        "account",
        "quota",
        "account.quota",
        columns=("name", "percent_left", "resets_at"),
        examples=("minimax account quota",),
    ),
    Row("account", "balance", "account.balance", examples=("minimax account balance --json",)),
    Row(
        "account",
        "search",
        "account.search",
        words=("query",),
        columns=("title", "url", "date"),
        examples=('minimax account search "MiniMax speech models"',),
    ),
    Row(
        "account",
        "describe",
        "account.describe_image",
        words=("image", "prompt"),
        examples=('minimax account describe cat.png "What breed is it?"',),
    ),
)

NO_COMMAND = {
    "speech.connect": "a connection for programs; `speech speak` is its command",
    "text.run_tools": "its tools are Python functions",
    "text.stream_tools": "its tools are Python functions",
    "text.parse": "it gives a Python value",
}
"""Operations that make no sense at a terminal, with the reason."""


def of_noun(noun: str) -> dict[str, Row]:
    """The commands of a noun by their verbs."""
    return {row.verb: row for row in ROWS if row.noun == noun}
