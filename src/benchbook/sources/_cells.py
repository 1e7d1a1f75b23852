"""Single cells of tables that people wrote: numbers with their decoration, and names."""

import re

from benchbook.model import Noun, Number
from benchbook.sources._documents import RowProblem, excerpt

MOST_DECORATED = 4096
MOST_DIGITS = 100
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)
_SPREAD = re.compile(r"\s*(±|\+/-|\+-|\s\+(?=[0-9.]))")
_UNKNOWN = frozenset({"", "-", "--", "\N{EN DASH}", "\N{EM DASH}", "n/a", "na", "n.a.", "nan", "null", "none", "?"})


class Figure(Noun, frozen=True, kw_only=True):
    """A number as a cell has it: ``71.3%`` is 71.3; ``spread`` is what stands behind a "±", as written."""

    value: Number
    percent: bool = False
    spread: str | None = None


def plain(cell: str) -> str:
    """A Markdown cell without links' addresses, emphasis and surrounding space."""
    if len(cell) > MOST_DECORATED:
        return cell
    return _EMPHASIS.sub("", _LINK.sub(r"\1", cell)).strip()


def figure(cell: object) -> Figure | None:
    """The number in a cell, None where the cell says that it is unknown; raises ``RowProblem`` for anything else."""
    if cell is None:
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Figure(value=cell)
    if not isinstance(cell, str):
        raise RowProblem(f"is {_kind(cell)}, expected a number")
    text = cell.strip(" \t\r\n\0")
    if text.casefold() in _UNKNOWN:
        return None
    found = _decorated(text) if len(text) <= MOST_DIGITS else None
    if found is None:
        raise RowProblem(f"is {excerpt(text)[:40]!r}, expected a number")
    return found


def _decorated(text: str) -> Figure | None:
    parts = _SPREAD.split(text.replace("\N{MINUS SIGN}", "-"), maxsplit=1)
    number = parts[0].strip()
    spread = parts[-1].strip() if len(parts) > 1 else None
    percent = number.endswith("%") or (spread is not None and spread.endswith("%"))
    number = number.removesuffix("%").strip()
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    if _NUMBER.fullmatch(number) is None:
        return None
    value = float(number)
    whole = value.is_integer() and "." not in number
    return Figure(value=int(value) if whole else value, percent=percent, spread=spread or None)


def is_figure(cell: object) -> bool:
    """Whether a cell holds a number."""
    try:
        return figure(cell) is not None
    except RowProblem:
        return False


def is_blank(cell: object) -> bool:
    """Whether a cell says that nothing is known."""
    return cell is None or (isinstance(cell, str) and cell.strip(" \t\r\n\0").casefold() in _UNKNOWN)


def _kind(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "a list" if isinstance(cell, list) else "an object"
