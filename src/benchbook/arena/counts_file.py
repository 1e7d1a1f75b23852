"""Counts of pairs in a file, as they are written for others to reproduce a board from."""

import csv
from collections.abc import Iterator, Mapping
from io import TextIOWrapper

import numpy as np

from benchbook.documents import opened
from benchbook.errors import Malformed, UnreadableInput
from benchbook.report.spreadsheet import alive
from benchbook.votes.counting.counts import OUTCOMES, SCHEMA, CountTable
from benchbook.votes.counting.judging import MOST_NAME_CHARACTERS
from benchbook.wording import cleaned

MOST_PAIRS = 20_000_000
_NAMES = SCHEMA.names[:2]
_NUMBERS = SCHEMA.names[2:]
_MOST_DIGITS = 15
_MOST_BYTES = 16 * 1024**3


def read_count_table(path: str) -> CountTable:
    """The counts in a CSV file with the columns of ``counts.SCHEMA``; other columns hold one word each, or are ignored.

    Raises ``UnreadableInput``, and ``Malformed`` that names the line.
    """
    names: list[str] = []
    counts: list[tuple[int, ...]] = []
    seen: set[frozenset[str]] = set()
    for line, row in _rows(path):
        pair = [_name(path, line, column, row[column]) for column in _NAMES]
        key = frozenset(pair)
        if len(key) == 1:
            raise Malformed(path, f"line {line:,}", f"two models, found {pair[0]!r} against itself")
        if key in seen:
            raise Malformed(path, f"line {line:,}", f"every pair once, found {pair[0]!r} and {pair[1]!r} again")
        if len(seen) >= MOST_PAIRS:
            raise Malformed(path, f"line {line:,}", f"at most {MOST_PAIRS:,} pairs")
        seen.add(key)
        names += pair
        counts.append(tuple(_count(path, line, column, row[column]) for column in _NUMBERS))
    return CountTable.of_pairs(names, np.array(counts, np.int64).reshape(-1, OUTCOMES))


def _rows(path: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows by their columns, with the numbers of their last lines."""
    try:
        with opened(path, cleaned(path), _MOST_BYTES) as file:
            reader = csv.DictReader(TextIOWrapper(file, encoding="utf-8-sig", newline=""))
            columns = list(reader.fieldnames or ())
            missing = [name for name in SCHEMA.names if columns.count(name) != 1]
            if missing:
                expected = f"a CSV file with the columns {', '.join(SCHEMA.names)}"
                found = "several" if missing[0] in columns else "no"
                hint = "--votes is for files of votes"
                raise Malformed(path, "", f"{expected}, found {found} {missing[0]!r}", hint=hint)
            for row in reader:
                if None in row or None in row.values():
                    raise Malformed(path, f"line {reader.line_num:,}", f"{len(columns)} cells, as the header has")
                yield reader.line_num, row
    except OSError as error:
        raise UnreadableInput(path, (error.strerror or str(error)).lower()) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInput(path, f"it is no CSV file in UTF-8 ({error})") from error


def _name(path: str, line: int, column: str, cell: str) -> str:
    name = alive(cell)
    if not name or name != name.strip() or len(name) > MOST_NAME_CHARACTERS or not name.isprintable():
        expected = f"a name of 1 to {MOST_NAME_CHARACTERS} printable characters without blanks around it"
        raise Malformed(path, f"line {line:,}, {column}", f"{expected}, found {cell[:40]!r}")
    return name


def _count(path: str, line: int, column: str, cell: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) <= _MOST_DIGITS):
        raise Malformed(path, f"line {line:,}, {column}", f"a number of votes, found {cell[:40]!r}")
    return int(cell)
