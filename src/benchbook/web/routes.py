"""The pages that are served: a list of values."""

from collections.abc import Callable

from benchbook.api.query import TimeQuery
from benchbook.api.route import Route
from benchbook.web.desk import ReviewDesk
from benchbook.web.model.found import ModelQuery
from benchbook.web.page import page
from benchbook.web.pages import (
    arena,
    arena_board,
    arena_history,
    changes,
    chart,
    compare,
    leaderboard,
    model,
    reference,
    sources,
)
from benchbook.web.pages.arena_chart import CHART_ROUTE
from benchbook.web.pages.model_history import HISTORY_CHART_ROUTE
from benchbook.web.pages.unresolved import UnresolvedPage
from benchbook.web.static import STATIC_ROUTE
from benchbook.web.table_file import file_route


def routes(desk: ReviewDesk | None = None, changed: Callable[[], object] = lambda: None) -> tuple[Route, ...]:
    """Every page; without a desk nobody can decide about names. ``changed`` is called after each decision."""
    return (
        page(leaderboard.PATH, "leaderboard", leaderboard.LeaderboardQuery, leaderboard.values, warm=True),
        page(leaderboard.LINES_PATH, "lines", leaderboard.LinesQuery, leaderboard.line_values),
        file_route(
            leaderboard.FILE_PATH,
            "The leaderboard as a file",
            leaderboard.FileQuery,
            "leaderboard",
            leaderboard.file_table,
        ),
        *chart.ROUTES,
        page(compare.PATH, "compare", compare.CompareQuery, compare.values),
        HISTORY_CHART_ROUTE,
        page(model.PATH, "model", ModelQuery, model.values, of_ledger=True, naming=True),
        page(arena.PATH, "arena", TimeQuery, arena.values),
        file_route(
            arena_board.FILE_ROUTE_PATH,
            "A board as a file",
            arena_board.BoardFileQuery,
            "arena",
            arena_board.file_table,
        ),
        CHART_ROUTE,
        page(arena_board.PATH, "arena-board", arena_board.BoardQuery, arena_board.values),
        *arena_history.ROUTES,
        page(changes.PATH, "changes", changes.ChangesPageQuery, changes.values, of_ledger=True),
        page(sources.PATH, "sources", sources.SourcesQuery, sources.values, of_ledger=True),
        page(reference.PATH, "reference", TimeQuery, reference.values),
        UnresolvedPage(desk, changed).route(),
        STATIC_ROUTE,
    )


ROUTES: tuple[Route, ...] = routes()
"""The same for reading only."""
