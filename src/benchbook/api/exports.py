"""``GET /api/benchbook/v1/export/{what}``: what is published as a file, sent piece by piece."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from msgspec import Meta

from benchbook.api.changes import WindowQuery, finder
from benchbook.api.query import TimeQuery, canonical, moment_of, read_own_query
from benchbook.api.route import Asked, Question
from benchbook.errors import BadParameter
from benchbook.export import FormatName, What, changes_table, export, exported, filename, media_of
from benchbook.export import asked as noted
from benchbook.export.formats import EVERY_EVAL_EVER, FORMATS, TableFormat

CHANGES_EXPORT_PATH = "/api/benchbook/v1/export/changes"
EXPORT_PATH = "/api/benchbook/v1/export/{what}"
MEDIA = tuple(form.media for form in FORMATS.values())
"""The types of the files, that of the default format first."""


class ExportQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of ``/api/benchbook/v1/export/{what}``."""

    what: Annotated[What, Meta(description="What to export.")]
    format: Annotated[FormatName, Meta(description="How to write it; every-eval-ever is for scores.")] = "csv"


def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The question of a request; a table without rows is answered with its header."""
    query = read_own_query(raw, ExportQuery, in_path)
    if query.format == EVERY_EVAL_EVER and query.what != "scores":
        raise BadParameter("format", query.format, f"one of {', '.join(FORMATS)}; {EVERY_EVAL_EVER} is for scores")

    def pieces(asked: Asked) -> Iterator[bytes]:
        # Everything happens in here, piece by piece: counting the rows takes a moment of its own.
        found = export(
            query.what, query.format, asked.publication, asked_as_of=query.as_of, asked_known_at=query.known_at
        )
        yield from found.chunks()

    return Question(
        canonical=canonical(query),
        answer=lambda asked: b"".join(pieces(asked)),
        moment=moment_of(query),
        pieces=pieces,
        media=media_of(query.format),
        headers={"Content-Disposition": f'attachment; filename="{filename(query.what, query.format, query.as_of)}"'},
    )


class ChangesExportQuery(WindowQuery, frozen=True, kw_only=True):
    """The parameters of ``/api/benchbook/v1/export/changes``."""

    format: Annotated[TableFormat, Meta(description="How to write it.")] = "csv"


def read_changes(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The question of a request for changes as a file; they come oldest first."""
    query = read_own_query(raw, ChangesExportQuery, in_path)
    find = finder(query, span=None)
    until = query.until or query.as_of

    def pieces(asked: Asked) -> Iterator[bytes]:
        # What is wrong with the question must be known before the first piece is sent.
        table = noted(changes_table(find(asked).changes[::-1]), until, query.known_at)
        return iter(exported(table, query.format).chunks())

    name = filename("changes", query.format, until)
    return Question(
        canonical=canonical(query),
        answer=lambda asked: b"".join(pieces(asked)),
        pieces=pieces,
        media=media_of(query.format),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
