"""From votes in Parquet files and tables to counts of pairs and to rows of numbers, by several engines."""

from benchbook.votes.counting.count import count_file, count_parts, count_votes

__all__ = ["count_file", "count_parts", "count_votes"]
