"""What is posted together, and under which id: equal changes to one watch have one."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

import msgspec

from benchbook.changes import Change
from benchbook.model import Noun
from benchbook.publication import Audience
from benchbook.watch.filters import Filter

MOST_CHANGES = 100

BEGUN = "0" * 32
"""Stands among the announced events of a watch that has begun; no change has this id."""


class Batch(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """The body of a post; its JSON form is what is sent. ``created_at`` is when it was first made, in UTC."""

    id: str
    created_at: datetime
    changes: tuple[Change, ...]


class Watch(Noun, frozen=True, kw_only=True):
    """Who is told of what: a receiver's address without user and password, a filter, and what may be told there."""

    receiver: str
    filter: Filter
    audience: Audience

    @property
    def key(self) -> str:
        """The watch in the table of what was announced; 32 hexadecimal digits."""
        return _hash("watch", self.receiver, self.audience, *(f"{key}={globs}" for key, globs in self.filter.wanted))

    @property
    def under_way(self) -> str:
        """The same of what was about to be told: should delivery be cut off, the very same batch is posted again."""
        return _hash("under way", self.key)

    @property
    def overtaken(self) -> str:
        """The same of what was about to be told when an older document made it untrue."""
        return _hash("overtaken", self.key)

    def batch_id(self, change_ids: Iterable[str]) -> str:
        """The id of a batch of changes."""
        return f"msg_{_hash(self.key, *sorted(change_ids))}"


def _hash(*parts: str) -> str:
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()
