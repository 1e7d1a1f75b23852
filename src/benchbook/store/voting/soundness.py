"""Whether what is stored of votes agrees with itself."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, or_, select

from benchbook.store import tables
from benchbook.store.voting import known, manifest, tail
from benchbook.store.voting.nouns import OVERALL


def complaints(connection: Connection) -> Iterator[str]:
    """What is wrong, a sentence each; files of the log are not looked at."""
    for arena in manifest.arenas(connection):
        yield from _of_arena(connection, arena.id, f"arena {arena.name}")


def _of_arena(connection: Connection, arena_id: int, name: str) -> Iterator[str]:
    keys = known.count(connection, arena_id)
    batches = manifest.batches(connection, arena_id)
    filed = sum(file.rows for file in manifest.files(connection, arena_id))
    waiting = tail.extent(connection, arena_id).votes
    if keys != filed + waiting:
        yield f"{name}: knows {keys:,} votes, but {filed:,} are in files and {waiting:,} wait"
    recorded = sum(batch.votes + batch.flagged for batch in batches)
    if keys != recorded:
        yield f"{name}: knows {keys:,} votes, but {recorded:,} came"
    for batch in batches:
        if batch.rows != batch.votes + batch.flagged + batch.repeated + batch.conflicting + batch.rejected:
            yield f"{name}, batch {batch.id}: its rows are not what became of them together"
    yield from _of_counts(connection, arena_id, name, sum(batch.votes for batch in batches))


def _of_counts(connection: Connection, arena_id: int, name: str, votes: int) -> Iterator[str]:
    held = tables.vote_counts.c
    sums = (held.a_wins, held.b_wins, held.ties, held.both_bad)
    mine = held.arena_id == arena_id
    query = select(func.sum(held.a_wins + held.b_wins + held.ties + held.both_bad))
    counted = int(connection.scalar(query.where(mine, held.category == OVERALL)) or 0)
    if counted != votes:
        yield f"{name}: counts {counted:,} votes, but {votes:,} came that count; `benchbook votes recount` corrects it"
    wrong = select(func.count()).where(mine, or_(*(each < 0 for each in sums)))
    if connection.scalar(wrong):
        yield f"{name}: holds counts below 0; `benchbook votes recount` corrects them"
