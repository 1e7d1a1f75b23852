"""The table of a page as a file: a route beside the page, of the same parameters and a format."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from benchbook.api.query import TimeQuery, canonical, moment_of
from benchbook.api.route import GUARDS, Asked, Question, Route
from benchbook.export import ExportTable, exported, filename, media_of
from benchbook.export import asked as noted
from benchbook.web.page import refusal
from benchbook.web.query import read_page_query

FileFormat = Literal["csv", "json", "parquet"]
Format = Annotated[FileFormat, Meta(description="How to write it.")]
FORMATS: tuple[FileFormat, ...] = ("csv", "json", "parquet")


Query = TypeVar("Query", bound=TimeQuery)


def file_route(
    path: str,
    summary: str,
    query: type[Query],
    name: str,
    table: Callable[[Asked, Query], ExportTable],
    *,
    of_ledger: bool = False,
) -> Route:
    """A route that answers with a table as a file; the path tells its ``format``, which is a field of ``query``."""

    def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
        question = read_page_query(raw, query, in_path)
        form: FileFormat = msgspec.convert(in_path["format"], FileFormat)

        def whole(asked: Asked) -> bytes:
            return b"".join(exported(noted(table(asked, question), question.as_of, question.known_at), form).chunks())

        return Question(
            canonical=canonical(question),
            answer=whole,
            moment=moment_of(question),
            media=media_of(form),
            headers={"Content-Disposition": f'attachment; filename="{filename(name, form, question.as_of)}"'},
        )

    return Route(
        path=path,
        summary=summary,
        query=query,
        read=read,
        media=media_of(FORMATS[0]),
        also=tuple(media_of(form) for form in FORMATS[1:]),
        of_ledger=of_ledger,
        long=True,
        headers=GUARDS,
        refusal=refusal,
    )
