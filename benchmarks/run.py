"""Figures of Benchbook beside a named peer in the same run; ratios above 1 are in our favour.

Nothing is asserted: machines differ and are noisy. All data are synthetic.
"""

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from rapidfuzz import fuzz, process

from benchbook.api.benchmarks import BenchmarksQuery, reply
from benchbook.api.shapes import ENCODER
from benchbook.model import CatalogModel, Labels
from benchbook.publication import IndexRow, Publication
from benchbook.resolve import Resolver, packaged_facts
from benchbook.snapshot import build_snapshot

DAY = datetime(2026, 7, 22, tzinfo=UTC)
MODELS = 350
ROWS = 1_500
ROUNDS = 7


def seconds(work: Callable[[], object]) -> float:
    """The median of several rounds, after one that does not count."""
    work()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def line(what: str, ours: float, peer: str, theirs: float) -> None:
    """One line of the result."""
    print(f"{what:<44} {ours * 1000:9.3f} ms   {peer:<28} {theirs * 1000:9.3f} ms   ratio {theirs / ours:6.1f}")


def reply_of_all_rows() -> None:
    """Joining encoded rows against encoding them with the standard library's json."""
    rows = tuple(
        IndexRow(
            permaslug=f"acme/lumen-{number}",
            model_id=f"acme/lumen-{number}",
            display_name=f"Lumen {number} (high)",
            seen_at=DAY,
            intelligence=number % 100,
            coding=number % 97,
            prompt_price="0.000001",
            completion_price="0.000002",
        )
        for number in range(ROWS)
    )
    snapshot = build_snapshot(Publication(index_rows=rows), ENCODER)
    plain = json.loads(reply(snapshot, BenchmarksQuery()))
    ours = seconds(lambda: reply(snapshot, BenchmarksQuery()))
    line(f"reply of {ROWS:,} rows", ours, "json.dumps of the same", seconds(lambda: json.dumps(plain)))


def resolve_names() -> None:
    """Resolving exactly against looking for the likest name with rapidfuzz, which may be wrong."""
    models = [
        CatalogModel(id=f"acme/lumen-{number}", permaslug=f"acme/lumen-{number}-20260101", name=f"Acme: Lumen {number}")
        for number in range(MODELS)
    ]
    names = [f"Lumen {number} (high)" for number in range(MODELS)]
    resolver = Resolver(models, packaged_facts())
    choices = [model.name for model in models]
    ours = seconds(lambda: [resolver.resolve(Labels(name=name), "synthetic") for name in names])
    theirs = seconds(lambda: [process.extractOne(name, choices, scorer=fuzz.WRatio) for name in names])
    line(f"{MODELS} names among {MODELS} models", ours, "rapidfuzz extractOne", theirs)


if __name__ == "__main__":
    reply_of_all_rows()
    resolve_names()
