"""A person's verdict on a name that waits: written to the facts, recorded, in force at once, or refused whole."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from benchbook.errors import AlreadyDecided, BadForm, NoSuchModel, NoSuchName
from benchbook.model import CatalogModel, Matched, Noun
from benchbook.pipeline import Decided, decide
from benchbook.resolve.facts import Alias, Rejection
from benchbook.resolve.validation import nearest_ids
from benchbook.store import Decider, Store, Writer
from benchbook.wording import cleaned

Action = Literal["accept", "reject"]
"""Whether the name stands for the model or never does, both for its source alone."""

MOST_NOTE_CHARACTERS = 500
_BY_HAND = "decided by hand"


class Verdict(Noun, frozen=True, kw_only=True):
    """What a person says of the name that ``source`` gives, as relayed by ``via``; ``note`` is why, in one line."""

    action: Action
    name: str
    source: str
    via: str | None = None
    model_id: str
    note: str = ""


def judge(
    store: Store,
    folder: Path,
    verdict: Verdict,
    by: Decider,
    now: datetime,
    check: Callable[[], object] | None = None,
) -> Decided:
    """Make a verdict the facts' and the store's, whole or not at all; of two at a time one is first.

    It holds for the name's source, whoever relays it. What ``check`` raises once nobody else can write ends it
    before anything is changed. Raises ``NoSuchName``, ``NoSuchModel``,
    ``AlreadyDecided`` where the name waits no longer or the very same stands, ``BadForm`` for a note that is
    too long, ``DecisionRefused`` for what contradicts the facts, ``FactsError`` where they cannot be read or
    written, or ``StoreError``; then nothing is changed.
    """
    note = cleaned(" ".join(verdict.note.split()))
    if len(note) > MOST_NOTE_CHARACTERS:
        raise BadForm(f"the note has more than {MOST_NOTE_CHARACTERS} characters")
    change = _change(verdict, note or _BY_HAND, now)

    def checked(writer: Writer) -> None:
        if check is not None:
            check()
        _require_waiting(writer, verdict)

    done = decide(store, folder, change, now, by=by, check=checked)
    if done.decision is None:
        said = "stands for" if verdict.action == "accept" else "is kept from"
        raise AlreadyDecided(verdict.name, verdict.source, f"{said} {verdict.model_id} by decision already")
    return done


def _change(verdict: Verdict, note: str, now: datetime) -> Alias | Rejection:
    name, source, model = verdict.name, verdict.source, verdict.model_id
    if verdict.action == "accept":
        return Alias(name=name, source=source, model=model, origin=note, date=now.date())
    return Rejection(name=name, source=source, model=model, reason=note, origin=_BY_HAND, date=now.date())


def _require_waiting(writer: Writer, verdict: Verdict) -> None:
    """Refuse what is not there to be decided; asked while nobody else can write."""
    wanted = (verdict.source, verdict.name, verdict.via)
    identities = [
        subject.identity
        for subject in writer.subjects()
        if (subject.scope.source, subject.labels.name, subject.scope.via) == wanted
    ]
    if not identities:
        raise NoSuchName(verdict.name, verdict.source)
    joined = [identity.model_id for identity in identities if isinstance(identity, Matched)]
    if len(joined) == len(identities):
        raise AlreadyDecided(verdict.name, verdict.source, f"was joined to {joined[0]} meanwhile")
    _require_model(verdict.model_id, writer.known_models())


def _require_model(model_id: str, models: Sequence[CatalogModel]) -> None:
    if not any(model.base_id == model_id for model in models if not model.is_alias):
        raise NoSuchModel(model_id, nearest_ids(model_id, models))
