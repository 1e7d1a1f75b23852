"""What can be exported, how it becomes a table, and the table a file."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Literal, get_args

import msgspec
from msgspec.structs import replace

from benchbook.errors import BadParameter
from benchbook.export.every_eval_ever import Evaluations, evaluations
from benchbook.export.formats import EVERY_EVAL_EVER, FORMATS
from benchbook.export.models import models_table
from benchbook.export.prices import prices_table
from benchbook.export.scores import scores_table
from benchbook.export.table import ExportTable
from benchbook.model import Noun
from benchbook.publication import Publication

What = Literal["scores", "models", "prices"]
WHATS: tuple[str, ...] = get_args(What)

_encode = msgspec.json.Encoder(order="deterministic").encode

_TABLES: dict[What, Callable[[Publication], ExportTable]] = {
    "scores": scores_table,
    "models": models_table,
    "prices": prices_table,
}


class Export(Noun, frozen=True, kw_only=True):
    """A file to be: ``chunks`` gives its bytes anew each time, ``rows`` says how many rows or records it has."""

    rows: int
    chunks: Callable[[], Iterator[bytes]]
    binary: bool = False


def table_of(
    what: What, publication: Publication, *, asked_as_of: str | None = None, asked_known_at: str | None = None
) -> ExportTable:
    """The table of what is published; the past moment that the publication tells of is noted in it."""
    return asked(_TABLES[what](publication), asked_as_of, asked_known_at)


def asked(table: ExportTable, as_of: str | None, known_at: str | None) -> ExportTable:
    """The table with the past moment that it tells of noted in it, as it was asked for."""
    return replace(table, about=replace(table.about, asked_as_of=as_of, asked_known_at=known_at))


def exported(table: ExportTable, form: str) -> Export:
    """A table in a format; raises ``BadParameter`` for one that is not a table's."""
    if form not in FORMATS:
        raise BadParameter("format", form, f"one of {', '.join(FORMATS)}; {EVERY_EVAL_EVER} is for scores")
    chosen = FORMATS[form]
    return Export(rows=table.about.rows, chunks=lambda: chosen.write(table), binary=chosen.binary)


def exported_evaluations(found: Evaluations) -> Export:
    """Evaluations as records of Every Eval Ever, one a line."""
    return Export(rows=len(found.groups), chunks=lambda: (record.body + b"\n" for record in found.records()))


def export(
    what: What,
    form: str,
    publication: Publication,
    *,
    asked_as_of: str | None = None,
    asked_known_at: str | None = None,
) -> Export:
    """What is published in a format; raises ``BadParameter`` for a format that it cannot have."""
    if what == "scores" and form == EVERY_EVAL_EVER:
        return exported_evaluations(evaluations(publication))
    return exported(table_of(what, publication, asked_as_of=asked_as_of, asked_known_at=asked_known_at), form)


def mark(publication: Publication) -> str:
    """Differs wherever exports or boards of two publications differ but for what the hash of a snapshot tells.

    The order of what is published does not count.
    """
    digest = hashlib.sha256()
    parts = (publication.models, publication.departed, publication.endpoints, publication.boards)
    for part in (*parts, (publication.catalog_seen_at,)):
        for piece in sorted(map(_encode, part)):
            digest.update(len(piece).to_bytes(8, "big") + piece)
        digest.update(b"-")
    return digest.hexdigest()
