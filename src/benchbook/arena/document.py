"""A rated board as the document that is published: what source ``arena`` reads, written the same for equal boards."""

from collections.abc import Iterator
from datetime import UTC, datetime
from math import isfinite

import msgspec

from benchbook.arena.conventions import AnchorName, Conventions
from benchbook.arena.rated import BoardRatings
from benchbook.model import Licence, Noun
from benchbook.sources.arena import SOURCE, Anchor, BoardHead, BoardRow, Component, RatingMethod, VoteCounts

_DIGITS = 6
"""Figures are rounded to this many, so that a noise far below any meaning is no change."""

_PERCENT = 100
_PLACES = 4
_MODEL = "bradley-terry"
_BOTH_BAD = "left out"
DEFAULT_LICENCE: Licence = "attribution"
DEFAULT_CITATION = SOURCE.citation


class Terms(Noun, frozen=True, kw_only=True):
    """Who may see a board and how to cite it; what is None is left open."""

    licence: Licence | None = None
    citation: str | None = None


UNSAID = Terms()


class BoardDocument(BoardHead, frozen=True, kw_only=True):
    """One board; models come by component and rating, the best first."""

    models: tuple[BoardRow, ...]

    def says_the_same(self, other: "BoardDocument") -> bool:
        """Whether nothing differs but when it was rated, and until when votes were looked for."""
        return msgspec.structs.replace(self, rated_at=other.rated_at, votes_until=other.votes_until) == other


def document_of(board: BoardRatings, terms: Terms = UNSAID) -> BoardDocument:
    """The document of a rated board. Models without a battle, whose votes are all both bad, have no place in it.

    What the terms leave open is by default.
    """
    evidence = board.evidence
    return BoardDocument(
        benchbook_board=1,
        arena=board.arena,
        category=board.category,
        rated_at=written_time(board.rated_at),
        votes_until=None if evidence.until is None else written_time(evidence.until),
        basis=evidence.basis,
        method=method_of(board),
        counts=_counts(board),
        components=tuple(_components(board)),
        models=tuple(_rows(board)),
        licence=DEFAULT_LICENCE if terms.licence is None else terms.licence,
        citation=DEFAULT_CITATION if terms.citation is None else terms.citation,
    )


def called_as(document: BoardDocument, known: BoardDocument | None) -> BoardDocument:
    """The same with models called as in another document of the board, so that one has one past under one name."""
    if known is None:
        return document
    names = {row.name for row in known.models}
    return msgspec.structs.replace(document, models=tuple(_called(row, names) for row in document.models))


def _called(row: BoardRow, known: set[str]) -> BoardRow:
    others = [name for name in row.merged if name in known]
    if row.name in known or not others:
        return row
    merged = sorted({row.name, *row.merged} - {others[0]})
    return msgspec.structs.replace(row, name=others[0], merged=tuple(merged))


def conventions_of(document: BoardDocument) -> Conventions:
    """The conventions by which a board was rated, so that it can be rated by them again."""
    told = document.method
    return Conventions(
        ties=told.ties,
        prior=told.prior,
        mean=told.mean,
        anchor=None if told.anchor is None else AnchorName(name=told.anchor.name, rating=told.anchor.rating),
        cluster=told.cluster,
        voter_cap=told.voter_cap,
        controls=told.controls,
        as_voted=told.as_voted,
        simultaneous=told.simultaneous,
        level=told.level,
        small_sample_battles=told.small_sample_battles,
        list_battles=told.list_battles,
        preliminary_battles=told.preliminary_battles,
    )


def method_of(board: BoardRatings) -> RatingMethod:
    """How a board was rated; ``version`` differs wherever figures before and after cannot be compared."""
    told = board.conventions
    anchor = told.anchor
    return RatingMethod(
        model=_MODEL,
        ties=told.ties,
        both_bad=_BOTH_BAD,
        prior=told.prior,
        cluster=told.cluster,
        covariance=board.covariance,
        simultaneous=told.simultaneous,
        level=told.level,
        small_sample_battles=told.small_sample_battles,
        list_battles=told.list_battles,
        preliminary_battles=told.preliminary_battles,
        mean=told.mean,
        anchor=None if anchor is None else Anchor(name=anchor.name, rating=anchor.rating),
        voter_cap=told.voter_cap,
        controls=told.controls,
        as_voted=told.as_voted,
        version=told.text(board.evidence.basis, board.covariance),
    )


def _counts(board: BoardRatings) -> VoteCounts:
    table = board.evidence.table
    bad = int(table.both_bad.sum())
    return VoteCounts(
        votes=table.votes,
        battles=table.votes - bad,
        both_bad=bad,
        flagged=board.evidence.flagged,
        clusters=None if board.clusters is None else board.clusters.number,
        effective_clusters=None if board.clusters is None else _figure(board.clusters.worth),
        pairs=len(table.first),
        sha256=table.sha256,
    )


def _components(board: BoardRatings) -> Iterator[Component]:
    for number, each in enumerate(board.ratings.components, start=1):
        yield Component(
            number=number,
            models=len(each.models),
            battles=each.battles,
            prior=each.prior,
            strongly_connected=each.strongly_connected,
            tie_parameter=None if each.tie_parameter is None else _figure(each.tie_parameter),
        )


def _rows(board: BoardRatings) -> Iterator[BoardRow]:
    for place in board.order:
        yield _row(board, place)


def _row(board: BoardRatings, place: int) -> BoardRow:
    found = board.ratings
    ranked = int(found.rank[place]) > 0
    places, total = _finishes(board, place)
    return BoardRow(
        name=board.contestants.names[place],
        merged=board.contestants.merged[place],
        component=int(found.component[place]) + 1,
        listed=bool(found.listed[place]),
        preliminary=bool(found.preliminary[place]),
        rank=int(found.rank[place]) if ranked else None,
        rank_low=int(found.rank_low[place]) if ranked else None,
        rank_high=int(found.rank_high[place]) if ranked else None,
        elo=_figure(found.rating[place]),
        std_error=_figure(found.std_error[place]),
        low=_figure(found.low[place]),
        high=_figure(found.high[place]),
        battles=int(found.battles[place]),
        wins=int(found.wins[place]),
        losses=int(found.losses[place]),
        ties=int(found.ties[place]),
        both_bad=int(found.both_bad[place]),
        win_rate=_known(_PERCENT * found.win_rate[place]),
        win_rate_low=_known(_PERCENT * found.win_low[place]),
        win_rate_high=_known(_PERCENT * found.win_high[place]),
        win_rate_elo=_known(found.win_rate_rating[place]),
        first_place=places[0],
        second_place=places[1],
        third_place=places[2],
        fourth_place=places[3],
        total=total,
    )


def _finishes(board: BoardRatings, place: int) -> tuple[list[int] | list[None], int | None]:
    if board.finishes is None:
        return [None] * _PLACES, None
    return board.finishes.places[place].tolist(), int(board.finishes.total[place])


def _figure(value: float) -> float:
    return round(float(value), _DIGITS) + 0.0  # no minus before a zero


def _known(value: float) -> float | None:
    return _figure(value) if isfinite(value) else None


def written(document: BoardDocument) -> bytes:
    """The document in bytes, the same for equal ones."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def read_document(body: bytes) -> BoardDocument | None:
    """A document that was written; None for one of a shape that this version does not write."""
    try:
        return msgspec.json.decode(body, type=BoardDocument)
    except msgspec.DecodeError:
        return None


def written_time(time: datetime) -> str:
    """A time in UTC as the document has it, to the microsecond where it is not a whole second."""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
