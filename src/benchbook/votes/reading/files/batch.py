"""What a reader of one format gives: columns of Arrow, for a run of rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import pyarrow as pa

from benchbook.model import Noun
from benchbook.votes.reading.nouns import Rejection

Kind = Literal["name", "word", "label", "prompt", "number", "time", "answer", "list", "map"]
"""How a column is read, and so what it may be in a batch.

``name``: models' names, ``word``: other texts that recur, ``label``: texts of any kind, ``prompt``: texts that may
be long, each as text or a dictionary of texts. ``number``: figures, texts of figures, or structs of figures to be
summed. ``time``: times, figures or texts. ``answer``: texts, or turns of a conversation. ``list``: lists of texts, or
texts of lists. ``map``: figures by name in a map, a struct or a text.
"""

FEW = frozenset({"name", "word"})
"""What is read as a dictionary of few texts."""

READABLE = "CSV, TSV, JSON Lines, a JSON list or Parquet"

MOST_ROW_BYTES = 4 * 1024 * 1024
"""How long a row may be; text is read in blocks of this size."""

MOST_COLUMNS = 10_000
MOST_EXCERPTS = 1_000
"""Of how many refused rows of a file the text is told."""


Rows = np.ndarray[Any, np.dtype[np.int64]]
"""Places of rows in a file or request, counted from 1."""


class Read(Noun, frozen=True, kw_only=True):
    """A column to be read, or with ``inside`` a field below it (``h1`` of ``header_count_a``), and how."""

    column: str
    kind: Kind
    inside: str = ""

    @property
    def name(self) -> str:
        """As a message names it."""
        return f"{self.column}.{self.inside}" if self.inside else self.column


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A run of rows: ``rows`` are their places in the file, counted from 1, ``columns`` have an element for each.

    ``refused`` are rows near them that are none: ragged, undecodable, of the wrong type.
    """

    rows: Rows
    columns: Mapping[Read, pa.Array]
    refused: tuple[Rejection, ...] = ()
    bytes_read: int = 0


class VoteFile(Protocol):
    """A file of one format. It can be read any number of times, and gives the same each time."""

    @property
    def where(self) -> str:
        """As messages name it."""
        ...

    @property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """The columns' names, each with the names of the fields below it, where there are any."""
        ...

    @property
    def bytes_total(self) -> int | None:
        """How large it is as it lies on the disk."""
        ...

    def fits(self, read: Read) -> bool:
        """Whether a column, found by its name, can be of such a kind."""
        ...

    def batches(self, reads: Sequence[Read]) -> Iterator[Batch]:
        """All rows, at most ``nouns.MOST_ROWS`` at a time; raises ``Malformed`` and its like."""
        ...
