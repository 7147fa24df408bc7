"""A recording as we keep it: decoded by us into the one form that every model and browser takes."""

from dataclasses import dataclass
from decimal import Decimal

from baketracker.errors import N_, InvalidInput, Text

from .refusals import Reason, Refused
from .workshop import made

CONTENT_TYPE = "audio/wav"
RATE = 16_000
LARGEST_SENT = 8 * 1024 * 1024
KEPT_SECONDS = 60
# A recorder that is stopped at 60 seconds stops a little later.
MOST_SECONDS = 61
LEAST_SECONDS = Decimal("0.5")
# RMS of the loudest quarter second: -46 dB of full scale. A quiet room stays below, a voice that
# speaks to the phone is ten times as loud.
SILENCE = 0.005

UNREADABLE = N_("That is not a recording we can read. Record it again, or type it.")
TOO_LARGE = N_("That recording is larger than 8 MB. Record a shorter one.")
SENTENCES: dict[Reason, Text] = {
    "long": N_("That recording is longer than a minute. Record a shorter one."),
    "memory": N_("That recording takes too much memory to open. Record a shorter one."),
    "time": N_("That recording took too long to open. Record a shorter one."),
}
TOO_SHORT = N_("That was too short to understand. Record it again.")
SILENT = N_("We did not hear anything. Check the microphone and record it again.")
MP3_FRAMES = (0xFB, 0xFA, 0xF3, 0xF2, 0xE3)
AAC_FRAMES = (0xF1, 0xF9)


class BadSound(InvalidInput):
    """What was sent is no recording we can use."""

    code = "bad_sound"

    def __init__(self, message: str) -> None:
        super().__init__(message, {"sound": message})


class TooShort(BadSound):
    """Nobody says a sentence in half a second."""

    code = "too_short"


class Silent(BadSound):
    """Nothing is heard on it."""

    code = "silent"


@dataclass(frozen=True, slots=True)
class Sound:
    """A WAV: 16 kHz, mono, 16 bits, at most 60 seconds. `loudness` is the RMS of its loudest
    quarter second, 0 to 1; `media_type` what was sent: "audio/mp4;codecs=opus"."""

    wav: bytes
    seconds: Decimal
    loudness: float
    media_type: str


def heard(content: bytes) -> Sound:
    """The recording in `content` (WebM, MP4, Ogg, MP3, AAC or WAV, at most 8 MB and 61 seconds),
    its first 60 seconds. How long it is was counted, whatever its header says.

    Opened in a process with 512 MiB and 10 seconds. Raises BadSound; TooShort below half a second,
    Silent when there is hardly a sound; Unavailable when too many come in at once."""
    if len(content) > LARGEST_SENT:
        raise BadSound(TOO_LARGE)
    container = _container(content)
    try:
        done = made("sound", content, container=container, keep=KEPT_SECONDS, most=MOST_SECONDS)
    except Refused as refusal:
        raise BadSound(SENTENCES.get(refusal.reason, UNREADABLE)) from None
    facts = done.facts
    seconds = (Decimal(facts["samples"]) / RATE).quantize(Decimal("0.001"))
    if seconds < LEAST_SECONDS:
        raise TooShort(TOO_SHORT)
    if facts["loudness"] < SILENCE:
        raise Silent(SILENT)
    return Sound(done.parts[0], seconds, facts["loudness"], facts["media_type"])


def _container(content: bytes) -> str:
    """What its first bytes say it is; what it is called says nothing. Raises BadSound."""
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if content[4:8] == b"ftyp":
        return "mov"
    if content.startswith(b"OggS"):
        return "ogg"
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "wav"
    if content.startswith(b"ID3"):
        return "mp3"
    return _bare(content)


def _bare(content: bytes) -> str:
    """Frames without a container around them."""
    if len(content) > 1 and content[0] == 0xFF:
        if content[1] in MP3_FRAMES:
            return "mp3"
        if content[1] in AAC_FRAMES:
            return "aac"
    raise BadSound(UNREADABLE)
