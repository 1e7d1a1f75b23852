"""Which votes are new: each is claimed once, by its key, for as long as the store lasts.

Keys are hashes, so that they fall evenly into ranges by their first bits. Votes are claimed a range at a time, in the
order of their keys: the store's pages are then gone through once, from left to right, however many votes come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchbook.store.voting import Ballots
from benchbook.votes.log.keys import CONTENT_BYTES, KEY_BYTES, Bytes, Mask, halves, key_order
from benchbook.votes.log.spool import Pile

VOTES_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Claim:
    """Of N votes which are ``new``, and which are known with another content; the others are only repeated."""

    new: Mask
    conflicting: Mask


def claim_piles(ballots: Ballots, arena_id: int, piles: Sequence[Pile], told: Callable[[int], None]) -> Claim:
    """Claim the votes of all piles, in their order; ``told`` of how many were claimed so far."""
    rows = sum(pile.rows for pile in piles)
    whole = _nothing(rows)
    bits = max(0, (rows // VOTES_AT_ONCE).bit_length())
    cuts = [pile.cuts(bits) for pile in piles]
    done = 0
    for begins, ends in pairwise(np.transpose(cuts).tolist()):
        runs = [pile.between(*run) for pile, *run in zip(piles, begins, ends, strict=True)]
        places = np.concatenate([places for _, places in runs])
        claimed = claim(ballots, arena_id, np.concatenate([entries for entries, _ in runs]))
        whole.new[places] = claimed.new
        whole.conflicting[places] = claimed.conflicting
        done += len(places)
        told(done)
    return whole


def claim(ballots: Ballots, arena_id: int, entries: Bytes) -> Claim:
    """Let votes be known from here on; the first of several with one key is the one that stands."""
    if not len(entries):
        return _nothing(0)
    order = key_order(entries)
    ordered = entries[order]
    differs = [half[1:] != half[:-1] for half in halves(ordered)]
    starts = np.flatnonzero(np.concatenate([[True], differs[0] | differs[1]]))
    group = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(ordered)))
    firsts = ordered[starts]
    known, standing = _known(ballots, arena_id, firsts)
    fresh = firsts[~known]
    if len(fresh):
        ballots.know(arena_id, _bytes_of(fresh))
    claimed = _nothing(len(entries))
    claimed.new[order[starts[~known]]] = True
    claimed.conflicting[order] = (ordered[:, KEY_BYTES:] != standing[group]).any(axis=1)
    return claimed


def _nothing(votes: int) -> Claim:
    return Claim(np.zeros(votes, np.bool_), np.zeros(votes, np.bool_))


def _known(ballots: Ballots, arena_id: int, firsts: Bytes) -> tuple[Mask, Bytes]:
    """Which keys the store knows, and the content that stands for each."""
    known = np.zeros(len(firsts), np.bool_)
    standing = firsts[:, KEY_BYTES:].copy()
    for places, contents in ballots.recognise(arena_id, _bytes_of(firsts)):
        known[places] = True
        standing[places] = np.frombuffer(contents, np.uint8).reshape(-1, CONTENT_BYTES)
    return known, standing


def _bytes_of(entries: Bytes) -> memoryview:
    return entries.data.cast("B")
