"""Votes: from files and requests into a log that only grows, and from the log to counts of pairs."""
