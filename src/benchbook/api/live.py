"""The snapshot that is being served, and the thread that keeps it current.

The ledger is asked for its generation four times a second. When it moved, everything is read and
built aside, then swapped in with one assignment: readers never wait and never see half of it. A
ledger that cannot be read is logged once, and the last snapshot stays until it can.
"""

import contextlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from benchbook.api.ledger import Ledger
from benchbook.api.resolution import Names
from benchbook.api.shapes import ENCODER
from benchbook.collector import paused
from benchbook.errors import StoreError
from benchbook.export import mark
from benchbook.leaderboard import Leaderboard, build_leaderboard
from benchbook.model import NOW, ApiKey, Moment, Noun, Times
from benchbook.moments import settled
from benchbook.publication import Audience, Publication, licences_of, publication_of
from benchbook.resolve import Facts, packaged_facts
from benchbook.snapshot import Snapshot, build_snapshot

POLL_SECONDS = 0.25
KEY_CHECK_SECONDS = 0.1
MOST_PAST_VIEWS = 8

_PastKey = tuple[int, Moment, Audience]

_log = logging.getLogger(__name__)


def read_publication(ledger: Ledger, moment: Moment, audience: Audience) -> Publication:
    """What of a ledger is published at a moment to an audience."""
    return publication_of(ledger.state(moment), audience=audience)


class View(Noun, frozen=True, kw_only=True):
    """What is served to an audience at a moment, and what explains names by the catalogue of then.

    ``mark`` differs wherever anything differs that is exported and that the snapshot's hash does not tell.
    """

    snapshot: Snapshot
    publication: Publication
    leaderboard: Leaderboard
    mark: str
    names: Names


class Live:
    """The current snapshot and keys of a ledger.

    Reads the ledger once when made, and raises ``StoreError`` if that fails. ``start`` keeps it
    current from then on, ``stop`` ends that; as a context manager it does both. ``facts`` are read
    anew with each snapshot, for the names that are asked about. There is a view for each of the
    ``audiences``; those of the past are built when asked for, and a few are kept.
    """

    def __init__(
        self,
        ledger: Ledger,
        read: Callable[[Ledger, Moment, Audience], Publication] = read_publication,
        poll_seconds: float = POLL_SECONDS,
        facts: Callable[[], Facts] = packaged_facts,
        audiences: Sequence[Audience] = ("keyholders",),
    ) -> None:
        self._ledger = ledger
        self._read = read
        self._facts = facts
        self._audiences = tuple(audiences)
        self._past: OrderedDict[_PastKey, View] = OrderedDict()
        self._building_past = threading.Lock()
        self._poll_seconds = poll_seconds
        self._swapping = threading.Lock()
        self._checking = threading.Lock()
        self._checked_at = float("-inf")
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._failing = False
        self._told: list[Callable[[], None]] = []
        self._keys: Mapping[str, ApiKey] = {}
        self._keys_generation: int | None = None
        self._generation = self._read_keys()
        self._times, self._present = self._built()

    @property
    def snapshot(self) -> Snapshot:
        """What is served now to holders of a key."""
        return self.present("keyholders").snapshot

    def present(self, audience: Audience) -> View:
        """What is served now."""
        return self._present[audience]

    def prepare_names(self) -> None:
        """Make ready to explain names by what is served now, which takes a moment."""
        for view in self._present.values():
            view.names.prepare()

    def past(self, moment: Moment, audience: Audience) -> View:
        """What is served of a past moment; builds it if need be, which takes a moment of its own.

        Raises ``NoSuchMoment`` for one before the first record, and ``StoreError``.
        """
        generation = self._generation
        at = settled(moment, self._times[audience])
        if at == NOW:
            return self._present[audience]
        key = (generation, at, audience)
        with self._building_past:
            found = self._past.get(key) or self._view(at, audience)
            self._past[key] = found
            self._past.move_to_end(key)
            for old in [*(old for old in self._past if old[0] < generation), *[*self._past][:-MOST_PAST_VIEWS]]:
                self._past.pop(old, None)
        return found

    @property
    def generation(self) -> int:
        """The ledger's generation that is served."""
        return self._generation

    def times(self, audience: Audience) -> Times:
        """When something was observed or recorded in what is served to an audience."""
        return self._times[audience]

    @property
    def ledger(self) -> Ledger:
        """The ledger itself, for questions that no snapshot answers."""
        return self._ledger

    @property
    def keys(self) -> Mapping[str, ApiKey]:
        """The keys by id."""
        return self._keys

    def tell(self, told: Callable[[], None]) -> None:
        """Call this after each change that is taken over, in the thread that follows the ledger."""
        self._told.append(told)

    def start(self) -> None:
        """Begin to follow the ledger."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._follow, name="benchbook-live", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Cease to follow the ledger; waits at most a second for a read that is under way."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(timeout=1)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def poll(self) -> bool:
        """Take over the ledger's present state if it changed; False while it cannot be read."""
        try:
            self._catch_up()
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the last good snapshot is better than none
            if not self._failing:
                unexpected = not isinstance(error, StoreError)
                _log.warning("cannot follow the store, serving its last state: %s", error, exc_info=unexpected)
            self._failing = True
            return False
        if self._failing:
            _log.warning("following the store again")
        self._failing = False
        return True

    def refresh_keys(self) -> None:
        """Read the keys anew if the ledger changed, so that a fresh key works at once.

        Blocks for at most a few tenths of a second: checks start ten times a second at most, and
        calls that wait share the next one.
        """
        asked_at = time.monotonic()
        with self._checking:
            if self._checked_at >= asked_at:
                return
            time.sleep(max(0.0, min(KEY_CHECK_SECONDS, self._checked_at + KEY_CHECK_SECONDS - time.monotonic())))
            self._checked_at = time.monotonic()
            with contextlib.suppress(StoreError):
                self._read_keys()

    def _follow(self) -> None:
        while not self._stopping.wait(self._poll_seconds):
            self.poll()

    def _catch_up(self) -> None:
        # The generation is read first: a change during the reads below is seen by the next poll.
        generation = self._read_keys()
        if generation != self._generation:
            self._times, self._present = self._built()
            self._generation = generation
            for told in self._told:
                told()

    def _built(self) -> tuple[Mapping[Audience, Times], Mapping[Audience, View]]:
        times = {audience: self._ledger.times(licences_of(audience)) for audience in self._audiences}
        return times, {audience: self._view(NOW, audience) for audience in self._audiences}

    def _view(self, moment: Moment, audience: Audience) -> View:
        with paused():
            publication = self._read(self._ledger, moment, audience)
            snapshot = build_snapshot(publication, ENCODER)
            leaderboard = build_leaderboard(publication)
        names = Names((*publication.models, *publication.departed), self._facts())
        return View(
            snapshot=snapshot,
            publication=publication,
            leaderboard=leaderboard,
            mark=mark(publication),
            names=names,
        )

    def _read_keys(self) -> int:
        """Take over the keys if the ledger changed; gives its generation."""
        with self._swapping:
            generation = self._ledger.generation()
            if generation != self._keys_generation:
                stored = self._ledger.keys()
                self._keys = {key.id: key for key in stored}
                self._keys_generation = generation
            return generation
