"""Everything that can go wrong, as one tree.

Every error takes facts and builds its own sentence: what happened, where, and what was expected;
``hint`` says what to do next where that is known. The command line prints the sentence and exits
with ``exit_code``; the API answers with ``status``.

::

    BenchbookError
    ├── InputError                exit 1   a file, a document or a row is not what it should be
    │   ├── UnreadableInput                cannot be opened, decompressed or decoded
    │   ├── TooLarge                       exceeds a bound on size
    │   ├── Malformed                      is not the document it claims to be
    │   ├── WouldWithdraw                  would withdraw most of what is known
    │   ├── NotRecognised                  no source, or more than one, knows the document
    │   ├── NothingToImport                holds no usable row at all
    │   ├── NotRatable                     votes, counts or a method that give no ratings
    │   │   └── NothingToRate              no vote that tells who is better
    │   ├── BundleError                    is no bundle, wrongly signed, damaged or unsound
    │   └── WouldOverwrite                 is there already
    ├── UnwritableOutput          exit 74  a file cannot be made
    ├── FactsError                exit 1   a TOML file of facts is wrong
    │   └── DecisionRefused                a person's decision would contradict the facts or names no known model
    ├── UnknownThing              exit 1   a model, metric, source or key that is not there
    │   └── NoSuchCategory                 an arena has no such category
    ├── BadFilter                 exit 1   a filter of changes names nothing that there is
    ├── NoSecret                  exit 1   what signs is missing or cannot sign
    ├── NotDrawable               exit 1   a chart is too large to be drawn, or what draws it refuses it
    ├── NothingStored             exit 1   the store holds nothing of what was asked for
    ├── RebuiltDiffers            exit 1   a rebuilt store serves something else than the one it was rebuilt from
    ├── StoreError                exit 3
    │   ├── StoreUnavailable               cannot be opened, reached, read or written
    │   ├── StoreBusy                      locked by another process for too long
    │   ├── StoreReadOnly                  may not be written
    │   ├── StoreFull                      no space is left
    │   ├── StoreVersion                   written by a newer Benchbook
    │   ├── ArchiveDamaged                 an archived document is not what came
    │   ├── LogDamaged                     a file of votes is missing or is not what was written
    │   ├── NotRebuildable                 its archive no longer gives what was recorded
    │   └── NotEmpty                       would have to be empty
    ├── UpstreamError             exit 4
    │   ├── KeyMissing                     an environment variable with a key is not set
    │   ├── Unreachable                    no connection, or no answer in time
    │   ├── BadStatus                      an answer other than the asked-for document
    │   ├── NotDelivered                   a receiver did not take what was posted
    │   └── ReceiverGone                   a receiver wants no more
    ├── EngineMissing             exit 1   an engine for counting votes needs what is not installed
    ├── EngineFailed              exit 4   an engine for counting votes cannot be reached, or refuses
    ├── ServeError                exit 5   the address cannot be served
    └── RequestError              (HTTP)
        ├── BadParameter          400
        ├── BadForm               400      a form that is none, or lacks a field
        ├── BadVotes              400      votes that are posted in another shape than agreed
        ├── BadArenaName          400      a name that no arena may have
        ├── HalfSent              400      a body that did not come wholly, or not in time
        ├── Unanswerable          400      no source gave what a parameter asks about
        ├── NoSuchMoment          400      a date that is none, in the future, or before the first record
        ├── KeyRequired           401      no key was sent
        ├── KeyInvalid            401      the key is unknown or revoked
        ├── SignedOut             401      what only a reviewer who is signed in may do
        ├── NotReviewer           403      the key may read and not decide
        ├── NotVoter              403      the key may read and not post votes
        ├── Forged                403      a form that this site's own page did not send
        ├── NoSuchPath            404
        ├── NoSuchModel           404
        ├── NoSuchBoard           404
        ├── NoSuchArena           404      no arena where votes are gathered
        ├── NoSuchName            404      no source calls anything so
        ├── WrongMethod           405
        ├── AlreadyDecided        409      a name that waits no longer
        ├── BodyTooLarge          413
        ├── NoUsableVote          422      posted votes of which none is one
        ├── TooManyRequests       429
        └── TooManyAttempts       429      to sign in
"""

