"""A file's fingerprint, and those of its beginnings, so that a file that grew at its end is known again."""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from benchbook.model import Noun
from benchbook.store.voting import Reading
from benchbook.votes.reading.files.streams import streamed

_BLOCK_BYTES = 1 << 20


class Print(Noun, frozen=True, kw_only=True):
    """The sha256 of a file's unpacked bytes and their number; ``beginnings`` by theirs, where it is as long."""

    digest: str
    bytes: int
    beginnings: dict[int, str] = {}


def print_of(path: str, max_bytes: int, lengths: Iterable[int] = ()) -> Print:
    """Read a file for its fingerprint and those of its beginnings of some ``lengths``.

    Raises ``UnreadableInput`` and ``TooLarge``.
    """
    waiting = sorted(set(lengths), reverse=True)
    state, done, beginnings = hashlib.sha256(), 0, {}
    with streamed(path, max_bytes) as stream:
        while True:
            while waiting and waiting[-1] == done:
                beginnings[waiting.pop()] = state.hexdigest()
            wanted = min(_BLOCK_BYTES, waiting[-1] - done) if waiting else _BLOCK_BYTES
            block = stream.read(wanted)
            if not block:
                return Print(digest=state.hexdigest(), bytes=done, beginnings=beginnings)
            state.update(block)
            done += len(block)


def first_seen(fingerprint: Print, readings: Sequence[Reading], rows: npt.NDArray[np.int64]) -> list[bytes]:
    """For rows of a file the fingerprint of the shortest file that they stood in: this, or one that it begins with."""
    begun = {
        reading.last_row: reading.digest.encode()
        for reading in sorted(readings, reverse=True)
        if fingerprint.beginnings.get(reading.bytes) == reading.digest
    }
    ends = sorted(begun)
    origins = [*(begun[end] for end in ends), fingerprint.digest.encode()]
    return [origins[place] for place in np.searchsorted(np.array(ends, np.int64), rows).tolist()]
