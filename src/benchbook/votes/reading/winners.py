"""Who won: from a word, a model's name or a column for each outcome."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchbook.errors import Malformed
from benchbook.votes.pairs import BOTH_BAD, FIRST, SECOND, TIE
from benchbook.votes.reading.facts import folded, meanings, vote_facts
from benchbook.votes.reading.sieve import Sieve
from benchbook.votes.reading.texts import Codes, Words
from benchbook.wording import shortened

Outcomes = np.ndarray[Any, np.dtype[np.int8]]
"""Places in ``schema.WINNERS``; -1 where it is not known."""

LEFT, RIGHT = range(2)
TRUE, FALSE = range(2)

_UNKNOWN = -1
_LEFT_WON, _RIGHT_WON = 4, 5
_MEANT = {
    "model_a": FIRST,
    "model_b": SECOND,
    "tie": TIE,
    "both_bad": BOTH_BAD,
    "left": _LEFT_WON,
    "right": _RIGHT_WON,
}
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_MOST_TOLD = 5
_EXPECTED = "model_a, model_b, tie or both_bad, left or right, or a model's name"


@dataclass
class Tally:
    """What stood where the winner is told, over a whole file; says in the end whether any of it was understood.

    ``columns`` are those of the two models, whose names may be what the winner is called.
    """

    where: str
    column: str
    columns: tuple[str, ...] = ()
    expected: str = _EXPECTED
    understood: int = 0
    rows: int = 0
    unknown: dict[str, None] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)

    def check_numbers(self, found: set[str]) -> None:
        """Raise ``Malformed`` for 1 or 2 beside other numbers: what 1 means is then anybody's guess."""
        self.numbers |= found
        if self.numbers & {"1", "2"} and self.numbers - {"1", "2"}:
            listed = ", ".join(sorted(self.numbers)[:_MOST_TOLD])
            hint = "write words instead of the numbers"
            raise Malformed(self.where, f"column {self.column}", f"{_EXPECTED}, found the numbers {listed}", hint=hint)

    def met(self, words: Iterable[str]) -> None:
        """Take note of some words, while none is understood."""
        for word in words:
            if len(self.unknown) < _MOST_TOLD:
                self.unknown.setdefault(shortened(word))

    def finish(self) -> None:
        """Raise ``Malformed`` if no row's winner was understood."""
        if self.rows and not self.understood:
            listed = ", ".join(repr(word) for word in self.unknown) or "nothing"
            hint = "if another column tells the winner, name it with --winner"
            raise Malformed(self.where, f"column {self.column}", f"{self.expected}, found {listed}", hint=hint)


@dataclass(frozen=True)
class Models:
    """The two models of each row, as places in one list of names."""

    names: tuple[str, ...]
    first: Codes
    second: Codes


def joined(a: Words, b: Words) -> Models:
    """Two columns of names by one list."""
    places = {name: code for code, name in enumerate(a.values)}
    codes = [places.setdefault(name, len(places)) for name in b.values]
    moved = np.array([*codes, _UNKNOWN], np.int32)
    return Models(names=tuple(places), first=a.codes, second=moved[b.codes])


def outcomes(told: Words, models: Models, sides: Codes, sieve: Sieve, tally: Tally) -> Outcomes:
    """Who won, by a word, a model's name or that of its column.

    ``sides`` say where the first model stood, -1 where that is not known. Refuses rows whose winner is missing, means
    nothing, or may mean one thing as a word and another as a name. Raises ``Malformed`` as ``Tally`` does.
    """
    by_word = _by_word(told, sides, tally.columns)
    by_name = _by_name(told, models)
    doubtful = (by_word >= 0) & (by_name >= 0) & (by_word != by_name)
    found = np.where(by_name >= 0, by_name, by_word)
    _take_note(told, found, by_name, tally)

    def shown(row: int) -> str:
        return repr(shortened(told.values[told.codes[row]]))

    sieve.refuse(~told.present(), "the winner is missing")
    sieve.refuse(doubtful, lambda row: f"winner {shown(row)} may mean a side or a model")
    sieve.refuse(found < 0, lambda row: f"winner {shown(row)} is neither side, a tie nor both bad")
    return found


