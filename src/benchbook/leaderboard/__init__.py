"""Models beside their scores: which columns there are, which figure speaks for a model, which table is asked for.

Nothing here knows HTTP or HTML: a publication goes in, and a table with the reason of every gap comes out.
"""

from benchbook.leaderboard.build import build_leaderboard
from benchbook.leaderboard.columns import default_columns
from benchbook.leaderboard.file import shown_table
from benchbook.leaderboard.nouns import Entry, Figure, Leaderboard, Run, ScoreColumn
from benchbook.leaderboard.shown import Cell, Line, Shown, show
from benchbook.leaderboard.wanted import Wanted

__all__ = [
    "Cell",
    "Entry",
    "Figure",
    "Leaderboard",
    "Line",
    "Run",
    "ScoreColumn",
    "Shown",
    "Wanted",
    "build_leaderboard",
    "default_columns",
    "show",
    "shown_table",
]
