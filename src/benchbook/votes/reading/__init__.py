"""Votes as they are found in files and requests, and what is read from them."""

from benchbook.votes.reading.chunks import read_rows, read_votes
from benchbook.votes.reading.nouns import Chunk, Mapping, Rejection, Wanted

__all__ = ["Chunk", "Mapping", "Rejection", "Wanted", "read_rows", "read_votes"]
