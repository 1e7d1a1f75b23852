"""What a source calls a thing, read: its name and its slug with all readings."""

from msgspec.structs import replace

from benchbook.model import Labels, Noun
from benchbook.resolve.decided import Decided
from benchbook.resolve.grammar import LONGEST_NAME, STRIPPED, Grammar, Parts
from benchbook.resolve.names import normalise


class Label(Noun, frozen=True, kw_only=True):
    """One of the labels, read."""

    kind: str
    text: str
    key: str
    readings: tuple[Parts, ...]

    @property
    def own_readings(self) -> list[Parts]:
        """The readings with all of its words."""
        return [parts for parts in self.readings if parts.rank < STRIPPED]


def bounded(labels: Labels) -> Labels:
    """The labels without further ones that are empty or too long to be read."""
    told = {"slug": labels.slug, "creator": labels.creator, "hugging_face_id": labels.hugging_face_id}
    unread = {field: None for field, text in told.items() if text is not None and not 0 < len(text) <= LONGEST_NAME}
    return replace(labels, **unread) if unread else labels


def read_labels(labels: Labels, grammar: Grammar, decided: Decided) -> tuple[Label, ...]:
    """The name and, if it is another text, the slug."""
    told = [("name", labels.name)]
    if labels.slug and labels.slug != labels.name:
        told.append(("slug", labels.slug))
    return tuple(
        Label(
            kind=kind,
            text=text,
            key=normalise(text) if len(text) <= LONGEST_NAME else "",
            readings=_all_readings(text, grammar, decided),
        )
        for kind, text in told
    )


def _all_readings(text: str, grammar: Grammar, decided: Decided) -> tuple[Parts, ...]:
    """A name's readings, and those of other names of the same release."""
    readings = grammar.read(text)
    others = [
        replace(
            other,
            configuration=parts.configuration,
            reasoning=parts.reasoning,
            says_thinking=parts.says_thinking,
            author=parts.author,
            rank=parts.rank,
            in_path=parts.in_path,
        )
        for parts in readings
        if parts.family in decided.released_families
        for other in decided.other_names(parts)
    ]
    return (*readings, *others)
