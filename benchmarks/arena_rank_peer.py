"""One measured process of arena-rank: Parquet to ratings with intervals, in its own environment, which lacks ours.

python benchmarks/arena_rank_peer.py FILE categorical|strings WARM -> a line of JSON
"""

import json
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
from arena_rank.models.bradley_terry import BradleyTerry
from arena_rank.utils.data_utils import PairDataset

COLUMNS = ["model_a", "model_b", "winner"]


def frame(file: str, form: str):  # noqa: ANN201 - of a package that is not installed here
    """The three columns as pandas has them: categories, which is its best case, or strings, which is what most have."""
    table = pq.read_table(file, columns=COLUMNS)
    if form == "strings":
        table = table.cast(pa.schema([(name, pa.string()) for name in COLUMNS]))
    return table.to_pandas()


def rated(dataset: PairDataset) -> dict:
    """Ratings with sandwich intervals, its default."""
    return BradleyTerry(n_competitors=len(dataset.competitors)).compute_ratings_and_cis(dataset)


def main(file: str, form: str, warm: int) -> None:
    """Rate the votes of a file."""
    dataset = PairDataset.from_pandas(frame(file, form))
    found = rated(dataset)
    whole, alone = [], []
    for _ in range(warm):
        begun = time.perf_counter()
        dataset = PairDataset.from_pandas(frame(file, form))
        counted = time.perf_counter()
        rated(dataset)["rating_upper"].block_until_ready()
        whole.append(time.perf_counter() - begun)
        alone.append(time.perf_counter() - counted)
    half_widths = (found["rating_upper"] - found["rating_lower"]) / 2
    print(
        json.dumps(
            {
                "models": list(dataset.competitors),
                "ratings": found["ratings"].tolist(),
                "half_widths": half_widths.tolist(),
                "warm": whole,
                "alone": alone,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
