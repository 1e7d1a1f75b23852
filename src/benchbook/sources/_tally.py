"""What becomes of each row of a document: a claim or a rejection, counted as it is met."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from benchbook.errors import Malformed
from benchbook.metrics import metric
from benchbook.model import Claim, Labels, Number, Rejected, Scope
from benchbook.sources._documents import RowProblem, excerpt, has_unprintable

MOST_NAME_CHARACTERS = 512
GREATEST_NUMBER = 1e15
MOST_REJECTED = 10_000


class Tally:
    """Claims and rejections in the order of the rows; ``rows_read`` counts rows before they are judged.

    ``origin`` is the document's. One with more than 10,000 unusable rows is ``Malformed`` as a whole.
    """

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self.rows_read = 0
        self.claims: list[Claim] = []
        self.rejected: list[Rejected] = []
        self._keys: set[tuple[Scope, str, str, str]] = set()
        self._subjects: set[tuple[Scope, str]] = set()
        self._bare: set[tuple[Scope, str]] = set()
        self._flawed: set[Scope] = set()

    @contextmanager
    def row(self, locator: str, raw: msgspec.Raw | str, *scopes: Scope) -> Iterator[None]:
        """One row with figures: the block adds its claim, or raises ``RowProblem``, which rejects it.

        ``scopes`` are those that lack a row if this one is unusable.
        """
        self.rows_read += 1
        try:
            yield
        except RowProblem as problem:
            self._reject(locator, raw, scopes, problem)

    @contextmanager
    def entry(self, locator: str, raw: msgspec.Raw | str, *scopes: Scope) -> Iterator[None]:
        """One catalogue entry: it counts as a row only when the block raises ``RowProblem``."""
        try:
            yield
        except RowProblem as problem:
            self.rows_read += 1
            self._reject(locator, raw, scopes, problem)

    def add(self, claim: Claim) -> None:
        """Keep a claim; raises ``RowProblem`` for an unusable name, a value out of bounds or a key met before."""
        check_labels(claim.labels)
        check_text("the subject", claim.subject, most=2 * MOST_NAME_CHARACTERS)
        for result in claim.results:
            check_text("the board", result.board)
            for name, value in result.measures.items():
                check_text("a metric's name", name)
                check_value(claim.scope.source, name, value)
            for name, detail in result.details.items():
                if isinstance(detail, str) and detail:
                    check_text(name, detail)
        subject = (claim.scope, claim.subject)
        keys = {(*subject, result.board, result.variant) for result in claim.results}
        if keys & self._keys or subject in self._bare or (not keys and subject in self._subjects):
            raise RowProblem(f"a second row for {claim.labels.name!r} on the same board", repeats=True)
        self._keys |= keys
        self._subjects.add(subject)
        if not keys:
            self._bare.add(subject)
        self.claims.append(claim)

    def whole(self, *scopes: Scope) -> tuple[Scope, ...]:
        """Those of the scopes without an unusable row: what is missing from them is gone, not unread."""
        return tuple(scope for scope in scopes if scope not in self._flawed)

    def _reject(self, locator: str, raw: msgspec.Raw | str, scopes: tuple[Scope, ...], problem: RowProblem) -> None:
        if len(self.rejected) == MOST_REJECTED:
            first = self.rejected[0]
            expected = f"at most {MOST_REJECTED:,} unusable rows, found more than {MOST_REJECTED:,} unusable rows"
            raise Malformed(self._origin, "", f"{expected}; the first, {first.locator}: {first.reason}") from problem
        self.rejected.append(Rejected(locator=locator, reason=str(problem), excerpt=excerpt(raw)))
        if not problem.repeats:
            self._flawed.update(scopes)


def check_labels(labels: Labels) -> None:
    """Raise ``RowProblem`` for a label that is empty, too long or holds control characters."""
    check_text("name", labels.name)
    optional = (
        ("slug", labels.slug),
        ("creator", labels.creator),
        ("Hugging Face id", labels.hugging_face_id),
        ("id", labels.stated_id),
    )
    for what, text in optional:
        if text is not None:
            check_text(what, text)


def check_text(what: str, text: str, most: int = MOST_NAME_CHARACTERS) -> str:
    """The text itself; raises ``RowProblem`` when it is empty, too long or holds control characters."""
    if not text.strip():
        raise RowProblem(f"{what} is empty, expected 1 to {most} characters")
    return check_characters(what, text, most)


def check_characters(what: str, text: str, most: int = MOST_NAME_CHARACTERS) -> str:
    """The text itself; raises ``RowProblem`` when it is too long or holds control characters."""
    if len(text) > most:
        raise RowProblem(f"{what} has {len(text):,} characters, expected at most {most}")
    if has_unprintable(text):
        raise RowProblem(f"{what} holds control characters, expected printable text")
    return text


def check_value(source: str, name: str, value: Number) -> None:
    """Raise ``RowProblem`` for a figure outside its metric's declared bounds."""
    if abs(value) > GREATEST_NUMBER:
        raise RowProblem(f"{name} is a number of more than {GREATEST_NUMBER:g} in size")
    known = metric(source, name)
    if known is not None and not known.allows(value):
        raise RowProblem(f"{name} is {value:g}, expected {known.bounds} ({known.unit})")


def known_figures(figures: dict[str, Number | None]) -> dict[str, Number]:
    """The figures that are not null."""
    return {name: value for name, value in figures.items() if value is not None}
