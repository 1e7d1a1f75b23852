"""The front page: what is served, the best of the coding index, and how to ask for more."""

from decimal import Decimal
from functools import cache

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from benchbook.api.shapes import ArtificialAnalysisItem
from benchbook.publication import configuration_text
from benchbook.snapshot import Snapshot

_SHOWN_ROWS = 15
_TOKENS_PER_MILLION = 1_000_000


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("benchbook.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["per_million"] = per_million
    environment.filters["run"] = configuration_text
    return environment.get_template(name)


def front_page(snapshot: Snapshot) -> bytes:
    """The page as UTF-8 HTML; an empty snapshot says how to fill it."""
    rows = [
        (msgspec.json.decode(line.body, type=ArtificialAnalysisItem), line.configuration)
        for line in snapshot.by_coding[:_SHOWN_ROWS]
    ]
    return (
        _template("front.html")
        .render(
            rows=rows,
            as_of=snapshot.as_of,
            models=len(snapshot.models),
            benchmark_rows=snapshot.rows,
            indices=len(snapshot.by_index),
            arenas=len(snapshot.arenas),
            evals=len(snapshot.evals) + len(snapshot.searches),
        )
        .encode()
    )


def per_million(price_per_token: str) -> str:
    """Dollars per million tokens from decimal dollars per token: ``0.0000025`` -> ``2.5``."""
    price = Decimal(price_per_token) * _TOKENS_PER_MILLION
    return f"{price.normalize():f}"
