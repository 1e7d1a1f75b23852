"""Names, normalised: how spellings of one name are compared."""

import re
import unicodedata

_SEPARATORS = re.compile(r"(?:[^\w+]|_)+")


def normalise(text: str) -> str:
    """Lower case, with every run of punctuation and space as one space: ``GPT-4.1`` -> ``gpt 4 1``.

    ``+`` stays, because it tells models apart.
    """
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return _SEPARATORS.sub(" ", folded.replace("+", " + ") if "+" in folded else folded).strip()
