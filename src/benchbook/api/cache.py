"""Bodies that were made before, bounded by their size in memory."""

import threading
from collections import OrderedDict

DEFAULT_CAPACITY_BYTES = 32 * 1024 * 1024

BodyKey = tuple[str, str, str, str]
"""What the answers depend on, path, canonical query, coding."""


class BodyCache:
    """The most recently used bodies, for any thread. A body larger than a quarter of the capacity is not kept."""

    def __init__(self, capacity_bytes: int = DEFAULT_CAPACITY_BYTES) -> None:
        self._capacity_bytes = capacity_bytes
        self._size_bytes = 0
        self._lock = threading.Lock()
        self._bodies: OrderedDict[BodyKey, bytes] = OrderedDict()

    @property
    def size_bytes(self) -> int:
        """What the bodies take."""
        return self._size_bytes

    def get(self, key: BodyKey) -> bytes | None:
        """A body, which counts as a use."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: BodyKey, body: bytes) -> None:
        """Keep a body; the least recently used go."""
        if len(body) * 4 > self._capacity_bytes:
            return
        with self._lock:
            self._size_bytes += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._size_bytes > self._capacity_bytes:
                _, dropped = self._bodies.popitem(last=False)
                self._size_bytes -= len(dropped)
