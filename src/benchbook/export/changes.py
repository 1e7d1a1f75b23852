"""The table ``changes``: one row a change, oldest first."""

from collections.abc import Sequence
from operator import attrgetter

from benchbook.changes import Change
from benchbook.export.cells import written_json
from benchbook.export.fields import Cited, Field, assembled, field
from benchbook.export.table import Cell, ColumnType, ExportTable


def _told(name: str, kind: ColumnType, description: str, unit: str | None = None) -> Field[Change]:
    return field(name, kind, attrgetter(name), description, unit)


def _words(name: str, description: str) -> Field[Change]:
    """What was or is: texts as they are, anything else as JSON."""
    read = attrgetter(name)

    def words(change: Change) -> Cell:
        told: Cell = read(change)
        return told if told is None or isinstance(told, str) else written_json(told)

    return field(name, "text", words, description)


def _figure(name: str, description: str) -> Field[Change]:
    """The same as a number, where it is one."""
    read = attrgetter(name)

    def figure(change: Change) -> Cell:
        told: Cell = read(change)
        return told if isinstance(told, int | float) and not isinstance(told, bool) else None

    return field(f"{name}_value", "number", figure, description)


_FIELDS: tuple[Field[Change], ...] = (
    _told("id", "text", "Equal for equal changes, whenever they are computed."),
    _told("kind", "text", "What happened: model-came, price, score, join-moved …"),
    _told("at", "time", "When it was first observed; for joins, when it was recorded."),
    _told("after", "time", "When it was last observed to be otherwise."),
    _told("summary", "text", "The change in a sentence."),
    _told("model_id", "text", "The catalogue's id of the model."),
    _told("name", "text", "What the source calls it."),
    _told("source", "text", "On whose word."),
    _told("via", "text", "Who relayed it."),
    _told("board", "text", "The board of a score."),
    _told("configuration", "text", "How the model was run."),
    _told("subject", "text", "The source's own key of what was measured."),
    _told("metric", "text", "Which figure."),
    _told("field", "text", "Which price or fact."),
    _words("old", "What it was: a price as a decimal string, a figure, a fact; lists as JSON."),
    _words("new", "What it is."),
    _figure("old", "What it was, where that is a number."),
    _figure("new", "What it is, where that is a number."),
    _told("percent", "number", "How much more the new price is.", "percent"),
    _told("figures", "json", "The figures of a row that came or went."),
    _told("count", "integer", "How many rows the change is about."),
)


def changes_table(changes: Sequence[Change]) -> ExportTable:
    """Changes in the order in which they come."""
    return assembled(
        "changes",
        _FIELDS,
        lambda: changes,
        cited=lambda change: Cited(change.citation, change.licence),
        as_of=max((change.at for change in changes), default=None),
    )
