"""Whether an answer tells what model it is: votes that saw a name are kept and not counted.

Any claim to be some model counts, true or not, since either sways a voter. Answers that speak of other models, or
quote one, do not. The text is searched and never kept. English only.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from benchbook.resolve.facts import packaged_layer
from benchbook.votes.reading.facts import vote_facts
from benchbook.votes.reading.files.batch import Rows
from benchbook.votes.reading.sieve import Mask

_SPEAKER = ("role", "from", "speaker")
_SPOKEN = ("content", "text", "value")
_MOST_DEPTH = 6
_MOST_CHARACTERS = 100_000
"""How much of an answer is searched closely."""

_QUOTED = re.compile(
    r"```.*?(?:```|\Z)|^[ \t]*>.*?$|\"[^\"\n]{0,300}\"|“[^”]{0,300}”|«[^»]{0,300}»|`[^`\n]{0,300}`",
    re.DOTALL | re.MULTILINE,
)
_APOSTROPHE = "['\N{RIGHT SINGLE QUOTATION MARK}]"
_START = rf"(?<!\w)(?<!{_APOSTROPHE})"
_ENDING = "[\n.,!?;:)(\N{EM DASH}\N{EN DASH}]"
_FOLLOWING = "an?|and|based|built|but|by|created|developed|from|here|made|the|trained|your"
_BEHIND = rf"(?=\s*(?:\Z|{_ENDING}|-\s|(?:{_FOLLOWING})\b))"
_OPENING = re.compile(
    rf"{_START}(?:[Ii](?:\s+(?:am|was|have)|{_APOSTROPHE}(?:m|ve))|[Aa]s|[Mm][Yy]\s+[Nn]ame|[Yy][Oo][Uu]\s+[Cc]an)\s"
)
_BEING = rf"[Ii](?:\s+am|{_APOSTROPHE}m)\s+"
_OF = r"(?:(?:people|researchers|team)\s+(?:at|from)\s+)?"
_MADE = rf"(?:trained|made|developed|created|built|designed)\s+by\s+(?:the\s+)?{_OF}"
_KIND = "(?:AI|assistant|model|LLM|chatbot|bot|program)"


def name_themselves(column: pa.Array) -> Mask:
    """For each answer whether it claims to be some model."""
    found = np.zeros(len(column), bool)
    for rows, texts in _spoken(column, np.arange(len(column)), _MOST_DEPTH):
        likely = pc.fill_null(pc.match_substring_regex(texts, _likely(), ignore_case=True), fill_value=False)
        for at in np.flatnonzero(np.asarray(likely)).tolist():
            row = rows[at]
            found[row] = found[row] or any(map(names_itself, _answers(_decoded(texts[at].as_py()), _MOST_DEPTH)))
    return found


def names_itself(answer: str) -> bool:
    """Whether a text claims to be some model; what it quotes is not its own claim."""
    text = _QUOTED.sub(" ", answer[:_MOST_CHARACTERS])
    return any(_claim().match(text, opening.start()) for opening in _OPENING.finditer(text))


@cache
def _claim() -> re.Pattern[str]:
    facts = vote_facts().identities
    name = (
        rf"(?:(?i:{_either(facts.coined)})|{_either(facts.written)})"
        rf"(?:[- ]?[A-Za-z]?\d[\w.]*|[- ](?i:{_either(_endings())})\b)*(?![\w-])"
    )
    maker = rf"(?i:{_either(_makers())})(?![\w-])"
    called = rf"(?:(?i:(?:an?|the)\s+(?:[\w-]+\s+){{0,5}}?{_KIND}\s+(?:called|named|known\s+as)|called|named)\s+)?"
    kind = rf"(?i:an?\s+|the\s+)?(?:[\w-]+\s+){{0,6}}?{_KIND}\b[^.!?\n]{{0,60}}?\b"
    claims = (
        rf"{_BEING}{called}{name}{_BEHIND}",
        rf"(?i:my\s+name\s+is|you\s+can\s+call\s+me)\s+{name}{_BEHIND}",
        rf"[Aa]s\s+{name},?\s+I\b",
        rf"(?:{_BEING}|[Aa]s\s+){kind}(?i:{_MADE}){maker}",
        rf"[Ii](?:\s+was|\s+am|{_APOSTROPHE}m|\s+have\s+been|{_APOSTROPHE}ve\s+been)\s+(?i:{_MADE}){maker}",
    )
    return re.compile("|".join(claims))


def _endings() -> set[str]:
    """What may stand behind a name."""
    vocabulary = packaged_layer().vocabulary
    words = set() if vocabulary is None else vocabulary.tiers.words | vocabulary.purposes.words
    return {*vote_facts().identities.endings, *words}


def _makers() -> set[str]:
    authors = packaged_layer().authors
    return {*vote_facts().identities.makers, *(() if authors is None else authors.spellings)}


@cache
def _likely() -> str:
    """A pattern for Arrow that finds every claim, also in JSON, and much else, fast."""
    facts = vote_facts().identities
    names = _either({*facts.coined, *facts.written, *_makers()})
    short = rf"i(?:{_APOSTROPHE}|\\u2019)"
    return rf"(?:i\s+am|{short}m|i\s+was|i\s+have|{short}ve|name\s+is|call\s+me|as)\s[^!?\n]*(?:{names})"


def _either(texts: Iterable[str]) -> str:
    """An alternative of texts, the longest first; a blank may be a hyphen."""
    ordered = sorted(texts, key=lambda text: (-len(text), text))
    return "|".join(re.escape(text).replace(r"\ ", "[ -]") for text in ordered)


# --- what the model itself said --------------------------------------------------------------


def _spoken(column: pa.Array, rows: Rows, depth: int) -> Iterator[tuple[Rows, pa.StringArray]]:
    """Texts of a column of texts, or of turns of conversations, each with its row."""
    kind = column.type
    if kinds.is_dictionary(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind):
        column = column.cast(pa.string())
    if kinds.is_string(column.type):
        yield rows, column
    elif kinds.is_list(kind) or kinds.is_large_list(kind):
        inside = np.asarray(pc.list_parent_indices(column))
        yield from _spoken(pc.list_flatten(column), rows[inside], depth - 1) if depth else ()
    elif kinds.is_struct(kind) and depth:
        yield from _turns(column, rows, depth)


def _turns(column: pa.Array, rows: Rows, depth: int) -> Iterator[tuple[Rows, pa.StringArray]]:
    names = {column.type.field(number).name for number in range(column.type.num_fields)}
    speaker = next((name for name in _SPEAKER if name in names), None)
    if speaker is not None:
        own = pc.is_in(
            pc.struct_field(column, speaker).cast(pa.string()), pa.array(sorted(vote_facts().answers.speakers))
        )
        column, rows = column.filter(own), rows[np.asarray(own)]
    for name in _SPOKEN:
        if name in names:
            yield from _spoken(pc.struct_field(column, name), rows, depth - 1)


def _decoded(text: str) -> object:
    """A text, or what is written in it as JSON."""
    if text.lstrip()[:1] in {"[", "{"}:
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return text
    return text


def _answers(spoken: object, depth: int) -> Iterator[str]:
    """Texts among turns of a conversation, without those of others than the model."""
    if isinstance(spoken, str):
        yield spoken
    elif isinstance(spoken, list) and depth:
        for turn in spoken:
            yield from _answers(turn, depth - 1)
    elif isinstance(spoken, dict) and depth:
        speaker = next((spoken[name] for name in _SPEAKER if name in spoken), None)
        if speaker is None or speaker in vote_facts().answers.speakers:
            for name in _SPOKEN:
                yield from _answers(spoken.get(name), depth - 1)
