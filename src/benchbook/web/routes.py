"""The pages that are served: a list of values."""

from benchbook.api.route import Route
from benchbook.web.page import page
from benchbook.web.pages import compare, leaderboard, model
from benchbook.web.pages.leaderboard_file import FILE_ROUTE
from benchbook.web.static import STATIC_ROUTE

ROUTES: tuple[Route, ...] = (
    page(leaderboard.PATH, "leaderboard", leaderboard.LeaderboardQuery, leaderboard.values, warm=True),
    page(leaderboard.LINES_PATH, "lines", leaderboard.LinesQuery, leaderboard.line_values),
    FILE_ROUTE,
    page(compare.PATH, "compare", compare.CompareQuery, compare.values),
    page(model.PATH, "model", model.ModelQuery, model.values, of_ledger=True, naming=True),
    STATIC_ROUTE,
)
