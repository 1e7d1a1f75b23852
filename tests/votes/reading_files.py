"""Synthetic files of votes, and what is read out of them."""

import csv
import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from benchbook.votes.reading.chunks import read_votes
from benchbook.votes.reading.nouns import Wanted
from benchbook.votes.schema import READ

NOW = datetime(2026, 11, 1, tzinfo=UTC)
HEADER = "model_a,model_b,winner\n"


class Read:
    """All that came of a file."""

    def __init__(self, chunks):
        self.chunks = list(chunks)
        for chunk in self.chunks:
            chunk.table.validate(full=True)
            assert chunk.table.schema == READ
            assert not any(chunk.table.column(field.name).null_count for field in READ if not field.nullable)
        self.votes = [vote for chunk in self.chunks for vote in chunk.table.to_pylist()]
        self.rejected = [rejection for chunk in self.chunks for rejection in chunk.rejected]
        self.notes = [note for chunk in self.chunks for note in chunk.notes]
        self.rows = sum(chunk.rows for chunk in self.chunks)

    def of(self, *names):
        """The votes by some columns only."""
        return [tuple(vote[name] for name in names) for vote in self.votes]

    @property
    def reasons(self):
        """Why rows were refused, by row."""
        return {rejection.row: rejection.reason for rejection in self.rejected}


def read(path, **wanted):
    return Read(read_votes(str(path), Wanted(**{"now": NOW, **wanted})))


def read_text(folder, text, **wanted):
    path = folder / "votes"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, **wanted)


def read_table(folder, columns, **wanted):
    return read_text(folder, parquet(columns), **wanted)


def parquet(columns):
    body = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), body)
    return body.getvalue()


def json_lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def comma_separated(rows, columns):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([["" if row.get(column) is None else row[column] for column in columns] for row in rows])
    return text.getvalue()
