"""Columns of text, made fit for votes: trimmed, blank ones null, hostile ones told."""

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from benchbook.votes.reading.facts import vote_facts
from benchbook.votes.reading.sieve import Mask, Sieve
from benchbook.wording import cleaned, shortened

MOST_CHARACTERS = 200
"""How long a model's name, a category or the name of a voter may be."""

Codes = np.ndarray[Any, np.dtype[np.int32]]

SUBSTITUTE = "\x1a"
"""Stands for a byte that is not UTF-8; no name may have it."""

ESCAPED = re.compile("[\udc80-\udcff]")
"""Such a byte, as the error handler ``surrogateescape`` gives it."""

_PLAIN = re.compile(rb"[!-~]+")
_FIRST_VISIBLE, _LAST_VISIBLE = b"!~"
_LOST = "\N{REPLACEMENT CHARACTER}"
_MOST_PROMPT = 64
_MOST_BYTES = 8 * MOST_CHARACTERS
_TOO_LONG = f"is longer than {MOST_CHARACTERS} characters"
_CONTROL = "holds control characters or is not UTF-8"


@dataclass(frozen=True)
class Words:
    """Texts that recur: ``codes`` point into ``values``, -1 where there is none.

    ``faults`` says of a value why it cannot be used.
    """

    codes: Codes
    values: tuple[str, ...]
    faults: dict[int, str]

    def present(self) -> Mask:
        """Where there is a text."""
        return self.codes >= 0

    def array(self) -> pa.DictionaryArray:
        """The same for Arrow."""
        codes = pa.array(self.codes, mask=self.codes < 0)
        return pa.DictionaryArray.from_arrays(codes, pa.array(self.values, pa.string()))


def known_texts(column: pa.Array) -> pa.Array:
    """The same texts, null where a program wrote that it knows nothing: ``NaN``, ``None`` and their like."""
    if kinds.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices, known_texts(column.dictionary))
    if not kinds.is_string(column.type):
        return column
    unknown = pc.is_in(column, pa.array(vote_facts().unknown.written))
    return pc.if_else(unknown, pa.scalar(None, pa.string()), column) if pc.any(unknown).as_py() else column


def words(column: pa.Array) -> Words:
    """A column of few texts; takes time for each different text, not for each row."""
    coded = known_texts(column if kinds.is_dictionary(column.type) else column.dictionary_encode())
    values: dict[str, int] = {}
    faults: dict[int, str] = {}
    codes = np.full(len(coded.dictionary) + 1, -1, np.int32)
    for at, raw in enumerate(pc.binary_slice(coded.dictionary.cast(pa.binary()), 0, _MOST_BYTES + 1).to_pylist()):
        text, fault = _read(raw)
        if text:
            code = values.setdefault(text, len(values))
            codes[at] = code
            if fault:
                faults[code] = fault
    indices = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Words(codes=codes[indices], values=tuple(values), faults=faults)


def _read(raw: bytes | None) -> tuple[str, str | None]:
    """A text without the blanks around it, and what is wrong with it."""
    if raw is None:
        return "", None
    if len(raw) > _MOST_BYTES:
        return raw.decode("utf-8", "ignore").strip(), _TOO_LONG
    text = raw.decode().strip()
    if cleaned(text) != text or _LOST in text:
        return text, _CONTROL
    return text, _TOO_LONG if len(text) > MOST_CHARACTERS else None


def labels(column: pa.Array, name: str, sieve: Sieve) -> pa.StringArray:
    """A column of texts, each its own; rows whose text cannot be used are refused."""
    column = known_texts(column)
    if _is_plain(column, MOST_CHARACTERS):
        return column.cast(pa.string())
    found = words(column)
    refuse_faults(found, name, sieve)
    return found.array().cast(pa.string())


def prompts(column: pa.Array) -> pa.StringArray:
    """Names of prompts as they are; a prompt's own text becomes a digest, since texts are not kept."""
    column = known_texts(column)
    if _is_plain(column, _MOST_PROMPT):
        return column.cast(pa.string())
    coded = column if kinds.is_dictionary(column.type) else column.dictionary_encode()
    named = [_prompt(raw) for raw in coded.dictionary.cast(pa.binary()).to_pylist()]
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(named, pa.string())).cast(pa.string())


def _prompt(raw: bytes | None) -> str | None:
    stripped = (raw or b"").strip()
    if not stripped:
        return None
    if len(stripped) <= _MOST_PROMPT and _PLAIN.fullmatch(stripped):
        return stripped.decode()
    return f"text:{blake2b(stripped, digest_size=16).hexdigest()}"


def _is_plain(column: pa.Array, most: int) -> bool:
    """Whether all texts are of visible ASCII characters without blanks, none empty or longer than ``most``."""
    if kinds.is_dictionary(column.type):
        column = column.dictionary
    if not kinds.is_string(column.type):
        return False
    if column.null_count == len(column):
        return True
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    lengths = np.diff(ends)
    letters = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]] if data is not None else np.empty(0, np.uint8)
    empty = int(np.count_nonzero(lengths == 0))
    if not len(letters) or empty != column.null_count or int(lengths.max()) > most:
        return False
    return bool(letters.min() >= _FIRST_VISIBLE and letters.max() <= _LAST_VISIBLE)


def shown(column: pa.Array, at: int) -> str:
    """A value as a message tells it, whatever it is."""
    value = column[at]
    try:
        return "nothing" if not value.is_valid else shortened(str(value.as_py()))
    except (ValueError, OverflowError, LookupError):  # a moment beyond all years, or in a time zone that there is not
        return str(value.cast(pa.int64()).as_py())


def refuse_faults(found: Words, name: str, sieve: Sieve) -> None:
    """Refuse the rows whose text cannot be used."""
    if found.faults:
        at = np.isin(found.codes, list(found.faults))
        sieve.refuse(at, lambda row: f"{name} {found.faults[int(found.codes[row])]}")
