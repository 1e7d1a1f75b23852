"""What is compared: ``author/slug``, or ``author/slug@effort=high`` for a run of a model; and the way back.

A run is told by parts of its configuration after the last ``@``, with commas between them; ``@unstated`` is the run
of which nothing is stated. In a part's value ``%``, ``,``, ``=`` and ``@`` are percent-encoded.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

from msgspec.structs import replace

from benchbook.api.route import Asked
from benchbook.catalogue import nearest
from benchbook.leaderboard import Entry, Figure, Leaderboard
from benchbook.leaderboard.speaking import headline_of, speaking
from benchbook.model import CatalogModel, Configuration, Noun
from benchbook.publication import configuration_text

MOST = 6
"""How many are compared at once."""

_UNSTATED = "unstated"
_SAFE = " !\"#$&'()*+-./:;<>?[\\]^_`{|}~"


class Choice(Noun, frozen=True, kw_only=True):
    """What was asked for: an id and, if a run was named, its configuration; ``text`` is how it is written."""

    text: str
    model_id: str
    configuration: Configuration | None = None


class Side(Noun, frozen=True, kw_only=True):
    """One of those that are compared. ``figures`` are those that speak for it, ``given`` how it was asked for."""

    given: str
    choice: Choice
    entry: Entry
    model: CatalogModel
    figures: Mapping[str, Figure]

    @property
    def run(self) -> str | None:
        """The run's configuration in words, None where the model as a whole is compared."""
        told = self.choice.configuration
        return None if told is None else configuration_text(told)


class Missing(Noun, frozen=True, kw_only=True):
    """What cannot be compared: no such model, or no such run of it; with what was likely meant, as it is written."""

    text: str
    reason: str
    nearest: tuple[str, ...]


def read_choice(text: str, known: Mapping[str, object]) -> Choice:
    """A choice as it is written; a model whose own id holds an ``@`` is found by its whole id."""
    model_id, at, told = text.rpartition("@")
    configuration = _configuration(told) if at and text not in known else None
    if configuration is None:
        return Choice(text=text, model_id=text)
    return Choice(text=write_choice(model_id, configuration), model_id=model_id, configuration=configuration)


def _configuration(told: str) -> Configuration | None:
    if told == _UNSTATED:
        return Configuration()
    pairs = [part.partition("=") for part in told.split(",")]
    named = {name: unquote(value) for name, equals, value in pairs if equals and value}
    known = set(Configuration.__struct_fields__)
    return replace(Configuration(), **named) if len(named) == len(pairs) and named.keys() <= known else None


def write_choice(model_id: str, configuration: Configuration | None) -> str:
    """How a choice is written."""
    if configuration is None:
        return model_id
    named = {name: getattr(configuration, name) for name in Configuration.__struct_fields__}
    parts = (f"{name}={quote(value, safe=_SAFE)}" for name, value in named.items() if value)
    return f"{model_id}@{','.join(parts) or _UNSTATED}"


def sides(asked: Asked, wanted: tuple[str, ...]) -> tuple[list[Side], list[Missing]]:
    """Those of what is wanted that there are, in its order and each once, and what there is not."""
    board = asked.leaderboard
    entries = _entries(board)
    found: dict[str, Side] = {}
    missing: list[Missing] = []
    for text in wanted:
        choice = read_choice(text, entries)
        known = entries.get(choice.model_id) or _by_name(asked, entries, choice.model_id)
        if known is None:
            likely = nearest(choice.model_id[:300], asked.snapshot.named)
            missing.append(Missing(text=text, reason="model", nearest=likely))
            continue
        entry, model = known
        figures = figures_of(board, entry, choice.configuration)
        if choice.configuration is not None and not figures:
            others = tuple(write_choice(model.id, run.configuration) for run in entry.runs[:MOST])
            missing.append(Missing(text=text, reason="run", nearest=others or (model.id,)))
            continue
        written = write_choice(model.id, choice.configuration)
        chosen = Choice(text=written, model_id=model.id, configuration=choice.configuration)
        found.setdefault(written, Side(given=text, choice=chosen, entry=entry, model=model, figures=figures))
    return list(found.values()), missing


_Entries = dict[str, tuple[Entry, CatalogModel]]


def _entries(board: Leaderboard) -> _Entries:
    """Every model and offer by its id."""
    return {model.id: (entry, model) for entry in board.entries for model in (entry.model, *entry.offers)} | {
        entry.model.base_id: (entry, entry.model) for entry in board.entries
    }


def _by_name(asked: Asked, entries: _Entries, name: str) -> tuple[Entry, CatalogModel] | None:
    """By a permaslug, or by a pointer at a model."""
    line = asked.snapshot.named.get(name)
    if line is not None:
        return entries.get(line.entry.alias_slug or line.entry.id)
    departed = (model.id for model in asked.publication.departed if model.permaslug == name)
    return next((entries[model_id] for model_id in departed if model_id in entries), None)


def figures_of(board: Leaderboard, entry: Entry, configuration: Configuration | None) -> Mapping[str, Figure]:
    """The figures by column: those that speak for a model, or of the runs that are so as far as is asked.

    The run that is exactly so comes first; on each board one run speaks, and each figure says which.
    """
    if configuration is None:
        return entry.figures
    fitting = [run for run in entry.runs if _covers(configuration, run.configuration)]
    exact = any(run.configuration == configuration for run in fitting)
    return speaking(fitting, configuration if exact else headline_of(fitting), board.columns)


def _covers(told: Configuration, given: Configuration) -> bool:
    if told == Configuration():
        return given == told
    return all(getattr(told, name) in {None, getattr(given, name)} for name in Configuration.__struct_fields__)


def run_choices(entry: Entry, model: CatalogModel) -> Iterator[tuple[str, Configuration | None]]:
    """How each run of a model is written, the model as a whole first."""
    yield model.id, None
    for run in entry.runs:
        yield write_choice(model.id, run.configuration), run.configuration
