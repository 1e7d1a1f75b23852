"""A file's columns, found by what a person says of them and by what they are usually called."""

from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from benchbook.errors import Malformed
from benchbook.votes.reading.facts import VoteFacts, folded
from benchbook.votes.reading.files.batch import Batch, Kind, Read, VoteFile
from benchbook.votes.reading.files.identifiers import is_unique
from benchbook.votes.reading.nouns import Mapping
from benchbook.wording import shortened

KINDS: dict[str, Kind] = {
    "winner": "word",
    "category": "word",
    "side": "word",
    "kind": "word",
    "flag": "word",
    "names_visible": "word",
    "vote_id": "label",
    "voter": "label",
    "tournament": "label",
    "place": "label",
    "turn": "label",
    "prompt": "prompt",
    "cast_at": "time",
    "model": "name",
    "covariates": "map",
}
"""As what each part is read."""

_NUMBER = r"^\s*[-+]?\d+(\.\d*)?\s*$"
_SHOWN = 12
_MOST_DOUBTFUL = 2


class Columns:
    """The columns of a file; one that plays a part plays no other."""

    def __init__(self, file: VoteFile, mapping: Mapping, facts: VoteFacts) -> None:
        self.where = file.where
        self.notes: list[str] = []
        self._file = file
        self._mapping = mapping
        self._facts = facts
        self._named: dict[str, str] = {}
        for column in file.columns:
            self._named.setdefault(folded(column), column)
        said = (getattr(mapping, field) for field in mapping.__struct_fields__)
        self._used = {name for each in said for name in ([each] if isinstance(each, str) else each or ())}

    def use(self, reads: Iterable[Read]) -> None:
        """Take columns out of those that are left."""
        self._used |= {read.column for read in reads}

    def named(self, name: str, kind: Kind) -> Read | None:
        """A column that is left, by what it is called; none of a type that does not fit."""
        read = self._called(name, kind)
        return read if read is not None and self._file.fits(read) else None

    def _called(self, name: str, kind: Kind) -> Read | None:
        column = self._named.get(name)
        return None if column is None or column in self._used else Read(column=column, kind=kind)

    def first(self, names: Iterable[str], kind: Kind) -> Read | None:
        """The first of some columns that is there."""
        return next((read for name in names if (read := self.named(name, kind)) is not None), None)

    def said(self, column: str, kind: Kind) -> Read:
        """A column that a person names; raises ``Malformed`` where there is none."""
        if column not in self._file.columns:
            listed = ", ".join(shortened(name) for name in list(self._file.columns)[:_SHOWN])
            raise Malformed(self.where, "", f"a column {shortened(column)!r}, found {listed}")
        return Read(column=column, kind=kind)

    def part(self, role: str) -> Read | None:
        """The column of a part, by what a person says or what it is called."""
        said = getattr(self._mapping, role, None)
        if said is not None:
            return self.said(said, KINDS[role]) if said else None
        return self.first(self._facts.columns[role], KINDS[role])

    def needed(self, role: str) -> Read | None:
        """The same, of whatever type, so that a wrong one is complained about rather than overlooked."""
        if getattr(self._mapping, role) is not None:
            return self.part(role)
        calls = (self._called(name, KINDS[role]) for name in self._facts.columns[role])
        return self.part(role) or next((read for read in calls if read is not None), None)

    def taken(self, role: str) -> Read | None:
        """The column of a part, which is then not left."""
        found = self.part(role)
        self.use([] if found is None else [found])
        return found

    def inside(self, path: str) -> Read | None:
        """Figures at a dotted path: a column of this name, or a field below one."""
        if path in self._file.columns:
            return Read(column=path, kind="number")
        column, _, field = path.partition(".")
        return Read(column=column, kind="number", inside=field) if field in self._file.columns.get(column, ()) else None

    def beginning(self, prefixes: tuple[str, ...]) -> list[tuple[str, Read]]:
        """The columns whose names begin with one of these, with the rest of their names."""
        found = ((column, prefix) for column in self._file.columns for prefix in prefixes if column.startswith(prefix))
        return [
            (rest, Read(column=column, kind="number")) for column, prefix in found if (rest := column[len(prefix) :])
        ]

    def pairs(self, names: Iterable[tuple[str, str]], besides: Iterable[Read]) -> list[tuple[Read, Read]]:
        """Pairs of columns of names that are left; those of other types only where there are no better."""
        taken = {read.column for read in besides}
        found = [
            (a, b)
            for first, second in names
            if (a := self._called(first, "name")) and (b := self._called(second, "name"))
            if not taken & {a.column, b.column}
        ]
        return [pair for pair in found if all(self._file.fits(read) for read in pair)] or found

    def start(self, reads: Sequence[Read]) -> Batch | None:
        """The first rows of some columns, or None where there are no rows."""
        return next((batch for batch in self._file.batches(reads) if len(batch.rows)), None)

    def are_numbers(self, pair: tuple[Read, Read]) -> bool:
        """Whether the first rows have nothing but numbers for names."""
        batch = self.start(pair)
        return batch is not None and all(_are_numbers(batch.columns[read]) for read in pair)

    def vote_id(self) -> Read | None:
        """The column that tells votes apart. One that is only called an id must do so to be taken."""
        found = self.taken("vote_id")
        if found is not None or self._mapping.vote_id is not None:
            return found
        doubtful = [read for name in self._facts.doubtful.vote_id if (read := self.named(name, "label")) is not None]
        for read in doubtful[:_MOST_DOUBTFUL]:
            if is_unique(self._file, read):
                self.notes.append(f"{shortened(read.column)} is taken for the vote's id: each row has its own")
                return read
            self.notes.append(
                f"{shortened(read.column)} is not taken for the vote's id: several rows share one or lack it"
            )
        return None

    def unread(self, reads: Iterable[Read]) -> list[str]:
        """The columns that play no part."""
        read_ones = {read.column for read in reads}
        return [column for column in self._file.columns if column not in read_ones]


def _are_numbers(column: pa.Array) -> bool:
    texts = column.dictionary if isinstance(column, pa.DictionaryArray) else column
    if not pa.types.is_string(texts.type):
        return False
    return bool(pc.all(pc.match_substring_regex(texts, _NUMBER)).as_py())
