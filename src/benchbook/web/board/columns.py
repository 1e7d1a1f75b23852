"""The headings of the leaderboard, the menus above it and the notes below it."""

from collections.abc import Sequence
from datetime import date

from benchbook.arena.boards import ARENAS
from benchbook.leaderboard import Entry, Leaderboard, Shown
from benchbook.leaderboard.columns import FACT_COLUMNS, NAME, rises
from benchbook.leaderboard.score_columns import source_title
from benchbook.model import Noun
from benchbook.web.notes import Note, citations
from benchbook.web.query import address
from benchbook.web.texts import texts
from benchbook.web.words import age, day

_MENUS = ("author", "input", "output", "source", "effort")
_OF_MODEL = frozenset({"author", "created", "knowledge_cutoff"})


class Heading(Noun, frozen=True, kw_only=True):
    """A column's head: its title, what it is counted in and of when, and the address that sorts by it.

    ``kind`` is that of a fact's column, or ``score``.
    """

    id: str
    title: str
    sub: str
    why: str
    href: str
    sorted: str | None
    rises: bool
    kind: str
    note: str = ""

    @property
    def numeric(self) -> bool:
        """Whether its cells are figures."""
        return self.kind not in {"text", "texts"}


class Choice(Noun, frozen=True, kw_only=True):
    """One thing to choose."""

    value: str
    label: str
    checked: bool
    hint: str = ""


class Menu(Noun, frozen=True, kw_only=True):
    """Things to choose from under one name."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> int:
        """How many are chosen."""
        return sum(choice.checked for choice in self.choices)


def headings(shown: Shown, query: Noun, today: date) -> list[Heading]:
    """The heads of all columns, that of the model's name first."""
    return [_heading(shown, column, query, today) for column in (NAME, *shown.columns)]


def _heading(shown: Shown, column: str, query: Noun, today: date) -> Heading:
    rising = rises(shown.board, column)
    here = shown.sort == column
    turned = (not shown.rising) if here else rising
    order = None if turned == rising else "asc" if turned else "desc"
    title, sub, why = _words(shown, column, today)
    told = shown.board.columns.get(column)
    note = texts()("column-others", count=told.others, method=told.method or "?") if told and told.others else ""
    return Heading(
        id=column,
        title=title,
        sub=sub,
        why=why,
        href=address("/", query, sort=column, order=order, page=1),
        sorted=("ascending" if shown.rising else "descending") if here else None,
        rises=rising,
        kind="score" if told else FACT_COLUMNS[column].kind if column in FACT_COLUMNS else "text",
        note=note,
    )


def _words(shown: Shown, column: str, today: date) -> tuple[str, str, str]:
    told = texts()
    if column not in shown.board.columns:
        return told(f"column-{column}"), told(f"column-{column}-sub"), told(f"column-{column}-why")
    found = shown.board.columns[column]
    better = told("column-higher" if found.higher_is_better else "column-lower")
    method = told("column-method", version=found.method) if found.method else ""
    seen = told("column-seen", day=day(found.newest), age=age(found.newest, today))
    why = " ".join(
        part for part in (f"{found.title}, {found.place}.", unit_words(found.unit), better, method, seen) if part
    )
    return found.title, found.place, why


def unit_words(unit: str | None) -> str:
    """What a column is counted in, as a sentence."""
    return "" if unit is None else texts()("column-unit", unit=unit)


def menus(shown: Shown, query: Noun) -> list[Menu]:
    """The filters that are lists; a value that is asked for but unknown stands there, too."""
    return [_menu(shown, name, getattr(query, name)) for name in _MENUS]


def _menu(shown: Shown, name: str, asked: tuple[str, ...]) -> Menu:
    board = shown.board
    known = {
        "author": board.authors,
        "input": {each: each for each in board.inputs},
        "output": {each: each for each in board.outputs},
        "source": {each: source_title(each) for each in board.sources},
        "effort": {each: each for each in board.efforts},
    }[name]
    labels = {**known, **{each: each for each in asked if each not in known}}
    choices = tuple(
        Choice(value=value, label=label, checked=value in asked, hint="" if label == value else value)
        for value, label in labels.items()
    )
    return Menu(name=name, label=texts()(f"filter-{name}"), choices=choices)


def column_groups(shown: Shown) -> list[Menu]:
    """Every column there is, by whose it is, in the order in which the usual ones stand."""
    told = texts()
    facts = [
        Choice(value=column, label=told(f"column-{column}"), checked=column in shown.columns) for column in FACT_COLUMNS
    ]
    of_model, of_offers = (tuple(one for one in facts if (one.value in _OF_MODEL) == own) for own in (True, False))
    found: dict[str, list[Choice]] = {}
    for column in shown.board.columns.values():
        if column.score or column.id in shown.columns or column.source not in ARENAS:
            label = (
                source_title(column.source) if column.score else told("measured-by", source=source_title(column.source))
            )
            choice = Choice(
                value=column.id,
                label=column.title,
                checked=column.id in shown.columns,
                hint=told("column-models", count=column.models),
            )
            found.setdefault(label, []).append(choice)
    return [
        Menu(name="facts", label=told("column-facts"), choices=of_model),
        *(Menu(name="scores", label=label, choices=tuple(choices)) for label, choices in found.items()),
        Menu(name="offers", label=told("column-offers"), choices=of_offers),
    ]


def title_of(board: Leaderboard, column: str) -> str:
    """What a column is called."""
    found = board.columns.get(column)
    return found.title if found else texts()(f"column-{column}")


def column_notes(shown: Shown) -> list[str]:
    """What must be said of a column's figures: which of them are of another method."""
    columns = [shown.board.columns[column] for column in shown.columns if column in shown.board.columns]
    return [
        f"{column.title}: {texts()('column-others', count=column.others, method=column.method or '?')}"
        for column in columns
        if column.others
    ]


def notes(shown: Shown, entries: Sequence[Entry]) -> list[Note]:
    """The citations of what stands on the page."""
    cells = (cell for entry in entries for line in shown.lines_of(entry) for cell in line.cells)
    return citations(entries, (cell.figure for cell in cells if cell.figure is not None))
