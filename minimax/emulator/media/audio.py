"""Encode samples in every audio format of the platform, and split files for streaming. WAV and raw
samples are written here, all other formats by PyAV.
"""

from __future__ import annotations

import io
import math
import struct
from array import array
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import cycle, islice
from typing import TYPE_CHECKING, NamedTuple

from minimax.audio import pcm_to_wav
from minimax.emulator.media.codecs import CodecMissing, has_pyav, require_pyav

if TYPE_CHECKING:
    import av

SAMPLE_BYTES = 2  # signed 16-bit little-endian everywhere before encoding
LONGEST = 3600  # seconds; an hour of any format still fits in memory


class Audio(NamedTuple):
    """An encoded file. `bitrate` in bit/s: constant for MP3, otherwise the average."""

    data: bytes
    duration_ms: int
    sample_rate: int
    bitrate: int
    channels: int
    format: str


class Sound(NamedTuple):
    """Interleaved 16-bit samples; `length` is in samples per channel; if it is longer than
    `pcm`, `pcm` is repeated.
    """

    pcm: bytes
    rate: int
    channels: int
    length: int


class _Encoding(NamedTuple):
    container: str
    codec: str
    rates: tuple[int, ...] = ()  # supported by the codec, ascending; empty: any
    codec_options: tuple[tuple[str, str], ...] = ()
    muxer_options: tuple[tuple[str, str], ...] = ()
    repeatable: bool = False  # packets can be decoded independently, so long sounds can reuse them


_MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_OPUS_RATES = (8000, 12000, 16000, 24000, 48000)
# Without the bit reservoir, MP3 frames are independent of each other, so a stream plays from
# any frame.
_MP3_OPTIONS = (("reservoir", "0"), ("compression_level", "7"))
_OPUS_OPTIONS = (("compression_level", "3"),)
# Short pages, because a page is the smallest unit of an Ogg stream that can be sent; in
# microseconds.
_OGG_OPTIONS = (("page_duration", "200000"),)
_ENCODINGS = {
    "mp3": _Encoding(
        "mp3", "libmp3lame", _MP3_RATES, _MP3_OPTIONS, (("id3v2_version", "0"),), repeatable=True
    ),
    "flac": _Encoding("flac", "flac"),
    "opus": _Encoding("ogg", "libopus", _OPUS_RATES, _OPUS_OPTIONS, _OGG_OPTIONS, repeatable=True),
}
_RAW_SAMPLE_BYTES = {"pcm": 2, "wav": 2, "pcmu_raw": 1, "pcmu_wav": 1}
_MU_LAW_RATE = 8000
AUDIO_FORMATS = (*_ENCODINGS, *_RAW_SAMPLE_BYTES)

_LAYOUTS = {1: "mono", 2: "stereo"}
_OPUS_BITRATE = 32000  # per channel; the platform's bitrate option applies only to MP3
# By MPEG version: lowest sample rate and top bitrate.
_MP3_TOP_BITRATES = ((32000, 320000), (16000, 160000), (8000, 64000))


def encode(sound: Sound, *, format: str, sample_rate: int, bitrate: int, channels: int) -> Audio:
    """Encode a sound. A sample rate that the codec does not support becomes the next higher one."""
    if format not in AUDIO_FORMATS:
        raise ValueError(
            f"unknown audio format {format!r}: choose one of {', '.join(AUDIO_FORMATS)}"
        )
    if channels not in _LAYOUTS:
        raise ValueError(f"{channels} channels are not supported; pass 1 or 2")
    seconds = sound.length / sound.rate
    if format in _RAW_SAMPLE_BYTES:
        rate = _MU_LAW_RATE if format.startswith("pcmu") else sample_rate
        data = _raw(sound, format, rate, channels)
        average = rate * channels * _RAW_SAMPLE_BYTES[format] * 8
    else:
        rate = _nearest(_ENCODINGS[format].rates, sample_rate)
        wanted = {"mp3": _mp3_bitrate(rate, bitrate), "opus": _OPUS_BITRATE * channels}.get(format)
        data = _encode_with(sound, format, rate, wanted, channels)
        average = round(len(data) * 8 / seconds) if seconds else 0
        if wanted and format == "mp3":
            average = wanted
    return Audio(data, round(seconds * 1000), rate, average, channels, format)


