"""Documents compressed: whole, or as the difference from another document.

A difference is a zstd frame that may refer to all of the other document, so that what both have
in common costs next to nothing. Nothing unpacks to more than it is said to be.
"""

import hashlib
from collections import OrderedDict
from threading import Lock

import zstandard

_MOST_WINDOW_BITS = 27
_FEWEST_BITS = 10
_MOST_TABLE_BITS = 22
RECENT_BYTES = 64 * 1024 * 1024


class Recent:
    """Documents that were read or kept just now, by sha256, so that the next difference is near at hand.

    They were verified when they came in. Safe to share between threads.
    """

    def __init__(self, most_bytes: int = RECENT_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, sha256: str) -> bytes | None:
        """A document, if it is still here."""
        with self._lock:
            if sha256 in self._bodies:
                self._bodies.move_to_end(sha256)
            return self._bodies.get(sha256)

    def put(self, sha256: str, body: bytes) -> None:
        """Keep a document; those that were not asked for the longest go."""
        with self._lock:
            if sha256 in self._bodies or len(body) > self._most_bytes:
                return
            self._bodies[sha256] = body
            self._bytes += len(body)
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._bodies.popitem(last=False)[1])


def whole(body: bytes) -> bytes:
    """A document compressed on its own."""
    return zstandard.compress(body)


def difference(body: bytes, base: bytes) -> bytes | None:
    """A document compressed as its difference from ``base``; None where the two are too large for that."""
    reach = (len(body) + len(base)).bit_length()
    if reach > _MOST_WINDOW_BITS:
        return None
    # Tables as large as the document: with the usual, smaller ones most of what is common is not found.
    table = min(max(len(base).bit_length(), _FEWEST_BITS), _MOST_TABLE_BITS)
    parameters = zstandard.ZstdCompressionParameters(
        window_log=max(reach, _FEWEST_BITS),
        hash_log=table,
        chain_log=table,
        search_log=3,
        min_match=5,
        strategy=zstandard.STRATEGY_LAZY2,
        write_content_size=True,
    )
    return zstandard.ZstdCompressor(dict_data=_dictionary(base), compression_params=parameters).compress(body)


def unpacked(packed: bytes, size: int, sha256: str, base: bytes | None) -> bytes | None:
    """The document of this hash and size out of its packed bytes; None where they are not those of it."""
    try:
        if zstandard.frame_content_size(packed) != size:
            return None
        dictionary = None if base is None else _dictionary(base)
        body = zstandard.ZstdDecompressor(dict_data=dictionary).decompress(packed, max_output_size=size)
    except (zstandard.ZstdError, MemoryError):
        return None
    return body if hashlib.sha256(body).hexdigest() == sha256 else None


def _dictionary(base: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
