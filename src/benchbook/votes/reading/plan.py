"""Which columns of a file are read, and as what."""

from collections.abc import Iterator

from benchbook.model import Noun
from benchbook.votes.reading.files.batch import Read


class Measure(Noun, frozen=True, kw_only=True):
    """A covariate: model a's figure less model b's, or a column that holds the difference."""

    name: str
    first: Read
    second: Read | None = None

    def reads(self) -> Iterator[Read]:
        """The one or two columns that are read."""
        yield self.first
        if self.second is not None:
            yield self.second


class Votes(Noun, frozen=True, kw_only=True):
    """Two models a row. The winner is in a column, or in one for each outcome, or is always the first model.

    ``first_left``: the first model's column says that it stood on the left. ``shown`` are columns of the names as
    they stood left and right, beside those of the models.
    """

    first: Read
    second: Read
    winner: Read | None = None
    hot: tuple[Read | None, ...] = ()
    first_left: bool = False
    shown: tuple[Read, Read] | None = None
    side: Read | None = None
    vote_id: Read | None = None
    kind: Read | None = None
    flag: Read | None = None
    measures: tuple[Measure, ...] = ()
    measures_by_name: Read | None = None
    answers: tuple[Read, Read] | None = None

    def reads(self) -> Iterator[Read]:
        """All columns that are read."""
        single = (self.first, self.second, self.winner, *self.hot, self.side, self.vote_id, self.kind, self.flag)
        paired = (*(self.shown or ()), *(self.answers or ()), self.measures_by_name)
        yield from (read for read in (*single, *paired) if read is not None)
        for measure in self.measures:
            yield from measure.reads()


class Placements(Noun, frozen=True, kw_only=True):
    """A tournament a row: ``wide`` with a column for each place, or ``listed`` with the models in one."""

    wide: tuple[Read, ...] = ()
    listed: Read | None = None

    def reads(self) -> Iterator[Read]:
        """All columns that are read."""
        yield from self.wide
        if self.listed is not None:
            yield self.listed


class Entries(Noun, frozen=True, kw_only=True):
    """A model of a tournament a row."""

    model: Read
    place: Read

    def reads(self) -> Iterator[Read]:
        """All columns that are read."""
        yield from (self.model, self.place)


class Plan(Noun, frozen=True, kw_only=True):
    """What rows are, and what may be told of any of them.

    ``turn`` tells the votes on one prompt apart, where votes have no ids. ``names_hidden``: the column of
    ``names_visible`` says the opposite.
    """

    rows: Votes | Placements | Entries
    category: Read | None = None
    cast_at: Read | None = None
    tournament: Read | None = None
    voter: Read | None = None
    prompt: Read | None = None
    turn: Read | None = None
    names_visible: Read | None = None
    names_hidden: bool = False
    notes: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[Read, ...]:
        """All columns that are read, each once."""
        told = (self.category, self.cast_at, self.tournament, self.voter, self.prompt, self.turn, self.names_visible)
        return tuple(dict.fromkeys((*self.rows.reads(), *(read for read in told if read is not None))))
