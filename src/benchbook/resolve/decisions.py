"""A person's decisions, written into their folder of facts without touching what else stands there.

The file is edited as text, so that comments, order and spacing stay; what comes out is read again and
must hold exactly the entries that were meant, else nothing is written.
"""

import json
import os
import re
import tempfile
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from benchbook.errors import DecisionRefused, FactsError
from benchbook.model import CatalogModel, Labels, Noun
from benchbook.resolve.catalog import CatalogIndex
from benchbook.resolve.decided import speaks_of
from benchbook.resolve.facts import Alias, FactLayer, Facts, Rejection, is_header, packaged_layer
from benchbook.resolve.names import normalise
from benchbook.resolve.user_facts import MOST_BYTES, merged, read_bounded, read_folder
from benchbook.resolve.validation import Finding, Known, is_model_id, nearest_ids, validate
from benchbook.wording import cleaned, lowered, shortened

MOST_CHARACTERS = 512
"""The most that one text of a decision may have."""

_COMMENT = re.compile(r"\s*#")
_BEGINNINGS = {
    "alias": "# Names that stand for a model by your decision; they win over the aliases that ship with Benchbook.\n",
    "rejection": "# Names that must never be joined to a model, by your decision.\n",
}
_FILES = {"alias": "aliases.toml", "rejection": "rejections.toml"}
Entry = Mapping[str, object]


class AliasWithdrawn(Noun, frozen=True, kw_only=True):
    """The user's alias of this name is to go: that of a source, or without one that which holds for all."""

    name: str
    source: str | None = None


class RejectionWithdrawn(Noun, frozen=True, kw_only=True):
    """The user's rejections of this name on this model are to go, of whatever source."""

    name: str
    model: str


Change = Alias | Rejection | AliasWithdrawn | RejectionWithdrawn


class Draft(Noun, frozen=True, kw_only=True):
    """A file of facts as it was and as it is to be, and all facts as they would be then.

    ``change`` is what is decided, with the id that stands for all variants of its model; ``model_id``
    is that id, for what is withdrawn, too.
    """

    path: Path
    before: bytes | None
    after: bytes
    facts: Facts
    change: Change
    model_id: str

    @property
    def changes(self) -> bool:
        """Whether the file is to be otherwise than it is."""
        return self.after != (self.before or b"")

    def write(self) -> None:
        """Replace the file at once, making its folder if need be; raises ``FactsError``."""
        if self.changes:
            _replace(self.path, self.after)

    def restore(self) -> None:
        """Put the file back as it was; a folder that was made stays."""
        if self.before is not None:
            _replace(self.path, self.before)
            return
        with suppress(OSError):
            self.path.unlink()


def draft(folder: Path, change: Change, models: Iterable[CatalogModel], today: date) -> Draft:
    """The change to a user's folder of facts, checked but not written; one that stands already changes nothing.

    A new decision takes the id of one of ``models``, unless it is marked as unlisted. Raises
    ``FactsError`` for a folder that cannot be read and ``DecisionRefused`` for a change that would
    make the facts contradict themselves, or for one to withdraw that is not there.
    """
    known = tuple(model for model in models if not model.is_alias)
    layer = read_folder(folder, may_be_missing=True)
    table = "alias" if isinstance(change, Alias | AliasWithdrawn) else "rejection"
    file = folder / _FILES[table]
    before = read_bounded(file)
    text = (before or b"").decode("utf-8-sig") or _BEGINNINGS[table]
    where = cleaned(str(file))
    if isinstance(change, Alias | Rejection):
        change = _with_known_model(change, known, where)
        if _stands(change, layer, where):
            facts, after = merged(layer), before or b""
            return Draft(path=file, before=before, after=after, facts=facts, change=change, model_id=change.model)
        model_id = change.model
        written = _appended(text, table, _fields(change), where)
    else:
        numbers = _withdrawn(change, layer, where)
        model_id = change.model if isinstance(change, RejectionWithdrawn) else layer.aliases[min(numbers)].model
        written = _without(text, table, numbers, where)
    if len(written.encode()) > MOST_BYTES:
        raise DecisionRefused(where, f"would be larger than {MOST_BYTES:,} bytes")
    changed = _changed(layer, change)
    facts = merged(changed)
    _check_findings(layer, changed, known, today)
    return Draft(path=file, before=before, after=written.encode(), facts=facts, change=change, model_id=model_id)


