"""Errors of HTTP requests; the tree of all stands in ``benchbook.errors``."""

import difflib
from collections.abc import Iterable

from benchbook.errors.root import BenchbookError

_FEW_NAMES = 5


class RequestError(BenchbookError):
    """An HTTP request that is answered with an error; ``status`` is the reply's status."""

    status = 400


class BadParameter(RequestError):
    """A query parameter that is unknown to the contract or has a value it does not take."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"Invalid value {value[:80]!r} for parameter {name!r}: expected {expected}")


class Unanswerable(RequestError):
    """A parameter of the contract asks about what no source gave; an answer that ignored it would be a wrong one."""

    def __init__(self, name: str, value: str, missing: str) -> None:
        super().__init__(f"Parameter {name!r} cannot be answered with {value[:80]!r}: {missing}")


class NoSuchMoment(RequestError):
    """A date that is none, lies in the future, or before the first record; ``name`` is the parameter or option."""

    def __init__(self, name: str, value: str, reason: str) -> None:
        super().__init__(f"{name} {value[:80]!r}: {reason}")


class KeyRequired(RequestError):
    """No key was sent where one is needed."""

    status = 401

    def __init__(self) -> None:
        super().__init__("Missing Authentication header")


class KeyInvalid(RequestError):
    """The key is unknown or was revoked."""

    status = 401

    def __init__(self) -> None:
        super().__init__("Invalid API key")


class BadForm(RequestError):
    """A form cannot be read, or lacks a field, or one holds what it may not."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The form cannot be used: {reason}")


class BodyTooLarge(RequestError):
    """More was posted than a path takes."""

    status = 413

    def __init__(self, limit: int, unit: str = "bytes") -> None:
        super().__init__(f"The body has more than {limit:,} {unit}")


class HalfSent(RequestError):
    """A body did not come wholly, or not in time; nothing was done."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The body cannot be used: {reason}")


class BadVotes(RequestError):
    """Posted votes do not have the shape that was agreed; none was recorded. ``index`` is that of a vote, from 0."""

    def __init__(self, reason: str, index: int | None = None) -> None:
        where = "The votes" if index is None else f"votes[{index}]"
        super().__init__(f"{where}: {reason}; nothing was recorded")


class NoUsableVote(RequestError):
    """None of the posted votes is one, each for a reason of its own; none was recorded."""

    status = 422

    def __init__(self, votes: int, index: int, reason: str) -> None:
        super().__init__(f"None of {votes:,} votes can be used; votes[{index}]: {reason}; nothing was recorded")


class BadArenaName(RequestError):
    """No arena may have this name."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"arena {name[:80]!r}: {reason}")


class NoSuchArena(RequestError):
    """Votes are gathered in no arena of this name."""

    status = 404

    def __init__(self, name: str, known: Iterable[str] = ()) -> None:
        names = list(known)
        listed = ", ".join(difflib.get_close_matches(name, names, n=_FEW_NAMES, cutoff=0.3) or names[:_FEW_NAMES])
        there = f"there is: {listed}; " if listed else ""
        super().__init__(f"no arena {name[:80]!r}", hint=f"{there}`benchbook votes create NAME` makes one")


class NotVoter(RequestError):
    """The key is good and its holder may not post votes."""

    status = 403

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The key {name!r} may read, but not post votes", hint="`benchbook keys create NAME --votes` makes one"
        )


class SignedOut(RequestError):
    """Nobody is signed in: never, no longer, or the key was revoked."""

    status = 401

    def __init__(self) -> None:
        super().__init__("Sign in with a reviewer's key; a session lasts an hour")


class NotReviewer(RequestError):
    """The key is good and its holder may not decide."""

    status = 403

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The key {name!r} may read, but not decide", hint="`benchbook keys create NAME --reviewer` makes one"
        )


class Forged(RequestError):
    """A form that did not come from this site's own page, or from an older session's."""

    status = 403

    def __init__(self) -> None:
        super().__init__("The form was not sent by this site's own page; nothing was changed", hint="load it anew")


class NoSuchName(RequestError):
    """No source calls anything so."""

    status = 404

    def __init__(self, name: str, source: str) -> None:
        super().__init__(f"No name {name[:200]!r} of {source[:80]!r} is known here")


class AlreadyDecided(RequestError):
    """A name waits no longer, or the very same was decided before; ``what`` is what is so now."""

    status = 409

    def __init__(self, name: str, source: str, what: str) -> None:
        super().__init__(f"{name[:200]!r} of {source} {what}; nothing was changed")


class NoSuchPath(RequestError):
    """Nothing is served at this path."""

    status = 404

    def __init__(self, path: str) -> None:
        super().__init__(f"Not found: {path}")


class NoSuchModel(RequestError):
    """The catalogue lists no model of this name; ``departed`` if it once did."""

    status = 404

    def __init__(self, name: str, nearest: Iterable[str] = (), *, departed: bool = False) -> None:
        self.nearest = tuple(nearest)
        listed = ", ".join(self.nearest)
        sentence = f"Model {name[:200]!r} " + ("left the catalogue" if departed else "is not in the catalogue")
        super().__init__(sentence, hint=f"nearest: {listed}" if listed else None)


class NoSuchBoard(RequestError):
    """No arena has a board of this name; ``nearest`` are those that do, each with its address."""

    status = 404

    def __init__(self, name: str, nearest: Iterable[tuple[str, str]] = ()) -> None:
        self.nearest = tuple(nearest)
        listed = ", ".join(near for near, _ in self.nearest)
        super().__init__(f"No arena has a board {name[:200]!r}", hint=f"nearest: {listed}" if listed else None)


class WrongMethod(RequestError):
    """The path does not take this method."""

    status = 405

    def __init__(self, method: str, allowed: Iterable[str]) -> None:
        self.allowed = tuple(allowed)
        super().__init__(f"Method {method} not allowed; allowed: {', '.join(self.allowed)}")


class TooManyRequests(RequestError):
    """A limit is used up; ``retry_after_seconds`` says when to come back."""

    status = 429

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("Rate limit exceeded")


class TooManyAttempts(RequestError):
    """Too many keys were tried from one address; ``retry_after_seconds`` says when to come back."""

    status = 429

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"Too many attempts to sign in; try again in {retry_after_seconds} s")
