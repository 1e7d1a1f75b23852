"""The rows of a piece that are votes, and what they say: the models, as numbers for their names, and the outcome."""

import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchbook.errors import Malformed
from benchbook.votes.arrays import codes_of, valid_of
from benchbook.votes.counting.row_groups import Asked, Piece
from benchbook.votes.counting.which import Mask

MOST_MODELS = 100_000
MOST_NAME_CHARACTERS = 200
OUTCOME_OF = {"model_a": 0, "model_b": 1, "tie": 2, "both_bad": 3, "tie (bothbad)": 3}
"""The code of each word for a winner."""

SAID = ("model_a", "model_b", "winner")
"""The columns without which there is no vote."""

_MOST_SHOWN = 5

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


class Names:
    """Numbers for the names of models, in the order in which any thread meets them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._numbers)

    def in_order(self) -> list[str]:
        """Names by their number."""
        return list(self._numbers)

    def numbers(self, words: Sequence[str | None], where: str, column: str) -> Int64s:
        """The number of each name; -1 for null and for what is blank. Raises ``Malformed`` where they are no names."""
        found = np.empty(len(words), np.int64)
        with self._lock:
            known = self._numbers
            for at, word in enumerate(words):
                number = known.get(word) if word is not None else -1
                if number is None:
                    number = self._new(word or "", where, column)
                found[at] = number
        return found

    def _new(self, name: str, where: str, column: str) -> int:
        if not name or name.isspace():
            return -1
        if len(name) > MOST_NAME_CHARACTERS:
            expected = f"names of at most {MOST_NAME_CHARACTERS} characters, found {name[:40]!r}…"
            raise Malformed(where, f"column {column!r}", expected)
        if len(self._numbers) >= MOST_MODELS:
            raise Malformed(
                where, f"column {column!r}", f"names of models, found more than {MOST_MODELS:,} different ones"
            )
        return self._numbers.setdefault(name, len(self._numbers))


class Meaning(NamedTuple):
    """What codes stand for: numbers of names by the codes of model a and of model b, outcomes by those of winner."""

    names_a: Int64s
    names_b: Int64s
    outcomes: Int64s


class Judged(NamedTuple):
    """N votes: the codes of model a, model b and winner, and what they mean, the same object while it is the same.

    ``kept`` says which rows of the piece these are; None means all.
    """

    a: Int32s
    b: Int32s
    winner: Int32s
    meaning: Meaning
    kept: Mask | None


class Judge:
    """Judges the pieces of one thread; ``flagged`` and ``left_out`` count what is not among the votes."""

    def __init__(self, names: Names, asked: Asked) -> None:
        self._names, self._naming, self._count_flagged = names, asked.naming, asked.count_flagged
        self._words: dict[str, pa.Array] = {}
        self._numbers: dict[str, Int64s] = {}
        self._meaning: Meaning | None = None
        self.flagged = self.left_out = 0

    def judge(self, piece: Piece) -> Judged:
        """Raises ``Malformed`` where a winner is no word for one."""
        meaning = self._learned(piece)
        codes = {column: codes_of(piece.columns[column]) for column in SAID}
        kept = self._with_all_sides(piece, codes, self._kept(piece))
        if kept is not None:
            codes = {column: each[kept] for column, each in codes.items()}
        self._check_winners(piece.where, codes["winner"])
        return Judged(codes["model_a"], codes["model_b"], codes["winner"], meaning, kept)

    def _learned(self, piece: Piece) -> Meaning:
        """What the codes of this piece mean; the very object of the piece before where that is the same."""
        for column in SAID:
            words = piece.columns[column].dictionary
            if column not in self._words or not words.equals(self._words[column]):
                self._words[column] = words
                self._numbers[column] = self._numbered(piece.where, column)
                self._meaning = None
        if self._meaning is None:
            self._meaning = Meaning(*(self._numbers[column] for column in SAID))
        return self._meaning

    def _numbered(self, where: str, column: str) -> Int64s:
        words = self._words[column].to_pylist()
        if column == "winner":
            return np.array([OUTCOME_OF.get(word, -1) for word in words], np.int64)
        return self._names.numbers(words, where, self._called(column))

    def _called(self, column: str) -> str:
        return self._naming.called(column)

    def _kept(self, piece: Piece) -> Mask | None:
        """By the filters and flags."""
        kept: Mask | None = None
        for condition in piece.filters:
            kept = _both(kept, condition.mask(piece.columns))
        if piece.flags:
            bears = valid_of(piece.columns["flag"])
            if bears is None:
                bears = np.ones(piece.rows, np.bool_)
            self.flagged += int(np.count_nonzero(bears if kept is None else bears & kept))
            if not self._count_flagged:
                kept = _both(kept, ~bears)
        return kept

    def _with_all_sides(self, piece: Piece, codes: dict[str, Int32s], kept: Mask | None) -> Mask | None:
        """Without the rows that lack a model or a winner."""
        whole: Mask | None = None
        for column, each in codes.items():
            valid = valid_of(piece.columns[column])
            if valid is not None:
                whole = _both(whole, valid)
            if column != "winner" and (self._numbers[column] < 0).any():
                named = np.append(self._numbers[column] >= 0, np.False_)
                whole = _both(whole, named[each if valid is None else np.where(valid, each, -1)])
        if whole is None:
            return kept
        before = piece.rows if kept is None else int(np.count_nonzero(kept))
        kept = _both(kept, whole)
        self.left_out += before - int(np.count_nonzero(kept))
        return kept

    def _check_winners(self, where: str, codes: Int32s) -> None:
        numbers = self._numbers["winner"]
        if (numbers < 0).any():
            used = np.bincount(codes, minlength=len(numbers)) > 0
            unknown = np.flatnonzero(used & (numbers < 0))
            if len(unknown):
                self._refuse(where, unknown)

    def _refuse(self, where: str, unknown: Int64s) -> None:
        words = self._words["winner"]
        shown = ", ".join(repr(str(words[int(at)].as_py())[:40]) for at in unknown[:_MOST_SHOWN])
        more = f" and {len(unknown) - _MOST_SHOWN:,} more" if len(unknown) > _MOST_SHOWN else ""
        raise Malformed(
            where,
            f"column {self._called('winner')!r}",
            f"model_a, model_b, tie or both_bad, found {shown}{more}",
            hint="`benchbook votes import` reads other words",
        )


def _both(kept: Mask | None, also: Mask) -> Mask:
    return also if kept is None else kept & also
