"""What a refresh costs after 1,000 new votes, beside a log of a million: recording them, and a new board.

python benchmarks/arena_refresh.py FILE -> a line of JSON
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `benchbook rate` and `benchbook serve` do

from benchbook.arena import Conventions, Rater, document_of
from benchbook.store import open_store
from benchbook.votes.log.importing import import_votes
from benchbook.votes.log.posting import post_votes
from benchbook.votes.log.stored import stored_counts
from benchbook.votes.reading.chunks import read_rows
from benchbook.votes.reading.nouns import Wanted

ARENA = "bench"
NEW_VOTES = 1_000
ROUNDS = 7
ALONE = Conventions(cluster="none")
"""The counts beside the log are enough, whoever voted."""


def main(file: str) -> None:
    """Import the file, then post and rate, round by round."""
    with tempfile.TemporaryDirectory() as folder, open_store(str(Path(folder) / "bench.db")) as store:
        begun = time.perf_counter()
        import_votes(store, Path(folder) / "votes", ARENA, file)
        imported = time.perf_counter() - begun
        rater = Rater(store, Path(folder) / "votes")
        models = stored_counts(store, ARENA).models
        posted, refreshed = [], []
        for number in range(ROUNDS):
            votes = [
                {
                    "vote_id": f"new-{number}-{place}",
                    "model_a": models[place % len(models)],
                    "model_b": models[(place * 7 + 1 + number) % len(models)],
                    "winner": ("model_a", "model_b", "tie")[place % 3],
                }
                for place in range(NEW_VOTES)
            ]
            begun = time.perf_counter()
            post_votes(store, ARENA, read_rows(votes, Wanted()), origin="benchmark")
            recorded = time.perf_counter()
            document_of(rater.board(ARENA, conventions=ALONE))
            refreshed.append(time.perf_counter() - recorded)
            posted.append(recorded - begun)
    print(
        json.dumps(
            {"imported": imported, "posted": statistics.median(posted), "refreshed": statistics.median(refreshed)}
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
