"""Which pictures are strips, such as long receipts. Heights and widths in pixels."""

# Higher than this many times its width it is one.
TIMES_ITS_WIDTH = 2.2
# A model reads one up to this height whole; a longer one comes in pieces of at most `PIECE`.
READ_WHOLE = 2576
PIECE = 2048


def is_strip(width: int, height: int) -> bool:
    """Whether it keeps a height of its own when it is made smaller."""
    return height > TIMES_ITS_WIDTH * width


def is_read_in_pieces(width: int, height: int) -> bool:
    return height > READ_WHOLE and is_strip(width, height)
