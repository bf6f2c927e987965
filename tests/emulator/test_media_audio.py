from __future__ import annotations

import functools
import io
import itertools
import math
import subprocess
import sys
import time
from array import array

import av
import pytest

from minimax.emulator.media import AUDIO_FORMATS, Audio, chunks, music, probe, synthesize
from minimax.emulator.media.audio import Sound, encode

TEXT = "The boats left early, and by noon the harbour was quiet."


@functools.lru_cache
def speak(text: str = TEXT, voice: str = "English_CalmWoman", **options: object) -> Audio:
    return synthesize(text, voice=voice, **options)  # type: ignore[arg-type]


def samples(audio: Audio) -> array[int]:
    assert audio.format == "pcm"
    return array("h", audio.data)


def decoded_samples(data: bytes) -> int:
    with av.open(io.BytesIO(data), "r") as container:
        return sum(frame.samples for frame in container.decode(audio=0))


# ── Files ──


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("format", "asked", "container", "codec", "rate"),
    [
        ("mp3", 8000, "mp3", "mp3", 8000),
        ("mp3", 22050, "mp3", "mp3", 22050),
        ("mp3", 44100, "mp3", "mp3", 44100),
        ("wav", 16000, "wav", "pcm_s16le", 16000),
        ("flac", 24000, "flac", "flac", 24000),
        ("pcmu_wav", 32000, "wav", "pcm_mulaw", 8000),
    ],
)
def test_each_format_is_what_it_says(
    format: str, asked: int, container: str, codec: str, rate: int, channels: int
) -> None:
    audio = speak(format=format, sample_rate=asked, channels=channels)
    found = probe(audio.data)
    assert (found.container, found.codecs) == (container, (codec,))
    assert (
        (found.sample_rate, found.channels)
        == (rate, channels)
        == (audio.sample_rate, audio.channels)
    )
    assert found.duration == pytest.approx(audio.duration_ms / 1000, abs=0.01)


@pytest.mark.parametrize(
    ("asked", "made"), [(8000, 8000), (22050, 24000), (32000, 48000), (44100, 48000)]
)
def test_opus_takes_the_next_rate_that_it_knows(asked: int, made: int) -> None:
    audio = speak(format="opus", sample_rate=asked)
    found = probe(audio.data)
    assert (found.container, found.codecs, audio.sample_rate) == ("ogg", ("opus",), made)
    assert found.duration == pytest.approx(audio.duration_ms / 1000, abs=0.02)


def sine(rate: int, hertz: float = 440.0) -> Sound:
    """A second of a tone."""
    wave = (int(20_000 * math.sin(2 * math.pi * hertz * at / rate)) for at in range(rate))
    return Sound(array("h", wave).tobytes(), rate, 1, rate)


def coded(sound: Sound, format: str, rate: int, channels: int = 1) -> bytes:
    return encode(sound, format=format, sample_rate=rate, bitrate=0, channels=channels).data


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000, 32000, 44100])
def test_another_rate_is_the_same_tone(rate: int) -> None:
    made = array("h", coded(sine(16000), "pcm", rate))
    wanted = array("h", sine(rate).pcm)
    assert len(made) == len(wanted)
    assert max(abs(a - b) for a, b in zip(made[:-9], wanted[:-9], strict=True)) < 200


def test_a_second_channel_repeats_the_first_and_one_is_the_mean_of_two() -> None:
    left, right = array("h", [1000] * 8000), array("h", [3000] * 8000)
    both = array("h", [0] * 16000)
    both[::2], both[1::2] = left, right
    assert array("h", coded(Sound(both.tobytes(), 8000, 2, 8000), "pcm", 8000))[:2].tolist() == [
        2000,
        2000,
    ]
    pair = array("h", coded(Sound(left.tobytes(), 8000, 1, 8000), "pcm", 8000, channels=2))
    assert pair.tolist() == [1000] * 16000


def test_mu_law_is_what_others_decode() -> None:
    ramp = array("h", range(-32768, 32768, 8))
    data = coded(Sound(ramp.tobytes(), 8000, 1, len(ramp)), "pcmu_wav", 8000)
    with av.open(io.BytesIO(data)) as container:
        heard = array("h")
        for frame in container.decode(audio=0):
            heard.frombytes(bytes(frame.planes[0])[: frame.samples * 2])
    assert len(heard) == len(ramp)
    assert max(abs(a - b) - abs(b) * 0.033 for a, b in zip(heard, ramp, strict=True)) < 9


