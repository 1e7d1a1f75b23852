"""What people have written down of metrics: titles, units, bounds and which way is better."""

from collections.abc import Iterable
from functools import cache
from importlib import resources

import msgspec

from benchbook.errors import FactsError

NORMAL_95_PERCENT = 1.96
"""How many standard errors a 95 % interval reaches to either side."""


class MetricFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One metric. Bounds are inclusive and in its unit; ``main`` marks the one meant by a board's name.

    ``score`` is False for what tells of a measurement or an offer and not of how good the model is. ``of`` is the
    metric of whose interval it is an end, or which it tells in another form. ``also`` are other sources whose metric
    of this name is the same thing.
    """

    title: str
    unit: str
    source: str
    origin: str
    also: tuple[str, ...] = ()
    of: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    lower_is_better: bool = False
    main: bool = False
    score: bool = True

    @property
    def higher_is_better(self) -> bool:
        """Which way is better."""
        return not self.lower_is_better

    def allows(self, value: float) -> bool:
        """Whether a figure lies within the bounds."""
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources whose metric this is."""
        return (self.source, *self.also)

    @property
    def bounds(self) -> str:
        """The bounds in words."""
        if self.minimum is not None and self.maximum is not None:
            return f"a value between {self.minimum:g} and {self.maximum:g}"
        if self.minimum is not None:
            return f"at least {self.minimum:g}"
        return f"at most {self.maximum:g}" if self.maximum is not None else "any value"


class _MetricsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    metrics: dict[str, MetricFacts]


@cache
def packaged_metrics() -> dict[str, MetricFacts]:
    """The metrics that Benchbook knows, by id."""
    body = resources.files("benchbook.facts").joinpath("metrics.toml").read_bytes()
    try:
        return msgspec.toml.decode(body, type=_MetricsFile).metrics
    except msgspec.DecodeError as error:
        raise FactsError("metrics.toml", str(error)) from error


def metric(source: str, name: str) -> MetricFacts | None:
    """What is written down of a source's metric; another source's of the same name is another metric."""
    facts = packaged_metrics().get(name)
    return facts if facts is not None and source in facts.sources else None


def main_metric(names: Iterable[str]) -> str | None:
    """Of the metrics of one result, the one that is meant where only its board is named; None where that is open."""
    listed = tuple(names)
    if len(listed) == 1:
        return listed[0]
    known = packaged_metrics()
    main = [name for name in listed if name in known and known[name].main]
    return main[0] if len(main) == 1 else None
