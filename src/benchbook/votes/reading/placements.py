"""From the places of a tournament to its pairs: of two models the one in front has won, equal places are a tie."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from benchbook.votes.pairs import FIRST, SECOND, TIE
from benchbook.votes.reading.attributes import Attributes, Piece, Reading, attributes
from benchbook.votes.reading.files.batch import Batch, Read, Rows
from benchbook.votes.reading.files.values import listed
from benchbook.votes.reading.nouns import MOST_ROWS
from benchbook.votes.reading.plan import Placements
from benchbook.votes.reading.planning import MOST_MODELS
from benchbook.votes.reading.sieve import Mask, Sieve
from benchbook.votes.reading.tables import coded, compacted
from benchbook.votes.reading.texts import Codes, refuse_faults, words
from benchbook.votes.schema import FLAGS, KINDS, READ, WINNERS
from benchbook.wording import shortened

_LEAST_MODELS = 2
_LIST = pa.list_(pa.string())
_SHOWN_PLACES = 8


@dataclass(frozen=True)
class Standings:
    """The models of tournaments, one behind the other: those of the tournament ``t`` stand from ``offsets[t]`` on.

    ``models`` point into ``names``, -1 where a place has none; ``places`` count from 1.
    """

    offsets: Rows
    models: Codes
    places: Codes
    names: tuple[str, ...]

    def sizes(self) -> Rows:
        """How many models each tournament has."""
        return np.diff(self.offsets)

    def parents(self) -> Rows:
        """The tournament of each model."""
        return np.repeat(np.arange(len(self.offsets) - 1), self.sizes())


def pairs_of(batch: Batch, rows: Placements, reading: Reading) -> Iterator[Piece]:
    """The pairs of the placements of a batch, so many at a time that a piece is no larger than one of votes."""
    most = len(rows.wide) or MOST_MODELS
    step = max(1, MOST_ROWS // (most * (most - 1) // 2))
    for start in range(0, max(len(batch.rows), 1), step):
        part = _part(batch, start, step)
        sieve = Sieve(len(part.rows))
        standings = _listed(part, rows.listed, sieve) if rows.listed is not None else _wide(part, rows.wide, sieve)
        check(standings, sieve)
        told = attributes(part, reading, sieve)
        if reading.plan.tournament is not None:
            missing = f"{reading.plan.tournament.name} is missing"
            sieve.refuse(np.asarray(pc.is_null(told.tournament)), missing)
        table = broken(standings, told, part.rows, sieve)
        reading.tournaments += int(np.count_nonzero(sieve.kept))
        yield Piece(table=table, rejected=reading.rejections(part, sieve, tuple(rows.reads())))


def _part(batch: Batch, start: int, step: int) -> Batch:
    return Batch(
        rows=batch.rows[start : start + step],
        columns={read: column.slice(start, step) for read, column in batch.columns.items()},
        refused=batch.refused if start == 0 else (),
        bytes_read=batch.bytes_read,
    )


def _wide(batch: Batch, reads: tuple[Read, ...], sieve: Sieve) -> Standings:
    names: dict[str, int] = {}
    columns = []
    for read in reads:
        found = words(batch.columns[read])
        refuse_faults(found, read.name, sieve)
        sieve.refuse(~found.present(), f"{read.name} is missing, so the tournament is not complete")
        places = np.array([*(names.setdefault(value, len(names)) for value in found.values), -1], np.int32)
        columns.append(places[found.codes])
    count, width = len(batch.rows), len(reads)
    return Standings(
        offsets=np.arange(count + 1) * width,
        models=np.stack(columns, axis=1).reshape(-1),
        places=np.tile(np.arange(1, width + 1, dtype=np.int32), count),
        names=tuple(names),
    )


def _listed(batch: Batch, read: Read, sieve: Sieve) -> Standings:
    column = batch.columns[read]
    if not kinds.is_list(column.type):
        column = column.cast(_LIST) if kinds.is_large_list(column.type) else _parsed(column, read, sieve)
    sieve.refuse(np.asarray(pc.is_null(column)), f"{read.name} is missing")
    sizes = np.asarray(pc.list_value_length(column).fill_null(0), np.int64)
    found = words(pc.list_flatten(column))
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    faulty = np.isin(found.codes, list(found.faults))
    parents = np.repeat(np.arange(len(sizes)), sizes)
    sieve.refuse(
        np.bincount(parents[faulty], minlength=len(sizes)) > 0,
        f"{read.name} has a name that {' or '.join(sorted(set(found.faults.values())))}",
    )
    places = np.arange(len(parents)) - offsets[parents] + 1
    return Standings(offsets=offsets, models=found.codes, places=places.astype(np.int32), names=found.values)


def _parsed(column: pa.Array, read: Read, sieve: Sieve) -> pa.ListArray:
    """Lists out of their texts."""
    found: list[list[str] | None] = []
    bad = np.zeros(len(column), bool)
    for at, raw in enumerate(column.cast(pa.binary()).to_pylist()):
        try:
            text = (raw or b"").decode().strip()
            found.append(listed(text) if text else None)
        except (ValueError, RecursionError, msgspec.DecodeError):
            found.append([])
            bad[at] = True
    sieve.refuse(bad, f"{read.name} is no list of names")
    return pa.array(found, _LIST)


# --- what a tournament must be ---------------------------------------------------------------


def check(standings: Standings, sieve: Sieve) -> None:
    """Refuse tournaments that are incomplete or contradict themselves."""
    sizes, parents = standings.sizes(), standings.parents()
    count = len(sizes)

    def any_of(entries: Mask) -> Mask:
        return np.bincount(parents[entries], minlength=count) > 0

    sieve.refuse(sizes < _LEAST_MODELS, lambda at: f"a tournament of {_models(int(sizes[at]))}")
    sieve.refuse(sizes > MOST_MODELS, lambda at: f"a tournament of {_models(int(sizes[at]))}, more than {MOST_MODELS}")
    sieve.refuse(any_of(standings.models < 0), "a place without a model")
    twice = _twice(standings, parents)
    sieve.refuse(any_of(twice), lambda at: f"{_named(standings, at, twice)} has two places in it")
    sieve.refuse(~_is_ranked(standings, parents), lambda at: f"its places are {_places(standings, at)}")


def _models(count: int) -> str:
    return "one model" if count == 1 else f"{count:,} models"


def _named(standings: Standings, at: int, entries: Mask) -> str:
    start, end = standings.offsets[at : at + 2]
    entry = start + int(entries[start:end].argmax())
    return repr(shortened(standings.names[standings.models[entry]]))


def _places(standings: Standings, at: int) -> str:
    start, end = standings.offsets[at : at + 2]
    places = sorted(standings.places[start:end].tolist())
    more = ", …" if len(places) > _SHOWN_PLACES else ""
    return f"{', '.join(map(str, places[:_SHOWN_PLACES]))}{more}, not one for each of {len(places)}"


def _twice(standings: Standings, parents: Rows) -> Mask:
    """The entries whose model has another in the same tournament."""
    order = np.lexsort((standings.models, parents))
    same = (np.diff(parents[order]) == 0) & (np.diff(standings.models[order]) == 0)
    found = np.zeros(len(order), bool)
    found[order[1:][same]] = True
    return found


def _is_ranked(standings: Standings, parents: Rows) -> Mask:
    """Whether places go from 1 on without a gap; equal ones may be counted (1, 2, 2, 4) or not (1, 2, 2, 3)."""
    order = np.lexsort((standings.places, parents))
    places = standings.places[order]
    begins = np.ones(len(order), bool)
    begins[1:] = np.diff(parents) > 0
    before = np.where(begins, 0, np.concatenate([[0], places[:-1]]))
    fresh = begins | (places != before)
    nth = np.arange(len(order)) - standings.offsets[parents] + 1
    count = len(standings.offsets) - 1
    uncounted = np.bincount(parents[fresh & (places != nth)], minlength=count)
    undense = np.bincount(parents[fresh & (places != before + 1)], minlength=count)
    return np.isin(uncounted * undense, [0])


# --- pairs -----------------------------------------------------------------------------------


def broken(standings: Standings, told: Attributes, rows: Rows, sieve: Sieve) -> pa.Table:
    """Each pair of the tournaments that are left as a vote of the kind ``placement``."""
    first, second = _pairs(standings, sieve.kept)
    at = standings.parents()[first] if len(first) else first
    ahead = standings.places[first], standings.places[second]
    winners = np.where(ahead[0] < ahead[1], FIRST, np.where(ahead[0] > ahead[1], SECOND, TIE))
    numbers = pa.array([str(row) for row in rows.tolist()], pa.string())
    named = pc.coalesce(told.tournament, numbers)
    taken = pa.array(at)
    count = len(at)
    columns = {
        "row": pa.array(rows[at]),
        "vote_id": pa.nulls(count, pa.string()),
        "kind": coded(np.ones(count), KINDS),
        "category": told.category.take(taken),
        "cast_at": told.cast_at.take(taken),
        "model_a": coded(standings.models[first], standings.names),
        "model_b": coded(standings.models[second], standings.names),
        "winner": coded(winners, WINNERS),
        "tournament": named.take(taken),
        "voter": told.voter.take(taken),
        "prompt": told.prompt.take(taken),
        "side": coded(np.full(count, -1), ()),
        "flag": coded(np.where(told.seen[at], FLAGS.index("names_visible"), -1), FLAGS),
        "covariates": pa.nulls(count, READ.field("covariates").type),
    }
    return compacted(pa.table([columns[name] for name in READ.names], schema=READ))


def _pairs(standings: Standings, kept: Mask) -> tuple[Rows, Rows]:
    """The entries of each pair, tournament by tournament, the earlier entry first."""
    sizes = standings.sizes()
    firsts, seconds = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for size in np.unique(sizes[kept]).tolist():
        starts = standings.offsets[:-1][kept & (sizes == size)][:, None]
        one, other = np.triu_indices(size, 1)
        firsts.append((starts + one).reshape(-1))
        seconds.append((starts + other).reshape(-1))
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    order = np.argsort(first, kind="stable")
    return first[order], second[order]
