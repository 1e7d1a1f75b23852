"""The catalogue as it is asked about: entries with what benchmarks and providers say of them, in prepared columns.

Everything here is made from one publication and never changes afterwards; nothing knows HTTP or JSON.
"""

from benchbook.catalogue.bounds import per_million
from benchbook.catalogue.cost import Cost, Usage, Window, cost_of
from benchbook.catalogue.lines import ModelLine, build_lines, created_day, plain_tag
from benchbook.catalogue.lookup import by_name, nearest
from benchbook.catalogue.standings import BoardPlace, Standing, standings

__all__ = [
    "BoardPlace",
    "Cost",
    "ModelLine",
    "Standing",
    "Usage",
    "Window",
    "build_lines",
    "by_name",
    "cost_of",
    "created_day",
    "nearest",
    "per_million",
    "plain_tag",
    "standings",
]
