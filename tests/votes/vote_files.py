"""Synthetic votes as Python sees them, files of them as careless as files are, and counts one vote at a time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchbook.votes.schema import KINDS, LOG, WINNERS

DAY = datetime(2026, 3, 1, tzinfo=UTC)
WORDS_OF_MODELS = ("a/one", "b/two", "b/two (high)", "ünï", "Z", "=cmd()", "m" * 200)
SAID = ("model_a", "model_b", "winner")


def vote(number, a, b, winner, **more):
    """One row of the log."""
    row = {
        "vote_key": number.to_bytes(16, "big"),
        "recorded_at": DAY,
        "kind": "vote",
        "model_a": a,
        "model_b": b,
        "winner": winner,
    }
    return row | more


def log_table(rows):
    """Rows with the log's columns."""
    return pa.Table.from_pylist(list(rows), schema=LOG)


def write(path: Path, table: pa.Table, **options):
    """A Parquet file, in folders that are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", **options)
    return path


def write_groups(path: Path, table: pa.Table, cuts, **options):
    """A file whose row groups end at the cuts, each with a dictionary of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ends = sorted({0, *cuts, len(table)})
    with pq.ParquetWriter(path, table.schema, compression="zstd", **options) as writer:
        for begin, end in pairwise(ends):
            writer.write_table(pa.concat_tables([table.slice(begin, end - begin)]).unify_dictionaries())
    return path


def chosen(rows, which):
    """The rows that a question is about, whether flagged or not."""
    for row in rows:
        cast = row.get("cast_at") or row.get("recorded_at")
        if (
            (which.category is None or row.get("category") == which.category)
            and (which.kind is None or row["kind"] == which.kind)
            and (which.until is None or cast <= which.until)
        ):
            yield row


def counted_by_hand(rows, which):
    """{(first, second): [first wins, second wins, ties, both bad]}, how many are flagged, how many are left out."""
    cells, flagged, left_out = {}, 0, 0
    for row in chosen(rows, which):
        if row.get("flag") is not None:
            flagged += 1
            if not which.flagged:
                continue
        a, b, winner = (row[name] for name in SAID)
        if a is None or b is None or winner is None or a == b or not a.strip() or not b.strip():
            left_out += 1
            continue
        pair = cells.setdefault((min(a, b), max(a, b)), [0, 0, 0, 0])
        outcome = {**{word: code for code, word in enumerate(WINNERS)}, "tie (bothbad)": 3}[winner]
        pair[outcome if a < b or outcome > 1 else 1 - outcome] += 1
    return cells, flagged, left_out


def as_cells(table):
    """A table of counts in the form of ``counted_by_hand``."""
    numbers = zip(*(each.tolist() for each in table.outcomes), strict=True)
    pairs = zip(table.first.tolist(), table.second.tolist(), strict=True)
    return {
        (table.models[first], table.models[second]): list(each)
        for (first, second), each in zip(pairs, numbers, strict=True)
    }


def check_equal(table, rows, which):
    """A table of counts is what counting by hand gives, and its parts fit together."""
    rows = list(rows)
    cells, flagged, left_out = counted_by_hand(rows, which)
    assert as_cells(table) == cells
    assert (table.flagged, table.left_out) == (flagged, left_out)
    assert table.votes == sum(map(sum, cells.values()))
    assert list(table.models) == sorted({name for pair in cells for name in pair})
    assert (table.first < table.second).all()
    assert list(zip(table.first, table.second, strict=True)) == sorted(zip(table.first, table.second, strict=True))


def many_votes(count, random, models=WORDS_OF_MODELS):
    """Votes of every kind, from a ``random.Random``."""
    for number in range(count):
        a, b = random.sample(models, 2)
        recorded = DAY + timedelta(hours=random.randrange(72), microseconds=random.randrange(3))
        yield vote(
            number,
            a,
            b,
            random.choice(WINNERS),
            recorded_at=recorded,
            cast_at=random.choice([None, recorded - timedelta(hours=random.randrange(48))]),
            kind=random.choice(KINDS),
            category=random.choice([None, "coding", "writing"]),
            flag=random.choice([None] * 9 + ["names_visible"]),
            voter=random.choice([None, "v1", "v2", "v3"]),
        )
