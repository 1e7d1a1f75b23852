"""From what is new in a store to posts that were taken: each change at least once, in order, a batch under one id."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from itertools import islice

import msgspec

from benchbook.changes import Change
from benchbook.errors import NotDelivered, StoreError, StoreReadOnly, StoreVersion
from benchbook.fetch import Post, Receiver
from benchbook.store import Store
from benchbook.watch.batches import BEGUN, MOST_CHANGES, Batch, Watch
from benchbook.watch.news import Found, News
from benchbook.watch.signing import Signer
from benchbook.wording import counted


class Watcher:
    """Tells one receiver of one store's changes.

    What it was told stands in the store. At its first start everything is taken as told, but for
    what happened after ``since``. ``tell`` gets a sentence of what was done; ``uninterrupted`` is
    entered while delivery is recorded.
    """

    def __init__(
        self,
        store: Store,
        watch: Watch,
        *,
        now: Callable[[], datetime],
        since: datetime | None = None,
        tell: Callable[[str], None] | None = None,
        uninterrupted: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self.is_new = False
        self._store = store
        self._watch = watch
        self._now = now
        self._since = since
        self._tell = tell or (lambda _sentence: None)
        self._uninterrupted = uninterrupted
        self._news = News(store, watch.filter, watch.audience)
        self._told: set[str] = set()
        self._unrecorded: dict[str, set[str]] = {}
        self._under_way: frozenset[str] = frozenset()
        self._waiting: dict[str, Change] = {}
        self._begun = False
        self._refused = False

    def begin(self, *, record: bool = True) -> None:
        """Find out what waits to be told; at the very first start, record what need not be.

        Raises ``StoreError``; then it may be called again.
        """
        news = News(self._store, self._watch.filter, self._watch.audience)
        told = self._store.announced(self._watch.key)
        settled = told | self._store.announced(self._watch.overtaken)
        under_way = self._store.announced(self._watch.under_way) - settled
        found = news.find() or Found(since=None, changes=())
        self.is_new = BEGUN not in told
        if self.is_new:
            told = {BEGUN, *(change.id for change in found.changes if not self._is_after(change))}
            if record:
                self._note({self._watch.key: told})
        self._news, self._told, self._under_way = news, told, frozenset(under_way)
        self._waiting = {change.id: change for change in found.changes if change.id not in told}
        self._begun = True
        self._tell(self._beginning())

    def _is_after(self, change: Change) -> bool:
        return self._since is not None and change.at > self._since

    def _beginning(self) -> str:
        waiting = f"to be posted: {counted(len(self._waiting), 'change')}"
        if self.is_new:
            return f"a new watch; taken as known: {counted(len(self._told) - 1, 'change')}; {waiting}"
        aside = "; --since is left aside, it counts at the first start only" if self._since else ""
        return f"a watch that goes on; {waiting}{aside}"

    def batches(self) -> Iterator[Batch]:
        """What waits, as it would be posted."""
        ids = iter(self._waiting)
        if self._under_way:
            yield self._batch(self._under_way)
            ids = (each for each in self._waiting if each not in self._under_way)
        while some := frozenset(islice(ids, MOST_CHANGES)):
            yield self._batch(some)

    def step(self, receiver: Receiver, signer: Signer) -> None:
        """Take in what is new, and post what waits; a batch that was refused, again when there is more.

        Raises ``StoreError``, ``NotDelivered`` and ``ReceiverGone``; nothing is lost by that.
        """
        if not self._begun:
            self.begin()
        more = self._take_in()
        if self._unrecorded:
            self._record()
        if self._waiting and (more or not self._refused):
            self._refused = False
            try:
                self._deliver(receiver, signer)
            except NotDelivered:
                self._refused = True
                raise

    def _take_in(self) -> bool:
        """Replace what waits by what is found; whether something waits that did not before."""
        found = self._news.find()
        if found is None:
            return False
        since = found.since
        kept = {} if since is None else {key: each for key, each in self._waiting.items() if each.at <= since}
        new = {change.id: change for change in found.changes if change.id not in self._told}
        more = not new.keys() <= self._waiting.keys()
        self._waiting = kept | new
        return more

    def _deliver(self, receiver: Receiver, signer: Signer) -> None:
        with receiver.connected() as post:
            while batch := next(self.batches(), None):
                ids = self._under_way or frozenset(change.id for change in batch.changes)
                self._record(ids)
                if batch.changes:  # they are none when all of it was overtaken by an older document
                    post(self._post(batch, signer))
                    self._tell(f"posted {counted(len(batch.changes), 'change')} to {receiver.shown}, {batch.id}")
                self._settle(batch, ids)
        self._record()

    def _post(self, batch: Batch, signer: Signer) -> Post:
        return Post(
            body=msgspec.json.encode(batch),
            headers=lambda body: signer.headers(batch.id, self._now(), body),
        )

    def _batch(self, ids: frozenset[str]) -> Batch:
        changes = tuple(change for key, change in self._waiting.items() if key in ids)
        return Batch(id=self._watch.batch_id(ids), created_at=self._now(), changes=changes)

    def _settle(self, batch: Batch, under_way: frozenset[str]) -> None:
        told = {change.id for change in batch.changes}
        self._under_way = frozenset()
        self._told |= told
        self._unrecorded.setdefault(self._watch.key, set()).update(told)
        self._unrecorded.setdefault(self._watch.overtaken, set()).update(under_way - told)
        self._waiting = {key: change for key, change in self._waiting.items() if key not in told}

    def _record(self, under_way: frozenset[str] = frozenset()) -> None:
        """Note what was delivered, and what is about to be; both or neither."""
        self._note({**self._unrecorded, self._watch.under_way: under_way - self._under_way})
        self._under_way = under_way or self._under_way
        self._unrecorded = {}

    def _note(self, events: Mapping[str, Iterable[str]]) -> None:
        with self._uninterrupted(), self._store.writing() as writer:
            for key, ids in events.items():
                writer.announce(key, ids)


def follow(
    watcher: Watcher, receiver: Receiver, signer: Signer, *, interval_seconds: float, tell: Callable[[str], None]
) -> None:
    """Step for ever. A store that cannot be read for a while and a receiver that refuses are told and outlasted.

    Raises ``ReceiverGone``, and ``StoreError`` where waiting cannot help.
    """
    failing = False
    while True:
        try:
            watcher.step(receiver, signer)
            if failing:
                tell("following the store again")
            failing = False
        except NotDelivered as error:
            tell(str(error))
        except (StoreReadOnly, StoreVersion):
            raise
        except StoreError as error:
            if not failing:
                tell(f"cannot follow the store, trying again: {error}")
            failing = True
        time.sleep(interval_seconds)
