"""``/leaderboard/file.csv``, ``.json`` and ``.parquet``: the table that is shown, as a file."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta

from benchbook.api.query import canonical, moment_of
from benchbook.api.route import GUARDS, Asked, Question, Route
from benchbook.export import asked as noted
from benchbook.export import exported, filename, media_of
from benchbook.leaderboard import shown_table
from benchbook.web.page import refusal
from benchbook.web.pages.leaderboard import FILE_PATH, FORMATS, LeaderboardQuery, table
from benchbook.web.query import read_page_query


class FileQuery(LeaderboardQuery, frozen=True, kw_only=True):
    """The leaderboard's parameters and the format of the file."""

    format: Annotated[Literal["csv", "json", "parquet"], Meta(description="How to write it.")]


def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The question for a file."""
    query = read_page_query(raw, FileQuery, in_path)

    def pieces(asked: Asked) -> bytes:
        found = shown_table(table(asked.leaderboard, query))
        return b"".join(exported(noted(found, query.as_of, query.known_at), query.format).chunks())

    name = filename("leaderboard", query.format, query.as_of)
    return Question(
        canonical=canonical(query),
        answer=pieces,
        moment=moment_of(query),
        media=media_of(query.format),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


FILE_ROUTE = Route(
    path=FILE_PATH,
    summary="The leaderboard as a file",
    query=FileQuery,
    read=read,
    media=media_of(FORMATS[0]),
    also=tuple(media_of(form) for form in FORMATS[1:]),
    long=True,
    headers=GUARDS,
    refusal=refusal,
)
