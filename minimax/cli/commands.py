"""The table of commands that call the platform. Names, arguments and options are derived from the
operation of each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """One command."""

    call: str
    """The operation, and the name of the command: `text.messages.create` is `minimax text messages
    create`. `task.wait` is a method of a task.
    """
    summary: str
    """A summary in one sentence that helps people choose."""
    run: str = "call"
    """The function of `minimax.cli.running` that runs it."""
    stream: str = ""
    """The operation for --stream."""
    aliases: tuple[str, ...] = ()
    """Shorter names, below the noun."""
    shown: Mapping[str, str] = {}
    """Names of positional arguments in the help, if the upper-case name is not clear enough."""
    columns: tuple[str, ...] = ()
    """The columns to show in a list."""
    stem: str = ""
    """Default file name of a result; "" for results that are not media."""
    examples: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        """The first word of the command."""
        return self.call.partition(".")[0]

    @property
    def verb(self) -> str:
        """The last word of the command."""
        return self.words[-1]

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the command after `minimax`."""
        return words_of(self.call)

    @property
    def deletes(self) -> bool:
        """Whether it deletes something that cannot be restored."""
        return self.verb == "delete"


GROUPS = {
    "text": "Chat with the language models, list them, and count tokens.",
    "text.messages": "Chat through the Messages API, in Anthropic's format.",
    "text.responses": "Chat through the Responses API, in OpenAI's format.",
    "speech": "Turn text into speech, and recordings into text.",
    "voices": "List, clone, design and delete voices.",
    "video": "Generate videos from text, images and templates.",
    "images": "Generate and edit images.",
    "music": "Generate songs, instrumentals, lyrics and covers.",
    "files": "Upload, list, download and delete files on the platform.",
    "task": "Follow tasks that are in progress, by their handle.",
    "account": "Show quota and balance, search the web, describe an image.",
}
"""The nouns, and the groups below them."""