import difflib
from collections.abc import Iterable, Sequence

from benchbook.errors.requests import (
    AlreadyDecided,
    BadArenaName,
    BadForm,
    BadParameter,
    BadVotes,
    BodyTooLarge,
    Forged,
    HalfSent,
    KeyInvalid,
    KeyRequired,
    NoSuchArena,
    NoSuchBoard,
    NoSuchModel,
    NoSuchMoment,
    NoSuchName,
    NoSuchPath,
    NotReviewer,
    NotVoter,
    NoUsableVote,
    RequestError,
    SignedOut,
    TooManyAttempts,
    TooManyRequests,
    Unanswerable,
    WrongMethod,
)
from benchbook.errors.root import BenchbookError

__all__ = [
    "AlreadyDecided",
    "ArchiveDamaged",
    "BadArenaName",
    "BadFilter",
    "BadForm",
    "BadParameter",
    "BadStatus",
    "BadVotes",
    "BenchbookError",
    "BodyTooLarge",
    "BundleError",
    "DecisionRefused",
    "EngineFailed",
    "EngineMissing",
    "FactsError",
    "Forged",
    "HalfSent",
    "InputError",
    "KeyInvalid",
    "KeyMissing",
    "KeyRequired",
    "LogDamaged",
    "Malformed",
    "NoSecret",
    "NoSuchArena",
    "NoSuchBoard",
    "NoSuchCategory",
    "NoSuchModel",
    "NoSuchMoment",
    "NoSuchName",
    "NoSuchPath",
    "NoUsableVote",
    "NotDelivered",
    "NotDrawable",
    "NotEmpty",
    "NotRatable",
    "NotRebuildable",
    "NotRecognised",
    "NotReviewer",
    "NotVoter",
    "NothingStored",
    "NothingToImport",
    "NothingToRate",
    "RebuiltDiffers",
    "ReceiverGone",
    "RequestError",
    "ServeError",
    "SignedOut",
    "StoreBusy",
    "StoreError",
    "StoreFull",
    "StoreReadOnly",
    "StoreUnavailable",
    "StoreVersion",
    "TooLarge",
    "TooManyAttempts",
    "TooManyRequests",
    "Unanswerable",
    "UnknownThing",
    "Unreachable",
    "UnreadableInput",
    "UnwritableOutput",
    "UpstreamError",
    "WouldOverwrite",
    "WouldWithdraw",
    "WrongMethod",
]

_MOST_NAME_SHOWN = 200
_MOST_NAMES = 12
_FEW_NAMES = 5


class InputError(BenchbookError):
    """A file, a document or a row is not what it should be."""


class UnreadableInput(InputError):
    """An input cannot be opened, decompressed or decoded."""

    def __init__(self, where: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"{where}: cannot be read: {reason}", hint=hint)


class TooLarge(InputError):
    """An input exceeds a bound on size."""

    def __init__(self, where: str, limit_bytes: int) -> None:
        super().__init__(
            f"{where}: larger than {limit_bytes:,} bytes when unpacked, which is the most that one document may have",
            hint="raise it with --max-bytes if the file is genuine",
        )


class Malformed(InputError):
    """A document is not what it claims to be; ``path`` is the place inside it."""

    def __init__(self, where: str, path: str, expected: str, *, hint: str | None = None) -> None:
        place = f"{where}, at {path}" if path else where
        super().__init__(f"{place}: expected {expected}", hint=hint)


class WouldWithdraw(InputError):
    """A document that passes for whole lacks most of what is known: probably a fragment."""

    def __init__(self, where: str, withdrawn: int, held: int) -> None:
        super().__init__(
            f"{where}: holds {held:,} entries and would withdraw {withdrawn:,} others, which looks like a part of a"
            " document; the store is unchanged",
            hint="--extent partial adds it without withdrawing anything, --extent complete insists",
        )


class NotRecognised(InputError):
    """No source, or more than one, recognises a document."""

    def __init__(self, where: str, looks_like: str, candidates: Iterable[str] = (), *, hint: str | None = None) -> None:
        names = ", ".join(candidates)
        if names:
            sentence = f"{where}: {looks_like}; more than one source reads such a document ({names})"
        else:
            sentence = f"{where}: {looks_like}; no source reads such a document"
        super().__init__(sentence, hint=hint or "name the source with --source; `benchbook sources` lists them")


