"""``/reference``: the API, told from its own OpenAPI document."""

from collections.abc import Mapping

import benchbook
from benchbook.api.query import TimeQuery
from benchbook.api.route import Asked
from benchbook.web.reference import described

PATH = "/reference"


def values(asked: Asked, _: TimeQuery) -> Mapping[str, object]:
    """What the template shows; the server's own address stands there where the operator named it."""
    settings = asked.settings
    found = described()
    return {
        "areas": found.areas,
        "shapes": found.shapes,
        "site": settings.site,
        "server": settings.site or "$URL",
        "version": benchbook.__version__,
        "per_minute": settings.key_requests_per_minute,
        "per_day": settings.account_requests_per_day,
    }
