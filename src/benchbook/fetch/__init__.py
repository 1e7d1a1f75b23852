"""Over HTTP: from a source to its documents, and from here to a receiver. All that goes out goes through ``client``.

Polite: one request at a time, conditional where an earlier reply is known, waiting as long as the
other side asks. Bounded: in bytes, in time and in the number of requests. Discreet: a key goes to
the source's own host and nowhere else, not into a message, a log line or the archive.
"""

import logging

from benchbook.fetch.errand import fetch_source
from benchbook.fetch.nouns import Cache, CachedBody, Fetched, Progress, Reply
from benchbook.fetch.posting import Post, Receiver

__all__ = [
    "Cache",
    "CachedBody",
    "Fetched",
    "Post",
    "Progress",
    "Receiver",
    "Reply",
    "fetch_source",
]

# Without a handler of its own each retry would be printed on standard error by logging's last resort.
logging.getLogger("stamina").addHandler(logging.NullHandler())
