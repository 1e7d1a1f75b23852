"""A year of daily dumps: how long an import takes, and what a day costs on disk.

Two stores take the same catalogue of 350 models with about a thousand relayed scores every day: in one
a few prices and figures change, in the other nothing but a time stamp. Nothing is asserted: machines
differ and are noisy. All data are synthetic.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchbook.pipeline import import_document
from benchbook.sources import source_by_id
from benchbook.store import open_store

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "store"))
from dumps import dump

DAYS = 400
TARGET_MILLISECONDS = 150


def measured(path: Path, changed: int) -> str:
    """Take in a dump a day; says what it cost."""
    seconds, first = [], 0
    with open_store(str(path)) as store:
        for number in range(DAYS):
            raw = dump(number, changed=changed)
            began = time.perf_counter()
            import_document(store, source_by_id("openrouter"), (raw,))
            seconds.append(time.perf_counter() - began)
            first = first or store.archive_size().packed_bytes
        archive = store.archive_size()
        began = time.perf_counter()
        complaints = store.check()
        checked = time.perf_counter() - began
    a_day = (archive.packed_bytes - first) / (DAYS - 1)
    return (
        f"{median(seconds) * 1000:5.0f} ms an import (aim: {TARGET_MILLISECONDS}), archive {a_day:,.0f} bytes a day"
        f" of {archive.bytes // DAYS:,}, file {path.stat().st_size:,} bytes, verified in {checked:.1f} s"
        f"{' - NOT SOUND' if complaints else ''}"
    )


def main() -> None:
    """Measure both stores."""
    with tempfile.TemporaryDirectory() as folder:
        print(f"{DAYS} days, a few changes a day: {measured(Path(folder) / 'changes.db', 3)}")
        print(f"{DAYS} days, only a time stamp:    {measured(Path(folder) / 'stamps.db', 0)}")


if __name__ == "__main__":
    main()
