"""Text that no spreadsheet takes for a formula, and back."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width twins count
"""What a cell's text begins with that a spreadsheet would run or drop."""

_MARK = "'"


def inert(text: str) -> str:
    """Text with an apostrophe before it where it would begin a formula; ``alive`` takes it away again."""
    return _MARK + text if text.lstrip(_MARK).startswith(FORMULA_STARTS) else text


def alive(text: str) -> str:
    """The text that ``inert`` was given."""
    return text[1:] if text.startswith(_MARK) and text.lstrip(_MARK).startswith(FORMULA_STARTS) else text
