"""One measured process of ours: Parquet to ratings with intervals, first cold, then warm as often as is asked for.

python benchmarks/arena_ours.py FILE WARM -> a line of JSON
"""

import json
import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # on small matrices threads wait for each other

from benchbook.arena.rated import pair_counts
from benchbook.ratings import Ratings, rate
from benchbook.votes.counting.count import count_file
from benchbook.votes.counting.counts import CountTable


def rated(table: CountTable) -> Ratings:
    """Ratings of counted votes, by the conventions that are ours by default."""
    return rate(pair_counts(table))


def main(file: str, warm: int) -> None:
    """Rate the votes of a file."""
    table = count_file(file)
    ratings = rated(table)
    whole, alone = [], []
    for _ in range(warm):
        begun = time.perf_counter()
        table = count_file(file)
        counted = time.perf_counter()
        rated(table)
        whole.append(time.perf_counter() - begun)
        alone.append(time.perf_counter() - counted)
    print(
        json.dumps(
            {
                "models": table.models,
                "ratings": ratings.rating.tolist(),
                "half_widths": ((ratings.high - ratings.low) / 2).tolist(),
                "warm": whole,
                "alone": alone,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
