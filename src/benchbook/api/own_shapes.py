"""The shapes of paths that are Benchbook's own; rows among them are nouns whose JSON form is what is served."""

import msgspec

from benchbook.api.shapes import NextLink, Shape
from benchbook.changes import ModelHistory


class ScoresResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/benchbook/v1/scores``; rows go in as they were encoded.

    ``total_count`` and ``as_of`` (the newest observation) are of all that was asked for, not of the page.
    """

    data: list[msgspec.Raw]
    total_count: int
    as_of: str | None
    links: NextLink


class ChangesResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/benchbook/v1/changes``, the newest first; rows go in as they were encoded.

    ``total_count`` is of all that was asked for, not of the page; ``until`` is null for now.
    """

    data: list[msgspec.Raw]
    total_count: int
    since: str | None
    until: str | None
    links: NextLink


class HistoryResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/benchbook/v1/models/{author}/{slug}/history``."""

    data: ModelHistory
