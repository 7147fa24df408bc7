"""The verbs of the gifts: who gets what, and what of it is ready and delivered."""

from .assigning import assign, change_gift, remove_gift
from .board import board, counted, grid, labels, summary
from .delivering import deliver, make_ready, step_back
from .demand import goods_wanted
from .holding import held
from .photos import add_photo, photo, remove_photo
from .reading import get_gift, gifts
from .taken import taken

__all__ = [
    "add_photo", "assign", "board", "change_gift", "counted", "deliver", "get_gift", "gifts",
    "goods_wanted", "grid", "held", "labels", "make_ready", "photo", "remove_gift",
    "remove_photo", "step_back", "summary", "taken",
]  # fmt: skip
