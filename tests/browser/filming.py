"""A film of a package for Chromium's fake camera: the bars of an EAN-13 on white."""

from pathlib import Path

WIDTH, HEIGHT = 640, 480
MODULE = 4
# The seven modules of each digit (1 is dark); the kinds of the first six tell the digit before.
ODD = (
    "0001101", "0011001", "0010011", "0111101", "0100011",
    "0110001", "0101111", "0111011", "0110111", "0001011",
)  # fmt: skip
PARITY = (
    "OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE",
    "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO",
)  # fmt: skip


def bars(ean13: str) -> str:
    """The 95 modules of a code: "1" is dark."""
    left = zip(ean13[1:7], PARITY[int(ean13[0])], strict=True)
    first = "".join(ODD[int(d)] if kind == "O" else _even(int(d)) for d, kind in left)
    second = "".join(_inverted(ODD[int(d)]) for d in ean13[7:])
    return f"101{first}01010{second}101"


def film(ean13: str, file: Path, frames: int = 4) -> Path:
    """Write the film as Y4M, which Chromium plays over and over."""
    dark = [sign == "1" for sign in bars(ean13) for _ in range(MODULE)]
    margin = (WIDTH - len(dark)) // 2
    line = bytes(
        20 if 0 <= at - margin < len(dark) and dark[at - margin] else 235 for at in range(WIDTH)
    )
    blank = bytes([235]) * WIDTH
    light = b"".join(
        line if HEIGHT // 4 < row < HEIGHT * 3 // 4 else blank for row in range(HEIGHT)
    )
    colour = bytes([128]) * (WIDTH * HEIGHT // 2)
    with file.open("wb") as written:
        written.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420\n".encode())
        for _ in range(frames):
            written.write(b"FRAME\n" + light + colour)
    return file


def _even(digit: int) -> str:
    """The right-hand pattern, mirrored."""
    return _inverted(ODD[digit])[::-1]


def _inverted(modules: str) -> str:
    return modules.translate(str.maketrans("01", "10"))
