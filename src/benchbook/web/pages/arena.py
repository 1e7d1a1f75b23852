"""``/arena``: every board of every arena."""

from collections.abc import Mapping

from benchbook.api.boards import BoardOf
from benchbook.api.query import TimeQuery
from benchbook.api.route import Asked
from benchbook.arena import Board, Place, arena_boards, find_board, nearest_boards
from benchbook.errors import NoSuchBoard
from benchbook.model import Noun
from benchbook.publication import Publication
from benchbook.sources import all_sources
from benchbook.web.board.lines import model_address
from benchbook.web.notes import Note
from benchbook.web.publishers import publisher
from benchbook.web.query import address

PATH = "/arena"
BOARD_PATH = "/arena/{arena}/{category}"


class Group(Noun, frozen=True, kw_only=True):
    """The boards of one arena, each with its address and that of its first model, where there is such a page."""

    arena: str
    source: str
    boards: tuple[tuple[Board, str, str | None], ...]


def values(asked: Asked, query: TimeQuery) -> Mapping[str, object]:
    """What the template shows."""
    boards = arena_boards(asked.publication)
    arenas = dict.fromkeys((board.source, board.arena) for board in boards)
    return {
        "groups": [
            Group(
                arena=arena,
                source=publisher(source),
                boards=tuple(
                    (board, board_address(board, query), model_link(board.places[0], query))
                    for board in boards
                    if (board.source, board.arena) == (source, arena)
                ),
            )
            for source, arena in arenas
        ],
        "notes": citations(boards),
        "models": len({place.row.model_id for board in boards for place in board.places if place.joined}),
        "count": len(boards),
    }


def board_address(board: Board, query: TimeQuery) -> str:
    """Where a board's page is, in the same moment."""
    return address(
        BOARD_PATH, None, arena=board.arena, category=board.category, as_of=query.as_of, known_at=query.known_at
    )


def board_of(publication: Publication, query: BoardOf) -> Board:
    """The board that is asked for; raises ``NoSuchBoard``."""
    boards = arena_boards(publication)
    board = find_board(boards, query.arena, query.category)
    if board is None:
        near = nearest_boards(boards, query.arena, query.category)
        raise NoSuchBoard(f"{query.arena}/{query.category}", [(each.name, board_address(each, query)) for each in near])
    return board


def model_link(place: Place, query: TimeQuery) -> str | None:
    """Where the page of a rated model is; None where it is not known for certain, or not in the catalogue."""
    known = place.joined and place.row.permaslug is not None
    return model_address(place.row.model_id, query) if known and place.row.model_id else None


def citations(boards: tuple[Board, ...]) -> list[Note]:
    """How to cite the rows of boards, each once."""
    found = {
        (place.row.citation, place.row.licence or ""): None
        for board in boards
        for place in board.places
        if place.row.citation
    }
    return [Note(citation=citation, licence=licence) for citation, licence in found]


def homepage(source: str) -> str | None:
    """Where a source's own pages are, if it is of the web."""
    known = all_sources().get(source)
    return known.homepage if known and known.homepage.startswith(("https://", "http://")) else None
