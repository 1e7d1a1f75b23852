"""A page's table, read cell by cell by nothing of ours."""

from html.parser import HTMLParser
from typing import NamedTuple


class Told(NamedTuple):
    """A cell: its words, and those on hover."""

    text: str
    title: str


class Line(NamedTuple):
    """A line of the leaderboard: of which model, a model's or a run's or an offer's, and its cells."""

    model_id: str
    kind: str
    cells: tuple[Told, ...]


class BoardTable(HTMLParser):
    """Reads the lines of a leaderboard; the first cell is the rank, the second the name."""

    def __init__(self):
        super().__init__()
        self.lines = []
        self._model, self._kind, self._cells, self._told = None, None, [], None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "tbody":
            self._model = None if "hidden" in given else given.get("data-id")
        elif tag == "tr" and self._model is not None:
            self._kind, self._cells = given["class"], []
        elif tag in {"td", "th"} and self._kind:
            self._told = [[], given.get("title") or ""]

    def handle_endtag(self, tag):
        if tag in {"td", "th"} and self._told:
            self._cells.append(Told("".join(self._told[0]).strip(), self._told[1]))
            self._told = None
        elif tag == "tr" and self._kind:
            self.lines.append(Line(self._model, self._kind, tuple(self._cells)))
            self._kind = None
        elif tag == "table":
            self._model = None

    def handle_data(self, text):
        if self._told:
            self._told[0].append(text)


def board_lines(html):
    """The lines of the leaderboard in a page."""
    reader = BoardTable()
    reader.feed(html)
    return reader.lines
