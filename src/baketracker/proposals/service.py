"""The verbs of the proposals: to make one, look at it, change it, confirm or discard it."""

from .asking import how_much_is_left
from .beginning import (
    begin_again,
    begin_once_more,
    begin_pictures,
    begin_recording,
    begin_sentence,
)
from .dishes import recipe_names
from .editing import answer_double, change_event, change_head, change_line, change_stock
from .learning import forget, learnt, misses
from .listing import (
    answers_of,
    count_to_review,
    count_waiting,
    files_of,
    following,
    get,
    line_of,
    lots_in,
    waiting,
)
from .measuring import how_it_went
from .proposing import (
    propose_count,
    propose_event,
    propose_goods,
    propose_left,
    propose_purchase,
    propose_run,
    propose_use,
)
from .settling import confirm, discard
from .weighing import worth_weighing

__all__ = [
    "answer_double", "answers_of", "begin_again", "begin_once_more", "begin_pictures",
    "begin_recording", "begin_sentence", "change_event", "change_head", "change_line",
    "change_stock", "confirm", "count_to_review", "count_waiting", "discard", "files_of",
    "following", "forget", "get", "how_it_went", "how_much_is_left", "learnt", "line_of",
    "lots_in", "misses", "propose_count", "propose_event", "propose_goods", "propose_left",
    "propose_purchase", "propose_run", "propose_use", "recipe_names", "waiting", "worth_weighing",
]  # fmt: skip