def is_about(change: Change, labels: Labels, source: str) -> bool:
    """Whether a decision names what ``source`` calls by these labels, as far as its spelling goes."""
    limit = None if isinstance(change, RejectionWithdrawn) else change.source
    if not speaks_of(limit, source):
        return False
    return change.name is None or normalise(change.name) in {normalise(labels.name), normalise(labels.slug or "")}


# --- what may be decided -----------------------------------------------------------------------


def _with_known_model(change: Alias | Rejection, models: Sequence[CatalogModel], where: str) -> Alias | Rejection:
    """The decision with the id that stands for all variants of its model."""
    group = CatalogIndex(models).by_id(change.model)
    if group is not None:
        return replace(change, model=group.base_id)
    if change.unlisted:
        return change
    near = nearest_ids(change.model, models)
    hint = f"nearest: {', '.join(near)}" if near else "`benchbook status` tells what the store holds"
    raise DecisionRefused(
        where,
        f"the store has never seen a model {shortened(change.model)!r}; nothing was changed",
        hint=f"{hint}; --unlisted insists",
    )


def _stands(change: Alias | Rejection, layer: FactLayer, where: str) -> bool:
    """Whether the very decision stands already; raises ``DecisionRefused`` for what contradicts or is no decision."""
    for field, value in _fields(change).items():
        if isinstance(value, str):
            _check_text(field, value, where)
    if not is_model_id(change.model):
        raise DecisionRefused(where, f"expected a model's id (author/slug), found {shortened(change.model)!r}")
    key = normalise(change.name or "")
    if isinstance(change, Rejection):
        return any(
            (one.source, one.via, one.model, normalise(one.name or ""))
            == (change.source, change.via, change.model, key)
            for one in layer.rejections
        )
    for alias in layer.aliases:
        if alias.source == change.source and normalise(alias.name) == key:
            if alias.model == change.model:
                return True
            hint = "`benchbook alias remove` takes it away"
            raise DecisionRefused(where, f"{shortened(alias.name)!r} already stands for {alias.model}", hint=hint)
    return False


