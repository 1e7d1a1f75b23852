"""Stores of synthetic data, filled by the same imports that users run."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.browser.hostile_names import HOSTILE, REFUSED
from tests.browser.synthetic_catalogue import (
    FLAGSHIP,
    Model,
    all_models,
    catalogue,
    endpoints,
    entry,
    numbered,
    providers,
    refused_models,
    reply,
)
from tests.browser.synthetic_scores import arena, index_page, index_row, label, own_arena, relayed

from benchbook.model import ImportSummary
from benchbook.pipeline import Extent, Reading, import_files, load_starter
from benchbook.store import open_store

DAYS_AGO = (150, 75, 1)
VERSIONS = dict(zip(DAYS_AGO, (4.0, 4.0, 4.1), strict=True))
OWN_TABLE = "house-evals"


@dataclass(frozen=True)
class Document:
    """One file to import, with what is declared of it."""

    name: str
    text: str
    declared: dict[str, object] | None = None
    extent: Extent | None = None


def today() -> datetime:
    """The end of yesterday, UTC: figures of one day ago are fresh on every day that the tests run."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def synthetic_documents(now: datetime) -> Iterator[Document]:
    """Three dates of everything, then what is of one date only."""
    for days in DAYS_AGO:
        yield _json(f"models-{days}", catalogue(now, days))
        yield _json(f"index-{days}", index_page(now, days, VERSIONS[days]))
    for days in DAYS_AGO[1:]:
        yield _json(f"arena-{days}", arena(now, days))
        yield _json(f"relayed-{days}", relayed(now, days))
    for days in (*DAYS_AGO[1:], 40, 20):
        yield _json(f"own-arena-{days}", own_arena(now, days))
    yield _json("providers", providers(now - timedelta(1)))
    yield _json("endpoints", endpoints(now - timedelta(1)))
    yield _json("refused", refused_models(now - timedelta(1)), extent="partial")
    yield own_table(now)
    yield hostile_table(now)


def _json(name: str, document: object, extent: Extent | None = None) -> Document:
    return Document(f"{name}.json", json.dumps(document), extent=extent)


def _csv(*rows: tuple[object, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def own_table(now: datetime) -> Document:
    """A table that somebody measured in the house: internal, on a scale of its own."""
    models = [model for model in all_models(now) if ":" not in model.id and "~" not in model.id][::3]
    rows = [(model.id, f"{88 - 2 * place}.5%") for place, model in enumerate(models) if place < 40]
    declared = {
        "id": OWN_TABLE,
        "metric": "pass_rate",
        "date": f"{now - timedelta(20):%Y-%m-%d}",
        "citation": "House evals (synthetic)",
        "licence": "internal",
        "method_version": "2",
    }
    return Document("house.csv", _csv(("model", "score"), *rows), declared)


def hostile_table(now: datetime) -> Document:
    """A table whose id, metric, citation and names are all hostile; some names are refused."""
    names = [FLAGSHIP, *HOSTILE.values(), *REFUSED.values()]
    rows = [(name, 10 + number) for number, name in enumerate(names)]
    declared = {
        "id": HOSTILE["script"],
        "metric": HOSTILE["attribute"],
        "date": f"{now - timedelta(5):%Y-%m-%d}",
        "citation": f"{HOSTILE['way-out']} {HOSTILE['right-to-left']}",
        "licence": "open",
    }
    return Document("hostile.csv", _csv(("model", "score"), *rows), declared)


def many_documents(now: datetime, count: int) -> Iterator[Document]:
    """So many models, each with indices."""
    models = numbered(count)
    yield _json("models", reply(now, [entry(model, now) for model in models]))
    page = index_page(now, 1, 4.1)
    rows = [_many_row(number, model) for number, model in enumerate(models)]
    yield _json("index", {**page, "data": rows})


def _many_row(number: int, model: Model) -> dict[str, object]:
    return index_row(number, label(model), model.id, 5 + number % 900 / 10)


def single_documents(now: datetime) -> Iterator[Document]:
    """One model with one row."""
    (model,) = numbered(1)
    yield _json("models", reply(now, [entry(model, now)]))
    yield _json("index", {**index_page(now, 1, 4.1), "data": [_many_row(1, model)]})


def fill(folder: Path, documents: Iterator[Document]) -> tuple[str, list[ImportSummary]]:
    """A store in this folder with the documents, in their order: its file and what became of each.

    Raises the first error.
    """
    store = str(folder / "store.db")
    with open_store(store) as opened:
        return store, [_imported(opened, folder, document) for document in documents]


def _imported(store, folder: Path, document: Document) -> ImportSummary:
    path = folder / document.name
    path.write_text(document.text, encoding="utf-8")
    if document.declared:
        declared = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in document.declared.items()]
        path.with_name(f"{path.name}.toml").write_text("".join(declared), encoding="utf-8")
    reading = Reading(now=datetime.now(UTC), extent=document.extent)
    ((_, outcome),) = import_files(store, [str(path)], reading)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def fill_with_starter(folder: Path) -> str:
    """A store with the data that ships."""
    with open_store(str(folder / "store.db")) as opened:
        load_starter(opened, datetime.now(UTC))
    return str(folder / "store.db")


def leave_empty(folder: Path) -> str:
    """A store into which nothing was ever imported."""
    open_store(str(folder / "store.db")).close()
    return str(folder / "store.db")
