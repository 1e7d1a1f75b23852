"""Synthetic votes for the benchmark of the arena: as many as are asked for, made once, in bounded memory.

K = 200 models of normal strength, met by Zipf's law whatever their strength. Ties are up to 35 % and consistent with
the score: a tie is as likely to take from a win as from a loss, so that half a win is what it is worth.

    python benchmarks/arena_votes.py FOLDER VOTES -> the file
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

MODELS = 200
STRENGTH_POINTS = 122
MOST_TIES = 0.35
VOTERS = 500_000
ROWS_A_GROUP = 1 << 20
SEED = 20_260_722
BEGIN_MICROSECONDS = 1_735_689_600_000_000
POINTS_A_NAT = 400 / np.log(10)

_WORDS = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("model_a", _WORDS),
        ("model_b", _WORDS),
        ("winner", _WORDS),
        ("cast_at", pa.timestamp("us", tz="UTC")),
        ("voter", pa.string()),
    ]
)


def names() -> list[str]:
    """The models in the order of their strength's draw."""
    return [f"vendor-{number % 23}/model-{number:03d}" for number in range(MODELS)]


def strengths() -> np.ndarray:
    """The truth, in points around 0."""
    drawn = np.random.default_rng(SEED).normal(0, STRENGTH_POINTS, MODELS)
    return drawn - drawn.mean()


def written(folder: Path, votes: int) -> Path:
    """The file of so many votes, made if it is not there yet."""
    path = folder / f"votes-{votes}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        with pq.ParquetWriter(half, SCHEMA, compression="zstd") as writer:
            for table in _tables(votes):
                writer.write_table(table)
        half.rename(path)
    return path


def _tables(votes: int) -> Iterator[pa.Table]:
    chance = np.random.default_rng(SEED + 1)
    reach = 1 / np.arange(1, MODELS + 1)
    chance.shuffle(reach)
    bounds = np.cumsum(reach / reach.sum())
    bounds[-1] = 1
    gaps = strengths() / POINTS_A_NAT
    models, winners = pa.array(names()), pa.array(["model_a", "model_b", "tie"])
    voters = pa.array([f"voter-{number:06d}" for number in range(VOTERS)])
    for begin in range(0, votes, ROWS_A_GROUP):
        rows = min(ROWS_A_GROUP, votes - begin)
        a, b = _pairs(chance, bounds, rows)
        cast_at = BEGIN_MICROSECONDS + (begin + np.arange(rows)) * 1_000_000 + chance.integers(0, 1_000_000, rows)
        voter = (chance.pareto(1.2, rows) * 300).astype(np.int64) % VOTERS
        columns = [
            pa.DictionaryArray.from_arrays(a, models),
            pa.DictionaryArray.from_arrays(b, models),
            pa.DictionaryArray.from_arrays(_outcomes(chance, gaps[a] - gaps[b]), winners),
            pa.array(cast_at).cast(SCHEMA.field("cast_at").type),
            voters.take(pa.array(voter)),
        ]
        yield pa.Table.from_arrays(columns, schema=SCHEMA)


def _pairs(chance: np.random.Generator, bounds: np.ndarray, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Two different models a row."""
    a, b = (np.searchsorted(bounds, chance.random(rows)).astype(np.int32) for _ in range(2))
    while (same := a == b).any():
        b[same] = np.searchsorted(bounds, chance.random(int(same.sum())))
    return a, b


def _outcomes(chance: np.random.Generator, gap: np.ndarray) -> np.ndarray:
    """0 where a won, 1 where b did, 2 for a tie, by the gap in nats."""
    score = 1 / (1 + np.exp(-gap))
    tie = MOST_TIES * 4 * score * (1 - score)
    drawn = chance.random(len(gap))
    return np.where(drawn < score - tie / 2, 0, np.where(drawn < score + tie / 2, 2, 1)).astype(np.int32)


if __name__ == "__main__":
    print(json.dumps(str(written(Path(sys.argv[1]), int(sys.argv[2])))))
