"""The formats in which something is exported, as values."""

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Literal, get_args

from benchbook.export.csv import csv
from benchbook.export.json import json, ndjson
from benchbook.export.parquet import parquet
from benchbook.export.sqlite import sqlite
from benchbook.export.table import ExportTable
from benchbook.model import Noun

FormatName = Literal["csv", "json", "ndjson", "parquet", "sqlite", "every-eval-ever"]
EVERY_EVAL_EVER = "every-eval-ever"


class Format(Noun, frozen=True, kw_only=True):
    """One format. ``suffixes`` are those of its files, the first one is ours; ``binary`` is no sight for a terminal."""

    media: str
    suffixes: tuple[str, ...]
    write: Callable[[ExportTable], Iterator[bytes]]
    binary: bool = False


FORMATS: dict[str, Format] = {
    "csv": Format(media="text/csv; charset=utf-8; header=present", suffixes=(".csv",), write=csv),
    "json": Format(media="application/json", suffixes=(".json",), write=json),
    "ndjson": Format(media="application/x-ndjson", suffixes=(".ndjson", ".jsonl"), write=ndjson),
    "parquet": Format(media="application/vnd.apache.parquet", suffixes=(".parquet",), write=parquet, binary=True),
    "sqlite": Format(
        media="application/vnd.sqlite3", suffixes=(".sqlite", ".sqlite3", ".db"), write=sqlite, binary=True
    ),
}
"""The formats of tables by name."""

_DAY_LENGTH = len(" 2026-07-22")

FORMAT_NAMES: tuple[str, ...] = get_args(FormatName)


def format_of(path: PurePath) -> str | None:
    """The format that a file's suffix tells, or None."""
    suffix = path.suffix.lower()
    return next((name for name, each in FORMATS.items() if suffix in each.suffixes), None)


def media_of(form: str) -> str:
    """The media type of a format's files."""
    return FORMATS["ndjson" if form == EVERY_EVAL_EVER else form].media


def filename(what: str, form: str, as_of: str | None = None) -> str:
    """What to call a file: ``benchbook-scores-2026-07-22.csv``; ``as_of`` is the past date that was asked for."""
    if form == EVERY_EVAL_EVER:
        what, suffix = form, ".jsonl"
    else:
        suffix = FORMATS[form].suffixes[0]
    dated = "".join(char if char.isdigit() else "-" for char in f" {as_of or ''}"[:_DAY_LENGTH]).rstrip("-")
    return f"benchbook-{what}{dated}{suffix}"