class NothingToImport(InputError):
    """A document holds no usable row; nothing was changed."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: nothing to import: {reason}; the store is unchanged")


class NotRatable(InputError):
    """Votes, counts or a method that no rating can be made of."""

    def __init__(self, where: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"{where}: {reason}", hint=hint)


class NothingToRate(NotRatable):
    """There is no vote that tells who is better, or none that counts."""


class BundleError(InputError):
    """A file is no bundle, is wrongly signed, damaged, unsound or too new; nothing was changed."""

    def __init__(self, where: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"{where}: {reason}", hint=hint)


class WouldOverwrite(InputError):
    """A file that must not be overwritten is there already."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where}: is there already and is not overwritten", hint="choose another name")


class UnwritableOutput(BenchbookError):
    """A file cannot be made."""

    exit_code = 74

    def __init__(self, where: str, error: Exception) -> None:
        reason = getattr(error, "strerror", None) or str(error)
        super().__init__(f"{where}: cannot be written: {reason.lower()}")


class FactsError(BenchbookError):
    """A TOML file of facts is wrong."""

    def __init__(self, where: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"{where}: {reason}", hint=hint)
        self.reason = reason


class DecisionRefused(FactsError):
    """A person's decision would contradict the facts, or names no known model; nothing was changed."""


class UnknownThing(BenchbookError):
    """A model, metric, source or key that was asked for is not there; ``where`` follows its name in the sentence."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = (), *, where: str = "") -> None:
        names = list(known)
        self.nearest = tuple(difflib.get_close_matches(name, names, n=_FEW_NAMES, cutoff=0.5))
        near = difflib.get_close_matches(name, names, n=_MOST_NAMES, cutoff=0.5) if len(names) > _MOST_NAMES else names
        listed = ", ".join(near or names[:_MOST_NAMES])
        more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES and not near else ""
        lead = "nearest" if near and len(near) < len(names) else "there is"
        told = " ".join(filter(None, (f"no {kind} {name[:_MOST_NAME_SHOWN]!r}", where)))
        super().__init__(told, hint=f"{lead}: {listed}{more}" if listed else None)


class NoSuchCategory(UnknownThing):
    """An arena has no votes in a category of this name."""

    def __init__(self, arena: str, name: str, known: Iterable[str]) -> None:
        super().__init__("category", name, known, where=f"in the arena {arena!r}")


class BadFilter(BenchbookError):
    """A filter of changes names nothing that there is."""

    def __init__(self, text: str, reason: str, known: Iterable[str]) -> None:
        super().__init__(f"filter {text[:80]!r}: {reason}; there is: {', '.join(known)}")


class NoSecret(BenchbookError):
    """What signs is missing or cannot sign; what it is instead is not told."""

    def __init__(self, where: str, reason: str, *, hint: str | None = None) -> None:
        webhook = 'make one with echo "whsec_$(openssl rand -base64 32)", and give it to the receiver, too'
        super().__init__(f"{where} {reason}", hint=hint or webhook)


class NotDrawable(BenchbookError):
    """A chart is too large to be drawn, or what draws it refuses it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the chart cannot be drawn: {reason}")


class NothingStored(BenchbookError):
    """The store holds nothing of what was asked for: nothing was imported yet."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the store holds no {what} yet", hint="read a file in with `benchbook import`")


class RebuiltDiffers(BenchbookError):
    """A rebuilt store serves something else than the one that it was rebuilt from."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(
            f"the rebuilt store serves something else: snapshot {after[:16]} instead of {before[:16]}",
            hint="the documents were read by the facts and the version of today: `benchbook re-resolve` brings the"
            " old store up to the same facts",
        )


class StoreError(BenchbookError):
    """The store cannot do what was asked of it."""

    exit_code = 3


class StoreUnavailable(StoreError):
    """The store cannot be opened, reached, read or written."""

    def __init__(self, store: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"store {store}: {reason}", hint=hint)


class StoreBusy(StoreError):
    """Another process holds the store's lock for too long."""

    def __init__(self, store: str, waited_seconds: float) -> None:
        super().__init__(
            f"store {store}: locked by another process for more than {waited_seconds:g} s",
            hint="wait for the other import to end and repeat the command; nothing was changed",
        )


