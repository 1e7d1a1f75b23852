"""Votes counted by an engine as evidence."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from benchbook.arena.conventions import OVERALL
from benchbook.arena.evidence import BASES, Evidence, Kind
from benchbook.votes.counting.counts import CountTable
from benchbook.votes.counting.engines import count_votes_with
from benchbook.votes.counting.row_groups import FilePath
from benchbook.votes.counting.which import Which


def counted_by(
    engine: str, files: Sequence[FilePath], tables: Sequence[pa.Table], category: str, until: datetime | None
) -> Evidence:
    """The votes of a category until a time, or its placements where it has no votes.

    Files and tables are of the log's shape. Raises as ``count_votes_with`` does.
    """

    def counted(kind: Kind) -> CountTable:
        which = Which(category=None if category == OVERALL else category, kind=kind, until=until)
        return count_votes_with(engine, files, tables, which)

    kind: Kind = "vote"
    table = counted(kind)
    if not table.votes:
        placements = counted("placement")
        kind, table = ("placement", placements) if placements.votes else (kind, table)
    return Evidence(table=table, basis=BASES[kind], flagged=table.flagged, until=until)
