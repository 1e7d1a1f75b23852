"""The table ``counts``: how often each model of a pair won in an arena, from which its ratings follow."""

from benchbook.export.table import About, Column, ExportTable
from benchbook.votes.counting.counts import CountTable

_COLUMNS = (
    Column(name="model_a", type="text", description="The first model, by the order of names."),
    Column(name="model_b", type="text", description="The second model."),
    Column(name="a_wins", type="integer", unit="votes", description="How often the first was better."),
    Column(name="b_wins", type="integer", unit="votes", description="How often the second was better."),
    Column(name="ties", type="integer", unit="votes", description="How often both were equally good."),
    Column(name="both_bad", type="integer", unit="votes", description="How often both were bad."),
)


class AboutCounts(About, frozen=True, kw_only=True, omit_defaults=False):
    """The same of counts; ``sha256`` is that of ``CountTable``, ``category`` None for all votes of the arena."""

    arena: str
    category: str | None
    votes: int
    models: int
    sha256: str


def counts_table(counts: CountTable, arena: str, category: str | None) -> ExportTable:
    """Counts, a pair a row."""
    about = AboutCounts(
        table="counts",
        as_of=None,
        rows=len(counts.first),
        licences=(),
        citations=(),
        columns=_COLUMNS,
        arena=arena,
        category=category,
        votes=counts.votes,
        models=len(counts.models),
        sha256=counts.sha256,
    )
    return ExportTable(about=about, rows=counts.lines)
