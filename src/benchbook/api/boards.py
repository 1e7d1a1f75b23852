"""``GET /api/benchbook/v1/arena`` and ``…/arena/{arena}/{category}``: boards with intervals, counts and method."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from msgspec import Meta
from msgspec.structs import asdict

from benchbook.api.board_shapes import (
    BoardAbout,
    BoardComponents,
    BoardMatrix,
    BoardResponse,
    BoardRow,
    BoardsResponse,
    LeftOutModels,
    ListedBoard,
    WholeBoard,
)
from benchbook.api.query import TimeQuery, canonical, moment_of, read_own_query
from benchbook.api.route import Asked, Question, Route
from benchbook.api.shapes import to_json
from benchbook.arena import Board, Place, arena_boards, find_board, nearest_boards, win_matrix
from benchbook.errors import NoSuchBoard
from benchbook.leaderboard.figures import configuration_of_row
from benchbook.publication import configuration_text

BOARDS_PATH = "/api/benchbook/v1/arena"
BOARD_PATH = f"{BOARDS_PATH}/{{arena}}/{{category:path}}"
MOST_IN_MATRIX = 50


class BoardOf(TimeQuery, frozen=True, kw_only=True):
    """Which board is asked for."""

    arena: Annotated[str, Meta(max_length=200, description="The arena.")]
    category: Annotated[
        str, Meta(max_length=200, description="The board; what an address does not take is percent-encoded.")
    ]


class BoardQuery(BoardOf, frozen=True, kw_only=True):
    """The parameters of ``/api/benchbook/v1/arena/{arena}/{category}``."""

    matrix: (
        Annotated[
            int,
            Meta(
                ge=2,
                le=MOST_IN_MATRIX,
                description="Adds how likely each of the first so many is to be preferred to each other one.",
            ),
        ]
        | None
    ) = None


def board_path(board: Board) -> str:
    """Where a board is served."""
    return f"{BOARDS_PATH}/{quote(board.arena, safe='')}/{quote(board.category, safe='')}"


def _boards(asked: Asked) -> bytes:
    return to_json(BoardsResponse(data=tuple(_listed(board) for board in arena_boards(asked.publication))))


def _listed(board: Board) -> ListedBoard:
    first = board.places[0]
    return ListedBoard(**asdict(_about(board)), path=board_path(board), first=first.row.name, first_rating=first.rating)


def _board(asked: Asked, query: BoardQuery) -> bytes:
    boards = arena_boards(asked.publication)
    board = find_board(boards, query.arena, query.category)
    if board is None:
        near = nearest_boards(boards, query.arena, query.category)
        raise NoSuchBoard(f"{query.arena}/{query.category}", [(each.name, board_path(each)) for each in near])
    merged = board.rated.merged if board.rated else {}
    rows = tuple(_row(place, merged.get(place.row.name, ())) for place in board.places)
    return to_json(BoardResponse(data=WholeBoard(**asdict(_about(board)), rows=rows, matrix=_matrix(board, query))))


def _about(board: Board) -> BoardAbout:
    rows = [place.row for place in board.places]
    facts = board.rated.facts if board.rated else None
    return BoardAbout(
        source=board.source,
        arena=board.arena,
        category=board.category,
        as_of=board.newest,
        models=len(rows),
        method_version=board.method,
        basis=facts.basis if facts else None,
        votes_until=facts.votes_until if facts else None,
        method=facts.method if facts else None,
        counts=facts.counts if facts else None,
        components=BoardComponents(count=facts.components, main=facts.main, others=facts.others) if facts else None,
        left_out=LeftOutModels(few=facts.few, apart=facts.apart) if facts else None,
        licences=tuple(sorted({row.licence for row in rows if row.licence})),
        citations=tuple(sorted({row.citation for row in rows if row.citation})),
    )


def _row(place: Place, merged: tuple[str, ...]) -> BoardRow:
    row = place.row
    finishes = [*place.finishes, None, None, None, None]
    return BoardRow(
        rank=place.rank,
        rank_low=place.rank_low,
        rank_high=place.rank_high,
        name=row.name,
        merged=merged,
        model_id=row.model_id,
        permaslug=row.permaslug,
        doubt=row.doubt,
        configuration=configuration_text(configuration_of_row(row)) or None,
        rating=place.rating,
        std_error=row.std_error,
        low=place.low,
        high=place.high,
        battles=place.battles,
        wins=place.wins,
        losses=place.losses,
        ties=place.ties,
        both_bad=place.both_bad,
        win_rate=place.win_rate,
        win_rate_low=place.win_low,
        win_rate_high=place.win_high,
        win_rate_elo=place.win_rate_elo,
        preliminary=None if place.battles is None else place.preliminary,
        first_place=finishes[0],
        second_place=finishes[1],
        third_place=finishes[2],
        fourth_place=finishes[3],
        tournaments=place.tournaments,
        last_seen=row.last_seen,
        licence=row.licence,
        citation=row.citation,
    )


def _matrix(board: Board, query: BoardQuery) -> BoardMatrix | None:
    """The chances among the first; None where nobody asks, or where it is not known what the ratings mean."""
    if query.matrix is None or board.rated is None:
        return None
    found = win_matrix(board, query.matrix)
    names = tuple(place.row.name for place in found.places)
    return BoardMatrix(ties=board.rated.facts.method.ties, names=names, chances=found.chances)


def _read_boards(raw: bytes, in_path: Mapping[str, str]) -> Question:
    query = read_own_query(raw, TimeQuery, in_path)
    return Question(canonical=canonical(query), answer=_boards, moment=moment_of(query))


def _read_board(raw: bytes, in_path: Mapping[str, str]) -> Question:
    query = read_own_query(raw, BoardQuery, in_path)
    return Question(canonical=canonical(query), answer=lambda asked: _board(asked, query), moment=moment_of(query))


BOARD_ROUTES: tuple[Route, ...] = (
    Route(
        path=BOARDS_PATH,
        summary="Every board of every arena",
        query=TimeQuery,
        read=_read_boards,
        reply=BoardsResponse,
        long=True,
    ),
    Route(
        path=BOARD_PATH,
        summary="A board with its ratings, intervals, counts and method",
        query=BoardQuery,
        read=_read_board,
        reply=BoardResponse,
        long=True,
    ),
)
