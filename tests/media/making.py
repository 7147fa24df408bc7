"""Pictures and sounds for tests, as devices make them and as nobody should."""

import array
import io
import math
import random
import struct
import zlib
from typing import Any

import av
import pillow_heif
from PIL import Image
from PIL.PngImagePlugin import PngInfo

RATE = 16_000
SECRET = b"taken at home"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>GPSLatitude=48,51N</rdf:RDF></x:xmpmeta>'
# What a recorder of each browser sends: container, codec, its rate.
RECORDERS = {
    "audio/webm;codecs=opus": ("webm", "libopus", 48_000),
    "audio/mp4;codecs=opus": ("mp4", "libopus", 48_000),
    "audio/mp4;codecs=aac": ("mp4", "aac", 44_100),
    "audio/ogg;codecs=opus": ("ogg", "libopus", 48_000),
    "audio/mpeg": ("mp3", "libmp3lame", 44_100),
    "audio/wav": ("wav", "pcm_s16le", 44_100),
    "audio/aac": ("adts", "aac", 44_100),
}


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), orientation: int = 6) -> bytes:
    """A picture of noise that says where it was taken, in EXIF and in XMP, and how it was held."""
    image = Image.effect_noise(size, 90).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    return written(image, kind, exif=exif, xmp=XMP)


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
        options |= {"exif": options["exif"].tobytes()} if "exif" in options else {}
    elif kind == "PNG" and "xmp" in options:
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", options.pop("xmp").decode())
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def png_of(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel that is small as a file, whatever its size."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    packed = b"".join(packer.compress(row) for _row in range(height)) + packer.flush()
    return png(width, height, packed)


def png(width: int, height: int, packed: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """The chunks of a PNG, one bit a pixel."""
    head = (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    chunks = (head, *more, (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def tone(seconds: float, decibels: float = -20, rate: int = RATE) -> "array.array[int]":
    """Something like a vowel: a tone and its overtones, at that RMS below full scale."""
    loud = 32_767 * 10 ** (decibels / 20) * math.sqrt(2 / 1.3125)
    return array.array("h", (
        round(loud * sum(part * math.sin(2 * math.pi * 150 * over * at / rate)
                         for over, part in ((1, 1.0), (2, 0.5), (3, 0.25))))
        for at in range(round(seconds * rate))
    ))  # fmt: skip


def noise(seconds: float, decibels: float, rate: int = RATE) -> "array.array[int]":
    """Hiss at that RMS below full scale."""
    chance, loud = random.Random(7), 32_767 * 10 ** (decibels / 20)
    return array.array("h", (round(chance.gauss(0, loud)) for _ in range(round(seconds * rate))))


def recorded(samples: "array.array[int]", media_type: str = "audio/webm;codecs=opus") -> bytes:
    """Samples (16 kHz) as that recorder would send them."""
    container, codec, rate = RECORDERS[media_type]
    file = io.BytesIO()
    with av.open(file, "w", format=container) as into:
        stream: Any = into.add_stream(codec, rate=rate, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
        frame.planes[0].update(samples.tobytes())
        frame.sample_rate = RATE
        resampler = av.AudioResampler(
            stream.format, "mono", rate, frame_size=stream.codec_context.frame_size or None
        )
        for piece in (*resampler.resample(frame), *resampler.resample(None), None):
            into.mux(stream.encode(piece))
    return file.getvalue()
