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
MOST_CHARACTERS = 4_000_000
"""How much a sheet keeps; lines beyond that are rendered anew each time."""

_RANK = f"rank-{secrets.token_hex(16)}"
"""Stands where the rank does; no name can hold it."""

_Key = tuple[int, tuple[str, ...], tuple[str, ...], date, str]
_sheets: OrderedDict[_Key, "_Sheet"] = OrderedDict()
_lock = threading.Lock()


class _Sheet:
    """The lines of one state of the leaderboard in some columns; ``board`` is kept so that its id stays its own."""

    def __init__(self, board: Leaderboard, moment: str) -> None:
        self.board = board
        self.moment = moment
        self.lines: dict[tuple[str, bool], tuple[str, str]] = {}
        self.room = MOST_CHARACTERS


def rendered_lines(shown: Shown, entries: Iterable[Entry], today: date, past: Noun) -> list[Markup]:
    """The lines of some of the models as HTML, in the order given; for any thread.

    Those that do not pass the filters are hidden. Links lead to the moment of the query ``past``.
    """
    sheet = _sheet(shown, today, moment_query(past))
    passing = {entry.model.id for entry in shown.entries}
    return [_ranked(shown, entry, today, sheet, hidden=entry.model.id not in passing) for entry in entries]


def _sheet(shown: Shown, today: date, moment: str) -> _Sheet:
    key = (id(shown.board), shown.columns, shown.wanted.effort, today, moment)
    with _lock:
        found = _sheets.pop(key, None)
        sheet = _Sheet(shown.board, moment) if found is None else found
        _sheets[key] = sheet
        while len(_sheets) > MOST_SHEETS:
            _sheets.popitem(last=False)
        return sheet


def _ranked(shown: Shown, entry: Entry, today: date, sheet: _Sheet, *, hidden: bool) -> Markup:
    kept = (entry.model.id, shown.is_open(entry))
    halves = sheet.lines.get(kept)
    if halves is None:
        before, _, after = str(_macro(group(shown, entry, today, _RANK, sheet.moment))).partition(_RANK)
        halves = (before, after)
        if sheet.room > 0:
            sheet.lines[kept] = halves
            sheet.room -= len(before) + len(after)
    rank = shown.ranks.get(entry.model.id)
    start = halves[0].replace("<tbody", "<tbody hidden", 1) if hidden else halves[0]
    return Markup(f"{start}{'' if rank is None else rank}{halves[1]}")  # noqa: S704 - both halves are a template's


def _macro(value: object) -> object:
    return environment().get_template("board.html").module.group(value)  # type: ignore[attr-defined]
