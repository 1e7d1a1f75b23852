"""The pieces of a name: text -> words and numbers, each with what it is."""

import re
from functools import lru_cache
from typing import NamedTuple

from benchbook.resolve.dates import PartialDate, compact_date
from benchbook.resolve.vocabulary import Kind, Vocabulary

_APOSTROPHES = "'\u2019`"
_CHUNK = re.compile(rf"[{_APOSTROPHES}]\s?\d\d(?!\d)|(?:[^\W_]|(?<=\d)\.(?=\d))+|\+")
_CAPITALS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^A-Za-z]+")
_RUNS = re.compile(r"\d+(?:\.\d+)*|[^\d.]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*\Z")
_VERSION = re.compile(r"v(\d+(?:\.\d+)*)\Z")
_VERSION_WITH_P = re.compile(r"v?(\d+)p(\d+)\Z")
_SIZE = re.compile(r"(?:\d+x)?\d+(?:\.\d+)?[bmt]\Z|e\d+(?:\.\d+)?b\Z|\d+e\Z")
_ACTIVE = re.compile(r"a\d+(?:\.\d+)?b\Z")
_BOTH_SIZES = re.compile(r"(\d+(?:\.\d+)?b)(a\d+(?:\.\d+)?b)\Z")
_CONTEXT = re.compile(r"\d+k\Z")
_NUMBERED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("number", _NUMBER),
    ("version", _VERSION),
    ("size", _SIZE),
    ("active", _ACTIVE),
    ("context", _CONTEXT),
)
_GLUED_KINDS = {"tier", "purpose", "reasoning", "maybe-effort"}
_YEAR_DIGITS = 2
BEHIND = "*"
"""Before letters that stand right behind a number (``4o``), which ``o4`` is not."""


class Piece(NamedTuple):
    """One word or number. ``gap`` is what stands before it, nothing within a word; ``dates`` what a date may mean."""

    kind: Kind
    value: str
    gap: str = ""
    dates: PartialDate = ()


class Cutter:
    """Cuts names into pieces by a vocabulary; remembers the pieces of recent words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._cut = lru_cache(maxsize=20_000)(self._placed)

    def cut(self, text: str) -> list[Piece]:
        """The pieces of a text, in order; phrases of several words are one piece."""
        pieces: list[Piece] = []
        end = 0
        in_phrase = False
        for match in _CHUNK.finditer(text):
            start, after = match.span()
            found, begins = self._cut(text[start:after], text[end:start])
            pieces += found
            in_phrase = in_phrase or begins
            end = after
        return self._joined(pieces) if in_phrase else pieces

    def _placed(self, chunk: str, gap: str) -> tuple[tuple[Piece, ...], bool]:
        """The pieces of a word with what stands before it, and whether a phrase may begin in it."""
        first, *further = self._cut_chunk(chunk)
        pieces = (first._replace(gap=gap), *further)
        return pieces, any(piece.value in self._words.phrase_starts for piece in pieces)

    def _cut_chunk(self, chunk: str) -> tuple[Piece, ...]:
        lower = chunk.casefold()
        if lower == "+":
            return (Piece("tier", "plus"),)
        if lower[0] in _APOSTROPHES:
            return (Piece("year", lower[-_YEAR_DIGITS:]),)
        whole = self._whole(lower)
        if whole is not None:
            return whole
        divided = () if lower.rstrip("0123456789.") in self._words.undivided else self._divided(chunk)
        if divided:
            return divided
        return self._mixed(lower)

    def _whole(self, word: str) -> tuple[Piece, ...] | None:
        """The piece or pieces of a word that is known as it stands."""
        known = self._words.words.get(word)
        if known is not None:
            return (Piece(*known),)
        if word in self._words.months:
            return (Piece("month", word),)
        if match := _BOTH_SIZES.match(word):
            return (Piece("size", match[1]), Piece("active", match[2]))
        if match := _VERSION_WITH_P.match(word):
            return (Piece("version", f"{match[1]}.{match[2]}"),)
        return _numbered(word)

    def _divided(self, chunk: str) -> tuple[Piece, ...]:
        """``MagistralSmall`` at its capitals, where one of the parts is a word of the vocabulary."""
        parts = [part.casefold() for part in _CAPITALS.findall(chunk)]
        if sum(part.isalpha() for part in parts) < 2:  # noqa: PLR2004
            return ()
        if not any(part in self._words.dividers for part in parts):
            return ()
        runs: list[str] = []
        for part in parts:
            if runs and not self._divides(runs[-1]) and not self._divides(part):
                runs[-1] += part
            else:
                runs.append(part)
        return tuple(piece for run in runs for piece in self._whole(run) or self._mixed(run))

    def _divides(self, part: str) -> bool:
        return part in self._words.dividers

    def _mixed(self, word: str) -> tuple[Piece, ...]:
        """``qwen3``, ``4o``, ``3nano``: letters and digits apart; a known size at the end stays whole."""
        runs = _RUNS.findall(word)
        if len(runs) == 1:
            return (Piece("word", word),)
        pieces: list[Piece] = []
        for run in runs:
            known = self._words.words.get(run)
            if run[0].isdigit():
                pieces.append(Piece("number", run))
            elif known is not None and known[0] in _GLUED_KINDS and len(run) > 2:  # noqa: PLR2004
                pieces.append(Piece(*known))
            else:
                pieces.append(Piece("word", f"{BEHIND}{run}" if pieces and pieces[-1].kind == "number" else run))
        return tuple(pieces)

    def _joined(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces with phrases (``non reasoning``) as one piece each."""
        starts, phrases = self._words.phrase_starts, self._words.phrases
        joined: list[Piece] = []
        at = 0
        while at < len(pieces):
            length, meaning = 1, None
            if pieces[at].value in starts:
                for length in (3, 2, 1):
                    meaning = phrases.get(tuple(piece.value for piece in pieces[at : at + length]))
                    if meaning is not None:
                        break
            if meaning is None:
                joined.append(pieces[at])
            else:
                joined.append(pieces[at]._replace(kind=meaning[0], value=meaning[1]))
            at += max(1, length)
        return joined


def _numbered(word: str) -> tuple[Piece, ...] | None:
    """A date, number, version or size that stands by itself."""
    for kind, pattern in _NUMBERED:
        if (match := pattern.match(word)) is not None:
            value = match[match.lastindex or 0]
            dates = compact_date(value) if kind in {"number", "version"} else ()
            return (Piece("date", word, dates=dates),) if dates else (Piece(kind, value),)
    return None
