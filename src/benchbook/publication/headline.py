"""Which of a model's configurations stands for it."""

from benchbook.model import Number


def headline_order(coding: Number | None, intelligence: Number | None) -> tuple[bool, bool, Number]:
    """A sort key, best first: rows with a coding index before others, then the highest intelligence index."""
    return (coding is None, intelligence is None, -(intelligence or 0))
