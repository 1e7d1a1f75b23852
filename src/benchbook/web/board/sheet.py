"""Rendered lines that are kept: whatever is sorted or filtered, a model's lines differ in their rank alone."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from benchbook.leaderboard import Entry, Leaderboard, Shown
from benchbook.model import Noun
from benchbook.web.board.lines import group
from benchbook.web.environment import environment
from benchbook.web.frame import moment_query

MOST_SHEETS = 12
_RANK = f"rank-{secrets.token_hex(16)}"
"""Stands where the rank does; no name can hold it."""

_Key = tuple[int, tuple[str, ...], tuple[str, ...], date, str]
_sheets: OrderedDict[_Key, "_Sheet"] = OrderedDict()
_lock = threading.Lock()


class _Sheet:
    """The lines of one state of the leaderboard in some columns; ``board`` is kept so that its id stays its own."""

    def __init__(self, board: Leaderboard, today: date, query: Noun) -> None:
        self.board, self.today, self.query = board, today, query
        self.lines: dict[tuple[str, bool], tuple[str, str]] = {}


def rendered_lines(shown: Shown, entries: Iterable[Entry], today: date, query: Noun) -> list[Markup]:
    """The lines of some of the models as HTML, in the order given, leading to the moment of a query; for any thread."""
    sheet = _sheet(shown, today, query)
    return [_ranked(shown, entry, sheet) for entry in entries]


def _sheet(shown: Shown, today: date, query: Noun) -> _Sheet:
    key = (id(shown.board), shown.columns, shown.wanted.effort, today, moment_query(query))
    with _lock:
        found = _sheets.pop(key, None)
        sheet = _Sheet(shown.board, today, query) if found is None else found
        _sheets[key] = sheet
        while len(_sheets) > MOST_SHEETS:
            _sheets.popitem(last=False)
        return sheet


def _ranked(shown: Shown, entry: Entry, sheet: _Sheet) -> Markup:
    kept = (entry.model.id, shown.is_open(entry))
    halves = sheet.lines.get(kept)
    if halves is None:
        before, _, after = str(_macro(group(shown, entry, sheet.today, _RANK, sheet.query))).partition(_RANK)
        halves = sheet.lines[kept] = (before, after)
    rank = shown.ranks.get(entry.model.id)
    return Markup(f"{halves[0]}{'' if rank is None else rank}{halves[1]}")  # noqa: S704 - both halves are a template's


def _macro(value: object) -> object:
    return environment().get_template("board.html").module.group(value)  # type: ignore[attr-defined]
