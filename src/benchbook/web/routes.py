"""The pages that are served: a list of values."""

from benchbook.api.route import Route
from benchbook.web.page import page
from benchbook.web.pages import leaderboard
from benchbook.web.pages.leaderboard_file import FILE_ROUTE
from benchbook.web.static import STATIC_ROUTE

ROUTES: tuple[Route, ...] = (
    page(leaderboard.PATH, "leaderboard", leaderboard.LeaderboardQuery, leaderboard.values, warm=True),
    page(leaderboard.LINES_PATH, "lines", leaderboard.LinesQuery, leaderboard.line_values),
    FILE_ROUTE,
    STATIC_ROUTE,
)
