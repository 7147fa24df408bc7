"""Case and diacritics folded away, so that "creme" finds "Crème"."""

import unicodedata

# Letters that Unicode does not take apart into a base and a mark.
_UNMARKED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | dict.fromkeys("‘’ʼ`´", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‐‑‒–—", "-")
)


def fold(text: str) -> str:
    """The text as search compares it: lower case, no accents, single spaces, plain quotes.

    Folding twice changes nothing; letters of other scripts are kept.
    """
    # Case is folded twice: taking letters apart can uncover new capitals (fullwidth "Ｂ").
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold()
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(unicodedata.normalize("NFKC", bare.translate(_UNMARKED)).split())