def _nearest(rates: tuple[int, ...], wanted: int) -> int:
    """A supported sample rate: the next higher one, or else the highest."""
    return next((rate for rate in rates if rate >= wanted), (rates or (wanted,))[-1])


def require_codec(format: str) -> None:
    """Raise CodecMissing if a format cannot be encoded without PyAV."""
    if format not in _RAW_SAMPLE_BYTES:
        require_pyav(f"{format.upper()} (not wav and pcm)")


def _encode_with(sound: Sound, format: str, rate: int, bitrate: int | None, channels: int) -> bytes:
    require_codec(format)
    import av

    encoding = _ENCODINGS[format]
    out = io.BytesIO()
    # bitexact keeps version strings and random stream serials out of the file.
    muxer_options = {"fflags": "+bitexact", **dict(encoding.muxer_options)}
    with av.open(out, "w", format=encoding.container, options=muxer_options) as container:
        stream = container.add_stream(
            encoding.codec,
            rate=rate,
            layout=_LAYOUTS[channels],
            options=dict(encoding.codec_options),
        )
        assert isinstance(stream, av.AudioStream)
        if bitrate:
            stream.bit_rate = bitrate
        context = stream.codec_context
        context.open()
        if encoding.repeatable and sound.length > len(sound.pcm) // (SAMPLE_BYTES * sound.channels):
            packets = _repeat(sound, context)
        else:
            packets = encode_frames(frames(sound), context)
        for packet in packets:
            packet.stream = stream
            container.mux(packet)
    return out.getvalue()


# Raw samples


