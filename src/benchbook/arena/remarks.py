"""What must be known to read a rated board, in sentences."""

from collections.abc import Iterator

import numpy as np

from benchbook.arena.conventions import FEW_CLUSTERS
from benchbook.arena.rated import BoardRatings
from benchbook.wording import counted

_MOST_NAMED = 3
_HASH_SHOWN = 16
_PERCENT = 100


def remarks_on(board: BoardRatings) -> tuple[str, ...]:
    """How the board was rated, from what, and what to beware of; the last are the particular ones."""
    return (*_method(board), *_evidence(board), *notes(board))


def notes(board: BoardRatings) -> tuple[str, ...]:
    """What is particular to this board, a sentence each."""
    found = (_clusters, _connection, _perfect, _unrated, _withheld, _merged)
    return tuple(sentence for tell in found for sentence in tell(board))


def _method(board: BoardRatings) -> Iterator[str]:
    told = board.conventions
    zero = f"the mean of listed models is {told.mean:g}"
    if told.anchor is not None:
        zero = f"{told.anchor.name} is set to {told.anchor.rating:g}"
    yield f"Bradley-Terry ratings: 400 points are odds of ten to one, {zero}."
    if told.ties == "davidson":
        yield "Ties have a parameter of their own (Davidson); in the win rate a tie is half a win."
    else:
        yield "A tie is half a win."
    yield _prior(board)
    level = f"{_PERCENT * told.level:g} %"
    robust = "robust against the model being wrong"
    if board.clusters is not None:
        number = counted(board.clusters.number, board.clusters.by)
        robust += f" and against votes of one {board.clusters.by} being alike ({number})"
    yield f"± and the intervals are {level}, {robust}; those of win rates are Wilson's."
    spread = "at once for all models" if told.simultaneous else "for each two models"
    yield f"The spread holds the ranks that the votes leave possible, by the errors of differences, {spread}."


def _prior(board: BoardRatings) -> str:
    prior = board.conventions.prior
    main, *others = board.ratings.components
    if prior is not None:
        return f"Each model has {prior:g} virtual draws with an average opponent." if prior else "There is no prior."
    draws = max(each.prior for each in board.ratings.components)
    needed = f"{draws:g} of a virtual draw with an average opponent, since otherwise a rating would be infinite"
    if main.prior:
        return f"Each model has {needed}."
    if any(each.prior for each in others):
        return f"No prior was needed in the first group; in others that needed one each model has {needed}."
    return "No prior was needed."


def _evidence(board: BoardRatings) -> Iterator[str]:
    table = board.evidence.table
    bad = int(table.both_bad.sum())
    models = int(np.count_nonzero(board.ratings.component >= 0))
    on = counted(models, "model")
    if len(board.contestants.names) != len(table.models):
        on = f"{counted(len(table.models), 'name')} of {on}"
    broken = board.evidence.basis == "placements"
    told = [f"{each} that placements were broken into" for each in ("pair", "pairs")] if broken else ["vote"]
    yield f"{counted(table.votes, *told)} on {on} in {counted(len(table.first), 'pair')}."
    if bad:
        say = "says that both are bad and counts" if bad == 1 else "say that both are bad and count"
        yield f"{bad:,} of them ({_PERCENT * bad / table.votes:.1f} %) {say} apart."
    if board.evidence.flagged:
        do = "does" if board.evidence.flagged == 1 else "do"
        yield f"{counted(board.evidence.flagged, 'flagged vote')} {do} not count."
    yield f"Counts {table.sha256[:_HASH_SHOWN]}."


def _clusters(board: BoardRatings) -> Iterator[str]:
    if board.few_clusters and board.clusters is not None:
        number = counted(board.clusters.number, board.clusters.by)
        uneven = board.clusters.number - board.clusters.worth >= 1
        worth = f", which tell as much as {board.clusters.worth:.1f} of one size" if uneven else ""
        yield (
            f"All votes are of {number}{worth}: with fewer than {FEW_CLUSTERS} intervals cannot be relied on."
            f" Here each is at least as wide as the mean effect of a {board.clusters.by} on all ratings makes it."
        )


def _connection(board: BoardRatings) -> Iterator[str]:
    _, *others = board.ratings.components
    if others:
        models = sum(len(each.models) for each in others)
        groups = "a group" if len(others) == 1 else f"{len(others):,} groups"
        yield (
            f"No vote links {counted(models, 'model')} in {groups} with the others: their ratings cannot be compared"
            " with those of the first group."
        )


def _perfect(board: BoardRatings) -> Iterator[str]:
    found = board.ratings
    for what, where, mask in (
        ("won every battle", "ahead", (found.wins == found.battles) & (found.battles > 0)),
        ("lost every battle", "behind", (found.losses == found.battles) & (found.battles > 0)),
    ):
        names = [board.contestants.names[at] for at in np.flatnonzero(mask & found.listed)]
        if names:
            they = "they are" if len(names) > 1 else "it is"
            yield f"{_named(names)} {what}: how far {they} {where} is the prior's word."


def _unrated(board: BoardRatings) -> Iterator[str]:
    names = [board.contestants.names[at] for at in np.flatnonzero(board.ratings.component < 0)]
    if names:
        yield f"{_named(names)} {'has' if len(names) == 1 else 'have'} votes that say both are bad, and no rating."


def _withheld(board: BoardRatings) -> Iterator[str]:
    held, told = board.evidence.withheld, board.conventions
    if held.capped:
        cap = "the first" if told.voter_cap == 1 else f"the first {told.voter_cap:,}"
        yield f"{_left_out(held.capped)}: those after {cap} of a voter on a day."
    if held.unexplained:
        do = "does" if held.unexplained == 1 else "do"
        yield f"{_left_out(held.unexplained)}, which {do} not tell {', '.join(told.controls)}."


def _left_out(votes: int) -> str:
    return f"{counted(votes, 'vote')} {'is' if votes == 1 else 'are'} left out"


def _merged(board: BoardRatings) -> Iterator[str]:
    merged = [
        f"{name!r} is {own!r}"
        for own, others in zip(board.contestants.names, board.contestants.merged, strict=True)
        for name in others
    ]
    if merged:
        votes = f"{counted(board.dropped, 'vote')} between names of one model"
        dropped = f"; {votes} {'is' if board.dropped == 1 else 'are'} left out" if board.dropped else ""
        yield f"Names that mean one model are one: {_named(merged)}{dropped}."


def _named(names: list[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else shown
