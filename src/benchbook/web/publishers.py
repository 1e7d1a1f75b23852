"""What whoever publishes figures is called where a reader is told of them."""

from benchbook.leaderboard.figures import OPENROUTER
from benchbook.leaderboard.score_columns import source_title


def publisher(source_id: str) -> str:
    """A source's title; OpenRouter, whose catalogue and benchmarks are read as two, by its own name."""
    return "OpenRouter" if source_id == OPENROUTER else source_title(source_id)
