"""Synthetic votes on their way into a store, and what they should come to, counted one at a time."""

from collections import Counter
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from benchbook.store.voting.nouns import OVERALL
from benchbook.votes.log.stored import categories, stored_counts
from benchbook.votes.reading.nouns import Chunk
from benchbook.votes.schema import READ

either = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
"""A test that is done in both databases."""

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def ballot(vote_id=None, a="acme/one", b="birch/two", winner="model_a", **more):
    """A vote as it was read; its row is given by ``table``."""
    told = {"vote_id": vote_id, "kind": "vote", "model_a": a, "model_b": b, "winner": winner}
    return dict.fromkeys(READ.names) | told | more


def table(ballots):
    """Votes in the shape of READ, in rows from 1 on."""
    rows = [ballot | {"row": ballot["row"] or number} for number, ballot in enumerate(ballots, start=1)]
    return pa.Table.from_pylist(rows, schema=READ)


def chunk(*ballots, rejected=(), numbered=False):
    return Chunk(table=table(ballots), rejected=rejected, numbered=numbered)


def counted(ballots):
    """The counts of each kind and category, by brute force: ``{(kind, category): Counter of (a, b, outcome)}``."""
    found = {}
    for each in ballots:
        if each["flag"] is not None:
            continue
        a, b, winner = each["model_a"], each["model_b"], each["winner"]
        if a > b:
            a, b = b, a
            winner = {"model_a": "model_b", "model_b": "model_a"}.get(winner, winner)
        for category in {OVERALL, each["category"] or OVERALL}:
            found.setdefault((each["kind"], category), Counter())[a, b, winner] += 1
    return found


def held(store, arena):
    """The same out of a store."""
    return {
        (part.kind, part.name): unfolded(stored_counts(store, arena, part.name, part.kind))
        for part in categories(store, arena)
    }


def unfolded(counts):
    """A table of counts as a ``Counter`` of (a, b, outcome)."""
    found = Counter()
    for outcome, column in zip(("model_a", "model_b", "tie", "both_bad"), counts.outcomes, strict=True):
        for first, second, count in zip(counts.first.tolist(), counts.second.tolist(), column.tolist(), strict=True):
            if count:
                found[counts.models[first], counts.models[second], outcome] = count
    return found


def csv_lines(ballots, columns=("vote_id", "model_a", "model_b", "winner")):
    """The votes as a CSV file, a header first."""
    lines = [",".join(columns)]
    lines += [",".join("" if each[name] is None else str(each[name]) for name in columns) for each in ballots]
    return "".join(line + "\n" for line in lines)
