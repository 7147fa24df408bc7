"""Decodes a recording with PyAV. Runs in the child alone."""

import array
import io
import math
import sys
import wave
from collections.abc import Iterator
from typing import Any

import av

from .refusals import Refused

RATE = 16_000
# Loudness is judged on its loudest quarter of a second: a short sentence in a long silence counts.
WINDOW = RATE // 4
# Packets that cannot be decoded are left out; where most are so, it is no recording.
MOST_SCRATCHES = 20
CODECS = ("opus", "aac", "mp3", "vorbis", "flac", "pcm_s16le", "pcm_s24le", "pcm_s32le",
          "pcm_f32le", "pcm_u8")  # fmt: skip
DECODERS = ",".join((*CODECS, "libopus", "mp3float", "libvorbis"))
CONTAINERS = {
    "matroska": "audio/webm", "mov": "audio/mp4", "ogg": "audio/ogg", "mp3": "audio/mpeg",
    "wav": "audio/wav", "aac": "audio/aac",
}  # fmt: skip
WRITTEN_OUT = ("audio/webm", "audio/mp4", "audio/ogg")

Answer = tuple[dict[str, Any], list[bytes]]


def sound(content: bytes, container: str, keep: float, most: float) -> Answer:
    """A WAV (16 kHz, mono, 16 bits) of at most `keep` seconds; facts: samples, loudness (RMS, 0 to
    1) and media_type. Raises Refused("long") beyond `most` seconds, Refused("unreadable")."""
    try:
        codec, samples = _samples(content, container, round(most * RATE))
    # Whatever a hostile file made a decoder say: it is none that we read.
    except (av.FFmpegError, ValueError, OSError, RuntimeError, IndexError, OverflowError):
        raise Refused("unreadable") from None
    if not samples:
        raise Refused("unreadable")
    del samples[round(keep * RATE) :]
    kind = CONTAINERS[container]
    told = f"{kind};codecs={codec}" if kind in WRITTEN_OUT else kind
    facts = {"samples": len(samples), "loudness": loudness(samples), "media_type": told}
    return facts, [_wav(samples)]


def loudness(samples: "array.array[int]") -> float:
    """RMS of the loudest quarter second, 0 to 1. What does not move (an offset) is no sound."""
    return max(_rms(samples[at : at + WINDOW]) for at in range(0, len(samples), WINDOW))


def _rms(samples: "array.array[int]") -> float:
    mean = sum(samples) / len(samples)
    power = sum(value * value for value in samples) / len(samples)
    return math.sqrt(max(0.0, power - mean * mean)) / 32_768


def _samples(content: bytes, container: str, most: int) -> "tuple[str, array.array[int]]":
    """The codec, and what is heard: counted, for what a header says of its length may be missing or
    a lie."""
    # One container and few codecs: the library knows hundreds, among them some that open files.
    only = {"codec_whitelist": DECODERS, "protocol_whitelist": "", "format_whitelist": container}
    heard = array.array("h")
    with av.open(
        io.BytesIO(content), format=container, metadata_errors="ignore", container_options=only
    ) as opened:
        stream = opened.streams.audio[0]
        codec: str = stream.codec_context.codec.canonical_name
        if codec not in CODECS:
            raise Refused("unreadable")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in _frames(opened, stream):
            for piece in resampler.resample(frame):
                heard.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
            if len(heard) > most:
                raise Refused("long")
    if sys.byteorder == "big":
        heard.byteswap()
    return codec, heard


def _frames(opened: Any, stream: Any) -> Iterator[Any]:
    """Frame by frame; None at the end, so that what is still in the resampler comes too."""
    scratches = 0
    for packet in opened.demux(stream):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            scratches += 1
            if scratches > MOST_SCRATCHES:
                raise
    yield None


def _wav(samples: "array.array[int]") -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return written.getvalue()
