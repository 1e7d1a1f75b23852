"""The changes of the windows that were asked for last, so that another page or filter of one costs nothing."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from benchbook.api.ledger import Ledger

MOST_WINDOWS = 4

Answer = TypeVar("Answer")


class RecentWindows(Generic[Answer]):
    """The last answers of each ledger by what was asked of which generation of it; any thread may ask."""

    def __init__(self, worth_keeping: Callable[[Answer], bool]) -> None:
        self._worth_keeping = worth_keeping
        self._by_ledger: WeakKeyDictionary[Ledger, OrderedDict[Hashable, Answer]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def get(self, ledger: Ledger, question: Hashable, find: Callable[[], Answer]) -> Answer:
        """The answer, found anew where the ledger changed since or it was not asked lately."""
        # The generation is read first: what is found later may only be newer than it says.
        key = (ledger.generation(), question)
        with self._lock:
            kept = self._by_ledger.setdefault(ledger, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        answer = find()
        if self._worth_keeping(answer):
            with self._lock:
                kept[key] = answer
                while len(kept) > MOST_WINDOWS:
                    kept.popitem(last=False)
        return answer
