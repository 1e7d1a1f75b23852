"""What serving needs of a store."""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol, TypeVar

from benchbook.model import ApiKey, LedgerState, Licence, Moment, Times
from benchbook.store import Timeline

Answer = TypeVar("Answer")


class Ledger(Protocol):
    """A store, or what stands for one. ``generation`` grows with every change, keys included."""

    def generation(self) -> int:
        """A number that differs after every change."""

    def keys(self) -> Sequence[ApiKey]:
        """All keys, revoked ones too."""

    def times(self, licences: Collection[Licence]) -> Times:
        """When something was observed or recorded in documents of some licences."""

    def state(self, moment: Moment) -> LedgerState:
        """Everything at a moment."""

    def over_time(self, question: Callable[[Timeline, Moment], Answer], moment: Moment) -> Answer:
        """What a question finds that may ask for any date."""