@pytest.mark.parametrize(("format", "rate", "width"), [("pcm", 16000, 2), ("pcmu_raw", 8000, 1)])
@pytest.mark.parametrize("channels", [1, 2])
def test_raw_formats_have_no_header(format: str, rate: int, width: int, channels: int) -> None:
    audio = speak(format=format, sample_rate=16000, channels=channels)
    assert audio.sample_rate == rate
    assert len(audio.data) == pytest.approx(
        audio.duration_ms * rate * width * channels / 1000, abs=4 * width * channels
    )
    with pytest.raises(ValueError, match="not a readable media file"):
        probe(audio.data)


@pytest.mark.parametrize(
    ("rate", "asked", "made"),
    [(32000, 256000, 256000), (24000, 256000, 160000), (8000, 128000, 64000)],
)
def test_mp3_has_a_constant_bitrate_as_high_as_its_sample_rate_allows(
    rate: int, asked: int, made: int
) -> None:
    audio = speak(sample_rate=rate, bitrate=asked)
    with av.open(io.BytesIO(audio.data), "r") as container:
        sizes = {packet.size for packet in container.demux(audio=0) if packet.size}
        assert container.streams.audio[0].bit_rate == made == audio.bitrate
    assert len(sizes) == 1


def test_mp3_starts_with_sound_and_not_with_tags() -> None:
    assert speak().data[:2] in (b"\xff\xfb", b"\xff\xf3")


@pytest.mark.parametrize(("option", "value"), [("format", "aiff"), ("channels", 6)])
def test_what_cannot_be_made_is_named(option: str, value: object) -> None:
    with pytest.raises(ValueError, match=str(value)):
        speak(**{option: value})


@pytest.mark.parametrize("format", AUDIO_FORMATS)
def test_equal_input_gives_equal_bytes(format: str) -> None:
    one, other = (synthesize(TEXT, voice="v", format=format) for _ in range(2))
    assert one == other