class StoreReadOnly(StoreError):
    """The store may not be written."""

    def __init__(self, store: str, *, is_older: bool = False) -> None:
        why = ", and of an older Benchbook, so that it cannot be read before it was migrated" if is_older else ""
        super().__init__(f"store {store}: read-only{why}", hint="check the permissions of the file and its folder")


class StoreFull(StoreError):
    """No space is left for the store."""

    def __init__(self, store: str) -> None:
        super().__init__(f"store {store}: the disk is full; nothing was changed")


class StoreVersion(StoreError):
    """The store was written by a newer Benchbook."""

    def __init__(self, store: str, found: str) -> None:
        super().__init__(
            f"store {store}: written by a newer Benchbook (schema {found}), which this version cannot read",
            hint="upgrade benchbook, or name another store with --store",
        )


class ArchiveDamaged(StoreError):
    """What the archive keeps of a document is not what came."""

    def __init__(self, document: str, reason: str) -> None:
        super().__init__(
            f"{document}: {reason}", hint="import the document again from its file, or restore a copy of the store"
        )


class LogDamaged(StoreError):
    """A file of the log of votes is missing, or is not what was written."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"{path}: {reason}",
            hint="name the log's folder with --log, or restore a copy; `benchbook votes check` names all such files",
        )


class NotRebuildable(StoreError):
    """The archive does not give again what was recorded; nothing was made."""

    def __init__(self, store: str, reasons: Sequence[str]) -> None:
        more = f", and {len(reasons) - _MOST_NAMES:,} more" if len(reasons) > _MOST_NAMES else ""
        super().__init__(
            f"store {store}: cannot be rebuilt from its archive: {'; '.join(reasons[:_MOST_NAMES])}{more};"
            " the new store is empty",
            hint="import these documents again from their files, or keep the store as it is",
        )


class NotEmpty(StoreError):
    """A store that would have to be empty holds something; nothing was changed."""

    def __init__(self, store: str, hint: str) -> None:
        super().__init__(f"store {store}: is not empty; nothing was changed", hint=hint)


class UpstreamError(BenchbookError):
    """A source on the network did not give what was asked for."""

    exit_code = 4


class KeyMissing(UpstreamError):
    """The environment variable with a source's key is not set."""

    def __init__(self, source: str, variable: str) -> None:
        super().__init__(f"{source}: needs a key in the environment variable {variable}, which is not set")


class Unreachable(UpstreamError):
    """No connection to a source, or no answer in time."""

    def __init__(self, url: str, reason: str, attempts: int) -> None:
        times = "1 attempt" if attempts == 1 else f"{attempts} attempts"
        super().__init__(f"{url}: {reason} ({times}); the store is unchanged")


class BadStatus(UpstreamError):
    """A source answered with something other than the asked-for document; ``status_code`` is HTTP's."""

    def __init__(self, url: str, status: int, reason: str, *, hint: str | None = None) -> None:
        self.status_code = status
        super().__init__(f"{url}: answered {status} {reason}; the store is unchanged", hint=hint)


class NotDelivered(UpstreamError):
    """A receiver did not take what was posted, and will not or did not in time."""

    def __init__(self, receiver: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"{receiver}: {reason}; nothing is lost, the changes wait to be posted", hint=hint)


class ReceiverGone(UpstreamError):
    """A receiver wants no more."""

    def __init__(self, receiver: str) -> None:
        super().__init__(
            f"{receiver}: answered 410 Gone, which means that it wants no more; the watch has ended",
            hint="what it did not get waits, should it be started again",
        )


class EngineMissing(BenchbookError):
    """An engine for counting votes needs what is not installed."""

    def __init__(self, engine: str, what: str, hint: str) -> None:
        super().__init__(f"the engine {engine} needs {what}, which is not installed", hint=hint)


class EngineFailed(BenchbookError):
    """An engine for counting votes cannot be reached, or does not count them."""

    exit_code = 4

    def __init__(self, engine: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"the engine {engine} did not count the votes: {reason}", hint=hint)


class ServeError(BenchbookError):
    """An address cannot be served."""

    exit_code = 5

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"cannot serve on {host}:{port}: {reason}", hint="choose another with --port")