def _by_word(told: Words, sides: Codes, columns: Sequence[str]) -> Outcomes:
    meant = meanings(vote_facts().winners) | dict(zip(map(folded, columns), ("model_a", "model_b"), strict=False))
    codes = [_MEANT.get(meant.get(folded(value), ""), _UNKNOWN) for value in told.values]
    found = np.array([*codes, _UNKNOWN], np.int8)[told.codes]
    left, right = found == _LEFT_WON, found == _RIGHT_WON
    if left.any() or right.any():
        first_right = sides == RIGHT
        found[left] = np.where(first_right[left], SECOND, FIRST)
        found[right] = np.where(first_right[right], FIRST, SECOND)
    return found


def _by_name(told: Words, models: Models) -> Outcomes:
    places = {name: code for code, name in enumerate(models.names)}
    named = np.array([*(places.get(value, -2) for value in told.values), -2], np.int32)[told.codes]
    found = np.full(len(named), _UNKNOWN, np.int8)
    found[named == models.first] = FIRST
    found[named == models.second] = SECOND
    return found


def _take_note(told: Words, found: Outcomes, by_name: Outcomes, tally: Tally) -> None:
    tally.rows += len(found)
    tally.understood += int(np.count_nonzero(found >= 0))
    words = np.unique(told.codes[(by_name < 0) & told.present()]).tolist()
    tally.check_numbers({folded(told.values[code]) for code in words if _NUMBER.fullmatch(told.values[code])})
    if not tally.understood:
        tally.met(told.values[code] for code in words[:_MOST_TOLD])


def hot_outcomes(columns: Sequence[Words | None], names: Sequence[str], sieve: Sieve, tally: Tally) -> Outcomes:
    """Who won, by the one column of several that is true."""
    there = [(outcome, column) for outcome, column in enumerate(columns) if column is not None]
    count = len(there[0][1].codes)
    votes = np.zeros(count, np.int8)
    found = np.full(count, _UNKNOWN, np.int8)
    for (outcome, column), name in zip(there, names, strict=True):
        is_true = meant(column, name, vote_facts().truths, sieve) == TRUE
        votes += is_true
        found[is_true] = outcome
    tally.rows += count
    tally.understood += int(np.count_nonzero(votes == 1))
    if not tally.understood:
        tally.met(word for _, column in there for word in column.values[:_MOST_TOLD])
    sieve.refuse(votes != 1, f"not exactly one of {', '.join(names)} is true")
    return found


def meant(column: Words, name: str, words: Mapping[str, Iterable[str]], sieve: Sieve) -> Codes:
    """For each row the place of its word's meaning among two, -1 where there is no word; refuses other words."""
    places = {meaning: place for place, meaning in enumerate(words)}
    meaning_of = meanings(words)
    codes = [places.get(meaning_of.get(folded(value), ""), -2) for value in column.values]
    found = np.array([*codes, _UNKNOWN], np.int32)[column.codes]
    expected = " nor ".join(words)
    sieve.refuse(
        found < _UNKNOWN, lambda row: f"{name} {shortened(column.values[column.codes[row]])!r} is neither {expected}"
    )
    return found


def sides_shown(models: Models, left: Words, right: Words, sieve: Sieve) -> Codes:
    """The same by the names that stood left and right; refuses rows where these are not the two models."""
    places = {name: code for code, name in enumerate(models.names)}
    on_left, on_right = (
        np.array([*(places.get(value, -2) for value in column.values), -2], np.int32)[column.codes]
        for column in (left, right)
    )
    found = np.full(len(models.first), _UNKNOWN, np.int32)
    found[(on_left == models.first) & (on_right == models.second)] = LEFT
    found[(on_left == models.second) & (on_right == models.first)] = RIGHT
    told = left.present() | right.present()
    sieve.refuse(told & (found < 0), "the names shown left and right are not the two models")
    return found
