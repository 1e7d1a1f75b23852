"""Release dates in all their spellings, as far as each says them."""

from collections.abc import Iterable, Sequence

Meaning = tuple[int | None, int | None, int | None]
"""Year, month and day, each None where it is not said."""

PartialDate = tuple[Meaning, ...]
"""All that one spelling of a date may mean."""

_FIRST_YEAR, _LAST_YEAR = 2022, 2039
_CENTURY = 2000
_MONTHS, _DAYS = 12, 31


def compact_date(digits: str) -> PartialDate:
    """The date that an unbroken run of digits spells, or nothing.

    ``20250929``, ``250929``, ``202509``, ``2509`` (year and month) and ``0929`` (month and day).
    Months and years cannot be mistaken for each other: no model is older than 2022.
    """
    if not _is_digits(digits):
        return ()
    length = len(digits)
    if length == 8:  # noqa: PLR2004
        return _checked(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if length == 6:  # noqa: PLR2004
        return _checked(int(digits[:4]), int(digits[4:]), None) or _checked(
            _CENTURY + int(digits[:2]), int(digits[2:4]), int(digits[4:])
        )
    if length == 4:  # noqa: PLR2004
        first, second = int(digits[:2]), int(digits[2:])
        return (
            _checked(_CENTURY + first, second, None)
            or _checked(None, first, second)
            or _checked(int(digits), None, None)
        )
    return ()


def spelled_date(numbers: Sequence[str]) -> tuple[int, PartialDate]:
    """How many of these numbers, from the first on, spell a date with breaks between, and which.

    ``2025 09 29``, ``2025 09``, ``09 2025``, and ``06 05``, which may be month and day or month and year.
    """
    for length, spelling in _SPELLINGS:
        told = numbers[:length]
        if len(told) == length and all(_is_digits(number) for number in told) and (found := spelling(told)):
            return length, found
    return 0, ()


def _whole_date(numbers: Sequence[str]) -> PartialDate:
    year, month, day = numbers
    return _checked(int(year), int(month), int(day)) if (len(year), len(month), len(day)) == (4, 2, 2) else ()


def _two_numbers(numbers: Sequence[str]) -> PartialDate:
    first, second = numbers
    lengths = (len(first), len(second))
    if lengths == (4, 2):
        return _checked(int(first), int(second), None)
    if lengths == (2, 4):
        return _checked(int(second), int(first), None)
    if lengths == (2, 2):
        return _checked(None, int(first), int(second)) + _checked(_CENTURY + int(second), int(first), None)
    return ()


_SPELLINGS = ((3, _whole_date), (2, _two_numbers))


def month_date(month: int, year: int | None) -> PartialDate:
    """The date of a month by name; a year of two digits is of this century."""
    if year is not None and year < _CENTURY:
        year += _CENTURY
    return ((year, month, None),)


def agree(first: PartialDate, second: PartialDate) -> bool:
    """Whether two dates may be the same: in some meaning both say the month, and nothing that both say differs.

    Where both may tell a day, only what they mean then counts: ``04-29`` is not ``04-28``.
    """
    mine, theirs = _with_day(first), _with_day(second)
    if not (mine and theirs):
        mine, theirs = first, second
    return any(
        one[1] is not None
        and one[1] == other[1]
        and (one[0] is None or other[0] is None or one[0] == other[0])
        and (one[2] is None or other[2] is None or one[2] == other[2])
        for one in mine
        for other in theirs
    )


def _with_day(date: PartialDate) -> PartialDate:
    return date if len(date) == 1 and date[0][2] is not None else tuple(one for one in date if one[2] is not None)


def tells_day(date: PartialDate) -> bool:
    """Whether a date says the day in every meaning."""
    return all(meaning[2] is not None for meaning in date)


def written(dates: Iterable[PartialDate]) -> str | None:
    """As much of a date as all of these together say, as ISO 8601-2 writes it; None without any.

    ``2025-09-29``, ``2025-09``, and with an unknown year ``XXXX-09-05``.
    """
    known: Meaning = (None, None, None)
    for meanings in dates:
        told = meanings[0]
        known = (known[0] or told[0], known[1] or told[1], known[2] or told[2])
    year, month, day = known
    if year is None and month is None:
        return None
    text = "XXXX" if year is None else f"{year:04}"
    if month is not None:
        text += f"-{month:02}"
        if day is not None:
            text += f"-{day:02}"
    return text


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _checked(year: int | None, month: int | None, day: int | None) -> PartialDate:
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        return ()
    if month is not None and not 1 <= month <= _MONTHS:
        return ()
    if day is not None and not 1 <= day <= _DAYS:
        return ()
    return ((year, month, day),)
