"""Figures of Benchbook beside a named peer in the same run; ratios above 1 are in our favour.

Nothing is asserted: machines differ and are noisy. All data are synthetic.
"""

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from rapidfuzz import fuzz, process

from benchbook.api import catalogue
from benchbook.api.benchmarks import BenchmarksQuery, reply
from benchbook.api.catalogue import ModelsQuery
from benchbook.api.shapes import ENCODER
from benchbook.model import CatalogModel, Labels, Prices
from benchbook.publication import IndexRow, Publication
from benchbook.resolve import Resolver, packaged_facts
from benchbook.snapshot import build_snapshot

DAY = datetime(2026, 7, 22, tzinfo=UTC)
MODELS = 350
CATALOGUE = 5_000
LEAST_CONTEXT = 100_000
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


def lists_of_models() -> None:
    """A large catalogue whole, and filtered and ordered to one page, against the same over its decoded JSON."""
    models = tuple(
        CatalogModel(
            id=f"acme/lumen-{number}",
            permaslug=f"acme/lumen-{number}-20260101",
            name=f"Acme: Lumen {number}",
            created=1_767_225_600 + number,
            context_length=1000 * (number % 300),
            output_modalities=("text",),
            supported_parameters=("tools", "reasoning") if number % 3 else ("tools",),
            prices=Prices(by_kind={"prompt": f"0.{number % 89:08}", "completion": f"0.{number % 97:08}"}),
        )
        for number in range(CATALOGUE)
    )
    snapshot = build_snapshot(Publication(models=models), ENCODER)
    plain = json.loads(catalogue.reply(snapshot, ModelsQuery(), DAY.date()))
    whole = seconds(lambda: catalogue.reply(snapshot, ModelsQuery(), DAY.date()))
    line(f"list of {CATALOGUE:,} models", whole, "json.dumps of the same", seconds(lambda: json.dumps(plain)))
    query = ModelsQuery(
        q="lumen",
        supported_parameters="reasoning",
        context=LEAST_CONTEXT,
        max_price=Decimal("0.5"),
        sort="pricing-low-to-high",
        limit=50,
    )
    ours = seconds(lambda: catalogue.reply(snapshot, query, DAY.date()))
    theirs = seconds(lambda: filtered_by_hand(plain["data"]))
    line(f"{CATALOGUE:,} models filtered and ordered", ours, "the same over decoded JSON", theirs)


def filtered_by_hand(listed: list[dict]) -> str:
    """What a client does that fetched the whole list, prices exact as here."""
    found = [
        model
        for model in listed
        if "lumen" in f"{model['id']} {model['name']}".casefold()
        and "reasoning" in model["supported_parameters"]
        and (model["context_length"] or 0) >= LEAST_CONTEXT
        and Decimal(model["pricing"]["prompt"]) * 1_000_000 <= Decimal("0.5")
    ]
    found.sort(key=lambda model: Decimal(model["pricing"]["prompt"]) + Decimal(model["pricing"]["completion"]))
    return json.dumps(found[:50])


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
    lists_of_models()
    resolve_names()
