"""From a batch of raw columns to votes, where a row is a vote between two models."""

import numpy as np
import pyarrow as pa

from benchbook.votes.pairs import FIRST
from benchbook.votes.reading.attributes import Piece, Reading, attributes
from benchbook.votes.reading.facts import vote_facts
from benchbook.votes.reading.files.batch import Batch, Read
from benchbook.votes.reading.plan import Votes
from benchbook.votes.reading.self_naming import name_themselves
from benchbook.votes.reading.sieve import Mask, Sieve
from benchbook.votes.reading.tables import coded, kept
from benchbook.votes.reading.texts import Codes, labels, words
from benchbook.votes.reading.winners import (
    LEFT,
    Models,
    Outcomes,
    hot_outcomes,
    joined,
    meant,
    outcomes,
    sides_shown,
)
from benchbook.votes.schema import FLAGS, KINDS, SIDES, WINNERS
from benchbook.wording import shortened

_UNTOLD = -1


def votes_of(batch: Batch, rows: Votes, reading: Reading) -> Piece:
    """The votes of a batch; raises ``Malformed`` for what makes the whole file unreadable."""
    sieve = Sieve(len(batch.rows))
    models = _models(batch, rows, reading, sieve)
    sides = _sides(batch, rows, models, reading, sieve)
    winners = _winners(batch, rows, models, sides, reading, sieve)
    told = attributes(batch, reading, sieve)
    vote_id = None if rows.vote_id is None else labels(batch.columns[rows.vote_id], rows.vote_id.name, sieve)
    count = len(batch.rows)
    columns = {
        "row": pa.array(batch.rows),
        "vote_id": pa.nulls(count, pa.string()) if vote_id is None else vote_id,
        "kind": _stated(batch, rows.kind, KINDS, reading, sieve, otherwise=0),
        "category": told.category,
        "cast_at": told.cast_at,
        "model_a": coded(models.first, models.names),
        "model_b": coded(models.second, models.names),
        "winner": coded(winners, WINNERS),
        "tournament": told.tournament,
        "voter": told.voter,
        "prompt": told.prompt,
        "side": coded(sides, SIDES),
        "flag": _flags(batch, rows, told.seen, reading, sieve),
        "covariates": reading.differences.read(batch.columns, count),
    }
    named = tuple(read for read in (rows.first, rows.second, rows.winner) if read is not None)
    return Piece(table=kept(columns, sieve), rejected=reading.rejections(batch, sieve, named))


def _models(batch: Batch, rows: Votes, reading: Reading, sieve: Sieve) -> Models:
    """The two models of each row; refuses rows that lack one or have one twice."""
    first, second = reading.words(batch, rows.first, sieve), reading.words(batch, rows.second, sieve)
    sieve.refuse(~first.present(), f"{rows.first.name} is missing")
    sieve.refuse(~second.present(), f"{rows.second.name} is missing")
    models = joined(first, second)
    sieve.refuse(
        models.first == models.second, lambda row: f"{shortened(models.names[models.first[row]])!r} against itself"
    )
    return models


def _sides(batch: Batch, rows: Votes, models: Models, reading: Reading, sieve: Sieve) -> Codes:
    """Where the first model stood; refuses rows that say two things of it."""
    found = np.full(len(batch.rows), LEFT if rows.first_left else _UNTOLD, np.int32)
    if rows.shown is not None:
        left, right = (reading.words(batch, read, sieve) for read in rows.shown)
        found = sides_shown(models, left, right, sieve)
    if rows.side is None:
        return found
    said = meant(reading.words(batch, rows.side, sieve), rows.side.name, vote_facts().sides, sieve)
    opposed = (said >= 0) & (found >= 0) & (said != found)
    sieve.refuse(opposed, f"{rows.side.name} contradicts where the names stood")
    return np.where(found >= 0, found, said).astype(np.int32)


def _winners(batch: Batch, rows: Votes, models: Models, sides: Codes, reading: Reading, sieve: Sieve) -> Outcomes:
    if rows.winner is not None:
        return outcomes(words(batch.columns[rows.winner]), models, sides, sieve, reading.tally)
    if not rows.hot:
        return np.full(len(batch.rows), FIRST, np.int8)
    columns = [None if read is None else words(batch.columns[read]) for read in rows.hot]
    names = [read.name for read in rows.hot if read is not None]
    return hot_outcomes(columns, names, sieve, reading.tally)


def _stated(
    batch: Batch, read: Read | None, known: tuple[str, ...], reading: Reading, sieve: Sieve, *, otherwise: int = _UNTOLD
) -> pa.DictionaryArray:
    """A column of one of our own logs, whose words are known."""
    if read is None:
        return coded(np.full(len(batch.rows), otherwise), known)
    found = meant(reading.words(batch, read, sieve), read.name, {word: (word,) for word in known}, sieve)
    return coded(np.where(found >= 0, found, otherwise), known)


def _flags(batch: Batch, rows: Votes, seen: Mask, reading: Reading, sieve: Sieve) -> pa.DictionaryArray:
    """Why a vote is not counted: what a log says, else that names were seen, else that an answer told its own."""
    stated = _stated(batch, rows.flag, FLAGS, reading, sieve)
    if rows.flag is not None:
        return stated
    found = np.full(len(batch.rows), _UNTOLD)
    for read in rows.answers or ():
        found[name_themselves(batch.columns[read])] = FLAGS.index("self_named")
    found[seen] = FLAGS.index("names_visible")
    return coded(found, FLAGS)