ROWS = (
    Row(
        "text.chat",
        "Chat with a language model; without a text, in a conversation.",
        "chat",
        stream="text.stream",
        examples=(
            'minimax text chat "Name three rivers."',
            "minimax text chat                            # a conversation",
            'minimax text chat "Summarise this." < notes.txt',
            'minimax text chat "Tell me a story." --no-stream',
        ),
    ),
    Row(
        "text.messages.create",
        "Ask a language model through the Messages API.",
        "chat",
        stream="text.messages.stream",
        aliases=("message",),
        examples=('minimax text messages create "Who are you?" --max-tokens 200',),
    ),
    Row(
        "text.messages.count_tokens",
        "Count the input tokens of a Messages API request.",
        examples=("minimax text messages count-tokens < book.txt",),
    ),
    Row(
        "text.responses.create",
        "Ask a language model through the Responses API.",
        "chat",
        stream="text.responses.stream",
        aliases=("respond",),
        examples=('minimax text responses create "Who are you?"',),
    ),
    Row(
        "text.models",
        "List the language models, newest first.",
        columns=("id", "created_at"),
        examples=("minimax text models",),
    ),
    Row(
        "text.count_tokens",
        "Count the input tokens of a conversation.",
        examples=("minimax text count-tokens < book.txt",),
    ),
    Row(
        "speech.synthesize",
        "Synthesize speech from a text and save the audio.",
        "sound",
        stream="speech.stream",
        aliases=("synth",),
        stem="speech",
        examples=(
            'minimax speech synthesize "Good morning!" -o morning.mp3',
            'minimax speech synthesize "早上好" --voice Chinese_female --play',
            "minimax speech synthesize --stream -o - < chapter.txt | ffplay -nodisp -",
            "minimax speech synthesize -f request.yaml --speed 1.2",
        ),
    ),
    Row(
        "speech.speak",
        "Synthesize speech while the text is still being written, such as a reply.",
        "speak",
        stem="speech",
        examples=('minimax text chat "Tell me a story." | minimax speech speak -o story.mp3',),
    ),
    Row(
        "speech.create_task",
        "Start a task that synthesizes a long text or a file.",
        "start",
        aliases=("task",),
        stem="speech",
        examples=(
            "minimax speech create-task --file book.txt -o book.mp3    # waits, then saves",
            "minimax speech create-task --file book.txt                # prints the handle",
        ),
    ),
    Row(
        "speech.transcribe",
        "Transcribe a recording.",
        stream="speech.transcribe_stream",
        examples=(
            "minimax speech transcribe interview.mp3",
            "minimax speech transcribe interview.mp3 --format srt > interview.srt",
        ),
    ),
    Row(
        "voices.list",
        "List the available voices, system voices first.",
        columns=("id", "kind", "language", "name"),
        examples=("minimax voices list", "minimax voices list cloned --json"),
    ),
    Row(
        "voices.clone",
        "Clone a voice from a recording, under an id of your choice.",
        examples=("minimax voices clone MyNarrator01 sample.wav",),
    ),
    Row(
        "voices.design",
        "Design a voice from a description, and save its preview.",
        "design",
        stem="voice",
        examples=(
            'minimax voices design "A warm old sailor" --preview-text "Fair winds." -o sailor.mp3',
        ),
    ),
    Row(
        "voices.delete",
        "Delete a cloned or designed voice permanently.",
        examples=(
            "minimax voices delete MyNarrator01",
            "minimax voices delete MyNarrator01 cloned --yes",
        ),
    ),
    Row(
        "video.generate",
        "Generate a video, wait for it and save it.",
        "film",
        stem="video",
        examples=(
            'minimax video generate "The light goes round" -o light.mp4',
            'minimax video generate "She turns" --first-frame anna.jpg --duration 6 -o turn.mp4',
        ),
    ),
    Row(
        "video.create",
        "Start a video and print the handle of its task.",
        "start",
        stem="video",
        examples=('minimax video create "The light goes round"        # prints the handle',),
    ),
    Row(
        "video.list",
        "List the V2 video tasks of the last seven days.",
        columns=("handle", "status"),
        examples=("minimax video list --status running",),
    ),
    Row(
        "video.delete",
        "Delete the record of a finished V2 video.",
        shown={"task": "HANDLE"},
        examples=("minimax video delete video-v2:123",),
    ),
    Row(
        "video.regenerate",
        "Render a 768P video of MiniMax-H3 again at 2K.",
        "start",
        shown={"source": "HANDLE"},
        stem="video",
        examples=("minimax video regenerate video-v2:123 -o sharp.mp4",),
    ),
    Row(
        "video.enhance_prompt",
        "Write the detailed prompt that MiniMax-H3 would use.",
        "start",
        examples=('minimax video enhance-prompt "A cat on a roof" --wait',),
    ),
    Row(
        "video.templates",
        "List the video templates of a region, with slots and prices.",
        columns=("id", "name", "needs", "usd"),
        examples=("minimax video templates",),
    ),
    Row(
        "video.create_from_template",
        "Start a video from a template.",
        "start",
        aliases=("from-template",),
        stem="video",
        examples=("minimax video create-from-template Diving --media cat.jpg -o diving.mp4",),
    ),
    Row(
        "images.generate",
        "Generate images from a prompt.",
        "pictures",
        stem="image",
        examples=(
            'minimax images generate "A lighthouse, first light" --aspect-ratio 16:9'
            " -o lighthouse.jpg",
            'minimax images generate "灯塔" -n 3 -o .',
            'minimax images generate "A lighthouse" --model MiniMax-H3-Image --size 2720x1536'
            " --output-format webp -o lighthouse.webp",
        ),
    ),
    Row(
        "images.edit",
        "Edit an image, or combine several.",
        "pictures",
        stem="image",
        examples=(
            'minimax images edit "make it snow" harbour.jpg -o snow.jpg',
            'minimax images edit "put the hat of image 2 on the cat of image 1" cat.png hat.png'
            " -o .",
        ),
    ),
    Row(
        "music.generate",
        "Generate a song or an instrumental.",
        "sound",
        stream="music.stream",
        stem="music",
        examples=('minimax music generate "slow blues" --instrumental -o blues.mp3',),
    ),
    Row(
        "music.lyrics",
        "Write the lyrics of a song, or edit lyrics.",
        examples=('minimax music lyrics "a song for rainy Mondays"',),
    ),
    Row(
        "music.prepare_cover",
        "Analyse a song for a cover: lyrics, structure and an id.",
        examples=("minimax music prepare-cover song.mp3 --json",),
    ),
    Row(
        "music.cover",
        "Generate a cover of a song in another style.",
        "sound",
        stem="cover",
        examples=('minimax music cover "the same as a waltz" song.mp3 -o waltz.mp3',),
    ),
    Row(
        "files.upload",
        "Upload a file for a purpose.",
        shown={"source": "FILE"},
        examples=("minimax files upload sample.wav voice_clone",),
    ),
    Row(
        "files.list",
        "List the files of the account.",
        columns=("id", "name", "size", "purpose", "created_at"),
        examples=("minimax files list", "minimax files list voice_clone"),
    ),
    Row(
        "files.get",
        "Show name, size, purpose and download link of a file.",
        examples=("minimax files get 123456",),
    ),
    Row(
        "files.download",
        "Download a file by its id or from a signed link.",
        "fetch",
        shown={"source": "FILE_ID"},
        stem="download",
        examples=("minimax files download 123456 -o result.tar",),
    ),
    Row("files.delete", "Delete a file of the account.", examples=("minimax files delete 123456",)),
    Row(
        "task.refresh",
        "Show the status of a task.",
        "task",
        aliases=("get",),
        examples=("minimax task refresh video-v2:123",),
    ),
    Row(
        "task.wait",
        "Wait for a task and show its result.",
        "wait",
        examples=("minimax task wait video-v2:123",),
    ),
    Row(
        "task.updates",
        "Print every change of a task's status.",
        "watch",
        aliases=("watch",),
        examples=("minimax task updates video-v2:123",),
    ),
    Row(
        "task.result",
        "Show the result of a finished task.",
        "task",
        examples=("minimax task result video-prompt:123",),
    ),
    Row(
        "task.download",
        "Wait for a task and save its result.",
        "take",
        stem="result",
        examples=("minimax task download video-v2:123 -o light.mp4",),
    ),
    Row(
        "task.cancel",
        "Cancel a task that is still queued.",
        "task",
        examples=("minimax task cancel video-v2:123",),
    ),
    Row(
        "account.quota",
        "Show the remaining quota of a subscription plan.",
        columns=("name", "percent_left", "resets_at"),
        examples=("minimax account quota",),
    ),
    Row(
        "account.balance",
        "Show the balance of a pay-as-you-go account.",
        examples=("minimax account balance --json",),
    ),
    Row(
        "account.search",
        "Search the web with a subscription key.",
        columns=("title", "url", "date"),
        examples=('minimax account search "MiniMax speech models"',),
    ),
    Row(
        "account.describe_image",
        "Answer a question about an image.",
        aliases=("describe",),
        examples=('minimax account describe-image cat.png "What breed is it?"',),
    ),
)

NO_COMMAND = {
    "speech.connect": "a connection for programs; the command is `speech speak`",
    "text.run_tools": "its tools are Python functions",
    "text.stream_tools": "its tools are Python functions",
    "text.parse": "it returns a Python value",
}
"""Operations without a command, with the reason."""


def words_of(call: str) -> tuple[str, ...]:
    """The words for an operation, a service or a parameter on the command line."""
    return tuple(call.replace("_", "-").split("."))


def below(group: str) -> Iterator[tuple[str, Row | str]]:
    """The commands and subgroups of a group such as "text", by name."""
    for name in GROUPS:
        if name.startswith(f"{group}."):
            yield words_of(name)[-1], name
    for row in ROWS:
        if row.call.rpartition(".")[0] == group:
            yield row.verb, row


def aliases(group: str) -> Iterator[tuple[str, Row, bool]]:
    """Aliases of the commands of a group, and whether they imply --stream: shorter names, and the
    Python names of streams.
    """
    for row in ROWS:
        if row.noun == group:
            yield from ((alias, row, False) for alias in row.aliases)
        if row.stream.rpartition(".")[0] == group and row.stream:
            yield words_of(row.stream)[-1], row, True
