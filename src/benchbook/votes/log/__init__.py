"""Votes that were taken in: a log of Parquet files that only grows, with keys and counts beside it in the store."""
