"""``/reference``: the API, told from its own OpenAPI document."""

from collections.abc import Mapping

import benchbook
from benchbook.api.query import TimeQuery
from benchbook.api.route import Asked
from benchbook.web.reference import described

PATH = "/reference"
_USUAL = "http://127.0.0.1:8484"
_CLIENT = """\
from openrouter import OpenRouter

client = OpenRouter(api_key=KEY, server_url="{server}/api/v1")
found = client.benchmarks.get_benchmarks(task_type="coding")
for row in found.data:
    print(row.source, row.display_name)"""


def values(asked: Asked, _: TimeQuery) -> Mapping[str, object]:
    """What the template shows; the server's own address stands there where the operator named it."""
    settings = asked.settings
    found = described()
    return {
        "areas": found.areas,
        "shapes": found.shapes,
        "site": settings.site,
        "server": settings.site or "$URL",
        "client": _CLIENT.format(server=settings.site or _USUAL),
        "version": benchbook.__version__,
        "per_minute": settings.key_requests_per_minute,
        "per_day": settings.account_requests_per_day,
    }
