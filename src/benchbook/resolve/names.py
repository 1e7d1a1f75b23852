"""Names: normalised, and split into the model's part and how it was run."""

import re
import unicodedata

from benchbook.model import Configuration, Noun
from benchbook.resolve.facts import Vocabulary

_SEPARATORS = re.compile(r"[^0-9a-z+]+")
_TRAILING_BRACKET = re.compile(r"^(.*\S)\s*\(([^()]*)\)\s*$", re.DOTALL)


def normalise(text: str) -> str:
    """Lower case, with every run of punctuation and space as one space: ``GPT-4.1`` -> ``gpt 4 1``.

    ``+`` stays, because it tells models apart.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _SEPARATORS.sub(" ", folded.replace("+", " + ")).strip()


class SplitName(Noun, frozen=True, kw_only=True):
    """The normalised model part of a name, and the configuration that was split off."""

    base: str
    configuration: Configuration
    bracketed: bool


def split_brackets(name: str, words: Vocabulary) -> SplitName | None:
    """Split off trailing brackets that say how the model was run; None when there is none.

    A bracket with any part that is not in the vocabulary belongs to the name and stays.
    """
    found: Configuration | None = None
    rest = name
    while (match := _TRAILING_BRACKET.match(rest)) is not None:
        read = _read_bracket(match[2], words)
        if read is None:
            break
        rest, found = match[1], _merge(read, found)
    if found is None:
        return None
    return SplitName(base=normalise(rest), configuration=found, bracketed=True)


def split_trailing(name: str, words: Vocabulary) -> SplitName | None:
    """Split off unbracketed words at the end (``…-thinking``, ``…-non-reasoning-low``); None when there is none."""
    base, found = normalise(name), Configuration()
    while True:
        for phrase, read in words.trailing.items():
            if base.endswith(f" {phrase}"):
                base, found = base.removesuffix(f" {phrase}"), _merge(read, found)
                break
        else:
            break
    if found == Configuration():
        return None
    return SplitName(base=base, configuration=found, bracketed=False)


def _read_bracket(content: str, words: Vocabulary) -> Configuration | None:
    found = Configuration()
    for part in content.split(","):
        phrase = " ".join(part.casefold().split())
        if phrase in words.bracketed:
            found = _merge(words.bracketed[phrase], found)
        elif phrase.endswith(words.harness_endings):
            found = _merge(Configuration(harness=" ".join(part.split())), found)
        else:
            return None
    return found


def _merge(first: Configuration, second: Configuration | None) -> Configuration:
    if second is None:
        return first
    return Configuration(
        effort=first.effort or second.effort,
        mode=first.mode or second.mode,
        harness=first.harness or second.harness,
    )
