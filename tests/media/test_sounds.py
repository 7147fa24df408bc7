"""Recordings of any browser become one sound; what is none, too short or silent is refused before
anybody pays for reading it."""

import array
import io
import wave
from decimal import Decimal

import pytest

from baketracker.media import workshop
from baketracker.media.sounds import LARGEST_SENT, BadSound, Silent, TooShort, heard

from .making import RECORDERS, noise, picture, recorded, tone


def length_of(wav: bytes) -> tuple[int, int, int, float]:
    with wave.open(io.BytesIO(wav)) as file:
        rate = file.getframerate()
        return file.getnchannels(), file.getsampwidth(), rate, file.getnframes() / rate


@pytest.mark.covers("AI-04")
@pytest.mark.parametrize("media_type", RECORDERS)
def test_any_recorder_becomes_the_same_sound(media_type: str) -> None:
    sound = heard(recorded(tone(3), media_type))
    assert sound.media_type == media_type
    channels, width, rate, seconds = length_of(sound.wav)
    assert (channels, width, rate) == (1, 2, 16_000)
    assert sound.seconds == Decimal(round(seconds, 3)).quantize(Decimal("0.001"))
    assert abs(sound.seconds - 3) < Decimal("0.1")
    assert 0.08 < sound.loudness < 0.12


@pytest.mark.covers("AI-04")
@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff", b"hello, this is a text", b"\x1a\x45\xdf\xa3" + b"words" * 200,
        b"\0\0\0\x20ftypisom" + b"\0" * 500, b"OggS" + b"\0" * 500, b"ID3" + b"\0" * 500,
        b"RIFF\0\0\0\0WAVE" + b"\0" * 50, b"\xff\xfb" + b"\0" * 500, b"\xff\xf1" + b"\0" * 500,
        b"#EXTM3U\nhttp://169.254.169.254/latest/meta-data", picture(),
        recorded(tone(1))[:60],
    ],
)  # fmt: skip
def test_what_is_no_recording_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(BadSound, match="not a recording we can read") as refused:
        heard(content)
    assert refused.value.code == "bad_sound"


def test_a_recording_that_breaks_off_is_heard_as_far_as_it_goes() -> None:
    whole = recorded(tone(4))
    sound = heard(whole[: len(whole) * 3 // 4])
    assert 2 < sound.seconds < 4


@pytest.mark.covers("AI-04")
def test_a_length_that_a_header_claims_is_not_believed() -> None:
    said = bytearray(recorded(tone(2), "audio/wav"))
    at = said.index(b"data") + 4
    said[at : at + 4] = (60 * 88_200).to_bytes(4, "little")
    assert abs(heard(bytes(said)).seconds - 2) < Decimal("0.05")


@pytest.mark.covers("AI-05", "AI-33")
@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.45])
def test_too_short_is_said(seconds: float) -> None:
    with pytest.raises(TooShort, match="too short") as refused:
        heard(recorded(tone(seconds), "audio/wav"))
    assert refused.value.code == "too_short"


@pytest.mark.covers("AI-05", "AI-33")
@pytest.mark.parametrize(
    "samples",
    [
        array.array("h", [0]) * 32_000,
        array.array("h", [900]) * 32_000,  # an offset moves nothing
        noise(2, -60), noise(2, -50), tone(2, -50),
    ],
    ids=["nothing", "offset", "hiss at -60 dB", "hiss at -50 dB", "tone at -50 dB"],
)  # fmt: skip
def test_near_silence_is_said(samples: "array.array[int]") -> None:
    with pytest.raises(Silent, match="did not hear anything") as refused:
        heard(recorded(samples, "audio/wav"))
    assert refused.value.code == "silent"


@pytest.mark.covers("AI-05")
@pytest.mark.parametrize("decibels", [-40, -30, -20, -6])
def test_a_voice_is_heard_quiet_or_loud(decibels: int) -> None:
    assert heard(recorded(tone(1, decibels))).loudness > 0.005


def test_a_short_word_in_a_long_silence_is_heard() -> None:
    silence = array.array("h", [0]) * (16_000 * 8)
    assert heard(recorded(silence + tone(0.5, -25) + silence)).seconds > 15


@pytest.mark.covers("AI-04")
def test_a_minute_is_kept_and_more_is_refused() -> None:
    hiss = tone(1) * 61
    sound = heard(recorded(hiss[: round(60.6 * 16_000)], "audio/ogg;codecs=opus"))
    assert sound.seconds == 60
    assert length_of(sound.wav)[3] == 60
    with pytest.raises(BadSound, match="longer than a minute"):
        heard(recorded(hiss + tone(1), "audio/ogg;codecs=opus"))


def test_a_huge_file_and_a_slow_one_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSound, match="larger than 8 MB"):
        heard(b"\x1a\x45\xdf\xa3" + bytes(LARGEST_SENT))
    monkeypatch.setattr(workshop, "SECONDS", 0)
    with pytest.raises(BadSound, match="took too long"):
        heard(recorded(tone(1)))
