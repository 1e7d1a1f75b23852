"""A store with the real dumps, where they are at hand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchbook.pipeline import Reading, import_files
from benchbook.store import open_store

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
DOCUMENTS = (
    "openrouter/models-2026-01-29.json",
    "openrouter/models-2026-06-16.json",
    "openrouter/models-2026-07-22.json",
    "openrouter/providers-2026-05.json",
    "openrouter/endpoints-trimmed-2026-07-22.json",
    "openrouter/benchmarks-sample-2026-10-03.json",
    "artificial-analysis/language-models-free-page1-2026-06.json",
    "artificial-analysis/llms-models-2026-07-22.json",
    "design-arena/leaderboards-2026-06-15.json",
    "design-arena/leaderboards-2026-07-22.json",
)


def missing() -> Iterator[str]:
    """The documents that are not here."""
    return (name for name in DOCUMENTS if not (DATA / name).exists())


def fill_with_real(folder: Path) -> str:
    """A store in this folder with every dump; raises what is wrong with one."""
    store = str(folder / "store.db")
    reading = Reading(now=datetime.now(UTC))
    with open_store(store) as opened:
        for _, outcome in import_files(opened, [str(DATA / name) for name in DOCUMENTS], reading):
            if isinstance(outcome, Exception):
                raise outcome
    return store