def _raw(sound: Sound, format: str, rate: int, channels: int) -> bytes:
    samples = array("h", sound.pcm)
    if channels == sound.channels:
        tracks = [samples[track :: sound.channels] for track in range(channels)]
    elif channels == 1:
        pairs = zip(samples[::2], samples[1::2], strict=True)
        tracks = [array("h", [(left + right) // 2 for left, right in pairs])]
    else:
        tracks = [samples] * channels
    tracks = [resample(track, sound.rate, rate) for track in tracks]
    mixed = array("h", bytes(SAMPLE_BYTES * channels * len(tracks[0])))
    for place, track in enumerate(tracks):
        mixed[place::channels] = track
    once = mixed.tobytes()
    if format.startswith("pcmu"):
        once = _compand(mixed)
    size = round(sound.length * rate / sound.rate) * channels * _RAW_SAMPLE_BYTES[format]
    data = (once * (size // max(len(once), 1) + 1))[:size]
    if format == "wav":
        return pcm_to_wav(data, sample_rate=rate, channels=channels)
    return _mu_law_header(size, rate, channels) + data if format == "pcmu_wav" else data


def resample(samples: array[int], old: int, new: int) -> array[int]:
    """Samples of one channel at another rate in Hz, by linear interpolation."""
    if old == new:
        return samples
    # Positions relative to the old samples repeat every `period` new samples.
    shared = math.gcd(old, new)
    period, stride = new // shared, old // shared
    count = len(samples) * new // old
    following = samples[1:] + samples[-1:]
    found = array("h", bytes(SAMPLE_BYTES * count))
    for phase in range(min(period, count)):
        whole, part = divmod(phase * stride, period)
        share, size = part / period, len(range(phase, count, period))
        near = zip(samples[whole::stride], following[whole::stride], strict=False)
        found[phase::period] = array(
            "h", [int(before + (after - before) * share) for before, after in islice(near, size)]
        )
    return found


def _compand(samples: array[int]) -> bytes:
    """Encode samples in mu-law, one byte each."""
    table = _mu_law()
    return bytes([table[sample] for sample in samples])  # negative samples index from the end


@cache
def _mu_law() -> bytes:
    """The mu-law byte of every sample from 0 to 32,767, and then from -32,768 to -1."""
    return bytes(_mu_law_byte(sample) for sample in (*range(32768), *range(-32768, 0)))


def _mu_law_byte(sample: int) -> int:
    """Encode a sample by ITU-T G.711: sign, three bits of exponent, four of mantissa, inverted."""
    loud = min(abs(sample), 32635) + 132
    exponent = loud.bit_length() - 8
    return ~((sample < 0) << 7 | exponent << 4 | loud >> exponent + 3 & 0x0F) & 0xFF


def _mu_law_header(size: int, rate: int, channels: int) -> bytes:
    """The header of a WAV file with `size` bytes of mu-law."""
    form = struct.pack(
        "<4sIHHIIHHH", b"fmt ", 18, 7, channels, rate, rate * channels, channels, 8, 0
    )
    fact = struct.pack("<4sII", b"fact", 4, size // channels)
    rest = b"WAVE" + form + fact + struct.pack("<4sI", b"data", size)
    return struct.pack("<4sI", b"RIFF", len(rest) + size) + rest


# Other files, and PyAV


def read_audio(data: bytes) -> Audio:
    """Describe any audio file; unrecognised bytes are assumed to be PCM at 32 kHz."""
    from minimax.emulator.media.probe import Probe, probe

    try:
        found = probe(data)
    except (ValueError, CodecMissing):
        found = Probe("pcm", (), 32_000, 1, len(data) / SAMPLE_BYTES / 32_000)
    seconds = found.duration or 0.0
    return Audio(
        data,
        round(seconds * 1000) or 1,
        found.sample_rate or 0,
        round(len(data) * 8 / seconds) if seconds else 0,
        found.channels or 1,
        found.container,
    )


def frames(sound: Sound) -> Iterator[av.AudioFrame]:
    """Split a sound into frames of about a second."""
    import av

    width = SAMPLE_BYTES * sound.channels
    start = 0
    while start < sound.length:
        offset = start * width % len(sound.pcm)
        piece = sound.pcm[offset : offset + min(sound.rate, sound.length - start) * width]
        frame = av.AudioFrame(
            format="s16", layout=_LAYOUTS[sound.channels], samples=len(piece) // width
        )
        frame.sample_rate, frame.time_base, frame.pts = sound.rate, Fraction(1, sound.rate), start
        frame.planes[0].update(piece)
        yield frame
        start += frame.samples


def chunks(audio: Audio, *, size: int | None = None) -> list[bytes]:
    """Split a file between frames or pages into pieces of about `size` bytes, by default half a
    second each.
    """
    data = audio.data
    if size is None:
        size = max(1024, len(data) * 500 // max(audio.duration_ms, 500))
    pieces, start = [], 0
    for cut in _cuts(audio, size):
        if cut - start >= size:
            pieces.append(data[start:cut])
            start = cut
    if start < len(data):
        pieces.append(data[start:])
    return pieces


def _cuts(audio: Audio, size: int) -> Iterator[int]:
    if audio.format in _RAW_SAMPLE_BYTES or not has_pyav():
        width = _RAW_SAMPLE_BYTES.get(audio.format, 1) * audio.channels
        step = -(-size // width) * width
        yield from range(step, len(audio.data), step)
        return
    import av

    with av.open(io.BytesIO(audio.data), "r") as container:
        for packet in container.demux(audio=0):
            if packet.pos:
                yield packet.pos


def _mp3_bitrate(rate: int, bitrate: int) -> int:
    return min(bitrate, next(top for lowest, top in _MP3_TOP_BITRATES if rate >= lowest))


def encode_frames(
    source: Iterator[av.AudioFrame], context: av.AudioCodecContext
) -> Iterator[av.Packet[av.AudioStream]]:
    """Encode frames, converted to the sample format and frame size of the codec."""
    import av

    resampler = av.AudioResampler(
        context.format, context.layout, context.sample_rate, context.frame_size or None
    )
    for frame in source:
        for ready in resampler.resample(frame):
            yield from context.encode(ready)
    for ready in resampler.resample(None):
        yield from context.encode(ready)
    yield from context.encode(None)


def _repeat(sound: Sound, context: av.AudioCodecContext) -> Iterator[av.Packet[av.AudioStream]]:
    """The packets of `pcm`, repeated: encoding an hour of audio would take a minute."""
    once = len(sound.pcm) // (SAMPLE_BYTES * sound.channels)
    per_packet = Fraction(
        context.frame_size * sound.rate, context.sample_rate
    )  # samples of the sound
    first = list(
        islice(
            encode_frames(frames(sound._replace(length=once)), context),
            math.ceil(once / per_packet),
        )
    )
    start, step = (
        first[0].pts or 0,
        Fraction(1, context.sample_rate),
    )  # codecs start at negative timestamps
    count = math.ceil(sound.length / per_packet - Fraction(start, context.frame_size))
    for index, packet in enumerate(islice(cycle(first), count)):
        packet.time_base, packet.duration = step, context.frame_size
        packet.pts = packet.dts = start + index * context.frame_size
        yield packet
