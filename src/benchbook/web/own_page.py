"""Whether a request was sent by this site's own page, as far as the browser tells.

Browsers tell ``Sec-Fetch-Site`` over https and on loopback, and ``Origin`` with every form that is posted. A
page that forbids referrers altogether has its forms sent with ``Origin: null``, which says nothing: a page
with a form lets referrers go to its own site (``Referrer-Policy: same-origin``).
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

_OWN = {"same-origin", "none"}
"""``none`` is a person's own doing, such as loading a page again."""

_UNTOLD = "null"


def is_own_page(headers: Mapping[str, str], site: str | None) -> bool:
    """Whether nothing speaks against it; ``headers`` by names in lower case, ``site`` as readers reach it."""
    fetched = headers.get("sec-fetch-site")
    if fetched is not None and fetched.strip().lower() not in _OWN:
        return False
    origin = headers.get("origin")
    if origin is None or (origin == _UNTOLD and fetched is not None):
        return True
    return _is_ours(origin, headers.get("host", ""), site)


def _is_ours(origin: str, host: str, site: str | None) -> bool:
    """A proxy may have put its own name in ``Host``, so that the site's address counts, too, with its scheme."""
    try:
        told, own = urlsplit(origin), urlsplit(site or "")
    except ValueError:
        return False
    if told.scheme not in {"http", "https"} or not told.netloc:
        return False
    if told.netloc.lower() == own.netloc.lower():
        return told.scheme == own.scheme
    return told.netloc.lower() == host.strip().lower()
