"""What to say where the needed columns are not found."""

import shlex
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from benchbook.errors import Malformed
from benchbook.votes.counting.counts import SCHEMA
from benchbook.votes.reading.facts import VoteFacts, folded
from benchbook.votes.reading.files.batch import VoteFile
from benchbook.votes.reading.nouns import Mapping
from benchbook.wording import shortened

_LEAST_LIKENESS = 0.6
_SHOWN = 12
_COMPARED = 50
_MOST_CHARACTERS = 60


def unfound(file: VoteFile, said: Mapping, facts: VoteFacts) -> Malformed:
    """An error that names the columns there are, with a mapping to try in the words of the command line."""
    names = list(file.columns)
    is_counts = set(SCHEMA.names) <= set(names)
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    listed = ", ".join(shortened(name) for name in names[:_SHOWN]) or "none"
    others = {usual for part, listed in facts.columns.items() if part != "winner" for usual in listed}
    free = [name for name in names if folded(name) not in others]
    pair = _nearest_pair((*facts.pairs.plain, *facts.pairs.sided), free)
    first, second = said.model_a or pair[0], said.model_b or pair[1]
    winner = said.winner or _nearest(facts.columns["winner"], [name for name in free if name not in {first, second}])
    options = (("--model-a", first), ("--model-b", second), ("--winner", winner))
    told = [f"{option} {shlex.quote(shortened(column)) if column else 'COLUMN'}" for option, column in options]
    if not first and not second:
        told.append("or --placement COLUMN for each place")
    expected = "columns of two models and a winner, or of the places in a tournament"
    hint = "these are counts of pairs, which `benchbook rate --counts FILE` reads"
    return Malformed(
        file.where,
        "",
        f"{expected}, found {listed}{more}",
        hint=hint if is_counts else f"say which they are: {' '.join(told)}",
    )


def _nearest_pair(pairs: Iterable[tuple[str, str]], names: Sequence[str]) -> tuple[str | None, str | None]:
    """The two columns, one behind the other, whose names are together most like a usual pair."""
    best: tuple[float, str | None, str | None] = (0.0, None, None)
    for usual in pairs:
        firsts, seconds = (_likenesses(usual[place], names) for place in (0, 1))
        for first, second in combinations(names[:_COMPARED], 2):
            likeness = firsts.get(first, 0) + seconds.get(second, 0) if first in firsts and second in seconds else 0
            best = max(best, (likeness, first, second), key=lambda found: found[0])
    return best[1], best[2]


def _nearest(synonyms: Iterable[str], names: Sequence[str]) -> str | None:
    """The column whose name is most like one of the usual ones, if any is."""
    likenesses = [(likeness, name) for usual in synonyms for name, likeness in _likenesses(usual, names).items()]
    return max(likenesses, default=(0.0, None), key=lambda found: found[0])[1]


def _likenesses(usual: str, names: Sequence[str]) -> dict[str, float]:
    """The columns whose names are somewhat like a usual one, and how much."""
    compared = ((name, SequenceMatcher(None, folded(name[:_MOST_CHARACTERS]), usual)) for name in names[:_COMPARED])
    return {name: likeness for name, matcher in compared if (likeness := matcher.ratio()) >= _LEAST_LIKENESS}