def test_another_process_makes_the_same_bytes() -> None:
    program = (
        "import hashlib; from minimax.emulator.media import"
        f" synthesize;print(hashlib.sha256(synthesize({TEXT!r}, voice='English_CalmWoman',"
        " format='opus').data).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(runs) == 1


# ── Voices and settings ──


def test_voices_sound_different() -> None:
    made = {
        speak(voice=voice, format="pcm").data
        for voice in ("English_CalmWoman", "male-qn-qingse", "my-clone-1", "my-clone-2")
    }
    assert len(made) == 4


def pitch_of(audio: Audio) -> float:
    """The median pitch in Hz, by the lag at which the loudest parts look most like themselves."""
    wave, rate, found = samples(audio), audio.sample_rate, []
    window = rate // 20
    for start in range(0, len(wave) - 2 * window, window):
        part = wave[start : start + window]
        if max(map(abs, part)) < 3000:
            continue
        lags = range(rate // 400, rate // 70)
        scores = [
            sum(
                a * b
                for a, b in zip(
                    part[::4], wave[start + lag : start + lag + window : 4], strict=True
                )
            )
            for lag in lags
        ]
        found.append(rate / lags[scores.index(max(scores))])
    return sorted(found)[len(found) // 2]


def test_a_womans_voice_is_higher_than_a_mans() -> None:
    text = "Aaa ooo aaa ooo."
    woman, man = (
        pitch_of(speak(text, voice, format="pcm", sample_rate=8000))
        for voice in ("Calm_Woman", "Patient_Man")
    )
    assert woman > man * 1.2


def test_twelve_semitones_are_an_octave() -> None:
    low, high = (
        pitch_of(speak("Aaa ooo aaa ooo.", "Patient_Man", format="pcm", sample_rate=8000, pitch=by))
        for by in (0, 12)
    )
    assert high / low == pytest.approx(2, rel=0.15)


def test_volume_is_louder_and_never_clips() -> None:
    peaks = [
        max(map(abs, samples(speak(format="pcm", volume=volume))))
        for volume in (0.1, 0.5, 1, 3, 10)
    ]
    assert all(low < high for low, high in itertools.pairwise(peaks))
    assert peaks[-1] < 32767


# ── Length ──


def lasts(text: str, **options: object) -> int:
    """Milliseconds."""
    return speak(text, format="pcmu_raw", **options).duration_ms


def test_the_pace_is_that_of_a_reader() -> None:
    assert 270_000 / lasts("lorem ipsum dolor sit amet " * 10) == pytest.approx(15, rel=0.1)
    assert 60_000 / lasts("今天天气很好" * 10) == pytest.approx(4.5, rel=0.1)


def test_double_speed_halves_the_duration() -> None:
    assert lasts(TEXT, speed=2) == pytest.approx(lasts(TEXT) / 2, abs=2)
    assert lasts(TEXT, speed=0.5) == pytest.approx(lasts(TEXT) * 2, abs=2)


@pytest.mark.parametrize("speed", [0.5, 1, 2])
def test_a_pause_mark_lasts_as_long_as_it_says_at_any_speed(speed: float) -> None:
    paused = speak("One.<#2.25#> Two.", speed=speed, format="pcm", sample_rate=8000)
    assert paused.duration_ms - lasts("One. Two.", speed=speed) == pytest.approx(2250, abs=2)
    silence = max(
        len(list(run))
        for quiet, run in itertools.groupby(samples(paused), lambda value: value == 0)
        if quiet
    )
    assert silence / paused.sample_rate > 2.2


def test_punctuation_takes_a_moment_but_not_inside_a_number() -> None:
    assert lasts("one, two") > lasts("one two") + 100
    assert lasts("3.14") == lasts("314")


def test_an_interjection_is_short_whatever_its_name() -> None:
    assert 300 < lasts("well (clear-throat) yes") - lasts("well yes") < 800


@pytest.mark.parametrize("text", ["", " \n\t", "😀🎉", "...", "\ud800", "<#0.01#>", "\x00\x01"])
def test_odd_texts_still_give_a_file_that_plays(text: str) -> None:
    audio = speak(text)
    assert audio.duration_ms >= 300
    assert decoded_samples(audio.data) > 0


@pytest.mark.parametrize("format", ["mp3", "opus", "wav"])
def test_ten_thousand_characters_are_read_out_in_full(format: str) -> None:
    started = time.process_time()
    audio = speak("word " * 2000, format=format)
    assert time.process_time() - started < 5
    assert audio.duration_ms > 600_000
    assert probe(audio.data).duration == pytest.approx(audio.duration_ms / 1000, abs=0.1)


def test_a_long_mp3_decodes_to_its_whole_length() -> None:
    audio = speak("word " * 200, sample_rate=16000, bitrate=32000)
    assert audio.duration_ms > 40_000
    assert decoded_samples(audio.data) / 16000 == pytest.approx(audio.duration_ms / 1000, abs=0.15)


def test_nothing_lasts_longer_than_an_hour() -> None:
    assert lasts("<#99.99#>".join("a" * 100)) == 3_600_000


@pytest.mark.parametrize("pitch", [-12, 12])
@pytest.mark.parametrize("voice", ["deep_troll_man", "cute_baby_girl", "whisper_woman_1"])
def test_the_ends_of_the_range_hold(voice: str, pitch: int) -> None:
    assert (
        lasts("Is this as low, or as high, as it goes? " * 3, voice=voice, pitch=pitch, volume=10)
        > 5000
    )


# ── Pieces for streaming ──


@pytest.mark.parametrize("format", AUDIO_FORMATS)
@pytest.mark.parametrize("size", [None, 700, 10_000_000])
def test_the_pieces_add_up_to_the_file(format: str, size: int | None) -> None:
    audio = speak(format=format)
    pieces = chunks(audio, size=size)
    assert b"".join(pieces) == audio.data
    assert all(pieces)
    assert len(pieces) == 1 if size == 10_000_000 else len(pieces) > 3


def test_mp3_pieces_each_decode_without_the_others() -> None:
    for piece in chunks(speak()):
        assert piece[0] == 0xFF
        assert decoded_samples(piece) > 0


def test_opus_pieces_are_whole_pages() -> None:
    assert all(piece.startswith(b"OggS") for piece in chunks(speak(format="opus")))


@pytest.mark.parametrize("format", ["pcm", "wav"])
def test_pcm_pieces_never_split_a_sample(format: str) -> None:
    assert all(len(piece) % 4 == 0 for piece in chunks(speak(format=format, channels=2), size=999))


# ── Music ──


@pytest.mark.parametrize(
    ("format", "codec"), [("mp3", "mp3"), ("wav", "pcm_s16le"), ("flac", "flac")]
)
def test_music_is_stereo_and_as_long_as_asked(format: str, codec: str) -> None:
    found = probe(music("slow blues", seconds=2.5, format=format).data)
    assert (found.codecs, found.sample_rate, found.channels) == ((codec,), 44100, 2)
    assert found.duration == pytest.approx(2.5, abs=0.01)


def test_music_follows_its_prompt() -> None:
    songs = [
        music(prompt, seconds=2, format="pcm", vocals=vocals)
        for prompt in ("rain", "dance")
        for vocals in (True, False)
    ]
    assert len({song.data for song in songs}) == 4
    assert music("rain", seconds=2, format="pcm") == songs[0]


def test_music_does_not_clip() -> None:
    for vocals in (True, False):
        song = music("a happy party", seconds=6, format="pcm", vocals=vocals)
        assert 8000 < max(map(abs, samples(song))) < 32767


def test_a_long_song_repeats_its_tune() -> None:
    song = music("night train", seconds=90, sample_rate=16000, bitrate=32000)
    assert probe(song.data).duration == pytest.approx(90, abs=0.1)
    assert decoded_samples(song.data) / 16000 == pytest.approx(90, abs=0.2)