def _check_text(field: str, text: str, where: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise DecisionRefused(where, f"the {field} has more than {MOST_CHARACTERS} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise DecisionRefused(where, f"the {field} {shortened(text)!r} has characters that are no text")


def _withdrawn(change: AliasWithdrawn | RejectionWithdrawn, layer: FactLayer, where: str) -> set[int]:
    """Which of the user's entries are to go; raises ``DecisionRefused`` where there is none."""
    key = normalise(change.name)
    if isinstance(change, RejectionWithdrawn):
        numbers = {number for number, one in enumerate(layer.rejections) if _meant(change, one)}
        shipped = any(_meant(change, one) for one in packaged_layer().rejections)
        missing, aside = f"is not rejected on {change.model}", "`benchbook alias add` sets it aside"
    else:
        bearing = {number: alias for number, alias in enumerate(layer.aliases) if normalise(alias.name) == key}
        numbers = {number for number, alias in bearing.items() if alias.source == change.source}
        shipped = any(normalise(alias.name) == key for alias in packaged_layer().aliases)
        of = f" of {change.source}" if change.source else ""
        missing, aside = f"is no alias{of}", "`benchbook reject add` sets it aside"
        sources = ", ".join(f"--source {alias.source}" if alias.source else "no --source" for alias in bearing.values())
        if not numbers and bearing:
            raise DecisionRefused(where, f"{shortened(change.name)!r} {missing}", hint=f"it is one with {sources}")
    if not numbers:
        hint = f"it ships with Benchbook; {aside}" if shipped else None
        raise DecisionRefused(where, f"{shortened(change.name)!r} {missing} in your facts", hint=hint)
    return numbers


def _meant(change: RejectionWithdrawn, rejection: Rejection) -> bool:
    same_name = rejection.name is not None and normalise(rejection.name) == normalise(change.name)
    return same_name and rejection.model == change.model


def _changed(layer: FactLayer, change: Change) -> FactLayer:
    """The user's layer with the change made."""
    if isinstance(change, Alias):
        return replace(layer, aliases=(*layer.aliases, change))
    if isinstance(change, Rejection):
        return replace(layer, rejections=(*layer.rejections, change))
    if isinstance(change, RejectionWithdrawn):
        return replace(layer, rejections=tuple(one for one in layer.rejections if not _meant(change, one)))
    key = normalise(change.name)
    kept = (one for one in layer.aliases if one.source != change.source or normalise(one.name) != key)
    return replace(layer, aliases=tuple(kept))


def _check_findings(layer: FactLayer, changed: FactLayer, models: tuple[CatalogModel, ...], today: date) -> None:
    """Refuse a change that would give ``benchbook validate`` something new to find."""

    def findings(own: FactLayer) -> tuple[Finding, ...]:
        return validate((packaged_layer(), own), merged(own), today, Known(models=models))

    known_before = set(findings(layer))
    new = next((one for one in findings(changed) if one not in known_before), None)
    if new is not None:
        raise DecisionRefused(new.file, f"{new.entry} {new.problem}; nothing was changed")


# --- the file as text --------------------------------------------------------------------------


def _fields(change: Alias | Rejection) -> dict[str, object]:
    """What is to be written, in the fields' order of reading."""
    names = ("name", "source", "via", "model", "reason", "unlisted", "standing_in", "origin", "date")
    told = {name: getattr(change, name, None) for name in names}
    return {name: value for name, value in told.items() if value is not None and value is not False}


def _appended(text: str, table: str, fields: Entry, where: str) -> str:
    """The text with one entry more at its end."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [f"[[{table}]]", *(f"{name} = {_toml(value)}" for name, value in fields.items())]
    body = text.rstrip("\r\n")
    after = f"{body}{end * 2 if body else ''}{end.join(lines)}{end}"
    return _verified(after, table, [*_entries(text, table), fields], where)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _without(text: str, table: str, numbers: set[int], where: str) -> str:
    """The text without these entries and the comments right above them."""
    lines = text.split("\n")
    headers = [number for number, line in enumerate(lines) if is_header(line, table)]
    dropped: set[int] = set()
    for number in numbers & set(range(len(headers))):
        following = headers[number + 1] if number + 1 < len(headers) else len(lines)
        dropped |= set(range(_comment_above(lines, headers[number]), _last_line(lines, headers[number], following)))
    kept = [line for number, line in enumerate(lines) if number not in dropped]
    meant = [entry for number, entry in enumerate(_entries(text, table)) if number not in numbers]
    return _verified(_single_gaps("\n".join(kept)), table, meant, where)


def _comment_above(lines: Sequence[str], header: int) -> int:
    """The first line of the comment that stands right above an entry; one that begins the file is the file's own."""
    first = header
    while first > 0 and _COMMENT.match(lines[first - 1]):
        first -= 1
    return header if first == 0 else first


def _last_line(lines: Sequence[str], header: int, following: int) -> int:
    """The line behind an entry's last: blank lines and comments before the next entry are not its own."""
    last = following
    while last > header + 1 and (not lines[last - 1].strip() or _COMMENT.match(lines[last - 1])):
        last -= 1
    return last


def _single_gaps(text: str) -> str:
    return re.sub(r"(\r?\n)(\r?\n){2,}", r"\1\1", text).rstrip("\r\n") + "\n"


def _entries(text: str, table: str) -> list[Entry]:
    told = tomllib.loads(text).get(table, [])
    return list(told)


def _verified(text: str, table: str, meant: Sequence[Entry], where: str) -> str:
    """The text, if it holds exactly these entries and nothing else; some ways to write TOML cannot be edited so."""
    try:
        told = tomllib.loads(text)
    except ValueError:
        told = {}
    if told.get(table, []) != list(meant) or set(told) - {table}:
        raise DecisionRefused(where, "is written in a way that this command cannot edit", hint="edit it by hand")
    return text


def _replace(path: Path, body: bytes) -> None:
    """Write a file so that it is at every moment the old one or the new one, whole."""
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
            Path(temporary).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        reason = lowered(error.strerror or type(error).__name__)
        raise FactsError(cleaned(str(path)), f"cannot be written: {reason}") from error
