"""How near two pictures are: their difference hashes (64 bits, as signed numbers) compared."""

BITS = 64
# Two photos of one receipt differ in a few bits, two receipts in about half of them.
NEAR = 10


def apart(a: int, b: int) -> int:
    """In how many of the 64 bits the two differ: 0 the same picture, around 32 unlike ones."""
    return ((a ^ b) & ((1 << BITS) - 1)).bit_count()
